# SPDX-License-Identifier: Apache-2.0
"""Cells of a case study as values: what is certain is read, everything else is named with its place and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.text import Text
from machikata.domain.written_dates import DateFault
from machikata.records.case_files import messages as say
from machikata.records.case_files.columns import NO_WORDS, YES_WORDS, Item, ItemKind
from machikata.records.case_files.dates import read_partial_date
from machikata.records.masking.identifiers import plain_digits
from machikata.records.survey.findings import shown
from machikata.records.survey.labels import read_fiscal_year, word_key
from machikata.records.survey.quantities import Quantity
from machikata.records.survey.written_numbers import NumberFault, fault_texts, read_number
from machikata.records.tables.limits import NAMED_PLACES
from machikata.records.tables.workbook import Cell, cell_text

_PLAIN_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SIGNS: Final = frozenset("-−▲△‐–－")


@dataclass(frozen=True, slots=True)
class Written:
    """One cell or entry as it came, and where it stands."""

    value: Cell
    place: Place


Record = Mapping[str, Sequence[Written]]
"""What was written for each item, by its code; what is empty is left out."""


@dataclass(slots=True)
class ValueReader:
    """Reads written values and keeps what is to be said about them. `typed`: the file tells numbers from texts."""

    typed: bool = True
    problems: list[Problem] = field(default_factory=list)
    faulty: set[Place] = field(default_factory=set)
    """Places of values that could not be read: nothing more is said about them."""
    _seen: dict[str, int] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)

    def refuse(
        self, code: str, what: Text, remedy: Text, at: Place, value: object = "", *, choices: tuple[str, ...] = ()
    ) -> None:
        """A fault, up to a limit for each code; the last one then counts for the rest."""
        self.faulty.add(at)
        self.add(Problem(code, what, remedy, replace(at, value=shown(value)), choices=choices))

    def warn(self, code: str, what: Text, remedy: Text, at: Place, value: object = "") -> None:
        """Something read for certain but worth a word."""
        self.add(Problem(code, what, remedy, replace(at, value=shown(value)), Severity.WARNING))

    def add(self, problem: Problem) -> None:
        """A finding of whatever kind."""
        seen = self._seen[problem.code] = self._seen.get(problem.code, 0) + 1
        if seen <= NAMED_PLACES:
            self._last[problem.code] = len(self.problems)
            self.problems.append(problem)
            return
        last = self._last[problem.code]
        self.problems[last] = replace(self.problems[last], count=self.problems[last].count + 1)

    def words(self, item: Item, record: Record) -> str:
        """A text as it is written."""
        found = self._one(item, record)
        if found is None:
            return ""
        return found.value if isinstance(found.value, str) else cell_text(found.value)

    def text(self, item: Item, record: Record) -> Text:
        """A text in both languages; the English one may be missing."""
        return Text(self.words(item, record), self.words(item.english, record))

    def many(self, item: Item, record: Record) -> tuple[str, ...]:
        """Several texts in their order."""
        return tuple(cell_text(w.value) for w in record.get(item.field, ()))

    def code(self, item: Item, record: Record) -> str | None:
        """The code of a word; None when nothing is written or it is none (then a fault says so)."""
        found = self._one(item, record)
        return None if found is None else self._code(item, found)

    def codes(self, item: Item, record: Record) -> tuple[str, ...]:
        """Several codes in their order, each once."""
        read = {}
        for written in record.get(item.field, ()):
            if (code := self._code(item, written)) is None:
                continue
            if code in read:
                self.warn("case-code-repeated", *say.CODE_REPEATED, written.place, written.value)
            read[code] = True
        return tuple(read)

    def yes(self, item: Item, record: Record) -> bool:
        """Whether はい is written; an empty cell is no."""
        found = self._one(item, record)
        if found is None:
            return False
        if isinstance(found.value, bool):
            return found.value
        key = word_key(cell_text(found.value))
        if key not in YES_WORDS | NO_WORDS:
            self.refuse("case-yes-unknown", *say.YES_UNKNOWN, found.place, found.value)
        return key in YES_WORDS

    def date(self, item: Item, record: Record) -> str:
        """A date as exact as it is written; "" when nothing is."""
        found = self._one(item, record)
        if found is None:
            return ""
        if isinstance(found.value, (date, datetime)):
            # a spreadsheet turns 2018-07 into the first of July
            day = cell_text(found.value)[:10]
            if day.endswith("-01"):
                self.warn("case-date-first-of-month", *say.FIRST_OF_MONTH, found.place, day)
            return day
        text = cell_text(found.value)
        read = read_partial_date(text)
        if isinstance(read, DateFault):
            self.refuse(read.value, read.what, say.DATE_REMEDY, found.place, text)
            return ""
        return read

    def body(self, item: Item, record: Record) -> str:
        """The digits of a municipality code; whether they are one is judged later."""
        found = self._one(item, record)
        if found is None:
            return ""
        text = cell_text(found.value).strip()
        digits = plain_digits(text)
        return digits if digits and len(digits) == len(text) else text

    def number(self, item: Item, record: Record) -> float | None:
        """The number of a cell in the quantity's unit; a minus sign or ▲ before it makes it negative where figures may be."""
        found = self._one(item, record)
        if found is None:
            return None
        assert item.quantity is not None
        if item.quantity is Quantity.YEAR and (year := read_fiscal_year(cell_text(found.value))) is not None:
            found = Written(float(year), found.place)
        read = self._signed(found.value, item.quantity)
        if isinstance(read, NumberFault):
            self.refuse(
                read.value.replace("survey-", "case-"), *fault_texts(read, item.quantity), found.place, found.value
            )
            return None
        return read

    def _signed(self, cell: Cell, quantity: Quantity) -> float | NumberFault | None:
        """The number, negative where one minus sign or ▲ stands before it and the quantity may be negative."""
        negative, size = _without_sign(cell) if quantity is Quantity.FIGURE else (False, cell)
        if isinstance(size, str) and _PLAIN_NUMBER.fullmatch(size):
            size = float(size)
        found = read_number(size, quantity, typed=self.typed)
        if found is None or isinstance(found, NumberFault):
            return found
        return -found.value if negative else found.value

    def _code(self, item: Item, written: Written) -> str | None:
        assert item.codes is not None
        code = item.codes.code_of(cell_text(written.value))
        if code is None:
            self.refuse(
                "case-code-unknown",
                *say.code_unknown(item.codes),
                written.place,
                written.value,
                choices=tuple(item.codes.labels),
            )
        return code

    def _one(self, item: Item, record: Record) -> Written | None:
        """What is written for an item that takes one value; a second one is a fault."""
        found = [w for w in record.get(item.field, ()) if not is_blank(w.value)]
        for other in found[1:]:
            self.refuse("case-item-repeated", *say.ITEM_REPEATED, other.place, other.value)
        return found[0] if found else None


def _without_sign(cell: Cell) -> tuple[bool, Cell]:
    """Whether a cell is below zero, and its size."""
    if isinstance(cell, str):
        text = cell.strip()
        rest = text[1:].strip()
        return (True, rest) if text[:1] in _SIGNS and rest and rest[0] not in _SIGNS else (False, cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell < 0:
        return True, -float(cell)
    return False, cell


def is_blank(cell: Cell) -> bool:
    """Whether nothing is written."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def place_of(record: Record, item: Item | str, fallback: Place) -> Place:
    """Where an item is written, or the place that stands for the whole."""
    code = item if isinstance(item, str) else item.field
    written = record.get(code)
    return written[0].place if written else fallback


MANY_KINDS: Final = (ItemKind.MANY, ItemKind.MANY_CODES)
