# SPDX-License-Identifier: Apache-2.0
"""Many workbooks handed in at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import Cancelled
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.text import Text
from machikata.testing.campaigns import YEAR, answered, filled_form, surveyed_process, town
from machikata.workspace.answer_checks import check_again
from machikata.workspace.bodies import save_body, save_group, save_process
from machikata.workspace.campaigns import open_campaign
from machikata.workspace.handing_in import SurveyFile, hand_in, hand_in_all

PROCESS = surveyed_process(steps=6)
TOWNS = tuple(town(n) for n in range(1, 13))


@pytest.fixture
def ws(tmp_path):
    ws = open_workspace(tmp_path / "ws")
    for body in TOWNS:
        save_body(ws, body)
    save_process(ws, PROCESS)
    save_group(ws, PeerGroup("hand-g", Text("相手", "peers"), PeerGroupKind.HAND, tuple(t.code for t in TOWNS)))
    return ws


@pytest.fixture
def campaign(ws):
    return open_campaign(ws, processes=[PROCESS.id], fiscal_year=YEAR, deadline=date(2199, 1, 1), group="hand-g")


def form(number: int, *, section: str = "窓口係", minutes: float = 12.0) -> SurveyFile:
    """The workbook of town `number`, all of whose steps take `minutes`; its yearly hours are those of 12 minutes."""
    survey = answered(TOWNS[number].code, section, process=PROCESS)
    lines = tuple(replace(line, minutes_per_case=minutes) for line in survey.lines)
    return filled_form(replace(survey, lines=lines), body=TOWNS[number], processes=[PROCESS])


def test_one_file_that_is_refused_stops_no_other(ws, campaign, tmp_path):
    kept = form(2)
    (tmp_path / kept.name).write_bytes(kept.data)
    stranger = filled_form(answered("990990", "窓口係", process=PROCESS), body=town(99), processes=[PROCESS])
    found = hand_in_all(ws, campaign.id, [form(0), stranger, SurveyFile("empty.xlsx", b""), tmp_path / kept.name])
    assert [f.submission is not None for f in found] == [True, False, False, True]
    assert {p.code for p in found[1].refused} >= {"survey-other-body"}
    assert [p.code for p in found[2].refused] == ["file-empty"]
    assert found[3].file == kept.name
    assert len(ws.library.submissions(campaign=campaign.id)) == 2


def test_the_findings_are_those_of_the_last_look_at_all_of_them(ws, campaign):
    files = [form(n, minutes=90.0 if n == 3 else 12.0) for n in range(12)]
    found = hand_in_all(ws, campaign.id, files)
    one_by_one = hand_in_all(ws, campaign.id, files)  # the same files again: nothing new, and still looked at together
    assert {f.code for f in found[3].submission.findings} >= {"minutes-unlike-class", "hours-unlike-volume"}
    assert all(not f.submission.findings for n, f in enumerate(found) if n != 3)
    assert [f.submission.id for f in one_by_one] == [f.submission.id for f in found]
    assert [f.submission.findings for f in one_by_one] == [f.submission.findings for f in found]
    assert check_again(ws, campaign.id) == 0


def test_every_answer_is_held_against_the_checks_of_its_table(ws, campaign):
    both = hand_in_all(ws, campaign.id, [form(0)])[0].submission
    alone = hand_in(ws, campaign.id, form(1), check=False)
    assert [f.code for f in both.table_findings] == [f.code for f in alone.table_findings] != []


def test_an_officer_hands_in_several_sections_and_each_is_looked_at(ws, campaign):
    mine = ws.acting_as(Actor("職員", TOWNS[0].code, frozenset({Role.OFFICER})))
    found = hand_in_all(mine, campaign.id, [form(0), form(0, section="給付係", minutes=90.0)])
    assert {f.code for f in found[1].submission.findings} >= {"hours-unlike-volume"}
    own = hand_in_all(mine, None, [form(0, section="税務係", minutes=90.0), form(0, section="市民係")])
    assert {f.code for f in own[0].submission.findings} >= {"hours-unlike-volume"}


def test_what_was_taken_before_a_person_cancelled_stays(ws, campaign):
    def stop(share, _):
        if share > 0.4:
            raise Cancelled(Text("止めました", "stopped"))

    with pytest.raises(Cancelled):
        hand_in_all(ws, campaign.id, [form(n) for n in range(4)], progress=stop)
    assert 1 <= len(ws.library.submissions(campaign=campaign.id)) <= 2
