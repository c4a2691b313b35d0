# SPDX-License-Identifier: Apache-2.0
"""A sheet or text table as it stands in the file: every cell, the blank ones too, each distinct value of a column once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from machikata.records.coded import Codes
from machikata.records.tables.workbook import Cell, cell_text, column_letters
from machikata.records.tables.workbook_looks import SheetLooks

Counts = npt.NDArray[np.int64]
_PLAIN = frozenset((str, float, int, type(None)))


class FileKind(StrEnum):
    """What the first bytes of a file say it is."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    JSON = "json"
    XML = "xml"
    OTHER = "other"

    @property
    def is_workbook(self) -> bool:
        """Whether it has sheets and formatting."""
        return self in (FileKind.XLSX, FileKind.XLS, FileKind.ODS)


@dataclass(frozen=True, slots=True)
class GridColumn:
    """Row i holds `values[codes[i]]`; `values[0]` is None, the blank cell."""

    codes: Codes
    values: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet or text table from the first row and column on.

    `looks` is None where formatting is not read. `cells_in_row` tells of a text table the rows that hold more or fewer cells than
    most (row number from 1 → cells), which make up `usual_cells`.
    """

    file: str
    sheet: str
    kind: FileKind
    height: int
    columns: tuple[GridColumn, ...]
    looks: SheetLooks | None = None
    cells_in_row: Mapping[int, int] = field(default_factory=dict)
    usual_cells: int = 0
    hidden: bool = False

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.columns)

    @property
    def is_blank(self) -> bool:
        """Whether nothing but blanks is written anywhere."""
        return all(v is None or not str(v).strip() for c in self.columns for v in c.values)

    def cell(self, row: int, column: int) -> Cell:
        """The value at `row` and `column`, both from 0."""
        of = self.columns[column]
        return of.values[int(of.codes[row])]

    def row(self, row: int) -> list[Cell]:
        """The cells of one row (from 0)."""
        return [c.values[int(c.codes[row])] for c in self.columns]

    def text(self, row: int, column: int) -> str:
        """The cell at `row` and `column` (from 0) as a person would type it."""
        return cell_text(self.cell(row, column))

    def texts(self, row: int) -> list[str]:
        """The cells of one row (from 0) as a person would type them."""
        return [cell_text(v) for v in self.row(row)]

    def address(self, row: int, column: int) -> str:
        """How a spreadsheet names the cell (both from 0): B12."""
        return f"{column_letters(column)}{row + 1}"


def grid_columns(rows: Sequence[Sequence[Cell]], width: int) -> tuple[GridColumn, ...]:
    """Rows of cells as columns; texts of no length and missing cells are blank."""
    columns = zip(*rows, strict=True) if rows else (() for _ in range(width))
    return tuple(_column(cells) for cells in columns)


def _column(cells: Sequence[Cell]) -> GridColumn:
    # True equals 1: what is neither text nor number is known by its type as well
    plain = _PLAIN.issuperset(map(type, cells))
    keys: Sequence[Any] = cells if plain else [v if type(v) in _PLAIN else (type(v), v) for v in cells]
    distinct = [key for key in dict.fromkeys(keys) if key is not None and key != ""]
    codes = {None: 0, "": 0} | {key: n for n, key in enumerate(distinct, start=1)}
    values = distinct if plain else [key[1] if type(key) is tuple else key for key in distinct]
    return GridColumn(np.fromiter(map(codes.__getitem__, keys), np.int32, len(keys)), (None, *values))
