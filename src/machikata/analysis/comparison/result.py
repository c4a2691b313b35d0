# SPDX-License-Identifier: Apache-2.0
"""Everything a comparison says, as frozen typed values: page, workbook, report and JSON carry these same figures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.analysis.comparison.estimand import Direction, Estimand, IndicatorKind, Unit
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.flow import DifferenceMap
from machikata.domain.estimate import Estimate
from machikata.domain.population_class import PeerGroup
from machikata.domain.provenance import Provenance
from machikata.domain.text import Text


class Mode(StrEnum):
    """How far the number of bodies carries. Fewer than three bodies give no result but `ComparisonRefused`."""

    VALUES_ONLY = "values_only"
    """Three to five bodies: values with intervals, no rank, no funnel limits."""
    RANKED = "ranked"
    """Six or seven bodies: ranks with their intervals, and the funnel."""
    BEST_QUARTER = "best_quarter"
    """From eight bodies on: also the best quarter."""

    @property
    def ranked(self) -> bool:
        """Whether ranks and funnel limits are given."""
        return self is not Mode.VALUES_ONLY


class Verdict(StrEnum):
    """What may be said of one body and one indicator."""

    ABOVE = "above"
    BELOW = "below"
    NOT_DISTINGUISHED = "not_distinguished"
    ABOUT_SAME = "about_same"
    HIDDEN = "hidden"


class FunnelPosition(StrEnum):
    """Where a body lies in the funnel."""

    INSIDE = "inside"
    ABOVE_95 = "above_95"
    BELOW_95 = "below_95"
    ABOVE_998 = "above_998"
    BELOW_998 = "below_998"


class LeftOut(StrEnum):
    """Why a body enters no comparison: its figures stand in no class figure, no expected value and no pair."""

    NO = "no"
    """It is compared."""
    FEW = "few"
    """Fewer cases than the minimum count."""
    ONE_PERSON = "one_person"
    """Its figures would be those of one person: nobody sees them."""
    NEARLY_ALL = "nearly_all"
    """The conditions leave out fewer of its cases than the minimum count: beside the result without conditions, its figures would
    tell those few."""


@dataclass(frozen=True, slots=True)
class ComparedBody:
    """One body: cases that count, open ones, and the persons (pseudonyms) who appear. Counts are None when suppressed."""

    code: str
    name: Text
    n_cases: int | None
    n_open: int | None
    n_persons: int | None
    midnight_share: float | None
    """Share of events recorded with a date but no time of day."""
    synthetic: bool = False
    left_out: LeftOut = LeftOut.NO


@dataclass(frozen=True, slots=True)
class StratifiedCheck:
    """A second way to adjust, beside observed/expected: the stratified difference from the other bodies, and van Elteren's test."""

    difference: Estimate
    """Mantel–Haenszel weighted difference of the means within strata, in the unit of the indicator."""
    p_van_elteren: float
    agrees: bool
    """False when its interval contradicts the side on which observed/expected lies."""


@dataclass(frozen=True, slots=True)
class BodyIndicator:
    """One indicator of one body. Every figure is None when suppressed; `rank_*` also while the group is too small for ranks."""

    body: str
    n: int | None
    crude: Estimate | None
    """Mean (DAYS) or share (SHARE) as observed, with a cluster-resampled interval; None also when no interval can be given."""
    median: float | None
    p25: float | None
    p75: float | None
    """Quantiles over cases (DAYS only)."""
    expected: float | None
    """What the mean or share would be with this body's case mix and the rates of all bodies."""
    ratio: Estimate | None
    """Observed / expected by indirect standardisation, with a cluster-resampled interval."""
    shrunken: Estimate | None
    """The ratio in a two-level model: drawn toward 1 the more, the less the body's own cases carry."""
    check: StratifiedCheck | None
    p: float | None
    p_adjusted: float | None
    """Of ratio = 1; adjusted by Holm over all bodies and declared indicators."""
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    """Rank of the ratio from the shorter/lower side, and its interval from resampled clusters."""
    funnel_position: FunnelPosition | None
    excess: float | None
    """Observed minus expected per case, in the unit of the indicator."""
    verdict: Verdict
    verdict_text: Text
    verdict_note: Text
    suppressed: bool = False
    suppressed_note: Text = Text("", "")

    @property
    def observed(self) -> float | None:
        """The crude value, also when there is no interval for it; None when suppressed or without cases."""
        if self.crude is not None:
            return self.crude.value
        return None if self.expected is None or self.excess is None else self.expected + self.excess


@dataclass(frozen=True, slots=True)
class TestResult:
    """An omnibus test over all bodies: name, statistic, degrees of freedom, p, and the effect size ε² (0–1)."""

    __test__ = False

    name: Text
    statistic: float
    df: int
    p: float
    epsilon_squared: float
    n: int


@dataclass(frozen=True, slots=True)
class PairEffect:
    """Body `a` against body `b` (or, when `b` is empty, against all others together). Positive = `a` takes longer / more."""

    a: str
    b: str
    n_a: int
    n_b: int
    hodges_lehmann: Estimate | None
    """Median of all differences a − b, in days (None for shares)."""
    cliffs_delta: Estimate
    """P(a > b) − P(a < b); the interval respects clusters."""
    p: float
    """Mann–Whitney, cases taken as independent."""
    p_clustered: float
    """The same question with cases of one cluster (staff × month) taken as dependent."""
    p_adjusted: float
    """`p_clustered` after Holm over all pairs and declared indicators."""


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One body in the funnel: cases, observed/expected, and the limits at its size (over-dispersion added)."""

    body: str
    n: int
    ratio: float
    standard_error: float
    low95: float
    high95: float
    low998: float
    high998: float
    z: float
    position: FunnelPosition


@dataclass(frozen=True, slots=True)
class FunnelLine:
    """Limits at `n` cases of average mix, for drawing the curves."""

    n: int
    low95: float
    high95: float
    low998: float
    high998: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """Funnel plot with additive over-dispersion: x cases, y observed/expected. `tau2` is the variance between bodies."""

    points: tuple[FunnelPoint, ...]
    lines: tuple[FunnelLine, ...]
    tau2: float
    phi: float
    """Mean squared 10 %-winsorised z; 1 = no over-dispersion."""
    method: Text


@dataclass(frozen=True, slots=True)
class CaseMix:
    """What was used to adjust: case attributes, strata in order of frequency, why they were chosen, share of rank variance explained."""

    attributes: tuple[str, ...]
    strata: tuple[str, ...]
    reason: Text
    explained: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator over all bodies. Class figures describe the bodies' crude values that may be shown."""

    id: str
    title: Text
    measure: Text
    """平均 or 割合."""
    kind: IndicatorKind
    unit: Unit
    direction: Direction
    bodies: tuple[BodyIndicator, ...]
    class_mean: float | None
    """Over all cases of all bodies."""
    class_median: float | None
    class_p25: float | None
    class_p75: float | None
    best_quarter: float | None
    """Quarter of the bodies on the wished-for side, from eight bodies on."""
    omnibus: TestResult | None
    pairs: tuple[PairEffect, ...]
    pairs_against_class: bool
    """True when each body is compared with all others together, because there are too many pairs."""
    funnel: Funnel | None

    def of(self, body: str) -> BodyIndicator | None:
        """The row of `body`."""
        return next((row for row in self.bodies if row.body == body), None)


@dataclass(frozen=True, slots=True)
class BodySurvival:
    """Open and closed cases of one body together (Kaplan–Meier). Days; None = not reached or suppressed."""

    body: str
    n: int | None
    n_open: int | None
    median: Estimate | None
    restricted_mean: Estimate | None
    crude_mean: float | None
    """Mean of the cases that count for the crude figure, to stand beside it."""
    curve: tuple[tuple[float, float], ...]
    """(days, share not yet finished), thinned to at most 200 steps; empty when suppressed."""


@dataclass(frozen=True, slots=True)
class SurvivalComparison:
    """Open cases beside the crude figure. `horizon_days` is common to all restricted means."""

    bodies: tuple[BodySurvival, ...]
    horizon_days: float
    assumption: Text
    method: Text


@dataclass(frozen=True, slots=True)
class StratumValue:
    """One body in one stratum (or overall, when the stratum is everything): cases, share of the body's cases, mean, median (days)."""

    body: str
    n: int | None
    share: float | None
    mean: float | None
    median: float | None


@dataclass(frozen=True, slots=True)
class StratumRow:
    """A stratum with the value of every body, and the class together (`body` empty)."""

    value: str
    label: Text
    bodies: tuple[StratumValue, ...]
    together: StratumValue


@dataclass(frozen=True, slots=True)
class Reversal:
    """A body whose order against others turns round inside one stratum of a case attribute; found by a search, unasked."""

    attribute: str
    stratum: str
    body: str
    turned_against: tuple[str, ...]
    """Bodies against which the order turns; empty = against all others together."""
    longer_overall: bool
    """True: longer overall, shorter in the stratum."""
    overall: tuple[StratumValue, ...]
    """Bodies with enough cases in the stratum, in order of their overall medians."""
    inside: tuple[StratumValue, ...]
    """The same bodies in order of their medians in the stratum."""
    delta_overall: float
    delta_stratum: float
    """Cliff's δ against the others (mean over `turned_against`), of opposite signs."""
    p_adjusted: float
    """Largest p of overall and stratum test, after Benjamini–Hochberg over everything searched."""
    searched: int
    """How many questions were searched."""
    rows: tuple[StratumRow, ...]
    """All strata of the attribute, for the table under the sentence."""
    headline: Text
    sentence: Text
    explained_by: str = ""
    """The stratum that the sentence names as the reason, with its shares; empty when it names none."""


class FlowDifferenceKind(StrEnum):
    """What differs."""

    ACTIVITY = "activity"
    PATH = "path"
    ORDER = "order"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class FlowDifference:
    """One difference of the flow of one body from its class (tie-aware graph; equal times are no order).

    ACTIVITY: share of cases with `source`. PATH: share of cases that go from `source` directly to `target`. ORDER: share of the
    cases with both in which `source` comes before `target`. WAITING: mean days on the path.
    """

    kind: FlowDifferenceKind
    body: str
    source: str
    target: str
    title: Text
    own: float | None
    class_median: float | None
    difference: Estimate | None
    """Own minus mean of the other bodies (each weighing the same), in the unit of the kind; shares that few cases have count as none
    in that mean, shares that few lack as all (so in `class_median`). None when every other body is too small for a share."""
    n: int | None
    users: tuple[str, ...]
    """Other bodies that do the same (at least half of the own share)."""
    p_adjusted: float
    days_effect: Estimate | None
    """ACTIVITY: difference in days between cases with and without, inside body × stratum × month; not a cause."""
    note: Text


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something the figures rest on, or that limits them. Stable code, sentence."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the most important sentences: the headline, the figures behind it, and the indicator or part it speaks of."""

    headline: Text
    detail: Text
    about: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole result. `own` is the body whose view it is ('' = of nobody): statements and the difference map speak of it."""

    group: PeerGroup
    own: str
    mode: Mode
    estimand: Estimand
    bodies: tuple[ComparedBody, ...]
    case_mix: CaseMix
    indicators: tuple[Indicator, ...]
    reversals: tuple[Reversal, ...]
    flow_differences: tuple[FlowDifference, ...]
    difference_map: DifferenceMap | None
    survival: SurvivalComparison
    assumptions: tuple[Assumption, ...]
    statements: tuple[Statement, ...]
    suppressed: tuple[Text, ...]
    """What was hidden, and why."""
    settings: ComparisonSettings
    provenance: Provenance

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator with this id; raises KeyError."""
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise KeyError(indicator_id)

    def body(self, code: str) -> ComparedBody:
        """The body with this code; raises KeyError."""
        for body in self.bodies:
            if body.code == code:
                return body
        raise KeyError(code)
