# SPDX-License-Identifier: Apache-2.0
"""Workbooks (xlsx, xlsm): one sheet becomes one table of text cells, and whatever a sheet can hide is named."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.records.raw import RawLog, SourceFile
from machikata.records.tables.arrange import NoData, arrange
from machikata.records.tables.far_cells import refuse_far_cells
from machikata.records.tables.headers import ROWS_LOOKED_AT, find_header, name_columns, width_of
from machikata.records.tables.limits import NAMED_PLACES, refuse_too_many_columns
from machikata.records.tables.workbook_parts import SheetParts, sheet_parts, workbook_notes
from machikata.records.tables.zip_guard import open_guarded

_MOST_CELLS = 60_000_000
_NAMED_RANGES = 10
Cell = str | float | int | bool | datetime | date | time | timedelta | None


def read_workbook(
    data: bytes, source: SourceFile, *, sheet: str | None = None, header_row: int | None = None, progress: Progress
) -> RawLog:
    """Read one sheet. Rows with a formula that has no stored result are left out and named.

    Dates become ISO text, whole numbers text without a point, texts stay as they are. Raises `InputRefused` for zip bombs and
    damage, when several sheets hold data and none was chosen (their names are listed), and when there is no row of data.
    """
    progress(0.05, Text("ブックを調べています", "looking into the workbook"))
    container = open_guarded(data, source.name)
    refuse_far_cells(container, source.name, most_cells=_MOST_CELLS)
    with damage_refused(source.name):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        chosen = _choose(workbook, source.name, sheet)
        notes = [*workbook_notes(container, source.name), *hidden_sheets(workbook, source.name, chosen)]
        parts = sheet_parts(container, chosen, source.name)
        progress(0.3, Text("シートを読んでいます", "reading the sheet"))
        worksheet = workbook.get_sheet_by_name(chosen)
        _refuse_size(worksheet, source.name)
        rows = [[cell_text(cell) for cell in row] for row in worksheet.to_python(skip_empty_area=False)]
        made = replace(source, format="xlsx", sheet=chosen)
        notes += about_sheet(made, parts, worksheet)
    progress(0.8, Text("列をまとめています", "gathering columns"))
    return _table_of(made, rows, parts, notes, header_row)


def _table_of(
    source: SourceFile, rows: list[list[str]], parts: SheetParts, notes: list[Problem], header_row: int | None
) -> RawLog:
    head = rows[:ROWS_LOOKED_AT]
    row = max(0, header_row) if header_row is not None else find_header(head, width_of(head))
    width = max((len(r) for r in rows), default=0)
    refuse_too_many_columns(width, source.name, source.sheet)
    cells = rows[row - 1] if 0 < row <= len(rows) else []
    header = name_columns(cells, width, row=row, file=source.name, sheet=source.sheet)
    faults = {r: letters for r, letters in reversed(parts.without_result) if r > row}
    kept = [i for i in range(row, len(rows)) if i + 1 not in faults]
    columns = zip(*(rows[i] for i in kept), strict=True) if kept else [() for _ in range(width)]
    table = pa.table(
        {n: pa.array(c, pa.string()).dictionary_encode() for n, c in zip(header.names, columns, strict=True)}
    )
    problems = [*notes, *header.problems, *_missing_results(source, faults)]
    try:
        return arrange(replace(source, header_row=row), table, np.array(kept, np.int64) + 1, problems)
    except NoData:
        raise InputRefused([_no_rows(source), *problems]) from None


@contextmanager
def damage_refused(file: str) -> Iterator[None]:
    """Parts are read when they are asked for, so damage may show at any step."""
    try:
        yield
    except (CalamineError, zipfile.BadZipFile, zlib.error, OSError) as error:
        what = Text("表計算のファイルとして読めません", "the workbook cannot be read")
        remedy = Text("表計算ソフトで開いて保存し直してください", "open it in a spreadsheet and save it again")
        raise InputRefused([Problem("workbook-damaged", what, remedy, Place(file=file))]) from error


def _choose(workbook: CalamineWorkbook, file: str, wanted: str | None) -> str:
    sheets = {m.name: m for m in workbook.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet}
    if wanted is not None:
        if wanted in sheets:
            return wanted
        what = Text(f"シート「{wanted}」はありません", f"there is no sheet “{wanted}”")
        raise InputRefused(
            [Problem("sheet-unknown", what, _choices(list(sheets)), Place(file=file), choices=tuple(sheets))]
        )
    visible = [name for name, m in sheets.items() if m.visible == SheetVisibleEnum.Visible]
    filled = [name for name in visible if workbook.get_sheet_by_name(name).total_height > 0]
    if len(filled) == 1:
        return filled[0]
    if not filled:
        what = Text("データのあるシートがありません", "no visible sheet holds data")
        raise InputRefused([Problem("no-rows", what, _choices(list(sheets)), Place(file=file))])
    what = Text(f"データのあるシートが{len(filled)}枚あります", f"{len(filled)} sheets hold data")
    raise InputRefused([Problem("sheet-undecided", what, _choices(filled), Place(file=file), choices=tuple(filled))])


def _choices(names: list[str]) -> Text:
    return Text(
        f"シートを選んでください：{'、'.join(f'「{n}」' for n in names)}",
        f"choose a sheet: {', '.join(f'“{n}”' for n in names)}",
    )


def hidden_sheets(workbook: CalamineWorkbook, file: str, *chosen: str) -> Iterator[Problem]:
    """A warning for each hidden sheet: read when it was chosen, else not."""
    for meta in workbook.sheets_metadata:
        if meta.visible != SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet:
            what = Text("隠れたシートがあります", "there is a hidden sheet")
            read = meta.name in chosen
            remedy = (
                Text("選ばれたため読みました", "it was chosen, so it is read")
                if read
                else Text(
                    "読みません。必要なら表示してから保存してください",
                    "it is not read; show it and save again if it is needed",
                )
            )
            yield Problem("sheet-hidden", what, remedy, Place(file=file, sheet=meta.name), Severity.WARNING)


def about_sheet(source: SourceFile, parts: SheetParts, sheet: CalamineSheet) -> Iterator[Problem]:
    """What a sheet can hide: formulas, hidden rows and columns, merged cells."""
    place = Place(file=source.name, sheet=source.sheet)
    if parts.formulas > len(parts.without_result):
        yield Problem(
            "formulas",
            Text("数式のセルがあります", "there are cells with formulas"),
            Text("保存されている計算結果を読みました", "their stored results are read"),
            place, Severity.NOTE, parts.formulas - len(parts.without_result),
        )  # fmt: skip
    hidden = parts.hidden_rows + parts.hidden_columns
    if hidden:
        yield Problem(
            "rows-or-columns-hidden",
            Text(f"隠れた行が{parts.hidden_rows}、隠れた列が{parts.hidden_columns}あります",
                 f"{parts.hidden_rows} rows and {parts.hidden_columns} columns are hidden"),
            Text("隠れたものも読みました。要らなければ消してください", "they are read too; delete them if they are not wanted"),
            place, Severity.WARNING, hidden,
        )  # fmt: skip
    merged = list(sheet.merged_cell_ranges or ())
    if merged:
        ranges = "、".join(_range(a, b) for a, b in merged[:_NAMED_RANGES])
        yield Problem(
            "cells-merged",
            Text(f"結合されたセルが{len(merged)}か所あります（{ranges}）", f"{len(merged)} ranges of cells are merged ({ranges})"),
            Text("左上以外は空白として読みました。結合を解いて値を入れると確かです",
                 "all but the upper left cell count as empty; unmerge them and fill in the values to be sure"),
            place, Severity.WARNING, len(merged),
        )  # fmt: skip


def _missing_results(source: SourceFile, faults: dict[int, str]) -> list[Problem]:
    what = Text("数式の計算結果が保存されていません", "the result of the formula is not stored")
    remedy = Text(
        "表計算ソフトで開いて計算し、保存し直してください",
        "open the file in a spreadsheet, let it calculate, and save it",
    )
    rows = sorted(faults)
    return [
        Problem(
            "formula-without-result", what, remedy,
            Place(file=source.name, sheet=source.sheet, row=row, value=f"{faults[row]}{row}"),
            count=1 if i + 1 < NAMED_PLACES else len(rows) - NAMED_PLACES + 1,
        )
        for i, row in enumerate(rows[:NAMED_PLACES])
    ]  # fmt: skip


def cell_text(cell: Cell) -> str:
    """A cell as text: what a person would type to get it, dates in ISO."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def _moment(moment: datetime) -> str:
    """ISO text, rounded to milliseconds: a spreadsheet's fraction of a day holds no more."""
    rounded = moment + timedelta(microseconds=500)
    rounded -= timedelta(microseconds=rounded.microsecond % 1000)
    if rounded.time() == time():
        return rounded.date().isoformat()
    return rounded.isoformat(sep=" ", timespec="milliseconds" if rounded.microsecond else "seconds")


def _range(first: tuple[int, int], last: tuple[int, int]) -> str:
    return f"{column_letters(first[1])}{first[0] + 1}:{column_letters(last[1])}{last[0] + 1}"


def column_letters(column: int) -> str:
    """The name of a column, counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    name, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _refuse_size(sheet: CalamineSheet, file: str) -> None:
    refuse_too_many_columns(sheet.total_width, file, sheet.name)
    cells = sheet.total_height * sheet.total_width
    if cells > _MOST_CELLS:
        what = Text(f"シートが大きすぎます（{cells:,}セル）", f"the sheet is too large ({cells:,} cells)")
        remedy = Text("CSVで書き出してください", "export it as CSV")
        raise InputRefused([Problem("sheet-too-large", what, remedy, Place(file=file, sheet=sheet.name))])


def _no_rows(source: SourceFile) -> Problem:
    what = Text("データの行がありません", "there is no row of data")
    remedy = Text("見出しの下にデータがあるシートを選んでください", "choose a sheet with data below its header")
    return Problem("no-rows", what, remedy, Place(file=source.name, sheet=source.sheet))
