# SPDX-License-Identifier: Apache-2.0
"""How far the survey of one body and its event log agree: frozen typed values that page, workbook and JSON share.

Figures of the survey are reported by the sections (`FigureKind.REPORTED`), those of the log are measured; a computed figure that needs
both (the log's volume × the survey's minutes) stays reported. None where there is nothing to say, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.estimate import Estimate
from machikata.domain.provenance import Provenance
from machikata.domain.text import Text
from machikata.rules.survey_limits import SurveyLimit


class Aspect(StrEnum):
    """What is held against what."""

    OWN_VOLUME = "own_volume"
    """Yearly hours against cases × minutes of the survey itself."""
    LOG_VOLUME = "log_volume"
    """Yearly hours against the log's volume × the survey's minutes."""
    COUNTS = "counts"
    """Cases of the survey against events of the log."""
    ORDER = "order"
    """Order of the steps in the survey against that in the log."""


class Agreement(StrEnum):
    """What came out."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True)
class HoursAgainst:
    """Reported yearly hours against computed ones over the same `n_lines`; `difference` is reported minus computed (hours a year).

    `ratio` is reported over computed with its interval from the declared error of answers. `contradicts` when the interval lies wholly
    beyond the limit, and the ratio is not explained by error among all comparisons made at once either. A log's volume is taken where
    it comes nearest to the survey's, if its count has a range.
    """

    reported: float
    computed: float
    difference: float
    ratio: Estimate
    n_lines: int
    contradicts: bool


@dataclass(frozen=True, slots=True)
class SectionReconciliation:
    """One section, or (section "") the whole body. Lines of contractors have no hours and are only counted."""

    section: str
    hours_reported: float
    """All yearly hours of own staff, lines that cannot be compared included."""
    n_lines: int
    n_contracted: int
    own_volume: HoursAgainst | None
    log_volume: HoursAgainst | None


@dataclass(frozen=True, slots=True)
class StepReconciliation:
    """One step. `survey_cases` are all kinds of staff together, `contracted_cases` those of contractors, who may work outside the log.

    `log_cases` are the events dated in the year, `log_high` the most that they may stand for when the log holds no case begun earlier (it
    is then counted by the cases begun in the year, too). `ratio` is survey over `log_cases`; `hours` (a year) is what the survey's cases
    above (−: below) that range stand for at the survey's minutes. `differs` when they lie beyond the limit outside it.
    """

    step: str
    title: Text
    survey_cases: int | None
    contracted_cases: int
    log_cases: int | None
    log_high: float | None
    ratio: float | None
    hours: float | None
    differs: bool


@dataclass(frozen=True, slots=True)
class OrderDifference:
    """Two steps that the survey puts in the order `first`, `second`, and most cases of the log the other way round.

    `share` (0–1, with its interval) of `n_cases` has the survey's order; equal instants count half. `hours` are the yearly hours that
    the survey reports for the two steps.
    """

    first: str
    second: str
    n_cases: int
    share: Estimate
    hours: float


@dataclass(frozen=True, slots=True)
class UnmatchedActivity:
    """An activity of the log that belongs to no surveyed step: its events in the year, and their share (0–1) of all events."""

    activity: str
    label: Text
    n_events: int
    share: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one aspect says, in a sentence with its figures."""

    aspect: Aspect
    agreement: Agreement
    reason: Text


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Survey and log of one body, process and fiscal year.

    `agreement` is CONTRADICTS when any judgement is, NOT_COMPARED when none could be made against the log. `log_refused` says why the
    log's volume is not compared (no log, not a whole year), else None.
    """

    body: str
    process: str
    fiscal_year: int
    agreement: Agreement
    reason: Text
    judgements: tuple[Judgement, ...]
    whole: SectionReconciliation
    sections: tuple[SectionReconciliation, ...]
    steps: tuple[StepReconciliation, ...]
    orders: tuple[OrderDifference, ...]
    n_pairs: int
    """Pairs of steps whose order could be compared."""
    steps_without_log: tuple[str, ...]
    """Surveyed steps (ids) of which the log of the year has no event."""
    own_steps: tuple[str, ...]
    """Titles of steps of the body's own, which no log can be held against."""
    unmatched: tuple[UnmatchedActivity, ...]
    log_refused: Text | None
    notes: tuple[Text, ...]
    hours_limit: SurveyLimit
    """From where on hours contradict each other, with its reason."""
    count_limit: SurveyLimit
    """The same for counts."""
    survey_provenance: Provenance
    log_provenance: Provenance | None

    def contradicts(self, aspect: Aspect) -> bool:
        """Whether survey and log (or the survey and itself) contradict each other there."""
        return any(j.aspect is aspect and j.agreement is Agreement.CONTRADICTS for j in self.judgements)
