# SPDX-License-Identifier: Apache-2.0
"""Interval of observed/expected where next to nothing was observed, and resampled clusters would often hold nothing at all."""

from __future__ import annotations

import numpy as np
from scipy import stats

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.comparison.resampling import ClusterSums
from machikata.domain.estimate import Estimate


def count_interval(observed: float, expected: float, *, design: float, level: float) -> tuple[Estimate, float]:
    """The exact interval of a Poisson count (Garwood 1936) over `expected`, and two-sided p of observed = expected.

    `design` says how many of the observed units count as one independent event (1 = all are independent).
    """
    seen, awaited, tail = observed / design, expected / design, (1 - level) / 2
    low = float(stats.chi2.ppf(tail, 2 * seen)) / 2 if seen > 0 else 0.0
    high = float(stats.chi2.ppf(1 - tail, 2 * seen + 2)) / 2
    # P(as few or fewer) and P(as many or more), for counts that need not be whole.
    fewer, more = (
        float(stats.chi2.sf(2 * awaited, 2 * seen + 2)),
        float(stats.chi2.cdf(2 * awaited, 2 * max(seen, 1e-9))),
    )
    p = min(1.0, 2 * min(fewer, more if seen > 0 else 1.0))
    return Estimate(observed / expected, low / awaited, high / awaited, level), p


def count_design(sums: ClusterSums, cluster_body: Ints, rates: Floats, *, reference: Bools) -> float:
    """How many times more the events of clusters vary than single ones would, pooled over the `reference` bodies (at least 1)."""
    chosen = reference[cluster_body] & (sums.counts.sum(axis=1) > 0)
    observed, expected = sums.sums[chosen].sum(axis=1), sums.counts[chosen] @ rates
    body, size = cluster_body[chosen], len(reference)
    clusters = np.bincount(body, minlength=size)
    awaited = np.bincount(body, weights=expected, minlength=size)
    ratio = np.bincount(body, weights=observed, minlength=size) / np.where(awaited > 0, awaited, 1.0)
    spread = np.bincount(body, weights=(observed - ratio[body] * expected) ** 2, minlength=size)
    several = clusters > 1
    total = float(observed[several[body]].sum())
    if total <= 0:
        return 1.0
    return max(1.0, float((spread[several] * clusters[several] / (clusters[several] - 1.0)).sum()) / total)
