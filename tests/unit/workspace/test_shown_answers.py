# SPDX-License-Identifier: Apache-2.0
"""What is shown of an answer that was taken never tells the figures of one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind, SurveyLine
from machikata.testing.campaigns import YEAR, filled_form, surveyed_process, town
from machikata.workspace.bodies import save_body, save_process
from machikata.workspace.campaigns import campaign_state
from machikata.workspace.handing_in import SurveyFile, hand_in
from machikata.workspace.shown_answers import shown_answer, shown_state
from machikata.workspace.submissions import history
from machikata.workspace.survey_forms import form_for
from machikata.workspace.survey_values import Submission
from machikata.workspace.workspace import Workspace

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
TOWN, PROCESS = town(1), surveyed_process()
REGULAR, FIXED_TERM = StaffKind.REGULAR, StaffKind.FIXED_TERM


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = replace(open_workspace(tmp_path / "ws"), clock=lambda: NOW)
    save_body(ws, TOWN)
    save_process(ws, PROCESS)
    return ws


def taken(ws: Workspace, fixed_term: float, *, hours: float = 4321.0) -> Submission:
    step = PROCESS.surveyed_steps[0]
    lines = tuple(
        SurveyLine(PROCESS.id, step.id, step.title.ja, kind, cases=cases, minutes_per_case=12.0, hours=h)
        for kind, cases, h in ((REGULAR, 400, 80.0), (FIXED_TERM, 777, hours))
    )
    staff = (SectionStaff(REGULAR, 3.0, 5400.0, 0.0, 3000.0), SectionStaff(FIXED_TERM, fixed_term, 1234.0, 5.0, 1717.0))
    survey = SectionSurvey(TOWN.code, "窓口係", YEAR, lines, staff)
    return hand_in(ws, None, filled_form(survey, body=TOWN, processes=[PROCESS]))


def test_figures_of_a_kind_with_one_person_are_left_out_with_their_reason_and_the_others_stay(ws: Workspace) -> None:
    shown = shown_answer(ws, taken(ws, 1.0))
    regular, alone = shown.survey.lines
    assert (regular.cases, regular.minutes_per_case, regular.hours) == (400, 12.0, 80.0)
    assert (alone.cases, alone.minutes_per_case, alone.hours, alone.title) == (None, None, None, regular.title)
    assert shown.survey.staff[1] == SectionStaff(FIXED_TERM, 1.0)
    assert shown.survey.staff[0].yen_per_hour == 3000.0
    assert "会計年度任用は1人なので" in shown.note.ja


def test_findings_keep_what_they_are_about_and_lose_the_figures(ws: Workspace) -> None:
    kept = taken(ws, 1.0)
    assert any("4,321" in f.what.ja for f in kept.findings)
    shown = shown_answer(ws, kept).submission
    assert [f.code for f in shown.findings] == [f.code for f in kept.findings]
    assert not any(n in str(shown) for n in ("4,321", "4321", "1,234", "1234"))


def test_two_persons_are_shown_as_they_answered(ws: Workspace) -> None:
    kept = taken(ws, 2.0)
    shown = shown_answer(ws, kept)
    assert (shown.submission, shown.of_one_person, shown.note.ja) == (kept, (), "")
    assert shown.survey.lines[1].cases == 777


def test_one_version_does_not_tell_what_another_hides(ws: Workspace) -> None:
    first, second = taken(ws, 1.0), taken(ws, 2.0, hours=160.0)
    versions = history(ws, first.campaign, body=TOWN.code, section="窓口係")
    assert shown_answer(ws, second, versions=versions).survey.lines[1].cases is None


def test_the_sections_own_form_keeps_everything_so_that_a_correction_loses_nothing(ws: Workspace) -> None:
    kept = taken(ws, 1.0)
    again = hand_in(ws, kept.campaign, SurveyFile("調査票.xlsx", form_for(ws, kept.campaign, TOWN.code, "窓口係")))
    assert again.id == kept.id or again.version == 2
    [held] = ws.library.answers((again.id,))
    assert 777 in held.lines.column("cases").to_pylist()


def test_the_state_of_a_survey_tells_no_figure_of_one_person_either(ws: Workspace) -> None:
    kept = taken(ws, 1.0)
    state = campaign_state(ws, kept.campaign)
    assert "4,321" in str(state)
    assert "4,321" not in str(shown_state(ws, state))
