# SPDX-License-Identifier: Apache-2.0
"""What the samples plant in the steps of bodies is found by comparing their surveys, with the persons their sections really have."""

from __future__ import annotations

import pytest

from machikata.analysis.comparison.result import Verdict
from machikata.analysis.workload.comparing import compare_workloads
from machikata.analysis.workload.disclosure import disclose_workloads
from machikata.domain.population_class import hand_group
from machikata.domain.text import Text
from machikata.records.survey.tables import tables_of
from machikata.samples import care, moving_in, salary_reports
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.play import play_one
from machikata.samples.survey_plan import SURVEY_PLAN
from machikata.samples.surveys import survey_of


def compared(model, bodies, *, seed=1, plan=SURVEY_PLAN):
    """The comparison of some bodies of the plan, as others may see it."""
    chosen = plan.bodies[bodies]
    surveys = [s for body in chosen for s in survey_of(play_one(body, model, seed=seed)).surveys]
    towns = [body.municipality for body in chosen]
    group = hand_group("class", Text("区分", "class"), [b.code for b in towns], reason=Text("試験", "test"))
    found = compare_workloads(
        tables_of(surveys), group=group, bodies=towns, process=model.process, as_of="2026-11-20",
        fiscal_year=surveys[0].fiscal_year,
    )  # fmt: skip
    return disclose_workloads(found, audience="")


@pytest.fixture(scope="module")
def cities():
    return compared(care.MODEL, slice(0, 10))


def test_the_best_practice_of_two_bodies_is_found_and_no_other_difference(cities):
    truth = SURVEY_PLAN.truth("best-practice-step")
    found = {
        (step.step, row.body, row.verdict)
        for step in cities.steps for row in step.bodies if row.verdict in (Verdict.ABOVE, Verdict.BELOW)
    }  # fmt: skip
    assert found == {(truth.step, body, Verdict.BELOW) for body in truth.bodies}
    for body in truth.bodies:
        assert 0.3 < cities.step(truth.step).of(body).ratio.value < 0.7


def test_a_step_that_one_body_wrote_itself_is_listed_with_its_user(cities):
    truth = SURVEY_PLAN.truth("own-step")
    rare = {step.title.ja: tuple(u.body for u in step.users) for step in cities.rare_steps}
    assert rare[truth.step] == truth.bodies


def test_the_step_that_a_contractor_does_alone_is_judged_by_yen():
    truth = SURVEY_PLAN.truth("contracted-step")
    towns = compared(care.MODEL, slice(20, 30))
    row = towns.step(truth.step).of(truth.bodies[0])
    assert (row.contractor_share, row.hours, row.verdict) == (1.0, None, Verdict.ABOVE)
    assert "委託" in row.verdict_note.ja
    assert all((r.contractor_share or 0) < 1 for r in towns.step(truth.step).bodies if r.body != row.body)


def test_the_paper_detour_is_a_step_that_nobody_else_has():
    truth = SURVEY_PLAN.truth("paper-detour")
    rare = {s.step: tuple(u.body for u in s.users) for s in compared(salary_reports.MODEL, slice(20, 30)).rare_steps}
    assert rare[truth.step] == truth.bodies


def test_the_best_practice_of_the_demo_is_found_and_no_other_difference():
    truth = DEMO_PLAN.truth("best-practice-step")
    found = {
        (step.step, row.body, row.verdict)
        for step in compared(moving_in.MODEL, slice(0, 8), plan=DEMO_PLAN).steps
        for row in step.bodies if row.verdict in (Verdict.ABOVE, Verdict.BELOW)
    }  # fmt: skip
    assert found == {(truth.step, body, Verdict.BELOW) for body in truth.bodies}


def test_a_section_that_answers_in_half_hours_is_not_taken_for_a_slow_one():
    [heaping] = DEMO_PLAN.truth("heaping-30").bodies
    rows = [row for step in compared(care.MODEL, slice(0, 8), plan=DEMO_PLAN).steps for row in step.bodies]
    answered = [row.answered_hours / row.cases * 60 for row in rows if row.body == heaping and row.answered_hours]
    assert min(answered) == pytest.approx(30, rel=0.05)
    assert not [row for row in rows if row.verdict in (Verdict.ABOVE, Verdict.BELOW)]
