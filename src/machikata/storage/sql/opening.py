# SPDX-License-Identifier: Apache-2.0
"""Opening a database: an empty one gets its tables, an older one is brought up to date, a newer one is refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, update
from sqlalchemy.exc import DatabaseError

from machikata.domain.errors import WorkspaceUnusable
from machikata.domain.text import Text
from machikata.storage.sql import tables as t
from machikata.storage.sql.transactions import waiting

_LOCK = 0x6D6B
"""Any number, the same for every program: what programs that open one PostgreSQL database wait for."""


def open_database(url: str) -> Engine:
    """The database named by an SQLAlchemy URL, with the tables of this version.

    Raises:
        WorkspaceUnusable: newer than this program, damaged, or cannot be opened.
    """
    engine = create_engine(url, connect_args=_connect_arguments(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _settle_sqlite)
    try:
        _prepare(engine)
    except DatabaseError as error:
        engine.dispose()
        raise WorkspaceUnusable(
            Text("作業場所のデータベースを開けません", "the workspace's database cannot be opened"),
            remedy=Text(
                "空き容量と権限を確かめ、壊れている場合は控えから戻してください",
                "check free space and permissions; restore it from a copy if it is damaged",
            ),
        ) from error
    return engine


def _connect_arguments(url: str) -> dict[str, Any]:
    return {"check_same_thread": False, "timeout": 30} if url.startswith("sqlite") else {}


def _settle_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _prepare(engine: Engine) -> None:
    """One transaction from the first look to the last table. Programs that open a workspace together wait for one another."""
    with waiting(engine, lock=_LOCK) as c:
        _bring_up_to_date(c)


def _bring_up_to_date(c: Connection) -> None:
    if not inspect(c).has_table("meta"):
        t.metadata.create_all(c)
        c.execute(insert(t.meta).values(key="schema_version", value=str(t.SCHEMA_VERSION)))
        return
    version = t.meta.c.key == "schema_version"
    found = int(c.execute(select(t.meta.c.value).where(version)).scalar_one())
    if found > t.SCHEMA_VERSION:
        raise WorkspaceUnusable(
            Text(
                f"この作業場所は新しい版（形式{found}）で作られています。このプログラムは形式{t.SCHEMA_VERSION}までです",
                f"this workspace was made by a newer version (format {found}); this program reads {t.SCHEMA_VERSION}",
            ),
            remedy=Text("新しい版のプログラムで開いてください", "open it with the newer program"),
        )
    if found < t.SCHEMA_VERSION:
        from machikata.storage.sql.migrations import upgrade  # Alembic takes a sixth of a second to load

        upgrade(c, found=found, wanted=t.SCHEMA_VERSION)
        c.execute(update(t.meta).where(version).values(value=str(t.SCHEMA_VERSION)))
