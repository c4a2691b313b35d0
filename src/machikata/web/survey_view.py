# SPDX-License-Identifier: Apache-2.0
"""A comparison of workload surveys as its page lays it out; the comparison of logs shows a part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from machikata.analysis.comparison.result import Verdict
from machikata.analysis.workload.reconciliation import HoursAgainst
from machikata.analysis.workload.result import (
    BodyTotals,
    Measure,
    NeededHours,
    RareStep,
    StepComparison,
    StepFigure,
    WorkloadBody,
    WorkloadComparison,
)
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text
from machikata.publication.comparison_tables import ResultTable
from machikata.publication.reconciliation_tables import AGREEMENT_WORDS, limit_words
from machikata.publication.survey_tables import (
    MINUTES_PER_HOUR,
    at_common_prices,
    common_prices_note,
    estimand_lines,
    survey_tables,
)
from machikata.web.frame import Link
from machikata.web.surveys_compared import SurveyQuestion, survey_address
from machikata.workspace.reconciliations import ReconciledBody, ReconciledGroup
from machikata.workspace.survey_exports import SurveyFormat

MOST_ROWS = 3_000
"""A page shows body by body only up to so many rows; files hold them all."""
_EXPORTS = (
    (SurveyFormat.WORKBOOK, Text("表計算（Excel）", "Workbook (Excel)")),
    (SurveyFormat.REPORT, Text("報告書（HTML、1ファイル）", "Report (HTML, one file)")),
    (SurveyFormat.TABLE, Text("公開できる表（CSV）", "Open data (CSV)")),
    (SurveyFormat.OPEN_DATA, Text("公開できる表とコード表・定義（ZIP）", "Open data with codes and definitions (ZIP)")),
)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as the reader's body sees it (minutes per case): own, the class's middle and best quarter, the other bodies' values."""

    step: StepComparison
    own: StepFigure | None
    minutes: Estimate | None
    median: Estimate | None
    best: Estimate | None
    difference: float | None
    """Own minus the class median, in minutes."""
    peers: tuple[float, ...]

    @property
    def bought(self) -> bool:
        """Whether the own body is judged by cost, because a contractor takes part."""
        return self.own is not None and self.own.judged_by is Measure.YEN_PER_CASE


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One body at one step (minutes per case)."""

    body: WorkloadBody
    figure: StepFigure
    minutes: Estimate | None
    own: bool


@dataclass(frozen=True, slots=True)
class StepBodies:
    """One step over all bodies that do it, in order of their codes."""

    line: StepLine
    bodies: tuple[BodyLine, ...]
    values: tuple[float, ...]
    """What the axis has to hold, in minutes."""
    hidden: int


@dataclass(frozen=True, slots=True)
class NeededLine:
    """What one body's cases would need at the pace of the class."""

    body: WorkloadBody
    needed: NeededHours
    own: bool


@dataclass(frozen=True, slots=True)
class CostLine:
    """The cost of one body's answered steps."""

    body: WorkloadBody
    totals: BodyTotals
    own: bool


@dataclass(frozen=True, slots=True)
class ReconciledLine:
    """One body's survey held against its log. `hours` against the log's volume where it can be, else against the survey's own."""

    found: ReconciledBody
    words: Text
    hours: HoursAgainst | None
    own: bool
    address: str


@dataclass(frozen=True, slots=True)
class SurveyComparisonPage:
    """The comparison and how the page lays it out. Every figure comes from `comparison`."""

    process: str
    process_title: Text
    own: WorkloadBody | None
    comparison: WorkloadComparison
    estimand: tuple[tuple[Text, Text], ...]
    steps: tuple[StepLine, ...]
    large: bool
    """So many bodies and steps that files alone hold every body's values."""
    by_body: tuple[StepBodies, ...]
    needed: tuple[NeededLine, ...]
    own_needed: NeededHours | None
    costs: tuple[CostLine, ...]
    rare: tuple[RareStep, ...]
    reconciled: tuple[ReconciledLine, ...]
    """The bodies of which the reader may see how far survey and log agree."""
    not_reconciled: int
    """Other bodies that have answered: theirs to look at."""
    limit: Text
    """From where on survey and log contradict each other, and why there; "" where nothing is reconciled."""
    asked: SurveyQuestion
    unlimited: str
    """The page with the limit in force."""
    years: tuple[Link, ...]
    """Other years with answers."""
    own_choices: tuple[Link, ...]
    tables: tuple[ResultTable, ...]
    exports: tuple[Link, ...]
    address: str
    logs_address: str

    @property
    def minutes_values(self) -> tuple[float | None, ...]:
        """What the axis of the steps has to hold."""
        ends = tuple(v for s in self.steps for e in (s.minutes, s.median, s.best) for v in _ends(e))
        return (*ends, *(() if self.own else (v for s in self.steps for v in s.peers)))

    @property
    def reconciled_values(self) -> tuple[float, ...]:
        """What the axis of reported over computed hours has to hold."""
        return tuple(v for line in self.reconciled if line.hours for v in _ends(line.hours.ratio))

    @property
    def best_note(self) -> Text:
        """Why some steps have a class median and no best quarter."""
        notes = [s.step.hours_per_case.note for s in self.steps if s.median is not None and s.best is None]
        return notes[0] if notes else Text("", "")

    @property
    def at_common_prices(self) -> bool:
        """Whether any body's cost at common prices is given."""
        return at_common_prices(self.comparison)

    @property
    def common_prices_note(self) -> Text:
        """Why it is missing where it is."""
        return common_prices_note(self.comparison)

    @property
    def kinds_told(self) -> bool:
        """Whether anything is said of kinds of staff beyond all staff together."""
        shown = (s.own.by_staff for s in self.steps if s.own) if self.own else (x.totals.by_staff for x in self.costs)
        return any(part.staff is not None for parts in shown for part in parts)

    @property
    def ratio_values(self) -> tuple[float | None, ...]:
        """What the axis of the own ratios has to hold."""
        return tuple(v for s in self.steps if s.own for v in _ends(s.own.ratio))


def _ends(estimate: Estimate | None) -> tuple[float, ...]:
    return () if estimate is None else (estimate.low, estimate.high)


def present(
    c: WorkloadComparison, *, reconciled: ReconciledGroup | None = None, years: Iterable[int] = (),
    asked: SurveyQuestion = SurveyQuestion(),
) -> SurveyComparisonPage:  # fmt: skip
    """The page value of a comparison."""
    own = c.body(c.own) if c.own else None
    asked = replace(asked, own=c.own, year=c.fiscal_year)
    steps = tuple(_step_line(c, s) for s in c.steps)
    needed = tuple(
        NeededLine(b, b.totals.needed, b.code == c.own) for b in c.bodies if b.totals is not None and b.totals.needed
    )
    costs = tuple(CostLine(b, b.totals, b.code == c.own) for b in c.bodies if b.totals is not None)
    large = sum(len(s.users) for s in c.steps) > MOST_ROWS
    return SurveyComparisonPage(
        process=c.process,
        process_title=c.estimand.process_title,
        own=own,
        comparison=c,
        estimand=estimand_lines(c),
        steps=steps,
        large=large,
        by_body=() if large else tuple(_step_bodies(c, line) for line in steps),
        needed=tuple(line for line in needed if line.own or not large),
        own_needed=next((line.needed for line in needed if line.own), None),
        costs=tuple(line for line in costs if line.own or not large),
        rare=c.rare_steps,
        reconciled=tuple(
            line for line in _reconciled_lines(c, reconciled) if line.own or line.found.contradicts or not large
        ),
        not_reconciled=0 if reconciled is None else reconciled.not_shown,
        limit=limit_words(reconciled.bodies[0].result) if reconciled and reconciled.bodies else Text("", ""),
        asked=asked,
        unlimited=survey_address(c.group.id, c.process, replace(asked, limit=None, reason="")) + "#reconciled",
        years=tuple(
            Link(survey_address(c.group.id, c.process, replace(asked, year=y)), fiscal_year_text(y))
            for y in years if y != c.fiscal_year
        ),
        own_choices=tuple(
            Link(survey_address(c.group.id, c.process, replace(asked, own=b.code)), b.name) for b in c.bodies
        ),
        tables=() if large else survey_tables(c),
        exports=tuple(
            Link(survey_address(c.group.id, c.process, asked, below=f"/export/{form.value}"), words)
            for form, words in _EXPORTS
        ),
        address=survey_address(c.group.id, c.process, asked),
        logs_address=f"/compare/{c.group.id}/{c.process}" + (f"?own={c.own}" if c.own else ""),
    )  # fmt: skip


def _reconciled_lines(c: WorkloadComparison, reconciled: ReconciledGroup | None) -> tuple[ReconciledLine, ...]:
    found = () if reconciled is None else reconciled.bodies
    return tuple(
        ReconciledLine(
            b, AGREEMENT_WORDS[b.result.agreement], b.result.whole.log_volume or b.result.whole.own_volume,
            b.result.body == c.own, f"/bodies/{quote(b.result.body)}/{quote(c.process)}#effort",
        ) for b in found
    )  # fmt: skip


def in_minutes(hours: Estimate | None) -> Estimate | None:
    """Hours per case as minutes."""
    if hours is None:
        return None
    value, low, high = (v * MINUTES_PER_HOUR for v in (hours.value, hours.low, hours.high))
    return Estimate(value, low, high, hours.level)


def _step_line(c: WorkloadComparison, s: StepComparison) -> StepLine:
    own = s.of(c.own) if c.own else None
    minutes = in_minutes(own.hours_per_case) if own else None
    median, best = in_minutes(s.hours_per_case.median), in_minutes(s.hours_per_case.best_quarter)
    difference = minutes.value - median.value if minutes and median else None
    peers = tuple(
        f.hours_per_case.value * MINUTES_PER_HOUR for f in s.bodies if f.body != c.own and f.hours_per_case is not None
    )
    return StepLine(s, own, minutes, median, best, difference, peers)


def _step_bodies(c: WorkloadComparison, line: StepLine) -> StepBodies:
    bodies = tuple(BodyLine(c.body(f.body), f, in_minutes(f.hours_per_case), f.body == c.own) for f in line.step.bodies)
    values = [v for b in bodies for v in _ends(b.minutes)]
    values += [v for e in (line.median, line.best) for v in _ends(e)]
    return StepBodies(line, bodies, tuple(values), sum(b.figure.verdict is Verdict.HIDDEN for b in bodies))
