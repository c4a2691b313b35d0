# SPDX-License-Identifier: Apache-2.0
"""Answers miss the truth exactly as the declared model says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import gcd, log, sqrt

import numpy as np
import pytest
from scipy import stats

from machikata.rules.survey_reporting import reporting_error
from machikata.samples.answering import FIVE_MINUTES, ORDINARY, AnsweringHabit, answer_lines

ERROR = reporting_error(as_of=date(2026, 3, 31))
FINE = AnsweringHabit(grid_shares={1: 1.0})
SECTIONS = 2_000


def answered(cases, hours, *, habit=ORDINARY, error=ERROR, sections=SECTIONS, seed=1):
    """Minutes and hours of so many sections that all have these lines, one row a section."""
    rngs = [np.random.default_rng([seed, i]) for i in range(sections)]
    answers = [answer_lines(cases, hours, rng=rng, error=error, habit=habit) for rng in rngs]
    return np.array([a.minutes for a in answers]), np.array([a.hours for a in answers])


@pytest.fixture(scope="module")
def errors():
    """Logarithms of reported over true: minutes of two lines of 500 minutes, and hours of the first (5,000 a year)."""
    minutes, hours = answered([600, 600], [5_000.0, 5_000.0], habit=FINE)
    return np.log(minutes / 500.0), np.log(hours / 5_000.0)


def test_memory_respondent_and_forgotten_work_make_the_spread_that_is_declared(errors):
    forgotten_sd = ERROR.forgotten_sd / (1.0 - ERROR.forgotten_mean)
    spread = sqrt(ERROR.memory_sd**2 + ERROR.respondent_sd**2 + forgotten_sd**2)
    centre = log(1.0 - ERROR.forgotten_mean)
    for found in (*errors[0].T, *errors[1].T):
        assert stats.kstest(found, stats.norm(centre, spread).cdf).pvalue > 0.01


def test_lines_of_a_section_share_respondent_and_forgotten_and_nothing_else(errors):
    minutes, hours = errors
    shared = ERROR.respondent_sd**2 + (ERROR.forgotten_sd / (1.0 - ERROR.forgotten_mean)) ** 2
    for one, two in ((minutes[:, 0], minutes[:, 1]), (minutes[:, 0], hours[:, 0]), (hours[:, 0], hours[:, 1])):
        assert np.cov(one, two)[0, 1] == pytest.approx(shared, rel=0.25)


def test_forgotten_shares_have_the_declared_mean_and_spread_and_lie_between_nothing_and_all():
    exact = replace(ERROR, memory_sd=0.0, respondent_sd=0.0)
    minutes, _ = answered([60], [100_000.0], habit=FINE, error=exact)
    forgotten = 1.0 - minutes[:, 0] / 100_000.0
    assert forgotten.mean() == pytest.approx(ERROR.forgotten_mean, rel=0.05)
    assert forgotten.std() == pytest.approx(ERROR.forgotten_sd, rel=0.08)
    assert 0.0 < forgotten.min() < forgotten.max() < 1.0


def test_answers_stand_on_the_grids_as_often_as_declared():
    """An answer on grid h is a multiple of g with chance gcd(g, h) / g; true minutes are far above every grid."""
    minutes, _ = answered([60], [2_013.0], sections=4_000)
    for grid in ERROR.grid_shares:
        expected = sum(share * gcd(grid, h) / grid for h, share in ERROR.grid_shares.items())
        found = int((minutes % grid == 0).sum())
        assert stats.binomtest(found, 4_000, min(1.0, expected)).pvalue > 0.01 / len(ERROR.grid_shares), grid


def test_sections_differ_in_their_grids_as_the_concentration_says():
    """Variance between sections of the share of answers off the five minutes, against the beta distribution it must have."""
    minutes, _ = answered([60] * 200, [2_013.0] * 200, sections=400)
    off = (minutes % 5 != 0).mean(axis=1) / 0.8
    share = ERROR.grid_shares[1]
    variance = share * (1.0 - share) / (ERROR.grid_concentration + 1.0)
    assert off.mean() == pytest.approx(share, abs=0.03)
    assert off.var() == pytest.approx(variance, rel=0.25)


def test_a_grid_that_leaves_nothing_is_not_used():
    minutes, _ = answered([600], [40.0])  # four minutes
    assert minutes.min() >= 1.0
    assert set(np.unique(minutes[minutes % 5 == 0])) <= {5.0, 10.0}
    assert not (minutes >= 15.0).any()
    minutes, _ = answered([6_000], [10.0], sections=50)  # a tenth of a minute
    assert (minutes == 1.0).all()


def test_yearly_hours_stand_on_their_grid_and_small_ones_on_whole_hours():
    _, hours = answered([600, 600], [123.0, 1.2])
    assert (hours[:, 0] % ERROR.hours_grid == 0).all()
    assert set(np.unique(hours[:, 1])) <= {1.0, 2.0}


def test_a_line_without_cases_has_hours_and_no_minutes():
    answers = answer_lines([0, 10], [20.0, 20.0], rng=np.random.default_rng(1), error=ERROR)
    assert np.isnan(answers.minutes).tolist() == [True, False]
    assert (answers.hours > 0).all()


def test_a_habit_changes_nothing_but_what_it_says():
    minutes, hours = answered([600, 300], [200.0, 90.0], sections=200)
    more = answered([600, 300], [200.0, 90.0], sections=200, habit=AnsweringHabit(hours_factor=2.0))
    heaped = answered([600, 300], [200.0, 90.0], sections=200, habit=AnsweringHabit(grid=30))
    assert (more[0] == minutes).all()
    assert abs(more[1] / hours - 2.0).max() < 0.2
    assert (heaped[1] == hours).all()
    assert (heaped[0] % 30 == 0).all()
    assert heaped[0].min() == 30.0


def test_five_minutes_only_where_they_leave_something():
    minutes, _ = answered([600, 600], [200.0, 20.0], habit=FIVE_MINUTES, sections=300)
    assert (minutes[:, 0] % 5 == 0).all()
    assert set(np.unique(minutes[:, 1])) == {1.0, 2.0, 5.0}


def test_hours_can_be_worked_out_from_the_minutes_answered():
    habit = AnsweringHabit(grid=30, hours_from_minutes=True)
    minutes, hours = answered([600], [200.0], habit=habit, sections=50)
    assert (hours == 600 * minutes / 60.0).all()
