# SPDX-License-Identifier: Apache-2.0
"""Results that take long to compute: made once as a job, kept in memory, made again when what they rest on has changed.

A page asks for its result. When it is there, the page is shown. When it is not, the work starts as a job (listed, can be stopped)
and the page waits a few seconds for it: short work is shown at once, longer work gives a page with its progress.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final

from machikata.domain.errors import Cancelled, MachikataError
from machikata.domain.population_class import PeerGroup
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.workspace.jobs import find_job, start_job
from machikata.workspace.library import Job, JobState
from machikata.workspace.workspace import Workspace

_KEPT: Final = 32
_PATIENCE_SECONDS: Final = 6.0
_RECORD_TRIES, _RECORD_PAUSE = 50, 0.01
_ENDED: Final = (JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)


@dataclass(slots=True)
class _Entry:
    """One piece of work and its outcome. Which job it is, is known as soon as `begun` is set."""

    job: Job = field(init=False)
    begun: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    error: BaseException | None = None

    def run(self, work: Callable[[Progress], Any], progress: Progress, on_refusal: str, on_success: str | None) -> str:
        """Do the work; says where its outcome is shown. A refusal is an outcome like any other: its page gives the reason."""
        self.begun.wait()
        try:
            self.value = work(progress)
        except Cancelled as stopped:
            self.error = stopped
            raise
        except MachikataError as refused:
            self.error = refused
            return on_refusal
        except BaseException as defect:
            self.error = defect
            raise
        finally:
            self.ended.set()
        return str(self.value) if on_success is None else on_success


@dataclass(slots=True)
class Results:
    """The results of one serving program, newest kept. `patience` is how many seconds a page waits before it shows progress."""

    patience: float = _PATIENCE_SECONDS
    _entries: OrderedDict[Hashable, _Entry] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(
        self,
        ws: Workspace,
        key: Hashable,
        work: Callable[[Progress], Any],
        *,
        owner: str,
        title: Text,
        address: str,
        gives_address: bool = False,
        wait: bool = False,
    ) -> Any | Job:
        """The result under `key`, or the job that is making it. `wait` stays until it is there (for machines).

        `key` holds everything the result depends on but the actor, whose eyes it is made for. `address` is where the result is shown, or why there is none; with
        `gives_address` a result is itself the address to go to. An error that Machikata raised on purpose comes up here, once.
        """
        where = None if gives_address else address
        key = (ws.actor, key)
        entry = self._entry(
            key, lambda run: start_job(ws, owner=owner, title=title, work=run), work, where or address, where
        )
        entry.ended.wait(None if wait else self.patience)
        if not entry.ended.is_set():
            return find_job(ws, entry.job.id)
        _recorded(ws, entry.job)
        if entry.error is not None:
            with self._lock:
                self._entries.pop(key, None)
            raise entry.error
        return entry.value

    def kept(self, ws: Workspace, key: Hashable) -> Any | Job | None:
        """The result that was made under `key`, the job that is still making it, or None when there is none any more.

        Raises:
            MachikataError: the work was refused, with its reasons.
        """
        with self._lock:
            entry = self._entries.get((ws.actor, key))
        if entry is None:
            return None
        entry.begun.wait()
        if not entry.ended.is_set():
            return find_job(ws, entry.job.id)
        if entry.error is not None:
            raise entry.error
        return entry.value

    def _entry(
        self,
        key: Hashable,
        begin: Callable[[Callable[[Progress], str]], Job],
        work: Callable[[Progress], Any],
        on_refusal: str,
        on_success: str | None,
    ) -> _Entry:
        """The entry under `key`; its work is begun when there is none."""
        with self._lock:
            known = self._entries.get(key)
            if known is not None:
                self._entries.move_to_end(key)
                return known
            entry = _Entry()
            entry.job = begin(lambda progress: entry.run(work, progress, on_refusal, on_success))
            entry.begun.set()
            self._entries[key] = entry
            while len(self._entries) > _KEPT:
                self._entries.popitem(last=False)
            return entry


def owner_of_comparison(ws: Workspace, peers: PeerGroup) -> str:
    """Whose work comparing a group is: the group's, or the actor's own body where it belongs to the group and looks on."""
    mine = ws.actor.body
    return mine if mine in peers.members and not ws.actor.owns(peers.id) else peers.id


def _recorded(ws: Workspace, job: Job) -> None:
    """Wait until the end of the work stands in the list of jobs, so that the page does not call it running."""
    for _ in range(_RECORD_TRIES):
        if settled(find_job(ws, job.id)):
            return
        time.sleep(_RECORD_PAUSE)


def settled(job: Job) -> bool:
    """Whether nothing more will happen to the job."""
    return job.state in _ENDED
