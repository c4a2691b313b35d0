# SPDX-License-Identifier: Apache-2.0
"""From what a check found to problems a person can act on: places named up to a limit, the rest counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.text import Text
from machikata.records.masking.identifiers import masked_text
from machikata.records.table_checks.columns import TableColumn, table_columns
from machikata.records.table_checks.grid import Grid
from machikata.records.table_checks.region import Kinds, Region, find_region, kinds_of, kinds_of_values
from machikata.records.table_checks.report import Answer, Companions
from machikata.records.tables.limits import NAMED_PLACES
from machikata.records.tables.workbook import column_letters

_LONGEST_VALUE, _LONGEST_LOOKED_AT = 40, 200
Spot = tuple[int | None, int | None]
"""Row and column in the sheet, both from 0; None for the whole column, the whole row."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its table found and its columns told apart: what the checks look at."""

    grid: Grid
    kinds: Kinds
    region: Region
    columns: tuple[TableColumn, ...]
    hidden_sheets: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    """What is written outside the table, where symbols and units may be explained."""

    @property
    def has_data(self) -> bool:
        """Whether there is a row below the header."""
        return len(self.region.rows) > 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of fault in one part of the table, with the spots where it shows; `count` when not all of them are listed."""

    code: str
    what: Text
    remedy: Text
    spots: Sequence[Spot] = ((None, None),)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of one table."""

    answer: Answer
    findings: tuple[Finding, ...] = ()


PASSED = Verdict(Answer.PASS)
NOT_APPLICABLE = Verdict(Answer.NOT_APPLICABLE)
NOT_CHECKED = Verdict(Answer.NOT_CHECKED)


def judged(findings: Iterable[Finding], *, worst: Answer = Answer.FAIL) -> Verdict:
    """Pass without findings, else `worst`."""
    found = tuple(findings)
    return Verdict(worst, found) if found else PASSED


def in_column(column: TableColumn, rows: Iterable[int]) -> list[Spot]:
    """Spots of one column."""
    return [(int(r), column.number) for r in rows]


def make_table(grid: Grid, hidden_sheets: tuple[str, ...] = ()) -> Table:
    """Find the table of a sheet."""
    of_values = kinds_of_values(grid)
    kinds = kinds_of(grid, of_values)
    region = find_region(grid, kinds)
    elsewhere = tuple(grid.text(int(r), int(c)) for r, c in _first(region))
    return Table(grid, kinds, region, table_columns(grid, region, of_values), hidden_sheets, elsewhere)


def _first(region: Region) -> list[tuple[int, int]]:
    """Cells outside the table, the first thousand."""
    found = np.argwhere(region.outside)[:1000]
    return [(int(r), int(c)) for r, c in found]


def problems_of(verdict: Verdict, table: Table) -> tuple[Problem, ...]:
    """The findings as problems. Every finding is named at least once, up to `NAMED_PLACES` findings; the last place named of each
    carries in `count` those not named any more.
    """
    severity = Severity.ERROR if verdict.answer is Answer.FAIL else Severity.NOTE
    kept = verdict.findings[:NAMED_PLACES]
    each = max(1, NAMED_PLACES // max(1, len(kept)))
    problems = [p for finding in kept for p in _named(finding, table, severity, each)]
    beyond = sum(max(f.count, len(f.spots)) for f in verdict.findings[NAMED_PLACES:])
    if beyond:
        problems[-1] = replace(problems[-1], count=problems[-1].count + beyond)
    return tuple(problems)


def _named(finding: Finding, table: Table, severity: Severity, most: int) -> list[Problem]:
    total = max(finding.count, len(finding.spots))
    named = finding.spots[:most]
    return [
        Problem(
            finding.code, finding.what, finding.remedy, place_of(table, spot), severity,
            1 if number < len(named) - 1 else total - len(named) + 1,
        )
        for number, spot in enumerate(named)
    ]  # fmt: skip


def place_of(table: Table, spot: Spot) -> Place:
    """Where a spot is, with the value that stands there; values of residents are left out, numbers of persons masked."""
    grid, (row, column) = table.grid, spot
    name = column_name(table, column) if column is not None and _within(table, row) else ""
    cell = value = ""
    if row is not None and column is not None:
        cell = grid.address(row, column) if grid.kind.is_workbook else ""
        if row < grid.height and column < grid.width:
            private = any(c.number == column and c.is_private for c in table.columns)
            text = grid.text(row, column)
            value = "" if private or text.strip() == name else shown(text)
    return Place(grid.file, grid.sheet, None if row is None else row + 1, name, value, cell)


def _within(table: Table, row: int | None) -> bool:
    """Whether a row is one of the table's: what stands above or below has nothing to do with its columns."""
    head, rows = table.region.head, table.region.rows
    last = int(rows[-1]) if len(rows) else head.last
    return row is None or min(head.first, head.data_start) <= row <= last


def column_name(table: Table, column: int) -> str:
    """The header of a column, or its letters where it has none."""
    name = next((c.name for c in table.columns if c.number == column), "")
    return name or column_letters(column)


def shown(text: str) -> str:
    """A value for a finding: on one line, short, numbers of persons masked."""
    line = text[:_LONGEST_LOOKED_AT].replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")
    masked = masked_text(line)
    return masked if len(masked) <= _LONGEST_VALUE else masked[: _LONGEST_VALUE - 1] + "…"


@dataclass(frozen=True, slots=True)
class Question:
    """What a check is given: the table, how its file is written, and the companions that were named."""

    table: Table
    companions: Companions
    siblings: tuple[Grid, ...] = ()
    """The other sheets of the workbook, which may explain this one."""
    encoding: str = ""
    delimiter: str = ""
