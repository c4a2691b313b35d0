# SPDX-License-Identifier: Apache-2.0
"""Which cells of a table of counts must be hidden, so that no small count can be read or computed back from the totals."""

from __future__ import annotations

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Ints


def hidden_cells(counts: Ints, *, minimum: int, visible: Bools | None = None) -> Bools:
    """Cells of a table (rows × columns, whose totals by row and by column are public) that must not be shown.

    Primary: counts from 1 to `minimum` − 1. Complementary: wherever a row or column hides exactly one cell, or hides cells that add
    up to less than `minimum`, its smallest shown cell (not zero) is hidden too, until no total gives a hidden one away. `visible`
    marks cells the reader knows anyway (the own body's): they are never hidden, and never protect others.
    """
    known = np.zeros(counts.shape, dtype=np.bool_) if visible is None else visible
    hidden = (counts > 0) & (counts < minimum) & ~known
    while True:
        added = False
        for line in _lines(counts.shape):
            added |= _protect(counts, hidden, known, line, minimum)
        if not added:
            return hidden


def gives_away(counts: Ints, hidden: Bools, *, minimum: int) -> bool:
    """Whether the totals by row and by column still tell a hidden cell: one stands alone in its line, or the hidden cells of a line add
    up to less than `minimum`, or a cell is the only link between two parts of the hidden table (Gusfield 1988).
    """
    for line in _lines(counts.shape):
        inside = hidden[line]
        if inside.any() and (inside.sum() == 1 or counts[line][inside].sum() < minimum):
            return True
    return counts.ndim > 1 and any(_only_link(hidden, int(r), int(c)) for r, c in np.argwhere(hidden))


def _only_link(hidden: Bools, row: int, column: int) -> bool:
    """Whether the row and the column of a hidden cell hang together by that cell alone."""
    others = hidden.copy()
    others[row, column] = False
    rows = np.arange(len(hidden)) == row
    while True:
        columns = others[rows].any(axis=0)
        further = others[:, columns].any(axis=1) | rows
        if columns[column]:
            return False
        if (further == rows).all():
            return True
        rows = further


def _lines(shape: tuple[int, ...]) -> list[tuple[slice | int, ...]]:
    if len(shape) == 1:
        return [(slice(None),)]
    return [*((row, slice(None)) for row in range(shape[0])), *((slice(None), column) for column in range(shape[1]))]


def _protect(counts: Ints, hidden: Bools, known: Bools, line: tuple[slice | int, ...], minimum: int) -> bool:
    """Hides one more cell of the line when its total would give a hidden one away; whether it did."""
    inside = hidden[line]
    if not inside.any() or (inside.sum() > 1 and counts[line][inside].sum() >= minimum):
        return False
    candidates = np.flatnonzero(~inside & ~known[line] & (counts[line] > 0))
    if not len(candidates):
        return False
    smallest = candidates[np.argmin(counts[line][candidates])]
    inside[smallest] = True
    hidden[line] = inside
    return True


def small_share(numerator: float, n: float, *, minimum: int) -> bool:
    """Whether a share would give away a group below the minimum: fewer than `minimum` (but some) with, or without.

    >>> small_share(3, 500, minimum=10), small_share(0, 500, minimum=10), small_share(495, 500, minimum=10)
    (True, False, True)
    """
    with_it, without = round(numerator), round(n - numerator)
    return 0 < with_it < minimum or 0 < without < minimum
