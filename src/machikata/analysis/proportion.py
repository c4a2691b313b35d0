# SPDX-License-Identifier: Apache-2.0
"""A share with its interval."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from machikata.domain.estimate import Estimate


def wilson(successes: float, n: float, *, level: float = 0.95) -> Estimate | None:
    """The share `successes`/`n` (0–1) with the score interval of Wilson (1927); None when `n` is 0.

    >>> share = wilson(81, 263)  # Newcombe (1998), table I
    >>> round(share.low, 4), round(share.high, 4)
    (0.2553, 0.3662)
    """
    if n <= 0:
        return None
    share, z = successes / n, NormalDist().inv_cdf((1 + level) / 2)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half), level)
