# SPDX-License-Identifier: Apache-2.0
"""The job queue's twin for tests, in memory."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from machikata.automation.jobs import ATTEMPTS, Work, failure_of, given_up
from machikata.domain.errors import MachikataError, NotFound
from machikata.domain.text import Text


@dataclass(slots=True)
class KeptWork:
    """A work on record."""

    kind: str
    begun: int = 0
    running: bool = False
    ended: bool = False
    error: MachikataError | None = None


@dataclass(slots=True)
class KeptWorks:
    """What a database would keep: hand it to the next queue to play a program that starts after another."""

    works: dict[str, KeptWork] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)


class MemoryJobQueue:
    """`JobQueue` that does its works in one thread of this process, in the order in which they came.

    >>> queue = MemoryJobQueue()
    >>> queue.register("count", lambda job: print("doing", job))
    >>> queue.start()
    0
    >>> queue.submit("count", "one")
    >>> queue.wait("one", seconds=10)
    doing one
    True
    >>> queue.close()
    """

    def __init__(self, kept: KeptWorks | None = None) -> None:
        """An empty queue, or one with what another has left."""
        self.kept = kept or KeptWorks()
        self._kinds: dict[str, tuple[Work, Work | None]] = {}
        self._thread: threading.Thread | None = None
        self._closing = False

    def register(self, kind: str, work: Work, *, when_given_up: Work | None = None) -> None:
        """Say how work of this kind is done."""
        if self._thread is not None and kind not in self._kinds:
            raise ValueError("kinds of work are registered before the queue is started")
        self._kinds[kind] = (work, when_given_up)

    def start(self) -> int:
        """Begin to work, first on what is there; gives how many those are."""
        with self.kept.changed:
            waiting = [w for w in self.kept.works.values() if not w.ended and not w.running]
            if self._thread is None:
                self._closing = False
                self._thread = threading.Thread(target=self._do_all, name="memory-jobs", daemon=True)
                self._thread.start()
        return len(waiting)

    def submit(self, kind: str, job: str) -> None:
        """Put a work on record and return."""
        if kind not in self._kinds:
            raise ValueError(f"no work of the kind “{kind}” was registered")
        self._check_started()
        with self.kept.changed:
            self.kept.works.setdefault(job, KeptWork(kind))
            self.kept.changed.notify_all()

    def wait(self, job: str, *, seconds: float | None = None) -> bool:
        """Wait for the end of a work; False when the time was up first."""
        self._check_started()
        with self.kept.changed:
            if job not in self.kept.works:
                raise NotFound(Text("その処理は待ち行列にありません", "there is no such work in the queue"))
            work = self.kept.works[job]
            if not self.kept.changed.wait_for(lambda: work.ended, seconds):
                return False
        if work.error is not None:
            raise work.error
        return True

    def unfinished(self) -> tuple[str, ...]:
        """Works that have not ended, oldest first."""
        self._check_started()
        with self.kept.changed:
            return tuple(job for job, work in self.kept.works.items() if not work.ended)

    def close(self) -> None:
        """Stop taking work; what runs is ended first."""
        with self.kept.changed:
            thread, self._thread, self._closing = self._thread, None, True
            self.kept.changed.notify_all()
        if thread is not None:
            thread.join()

    def _check_started(self) -> None:
        if self._thread is None:
            raise ValueError("the queue is not started")

    def _do_all(self) -> None:
        while (job := self._take()) is not None:
            work = self.kept.works[job]
            error = self._do(job, work)
            with self.kept.changed:
                work.error, work.running, work.ended = error, False, True
                self.kept.changed.notify_all()

    def _take(self) -> str | None:
        """The next work, waited for; None when the queue is closed."""
        with self.kept.changed:
            self.kept.changed.wait_for(lambda: self._closing or self._next() is not None)
            job = None if self._closing else self._next()
            if job is not None:
                self.kept.works[job].running = True
                self.kept.works[job].begun += 1
            return job

    def _next(self) -> str | None:
        works = self.kept.works.items()
        return next((job for job, w in works if not w.ended and not w.running and w.kind in self._kinds), None)

    def _do(self, job: str, work: KeptWork) -> MachikataError | None:
        do, when_given_up = self._kinds[work.kind]
        try:
            if work.begun > ATTEMPTS:
                if when_given_up is not None:
                    when_given_up(job)
                return given_up(job)
            do(job)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the work and is raised where it is waited for
            return failure_of(error)
        return None
