# SPDX-License-Identifier: Apache-2.0
"""Reads a section's own table by a saved mapping; what the mapping does not settle is an ERROR with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey, StaffKind, SurveyLine
from machikata.records.survey import mapped_messages as say
from machikata.records.survey.book import SurveyBook, SurveySheet
from machikata.records.survey.cells import CellReader
from machikata.records.survey.findings import Findings
from machikata.records.survey.form_rows import percent_of
from machikata.records.survey.heads import check_merged_answers
from machikata.records.survey.lines import RowOfAnswers, StepOfRow, check_repeated, line_of
from machikata.records.survey.mapped_rows import MappedRow, PlacedAnswer, filled, mapped_rows, placed_answers
from machikata.records.survey.mapping import UNITS, AnswerField, AnswerUnit, SurveyConstants, SurveyMapping
from machikata.records.survey.months import read_months
from machikata.records.survey.percent_cells import SHARE_DOUBTFUL, percent_rows
from machikata.records.survey.steps import StepMatcher
from machikata.records.table_checks.grid import FileKind
from machikata.records.tables.workbook import Cell, cell_text, column_letters

F = AnswerField
_NAMED = 20
_NUMBERS = frozenset({F.ORDER, F.CASES, F.MINUTES, F.HOURS, F.FEE, F.BUSY_FROM, F.BUSY_TO, F.BUSY, F.EXCEPTION_SHARE})
_BUSY_ENDS = (F.BUSY_FROM.value, F.BUSY_TO.value)
_SHARED = (F.CASES, F.MINUTES)
_DESCRIBING = (
    F.ORDER,
    F.BUSY_FROM,
    F.BUSY_TO,
    F.BUSY,
    F.NATURE,
    F.MEDIUM,
    F.SYSTEM,
    F.LEGAL_BASIS,
    F.EXCEPTION_SHARE,
    F.NOTE,
)


def read_mapped(
    book: SurveyBook, mapping: SurveyMapping, processes: Sequence[Process], given: SurveyConstants
) -> tuple[SectionSurvey, tuple[Problem, ...], tuple[str, ...]]:
    """The answers, what is worth a word, and the sheet that was read. `given` says what neither column nor mapping tells (body, section, year).

    Raises:
        InputRefused: the mapping does not fit the file, or cells cannot be read for certain; every fault at once.
    """
    name = _sheet_named(book, mapping.sheet)
    table = _MappedTable(book, book.sheet(name), mapping, processes)
    lines = table.lines()
    body, section, year = table.place(given)
    about = tuple(
        _as_decided(p) if mapping.merged and p.code == "cells-merged" else p
        for p in book.about(name, columns=[p.column for p in table.placed], first_row=mapping.first_row)
    )
    problems = (*book.problems, *about, *table.findings.problems())
    if any(p.severity is Severity.ERROR for p in problems):
        raise InputRefused(sorted(problems, key=lambda p: p.severity is not Severity.ERROR))
    if not lines:
        raise InputRefused([_nothing(book, name), *problems])
    return SectionSurvey(body, section, year, lines), (*problems, _no_people(book)), (name,)


class _MappedTable:
    def __init__(
        self, book: SurveyBook, sheet: SurveySheet, mapping: SurveyMapping, processes: Sequence[Process]
    ) -> None:
        self.book, self.sheet, self.mapping = book, sheet, mapping
        self.findings = Findings(book.file, sheet.name)
        self.reader = CellReader(self.findings, book.typed, dict(mapping.staff_words))
        self.steps = StepMatcher(processes, dict(mapping.processes), dict(mapping.steps))
        self.placed = placed_answers(sheet, mapping, self.findings)
        numbers = {p.column: p.head for p in self.placed if p.answer.field in _NUMBERS}
        check_merged_answers(sheet, numbers, mapping.first_row, self.findings)
        self._check_units()
        self.rows = () if self.findings.failed else tuple(mapped_rows(sheet, mapping, self.placed, self.findings))
        self._percent = self._percent_places()
        self._own: dict[str, int] = {}
        self._spelled: dict[tuple[str, str], int] = {}

    def lines(self) -> tuple[SurveyLine, ...]:
        """All lines in file order."""
        made = [(row.number, line) for row in self.rows for line in self._lines_of(row)]
        check_repeated(made, self.findings, self._head(F.TITLE))
        self._name_steps()
        return tuple(line for _, line in made)

    def place(self, given: SurveyConstants) -> tuple[str, str, int]:
        """Body, section and year: from columns, the mapping, or as given."""
        constants = self.mapping.constants
        body = self._agreed(F.BODY, constants.body or given.body)
        section = self._agreed(F.SECTION, constants.section or given.section)
        years: dict[int, int] = {}
        for row in self.rows:
            year = self.reader.fiscal_year(
                row.labels.get(F.FISCAL_YEAR), row=row.number, column=self._head(F.FISCAL_YEAR)
            )
            if year is not None:
                years.setdefault(year, row.number)
        self._refuse_mixed(F.FISCAL_YEAR, {str(y): n for y, n in years.items()})
        found = next(iter(years), constants.fiscal_year or given.fiscal_year)
        if found is None and not self.findings.failed:
            self.findings.error("survey-place-missing", *say.PLACE_MISSING, column=F.FISCAL_YEAR.label.ja)
        return body, section, found or 0

    def _agreed(self, what: AnswerField, otherwise: str) -> str:
        seen: dict[str, int] = {}
        for row in self.rows:
            if filled(row.labels.get(what)):
                seen.setdefault(cell_text(row.labels[what]).strip(), row.number)
        self._refuse_mixed(what, seen)
        found = next(iter(seen), otherwise)
        if not found and not self.findings.failed:
            self.findings.error("survey-place-missing", *say.PLACE_MISSING, column=what.label.ja)
        return found

    def _refuse_mixed(self, what: AnswerField, seen: Mapping[str, int]) -> None:
        for value in list(seen)[1:]:
            self.findings.error(
                "survey-place-mixed", *say.PLACE_MIXED, row=seen[value], column=self._head(what), value=value
            )

    def _lines_of(self, row: MappedRow) -> Iterator[SurveyLine]:
        process = self._process(row)
        title, duty = self._text(row, F.TITLE), self._text(row, F.DUTY) or self.mapping.constants.duty
        step = self._step(row, process, title) if process is not None else None
        for staff, cells in self._by_staff(row):
            answers = self._answers(row.number, staff, cells)
            if step is not None and process is not None:
                title_here = title or self.steps.title_of(process, step)
                yield line_of(answers, StepOfRow(process, step, title_here, duty, staff), self.reader)
            else:
                # the row is refused already; its other faults are named all the same
                line_of(answers, StepOfRow("", "", title, duty, staff), self.reader)

    def _by_staff(self, row: MappedRow) -> Iterator[tuple[StaffKind, dict[AnswerField, Cell]]]:
        """The row's cells for each kind of staff that answered it."""
        describing = {f: c for f, c in row.common.items() if f in _DESCRIBING}
        amounts = {f: c for f, c in row.common.items() if f not in _DESCRIBING}
        kinds = {kind: describing | dict(cells) for kind, cells in row.of_staff.items()}
        told = (
            filled(row.labels.get(F.STAFF))
            or bool(self.mapping.of(F.STAFF))
            or self.mapping.constants.staff is not None
        )
        if told and (amounts or not kinds):
            own = self._staff(row)
            if own is not None:
                kinds[own] = describing | amounts | kinds.get(own, {})
        elif amounts and not kinds:
            self.findings.error("survey-staff-missing", *say.STAFF_UNTOLD, row=row.number)
        elif amounts:
            self._share_out(row, amounts, kinds)
        yield from ((kind, kinds[kind]) for kind in StaffKind if kind in kinds)

    def _share_out(
        self, row: MappedRow, amounts: Mapping[AnswerField, Cell], kinds: dict[StaffKind, dict[AnswerField, Cell]]
    ) -> None:
        """Give figures that the row says once to the kinds of staff in it: certain for one kind, else as a person decided."""
        for what, cell in amounts.items():
            takers = [k for k in kinds if k is not StaffKind.CONTRACTOR or what in (F.CASES, F.FEE)]
            if len(takers) > 1 and not (self.mapping.shared_volume and what in _SHARED):
                remedy = say.SHARED_REMEDY if what in _SHARED else say.SUM_REMEDY
                self.findings.error(
                    "survey-volume-shared",
                    say.SHARED_WHAT,
                    remedy,
                    row=row.number,
                    column=self._head(what),
                    value=cell_text(cell),
                )
            for kind in takers:
                kinds[kind].setdefault(what, cell)

    def _staff(self, row: MappedRow) -> StaffKind | None:
        if filled(row.labels.get(F.STAFF)) or self.mapping.constants.staff is None:
            return self.reader.staff(row.labels.get(F.STAFF), row=row.number, column=self._head(F.STAFF))
        return self.mapping.constants.staff

    def _process(self, row: MappedRow) -> str | None:
        label = self._text(row, F.PROCESS) or self.mapping.constants.process
        if not label and len(self.steps.processes) == 1:
            return self.steps.processes[0].id
        match = self.steps.process(label)
        if not match.id:
            code, texts = (
                ("survey-process-missing", say.NO_PROCESS)
                if not label
                else ("survey-process-unknown", say.UNKNOWN_PROCESS)
            )
            self.findings.error(code, *texts, row=row.number, column=self._head(F.PROCESS), value=label)
            return None
        if not match.as_written:
            self._spelled[label, match.id] = row.number
        return match.id

    def _step(self, row: MappedRow, process: str, title: str) -> str | None:
        """The id of the step, "" for one of the body's own, None after an error."""
        code = self._text(row, F.STEP)
        match = self.steps.step(process, code or title)
        if len(match.ids) > 1:
            self.findings.error(
                "survey-step-ambiguous", *say.AMBIGUOUS, row=row.number, column=self._head(F.TITLE), value=code or title
            )
            return None
        if match.id:
            if not match.as_written:
                self._spelled[code or title, match.id] = row.number
            return match.id
        if not title.strip():
            texts = say.UNKNOWN_STEP if code else say.NO_TITLE
            self.findings.error("survey-title-missing", *texts, row=row.number, column=self._head(F.TITLE), value=code)
            return None
        if not self.steps.decided(title):
            self._own.setdefault(title, row.number)
        return ""

    def _answers(self, number: int, staff: StaffKind, cells: Mapping[AnswerField, Cell]) -> RowOfAnswers:
        values: dict[str, Cell] = {}
        heads: dict[str, str] = {}
        factors: dict[str, float] = {}
        for what, cell in cells.items():
            column = self._column(what, staff)
            heads[what.value], values[what.value] = column.head, cell
            unit = column.answer.unit
            if what is F.BUSY:
                values |= dict(zip(_BUSY_ENDS, self._busy(number, column.head, cell), strict=True))
                heads |= dict.fromkeys(_BUSY_ENDS, column.head)
            elif what is F.EXCEPTION_SHARE and isinstance(cell, float):
                as_share = unit is AnswerUnit.SHARE or (number, column.column) in self._percent
                values[what.value] = percent_of(cell) if as_share else cell
                if not as_share and self.book.kind in (FileKind.XLS, FileKind.ODS) and 0 < cell <= 1:
                    self.findings.error(
                        "survey-share-doubtful", *SHARE_DOUBTFUL, row=number, column=column.head, value=f"{cell:g}"
                    )
            elif unit is not None:
                factors[what.value] = UNITS.get(what, {}).get(unit, 1.0)
        return RowOfAnswers(number, values, heads, factors)

    def _busy(self, number: int, head: str, cell: Cell) -> tuple[Cell, Cell]:
        """First and last busy month of one cell."""
        months = read_months(cell_text(cell))
        if months is None:
            self.findings.error("survey-busy-unreadable", *say.BUSY, row=number, column=head, value=cell_text(cell))
            return None, None
        return float(months[0]), float(months[1])

    def _column(self, what: AnswerField, staff: StaffKind) -> PlacedAnswer:
        columns = [p for p in self.placed if p.answer.field is what]
        return next((p for p in columns if p.answer.staff is staff), columns[0])

    def _text(self, row: MappedRow, what: AnswerField) -> str:
        return self.reader.text(row.labels.get(what), row=row.number, column=self._head(what)).strip()

    def _head(self, what: AnswerField) -> str:
        return next((p.head for p in self.placed if p.answer.field is what), what.label.ja)

    def _check_units(self) -> None:
        """A time, an amount or a share without its unit says nothing."""
        seen: set[tuple[AnswerField, StaffKind | None]] = set()
        for p in self.placed:
            a = p.answer
            if a.field in UNITS and a.unit not in UNITS[a.field]:
                self.findings.error("survey-unit-undecided", *say.NO_UNIT, row=self.mapping.head_row, column=p.head)
            if (a.field, a.staff) in seen:
                self.findings.error("survey-field-twice", *say.TWICE, row=self.mapping.head_row, column=p.head)
            seen.add((a.field, a.staff))

    def _percent_places(self) -> frozenset[tuple[int, int]]:
        if self.book.kind is not FileKind.XLSX or self.book.container is None:
            return frozenset()
        return frozenset(
            (row, p.column)
            for p in self.placed
            if p.answer.field is F.EXCEPTION_SHARE
            for row in percent_rows(self.book.container, self.sheet.name, self.book.file, column_letters(p.column))
        )

    def _name_steps(self) -> None:
        for (label, meant), row in self._spelled.items():
            read = Text(f"辞書の「{meant}」と読みました", f"read as “{meant}” of the dictionary")
            self.findings.note("survey-label-spelled", say.SPELLED, read, row=row, column=label, value=label)
        if self._own:
            listed = "、".join(f"「{t}」" for t in list(self._own)[:_NAMED]) + ("…" if len(self._own) > _NAMED else "")
            what = Text(
                f"辞書にない工程が{len(self._own)}あります（{listed}）",
                f"{len(self._own)} steps are not in the dictionary ({listed})",
            )
            self.findings.note(
                "survey-steps-own", what, say.OWN, row=next(iter(self._own.values())), column=self._head(F.TITLE)
            )


def _as_decided(merged: Problem) -> Problem:
    remedy = Text("見出しの列では、決められたとおり、結合されたすべての行に当てはまると読みました",
                  "labels count for all the rows they cover, as decided")  # fmt: skip
    return replace(merged, remedy=remedy)


def _sheet_named(book: SurveyBook, wanted: str) -> str:
    if wanted in book.names:
        return wanted
    if len(book.names) == 1 and not (wanted and book.typed):
        return book.names[0]
    listed = "、".join(f"「{n}」" for n in book.names[:_NAMED])
    what = Text(f"シート「{wanted}」はありません" if wanted else "どのシートを読むか決まっていません",
                f"there is no sheet “{wanted}”" if wanted else "which sheet to read is not settled")  # fmt: skip
    remedy = Text(f"シートを選んでください：{listed}", f"choose a sheet: {listed}")
    raise InputRefused([Problem("sheet-unknown", what, remedy, Place(file=book.file), choices=book.names)])


def _nothing(book: SurveyBook, sheet: str) -> Problem:
    what = Text("回答のある行がありません", "no row holds an answer")
    remedy = Text(
        "データの始まる行と列の対応を確かめてください", "check the first row of data and what the columns mean"
    )
    return Problem("no-rows", what, remedy, Place(file=book.file, sheet=sheet))


def _no_people(book: SurveyBook) -> Problem:
    what = Text(
        "人員（人数と時間）が分かりません。何人分の時間か分からないので、この係の数値はほかの団体に示せません",
        "the people are not known; whose hours these are cannot be told, so that other bodies are shown nothing of this section",
    )
    remedy = Text(
        "列を対応づける画面で、担い手ごとの人員を入れてください",
        "enter the people of each kind where you settle the columns",
    )
    return Problem("survey-staff-sheet-missing", what, remedy, Place(file=book.file), Severity.WARNING)
