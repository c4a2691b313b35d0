# SPDX-License-Identifier: Apache-2.0
"""The second way to adjust for case mix: differences inside strata, and van Elteren's stratified rank test."""

from __future__ import annotations

import numpy as np
from scipy import stats

from machikata.analysis.comparison.arrays import Floats, Ints
from machikata.analysis.comparison.resampling import ClusterSums
from machikata.domain.estimate import Estimate


def stratified_difference(sums: ClusterSums, cluster_body: Ints, body: int, *, level: float) -> Estimate | None:
    """Difference of the mean of `body` from the pooled others inside strata, weighted n₁n₀/(n₁+n₀) (Mantel–Haenszel weights).

    The weights make it the coefficient of the body in a regression with a constant per stratum; its interval is the cluster-robust
    one of that regression. None when no stratum holds both sides, or nothing varies.
    """
    inside = cluster_body == body
    n1, y1 = sums.counts[inside].sum(axis=0), sums.sums[inside].sum(axis=0)
    n, y = sums.counts.sum(axis=0), sums.sums.sum(axis=0)
    n0 = n - n1
    usable = (n1 > 0) & (n0 > 0)
    if not usable.any():
        return None
    n1, n0, n, y, y1 = n1[usable], n0[usable], n[usable], y[usable], y1[usable]
    weights = n1 * n0 / n
    difference = float((weights * (y1 / n1 - (y - y1) / n0)).sum() / weights.sum())
    counts, totals = sums.counts[:, usable], sums.sums[:, usable]
    centred = np.where(inside[:, None], 1 - n1 / n, -n1 / n)
    score = (centred * (totals - counts * (y / n) - difference * counts * centred)).sum(axis=1)
    clusters = int((counts.sum(axis=1) > 0).sum())
    own = int((counts[inside].sum(axis=1) > 0).sum())
    if own < 2:
        return None
    error = float(np.sqrt((score**2).sum() * clusters / (clusters - 1)) / weights.sum())
    reach = float(stats.t.ppf((1 + level) / 2, own - 1)) * error
    if reach < 1e-12:
        return None
    return Estimate(difference, difference - reach, difference + reach, level)


def van_elteren(values: Floats, body: Ints, stratum: Ints, *, n_bodies: int, n_strata: int) -> Floats:
    """Two-sided p per body, against the others pooled, of van Elteren's (1960) test: rank sums inside strata, weights 1/(N+1)."""
    order = np.lexsort((values, stratum))
    ranks, ties = _ranks_inside(values[order], stratum[order], n_strata)
    cell = body[order] * n_strata + stratum[order]
    size = n_bodies * n_strata
    n1 = np.bincount(cell, minlength=size).reshape(n_bodies, n_strata).astype(float)
    rank_sums = np.bincount(cell, weights=ranks, minlength=size).reshape(n_bodies, n_strata)
    total = n1.sum(axis=0)
    n0 = total - n1
    with np.errstate(invalid="ignore", divide="ignore"):
        correction = np.nan_to_num(ties / (total * (total - 1)))
        variance = n1 * n0 / 12 * (total + 1 - correction)
        weights = 1 / (total + 1)
        statistic = ((rank_sums - n1 * (total + 1) / 2) * weights).sum(axis=1)
        z = statistic / np.sqrt((variance * weights**2).sum(axis=1))
    return np.asarray(np.nan_to_num(2 * stats.norm.sf(np.abs(z)), nan=1.0))


def _ranks_inside(values: Floats, stratum: Ints, n_strata: int) -> tuple[Floats, Floats]:
    """Midranks inside strata and Σ(t³ − t) of the ties per stratum; input sorted by stratum and value."""
    n = len(values)
    if n == 0:
        return np.zeros(0), np.zeros(n_strata)
    fresh = np.concatenate(([True], (values[1:] != values[:-1]) | (stratum[1:] != stratum[:-1])))
    group = np.cumsum(fresh) - 1
    lengths = np.bincount(group)
    starts = np.flatnonzero(fresh)
    base = np.concatenate(([0], np.cumsum(np.bincount(stratum, minlength=n_strata))))[stratum]
    midranks = (starts + (lengths - 1) / 2)[group] - base + 1
    ties = np.bincount(stratum[starts], weights=lengths.astype(float) ** 3 - lengths, minlength=n_strata)
    return midranks, ties.astype(np.float64)
