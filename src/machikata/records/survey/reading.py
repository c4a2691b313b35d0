# SPDX-License-Identifier: Apache-2.0
"""One door for what a section hands in: the form, or a free-form table with a saved mapping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey
from machikata.records.survey.book import MOST_BYTES, open_book
from machikata.records.survey.form_reading import read_form


@dataclass(frozen=True, slots=True)
class SurveyReading:
    """What was read: the answers, what is worth a word about them, and the fingerprint of the file."""

    survey: SectionSurvey
    problems: tuple[Problem, ...]
    sha256: str
    read_as: Literal["form", "mapped"]


def read_survey(
    data: bytes | Path,
    *,
    name: str = "",
    processes: Sequence[Process],
    body: str | None = None,
    section: str | None = None,
    fiscal_year: int | None = None,
    progress: Progress = no_progress,
) -> SurveyReading:
    """The answers of a section. With `body`, `section` or `fiscal_year` a file that says another one is refused.

    Raises:
        InputRefused: with every cell that cannot be read for certain, or the one reason why the file cannot be opened.
    """
    content, file = _content(data, name)
    progress(0.1, Text("ファイルを開いています", "opening the file"))
    book = open_book(content, file)
    progress(0.4, Text("回答を読んでいます", "reading the answers"))
    survey, problems = read_form(book, processes)
    if faults := list(_of_others(survey, file, body, section, fiscal_year)):
        raise InputRefused(faults)
    return SurveyReading(survey, problems, book.sha256, "form")


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
