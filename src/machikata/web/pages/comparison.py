# SPDX-License-Identifier: Apache-2.0
"""Where do we differ from our peers, and is it real? One group of bodies, one process, seen by one body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from fastapi import APIRouter, Response

from machikata.analysis.comparison.case_mix import OTHER
from machikata.analysis.comparison.estimand import Unit
from machikata.analysis.comparison.result import (
    BodyIndicator,
    BodySurvival,
    ComparedBody,
    Comparison,
    FlowDifference,
    FlowDifferenceKind,
    FunnelPoint,
    FunnelPosition,
    Indicator,
    Reversal,
)
from machikata.domain.actor import Role
from machikata.domain.errors import ComparisonRefused
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.wording import short_date
from machikata.publication.comparison_pictures import comparison_pictures
from machikata.publication.comparison_tables import ResultTable, comparison_tables
from machikata.web.compared import Asked, Question, compared
from machikata.web.comparison_files import EXPORTS, comparison_file
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.web.pages.jobs import waiting_page
from machikata.web.survey_part import survey_part
from machikata.web.surveys_compared import SurveyQuestion, survey_address
from machikata.web.view import Choice, View, Viewed
from machikata.workspace.counting import Counting, case_attributes
from machikata.workspace.dictionary import activity_labels
from machikata.workspace.library import EVERYONE, Job
from machikata.workspace.overview import SMALLEST_GROUP
from machikata.workspace.survey_comparisons import answered_by
from machikata.workspace.workspace import Workspace

router = APIRouter()
_COMPARE = Link("/compare", Text("比べる", "Compare"))


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One body in the table of one indicator; `point` is its place in the funnel, when there is one."""

    body: ComparedBody
    value: BodyIndicator
    point: FunnelPoint | None
    own: bool


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One indicator: the row of the own body (None without one), and every body, own first, then by cases."""

    indicator: Indicator
    days: bool
    own: BodyIndicator | None
    lines: tuple[BodyLine, ...]
    outside: tuple[BodyLine, ...]
    """Bodies outside the 95 % limits of the funnel."""

    @property
    def ratio_values(self) -> tuple[float | None, ...]:
        """What the axis of the ratios has to hold."""
        return tuple(v for line in self.lines for v in _ends(line.value))


@dataclass(frozen=True, slots=True)
class StratumLine:
    """One stratum of a reversal as the body concerned sees it (days; shares 0–1). `peers` are the other bodies' means."""

    label: Text
    own_share: float | None
    class_share: float | None
    own: float | None
    together: float | None
    difference: float | None
    peers: tuple[float | None, ...]
    n: int | None
    turned: bool


@dataclass(frozen=True, slots=True)
class ReversalView:
    """A reversal with its table."""

    reversal: Reversal
    body: Text
    lines: tuple[StratumLine, ...]

    @property
    def values(self) -> tuple[float | None, ...]:
        """What the axis has to hold."""
        return tuple(v for line in self.lines for v in (line.own, line.together, *line.peers))


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One difference of flow with the names of the other bodies that do the same; `waiting` when its values are days."""

    difference: FlowDifference
    waiting: bool
    users: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class SurvivalLine:
    """Open and closed cases of one body together."""

    name: Text
    own: bool
    value: BodySurvival


@dataclass(frozen=True, slots=True)
class CountingForm:
    """The form that counts otherwise: where it leads, what holds now, and what may be chosen."""

    action: str
    question: Question
    attributes: tuple[Choice, ...]
    kinds: tuple[str, ...]
    """attribute=value, of the attribute that was adjusted for."""
    activities: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """The comparison and how the page lays it out. Every figure comes from `comparison`."""

    process: str
    process_title: Text
    own: ComparedBody | None
    comparison: Comparison
    indicators: tuple[IndicatorView, ...]
    reversals: tuple[ReversalView, ...]
    """Those of the own body first (all of them when the page is seen by nobody)."""
    other_reversals: tuple[ReversalView, ...]
    flow: tuple[FlowLine, ...]
    survival: tuple[SurvivalLine, ...]
    tables: tuple[ResultTable, ...]
    own_choices: tuple[Link, ...]
    exports: tuple[Link, ...]
    address: str
    flow_address: str
    bundle_address: str
    publish_address: str
    """Where the comparison is frozen for publication; "" for one body's view or one that counts otherwise than declared: several results
    on the same cases could be subtracted from one another.
    """

    @property
    def ratio_values(self) -> tuple[float | None, ...]:
        """What the axis of the own body's ratios has to hold."""
        return tuple(v for view in self.indicators if view.own for v in _ends(view.own))


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """Why this comparison is not made, and what would make it possible: perhaps the address `without_conditions`. `survey` is where the
    surveys of the group are compared, "" while too few have answered.
    """

    process_title: Text
    group: PeerGroup
    reason: Text
    remedy: Text
    members: tuple[Text, ...]
    without_conditions: str
    survey: str


@router.get("/compare/{group}/{process}")
def comparison_page(view: Viewed, asked: Asked, group: str, process: str) -> Response:
    """The comparison of a group on a process, seen by one body or by nobody."""
    try:
        found = compared(view, asked, group=group, process=process)
    except ComparisonRefused as refusal:
        return _refused(view, group, process, asked, refusal)
    if isinstance(found, Job):
        return waiting_page(view, found, back="/compare", step=Step.COMPARE)
    page = present(found, process=view.workspace.process(process), asked=asked)
    pictures = comparison_pictures(found, language=view.language)
    form = counting_form(view.workspace, found, process=process, asked=asked)
    survey = survey_part(view, group=group, process=process, own=found.own)
    may_publish = view.workspace.actor.owns(EVERYONE) and view.workspace.actor.may(Role.SECRETARIAT)
    return view.page(
        "pages/comparison.html", page, frame_of(page), pictures=pictures, counting=form, survey=survey, may_publish=may_publish
    )  # fmt: skip


def counting_form(ws: Workspace, comparison: Comparison, *, process: str, asked: Question) -> CountingForm:
    """What the form offers for this comparison."""
    names = case_attributes(ws, process=process, bodies=comparison.group.members)
    mix = comparison.case_mix
    chosen = Choice("", Text("自動で選ぶ", "choose automatically"))
    return CountingForm(
        f"/compare/{comparison.group.id}/{process}",
        asked,
        (chosen, *(Choice(n, Text(n, n)) for n in names)),
        tuple(f"{mix.attributes[0]}={s}" for s in mix.strata if s != OTHER) if len(mix.attributes) == 1 else (),
        tuple(sorted(set(activity_labels(ws, process=process).values()), key=lambda name: name.ja)),
    )


@router.get("/compare/{group}/{process}/export/{kind}")
def export(view: Viewed, asked: Asked, group: str, process: str, kind: str) -> Response:
    """The figures of the comparison as a file: workbook, report or reproducibility bundle."""
    comparison = compared(view, asked, group=group, process=process, wait=True)
    assert isinstance(comparison, Comparison)
    return comparison_file(view, comparison, process=process, kind=kind)


def frame_of(page: ComparisonPage, *, title: Text | None = None, crumb: Link | None = None) -> Frame:
    """The frame of the comparison, and of the pages below it."""
    c, name = page.comparison, page.process_title
    n = len(c.bodies)
    who = page.own.name if page.own else None
    shoulder = (
        Text(f"{who.ja}と、{c.group.name.ja}の{n}団体", f"{who.en} and the {n} bodies of {c.group.name.en}")
        if who
        else Text(f"{c.group.name.ja}の{n}団体", f"The {n} bodies of {c.group.name.en}")
    )
    own_scope = (ScopePart(Text("団体", "Body"), _named(page.own)),) if page.own else ()
    scope = (
        *own_scope,
        ScopePart(Text("比べる相手", "Peers"), Text(f"{c.group.name.ja} {n}団体", f"{c.group.name.en}, {n} bodies")),
        ScopePart(Text("業務", "Process"), name),
        *_period(c),
    )
    here = Link(page.address, name)
    return Frame(
        title=title or Text(f"{name.ja}の比較", f"Comparison: {name.en}"),
        step=Step.COMPARE,
        shoulder=shoulder,
        scope=scope,
        change_scope="/compare",
        crumbs=(_COMPARE, here, *((crumb,) if crumb else ())),
        synthetic=c.provenance.synthetic,
    )


def _period(c: Comparison) -> tuple[ScopePart, ...]:
    start, end = c.estimand.window_start, c.estimand.window_end
    if not start and not end:
        return ()
    last = (date.fromisoformat(end) - timedelta(days=1)).isoformat() if end else ""
    words = (
        Text(f"{short_date(start, 'ja') if start else ''}〜{short_date(last, 'ja') if last else ''}",
             f"{short_date(start, 'en') if start else '…'} to {short_date(last, 'en') if last else '…'}")
    )  # fmt: skip
    return (ScopePart(Text("始まった日", "Started"), words),)


def _named(body: ComparedBody) -> Text:
    return Text(f"{body.name.ja}（架空）", f"{body.name.en} (invented)") if body.synthetic else body.name


def present(comparison: Comparison, *, process: Process, asked: Question = Question()) -> ComparisonPage:
    """The page value of a comparison."""
    own = comparison.body(comparison.own) if comparison.own else None
    address, query = f"/compare/{comparison.group.id}/{process.id}", asked.query()
    return ComparisonPage(
        process=process.id,
        process_title=process.title,
        own=own,
        comparison=comparison,
        indicators=tuple(_indicator_view(comparison, i) for i in comparison.indicators),
        reversals=tuple(_reversal_view(comparison, r) for r in comparison.reversals if _concerns(r, comparison.own)),
        other_reversals=tuple(
            _reversal_view(comparison, r) for r in comparison.reversals if not _concerns(r, comparison.own)
        ),
        flow=tuple(_flow_line(comparison, d) for d in comparison.flow_differences if d.body == comparison.own),
        survival=tuple(
            SurvivalLine(comparison.body(s.body).name, s.body == comparison.own, s)
            for s in sorted(comparison.survival.bodies, key=lambda s: s.body != comparison.own)
        ),
        tables=comparison_tables(comparison),
        own_choices=tuple(Link(f"{address}?{replace(asked, own=b.code).query()}", b.name) for b in comparison.bodies),
        exports=tuple(Link(f"{address}/export/{form.value}?{query}", words) for form, words in EXPORTS),
        address=f"{address}?{query}",
        flow_address=f"{address}/flow?{query}",
        bundle_address=f"{address}/export/zip?{query}",
        publish_address=f"{address}/publish" if asked == Question() and own is None else "",
    )


def _ends(value: BodyIndicator) -> tuple[float | None, ...]:
    return (value.ratio.low, value.ratio.high) if value.ratio else ()


def _indicator_view(c: Comparison, indicator: Indicator) -> IndicatorView:
    points = {p.body: p for p in indicator.funnel.points} if indicator.funnel else {}
    lines = tuple(
        BodyLine(c.body(value.body), value, points.get(value.body), value.body == c.own)
        for value in sorted(indicator.bodies, key=lambda v: (v.body != c.own, -(v.n or 0), v.body))
    )
    outside = tuple(line for line in lines if line.point and line.point.position is not FunnelPosition.INSIDE)
    own = indicator.of(c.own) if c.own else None
    return IndicatorView(indicator, indicator.unit is Unit.DAYS, own, lines, outside)


def _concerns(reversal: Reversal, own: str) -> bool:
    return not own or reversal.body == own


def _reversal_view(c: Comparison, reversal: Reversal) -> ReversalView:
    lines = []
    for row in reversal.rows:
        mine = next((v for v in row.bodies if v.body == reversal.body), None)
        own, together = mine.mean if mine else None, row.together.mean
        peers = tuple(v.mean for v in row.bodies if v.body != reversal.body)
        difference = own - together if own is not None and together is not None else None
        lines.append(
            StratumLine(
                row.label,
                mine.share if mine else None,
                row.together.share,
                own,
                together,
                difference,
                peers,
                mine.n if mine else None,
                row.value == reversal.stratum,
            )
        )
    return ReversalView(reversal, c.body(reversal.body).name, tuple(lines))


def _flow_line(c: Comparison, difference: FlowDifference) -> FlowLine:
    waiting = difference.kind is FlowDifferenceKind.WAITING
    return FlowLine(difference, waiting, tuple(c.body(u).name for u in difference.users))


def _refused(view: View, group: str, process: str, asked: Question, refusal: ComparisonRefused) -> Response:
    """The page that says why there is no comparison."""
    peers = next((g for _, g in view.workspace.library.groups() if g.id == group))
    kind = view.workspace.process(process)
    bodies = {b.code: b for b in view.workspace.library.bodies()}
    members = tuple(bodies[m].name for m in peers.members if m in bodies)
    plain = "" if asked.counting == Counting() else f"/compare/{group}/{process}?{Question(asked.own).query()}"
    answered = answered_by(view.workspace).get(process, frozenset()) & set(peers.members)
    survey = survey_address(group, process, SurveyQuestion(asked.own)) if len(answered) >= SMALLEST_GROUP else ""
    page = RefusedPage(kind.title, peers, refusal.what, refusal.remedy, members, plain, survey)
    frame = Frame(
        title=Text(f"{kind.title.ja}は、まだ比べられません", f"{kind.title.en} cannot be compared yet"),
        step=Step.COMPARE,
        crumbs=(_COMPARE, Link("", kind.title)),
        synthetic=any(bodies[m].synthetic for m in peers.members if m in bodies),
        scope=(ScopePart(Text("比べる相手", "Peers"), peers.name), ScopePart(Text("業務", "Process"), kind.title)),
        change_scope="/compare",
    )
    return view.page("pages/comparison_refused.html", page, frame)
