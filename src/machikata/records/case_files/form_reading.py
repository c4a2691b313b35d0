# SPDX-License-Identifier: Apache-2.0
"""Reads the workbook of a case study back, every fault with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from machikata.domain.case_study import CaseStudy
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Language, Text
from machikata.records.case_files import messages as say
from machikata.records.case_files.assembling import WrittenCase, case_of
from machikata.records.case_files.columns import CASE_FIELDS, CASE_ITEMS, Item, known_names
from machikata.records.case_files.form_layout import (
    CASE,
    FIGURES,
    MEDIA,
    SOURCES,
    TableSheet,
    form_columns,
    takes_english,
)
from machikata.records.case_files.values import Record, ValueReader, Written, is_blank
from machikata.records.survey.book import SurveyBook, open_book
from machikata.records.survey.form_reading import form_sheet_in
from machikata.records.survey.form_table import FormSheet, FormTable
from machikata.records.survey.labels import word_key
from machikata.records.survey.percent_cells import percent_rows
from machikata.records.table_checks.grid import FileKind
from machikata.records.tables.workbook import Cell, cell_text, column_letters

MOST_BYTES: Final = 20 << 20
_HEAD_LOOKED_FOR: Final = 20
_LANGUAGES: Final[tuple[Language, ...]] = ("ja", "en")


@dataclass(frozen=True, slots=True)
class CaseReading:
    """The case as the form says it, what is worth a word about it (no ERROR among it), and the fingerprint of the file."""

    case: CaseStudy
    problems: tuple[Problem, ...]
    sha256: str


def read_case_form(data: bytes, *, file_name: str) -> CaseReading:
    """The case of a filled form.

    Raises:
        InputRefused: every cell that cannot be taken, with its place and remedy, or the one reason why the file cannot be opened.
    """
    book = _opened(data, file_name)
    tables = {table.name.ja: _table(book, table) for table in (CASE, FIGURES, SOURCES, MEDIA)}
    form = tables[CASE.name.ja]
    if form is None:
        raise InputRefused(
            [Problem("case-sheet-missing", *say.NO_CASE_SHEET, Place(file=file_name), choices=book.names)]
        )
    reader = ValueReader(typed=book.typed)
    figures, sources, media = (_rows(tables[t.name.ja], t, reader) for t in (FIGURES, SOURCES, MEDIA))
    items, empty = _items(form, reader)
    written = WrittenCase(items, figures, sources, media, Place(file=file_name, sheet=form.found.name), empty)
    case = case_of(written, reader)
    problems = [*book.problems, *(p for t in tables.values() if t is not None for p in t.problems()), *reader.problems]
    told = sorted(map(_retold, problems), key=lambda p: p.severity is not Severity.ERROR)
    if told and told[0].severity is Severity.ERROR:
        raise InputRefused(told)
    return CaseReading(case, tuple(told), book.sha256)


def _opened(data: bytes, file: str) -> SurveyBook:
    if len(data) > MOST_BYTES:
        raise InputRefused([Problem("case-file-too-large", *say.TOO_LARGE, Place(file=file))])
    try:
        return open_book(data, file)
    except InputRefused as refused:
        raise InputRefused(map(_retold, refused.problems)) from None


def _table(book: SurveyBook, table: TableSheet) -> FormTable | None:
    """The sheet with the heads of a table, in whichever language; two of them are refused."""
    found: list[tuple[FormSheet, Language]] = []
    for name in book.names:
        try:
            rows = book.sheet(name).rows[:_HEAD_LOOKED_FOR]
        except InputRefused as refused:
            raise InputRefused(map(_retold, refused.problems)) from None
        sheets = [(form_sheet_in(name, rows, form_columns(table, lang), table.needed), lang) for lang in _LANGUAGES]
        found += [(sheet, lang) for sheet, lang in sheets if sheet is not None][:1]
    if len(found) > 1:
        names = tuple(sheet.name for sheet, _ in found)
        place = Place(file=book.file, sheet=names[1])
        raise InputRefused([Problem("case-sheet-doubled", *say.SHEET_DOUBLED, place, choices=names)])
    return FormTable(book, found[0][0], form_columns(table, found[0][1])) if found else None


def _items(form: FormTable, reader: ValueReader) -> tuple[Record, Mapping[str, Place]]:
    """What is written for each item, row by row, and where the items stand that nothing is written for."""
    names, found, empty = known_names(CASE_ITEMS), dict[str, list[Written]](), dict[str, Place]()
    for number in form.filled_rows(("item", "label", "value", "english")):
        cells = form.cells_of(number)
        value, english = cells.get("value"), cells.get("english")
        item = _item_of(cells, names)
        if item is None:
            if not (is_blank(value) and is_blank(english)):
                at = _place(form, number, "item")
                reader.refuse("case-item-unknown", *say.ITEM_CODE_LOST, at, cell_text(cells.get("item")))
            continue
        at = replace(_place(form, number, "value"), column=item.label.ja)
        empty.setdefault(item.field, at)
        if not is_blank(value):
            found.setdefault(item.field, []).append(Written(value, at))
        if not is_blank(english):
            at = replace(_place(form, number, "english"), column=item.english.label.ja)
            if takes_english(item):
                found.setdefault(item.english.field, []).append(Written(english, at))
            else:
                reader.warn("case-english-not-taken", *say.ENGLISH_NOT_TAKEN, at, cell_text(english))
    return found, empty


def _item_of(cells: Mapping[str, Cell], names: Mapping[str, str]) -> Item | None:
    """The item of a row, by its code; by its name where the code is empty."""
    code = cell_text(cells.get("item")).strip()
    if code:
        return CASE_FIELDS.get(code)
    return CASE_FIELDS.get(names.get(word_key(cell_text(cells.get("label"))), ""))


def _rows(form: FormTable | None, table: TableSheet, reader: ValueReader) -> tuple[Record, ...]:
    """The rows of a table in which anything is written."""
    if form is None:
        return ()
    percent = _percent_rows(form) if table is FIGURES else frozenset()
    items = {i.field: i for i in table.items}
    found = []
    for number in form.filled_rows(form.found.places):
        record = {}
        for field, cell in form.cells_of(number).items():
            if is_blank(cell):
                continue
            at = replace(_place(form, number, field), column=items[field].label.ja)
            shown_as_percent = field == "rate_percent" and number in percent
            record[field] = [_from_percent_format(cell, at, reader) if shown_as_percent else Written(cell, at)]
        if record:
            found.append(record)
    return tuple(found)


def _from_percent_format(cell: Cell, at: Place, reader: ValueReader) -> Written:
    if not isinstance(cell, float):
        return Written(cell, at)
    read = Text(f"{cell * 100:g}％と読みました", f"read as {cell * 100:g} percent")
    reader.warn("case-rate-percent", say.RATE_PERCENT, read, at, f"{cell:.4g}")
    return Written(float(f"{cell * 100:.15g}"), at)


def _percent_rows(form: FormTable) -> frozenset[int]:
    x = form.found.places.get("rate_percent")
    container = form.book.container if form.book.kind is FileKind.XLSX else None
    if x is None or container is None or not any(isinstance(v, float) for v in form.sheet.columns[x].values):
        return frozenset()
    return percent_rows(container, form.found.name, form.book.file, column_letters(x))


def _place(form: FormTable, number: int, field: str) -> Place:
    x = form.found.places.get(field)
    cell = f"{column_letters(x)}{number}" if x is not None else ""
    return Place(form.book.file, form.found.name, number, form.heads.get(field, ""), cell=cell)


def _retold(problem: Problem) -> Problem:
    """What the survey's reader of workbooks says, in the words of this form."""
    code = problem.code.replace("survey-", "case-")
    remedy = next((words for end, words in _REMEDIES.items() if code.endswith(end)), problem.remedy)
    what = Text(problem.what.ja.replace("調査票", "様式"), problem.what.en.replace("survey", "form"))
    return replace(problem, code=code, what=what, remedy=remedy)


_REMEDIES: Final = {
    "head-missing": say.NO_CASE_SHEET[1],
    "file-foreign": say.NO_CASE_SHEET[1],
    "too-many-rows": say.NO_CASE_SHEET[1],
    "column-missing": Text(
        "分からないままにしました。消したのでなければ、新しい様式に書き直してください",
        "its entries stay unknown; use a new form if nobody deleted it",
    ),
    "column-unknown": say.ITEM_UNKNOWN[1],
}
