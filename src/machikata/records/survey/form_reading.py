# SPDX-License-Identifier: Apache-2.0
"""Reads the survey workbook back: the rows of 回答 and 人員, found by their heads, every fault with its cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind, SurveyLine
from machikata.records.survey.book import SurveyBook
from machikata.records.survey.cells import CellReader
from machikata.records.survey.findings import Findings
from machikata.records.survey.form_layout import (
    ANSWER_COLUMNS,
    ANSWER_SHEET,
    ANSWERED_FIELDS,
    OWN_STEP,
    OWN_STEPS,
    OWN_TITLE,
    STAFF_COLUMNS,
    STAFF_SHEET,
    FormColumn,
)
from machikata.records.survey.heads import check_merged_answers
from machikata.records.survey.labels import word_key
from machikata.records.survey.lines import RowOfAnswers, StepOfRow, check_repeated, line_of
from machikata.records.survey.percent_cells import SHARE_DOUBTFUL, percent_rows
from machikata.records.survey.quantities import Quantity
from machikata.records.tables.workbook import Cell, cell_text, column_letters

_HEAD_LOOKED_FOR = 20
"""Rows in which the head is looked for, should somebody have written above it."""
_NEEDED_ANSWERS = frozenset({"process", "step", "title", "staff", "cases", "minutes_per_case", "hours"})
_NEEDED_STAFF = frozenset({"staff", "persons", "hours"})
_SPARE_TITLES = frozenset(f"{OWN_TITLE}{n}" for n in range(1, OWN_STEPS + 1))


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet with the heads of the form: the row of the head (from 1) and the column (from 0) of each field."""

    name: str
    head_row: int
    places: Mapping[str, int]


def form_sheets(book: SurveyBook) -> tuple[tuple[FormSheet, ...], tuple[FormSheet, ...]]:
    """The sheets with the heads of 回答, and those with the heads of 人員."""
    looked = [(name, book.sheet(name).rows[:_HEAD_LOOKED_FOR]) for name in book.names]
    answers = [_found(name, rows, ANSWER_COLUMNS, _NEEDED_ANSWERS) for name, rows in looked]
    staff = [_found(name, rows, STAFF_COLUMNS, _NEEDED_STAFF) for name, rows in looked]
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
    if len(answers) != 1 or len(staff) > 1:
        raise InputRefused([_sheets_fault(book, answers, staff)])
    form = _AnswerSheet(book, answers[0], processes)
    problems = [*book.problems, *_named_otherwise(book, answers[0], ANSWER_SHEET)]
    lines, place = form.lines(), form.place_of()
    problems += form.problems()
    people: tuple[SectionStaff, ...] = ()
    if staff:
        sheet = _StaffSheet(book, staff[0], place)
        problems += _named_otherwise(book, staff[0], STAFF_SHEET)
        people = sheet.people()
        problems += sheet.problems()
    else:
        problems.append(_no_staff_sheet(book))
    if any(p.severity is Severity.ERROR for p in problems):
        raise InputRefused(sorted(problems, key=lambda p: p.severity is not Severity.ERROR))
    body, section, year = place
    return SectionSurvey(body, section, year, lines, people), tuple(problems), tuple(s.name for s in (*answers, *staff))


class _Sheet:
    """What both sheets have in common: rows by field, the body, section and year that every row repeats."""

    def __init__(self, book: SurveyBook, found: FormSheet, columns: Sequence[FormColumn]) -> None:
        self.book, self.found = book, found
        self.findings = Findings(book.file, found.name)
        self.reader = CellReader(self.findings, book.typed)
        self.heads = {c.field: c.head for c in columns if c.field in found.places}
        self.sheet = book.sheet(found.name)
        numbers = {
            found.places[c.field]: c.head for c in columns if c.quantity and not c.given and c.field in found.places
        }
        check_merged_answers(self.sheet, numbers, found.head_row + 1, self.findings)
        self._name_missing(columns)
        self._name_strange(columns)

    def filled_rows(self, fields: Iterable[str]) -> list[int]:
        """Rows (from 1, below the head) in which any of the fields is written."""
        written = np.zeros(len(self.sheet.rows), np.bool_)
        for field in fields:
            if field in self.found.places:
                written |= self.sheet.columns[self.found.places[field]].codes != 0
        return [int(row) + 1 for row in np.flatnonzero(written) if row >= self.found.head_row]

    def cells_of(self, number: int) -> dict[str, Cell]:
        row = self.sheet.rows[number - 1]
        return {field: row[x] for field, x in self.found.places.items() if x < len(row)}

    def place_of(self) -> tuple[str, str, int]:
        """Body, section and year, which all rows must agree on."""
        rows = np.array(self.filled_rows(self.found.places), np.int64) - 1
        body, section = (self._one(f, *self._values(f, rows), faulty=False) for f in ("body", "section"))
        seen, empty = self._values("fiscal_year", rows)
        head = self.heads.get("fiscal_year", "")
        years = {self.reader.fiscal_year(text, row=row, column=head): row for text, row in seen.items()}
        year = self._one(
            "fiscal_year", {str(y): n for y, n in years.items() if y is not None}, empty, faulty=None in years
        )
        return body, section, int(year or 0)

    def _values(self, field: str, rows: Any) -> tuple[dict[str, int], list[int]]:
        """The values of a column with the first row of each, and the rows that leave it empty."""
        if field not in self.found.places:
            return {}, []
        column = self.sheet.columns[self.found.places[field]]
        codes = column.codes[rows]
        used, first = np.unique(codes, return_index=True)
        pairs = sorted((int(rows[at]) + 1, int(code)) for code, at in zip(used, first, strict=True) if code)
        return {cell_text(column.values[code]): row for row, code in pairs}, [int(r) + 1 for r in rows[codes == 0]]

    def _one(self, field: str, seen: Mapping[str, int], empty: Sequence[int], *, faulty: bool) -> str:
        head = self.heads.get(field, field)
        if not seen:
            if not faulty:
                self.findings.error("survey-place-missing", *_PLACE_MISSING, column=head)
            return ""
        first, *others = seen.items()
        for value, number in others:
            what = Text(f"{first[1]}行目の「{first[0]}」と違います", f"differs from “{first[0]}” in row {first[1]}")
            self.findings.error("survey-place-mixed", what, _PLACE_MIXED, row=number, column=head, value=value)
        for number in empty if not others else ():
            read = Text(f"ほかの行と同じ「{first[0]}」と読みました", f"read as “{first[0]}” like all other rows")
            self.findings.note("survey-place-empty", _PLACE_EMPTY, read, row=number, column=head)
        return first[0]

    def problems(self) -> list[Problem]:
        return [*self.book.about(self.found.name), *self.findings.problems()]

    def _name_missing(self, columns: Sequence[FormColumn]) -> None:
        if self.found.head_row > 1:
            self.findings.note("survey-head-below", *_HEAD_BELOW, row=self.found.head_row)
        for column in columns:
            if column.field not in self.found.places and column.field != "process_title":
                self.findings.note(
                    "survey-column-missing", *_COLUMN_MISSING, row=self.found.head_row, column=column.head
                )

    def _name_strange(self, columns: Sequence[FormColumn]) -> None:
        """Columns that somebody added: they are not read, and columns whose head is there twice cannot be."""
        row = self.sheet.rows[self.found.head_row - 1]
        known = {word_key(c.head): c for c in columns}
        for x, cell in enumerate(row):
            column = known.get(word_key(cell_text(cell)))
            if column is not None and self.found.places[column.field] != x:
                self.findings.error(
                    "survey-head-repeated", *_HEAD_REPEATED, row=self.found.head_row, column=column.head
                )
            elif column is None and (self.sheet.columns[x].codes[self.found.head_row :] != 0).any():
                name = cell_text(cell) or column_letters(x)
                self.findings.note("survey-column-unknown", *_COLUMN_UNKNOWN, row=self.found.head_row, column=name)


class _AnswerSheet(_Sheet):
    """回答: one row per step and kind of staff."""

    def __init__(self, book: SurveyBook, found: FormSheet, processes: Sequence[Process]) -> None:
        super().__init__(book, found, ANSWER_COLUMNS)
        self._titles = {p.id: {s.id: s.title.ja for s in p.surveyed_steps} for p in processes}
        self._by_title = {word_key(p.title.ja): p.id for p in processes}
        self._percent = self._percent_rows()

    def lines(self) -> tuple[SurveyLine, ...]:
        answered = frozenset(self.filled_rows(ANSWERED_FIELDS))
        rows = sorted(answered | frozenset(self._own_rows()))
        made = [(n, line) for n in rows if (line := self._line(n, self.cells_of(n))) is not None]
        check_repeated(made, self.findings, self.heads.get("title", ""))
        return tuple(line for _, line in made)

    def _own_rows(self) -> list[int]:
        """Rows of steps of the body's own, which count when they have a name even without any figure."""
        column = self.sheet.columns[self.found.places["step"]]
        own = [code for code, value in enumerate(column.values) if cell_text(value).strip() in ("", OWN_STEP)]
        return [int(r) + 1 for r in np.flatnonzero(np.isin(column.codes, own)) if r >= self.found.head_row]

    def _line(self, number: int, cells: dict[str, Cell]) -> SurveyLine | None:
        answered = any(_filled(cells.get(field)) for field in ANSWERED_FIELDS)
        own = cell_text(cells.get("step")).strip() in ("", OWN_STEP)
        title = cell_text(cells.get("title"))
        if not answered and (not own or not title.strip() or title in _SPARE_TITLES):
            return None
        staff = self.reader.staff(cells.get("staff"), row=number, column=self.heads["staff"])
        about = self._about(number, cells, staff or StaffKind.REGULAR)
        if number in self._percent:
            cells = cells | {"exception_share": self._from_percent_format(number, cells)}
        line = line_of(RowOfAnswers(number, cells, self.heads, {}), about, self.reader)
        return line if staff is not None and about.process else None

    def _about(self, number: int, cells: Mapping[str, Cell], staff: StaffKind) -> StepOfRow:
        process, step = self._process(number, cells), cell_text(cells.get("step"))
        title = self.reader.text(cells.get("title"), row=number, column=self.heads["title"])
        duty = self.reader.text(cells.get("duty"), row=number, column=self.heads.get("duty", ""))
        known = self._titles.get(process, {})
        if step.strip() in ("", OWN_STEP):
            if not title.strip() or title in _SPARE_TITLES:
                self.findings.error(
                    "survey-title-missing", *_TITLE_MISSING, row=number, column=self.heads["title"], value=title
                )
            elif not step.strip() and word_key(title) in {word_key(t) for t in known.values()}:
                self.findings.error(
                    "survey-step-missing", *_STEP_MISSING, row=number, column=self.heads["step"], value=title
                )
            elif not step.strip():
                self.findings.note("survey-step-own", *_STEP_OWN, row=number, column=self.heads["step"], value=title)
            return StepOfRow(process, "", title, "" if duty == OWN_STEP else duty, staff)
        if process and step not in known:
            self.findings.error(
                "survey-step-unknown", *_STEP_UNKNOWN, row=number, column=self.heads["step"], value=step
            )
        return StepOfRow(process, step, title or known.get(step, ""), duty, staff)

    def _process(self, number: int, cells: Mapping[str, Cell]) -> str:
        """The id of the process; "" after an error."""
        code, head = cell_text(cells.get("process")), self.heads["process"]
        if code in self._titles:
            return code
        if code.strip():
            self.findings.error("survey-process-unknown", *_PROCESS_UNKNOWN, row=number, column=head, value=code)
            return ""
        meant = self._by_title.get(word_key(cell_text(cells.get("process_title"))))
        if meant is None and len(self._titles) == 1 and not cell_text(cells.get("process_title")).strip():
            meant = next(iter(self._titles))
        if meant is None:
            self.findings.error("survey-process-missing", *_PROCESS_MISSING, row=number, column=head)
            return ""
        read = Text(f"「{meant}」と読みました", f"read as “{meant}”")
        self.findings.note("survey-process-empty", _PROCESS_EMPTY, read, row=number, column=head)
        return meant

    def _percent_rows(self) -> frozenset[int]:
        """Rows whose share of exceptions is shown with a percent sign."""
        x = self.found.places.get("exception_share")
        container = self.book.container if self.book.format == "xlsx" else None
        if x is None or not any(isinstance(v, float) for v in self.sheet.columns[x].values):
            return frozenset()
        if container is not None:
            return percent_rows(container, self.found.name, self.book.file, column_letters(x))
        if self.book.typed:
            self._refuse_doubtful_shares(x)
        return frozenset()

    def _refuse_doubtful_shares(self, x: int) -> None:
        """In formats whose display is not read, a value up to 1 may be a share or a percentage."""
        for number in self.filled_rows(("exception_share",)):
            value = self.sheet.rows[number - 1][x]
            if isinstance(value, float) and 0 < value <= 1:
                self.findings.error(
                    "survey-share-doubtful",
                    *SHARE_DOUBTFUL,
                    row=number,
                    column=self.heads["exception_share"],
                    value=f"{value:g}",
                )

    def _from_percent_format(self, number: int, cells: Mapping[str, Cell]) -> Cell:
        value = cells.get("exception_share")
        if not isinstance(value, float):
            return value
        read = Text(f"{value * 100:g}％と読みました", f"read as {value * 100:g} percent")
        self.findings.note(
            "survey-share-percent",
            _SHARE_PERCENT,
            read,
            row=number,
            column=self.heads["exception_share"],
            value=f"{value:.4g}",
        )
        return float(f"{value * 100:.15g}")


class _StaffSheet(_Sheet):
    """人員: one row per kind of staff."""

    def __init__(self, book: SurveyBook, found: FormSheet, place: tuple[str, str, int]) -> None:
        super().__init__(book, found, STAFF_COLUMNS)
        self._rows = self.filled_rows(found.places)
        mine = self.place_of() if self._rows else place
        for field, here, there in zip(("body", "section", "fiscal_year"), mine, place, strict=True):
            if here != there and here and there:
                what = Text(
                    f"「{ANSWER_SHEET}」のシートの「{there}」と違います",
                    f"differs from “{there}” in the sheet {ANSWER_SHEET}",
                )
                self.findings.error(
                    "survey-place-mixed", what, _PLACE_MIXED, column=self.heads.get(field, field), value=here
                )

    def people(self) -> tuple[SectionStaff, ...]:
        found: list[SectionStaff] = []
        for number in self._rows:
            cells = self.cells_of(number)
            if not any(_filled(cells.get(f)) for f in ("persons", "hours", "overtime_hours", "yen_per_hour")):
                continue
            kind = self.reader.staff(cells.get("staff"), row=number, column=self.heads["staff"])
            amounts = [
                self.reader.number(cells.get(field), quantity, row=number, column=self.heads.get(field, ""))
                for field, quantity in _AMOUNTS
            ]
            if kind is None:
                continue
            if any(s.staff is kind for s in found):
                self.findings.error(
                    "survey-staff-repeated",
                    *_STAFF_REPEATED,
                    row=number,
                    column=self.heads["staff"],
                    value=kind.label.ja,
                )
            found.append(SectionStaff(kind, *amounts))
        return tuple(found)


_AMOUNTS = (
    ("persons", Quantity.PERSONS),
    ("hours", Quantity.HOURS),
    ("overtime_hours", Quantity.HOURS),
    ("yen_per_hour", Quantity.YEN_PER_HOUR),
)


def _filled(cell: Cell) -> bool:
    return cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip())


def _found(
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
        remedy,
        Place(file=book.file),
        choices=names,
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


_PLACE_MISSING = (
    Text("どの行にも書かれていません", "no row says it"),
    Text("配った調査票の値を書いてください", "write what the form had"),
)
_PLACE_MIXED = Text(
    "1つの調査票には1つの団体、係、年度だけを入れてください", "a form holds one body, one section and one year"
)
_PLACE_EMPTY = Text("この列が空欄の行があります", "a row leaves this column empty")
_HEAD_BELOW = (
    Text("見出しが1行目にありません", "the head is not in row 1"),
    Text("見出しより上は読みませんでした", "what stands above it was not read"),
)
_COLUMN_MISSING = (
    Text("この列がありません", "this column is missing"),
    Text(
        "分からないままにしました。消したのでなければ、調査票を配り直してください",
        "its answers stay unknown; hand out the form again if nobody deleted it",
    ),
)
_COLUMN_UNKNOWN = (
    Text("様式にない列です", "the form has no such column"),
    Text("読みませんでした。伝えたいことは備考に書いてください", "it was not read; what matters belongs into the note"),
)
_HEAD_REPEATED = (
    Text("同じ見出しの列が2つあります", "two columns have this head"),
    Text("どちらが正しいか確かめ、1つだけを残してください", "find out which one is right and keep it alone"),
)
_TITLE_MISSING = (
    Text("独自の工程に名前がありません", "a step of your own has no name"),
    Text("何をする工程かが分かる名前を書いてください", "write a name that says what is done"),
)
_STEP_MISSING = (
    Text("工程コードが空欄で、辞書の工程と同じ名前です", "the step code is empty and the name is that of a known step"),
    Text("コード表の工程コードか、「独自」を書いてください", f"write the code of the table of codes, or {OWN_STEP}"),
)
_STEP_OWN = (
    Text("工程コードが空欄です", "the step code is empty"),
    Text("独自の工程として読みました", "read as a step of the body’s own"),
)
_STEP_UNKNOWN = (
    Text("辞書にない工程コードです", "the dictionary has no such step"),
    Text("コード表の工程コードか「独自」に直してください。古い調査票なら新しいものを配ってください",
         f"correct it to a code of the table of codes or {OWN_STEP}; hand out a new form if this is an old one"),
)  # fmt: skip
_PROCESS_UNKNOWN = (
    Text("この調査にない業務コードです", "the survey does not ask about this process"),
    Text(
        "別の調査の票でないか確かめ、コード表の業務コードに直してください",
        "make sure it is no form of another survey, and correct the code",
    ),
)
_PROCESS_MISSING = (
    Text("業務コードが書かれていません", "the code of the process is missing"),
    Text("コード表の業務コードを書いてください", "write the code of the table of codes"),
)
_PROCESS_EMPTY = Text("業務コードが空欄です", "the code of the process is empty")
_SHARE_PERCENT = Text("％の表示形式になっています", "the cell has a percent format")
_STAFF_REPEATED = (
    Text("同じ担い手の行が2つあります", "two rows have this kind of staff"),
    Text("1行にまとめてください", "join them into one row"),
)
