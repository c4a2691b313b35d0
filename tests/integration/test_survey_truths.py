# SPDX-License-Identifier: Apache-2.0
"""The truths planted in thirty bodies are found end to end: workbooks written, filled, handed in, compared, held against the logs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.analysis.comparison.result import Verdict
from machikata.analysis.workload.reconciliation import Aspect
from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.samples import care
from machikata.samples.play import play
from machikata.samples.survey_plan import SURVEY_PLAN
from machikata.samples.surveys import survey_of
from machikata.samples.write import _write_log
from machikata.samples.writing.survey_files import write_survey
from machikata.workspace.bodies import list_groups, save_body, save_process
from machikata.workspace.dictionary import accept_confident, decide, dictionary
from machikata.workspace.handing_in import check_again, hand_in
from machikata.workspace.imports import import_log
from machikata.workspace.peers import form_class_groups
from machikata.workspace.reconciliations import reconcile_body, reconcile_group
from machikata.workspace.survey_comparisons import compare_surveys

CARE = care.PROCESS.id
PLAN = replace(SURVEY_PLAN, models=(care.MODEL,))


def planted(truth):
    return set(SURVEY_PLAN.truth(truth).bodies)


WITH_LOG = planted("hours-contradict-log") | planted("order-contradicts-log") | {
    b.municipality.code for b in PLAN.bodies[:3]
}  # fmt: skip
"""Logs take longest to bring in: those of the bodies whose truth needs one, and three without."""


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    """Thirty bodies that answered about care certification, five of them with their logs."""
    ws = open_workspace(tmp_path_factory.mktemp("thirty") / "workspace")
    folder = tmp_path_factory.mktemp("files")
    save_process(ws, care.PROCESS)
    for body in PLAN.bodies:
        save_body(ws, body.municipality)
    for played in play(PLAN, seed=1):
        body = played.body.municipality
        if body.code in WITH_LOG:
            file = _write_log(folder, played)
            import_log(ws, file.path, body=body.code, process=CARE, mapping=file.mapping, accept_refusals=True)
            _settle(ws, body.code, file.concepts)
        for answers in survey_of(played).surveys:
            form = write_survey(folder, body, answers, (care.PROCESS,))
            hand_in(ws, None, form.path, check=False)
    form_class_groups(ws)
    return ws


def _settle(ws, body, concepts):
    accept_confident(ws, process=CARE)
    for proposal in dictionary(ws, process=CARE).open:
        decide(ws, process=CARE, body=body, activity=proposal.activity, concept=concepts.get(proposal.activity, ""))


def group_with(ws, code):
    return next(g for g in list_groups(ws) if code in g.members)


def compared_with(ws, truth):
    code = next(iter(planted(truth)))
    return compare_surveys(ws, process=CARE, group=group_with(ws, code))


def test_each_class_of_ten_is_compared_with_its_best_quarter(ws):
    for group in list_groups(ws):
        found = compare_surveys(ws, process=CARE, group=group)
        assert len(found.bodies) == 10
        assert any(s.hours_per_case.best_quarter is not None for s in found.steps)


def test_the_two_bodies_with_a_tablet_check_the_form_in_less_time_and_nobody_else(ws):
    found = compared_with(ws, "best-practice-step").step("care.s4")
    assert {r.body for r in found.bodies if r.verdict is Verdict.BELOW} == planted("best-practice-step")
    assert all(r.ratio.high < 1 for r in found.bodies if r.body in planted("best-practice-step"))


def test_the_step_that_one_body_added_is_named_with_its_body(ws):
    rare = {r.title.ja: {u.body for u in r.users} for r in compared_with(ws, "own-step").rare_steps}
    assert rare["係長の決裁"] == planted("own-step")


def test_the_contractor_that_does_all_visits_shows_as_such(ws):
    found = compared_with(ws, "contracted-step").step("care.s3")
    shares = {r.body: r.contractor_share for r in found.bodies if r.contractor_share is not None}
    assert [code for code, share in shares.items() if share == 1.0] == list(planted("contracted-step"))
    assert all(share < 0.6 for code, share in shares.items() if code not in planted("contracted-step"))
    [row] = [r for r in found.bodies if r.body in planted("contracted-step")]
    assert row.hours is None
    assert row.yen_per_case is not None


def test_the_bodies_that_contradict_their_logs_are_the_planted_ones(ws):
    found = reconcile_group(ws, process=CARE)
    against = {b.result.body: b.result for b in found.contradicting}
    [hours], [order] = planted("hours-contradict-log"), planted("order-contradicts-log")
    assert set(against) == {hours, order}
    assert against[hours].contradicts(Aspect.LOG_VOLUME)
    assert against[hours].whole.log_volume.ratio.value == pytest.approx(1.55, rel=0.15)
    assert against[order].contradicts(Aspect.ORDER)
    assert "care.s6" in {o.first for o in against[order].orders} | {o.second for o in against[order].orders}


def test_the_body_itself_finds_the_same_and_another_may_not_look(ws):
    [code] = planted("hours-contradict-log")
    officer = Actor("officer", code, frozenset({Role.READER, Role.OFFICER}))
    assert reconcile_body(ws.acting_as(officer), process=CARE, body=code).contradicts
    seen = reconcile_group(ws.acting_as(officer), process=CARE)
    assert [b.result.body for b in seen.bodies] == [code]
    # One more is in nobody's figures: it says of its section that fewer than two persons work there.
    assert seen.not_shown == len(PLAN.bodies) - 1 - len(planted("more-hours-than-staff"))


def test_what_the_checks_were_to_find_they_find_when_the_answers_are_checked_again(ws):
    for campaign in ws.library.campaigns():
        check_again(ws, campaign.id)
    codes = {}
    for s in ws.library.submissions():
        codes.setdefault(s.body, set()).update(f.code for f in s.findings if f.severity.value != "note")
    assert "coarse-minutes" in codes[next(iter(planted("heaping-30")))]
    assert "hours-beyond-staff" in codes[next(iter(planted("more-hours-than-staff")))]
