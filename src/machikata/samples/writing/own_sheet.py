# SPDX-License-Identifier: Apache-2.0
"""A section's answers in a table of its own making: title block, heads in two rows, merged cells, Japanese years, hours for minutes.

It tells less than the form does: no nature, system, law or share of exceptions, and nothing of the people.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from machikata.domain.municipality import Municipality
from machikata.domain.workload import SectionSurvey, StaffKind, SurveyLine
from machikata.records.survey.mapping import AnswerField, AnswerUnit, MappedAnswer, SurveyConstants, SurveyMapping

_CREATED = datetime(2026, 1, 1, tzinfo=UTC)  # a constant, so that equal answers give equal bytes
_HEAD_ROW = 5
_TOTAL = "合計"
_STAFF_WORDS: Mapping[StaffKind, str] = {
    StaffKind.REGULAR: "正職員", StaffKind.FIXED_TERM: "会計年度任用職員", StaffKind.CONTRACTOR: "委託業者",
}  # fmt: skip
_OWN_TITLES: Mapping[str, str] = {
    "care.s2": "調査員の手配",
    "care.s4": "調査票の点検",
    "care.s5": "主治医意見書の依頼（催促を含む）",
    "care.s7": "結果通知の発送",
}
"""Steps in the section's own words, where these are not the dictionary's."""
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: the field it answers, its upper head (merged over neighbours that share it), its lower head, its unit."""

    field: AnswerField
    upper: str
    lower: str = ""
    unit: AnswerUnit | None = None
    merged: bool = False

    @property
    def head(self) -> str:
        """Both heads as a reader joins them."""
        return f"{self.upper} {self.lower}".strip()


_COLUMNS = (
    _Column(AnswerField.FISCAL_YEAR, "年度", merged=True),
    _Column(AnswerField.DUTY, "事務", merged=True),
    _Column(AnswerField.TITLE, "作業工程", merged=True),
    _Column(AnswerField.STAFF, "従事者"),
    _Column(AnswerField.CASES, "処理件数（年間）"),
    _Column(AnswerField.MINUTES, "所要時間", "１件当たり（時間）", AnswerUnit.HOURS),
    _Column(AnswerField.HOURS, "所要時間", "年間合計（時間）", AnswerUnit.HOURS),
    _Column(AnswerField.FEE, "委託費（千円）", unit=AnswerUnit.THOUSAND_YEN),
    _Column(AnswerField.BUSY_FROM, "忙しい時期", "始め"),
    _Column(AnswerField.BUSY_TO, "忙しい時期", "終わり"),
    _Column(AnswerField.MEDIUM, "紙・電子の別"),
)


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """The workbook, how its author would have its columns read, and what of the answers stands in it."""

    content: bytes
    mapping: SurveyMapping
    answers: SectionSurvey


def own_sheet(body: Municipality, answers: SectionSurvey) -> OwnSheet:
    """The answers (about one process) in a table of the section's own; the same answers give the same bytes."""
    said = replace(answers, lines=tuple(_said(line) for line in answers.lines), staff=())
    rows = [_row(line, answers.fiscal_year) for line in answers.lines]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        _Table(book, rows).write(body, answers)
    return OwnSheet(buffer.getvalue(), _mapping(body, said), said)


def _said(line: SurveyLine) -> SurveyLine:
    """What of a line stands in the table, in the section's own words."""
    return replace(line, title=_title(line), order=None, nature=None, system="", legal_basis="", exception_share=None)


def _row(line: SurveyLine, fiscal_year: int) -> dict[AnswerField, Any]:
    return {
        AnswerField.FISCAL_YEAR: f"令和{fiscal_year - 2018}年度".translate(_FULL_WIDTH),
        AnswerField.DUTY: line.duty,
        AnswerField.TITLE: _title(line),
        AnswerField.STAFF: _STAFF_WORDS[line.staff],
        AnswerField.CASES: line.cases,
        AnswerField.MINUTES: None if line.minutes_per_case is None else line.minutes_per_case / 60.0,
        AnswerField.HOURS: line.hours,
        AnswerField.FEE: None if line.fee_yen is None else line.fee_yen // 1_000,
        AnswerField.BUSY_FROM: _month(line.busy_from),
        AnswerField.BUSY_TO: _month(line.busy_to),
        AnswerField.MEDIUM: line.medium.label.ja if line.medium else None,
    }


def _title(line: SurveyLine) -> str:
    return _OWN_TITLES.get(line.step, line.title)


def _month(month: int | None) -> str | None:
    return None if month is None else f"{month}月".translate(_FULL_WIDTH)


class _Table:
    """Writes the sheet; rows and columns as XlsxWriter counts them, from 0."""

    def __init__(self, book: xlsxwriter.Workbook, rows: Sequence[Mapping[AnswerField, Any]]) -> None:
        self.sheet = book.add_worksheet("事務量調査")
        self.rows = rows
        self.title = book.add_format({"bold": True, "align": "center", "font_size": 14})
        self.cell = book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True})
        self.head = book.add_format({"border": 1, "align": "center", "valign": "vcenter", "bg_color": "#DDDDDD"})
        self.count = book.add_format({"border": 1, "num_format": "#,##0"})
        self.hours = book.add_format({"border": 1, "num_format": "0.00"})

    def write(self, body: Municipality, answers: SectionSurvey) -> None:
        """Everything on the one sheet."""
        last, year = len(_COLUMNS) - 1, f"{answers.fiscal_year - 2018}".translate(_FULL_WIDTH)
        self.sheet.merge_range(0, 0, 0, last, f"令和{year}年度　事務量調査表", self.title)
        self.sheet.write_string(1, 0, "架空のデータです。実在の団体とは関係ありません。")
        self.sheet.write_string(2, 0, f"団体名：{body.name.ja}　　担当：{answers.section}")
        self.sheet.write_string(2, last - 2, "作成日：令和８年４月２０日")
        self.sheet.set_column(0, last, 14)
        self._write_heads()
        self._write_rows()
        self._write_total()

    def _write_heads(self) -> None:
        for upper, group in groupby(enumerate(_COLUMNS), key=lambda c: c[1].upper):
            columns = list(group)
            first, end = columns[0][0], columns[-1][0]
            if first == end:
                self.sheet.merge_range(_HEAD_ROW - 1, first, _HEAD_ROW, first, upper, self.head)
                continue
            self.sheet.merge_range(_HEAD_ROW - 1, first, _HEAD_ROW - 1, end, upper, self.head)
            for x, column in columns:
                self.sheet.write_string(_HEAD_ROW, x, column.lower, self.head)

    def _write_rows(self) -> None:
        for x, column in enumerate(_COLUMNS):
            for first, end, value in self._blocks(column):
                if end > first:
                    self.sheet.merge_range(first, x, end, x, value, self.cell)
                elif value is None:
                    self.sheet.write_blank(first, x, None, self.cell)
                else:
                    self.sheet.write(first, x, value, self._look(column))

    def _blocks(self, column: _Column) -> Iterator[tuple[int, int, Any]]:
        """First and last row and value; equal values below each other are one block in a merged column."""
        numbered = [(i, row[column.field]) for i, row in enumerate(self.rows, start=_HEAD_ROW + 1)]
        if not column.merged:
            yield from ((i, i, value) for i, value in numbered)
            return
        for value, group in groupby(numbered, key=lambda pair: pair[1]):
            block = list(group)
            yield block[0][0], block[-1][0], value

    def _look(self, column: _Column) -> Any:
        if column.field is AnswerField.MINUTES:
            return self.hours
        return self.count if column.field in (AnswerField.CASES, AnswerField.HOURS, AnswerField.FEE) else self.cell

    def _write_total(self) -> None:
        below = _HEAD_ROW + 1 + len(self.rows)
        for x, column in enumerate(_COLUMNS):
            if column.field is AnswerField.TITLE:
                self.sheet.write_string(below, x, _TOTAL, self.cell)
            elif column.field in (AnswerField.HOURS, AnswerField.FEE):
                self.sheet.write_number(below, x, sum(row[column.field] or 0 for row in self.rows), self.count)


def _mapping(body: Municipality, answers: SectionSurvey) -> SurveyMapping:
    """As the section's own officer would confirm it."""
    (process,) = answers.processes
    asked = {line.step for line in answers.lines}
    return SurveyMapping(
        columns=tuple(MappedAnswer(xl_col_to_name(x), c.head, c.field, unit=c.unit) for x, c in enumerate(_COLUMNS)),
        sheet="事務量調査",
        head_row=_HEAD_ROW,
        head_rows=2,
        first_row=_HEAD_ROW + 2,
        constants=SurveyConstants(body=body.code, section=answers.section, process=process),
        merged=tuple(c.field for c in _COLUMNS if c.merged),
        left_out=(_TOTAL,),
        steps=tuple((title, step) for step, title in _OWN_TITLES.items() if step in asked),
    )
