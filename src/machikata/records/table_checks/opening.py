# SPDX-License-Identifier: Apache-2.0
"""Opens a file for the checks: what it is, is told by its first bytes; its sheets become grids."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from python_calamine import CalamineWorkbook, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.records.table_checks.grid import FileKind, Grid, GridColumn, grid_columns
from machikata.records.table_checks.text_tables import Written, csv_grid
from machikata.records.tables.far_cells import refuse_far_cells
from machikata.records.tables.limits import MOST_SHEET_COLUMNS, refuse_too_many_columns
from machikata.records.tables.workbook import Cell, damage_refused
from machikata.records.tables.workbook_looks import SheetLooks, sheet_looks
from machikata.records.tables.zip_guard import open_guarded

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORKBOOK = tuple(name.encode("utf-16-le") for name in ("Workbook\0", "Book\0"))
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x1f\x8b",
    b"PAR1",
    b"SQLite format 3\0",
    b"{\\rtf",
)
_MOST_CELLS = 60_000_000
_BLANK = frozenset(("", None))


@dataclass(frozen=True, slots=True)
class OpenedTables:
    """A file with the grids of its sheets: those that hold data and are visible, or the one that was chosen.

    `hidden_sheets` are sheets with data that nobody sees. `written` tells how a text table is encoded and delimited.
    """

    name: str
    sha256: str
    kind: FileKind
    grids: tuple[Grid, ...]
    hidden_sheets: tuple[str, ...] = ()
    written: Written | None = None


def open_tables(data: bytes, *, name: str, sheet: str | None = None, progress: Progress = no_progress) -> OpenedTables:
    """The tables of a file (xlsx, xlsm, xls, ods, CSV and the like, JSON records); none for a file of any other kind.

    Raises:
        InputRefused: the file is empty, encrypted, damaged or grows beyond measure, or there is no such sheet.
    """
    _refuse_empty(data, name)
    progress(0.1, Text("ファイルを開いています", "opening the file"))
    sha256, (kind, container) = hashlib.sha256(data).hexdigest(), kind_of(data, name)
    if kind.is_workbook:
        return _workbook(data, name, sha256, kind, container if kind is FileKind.XLSX else None, sheet)
    if sheet is not None:
        raise InputRefused([_no_such_sheet(name, sheet, [])])
    if kind is FileKind.CSV:
        grid, written = csv_grid(data, name)
        return OpenedTables(name, sha256, kind, (grid,), written=written)
    if kind is FileKind.JSON:
        return OpenedTables(name, sha256, kind, tuple(_json_grids(data, name)))
    return OpenedTables(name, sha256, kind, ())


def kind_of(data: bytes, name: str) -> tuple[FileKind, zipfile.ZipFile | None]:
    """What a file is, and its container when it is one.

    Raises:
        InputRefused: it is protected by a password, or a container that is damaged or grows beyond measure.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise InputRefused([encrypted(name)])
        return FileKind.XLS if any(mark in data for mark in _OLD_WORKBOOK) else FileKind.OTHER, None
    if data.startswith(_ZIP):
        container = open_guarded(data, name)
        return _container_kind(container), container
    return FileKind.OTHER if data.startswith(_FOREIGN) else _text_kind(data, name), None


def _text_kind(data: bytes, name: str) -> FileKind:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return FileKind.OTHER if head[:200].lower().startswith((b"<!doctype html", b"<html")) else FileKind.XML
    return FileKind.JSON if head.startswith((b"{", b"[")) and name.lower().endswith("json") else FileKind.CSV


def _container_kind(container: zipfile.ZipFile) -> FileKind:
    names = set(container.namelist())
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "mimetype" in names and container.read("mimetype")[:100].strip().endswith(b"opendocument.spreadsheet"):
        return FileKind.ODS
    return FileKind.OTHER


def _workbook(
    data: bytes, name: str, sha256: str, kind: FileKind, container: zipfile.ZipFile | None, sheet: str | None
) -> OpenedTables:
    if container is not None:
        refuse_far_cells(container, name)
    with damage_refused(name):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [m for m in workbook.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        if sheet is not None and sheet not in {m.name for m in sheets}:
            raise InputRefused([_no_such_sheet(name, sheet, [m.name for m in sheets])])
        grids = [grid for m in sheets if (grid := _sheet_grid(workbook, container, m, name, kind)) is not None]
    hidden = tuple(g.sheet for g in grids if g.hidden)
    chosen = tuple(g for g in grids if (g.sheet == sheet if sheet is not None else not g.hidden))
    return OpenedTables(name, sha256, kind, chosen, hidden)


def _sheet_grid(
    workbook: CalamineWorkbook, container: zipfile.ZipFile | None, meta: SheetMetadata, name: str, kind: FileKind
) -> Grid | None:
    """The cells of a sheet, None when it holds none."""
    sheet = workbook.get_sheet_by_name(meta.name)
    refuse_too_many_columns(sheet.total_width, name, meta.name, most=MOST_SHEET_COLUMNS)
    if (sheet.total_height + 1) * (sheet.total_width + 1) > _MOST_CELLS:
        raise InputRefused([_too_large(name, meta.name)])
    rows: list[Sequence[Cell]] = [*sheet.to_python(skip_empty_area=False)]
    while rows and _BLANK.issuperset(rows[-1]):
        rows.pop()
    if not rows:
        return None
    width = max(map(len, rows))
    looks = None
    if container is not None:
        looks = sheet_looks(container, meta.name, name, height=len(rows), width=width)
    elif kind is FileKind.XLS:
        merged = tuple((a[0] + 1, a[1], b[0] + 1, b[1]) for a, b in sheet.merged_cell_ranges or ())
        looks = SheetLooks(merged, len(merged))
    hidden = meta.visible != SheetVisibleEnum.Visible
    return Grid(name, meta.name, kind, len(rows), grid_columns(rows, width), looks, hidden=hidden)


def _json_grids(data: bytes, name: str) -> Iterator[Grid]:
    """A list of flat records is a table; other JSON is not."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputRefused([_bad_json(name)]) from None
    if not isinstance(found, list) or not found or not all(isinstance(r, dict) for r in found):
        return
    if any(isinstance(v, dict | list) for r in found for v in r.values()):
        return
    names = list(dict.fromkeys(key for record in found for key in record))
    refuse_too_many_columns(len(names), name, most=MOST_SHEET_COLUMNS)
    rows = [names, *([record.get(key) for key in names] for record in found)]
    columns: tuple[GridColumn, ...] = grid_columns(rows, len(names))
    yield Grid(name, "", FileKind.JSON, len(rows), columns)


def _refuse_empty(data: bytes, name: str) -> None:
    if not data:
        what = Text("ファイルが空です（0バイト）", "the file is empty (0 bytes)")
        raise InputRefused([Problem("file-empty", what, Text("もう一度書き出してください", "export it again"), Place(file=name))])  # fmt: skip


def encrypted(name: str) -> Problem:
    """A workbook that only a password opens."""
    what = Text("パスワードのかかったブックです", "the workbook is protected by a password")
    remedy = Text("パスワードを外して保存し直してください", "save it without a password")
    return Problem("workbook-encrypted", what, remedy, Place(file=name))


def _too_large(name: str, sheet: str) -> Problem:
    what = Text("シートが大きすぎます", "the sheet is too large")
    return Problem(
        "sheet-too-large", what, Text("CSVで書き出してください", "export it as CSV"), Place(file=name, sheet=sheet)
    )


def _bad_json(name: str) -> Problem:
    what = Text("JSONとして読めません", "the file is no readable JSON")
    return Problem(
        "json-broken",
        what,
        Text("UTF-8のJSONで書き出し直してください", "export it again as JSON in UTF-8"),
        Place(file=name),
    )


def _no_such_sheet(name: str, sheet: str, sheets: list[str]) -> Problem:
    what = Text(f"シート「{sheet}」はありません", f"there is no sheet “{sheet}”")
    listed = Text("、".join(f"「{s}」" for s in sheets), ", ".join(f"“{s}”" for s in sheets))
    remedy = Text("シートを選んでください：", "choose a sheet: ") + listed if sheets else Text("シートの指定を外してください", "leave the sheet out")  # fmt: skip
    return Problem("sheet-unknown", what, remedy, Place(file=name), choices=tuple(sheets))
