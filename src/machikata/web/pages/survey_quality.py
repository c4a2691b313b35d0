# SPDX-License-Identifier: Apache-2.0
"""Taking a section's answer, last step: what cannot be read, what does not add up, the 30 checks; then the answer is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Response

from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import InputRefused, NotFound, Place, Problem, Severity
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff
from machikata.publication.csv_table import table_csv
from machikata.publication.document import to_document
from machikata.publication.workbook import write_workbook
from machikata.records.table_checks import TableReport
from machikata.web.files import download
from machikata.web.frame import Step
from machikata.web.pages.jobs import waiting_page
from machikata.web.pages.survey_hand_in import draft_frame
from machikata.web.pages.survey_section import AnswerLine, FindingLine, answer_lines, finding_lines
from machikata.web.results import Results
from machikata.web.surveyed import section_address
from machikata.web.view import Form, View, Viewed
from machikata.workspace.handing_in import ReadAnswer
from machikata.workspace.library import Job
from machikata.workspace.submissions import history
from machikata.workspace.survey_drafts import (
    SurveyDraft,
    asked_processes,
    check_survey_draft,
    find_survey_draft,
    hand_in_draft,
)
from machikata.workspace.survey_reports import problems_table

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault in one column: the first place, up to three values, and how often it occurs."""

    problem: Problem
    values: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class AnswerQualityPage:
    """The answer as it would be taken. `must_fix` stop it (then nothing else is known); all other findings do not.

    `version` is the one it would become; `mapped`: it was read through a mapping that can be changed. `report` holds the 30 checks.
    """

    draft: SurveyDraft
    must_fix: tuple[Fault, ...]
    body_name: Text | None
    section: str
    year: Text | None
    version: int
    lines: tuple[AnswerLine, ...]
    staff: tuple[SectionStaff, ...]
    hours: float
    hours_from_volume: float
    findings: tuple[FindingLine, ...]
    notes: tuple[FindingLine, ...]
    report: TableReport | None
    mapped: bool

    @property
    def readable(self) -> bool:
        """Whether it can be taken."""
        return not self.must_fix


@router.get("/survey/drafts/{draft_id}/quality")
def quality_page(view: Viewed, draft_id: str) -> Response:
    """What the file says, and what is wrong with it."""
    return _shown(view, find_survey_draft(view.workspace, draft_id))


@router.get("/survey/drafts/{draft_id}/problems.{kind}")
def problem_list(view: Viewed, draft_id: str, kind: str) -> Response:
    """Everything that was found in the file, as a list to work through."""
    draft = find_survey_draft(view.workspace, draft_id)
    found = _checked(view, draft, wait=True)
    page = present(view, draft, found)
    checks = tuple(p for p in page.report.problems if p.severity is Severity.ERROR) if page.report else ()
    table = problems_table((*_listed(found), *checks), Text("気づいたこと", "Findings"))
    makers = {
        "xlsx": lambda: write_workbook([table], language=view.language),
        "csv": lambda: table_csv(table, view.language),
    }
    if kind not in makers:
        raise NotFound(Text(f"「{kind}」という書き出しはありません", f"there is no export {kind}"))
    stem = draft.file_name.rpartition(".")[0] or draft.file_name
    return download(makers[kind](), f"{stem}_{view.text('気づいたこと', 'findings')}.{kind}")


@router.post("/survey/drafts/{draft_id}/take")
def take(view: Viewed, form: Form, draft_id: str) -> Response:  # noqa: ARG001  the form is read for its token
    """Take the answer."""
    ws = view.workspace
    draft = find_survey_draft(ws, draft_id)

    def work(progress: Progress) -> str:
        kept = hand_in_draft(ws, draft_id, progress=progress)
        return f"{section_address(kept.campaign, *kept.key)}&received=yes"

    results: Results = view.request.app.state.results
    try:
        done = results.get(
            ws, ("take", draft_id, ws.clock()), work, owner=draft.owner,
            title=Text(f"「{draft.file_name}」を受け取る", f"Taking {draft.file_name}"),
            address=f"/survey/drafts/{draft_id}/quality", gives_address=True,
        )  # fmt: skip
    except InputRefused:
        return _shown(view, draft, status=422)
    return view.go(f"/jobs/{done.id}" if isinstance(done, Job) else done)


def _checked(view: View, draft: SurveyDraft, *, wait: bool = False) -> ReadAnswer | InputRefused | Job:
    """What the draft says, why it cannot be read, or the job that is reading it."""
    ws = view.workspace

    def work(progress: Progress) -> ReadAnswer:
        return check_survey_draft(ws, draft.id, progress=progress)

    results: Results = view.request.app.state.results
    held = tuple(s.id for s in ws.library.submissions(campaign=draft.campaign or None) if s.stands)
    key = ("answer", str(to_document(draft)), hash(held))
    try:
        found: ReadAnswer | Job = results.get(
            ws, key, work, owner=draft.owner, title=Text(f"「{draft.file_name}」を確かめる", f"Checking {draft.file_name}"),
            address=f"/survey/drafts/{draft.id}/quality", wait=wait or view.wants_json,
        )  # fmt: skip
    except InputRefused as refused:
        return refused
    return found


def _shown(view: View, draft: SurveyDraft, *, status: int = 200) -> Response:
    found = _checked(view, draft)
    if isinstance(found, Job):
        return waiting_page(view, found, back="/survey", step=Step.RECORDS)
    page = present(view, draft, found)
    title = (
        page.body_name + Text(" ", ", ") + Text(page.section, page.section)
        if page.body_name
        else Text(draft.file_name, draft.file_name)
    )
    frame = draft_frame(view.workspace, draft, title=title, step=Text("中身を確かめる", "Check"))
    return view.page("pages/survey_quality.html", page, frame, status=status if page.readable else 422)


def present(view: View, draft: SurveyDraft, found: ReadAnswer | InputRefused | Job) -> AnswerQualityPage:
    """The page value of a draft that was read, or could not be."""
    ws = view.workspace
    assert not isinstance(found, Job)
    if isinstance(found, InputRefused):
        return AnswerQualityPage(
            draft, _faults(found.problems), None, draft.section, None, 0, (), (), 0.0, 0.0, (), (), None,
            draft.mapping is not None,
        )  # fmt: skip
    survey, processes = found.survey, asked_processes(ws, draft)
    weighty = [f for f in found.findings if f.severity is not Severity.NOTE]
    known = any(c.id == found.campaign.id for c in ws.library.campaigns())
    before = history(ws, found.campaign.id, body=survey.body, section=survey.section) if known else ()
    lines = finding_lines(found.findings, found.reading.problems, processes)
    return AnswerQualityPage(
        draft, (), ws.body(survey.body).name, survey.section, fiscal_year_text(survey.fiscal_year), len(before) + 1,
        answer_lines(survey, processes, weighty), survey.staff, sum(line.hours or 0.0 for line in survey.lines),
        sum(line.hours_from_volume or 0.0 for line in survey.lines),
        tuple(f for f in lines if f.severity is not Severity.NOTE), tuple(f for f in lines if f.severity is Severity.NOTE),
        found.reading.report, draft.mapping is not None,
    )  # fmt: skip


def _listed(found: ReadAnswer | InputRefused | Job) -> tuple[Problem, ...]:
    """What does not add up and what was noticed while reading, as findings with their place."""
    if isinstance(found, InputRefused):
        return found.problems
    assert isinstance(found, ReadAnswer)
    plausibility = (
        Problem(f.code, f.what, f.remedy, Place(value=f.line.title if f.line else ""), f.severity)
        for f in found.findings
    )
    return (*found.reading.problems, *plausibility)


def _faults(problems: tuple[Problem, ...]) -> tuple[Fault, ...]:
    """The faults by kind and column, most frequent first; the list to save has every place."""
    kinds: dict[tuple[str, str, str, str], list[Problem]] = {}
    for p in problems:
        if p.severity is Severity.ERROR:
            kinds.setdefault((p.code, p.what.ja, p.place.sheet, p.place.column), []).append(p)
    return tuple(
        Fault(replace(same[0], place=replace(same[0].place, file="")),
              tuple(dict.fromkeys(p.place.value for p in same if p.place.value))[:3], sum(p.count for p in same))
        for same in sorted(kinds.values(), key=len, reverse=True)
    )  # fmt: skip
