# SPDX-License-Identifier: Apache-2.0
"""What one section handed in: its answers, what is implausible, its versions; accept it, send it back, withdraw it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from machikata.analysis.workload.findings import Finding
from machikata.domain.errors import InputRefused, NotFound, Problem, Severity
from machikata.domain.process import Process
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Language, Text
from machikata.domain.workload import SectionSurvey, SurveyLine
from machikata.publication.comparison_tables import ResultTable
from machikata.publication.csv_table import table_csv
from machikata.publication.workbook import write_workbook
from machikata.web.files import download
from machikata.web.frame import Frame, Link
from machikata.web.pages.survey_one import campaign_frame
from machikata.web.surveyed import (
    CampaignLine,
    Standing,
    campaign_line,
    form_address,
    section_address,
    section_name,
    submission_standing,
)
from machikata.web.view import Form, View, Viewed
from machikata.workspace.campaigns import carries_through, find_campaign
from machikata.workspace.shown_answers import ShownAnswer, shown_answer, without_figures
from machikata.workspace.submissions import (
    accept_submission,
    find_submission,
    history,
    restore_submission,
    return_submission,
    undecide_submission,
    withdraw_submission,
)
from machikata.workspace.survey_changes import Change, changes_between
from machikata.workspace.survey_reports import answers_table, busy_months, problems_table, staff_table, step_title
from machikata.workspace.survey_values import Submission
from machikata.workspace.workspace import Workspace

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answered line as the page shows it; `remarks` are its findings, `more` what else was answered."""

    process: Text
    step: Text
    staff: Text
    line: SurveyLine
    more: Text
    remarks: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One thing found in an answer: what it is about (a line, a place in the file, the whole section) and its size in hours a year."""

    code: str
    severity: Severity
    what: Text
    remedy: Text
    about: Text
    hours: float | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the history."""

    submission: Submission
    standing: Standing
    address: str
    against: str
    shown: bool


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One version of a section's answer. `changes` are those since version `against`. `reasons` is what the form for sending back holds.

    `can_decide`: the actor may accept it or send it back, and it is the version that stands.
    """

    campaign: CampaignLine
    body: str
    body_name: Text
    section: str
    submission: Submission
    standing: Standing
    lines: tuple[AnswerLine, ...]
    survey: SectionSurvey
    left_out: Text
    """What is not shown because it would be one person's; "" when everything is."""
    hours: float
    hours_from_volume: float
    findings: tuple[FindingLine, ...]
    notes: tuple[FindingLine, ...]
    table_findings: tuple[Problem, ...]
    versions: tuple[VersionLine, ...]
    against: int | None
    changes: tuple[Change, ...]
    can_decide: bool
    reasons: str
    form: str
    received: bool
    problems: tuple[Problem, ...]


@router.get("/survey/{campaign_id}/{body}")
def section_page(
    view: Viewed, campaign_id: str, body: str, section: str = "", version: int = 0, against: int = 0
) -> Response:
    """One version of an answer (the one that stands, unless another is named), with what changed since `against`."""
    shown = _version(view.workspace, campaign_id, body, section, version)
    return _page(view, shown, against=against)


@router.get("/survey/{campaign_id}/{body}/answers.{kind}")
def answers_file(view: Viewed, campaign_id: str, body: str, kind: str, section: str = "", version: int = 0) -> Response:
    """The answers as a workbook or CSV."""
    ws = view.workspace
    shown = _shown(ws, _version(ws, campaign_id, body, section, version))
    survey, processes, synthetic = shown.survey, ws.library.processes(), ws.body(body).synthetic
    answers = replace(answers_table(survey, processes), note=shown.note)
    makers = {
        "xlsx": lambda: write_workbook(
            [answers, staff_table(survey), findings_table(shown.submission)],
            language=view.language,
            notice=synthetic_notice(synthetic),
        ),
        "csv": lambda: table_csv(answers, view.language),
    }
    if kind not in makers:
        raise NotFound(Text(f"「{kind}」という書き出しはありません", f"there is no export {kind}"))
    mark = "架空_" if synthetic else ""
    name = f"{mark}{ws.body(body).name.in_(view.language)}_{section}_{view.text('回答', 'answers')}_v{shown.submission.version}.{kind}"
    return download(makers[kind](), name)


@router.post("/survey/answers/{submission_id}/accept")
def accept(view: Viewed, form: Form, submission_id: str) -> Response:  # noqa: ARG001  the form is read for its token
    """Say that the answer may stand."""
    return _decided(view, submission_id, lambda ws: accept_submission(ws, submission_id))


@router.post("/survey/answers/{submission_id}/undecide")
def undecide(view: Viewed, form: Form, submission_id: str) -> Response:  # noqa: ARG001  as above
    """Undo accepting or sending back."""
    return _decided(view, submission_id, lambda ws: undecide_submission(ws, submission_id))


@router.post("/survey/answers/{submission_id}/withdraw")
def withdraw(view: Viewed, form: Form, submission_id: str) -> Response:  # noqa: ARG001  as above
    """Take the version back; `undo` in the form brings it back."""
    return _decided(view, submission_id, lambda ws: withdraw_submission(ws, submission_id))


@router.post("/survey/answers/{submission_id}/restore")
def restore(view: Viewed, form: Form, submission_id: str) -> Response:  # noqa: ARG001  as above
    """Bring a withdrawn version back."""
    return _decided(view, submission_id, lambda ws: restore_submission(ws, submission_id))


@router.post("/survey/answers/{submission_id}/return")
def send_back(view: Viewed, form: Form, submission_id: str) -> Response:
    """Send the answer back with the reasons in the form, one a line."""
    found = find_submission(view.workspace, submission_id)
    reasons = reasons_in(form.text("reasons"), _shown(view.workspace, found).submission)
    try:
        return_submission(view.workspace, submission_id, reasons)
    except InputRefused as refused:
        return _page(view, found, problems=refused.problems, reasons=form.text("reasons"))
    return view.go(f"{section_address(found.campaign, *found.key)}#state")


def reasons_in(text: str, submission: Submission) -> tuple[Text, ...]:
    """The lines of `text`; a line that is still what was proposed keeps its other language."""
    known = {
        words.in_(language): words for f in submission.findings for words in [_reason(f)] for language in _LANGUAGES
    }
    lines = (line.strip().removeprefix("・").strip() for line in text.splitlines())
    return tuple(known.get(line, Text(line, line)) for line in lines if line)


_LANGUAGES: tuple[Language, ...] = ("ja", "en")


def _reason(finding: Finding) -> Text:
    """A finding as a reason for sending an answer back, on one line."""
    remedy = finding.remedy
    return Text(f"{finding.what.ja}。{remedy.ja}", f"{finding.what.en}; {remedy.en}") if remedy.ja else finding.what


def _decided(view: View, submission_id: str, decide: object) -> Response:
    assert callable(decide)
    found = find_submission(view.workspace, submission_id)
    try:
        decide(view.workspace)
    except InputRefused as refused:
        return _page(view, found, problems=refused.problems)
    return view.go(f"{section_address(found.campaign, *found.key)}&version={found.version}#state")


def _version(ws: Workspace, campaign_id: str, body: str, section: str, version: int) -> Submission:
    versions = history(ws, campaign_id, body=body, section=section)
    if not versions:
        raise NotFound(
            Text("この係の回答は、まだ届いていません", "this section has not answered yet"),
            remedy=Text("調査の画面から、届いた回答を開いてください", "open an answer from the page of the survey"),
        )
    named = next((s for s in versions if s.version == version), None)
    return named or next((s for s in versions if s.stands), versions[0])


def _shown(ws: Workspace, submission: Submission) -> ShownAnswer:
    """A version as it may be shown."""
    versions = history(ws, submission.campaign, body=submission.body, section=submission.section)
    return shown_answer(ws, submission, versions=versions)


def findings_table(submission: Submission) -> ResultTable:
    """What was found in an answer, as a table for files."""
    found = [Problem(f.code, f.what, f.remedy, severity=f.severity) for f in submission.findings]
    return problems_table((*found, *submission.problems), Text("気づいたこと", "Findings"))


def _page(
    view: View, shown: Submission, *, against: int = 0, problems: tuple[Problem, ...] = (), reasons: str | None = None
) -> Response:
    page = present(view, shown, against=against, problems=problems, reasons=reasons)
    return view.page("pages/survey_section.html", page, _frame(page), status=422 if problems else 200)


def _frame(page: SectionPage) -> Frame:
    name = page.body_name + Text(" ", ", ") + section_name(page.section)
    return campaign_frame(page.campaign, Link("", name), title=name)


def present(
    view: View, shown: Submission, *, against: int = 0, problems: tuple[Problem, ...] = (), reasons: str | None = None
) -> SectionPage:
    """The page value."""
    ws = view.workspace
    campaign, processes = find_campaign(ws, shown.campaign), ws.library.processes()
    versions = history(ws, shown.campaign, body=shown.body, section=shown.section)
    told = shown_answer(ws, shown, versions=versions)
    survey, shown = told.survey, told.submission
    versions = tuple(without_figures(v, told.of_one_person, processes) for v in versions)
    other = next((s for s in versions if s.version == against and s.id != shown.id), None)
    before = shown_answer(ws, other, versions=versions).survey if other else None
    weighty = [f for f in shown.findings if f.severity is not Severity.NOTE]
    proposed = "\n".join(_reason(f).in_(view.language) for f in weighty)
    lines = answer_lines(survey, processes, weighty)
    found = finding_lines(shown.findings, shown.problems, processes)
    return SectionPage(
        campaign_line(ws, campaign), shown.body, ws.body(shown.body).name, shown.section, shown, submission_standing(shown),
        lines, survey, told.note, sum(line.hours or 0.0 for line in survey.lines),
        sum(line.hours_from_volume or 0.0 for line in survey.lines),
        tuple(f for f in found if f.severity is not Severity.NOTE), tuple(f for f in found if f.severity is Severity.NOTE),
        shown.table_findings,
        tuple(_version_line(s, shown) for s in versions), other.version if other else None,
        changes_between(before, survey, processes) if before else (),
        shown.stands and carries_through(ws, campaign), proposed if reasons is None else reasons,
        form_address(shown.campaign, *shown.key), view.request.query_params.get("received") == "yes", problems,
    )  # fmt: skip


def answer_lines(
    survey: SectionSurvey, processes: tuple[Process, ...], findings: list[Finding]
) -> tuple[AnswerLine, ...]:
    """The answered lines as pages show them, with the number of their findings."""
    titles = {(p.id, s.id): s.title for p in processes for s in p.surveyed_steps}
    names = {p.id: p.title for p in processes}
    about = [(f.line.process, f.line.step, f.line.staff, f.line.title) for f in findings if f.line]
    return tuple(
        AnswerLine(
            names.get(line.process, Text(line.process, line.process)), step_title(line, titles), line.staff.label, line,
            _more(line), sum(_same(line, key) for key in about),
        )
        for line in survey.lines
    )  # fmt: skip


def _same(line: SurveyLine, key: tuple[str, str, object, str]) -> bool:
    process, step, staff, title = key
    return (line.process, line.step, line.staff) == (process, step, staff) and (bool(step) or line.title == title)


def _more(line: SurveyLine) -> Text:
    """What was answered beside the figures, in one line."""
    busy, parts = busy_months(line), []
    if busy.ja:
        parts.append(Text(f"忙しい月：{busy.ja}", f"busy: {busy.en}"))
    parts += [label for label in (line.nature and line.nature.label, line.medium and line.medium.label) if label]
    if line.exception_share is not None:
        parts.append(Text(f"例外{line.exception_share:.0%}", f"exceptions {line.exception_share:.0%}"))
    parts += [Text(words, words) for words in (line.system, line.legal_basis, line.note) if words]
    return Text("、".join(p.ja for p in parts), ", ".join(p.en for p in parts))


def finding_lines(
    findings: Iterable[Finding], reading: Iterable[Problem], processes: Iterable[Process]
) -> tuple[FindingLine, ...]:
    """What does not add up and what was noticed while reading, with what each is about."""
    titles = {(p.id, s.id): s.title for p in processes for s in p.surveyed_steps}
    first = tuple(FindingLine(f.code, f.severity, f.what, f.remedy, _about(f, titles), f.hours) for f in findings)
    then = (FindingLine(p.code, p.severity, p.what, p.remedy, _place(p), count=p.count) for p in reading)
    return (*first, *then)


def _place(problem: Problem) -> Text:
    """Where in the file; its name stands above."""
    words = replace(problem.place, file="").text()
    return words if words.ja else Text("ファイル全体", "whole file")


def _about(finding: Finding, titles: dict[tuple[str, str], Text]) -> Text:
    key = finding.line
    if key is None:
        return Text("係全体", "whole section")
    title = titles.get((key.process, key.step)) or Text(key.title or key.step, key.title or key.step)
    return Text(f"{title.ja}（{key.staff.label.ja}）", f"{title.en} ({key.staff.label.en.lower()})")


def _version_line(version: Submission, shown: Submission) -> VersionLine:
    base = section_address(version.campaign, *version.key)
    compare = f"{base}&{urlencode({'version': shown.version, 'against': version.version})}#changes"
    return VersionLine(
        version, submission_standing(version), f"{base}&version={version.version}",
        "" if version.id == shown.id else compare, version.id == shown.id,
    )  # fmt: skip
