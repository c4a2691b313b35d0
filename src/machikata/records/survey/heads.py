# SPDX-License-Identifier: Apache-2.0
"""Heads of a free-form table in one or several rows, joined column by column; merged heads count for all columns they cover."""

from __future__ import annotations

from collections.abc import Sequence

from machikata.records.survey.book import SurveySheet
from machikata.records.tables.workbook import Cell, cell_text


def joined_heads(sheet: SurveySheet, head_row: int, head_rows: int, width: int) -> tuple[str, ...]:
    """The head of every column: its cells from top to bottom with a blank between, each merged cell once."""
    if head_row < 1 or head_rows < 1:
        return ("",) * width
    rows = range(head_row, head_row + head_rows)
    return tuple(" ".join(dict.fromkeys(t for r in rows if (t := head_text(sheet, r, x)))) for x in range(width))


def head_text(sheet: SurveySheet, row: int, column: int) -> str:
    """One cell of the head in one line; a cell inside a merged range says what its upper left one says."""
    top, left = merged_origin(sheet, row, column)
    return " ".join(cell_text(cell_at(sheet, top, left)).split())


def merged_origin(sheet: SurveySheet, row: int, column: int) -> tuple[int, int]:
    """The upper left cell of the merged range that covers a cell, else the cell itself (rows from 1, columns from 0)."""
    for first_row, first_column, last_row, last_column in sheet.merged:
        if first_row <= row <= last_row and first_column <= column <= last_column:
            return first_row, first_column
    return row, column


def cell_at(sheet: SurveySheet, row: int, column: int) -> Cell:
    """A cell, None outside the sheet (row from 1, column from 0)."""
    if not 1 <= row <= len(sheet.rows) or column >= len(sheet.rows[row - 1]):
        return None
    return sheet.rows[row - 1][column]


def width_of_sheet(sheet: SurveySheet) -> int:
    """Columns up to the last one with a value."""
    return max(map(_last_filled, sheet.rows), default=0)


def _last_filled(row: Sequence[Cell]) -> int:
    return next((x for x in range(len(row), 0, -1) if row[x - 1] not in ("", None)), 0)
