# SPDX-License-Identifier: Apache-2.0
"""What the columns of a section's own table mean: confirmed by a person, saved with the body, used again for its next file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.errors import Problem
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind


class AnswerField(StrEnum):
    """What a column answers: a field of `SurveyLine`, or the place (body, section, fiscal year) of the row."""

    BODY = "body"
    SECTION = "section"
    FISCAL_YEAR = "fiscal_year"
    PROCESS = "process"
    DUTY = "duty"
    TITLE = "title"
    STEP = "step"
    STAFF = "staff"
    ORDER = "order"
    CASES = "cases"
    MINUTES = "minutes_per_case"
    HOURS = "hours"
    FEE = "fee_yen"
    BUSY_FROM = "busy_from"
    BUSY_TO = "busy_to"
    BUSY = "busy"
    """Both busy months in one cell (3月〜5月)."""
    NATURE = "nature"
    MEDIUM = "medium"
    SYSTEM = "system"
    LEGAL_BASIS = "legal_basis"
    EXCEPTION_SHARE = "exception_share"
    NOTE = "note"

    @property
    def label(self) -> Text:
        """The field in words."""
        return _LABELS[self]

    @property
    def is_label(self) -> bool:
        """Whether it tells what a row is about, and is no answer."""
        return self in _LABEL_FIELDS


_LABELS = {
    AnswerField.BODY: Text("団体コード", "Body"),
    AnswerField.SECTION: Text("係", "Section"),
    AnswerField.FISCAL_YEAR: Text("年度", "Fiscal year"),
    AnswerField.PROCESS: Text("業務", "Process"),
    AnswerField.DUTY: Text("事務", "Duty"),
    AnswerField.TITLE: Text("工程", "Step"),
    AnswerField.STEP: Text("工程コード", "Code of the step"),
    AnswerField.STAFF: Text("担い手", "Kind of staff"),
    AnswerField.ORDER: Text("順番", "Order"),
    AnswerField.CASES: Text("年間件数", "Cases a year"),
    AnswerField.MINUTES: Text("1件あたり時間", "Time per case"),
    AnswerField.HOURS: Text("年間時間", "Hours a year"),
    AnswerField.FEE: Text("委託料", "Contractor’s fee"),
    AnswerField.BUSY_FROM: Text("繁忙期の始め", "First busy month"),
    AnswerField.BUSY_TO: Text("繁忙期の終わり", "Last busy month"),
    AnswerField.BUSY: Text("繁忙期（3月〜5月など）", "Busy months (3月〜5月)"),
    AnswerField.NATURE: Text("定型・判断", "Routine or judgement"),
    AnswerField.MEDIUM: Text("紙・電子", "Paper or electronic"),
    AnswerField.SYSTEM: Text("システム", "System"),
    AnswerField.LEGAL_BASIS: Text("根拠法令", "Legal basis"),
    AnswerField.EXCEPTION_SHARE: Text("例外の割合", "Share of exceptions"),
    AnswerField.NOTE: Text("備考", "Note"),
}
_LABEL_FIELDS = frozenset({
    AnswerField.BODY, AnswerField.SECTION, AnswerField.FISCAL_YEAR, AnswerField.PROCESS, AnswerField.DUTY, AnswerField.TITLE,
    AnswerField.STEP, AnswerField.STAFF,
})  # fmt: skip


class AnswerUnit(StrEnum):
    """The unit in which a column's bare numbers are written."""

    MINUTES = "minutes"
    HOURS = "hours"
    YEN = "yen"
    THOUSAND_YEN = "thousand_yen"
    PERCENT = "percent"
    SHARE = "share"

    @property
    def label(self) -> Text:
        """The unit in words."""
        return _UNIT_LABELS[self]


_UNIT_LABELS = {
    AnswerUnit.MINUTES: Text("分", "minutes"),
    AnswerUnit.HOURS: Text("時間", "hours"),
    AnswerUnit.YEN: Text("円", "yen"),
    AnswerUnit.THOUSAND_YEN: Text("千円", "thousand yen"),
    AnswerUnit.PERCENT: Text("％", "percent"),
    AnswerUnit.SHARE: Text("比率（0〜1）", "share (0–1)"),
}
UNITS: dict[AnswerField, dict[AnswerUnit, float]] = {
    AnswerField.MINUTES: {AnswerUnit.MINUTES: 1.0, AnswerUnit.HOURS: 60.0},
    AnswerField.HOURS: {AnswerUnit.HOURS: 1.0, AnswerUnit.MINUTES: 1 / 60},
    AnswerField.FEE: {AnswerUnit.YEN: 1.0, AnswerUnit.THOUSAND_YEN: 1_000.0},
    AnswerField.EXCEPTION_SHARE: {AnswerUnit.PERCENT: 1.0, AnswerUnit.SHARE: 100.0},
}
"""Units that a field may be written in, with the factor to the field's own."""


@dataclass(frozen=True, slots=True)
class MappedAnswer:
    """One column: where it stands (`letter`, as in a spreadsheet), the head it had (rows joined by a blank; "" when there is none),
    the field it answers, and the kind of staff it is about when the head says so (正規_時間). `unit` is needed for fields in `UNITS`.
    """

    letter: str
    head: str
    field: AnswerField
    staff: StaffKind | None = None
    unit: AnswerUnit | None = None


@dataclass(frozen=True, slots=True)
class SurveyConstants:
    """What no column says and holds for every row; "" and None: not given."""

    body: str = ""
    section: str = ""
    fiscal_year: int | None = None
    process: str = ""
    duty: str = ""
    staff: StaffKind | None = None


@dataclass(frozen=True, slots=True)
class SurveyMapping:
    """How one section's own table is to be read. Rows count from 1.

    `head_rows` rows from `head_row` on make the head. What only a person can decide, and is off until then:
    `fill_down` fields whose empty cells repeat the row above; `merged` fields whose merged cells hold for all rows they cover;
    `left_out` labels of rows that are no steps (合計); `steps` and `processes` what a label means (label, id; "" for a step of the
    body's own); `staff_words` what a label of staff means; `shared_volume` that a volume or time per case written once for several
    kinds of staff holds for each of them.
    """

    columns: tuple[MappedAnswer, ...]
    sheet: str = ""
    head_row: int = 1
    head_rows: int = 1
    first_row: int = 2
    constants: SurveyConstants = SurveyConstants()
    fill_down: tuple[AnswerField, ...] = ()
    merged: tuple[AnswerField, ...] = ()
    left_out: tuple[str, ...] = ()
    processes: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    staff_words: tuple[tuple[str, StaffKind], ...] = ()
    shared_volume: bool = False

    def of(self, field: AnswerField) -> tuple[MappedAnswer, ...]:
        """The columns of a field."""
        return tuple(c for c in self.columns if c.field is field)


@dataclass(frozen=True, slots=True)
class ProposedAnswer:
    """One column of the file: what it is taken for (None: nothing), how surely (0–1), why, and up to five values."""

    letter: str
    head: str
    answer: MappedAnswer | None
    confidence: float
    reason: Text
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyMappingProposal:
    """What a table's columns are taken for. A person confirms or corrects it; `questions` name what only a person can decide."""

    columns: tuple[ProposedAnswer, ...]
    mapping: SurveyMapping
    questions: tuple[Problem, ...] = ()
    sheets: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether step and any figure were found."""
        fields = {c.field for c in self.mapping.columns}
        named = bool(fields & {AnswerField.TITLE, AnswerField.STEP})
        return named and bool(fields & {AnswerField.CASES, AnswerField.MINUTES, AnswerField.HOURS, AnswerField.FEE})
