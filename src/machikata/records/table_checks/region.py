# SPDX-License-Identifier: Apache-2.0
"""Where in a sheet the table is: its header, its rows and columns, what breaks it up, and what stands outside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.records.coded import Mask, Rows
from machikata.records.table_checks.grid import Grid
from machikata.records.table_checks.kinds import Kind, kind_of_cell
from machikata.records.table_checks.table_head import Head, find_head, is_headed
from machikata.records.tables.workbook import Cell

Kinds = npt.NDArray[np.int8]
_NOTE = re.compile(r"\s*[(（\[［]?(?:※|＊|\*|注|資料|出典|備考|単位|note|source)", re.IGNORECASE)
_BLOCKS_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Region:
    """The table of a sheet; all rows and columns count from 0.

    `head` is its header (or none). `rows` are its rows of data, without blank ones and repeated headers; `columns` from the first to
    the last, without blank ones. `second` are the upper left cells of further tables, `outside` (a mask of the sheet) what is written
    beside all of them.
    """

    head: Head
    rows: Rows
    columns: tuple[int, ...]
    blank_rows: tuple[int, ...]
    blank_columns: tuple[int, ...]
    repeated_heads: tuple[int, ...]
    second: tuple[tuple[int, int], ...]
    outside: Mask

    @property
    def first_column(self) -> int:
        """The leftmost column."""
        return self.columns[0] if self.columns else 0


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows `first` to `last` without a blank one between, the columns they fill, and how many cells."""

    first: int
    last: int
    columns: tuple[int, ...]
    cells: int
    fullest: int

    @property
    def is_text(self) -> bool:
        """A title or a note: never more than one cell in a row."""
        return self.fullest <= 1


def kinds_of_values(grid: Grid) -> tuple[tuple[Kind, ...], ...]:
    """What each distinct value of each column is."""
    known: dict[str, Kind] = {}

    def kind(value: Cell) -> Kind:
        if not isinstance(value, str):
            return kind_of_cell(value)
        found = known.get(value)
        if found is None:
            found = known[value] = kind_of_cell(value)
        return found

    return tuple(tuple(kind(v) for v in column.values) for column in grid.columns)


def kinds_of(grid: Grid, of_values: Sequence[Sequence[Kind]]) -> Kinds:
    """What every cell holds (`Kind`), rows × columns."""
    found = np.zeros((grid.height, grid.width), np.int8)
    for number, column in enumerate(grid.columns):
        found[:, number] = np.array(of_values[number], np.int8)[column.codes]
    return found


def find_region(grid: Grid, kinds: Kinds) -> Region:
    """The table of `grid`: the block with the most cells and what continues it."""
    filled = kinds != Kind.BLANK
    blocks = _blocks(filled)
    tables = [b for b in blocks if not b.is_text] or blocks
    main = max(tables, key=lambda b: b.cells)
    parts, second = _parts(grid, kinds, tables, main)
    first, last = parts[0].first, parts[-1].last
    last = _without_notes(grid, filled, first, last)
    columns, apart, second_beside = _columns_of(grid, kinds, filled, first, last)
    head = find_head(grid, kinds, first, last, columns)
    rows = np.arange(head.data_start, last + 1)
    any_filled = filled[rows][:, columns].any(axis=1)
    repeated = _repeated(grid, head, rows, columns)
    keep = any_filled & ~np.isin(rows, repeated)
    body = slice(head.first if head.exists else head.data_start, last + 1)
    outside = filled.copy()
    outside[body, columns[0] : columns[-1] + 1] &= np.isin(np.arange(columns[0], columns[-1] + 1), apart)
    for block in (b for b in tables if b not in parts):
        outside[block.first : block.last + 1] = False
    for row, column in second_beside:
        outside[row:, column:] = False
    blank = tuple(int(r) for r in rows[~any_filled])
    blank_columns = tuple(c for c in range(columns[0], columns[-1]) if c not in columns and c not in apart)
    corners = tuple((b.first, b.columns[0]) for b in second) + tuple(second_beside)
    return Region(head, rows[keep], columns, blank, blank_columns, tuple(repeated), corners, outside)


def _blocks(filled: Mask) -> list[_Block]:
    rows = filled.any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], rows, [False])).astype(np.int8)))
    starts, stops = edges[0::2], edges[1::2]
    per_row = filled.sum(axis=1)
    return [
        _Block(
            int(a), int(b) - 1, tuple(int(c) for c in np.flatnonzero(filled[a:b].any(axis=0))),
            int(per_row[a:b].sum()), int(per_row[a:b].max()),
        )
        for a, b in zip(starts, stops, strict=True)
    ]  # fmt: skip


def _parts(grid: Grid, kinds: Kinds, tables: list[_Block], main: _Block) -> tuple[list[_Block], list[_Block]]:
    """The blocks that make up the table of `main`, and those that are tables of their own."""
    own: list[_Block] = []
    second: list[_Block] = []
    main_head = is_headed(grid, kinds, main.first, main.last, main.columns)
    for number, block in enumerate(tables):
        if block is main or number > _BLOCKS_LOOKED_AT:
            own.append(block)
            continue
        head = is_headed(grid, kinds, block.first, block.last, block.columns)
        same = head is not None and main_head is not None and head == main_head
        alone = head is not None and (main_head is not None or block.first > main.first)
        apart = not set(block.columns) & set(main.columns)
        (second if (alone or apart) and not same else own).append(block)
    return _near(own, main), second


def _near(own: list[_Block], main: _Block) -> list[_Block]:
    """A block of few cells above the table is no part of it."""
    return [b for b in own if b.first >= main.first or len(b.columns) >= 0.5 * len(main.columns)]


def _without_notes(grid: Grid, filled: Mask, first: int, last: int) -> int:
    """The last row that is no note: at the end of a table a single cell stands for a remark, not for data."""
    width = int(filled[first : last + 1].sum(axis=1).max())
    while last > first:
        cells = np.flatnonzero(filled[last])
        if len(cells) == 0:
            last -= 1
            continue
        noted = bool(_NOTE.match(grid.text(last, int(cells[0]))))
        if (len(cells) == 1 and (noted or width >= 4)) or (len(cells) <= 2 and noted and width >= 4):
            last -= 1
            continue
        break
    return last


def _columns_of(
    grid: Grid, kinds: Kinds, filled: Mask, first: int, last: int
) -> tuple[tuple[int, ...], tuple[int, ...], list[tuple[int, int]]]:
    """The columns of the table, columns of remarks beside it, and corners of tables that stand beside it."""
    used = filled[first : last + 1].any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], used, [False])).astype(np.int8)))
    groups = [tuple(range(int(a), int(b))) for a, b in zip(edges[0::2], edges[1::2], strict=True)]
    main = max(groups, key=lambda g: int(filled[first : last + 1, g].sum()))
    head = find_head(grid, kinds, first, last, main)
    kept, apart, second = [*main], list[int](), list[tuple[int, int]]()
    for group in (g for g in groups if g is not main):
        cells = filled[first : last + 1, group]
        names = {t for t in (head.text(grid, c) for c in group) if t}
        own_names = {head.text(grid, c) for c in main}
        if head.exists and not names and int(cells.any(axis=1).sum()) <= max(3, 0.2 * len(cells)):
            apart += group
        elif len(group) >= 2 and names and len(names & own_names) >= 0.5 * len(names):
            second.append((head.first, group[0]))
            apart += group
        else:
            kept += group
    columns = tuple(sorted(kept))
    return columns, tuple(apart), second


def _repeated(grid: Grid, head: Head, rows: Rows, columns: tuple[int, ...]) -> list[int]:
    """Rows of data that repeat the header."""
    if not head.exists or len(rows) == 0:
        return []
    same = np.ones(len(rows), np.bool_)
    compared = 0
    for c in columns:
        code = int(grid.columns[c].codes[head.last])
        if code:
            same &= grid.columns[c].codes[rows] == code
            compared += 1
    return [int(r) for r in rows[same]] if compared >= 2 else []
