# SPDX-License-Identifier: Apache-2.0
"""The survey workbook that a section fills in: written here, read back by `reading`.

Sheets: 説明 (how to answer), 回答 (one row per step and kind of staff), 人員 (the people), コード表 (what codes and words mean), Guide
(the explanation in English). The same form gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format as XlsxFormat
from xlsxwriter.worksheet import Worksheet

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey
from machikata.records.survey.form_book import FORM_CREATED, FORM_OPTIONS, Exact, form_styles, unwritable
from machikata.records.survey.form_explaining import write_codes, write_guide
from machikata.records.survey.form_layout import (
    ANSWER_COLUMNS,
    ANSWER_SHEET,
    CODE_SHEET,
    ENGLISH_SHEET,
    GUIDE_SHEET,
    STAFF_COLUMNS,
    STAFF_SHEET,
    FormColumn,
)
from machikata.records.survey.form_marks import add_checks, add_colours
from machikata.records.survey.form_rows import FormRow, Value, form_rows, staff_rows, texts_of
from machikata.records.survey.quantities import Quantity
from machikata.records.tables.workbook import column_letters

_LARGE = frozenset({Quantity.CASES, Quantity.YEN, Quantity.YEN_PER_HOUR})
"""Shown with thousands separators. A share keeps the general format, so that a typed 5% shows itself as 5% to the reader."""
_SPARE_ROWS = 100
"""Rows below the last one in which lists and hints still work, for rows inserted by hand."""
_A3, _A4 = 8, 9
_LAST_PRINTED = next(x for x, c in enumerate(ANSWER_COLUMNS) if c.field == "note")
"""Codes stand behind it and need no paper."""


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """What a form asks, and whom: one section of one body about one fiscal year. `notice` stands first on the explaining sheets."""

    body: Municipality
    section: str
    fiscal_year: int
    processes: tuple[Process, ...]
    notice: Text = Text("", "")

    @property
    def said_first(self) -> Text:
        """The notice, with 架空 before it when the body is invented."""
        invented = synthetic_notice(self.body.synthetic)
        return invented + Text("", " " if invented.en and self.notice.en else "") + self.notice


def write_form(form: SurveyForm, answers: SectionSurvey | None = None) -> bytes:
    """The workbook, with `answers` filled in where there are some.

    Raises:
        InputRefused: an answer holds a text that no cell of Excel can hold; all such texts are named.
    """
    rows = form_rows(form.processes, answers.lines if answers else ())
    _refuse_unwritable(form, rows)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, FORM_OPTIONS) as book:
        book.set_properties(
            {
                "created": FORM_CREATED,
                "title": f"業務量調査票 {form.body.name.ja} {form.section} {form.fiscal_year}年度",
            }
        )
        styles = form_styles(book)
        write_guide(book.add_worksheet(GUIDE_SHEET), form, styles, "ja")
        _write_answers(book.add_worksheet(ANSWER_SHEET), form, rows, styles)
        _write_staff(book.add_worksheet(STAFF_SHEET), form, staff_rows(answers.staff if answers else ()), styles)
        write_codes(book.add_worksheet(CODE_SHEET), form, styles)
        write_guide(book.add_worksheet(ENGLISH_SHEET), form, styles, "en")
        for name in (GUIDE_SHEET, CODE_SHEET, ENGLISH_SHEET):
            _page_head(book.get_worksheet_by_name(name), form)
    return buffer.getvalue()


def _write_answers(
    sheet: Worksheet, form: SurveyForm, rows: Sequence[FormRow], styles: Mapping[str, XlsxFormat]
) -> None:
    last = len(rows) + 1
    _head(sheet, ANSWER_COLUMNS, styles, open_below=True)
    for y, row in enumerate(rows, start=1):
        mine = _with_open_section(styles, form, first=y == 1)
        _write_row(sheet, y, ANSWER_COLUMNS, {**row.values, **_place_of(form)}, mine, own=row.own, sparse=True)
    staff = next(column_letters(x) for x, c in enumerate(ANSWER_COLUMNS) if c.field == "staff")
    add_checks(sheet, ANSWER_COLUMNS, last=last + _SPARE_ROWS, staff_column=staff)
    add_colours(sheet, last + _SPARE_ROWS, styles)
    sheet.freeze_panes(1, 4)
    sheet.autofilter(0, 0, last - 1, len(ANSWER_COLUMNS) - 1)
    sheet.print_area(0, 0, last - 1, _LAST_PRINTED)
    _print_setup(sheet, form, paper=_A3)


def _write_staff(
    sheet: Worksheet, form: SurveyForm, rows: Sequence[Mapping[str, Value]], styles: Mapping[str, XlsxFormat]
) -> None:
    _head(sheet, STAFF_COLUMNS, styles, open_below=False)
    filled = {**styles, "number": styles["number_filled"], "large": styles["large_filled"]}
    for y, values in enumerate(rows, start=1):
        mine = _with_open_section(filled, form, first=y == 1)
        _write_row(sheet, y, STAFF_COLUMNS, {**values, **_place_of(form)}, mine, own=False)
    add_checks(sheet, STAFF_COLUMNS, last=len(rows) + 1)
    sheet.freeze_panes(1, 1)
    _print_setup(sheet, form, paper=_A4)


def _with_open_section(styles: Mapping[str, XlsxFormat], form: SurveyForm, *, first: bool) -> Mapping[str, XlsxFormat]:
    """A form for whichever section answers lets it write its name: in any row, the first of which is coloured to be filled in."""
    if form.section:
        return styles
    return {**styles, "section": styles["words_filled" if first else "given_free"]}


def _place_of(form: SurveyForm) -> dict[str, Value]:
    return {"body": form.body.code, "section": form.section, "fiscal_year": form.fiscal_year}


def _head(
    sheet: Worksheet, columns: Sequence[FormColumn], styles: Mapping[str, XlsxFormat], *, open_below: bool
) -> None:
    """Heads and widths. `open_below`: the whole column takes answers, so that its empty cells need not be written."""
    sheet.set_row(0, 46)
    for x, column in enumerate(columns):
        style = styles[_style_of(column, own=False)] if open_below and not column.given else None
        sheet.set_column(x, x, column.width, style)
        sheet.write_string(0, x, column.head, styles["head_given" if column.given else "head"])


def _write_row(
    sheet: Worksheet, y: int, columns: Sequence[FormColumn], values: Mapping[str, Value], styles: Mapping[str, XlsxFormat],
    *, own: bool, sparse: bool = False,
) -> None:  # fmt: skip
    for x, column in enumerate(columns):
        value, style = values[column.field], styles.get(column.field) or styles[_style_of(column, own=own)]
        if value is None or value == "":
            if column.given or not sparse:
                sheet.write_blank(y, x, None, style)
        elif isinstance(value, str):
            sheet.write_string(y, x, value, style)
        else:
            sheet.write_number(y, x, Exact(value) if isinstance(value, float) else value, style)


def _style_of(column: FormColumn, *, own: bool) -> str:
    if column.given:
        return "given_free" if own else "given"
    if column.quantity is None:
        return "words"
    return "large" if column.quantity in _LARGE else "number"


def _print_setup(sheet: Worksheet, form: SurveyForm, *, paper: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    _page_head(sheet, form)
    # no password: the lock keeps codes from being overwritten by mistake, it keeps nobody out
    sheet.protect(
        "", {"insert_rows": True, "delete_rows": True, "format_columns": True, "format_rows": True, "autofilter": True}
    )


def _page_head(sheet: Worksheet, form: SurveyForm) -> None:
    """What stands on every printed page: whose form it is, the notice, the page number."""
    title = f"業務量調査票　{form.body.name.ja}　{form.section}　{form.fiscal_year}年度"
    sheet.set_header("&L" + _plain(title) + "&R" + _plain(form.said_first.ja))
    sheet.set_footer("&C&P / &N")


def _plain(text: str) -> str:
    """A text inside a page header, where & begins a command and 255 characters are the limit."""
    return text.replace("&", "&&")[:100]


def _refuse_unwritable(form: SurveyForm, rows: Sequence[FormRow]) -> None:
    """Raise for every text that would not come back as it is: too long, or with characters that no XML holds."""
    heads = {c.field: c.head for c in ANSWER_COLUMNS}
    found = [(n, heads[field], text) for n, field, text in texts_of(rows)]
    found += [(1, "係", form.section), (1, "団体コード", form.body.code)]
    problems = [
        Problem(code, what, remedy, Place(sheet=ANSWER_SHEET, row=row, column=head))
        for row, head, text in found
        for code, what, remedy in unwritable(text)
    ]
    if problems:
        raise InputRefused(problems)
