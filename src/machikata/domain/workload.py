# SPDX-License-Identifier: Apache-2.0
"""The workload survey (業務量調査): who spends how long on which step, as a section answers it.

Terms: 業務 (business process) → 事務 (duty) → 工程 (step), and 担い手 (kind of staff). One line is one step done by one kind of staff
in one fiscal year (年度, April to March, named by the year it begins in). Nothing here names a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.text import Text


class StaffKind(StrEnum):
    """担い手: the kinds of staff that the programme keeps apart."""

    REGULAR = "regular"
    FIXED_TERM = "fixed_term"
    CONTRACTOR = "contractor"

    @property
    def label(self) -> Text:
        """正規, 会計年度任用, 委託."""
        return _STAFF_LABELS[self]


_STAFF_LABELS = {
    StaffKind.REGULAR: Text("正規", "Regular staff"),
    StaffKind.FIXED_TERM: Text("会計年度任用", "Fixed-term staff"),
    StaffKind.CONTRACTOR: Text("委託", "Contractor"),
}


class Nature(StrEnum):
    """Whether a step follows a fixed rule or asks for judgement (定型／判断)."""

    ROUTINE = "routine"
    JUDGEMENT = "judgement"

    @property
    def label(self) -> Text:
        """定型, 判断."""
        return Text("定型", "Routine") if self is Nature.ROUTINE else Text("判断", "Judgement")


class Medium(StrEnum):
    """What the step works on (紙／電子)."""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    BOTH = "both"

    @property
    def label(self) -> Text:
        """紙, 電子, 紙と電子."""
        return _MEDIUM_LABELS[self]


_MEDIUM_LABELS = {
    Medium.PAPER: Text("紙", "Paper"),
    Medium.ELECTRONIC: Text("電子", "Electronic"),
    Medium.BOTH: Text("紙と電子", "Paper and electronic"),
}


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """One answered line. None and "" mean not answered; 0 is an answer.

    `process` and `step` are ids of the common dictionary; `step` is "" for a step of the body's own, which `title` then names.
    `minutes_per_case` is asked for apart from `hours` (a year), so that the two can contradict one another. A CONTRACTOR's line has
    `fee_yen` (委託料, a year) and no minutes. `busy_from` and `busy_to` are months (1–12), both included, and may pass the new year.
    """

    process: str
    step: str
    title: str
    staff: StaffKind
    duty: str = ""
    order: int | None = None
    """Position of the step in this body's work, from 1; steps done side by side have the same one."""
    cases: int | None = None
    """How often this kind of staff did the step in the year (件)."""
    minutes_per_case: float | None = None
    hours: float | None = None
    fee_yen: int | None = None
    busy_from: int | None = None
    busy_to: int | None = None
    nature: Nature | None = None
    medium: Medium | None = None
    system: str = ""
    legal_basis: str = ""
    exception_share: float | None = None
    """Share (0–1) of cases that leave the ordinary way."""
    note: str = ""

    @property
    def hours_from_volume(self) -> float | None:
        """Cases times minutes per case, in hours a year; None when either is missing."""
        if self.cases is None or self.minutes_per_case is None:
            return None
        return self.cases * self.minutes_per_case / 60.0


@dataclass(frozen=True, slots=True)
class SectionStaff:
    """The people of one section and kind: heads (part-time ones by their share), hours of all of them in the year without overtime,
    overtime hours of all of them, and what an hour costs (yen, employer's share included); None = not answered.
    """

    staff: StaffKind
    persons: float | None = None
    hours: float | None = None
    overtime_hours: float | None = None
    yen_per_hour: float | None = None


@dataclass(frozen=True, slots=True)
class SectionSurvey:
    """What one section (係) of one body answered about one fiscal year."""

    body: str
    section: str
    fiscal_year: int
    lines: tuple[SurveyLine, ...]
    staff: tuple[SectionStaff, ...] = ()

    @property
    def processes(self) -> tuple[str, ...]:
        """Ids of the processes that were answered about, in order of appearance."""
        return tuple(dict.fromkeys(line.process for line in self.lines))
