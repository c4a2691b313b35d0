# SPDX-License-Identifier: Apache-2.0
"""The header of a table: which rows it takes, and what it calls each column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.records.table_checks.grid import Grid
from machikata.records.table_checks.kinds import Kind

Kinds = npt.NDArray[np.int8]
_ROWS = 12
"""A header ends within so many rows."""
_MOSTLY = 0.6
_LONGEST_NAME = 200
"""A header beyond this is a text that somebody put there; what is looked for in names is not looked for in books."""


@dataclass(frozen=True, slots=True)
class Head:
    """Rows `first` to `last` (from 0) name the columns; without a header `last` is before `first`. The data begin at `data_start`."""

    first: int
    last: int
    data_start: int
    names: tuple[tuple[int, str], ...] = ()
    """Of each column (from 0) what the rows of the header say, joined by ／."""

    @property
    def exists(self) -> bool:
        """Whether there is a header."""
        return self.last >= self.first

    @property
    def several_rows(self) -> bool:
        """Whether it takes more than one row."""
        return self.last > self.first

    def text(self, grid: Grid, column: int) -> str:
        """What the last row of the header says of a column."""
        return grid.text(self.last, column).strip() if self.exists else ""

    def name(self, column: int) -> str:
        """What the header calls a column; "" when nothing."""
        return dict(self.names).get(column, "")


def find_head(grid: Grid, kinds: Kinds, first: int, last: int, columns: Sequence[int]) -> Head:
    """The header of the table in rows `first` to `last`.

    Its last row is the last one above the first row of numbers that has words where most columns of numbers are; in a table without
    numbers it is the first row that is full enough. Rows of one cell above it are titles.
    """
    part = kinds[first : last + 1][:, list(columns)]
    found = _last_row(part)
    if found is None or _is_data(grid, first + found, last, columns):
        start = first + (_titles(part) if found is None else found)
        return Head(start, start - 1, start)
    begin = _first_row(grid, part, first, found, columns)
    end = first + _with_lower_rows(grid, part, first, found, columns)
    names = tuple((c, _joined(grid, begin, end, c)) for c in columns)
    return Head(begin, end, end + 1, names)


def is_headed(grid: Grid, kinds: Kinds, first: int, last: int, columns: Sequence[int]) -> tuple[str, ...] | None:
    """The words of a block's first row when it is surely a header: words above numbers. None when it is not."""
    part = kinds[first : last + 1][:, list(columns)]
    if len(part) < 2 or len(columns) < 2 or not _numeric(part).any():
        return None
    found = _last_row(part)
    if found is None or _is_data(grid, first + found, last, columns):
        return None
    return tuple(grid.text(first + found, c).strip() for c in columns)


def _numeric(part: Kinds) -> npt.NDArray[np.bool_]:
    """Columns that hold mostly numbers or dates below the rows where a header may be."""
    body = part[3:] if len(part) > 6 else part[1:]
    numbers = np.isin(body, (Kind.NUMBER, Kind.DECORATED, Kind.DATE, Kind.YEAR)).sum(axis=0)
    others = (body == Kind.WORD).sum(axis=0)
    return np.asarray((numbers > 0) & (numbers >= _MOSTLY * (numbers + others)))


def _data_cells(part: Kinds, numeric: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Where numbers stand. A year is one only in a column that holds nothing but years: elsewhere it may head the column."""
    cells = np.isin(part, (Kind.NUMBER, Kind.DECORATED, Kind.DATE))
    only_years = numeric & ~cells.any(axis=0)
    return np.asarray((cells & numeric) | ((part == Kind.YEAR) & only_years))


def _last_row(part: Kinds) -> int | None:
    """The last row of the header, counted from the first of `part`; None when it begins with data."""
    numeric = _numeric(part)
    if not numeric.any():
        return _first_full(part)
    wanted = 0.3 * int(numeric.sum())
    data = _data_cells(part[: _ROWS + 1], numeric).sum(axis=1) >= max(1.0, wanted)
    first_data = int(np.argmax(data)) if data.any() else len(data)
    words = ((part[:first_data] == Kind.WORD) | (part[:first_data] == Kind.YEAR))[:, numeric].sum(axis=1)
    enough = np.flatnonzero(words >= 0.5 * int(numeric.sum()))
    if len(enough):
        return int(enough[-1])
    return _first_full(part[:first_data]) if first_data else None


def _first_full(part: Kinds) -> int | None:
    """The first row that fills half of the columns with anything."""
    filled = (part[:_ROWS] != Kind.BLANK).sum(axis=1)
    usual = float(np.median(filled[filled > 0])) if (filled > 0).any() else 0.0
    found = np.flatnonzero(filled >= max(1.0, 0.5 * usual))
    return int(found[0]) if len(found) else None


def _titles(part: Kinds) -> int:
    """Rows of one cell at the top."""
    width = part.shape[1]
    rows = 0
    while rows < min(_ROWS, len(part) - 1) and width > 2 and int((part[rows] != Kind.BLANK).sum()) <= 1:
        rows += 1
    return rows


def _is_data(grid: Grid, row: int, last: int, columns: Sequence[int]) -> bool:
    """Whether the row's words come again below in most of its columns, other than as the whole row: then it is data like the others."""
    named = [c for c in columns if int(grid.columns[c].codes[row])]
    if last - row < 3 or not named:
        return False
    same = np.array([grid.columns[c].codes[row + 1 : last + 1] == grid.columns[c].codes[row] for c in named])
    again = same[:, ~same.all(axis=0)].any(axis=1) if len(named) > 1 else same.any(axis=1)
    return bool(again.sum() >= 0.7 * len(named))


def _first_row(grid: Grid, part: Kinds, first: int, found: int, columns: Sequence[int]) -> int:
    """The first row of the header: rows above its last one that name groups of columns belong to it, titles do not."""
    top = found
    while top > 0:
        above = part[top - 1]
        cells = int((above != Kind.BLANK).sum())
        grouped = any(
            a <= first + top <= b + 1 and _inside(c, d, columns) for a, c, b, d in _merged(grid, first + top - 1)
        )
        if cells < 2 and not grouped:
            break
        if not grouped and cells < 0.2 * len(columns):
            break
        if not grouped and np.isin(above, (Kind.NUMBER, Kind.DECORATED, Kind.DATE)).any():
            break
        top -= 1
    return first + top


def _with_lower_rows(grid: Grid, part: Kinds, first: int, found: int, columns: Sequence[int]) -> int:
    """A header whose cells are merged downwards, or beside one another, goes on in the next row."""
    row = found
    reach = found
    for a, c, b, d in _merged(grid, first + found):
        if a == first + found and _inside(c, d, columns):
            reach = max(reach, b - first, found + 1 if d > c else found)
    limit = min(_ROWS, len(part) - 2)
    while row < min(reach, limit) and not np.isin(part[row + 1], (Kind.NUMBER, Kind.DECORATED, Kind.DATE)).any():
        row += 1
    return row


def _merged(grid: Grid, row: int) -> list[tuple[int, int, int, int]]:
    """Merged ranges that touch a row: first row, first column, last row, last column, all from 0."""
    ranges = grid.looks.merged if grid.looks is not None else ()
    return [(a - 1, c, b - 1, d) for a, c, b, d in ranges if a - 1 <= row <= b - 1]


def _inside(first: int, last: int, columns: Sequence[int]) -> bool:
    """Whether merged columns are some of the table's, not a title over nearly all of it."""
    return first >= columns[0] and last <= columns[-1] and (last - first + 1) < 0.8 * len(columns)


def _joined(grid: Grid, first: int, last: int, column: int) -> str:
    """What the rows of the header say of a column; a group's name holds for the columns it is merged over."""
    said: list[str] = []
    for row in range(first, last + 1):
        source = next(((a, c) for a, c, b, d in _merged(grid, row) if c <= column <= d), (row, column))
        text = " ".join(grid.text(*source).split())
        if not text and first < last and row < last:
            text = _group_left_of(grid, row, column)
        if text and text not in said:
            said.append(text)
    return "／".join(said)[:_LONGEST_NAME]


def _group_left_of(grid: Grid, row: int, column: int) -> str:
    texts = (" ".join(grid.text(row, c).split()) for c in range(column, -1, -1))
    return next((t for t in texts if t), "")
