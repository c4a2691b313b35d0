# SPDX-License-Identifier: Apache-2.0
"""How long does each step take here and elsewhere? The workload surveys of a group on one process, seen by one body or by nobody."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.analysis.workload.result import WorkloadBody
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import ComparisonRefused, NotFound
from machikata.domain.text import Text
from machikata.publication.survey_pictures import survey_pictures
from machikata.web.files import download
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.web.pages.jobs import waiting_page
from machikata.web.survey_view import SurveyComparisonPage, present
from machikata.web.surveys_compared import AskedSurvey, SurveyQuestion, SurveysCompared, surveys_compared
from machikata.web.view import View, Viewed
from machikata.workspace.library import Job
from machikata.workspace.survey_comparisons import bodies_answered, year_to_compare, years_answered
from machikata.workspace.survey_exports import SurveyFormat, export_surveys, surveys_file_name

router = APIRouter()
_COMPARE = Link("/compare", Text("比べる", "Compare"))
_SURVEY = Text("業務量調査", "Workload survey")


@dataclass(frozen=True, slots=True)
class SurveyRefusedPage:
    """Why these surveys are not compared, and what would make it possible."""

    process_title: Text
    group: Text
    year: Text
    reason: Text
    remedy: Text
    answered: tuple[Text, ...]
    silent: tuple[Text, ...]
    logs_address: str


@router.get("/compare/{group}/{process}/survey")
def survey_comparison_page(view: Viewed, asked: AskedSurvey, group: str, process: str) -> Response:
    """The comparison of a group's surveys."""
    try:
        found = surveys_compared(view, asked, group=group, process=process)
    except ComparisonRefused as refusal:
        return _refused(view, group, process, asked, refusal)
    if isinstance(found, Job):
        return waiting_page(view, found, back=f"/compare/{group}/{process}", step=Step.COMPARE)
    years = years_answered(view.workspace, process=process)
    page = present(found.comparison, reconciled=found.reconciled, years=years, asked=asked)
    pictures = survey_pictures(found.comparison, language=view.language)
    return view.page("pages/survey_comparison.html", page, frame_of(page), pictures=pictures)


@router.get("/compare/{group}/{process}/survey/export/{kind}")
def survey_export(view: Viewed, asked: AskedSurvey, group: str, process: str, kind: str) -> Response:
    """The figures of the comparison as a file.

    Raises:
        NotFound: no such kind.
    """
    form = next((f for f in SurveyFormat if f.value == kind), None)
    if form is None:
        raise NotFound(
            Text(f"「{kind}」という書き出しはありません", f"there is no export {kind}"),
            remedy=Text("書き出すメニューから選んでください", "choose from the export menu"),
        )
    found = surveys_compared(view, asked, group=group, process=process, wait=True)
    assert isinstance(found, SurveysCompared)
    content = export_surveys(view.workspace, found.comparison, form=form, language=view.language)
    return download(content, surveys_file_name(found.comparison, form=form))


def frame_of(page: SurveyComparisonPage) -> Frame:
    """The frame of the page."""
    c, name, year = page.comparison, page.process_title, fiscal_year_text(page.comparison.fiscal_year)
    n, own = len(c.bodies), page.own
    whose = () if own is None else (ScopePart(Text("団体", "Body"), _named(own)),)
    shoulder = (
        Text(f"{c.group.name.ja}の{n}団体", f"The {n} bodies of {c.group.name.en}")
        if own is None
        else Text(
            f"{own.name.ja}と、{c.group.name.ja}の{n}団体", f"{own.name.en} and the {n} bodies of {c.group.name.en}"
        )
    )
    return Frame(
        title=Text(f"{name.ja}の業務量調査の比較", f"Workload survey compared: {name.en}"),
        step=Step.COMPARE,
        shoulder=shoulder,
        scope=(
            *whose,
            ScopePart(Text("比べる相手", "Peers"), Text(f"{c.group.name.ja} {n}団体", f"{c.group.name.en}, {n} bodies")),
            ScopePart(Text("業務", "Process"), name),
            ScopePart(Text("年度", "Fiscal year"), year),
        ),
        change_scope="/compare",
        crumbs=(_COMPARE, Link(page.logs_address, name), Link(page.address, _SURVEY)),
        synthetic=c.provenance.synthetic,
    )  # fmt: skip


def _named(body: WorkloadBody) -> Text:
    return Text(f"{body.name.ja}（架空）", f"{body.name.en} (invented)") if body.synthetic else body.name


def _refused(view: View, group: str, process: str, asked: SurveyQuestion, refusal: ComparisonRefused) -> Response:
    """The page that says why there is no comparison, who has answered and who has not."""
    ws = view.workspace
    peers = next(g for _, g in ws.library.groups() if g.id == group)
    kind, bodies = ws.process(process), {b.code: b for b in ws.library.bodies()}
    try:
        year: int | None = year_to_compare(ws, process=process, fiscal_year=asked.year)
    except ComparisonRefused:
        year = None
    held = set() if year is None else set(bodies_answered(ws, process=process, fiscal_year=year))
    names = [(m in held, bodies[m].name) for m in peers.members if m in bodies]
    words = Text("", "") if year is None else fiscal_year_text(year)
    page = SurveyRefusedPage(
        kind.title, peers.name, words, refusal.what, refusal.remedy, tuple(n for here, n in names if here),
        tuple(n for here, n in names if not here), f"/compare/{group}/{process}",
    )  # fmt: skip
    frame = Frame(
        title=Text(f"{kind.title.ja}の業務量調査は、まだ比べられません", f"Workload surveys of {kind.title.en} cannot be compared yet"),
        step=Step.COMPARE,
        crumbs=(_COMPARE, Link(page.logs_address, kind.title), Link("", _SURVEY)),
        synthetic=any(bodies[m].synthetic for m in peers.members if m in bodies),
        scope=(ScopePart(Text("比べる相手", "Peers"), peers.name), ScopePart(Text("業務", "Process"), kind.title)),
        change_scope="/compare",
    )  # fmt: skip
    return view.page("pages/survey_comparison_refused.html", page, frame)
