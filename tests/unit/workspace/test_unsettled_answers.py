# SPDX-License-Identifier: Apache-2.0
"""Answers that count although nobody has settled what was found in them are marked, for those who may know."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from machikata.analysis.workload.findings import Finding
from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import Severity
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, StaffKind
from machikata.publication.document import to_document
from machikata.publication.survey_tables import survey_tables
from machikata.testing.campaigns import YEAR, answered, filled_form, surveyed_process, town
from machikata.workspace.bodies import save_body, save_process
from machikata.workspace.handing_in import hand_in
from machikata.workspace.peers import form_hand_group
from machikata.workspace.submissions import accept_submission
from machikata.workspace.survey_comparisons import compare_surveys
from machikata.workspace.survey_exports import SurveyFormat, export_surveys

PROCESS = surveyed_process()
TOWNS = tuple(town(n) for n in range(1, 5))
ONE, TWO, THREE, FOUR = (t.code for t in TOWNS)
OFFICER = frozenset({Role.READER, Role.OFFICER})


@pytest.fixture
def ws(tmp_path):
    """Four towns have answered; two of them report more hours than their staff has."""
    ws = open_workspace(tmp_path / "workspace")
    save_process(ws, PROCESS)
    for body in TOWNS:
        save_body(ws, body)
        hours = 9.0 if body.code in (TWO, THREE) else 1_800.0
        staff = (SectionStaff(StaffKind.REGULAR, 3.0, 3.0 * hours, 0.0, 3_000.0),)
        survey = replace(answered(body.code, "窓口係", process=PROCESS, minutes=12.0), staff=staff)
        hand_in(ws, None, filled_form(survey, body=body, processes=(PROCESS,)))
    return ws


def answer(ws, code):
    [held] = ws.library.submissions(body=code)
    return held


def said(found):
    return [a.text for a in found.assumptions if a.code == "unsettled-findings"]


def test_the_local_officer_sees_which_bodies_have_open_findings_in_every_form(ws):
    found = compare_surveys(ws, process=PROCESS.id)
    assert {b.code for b in found.bodies if b.open_findings} == {TWO, THREE}
    assert found.n_unsettled == 2
    [words] = said(found)
    assert words.ja.startswith("2団体の回答には、まだ確かめていない指摘があります。")
    assert TOWNS[1].name.ja in words.ja
    assert to_document(found)["bodies"][1]["open_findings"] > 0
    [bodies] = [t for t in survey_tables(found) if t.id == "bodies"]
    marked = {row[0] for row in bodies.rows if any("確かめていない指摘" in v.ja for v in row if isinstance(v, Text))}
    assert marked == {TWO, THREE}
    told = export_surveys(ws, found, form=SurveyFormat.TABLE, language="ja").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert {r["organisation_code"] for r in rows if r["status"] == "shown_unsettled"} == {TWO, THREE}
    assert "確かめていない指摘" in export_surveys(ws, found, form=SurveyFormat.REPORT, language="ja").decode()


def test_an_answer_that_somebody_accepted_is_marked_no_longer(ws):
    accept_submission(ws, answer(ws, TWO).id)
    found = compare_surveys(ws, process=PROCESS.id)
    assert [b.code for b in found.bodies if b.open_findings] == [THREE]
    accept_submission(ws, answer(ws, THREE).id)
    found = compare_surveys(ws, process=PROCESS.id)
    assert (found.n_unsettled, said(found)) == (0, [])


def test_a_version_that_does_not_count_marks_nothing(ws):
    accept_submission(ws, answer(ws, TWO).id)
    staff = (SectionStaff(StaffKind.REGULAR, 3.0, 9.0, 0.0, 3_000.0),)
    again = replace(answered(TWO, "窓口係", process=PROCESS, minutes=13.0), staff=staff)
    newer = hand_in(ws, None, filled_form(again, body=TOWNS[1], processes=(PROCESS,)))
    assert newer.findings
    assert [b.code for b in compare_surveys(ws, process=PROCESS.id).bodies if b.open_findings] == [THREE]


def test_an_officer_sees_the_own_findings_and_only_how_many_other_bodies_have_some(ws):
    found = compare_surveys(ws.acting_as(Actor("Sato", TWO, OFFICER)), process=PROCESS.id)
    assert [b.code for b in found.bodies if b.open_findings] == [TWO]
    assert found.n_unsettled == 2
    assert said(found)[0].en.startswith("the answers of 2 bodies have findings")
    assert not any(t.name.ja in said(found)[0].ja for t in TOWNS)
    other = compare_surveys(ws.acting_as(Actor("Ito", ONE, OFFICER)), process=PROCESS.id)
    assert not any(b.open_findings for b in other.bodies)
    assert other.n_unsettled == 2


def test_the_secretariat_of_the_group_sees_every_body(ws):
    group = form_hand_group(ws, name="4町", members=[t.code for t in TOWNS])
    secretariat = ws.acting_as(Actor("Mori", group.id, OFFICER | {Role.SECRETARIAT}))
    found = compare_surveys(secretariat, process=PROCESS.id, group=group.id)
    assert {b.code for b in found.bodies if b.open_findings} == {TWO, THREE}


def test_notes_and_findings_about_other_work_leave_an_answer_unmarked(ws):
    held = answer(ws, ONE)
    note = Finding("few", Text("x", "x"), Text("y", "y"), ONE, "窓口係", YEAR, severity=Severity.NOTE)
    act = ws.act("survey.checked", owner=ONE)
    assert ws.library.replace_submission(replace(held, findings=(note,)), found=held, act=act)
    assert compare_surveys(ws, process=PROCESS.id).n_unsettled == 2
