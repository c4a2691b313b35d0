# SPDX-License-Identifier: Apache-2.0
"""A body's own table comes in by a mapping that is kept with the body and used again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import InputRefused, NotAllowed, NotFound, Severity
from machikata.domain.workload import SectionStaff, StaffKind
from machikata.records.survey.mapping import AnswerField, AnswerUnit, MappedAnswer, SurveyConstants, SurveyMapping
from machikata.records.survey.tables import surveys_of
from machikata.testing.campaigns import YEAR, surveyed_process, town
from machikata.workspace.bodies import save_body, save_process
from machikata.workspace.campaigns import list_campaigns
from machikata.workspace.handing_in import SurveyFile, hand_in
from machikata.workspace.submissions import merge_sections
from machikata.workspace.survey_mappings import (
    find_survey_mapping,
    list_survey_mappings,
    remove_survey_mapping,
    save_survey_mapping,
)
from machikata.workspace.workspace import Workspace

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
TOWN, OTHER = town(1), town(2)
PROCESS = surveyed_process()
TABLE = SurveyFile("窓口係.csv", "作業,件数,分\n工程1,400,12\n工程2,100,30\n郵送の確認,50,6\n".encode())
MAPPING = SurveyMapping(
    (
        MappedAnswer("A", "作業", AnswerField.TITLE),
        MappedAnswer("B", "件数", AnswerField.CASES),
        MappedAnswer("C", "分", AnswerField.MINUTES, unit=AnswerUnit.MINUTES),
    ),
    constants=SurveyConstants(process=PROCESS.id, staff=StaffKind.REGULAR),
    steps=(("郵送の確認", ""),),
)


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = replace(open_workspace(tmp_path / "ws"), clock=lambda: NOW)
    for body in (TOWN, OTHER):
        save_body(ws, body)
    save_process(ws, PROCESS)
    return ws


def test_a_table_of_ones_own_is_handed_in_without_a_campaign(ws: Workspace) -> None:
    held = hand_in(ws, None, TABLE, body=TOWN.code, section="窓口係", fiscal_year=YEAR, mapping=MAPPING)
    assert (held.read_as, held.section, held.fiscal_year) == ("mapped", "窓口係", YEAR)
    [survey] = surveys_of(merge_sections(ws, held.campaign, body=TOWN.code))
    assert [(x.step, x.title, x.cases, x.minutes_per_case) for x in survey.lines] == [
        ("moving-in.s1", "工程1", 400, 12.0), ("moving-in.s2", "工程2", 100, 30.0), ("", "郵送の確認", 50, 6.0),
    ]  # fmt: skip
    assert hand_in(ws, None, TABLE, body=TOWN.code, section="窓口係", fiscal_year=YEAR, mapping=MAPPING).id == held.id


def test_the_people_of_the_section_come_beside_its_table(ws: Workspace) -> None:
    people = (SectionStaff(StaffKind.REGULAR, 3.0, 5400.0, None, 3000.0),)
    who = {"body": TOWN.code, "section": "窓口係", "fiscal_year": YEAR, "mapping": MAPPING}
    without = hand_in(ws, None, TABLE, **who)
    assert "survey-staff-sheet-missing" in {p.code for p in without.problems if p.severity is Severity.WARNING}
    told = hand_in(ws, None, TABLE, **who, people=people)
    assert (told.version, "survey-staff-sheet-missing" in {p.code for p in told.problems}) == (2, False)
    [survey] = surveys_of(merge_sections(ws, told.campaign, body=TOWN.code))
    assert survey.staff == people
    assert hand_in(ws, None, TABLE, **who, people=people).id == told.id


def test_the_same_file_read_in_another_way_is_a_new_version(ws: Workspace) -> None:
    who = {"body": TOWN.code, "section": "窓口係", "fiscal_year": YEAR}
    first = hand_in(ws, None, TABLE, **who, mapping=MAPPING)
    corrected = replace(MAPPING, steps=(("郵送の確認", f"{PROCESS.id}.s3"),))
    assert hand_in(ws, None, TABLE, **who, mapping=corrected).version == 2
    assert hand_in(ws, None, TABLE, **who, mapping=MAPPING).id == first.id


def test_a_table_that_does_not_say_whose_it_is_is_refused_and_leaves_nothing(ws: Workspace) -> None:
    with pytest.raises(InputRefused):
        hand_in(ws, None, TABLE, body=TOWN.code, fiscal_year=YEAR, mapping=MAPPING)
    with pytest.raises(InputRefused):
        hand_in(ws, None, TABLE, body=TOWN.code, section="窓口係", mapping=MAPPING)
    assert list_campaigns(ws) == ()


def test_findings_of_the_30_checks_are_kept_with_the_answer(ws: Workspace) -> None:
    untidy = replace(TABLE, data="作業,件数,分\n工程1,400件,１２\n工程2,100,30\n".encode("cp932"))
    held = hand_in(ws, None, untidy, body=TOWN.code, section="窓口係", fiscal_year=YEAR, mapping=MAPPING)
    assert held.table_findings
    assert ws.library.submission(held.id) == held
    unchecked = replace(untidy, data=untidy.data + "工程3,1,1\n".encode("cp932"))
    again = hand_in(
        ws, None, unchecked, body=TOWN.code, section="窓口係", fiscal_year=YEAR, mapping=MAPPING, check=False
    )
    assert (again.version, again.findings) == (2, ())
    assert again.table_findings  # the table is held against the 30 checks all the same


def test_a_mapping_is_kept_under_its_name_and_replaced_by_the_next_one(ws: Workspace) -> None:
    saved = save_survey_mapping(ws, body=TOWN.code, name="窓口の\n表", mapping=MAPPING)
    assert (saved.name, saved.owner, saved.saved_by) == ("窓口の 表", TOWN.code, "local officer")
    changed = replace(MAPPING, first_row=3)
    save_survey_mapping(ws, body=TOWN.code, name="窓口の 表", mapping=changed)
    save_survey_mapping(ws, body=OTHER.code, name="窓口の 表", mapping=MAPPING)
    assert [(m.name, m.mapping) for m in list_survey_mappings(ws, body=TOWN.code)] == [("窓口の 表", changed)]
    assert find_survey_mapping(ws, body=OTHER.code, name="窓口の 表").mapping == MAPPING
    remove_survey_mapping(ws, body=TOWN.code, name="窓口の 表")
    with pytest.raises(NotFound):
        find_survey_mapping(ws, body=TOWN.code, name="窓口の 表")
    with pytest.raises(InputRefused, match="needs a name"):
        save_survey_mapping(ws, body=TOWN.code, name=" \n", mapping=MAPPING)
    said = [a.what for a in ws.library.acts(limit=4)]
    assert said == ["survey.mapping-removed", *["survey.mapping-saved"] * 3]


def test_another_bodys_mappings_are_its_own(ws: Workspace) -> None:
    mine = ws.acting_as(Actor("職員", TOWN.code, frozenset({Role.READER, Role.OFFICER})))
    with pytest.raises(NotAllowed):
        save_survey_mapping(mine, body=OTHER.code, name="表", mapping=MAPPING)
    with pytest.raises(NotAllowed):
        list_survey_mappings(mine, body=OTHER.code)
    assert list_survey_mappings(mine, body=TOWN.code) == ()
