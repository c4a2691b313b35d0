# SPDX-License-Identifier: Apache-2.0
"""The content hash: what names an admitted log.

It is taken over the content, not over the bytes of the files, so that the same content gives the same name whatever the
version of the Parquet writer, the chunking of the tables, or the order of their dictionaries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from machikata.domain.event_log import FORMAT_VERSION
from machikata.records.raw import LogTables
from machikata.storage.event_files.layout import is_text, named_tables

MAPPING_KEY = "mapping"
"""The part of a manifest that belongs to the content: how the columns of the file were read."""


def content_hash(tables: LogTables, *, body: str, process: str, manifest: Mapping[str, Any]) -> str:
    """SHA-256 (64 hexadecimal digits) over format version, body, process, column mapping and the four tables."""
    digest = hashlib.sha256()
    head = [FORMAT_VERSION, body, process, manifest.get(MAPPING_KEY)]
    _add(digest, json.dumps(head, ensure_ascii=False, sort_keys=True).encode())
    for name, table in named_tables(tables).items():
        _add(digest, f"{name} {table.num_rows}".encode())
        for column in sorted(table.column_names):
            _add(digest, column.encode())
            _add_column(digest, table.column(column))
    return digest.hexdigest()


def _add(digest: Any, content: bytes | memoryview) -> None:
    """Feed `content` with its length before it, so that no two sequences of parts run together."""
    digest.update(len(content).to_bytes(8, "little"))
    digest.update(content)


def _add_column(digest: Any, column: pa.ChunkedArray) -> None:
    if is_text(column.type):
        values, codes = _coded(column)
        _add(digest, b"text")
        for value in values:
            _add(digest, value.encode())
        _add(digest, codes.data)
        return
    _add(digest, str(column.type).encode())
    filled, valid = column.fill_null(_zero(column.type)), column.is_valid()
    numbers = np.ascontiguousarray(filled.to_numpy())
    _add(digest, numbers.view(np.uint8).data)
    _add(digest, np.packbits(valid.to_numpy()).data)


def _zero(kind: pa.DataType) -> pa.Scalar:
    return pa.scalar(False) if pa.types.is_boolean(kind) else pa.scalar(0).cast(kind)


def _coded(column: pa.ChunkedArray) -> tuple[list[str], npt.NDArray[np.int32]]:
    """The distinct values in code point order, and each row's place among them (−1 = missing)."""
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column)
    whole = column.unify_dictionaries().combine_chunks()
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    found: list[str | None] = whole.dictionary.to_pylist()
    used = np.unique(codes[codes >= 0]).tolist()
    values = sorted({value for i in used if (value := found[i]) is not None})
    rank = {value: i for i, value in enumerate(values)}
    # One place more, at the end, for the code −1.
    places = np.full(len(found) + 1, -1, np.int32)
    for i in used:
        value = found[i]
        places[i] = -1 if value is None else rank[value]
    return values, places[codes]
