# SPDX-License-Identifier: Apache-2.0
"""Reported yearly hours against cases × minutes, with the survey's own cases and with the log's, per section and for the whole body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.workload.hours_spread import sum_spread
from machikata.analysis.workload.reconciliation import HoursAgainst, SectionReconciliation
from machikata.analysis.workload.rounding import Meant, meant_minutes
from machikata.domain.estimate import Estimate
from machikata.domain.workload import StaffKind, SurveyLine
from machikata.rules.survey_limits import SurveyLimits
from machikata.rules.survey_reporting import ReportingError

_SHOWN = 0.95


def reconcile_hours(
    answered: Sequence[tuple[str, Sequence[SurveyLine]]],
    factors: Mapping[str, float] | None,
    *,
    error: ReportingError,
    limits: SurveyLimits,
    level: float,
) -> tuple[SectionReconciliation, tuple[SectionReconciliation, ...]]:
    """The hours of all sections together and of each; `answered` are their names and lines. `factors` (step → what gives the log's
    cases from the survey's) is None where the log may not be compared. `level` is the error level of a single comparison.
    """
    lines = [line for _, of in answered for line in of]
    section = np.repeat(np.arange(len(answered)), [len(of) for _, of in answered])
    minutes = np.array([n.minutes_per_case or 0.0 if _is_complete(n) else np.nan for n in lines])
    body = _Body(
        minutes,
        np.array([float(n.cases or 0) for n in lines]),
        np.array([(factors or {}).get(n.step, np.nan) for n in lines]),
        np.array([n.hours or 0.0 for n in lines]),
        np.array([n.staff is StaffKind.CONTRACTOR for n in lines]),
        meant_minutes(minutes, section, error=error),
        error,
        limits,
        level,
    )
    each = tuple(body.of(name, np.flatnonzero(section == i)) for i, (name, _) in enumerate(answered))
    return body.of("", np.arange(len(lines))), each


def _is_complete(line: SurveyLine) -> bool:
    said = line.hours is not None and line.hours >= 0
    return (
        line.staff is not StaffKind.CONTRACTOR and said and (line.cases or 0) > 0 and (line.minutes_per_case or 0) > 0
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """The lines of a body; `minutes` is NaN where cases, minutes and hours are not all answered, `factors` where there is no log."""

    minutes: Floats
    cases: Floats
    factors: Floats
    hours: Floats
    contracted: Bools
    meant: Meant
    error: ReportingError
    limits: SurveyLimits
    level: float

    def of(self, section: str, rows: Ints) -> SectionReconciliation:
        own, complete = rows[~self.contracted[rows]], rows[np.isfinite(self.minutes[rows])]
        logged = complete[np.isfinite(self.factors[complete])]
        return SectionReconciliation(
            section=section,
            hours_reported=float(self.hours[own].sum()),
            n_lines=len(own),
            n_contracted=len(rows) - len(own),
            own_volume=self.against(complete, self.cases[complete]),
            log_volume=self.against(logged, self.cases[logged] * self.factors[logged]),
        )

    def against(self, rows: Ints, cases: Floats) -> HoursAgainst | None:
        if not len(rows):
            return None
        reported, computed = float(self.hours[rows].sum()), float((cases * self.minutes[rows]).sum() / 60.0)
        spread = sum_spread(np.zeros(len(rows), dtype=np.int64), 1, cases, self.meant.of(rows), self.error)
        least, most = (float(spread.quantile(q)[0]) for q in ((1 - _SHOWN) / 2, (1 + _SHOWN) / 2))
        ratio = Estimate(reported / computed, reported / most, reported / least, _SHOWN)
        said = np.array([reported])
        margin = 1.0 + self.limits.hours_margin.value
        beyond = ratio.low > margin or ratio.high < 1.0 / margin
        unexplained = float(spread.two_sided(said, said)[0]) < self.level
        large = abs(reported - computed) >= self.limits.smallest_hours.value
        return HoursAgainst(
            reported, computed, reported - computed, ratio, len(rows), contradicts=beyond and unexplained and large
        )
