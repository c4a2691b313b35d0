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

_MOST_CELLS = 3_000_000_000
_MOST_BYTES = 32 << 30
"""A column of one repeated value packs without end, so what a file claims is limited before it is unpacked."""


def read_parquet(data: bytes, source: SourceFile, *, progress: Progress) -> RawLog:
    """Read a Parquet file. Texts become dictionaries, decimals and binary-free scalars stay, nested columns are named and left out.

    Raises `InputRefused` when the file is damaged, too wide, or holds no row.
    """
    progress(0.05, Text("列を調べています", "looking at the columns"))
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        refuse_too_many_columns(len(file.schema_arrow), source.name)
        _refuse_size(file.metadata, source.name)
        kept = [f.name for f in file.schema_arrow if _is_plain(f.type)]
        table = file.read(columns=kept)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
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


def _refuse_size(metadata: pq.FileMetaData, file: str) -> None:
    rows, columns = metadata.num_rows, metadata.num_columns
    if rows == 0:
        what = Text("データの行がありません", "there is no row of data")
        remedy = Text("データのあるファイルを選んでください", "choose a file with data")
        raise InputRefused([Problem("no-rows", what, remedy, Place(file=file))])
    size = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    if rows * columns > _MOST_CELLS or size > _MOST_BYTES:
        what = Text(
            f"大きすぎます（{rows:,}行、{columns:,}列）", f"the file is too large ({rows:,} rows, {columns:,} columns)"
        )
        remedy = Text(
            "期間を分け、必要な列だけを書き出してください", "export it by periods and only the columns needed"
        )
        raise InputRefused([Problem("too-large", what, remedy, Place(file=file))])
