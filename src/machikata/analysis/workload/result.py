# SPDX-License-Identifier: Apache-2.0
"""Everything a comparison of workload surveys says, as frozen typed values: page, workbook, report and JSON carry these same figures.

Every `Estimate` speaks of what was truly worked, given the answers and the declared error of answering: its value is the posterior mean
(so that steps add up to totals) and therefore holds the short tasks that nobody writes down; what was answered stands beside it as
`answered_hours`. Hours are hours a year, yen are yen a year or per case, residents are those of the register.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.analysis.comparison.result import Assumption, Mode, Statement, Verdict
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.domain.estimate import Estimate
from machikata.domain.population_class import PeerGroup
from machikata.domain.provenance import Provenance
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind


class Audience(StrEnum):
    """Who may see a figure."""

    EVERYBODY = "everybody"
    OWN = "own"
    """The body's own officers."""
    NOBODY = "nobody"
    """It would be the figure of one person."""


class Measure(StrEnum):
    """What a step of a body is judged by."""

    HOURS_PER_CASE = "hours_per_case"
    YEN_PER_CASE = "yen_per_case"
    """Where a contractor does (part of) the step: no hours are known of it."""


@dataclass(frozen=True, slots=True)
class WorkloadEstimand:
    """The question in full: what is counted, by which clock, of whom, and what may not be shown."""

    process: str
    process_title: Text
    fiscal_year: int
    minimum_count: int
    counted_text: Text
    """What a case is, and which lines count."""
    clock_text: Text
    """Where the minutes come from."""
    unit_text: Text
    bodies_text: Text
    """Which bodies are compared, and which of the group are not."""
    self_report_text: Text
    """What it means that the figures are reported by the sections themselves."""
    minimum_text: Text
    prices_text: Text
    """What common prices are."""


@dataclass(frozen=True, slots=True)
class KindShare:
    """The part of one kind of staff; `staff` None = regular and fixed-term staff joined, because too few persons stand behind one.

    `hours` is the share (0–1) of staff hours (None for a contractor, who has none), `cost` of the cost at own prices, contractors
    included; None where prices were not answered.
    """

    staff: StaffKind | None
    label: Text
    hours: Estimate | None
    cost: Estimate | None


@dataclass(frozen=True, slots=True)
class StepFigure:
    """One step in one body. Figures are None when suppressed or not answered."""

    body: str
    cases: int | None
    """Times the step was done in the year, by all kinds of staff together."""
    answered_hours: float | None
    """Hours as answered: cases × minutes (yearly hours where no minutes were answered)."""
    hours: Estimate | None
    hours_per_case: Estimate | None
    """Of the cases that staff did; a contractor's cases have no hours."""
    yen_per_case: Estimate | None
    """Staff hours at the body's own prices, and what the contractor is paid, over all cases."""
    hours_per_10000: Estimate | None
    """Per 10,000 residents."""
    by_staff: tuple[KindShare, ...]
    contractor_share: float | None
    """Of the cases (0–1)."""
    contracted: bool
    judged_by: Measure
    ratio: Estimate | None
    """The body's figure over the class median, of the measure it is judged by."""
    p_adjusted: float | None
    """Of ratio = 1, adjusted by Holm over all bodies and steps."""
    verdict: Verdict
    verdict_text: Text
    verdict_note: Text
    seen_by: Audience = Audience.EVERYBODY
    kinds_seen_by: Audience = Audience.EVERYBODY
    contractor_seen_by: Audience = Audience.EVERYBODY
    suppressed: bool = False
    suppressed_note: Text = Text("", "")
    """Why other audiences do not see it (before disclosure), or why it is not shown (after)."""


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """What the class has of one measure: the middle and the quarter with the least, of the true values. Made only of figures that
    everybody may see.
    """

    bodies: int
    median: Estimate | None
    best_quarter: Estimate | None
    note: Text = Text("", "")
    """Why a figure is left out."""


@dataclass(frozen=True, slots=True)
class StepComparison:
    """One step of the common dictionary over all bodies that do it, in order of their codes."""

    step: str
    title: Text
    duty: Text
    users: tuple[str, ...]
    hours_per_case: ClassFigures
    yen_per_case: ClassFigures
    hours_per_10000: ClassFigures
    n_standing_out: int
    """Bodies that everybody sees to be longer or shorter (dearer, cheaper) than the class median."""
    bodies: tuple[StepFigure, ...]

    def of(self, body: str) -> StepFigure | None:
        """The figure of `body`; None when it does not do the step."""
        return next((row for row in self.bodies if row.body == body), None)


@dataclass(frozen=True, slots=True)
class RareUse:
    """One body that does a step which others do not."""

    body: str
    hours: Estimate | None
    cases: int | None
    seen_by: Audience = Audience.EVERYBODY


@dataclass(frozen=True, slots=True)
class RareStep:
    """A step that only some of the bodies compared have; `step` is "" for a step of bodies' own, joined by the same title."""

    step: str
    title: Text
    users: tuple[RareUse, ...]


@dataclass(frozen=True, slots=True)
class StepDifference:
    """How many hours a year of the difference one step makes: own minus at the class median; positive = the body needs more."""

    step: str
    title: Text
    own: Estimate
    at_median: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class NeededHours:
    """What the body's cases would need at the hours per case of its class, over the steps that can be compared (hours a year)."""

    n_steps: int
    own: Estimate
    at_median: Estimate
    at_best_quarter: Estimate | None
    """Steps without a best quarter of their own enter with the class median. None with fewer than eight bodies."""
    more_than_median: Estimate
    """Own minus at the class median."""
    more_than_best_quarter: Estimate | None
    making: tuple[StepDifference, ...]
    """The two or three steps that make most of the difference from the class median."""


@dataclass(frozen=True, slots=True)
class BodyTotals:
    """The steps of one body together, those of its own included. Steps that the reader may not see are in none of the figures."""

    n_steps: int
    n_left_out: int
    """Steps that are in no figure here, because the reader may not see them."""
    answered_hours: float | None
    hours: Estimate | None
    hours_per_10000: Estimate | None
    cost_own: Estimate | None
    """Yen a year at the body's own prices, contractors included."""
    cost_common: Estimate | None
    """The same at common prices."""
    fee_yen: int | None
    """What contractors are paid."""
    by_staff: tuple[KindShare, ...]
    contractor_share: float | None
    """Of all cases (0–1)."""
    needed: NeededHours | None
    kinds_seen_by: Audience = Audience.EVERYBODY
    contractor_seen_by: Audience = Audience.EVERYBODY
    note: Text = Text("", "")
    """Why a figure is missing."""


@dataclass(frozen=True, slots=True)
class HiddenSteps:
    """How many steps of a body not everybody may see, for one reason."""

    reason: Text
    seen_by: Audience
    n_steps: int


@dataclass(frozen=True, slots=True)
class WorkloadBody:
    """One body. `totals` hold every step that its own officers may see; `for_others` those that everybody may see (None after
    disclosure, when `totals` are the ones of the reader).
    """

    code: str
    name: Text
    population: int | None
    synthetic: bool
    n_sections: int
    totals: BodyTotals | None
    for_others: BodyTotals | None = None
    hidden: tuple[HiddenSteps, ...] = ()
    """Steps that not everybody may see; after disclosure those that the reader may not."""
    open_findings: int = 0
    """Findings about its answers that nobody has settled, where the reader may know of them."""


@dataclass(frozen=True, slots=True)
class CommonPrice:
    """The median of what an hour of one kind of staff costs in the bodies compared, in yen; None with too few bodies."""

    staff: StaffKind
    yen_per_hour: float | None
    bodies: int


@dataclass(frozen=True, slots=True)
class WorkloadComparison:
    """The whole result. `own` is the body whose view it is ('' = of nobody). Bodies stand in order of their codes."""

    group: PeerGroup
    process: str
    fiscal_year: int
    own: str
    mode: Mode
    estimand: WorkloadEstimand
    bodies: tuple[WorkloadBody, ...]
    steps: tuple[StepComparison, ...]
    rare_steps: tuple[RareStep, ...]
    """Steps only some have."""
    hours_per_10000: ClassFigures
    """Of the totals that everybody may see in full."""
    prices: tuple[CommonPrice, ...]
    assumptions: tuple[Assumption, ...]
    statements: tuple[Statement, ...]
    suppressed: tuple[Text, ...]
    """What was hidden, and why."""
    settings: WorkloadSettings
    provenance: Provenance
    n_unsettled: int = 0
    """Bodies compared whose answers have findings that nobody has settled, whether the reader may know which or not."""

    def step(self, step_id: str) -> StepComparison:
        """The step with this id; raises KeyError."""
        for step in self.steps:
            if step.step == step_id:
                return step
        raise KeyError(step_id)

    def body(self, code: str) -> WorkloadBody:
        """The body with this code; raises KeyError."""
        for body in self.bodies:
            if body.code == code:
                return body
        raise KeyError(code)
