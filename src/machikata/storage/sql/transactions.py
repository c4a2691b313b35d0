# SPDX-License-Identifier: Apache-2.0
"""Transactions: one that says clearly when it cannot be written, and one for which other programs wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from machikata.domain.errors import WorkspaceUnusable
from machikata.domain.text import Text


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds whole or not at all; raises `WorkspaceUnusable` when the database cannot be written."""
    try:
        with engine.begin() as c:
            yield c
    except OperationalError as error:
        raise _unwritable() from error


@contextmanager
def waiting(engine: Engine, *, lock: int) -> Iterator[Connection]:
    """A transaction that holds whole or not at all; of those with the same `lock` each begins when the one before it has ended."""
    sqlite = engine.dialect.name == "sqlite"
    # On PostgreSQL every statement must see what the program it waited for has made: hence READ COMMITTED.
    level = "AUTOCOMMIT" if sqlite else "READ COMMITTED"
    with engine.connect().execution_options(isolation_level=level) as c:
        if sqlite:
            c.exec_driver_sql("BEGIN IMMEDIATE")
        elif engine.dialect.name == "postgresql":
            c.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
        try:
            yield c
        except BaseException:
            c.exec_driver_sql("ROLLBACK") if sqlite else c.rollback()
            raise
        c.exec_driver_sql("COMMIT") if sqlite else c.commit()


@contextmanager
def chained(engine: Engine) -> Iterator[Connection]:
    """A transaction that may append to the audit trail: whoever appends waits for whoever began before.

    Raises:
        WorkspaceUnusable: the database cannot be written.
    """
    try:
        with waiting(engine, lock=_CHAIN) as c:
            yield c
    except OperationalError as error:
        raise _unwritable() from error


_CHAIN = 0x6D6C
"""Any number but that of `opening`, the same for every program."""


def _unwritable() -> WorkspaceUnusable:
    return WorkspaceUnusable(
        Text("作業場所のデータベースに書けません", "the workspace's database cannot be written"),
        remedy=Text(
            "空き容量と権限を確かめて、もう一度してください", "check free space and permissions, then try again"
        ),
    )
