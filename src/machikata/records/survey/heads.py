# SPDX-License-Identifier: Apache-2.0
"""Heads of a free-form table in one or several rows, joined column by column; merged heads count for all columns they cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from machikata.domain.text import Text
from machikata.records.survey.book import SurveySheet
from machikata.records.survey.findings import Findings
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
    covering = sheet.merged_at(row, column)
    return (row, column) if covering is None else covering[:2]


def cell_at(sheet: SurveySheet, row: int, column: int) -> Cell:
    """A cell, None outside the sheet (row from 1, column from 0)."""
    if not 1 <= row <= len(sheet.rows) or column >= len(sheet.rows[row - 1]):
        return None
    return sheet.rows[row - 1][column]


def check_merged_answers(sheet: SurveySheet, columns: Mapping[int, str], first_row: int, findings: Findings) -> None:
    """An ERROR for each figure in a merged cell: whether it belongs to one row or to all is not written. `columns`: column → head."""
    for top, left, bottom, right in sheet.merged:
        for column in range(left, right + 1):
            cell = cell_at(sheet, top, left)
            if column in columns and bottom >= first_row and cell not in ("", None):
                findings.error(
                    "survey-answer-merged", *_MERGED_ANSWER, row=top, column=columns[column], value=cell_text(cell)
                )
                break


_MERGED_ANSWER = (
    Text(
        "値が結合されたセルにあり、どの行の分か決められません",
        "the figure stands in a merged cell, and which row it belongs to is not certain",
    ),
    Text("結合を解き、行ごとに値を書いてください", "unmerge it and write a figure for each row"),
)


def width_of_sheet(sheet: SurveySheet) -> int:
    """Columns up to the last one with a value."""
    return max(map(_last_filled, sheet.rows), default=0)


def _last_filled(row: Sequence[Cell]) -> int:
    return next((x for x in range(len(row), 0, -1) if row[x - 1] not in ("", None)), 0)
