# SPDX-License-Identifier: Apache-2.0
"""Answers of a survey as bytes for one row: an Arrow IPC stream under zstd, which any Arrow library opens.

The whole stream is compressed at once: compressing each of its sixty buffers takes five times as long and more room.
"""

from __future__ import annotations

import pyarrow as pa

from machikata.records.survey.tables import LINES, STAFF, SurveyTables

_ONE_THREAD = pa.ipc.IpcReadOptions(use_threads=False)  # small tables: handing them to threads costs more than reading


def packed(answers: SurveyTables) -> tuple[bytes, bytes]:
    """Lines and staff as bytes."""
    return _packed(answers.lines), _packed(answers.staff)


def unpacked(lines: bytes, staff: bytes) -> SurveyTables:
    """The answers that `packed` gave."""
    return SurveyTables(_unpacked(lines, LINES), _unpacked(staff, STAFF))


def _packed(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with (
        pa.CompressedOutputStream(sink, "zstd") as stream,
        pa.ipc.new_stream(stream, table.schema) as writer,
    ):
        writer.write_table(table.unify_dictionaries().combine_chunks())
    made: bytes = sink.getvalue().to_pybytes()
    return made


def _unpacked(content: bytes, schema: pa.Schema) -> pa.Table:
    with pa.CompressedInputStream(pa.BufferReader(content), "zstd") as stream:
        table = pa.ipc.open_stream(stream, options=_ONE_THREAD).read_all()
    return table if table.schema == schema else _in_present_form(table, schema)


def _in_present_form(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Answers that were kept when the tables had other columns: what was not asked then is null."""
    held = set(table.column_names)
    return pa.Table.from_arrays(
        [
            table[f.name].cast(f.type) if f.name in held else pa.nulls(table.num_rows, f.type).cast(f.type)
            for f in schema
        ],
        schema=schema,
    )
