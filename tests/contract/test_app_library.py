# SPDX-License-Identifier: Apache-2.0
"""What every library must do with what belongs to apps: SQLite, and PostgreSQL where a server can be started."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from machikata.automation.app.context import DecisionState, Proposal, Signature, StoredDocument
from machikata.automation.audit import AuditNote, entry_of, verify
from machikata.automation.run import InputRef, Run, RunState
from machikata.domain.actor import Person, Role
from machikata.domain.errors import InputRefused, WorkspaceUnusable
from machikata.domain.text import Text
from machikata.storage.sql import SqlLibrary
from machikata.testing.postgresql import NoServer, PostgresqlServer, postgresql_server
from machikata.workspace.library import Library

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOWN, OTHER = "990019", "990027"
HERE = {"app": "a", "owner": TOWN}
NOTE = AuditNote(NOW, "架空 花子", "p1", False, TOWN, "tried", {"n": 1})
RUN = Run(
    "r1", "a", "1.0", "counting", TOWN, "p1", "架空 花子", False, {"rule": "b"}, 7,
    {"table": InputRef("表.csv", "0" * 64, 12)}, RunState.QUEUED, NOW,
)  # fmt: skip
PROPOSAL = Proposal(
    "q1", "a", "r1", "all", Text("結果", "outcome"), "f" * 64, NOW, "架空 花子", 2, DecisionState.PROPOSED, owner=TOWN
)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresqlServer]:
    try:
        with postgresql_server() as running:
            yield running
    except NoServer as why:
        pytest.skip(str(why))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'library.db'}"
    made: str = request.getfixturevalue("server").new_database()
    return made


@pytest.fixture
def library(url: str) -> Iterator[Library]:
    opened = SqlLibrary(url)
    yield opened
    opened.close()


def together(works: list[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=w) for w in works]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def test_a_run_comes_back_as_it_was_kept_and_changes_only_from_the_state_that_was_seen(library: Library) -> None:
    library.put_run(RUN, note=NOTE)
    library.put_run(replace(RUN, id="r2", owner=OTHER, queued_at=NOW + timedelta(minutes=1)), note=NOTE)
    assert library.run("r1") == RUN
    assert [r.id for r in library.runs()] == ["r2", "r1"]
    assert [r.id for r in library.runs(app="a", owner=TOWN)] == ["r1"]
    running = replace(RUN, state=RunState.RUNNING, share=0.5)
    assert library.replace_run(running, found=RunState.QUEUED)
    assert not library.replace_run(replace(RUN, state=RunState.DONE), found=RunState.QUEUED, note=NOTE)
    assert library.run("r1") == running
    assert len(library.audit_lines()) == 2  # neither progress nor what was refused is noted


def test_a_run_that_cannot_be_noted_is_not_kept(library: Library) -> None:
    with pytest.raises(InputRefused):
        library.put_run(RUN, note=replace(NOTE, details={"comment": "a\nb"}))
    assert (library.run("r1"), library.audit_lines()) == (None, ())


def test_files_are_found_by_their_fingerprint_in_the_drawer_they_were_put_into(library: Library, url: str) -> None:
    sha256 = library.put_app_file("窓".encode(), **HERE)
    assert library.put_app_file("窓".encode(), **HERE) == sha256
    assert library.app_file(sha256, **HERE) == "窓".encode()
    assert library.app_file(sha256, app="b", owner=TOWN) is None
    assert library.app_file(sha256, app="a", owner=OTHER) is None
    engine = create_engine(url)
    with engine.begin() as c:
        c.execute(text("UPDATE app_files SET content = :x"), {"x": b"changed"})
    engine.dispose()
    with pytest.raises(WorkspaceUnusable):
        library.app_file(sha256, **HERE)


def test_every_version_of_a_document_stays_and_none_reaches_another_drawer(library: Library) -> None:
    one = StoredDocument("k/1", 0, {"値": [1, None, "窓"]}, NOW, "架空 花子")
    assert library.put_app_document(one, found=0, **HERE) == replace(one, version=1)
    assert library.put_app_document(one, found=0, **HERE) is None
    two = library.put_app_document(replace(one, document={}), found=1, **HERE)
    assert two == replace(one, version=2, document={})
    assert library.app_document("k/1", **HERE) == two
    assert library.app_document("k/1", version=1, **HERE) == replace(one, version=1)
    assert library.app_document("k/1", version=3, **HERE) is None
    assert [d.version for d in library.app_document_history("k/1", **HERE)] == [1, 2]
    library.put_app_document(replace(one, key="k/0"), **HERE)
    library.put_app_document(replace(one, key="K%"), **HERE)
    assert library.app_document_keys(**HERE) == ("K%", "k/0", "k/1")
    assert library.app_document_keys(prefix="k/", **HERE) == ("k/0", "k/1")
    for other in ({"app": "b", "owner": TOWN}, {"app": "a", "owner": OTHER}):
        assert library.app_document("k/1", **other) is None
        assert library.app_document_keys(**other) == ()
        assert library.app_document_history("k/1", **other) == ()


def test_of_programs_that_keep_one_document_together_none_is_lost(url: str) -> None:
    libraries = [SqlLibrary(url) for _ in range(3)]
    one = StoredDocument("k", 0, {}, NOW, "x")

    def work(library: SqlLibrary) -> None:
        for _ in range(5):
            library.put_app_document(one, **HERE)

    together([lambda library=library: work(library) for library in libraries])
    assert [d.version for d in libraries[0].app_document_history("k", **HERE)] == list(range(1, 16))
    for library in libraries:
        library.close()


def test_a_standing_proposal_is_given_back_instead_of_made_again(library: Library) -> None:
    assert library.add_proposal(PROPOSAL, note=NOTE) == PROPOSAL
    assert library.add_proposal(replace(PROPOSAL, id="q2"), note=NOTE) == PROPOSAL
    other = replace(PROPOSAL, id="q3", fingerprint="e" * 64)
    assert library.add_proposal(other, note=NOTE) == other
    assert [p.id for p in library.proposals(owner=TOWN, run="r1", subject="all")] == ["q3", "q1"]
    assert library.proposals(owner=OTHER) == ()
    assert len(library.audit_lines()) == 2
    ended = replace(PROPOSAL, state=DecisionState.WITHDRAWN)
    assert library.replace_proposal(ended, found=PROPOSAL, note=NOTE)
    again = replace(PROPOSAL, id="q4")
    assert library.add_proposal(again, note=NOTE) == again


def test_of_two_who_change_a_proposal_they_both_saw_one_is_refused(library: Library) -> None:
    library.add_proposal(PROPOSAL, note=NOTE)
    signed = replace(PROPOSAL, signatures=(Signature("p1", NOW, True, "", False, "架空 花子"),))
    gone = replace(PROPOSAL, state=DecisionState.WITHDRAWN, ended_at=NOW, ended_why="誤り")
    assert library.replace_proposal(signed, found=PROPOSAL, note=NOTE)
    assert not library.replace_proposal(gone, found=PROPOSAL, note=NOTE)
    assert library.proposal("q1") == signed
    assert library.proposal("q9") is None
    assert len(library.audit_lines()) == 2


def test_persons_and_enabled_apps_come_back(library: Library) -> None:
    person = Person("p1", "架空 花子", TOWN, frozenset({Role.READER, Role.APPROVER}), NOW)
    library.put_person(person, note=NOTE)
    assert library.persons() == (person,)
    library.put_person(replace(person, removed_at=NOW), note=NOTE)
    assert library.persons() == (replace(person, removed_at=NOW),)
    assert library.enabled_apps() == {}
    library.put_enabled_app("a", enabled=True, note=NOTE)
    library.put_enabled_app("b", enabled=True, note=NOTE)
    library.put_enabled_app("a", enabled=False, note=NOTE)
    assert library.enabled_apps() == {"a": False, "b": True}


def test_programs_that_append_together_make_one_whole_chain(url: str) -> None:
    libraries = [SqlLibrary(url) for _ in range(4)]

    def work(library: SqlLibrary, who: int) -> None:
        for n in range(8):
            library.add_audit_entry(replace(NOTE, details={"who": who, "n": n}))

    together([lambda pair=pair: work(pair[1], pair[0]) for pair in enumerate(libraries)])
    lines = libraries[0].audit_lines()
    report = verify(lines)
    assert report.intact, report.problem
    assert report.entries == 32
    details = [entry_of(line).note.details for line in lines]
    assert sorted((d["who"], d["n"]) for d in details) == [(w, n) for w in range(4) for n in range(8)]
    assert [line.number for line in libraries[1].audit_lines(after=30)] == [31, 32]
    assert [line.number for line in libraries[1].audit_lines(limit=2)] == [1, 2]
    assert libraries[2].audit_head() == lines[-1]
    for library in libraries:
        library.close()
