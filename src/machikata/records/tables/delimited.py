# SPDX-License-Identifier: Apache-2.0
"""CSV and its relatives: delimiter and header guessed, every cell kept as it is written, every row that does not fit named."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.records.raw import RawLog, SourceFile
from machikata.records.tables.arrange import NoData, arrange
from machikata.records.tables.encodings import decode
from machikata.records.tables.headers import ROWS_LOOKED_AT, find_header, name_columns, width_of
from machikata.records.tables.limits import NAMED_PLACES, refuse_too_many_columns

DELIMITERS = (",", "\t", ";", "|")
_BLOCK = 16 << 20
_HEAD_BYTES = 1 << 20
_TEXT_CELL = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text file is laid out: delimiter, header row (1 = first record, 0 = none), where its data begin, names of columns."""

    delimiter: str
    header_row: int
    data_start: int
    names: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Ragged:
    """Rows of another length than the header's, as the parser meets them."""

    file: str
    first_row: int
    numbers: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    beyond: int = 0

    def __call__(self, row: pacsv.InvalidRow) -> str:
        number = self.first_row + (row.number or 1) - 1
        self.numbers.append(number)
        if len(self.problems) < NAMED_PLACES:
            self.problems.append(_ragged(self.file, number, row.expected_columns, row.actual_columns))
        else:
            self.beyond += 1
        return "skip"


def read_delimited(
    data: bytes,
    source: SourceFile,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    progress: Progress,
) -> RawLog:
    """Read a text table. Rows of the wrong length are left out and named in `problems`; nothing else is dropped.

    Raises `InputRefused` for undecodable bytes, NUL bytes, a quotation that never ends, too many columns, or a table without rows.
    """
    progress(0.05, Text("文字の種類を調べています", "finding the encoding"))
    decoded = decode(data, file=source.name, encoding=encoding)
    text = with_plain_newlines(decoded.data)
    refuse_nul(text, source.name)
    refuse_open_quote(text, source.name)
    layout = find_layout(text, source.name, delimiter=delimiter, header_row=header_row)
    progress(0.2, Text("行を読んでいます", "reading rows"))
    first_row = layout.header_row + 1
    ragged = _Ragged(source.name, first_row)
    table = _parse(text, layout, ragged)
    numbers = _row_numbers(first_row, table.num_rows, ragged.numbers)
    problems = (*layout.problems, *_counted(ragged))
    progress(0.9, Text("列をまとめています", "gathering columns"))
    made = SourceFile(
        source.name, source.sha256, source.size, "csv", decoded.encoding, layout.delimiter, "", layout.header_row
    )
    try:
        return arrange(made, table, numbers, problems)
    except NoData:
        raise InputRefused([_no_rows(source.name), *problems]) from None


def find_layout(text: bytes, file: str, *, delimiter: str | None = None, header_row: int | None = None) -> Layout:
    """Delimiter, header and names from the first rows of UTF-8 `text`."""
    head = head_of(text)
    chosen = _delimiter_named(delimiter, file) if delimiter else guess_delimiter(head)
    rows = _records(head, chosen, max(ROWS_LOOKED_AT, (header_row or 0) + ROWS_LOOKED_AT))
    if not rows:
        raise InputRefused([_no_rows(file)])
    refuse_too_many_columns(max(len(r) for r in rows), file)
    row = max(0, header_row) if header_row is not None else find_header(rows, width_of(rows))
    cells = rows[row - 1] if 0 < row <= len(rows) else []
    below = [len(r) for r in rows[row:] if r]
    width = max([len(cells)] if cells or not below else below) if not below else _commonest(below)
    header = name_columns(cells, max(width, _filled(cells)), row=row, file=file)
    return Layout(chosen, row, _bytes_before(head, chosen, row), header.names, header.problems)


def guess_delimiter(head: str) -> str:
    """The delimiter that cuts the first rows most evenly into more than one column; a comma if none does."""

    def evenness(delimiter: str) -> tuple[float, int]:
        lengths = Counter(len(r) for r in _records(head, delimiter, ROWS_LOOKED_AT) if r)
        if not lengths:
            return 0.0, 0
        length, rows = max(lengths.items(), key=lambda item: (item[1], item[0]))
        return (rows / lengths.total() if length > 1 else 0.0), length

    return max(DELIMITERS, key=evenness)


def _parse(text: bytes, layout: Layout, ragged: _Ragged) -> pa.Table:
    body = pa.py_buffer(text).slice(layout.data_start)
    if body.size == 0:
        return pa.table({name: pa.array([], pa.string()) for name in layout.names})
    try:
        return pacsv.read_csv(
            pa.BufferReader(body),
            read_options=pacsv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=list(layout.names)),
            parse_options=pacsv.ParseOptions(
                delimiter=layout.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=ragged,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(layout.names, _TEXT_CELL), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        # Arrow's message may quote the row, which may name a resident
        what = Text("行の区切りを読み取れません", "the rows cannot be told apart")
        remedy = Text('引用符（"）の組と区切り文字を確かめてください', "check quotation marks and the delimiter")
        raise InputRefused([Problem("csv-broken", what, remedy, Place(file=ragged.file))]) from None


def _row_numbers(first: int, rows: int, left_out: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    numbers = np.arange(first, first + rows + len(left_out), dtype=np.int64)
    return np.delete(numbers, np.array(left_out, np.int64) - first)


def _counted(ragged: _Ragged) -> Iterable[Problem]:
    """The named rows; the last one stands for those that were not named any more."""
    if not ragged.beyond:
        return ragged.problems
    last = ragged.problems[-1]
    return [
        *ragged.problems[:-1],
        Problem(last.code, last.what, last.remedy, last.place, last.severity, 1 + ragged.beyond),
    ]


def _records(head: str, delimiter: str, most: int) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            found.append(row)
            if len(found) >= most:
                break
    except csv.Error:
        # a cell beyond the module's limit: what was read before it tells the layout
        return found
    return found


def _bytes_before(head: str, delimiter: str, records: int) -> int:
    """Bytes of the first `records` records."""
    if records == 0:
        return 0
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    for _ in range(records):
        next(reader, None)
    lines = head.split("\n")[: reader.line_num]
    return min(len("\n".join(lines).encode()) + 1, len(head.encode()))


def head_of(text: bytes) -> str:
    """The first rows as text, cut at the end of a line."""
    head = text[:_HEAD_BYTES]
    if len(text) > _HEAD_BYTES and (cut := head.rfind(b"\n")) > 0:
        head = head[: cut + 1]
    return head.decode("utf-8", "ignore")


def with_plain_newlines(text: bytes) -> bytes:
    """Old Macintosh files end lines with a carriage return alone."""
    return text if b"\n" in text or b"\r" not in text else text.replace(b"\r", b"\n")


def _delimiter_named(name: str, file: str) -> str:
    found = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(name.lower(), name)
    if len(found) == 1 and found not in '"\r\n':
        return found
    what = Text(f"区切り文字「{name}」は使えません", f"“{name}” is no delimiter")
    remedy = Text(
        "コンマ、タブ、セミコロン、縦棒などの1文字を選んでください",
        "choose one character: comma, tab, semicolon or bar",
    )
    raise InputRefused([Problem("bad-delimiter", what, remedy, Place(file=file, value=name))])


def _commonest(lengths: list[int]) -> int:
    counts = Counter(lengths)
    return max(counts, key=lambda n: (counts[n], n))


def _filled(cells: list[str]) -> int:
    return max((i for i, c in enumerate(cells, start=1) if c.strip()), default=0)


def refuse_nul(text: bytes, file: str) -> None:
    """Raise `InputRefused` when the text holds NUL bytes."""
    at = text.find(b"\0")
    if at < 0:
        return
    row = text.count(b"\n", 0, at) + 1
    raise InputRefused(
        [
            Problem(
                "nul-bytes",
                Text("文字でないデータ（NUL）が入っています", "the file holds NUL bytes, which are no text"),
                Text(
                    "ファイルが壊れているか、表のファイルではありません。もう一度書き出してください",
                    "the file is damaged or no text table; export it again",
                ),
                Place(file=file, row=row),
                count=text.count(b"\0"),
            )
        ]
    )


def refuse_open_quote(text: bytes, file: str) -> None:
    """A quotation mark without its partner swallows the rest of the file; only an odd number of marks can hide one."""
    if text.count(b'"') % 2 == 0:
        return
    rows = 0
    try:
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(text), "utf-8", newline=""), strict=True)
        for _ in reader:
            rows += 1
    except csv.Error:
        what = Text('引用符（"）が閉じていません', "a quotation mark is never closed")
        remedy = Text("この行の引用符を直してください", "mend the quotation marks of this row")
        raise InputRefused([Problem("quote-not-closed", what, remedy, Place(file=file, row=rows + 1))]) from None


def _ragged(file: str, row: int, expected: int, found: int) -> Problem:
    what = Text(
        f"列の数が{found}で、見出しの{expected}と合いません", f"the row has {found} cells, the header {expected}"
    )
    remedy = Text(
        "値の中の区切り文字は引用符で囲み、足りない列は空のまま区切ってください",
        "quote values that contain the delimiter, and keep empty cells delimited",
    )
    return Problem("ragged-row", what, remedy, Place(file=file, row=row))


def _no_rows(file: str) -> Problem:
    what = Text("データの行がありません", "there is no row of data")
    remedy = Text("見出しの下にデータがあるファイルを選んでください", "choose a file with data below its header")
    return Problem("no-rows", what, remedy, Place(file=file))
