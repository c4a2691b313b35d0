# SPDX-License-Identifier: Apache-2.0
"""Small counts hidden before a table is shown to others, and as many more that the sums do not give them away.

The reader is taken to know every shown count, every row and column sum, and that counts are whole numbers from 0. A hidden count is
safe when it could be another number, everything the reader knows staying the same. Whether that is so is decided exactly: the hidden
counts can only shift along closed walks that add one in a row and take one away in the same column by turns (a flow in the graph of rows
and columns), and sums of whole numbers allow every whole shift. Which further counts to hide is chosen by a sound heuristic: for one small
count after another, the walk that hides the fewest further counts, of these zeros last and else the smallest. The fewest over all is NP-hard and not
sought. Reference: Cox (1995), Network models for complementary cell suppression, JASA 90.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.domain.errors import InputRefused, Problem
from machikata.domain.text import Text
from machikata.rules.thresholds import disclosure_thresholds

Counts = Sequence[Sequence[int]]
_ANOTHER = 1 << 62
"""Cost of one more hidden count, above any sum of counts, so that few counts come before small ones."""


@dataclass(frozen=True, slots=True)
class SmallCounts:
    """Counts from 1 to below `minimum` are hidden; 0 is shown, for it says of nobody anything."""

    minimum: int

    def hides(self, count: int) -> bool:
        """Whether a count is too small to be shown."""
        return 0 < count < self.minimum

    def table(self, counts: Counts) -> tuple[tuple[int | None, ...], ...]:
        """The same table, None where a count is hidden. A table of one row (column) is read as a list with one sum.

        Where no choice can hide a small count (the sums alone tell it), every count is None, and the sums must not be shown either:
        `still_told` says so.

        Raises:
            InputRefused: rows of different lengths, or a negative count.

        >>> SmallCounts(10).table([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
        ((None, None, 30), (None, None, 60), (70, 80, 90))
        """
        _check(counts)
        hidden = {(i, j) for i, row in enumerate(counts) for j, count in enumerate(row) if self.hides(count)}
        hidden |= _complementary(counts, hidden)
        return tuple(
            tuple(None if (i, j) in hidden else count for j, count in enumerate(row)) for i, row in enumerate(counts)
        )


def small_counts() -> SmallCounts:
    """With the minimum of the rule in force (`rules/disclosure.yaml`)."""
    return SmallCounts(disclosure_thresholds().minimum_cases)


def still_told(counts: Counts, hidden: Collection[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Those hidden counts (row, column) that follow from the shown ones and the sums all the same; exact."""
    kept = frozenset(hidden)
    open_cells = kept - _in_rectangles(counts, kept)
    return frozenset(cell for cell in open_cells if _cheapest_walk(counts, kept, cell, more=False) is None)


def _in_rectangles(counts: Counts, hidden: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Hidden counts that can shift along the four corners of a rectangle: most of them where much is hidden, found all at once."""
    if not hidden:
        return set()
    covered = np.zeros((len(counts), len(counts[0])), dtype=np.float64)
    covered[tuple(np.array(sorted(hidden)).T)] = 1.0
    lowered = covered * (np.array(counts) > 0)
    # One more here, one less in a cell of the row (column), one more across; then the same with signs turned.
    safe = (_corners(lowered, covered) > 0) | ((lowered > 0) & (_corners(covered, lowered) > 0))
    return {(i, j) for i, j in hidden if safe[i, j]}


def _corners(beside: npt.NDArray[np.float64], across: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """For each cell the number of rectangles whose two neighbours of the cell are in `beside` and whose far corner is in `across`."""
    through = beside @ across.T
    np.fill_diagonal(through, 0.0)  # another row
    columns = (beside * across).sum(axis=0) - beside * across
    return np.asarray(through @ beside - beside * columns)  # another column


def _check(counts: Counts) -> None:
    widths = {len(row) for row in counts}
    if len(widths) > 1 or any(count < 0 for row in counts for count in row):
        raise InputRefused(
            [
                Problem(
                    "suppression-table",
                    Text("表の行の長さが違うか、負の件数があります", "rows differ in length, or a count is negative"),
                    Text("件数の表を渡してください", "give a table of counts"),
                )
            ]
        )


def _complementary(counts: Counts, small: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """What else to hide. Hiding more never makes a safe count unsafe, so each small one is made safe once."""
    hidden = set(small)
    for cell in sorted(small - _in_rectangles(counts, small)):
        walk = _cheapest_walk(counts, hidden, cell, more=True)
        if walk is None:
            return {(i, j) for i, row in enumerate(counts) for j in range(len(row))}
        hidden |= walk
    return hidden


def _cheapest_walk(
    counts: Counts, hidden: Collection[tuple[int, int]], cell: tuple[int, int], *, more: bool
) -> set[tuple[int, int]] | None:
    """The counts of the cheapest closed walk along which `cell` can shift, through hidden ones alone or also (`more`) through others."""
    graph = _Graph(counts, frozenset(hidden), cell, more)
    row, column = ("r", cell[0]), ("c", cell[1])
    # One more in the cell comes back from its column to its row; one less, where there is one, goes the other way.
    up = graph.path(column, row)
    if counts[cell[0]][cell[1]] == 0 or (up is not None and up[0] == 0):
        return None if up is None else up[1]
    found = [way for way in (up, graph.path(row, column)) if way is not None]
    return min(found, key=lambda way: way[0])[1] if found else None


_Node = tuple[str, int]
_FREE_ROW, _FREE_COLUMN = ("r", -1), ("c", -1)


@dataclass(frozen=True, slots=True)
class _Graph:
    """Rows and columns as nodes. From row to column: one more in that count; back: one less, where there is one."""

    counts: Counts
    hidden: frozenset[tuple[int, int]]
    left_out: tuple[int, int]
    more: bool

    def path(self, start: _Node, end: _Node) -> tuple[int, set[tuple[int, int]]] | None:
        """The cheapest way, as its cost and the counts on it."""
        best: dict[_Node, int] = {start: 0}
        before: dict[_Node, tuple[_Node, tuple[int, int] | None]] = {}
        queue = [(0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == end:
                return cost, _walked(before, start, end)
            if cost > best[node]:
                continue
            for after, step, cell in self._steps(node):
                if cost + step < best.get(after, cost + step + 1):
                    best[after], before[after] = cost + step, (node, cell)
                    heapq.heappush(queue, (cost + step, after))
        return None

    def _steps(self, node: _Node) -> Iterator[tuple[_Node, int, tuple[int, int] | None]]:
        kind, at = node
        rows, columns = len(self.counts), len(self.counts[0])
        if kind == "r":
            for j in range(columns):
                if at < 0:
                    yield ("c", j), 0, None
                elif (at, j) != self.left_out and (cost := self._cost(at, j)) is not None:
                    yield ("c", j), cost, (at, j)
            if columns == 1 and at >= 0:
                yield _FREE_COLUMN, 0, None
        else:
            for i in range(rows):
                if at < 0:
                    yield ("r", i), 0, None
                elif (i, at) != self.left_out and self.counts[i][at] > 0 and (cost := self._cost(i, at)) is not None:
                    yield ("r", i), cost, (i, at)
            if rows == 1 and at >= 0:
                yield _FREE_ROW, 0, None

    def _cost(self, i: int, j: int) -> int | None:
        if (i, j) in self.hidden:
            return 0
        if not self.more:
            return None
        # A zero protects by the letter, but then the sum of what is hidden is a small count itself: only where nothing else does.
        return _ANOTHER + (self.counts[i][j] or _ANOTHER // 2)


def _walked(
    before: dict[_Node, tuple[_Node, tuple[int, int] | None]], start: _Node, end: _Node
) -> set[tuple[int, int]]:
    found, node = set(), end
    while node != start:
        node, cell = before[node]
        if cell is not None:
            found.add(cell)
    return found
