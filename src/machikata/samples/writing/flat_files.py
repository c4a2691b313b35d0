# SPDX-License-Identifier: Apache-2.0
"""Rows as CSV, workbook or Parquet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from machikata.samples.rows import FlatRows
from machikata.samples.styles import FileFormat, RecordStyle

_MADE = datetime(2026, 4, 20, 17, 0)  # noqa: DTZ001  a workbook's own time bears no zone
_SHEET = "処理記録"


def write_flat(path: Path, rows: FlatRows, style: RecordStyle) -> None:
    """Write the rows in the body's format (anything but XES)."""
    match style.format:
        case FileFormat.XLSX:
            _write_workbook(path, rows, style)
        case FileFormat.PARQUET:
            _write_parquet(path, rows, style)
        case _:
            path.write_bytes(_csv_text(rows, style).encode(style.encoding))


def _csv_text(rows: FlatRows, style: RecordStyle) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows(zip(*(c.tolist() for c in rows.columns.values()), strict=True))
    return text.getvalue()


def _write_workbook(path: Path, rows: FlatRows, style: RecordStyle) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "remove_timezone": True})
    book.set_properties({"title": "架空の処理記録", "comments": "架空（synthetic）", "created": _MADE})
    moment_format = book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
    sheet = book.add_worksheet(_SHEET)
    sheet.write_row(0, 0, list(rows.columns))
    sheet.freeze_panes(1, 0)
    moments = [datetime.fromtimestamp(s, UTC) for s in rows.seconds.tolist()]
    values = [moments if name == style.headings.moment else column.tolist() for name, column in rows.columns.items()]
    for number, row in enumerate(zip(*values, strict=True), start=1):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(number, column, value, moment_format)
            elif value:
                sheet.write_string(number, column, value)
    book.close()


def _write_parquet(path: Path, rows: FlatRows, style: RecordStyle) -> None:
    columns = {}
    for name, values in rows.columns.items():
        if name == style.headings.moment:
            instants = (rows.seconds - 9 * 3600) * 1_000_000
            columns[name] = pa.array(instants).cast(pa.timestamp("us", tz="Asia/Tokyo"))
        else:
            columns[name] = pa.array([v or None for v in values.tolist()], pa.string()).dictionary_encode()
    table = pa.table(columns).replace_schema_metadata({"note": "架空 synthetic"})
    pq.write_table(table, path, compression="zstd")
