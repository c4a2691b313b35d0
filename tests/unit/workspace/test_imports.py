# SPDX-License-Identifier: Apache-2.0
"""Bringing files in: drafts are durable, admission is whole or not at all, and nobody touches another body's records."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import InputRefused, NotAllowed, NotFound
from machikata.domain.event_log import ColumnMapping
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.publication.document import from_document
from machikata.workspace.bodies import list_records, save_body, save_process
from machikata.workspace.imports import (
    admit_draft,
    check_draft,
    choose_columns,
    discard_draft,
    import_log,
    list_drafts,
    open_draft,
    purge_log,
    remove_log,
    restore_log,
    start_draft,
)
from machikata.workspace.workspace import Workspace

TOWN = Municipality("990019", Text("架空町", "Kaku Town"), synthetic=True)
PROCESS = Process("moving-in", Text("転入届", "Moving in"))
GOOD = (
    "案件番号,作業,完了日時,担当者\n1,受付,2026-04-01 09:00,a\n1,決裁,2026-04-02 10:00,b\n2,受付,2026-04-03 09:00,a\n"
)
BAD = "案件番号,作業,完了日時,担当者\n1,受付,2026-04-01 09:00,a\n1,決裁,2026-13-02 10:00,b\n2,受付,いつか,a\n"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = open_workspace(tmp_path / "ws")
    save_body(ws, TOWN)
    save_process(ws, PROCESS)
    return ws


def file(tmp_path: Path, text: str, name: str = "log.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_a_good_file_becomes_a_record_and_leaves_no_draft(ws: Workspace, tmp_path: Path) -> None:
    entry = import_log(ws, file(tmp_path, GOOD), body=TOWN.code, process=PROCESS.id)
    assert [e.id for e in list_records(ws)] == [entry.id]
    assert entry.manifest["quality"]["cases"] == 2
    assert list_drafts(ws) == ()
    assert list((ws.folder / "drafts").iterdir()) == []


def test_importing_the_same_file_twice_gives_one_record(ws: Workspace, tmp_path: Path) -> None:
    path = file(tmp_path, GOOD)
    assert import_log(ws, path, body=TOWN.code, process=PROCESS.id).id == import_log(
        ws, path, body=TOWN.code, process=PROCESS.id
    ).id  # fmt: skip
    assert len(list_records(ws)) == 1


def test_the_same_file_read_another_way_is_refused_until_the_first_record_is_removed(
    ws: Workspace, tmp_path: Path
) -> None:
    path = file(tmp_path, GOOD)
    first = import_log(ws, path, body=TOWN.code, process=PROCESS.id)
    other = replace(from_document(ColumnMapping, first.manifest["mapping"]), end_activities=("決裁",))
    with pytest.raises(InputRefused) as refused:
        import_log(ws, path, body=TOWN.code, process=PROCESS.id, mapping=other)
    assert [p.code for p in refused.value.problems] == ["same-file"]
    assert "2回数えられます" in refused.value.sentence("ja")
    remove_log(ws, first.id)
    second = import_log(ws, path, body=TOWN.code, process=PROCESS.id, mapping=other)
    assert [e.id for e in list_records(ws)] == [second.id]
    with pytest.raises(InputRefused, match="twice"):
        restore_log(ws, first.id)
    remove_log(ws, second.id)
    restore_log(ws, first.id)
    assert [e.id for e in list_records(ws)] == [first.id]


def test_cases_that_another_record_of_the_body_holds_are_told(ws: Workspace, tmp_path: Path) -> None:
    import_log(ws, file(tmp_path, GOOD), body=TOWN.code, process=PROCESS.id)
    later = GOOD + "3,受付,2026-04-05 09:00,a\n"
    entry = import_log(ws, file(tmp_path, later, "later.csv"), body=TOWN.code, process=PROCESS.id)
    told = {w["code"]: w["count"] for w in entry.manifest["warnings"]}
    assert told["cases-held"] == 2
    other = "案件番号,作業,完了日時,担当者\n1,受付,2027-04-01 09:00,a\n2,受付,2027-04-03 09:00,a\n"
    next_year = import_log(ws, file(tmp_path, other, "next.csv"), body=TOWN.code, process=PROCESS.id)
    assert "cases-held" not in {w["code"] for w in next_year.manifest["warnings"]}


def test_every_bad_row_is_named_and_nothing_is_kept(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        import_log(ws, file(tmp_path, BAD), body=TOWN.code, process=PROCESS.id)
    told = refused.value.sentence("ja")
    assert "2026-13-02" in told
    assert "いつか" in told
    assert list_records(ws) == ()
    assert list_drafts(ws) == ()


def test_a_refused_file_leaves_no_new_body_or_process_behind(ws: Workspace, tmp_path: Path) -> None:
    for path in (file(tmp_path, BAD), tmp_path / "none.csv"):
        with pytest.raises(InputRefused):
            import_log(ws, path, body="990027", process="permit")
        with pytest.raises(InputRefused):
            import_log(ws, path, body=TOWN.code, process=PROCESS.id)
    assert [b.code for b in ws.library.bodies()] == [TOWN.code]
    assert [p.id for p in ws.library.processes()] == [PROCESS.id]


def test_bad_rows_can_be_left_out_by_a_person(ws: Workspace, tmp_path: Path) -> None:
    entry = import_log(ws, file(tmp_path, BAD), body=TOWN.code, process=PROCESS.id, accept_refusals=True)
    assert entry.manifest["quality"]["rows_refused"] == 2


def test_a_log_of_another_process_is_told_before_and_after_it_is_admitted(ws: Workspace, tmp_path: Path) -> None:
    known = "案件番号,作業,完了日時\n" + "".join(
        f"1,{name},2026-04-0{i} 09:00\n" for i, name in enumerate(["受付", "審査", "決裁", "通知", "保管"], 1)
    )
    import_log(ws, file(tmp_path, known), body=TOWN.code, process=PROCESS.id)
    foreign = known.replace("受付", "要介護認定調査").replace("審査", "主治医意見書")
    for own, other in (("決裁", "一次判定"), ("通知", "認定審査会"), ("保管", "被保険者証")):
        foreign = foreign.replace(own, other)
    path = file(tmp_path, foreign, "foreign.csv")
    with path.open("rb") as content:
        draft = start_draft(ws, content=content, file_name=path.name, body=TOWN.code, process=PROCESS.id)
    assert "log-of-another-process" in {p.code for p in check_draft(ws, draft.id).problems}
    entry = admit_draft(ws, draft.id)
    assert "log-of-another-process" in {w["code"] for w in entry.manifest["warnings"]}


def test_xes_dates_without_an_offset_follow_the_zone_that_was_chosen(ws: Workspace, tmp_path: Path) -> None:
    log = (
        '<log><trace><string key="concept:name" value="1"/><event><string key="concept:name" value="受付"/>'
        '<date key="time:timestamp" value="2026-04-01T09:00:00"/></event></trace></log>'
    )
    instants = []
    for zone in ("Asia/Tokyo", "Europe/Amsterdam"):
        with file(tmp_path, log, "log.xes").open("rb") as content:
            draft = start_draft(ws, content=content, file_name="log.xes", body=TOWN.code, process=PROCESS.id)
        choose_columns(ws, draft.id, replace(open_draft(ws, draft.id).mapping, time_zone=zone))
        tables = check_draft(ws, draft.id).required_tables()
        instants += tables.events["time_us"].to_pylist()
    tokyo, amsterdam = instants
    assert amsterdam - tokyo == 7 * 3_600_000_000


def test_a_missing_file_is_refused_with_its_name(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="nowhere"):
        import_log(ws, tmp_path / "nowhere.csv", body=TOWN.code, process=PROCESS.id)


def test_a_draft_outlives_the_program_and_remembers_its_columns(ws: Workspace, tmp_path: Path) -> None:
    draft = start_draft(ws, content=io.BytesIO(GOOD.encode()), file_name="log.csv", body=TOWN.code, process=PROCESS.id)
    opened = open_draft(ws, draft.id)
    choose_columns(ws, draft.id, opened.mapping)
    again = open_workspace(tmp_path / "ws")
    assert [d.id for d in list_drafts(again)] == [draft.id]
    assert open_draft(again, draft.id).mapping == opened.mapping
    assert check_draft(again, draft.id).quality.events == 3
    admit_draft(again, draft.id)
    assert list_drafts(again) == ()


def test_a_discarded_draft_takes_its_file_along(ws: Workspace) -> None:
    draft = start_draft(ws, content=io.BytesIO(b"x"), file_name="../../log.csv", body=TOWN.code, process=PROCESS.id)
    assert (ws.folder / draft.path).is_relative_to(ws.folder / "drafts")
    discard_draft(ws, draft.id)
    assert list((ws.folder / "drafts").iterdir()) == []
    with pytest.raises(NotFound):
        open_draft(ws, draft.id)


def test_a_removed_record_comes_back_by_undo_and_is_gone_after_purging(ws: Workspace, tmp_path: Path) -> None:
    entry = import_log(ws, file(tmp_path, GOOD), body=TOWN.code, process=PROCESS.id)
    remove_log(ws, entry.id)
    assert list_records(ws) == ()
    restore_log(ws, entry.id)
    assert len(list_records(ws)) == 1
    remove_log(ws, entry.id)
    purge_log(ws, entry.id)
    assert ws.library.log(entry.id) is None
    assert not (ws.folder / "events" / entry.id).exists()


def test_an_officer_of_another_body_neither_imports_nor_removes_nor_lists(ws: Workspace, tmp_path: Path) -> None:
    entry = import_log(ws, file(tmp_path, GOOD), body=TOWN.code, process=PROCESS.id)
    stranger = ws.acting_as(Actor("stranger", "990027", frozenset({Role.READER, Role.OFFICER})))
    assert list_records(stranger) == ()
    with pytest.raises(NotAllowed):
        remove_log(stranger, entry.id)
    with pytest.raises(NotAllowed):
        import_log(stranger, file(tmp_path, GOOD), body=TOWN.code, process=PROCESS.id)
