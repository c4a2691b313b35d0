# SPDX-License-Identifier: Apache-2.0
"""Shares of single bodies as they may enter a mean or a median of bodies that is shown: what few cases have or lack is not told."""

from __future__ import annotations

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats


def coarse_shares(shares: Floats, base: Floats, *, minimum: int) -> Floats:
    """Shares that fewer than `minimum` of the `base` cases have as 0, shares that fewer lack as 1 (the nearer, if both); others as
    they are, NaN as NaN.

    A mean of other bodies with one body's own figure beside it is an equation: so many of them solve for a share that is hidden.
    """
    with_it, without = np.round(shares * base), np.round((1 - shares) * base)
    few = ((with_it < minimum) & (with_it > 0)) | ((without < minimum) & (without > 0))
    return np.where(few & np.isfinite(shares), np.round(shares), shares)


def weighty(base: Floats, *, minimum: int) -> Bools:
    """Bodies with so many cases that not every share of them is one of few: only they enter a mean."""
    return np.asarray(base >= 2 * minimum)
