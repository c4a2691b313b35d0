# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from machikata.analysis.comparison.presence_effect import presence_effect
from machikata.analysis.comparison.screening import against_others, means_over_clusters, shares_of_cases


def test_a_share_has_the_variance_of_its_clusters():
    rng = np.random.default_rng(1)
    size, body = rng.integers(5, 15, 40).astype(float), np.zeros(40, dtype=np.int64)
    cases = np.array([rng.binomial(int(s), 0.3) for s in size], dtype=float)
    rows = np.flatnonzero(cases)
    found = shares_of_cases(
        rows,
        np.zeros(len(rows), dtype=np.int64),
        cases[rows],
        cluster_size=size,
        cluster_body=body,
        n_bodies=1,
        n_keys=1,
    )
    share = cases.sum() / size.sum()
    assert found.value[0, 0] == pytest.approx(share)
    assert found.n[0, 0] == cases.sum()
    expected = ((cases - share * size) ** 2).sum() * 40 / 39 / size.sum() ** 2
    assert found.variance[0, 0] == pytest.approx(expected)


def test_a_share_of_none_still_has_a_variance():
    found = shares_of_cases(
        np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0),
        cluster_size=np.full(10, 3.0), cluster_body=np.zeros(10, dtype=np.int64), n_bodies=1, n_keys=1,
    )  # fmt: skip
    assert found.value[0, 0] == 0
    assert found.variance[0, 0] > 0


def test_a_mean_is_a_ratio_of_sums_and_one_cluster_gives_no_variance():
    cluster, body = np.array([0, 1, 2]), np.array([0, 0, 1])
    found = means_over_clusters(
        cluster, np.zeros(3, dtype=np.int64), np.array([2.0, 9.0, 4.0]), np.array([1.0, 3.0, 2.0]), np.array([1.0, 3.0, 2.0]),
        cluster_body=body, n_bodies=2, n_keys=1,
    )  # fmt: skip
    assert found.value[:, 0].tolist() == [11 / 4, 2]
    assert found.variance[0, 0] > 0
    assert np.isnan(found.variance[1, 0])


def test_each_body_stands_against_the_mean_of_the_others_and_needs_two_of_them():
    from machikata.analysis.comparison.screening import Ratios

    value = np.array([[0.9, 0.1], [0.1, 0.1], [0.3, 0.5]])
    ratios = Ratios(value, np.full((3, 2), 0.0004), np.full((3, 2), 100.0))
    usable = np.array([[True, True], [True, False], [True, True]])
    found = against_others(ratios, usable, np.full(3, 50))
    assert found.difference[0, 0] == pytest.approx(0.7)
    assert found.error[0, 0] == pytest.approx(np.sqrt(0.0004 + 0.0008 / 4))
    assert found.p[0, 0] < 1e-10
    assert np.isnan(found.p[:, 1]).all()


def test_the_days_that_go_with_an_activity_are_found_inside_cells():
    rng = np.random.default_rng(2)
    cell = rng.integers(0, 6, 600)
    present = rng.random(600) < 0.2 + 0.1 * cell
    days = 10.0 * cell + 3.0 * present + rng.normal(size=600)
    found = presence_effect(days, present, cell, np.arange(600), minimum_count=10, level=0.95)
    assert found.low < 3 < found.high
    assert found.value == pytest.approx(3, abs=0.3)
    pooled = days[present].mean() - days[~present].mean()
    assert pooled > 5  # what a comparison without cells would have said


def test_cells_where_all_or_none_have_it_say_nothing():
    cell, present = np.repeat([0, 1], 50), np.repeat([True, False], 50)
    assert presence_effect(np.arange(100.0), present, cell, np.arange(100), minimum_count=10, level=0.95) is None
