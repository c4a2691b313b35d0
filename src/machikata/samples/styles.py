# SPDX-License-Identifier: Apache-2.0
"""How a body keeps and hands over its records: format, headings, dates, what its old system does not write down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from machikata.samples.spellings import Wording


class FileFormat(StrEnum):
    """The form of the file; the value is the end of its name."""

    CSV = "csv"
    XES = "xes.gz"
    XLSX = "xlsx"
    PARQUET = "parquet"


class DateWriting(StrEnum):
    """How a flat text file writes moments."""

    ISO = "2025-04-01T09:05:00"
    SLASHES = "2025/4/1 9:05"
    ERA_LETTER = "R7.4.1"
    """Day and time of day in two columns."""
    ERA_FULL_WIDTH = "令和７年４月１日"
    """Day and time of day in two columns."""

    @property
    def two_columns(self) -> bool:
        """Whether day and time of day stand apart."""
        return self in (DateWriting.ERA_LETTER, DateWriting.ERA_FULL_WIDTH)


@dataclass(frozen=True, slots=True)
class Headings:
    """The names of the columns. Case attributes bear the same name in every body, so that strata can meet."""

    case: str = "案件番号"
    activity: str = "作業"
    moment: str = "日時"
    day: str = "処理日"
    time: str = "処理時刻"
    person: str = "担当者"
    staff: str = "職種"
    section: str = "係"
    status: str = "状態"
    remark: str = "備考"


@dataclass(frozen=True, slots=True)
class Flaws:
    """What is wrong with a file, so that a quality report has something to say.

    `remarks_with_numbers`: rows whose remark holds an invented number with a valid My Number check digit. `impossible_days`:
    rows dated 30 February. `missing_case`: rows without a case number. `duplicates`: share of rows written twice.
    """

    remarks_with_numbers: int = 0
    impossible_days: int = 0
    missing_case: int = 0
    duplicates: float = 0.0


@dataclass(frozen=True, slots=True)
class RecordStyle:
    """Everything about a body's files. `date_only` is the share of activities recorded with the day alone (old systems)."""

    format: FileFormat = FileFormat.CSV
    wording: Wording = Wording.SAME
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    dates: DateWriting = DateWriting.ISO
    headings: Headings = Headings()
    open_word: str = "処理中"
    by_time: bool = False
    """Rows in order of time (a journal) instead of case by case."""
    to_the_minute: bool = False
    date_only: frozenset[str] = frozenset()
    """Concepts recorded with the day alone: local midnight."""
    flaws: dict[str, Flaws] = field(default_factory=dict)
    """By process id."""


_OTHER = Headings("受付番号", "処理名", "処理日時", "処理日", "処理時刻", "処理者", "任用区分", "担当係", "処理状況")
_THIRD = Headings("管理番号", "作業名", "完了日時", "完了日", "完了時刻", "職員番号", "職種名", "所属", "進捗")
"""Two other sets of headings."""

PLAIN = RecordStyle()
ERA_CP932 = RecordStyle(
    wording=Wording.OWN, encoding="cp932", dates=DateWriting.ERA_LETTER, headings=_THIRD, to_the_minute=True
)
FULL_WIDTH_CP932 = RecordStyle(
    wording=Wording.OTHER_OWN, encoding="cp932", dates=DateWriting.ERA_FULL_WIDTH, headings=_OTHER, to_the_minute=True,
    open_word="未完了",
)  # fmt: skip
TABS_BY_TIME = RecordStyle(
    wording=Wording.OTHER_TYPE, encoding="utf-8", delimiter="\t", dates=DateWriting.SLASHES, headings=_OTHER, by_time=True,
    to_the_minute=True, open_word="継続中",
)  # fmt: skip
XES = RecordStyle(FileFormat.XES)
SHEET = RecordStyle(FileFormat.XLSX, Wording.OWN, headings=_OTHER)
SHEET_OWN_WORDS = RecordStyle(FileFormat.XLSX, Wording.OTHER_OWN, headings=_THIRD, to_the_minute=True)
PARQUET = RecordStyle(FileFormat.PARQUET, Wording.OTHER_TYPE)
ALL_STYLES = (PLAIN, ERA_CP932, XES, SHEET, PARQUET, TABS_BY_TIME, FULL_WIDTH_CP932, SHEET_OWN_WORDS)
"""Dealt out in turn where a plan does not choose."""


def with_flaws(style: RecordStyle, process: str, flaws: Flaws) -> RecordStyle:
    """The style with flaws in the file of one process."""
    return replace(style, flaws={**style.flaws, process: flaws})
