# SPDX-License-Identifier: Apache-2.0
"""Runs of consecutive places, as the market's `option_start` and `entry_start` describe them."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.market import Ints


def spread(starts: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """All places of the chosen runs, one after the other, and for each place which of `chosen` (0, 1, …) it belongs to.

    >>> places, of = spread(np.array([0, 2, 5]), np.array([1, 0]))
    >>> places.tolist(), of.tolist()
    ([2, 3, 4, 0, 1], [0, 0, 0, 1, 1])
    """
    lengths = starts[chosen + 1] - starts[chosen]
    of = np.repeat(np.arange(len(chosen), dtype=np.int64), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(of), dtype=np.int64) - before[of] + starts[chosen][of], of
