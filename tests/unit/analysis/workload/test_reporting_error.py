# SPDX-License-Identifier: Apache-2.0
"""The truth is known here: true minutes are drawn, answered by the declared model, and must lie in the intervals as often as said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from machikata.analysis.workload.reporting_error import common_error, true_hours, true_minutes
from machikata.rules.survey_reporting import reporting_error
from machikata.samples.answering import answer_lines

MODEL = reporting_error(as_of=date(2026, 3, 31))
SECTIONS, LINES = 1000, 22


def answered(*, middle, spread, seed, model=MODEL):
    """True minutes, answers (minutes and yearly hours) and sections of so many lines."""
    rng = np.random.default_rng(seed)
    true = np.exp(rng.normal(np.log(middle), spread, (SECTIONS, LINES)))
    cases = rng.integers(20, 3000, (SECTIONS, LINES))
    found = [answer_lines(c, c * t / 60, rng=rng, error=model) for c, t in zip(cases, true, strict=True)]
    minutes, hours = (np.concatenate([getattr(a, name) for a in found]) for name in ("minutes", "hours"))
    return true.ravel(), (cases * true / 60).ravel(), minutes, hours, np.repeat(np.arange(SECTIONS), LINES)


def covered(low, high, true):
    return float(np.mean((low <= true) & (true <= high)))


@pytest.mark.parametrize(("middle", "spread"), [(12, 0.8), (6, 0.5), (40, 0.6)])
def test_intervals_of_lines_hold_the_true_minutes_as_often_as_they_say(middle, spread):
    true, _, minutes, _, section = answered(middle=middle, spread=spread, seed=1)
    found = true_minutes(minutes, section, error=MODEL)
    assert len(true) >= 20_000
    assert 0.93 <= covered(*found.interval(0.95), true) <= 0.97
    assert 0.77 <= covered(*found.interval(0.80), true) <= 0.83


def test_yearly_hours_stand_in_where_no_minutes_were_answered():
    _, true, _, hours, _ = answered(middle=12, spread=0.8, seed=2)
    found = true_hours(hours, error=MODEL)
    assert 0.93 <= covered(*found.interval(0.95), true) <= 0.97


def test_the_sum_of_many_lines_is_not_off():
    true, _, minutes, _, section = answered(middle=12, spread=0.8, seed=3)
    found = true_minutes(minutes, section, error=MODEL)
    assert (found.mean * found.common.mean).sum() == pytest.approx(true.sum(), rel=0.02)


def test_five_minutes_on_a_grid_of_five_leave_more_open_than_sixty():
    found = true_minutes(np.array([5.0, 60.0, 7.0]), np.zeros(3, dtype=np.int64), error=MODEL)
    low, high = found.interval(0.95)
    width = np.log(high / low)
    assert width[0] > 1.0 > width[1] > width[2]
    assert found.point.tolist() == [5.0, 60.0, 7.0]


def test_the_habit_of_a_section_tells_on_which_grid_it_rounds():
    heaping, fine = np.array([30.0, 60.0, 30.0, 90.0, 30.0] * 4), np.array([30.0, 7.0, 12.0, 33.0, 18.0] * 4)
    section = np.repeat([0, 1], 20)
    low, high = true_minutes(np.concatenate([heaping, fine]), section, error=MODEL).interval(0.80)
    width = np.log(high / low)
    assert width[0] > 1.3 * width[20]


def test_answers_finer_than_every_grid_are_taken_at_their_last_digit():
    answers = np.array([0.0, 0.5, 7.5, 2.25])
    low, high = true_minutes(answers, np.zeros(4, dtype=np.int64), error=MODEL).interval(0.95)
    assert np.all(low > 0)
    assert high[0] < 1.0
    assert np.all(low[1:] < answers[1:])
    assert np.all(answers[1:] < high[1:])
    assert high[2] / low[2] < 1.7


def test_no_answers_are_no_error():
    found = true_minutes(np.zeros(0), np.zeros(0, dtype=np.int64), error=MODEL)
    assert len(found.interval(0.95)[0]) == 0


def test_common_error_is_that_of_respondent_and_forgotten_share():
    rng = np.random.default_rng(4)
    size = MODEL.forgotten_mean * (1 - MODEL.forgotten_mean) / MODEL.forgotten_sd**2 - 1
    forgotten = rng.beta(MODEL.forgotten_mean * size, (1 - MODEL.forgotten_mean) * size, 400_000)
    drawn = np.exp(MODEL.respondent_sd * rng.standard_normal(400_000)) / (1 - forgotten)
    found = common_error(MODEL)
    assert found.mean == pytest.approx(drawn.mean(), rel=1e-3)
    assert found.mean_square == pytest.approx((drawn**2).mean(), rel=1e-3)
    nothing = common_error(replace(MODEL, forgotten_mean=0.0, respondent_sd=0.0))
    assert (nothing.log_mean, nothing.log_variance) == (0.0, 0.0)
    sure = common_error(replace(MODEL, forgotten_sd=0.0))
    assert sure.log_mean == pytest.approx(-np.log(1 - MODEL.forgotten_mean))


@pytest.mark.slow
@pytest.mark.parametrize(("times", "least", "most"), [(0.5, 0.96, 1.0), (1.5, 0.86, 0.94), (2.0, 0.72, 0.90)])
def test_what_happens_when_memory_is_better_or_worse_than_declared(times, least, most):
    """With half the error of memory the intervals are too wide, with twice it they hold the truth in four of five lines."""
    worse = replace(MODEL, memory_sd=MODEL.memory_sd * times, respondent_sd=MODEL.respondent_sd * times)
    true, _, minutes, _, section = answered(middle=12, spread=0.8, seed=5, model=worse)
    assert least <= covered(*true_minutes(minutes, section, error=MODEL).interval(0.95), true) <= most
