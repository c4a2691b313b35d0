# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL server of one's own for tests: in a temporary folder, reached by a socket in it, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

_PROGRAMS = "/usr/lib/postgresql"
_SECONDS = 60


class NoServer(Exception):
    """No server can be started on this machine, and why."""


@dataclass(slots=True)
class PostgresqlServer:
    """A running server."""

    programs: Path
    folder: Path
    user: str | None
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def new_database(self) -> str:
        """The SQLAlchemy URL of a new, empty database."""
        name = f"test{next(self._numbers)}"
        run = [str(self.programs / "createdb"), "-h", str(self.folder), "-U", "postgres", name]
        subprocess.run(run, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 - PostgreSQL's own programs
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Start a server and stop it afterwards.

    Raises:
        NoServer: PostgreSQL's programs are not installed, or it does not start.
    """
    programs = _find_programs()
    # Below the system's temporary folder itself, because the path of a socket may not be long.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = PostgresqlServer(programs, folder, _other_user(folder))
    data = folder / "data"
    try:
        _run(
            server, "initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"
        )
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=60"
        _run(server, "pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", settings, "start")
        try:
            yield server
        finally:
            _run(server, "pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find_programs() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path(_PROGRAMS).glob("*/bin"), reverse=True)
    folders = [f for f in folders if all((f / name).exists() for name in ("initdb", "pg_ctl", "createdb"))]
    if not folders:
        raise NoServer("PostgreSQL's programs (initdb, pg_ctl, createdb) are not installed")
    return folders[0]


def _other_user(folder: Path) -> str | None:
    """Whom the server runs as: it refuses to run as root."""
    if os.name != "posix" or os.getuid() != 0:
        return None
    try:
        shutil.chown(folder, user="postgres")
    except LookupError as error:
        raise NoServer("this is root, and there is no user “postgres” to run the server as") from error
    return "postgres"


def _run(server: PostgresqlServer, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; its output goes to a file, because a server that it starts keeps the pipe open."""
    told = server.folder / "told"
    with told.open("ab") as out:
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
            [str(server.programs / program), *arguments],
            check=False, stdout=out, stderr=out, user=server.user, cwd=server.folder, timeout=_SECONDS,
        )  # fmt: skip
    if done.returncode:
        raise NoServer(f"{program} failed: {told.read_text('utf-8', 'replace')[-500:]}")
