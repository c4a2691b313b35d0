# SPDX-License-Identifier: Apache-2.0
"""The trail of a workspace: its heads lie outside the database, and whoever changes the database contradicts them."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from machikata.automation.audit import AuditLine, entry_of, read_heads, sealed
from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import InputRefused, NotAllowed, WorkspaceUnusable
from machikata.workspace.audit_trail import (
    audit_entries,
    export_head,
    export_new_head,
    head_files,
    installation_id,
    note_of,
    record,
    verify_audit,
)
from machikata.workspace.workspace import Workspace

TOWN, NEXT_TOWN = "990019", "990027"


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("MACHIKATA_AUDIT_HEADS", str(tmp_path / "elsewhere"))
    return open_workspace(tmp_path / "ws")


@pytest.fixture
def trail(ws: Workspace) -> Workspace:
    """Five entries, each with its head in both places."""
    for n in range(5):
        record(ws, "tried", owner=TOWN, details={"n": n})
    return ws


def change(ws: Workspace, *statements: str, **values: object) -> None:
    """What somebody with the database's password does."""
    engine = create_engine(f"sqlite:///{ws.folder / 'machikata.db'}")
    with engine.begin() as c:
        for s in statements:
            c.execute(text(s), values)
    engine.dispose()


def forge(ws: Workspace, start: int) -> None:
    """Seal everything anew from entry `start` on, with other content: a chain that is whole in itself."""
    lines = list(ws.library.audit_lines())
    before: AuditLine | None = lines[start - 2] if start > 1 else None
    for line in lines[start - 1 :]:
        before = sealed(replace(entry_of(line).note, details={"forged": True}), after=before)
        change(
            ws,
            "UPDATE audit_trail SET text = :t, hash = :h WHERE number = :n",
            t=before.text,
            h=before.hash,
            n=before.number,
        )


def test_heads_stand_in_the_workspace_and_in_the_folder_that_was_named(trail: Workspace, tmp_path: Path) -> None:
    here, elsewhere = head_files(trail)
    assert here.parent == trail.folder / "audit-heads"
    assert elsewhere.parent == tmp_path / "elsewhere"
    assert here.name == elsewhere.name == f"heads-{installation_id(trail)}.txt"
    assert here.read_bytes() == elsewhere.read_bytes()
    heads = read_heads(here.read_text())
    lines = trail.library.audit_lines()
    assert [(h.number, h.hash) for h in heads] == [(x.number, x.hash) for x in lines]
    assert heads[0].at == entry_of(lines[0]).note.at.isoformat()
    report = verify_audit(trail)
    assert (report.entries, report.heads, report.confirmed, report.unconfirmed, report.notes) == (5, 5, 5, 0, ())
    assert report.intact


def test_an_empty_trail_is_whole(ws: Workspace) -> None:
    report = verify_audit(ws)
    assert (report.intact, report.entries, report.head, report.notes) == (True, 0, None, ())
    assert "no entries" in export_head(ws).decode()


def test_every_way_to_change_the_database_is_detected_and_the_first_entry_named(trail: Workspace) -> None:
    original = trail.library.audit_lines()

    def found() -> tuple[int | None, str]:
        report = verify_audit(trail)
        change(trail, "DELETE FROM audit_trail")
        for x in original:
            change(trail, "INSERT INTO audit_trail VALUES (:n, :t, :h)", n=x.number, t=x.text, h=x.hash)
        return report.broken, report.problem.code if report.problem else ""

    change(trail, "UPDATE audit_trail SET text = replace(text, 'tried', 'undone') WHERE number = 3")
    assert found() == (3, "audit-edited")
    change(trail, "UPDATE audit_trail SET hash = 'x' WHERE number = 2")
    assert found() == (2, "audit-edited")
    change(trail, "DELETE FROM audit_trail WHERE number = 4")
    assert found() == (4, "audit-missing")
    change(trail, "DELETE FROM audit_trail WHERE number = 4", "UPDATE audit_trail SET number = 4 WHERE number = 5")
    assert found() == (4, "audit-moved")
    change(trail, "DELETE FROM audit_trail WHERE number > 3")
    assert found() == (4, "audit-cut")
    change(trail, "DELETE FROM audit_trail")
    assert found() == (1, "audit-cut")
    swap = "UPDATE audit_trail SET number = :b WHERE number = :a"
    change(trail, swap, a=2, b=99)
    change(trail, swap, a=3, b=2)
    change(trail, swap, a=99, b=3)
    assert found() == (2, "audit-moved")
    change(trail, "INSERT INTO audit_trail SELECT 0, text, hash FROM audit_trail WHERE number = 1")
    assert found() == (1, "audit-missing")
    for start in (1, 3, 5):
        forge(trail, start)
        assert found() == (start, "audit-rewritten")
    assert found() == (None, "")


def test_what_is_appended_after_a_cut_still_contradicts_the_older_heads(trail: Workspace) -> None:
    change(trail, "DELETE FROM audit_trail WHERE number > 3")
    record(trail, "tried", owner=TOWN)
    report = verify_audit(trail)
    assert (report.broken, report.problem.code if report.problem else "") == (4, "audit-rewritten")


def test_whoever_also_edits_the_heads_in_the_workspace_contradicts_those_elsewhere(
    trail: Workspace, tmp_path: Path
) -> None:
    here, elsewhere = head_files(trail)
    paper = tmp_path / "letter.txt"
    paper.write_bytes(export_head(trail))
    forge(trail, 2)
    here.unlink()
    export_new_head(trail)
    assert verify_audit(trail).broken == 2
    elsewhere.unlink()
    assert verify_audit(trail).intact  # nothing is left that could contradict, and the check says so:
    assert [n.code for n in verify_audit(trail).notes] == ["audit-no-heads"]
    assert verify_audit(trail, heads=paper).broken == 5
    assert verify_audit(trail, heads=paper).problem.code == "audit-rewritten"  # type: ignore[union-attr]


def test_a_letter_with_the_head_is_read_again(trail: Workspace, tmp_path: Path) -> None:
    letter = tmp_path / "head.txt"
    letter.write_bytes(export_head(trail))
    assert verify_audit(trail, heads=letter).intact
    assert verify_audit(trail, heads=head_files(trail)[1].parent).intact
    change(trail, "DELETE FROM audit_trail WHERE number = 5")
    for file in head_files(trail):
        file.unlink()
    assert verify_audit(trail).intact
    assert verify_audit(trail, heads=letter).broken == 5
    letter.write_text("nothing in it")
    for missing in (letter, tmp_path / "gone.txt", tmp_path):
        with pytest.raises(InputRefused) as raised:
            verify_audit(trail, heads=missing)
        assert raised.value.problems[0].code == "audit-no-heads"


def test_a_head_may_lag_when_the_program_died_after_the_commit(trail: Workspace) -> None:
    trail.library.add_audit_entry(note_of(trail, "tried", owner=TOWN))
    report = verify_audit(trail)
    assert (report.intact, report.unconfirmed) == (True, 1)
    assert [n.code for n in report.notes] == ["audit-unconfirmed"]
    record(trail, "tried", owner=TOWN)
    assert verify_audit(trail).unconfirmed == 0


def test_a_line_that_was_torn_by_a_crash_harms_neither_itself_nor_the_next(trail: Workspace) -> None:
    for file in head_files(trail):
        with file.open("ab") as f:
            f.write(b"6 3fa")
    record(trail, "tried", owner=TOWN)
    report = verify_audit(trail)
    assert (report.intact, report.confirmed, report.heads) == (True, 6, 6)


def test_a_folder_of_heads_that_is_away_does_not_stop_the_work_and_the_check_says_it(
    trail: Workspace, tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    away = replace(trail, audit_heads=blocked)
    record(away, "tried", owner=TOWN)
    report = verify_audit(away)
    assert (report.intact, report.unconfirmed) == (True, 0)
    assert [n.code for n in report.notes] == ["audit-no-heads"]


def test_details_that_do_not_belong_there_are_refused_and_leave_no_entry(ws: Workspace) -> None:
    with pytest.raises(InputRefused):
        record(ws, "tried", owner=TOWN, details={"letter": "x" * 300})
    assert ws.library.audit_lines() == ()


def test_everybody_sees_the_entries_of_the_own_body(ws: Workspace) -> None:
    record(ws, "tried", owner=TOWN, details={"n": 1})
    record(ws, "other", owner=TOWN)
    record(ws, "tried", owner=NEXT_TOWN)
    auditor = Actor("監査", TOWN, frozenset({Role.AUDITOR}), person="p9")
    mine = ws.acting_as(auditor)
    assert [e.number for e in audit_entries(mine)] == [1, 2]
    assert [e.number for e in audit_entries(ws, what="tried")] == [1, 3]
    assert [e.number for e in audit_entries(ws, owner=NEXT_TOWN)] == [3]
    assert [e.number for e in audit_entries(ws, after=1, limit=1)] == [2]
    assert verify_audit(mine).intact
    with pytest.raises(NotAllowed):
        audit_entries(ws.acting_as(replace(auditor, roles=frozenset())))
    record(mine, "tried", owner=TOWN)
    newest = audit_entries(ws)[-1].note
    assert (newest.by, newest.person, newest.authenticated) == ("監査", "p9", False)


def test_a_row_that_no_program_wrote_is_left_to_the_check(trail: Workspace) -> None:
    change(trail, "UPDATE audit_trail SET text = 'x' WHERE number = 2")
    assert [e.number for e in audit_entries(trail)] == [1, 3, 4, 5]
    assert verify_audit(trail).broken == 2


def test_a_stranger_can_check_an_exported_line_with_nothing_but_sha256(trail: Workspace) -> None:
    line = trail.library.audit_lines()[-1]
    assert (
        hashlib.sha256(line.text.encode()).hexdigest() == line.hash == read_heads(export_head(trail).decode())[0].hash
    )
    assert json.loads(line.text)["details"] == {"n": 4}


def test_programs_that_record_together_leave_a_whole_trail_and_heads_that_fit(ws: Workspace) -> None:
    def work() -> None:
        mine = open_workspace(ws.folder)
        for n in range(6):
            record(mine, "tried", owner=TOWN, details={"n": n})

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    report = verify_audit(ws)
    assert (report.intact, report.entries, report.unconfirmed) == (True, 24, 0)


DAMAGES = (
    "text = X'FF00'",
    "text = 5",
    "hash = X'00FF'",
    "hash = 7",
    'text = \'{"at":"2026-01-01T00:00:00+09:00"}\'',
    'text = replace(text, \'"details":{\', \'"details":[5],"x":{\')',
    'text = replace(text, \'"owner":"990019"\', \'"owner":["990019"]\')',
    "text = replace(text, '\"by\"', '\"bye\"')",
)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("number", [2, 5])
def test_whatever_is_put_into_a_row_by_hand_is_named_and_stops_neither_list_nor_work(
    trail: Workspace, damage: str, number: int
) -> None:
    change(trail, f"UPDATE audit_trail SET {damage} WHERE number = {number}")
    assert verify_audit(trail).broken == number
    assert len(audit_entries(trail)) >= 4
    with suppress(WorkspaceUnusable):
        export_head(trail)
    export_new_head(trail)
    record(trail, "tried", owner=TOWN)
    assert verify_audit(trail).broken == number


def test_a_row_that_is_sealed_anew_and_would_keep_a_reader_busy_is_named(trail: Workspace) -> None:
    for deep in ("[" * 50_000, '{"at":' * 50_000, "1" * 6000):
        change(
            trail,
            "UPDATE audit_trail SET text = :t, hash = :h WHERE number = 5",
            t=deep,
            h=hashlib.sha256(deep.encode()).hexdigest(),
        )
        assert verify_audit(trail).broken == 5
        assert [e.number for e in audit_entries(trail)] == [1, 2, 3, 4]


def test_a_trail_that_is_gone_is_a_clear_error(trail: Workspace) -> None:
    change(trail, "DROP TABLE audit_trail")
    for look in (verify_audit, audit_entries, export_head):
        with pytest.raises(WorkspaceUnusable, match="audit trail"):
            look(trail)
    with pytest.raises(WorkspaceUnusable):
        record(trail, "tried", owner=TOWN)


@pytest.mark.parametrize("heads", [b"", b"\x00\xff" * 500, b"no head at all\n", b"9" * 70_000])
def test_a_damaged_file_of_heads_is_told_and_the_other_one_still_counts(
    trail: Workspace, tmp_path: Path, heads: bytes
) -> None:
    head_files(trail)[0].write_bytes(heads)
    change(trail, "DELETE FROM audit_trail WHERE number > 3")
    report = verify_audit(trail)
    assert report.broken == 4
    assert [n.code for n in report.notes] == ["audit-no-heads"]


def test_a_file_of_heads_that_cannot_be_read_is_told(trail: Workspace) -> None:
    file = head_files(trail)[0]
    file.unlink()
    file.mkdir()
    report = verify_audit(trail)
    assert report.intact
    assert [n.code for n in report.notes] == ["audit-no-heads"]
    record(trail, "tried", owner=TOWN)
