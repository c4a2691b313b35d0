# SPDX-License-Identifier: Apache-2.0
"""Comparing and reconciling surveys in a workspace: which answers count, who sees what, and the words of a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from machikata.analysis.workload.reconciliation import Agreement
from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import ComparisonRefused, NotAllowed, NotFound
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, StaffKind
from machikata.testing.campaigns import YEAR, answered, filled_form, surveyed_process, town
from machikata.workspace.bodies import save_body, save_process
from machikata.workspace.campaigns import open_campaign
from machikata.workspace.handing_in import hand_in
from machikata.workspace.peers import form_hand_group
from machikata.workspace.reconciliations import reconcile_body, reconcile_group
from machikata.workspace.submissions import return_submission, withdraw_submission
from machikata.workspace.survey_comparisons import (
    bodies_answered,
    body_answers,
    compare_surveys,
    years_answered,
)
from machikata.workspace.survey_exports import SurveyFormat, export_surveys

PROCESS = surveyed_process()
TOWNS = tuple(town(n) for n in range(1, 6))
CODES = tuple(t.code for t in TOWNS)
OFFICER = Actor("Sato", CODES[0], frozenset({Role.READER, Role.OFFICER}))


def survey(code, *, minutes=12.0, persons=3.0, **more):
    staff = (SectionStaff(StaffKind.REGULAR, persons, 1800.0 * persons, 120.0, 3000.0),)
    return replace(answered(code, "窓口係", process=PROCESS, minutes=minutes, **more), staff=staff)


@pytest.fixture
def ws(tmp_path):
    ws = open_workspace(tmp_path / "workspace")
    save_process(ws, PROCESS)
    for body in TOWNS:
        save_body(ws, body)
    return ws


def hand(ws, code, **more):
    body = next(t for t in TOWNS if t.code == code)
    form = filled_form(survey(code, **more), body=body, processes=(PROCESS,))
    return hand_in(ws, None, form, check=False)


@pytest.fixture
def four(ws):
    """Four of five towns have answered; the second's three persons need twice as long."""
    for i, code in enumerate(CODES[:4]):
        hand(ws, code, minutes=24.0 if i == 1 else 12.0)
    return ws


def test_without_a_group_everybody_who_answered_is_compared(four):
    found = compare_surveys(four, process=PROCESS.id)
    assert [b.code for b in found.bodies] == list(CODES[:4])
    assert (found.fiscal_year, found.own) == (YEAR, "")
    assert found.group.name.ja == "回答のあるすべての団体"


def test_a_kept_group_is_compared_and_the_silent_are_named_in_the_estimand(four):
    group = form_hand_group(four, name="5町", members=list(CODES))
    found = compare_surveys(four, process=PROCESS.id, group=group.id, own=CODES[1])
    assert found.own == CODES[1]
    assert "1団体を除く" in found.estimand.bodies_text.ja
    assert found.step(PROCESS.surveyed_steps[0].id).of(CODES[1]).ratio.value > 1.5


def test_two_answers_are_too_few_and_the_refusal_says_how_many_are_missing_and_what_to_do(ws):
    for code in CODES[:2]:
        hand(ws, code)
    with pytest.raises(ComparisonRefused) as refused:
        compare_surveys(ws, process=PROCESS.id)
    assert "あと1団体たりません" in refused.value.what.ja
    assert refused.value.remedy.ja


def test_without_any_answer_the_refusal_says_how_to_begin(ws):
    with pytest.raises(ComparisonRefused) as refused:
        compare_surveys(ws, process=PROCESS.id)
    assert "回答がまだない" in refused.value.what.ja
    assert "調査票" in refused.value.remedy.ja
    with pytest.raises(NotFound):
        compare_surveys(ws, process="no-such")


def test_an_answer_that_was_sent_back_or_withdrawn_counts_no_longer(ws):
    group = form_hand_group(ws, name="5町", members=list(CODES))
    deadline = ws.clock().date() + timedelta(days=7)
    asked = open_campaign(ws, processes=[PROCESS.id], fiscal_year=YEAR, deadline=deadline, group=group.id)
    sent = [
        hand_in(ws, asked.id, filled_form(survey(t.code), body=t, processes=(PROCESS,)), check=False) for t in TOWNS
    ]
    return_submission(ws, sent[0].id, [Text("件数を確かめてください", "check the cases")])
    withdraw_submission(ws, sent[1].id)
    assert bodies_answered(ws, process=PROCESS.id, fiscal_year=YEAR) == CODES[2:]
    assert len(compare_surveys(ws, process=PROCESS.id, group=group).bodies) == 3


def test_years_are_those_with_answers_that_count_newest_first_and_the_newest_is_compared(four):
    for code in CODES[:3]:
        hand(four, code, year=YEAR - 1)
    assert years_answered(four, process=PROCESS.id) == (YEAR, YEAR - 1)
    assert compare_surveys(four, process=PROCESS.id).fiscal_year == YEAR
    assert compare_surveys(four, process=PROCESS.id, fiscal_year=YEAR - 1).fiscal_year == YEAR - 1


def test_an_officer_sees_the_own_small_section_and_others_do_not(ws):
    hand(ws, CODES[0], persons=2.0)
    for code in CODES[1:4]:
        hand(ws, code)
    step = PROCESS.surveyed_steps[0].id
    mine = compare_surveys(ws.acting_as(OFFICER), process=PROCESS.id)
    assert mine.own == CODES[0]
    assert mine.step(step).of(CODES[0]).hours is not None
    other = compare_surveys(ws.acting_as(Actor("Ito", CODES[1], OFFICER.roles)), process=PROCESS.id)
    assert other.step(step).of(CODES[0]).hours is None
    assert any("3人未満" in text.ja for text in other.suppressed)


def test_the_figures_of_one_person_are_shown_to_nobody(ws):
    hand(ws, CODES[0], persons=1.0)
    for code in CODES[1:4]:
        hand(ws, code)
    mine = compare_surveys(ws.acting_as(OFFICER), process=PROCESS.id)
    assert all(s.of(CODES[0]).suppressed for s in mine.steps)
    own = body_answers(ws.acting_as(OFFICER), body=CODES[0], process=PROCESS.id)
    assert (own.steps, own.hours, own.left_out) == ((), None, 3)
    with pytest.raises(NotFound) as kept_back:
        reconcile_body(ws.acting_as(OFFICER), body=CODES[0], process=PROCESS.id)
    assert "1人の職員の値" in kept_back.value.what.ja


def test_the_answers_of_one_body_come_with_intervals_and_add_up(four):
    found = body_answers(four.acting_as(OFFICER), body=CODES[0], process=PROCESS.id)
    assert [s.cases for s in found.steps] == [400, 400, 400]
    first = found.steps[0]
    assert first.minutes_per_case.low < 12.0 < first.minutes_per_case.high
    assert first.hours.value == pytest.approx(400 * first.minutes_per_case.value / 60)
    assert found.hours.value == pytest.approx(sum(s.hours.value for s in found.steps))
    assert sum(k.hours for k in found.by_staff) == pytest.approx(found.hours.value)


def test_what_one_body_answered_is_for_its_own_officers(four):
    with pytest.raises(NotAllowed):
        body_answers(four.acting_as(OFFICER), body=CODES[1], process=PROCESS.id)
    with pytest.raises(NotAllowed):
        reconcile_body(four.acting_as(OFFICER), body=CODES[1], process=PROCESS.id)
    with pytest.raises(NotFound, match="has not answered"):
        body_answers(four, body=CODES[4], process=PROCESS.id)


def test_a_contradiction_is_seen_by_the_secretariat_and_the_body_itself(ws):
    for code in CODES[:3]:
        hand(ws, code)
    odd = replace(survey(CODES[3]), lines=tuple(replace(x, hours=x.hours * 3) for x in survey(CODES[3]).lines))
    hand_in(ws, None, filled_form(odd, body=TOWNS[3], processes=(PROCESS,)), check=False)
    everything = reconcile_group(ws, process=PROCESS.id)
    assert [b.result.body for b in everything.contradicting] == [CODES[3]]
    assert everything.not_shown == 0
    mine = reconcile_group(ws.acting_as(OFFICER), process=PROCESS.id)
    assert [b.result.body for b in mine.bodies] == [CODES[0]]
    assert mine.not_shown == 3
    own = reconcile_body(ws.acting_as(replace(OFFICER, body=CODES[3])), body=CODES[3], process=PROCESS.id)
    assert own.contradicts
    assert own.result.agreement is Agreement.CONTRADICTS


def test_every_export_is_noted(four):
    found = compare_surveys(four, process=PROCESS.id)
    for form in SurveyFormat:
        assert export_surveys(four, found, form=form, language="ja")
    noted = [a for a in four.library.acts(limit=50) if a.what == "survey-comparison.exported"]
    assert sorted(a.details["form"] for a in noted) == sorted(f.value for f in SurveyFormat)
