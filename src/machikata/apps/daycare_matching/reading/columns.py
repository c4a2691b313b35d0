# SPDX-License-Identifier: Apache-2.0
"""A column as codes: every distinct text is read once, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.apps.daycare_matching.reading.findings import Fault, Findings, place_of
from machikata.automation.app.inputs import InputTable
from machikata.domain.errors import Problem

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
T = TypeVar("T")
BLANK = -1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: row i holds `values[codes[i]]`, or nothing where the code is −1. `header` is "" when the file has no such column."""

    table: InputTable
    header: str
    codes: Ints
    values: Sequence[str]

    @property
    def filled(self) -> Mask:
        """Where something is written."""
        return np.asarray(self.codes >= 0)

    def text_at(self, row: int) -> str:
        """What is written in a row, "" for nothing."""
        code = int(self.codes[row])
        return self.values[code] if code >= 0 else ""

    def rows_with(self, codes: Sequence[int]) -> Iterator[Ints]:
        """For each of some codes the rows that hold it; the column is put in order once, however many are asked for."""
        if codes:
            order = np.argsort(self.codes, kind="stable")
            ordered = self.codes[order]
            for code in codes:
                yield order[np.searchsorted(ordered, code) : np.searchsorted(ordered, code, side="right")]

    def problem(self, row: int, fault: Fault) -> Problem:
        """`fault` at a row of this column."""
        return Problem(fault.code, fault.what, fault.remedy, place_of(self.table, row, self.header, self.text_at(row)))


def column_of(table: InputTable, header: str) -> Column:
    """The column under `header`; all blank when there is none."""
    rows = table.columns.num_rows
    if not header or rows == 0:
        return Column(table, header, np.full(rows, BLANK, np.int64), ())
    column = table.columns[header]
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    array = column.unify_dictionaries().combine_chunks()
    chunk = array.chunk(0) if isinstance(array, pa.ChunkedArray) else array
    codes = chunk.indices.fill_null(BLANK).to_numpy(zero_copy_only=False).astype(np.int64)
    values = [v or "" for v in chunk.dictionary.to_pylist()]
    blank = np.array([not v.strip() for v in values] or [False])
    if blank.any():
        codes = np.where((codes >= 0) & blank[codes], BLANK, codes)
    return Column(table, header, codes, values)


def read_values(column: Column, read: Callable[[str], T | Fault], findings: Findings) -> list[T | None]:
    """The value of each code; the last place, which code −1 picks, is None, as is every value with a fault. Faults are told per row."""
    found: list[T | None] = []
    faults: dict[int, Fault] = {}
    for code, text in enumerate(column.values):
        value = read(text) if text.strip() else None
        if isinstance(value, Fault):
            faults[code] = value
        found.append(None if isinstance(value, Fault) else value)
    for fault, rows in zip(faults.values(), column.rows_with(list(faults)), strict=True):
        findings.each(rows, lambda row, f=fault: column.problem(row, f))  # type: ignore[misc]
    return [*found, None]


def per_row(column: Column, values: Sequence[T]) -> list[T]:
    """`values` (of `read_values`) laid out by row."""
    return [values[code] for code in column.codes.tolist()]


def as_ints(column: Column, values: Sequence[int | None], *, blank: int) -> Ints:
    """Whole numbers by row, `blank` where there is none."""
    table = np.array([blank if v is None else v for v in values], np.int64)
    return table[column.codes]
