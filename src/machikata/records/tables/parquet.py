# SPDX-License-Identifier: Apache-2.0
"""Parquet: columns keep their types; what is nested or binary is left out by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.records.raw import RawLog, SourceFile
from machikata.records.tables.limits import refuse_too_many_columns

_MOST_ROWS = 500_000_000


def read_parquet(data: bytes, source: SourceFile, *, progress: Progress) -> RawLog:
    """Read a Parquet file. Texts become dictionaries, decimals and binary-free scalars stay, nested columns are named and left out.

    Raises `InputRefused` when the file is damaged, too wide, or holds no row.
    """
    progress(0.05, Text("列を調べています", "looking at the columns"))
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        refuse_too_many_columns(len(file.schema_arrow), source.name)
        _refuse_rows(file.metadata.num_rows, source.name)
        kept = [f.name for f in file.schema_arrow if _is_plain(f.type)]
        table = file.read(columns=kept)
    except (pa.ArrowException, OSError) as error:
        what = Text("Parquetのファイルとして読めません", "the Parquet file cannot be read")
        remedy = Text("もう一度書き出してください", "export it again")
        raise InputRefused([Problem("parquet-damaged", what, remedy, Place(file=source.name))]) from error
    made = replace(source, format="parquet", header_row=0)
    return RawLog(
        made, pa.table({n: _column(table[n]) for n in table.column_names}), problems=tuple(_left_out(file, source))
    )


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_temporal(kind)
        or pa.types.is_decimal(kind)
    )


def _column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return column.cast(kind.value_type).cast(pa.string()).dictionary_encode()
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string()).dictionary_encode()
    if pa.types.is_decimal(kind) or pa.types.is_duration(kind):
        return column.cast(pa.string()).dictionary_encode()
    return column


def _left_out(file: pq.ParquetFile, source: SourceFile) -> Iterator[Problem]:
    for field in file.schema_arrow:
        if not _is_plain(field.type):
            yield Problem(
                "column-not-plain",
                Text(f"1つの値でない列（{field.type}）は読みません", f"a column of {field.type} is not read"),
                Text("必要なら、1つずつの列に分けて書き出してください", "export it as plain columns if it is needed"),
                Place(file=source.name, column=field.name),
                Severity.WARNING,
            )


def _refuse_rows(rows: int, file: str) -> None:
    if rows == 0:
        what = Text("データの行がありません", "there is no row of data")
        remedy = Text("データのあるファイルを選んでください", "choose a file with data")
        raise InputRefused([Problem("no-rows", what, remedy, Place(file=file))])
    if rows > _MOST_ROWS:
        what = Text(f"行が多すぎます（{rows:,}行）", f"the file has too many rows ({rows:,})")
        remedy = Text("期間を分けて書き出してください", "export it by periods")
        raise InputRefused([Problem("too-many-rows", what, remedy, Place(file=file))])
