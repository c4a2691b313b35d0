# SPDX-License-Identifier: Apache-2.0
"""Open cases beside the crude figure: Kaplan–Meier curves, their medians, and restricted means to a common horizon."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from machikata.analysis.comparison.arrays import Bools, CaseTable, Floats
from machikata.analysis.comparison.result import BodySurvival, SurvivalComparison
from machikata.analysis.survival import SurvivalCurve, kaplan_meier, median_time, restricted_mean
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text

_ROUNDING = 1e-12
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
    there; a body that was watched for less has no restricted mean, unless all of its cases have ended. Bodies in which every case
    ends at the instant it begins do not shorten it.
    """
    curves = [_curve(table, b, level) for b in range(table.n_bodies)]
    longest = [
        c.longest for c, kept in zip(curves, comparable, strict=True) if c is not None and kept and c.longest > 0
    ]
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
    """When the share not yet finished comes down to each of some round percents, at least `minimum_count` endings apart.

    Single durations cannot be read off, and round percents do not tell how many cases, open ones among them, stand behind them.
    Below one step nothing is said, but that all have ended.
    """
    if not curve.times:
        return ((0.0, 1.0),)
    step = max(1, math.ceil(100 * minimum_count / curve.n_ended))
    levels = np.arange(100 - step, step - 1, -step) / 100
    share = np.asarray(curve.survival)
    reached = {
        float(curve.times[int(np.argmax(share <= q + _ROUNDING))]): float(q)
        for q in levels
        if share[-1] <= q + _ROUNDING
    }
    end = ((curve.times[-1], 0.0),) if share[-1] <= _ROUNDING else ()
    return ((0.0, 1.0), *reached.items(), *end)
