# SPDX-License-Identifier: Apache-2.0
"""`SqlLibrary`: the `Library` port on SQLAlchemy Core, tables mapped to domain values by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Table, delete, insert, select, update

from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.publication.document import from_document, to_document
from machikata.storage.sql import tables as t
from machikata.storage.sql.apps import SqlApps
from machikata.storage.sql.opening import open_database
from machikata.storage.sql.surveys import SqlSurveys
from machikata.workspace.library import (
    EVERYONE,
    Act,
    DictionaryDecision,
    Draft,
    Job,
    JobState,
    LogEntry,
)


class SqlLibrary(SqlSurveys, SqlApps):
    """The library in a database named by an SQLAlchemy URL; makes the tables when the database is empty, and
    brings those of an older version up to date.

    Raises:
        WorkspaceUnusable: the database is newer than this program, damaged or cannot be opened.
    """

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    # bodies and groups

    def bodies(self) -> tuple[Municipality, ...]:
        with self._engine.connect() as c:
            rows = c.execute(select(t.bodies).order_by(t.bodies.c.code)).all()
        return tuple(_body(r) for r in rows)

    def body(self, code: str) -> Municipality | None:
        with self._engine.connect() as c:
            row = c.execute(select(t.bodies).where(t.bodies.c.code == code)).one_or_none()
        return None if row is None else _body(row)

    def put_body(self, body: Municipality) -> None:
        self._put(
            t.bodies,
            {
                "code": body.code,
                "owner": body.code,
                "name_ja": body.name.ja,
                "name_en": body.name.en,
                "kind": body.kind.value,
                "prefecture": body.prefecture,
                "population": body.population,
                "s23": body.s23,
                "s3": body.s3,
                "synthetic": body.synthetic,
            },
        )

    def remove_body(self, code: str) -> None:
        self._remove(t.bodies, code)

    def groups(self) -> tuple[tuple[str, PeerGroup], ...]:
        with self._engine.connect() as c:
            rows = c.execute(select(t.groups).order_by(t.groups.c.id)).mappings().all()
        return tuple((r["owner"], from_document(PeerGroup, r["document"])) for r in rows)

    def put_group(self, group: PeerGroup, *, owner: str) -> None:
        self._put(t.groups, {"id": group.id, "owner": owner, "document": to_document(group)})

    def remove_group(self, group_id: str) -> None:
        self._remove(t.groups, group_id)

    # processes

    def processes(self) -> tuple[Process, ...]:
        return self._documents(t.processes, Process, t.processes.c.id)

    def put_process(self, process: Process) -> None:
        self._put(t.processes, {"id": process.id, "owner": EVERYONE, "document": to_document(process)})

    def remove_process(self, process_id: str) -> None:
        self._remove(t.processes, process_id)

    # logs and drafts

    def logs(self) -> tuple[LogEntry, ...]:
        with self._engine.connect() as c:
            query = select(t.logs.c.document).where(t.logs.c.removed_at.is_(None))
            rows = c.execute(query.order_by(t.logs.c.admitted_at.desc(), t.logs.c.id)).scalars().all()
        return tuple(from_document(LogEntry, d) for d in rows)

    def log(self, log_id: str) -> LogEntry | None:
        with self._engine.connect() as c:
            document = c.execute(select(t.logs.c.document).where(t.logs.c.id == log_id)).scalar_one_or_none()
        return None if document is None else from_document(LogEntry, document)

    def put_log(self, entry: LogEntry) -> None:
        self._put(
            t.logs,
            {
                "id": entry.id,
                "owner": entry.owner,
                "process": entry.process,
                "admitted_at": entry.admitted_at.isoformat(),
                "removed_at": entry.removed_at.isoformat() if entry.removed_at else None,
                "document": to_document(entry),
            },
        )

    def forget_log(self, log_id: str) -> None:
        self._remove(t.logs, log_id)

    def drafts(self) -> tuple[Draft, ...]:
        return self._documents(t.drafts, Draft, t.drafts.c.created_at.desc())

    def put_draft(self, draft: Draft) -> None:
        self._put(
            t.drafts,
            {
                "id": draft.id,
                "owner": draft.owner,
                "created_at": draft.created_at.isoformat(),
                "document": to_document(draft),
            },
        )

    def remove_draft(self, draft_id: str) -> None:
        self._remove(t.drafts, draft_id)

    # decisions

    def decisions(self, process: str) -> tuple[DictionaryDecision, ...]:
        with self._engine.connect() as c:
            query = select(t.decisions).where(t.decisions.c.process == process).order_by(t.decisions.c.number)
            rows = c.execute(query).mappings().all()
        return tuple(replace(from_document(DictionaryDecision, r["document"]), number=r["number"]) for r in rows)

    def add_decisions(self, decisions: tuple[DictionaryDecision, ...]) -> None:
        if not decisions:
            return
        rows = [{"process": d.process, "owner": d.owner, "document": to_document(d)} for d in decisions]
        with self._engine.begin() as c:
            c.execute(insert(t.decisions), rows)

    # jobs and journal

    def jobs(self) -> tuple[Job, ...]:
        return self._documents(t.jobs, Job, t.jobs.c.started_at.desc())

    def put_job(self, job: Job) -> None:
        self._put(t.jobs, _job_row(job))

    def replace_job(self, job: Job, *, found: JobState) -> bool:
        same = (t.jobs.c.id == job.id) & (t.jobs.c.state == found.value)
        with self._engine.begin() as c:
            return bool(c.execute(update(t.jobs).where(same).values(**_job_row(job))).rowcount)

    def interrupt_jobs(self) -> int:
        running = [j for j in self.jobs() if j.state in (JobState.RUNNING, JobState.CANCELLING)]
        for job in running:
            self.put_job(replace(job, state=JobState.INTERRUPTED))
        return len(running)

    def add_act(self, act: Act) -> None:
        with self._engine.begin() as c:
            c.execute(insert(t.acts).values(owner=act.owner, document=to_document(act)))

    def acts(self, *, limit: int) -> tuple[Act, ...]:
        with self._engine.connect() as c:
            rows = c.execute(select(t.acts).order_by(t.acts.c.number.desc()).limit(limit)).mappings().all()
        return tuple(replace(from_document(Act, r["document"]), number=r["number"]) for r in rows)

    # shared

    def _put(self, table: Table, row: dict[str, Any]) -> None:
        """Insert or replace by primary key, in the dialect-free way: update first, insert when nothing was there."""
        key = next(iter(table.primary_key.columns))
        with self._engine.begin() as c:
            changed = c.execute(update(table).where(key == row[key.name]).values(**row)).rowcount
            if not changed:
                c.execute(insert(table).values(**row))

    def _remove(self, table: Table, key_value: str) -> None:
        key = next(iter(table.primary_key.columns))
        with self._engine.begin() as c:
            c.execute(delete(table).where(key == key_value))

    def _documents(self, table: Table, kind: type[Any], order: Any) -> tuple[Any, ...]:
        with self._engine.connect() as c:
            rows = c.execute(select(table.c.document).order_by(order)).scalars().all()
        return tuple(from_document(kind, d) for d in rows)


def _body(row: Row[Any]) -> Municipality:
    name, kind = Text(row.name_ja, row.name_en), MunicipalityKind(row.kind)
    return Municipality(row.code, name, kind, row.prefecture, row.population, row.s23, row.s3, row.synthetic)


def _job_row(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "owner": job.owner,
        "state": job.state.value,
        "started_at": job.started_at.isoformat(),
        "document": to_document(job),
    }
