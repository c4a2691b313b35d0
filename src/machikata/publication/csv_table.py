# SPDX-License-Identifier: Apache-2.0
"""Tables as CSV, the one way every CSV leaves Machikata: what a machine can judge of the 30 checks of machine readability holds.

UTF-8 with a mark (spreadsheets show it rightly), one header row, CRLF, quotation marks where a value needs them, no line break or
padding inside a value, numbers as plain numbers with their unit in the header. A value that is not shown, or not there, is an empty
cell, and a column of states says in which rows that is so; ― is for people only.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from machikata.domain.text import Language, Text
from machikata.publication.comparison_tables import Form, ResultTable, TableColumn, Value
from machikata.records.table_checks.units import has_unit, needs_unit

Cell = str | int | float | None
_MARK: Final = b"\xef\xbb\xbf"
_UNITS: Final = {
    Form.COUNT: Text("（数）", " (count)"),
    Form.DAYS: Text("（日）", " (days)"),
    Form.SHARE: Text("（0〜1）", " (0–1)"),
    Form.RATIO: Text("（比）", " (ratio)"),
    Form.P_VALUE: Text("（0〜1）", " (0–1)"),
}
_BREAKS: Final = re.compile(r"\s{2,}|[^\S \u3000]")
STATE: Final = Text("値の状態", "Status")
_WHOLE, _PARTLY = Text("すべてあり", "complete"), Text("ない値あり", "some missing")


def csv_file(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Rows, the header first, as CSV. Numbers must come as numbers: a text that begins like a formula is marked as words by ', and a
    text "-5" would become one.
    """
    out = io.StringIO()
    csv.writer(out).writerows([_plain(v) if isinstance(v, str) else v for v in row] for row in rows)
    return _MARK + out.getvalue().encode()


def table_csv(table: ResultTable, language: Language) -> bytes:
    """A table as CSV: units in the header, nothing where there is no number, and a column of states when a number is missing."""
    rows = [[v.in_(language) if isinstance(v, Text) else v for v in row] for row in table.rows]
    gaps = [_lacks_number(row, table.columns) for row in table.rows]
    head = [csv_head(c, language) for c in table.columns]
    if any(gaps):
        head.append(STATE.in_(language))
        rows = [[*row, row_state(gap).in_(language)] for row, gap in zip(rows, gaps, strict=True)]
    return csv_file([head, *rows])


def row_state(lacks_number: bool) -> Text:
    """What the column of states says of a row."""
    return _PARTLY if lacks_number else _WHOLE


def csv_head(column: TableColumn, language: Language) -> str:
    """The header of a column, with the unit of its numbers when it does not say it."""
    head = column.head.in_(language)
    told = column.form is Form.WORDS or has_unit(head) or not needs_unit(head)
    return head if told else head + _UNITS[column.form].in_(language)


def _lacks_number(row: Sequence[Value], columns: Sequence[TableColumn]) -> bool:
    return any(v is None and c.form is not Form.WORDS for v, c in zip(row, columns, strict=True))


def _plain(text: str) -> str:
    """One line without padding, which no spreadsheet takes for a formula."""
    line = _BREAKS.sub(" ", text).strip()
    return "'" + line if line.startswith(("=", "+", "-", "@")) else line
