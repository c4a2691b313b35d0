# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from machikata.analysis.comparison.open_cases import compare_survival, thinned
from machikata.analysis.survival import kaplan_meier
from machikata.testing.offices import case_table


def survival(days, body, is_open):
    table = replace(case_table(days, body), is_open=np.asarray(is_open))
    bodies = table.n_bodies
    return compare_survival(table, [None] * bodies, comparable=np.ones(bodies, bool), minimum_count=10, level=0.95)


def test_open_cases_make_the_mean_longer_than_leaving_them_out():
    rng = np.random.default_rng(2)
    true, seen_for = rng.exponential(30, 6_000), rng.uniform(0, 90, 6_000)
    is_open, body = true > seen_for, np.repeat([0, 1], 3_000)
    found = survival(np.minimum(true, seen_for), body, is_open)
    for b, row in enumerate(found.bodies):
        whole = np.minimum(true[body == b], found.horizon_days).mean()
        assert row.restricted_mean.low < whole < row.restricted_mean.high
        assert row.median.value == pytest.approx(30 * np.log(2), rel=0.1)
        assert row.n_open == is_open[body == b].sum()
    assert np.minimum(true, seen_for)[~is_open].mean() < 0.75 * 30


def test_the_horizon_is_the_shortest_of_the_longest_observations():
    found = survival([1.0, 5, 9, 2, 4, 20], [0, 0, 0, 1, 1, 1], [False] * 5 + [True])
    assert found.horizon_days == 9
    assert found.bodies[0].restricted_mean.value == 5


def test_no_median_when_half_are_still_open():
    found = survival(np.arange(20.0), np.repeat([0, 1], 10), np.tile(np.arange(10) >= 3, 2))
    assert found.bodies[0].median is None


def test_a_drawn_curve_does_not_tell_how_many_are_still_open():
    closed = np.arange(1.0, 121.0)
    curves = [
        thinned(kaplan_meier(durations=np.append(closed, np.full(n, 150.0)), ended=np.arange(120 + n) < 120), 10)
        for n in (2, 3, 7)
    ]
    assert len({tuple(share for _, share in steps) for steps in curves}) == 1
    assert min(share for _, share in curves[0]) > 10 / 120


def test_a_drawn_curve_shows_no_single_case():
    curve = kaplan_meier(durations=np.arange(1.0, 101.0), ended=np.ones(100, dtype=bool))
    steps = thinned(curve, 10)
    assert len(steps) == 11
    assert all(earlier[1] - later[1] > 0.099 for earlier, later in pairwise(steps))
    many = kaplan_meier(durations=np.arange(1.0, 90_001.0), ended=np.ones(90_000, dtype=bool))
    assert len(thinned(many, 10)) == 101


def test_a_body_whose_cases_end_where_they_begin_does_not_shorten_the_horizon():
    found = survival([0.0, 0, 0, 2, 4, 20], [0, 0, 0, 1, 1, 1], [False] * 6)
    assert found.horizon_days == 20
    assert found.bodies[0].restricted_mean.value == 0
