# SPDX-License-Identifier: Apache-2.0
"""Corrections for many tests: Holm (no false finding at all), Benjamini–Hochberg (share of false findings)."""

from __future__ import annotations

import numpy as np

from machikata.analysis.comparison.arrays import Floats


def holm(p: Floats) -> Floats:
    """Adjusted p-values by Holm (1979); NaN stays NaN and does not count.

    >>> [round(float(x), 3) for x in holm(np.array([0.01, 0.04, 0.03]))]
    [0.03, 0.06, 0.06]
    """
    adjusted, order, n = _prepare(p)
    factors = n - np.arange(n)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return adjusted


def benjamini_hochberg(p: Floats) -> Floats:
    """Adjusted p-values by Benjamini and Hochberg (1995); NaN stays NaN and does not count.

    >>> [round(float(x), 3) for x in benjamini_hochberg(np.array([0.01, 0.04, 0.03]))]
    [0.03, 0.04, 0.04]
    """
    adjusted, order, n = _prepare(p)
    factors = n / (np.arange(n) + 1.0)
    stepped = np.minimum.accumulate((p[order] * factors)[::-1])[::-1]
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def _prepare(p: Floats) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.intp]], int]:
    order = np.argsort(p, kind="stable")
    n = int(np.count_nonzero(~np.isnan(p)))
    return np.full(len(p), np.nan), order[:n], n
