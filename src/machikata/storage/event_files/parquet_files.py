# SPDX-License-Identifier: Apache-2.0
"""The four Parquet files of a log: written through to the disk with their checksums, and checked."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from machikata.domain.text import Text
from machikata.records.raw import LogTables
from machikata.storage.event_files.faults import damaged
from machikata.storage.event_files.layout import TABLES, named_tables

_MISSING = Text("ファイルがありません", "the file is missing")
_OTHER_SIZE = Text("大きさが取り込んだ時と違います", "its size is not what was written")
_OTHER_CONTENT = Text("内容が取り込んだ時と違います", "its content is not what was written")


def table_path(folder: Path, name: str) -> Path:
    """The file of one table."""
    return folder / f"{name}.parquet"


def write_tables(tables: LogTables, folder: Path, *, row_group_rows: int) -> dict[str, dict[str, Any]]:
    """Write the four files; for each table the size in bytes and the SHA-256 of its file come back.

    Text is dictionary-encoded, everything compressed by zstd; the sort order by case is stated in the file.
    """
    return {
        name: _write(table, table_path(folder, name), row_group_rows) for name, table in named_tables(tables).items()
    }


def _write(table: pa.Table, path: Path, row_group_rows: int) -> dict[str, Any]:
    with path.open("wb") as file:
        summed = _Summed(file)
        order = [
            pq.SortingColumn(table.column_names.index(c)) for c in ("case_index", "seq") if c in table.column_names
        ]
        pq.write_table(table, summed, compression="zstd", row_group_size=row_group_rows, sorting_columns=order)
        file.flush()
        os.fsync(file.fileno())
        return {"bytes": file.tell(), "sha256": summed.digest.hexdigest()}


class _Summed:
    """A file for writing that sums up what passes through it."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def write(self, content: bytes) -> int:
        """Write and sum up."""
        self.digest.update(content)
        return self._file.write(content)

    def tell(self) -> int:
        """Bytes written so far."""
        return self._file.tell()

    def flush(self) -> None:
        """Pass on."""
        self._file.flush()

    def writable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is not."""
        return False

    def seekable(self) -> bool:
        """It is not."""
        return False

    def close(self) -> None:
        """The owner closes the file."""


def read_tables(folder: Path) -> LogTables:
    """The four tables.

    Raises:
        WorkspaceUnusable: a file cannot be read.
    """
    return LogTables(**{name: _read(table_path(folder, name)) for name in TABLES})


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path, memory_map=False)
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, Text("読めません", "it cannot be read")) from error


def check_sizes(folder: Path, files: dict[str, dict[str, Any]]) -> None:
    """A quick look: every file is there with its size.

    Raises:
        WorkspaceUnusable: naming the first file that is not.
    """
    for name in TABLES:
        path = table_path(folder, name)
        if not path.is_file():
            raise damaged(path, _MISSING)
        if path.stat().st_size != files[name]["bytes"]:
            raise damaged(path, _OTHER_SIZE)


def check_content(folder: Path, files: dict[str, dict[str, Any]]) -> None:
    """A thorough look: every byte is what was written.

    Raises:
        WorkspaceUnusable: naming the first file that is not.
    """
    check_sizes(folder, files)
    for name in TABLES:
        path = table_path(folder, name)
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != files[name]["sha256"]:
                raise damaged(path, _OTHER_CONTENT)
