# SPDX-License-Identifier: Apache-2.0
"""Which programs live: each holds a lock in its own name, which the operating system or the database drops when the program dies."""

from __future__ import annotations

import hashlib
import os
import sys
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, NullPool, create_engine, text

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Living(Protocol):
    """The locks of all programs that work on one queue."""

    def enter(self, name: str) -> None:
        """Be alive under this name from now on; once."""
        ...

    def lives(self, name: str) -> bool:
        """Whether the program of that name (not one's own) is alive."""
        ...

    def leave(self) -> None:
        """Be alive no more."""
        ...


class LivingByFiles:
    """A locked file per program, on one machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: tuple[Path, int] | None = None

    def enter(self, name: str) -> None:
        self._sweep()
        path = self._folder / f"{name}.alive"
        while True:
            held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            # Another program's sweep may fall between the opening and the lock; then the locked file is no longer that of the path.
            if _lock(held) and path.exists() and os.fstat(held).st_ino == path.stat().st_ino:
                self._held = (path, held)
                return
            os.close(held)

    def lives(self, name: str) -> bool:
        try:
            held = os.open(self._folder / f"{name}.alive", os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            return not _lock(held)
        finally:
            os.close(held)

    def leave(self) -> None:
        if self._held is not None:
            path, held = self._held
            self._held = None
            os.close(held)
            with suppress(OSError):
                path.unlink()

    def _sweep(self) -> None:
        """Remove the files of dead programs."""
        for path in self._folder.glob("*.alive"):
            with suppress(OSError):
                if not self.lives(path.stem):
                    path.unlink()


def _lock(held: int) -> bool:
    """Take the lock of an open file; False when another program has it. Children do not inherit it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class LivingBySessions:
    """An advisory lock per program, on a connection to PostgreSQL that is held as long as the program works."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._held: Connection | None = None
        if hasattr(os, "register_at_fork"):
            gone = weakref.ref(self)
            os.register_at_fork(after_in_child=lambda: _let_go(gone()))

    def enter(self, name: str) -> None:
        self._held = self._engine.connect()
        self._held.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _key(name)})

    def let_go(self) -> None:
        """In a child made by forking: close its copy of the connection, or it would keep its dead parent alive. The number of the file
        stays taken, so that nothing else is ever written to by mistake.
        """
        if self._held is not None:
            connection = self._held.connection.driver_connection
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, connection.fileno())  # type: ignore[union-attr] # psycopg's connection has a file number
            os.close(nothing)

    def lives(self, name: str) -> bool:
        with self._engine.connect() as c:
            # The lock that was got falls with the connection.
            return not c.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(name)}).scalar_one()

    def leave(self) -> None:
        if self._held is not None:
            with suppress(Exception):  # the connection may be gone already, and the lock with it
                self._held.close()
            self._held = None
        self._engine.dispose()


def _let_go(living: LivingBySessions | None) -> None:
    if living is not None:
        living.let_go()


def _key(name: str) -> int:
    """A 64-bit number for a name."""
    return int.from_bytes(hashlib.sha256(f"machikata:{name}".encode()).digest()[:8], "big", signed=True)
