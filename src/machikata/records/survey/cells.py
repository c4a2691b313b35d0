# SPDX-License-Identifier: Apache-2.0
"""Single cells of a survey as values of the domain; what is odd or wrong goes into the findings with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from machikata.domain.errors import Severity
from machikata.domain.text import Text
from machikata.domain.workload import Medium, Nature, StaffKind
from machikata.records.masking.identifiers import IdentifierKind, find_identifiers, without
from machikata.records.survey.findings import Findings
from machikata.records.survey.form_layout import MEDIUM_LABELS, NATURE_LABELS, STAFF_LABELS
from machikata.records.survey.labels import MEDIUM_WORDS, NATURE_WORDS, STAFF_WORDS, read_fiscal_year, read_word
from machikata.records.survey.quantities import Quantity
from machikata.records.survey.written_numbers import NumberFault, fault_texts, read_number
from machikata.records.tables.workbook import Cell, cell_text

W = TypeVar("W", bound=Enum)
_FEWEST_DIGITS = 12


@dataclass(slots=True)
class CellReader:
    """Reads the cells of one sheet. `typed` as in `SurveyBook`; `staff_words` are labels that a person has settled."""

    findings: Findings
    typed: bool = True
    staff_words: Mapping[str, StaffKind] = field(default_factory=dict)
    _clean: dict[str, str] = field(default_factory=dict)

    def number(self, cell: Cell, quantity: Quantity, *, row: int, column: str, factor: float = 1.0) -> float | None:
        """The number of a cell in the quantity's unit; None when it is empty or faulty (then a finding says so)."""
        if cell is None or cell == "":
            return None
        found = read_number(cell, quantity, typed=self.typed, factor=factor)
        if found is None:
            return None
        if isinstance(found, NumberFault):
            what, remedy = fault_texts(found, quantity)
            self.findings.error(found.value, what, remedy, row=row, column=column, value=cell_text(cell))
            return None
        for habit in found.habits:
            self.findings.note(habit.value, habit.what, _AS_NUMBER, row=row, column=column, value=cell_text(cell))
        return found.value

    def whole(self, cell: Cell, quantity: Quantity, *, row: int, column: str) -> int | None:
        """As `number`, for quantities that are whole."""
        found = self.number(cell, quantity, row=row, column=column)
        return None if found is None else int(found)

    def text(self, cell: Cell, *, row: int, column: str) -> str:
        """A free text as it is written, individual numbers masked."""
        if cell is None or cell == "":
            return ""
        text = cell if isinstance(cell, str) else cell_text(cell)
        if text not in self._clean:
            self._clean[text] = without_my_numbers(text)
        clean = self._clean[text]
        if clean != text:
            # the value itself must not stand in a message
            self.findings.note("survey-my-number", _MY_NUMBER, _MASKED, row=row, column=column)
        return clean

    def staff(self, cell: Cell, *, row: int, column: str) -> StaffKind | None:
        """The kind of staff of a label."""
        text = cell_text(cell)
        if (settled := self.staff_words.get(text) or STAFF_LABELS.get(text)) is not None:
            return settled
        if not text.strip():
            self.findings.error("survey-staff-missing", _NO_STAFF, _STAFF_REMEDY, row=row, column=column)
            return None
        return self._word(
            text, STAFF_WORDS, STAFF_LABELS, "survey-staff-unknown", _STAFF_REMEDY, row=row, column=column
        )

    def nature(self, cell: Cell, *, row: int, column: str) -> Nature | None:
        """定型 or 判断; None when empty."""
        text = cell_text(cell)
        if not text.strip():
            return None
        return self._word(
            text, NATURE_WORDS, NATURE_LABELS, "survey-nature-unknown", _NATURE_REMEDY, row=row, column=column
        )

    def medium(self, cell: Cell, *, row: int, column: str) -> Medium | None:
        """紙, 電子 or 紙と電子; None when empty."""
        text = cell_text(cell)
        if not text.strip():
            return None
        return self._word(
            text, MEDIUM_WORDS, MEDIUM_LABELS, "survey-medium-unknown", _MEDIUM_REMEDY, row=row, column=column
        )

    def fiscal_year(self, cell: Cell, *, row: int, column: str) -> int | None:
        """The Western year of a fiscal year, from a number or 和暦; None when empty or faulty."""
        text = cell_text(cell)
        if not text.strip():
            return None
        year = read_fiscal_year(text)
        limits = Quantity.YEAR.value
        if year is None or not limits.least <= year <= limits.most:
            self.findings.error("survey-year-unreadable", _NO_YEAR, _YEAR_REMEDY, row=row, column=column, value=text)
            return None
        if text != str(year):
            remedy = Text(f"{year}年度（西暦）と読みました", f"read as fiscal {year}")
            self.findings.note("survey-year-written", _YEAR_WRITTEN, remedy, row=row, column=column, value=text)
        return year

    def _word(
        self, text: str, words: Mapping[str, W], own: Mapping[str, W], code: str, remedy: Text, *, row: int, column: str
    ) -> W | None:  # fmt: skip
        found, plain = read_word(text, words, own)
        if found is None:
            self.findings.error(code, _NOT_A_CHOICE, remedy, row=row, column=column, value=text)
        elif not plain:
            label = next(ja for ja, value in own.items() if value is found)
            read = Text(f"「{label}」と読みました", f"read as “{label}”")
            self.findings.note(
                f"{code.rpartition('-')[0]}-variant",
                _VARIANT,
                read,
                row=row,
                column=column,
                value=text,
                severity=Severity.WARNING,
            )
        return found


def without_my_numbers(text: str) -> str:
    """`text` with individual numbers masked, and nothing else."""
    if sum(c.isdigit() for c in text) < _FEWEST_DIGITS:
        return text
    return without(text, tuple(f for f in find_identifiers(text) if f.kind is IdentifierKind.MY_NUMBER))


_AS_NUMBER = Text(
    "数はそのまま読みました。半角の数字だけで書くと確かです", "the number was read; digits alone are surest"
)
_MY_NUMBER = Text(
    "個人番号（マイナンバー）とみられる12桁の数字が入っています",
    "twelve digits that look like an individual number (My Number)",
)
_MASKED = Text(
    "〔個人番号〕に置き換えて読みました。元のファイルからも消してください",
    "they were masked; delete them from the original file too",
)
_NO_STAFF = Text("担い手が書かれていません", "the kind of staff is missing")
_STAFF_REMEDY = Text("正規、会計年度任用、委託のどれかを選んでください", "choose 正規, 会計年度任用 or 委託")
_NATURE_REMEDY = Text("定型か判断を選ぶか、空欄にしてください", "choose 定型 or 判断, or leave it empty")
_MEDIUM_REMEDY = Text(
    "紙、電子、紙と電子のどれかを選ぶか、空欄にしてください", "choose 紙, 電子 or 紙と電子, or leave it empty"
)
_NOT_A_CHOICE = Text("選べる言葉ではありません", "not one of the words to choose from")
_VARIANT = Text("様式と違う書き方です", "written otherwise than in the form")
_NO_YEAR = Text("年度として読めません", "not readable as a fiscal year")
_YEAR_REMEDY = Text("2025、令和7年度、R7 のように書いてください", "write 2025, 令和7年度 or R7")
_YEAR_WRITTEN = Text("年度が西暦の数字ではありません", "the fiscal year is not written as a Western year")
