# SPDX-License-Identifier: Apache-2.0
"""Opens what a section hands in (xlsx, xlsm, xls, ods, CSV) and names whatever it hides. Macros never run, links are never followed."""

from __future__ import annotations

import hashlib
import io
import zipfile
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from machikata.domain.errors import InputRefused, Problem
from machikata.domain.text import Text
from machikata.records.raw import SourceFile
from machikata.records.survey import book_problems as say
from machikata.records.survey.ods_sheets import OdsSheet, ods_sheets
from machikata.records.survey.parts import refuse_odd_parts
from machikata.records.table_checks.grid import FileKind, Grid, GridColumn, grid_columns
from machikata.records.table_checks.opening import OpenedTables, encrypted, kind_of
from machikata.records.table_checks.text_tables import Written, csv_grid
from machikata.records.tables.far_cells import refuse_far_cells
from machikata.records.tables.limits import refuse_too_many_columns
from machikata.records.tables.workbook import Cell, about_sheet, column_letters, damage_refused
from machikata.records.tables.workbook_looks import SheetLooks, sheet_looks
from machikata.records.tables.workbook_parts import (
    SheetParts,
    error_cells,
    member_of,
    member_parts,
    sheet_parts,
    workbook_notes,
)

MOST_BYTES = 50 << 20
"""A form of 300 steps has a twentieth of a megabyte."""
MOST_CELLS = 5_000_000
MOST_ROWS = 20_000
"""Rows with a value in one sheet: more than any section has steps."""
_NEEDLESS_BYTES = 8 << 20
_BLANK = frozenset(("", None))
_MACROS = "_VBA_PROJECT".encode("utf-16-le")


@dataclass(slots=True)
class SurveySheet:
    """One sheet as it stands in the file; `rows[0]` is row 1. `merged` holds rectangles (first row, first column, last row, last
    column), counted from 1 and 0 as rows and columns of cells are.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    _columns: tuple[GridColumn, ...] | None = None
    _ranges: dict[int, tuple[list[int], list[tuple[int, int, int, int]]]] = field(default_factory=dict)

    def merged_at(self, row: int, column: int) -> tuple[int, int, int, int] | None:
        """The merged range that covers a cell (row from 1, column from 0), None for a cell that stands alone."""
        if not self.merged:
            return None
        if column not in self._ranges:
            over = sorted(m for m in self.merged if m[1] <= column <= m[3])
            self._ranges[column] = [m[0] for m in over], over
        starts, ranges = self._ranges[column]
        at = bisect_right(starts, row) - 1
        return ranges[at] if at >= 0 and ranges[at][2] >= row else None

    @property
    def columns(self) -> tuple[GridColumn, ...]:
        """The same cells column by column, each distinct value once."""
        if self._columns is None:
            width = max(map(len, self.rows), default=0)
            self._columns = grid_columns(
                [[*row, *(None,) * (width - len(row))] if len(row) < width else row for row in self.rows], width
            )
        return self._columns


@dataclass(slots=True)
class SurveyBook:
    """An opened file. Sheets are laid out when they are asked for; `typed` says that numbers and texts are told apart."""

    file: str
    sha256: str
    kind: FileKind
    """One of xlsx, xls, ods and csv."""
    names: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    hidden: frozenset[str] = frozenset()
    container: zipfile.ZipFile | None = None
    written: Written | None = None
    _workbook: CalamineWorkbook | None = None
    _beside: Mapping[str, OdsSheet] = field(default_factory=dict)
    _found: dict[str, CalamineSheet] = field(default_factory=dict)
    _sheets: dict[str, SurveySheet] = field(default_factory=dict)
    _grids: dict[str, Grid] = field(default_factory=dict)
    _parts: dict[str, SheetParts] = field(default_factory=dict)

    @property
    def typed(self) -> bool:
        """Whether the file tells numbers from texts."""
        return self.kind is not FileKind.CSV

    def sheet(self, name: str) -> SurveySheet:
        """The cells of a sheet."""
        if name not in self._sheets:
            self._sheets[name] = self._laid_out(name)
        return self._sheets[name]

    def about(self, name: str, *, columns: Collection[int], first_row: int) -> Iterator[Problem]:
        """What a sheet hides or keeps beside its values. Formulas without a result and cells in error are ERRORs in `columns` from
        `first_row` on, which are read, and WARNINGs elsewhere.
        """
        if self._workbook is None:
            yield from say.shifted(self._grid(name), self.file)
            return
        found = self._calamine(name)
        source = SourceFile(self.file, self.sha256, 0, self.kind.value, sheet=name)
        parts = self._parts_of(name)
        yield from about_sheet(source, parts, found)
        if name in self.hidden:
            yield say.hidden_sheet(self.file, name)
        if rows := self._needless_rows(name):
            yield say.needless(self.file, name, rows)
        read = frozenset(map(column_letters, columns))
        broken = [say.no_result(self.file, name, *place) for place in parts.without_result]
        broken += [say.in_error(self.file, name, *place) for place in self._ods(name).errors]
        if merged := self._ods(name).merged:
            yield say.merged_cells(self.file, name, len(merged))
        if self.container is not None:
            broken += [say.in_error(self.file, name, *place) for place in error_cells(self.container, name, self.file)]
        yield from say.bounded(broken, lambda p: p.column in read and (p.row or 0) >= first_row)

    def _ods(self, name: str) -> OdsSheet:
        return self._beside.get(name) or OdsSheet()

    def _needless_rows(self, name: str) -> int:
        """Rows that are kept in the file without any value, where there are so many that the file has grown by them."""
        member = (
            member_of(self.container, name, self.file)
            if self.container is not None and self.kind is FileKind.XLSX
            else None
        )
        if self.container is None or member is None or self.container.getinfo(member).file_size < _NEEDLESS_BYTES:
            return 0
        kept = sum(part.count(b"<row ") for part in member_parts(self.container, member))
        return max(0, kept - len(self.sheet(name).rows)) if kept > MOST_ROWS else 0

    def checked(self, *names: str) -> OpenedTables:
        """The sheets as the checks of machine readability take them."""
        grids = tuple(self._grid(name) for name in names)
        return OpenedTables(self.file, self.sha256, self.kind, grids, tuple(sorted(self.hidden)), self.written)

    def _grid(self, name: str) -> Grid:
        if name in self._grids:
            return self._grids[name]
        sheet = self.sheet(name)
        height, width = len(sheet.rows), len(sheet.columns)
        looks = None
        if self.container is not None and self.kind is FileKind.XLSX:
            looks = sheet_looks(self.container, name, self.file, height=height, width=width)
        elif self.kind is FileKind.XLS:
            looks = SheetLooks(sheet.merged, len(sheet.merged))
        return Grid(self.file, name, self.kind, height, sheet.columns, looks, hidden=sheet.hidden)

    def _calamine(self, name: str) -> CalamineSheet:
        assert self._workbook is not None
        if name not in self._found:
            self._found[name] = self._workbook.get_sheet_by_name(name)
        return self._found[name]

    def _parts_of(self, name: str) -> SheetParts:
        if name not in self._parts:
            xlsx = self.container is not None and self.kind is FileKind.XLSX
            self._parts[name] = (
                sheet_parts(self.container, name, self.file) if xlsx and self.container else self._ods_parts(name)
            )
        return self._parts[name]

    def _ods_parts(self, name: str) -> SheetParts:
        found = self._ods(name)
        return SheetParts(found.formulas, (), found.hidden_rows, found.hidden_columns)

    def _laid_out(self, name: str) -> SurveySheet:
        with damage_refused(self.file):
            found = self._calamine(name)
            refuse_too_many_columns(found.total_width, self.file, name)
            if (found.total_height + 1) * (found.total_width + 1) > MOST_CELLS:
                raise InputRefused([say.too_large(self.file, name)])
            rows = _trimmed(found.to_python(skip_empty_area=False))
            say.refuse_many_rows(len(rows), MOST_ROWS, self.file, name)
            merged = tuple((a[0] + 1, a[1], b[0] + 1, b[1]) for a, b in found.merged_cell_ranges or ())
            merged = merged or tuple(self._ods(name).merged)
        return SurveySheet(name, rows, name in self.hidden, merged)


def _trimmed(rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
    """The rows up to the last one with a value."""
    last = next((n for n in range(len(rows), 0, -1) if not _BLANK.issuperset(rows[n - 1])), 0)
    return rows[:last]


def open_book(data: bytes, file: str) -> SurveyBook:
    """The file, once it is known to be harmless to lay out.

    Raises:
        InputRefused: too large, encrypted, damaged, an XML trick, or no table at all; one clear reason.
    """
    if not data:
        raise InputRefused([say.refusal("file-empty", file, Text("ファイルが空です（0バイト）", "the file is empty (0 bytes)"),
                                     Text("もう一度保存して渡してもらってください", "have it saved and handed in again"))])  # fmt: skip
    if len(data) > MOST_BYTES:
        raise InputRefused([say.too_many_bytes(file, len(data), MOST_BYTES)])
    sha256 = hashlib.sha256(data).hexdigest()
    kind, container = kind_of(data, file)
    if container is not None and kind.is_workbook:
        return _zipped(data, file, sha256, kind, container)
    if kind is FileKind.XLS:
        return _old(data, file, sha256)
    if kind is FileKind.CSV:
        return _delimited(data, file, sha256)
    raise InputRefused([say.foreign(file)])


def _zipped(data: bytes, file: str, sha256: str, kind: FileKind, container: zipfile.ZipFile) -> SurveyBook:
    beside: dict[str, OdsSheet] = {}
    with damage_refused(file):
        refuse_odd_parts(container, file)
        if kind is FileKind.ODS:
            beside = ods_sheets(container, file, most_cells=MOST_CELLS)
        else:
            refuse_far_cells(container, file, most_cells=MOST_CELLS)
        notes = tuple(workbook_notes(container, file)) if kind is FileKind.XLSX else ()
    return _book(data, file, sha256, kind, notes, container, beside=beside)


def _old(data: bytes, file: str, sha256: str) -> SurveyBook:
    notes = [say.old_format(file)]
    if _MACROS in data:
        notes.append(say.macros(file))
    return _book(data, file, sha256, FileKind.XLS, tuple(notes), None)


def _book(
    data: bytes, file: str, sha256: str, kind: FileKind, notes: tuple[Problem, ...], container: zipfile.ZipFile | None,
    *, beside: Mapping[str, OdsSheet] = MappingProxyType({}),
) -> SurveyBook:  # fmt: skip
    try:
        with damage_refused(file):
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except InputRefused as refused:
        if isinstance(refused.__cause__, PasswordError):
            raise InputRefused([encrypted(file)]) from None
        raise
    sheets = [m for m in workbook.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    hidden = frozenset(m.name for m in sheets if m.visible != SheetVisibleEnum.Visible)
    names = tuple(m.name for m in sheets)
    return SurveyBook(file, sha256, kind, names, notes, hidden, container, _workbook=workbook, _beside=beside)


def _delimited(data: bytes, file: str, sha256: str) -> SurveyBook:
    grid, written = csv_grid(data, file)
    columns = [[column.values[code] for code in column.codes.tolist()] for column in grid.columns]
    rows = _trimmed([list(row) for row in zip(*columns, strict=True)])
    say.refuse_many_rows(len(rows), MOST_ROWS, file, "")
    return SurveyBook(
        file, sha256, FileKind.CSV, ("",), written=written, _sheets={"": SurveySheet("", rows)}, _grids={"": grid}
    )
