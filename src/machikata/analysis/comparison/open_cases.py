# SPDX-License-Identifier: Apache-2.0
"""Open cases beside the crude figure: Kaplan–Meier curves, their medians, and restricted means to a common horizon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from machikata.analysis.comparison.arrays import Bools, CaseTable, Floats
from machikata.analysis.comparison.result import BodySurvival, SurvivalComparison
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


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Kaplan–Meier estimate: at `times` (days, where something ended) the share `survival` not yet ended, with `at_risk` cases
    before and `ended` cases at each; `last` is the longest observation.
    """

    times: Floats
    survival: Floats
    at_risk: Floats
    ended: Floats
    last: float


def kaplan_meier(days: Floats, is_open: Bools) -> Curve:
    """The curve of durations in days, open ones censored. Source: Kaplan and Meier (1958)."""
    times, place = np.unique(days, return_inverse=True)
    ended = np.bincount(place, weights=(~is_open).astype(np.float64), minlength=len(times)).astype(np.float64)
    leaving = np.bincount(place, minlength=len(times)).astype(np.float64)
    at_risk = len(days) - np.concatenate(([0.0], np.cumsum(leaving)[:-1]))
    kept = ended > 0
    survival = np.cumprod(1 - ended[kept] / at_risk[kept])
    return Curve(times[kept], survival, at_risk[kept], ended[kept], float(times[-1]) if len(times) else 0.0)


def median_days(curve: Curve, *, level: float) -> Estimate | None:
    """Days after which half have ended, with the interval of Brookmeyer and Crowley (1982); None when half never have.

    An upper end that is not reached is given as the longest observation.
    """
    reached = np.flatnonzero(curve.survival <= 0.5)
    if not len(reached):
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(curve.ended / (curve.at_risk * (curve.at_risk - curve.ended)))
        deviation = (curve.survival - 0.5) / (curve.survival * np.sqrt(greenwood))
    inside = np.flatnonzero(np.abs(np.nan_to_num(deviation, nan=-np.inf)) <= norm.ppf((1 + level) / 2))
    point = float(curve.times[reached[0]])
    if not len(inside):
        return Estimate(point, point, point, level)
    after = inside[-1] + 1
    high = float(curve.times[after]) if after < len(curve.times) else curve.last
    return Estimate(point, min(float(curve.times[inside[0]]), point), max(high, point), level)


def restricted_mean(curve: Curve, horizon: float, *, level: float) -> Estimate:
    """Mean days counted up to `horizon`: the area under the curve, with its normal interval."""
    kept = curve.times < horizon
    edges = np.concatenate(([0.0], curve.times[kept], [horizon]))
    heights = np.concatenate(([1.0], curve.survival[kept]))
    areas = np.diff(edges) * heights
    value = float(areas.sum())
    remaining = np.cumsum(areas[::-1])[::-1][1:]
    at_risk, ended = curve.at_risk[kept], curve.ended[kept]
    left = at_risk - ended
    steps = np.divide(ended, at_risk * left, out=np.zeros_like(ended), where=left > 0)
    reach = float(norm.ppf((1 + level) / 2) * np.sqrt((remaining**2 * steps).sum()))
    return Estimate(value, max(0.0, value - reach), value + reach, level)


def compare_survival(
    table: CaseTable, crude_means: Sequence[float | None], *, comparable: Bools, minimum_count: int, level: float
) -> SurvivalComparison:
    """Every body's curve over open and closed cases. The horizon is the shortest of the comparable bodies' longest observations."""
    rows = [table.body == b for b in range(table.n_bodies)]
    curves = [kaplan_meier(table.observed_days[r], table.is_open[r]) if r.any() else None for r in rows]
    longest = [c.last for c, kept in zip(curves, comparable, strict=True) if c is not None and kept]
    horizon = min(longest, default=0.0)
    bodies = tuple(
        BodySurvival(
            code, int(r.sum()), int(table.is_open[r].sum()), median_days(c, level=level),
            restricted_mean(c, horizon, level=level), mean, _thinned(c, minimum_count),
        )
        for code, r, c, mean in zip(table.bodies, rows, curves, crude_means, strict=True) if c is not None
    )  # fmt: skip
    return SurvivalComparison(bodies, horizon, ASSUMPTION, METHOD)


def _thinned(curve: Curve, minimum_count: int) -> tuple[tuple[float, float], ...]:
    """Steps that at least `minimum_count` endings stand behind, at most 200: single durations cannot be read off."""
    if not len(curve.times):
        return ((0.0, 1.0),)
    endings = np.cumsum(curve.ended)
    size = max(float(minimum_count), float(endings[-1]) / _STEPS)
    marks = np.arange(size, endings[-1] + size / 2, size)
    places = np.unique(np.minimum(np.searchsorted(endings, marks), len(endings) - 1))
    return ((0.0, 1.0), *((float(curve.times[i]), float(curve.survival[i])) for i in places))
