# SPDX-License-Identifier: Apache-2.0
"""One door for what a section hands in: the form, or a free-form table with a saved mapping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, SectionSurvey
from machikata.records.survey.book import MOST_BYTES, open_book
from machikata.records.survey.form_reading import read_form
from machikata.records.survey.mapped_reading import read_mapped
from machikata.records.survey.mapping import SurveyConstants, SurveyMapping
from machikata.records.survey.people import with_people
from machikata.records.table_checks import TableReport, check_opened


@dataclass(frozen=True, slots=True)
class SurveyReading:
    """What was read: the answers, what is worth a word about them, the 30 checks of the sheets that were read (None when they were
    left out), and the fingerprint of the file.
    """

    survey: SectionSurvey
    problems: tuple[Problem, ...]
    report: TableReport | None
    sha256: str
    read_as: Literal["form", "mapped"]


def read_survey(
    data: bytes | Path,
    *,
    name: str = "",
    processes: Sequence[Process],
    mapping: SurveyMapping | None = None,
    body: str | None = None,
    section: str | None = None,
    fiscal_year: int | None = None,
    people: Sequence[SectionStaff] = (),
    checks: bool = True,
    progress: Progress = no_progress,
) -> SurveyReading:
    """The answers of a section, from the form or, with `mapping`, from a table of its own (xlsx, xlsm, xls, ods, CSV).

    With `body`, `section` or `fiscal_year` a file that says another one is refused; a mapped table that says none has
    these. A form may leave its section open; it is then `section`, or "".
    `people` are the section's where the file has no table of them.
    `checks`: whether the sheets are also held against the 30 rules of machine readability, whose findings stop nothing.

    Raises:
        InputRefused: with every cell that cannot be read for certain, or the one reason why the file cannot be opened.
    """
    content, file = _content(data, name)
    progress(0.1, Text("ファイルを開いています", "opening the file"))
    book = open_book(content, file)
    progress(0.4, Text("回答を読んでいます", "reading the answers"))
    if mapping is None:
        survey, problems, sheets = read_form(book, processes)
        survey = replace(survey, section=survey.section or section or "")
    else:
        given = SurveyConstants(body or "", section or "", fiscal_year)
        survey, problems, sheets = read_mapped(book, mapping, processes, given)
    if people:
        survey = with_people(survey, people, file)
        problems = tuple(p for p in problems if p.code != "survey-staff-sheet-missing")
    if faults := list(_of_others(survey, file, body, section, fiscal_year)):
        raise InputRefused(faults)
    progress(0.7, Text("表を点検しています", "checking the table"))
    report = check_opened(book.checked(*sheets)) if checks else None
    return SurveyReading(survey, problems, report, book.sha256, "form" if mapping is None else "mapped")


def _content(data: bytes | Path, name: str) -> tuple[bytes, str]:
    if isinstance(data, bytes):
        return data, name
    try:
        with data.open("rb") as file:
            return file.read(MOST_BYTES + 1), name or data.name
    except OSError as error:
        what = Text(f"ファイルを開けません（{error.strerror}）", f"the file cannot be opened ({error.strerror})")
        remedy = Text("場所と権限を確かめてください", "check its place and permissions")
        raise InputRefused([Problem("file-unreadable", what, remedy, Place(file=data.name))]) from error


def _of_others(
    survey: SectionSurvey, file: str, body: str | None, section: str | None, fiscal_year: int | None
) -> Iterator[Problem]:  # fmt: skip
    pairs = (
        ("survey-other-body", Text("団体コード", "body"), survey.body, body),
        ("survey-other-section", Text("係", "section"), survey.section, section),
        ("survey-other-year", Text("年度", "fiscal year"), survey.fiscal_year, fiscal_year),
    )
    for code, label, found, wanted in pairs:
        if wanted is not None and found != wanted:
            what = Text(
                f"{label.ja}が違います（求めているのは「{wanted}」）", f"another {label.en} (expected “{wanted}”)"
            )
            remedy = Text(
                "別の調査票でないか確かめ、正しいものを渡してもらってください", "make sure it is the right form"
            )
            yield Problem(code, what, remedy, Place(file=file, column=label.ja, value=str(found)))
