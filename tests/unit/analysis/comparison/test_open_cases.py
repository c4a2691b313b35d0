# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from machikata.analysis.comparison.open_cases import _thinned, kaplan_meier, median_days, restricted_mean

# Remission times of the 6-MP arm of Freireich et al. (1963), a textbook example; True = still in remission (censored).
WEEKS = np.array([6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35], dtype=float)
CENSORED = np.array([False] * 9 + [True] * 12)


def test_the_curve_is_the_textbook_one():
    curve = kaplan_meier(WEEKS, CENSORED)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.survival == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]


def test_the_median_of_the_textbook_example_is_23_weeks_from_13_on():
    found = median_days(kaplan_meier(WEEKS, CENSORED), level=0.95)
    assert found.value == 23
    assert found.low == 13
    assert found.high == 35  # never reached: the longest observation


def test_without_open_cases_the_figures_are_the_ordinary_ones():
    days = np.random.default_rng(1).gamma(2, 10, 400)
    curve = kaplan_meier(days, np.zeros(400, dtype=bool))
    mean = restricted_mean(curve, float(days.max()), level=0.95)
    assert mean.value == pytest.approx(days.mean())
    assert (mean.high - mean.value) / 1.96 == pytest.approx(days.std() / 20, rel=0.01)
    assert median_days(curve, level=0.95).value == pytest.approx(np.median(days), rel=0.02)


def test_open_cases_make_the_mean_longer_than_leaving_them_out():
    rng = np.random.default_rng(2)
    true, seen_for = rng.exponential(30, 3_000), rng.uniform(0, 90, 3_000)
    is_open = true > seen_for
    curve = kaplan_meier(np.minimum(true, seen_for), is_open)
    assert restricted_mean(curve, 60, level=0.95).value == pytest.approx(np.minimum(true, 60).mean(), rel=0.04)
    assert np.minimum(true, seen_for)[~is_open].mean() < 0.75 * 30


def test_no_median_when_half_are_still_open():
    assert median_days(kaplan_meier(np.arange(10.0), np.arange(10) >= 3), level=0.95) is None


def test_a_drawn_curve_shows_no_single_case():
    curve = kaplan_meier(np.arange(1.0, 101.0), np.zeros(100, dtype=bool))
    steps = _thinned(curve, 10)
    assert len(steps) == 11
    assert all(earlier[1] - later[1] > 0.099 for earlier, later in pairwise(steps))
    assert len(_thinned(kaplan_meier(np.arange(1.0, 90_001.0), np.zeros(90_000, dtype=bool)), 10)) <= 201
