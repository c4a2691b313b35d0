# SPDX-License-Identifier: Apache-2.0
"""A text table (CSV and its relatives) as a grid that keeps what a reader for import would put right: blank and ragged rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.records.table_checks.grid import FileKind, Grid, GridColumn
from machikata.records.tables.delimited import (
    guess_delimiter,
    head_of,
    refuse_nul,
    refuse_open_quote,
    with_plain_newlines,
)
from machikata.records.tables.encodings import decode
from machikata.records.tables.limits import MOST_SHEET_COLUMNS, refuse_too_many_columns

_BLOCK = 16 << 20
_MOST_RAGGED = 100_000
_CELL = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True)
class Written:
    """How a text table is written: encoding as `records.tables.encodings` names it (utf-8-sig has a BOM), and delimiter."""

    encoding: str
    delimiter: str


def csv_grid(data: bytes, name: str) -> tuple[Grid, Written]:
    """The cells of a text table, and how it is written.

    Raises:
        InputRefused: bytes of no encoding, NUL bytes, a quotation that never ends, too many columns, rows of all lengths.
    """
    decoded = decode(data, file=name)
    text = with_plain_newlines(decoded.data)
    refuse_nul(text, name)
    refuse_open_quote(text, name)
    head = head_of(text)
    delimiter = guess_delimiter(head)
    width = _usual_cells(head, delimiter)
    refuse_too_many_columns(width, name, most=MOST_SHEET_COLUMNS)
    ragged: dict[int, list[str]] = {}
    table = _parse(text, delimiter, width, ragged, name)
    columns = _columns(table, ragged, width)
    height = len(columns[0].codes) if columns else 0
    cells = {row: len(found) for row, found in ragged.items()}
    return Grid(name, "", FileKind.CSV, height, columns, None, cells, width), Written(decoded.encoding, delimiter)


def _usual_cells(head: str, delimiter: str) -> int:
    """The commonest number of cells, the larger among equals."""
    lengths: Counter[int] = Counter()
    with suppress(csv.Error):  # a cell beyond the module's limit: the rows before it tell the width
        lengths.update(
            len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if len(row) > 1
        )
    return max(lengths, key=lambda n: (lengths[n], n)) if lengths else 1


def _parse(text: bytes, delimiter: str, width: int, ragged: dict[int, list[str]], name: str) -> pa.Table:
    def keep(row: pacsv.InvalidRow) -> str:
        if len(ragged) >= _MOST_RAGGED:
            raise InputRefused([_all_lengths(name)])
        ragged[row.number or 0] = next(csv.reader([row.text], delimiter=delimiter), [])
        return "skip"

    names = [str(i) for i in range(width)]
    try:
        return pacsv.read_csv(
            pa.BufferReader(text),
            read_options=pacsv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
            ),
            convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(names, _CELL), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        raise InputRefused([_broken(name)]) from None


def _columns(table: pa.Table, ragged: dict[int, list[str]], width: int) -> tuple[GridColumn, ...]:
    """The parsed columns with the ragged rows back in their places."""
    height = table.num_rows + len(ragged)
    at = np.delete(np.arange(height), np.array(sorted(ragged), np.int64) - 1)
    widest = max([width, *map(len, ragged.values())])
    refuse_too_many_columns(widest, "", most=MOST_SHEET_COLUMNS)
    joined = table.unify_dictionaries().combine_chunks()
    return tuple(_column(joined, number, at, height, ragged) for number in range(widest))


def _column(
    table: pa.Table,
    number: int,
    at: np.ndarray[tuple[int], np.dtype[np.int64]],
    height: int,
    ragged: dict[int, list[str]],
) -> GridColumn:
    values: list[str | None] = [None]
    codes = np.zeros(height, np.int32)
    if number < table.num_columns and table.num_rows:
        column = table.column(number).combine_chunks()
        found = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
        texts = found.dictionary.to_pylist()
        values += texts
        own = np.asarray(found.indices).astype(np.int32) + 1
        if "" in texts:
            own[own == texts.index("") + 1] = 0
        codes[at] = own
    known = {value: code for code, value in enumerate(values)}
    for row, cells in ragged.items():
        if number < len(cells) and cells[number]:
            code = known.get(cells[number])
            if code is None:
                code = known[cells[number]] = len(values)
                values.append(cells[number])
            codes[row - 1] = code
    return GridColumn(codes, tuple(values))


def _all_lengths(name: str) -> Problem:
    what = Text(
        "行ごとに列の数が違い、表として読めません", "the rows have all lengths; the file cannot be read as a table"
    )
    remedy = Text(
        "区切り文字と引用符を確かめて書き出し直してください", "check delimiter and quotation marks and export again"
    )
    return Problem("csv-broken", what, remedy, Place(file=name))


def _broken(name: str) -> Problem:
    what = Text("行の区切りを読み取れません", "the rows cannot be told apart")
    remedy = Text('引用符（"）の組と区切り文字を確かめてください', "check quotation marks and the delimiter")
    return Problem("csv-broken", what, remedy, Place(file=name))
