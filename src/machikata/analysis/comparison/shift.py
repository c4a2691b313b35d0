# SPDX-License-Identifier: Apache-2.0
"""Hodges–Lehmann shift: the median of all differences between two samples, without writing the differences down."""

from __future__ import annotations

import numpy as np

from machikata.analysis.comparison.arrays import Floats

_ENUMERATED = 200_000


def difference_quantile(first: Floats, second: Floats, share: float) -> float:
    """The `share` quantile (0–1, midpoint of the two neighbours where it falls between) of all differences first − second.

    Both samples must be sorted. The answer is exact; the time grows with (n + m) log n, not with n·m.

    >>> difference_quantile(np.array([1.0, 4.0]), np.array([0.0, 1.0]), 0.5)
    2.0
    """
    pairs = len(first) * len(second)
    position = share * pairs - 0.5
    below = int(np.clip(np.floor(position), 0, pairs - 1))
    above = int(np.clip(np.ceil(position), 0, pairs - 1))
    low = _kth_difference(first, second, below)
    return low if above == below else (low + _kth_difference(first, second, above)) / 2


def hodges_lehmann(first: Floats, second: Floats) -> float:
    """Median of all differences first − second (both sorted), in their unit."""
    return difference_quantile(first, second, 0.5)


def _kth_difference(first: Floats, second: Floats, k: int) -> float:
    """The difference with exactly k smaller or equal ones before it (k from 0), by narrowing an interval until few are left."""
    if len(first) > len(second):
        return -_kth_difference(second, first, len(first) * len(second) - 1 - k)
    # Rounded differences may miss a bound by one digit: the first window is that much wider. It holds what is > low and <= high.
    slack = 4 * float(np.spacing(max(abs(float(x)) for x in (first[0], first[-1], second[0], second[-1]))))
    low, high = float(first[0] - second[-1]) - slack, float(first[-1] - second[0]) + slack
    below, up_to = 0, len(first) * len(second)
    for step in range(200):
        middle = _guess(low, high, (k - below) / max(up_to - below, 1), halve=step % 3 == 2)
        if up_to - below <= _ENUMERATED or high - low <= slack or not low < middle < high:
            break
        count = _count_up_to(first, second, middle)
        low, high, below, up_to = (low, middle, below, count) if count > k else (middle, high, count, up_to)
    return _select(first, second, low, high, k)


def _guess(low: float, high: float, share: float, *, halve: bool) -> float:
    """Where the k-th difference would lie if they were spread evenly; now and then the middle, so that it always ends."""
    return low + (high - low) * (0.5 if halve else min(max(share, 0.02), 0.98))


def _count_up_to(first: Floats, second: Floats, bound: float) -> int:
    """How many differences are <= bound."""
    return int((len(second) - np.searchsorted(second, first - bound, side="left")).sum())


def _window(
    first: Floats, second: Floats, low: float, high: float
) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...]:
    """Per element of `first` the slice of `second` whose differences are > low and <= high, as `_count_up_to` counts them."""
    start = np.searchsorted(second, first - high, side="left")
    stop = np.searchsorted(second, first - low, side="left")
    return start, np.maximum(stop, start)


def _select(first: Floats, second: Floats, low: float, high: float, k: int) -> float:
    start, stop = _window(first, second, low, high)
    lengths = stop - start
    smaller = int((len(second) - stop).sum())
    if int(lengths.sum()) > _ENUMERATED:
        return (low + high) / 2  # the whole interval is one number, many times
    owner = np.repeat(np.arange(len(first)), lengths)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    differences = first[owner] - second[start[owner] + offset]
    place = int(np.clip(k - smaller, 0, len(differences) - 1))
    return float(np.partition(differences, place)[place])
