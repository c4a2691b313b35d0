# SPDX-License-Identifier: Apache-2.0
"""`DbosJobQueue`: the `JobQueue` port on DBOS.

DBOS is one per process. Queues of one process on the same database share it. A queue on another database takes it over as soon as the
former has nothing to do, and gives it back in the same way: workspaces may be used one after the other without closing them, but two
of them are not worked on side by side in one program.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

from machikata.automation.jobs import Work, given_up
from machikata.domain.errors import NotFound, WorkspaceUnusable
from machikata.domain.text import Text
from machikata.storage.jobs.engine import UNENDED, WAITING, DbosEngine, Kind, Settings, url_of
from machikata.storage.jobs.failures import from_failure

_HANDING_OVER_S = 30.0
_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 0.01, 0.2


class _Process:
    """The one DBOS of this process, and the queues that use it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.engine: DbosEngine | None = None
        self.users: set[DbosJobQueue] = set()


_PROCESS = _Process()


class DbosJobQueue:
    """A queue in the folder of a workspace (a file of its own, `jobs/queue.db`), or in a PostgreSQL database named by a URL (a schema of
    its own). All methods may be called from any thread,.

    Raises:
        ValueError: the URL of another kind of database.
    """

    def __init__(self, place: Path | str, *, settings: Settings = Settings()) -> None:
        self._url = url_of(place)
        self._settings = settings
        self._kinds: dict[str, Kind] = {}
        self._started = False

    def register(self, kind: str, work: Work, *, when_given_up: Work | None = None) -> None:
        with _PROCESS.lock:
            if self._started and kind not in self._kinds:
                raise ValueError("kinds of work are registered before the queue is started")
            self._kinds[kind] = Kind(work, when_given_up)
            _PROCESS.users.discard(self)  # its next question tells the engine

    def start(self) -> int:
        with _PROCESS.lock:
            self._started = True
            try:
                engine = self._engine()
            except BaseException:
                self._started = False
                raise
            adopted = engine.adopt()
            return max(adopted, len([w for w in engine.unended() if w.status == WAITING]))

    def submit(self, kind: str, job: str) -> None:
        if kind not in self._kinds:
            raise ValueError(f"no work of the kind “{kind}” was registered")
        self._engine().submit(kind, job)

    def wait(self, job: str, *, seconds: float | None = None) -> bool:
        end = None if seconds is None else time.monotonic() + seconds
        pause = _SHORTEST_PAUSE_S
        while not self._has_ended(job):
            left = _LONGEST_PAUSE_S if end is None else end - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE_S)
        return True

    def _has_ended(self, job: str) -> bool:
        """Whether a work has ended well; raises what it raised."""
        status = self._engine().status(job)
        if status is None:
            raise NotFound(Text("その処理は待ち行列にありません", "there is no such work in the queue"))
        if status.status in UNENDED:
            return False
        if status.error is not None:
            raise from_failure(getattr(status.error, "data", None), message=str(status.error))
        if status.status != "SUCCESS":
            raise given_up(job)
        return True

    def unfinished(self) -> tuple[str, ...]:
        return tuple(w.workflow_id for w in self._engine().unended())

    def close(self) -> None:
        with _PROCESS.lock:
            self._started = False
            _PROCESS.users.discard(self)
            if _PROCESS.engine is not None and _PROCESS.engine.url == self._url and not _PROCESS.users:
                _PROCESS.engine.close()
                _PROCESS.engine = None

    def _engine(self) -> DbosEngine:
        """The engine at work on this queue's database; launched, or taken over, where it is not."""
        with _PROCESS.lock:
            if not self._started:
                raise ValueError("the queue is not started")
            engine = _PROCESS.engine
            if engine is None or engine.url != self._url or not self._kinds.keys() <= engine.kinds.keys():
                if engine is not None:
                    _hand_over(engine)
                engine = DbosEngine(self._url, self._kinds, self._settings)
                _PROCESS.engine, _PROCESS.users = engine, set()
            if self not in _PROCESS.users:
                engine.kinds.update(self._kinds)
                _PROCESS.users.add(self)
            return engine


def end_all() -> None:
    """Let what runs end, and end the DBOS of this process; a queue that is started launches it again when it is next asked."""
    with _PROCESS.lock:
        engine, _PROCESS.engine, _PROCESS.users = _PROCESS.engine, None, set()
    if engine is not None:
        engine.close()


def _hand_over(engine: DbosEngine) -> None:
    """Shut the engine of another database down, once it has nothing to do."""
    end = time.monotonic() + _HANDING_OVER_S
    while not engine.is_idle():
        if time.monotonic() > end:
            raise WorkspaceUnusable(
                Text(
                    "このプログラムは別の作業場所の処理をしています",
                    "this program is busy with the jobs of another workspace",
                ),
                remedy=Text("それが終わってから試してください", "try again when they have ended"),
            )
        time.sleep(0.05)
    _PROCESS.engine = None
    engine.close()
