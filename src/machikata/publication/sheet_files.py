# SPDX-License-Identifier: Apache-2.0
"""Sheets of apps as Excel and CSV: one header row, numbers as numbers with their unit in the header, what looks like a formula as words."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format as XlsxFormat
from xlsxwriter.worksheet import Worksheet

from machikata.automation.app.documents import Cell, Sheet, SheetColumn
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Language, Text
from machikata.publication.csv_table import STATE, csv_file, row_state
from machikata.publication.layout import text_width
from machikata.publication.workbook import BOOK_OPTIONS, CREATED, sheet_name
from machikata.records.table_checks.units import has_unit

_MOST_ROWS, _MOST_CHARACTERS = 1_048_576, 32_767
_NARROWEST, _WIDEST, _LOOKED_AT = 6, 60, 200
_A4: Final = 9
_NO_UNIT: Final = Text("（数）", " (number)")


def sheets_workbook(sheets: Sequence[Sheet], *, language: Language) -> bytes:
    """An .xlsx with one worksheet per sheet: header in row 1, frozen with the first column, filter on. None is an empty cell.

    Raises:
        InputRefused: a sheet has more rows than Excel can hold.
    """
    _refuse_too_long(sheets, language)
    buffer, names = io.BytesIO(), set[str]()
    with xlsxwriter.Workbook(buffer, BOOK_OPTIONS) as book:
        book.set_properties({"created": CREATED, "title": sheets[0].title.in_(language) if sheets else ""})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        words = book.add_format({"valign": "top", "num_format": "@"})
        for sheet in sheets:
            _write(book.add_worksheet(sheet_name(sheet.title.in_(language), names)), sheet, language, bold, words)
        if not sheets:
            book.add_worksheet()
    return buffer.getvalue()


def sheet_csv(sheet: Sheet, *, language: Language) -> bytes:
    """The sheet as CSV that passes the 30 checks. Where numbers are missing (not shown), a last column says in which rows."""
    numeric = [_is_numeric(sheet, i) for i in range(len(sheet.columns))]
    rows = [[_value(cell, language) for cell in row] for row in sheet.rows]
    head = [_head(c, language) if n else c.head.in_(language) for c, n in zip(sheet.columns, numeric, strict=True)]
    gaps = [any(n and cell is None for cell, n in zip(row, numeric, strict=True)) for row in sheet.rows]
    if any(gaps):
        head.append(STATE.in_(language))
        rows = [[*row, row_state(gap).in_(language)] for row, gap in zip(rows, gaps, strict=True)]
    return csv_file([head, *rows])


def _head(column: SheetColumn, language: Language) -> str:
    """The header with its unit in brackets, unless it says it itself; named as a unit where it is not a common one."""
    head = column.head.in_(language)
    if column.unit is None or column.unit.in_(language) in head:
        return head if has_unit(head) else head + _NO_UNIT.in_(language)
    unit = column.unit.in_(language)
    short = f"{head}（{unit}）" if language == "ja" else f"{head} ({unit})"
    named = f"{head}（単位：{unit}）" if language == "ja" else f"{head} (unit: {unit})"
    return short if has_unit(short) else named


def _is_numeric(sheet: Sheet, column: int) -> bool:
    cells = [row[column] for row in sheet.rows if row[column] is not None]
    if not cells:
        return sheet.columns[column].unit is not None
    return all(isinstance(cell, (int, float)) for cell in cells)


def _value(cell: Cell, language: Language) -> str | int | float | None:
    if isinstance(cell, Text):
        return cell.in_(language)
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _write(sheet: Worksheet, told: Sheet, language: Language, bold: XlsxFormat, words: XlsxFormat) -> None:
    for x, column in enumerate(told.columns):
        head = _head(column, language) if _is_numeric(told, x) else column.head.in_(language)
        sheet.write_string(0, x, head, bold)
        sheet.set_column(x, x, _width(head, [_value(row[x], language) for row in told.rows[:_LOOKED_AT]]))
    for y, row in enumerate(told.rows, 1):
        for x, cell in enumerate(row):
            value = _value(cell, language)
            if isinstance(value, (int, float)):
                sheet.write_number(y, x, value)
            elif value is not None:
                sheet.write_string(y, x, value[:_MOST_CHARACTERS], words)
    sheet.freeze_panes(1, 1)
    sheet.set_paper(_A4)  # printed lying, as wide as a page, the head on every page
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if told.rows and told.columns:
        sheet.autofilter(0, 0, len(told.rows), len(told.columns) - 1)


def _width(head: str, values: Sequence[str | int | float | None]) -> float:
    longest = max((text_width(str(v)) * 2 for v in values if v is not None), default=0.0)
    return min(_WIDEST, max(_NARROWEST, text_width(head) * 2, longest) + 2)


def _refuse_too_long(sheets: Sequence[Sheet], language: Language) -> None:
    problems = [
        Problem(
            "sheet-too-long",
            Text(
                f"{len(s.rows):,}行あり、Excelの1シートに入りません",
                f"{len(s.rows):,} rows do not fit on a sheet of Excel",
            ),
            Text("CSVで書き出してください", "export it as CSV"),
            Place(sheet=s.title.in_(language)),
        )
        for s in sheets
        if len(s.rows) >= _MOST_ROWS
    ]
    if problems:
        raise InputRefused(problems)
