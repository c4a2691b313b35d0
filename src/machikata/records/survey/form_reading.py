# SPDX-License-Identifier: Apache-2.0
"""Reads the survey workbook back: the rows of 回答 and 人員, found by their heads, every fault with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, SectionSurvey
from machikata.records.survey import form_messages as say
from machikata.records.survey.book import SurveyBook
from machikata.records.survey.form_answers import AnswerRows, PeopleRows
from machikata.records.survey.form_layout import (
    ANSWER_COLUMNS,
    ANSWER_SHEET,
    STAFF_COLUMNS,
    STAFF_SHEET,
    FormColumn,
)
from machikata.records.survey.form_table import FormSheet
from machikata.records.survey.labels import word_key
from machikata.records.tables.workbook import Cell

_HEAD_LOOKED_FOR = 20
"""Rows in which the head is looked for, should somebody have written above it."""
_NEEDED_ANSWERS = frozenset({"process", "step", "title", "staff", "cases", "minutes_per_case", "hours"})
_OUR_HEADS = len(ANSWER_COLUMNS) // 2
"""A row with as many heads of ours is a form of ours that somebody changed, and no table of a section's own."""
_NEEDED_STAFF = frozenset({"staff", "persons", "hours"})


def form_sheets(book: SurveyBook) -> tuple[tuple[FormSheet, ...], tuple[FormSheet, ...]]:
    """The sheets with the heads of 回答, and those with the heads of 人員."""
    looked = [(name, book.sheet(name).rows[:_HEAD_LOOKED_FOR]) for name in book.names]
    answers = [form_sheet_in(name, rows, ANSWER_COLUMNS, _NEEDED_ANSWERS) for name, rows in looked]
    staff = [form_sheet_in(name, rows, STAFF_COLUMNS, _NEEDED_STAFF) for name, rows in looked]
    found = tuple(sheet for sheet in answers if sheet is not None)
    names = {sheet.name for sheet in found}
    return found, tuple(sheet for sheet in staff if sheet is not None and sheet.name not in names)


def read_form(
    book: SurveyBook, processes: Sequence[Process]
) -> tuple[SectionSurvey, tuple[Problem, ...], tuple[str, ...]]:
    """The answers, what is worth a word, and the sheets that were read.

    Raises:
        InputRefused: the form's sheets are missing or doubled, or cells cannot be read for certain; every fault at once.
    """
    answers, staff = form_sheets(book)
    if not answers and (damaged := form_damage(book)):
        raise InputRefused(damaged)
    if len(answers) != 1 or len(staff) > 1:
        raise InputRefused([_sheets_fault(book, answers, staff)])
    form = AnswerRows(book, answers[0], processes)
    problems = [*book.problems, *_named_otherwise(book, answers[0], ANSWER_SHEET)]
    lines, place = form.lines(), form.place_of()
    problems += form.problems()
    people: tuple[SectionStaff, ...] = ()
    body, section, year = place
    if staff:
        sheet = PeopleRows(book, staff[0], place)
        problems += _named_otherwise(book, staff[0], STAFF_SHEET)
        people, section = sheet.people(), section or sheet.place[1]
        problems += sheet.problems()
    else:
        problems.append(_no_staff_sheet(book))
    if any(p.severity is Severity.ERROR for p in problems):
        raise InputRefused(sorted(problems, key=lambda p: p.severity is not Severity.ERROR))
    return SectionSurvey(body, section, year, lines, people), tuple(problems), tuple(s.name for s in (*answers, *staff))


def form_damage(book: SurveyBook) -> tuple[Problem, ...]:
    """The heads that a sheet of answers has lost and cannot be read without; nothing when no sheet looks like one of ours."""
    needed = [c for c in ANSWER_COLUMNS if c.field in _NEEDED_ANSWERS]
    for name in book.names:
        for number, row in enumerate(book.sheet(name).rows[:_HEAD_LOOKED_FOR], start=1):
            there = {word_key(cell) for cell in row if isinstance(cell, str)}
            lost = [c.head for c in needed if word_key(c.head) not in there]
            if (
                lost
                and len(lost) < len(needed)
                and sum(word_key(c.head) in there for c in ANSWER_COLUMNS) >= _OUR_HEADS
            ):
                place = Place(book.file, name, number)
                return tuple(
                    Problem("survey-head-missing", *say.HEAD_MISSING, replace(place, column=head)) for head in lost
                )
    return ()


def form_sheet_in(
    name: str, rows: Sequence[Sequence[Cell]], columns: Sequence[FormColumn], needed: frozenset[str]
) -> FormSheet | None:
    """The sheet as one of the form, when a row holds the heads that its rows cannot be read without."""
    known = {word_key(c.head): c.field for c in columns}
    for number, row in enumerate(rows, start=1):
        places: dict[str, int] = {}
        for x, cell in enumerate(row):
            if isinstance(cell, str) and (field := known.get(word_key(cell))) is not None:
                places.setdefault(field, x)
        if needed <= places.keys():
            return FormSheet(name, number, places)
    return None


def _sheets_fault(book: SurveyBook, answers: Sequence[FormSheet], staff: Sequence[FormSheet]) -> Problem:
    names = tuple(n for n in book.names if n)
    double = answers if len(answers) > 1 else staff if len(staff) > 1 else ()
    if double:
        title = ANSWER_SHEET if len(answers) > 1 else STAFF_SHEET
        listed = "、".join(f"「{s.name}」" for s in double)
        what = Text(
            f"「{title}」の様式のシートが{len(double)}枚あります（{listed}）",
            f"{len(double)} sheets have the heads of {title} ({listed})",
        )
        remedy = Text(
            "どちらが正しいか確かめ、1枚だけを残して保存してください",
            "find out which one is right, keep it alone and save",
        )
        return Problem(
            "survey-sheet-doubled", what, remedy, Place(file=book.file), choices=tuple(s.name for s in double)
        )
    listed = "、".join(f"「{n}」" for n in names[:20])
    what = Text(
        f"調査票の様式のシート「{ANSWER_SHEET}」がありません（あるのは{listed}）",
        f"no sheet has the heads of the form’s {ANSWER_SHEET} (found: {listed})",
    )
    remedy = Text(
        "配った調査票に答えてもらうか、列の対応を決めて自由な形の表として読んでください",
        "have the form filled in, or say what the columns mean and read it as a free-form table",
    )
    return Problem(
        "survey-sheet-missing",
        what if names else replace(what, ja="調査票の様式の見出しがありません", en="the heads of the form are missing"),
        remedy if names else _ONE_SHEET,
        Place(file=book.file),
        choices=names,
    )


_ONE_SHEET = Text(
    "CSVには1枚のシートしか入りません。調査票はExcel（xlsx）のまま渡してもらうか、列の対応を決めて自由な形の表として読んでください",
    "a CSV holds one sheet: ask for the form as an Excel workbook, or say what the columns mean and read it as a free-form table",
)


def _named_otherwise(book: SurveyBook, sheet: FormSheet, name: str) -> Iterator[Problem]:
    if sheet.name not in ("", name):
        what = Text(f"シートの名前が「{name}」ではありません", f"the sheet is not called {name}")
        remedy = Text(
            "見出しが同じなので読みました。名前は変えないでください",
            "its heads are the form’s, so it was read; leave the name as it is",
        )
        yield Problem("survey-sheet-renamed", what, remedy, Place(file=book.file, sheet=sheet.name), Severity.WARNING)


def _no_staff_sheet(book: SurveyBook) -> Problem:
    what = Text(f"「{STAFF_SHEET}」のシートがありません", f"there is no sheet {STAFF_SHEET}")
    remedy = Text("人数と費用は分からないままにしました", "persons and cost stay unknown")
    return Problem("survey-staff-sheet-missing", what, remedy, Place(file=book.file), Severity.WARNING)
