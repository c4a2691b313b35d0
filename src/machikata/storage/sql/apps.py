# SPDX-License-Identifier: Apache-2.0
"""`SqlApps`: the part of the library that keeps runs, drawers and proposals of apps, persons, and the audit trail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, delete, func, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from machikata.automation.app.context import DecisionState, Proposal, StoredDocument
from machikata.automation.audit import AuditEntry, AuditLine, AuditNote, entry_of, sealed
from machikata.automation.run import Run, RunState
from machikata.domain.actor import Person
from machikata.domain.errors import WorkspaceUnusable
from machikata.domain.text import Text
from machikata.publication.document import from_document, to_document
from machikata.storage.sql import tables as t
from machikata.storage.sql.transactions import chained, transaction


class SqlApps:
    """Everything that belongs to apps. What changes together with the audit trail is written in one transaction with it."""

    _engine: Engine

    # runs

    def runs(self, *, app: str | None = None, owner: str | None = None) -> tuple[Run, ...]:
        r = t.app_runs
        query = _where(select(r.c.document), r, app=app, owner=owner).order_by(r.c.queued_at.desc(), r.c.id)
        with self._engine.connect() as c:
            return tuple(from_document(Run, d) for d in c.execute(query).scalars())

    def run(self, run_id: str) -> Run | None:
        with self._engine.connect() as c:
            found = c.execute(select(t.app_runs.c.document).where(t.app_runs.c.id == run_id)).scalar_one_or_none()
        return None if found is None else from_document(Run, found)

    def put_run(self, run: Run, *, note: AuditNote) -> None:
        with chained(self._engine) as c:
            c.execute(insert(t.app_runs).values(**_run_row(run)))
            _append(c, note)

    def replace_run(self, run: Run, *, found: RunState, note: AuditNote | None = None) -> bool:
        same = (t.app_runs.c.id == run.id) & (t.app_runs.c.state == found.value)
        change = update(t.app_runs).where(same).values(**_run_row(run))
        if note is None:
            with transaction(self._engine) as c:
                return bool(c.execute(change).rowcount)
        with chained(self._engine) as c:
            if not c.execute(change).rowcount:
                return False
            _append(c, note)
        return True

    # drawers

    def put_app_file(self, data: bytes, *, app: str, owner: str) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        if self._has_file(sha256, app, owner):
            return sha256
        try:
            with transaction(self._engine) as c:
                c.execute(insert(t.app_files).values(app=app, owner=owner, sha256=sha256, content=data))
        except IntegrityError:
            # Another program has kept the same bytes meanwhile.
            if not self._has_file(sha256, app, owner):
                raise
        return sha256

    def app_file(self, sha256: str, *, app: str, owner: str) -> bytes | None:
        query = _where(select(t.app_files.c.content), t.app_files, app=app, owner=owner, sha256=sha256)
        with self._engine.connect() as c:
            found: Any = c.execute(query).scalar_one_or_none()
        if found is None:
            return None
        # SQLite lets whoever edits it put a text in place of bytes.
        if not isinstance(found, bytes) or hashlib.sha256(found).hexdigest() != sha256:
            raise WorkspaceUnusable(
                Text(f"保管したファイル（{sha256[:12]}…）が壊れています", f"the stored file {sha256[:12]}… is damaged"),
                remedy=Text("控え（バックアップ）から戻してください", "restore it from a backup"),
            )
        return found

    def _has_file(self, sha256: str, app: str, owner: str) -> bool:
        query = _where(select(t.app_files.c.sha256), t.app_files, app=app, owner=owner, sha256=sha256)
        with self._engine.connect() as c:
            return c.execute(query).scalar_one_or_none() is not None

    def put_app_document(
        self,
        document: StoredDocument,
        *,
        app: str,
        owner: str,
        found: int | None = None,
        note: AuditNote | None = None,
    ) -> StoredDocument | None:
        d = t.app_documents
        with chained(self._engine) as c:
            newest = c.execute(
                _where(select(func.max(d.c.version)), d, app=app, owner=owner, key=document.key)
            ).scalar_one()
            if found is not None and found != (newest or 0):
                return None
            kept = replace(document, version=(newest or 0) + 1)
            row = {"key": kept.key, "version": kept.version, "document": to_document(kept)}
            c.execute(insert(d).values(app=app, owner=owner, **row))
            if note is not None:
                _append(c, note)
        return kept

    def newest_app_documents(
        self, *, app: str, owner: str | None = None, key: str | None = None, prefix: str = ""
    ) -> tuple[tuple[str, StoredDocument], ...]:
        d = t.app_documents
        last = _where(
            select(d.c.owner, d.c.key, func.max(d.c.version).label("version")), d, app=app, owner=owner, key=key
        )
        if prefix:
            last = last.where(d.c.key.startswith(prefix, autoescape=True))
        newest = last.group_by(d.c.owner, d.c.key).subquery()
        here = (d.c.owner == newest.c.owner) & (d.c.key == newest.c.key) & (d.c.version == newest.c.version)
        query = select(d.c.owner, d.c.document).join(newest, here).where(d.c.app == app)
        with self._engine.connect() as c:
            held = [(owner_, from_document(StoredDocument, found)) for owner_, found in c.execute(query)]
        # Chosen and sorted here: databases order and match text each in its own way.
        return tuple(sorted((h for h in held if h[1].key.startswith(prefix)), key=lambda h: (h[1].key, h[0])))

    def app_document(self, key: str, *, app: str, owner: str, version: int | None = None) -> StoredDocument | None:
        d = t.app_documents
        query = _where(select(d.c.document), d, app=app, owner=owner, key=key, version=version)
        with self._engine.connect() as c:
            found = c.execute(query.order_by(d.c.version.desc()).limit(1)).scalar_one_or_none()
        return None if found is None else from_document(StoredDocument, found)

    def app_document_keys(self, *, app: str, owner: str, prefix: str = "") -> tuple[str, ...]:
        d = t.app_documents
        with self._engine.connect() as c:
            keys = c.execute(_where(select(d.c.key).distinct(), d, app=app, owner=owner)).scalars().all()
        # Chosen and sorted here: databases order and match text each in its own way.
        return tuple(sorted(k for k in keys if k.startswith(prefix)))

    def app_document_history(self, key: str, *, app: str, owner: str) -> tuple[StoredDocument, ...]:
        d = t.app_documents
        query = _where(select(d.c.document), d, app=app, owner=owner, key=key).order_by(d.c.version)
        with self._engine.connect() as c:
            return tuple(from_document(StoredDocument, found) for found in c.execute(query).scalars())

    def forget_app_document(self, key: str, *, app: str, owner: str, note: AuditNote, before: int | None = None) -> int:
        d = t.app_documents
        query = delete(d).where(d.c.app == app, d.c.owner == owner, d.c.key == key)
        with chained(self._engine) as c:
            gone = c.execute(query if before is None else query.where(d.c.version < before)).rowcount
            if gone:
                _append(c, note)
        return gone

    # proposals

    def proposals(
        self, *, app: str | None = None, owner: str | None = None, run: str | None = None, subject: str | None = None
    ) -> tuple[Proposal, ...]:
        p = t.app_proposals
        query = _where(select(p.c.document), p, app=app, owner=owner, run=run, subject=subject)
        with self._engine.connect() as c:
            return tuple(map(_proposal, c.execute(query.order_by(p.c.number.desc())).scalars().all()))

    def proposal(self, proposal_id: str) -> Proposal | None:
        query = select(t.app_proposals.c.document).where(t.app_proposals.c.id == proposal_id)
        with self._engine.connect() as c:
            found = c.execute(query).scalar_one_or_none()
        return None if found is None else _proposal(found)

    def add_proposal(self, proposal: Proposal, *, note: AuditNote) -> Proposal:
        p = t.app_proposals
        same = _where(select(p.c.document), p, app=proposal.app, owner=proposal.owner, run=proposal.run)
        with chained(self._engine) as c:
            of_subject = c.execute(same.where(p.c.subject == proposal.subject)).scalars().all()
            held = [_proposal(s) for s in of_subject]
            decided = [s for s in reversed(held) if s.state is DecisionState.DECIDED]
            # What was decided and then replaced by another decision does not stand any more: it can be asked for anew.
            last = max(decided, key=lambda s: s.ended_at or s.proposed_at, default=None)
            open_or_last = (s for s in held if s.state is not DecisionState.DECIDED or s is last)
            standing = next((s for s in open_or_last if _stands_for(s, proposal)), None)
            if standing is not None:
                return standing
            c.execute(insert(p).values(**_proposal_row(proposal)))
            _append(c, note)
        return proposal

    def replace_proposal(self, proposal: Proposal, *, found: Proposal, note: AuditNote) -> bool:
        p = t.app_proposals
        mine = p.c.id == found.id
        with chained(self._engine) as c:
            held = c.execute(select(p.c.document).where(mine)).scalar_one_or_none()
            if held is None or _proposal(held) != found:
                return False
            c.execute(update(p).where(mine).values(**_proposal_row(proposal)))
            _append(c, note)
        return True

    # persons and enabled apps

    def persons(self) -> tuple[Person, ...]:
        with self._engine.connect() as c:
            found = [from_document(Person, d) for d in c.execute(select(t.persons.c.document)).scalars()]
        return tuple(sorted(found, key=lambda p: (p.body, p.name, p.id)))

    def put_person(self, person: Person, *, note: AuditNote) -> None:
        row = {"id": person.id, "owner": person.body, "document": to_document(person)}
        with chained(self._engine) as c:
            _put(c, t.persons, row)
            _append(c, note)

    def enabled_apps(self) -> Mapping[str, bool]:
        with self._engine.connect() as c:
            return {r.id: bool(r.enabled) for r in c.execute(select(t.enabled_apps).order_by(t.enabled_apps.c.id))}

    def put_enabled_app(self, app: str, *, enabled: bool, note: AuditNote) -> None:
        with chained(self._engine) as c:
            _put(c, t.enabled_apps, {"id": app, "enabled": enabled})
            _append(c, note)

    # audit trail

    def add_audit_entry(self, note: AuditNote) -> AuditEntry:
        with chained(self._engine) as c:
            return entry_of(_append(c, note))

    def audit_lines(self, *, after: int | None = None, limit: int | None = None) -> tuple[AuditLine, ...]:
        a = t.audit_trail
        query = select(a).order_by(a.c.number).limit(limit)
        with _trail_read(), self._engine.connect() as c:
            rows = c.execute(query if after is None else query.where(a.c.number > after)).all()
        return tuple(_line(r) for r in rows)

    def audit_head(self) -> AuditLine | None:
        with _trail_read(), self._engine.connect() as c:
            return _newest(c)


def _where(query: Select[Any], table: Table, **wanted: str | int | None) -> Select[Any]:
    """`query` narrowed to rows whose columns hold what is wanted; None asks for nothing."""
    for name, value in wanted.items():
        query = query if value is None else query.where(table.c[name] == value)
    return query


def _put(c: Connection, table: Table, row: dict[str, Any]) -> None:
    if not c.execute(update(table).where(table.c.id == row["id"]).values(**row)).rowcount:
        c.execute(insert(table).values(**row))


def _append(c: Connection, note: AuditNote) -> AuditLine:
    """Append to the chain, inside a transaction of `chained`."""
    line = sealed(note, after=_newest(c))
    c.execute(insert(t.audit_trail).values(number=line.number, text=line.text, hash=line.hash))
    return line


def _newest(c: Connection) -> AuditLine | None:
    found = c.execute(select(t.audit_trail).order_by(t.audit_trail.c.number.desc()).limit(1)).one_or_none()
    return None if found is None else _line(found)


def _line(row: Row[Any]) -> AuditLine:
    # SQLite lets whoever edits it put bytes and numbers in place of a text: they fit no seal, and that is said by the check.
    return AuditLine(row.number, *(v if isinstance(v, str) else repr(v) for v in (row.text, row.hash)))


@contextmanager
def _trail_read() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise WorkspaceUnusable(
            Text(
                "監査記録を読めません（なくなったか、壊れています）", "the audit trail cannot be read (gone or damaged)"
            ),
            remedy=Text(
                "控え（バックアップ）から戻し、監査に知らせてください", "restore it from a backup and tell the auditors"
            ),
        ) from error


def _run_row(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "app": run.app,
        "owner": run.owner,
        "state": run.state.value,
        "queued_at": run.queued_at.isoformat(),
        "document": to_document(run),
    }


def _proposal(document: Any) -> Proposal:
    return from_document(Proposal, document)


def _stands_for(held: Proposal, proposal: Proposal) -> bool:
    return held.fingerprint == proposal.fingerprint and held.state in (DecisionState.PROPOSED, DecisionState.DECIDED)


def _proposal_row(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "app": proposal.app,
        "owner": proposal.owner,
        "run": proposal.run,
        "subject": proposal.subject,
        "document": to_document(proposal),
    }
