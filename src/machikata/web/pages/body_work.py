# SPDX-License-Identifier: Apache-2.0
"""How do we work? One body's process: map, waits, ways, volume, deadline, open cases, handovers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Response

from machikata.analysis.flow import FlowArc, FlowMap, FlowOrder
from machikata.analysis.flow_filter import filter_flow
from machikata.domain.errors import NotFound
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.domain.wording import number, share
from machikata.publication.body_tables import days_of
from machikata.publication.comparison_tables import ResultTable
from machikata.web.body_efforts import EffortView, effort_of
from machikata.web.body_files import EXPORTS, body_file
from machikata.web.body_pictures import body_pictures
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.web.pages.jobs import waiting_page
from machikata.web.results import Results
from machikata.web.surveys_compared import AskedSurvey, SurveyQuestion, answers_state
from machikata.web.view import View, Viewed
from machikata.web.ways import VariantLine, ways_in_words
from machikata.workspace.body_work import BodyWork, body_work
from machikata.workspace.library import Job
from machikata.workspace.overview import SMALLEST_GROUP
from machikata.workspace.reports import body_tables

router = APIRouter()
_CRUMB = Link("/bodies", Text("仕事の流れ", "Flow of work"))
_EASY_NODES, _EASY_ARCS = 18, 24
"""A map with more activities or paths than these is shown reduced at first."""
_SHARES = (5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 85, 90, 95, 98, 99)


@dataclass(frozen=True, slots=True)
class MapChoice:
    """What the map shows: shares in percent (5–100; None = what can be read), and which value comes first."""

    show: Literal["cases", "days"] = "cases"
    order: FlowOrder = FlowOrder.TIE_AWARE
    activities: int | None = None
    paths: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One body's work, and the shares (percent) of activities and paths that make its map readable."""

    work: BodyWork
    easy: tuple[int, int]
    effort: EffortView | None = None


@dataclass(frozen=True, slots=True)
class PathLine:
    """One path of the map: cases, median and 90 % wait in days."""

    source: str
    target: str
    cases: int
    median_days: float | None
    p90_days: float | None


@dataclass(frozen=True, slots=True)
class WeekdayLine:
    """Events on one weekday and their share (0–1)."""

    name: Text
    events: int
    share: float


@dataclass(frozen=True, slots=True)
class BodyWorkPage:
    """One body's work and how the page lays it out. Every figure comes from `work`."""

    work: BodyWork
    effort: EffortView | None
    """What the workload survey says; None when the body has not answered."""
    choice: MapChoice
    shown: FlowMap
    reduced: bool
    paths: tuple[PathLine, ...]
    variants: tuple[VariantLine, ...]
    covered: float
    weekdays: tuple[WeekdayLine, ...]
    tables: tuple[ResultTable, ...]
    compare: tuple[Link, ...]
    exports: tuple[Link, ...]
    address: str


@dataclass(frozen=True, slots=True)
class BodyAnswersPage:
    """A body that has answered the workload survey and has no records; `why` and `remedy` say so."""

    body: Municipality
    process: Process
    effort: EffortView
    why: Text
    remedy: Text


Percent = Annotated[int | None, Query(ge=5, le=100)]


def map_choice(
    show: Literal["cases", "days"] = "cases", order: FlowOrder = FlowOrder.TIE_AWARE, activities: Percent = None,
    paths: Percent = None,
) -> MapChoice:  # fmt: skip
    """The choice of an address (a FastAPI dependency)."""
    return MapChoice(show, order, activities, paths)


AskedMap = Annotated[MapChoice, Depends(map_choice)]


@router.get("/bodies/{code}/{process}")
def body_work_page(view: Viewed, asked: AskedMap, surveyed: AskedSurvey, code: str, process: str) -> Response:
    """The page of one body's work."""
    try:
        found = _work(view, code, process, asked.order)
    except NotFound as nothing:
        return _answers_alone(view, code, process, surveyed, nothing)
    if isinstance(found, Job):
        return waiting_page(view, found, back="/bodies", step=Step.WORK)
    if surveyed.limit is not None:
        found = replace(found, effort=effort_of(view.workspace, body=code, process=process, asked=surveyed))
    page = present(found, asked, compare=_groups(view, code, process))
    pictures = body_pictures(page.work, page.shown, show=asked.show, language=view.language)
    return view.page("pages/body_work.html", page, _frame(page), pictures=pictures)


def _answers_alone(view: View, code: str, process: str, asked: SurveyQuestion, nothing: NotFound) -> Response:
    """The hours that a body without records has answered.

    Raises:
        NotFound: it has not answered either.
    """
    effort = effort_of(view.workspace, body=code, process=process, asked=asked)
    if effort is None:
        raise nothing
    body, kind = view.workspace.body(code), view.workspace.process(process)
    name = _named(body)
    page = BodyAnswersPage(body, kind, effort, nothing.what, nothing.remedy)
    frame = Frame(
        title=kind.title, step=Step.WORK, shoulder=Text(f"{body.name.ja}の業務量調査", f"Workload survey of {body.name.en}"),
        scope=(ScopePart(Text("団体", "Body"), name), ScopePart(Text("業務", "Process"), kind.title),
               ScopePart(Text("年度", "Fiscal year"), effort.year)),
        change_scope="/bodies", crumbs=(_CRUMB, Link(f"/bodies/{quote(code)}", name), Link("", kind.title)),
        synthetic=body.synthetic,
    )  # fmt: skip
    return view.page("pages/body_answers.html", page, frame)


def _named(body: Municipality) -> Text:
    return Text(f"{body.name.ja}（架空）", f"{body.name.en} (invented)") if body.synthetic else body.name


@router.get("/bodies/{code}/{process}/export/{kind}")
def export(view: Viewed, asked: AskedMap, code: str, process: str, kind: str) -> Response:
    """The map or the tables as a file."""
    found = _work(view, code, process, asked.order, wait=True)
    assert isinstance(found, Counted)
    page = present(found, asked, compare=())
    return body_file(view, page.work, page.shown, kind=kind, show=asked.show)


def _work(view: View, code: str, process: str, order: FlowOrder, *, wait: bool = False) -> Counted | Job:
    ws = view.workspace
    body, kind = ws.body(code), ws.process(process)
    logs = tuple(sorted(e.id for e in ws.library.logs() if e.process == process and e.owner == code))
    decisions = max((d.number for d in ws.library.decisions(process)), default=0)

    def work(progress: Progress) -> Counted:
        found = body_work(ws, body=code, process=process, order=order, language=view.language, progress=progress)
        return Counted(found, easy_shares(found.flow), effort_of(ws, body=code, process=process))

    results: Results = view.request.app.state.results
    found: Counted | Job = results.get(
        ws, ("work", body, kind, logs, decisions, order, view.language, answers_state(ws, None, (code,))), work, owner=code,
        title=Text(f"{body.name.ja}の{kind.title.ja}を数える", f"Counting {kind.title.en} of {body.name.en}"),
        address=f"/bodies/{quote(code)}/{quote(process)}", wait=wait or view.wants_json,
    )  # fmt: skip
    return found


def _groups(view: View, code: str, process: str) -> tuple[Link, ...]:
    """The comparisons this body can be seen in."""
    ws = view.workspace
    held = {e.owner for e in ws.library.logs() if e.process == process}
    return tuple(
        Link(f"/compare/{quote(g.id)}/{quote(process)}?own={quote(code)}", g.name)
        for _, g in ws.library.groups()
        if code in g.members and len(held & set(g.members)) >= SMALLEST_GROUP
    )


def _frame(page: BodyWorkPage) -> Frame:
    work = page.work
    body, p = work.body, work.profile
    name = _named(body)
    return Frame(
        title=work.process.title,
        step=Step.WORK,
        shoulder=Text(f"{body.name.ja}の仕事の流れ", f"How {body.name.en} works"),
        lead=_lead(work),
        scope=(
            ScopePart(Text("団体", "Body"), name),
            ScopePart(Text("業務", "Process"), work.process.title),
            ScopePart(Text("期間", "Period"), Text(f"{p.first_date}〜{p.last_date}", f"{p.first_date} to {p.last_date}")),
            ScopePart(Text("終わっていない案件", "Open cases"), Text(f"{number(p.n_open)}件を含む", f"{number(p.n_open)} included")),
        ),
        change_scope="/bodies",
        crumbs=(_CRUMB, Link(f"/bodies/{quote(body.code)}", name), Link("", work.process.title)),
        synthetic=body.synthetic,
    )  # fmt: skip


def _lead(work: BodyWork) -> Text:
    """Two or three sentences that say the most."""
    p, limit = work.profile, work.deadline
    if work.of_one_person:
        return work.kept_back
    lead = Text(
        f"最初の記録から最後の記録まで、平均{number(p.days.mean, 1)}日（中央{number(p.days.median, 1)}日）です。",
        f"From first to last record it takes {number(p.days.mean, 1)} days on average (median {number(p.days.median, 1)}). ",
    )
    if limit is not None and limit.within is not None:
        over = share(1 - limit.within.value)
        lead += Text(
            f"終わった{number(limit.n_closed)}件のうち{over}が、期限の{limit.limit_days:g}日を超えています。",
            f"Of {number(limit.n_closed)} finished cases {over} took longer than the limit of {limit.limit_days:g} days. ",
        )
    if work.waits:
        longest = max(work.waits, key=lambda w: w.total_days)
        source, target = (
            work.labels.get(longest.source, longest.source),
            work.labels.get(longest.target, longest.target),
        )
        lead += Text(
            f"合わせていちばん長い待ちは、{source}から{target}までです。",
            f"The longest wait in all is from {source} to {target}.",
        )
    return lead


def present(counted: Counted, asked: MapChoice, *, compare: tuple[Link, ...]) -> BodyWorkPage:
    """The page value of one body's work. Without a choice a large map is reduced to what can be read."""
    work = counted.work
    easy = counted.easy if asked.activities is None and asked.paths is None else (100, 100)
    activities, paths = asked.activities or easy[0], asked.paths or easy[1]
    choice = replace(asked, activities=activities, paths=paths)
    shown = filter_flow(work.flow, activity_share=activities / 100, path_share=paths / 100)
    address = f"/bodies/{quote(work.body.code)}/{quote(work.process.id)}"
    query = urlencode({"show": choice.show, "order": choice.order.value, "activities": activities, "paths": paths})
    lines = ways_in_words(work.variants, work.labels)
    return BodyWorkPage(
        work=work,
        effort=counted.effort,
        choice=choice,
        shown=shown,
        reduced=len(shown.nodes) < len(work.flow.nodes) or len(shown.arcs) < len(work.flow.arcs),
        paths=tuple(_path(a, work.labels) for a in sorted(shown.arcs, key=lambda a: -a.cases)),
        variants=lines,
        covered=sum(line.share for line in lines[:3]),
        weekdays=_weekdays(work),
        tables=body_tables(work),
        compare=compare,
        exports=tuple(Link(f"{address}/export/{kind}?{query}", words) for kind, words in EXPORTS),
        address=address,
    )


def easy_shares(flow: FlowMap) -> tuple[int, int]:
    """Shares (percent) of activities and paths with which the map has a size a person can read."""
    activities = _largest(
        lambda share: len(filter_flow(flow, activity_share=share, path_share=0.01).nodes) <= _EASY_NODES
    )
    return activities, _largest(
        lambda share: len(filter_flow(flow, activity_share=activities / 100, path_share=share).arcs) <= _EASY_ARCS
    )


def _largest(fits: Callable[[float], bool]) -> int:
    """The largest of `_SHARES` (percent) that fits, found by halving; the smallest when none does."""
    if fits(1.0):
        return 100
    low, high = 0, len(_SHARES) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(_SHARES[middle] / 100) else (low, middle - 1)
    return _SHARES[low]


def _path(arc: FlowArc, labels: dict[str, str]) -> PathLine:
    return PathLine(
        labels.get(arc.source, arc.source), labels.get(arc.target, arc.target), arc.cases,
        days_of(arc.median_us), days_of(arc.p90_us),
    )  # fmt: skip


_WEEKDAYS = (("月曜", "Monday"), ("火曜", "Tuesday"), ("水曜", "Wednesday"), ("木曜", "Thursday"), ("金曜", "Friday"),
             ("土曜", "Saturday"), ("日曜", "Sunday"))  # fmt: skip


def _weekdays(work: BodyWork) -> tuple[WeekdayLine, ...]:
    if work.calendar is None:
        return ()
    events = [sum(h.events for h in work.calendar.hours if h.weekday == day) for day in range(7)]
    total = sum(events) or 1
    return tuple(WeekdayLine(Text(*words), n, n / total) for words, n in zip(_WEEKDAYS, events, strict=True))
