# SPDX-License-Identifier: Apache-2.0
"""The event files read by a second engine: what the tests hold against DuckDB's answers."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from machikata.records.store import QUANTILE_FUNCTIONS, QUANTILE_LISTS, TEXT_SEPARATOR, StoredLog
from machikata.storage.event_files import EventFileStore
from machikata.storage.event_files import engine as duck
from machikata.storage.event_files.layout import TABLES
from machikata.storage.event_files.parquet_files import table_path

_ALIKE = (
    # What standard SQL does and ClickHouse does only when asked.
    "join_use_nulls = 1, aggregate_functions_null_for_empty = 1, cast_keep_nullable = 1, prefer_column_name_to_alias = 1"
)


class ChdbEventStore(EventFileStore):
    """The event files of `EventFileStore`, read by ClickHouse (the wheel `chdb`): the second engine of the tests.

    It shows that neither the files nor the questions are DuckDB's own; see docs/decisions/distributed-engine.md.
    One at a time in a process, and not for several threads.
    """

    def __init__(self, folder: Path) -> None:
        """Open the files in `folder` and start the engine."""
        super().__init__(folder)
        self._session = _session()
        self._numbers = count()
        for name, share in QUANTILE_FUNCTIONS.items():
            self._session.query(f"CREATE OR REPLACE FUNCTION {name} AS (x) -> quantileExactInclusive({share})(x)")
        for name, shares in QUANTILE_LISTS.items():
            listed = ", ".join(str(share) for share in shares)
            self._session.query(f"CREATE OR REPLACE FUNCTION {name} AS (x) -> quantilesExactInclusive({listed})(x)")
        joined = "arrayMap(pair -> pair.2, arraySort(pair -> pair.1, groupArray((place, assumeNotNull(toString(x))))))"
        separator = f"char({ord(TEXT_SEPARATOR)})"
        self._session.query(
            f"CREATE OR REPLACE FUNCTION ordered_text AS (x, place) -> arrayStringConcat({joined}, {separator})"
        )

    def close(self) -> None:
        """Stop the engine."""
        self._session.close()

    def query(self, sql: str, *, logs: Sequence[StoredLog], tables: Mapping[str, pa.Table] | None = None) -> pa.Table:
        """The result of `sql` over the tables of `logs`."""
        if not logs:
            raise ValueError("a question to the event store names its logs")
        if not sql.lstrip().upper().startswith(("SELECT", "WITH", "--")):
            raise ValueError("a question to the event store is one SELECT")
        with tempfile.TemporaryDirectory() as folder:
            database = f"question_{next(self._numbers)}"
            self._session.query(f"CREATE DATABASE {database}")
            self._session.query(f"USE {database}")
            for name in duck.mentioned(sql, TABLES):
                self._session.query(f"CREATE VIEW {name} AS {_all_logs(name, logs)}")
            for name, table in (tables or {}).items():
                path = Path(folder) / f"{name}.parquet"
                pq.write_table(table, path)
                self._session.query(f"CREATE VIEW {name} AS SELECT * FROM file({duck.quoted(str(path))})")
            try:
                return duck.plain_types(
                    self._session.query(f"{sql.rstrip().rstrip(';')}\nSETTINGS {_ALIKE}", "ArrowTable")
                )
            finally:
                self._session.query(f"DROP DATABASE {database}")


def _all_logs(name: str, logs: Sequence[StoredLog]) -> str:
    """A UNION of the logs' files; columns that a log lacks are null, columns of mixed type are text."""
    columns = [log.manifest["columns"][name] for log in logs]
    kinds: dict[str, set[str]] = {}
    for found in columns:
        for column, kind in found.items():
            kinds.setdefault(column, set()).add("text" if "string" in kind else kind)
    mixed = {column for column, found in kinds.items() if "text" in found and len(found) > 1}
    parts = []
    for index, (log, found) in enumerate(zip(logs, columns, strict=True)):
        listed = ", ".join(_column(column, column in found, column in mixed) for column in kinds)
        path = duck.quoted(str(table_path(log.folder, name)))
        head = f"{duck.quoted(log.body)} AS body, toInt32({index}) AS log_index"
        parts.append(f"SELECT {head}, {listed} FROM file({path})")
    return " UNION ALL ".join(parts)


def _column(name: str, present: bool, as_text: bool) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if not present:
        return f"NULL AS {quoted}"
    return f"toString({quoted}) AS {quoted}" if as_text else quoted


def _session() -> Any:
    """A session; by name, because chdb's own functions are only partly annotated."""
    return import_module("chdb.session").Session()
