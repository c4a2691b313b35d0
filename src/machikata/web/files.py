# SPDX-License-Identifier: Apache-2.0
"""Files a person saves from a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from fastapi import Response

from machikata.domain.text import Language, Text
from machikata.publication.comparison_tables import ResultTable, written

_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "eml": "message/rfc822",
}


def download(body: bytes, name: str) -> Response:
    """A file to save under `name` (any script)."""
    suffix = name.rpartition(".")[2]
    plain = f"machikata.{suffix}"
    headers = {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(body, media_type=_TYPES[suffix], headers=headers)


def csv_file(rows: Iterable[Iterable[str | float | None]]) -> bytes:
    """Rows as CSV in UTF-8 with a mark, so that spreadsheets read it; no cell of words is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([_harmless(v) if isinstance(v, str) else v for v in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def table_csv(table: ResultTable, language: Language) -> bytes:
    """A table as CSV: one row of heads, numbers as plain numbers, nothing where there is no value."""
    head = [c.head.in_(language) for c in table.columns]
    rows = (
        [written(v, c.form, language) if isinstance(v, Text) else v for v, c in zip(row, table.columns, strict=True)]
        for row in table.rows
    )
    return csv_file([head, *rows])


def _harmless(text: str) -> str:
    """A name that a spreadsheet would take for a formula is written as words."""
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t")) else text


SYNTHETIC_NOTICE: Final = Text(
    "架空のデータです。実在の団体とは関係ありません。", "Invented data; nothing to do with real bodies."
)
