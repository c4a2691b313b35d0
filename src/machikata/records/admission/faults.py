# SPDX-License-Identifier: Apache-2.0
"""Rows that cannot be admitted: which, why, and what to do. One entry per reason, so that a person reads three lines and not 5,000."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.text import Text
from machikata.records.coded import Rows

KEPT_ROWS = 200
"""Refused rows kept per reason; the count is always complete."""
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One refused row as a person finds it in the file. `value` is masked and shortened."""

    code: str
    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """All rows refused for one reason in one column. `rows` are positions in the raw table, `values` those of the first rows."""

    code: str
    what: Text
    remedy: Text
    column: str
    rows: Rows
    values: tuple[str, ...] = ()

    def refused_rows(self, row_numbers: Rows) -> tuple[RefusedRow, ...]:
        """The first rows with their numbers in the file."""
        values = self.values + ("",) * KEPT_ROWS
        return tuple(
            RefusedRow(self.code, int(row_numbers[row]), self.column, values[i])
            for i, row in enumerate(self.rows[:KEPT_ROWS].tolist())
        )

    def problem(self, file: str, sheet: str, row_numbers: Rows, *, in_rows: bool) -> Problem:
        """The finding: its first row as the place, the number of rows as the count. Files without rows (XES) count events."""
        first = self.refused_rows(row_numbers)[0]
        place = Place(file, sheet, first.row if in_rows else None, self.column, first.value)
        where = Text("", "") if in_rows else Text(f"（{first.row:,}番目の記録）", f" (event {first.row:,} of the file)")
        return Problem(self.code, self.what + where, self.remedy, place, Severity.ERROR, len(self.rows))


def shortened(values: Sequence[str]) -> tuple[str, ...]:
    """Values fit to be shown: at most 60 characters each, on one line."""
    flat = (" ".join(v.split()) for v in values)
    return tuple(v if len(v) <= _LONGEST_VALUE else v[: _LONGEST_VALUE - 1] + "…" for v in flat)
