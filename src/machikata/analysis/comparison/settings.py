# SPDX-License-Identifier: Apache-2.0
"""The declared settings of a comparison, a sentence on each."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.analysis.comparison.estimand import TOTAL_DAYS, DeclaredIndicator, Population
from machikata.analysis.log_scope import AttributeFilter
from machikata.rules.thresholds import disclosure_thresholds

DISCLOSURE = disclosure_thresholds()


@dataclass(frozen=True, slots=True)
class ComparisonSettings:
    """Everything a person may declare before comparing; stored with the result, so that the same figures come again."""

    indicators: tuple[DeclaredIndicator, ...] = (TOTAL_DAYS,)
    """The declared indicators, first the main one; Holm's correction runs over all of them and all bodies."""
    population: Population = Population.CLOSED
    """Which cases count for crude and adjusted figures; open cases always appear in the survival figures beside them."""
    window_start: str = ""
    """Cases that started on this local ISO date or later count; empty = from the first."""
    window_end: str = ""
    """Cases that started before this local ISO date count; empty = to the last."""
    only: tuple[AttributeFilter, ...] = ()
    """Only cases with these values of case attributes count; empty = cases of every kind."""
    without: tuple[str, ...] = ()
    """Cases in which one of these activities (common names) occurs do not count: withdrawn ones, for example."""
    minimum_count: int = DISCLOSURE.minimum_cases
    """k: no figure is shown that fewer cases stand behind."""
    minimum_bodies: int = 3
    """With fewer bodies the comparison is refused."""
    bodies_for_rank: int = 6
    """From this number of bodies on ranks (with their intervals) and funnel limits are given."""
    bodies_for_best_quarter: int = 8
    """From this number of bodies on the best quarter is named."""
    bodies_for_pairs: int = 12
    """Up to this number of bodies every pair is compared; with more, each body is compared with the others together."""
    stratify_by: tuple[str, ...] = ()
    """Case attributes (without prefix) for case mix; empty = the one that explains most of the ranks of the main indicator."""
    strata_kept: int = 12
    """The most frequent values that are strata of their own; all others and missing ones count as "other"."""
    stratum_minimum: int = 30
    """A stratum is searched for reversals only among bodies with at least this many cases in it."""
    level: float = 0.95
    """Coverage of every interval; 1 − level is the error level of every declared test."""
    false_discovery_rate: float = 0.05
    """Expected share of false findings among screened activities, paths and reversals (Benjamini–Hochberg)."""
    margin_ratio: float = 0.05
    """A ratio whose interval lies within 1 ± this margin counts as about the same (equivalence)."""
    margin_delta: float = 0.147
    """Cliff's δ smaller than this is called negligible (Romano et al. 2006); in its stratum a reversal must pass it."""
    margin_share: float = 0.10
    """A difference of flow is listed when shares of cases differ by at least this much from the median of the class."""
    margin_wait: float = 0.01
    """A difference of waiting is listed when it makes at least this share of the mean days of all cases, over the body's cases."""
    replicates: int = 2000
    """Resamplings of clusters (staff × month)."""
    seed: int = 20190322
    """Seed of the resampling; the same seed gives the same digits."""
    flow_rows: int = 20
    """At most this many differences of flow are listed per body."""
    reversals_excluded: tuple[str, ...] = ()
    """Case attributes a person has excluded from the search for reversals."""

    @property
    def narrowed(self) -> bool:
        """Whether not every case of the logs counts."""
        return bool(self.window_start or self.window_end or self.only or self.without)
