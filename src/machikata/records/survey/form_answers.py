# SPDX-License-Identifier: Apache-2.0
"""The rows of the answer sheet as lines of the survey, and those of the sheet of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, StaffKind, SurveyLine
from machikata.records.survey import form_messages as say
from machikata.records.survey.book import SurveyBook
from machikata.records.survey.form_layout import (
    ANSWER_COLUMNS,
    ANSWER_SHEET,
    ANSWERED_FIELDS,
    OWN_STEP,
    OWN_STEPS,
    OWN_TITLE,
    STAFF_COLUMNS,
)
from machikata.records.survey.form_table import FormSheet, FormTable
from machikata.records.survey.labels import word_key
from machikata.records.survey.lines import RowOfAnswers, StepOfRow, check_repeated, line_of
from machikata.records.survey.mapped_rows import filled
from machikata.records.survey.percent_cells import SHARE_DOUBTFUL, percent_rows
from machikata.records.survey.quantities import Quantity
from machikata.records.table_checks.grid import FileKind
from machikata.records.tables.workbook import Cell, cell_text, column_letters

_SPARE_TITLES = frozenset(f"{OWN_TITLE}{n}" for n in range(1, OWN_STEPS + 1))


class AnswerRows(FormTable):
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
        answered = any(filled(cells.get(field)) for field in ANSWERED_FIELDS)
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
                    "survey-title-missing", *say.TITLE_MISSING, row=number, column=self.heads["title"], value=title
                )
            elif not step.strip() and word_key(title) in {word_key(t) for t in known.values()}:
                self.findings.error(
                    "survey-step-missing", *say.STEP_MISSING, row=number, column=self.heads["step"], value=title
                )
            elif not step.strip():
                self.findings.note("survey-step-own", *say.STEP_OWN, row=number, column=self.heads["step"], value=title)
            return StepOfRow(process, "", title, "" if duty == OWN_STEP else duty, staff)
        if process and step not in known:
            self.findings.error(
                "survey-step-unknown", *say.STEP_UNKNOWN, row=number, column=self.heads["step"], value=step
            )
        return StepOfRow(process, step, title or known.get(step, ""), duty, staff)

    def _process(self, number: int, cells: Mapping[str, Cell]) -> str:
        """The id of the process; "" after an error."""
        code, head = cell_text(cells.get("process")), self.heads["process"]
        if code in self._titles:
            return code
        if code.strip():
            self.findings.error("survey-process-unknown", *say.PROCESS_UNKNOWN, row=number, column=head, value=code)
            return ""
        meant = self._by_title.get(word_key(cell_text(cells.get("process_title"))))
        if meant is None and len(self._titles) == 1 and not cell_text(cells.get("process_title")).strip():
            meant = next(iter(self._titles))
        if meant is None:
            self.findings.error("survey-process-missing", *say.PROCESS_MISSING, row=number, column=head)
            return ""
        read = Text(f"「{meant}」と読みました", f"read as “{meant}”")
        self.findings.note("survey-process-empty", say.PROCESS_EMPTY, read, row=number, column=head)
        return meant

    def _percent_rows(self) -> frozenset[int]:
        """Rows whose share of exceptions is shown with a percent sign."""
        x = self.found.places.get("exception_share")
        container = self.book.container if self.book.kind is FileKind.XLSX else None
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
            say.SHARE_PERCENT,
            read,
            row=number,
            column=self.heads["exception_share"],
            value=f"{value:.4g}",
        )
        return float(f"{value * 100:.15g}")


class PeopleRows(FormTable):
    """人員: one row per kind of staff."""

    def __init__(self, book: SurveyBook, found: FormSheet, place: tuple[str, str, int]) -> None:
        super().__init__(book, found, STAFF_COLUMNS)
        self._rows = self.filled_rows(found.places)
        self.place = self.place_of() if self._rows else place
        for field, here, there in zip(("body", "section", "fiscal_year"), self.place, place, strict=True):
            if here != there and here and there:
                what = Text(
                    f"「{ANSWER_SHEET}」のシートの「{there}」と違います",
                    f"differs from “{there}” in the sheet {ANSWER_SHEET}",
                )
                self.findings.error(
                    "survey-place-mixed", what, say.PLACE_MIXED, column=self.heads.get(field, field), value=here
                )

    def people(self) -> tuple[SectionStaff, ...]:
        found: list[SectionStaff] = []
        for number in self._rows:
            cells = self.cells_of(number)
            if not any(filled(cells.get(f)) for f in ("persons", "hours", "overtime_hours", "yen_per_hour")):
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
                    *say.STAFF_REPEATED,
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
