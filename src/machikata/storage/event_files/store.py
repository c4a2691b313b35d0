# SPDX-License-Identifier: Apache-2.0
"""The event store on one machine: a folder of immutable logs, each named by its content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import finalize

import duckdb
import pyarrow as pa

from machikata.records.raw import LogTables
from machikata.records.store import StoredLog
from machikata.storage.event_files import engine as duck
from machikata.storage.event_files.content import content_hash
from machikata.storage.event_files.faults import no_memory, no_room
from machikata.storage.event_files.layout import MANIFEST, TABLES, check_columns
from machikata.storage.event_files.manifest import completed, read_manifest, written
from machikata.storage.event_files.parquet_files import (
    check_content,
    check_sizes,
    read_tables,
    table_path,
    write_tables,
)
from machikata.storage.event_files.settings import DEFAULT_SETTINGS, EventFileSettings
from machikata.storage.event_files.staging import clean_staging, discard, force_to_disk, publish, staged


class EventFileStore:
    """`EventStore` over Parquet files in `folder`, which is made when it does not exist. Safe to use from several threads."""

    def __init__(self, folder: Path, *, settings: EventFileSettings = DEFAULT_SETTINGS) -> None:
        """Open the store and remove what a killed import left.

        Raises:
            WorkspaceUnusable: the folder cannot be made or written.
        """
        self._folder, self._settings = folder.resolve(), settings
        self._engine: duckdb.DuckDBPyConnection | None = None
        self._opening = Lock()
        self._until_closed = ExitStack()
        finalize(self, self._until_closed.close)
        clean_staging(self._folder)

    def admit(self, tables: LogTables, *, body: str, process: str, manifest: Mapping[str, Any]) -> StoredLog:
        """Write the tables atomically under their content hash; the same content twice gives the same log.

        Raises:
            WorkspaceUnusable: the disk is full or cannot be written; nothing was kept.
            InputRefused: columns differ only in upper and lower case.
        """
        check_columns(tables)
        name = content_hash(tables, body=body, process=process, manifest=manifest)
        final = self._folder / name
        if not final.is_dir():
            with staged(self._folder) as folder:
                files = write_tables(tables, folder, row_group_rows=self._settings.row_group_rows)
                whole = completed(manifest, tables, log_id=name, body=body, process=process) | {"files": files}
                (folder / MANIFEST).write_bytes(written(whole))
                force_to_disk(folder / MANIFEST)
                publish(folder, final)
        return self.find(name)

    def find(self, log_id: str) -> StoredLog:
        """The log of that id, after a quick look at its files.

        Raises:
            NotFound: there is none.
            WorkspaceUnusable: it is damaged, or a newer program wrote it.
        """
        folder = self._folder / log_id
        manifest = read_manifest(folder)
        check_sizes(folder, manifest["files"])
        return StoredLog(log_id, manifest["body"], manifest["process"], manifest, folder)

    def stored(self) -> tuple[StoredLog, ...]:
        """Every log of the store, in the order of their ids."""
        names = sorted(p.name for p in self._folder.iterdir() if p.is_dir() and not p.name.startswith("."))
        return tuple(self.find(name) for name in names)

    def check(self, log: StoredLog) -> None:
        """Read every byte of the log and compare it with what was written.

        Raises:
            WorkspaceUnusable: naming the damaged file.
        """
        folder = self._folder / log.id
        check_content(folder, read_manifest(folder)["files"])

    def load(self, log: StoredLog) -> LogTables:
        """The four tables of one log.

        Raises:
            WorkspaceUnusable: a file is damaged.
        """
        return read_tables(self.find(log.id).folder)

    def remove(self, log: StoredLog) -> None:
        """Delete the log's files; nothing happens when they are gone already."""
        folder = self._folder / log.id
        if folder.is_dir():
            discard(self._folder, folder)

    def query(self, sql: str, *, logs: Sequence[StoredLog], tables: Mapping[str, pa.Table] | None = None) -> pa.Table:
        """The result of `sql` (one SELECT in the common dialect) over the tables of `logs`.

        Raises:
            WorkspaceUnusable: a file is damaged, or memory or disk do not suffice.
            ValueError: no logs, or not one SELECT.
        """
        if not logs:
            raise ValueError("a question to the event store names its logs")
        for log in logs:
            check_sizes(self._folder / log.id, log.manifest["files"])
        try:
            return self._ask(sql, logs, tables or {})
        except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException):
            for log in logs:
                self.check(log)
            raise
        except duckdb.OutOfMemoryException as error:
            # DuckDB says so as well when what it spills does not fit on the disk.
            raise (no_room(self._folder) if "disk" in str(error).lower() else no_memory()) from error

    def _ask(self, sql: str, logs: Sequence[StoredLog], tables: Mapping[str, pa.Table]) -> pa.Table:
        bodies = [log.body for log in logs]
        with duck.connection(self._running(), tables) as own:
            for name in duck.mentioned(sql, TABLES):
                own.execute(duck.file_view(name, [table_path(self._folder / log.id, name) for log in logs], bodies))
            return duck.answer(own, sql)

    def _running(self) -> duckdb.DuckDBPyConnection:
        with self._opening:
            if self._engine is None:
                spill = self._until_closed.enter_context(staged(self._folder))
                self._engine = duck.open_engine(self._settings, readable=self._folder, spill=spill)
            return self._engine
