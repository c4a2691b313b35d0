# SPDX-License-Identifier: Apache-2.0
"""OCEL 2.0 in SQLite (https://www.ocel-standard.org/specification/formats/sqlite/).

Every type of event and object has a table of its own, named by the map tables. The file is opened read-only and as untrusted:
no extension, no trigger, no view is run.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.records.ocel.flatten import Ocel, OcelEvent, OcelObject, flatten, with_format
from machikata.records.raw import RawLog, SourceFile

_NEEDED = ("event", "object", "event_object", "event_map_type", "object_map_type")
_CHANGED = "ocel_changed_field"


def read_ocel_sqlite(path: Path, source: SourceFile, *, object_type: str | None, progress: Progress) -> RawLog:
    """Read an OCEL 2.0 SQLite file and flatten it. Raises `InputRefused` when it is no such file, or when a type must be chosen."""
    progress(0.05, Text("データベースを読んでいます", "reading the database"))
    try:
        with closing(_opened(path)) as db:
            _check_tables(db, source.name)
            ocel = Ocel(list(_events(db)), {o.id: o for o in _objects(db)})
    except (sqlite3.Error, KeyError, UnicodeDecodeError) as error:
        what = Text("データベースが壊れているか、OCEL 2.0ではありません", "the database is damaged or no OCEL 2.0")
        raise InputRefused([_problem(source.name, what)]) from error
    progress(0.7, Text("案件ごとに並べています", "gathering cases"))
    return flatten(ocel, with_format(source, "ocel-sqlite"), object_type)


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    db.execute("PRAGMA trusted_schema=OFF")
    db.execute("PRAGMA cell_size_check=ON")
    return db


def _check_tables(db: sqlite3.Connection, file: str) -> None:
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    missing = [name for name in _NEEDED if name not in tables]
    if missing:
        names = "、".join(missing)
        what = Text(
            f"OCEL 2.0のデータベースではありません（表 {names} がありません）",
            f"no OCEL 2.0 database: tables missing ({names})",
        )
        raise InputRefused([_problem(file, what)])


def _events(db: sqlite3.Connection) -> Iterator[OcelEvent]:
    related: dict[str, list[str]] = defaultdict(list)
    for event, item in db.execute("SELECT ocel_event_id, ocel_object_id FROM event_object"):
        related[str(event)].append(str(item))
    for kind, table in _type_tables(db, "event"):
        for row in _rows(db, table):
            event = str(row.pop("ocel_id"))
            time = str(row.pop("ocel_time", ""))
            yield OcelEvent(event, kind, time, row, tuple(related[event]))


def _objects(db: sqlite3.Connection) -> Iterator[OcelObject]:
    changes: dict[str, list[tuple[str, object, str]]] = defaultdict(list)
    for _, table in _type_tables(db, "object"):
        for row in _rows(db, table):
            item, time = str(row.pop("ocel_id")), str(row.pop("ocel_time", ""))
            changed = row.pop(_CHANGED, None)
            # a row without a named change states all attributes at once
            changes[item] += [(n, v, time) for n, v in row.items() if v is not None and changed in (None, n)]
    for item, kind in db.execute("SELECT ocel_id, ocel_type FROM object"):
        yield OcelObject(str(item), str(kind), tuple(changes[str(item)]))


def _type_tables(db: sqlite3.Connection, part: str) -> list[tuple[str, str]]:
    """Type and table of every type, as far as the table exists."""
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    mapped = db.execute(f"SELECT ocel_type, ocel_type_map FROM {part}_map_type ORDER BY ocel_type").fetchall()
    return [(str(kind), f"{part}_{name}") for kind, name in mapped if f"{part}_{name}" in tables]


def _rows(db: sqlite3.Connection, table: str) -> Iterator[dict[str, object]]:
    quoted = table.replace('"', '""')
    cursor = db.execute(f'SELECT * FROM "{quoted}" ORDER BY rowid')
    names = [str(d[0]) for d in cursor.description]
    for row in cursor:
        yield {n: _plain(v) for n, v in zip(names, row, strict=True) if v is not None}


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _problem(file: str, what: Text) -> Problem:
    remedy = Text("OCEL 2.0のSQLiteで書き出し直してください", "export OCEL 2.0 SQLite again")
    return Problem("ocel-unreadable", what, remedy, Place(file=file))
