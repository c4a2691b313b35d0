# SPDX-License-Identifier: Apache-2.0
"""The event store's twin for tests, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from machikata.domain.errors import NotFound
from machikata.domain.text import Text
from machikata.records.raw import LogTables
from machikata.records.store import StoredLog
from machikata.storage.event_files import engine as duck
from machikata.storage.event_files.content import content_hash
from machikata.storage.event_files.layout import TABLES, check_columns, is_text, named_tables
from machikata.storage.event_files.manifest import completed
from machikata.storage.event_files.settings import EventFileSettings


class MemoryEventStore:
    """`EventStore` that keeps the tables in memory: no files, quick to make, the same answers.

    >>> from machikata.testing.logs import log_from_traces
    >>> store = MemoryEventStore()
    >>> log = store.admit(log_from_traces(["受付 通知"]), body="990019", process="p", manifest={})
    >>> store.query("SELECT source, target FROM relation", logs=[log]).to_pylist()
    [{'source': '受付', 'target': '通知'}]
    """

    def __init__(self) -> None:
        """An empty store."""
        self._logs: dict[str, tuple[StoredLog, LogTables]] = {}

    def admit(self, tables: LogTables, *, body: str, process: str, manifest: Mapping[str, Any]) -> StoredLog:
        """Keep the tables under their content hash."""
        check_columns(tables)
        name = content_hash(tables, body=body, process=process, manifest=manifest)
        whole = completed(manifest, tables, log_id=name, body=body, process=process)
        log = StoredLog(name, body, process, whole, Path(name))
        self._logs.setdefault(name, (log, tables))
        return self.find(name)

    def find(self, log_id: str) -> StoredLog:
        """The log of that id; raises `NotFound`."""
        if log_id not in self._logs:
            raise NotFound(Text("その記録はありません", "there is no such log"))
        return self._logs[log_id][0]

    def stored(self) -> tuple[StoredLog, ...]:
        """Every log, in the order of their ids."""
        return tuple(self._logs[name][0] for name in sorted(self._logs))

    def load(self, log: StoredLog) -> LogTables:
        """The four tables of one log."""
        return self._logs[self.find(log.id).id][1]

    def remove(self, log: StoredLog) -> None:
        """Forget the log."""
        self._logs.pop(log.id, None)

    def query(self, sql: str, *, logs: Sequence[StoredLog], tables: Mapping[str, pa.Table] | None = None) -> pa.Table:
        """The result of `sql` over the tables of `logs`; ValueError without logs or when it is not one SELECT."""
        if not logs:
            raise ValueError("a question to the event store names its logs")
        views = {name: self._together(name, logs) for name in duck.mentioned(sql, TABLES)}
        with duck.connection(_engine(), views | dict(tables or {})) as own:
            return duck.answer(own, sql)

    def _together(self, name: str, logs: Sequence[StoredLog]) -> pa.Table:
        parts = []
        for index, log in enumerate(logs):
            table = named_tables(self.load(log))[name]
            rows = table.num_rows
            table = table.add_column(0, "log_index", pa.array([index] * rows, pa.int32()))
            parts.append(table.add_column(0, "body", pa.array([log.body] * rows, pa.string())))
        return _one_type_per_column(parts)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One engine for all twins of a process: starting one takes longer than most questions, and
    connections do not meet. One thread, because the logs of tests are small.
    """
    return duck.open_engine(EventFileSettings(threads=1))


def _one_type_per_column(parts: list[pa.Table]) -> pa.Table:
    """The tables under each other; a column that is text in one of them is text in all."""
    mixed = {
        field.name
        for table in parts
        for field in table.schema
        if not is_text(field.type)
        and any(is_text(t.schema.field(field.name).type) for t in parts if field.name in t.column_names)
    }
    return pa.concat_tables([_as_text(t, mixed) for t in parts], promote_options="permissive")


def _as_text(table: pa.Table, names: set[str]) -> pa.Table:
    kinds = [pa.string() if f.name in names or is_text(f.type) else f.type for f in table.schema]
    return table.cast(pa.schema([pa.field(f.name, kind) for f, kind in zip(table.schema, kinds, strict=True)]))
