# SPDX-License-Identifier: Apache-2.0
"""Difference in days between cases with and without an activity, inside cells of equal body, case mix and month. Not a cause."""

from __future__ import annotations

import numpy as np
from scipy import stats

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.domain.estimate import Estimate


def presence_effect(
    days: Floats, present: Bools, cell: Ints, cluster: Ints, *, minimum_count: int, level: float
) -> Estimate | None:
    """Coefficient of `present` in a regression of days with a constant per cell; interval robust to clusters.

    Cells where all or none of the cases have the activity say nothing. None when fewer than `minimum_count` cases with, or
    without, remain in the cells that do, or fewer than two clusters.
    """
    counts = np.maximum(np.bincount(cell), 1)
    share = np.bincount(cell, weights=present.astype(np.float64)) / counts
    telling = ((share > 0) & (share < 1))[cell]
    with_it = int((present & telling).sum())
    if min(with_it, int(telling.sum()) - with_it) < minimum_count:
        return None
    x = (present.astype(np.float64) - share[cell])[telling]
    y = (days - (np.bincount(cell, weights=days) / counts)[cell])[telling]
    weight = float(x @ x)
    value = float(x @ y) / weight
    scores = np.bincount(cluster[telling], weights=x * (y - value * x))
    clusters = len(np.unique(cluster[telling]))
    if clusters < 2:
        return None
    error = float(np.sqrt((scores**2).sum() * clusters / (clusters - 1))) / weight
    reach = float(stats.t.ppf((1 + level) / 2, clusters - 1)) * error
    return Estimate(value, value - reach, value + reach, level)
