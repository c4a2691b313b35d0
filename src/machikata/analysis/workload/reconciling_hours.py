# SPDX-License-Identifier: Apache-2.0
"""Reported yearly hours against cases × minutes, with the survey's own cases and with the log's, per section and for the whole body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from machikata.analysis.workload.hours_spread import sum_spread
from machikata.analysis.workload.reconciliation import HoursAgainst, SectionReconciliation
from machikata.domain.estimate import Estimate
from machikata.domain.workload import StaffKind, SurveyLine
from machikata.rules.survey_limits import SurveyLimits
from machikata.rules.survey_reporting import ReportingError

_SHOWN = 0.95


def reconcile_hours(
    section: str,
    lines: Sequence[SurveyLine],
    factors: Mapping[str, float] | None,
    *,
    error: ReportingError,
    limits: SurveyLimits,
    level: float,
) -> SectionReconciliation:
    """The hours of `lines`; `factors` (step → what gives the log's cases from the survey's) is None where the log may not be compared.
    `level` is the error level of a single comparison.
    """
    own = [n for n in lines if n.staff is not StaffKind.CONTRACTOR]
    complete = [
        n for n in own if n.hours is not None and n.hours >= 0 and (n.cases or 0) > 0 and (n.minutes_per_case or 0) > 0
    ]
    logged = [n for n in complete if n.step in (factors or {})]
    return SectionReconciliation(
        section=section,
        hours_reported=sum(n.hours or 0.0 for n in own),
        n_lines=len(own),
        n_contracted=len(lines) - len(own),
        own_volume=_against(complete, [1.0] * len(complete), error, limits, level),
        log_volume=_against(logged, [(factors or {})[n.step] for n in logged], error, limits, level),
    )


def _against(
    lines: Sequence[SurveyLine], factors: Sequence[float], error: ReportingError, limits: SurveyLimits, level: float
) -> HoursAgainst | None:
    if not lines:
        return None
    cases = np.array([n.cases or 0 for n in lines]) * np.array(factors)
    minutes = np.array([n.minutes_per_case or 0.0 for n in lines])
    reported, computed = float(sum(n.hours or 0.0 for n in lines)), float((cases * minutes).sum() / 60.0)
    spread = sum_spread(np.zeros(len(lines), dtype=np.int64), 1, cases, minutes, error)
    least, most = (float(spread.quantile(q)[0]) for q in ((1 - _SHOWN) / 2, (1 + _SHOWN) / 2))
    ratio = Estimate(reported / computed, reported / most, reported / least, _SHOWN)
    said = np.array([reported])
    margin = 1.0 + limits.hours_margin.value
    beyond = ratio.low > margin or ratio.high < 1.0 / margin
    unexplained = float(spread.two_sided(said, said)[0]) < level
    large = abs(reported - computed) >= limits.smallest_hours.value
    return HoursAgainst(
        reported, computed, reported - computed, ratio, len(lines), contradicts=beyond and unexplained and large
    )
