# SPDX-License-Identifier: Apache-2.0
"""Resampling of whole clusters (staff × month), on sums per cluster and stratum: the cases themselves are never touched again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.comparison.standardise import stratum_rates
from machikata.domain.estimate import Estimate

_DRAWS_AT_ONCE = 4_000_000
_MOSTLY = 0.9
_WIDEST = float(np.log(1_000))
"""An interval that reaches a thousand times up and down says nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class ClusterSums:
    """Per cluster (row) and stratum (column): cases with a value, and the sum of their values."""

    counts: Floats
    sums: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """Resampled figures, replicate × body: observed/expected and the crude mean. NaN where a replicate holds no case of a body."""

    ratio: Floats
    crude: Floats


def cluster_sums(values: Floats, cluster: Ints, stratum: Ints, *, n_clusters: int, n_strata: int) -> ClusterSums:
    """Sums of `values` (no NaN) per cluster and stratum."""
    cell, size = cluster * n_strata + stratum, n_clusters * n_strata
    counts = np.bincount(cell, minlength=size).reshape(n_clusters, n_strata).astype(float)
    sums: Floats = np.bincount(cell, weights=values, minlength=size).astype(float).reshape(n_clusters, n_strata)
    return ClusterSums(counts, sums)


def resample(
    per_indicator: Sequence[ClusterSums],
    cluster_body: Ints,
    *,
    n_bodies: int,
    replicates: int,
    rng: np.random.Generator,
    references: Sequence[Bools] | None = None,
) -> tuple[Replicates, ...]:
    """Replicates of every indicator from the same draws: in each body as many clusters are drawn, with replacement, as it has.

    Expected values come from the drawn clusters of the reference bodies of the indicator (default: all).
    """
    chosen = references or [np.ones(n_bodies, dtype=np.bool_)] * len(per_indicator)
    shape = (replicates, n_bodies)
    counts = [np.zeros((*shape, s.counts.shape[1])) for s in per_indicator]
    sums = [np.zeros((*shape, s.sums.shape[1])) for s in per_indicator]
    for body in range(n_bodies):
        members = np.flatnonzero(cluster_body == body)
        if not len(members):
            continue
        for rows, weights in _weights(len(members), replicates, rng):
            for i, cluster in enumerate(per_indicator):
                counts[i][rows, body] = weights @ cluster.counts[members]
                sums[i][rows, body] = weights @ cluster.sums[members]
    return tuple(_figures(c, s, r) for c, s, r in zip(counts, sums, chosen, strict=True))


def _weights(members: int, replicates: int, rng: np.random.Generator) -> list[tuple[slice, Floats]]:
    """How often each of `members` clusters is drawn in each replicate, in slices small enough for memory."""
    step = max(1, min(replicates, _DRAWS_AT_ONCE // members))
    slices = [slice(start, min(start + step, replicates)) for start in range(0, replicates, step)]
    return [(rows, _drawn(rows.stop - rows.start, members, rng)) for rows in slices]


def _drawn(rows: int, members: int, rng: np.random.Generator) -> Floats:
    drawn = rng.integers(0, members, size=(rows, members), dtype=np.int64) + np.arange(rows)[:, None] * members
    return np.bincount(drawn.ravel(), minlength=rows * members).reshape(rows, members).astype(float)


def _figures(counts: Floats, sums: Floats, chosen: Bools) -> Replicates:
    rates = stratum_rates(counts[:, chosen].sum(axis=1), sums[:, chosen].sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.einsum("rbs,rs->rb", counts, rates)
        observed = sums.sum(axis=2)
        return Replicates(
            np.where(expected > 0, observed / expected, np.nan),
            np.where(counts.sum(axis=2) > 0, observed / counts.sum(axis=2), np.nan),
        )


def ratio_interval(value: float, replicates: Floats, *, clusters: int, level: float) -> tuple[Estimate, float] | None:
    """Interval of a ratio on the logarithmic scale by t with clusters − 1 degrees of freedom, and p of ratio = 1.

    None when fewer than two clusters, too many replicates without any, no spread at all, or a spread without bounds leave
    nothing to judge by.
    """
    if clusters < 2 or value <= 0 or often_nothing(replicates):
        return None
    error = log_error(replicates)
    if error < 1e-12:
        return None
    reach = float(stats.t.ppf((1 + level) / 2, clusters - 1)) * error
    if reach > _WIDEST:
        return None
    p = float(2 * stats.t.sf(abs(np.log(value)) / error, clusters - 1))
    return Estimate(value, float(value * np.exp(-reach)), float(value * np.exp(reach)), level), p


def often_nothing(replicates: Floats) -> bool:
    """Whether so many replicates hold nothing that the spread of the others says little."""
    return int((np.isfinite(replicates) & (replicates > 0)).sum()) < _MOSTLY * len(replicates)


def log_error(replicates: Floats) -> float:
    """Standard deviation of the logarithms of the replicates that have one."""
    kept = replicates[np.isfinite(replicates) & (replicates > 0)]
    return float(np.log(kept).std(ddof=1))


def mean_interval(
    value: float, replicates: Floats, *, clusters: int, level: float, low: float, high: float
) -> Estimate | None:
    """Interval of a crude mean or share by t with clusters − 1 degrees of freedom, kept inside [low, high].

    None when fewer than two clusters, or no spread at all, leave nothing to judge by.
    """
    kept = replicates[np.isfinite(replicates)]
    if clusters < 2 or len(kept) < 2:
        return None
    reach = float(stats.t.ppf((1 + level) / 2, clusters - 1) * kept.std(ddof=1))
    if reach < 1e-12:
        return None
    return Estimate(value, max(low, value - reach), min(high, value + reach), level)


def rank_intervals(values: Floats, replicates: Floats, *, level: float) -> tuple[Ints, Ints, Ints]:
    """Rank of each body from the low side (1 = lowest), and the interval of its rank over the replicates (body on columns).

    Equal values share the best of their places, and the interval reaches over all of them.
    """
    ranks = stats.rankdata(values, method="min")
    tail = (1 - level) / 2
    low = np.quantile(stats.rankdata(replicates, method="min", axis=1), tail, axis=0, method="lower")
    high = np.quantile(stats.rankdata(replicates, method="max", axis=1), 1 - tail, axis=0, method="higher")
    return ranks.astype(np.int64), low.astype(np.int64), high.astype(np.int64)
