# SPDX-License-Identifier: Apache-2.0
"""Is there any difference at all between the bodies? Kruskal–Wallis with ties, and its effect size."""

from __future__ import annotations

import numpy as np
from scipy.stats import chi2

from machikata.analysis.comparison.arrays import Floats
from machikata.analysis.comparison.result import TestResult
from machikata.domain.text import Text

NAME = Text("クラスカル・ウォリスの検定", "Kruskal–Wallis test")


def kruskal_wallis(histogram: Floats) -> TestResult | None:
    """H corrected for ties, from cases per body (row) and ordered value (column); ε² = H / (n − 1). None with fewer than two bodies.

    Cases are taken as independent; for 0/1 values it is the χ² test of equal shares (times (n − 1)/n).
    """
    filled = histogram[histogram.sum(axis=1) > 0]
    total = filled.sum(axis=0)
    n = float(total.sum())
    if len(filled) < 2 or n < 3:
        return None
    midranks = np.cumsum(total) - (total - 1) / 2
    sizes = filled.sum(axis=1)
    rank_sums = filled @ midranks
    h = 12 / (n * (n + 1)) * float((rank_sums**2 / sizes).sum()) - 3 * (n + 1)
    ties = 1 - float((total**3 - total).sum()) / (n**3 - n)
    if ties <= 0:
        return TestResult(NAME, 0.0, len(filled) - 1, 1.0, 0.0, int(n))
    h = max(h / ties, 0.0)
    df = len(filled) - 1
    return TestResult(NAME, h, df, float(chi2.sf(h, df)), h / (n - 1), int(n))
