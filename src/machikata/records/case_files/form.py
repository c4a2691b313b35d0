# SPDX-License-Identifier: Apache-2.0
"""The workbook in which a body submits a case study: written here, empty or filled in, read back by `form_reading`.

Sheets: 説明 (how to fill it in), 事例 (one row per entry), 数値, 出典, 画像・映像 (one row each), コード表 (the words to choose from and what
every head means). Lists show the words of the form's language; the reader takes codes and both languages. Equal cases give equal bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format as XlsxFormat
from xlsxwriter.worksheet import Worksheet

from machikata.domain.case_study import CaseStudy
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Language, Text
from machikata.records.case_files.columns import YES, Item, ItemKind, Vocabulary
from machikata.records.case_files.form_explaining import Codes, write_codes, write_guide
from machikata.records.case_files.form_layout import (
    CASE,
    CODE_SHEET,
    FIGURES,
    GIVEN,
    GUIDE_SHEET,
    MEDIA,
    SOURCES,
    SPARE,
    SPARE_ROWS,
    TableSheet,
    asked_items,
    takes_english,
)
from machikata.records.case_files.written_out import Plain, cells, entries
from machikata.records.survey.form_book import FORM_CREATED, FORM_OPTIONS, Exact, form_styles, unwritable
from machikata.records.survey.quantities import Quantity

_A3: Final = 8
_HINT_LENGTH: Final = 255


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the sheet of the case."""

    item: Item
    value: Plain
    english: str


def write_case_form(*, case: CaseStudy | None = None, language: Language = "ja") -> bytes:
    """The form as xlsx, with what `case` says filled in; `language` is that of heads, lists and explanations.

    Raises:
        InputRefused: the case holds a text that no cell of Excel can hold; all such texts are named.
    """
    rows = _case_rows(case)
    tables: tuple[tuple[TableSheet, Sequence[object]], ...] = (
        (FIGURES, case.figures if case else ()), (SOURCES, case.sources if case else ()), (MEDIA, case.media if case else ())
    )  # fmt: skip
    _refuse_unwritable(rows, tables)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, FORM_OPTIONS) as book:
        title = Text("事例の様式", "Form for a case study")
        book.set_properties({"created": FORM_CREATED, "title": title.in_(language)})
        styles = form_styles(book)
        notice = synthetic_notice(case is not None and case.synthetic)
        guide = book.add_worksheet(GUIDE_SHEET.in_(language))
        sheets = {t.name.ja: book.add_worksheet(t.name.in_(language)) for t in (CASE, FIGURES, SOURCES, MEDIA)}
        codes = write_codes(book.add_worksheet(CODE_SHEET.in_(language)), styles, language)
        write_guide(guide, notice, styles, language)
        writer = _Writer(styles, language, codes)
        writer.case(sheets[CASE.name.ja], rows)
        for table, values in tables:
            writer.table(sheets[table.name.ja], table, values)
        for sheet in book.worksheets():
            _page(sheet, title.in_(language), notice.in_(language))
    return buffer.getvalue()


def _case_rows(case: CaseStudy | None) -> tuple[_Row, ...]:
    return tuple(row for item in asked_items() for row in _item_rows(item, case))


def _item_rows(item: Item, case: CaseStudy | None) -> Iterator[_Row]:
    found = entries(item, case) if case is not None else ()
    yield from (_Row(item, value, english) for value, english in found)
    # an item with several values keeps an empty row to go on in
    wanted = max(SPARE[item.field], len(found) + 1) if item.kind.many else 1
    yield from (_Row(item, None, "") for _ in range(wanted - len(found)))


@dataclass(frozen=True, slots=True)
class _Writer:
    styles: Mapping[str, XlsxFormat]
    language: Language
    codes: Codes

    def case(self, sheet: Worksheet, rows: Sequence[_Row]) -> None:
        self._head(sheet, CASE, filled=False)
        for y, row in enumerate(rows, start=1):
            item = row.item
            given = {
                "label": item.label,
                "need": item.need.label,
                "hint": item.hint,
                "item": Text(item.field, item.field),
            }
            for x, column in enumerate(CASE.items):
                if column.field in GIVEN:
                    sheet.write_string(y, x, given[column.field].in_(self.language), self.styles["given"])
                elif column.field == "value":
                    self._write(sheet, y, x, item, row.value, self.styles["words_filled"])
                    self._check(sheet, item, (y, x, y, x))
                elif takes_english(item):
                    self._write(sheet, y, x, item, row.english or None, self.styles["words_filled"])
                else:
                    sheet.write_blank(y, x, None, self.styles["given"])
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(rows), len(CASE.items) - 1)
        sheet.protect(
            "",
            {"insert_rows": True, "delete_rows": True, "format_columns": True, "format_rows": True, "autofilter": True},
        )

    def table(self, sheet: Worksheet, table: TableSheet, values: Sequence[object]) -> None:
        self._head(sheet, table, filled=True)
        for y, value in enumerate(values, start=1):
            for x, (item, cell) in enumerate(cells(table.items, value)):
                if cell is not None:
                    self._write(sheet, y, x, item, cell, self.styles[_style_of(item)])
        for x, item in enumerate(table.items):
            self._check(sheet, item, (1, x, max(len(values), SPARE_ROWS), x))
        sheet.freeze_panes(1, 3 if table is FIGURES else 1)

    def _head(self, sheet: Worksheet, table: TableSheet, *, filled: bool) -> None:
        """Heads and widths; `filled`: the whole column takes entries, so that its empty cells need not be written."""
        sheet.set_row(0, 46)
        for x, item in enumerate(table.items):
            sheet.set_column(x, x, item.width, self.styles[_style_of(item)] if filled else None)
            sheet.write_string(0, x, item.label.in_(self.language), self.styles["head"])

    def _write(self, sheet: Worksheet, y: int, x: int, item: Item, value: Plain, style: XlsxFormat) -> None:
        if value is None:
            sheet.write_blank(y, x, None, style)
        elif isinstance(value, bool):
            sheet.write_string(y, x, YES.in_(self.language), style)
        elif isinstance(value, (int, float)):
            sheet.write_number(y, x, Exact(value) if isinstance(value, float) else value, style)
        elif item.codes is not None and value in item.codes.labels:
            sheet.write_string(y, x, item.codes.labels[value].in_(self.language), style)
        else:
            sheet.write_string(y, x, value, style)

    def _check(self, sheet: Worksheet, item: Item, area: tuple[int, int, int, int]) -> None:
        """A list to choose from, limits of a number, and the hint of the item."""
        head = item.label.in_(self.language)[:32]
        rule: dict[str, Any] = {"input_title": head, "input_message": item.hint.in_(self.language)[:_HINT_LENGTH]}
        if item.codes is not None:
            rule |= {"validate": "list", "source": self._list_of(item.codes), "error_title": head}
            rule["error_message"] = Text("一覧から選んでください。", "Choose from the list.").in_(self.language)
        elif item.kind is ItemKind.YES:
            rule |= {"validate": "list", "source": [YES.in_(self.language)], "error_title": head}
            rule["error_message"] = Text(
                "「はい」を選ぶか、空欄にしてください。", "Choose yes, or leave it empty."
            ).in_(self.language)
        elif item.quantity is not None:
            least = -item.quantity.value.most if item.quantity is Quantity.FIGURE else item.quantity.value.least
            kind = "integer" if item.quantity.value.whole else "decimal"
            rule |= {"validate": kind, "criteria": "between", "minimum": least, "maximum": item.quantity.value.most}
            rule |= {
                "error_title": head,
                "error_message": Text("数だけを半角で書いてください。", "Write a number alone.").in_(self.language),
            }
        else:
            rule |= {"validate": "any"}
        sheet.data_validation(*area, rule)

    def _list_of(self, codes: Vocabulary) -> str:
        first, last = self.codes[codes.name.ja]
        return f"='{CODE_SHEET.in_(self.language)}'!$C${first}:$C${last}"


def _style_of(item: Item) -> str:
    return "number_filled" if item.kind is ItemKind.NUMBER else "words_filled"


def _page(sheet: Worksheet, title: str, notice: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header("&L" + title + "&R" + notice)
    sheet.set_footer("&C&P / &N")


def _refuse_unwritable(rows: Sequence[_Row], tables: Sequence[tuple[TableSheet, Sequence[object]]]) -> None:
    """Raise for every text that would not come back as it is."""
    found = [(CASE, n, r.item, text) for n, r in enumerate(rows, start=2) for text in (r.value, r.english)]
    for table, values in tables:
        found += [(table, n, i, cell) for n, v in enumerate(values, start=2) for i, cell in cells(table.items, v)]
    problems = [
        Problem(code.replace("survey-", "case-"), what, remedy, Place(sheet=table.name.ja, row=n, column=item.label.ja))
        for table, n, item, text in found
        if isinstance(text, str)
        for code, what, remedy in unwritable(text)
    ]
    if problems:
        raise InputRefused(problems)
