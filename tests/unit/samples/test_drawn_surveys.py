# SPDX-License-Identifier: Apache-2.0
"""Drawn surveys know the truth behind their answers; a null set truly does not differ."""

from __future__ import annotations

import numpy as np
import pytest

from machikata.domain.workload import StaffKind
from machikata.samples import moving_in
from machikata.samples.answering import FIVE_MINUTES
from machikata.samples.drawn_surveys import drawn_surveys, null_surveys
from machikata.samples.more_plans import TEST_CLASSES
from machikata.samples.municipalities import invent_municipalities


def answers(drawn):
    return [
        (line, drawn.worked[s.body, s.section, line.step, line.staff])
        for s in drawn.surveys
        for line in s.lines
        if line.staff is not StaffKind.CONTRACTOR
    ]


def test_every_line_has_its_truth_and_the_cases_agree():
    drawn = drawn_surveys(5, seed=3)
    assert sum(len(s.lines) for s in drawn.surveys) == len(drawn.worked)
    for s in drawn.surveys:
        for line in s.lines:
            truth = drawn.worked[s.body, s.section, line.step, line.staff]
            assert truth.cases == line.cases
            assert truth.hours == pytest.approx(truth.cases * truth.minutes / 60.0)


def test_bodies_of_a_null_set_need_the_same_minutes_and_answer_differently():
    drawn = null_surveys(6, seed=4)
    for key in {key[1:] for key in drawn.worked}:
        minutes = [truth.minutes for place, truth in drawn.worked.items() if place[1:] == key]
        assert np.ptp(minutes) < 1e-9
    assert len({tuple(line.minutes_per_case for line in s.lines) for s in drawn.surveys if len(s.lines) > 5}) == 6
    assert len({tuple(k.yen_per_hour for k in s.staff) for s in drawn.surveys if s.section == "介護認定係"}) == 1


def test_true_minutes_spread_around_the_profile_as_asked():
    drawn, profile = drawn_surveys(60, seed=1, spread=0.2), null_surveys(1, seed=1)
    usual = {key[1:]: truth.minutes for key, truth in profile.worked.items()}
    away = np.array([np.log(truth.minutes / usual[key[1:]]) for key, truth in drawn.worked.items()])
    assert away.mean() == pytest.approx(0.0, abs=0.03)
    assert away.std() == pytest.approx(0.2, rel=0.1)


def test_another_seed_redraws_the_answers_of_the_same_bodies():
    one, two = null_surveys(4, seed=1), null_surveys(4, seed=2)
    assert one.bodies == two.bodies
    assert one.surveys == null_surveys(4, seed=1).surveys
    assert one.surveys != two.surveys


def test_answers_miss_the_truth_as_the_model_says_on_average():
    """Forgotten work takes four per cent; rounding adds a little to small answers."""
    drawn = null_surveys(200, seed=1)
    ratios = np.array([line.hours / truth.hours for line, truth in answers(drawn) if truth.hours > 60])
    assert ratios.mean() == pytest.approx(0.96 * np.exp((0.10**2 + 0.05**2) / 2), abs=0.012)


def test_bodies_can_be_given_and_the_process_chosen():
    bodies = invent_municipalities(TEST_CLASSES, seed=1)
    drawn = drawn_surveys(bodies, seed=1, process=moving_in.PROCESS, habit=FIVE_MINUTES)
    assert drawn.bodies == bodies
    assert {s.section for s in drawn.surveys} == {"市民窓口係"}
    assert {line.minutes_per_case % 5 for line, truth in answers(drawn) if truth.minutes > 5} == {0.0}


def test_cases_and_people_follow_the_residents():
    bodies = invent_municipalities({"都市Ⅳ-3": 8}, seed=2)
    drawn = null_surveys(8, seed=1)
    large = drawn_surveys(bodies, seed=1)
    for found in (drawn, large):
        for s in found.surveys:
            reported = sum(line.hours or 0.0 for line in s.lines)
            assert reported < 0.8 * sum(k.hours for k in s.staff)
    assert sum(t.cases for t in large.worked.values()) > 3 * sum(t.cases for t in drawn.worked.values())
