# SPDX-License-Identifier: Apache-2.0
"""Answers of any number of sections as NumPy arrays, what the checks of plausibility work on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.domain.workload import StaffKind
from machikata.records.survey.tables import SurveyTables

SectionKey = tuple[str, str, int]
"""Body, section, fiscal year."""
KINDS = tuple(StaffKind)
EMPLOYED = tuple(k for k in KINDS if k is not StaffKind.CONTRACTOR)
_CONTRACTOR = KINDS.index(StaffKind.CONTRACTOR)


def sums(group: Ints, values: Floats | Bools | Ints, n: int) -> Floats:
    """Sum of `values` (one per entry of `group`) in each of `n` groups."""
    return np.asarray(np.bincount(group, values, n), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One entry per line; `section` indexes `sections`, `kind` indexes `KINDS`, `item` numbers what bodies answer alike (process, step
    and kind of staff; −1 for a step of the body's own), `task` the same with the section and own steps by their title. NaN where not
    answered.

    The arrays of `staff_` have a row per section and a column per kind; `persons` and so on are NaN where not answered, and
    `staff_rows` counts rows of the sheet of persons (the same kind stated twice counts with the larger figures).
    """

    lines: pa.Table
    by_section: Ints
    """Rows ordered by section."""
    ends: Ints
    """Where the rows of each section end in `by_section`."""
    sections: tuple[SectionKey, ...]
    section: Ints
    body: Ints
    kind: Ints
    item: Ints
    task: Ints
    minutes: Floats
    cases: Floats
    hours: Floats
    staff_rows: Ints
    persons: Floats
    staff_hours: Floats
    overtime: Floats

    @property
    def n_sections(self) -> int:
        """Number of sections."""
        return len(self.sections)

    @property
    def employed(self) -> Bools:
        """Lines of the body's own staff, which alone have minutes and hours."""
        return np.asarray(self.kind != _CONTRACTOR)

    @property
    def with_minutes(self) -> Bools:
        """Lines of own staff with minutes above 0."""
        return self.employed & (self.minutes > 0)

    @property
    def with_volume(self) -> Bools:
        """Lines of own staff with cases and minutes above 0."""
        return self.with_minutes & (self.cases > 0)

    @property
    def hours_from_volume(self) -> Floats:
        """Cases times minutes, in hours a year."""
        return self.cases * self.minutes / 60.0

    def rows_of(self, section: int) -> Ints:
        """The rows of one section, in the order of its answers."""
        return self.by_section[self.ends[section - 1] if section else 0 : self.ends[section]]

    def line(self, row: int) -> dict[str, Any]:
        """The answers of one line by column."""
        found: dict[str, Any] = self.lines.slice(row, 1).to_pylist()[0]
        return found


def answers_of(tables: SurveyTables) -> Answers:
    """The arrays of `tables`."""
    lines, staff = (t.unify_dictionaries().combine_chunks() for t in (tables.lines, tables.staff))
    sections, of_line, of_staff = _sections(lines, staff)
    bodies = {body: i for i, body in enumerate(dict.fromkeys(key[0] for key in sections))}
    kind = _kinds(lines)
    process, step, title = (_codes(lines, name) for name in ("process", "step", "title"))
    own = _is_empty(lines, "step")
    common = _numbered(process, step, kind)
    people = {name: _of_staff(staff, name, of_staff, len(sections)) for name in ("persons", "hours", "overtime_hours")}
    return Answers(
        lines=lines,
        by_section=np.argsort(of_line, kind="stable"),
        ends=np.cumsum(np.bincount(of_line, minlength=len(sections))),
        sections=sections,
        section=of_line,
        body=np.array([bodies[key[0]] for key in sections], dtype=np.int64)[of_line],
        kind=kind,
        item=np.where(own, -1, common),
        task=_numbered(of_line, common, np.where(own, title, 0)),
        minutes=_floats(lines, "minutes_per_case"),
        cases=_floats(lines, "cases"),
        hours=_floats(lines, "hours"),
        staff_rows=np.bincount(of_staff * len(KINDS) + _kinds(staff), minlength=len(sections) * len(KINDS)).reshape(
            len(sections), len(KINDS)
        ),
        persons=people["persons"],
        staff_hours=people["hours"],
        overtime=people["overtime_hours"],
    )


def _sections(lines: pa.Table, staff: pa.Table) -> tuple[tuple[SectionKey, ...], Ints, Ints]:
    found: dict[SectionKey, int] = {}
    rows = []
    for table in (lines, staff):
        code = _numbered(
            *(_codes(table, n) for n in ("body", "section")), _floats(table, "fiscal_year").astype(np.int64)
        )
        different, first, inverse = np.unique(code, return_index=True, return_inverse=True)
        keys = table.select(["body", "section", "fiscal_year"]).take(pa.array(first)).to_pylist()
        numbers = [found.setdefault((k["body"], k["section"], k["fiscal_year"]), len(found)) for k in keys]
        rows.append(np.array(numbers, dtype=np.int64)[inverse] if len(different) else np.zeros(0, dtype=np.int64))
    return tuple(found), rows[0], rows[1]


def _codes(table: pa.Table, name: str) -> Ints:
    column = table.column(name)
    parts = [np.asarray(chunk.indices.fill_null(-1), dtype=np.int64) for chunk in column.chunks]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _words(table: pa.Table, name: str) -> list[str]:
    column = table.column(name)
    return column.chunk(0).dictionary.to_pylist() if column.num_chunks else []


def _is_empty(table: pa.Table, name: str) -> Bools:
    words = _words(table, name)
    return np.isin(_codes(table, name), [i for i, word in enumerate(words) if not word])


def _kinds(table: pa.Table) -> Ints:
    places = np.array([KINDS.index(StaffKind(word)) for word in _words(table, "staff")], dtype=np.int64)
    codes = _codes(table, "staff")
    return places[codes] if len(codes) else codes


def _numbered(*codes: Ints) -> Ints:
    """One number for each different combination."""
    number = np.zeros(len(codes[0]), dtype=np.int64)
    for code in codes:
        span = int(code.max() - code.min()) + 1 if len(code) else 1
        number = np.unique(number * span + (code - (code.min() if len(code) else 0)), return_inverse=True)[1]
    return number.astype(np.int64)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).to_numpy(), dtype=np.float64)


def _of_staff(staff: pa.Table, name: str, section: Ints, n: int) -> Floats:
    found = np.full(n * len(KINDS), -np.inf)
    values = _floats(staff, name)
    known = np.isfinite(values)
    np.maximum.at(found, (section * len(KINDS) + _kinds(staff))[known], values[known])
    return np.where(np.isfinite(found), found, np.nan).reshape(n, len(KINDS))
