# SPDX-License-Identifier: Apache-2.0
"""Result tables as an Excel workbook: one sheet a table, numbers as numbers, the same bytes for the same figures."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format as XlsxFormat
from xlsxwriter.worksheet import Worksheet

from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING
from machikata.publication.comparison_tables import Form, ResultTable

_FORMATS = {
    Form.COUNT: "#,##0", Form.DAYS: "0.0", Form.SHARE: "0.0%", Form.RATIO: "0.00", Form.HOURS: "#,##0", Form.MINUTES: "0.0",
    Form.YEN: "#,##0", Form.P_VALUE: "0.0000",
}  # fmt: skip
_SHEET_NAME_LENGTH = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
CREATED = datetime(2026, 1, 1, tzinfo=UTC)  # a constant: a clock here would make equal figures give unequal files
BOOK_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(tables: Sequence[ResultTable], *, language: Language, notice: Text = Text("", "")) -> bytes:
    """An .xlsx of `tables`. `notice` (such as 架空) stands above every table. Values that are not shown are written ―."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, BOOK_OPTIONS) as book:
        book.set_properties({"created": CREATED, "title": tables[0].title.in_(language) if tables else ""})
        styles = {form: book.add_format({"num_format": text}) for form, text in _FORMATS.items()}
        styles[Form.WORDS] = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        names: set[str] = set()
        for table in tables:
            sheet = book.add_worksheet(sheet_name(table.title.in_(language), names))
            _write_sheet(sheet, table, language=language, notice=notice, styles=styles, bold=bold)
    return buffer.getvalue()


def sheet_name(title: str, used: set[str]) -> str:
    """A name for a sheet that Excel takes and that is not in `used`, to which it is added."""
    base = " ".join(title.translate(_FORBIDDEN).split())[:_SHEET_NAME_LENGTH] or "table"
    name, n = base, 2
    while name.lower() in used:
        name, n = f"{base[: _SHEET_NAME_LENGTH - 3]} {n}", n + 1
    used.add(name.lower())
    return name


def _write_sheet(
    sheet: Worksheet,
    table: ResultTable,
    *,
    language: Language,
    notice: Text,
    styles: Mapping[Form, XlsxFormat],
    bold: XlsxFormat,
) -> None:
    top = [text.in_(language) for text in (table.title, notice, table.note) if text.in_(language)]
    for row, line in enumerate(top):
        sheet.write_string(row, 0, line)
    head = len(top) + 1
    for x, column in enumerate(table.columns):
        sheet.write_string(head, x, column.head.in_(language), bold)
        sheet.set_column(x, x, 28 if column.form is Form.WORDS else 14)
    for y, cells in enumerate(table.rows, head + 1):
        for x, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            if isinstance(cell, (int, float)):
                sheet.write_number(y, x, cell, styles[column.form])
            else:
                text = NOTHING if cell is None else cell.in_(language) if isinstance(cell, Text) else cell
                sheet.write_string(y, x, text, styles[Form.WORDS])
    sheet.freeze_panes(head + 1, 1)
