# SPDX-License-Identifier: Apache-2.0
"""How long cases take when some are not finished: Kaplan–Meier, its median and its restricted mean.

Sources: Kaplan and Meier (1958); Greenwood's variance with limits on the log(−log) scale (Kalbfleisch and Prentice);
limits of the median by inversion (Brookmeyer and Crowley 1982); restricted mean (Klein and Moeschberger, section 4.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from machikata.domain.estimate import Estimate

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """Share of cases that take longer than each time: a step function, constant from each of `times` to the next.

    `times` are the distinct times at which a case ended, rising; the other columns belong to them. Before the first time the
    share is 1. `low` and `high` limit `survival` at `level`. `longest` is the longest time seen, ended or not.
    """

    n: int
    n_ended: int
    level: float
    longest: float
    times: tuple[float, ...]
    at_risk: tuple[int, ...]
    ended: tuple[int, ...]
    survival: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class MedianTime:
    """The time by which half of the cases have ended; None where the curve or its limit never comes down to one half."""

    value: float | None
    low: float | None
    high: float | None
    level: float


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """The mean of the times, each counted up to `tau` at most, with its standard error and normal interval."""

    estimate: Estimate
    standard_error: float
    tau: float


def kaplan_meier(
    *,
    durations: npt.ArrayLike,
    ended: npt.ArrayLike,
    counts: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> SurvivalCurve:
    """The curve of `durations` (any unit, not negative), `ended` telling ended cases from those still open (censored).

    `counts` says how many cases each row stands for. A case that is still open at the time another ends counts as at risk then.
    Where the curve reaches 0 the variance does not exist: the upper limit of the step before is kept.

    Raises:
        ValueError: there are no cases, or a duration is negative.
    """
    time = np.asarray(durations, np.float64)
    end = np.asarray(ended, bool)
    weight = np.ones(time.size, np.int64) if counts is None else np.asarray(counts, np.int64)
    if time.size == 0 or time.min() < 0:
        raise ValueError("a survival curve needs cases, and durations that are not negative")
    distinct, place = np.unique(time, return_inverse=True)
    leaving = np.bincount(place, weight, distinct.size).astype(np.int64)
    ending = np.bincount(place[end], weight[end], distinct.size).astype(np.int64)
    at_risk = leaving[::-1].cumsum()[::-1]
    step = ending > 0
    times, d, n = distinct[step], ending[step], at_risk[step]
    share = np.cumprod(1.0 - d / n)
    low, high = _limits(share, d, n, level)
    return SurvivalCurve(
        n=int(weight.sum()),
        n_ended=int(d.sum()),
        level=level,
        longest=float(distinct[-1]),
        times=tuple(times.tolist()),
        at_risk=tuple(n.tolist()),
        ended=tuple(d.tolist()),
        survival=tuple(share.tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
    )


def _limits(
    share: Numbers, ended: npt.NDArray[np.int64], at_risk: npt.NDArray[np.int64], level: float
) -> tuple[Numbers, Numbers]:
    z = NormalDist().inv_cdf((1 + level) / 2)
    low, high = np.zeros_like(share), np.ones_like(share)
    inside = (share > 0) & (share < 1)
    hazard_variance = np.cumsum(ended[inside] / (at_risk[inside] * (at_risk[inside] - ended[inside])))
    spread = np.exp(z * np.sqrt(hazard_variance) / np.abs(np.log(share[inside])))
    low[inside], high[inside] = share[inside] ** spread, share[inside] ** (1 / spread)
    if not inside.all():
        # Only the last step can reach 0.
        high[-1] = high[inside][-1] if inside.any() else 1.0
    return low, high


def share_within(curve: SurvivalCurve, time: float) -> Estimate | None:
    """The share (0–1) of cases that end within `time`; None when no case was watched that long and some had not ended."""
    if time > curve.longest and (not curve.survival or curve.survival[-1] > 0):
        return None
    step = int(np.searchsorted(curve.times, time, side="right")) - 1
    if step < 0:
        # None of those still watched at the next ending (at least so many were watched until now) has ended: exact binomial limit.
        watched = curve.at_risk[0] if curve.at_risk else 1
        return Estimate(0.0, 0.0, 1 - ((1 - curve.level) / 2) ** (1 / watched), curve.level)
    return Estimate(1 - curve.survival[step], 1 - curve.high[step], 1 - curve.low[step], curve.level)


def median_time(curve: SurvivalCurve) -> MedianTime:
    """The median with its limits: where the curve and its limits first come down to one half."""

    def first_at_half(column: tuple[float, ...]) -> float | None:
        below = np.flatnonzero(np.asarray(column) <= 0.5 + 1e-12)
        return curve.times[int(below[0])] if below.size else None

    return MedianTime(first_at_half(curve.survival), first_at_half(curve.low), first_at_half(curve.high), curve.level)


def restricted_mean(curve: SurvivalCurve, *, tau: float) -> RestrictedMean:
    """The mean time up to `tau` (the area under the curve), in the unit of the curve.

    Raises:
        ValueError: `tau` lies beyond the longest time seen and some cases had not ended, so the curve is not known there.
    """
    if tau > curve.longest and (not curve.survival or curve.survival[-1] > 0):
        raise ValueError("tau lies beyond the longest time seen")
    times = np.asarray(curve.times)
    inside = times < tau
    edges = np.concatenate([[0.0], times[inside], [tau]])
    heights = np.concatenate([[1.0], np.asarray(curve.survival)[inside]])
    areas = np.diff(edges) * heights
    mean = float(areas.sum())
    d, n = np.asarray(curve.ended, float)[inside], np.asarray(curve.at_risk, float)[inside]
    beyond = areas[::-1].cumsum()[::-1][1:]
    # Where the curve reaches 0 nothing lies beyond, so that step adds nothing.
    known = n > d
    variance = float((beyond[known] ** 2 * d[known] / (n[known] * (n[known] - d[known]))).sum())
    error = float(np.sqrt(variance))
    z = NormalDist().inv_cdf((1 + curve.level) / 2)
    return RestrictedMean(
        Estimate(mean, max(0.0, mean - z * error), min(tau, mean + z * error), curve.level), error, tau
    )
