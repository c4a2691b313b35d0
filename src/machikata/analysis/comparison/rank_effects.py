# SPDX-License-Identifier: Apache-2.0
"""Cliff's δ between all bodies at once, with intervals that respect clusters, and Mann–Whitney p-values.

Every case gets its sign score against each body: share of that body's cases below it minus share above it. The mean score of the
cases of `a` against `b` is Cliff's δ; sums of scores over clusters give its variance (DeLong 1988; for clusters Obuchowski 1997).
One sparse product does this for every pair, so that a hundred bodies with a million cases take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats
from scipy.special import gammaln

from machikata.analysis.comparison.arrays import Floats, Ints

_TABLE_CELLS = 4_000_000
_FEWEST_BINS = 1_024


@dataclass(frozen=True, slots=True, eq=False)
class RankEffects:
    """Matrices over bodies (row a, column b): `delta` = P(a > b) − P(a < b) and `variance` of it with clusters respected;
    `rest_*` are the same for a body against the mean of all others, each other body weighing the same. `p_*` are two-sided.
    """

    n: Ints
    n_clusters: Ints
    delta: Floats
    variance: Floats
    rest_delta: Floats
    rest_variance: Floats
    histogram: Floats
    """Cases per body and (ranked, perhaps binned) value."""

    def p_clustered(self, a: int, b: int) -> float:
        """P of δ(a, b) = 0."""
        return _p(self.delta[a, b], self.variance[a, b], int(self.n_clusters[a]), int(self.n_clusters[b]))

    def p_clustered_rest(self, a: int) -> float:
        """P of δ(a, rest) = 0."""
        others = int(self.n_clusters.sum() - self.n_clusters[a])
        return _p(self.rest_delta[a], self.rest_variance[a], int(self.n_clusters[a]), others)

    def p_mann_whitney(self, a: int, b: int) -> float:
        """P of Mann and Whitney with ties and continuity corrected; cases taken as independent."""
        return _mann_whitney(self.histogram[a], self.histogram[b], float(self.delta[a, b]))

    def p_mann_whitney_pooled(self, a: int) -> float:
        """As `p_mann_whitney`, body `a` against the cases of all others pooled."""
        pooled = self.histogram.sum(axis=0) - self.histogram[a]
        return _mann_whitney(self.histogram[a], pooled, delta_of(self.histogram[a], pooled))


def rank_effects(values: Floats, body: Ints, cluster: Ints, *, n_bodies: int) -> RankEffects:
    """Effects between all bodies for one value per case (no NaN). Bodies without cases get NaN.

    Values are exact up to some thousand different ones per body; beyond, neighbours are joined into bins of equal size (ties).
    """
    codes = _codes(values, n_bodies)
    width = int(codes.max()) + 1 if len(codes) else 1
    histogram = np.bincount(body * width + codes, minlength=n_bodies * width).reshape(n_bodies, width).astype(float)
    n = histogram.sum(axis=1).astype(np.int64)
    scores = _scores(histogram)
    with np.errstate(invalid="ignore", divide="ignore"):
        delta = (histogram @ scores.T) / n[:, None]
    owner, sums = _cluster_sums(codes, body, cluster, scores, width)
    n_clusters = np.bincount(owner[sums[:, 0] > 0], minlength=n_bodies).astype(np.int64)
    # A body with one cluster alone has no known variance: the others are not compared with it when they meet "the rest".
    weights = np.where(np.eye(n_bodies, dtype=bool), 0.0, n_clusters > 1)
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1)
    part, rest_part = _variance_parts(owner, sums, np.nan_to_num(delta), weights, n_clusters)
    rest_delta = np.where(n > 0, (np.nan_to_num(delta) * weights).sum(axis=1), np.nan)
    from_others = (np.where(weights > 0, part.T, 0.0) * weights**2).sum(axis=1)
    return RankEffects(n, n_clusters, delta, part + part.T, rest_delta, rest_part + from_others, histogram)


def delta_of(first: Floats, second: Floats) -> float:
    """Cliff's δ of two histograms over the same ordered values."""
    scores = _scores(second[None, :])[0]
    return float(first @ scores / first.sum())


def _codes(values: Floats, n_bodies: int) -> Ints:
    unique, codes = np.unique(values, return_inverse=True)
    most = max(_FEWEST_BINS, _TABLE_CELLS // max(n_bodies, 1))
    codes = codes.astype(np.int64)
    if len(unique) <= most:
        return codes
    before = np.concatenate(([0], np.cumsum(np.bincount(codes))[:-1]))
    bins = (before * most // len(values)).astype(np.int64)
    return np.asarray(np.unique(bins[codes], return_inverse=True)[1], dtype=np.int64)


def _scores(histogram: Floats) -> Floats:
    """Per body and value: share of the body's cases below the value minus share above it."""
    up_to = np.cumsum(histogram, axis=1)
    total = up_to[:, -1:]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((2 * up_to - histogram - total) / total)


def _cluster_sums(codes: Ints, body: Ints, cluster: Ints, scores: Floats, width: int) -> tuple[Ints, Floats]:
    """Owner (body) of each cluster, and per cluster: number of cases, then the sums of scores against each body."""
    n_clusters = int(cluster.max()) + 1 if len(cluster) else 0
    ones = np.ones(len(codes))
    counts = sparse.csr_array((ones, (cluster, codes)), shape=(n_clusters, width))
    owner = np.zeros(n_clusters, dtype=np.int64)
    owner[cluster] = body
    sizes = np.asarray(counts.sum(axis=1)).reshape(-1, 1)
    return owner, np.hstack([sizes, counts @ np.nan_to_num(scores.T)])


def _variance_parts(
    owner: Ints, sums: Floats, delta: Floats, weights: Floats, n_clusters: Ints
) -> tuple[Floats, Floats]:
    """Variance that the cases of a add to δ(a, b) for each b, and to its mean over the other bodies (`weights`, a row per body)."""
    bodies = len(n_clusters)
    centred = sums[:, 1:] - sums[:, :1] * delta[owner]
    rest = (centred * weights[owner]).sum(axis=1)
    part = np.zeros((bodies, bodies))
    for column in range(bodies):
        part[:, column] = np.bincount(owner, weights=centred[:, column] ** 2, minlength=bodies)
    rest_part = np.bincount(owner, weights=rest**2, minlength=bodies)
    n = np.bincount(owner, weights=sums[:, 0], minlength=bodies)
    known = n_clusters > 1
    factor = np.zeros(bodies)
    factor[known] = n_clusters[known] / (n_clusters[known] - 1.0) / n[known] ** 2
    # One cluster alone says nothing of variance: infinite, so that nothing is ever found from it.
    return np.where(known[:, None], part * factor[:, None], np.inf), np.where(known, rest_part * factor, np.inf)


def _p(delta: float, variance: float, clusters_a: int, clusters_b: int) -> float:
    """Two-sided p by t; never smaller than exchanging whole clusters could give (a complete separation has variance 0)."""
    if not np.isfinite(delta) or not np.isfinite(variance):
        return 1.0
    smallest = smallest_exact_p(clusters_a, clusters_b)
    if variance <= 0:
        return smallest if delta else 1.0
    df = max(clusters_a + clusters_b - 2, 1)
    return max(float(2 * stats.t.sf(abs(delta) / np.sqrt(variance), df)), smallest)


def smallest_exact_p(n: int, m: int) -> float:
    """The smallest two-sided p of an exact rank test of n against m: 2 / C(n+m, n).

    >>> round(smallest_exact_p(4, 4), 4)
    0.0286
    """
    return float(min(1.0, 2 * np.exp(gammaln(n + 1) + gammaln(m + 1) - gammaln(n + m + 1))))


def _mann_whitney(first: Floats, second: Floats, delta: float) -> float:
    n, m = float(first.sum()), float(second.sum())
    if n == 0 or m == 0:
        return 1.0
    tied = first + second
    total = n + m
    variance = n * m / 12 * (total + 1 - float((tied**3 - tied).sum()) / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    above = abs(delta) * n * m / 2
    return min(1.0, float(2 * stats.norm.sf(max(above - 0.5, 0.0) / np.sqrt(variance))))
