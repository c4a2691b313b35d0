# SPDX-License-Identifier: Apache-2.0
"""DBOS as one object: launched for one database, asked, and shut down. DBOS itself is one per process; `queue.py` sees to that.

The library is loaded when an engine is launched, because that takes a second.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import make_url

from machikata.automation.jobs import ATTEMPTS, Work, failure_of, given_up
from machikata.domain.errors import WorkspaceUnusable
from machikata.domain.text import Text
from machikata.storage.jobs.failures import as_document
from machikata.storage.jobs.living import Living, LivingByFiles, LivingBySessions

if TYPE_CHECKING:
    from dbos import DBOS, DBOSConfig, WorkflowStatus

APPLICATION = "machikata"
VERSION = "1"
"""What DBOS compares before it takes a work up again. By default that is a hash of the code, so that an upgraded program would leave
the works of the older one lying; ours only name a job, and mean the same in every version.
"""
SCHEMA = "machikata_jobs"
WAITING, RUNNING = "ENQUEUED", "PENDING"
UNENDED = ["DELAYED", WAITING, RUNNING]
_PATIENCE_S = 5.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind:
    """How the works of one kind are done."""

    work: Work
    when_given_up: Work | None


@dataclass(frozen=True, slots=True)
class Settings:
    """`at_once`: works of a kind that one program does side by side. How often it looks for new works (`look_every_s`) and for what
    programs have left that died since it started (`look_for_dead_s`), in seconds.
    """

    at_once: int = 2
    look_every_s: float = 0.2
    look_for_dead_s: float = 5.0


class DbosEngine:
    """DBOS at work on one database."""

    def __init__(self, url: str, kinds: Mapping[str, Kind], settings: Settings) -> None:
        """Launch it.

        Raises:
            WorkspaceUnusable: the database cannot be opened, or this process uses DBOS for something else.
        """
        self.url, self.kinds, self._settings = url, dict(kinds), settings
        self._living = _living_of(url)
        self._dbos: DBOS | None = None
        self._name = uuid.uuid4().hex
        self._running: set[str] = set()
        self._ending = threading.Event()
        try:
            self._living.enter(self._name)
            _apart(self._launch)
        except WorkspaceUnusable:
            self._shut_down()
            raise
        except Exception as error:
            self._shut_down()
            raise _unusable() from error
        threading.Thread(target=self._look_after, name="jobs-of-the-dead", daemon=True).start()

    def _launch(self) -> None:
        _be_quiet()
        from dbos import DBOS

        self._tell_the_database()
        dbos = DBOS(config=self._config())
        if DBOS.executor_id != self._name:
            raise WorkspaceUnusable(
                Text("このプログラムは DBOS をほかの目的で使っています", "this program uses DBOS for something else"),
                remedy=Text("別のプログラムから開いてください", "open the workspace from a program of its own"),
            )
        self._dbos = dbos
        for kind in self.kinds:
            self._tell(kind)
        DBOS.listen_queues(list(self.kinds))
        DBOS.launch()

    def _tell_the_database(self) -> None:
        """Make the tables and one queue per kind: a queue that is there when DBOS is launched is seen at once, a later one in a second."""
        from dbos import DBOS, DBOSClient

        DBOS.migrate(self.url, schema=SCHEMA)
        client = DBOSClient(system_database_url=self.url, dbos_system_schema=SCHEMA, application_name=APPLICATION)
        try:
            for kind in self.kinds:
                client.register_queue(
                    kind,
                    worker_concurrency=self._settings.at_once,
                    polling_interval_sec=self._settings.look_every_s,
                    application_name=APPLICATION,
                )
        finally:
            client.destroy()

    def _config(self) -> DBOSConfig:
        """No network, no telemetry: neither Conductor nor OTLP."""
        return {
            "name": APPLICATION,
            "system_database_url": self.url,
            "application_version": VERSION,
            "executor_id": self._name,
            "dbos_system_schema": SCHEMA,
            "enable_otlp": False,
            "use_listen_notify": False,
            "log_level": "ERROR",
            "scheduler_polling_interval_sec": 3600.0,
            "notification_listener_polling_interval_sec": 0.1,  # nobody listens; it is what closing waits for
        }

    def _tell(self, kind: str) -> None:
        """Tell DBOS how works of this kind are done. It counts the beginnings; that they are too many is said by ourselves, because
        it has to be put on record.
        """
        from dbos import DBOS, WorkflowSerializationFormat

        def begin(job: str) -> None:
            # In a context of its own: what the work asks of the queue is then no part of DBOS's memory of this work.
            contextvars.Context().run(self._perform, kind, job)

        DBOS.workflow(name=kind, max_recovery_attempts=None, serialization_type=WorkflowSerializationFormat.PORTABLE)(
            begin
        )

    def _perform(self, kind: str, job: str) -> None:
        from dbos import PortableWorkflowError

        self._running.add(job)
        try:
            self._stop_what_was_begun_too_often(kind, job)
            self.kinds[kind].work(job)
        except Exception as error:
            failure = failure_of(error)
            raise PortableWorkflowError(
                failure.sentence("en"), type(failure).__name__, data=as_document(failure)
            ) from error
        finally:
            self._running.discard(job)

    def _stop_what_was_begun_too_often(self, kind: str, job: str) -> None:
        status = self.status(job)
        if status is not None and (status.recovery_attempts or 0) > ATTEMPTS:
            when_given_up = self.kinds[kind].when_given_up
            if when_given_up is not None:
                when_given_up(job)
            raise given_up(job)

    # asking

    def submit(self, kind: str, job: str) -> None:
        """Put a work on record; nothing happens when it is there already."""
        from dbos import DBOS, EnqueueOptions, WorkflowSerializationFormat

        options: EnqueueOptions = {
            "queue_name": kind,
            "workflow_name": kind,
            "workflow_id": job,
            "app_version": VERSION,
            "serialization_type": WorkflowSerializationFormat.PORTABLE,
        }
        _apart(lambda: DBOS.enqueue_workflow_with_options(options, job))

    def status(self, job: str) -> WorkflowStatus | None:
        """What is on record of a work."""
        from dbos import DBOS

        return _apart(lambda: DBOS.get_workflow_status(job))

    def unended(self) -> list[WorkflowStatus]:
        """What has not ended, oldest first."""
        from dbos import DBOS

        return _apart(lambda: DBOS.list_workflows(status=UNENDED, load_input=False, load_output=False))

    def adopt(self) -> int:
        """Put back into the queue what dead programs were doing; gives how many."""
        from dbos import DBOS

        theirs = [w for w in self.unended() if w.status == RUNNING and w.executor_id not in (None, self._name)]
        dead = [name for name in {str(w.executor_id) for w in theirs} if not self._living.lives(name)]
        return len(_apart(lambda: DBOS._recover_pending_workflows(dead))) if dead else 0  # noqa: SLF001 - the public ways either need DBOS's paid conductor or forget the count of beginnings

    def _look_after(self) -> None:
        """Take up what programs leave that die while this one lives."""
        while not self._ending.wait(self._settings.look_for_dead_s):
            try:
                self.adopt()
            except Exception:  # the database may be away for a moment; the next look finds it again
                logging.getLogger("dbos").warning("could not look for what dead programs left", exc_info=True)

    # the end

    def is_idle(self) -> bool:
        """Whether nothing waits for this program or is being done by it."""
        return not [w for w in self.unended() if w.status == WAITING or w.executor_id == self._name]

    def close(self) -> None:
        """End: what runs is waited for, until DBOS has its end on record."""
        self._ending.set()
        if self._dbos is not None:
            for event in self._dbos.background_thread_stop_events:
                event.set()
        patience = time.monotonic() + _PATIENCE_S
        while [w for w in self.unended() if w.status == RUNNING and w.executor_id == self._name]:
            if self._running:
                patience = time.monotonic() + _PATIENCE_S
            elif time.monotonic() > patience:
                break  # a work that was taken and could not be begun: the next program takes it up
            time.sleep(0.02)
        self._shut_down()

    def _shut_down(self) -> None:
        self._ending.set()
        if self._dbos is not None:
            from dbos import DBOS

            _apart(lambda: DBOS.destroy(destroy_registry=True))
            self._dbos = None
        self._living.leave()


def url_of(place: Path | str) -> str:
    """The database's SQLAlchemy URL: that of PostgreSQL, or of a file in the folder `jobs` of a workspace.

    Raises:
        ValueError: a URL of another kind of database.
    """
    if isinstance(place, Path) or "://" not in place:
        return f"sqlite:///{Path(place).resolve() / 'jobs' / 'queue.db'}"
    if not place.startswith("postgresql"):
        raise ValueError(f"a queue is kept by SQLite in a folder or by PostgreSQL, not by {make_url(place).drivername}")
    return make_url(place).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _file_of(url: str) -> Path | None:
    """The file of an SQLite database."""
    database = make_url(url).database
    return Path(database) if url.startswith("sqlite") and database else None


def _living_of(url: str) -> Living:
    """Who lives, by the means that reach as far as the database does; makes the file's folder."""
    file = _file_of(url)
    if file is None:
        return LivingBySessions(url)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Those who read may go on while another program writes; this stays with the file.
        with closing(sqlite3.connect(file, timeout=30)) as c:
            c.execute("PRAGMA journal_mode=WAL")
    except (OSError, sqlite3.Error) as error:
        raise _unusable() from error
    return LivingByFiles(file.parent)


def _be_quiet() -> None:
    """Keep the library off the standard error stream; a program that gives its logger `dbos` a handler hears it."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.propagate = False


def _apart(ask: Callable[[], T]) -> T:
    """Ask DBOS outside any work: within one it would keep the answer, and give the same one when the work is begun again. Where an event
    loop runs in this thread (a notebook), another thread asks: DBOS refuses plain calls there.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return contextvars.Context().run(ask)
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        return elsewhere.submit(ask).result()


def _unusable() -> WorkspaceUnusable:
    return WorkspaceUnusable(
        Text("処理の待ち行列を開けません", "the queue of jobs cannot be opened"),
        remedy=Text(
            "空き容量と権限を確かめてください。PostgreSQL の場合は、サーバーにつながるかも確かめてください",
            "check free space and permissions; with PostgreSQL, also that its server can be reached",
        ),
    )
