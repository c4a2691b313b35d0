# SPDX-License-Identifier: Apache-2.0
"""What records do we hold? The list of admitted logs and unfinished imports; taking a log out, with undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from machikata.domain.errors import NotFound
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Text
from machikata.publication.comparison_tables import Form as CellForm
from machikata.publication.comparison_tables import ResultTable, TableColumn
from machikata.publication.document import from_document
from machikata.publication.workbook import write_workbook
from machikata.records.quality import QualityReport
from machikata.records.raw import SourceFile
from machikata.web.files import download
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.web.view import OUR_FORM, Viewed
from machikata.web.words import how_read
from machikata.workspace.bodies import list_bodies, list_processes, list_records
from machikata.workspace.imports import list_drafts, remove_log, restore_log
from machikata.workspace.library import Draft, LogEntry
from machikata.workspace.workspace import Workspace

router = APIRouter()
_RECORDS = Link("/records", Text("記録", "Records"))


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One admitted log: counts and days from its quality report."""

    id: str
    body: str
    body_name: Text
    process: str
    process_title: Text
    file_name: str
    format: str
    admitted_at: datetime
    admitted_by: str
    cases: int
    events: int
    first_day: str
    last_day: str
    rows_refused: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One unfinished import and the step where it goes on."""

    id: str
    body_name: Text
    process_title: Text
    file_name: str
    created_at: datetime
    next: str


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """All records. `removed` was just taken out and can be brought back; `added` was just admitted."""

    records: tuple[RecordLine, ...]
    drafts: tuple[DraftLine, ...]
    removed: RecordLine | None
    added: RecordLine | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One admitted log with its quality report as it was admitted."""

    record: RecordLine
    quality: QualityReport
    sha256: str
    size: int
    encoding: str
    how_read: Text
    time_zone: str
    columns: tuple[tuple[str, str], ...]
    removed: bool


@router.get("/records")
def records_page(view: Viewed, removed: str = "", added: str = "") -> Response:
    """The list of records."""
    page = present(view.workspace, removed=removed, added=added)
    synthetic = any(r.synthetic for r in page.records)
    frame = Frame(title=Text("記録", "Records"), step=Step.RECORDS, crumbs=(_RECORDS,), synthetic=synthetic)
    return view.page("pages/records.html", page, frame)


@router.get("/records/list.xlsx")
def records_workbook(view: Viewed) -> Response:
    """The list as a workbook."""
    page = present(view.workspace)
    synthetic = any(r.synthetic for r in page.records)
    notice = synthetic_notice(synthetic)
    body = write_workbook([records_table(page)], language=view.language, notice=notice)
    return download(body, ("架空_" if synthetic else "") + view.text("記録の一覧.xlsx", "records.xlsx"))


@router.get("/records/logs/{log_id}")
def record_page(view: Viewed, log_id: str) -> Response:
    """One log: where it came from, how good it is."""
    ws = view.workspace
    entry = ws.library.log(log_id)
    if entry is None or not ws.actor.owns(entry.owner):
        raise NotFound(
            Text("その記録はありません", "there is no such record"),
            remedy=Text("記録の一覧から選んでください", "choose one from the list of records"),
        )
    page = present_record(ws, entry)
    line = page.record
    frame = Frame(
        title=Text(line.file_name, line.file_name),
        step=Step.RECORDS,
        shoulder=Text("取り込んだ記録", "Imported records"),
        crumbs=(_RECORDS, Link("", Text(line.file_name, line.file_name))),
        synthetic=line.synthetic,
        scope=(ScopePart(Text("団体", "Body"), line.body_name), ScopePart(Text("業務", "Process"), line.process_title)),
    )
    return view.page("pages/record.html", page, frame)


@router.post("/records/logs/{log_id}/remove", dependencies=OUR_FORM)
def remove(view: Viewed, log_id: str) -> Response:
    """Take a log out of every list and figure."""
    remove_log(view.workspace, log_id)
    return view.go(f"/records?removed={log_id}")


@router.post("/records/logs/{log_id}/restore", dependencies=OUR_FORM)
def restore(view: Viewed, log_id: str) -> Response:
    """Bring a log back."""
    restore_log(view.workspace, log_id)
    return view.go(f"/records?added={log_id}")


def present(ws: Workspace, *, removed: str = "", added: str = "") -> RecordsPage:
    """The page value of the list."""
    taken_out = ws.library.log(removed) if removed else None
    if taken_out is not None and taken_out.removed_at is None:
        taken_out = None
    records = tuple(_line(ws, e) for e in list_records(ws))
    return RecordsPage(
        records,
        tuple(_draft(ws, d) for d in list_drafts(ws)),
        _line(ws, taken_out) if taken_out and ws.actor.owns(taken_out.owner) else None,
        next((r for r in records if r.id == added), None),
    )


def _names(ws: Workspace, body: str, process: str) -> tuple[Text, Text]:
    names = {b.code: b.name for b in list_bodies(ws)}
    titles = {p.id: p.title for p in list_processes(ws)}
    return names.get(body, Text(body, body)), titles.get(process, Text(process, process))


def _line(ws: Workspace, entry: LogEntry) -> RecordLine:
    body, process = _names(ws, entry.owner, entry.process)
    quality, source = entry.manifest.get("quality", {}), entry.manifest.get("source", {})
    return RecordLine(
        entry.id,
        entry.owner,
        body,
        entry.process,
        process,
        entry.file_name,
        str(source.get("format", "")),
        entry.admitted_at,
        entry.admitted_by,
        int(quality.get("cases", 0)),
        int(quality.get("events", 0)),
        str(quality.get("first_day", "")),
        str(quality.get("last_day", "")),
        int(quality.get("rows_refused", 0)),
        bool(entry.manifest.get("synthetic", False)),
    )


def _draft(ws: Workspace, draft: Draft) -> DraftLine:
    body, process = _names(ws, draft.owner, draft.process)
    step = "columns" if draft.mapping is None else "quality"
    return DraftLine(draft.id, body, process, draft.file_name, draft.created_at, f"/records/drafts/{draft.id}/{step}")


def present_record(ws: Workspace, entry: LogEntry) -> RecordPage:
    """The page value of one log."""
    source, mapping = entry.manifest["source"], entry.manifest["mapping"]
    return RecordPage(
        _line(ws, entry),
        from_document(QualityReport, entry.manifest["quality"]),
        str(source["sha256"]),
        int(source["size"]),
        str(source["encoding"]),
        how_read(from_document(SourceFile, source)),
        str(mapping["time_zone"]),
        tuple((str(c["name"]), str(c["role"])) for c in mapping["columns"] if c["role"] != "ignore"),
        entry.removed_at is not None,
    )


def records_table(page: RecordsPage) -> ResultTable:
    """The list as a table for files."""
    words = (
        ("団体", "Body"),
        ("業務", "Process"),
        ("ファイル", "File"),
        ("初めの日", "First day"),
        ("終わりの日", "Last day"),
    )
    counts = ("案件（件）", "Cases"), ("記録（行）", "Events"), ("入らなかった行", "Rows refused")
    columns = (
        *(TableColumn(Text(*w)) for w in words),
        *(TableColumn(Text(*c), CellForm.COUNT) for c in counts),
        TableColumn(Text("取り込んだ日時", "Imported at")),
    )
    rows = tuple(
        (
            r.body_name,
            r.process_title,
            r.file_name,
            r.first_day,
            r.last_day,
            r.cases,
            r.events,
            r.rows_refused,
            r.admitted_at.isoformat(timespec="minutes"),
        )
        for r in page.records
    )
    return ResultTable("records", Text("記録の一覧", "Records"), columns, rows)
