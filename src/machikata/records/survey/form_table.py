# SPDX-License-Identifier: Apache-2.0
"""What both sheets of the form have in common: rows by field, and the body, section and year that every row repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np

from machikata.domain.errors import Problem
from machikata.domain.text import Text
from machikata.records.survey import form_messages as say
from machikata.records.survey.book import SurveyBook
from machikata.records.survey.cells import CellReader
from machikata.records.survey.findings import Findings
from machikata.records.survey.form_layout import FormColumn
from machikata.records.survey.heads import check_merged_answers
from machikata.records.survey.labels import word_key
from machikata.records.tables.workbook import Cell, cell_text, column_letters


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet with the heads of the form: the row of the head (from 1) and the column (from 0) of each field."""

    name: str
    head_row: int
    places: Mapping[str, int]


class FormTable:
    """What both sheets have in common: rows by field, the body, section and year that every row repeats."""

    def __init__(self, book: SurveyBook, found: FormSheet, columns: Sequence[FormColumn]) -> None:
        self.book, self.found = book, found
        self.findings = Findings(book.file, found.name)
        self.reader = CellReader(self.findings, book.typed)
        self.heads = {c.field: c.head for c in columns if c.field in found.places}
        self.sheet = book.sheet(found.name)
        self._pick, self._last = itemgetter(*found.places.values()), max(found.places.values())
        numbers = {
            found.places[c.field]: c.head for c in columns if c.quantity and not c.given and c.field in found.places
        }
        check_merged_answers(self.sheet, numbers, found.head_row + 1, self.findings)
        self._name_missing(columns)
        self._name_strange(columns)

    def filled_rows(self, fields: Iterable[str]) -> list[int]:
        """Rows (from 1, below the head) in which any of the fields is written."""
        written = np.zeros(len(self.sheet.rows), np.bool_)
        for field in fields:
            if field in self.found.places:
                written |= self.sheet.columns[self.found.places[field]].codes != 0
        return [int(row) + 1 for row in np.flatnonzero(written) if row >= self.found.head_row]

    def cells_of(self, number: int) -> dict[str, Cell]:
        row = self.sheet.rows[number - 1]
        if len(row) <= self._last:
            row = [*row, *(None,) * (self._last + 1 - len(row))]
        return dict(zip(self.found.places, self._pick(row), strict=True))

    def place_of(self) -> tuple[str, str, int]:
        """Body, section ("" where no row says one) and year, which all rows must agree on."""
        rows = np.array(self.filled_rows(self.found.places), np.int64) - 1
        body = self._one("body", *self._values("body", rows), faulty=False)
        # a body asked as a whole gets a form that leaves the section open; who takes it in says which one it is
        section = self._one("section", *self._values("section", rows), faulty=True)
        seen, empty = self._values("fiscal_year", rows)
        head = self.heads.get("fiscal_year", "")
        years = {self.reader.fiscal_year(text, row=row, column=head): row for text, row in seen.items()}
        year = self._one(
            "fiscal_year", {str(y): n for y, n in years.items() if y is not None}, empty, faulty=None in years
        )
        return body, section, int(year or 0)

    def _values(self, field: str, rows: Any) -> tuple[dict[str, int], list[int]]:
        """The values of a column with the first row of each, and the rows that leave it empty."""
        if field not in self.found.places:
            return {}, []
        column = self.sheet.columns[self.found.places[field]]
        codes = column.codes[rows]
        used, first = np.unique(codes, return_index=True)
        pairs = sorted((int(rows[at]) + 1, int(code)) for code, at in zip(used, first, strict=True) if code)
        return {cell_text(column.values[code]): row for row, code in pairs}, [int(r) + 1 for r in rows[codes == 0]]

    def _one(self, field: str, seen: Mapping[str, int], empty: Sequence[int], *, faulty: bool) -> str:
        head = self.heads.get(field, field)
        if not seen:
            if not faulty:
                self.findings.error("survey-place-missing", *say.PLACE_MISSING, column=head)
            return ""
        first, *others = seen.items()
        for value, number in others:
            what = Text(f"{first[1]}行目の「{first[0]}」と違います", f"differs from “{first[0]}” in row {first[1]}")
            self.findings.error("survey-place-mixed", what, say.PLACE_MIXED, row=number, column=head, value=value)
        for number in empty if not others else ():
            read = Text(f"ほかの行と同じ「{first[0]}」と読みました", f"read as “{first[0]}” like all other rows")
            self.findings.note("survey-place-empty", say.PLACE_EMPTY, read, row=number, column=head)
        return first[0]

    def problems(self) -> list[Problem]:
        about = self.book.about(self.found.name, columns=self.found.places.values(), first_row=self.found.head_row + 1)
        return [*about, *self.findings.problems()]

    def _name_missing(self, columns: Sequence[FormColumn]) -> None:
        if self.found.head_row > 1:
            self.findings.note("survey-head-below", *say.HEAD_BELOW, row=self.found.head_row)
        for column in columns:
            if column.field not in self.found.places and column.field != "process_title":
                self.findings.note(
                    "survey-column-missing", *say.COLUMN_MISSING, row=self.found.head_row, column=column.head
                )

    def _name_strange(self, columns: Sequence[FormColumn]) -> None:
        """Columns that somebody added: they are not read, and columns whose head is there twice cannot be."""
        row = self.sheet.rows[self.found.head_row - 1]
        known = {word_key(c.head): c for c in columns}
        for x, cell in enumerate(row):
            column = known.get(word_key(cell_text(cell)))
            if column is not None and self.found.places[column.field] != x:
                self.findings.error(
                    "survey-head-repeated", *say.HEAD_REPEATED, row=self.found.head_row, column=column.head
                )
            elif column is None and (self.sheet.columns[x].codes[self.found.head_row :] != 0).any():
                name = cell_text(cell) or column_letters(x)
                self.findings.note("survey-column-unknown", *say.COLUMN_UNKNOWN, row=self.found.head_row, column=name)
