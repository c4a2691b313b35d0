# SPDX-License-Identifier: Apache-2.0
"""An officer joins concepts into the steps that a survey asks about, and takes it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import InputRefused, NotAllowed
from machikata.domain.process import Concept, Process
from machikata.domain.text import Text
from machikata.publication.csv_table import table_csv
from machikata.records.table_checks import Answer, check_table_bytes
from machikata.samples.care import PROCESS as CARE
from machikata.testing.campaigns import YEAR, answered, filled_form, town
from machikata.workspace.bodies import save_body, save_process
from machikata.workspace.campaigns import close_campaign, open_campaign
from machikata.workspace.handing_in import hand_in
from machikata.workspace.process_steps import StepRow, define_steps, plan_steps, rows_of
from machikata.workspace.process_steps_file import read_steps, steps_table
from machikata.workspace.workspace import Workspace

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
TOWN = town(1)
NAMES = (("a", "受付"), ("b", "審査"), ("c", "照会"), ("d", "通知"))
PROCESS = Process("permit", Text("許可", "Permits"), tuple(Concept(i, Text(n, n)) for i, n in NAMES))
JOINED = (
    StepRow("a", Text("受付", "Counter"), Text("窓口", "Counter work"), row=1),
    StepRow("b", Text("審査・照会", "Examination"), row=2),
    StepRow("c", Text("審査・照会"  , ""), counted=False, row=3),
    StepRow("d", Text("", ""), row=4),
    StepRow("", Text("電話の応対", ""), row=5),
)  # fmt: skip


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    made = replace(open_workspace(tmp_path / "ws"), clock=lambda: NOW)
    save_body(made, TOWN)
    save_process(made, PROCESS)
    return made


def codes(refused: pytest.ExceptionInfo[InputRefused]) -> list[str]:
    return [p.code for p in refused.value.problems]


def hand_in_all_steps(ws: Workspace) -> None:
    process = ws.process("permit")
    opened = open_campaign(
        ws,
        processes=["permit"],
        fiscal_year=YEAR,
        deadline=NOW.date(),
        group="",
        body=TOWN.code,
        title="調査",
        asked=(),
    )
    hand_in(ws, opened.id, filled_form(answered(TOWN.code, "窓口係", process=process), body=TOWN, processes=[process]))
    close_campaign(ws, opened.id)


def test_concepts_are_joined_into_steps_in_order_of_appearance(ws: Workspace) -> None:
    steps = define_steps(ws, process="permit", rows=JOINED).surveyed_steps
    assert [s.title.ja for s in steps] == ["受付", "審査・照会", "電話の応対"]
    assert [s.concepts for s in steps] == [("a",), ("b", "c"), ()]
    assert [s.counted for s in steps] == [(), ("b",), ()]
    assert (steps[0].duty.ja, steps[1].title.en, steps[2].title.en) == ("窓口", "Examination", "電話の応対")
    assert ws.process("permit").steps == steps


def test_steps_without_a_counted_concept_count_all(ws: Workspace) -> None:
    rows = [replace(r, counted=False) for r in JOINED]
    assert all(s.counted == () for s in define_steps(ws, process="permit", rows=rows).steps)


def test_a_step_keeps_its_id_while_its_title_stays_and_gets_it_back_when_undone(ws: Workspace) -> None:
    first = define_steps(ws, process="permit", rows=JOINED)
    ids = {s.title.ja: s.id for s in first.steps}
    assert ids["受付"] == "a"
    assert len(set(ids.values()) | {c.id for c in PROCESS.concepts}) == 6
    before = rows_of(first)
    renamed = [replace(r, title=Text("窓口の受付", "")) if r.concept == "a" else r for r in JOINED]
    again = define_steps(ws, process="permit", rows=renamed)
    assert [s.id for s in again.steps][1:] == [s.id for s in first.steps][1:]
    assert again.steps[0].id not in ids.values()
    assert define_steps(ws, process="permit", rows=before) == first


def test_the_ids_of_given_steps_come_back_after_a_renaming(ws: Workspace) -> None:
    save_process(ws, CARE)
    rows = rows_of(CARE)
    assert define_steps(ws, process=CARE.id, rows=rows) == CARE
    define_steps(
        ws, process=CARE.id, rows=[replace(r, title=Text(f"{r.title.ja}など", "")) if r.title.ja else r for r in rows]
    )
    assert define_steps(ws, process=CARE.id, rows=rows) == CARE  # fmt: skip


def test_each_concept_as_its_own_step_is_no_definition(ws: Workspace) -> None:
    define_steps(ws, process="permit", rows=JOINED)
    assert define_steps(ws, process="permit", rows=rows_of(PROCESS)) == PROCESS


def test_the_journal_holds_what_it_was_before(ws: Workspace) -> None:
    define_steps(ws, process="permit", rows=JOINED)
    define_steps(ws, process="permit", rows=JOINED)
    acts = [a for a in ws.library.acts(limit=10) if a.what == "process.steps-defined"]
    assert len(acts) == 1
    assert [s["title"]["ja"] for s in acts[0].details["before"]] == ["受付", "審査", "照会", "通知"]


def test_every_fault_is_named_at_once(ws: Workspace) -> None:
    rows = [
        StepRow("a", Text("受付", ""), Text("窓口", ""), row=2), StepRow("z", Text("審査", ""), row=3),
        StepRow("b", Text("受付", ""), Text("記録", ""), row=4), StepRow("b", Text("照会", ""), row=5),
    ]  # fmt: skip
    with pytest.raises(InputRefused) as refused:
        define_steps(ws, process="permit", rows=rows)
    assert {(p.code, p.place.row) for p in refused.value.problems} == {
        ("no-such-concept", 3), ("step-two-duties", 4), ("concept-twice", 4), ("concept-twice", 5),
    }  # fmt: skip
    with pytest.raises(InputRefused) as refused:
        define_steps(ws, process="permit", rows=[StepRow("a", Text("", ""))])
    assert codes(refused) == ["no-steps"]
    assert ws.process("permit") == PROCESS


def test_a_step_that_was_answered_goes_only_when_confirmed(ws: Workspace) -> None:
    hand_in_all_steps(ws)
    with pytest.raises(InputRefused) as refused:
        define_steps(ws, process="permit", rows=JOINED)
    assert codes(refused) == ["step-in-use"] * 3
    assert "回答が1件" in refused.value.problems[0].what.ja
    assert define_steps(ws, process="permit", rows=JOINED, confirmed=True).steps


def test_a_step_that_is_being_asked_about_goes_only_when_confirmed(ws: Workspace) -> None:
    open_campaign(
        ws,
        processes=["permit"],
        fiscal_year=YEAR,
        deadline=NOW.date(),
        group="",
        body=TOWN.code,
        title="秋の調査",
        asked=(),
    )
    plan = plan_steps(ws, process="permit", rows=JOINED)
    assert [v.asked for v in plan.in_use] == [("秋の調査",)] * 3
    assert [s.title.ja for s in plan.new] == ["審査・照会", "電話の応対"]
    with pytest.raises(InputRefused, match="秋の調査"):
        define_steps(ws, process="permit", rows=JOINED)


def test_steps_are_everyones_and_not_for_one_bodys_officer(ws: Workspace) -> None:
    officer = ws.acting_as(Actor("係員", TOWN.code, frozenset({Role.OFFICER})))
    with pytest.raises(NotAllowed):
        define_steps(officer, process="permit", rows=JOINED)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_table_of_steps_comes_back_as_it_went_and_passes_the_checks(
    ws: Workspace, tmp_path: Path, language: str
) -> None:
    process = define_steps(ws, process="permit", rows=JOINED)
    content = table_csv(steps_table(process), "ja" if language == "ja" else "en")
    assert [r.check.name for r in check_table_bytes(content, name="steps.csv").results if r.answer is Answer.FAIL] == []
    file = tmp_path / "steps.csv"
    file.write_bytes(content)
    assert define_steps(ws, process="permit", rows=read_steps(file)) == process


def test_what_cannot_be_read_of_the_table_is_named_by_row(tmp_path: Path) -> None:
    file = tmp_path / "steps.csv"
    file.write_text("作業の番号,工程,数える\na,受付,はい\nb,審査,たぶん\nc,通知,?\n", "utf-8")
    with pytest.raises(InputRefused) as refused:
        read_steps(file)
    assert [(p.code, p.place.row) for p in refused.value.problems] == [
        ("steps-not-yes-or-no", 3),
        ("steps-not-yes-or-no", 4),
    ]
    file.write_text("作業,工程名\na,受付\nb,審査\n", "utf-8")
    with pytest.raises(InputRefused) as refused:
        read_steps(file)
    assert codes(refused) == ["steps-no-column"] * 2
