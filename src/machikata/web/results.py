# SPDX-License-Identifier: Apache-2.0
"""Results that take long to compute: made once as a job, kept in memory, made again when what they rest on has changed.

A page asks for its result. When it is there, the page is shown. When it is not, the work starts as a job (listed, can be stopped)
and the page waits a few seconds for it: short work is shown at once, longer work gives a page with its progress.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final

from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.workspace.jobs import find_job, start_job
from machikata.workspace.library import Job, JobState
from machikata.workspace.workspace import Workspace

_KEPT: Final = 32
_PATIENCE_SECONDS: Final = 6.0
_ENDED: Final = (JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)


@dataclass(slots=True)
class _Entry:
    job: Job
    ended: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    error: BaseException | None = None


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
        address: str = "",
        wait: bool = False,
    ) -> Any | Job:
        """The result under `key`, or the job that is making it. `wait` stays until it is there (for machines).

        `key` holds everything the result depends on. `address` is where the result is shown; without it the result is the address.
        An error that Machikata raised on purpose comes up here, once.
        """
        entry = self._entry(ws, key, work, owner=owner, title=title, address=address)
        entry.ended.wait(None if wait else self.patience)
        if not entry.ended.is_set():
            return find_job(ws, entry.job.id)
        if entry.error is not None:
            with self._lock:
                self._entries.pop(key, None)
            raise entry.error
        return entry.value

    def _entry(
        self, ws: Workspace, key: Hashable, work: Callable[[Progress], Any], *, owner: str, title: Text, address: str
    ) -> _Entry:
        with self._lock:
            known = self._entries.get(key)
            if known is not None:
                self._entries.move_to_end(key)
                return known
            ready = threading.Event()
            slot: list[_Entry] = []

            def run(progress: Progress) -> str:
                ready.wait()
                entry = slot[0]
                try:
                    entry.value = work(progress)
                except BaseException as error:
                    entry.error = error
                    raise
                finally:
                    entry.ended.set()
                return address or str(entry.value)

            slot.append(_Entry(start_job(ws, owner=owner, title=title, work=run)))
            ready.set()
            self._entries[key] = slot[0]
            while len(self._entries) > _KEPT:
                self._entries.popitem(last=False)
            return slot[0]


def settled(job: Job) -> bool:
    """Whether nothing more will happen to the job."""
    return job.state in _ENDED
