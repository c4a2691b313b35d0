# SPDX-License-Identifier: Apache-2.0
"""Numbers that name facilities, children and households: found again although a spreadsheet took their zeros, refused where it took more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from machikata.apps.daycare_matching.reading.columns import BLANK, Column, Ints, read_values
from machikata.apps.daycare_matching.reading.findings import Fault, Findings, place_of, warning
from machikata.apps.daycare_matching.reading.values import read_identifier
from machikata.domain.text import Text

UNKNOWN, AMBIGUOUS = -2, -3
_EXACT_DIGITS = 15
"""A spreadsheet keeps this many digits of a number and writes zeros for the rest."""
_ZEROS_BY_CHANCE = 3
"""So many zeros together behind the fifteenth digits are no chance (one in a thousand)."""


def without_zeros(number: str) -> str:
    """A number as a spreadsheet shows it: without zeros in front."""
    return (number.lstrip("0") or "0") if number.isdigit() else number


def written_number(text: str) -> str:
    """A number as the readers take it, whatever its width; as it stands where they would refuse it."""
    read = read_identifier(text)
    return read if isinstance(read, str) else text.strip()


@dataclass(frozen=True, slots=True)
class NumberBook:
    """Numbers and their places. A number that is not there exactly is looked for without its zeros in front."""

    exact: dict[str, int] = field(default_factory=dict)
    shortened: dict[str, list[int]] = field(default_factory=dict)

    def find(self, number: str) -> int:
        """The place, `UNKNOWN`, or `AMBIGUOUS` when several differ only by zeros in front."""
        if number in self.exact:
            return self.exact[number]
        found = self.shortened.get(without_zeros(number), [])
        return found[0] if len(found) == 1 else AMBIGUOUS if found else UNKNOWN


def book_of(numbers: Iterable[str]) -> NumberBook:
    """A book of numbers in their order; of equal ones the first."""
    book = NumberBook()
    for place, number in enumerate(numbers):
        if number not in book.exact:
            book.exact[number] = place
            book.shortened.setdefault(without_zeros(number), []).append(place)
    return book


def read_identifiers(column: Column, findings: Findings) -> list[str | None]:
    """The number behind each code (None for the last place and for faults). Long numbers damaged by a spreadsheet are refused."""
    read = read_values(column, read_identifier, findings)
    long = [(code, v) for code, v in enumerate(read) if v is not None and v.isdigit() and len(v) > _EXACT_DIGITS]
    zeros = [(code, v) for code, v in long if not v[_EXACT_DIGITS:].strip("0")]
    if not zeros or len(zeros) < len(long) or sum(len(v) - _EXACT_DIGITS for _, v in zeros) < _ZEROS_BY_CHANCE:
        return read
    codes = [code for code, _ in zeros]
    for code, rows in zip(codes, column.rows_with(codes), strict=True):
        findings.each(rows, lambda row: column.problem(row, _ZEROED))
        read[code] = None
    return read


_ZEROED = Fault(
    "number-damaged",
    Text("16桁目から後がすべて0です。表計算ソフトが長い番号の後ろを0に変えています", "all digits from the sixteenth on are zeros: a spreadsheet has cut the number"),
    Text("元のシステムから書き出し直し、この列を「文字列」の書式で開いてください", "export it again and open the column as text"),
)  # fmt: skip


def look_up(column: Column, numbers: Sequence[str | None], book: NumberBook, findings: Findings) -> Ints:
    """By row the place of the column's number in a book, `BLANK` for nothing written or a fault already told, `UNKNOWN` or `AMBIGUOUS`.

    What was found only without zeros in front is told once for the column.
    """
    places = np.array([BLANK if number is None else book.find(number) for number in numbers], np.int64)
    inexact = np.array([number is not None and number not in book.exact for number in numbers], np.bool_)
    rows = np.flatnonzero((inexact & (places >= 0))[column.codes])
    if len(rows):
        first = int(rows[0])
        what = Text(
            f"先頭の0が落ちた番号を{len(rows)}か所で補って読みました",
            f"zeros in front were put back in {len(rows)} places",
        )
        remedy = Text("番号の列を「文字列」の書式にすると確かです", "format columns of numbers as text to be sure")
        place = place_of(column.table, first, column.header, column.text_at(first))
        findings.add(warning("zeros-put-back", what, remedy, place), count=len(rows))
    return places[column.codes]
