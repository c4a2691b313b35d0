# SPDX-License-Identifier: Apache-2.0
"""Use cases of the audit trail: record, list, check, and keep its head outside the database.

How callers must behave: `details` are ids, counts, hashes, versions and codes. What is about a resident, and what a person has written
by hand, stays where it can be deleted; the trail holds a fingerprint of it at most.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from machikata.automation.audit import (
    AuditEntry,
    AuditHead,
    AuditNote,
    AuditReport,
    entry_of,
    head_of,
    read_heads,
    verify,
)
from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, NotAllowed, Place, Problem, Severity, WorkspaceUnusable
from machikata.domain.text import Text
from machikata.workspace.workspace import Workspace

HEADS_FOLDER = "audit-heads"


def note_of(ws: Workspace, what: str, *, owner: str, details: Mapping[str, Any] | None = None) -> AuditNote:
    """A note of what the actor does now, for those methods of the library that record it together with what was done."""
    a = ws.actor
    return AuditNote(ws.clock().astimezone(), a.name, a.person, a.authenticated, owner, what, dict(details or {}))


def record(ws: Workspace, what: str, *, owner: str, details: Mapping[str, Any] | None = None) -> AuditEntry:
    """Append one entry to the trail and export the new head.

    Raises:
        InputRefused: `details` do not belong into the trail.
    """
    entry = ws.library.add_audit_entry(note_of(ws, what, owner=owner, details=details))
    export_new_head(ws)
    return entry


def export_new_head(ws: Workspace) -> None:
    """Write the newest head into every place for heads. Called after the commit, so that a head never leads; where a place cannot be
    written the head there lags, and the next check says so: what was decided is not undone because a network folder is away.
    """
    newest = ws.library.audit_head()
    try:
        line = head_of(newest).line() if newest is not None else ""
    except ValueError:
        return  # damaged by hand: no head may confirm it, and the check says it
    for file in head_files(ws) if line else ():
        with suppress(OSError):
            _append_line(file, line)


def head_files(ws: Workspace) -> tuple[Path, ...]:
    """Where this installation's heads are written: inside the workspace, and in the other folder that was named."""
    name = f"heads-{installation_id(ws)}.txt"
    places = (ws.folder / HEADS_FOLDER, *([ws.audit_heads] if ws.audit_heads else []))
    return tuple(place / name for place in places)


def installation_id(ws: Workspace) -> str:
    """A name of this installation that tells nothing else, for files of several installations in one folder."""
    return hashlib.sha256(b"audit-heads:" + ws.secret).hexdigest()[:12]


def _append_line(file: Path, line: str) -> None:
    """One write at the end of the file, so that programs that append together mix no lines."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    with os.fdopen(descriptor, "rb+", buffering=0) as f:
        size = f.seek(0, os.SEEK_END)
        f.seek(max(size - 1, 0))
        torn = size > 0 and f.read(1) != b"\n"  # a program has died while it wrote
        f.write((b"\n" if torn else b"") + line.encode("ascii") + b"\n")
        os.fsync(f.fileno())


def export_head(ws: Workspace) -> bytes:
    """The newest head as a text to print or to send by mail; `verify_audit` reads it again. Looking at it is recorded nowhere.

    Raises:
        WorkspaceUnusable: the newest entry is damaged: a head must not confirm it.
    """
    _require_look(ws)
    newest = ws.library.audit_head()
    try:
        head = head_of(newest).line() if newest is not None else "記録なし / no entries"
    except ValueError as error:
        raise WorkspaceUnusable(
            Text("監査記録の最後の記録が壊れています", "the newest entry of the audit trail is damaged"),
            remedy=Text("「machikata audit verify」で確かめてください", "check it with: machikata audit verify"),
        ) from error
    lines = [
        f"町型 監査記録の控え（設置 {installation_id(ws)}）/ Head of the audit trail of Machikata",
        "番号・ハッシュ値（SHA-256）・時刻 / number, hash, time",
        head,
        "この紙（文書）を別の場所に保管してください。確認：machikata audit verify --heads <この文書> / Keep this elsewhere.",
    ]
    return ("\n".join(lines) + "\n").encode()


def verify_audit(ws: Workspace, *, heads: Path | None = None) -> AuditReport:
    """Check the whole trail against every head that is known: those of the workspace and of the other folder that was named, and those
    in `heads` (a file or folder that was kept elsewhere).

    Raises:
        InputRefused: there is no head in `heads`.
    """
    known, notes = _known_heads(ws)
    kept = () if heads is None else _heads_of(ws, heads)
    # Heads first, entries after: what is appended in between has no head yet, and that is no fault.
    report = verify(ws.library.audit_lines(), (*known, *kept))
    unconfirmed = _unconfirmed(report) if report.intact else ()
    return replace(report, notes=(*notes, *unconfirmed) if report.entries else ())


def _known_heads(ws: Workspace) -> tuple[tuple[AuditHead, ...], tuple[Problem, ...]]:
    found: list[AuditHead] = []
    notes = []
    for file in head_files(ws):
        heads = read_heads(_text(file))
        found.extend(heads)
        if not heads:
            notes.append(_no_heads(file))
    return tuple(dict.fromkeys(found)), tuple(notes)


def _heads_of(ws: Workspace, path: Path) -> tuple[AuditHead, ...]:
    file = path / f"heads-{installation_id(ws)}.txt" if path.is_dir() else path
    found = read_heads(_text(file))
    if not found:
        raise InputRefused([replace(_no_heads(file), severity=Severity.ERROR)])
    return found


def _text(file: Path) -> str:
    """What stands in a file of heads; nothing where it is missing or cannot be read."""
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _no_heads(file: Path) -> Problem:
    return Problem(
        "audit-no-heads",
        Text("監査記録の控えがありません", "there is no head of the audit trail"),
        Text(
            "控えを消した人がいないか確かめてください。控えがないと、末尾の削除は見つけられません",
            "find out whether somebody has removed it; without a head nobody sees that the end was cut off",
        ),
        Place(file=file.name),
        severity=Severity.WARNING,
    )


def _unconfirmed(report: AuditReport) -> tuple[Problem, ...]:
    if not report.unconfirmed:
        return ()
    n = report.unconfirmed
    return (
        Problem(
            "audit-unconfirmed",
            Text(
                f"末尾の{n}件は、外の控えでまだ確かめられません", f"no head outside confirms the newest {n} entries yet"
            ),
            Text("控えのフォルダに書けるか確かめてください", "check that the folder of heads can be written"),
            severity=Severity.NOTE,
        ),
    )


def audit_entries(
    ws: Workspace, *, owner: str | None = None, what: str | None = None, after: int = 0, limit: int | None = None
) -> tuple[AuditEntry, ...]:
    """Entries the actor may see (those of the own body), oldest first, behind number `after`; what nobody can read is left to the check."""
    _require_look(ws)
    found = []
    for line in ws.library.audit_lines(after=after):
        with suppress(ValueError):
            entry = entry_of(line)
            if ws.actor.owns(entry.note.owner) and _wanted(entry, owner, what):
                found.append(entry)
                if len(found) == limit:
                    break
    return tuple(found)


def _wanted(entry: AuditEntry, owner: str | None, what: str | None) -> bool:
    return owner in (None, entry.note.owner) and what in (None, entry.note.what)


def _require_look(ws: Workspace) -> None:
    if not any(ws.actor.may(role) for role in (Role.AUDITOR, Role.READER, Role.OFFICER)):
        raise NotAllowed(
            Text(f"{ws.actor.name} さんは、監査記録を見られません", f"{ws.actor.name} may not see the audit trail"),
            remedy=Text("監査の役割を持つ人に頼んでください", "ask somebody who has the role of an auditor"),
        )
