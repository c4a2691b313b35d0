# SPDX-License-Identifier: Apache-2.0
"""Open cases beside the crude figure: Kaplan–Meier curves, their medians, and restricted means to a common horizon."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from machikata.analysis.comparison.arrays import Bools, CaseTable, Floats
from machikata.analysis.comparison.result import BodySurvival, SurvivalComparison
from machikata.analysis.survival import SurvivalCurve, kaplan_meier, median_time, restricted_mean
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text

_STEPS = 200
METHOD = Text(
    "カプラン・マイヤーの方法。境界までの平均の幅は、案件が互いに独立とみなして出しています",
    "Kaplan–Meier; intervals (Greenwood) take cases as independent",
)
ASSUMPTION = Text(
    "終わっていない案件は、記録の最後の日まで終わらなかったものとして数え、そのあと終わるまでの日数は、同じ日数まで終わらなかった案件と同じように延びると仮定しています",
    "open cases count as not finished up to the last day of the log, and are assumed to go on like other cases that lasted as long",
)


def compare_survival(
    table: CaseTable, crude_means: Sequence[float | None], *, comparable: Bools, minimum_count: int, level: float
) -> SurvivalComparison:
    """Every body's curve over open and closed cases, in days.

    The horizon of the restricted means is the shortest of the comparable bodies' longest observations, so that all curves are known
    there; a body that was watched for less has no restricted mean.
    """
    curves = [_curve(table, b, level) for b in range(table.n_bodies)]
    longest = [c.longest for c, kept in zip(curves, comparable, strict=True) if c is not None and kept]
    horizon = min(longest, default=0.0)
    bodies = tuple(
        BodySurvival(
            code, c.n, c.n - c.n_ended, _median(c), _mean(c, horizon), mean, thinned(c, minimum_count)
        )
        for code, c, mean in zip(table.bodies, curves, crude_means, strict=True) if c is not None
    )  # fmt: skip
    return SurvivalComparison(bodies, horizon, ASSUMPTION, METHOD)


def _curve(table: CaseTable, body: int, level: float) -> SurvivalCurve | None:
    rows = table.body == body
    if not rows.any():
        return None
    # A clock that was set back may end an open case's observation before it began: such a case was seen for no time at all.
    days: Floats = np.maximum(table.observed_days[rows], 0.0)
    return kaplan_meier(durations=days, ended=~table.is_open[rows], level=level)


def _median(curve: SurvivalCurve) -> Estimate | None:
    """The median; a limit that is not reached is given as the longest observation."""
    found = median_time(curve)
    if found.value is None:
        return None
    low = found.value if found.low is None else found.low
    return Estimate(found.value, low, curve.longest if found.high is None else found.high, found.level)


def _mean(curve: SurvivalCurve, horizon: float) -> Estimate | None:
    known = horizon <= curve.longest or curve.n == curve.n_ended
    return restricted_mean(curve, tau=horizon).estimate if known else None


def thinned(curve: SurvivalCurve, minimum_count: int) -> tuple[tuple[float, float], ...]:
    """Steps that at least `minimum_count` endings stand behind, at most 200: single durations cannot be read off."""
    if not curve.times:
        return ((0.0, 1.0),)
    endings = np.cumsum(curve.ended)
    size = max(float(minimum_count), float(endings[-1]) / _STEPS)
    marks = np.arange(size, endings[-1] + size / 2, size)
    places = np.unique(np.minimum(np.searchsorted(endings, marks), len(endings) - 1))
    return ((0.0, 1.0), *((float(curve.times[i]), float(curve.survival[i])) for i in places))
