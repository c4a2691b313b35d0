# SPDX-License-Identifier: Apache-2.0
"""Import, steps 3 and 4: may this file go in? What would be left out, why, what to do; then the import itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.publication.comparison_tables import Form as CellForm
from machikata.publication.comparison_tables import ResultTable, TableColumn, Value
from machikata.publication.workbook import write_workbook
from machikata.records.admission import AdmissionChoices
from machikata.records.quality import QualityReport, Verdict
from machikata.records.raw import SourceFile
from machikata.web.drafted import DraftQuality, draft_quality
from machikata.web.files import download
from machikata.web.frame import Frame, Step
from machikata.web.pages.jobs import waiting_page
from machikata.web.pages.record_columns import draft_frame, without_file
from machikata.web.results import Results
from machikata.web.view import Form, View, Viewed
from machikata.web.words import how_read
from machikata.workspace.imports import admit_draft, choose_handling, find_draft, handling_of
from machikata.workspace.library import Draft, Job

router = APIRouter()


@dataclass(frozen=True, slots=True)
class QualityPage:
    """Steps 3 and 4. `must_fix` are the errors, one per reason; `notes` the rest; counts are of rows or cells."""

    draft: Draft
    source: SourceFile
    quality: QualityReport
    admissible: bool
    ready: bool
    must_fix: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    duplicates: int
    masked_cells: int
    choices: AdmissionChoices
    problems: tuple[Problem, ...]

    @property
    def how_read(self) -> Text:
        """Form and encoding or sheet of the file, in words."""
        return how_read(self.source)


@dataclass(frozen=True, slots=True)
class RefusedDraftPage:
    """The file cannot be read with these columns at all."""

    draft: Draft
    problems: tuple[Problem, ...]


@router.get("/records/drafts/{draft_id}/quality")
def quality_page(view: Viewed, draft_id: str) -> Response:
    """The quality of the file, read with the confirmed columns."""
    return _shown(view, draft_id, ())


@router.get("/records/drafts/{draft_id}/problems.xlsx")
def problem_list(view: Viewed, draft_id: str) -> Response:
    """The rows to be corrected, as a workbook to work through."""
    found = draft_quality(view, draft_id, wait=True)
    assert isinstance(found, DraftQuality)
    body = write_workbook([problems_table(found)], language=view.language)
    stem = found.draft.file_name.rpartition(".")[0] or found.draft.file_name
    return download(body, f"{stem}_{view.text('直すところ', 'to_correct')}.xlsx")


@router.post("/records/drafts/{draft_id}/handling")
def handling(view: Viewed, form: Form, draft_id: str) -> Response:
    """Decide what happens to equal rows and which days the file should cover."""
    problems = []
    days: list[date | None] = []
    for field in ("first", "last"):
        text = form.text(field)
        try:
            days.append(date.fromisoformat(text) if text else None)
        except ValueError:
            problems.append(Problem("day", Text("日付を読めません", "the day cannot be read"),
                                    Text("2025-04-01 の形で入れてください", "write it like 2025-04-01"), Place(column=field)))  # fmt: skip
    if problems:
        return _shown(view, draft_id, tuple(problems))
    first, last = days
    expected = (first or date.min, last or date.max) if first or last else None
    choose_handling(view.workspace, draft_id, AdmissionChoices(form.text("duplicates") == "drop", expected))
    return view.go(f"/records/drafts/{draft_id}/quality")


@router.post("/records/drafts/{draft_id}/admit")
def admit(view: Viewed, form: Form, draft_id: str) -> Response:
    """Import the rows that fit."""
    ws = view.workspace
    draft = find_draft(ws, draft_id)
    accepted = form.text("leave_out") == "yes"

    def work(progress: Progress) -> str:
        entry = admit_draft(ws, draft_id, accept_refusals=accepted, progress=progress)
        return f"/records?added={entry.id}"

    results: Results = view.request.app.state.results
    try:
        done = results.get(
            ws,
            ("admit", draft_id, accepted, ws.clock()),
            work,
            owner=draft.owner,
            title=Text(f"「{draft.file_name}」を取り込む", f"Importing {draft.file_name}"),
            address=f"/records/drafts/{draft_id}/quality",
            gives_address=True,
        )
    except InputRefused as refused:
        return _shown(view, draft_id, refused.problems)
    return view.go(f"/jobs/{done.id}" if isinstance(done, Job) else done)


def _shown(view: View, draft_id: str, problems: tuple[Problem, ...]) -> Response:
    ws = view.workspace
    try:
        found = draft_quality(view, draft_id)
    except InputRefused as refused:
        draft = find_draft(ws, draft_id)
        page = RefusedDraftPage(draft, refused.problems)
        return view.page("pages/record_refused.html", page, _frame(view, draft), status=422)
    if isinstance(found, Job):
        return waiting_page(view, found, back="/records", step=Step.RECORDS)
    shown = present(found, problems)
    return view.page("pages/record_quality.html", shown, _frame(view, found.draft), status=422 if problems else 200)


def _frame(view: View, draft: Draft) -> Frame:
    process = view.workspace.process(draft.process)
    return draft_frame(view.workspace, draft, title=process.title, step=Text("質を確かめる", "Quality"))


def present(found: DraftQuality, problems: tuple[Problem, ...] = ()) -> QualityPage:
    """The page value of a checked draft."""
    quality = found.quality
    duplicates = next((m.count for m in quality.measures if m.code == "duplicates"), 0)
    return QualityPage(
        draft=found.draft,
        source=found.source,
        quality=quality,
        admissible=found.admissible,
        ready=quality.verdict is Verdict.READY,
        must_fix=tuple(p for p in found.problems if p.severity is Severity.ERROR),
        notes=tuple(without_file(p) for p in found.problems if p.severity is not Severity.ERROR),
        duplicates=duplicates,
        masked_cells=sum(m.cells for m in quality.masked),
        choices=handling_of(found.draft),
        problems=problems,
    )


def problems_table(found: DraftQuality) -> ResultTable:
    """Every kept refused row with reason and remedy; reasons without rows once."""
    reasons = {p.code: p for p in found.problems if p.severity is Severity.ERROR}
    rows: list[tuple[Value, ...]] = [
        (r.row, r.column, r.value, reasons[r.code].what if r.code in reasons else Text(r.code, r.code),
         reasons[r.code].remedy if r.code in reasons else Text("", ""))
        for r in found.refused_rows
    ]  # fmt: skip
    listed = {r.code for r in found.refused_rows}
    rows += [
        (p.place.row, p.place.column, p.place.value, p.what, p.remedy) for p in reasons.values() if p.code not in listed
    ]
    columns = (
        TableColumn(Text("行", "Row"), CellForm.COUNT),
        *(
            TableColumn(Text(*w))
            for w in (("列", "Column"), ("書かれている値", "Value"), ("理由", "Reason"), ("直し方", "Remedy"))
        ),
    )
    return ResultTable("problems", Text("直すところ", "To correct"), columns, tuple(rows))
