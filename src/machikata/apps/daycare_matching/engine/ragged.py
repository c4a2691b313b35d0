# SPDX-License-Identifier: Apache-2.0
"""Many ranges at once."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.market import Ints


def ranges(start: Ints, stop: Ints) -> Ints:
    """The numbers of all ranges `start[i]:stop[i]`, one range after the other.

    >>> ranges(np.array([3, 7]), np.array([5, 8])).tolist()
    [3, 4, 7]
    """
    length = stop - start
    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(start - ends + length, length) + np.arange(total)


def starts(sizes: Ints) -> Ints:
    """Where each of ranges of these sizes begins, and where the last one ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
