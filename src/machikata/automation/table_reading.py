# SPDX-License-Identifier: Apache-2.0
"""The platform's reader of input tables: the readers of `records` with all their checks, behind limits that a hostile file meets first."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from machikata.automation.app.inputs import MOST_BYTES, InputContent, InputTable
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.records.raw import RawLog
from machikata.records.readers import read_table

MOST_ROWS = 1_000_000
"""About as many as a sheet of Excel has."""
MOST_CELLS = 60_000_000
_HEAD = 4096
_ZIP = b"PK"
_DELIMITERS = (b",", b"\t", b";", b"|")


def read_input_table(content: InputContent) -> InputTable:
    """The table in a file: CSV and the like in any Japanese encoding, or xlsx; the header row is found, every cell is kept as text.

    Takes at most a million rows, 60 million cells and 512 MB, and counts before it reads. Raises `InputRefused` with every reason when
    the file as a whole cannot be read; rows that could not be read are ERRORs in `problems`.
    """
    _refuse_size(content)
    raw = read_table(content.data, content.file_name)
    if raw.events.num_rows > MOST_ROWS:
        raise InputRefused([_too_many_rows(content.file_name, raw.events.num_rows)])
    columns = pa.table({name: _texts(raw.events[name]) for name in raw.events.column_names})
    return InputTable(content.file_name, columns, _rows(raw), raw.problems, raw.source.sheet)


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    texts = column if column.null_count == 0 else pc.fill_null(column, "")
    return texts.cast(pa.string())


def _rows(raw: RawLog) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    if raw.row_numbers is not None:
        return np.asarray(raw.row_numbers, np.int64)
    return np.arange(raw.events.num_rows, dtype=np.int64) + raw.source.header_row + 1


def _refuse_size(content: InputContent) -> None:
    """Counting bytes needs no memory. Line ends inside quotation marks count as rows too, which no honest file notices."""
    data = content.data
    if len(data) > MOST_BYTES:
        raise InputRefused([_too_large(content.file_name, len(data))])
    if data.startswith(_ZIP):
        return
    wide = b"\0" in data[:_HEAD]
    rows = data.count(b"\n\0" if wide else b"\n") or data.count(b"\r")
    if rows > MOST_ROWS + 1:
        raise InputRefused([_too_many_rows(content.file_name, rows)])
    cells = rows + max(data.count(delimiter) for delimiter in _DELIMITERS)
    if cells > MOST_CELLS:
        raise InputRefused([_too_many_cells(content.file_name, cells)])


_SPLIT = Text(
    "必要な行と列だけを書き出すか、ファイルを分けてください",
    "export only the rows and columns needed, or split the file",
)


def _too_many_rows(file: str, rows: int) -> Problem:
    what = Text(
        f"行が{rows:,}あります。扱えるのは{MOST_ROWS:,}行までです",
        f"there are {rows:,} rows; at most {MOST_ROWS:,} are read",
    )
    return Problem("too-many-rows", what, _SPLIT, Place(file=file))


def _too_many_cells(file: str, cells: int) -> Problem:
    what = Text(
        f"セルが約{cells:,}あります。扱えるのは{MOST_CELLS:,}までです",
        f"there are about {cells:,} cells; at most {MOST_CELLS:,} are read",
    )
    return Problem("too-many-cells", what, _SPLIT, Place(file=file))


def _too_large(file: str, size: int) -> Problem:
    what = Text(
        f"ファイルが{size >> 20:,}MBあります。扱えるのは{MOST_BYTES >> 20:,}MBまでです",
        f"the file has {size >> 20:,} MB; at most {MOST_BYTES >> 20:,} MB are read",
    )
    return Problem("file-too-large", what, _SPLIT, Place(file=file))
