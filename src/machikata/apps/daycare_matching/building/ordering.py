# SPDX-License-Identifier: Apache-2.0
"""Sorting by several whole numbers at once: packed into one number where they fit, which is many times faster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from machikata.apps.daycare_matching.market import Ints

_ROOM = 2**62


def packed(columns: Sequence[Ints], sizes: Sequence[int]) -> Ints:
    """One number per row that orders as the columns do, the first the most important; column k lies in 0..sizes[k]−1.

    >>> packed([np.array([1, 0]), np.array([0, 2])], [2, 3]).tolist()
    [3, 2]
    """
    total, room = np.zeros(len(columns[0]), np.int64), 1
    for column, size in zip(columns, sizes, strict=True):
        if room * size > _ROOM:
            total, room = dense(total)
        total, room = total * size + column, room * size
    return total


def dense(values: Ints | np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[Ints, int]:
    """0, 1, 2 … in the order of the values, equal for equal ones, and how many there are.

    >>> dense(np.array([30.5, -1.0, 30.5]))[0].tolist()
    [1, 0, 1]
    """
    found, places = np.unique(values, return_inverse=True)
    return places.astype(np.int64), max(len(found), 1)


def starts_of(counts: Ints) -> Ints:
    """Where each block begins, and the end."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
