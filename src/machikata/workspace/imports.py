# SPDX-License-Identifier: Apache-2.0
"""Bringing a file in: draft → columns → quality → admitted. A draft survives a closed page and a killed program."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, NotFound, Problem, Severity, WorkspaceUnusable
from machikata.domain.event_log import ColumnMapping
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.publication.document import from_document, to_document
from machikata.records.admission import Admission, AdmissionChoices, apply_mapping
from machikata.records.mapping import MappingProposal, propose_mapping
from machikata.records.raw import LogTables, RawLog, SourceFile
from machikata.records.readers import read_file
from machikata.records.store import StoredLog
from machikata.workspace.bodies import ensure_body, ensure_process
from machikata.workspace.library import Draft, LogEntry
from machikata.workspace.logs import counted_twice, perhaps_of_another_process, stored_log
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file when its content alone does not decide: empty parts are guessed."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    object_type: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """A draft with its file read: the proposal for its columns, and the mapping that holds now."""

    draft: Draft
    raw: RawLog
    proposal: MappingProposal
    mapping: ColumnMapping


def start_draft(ws: Workspace, *, content: BinaryIO, file_name: str, body: str, process: str) -> Draft:
    """Keep a copy of a brought file; nothing is read yet.

    Raises:
        WorkspaceUnusable: the disk is full.
    """
    ws.require(Role.OFFICER, owner=body)
    ws.body(body)
    ws.process(process)
    draft_id = uuid.uuid4().hex[:12]
    name = Path(file_name.replace("\\", "/")).name or "file"
    path = ws.folder / "drafts" / draft_id / name
    try:
        path.parent.mkdir(parents=True)
        with path.open("wb") as f:
            shutil.copyfileobj(content, f, 1 << 20)
    except OSError as error:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise WorkspaceUnusable(
            Text(f"「{name}」を保存できません（{error.strerror}）", f"{name} cannot be kept ({error.strerror})"),
            remedy=Text("空き容量を確かめて、もう一度取り込んでください", "check the free space and bring it again"),
        ) from error
    draft = Draft(draft_id, body, process, name, str(path.relative_to(ws.folder)), ws.clock(), ws.actor.name)
    ws.library.put_draft(draft)
    return draft


def list_drafts(ws: Workspace) -> tuple[Draft, ...]:
    """The actor's unfinished imports, newest first."""
    return tuple(d for d in ws.library.drafts() if ws.actor.owns(d.owner))


def find_draft(ws: Workspace, draft_id: str) -> Draft:
    """The draft with this id.

    Raises:
        NotFound: it was admitted or discarded.
    """
    found = next((d for d in ws.library.drafts() if d.id == draft_id), None)
    if found is None:
        raise NotFound(
            Text("その取り込みは、もう終わったか取りやめています", "that import has been finished or discarded"),
            remedy=Text("記録の一覧を見てください", "look at the list of records"),
        )
    ws.require(Role.OFFICER, owner=found.owner)
    return found


def open_draft(ws: Workspace, draft_id: str, *, progress: Progress = no_progress) -> OpenedDraft:
    """Read the draft's file and propose what its columns mean.

    Raises:
        InputRefused: the file cannot be read; every reason is named.
    """
    draft = find_draft(ws, draft_id)
    reading = from_document(Reading, draft.reading) if draft.reading else Reading()
    chosen = from_document(ColumnMapping, draft.mapping) if draft.mapping is not None else None
    zone = (chosen or ColumnMapping(())).time_zone
    raw = read_file(ws.folder / draft.path, **asdict(reading), time_zone=zone, progress=progress)
    proposal = propose_mapping(raw)
    return OpenedDraft(draft, raw, proposal, chosen or proposal.mapping)


def choose_reading(ws: Workspace, draft_id: str, reading: Reading) -> Draft:
    """Set sheet, encoding, delimiter or object type; what was said of the columns before is forgotten."""
    return _keep(ws, replace(find_draft(ws, draft_id), reading=to_document(reading), mapping=None))


def choose_columns(ws: Workspace, draft_id: str, mapping: ColumnMapping) -> Draft:
    """Confirm what the columns mean."""
    return _keep(ws, replace(find_draft(ws, draft_id), mapping=to_document(mapping)))


def choose_handling(ws: Workspace, draft_id: str, choices: AdmissionChoices) -> Draft:
    """Decide what happens to equal rows, and which days the file should cover."""
    return _keep(ws, replace(find_draft(ws, draft_id), choices=to_document(choices)))


def handling_of(draft: Draft) -> AdmissionChoices:
    """What was decided for a draft; the first handling while nothing was."""
    return from_document(AdmissionChoices, draft.choices) if draft.choices is not None else AdmissionChoices()


def _keep(ws: Workspace, draft: Draft) -> Draft:
    ws.library.put_draft(draft)
    return draft


def check_draft(ws: Workspace, draft_id: str, *, progress: Progress = no_progress) -> Admission:
    """Read the file with the confirmed columns and report its quality; nothing is admitted yet."""
    return _admission(ws, open_draft(ws, draft_id, progress=progress), progress)


def _admission(ws: Workspace, opened: OpenedDraft, progress: Progress) -> Admission:
    """The draft's log as it would be admitted, with warnings when it looks like a log of another process or holds known cases.

    Raises:
        InputRefused: the same file was admitted before with other columns or another handling.
    """
    choices = handling_of(opened.draft)
    admission = apply_mapping(opened.raw, opened.mapping, secret=ws.secret, choices=choices, progress=progress)
    if admission.tables is None:
        return admission
    found = perhaps_of_another_process(
        ws, process=opened.draft.process, mapping=opened.mapping, tables=admission.tables
    )
    draft = opened.draft
    again = (
        ()
        if _admitted_so(ws, opened, choices)
        else _known_cases(ws, draft.owner, draft.process, opened.raw.source, admission.tables)
    )
    return replace(admission, problems=(*admission.problems, *([found] if found else []), *again))


def _admitted_so(ws: Workspace, opened: OpenedDraft, choices: AdmissionChoices) -> bool:
    """Whether this very file was admitted for this body and process with these columns and this handling."""
    return any(
        e.owner == opened.draft.owner
        and e.process == opened.draft.process
        and from_document(SourceFile, e.manifest["source"]) == opened.raw.source
        and from_document(ColumnMapping, e.manifest["mapping"]) == opened.mapping
        and from_document(AdmissionChoices, e.manifest["choices"]) == choices
        for e in ws.library.logs()
    )


def _known_cases(ws: Workspace, body: str, process: str, source: SourceFile, tables: LogTables) -> tuple[Problem, ...]:
    """Warnings for cases that another record holds already; raises `InputRefused` when that record is of the same file."""
    found = tuple(counted_twice(ws, body=body, process=process, source=source, tables=tables))
    errors = [p for p in found if p.severity is Severity.ERROR]
    if errors:
        raise InputRefused(errors)
    return found


def admit_draft(
    ws: Workspace, draft_id: str, *, accept_refusals: bool = False, progress: Progress = no_progress
) -> LogEntry:
    """Admit the draft's log. Rows that cannot be read stop it, unless the person accepts to leave them out.

    Raises:
        InputRefused: every problem of the file.
    """
    opened = open_draft(ws, draft_id, progress=progress)
    admission = _admission(ws, opened, progress)
    errors = admission.errors
    if admission.tables is None or (errors and not accept_refusals):
        raise InputRefused(errors)
    manifest = _manifest(ws, opened, admission)
    stored = ws.events.admit(admission.tables, body=opened.draft.owner, process=opened.draft.process, manifest=manifest)
    entry = _enter(ws, opened.draft, stored)
    discard_draft(ws, draft_id)
    return entry


def _manifest(ws: Workspace, opened: OpenedDraft, admission: Admission) -> dict[str, Any]:
    return {
        "source": to_document(opened.raw.source),
        "title": opened.raw.title,
        "mapping": to_document(opened.mapping),
        "choices": to_document(handling_of(opened.draft)),
        "quality": to_document(admission.quality),
        "warnings": to_document(tuple(p for p in admission.problems if p.severity is Severity.WARNING)),
        "synthetic": ws.body(opened.draft.owner).synthetic,
    }


def _enter(ws: Workspace, draft: Draft, stored: StoredLog) -> LogEntry:
    entry = LogEntry(stored.id, draft.owner, draft.process, draft.file_name, ws.clock(), ws.actor.name, stored.manifest)
    ws.library.put_log(entry)
    ws.note("log.admitted", owner=draft.owner, details={"log": stored.id, "file": draft.file_name})
    return entry


def discard_draft(ws: Workspace, draft_id: str) -> None:
    """Forget an unfinished import and its copy of the file."""
    draft = find_draft(ws, draft_id)
    ws.library.remove_draft(draft.id)
    shutil.rmtree((ws.folder / draft.path).parent, ignore_errors=True)


def import_log(
    ws: Workspace,
    path: str | Path,
    *,
    body: str | Municipality,
    process: str | Process,
    mapping: ColumnMapping | None = None,
    reading: Reading | None = None,
    accept_refusals: bool = False,
    progress: Progress = no_progress,
) -> LogEntry:
    """Bring one file in without a conversation: proposed columns are taken unless `mapping` says otherwise.

    A `body` or `process` that is not known yet is added. Importing the same file again gives the same log.

    Raises:
        InputRefused: every problem of the file; nothing is kept.
    """
    source = Path(path)
    with opened_file(source) as content:
        added = _unknown(ws, body, process)
        owner, kind = ensure_body(ws, body), ensure_process(ws, process)
        draft = start_draft(ws, content=content, file_name=source.name, body=owner.code, process=kind.id)
    try:
        if reading is not None:
            choose_reading(ws, draft.id, reading)
        if mapping is not None:
            choose_columns(ws, draft.id, mapping)
        return admit_draft(ws, draft.id, accept_refusals=accept_refusals, progress=progress)
    except BaseException:
        discard_draft(ws, draft.id)
        for forget in added:
            forget()
        raise


def _unknown(ws: Workspace, body: str | Municipality, process: str | Process) -> list[Callable[[], None]]:
    """How to forget the body and the process again, those of them that are not known yet."""
    code, kind = (
        body.code if isinstance(body, Municipality) else body,
        process.id if isinstance(process, Process) else process,
    )
    new_body = all(b.code != code for b in ws.library.bodies())
    new_process = all(p.id != kind for p in ws.library.processes())
    return [
        *([partial(ws.library.remove_body, code)] if new_body else []),
        *([partial(ws.library.remove_process, kind)] if new_process else []),
    ]


def opened_file(path: Path) -> BinaryIO:
    """The file, open for reading; raises `InputRefused` naming it when it cannot be opened."""
    try:
        return path.open("rb")
    except OSError as error:
        raise InputRefused(
            [
                Problem(
                    "file-unreadable",
                    Text(f"「{path}」を開けません（{error.strerror}）", f"{path} cannot be opened ({error.strerror})"),
                    Text("場所と権限を確かめてください", "check its place and permissions"),
                )
            ]
        ) from error


def remove_log(ws: Workspace, log_id: str) -> LogEntry:
    """Take a log out of every list and figure; `restore_log` brings it back, `purge_logs` deletes it for good."""
    return _set_removed(ws, log_id, ws.clock())


def restore_log(ws: Workspace, log_id: str) -> LogEntry:
    """Undo `remove_log`.

    Raises:
        InputRefused: the same file has been admitted another way since.
    """
    entry = ws.library.log(log_id)
    if entry is not None and entry.removed_at is not None:
        ws.require(Role.OFFICER, owner=entry.owner)
        source = from_document(SourceFile, entry.manifest["source"])
        tables = ws.events.load(stored_log(ws, entry))
        _known_cases(ws, entry.owner, entry.process, source, tables)
    return _set_removed(ws, log_id, None)


def purge_log(ws: Workspace, log_id: str) -> None:
    """Delete a removed log's events for good; there is no undo.

    Raises:
        InputRefused: the log has not been removed first.
    """
    entry = ws.library.log(log_id)
    if entry is None or entry.removed_at is None:
        raise InputRefused(
            [
                Problem(
                    "not-removed",
                    Text("先に取り消した記録だけを消せます", "only a removed record can be deleted for good"),
                    Text("一覧で取り消してから消してください", "remove it from the list first"),
                )
            ]
        )
    ws.require(Role.OFFICER, owner=entry.owner)
    ws.events.remove(stored_log(ws, entry))
    ws.library.forget_log(log_id)
    ws.note("log.purged", owner=entry.owner, details={"log": log_id, "file": entry.file_name})


def _set_removed(ws: Workspace, log_id: str, at: datetime | None) -> LogEntry:
    entry = ws.library.log(log_id)
    if entry is None:
        raise NotFound(Text("その記録はありません", "there is no such record"))
    ws.require(Role.OFFICER, owner=entry.owner)
    entry = replace(entry, removed_at=at)
    ws.library.put_log(entry)
    ws.note("log.removed" if at else "log.restored", owner=entry.owner, details={"log": log_id})
    return entry
