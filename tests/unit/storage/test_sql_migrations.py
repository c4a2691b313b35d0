# SPDX-License-Identifier: Apache-2.0
"""A library of an older version is brought up to date in place; whatever interrupts that leaves the old one whole."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, create_mock_engine, text
from sqlalchemy.dialects import postgresql

from machikata.domain.errors import WorkspaceUnusable
from machikata.storage.sql import SqlLibrary, migrations, tables
from machikata.workspace.library import Act

NEWEST = str(tables.SCHEMA_VERSION)
BY_VERSION = {
    "1": ("bodies", "groups", "processes", "logs", "drafts", "dictionary_decisions", "jobs", "acts"),
    "2": ("survey_campaigns", "survey_participants", "survey_submissions", "survey_reminders", "survey_mappings"),
    "3": ("app_runs", "app_files", "app_documents", "app_proposals", "enabled_apps", "persons", "audit_trail"),
}


@pytest.fixture(params=["1", "2"])
def old_version(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def old(tmp_path: Path, old_version: str) -> Path:
    path = tmp_path / "machikata.db"
    with sqlite3.connect(path) as c:
        c.executescript(Path(__file__).with_name(f"library_version_{old_version}.sql").read_text("utf-8"))
    c.close()
    return path


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that version 1 held, but the number of the version, and what there is of the tables of version 2."""
    with sqlite3.connect(path) as c:
        there = {n for (n,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        names = [n for n in (*BY_VERSION["1"], *BY_VERSION["2"]) if n in there]
        found = {n: c.execute(f"SELECT * FROM {n} ORDER BY 1").fetchall() for n in names}
    c.close()
    return found


def version(path: Path) -> str:
    with sqlite3.connect(path) as c:
        [(found,)] = c.execute("SELECT value FROM meta WHERE key = 'schema_version'")
    c.close()
    return found


def made_tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as c:
        found = {n for (n,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    c.close()
    return found


def held(path: Path, before: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """What the library holds in the tables that it had before; in the new ones there is nothing."""
    now = rows(path)
    assert not any(found for name, found in now.items() if name not in before)
    return {name: now[name] for name in before}


def made_later(path: Path, old_version: str) -> set[str]:
    """Tables that the old version did not have."""
    newer = [n for v, names in BY_VERSION.items() if v > old_version for n in names]
    return made_tables(path) & set(newer)


def test_an_older_library_keeps_all_it_held_and_gets_the_new_tables(old: Path, old_version: str) -> None:
    before = rows(old)
    library = SqlLibrary(f"sqlite:///{old}")
    assert [b.code for b in library.bodies()] == ["990019", "union"]
    assert [e.id for e in library.logs()] == ["h1"]
    assert library.groups()[0][1].members == ("union", "990019")
    assert len(library.decisions("moving-in")) == 2
    assert [c.id for c in library.campaigns()] == ([] if old_version == "1" else ["c1"])
    assert (library.runs(), library.persons(), library.audit_lines()) == ((), (), ())
    library.close()
    assert held(old, before) == before
    assert version(old) == NEWEST
    assert made_later(old, old_version) == {n for v, names in BY_VERSION.items() if v > old_version for n in names}


def test_a_library_that_went_through_the_steps_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    SqlLibrary(f"sqlite:///{old}").close()
    SqlLibrary(f"sqlite:///{tmp_path / 'new.db'}").close()
    for path in (old, tmp_path / "new.db"):
        engine = create_engine(f"sqlite:///{path}")
        with engine.connect() as c:
            context = MigrationContext.configure(c, opts={"compare_type": True, "compare_server_default": True})
            assert compare_metadata(context, tables.metadata) == []
            unique = c.execute(text("SELECT sql FROM sqlite_master WHERE name = 'survey_submissions'")).scalar_one()
            assert "CONSTRAINT one_version UNIQUE (campaign, owner, section, version)" in unique
        engine.dispose()


def test_every_version_has_its_step() -> None:
    assert sorted(migrations.STEPS) == list(range(2, tables.SCHEMA_VERSION + 1))


@pytest.mark.parametrize("after", range(7))
def test_an_upgrade_that_fails_anywhere_leaves_the_old_library_whole(
    old: Path, old_version: str, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    before = rows(old)
    made = 0
    real = migrations.Operations.create_table

    def create_table(self, *args, **kwargs):
        nonlocal made
        if made == after:
            raise OSError(28, "no space left on device")
        made += 1
        return real(self, *args, **kwargs)

    with monkeypatch.context() as m:
        m.setattr(migrations.Operations, "create_table", create_table, raising=False)
        with pytest.raises(OSError, match="space"):
            SqlLibrary(f"sqlite:///{old}")
    assert (version(old), rows(old)) == (old_version, before)
    assert not made_later(old, old_version)
    SqlLibrary(f"sqlite:///{old}").close()
    assert (version(old), held(old, before)) == (NEWEST, before)


KILLED = """
import os, sys
from machikata.storage.sql import SqlLibrary, migrations
real = migrations.upgrade
def killed(*args, **kwargs):
    real(*args, **kwargs)
    os.kill(os.getpid(), 9)
migrations.upgrade = killed
SqlLibrary("sqlite:///" + sys.argv[1])
"""
OPENED = 'import sys; from machikata.storage.sql import SqlLibrary; SqlLibrary("sqlite:///" + sys.argv[1]).close()'


def test_a_killed_upgrade_leaves_the_old_library_whole(old: Path, old_version: str) -> None:
    before = rows(old)
    assert subprocess.run([sys.executable, "-c", KILLED, str(old)], check=False).returncode == -9
    assert (version(old), rows(old)) == (old_version, before)
    SqlLibrary(f"sqlite:///{old}").close()
    assert (version(old), held(old, before)) == (NEWEST, before)


def test_programs_that_open_an_older_library_together_upgrade_it_once(old: Path) -> None:
    programs = [subprocess.Popen([sys.executable, "-c", OPENED, str(old)]) for _ in range(3)]
    assert [p.wait(60) for p in programs] == [0, 0, 0]
    assert version(old) == NEWEST


def test_a_program_of_the_older_version_refuses_the_upgraded_library(
    old: Path, old_version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    SqlLibrary(f"sqlite:///{old}").close()
    monkeypatch.setattr(tables, "SCHEMA_VERSION", int(old_version))
    with pytest.raises(
        WorkspaceUnusable, match=rf"newer version \(format {NEWEST}\); this program reads {old_version}"
    ):
        SqlLibrary(f"sqlite:///{old}")


def test_a_program_that_has_the_library_open_goes_on_while_a_newer_one_upgrades_it(
    old: Path, old_version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as m:
        m.setattr(tables, "SCHEMA_VERSION", int(old_version))
        running = SqlLibrary(f"sqlite:///{old}")
        first, *more = running.acts(limit=9)
    SqlLibrary(f"sqlite:///{old}").close()
    running.add_act(Act(first.at, "me", "990019", "body.saved", {}))
    assert len(running.acts(limit=9)) == 2 + len(more)


def test_postgresql_is_told_the_same_tables() -> None:
    """The statements that each way would send to PostgreSQL, without a server."""

    def sent(make) -> list[str]:
        said: list[str] = []

        def tell(statement, *_args, **_kwargs):
            said.append(" ".join(str(statement.compile(dialect=postgresql.dialect())).split()))

        make(create_mock_engine("postgresql://", tell))
        return sorted(said)

    whole = sent(lambda engine: tables.metadata.create_all(engine, checkfirst=False))
    buffer: list[str] = []

    class Buffer:
        def write(self, part: str) -> None:
            buffer.append(part)

        def flush(self) -> None:
            pass

    context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": Buffer()})
    for step in migrations.STEPS.values():
        step(migrations.Operations(context))
    steps = sorted(" ".join(s.split()) for s in "".join(buffer).split(";") if s.strip())
    newer = [*BY_VERSION["2"], *BY_VERSION["3"]]
    assert steps == [s for s in whole if any(f"TABLE {n} " in s or f" ON {n} " in s for n in newer)]
