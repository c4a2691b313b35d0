# SPDX-License-Identifier: Apache-2.0
"""The SQL library keeps what people edit, and refuses what it cannot keep."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from machikata.domain.errors import WorkspaceUnusable
from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.text import Text
from machikata.records.dictionary import Verdict
from machikata.storage.sql import SqlLibrary
from machikata.workspace.library import DictionaryDecision, Job, JobState, LogEntry

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOWN = Municipality("990019", Text("架空町", "Kaku Town"), MunicipalityKind.TOWN, "架空県", 8000, 0.7, 0.5, True)


@pytest.fixture
def library(tmp_path: Path) -> SqlLibrary:
    return SqlLibrary(f"sqlite:///{tmp_path / 'library.db'}")


def test_a_body_comes_back_as_it_was_kept(library: SqlLibrary) -> None:
    library.put_body(TOWN)
    assert library.bodies() == (TOWN,)


def test_putting_a_body_twice_replaces_it(library: SqlLibrary) -> None:
    library.put_body(TOWN)
    library.put_body(Municipality(TOWN.code, Text("架空町", "Kaku Town"), population=8100))
    assert [b.population for b in library.bodies()] == [8100]


def test_a_group_keeps_its_owner_and_the_order_of_its_members(library: SqlLibrary) -> None:
    group = PeerGroup("g", Text("相手", "peers"), PeerGroupKind.HAND, ("b", "a", "c"))
    library.put_group(group, owner="b")
    assert library.groups() == (("b", group),)


def test_a_removed_log_leaves_the_list_and_can_still_be_found(library: SqlLibrary) -> None:
    entry = LogEntry("h1", "b", "p", "f.csv", NOW, "me", {"quality": {"rows": 3}}, removed_at=NOW)
    library.put_log(entry)
    assert library.logs() == ()
    assert library.log("h1") == entry


def test_decisions_are_numbered_in_the_order_they_were_made(library: SqlLibrary) -> None:
    one = DictionaryDecision("p", "b", "受付", "reception", Verdict.SAME, "exact", 1.0, NOW, "me")
    library.add_decisions((one, one))
    assert [d.number for d in library.decisions("p")] == [1, 2]


def test_jobs_that_still_run_on_record_are_marked_as_interrupted(library: SqlLibrary) -> None:
    library.put_job(Job("j", "b", Text("取り込み", "import"), JobState.RUNNING, 0.4, Text("", ""), NOW))
    assert library.interrupt_jobs() == 1
    assert library.jobs()[0].state is JobState.INTERRUPTED


def test_a_database_of_a_newer_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'newer.db'}"
    SqlLibrary(url).close()
    with create_engine(url).begin() as c:
        c.execute(text("UPDATE meta SET value = '99' WHERE key = 'schema_version'"))
    with pytest.raises(WorkspaceUnusable, match="newer"):
        SqlLibrary(url)


def test_a_damaged_database_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_bytes(b"this is not a database" * 100)
    with pytest.raises(WorkspaceUnusable, match="cannot be opened"):
        SqlLibrary(f"sqlite:///{tmp_path / 'bad.db'}")
