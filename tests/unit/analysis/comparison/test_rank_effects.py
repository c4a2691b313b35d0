# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from machikata.analysis.comparison import rank_effects as module
from machikata.analysis.comparison.omnibus import kruskal_wallis
from machikata.analysis.comparison.rank_effects import rank_effects, smallest_exact_p


def drawn(seed, sizes=(40, 55, 30), shifts=(0.0, 0.4, -0.2), decimals=1):
    rng = np.random.default_rng(seed)
    values = np.concatenate([np.round(rng.normal(s, 1, n), decimals) for s, n in zip(shifts, sizes, strict=True)])
    body = np.repeat(np.arange(len(sizes)), sizes)
    return values, body


def test_delta_is_the_share_above_minus_the_share_below():
    values, body = drawn(1)
    effects = rank_effects(values, body, np.arange(len(values)), n_bodies=3)
    x, y = values[body == 0], values[body == 1]
    signs = np.sign(x[:, None] - y[None, :])
    assert effects.delta[0, 1] == pytest.approx(signs.mean())
    assert effects.delta[1, 0] == pytest.approx(-signs.mean())
    assert effects.rest_delta[0] == pytest.approx((effects.delta[0, 1] + effects.delta[0, 2]) / 2)


def test_mann_whitney_is_what_scipy_gives():
    values, body = drawn(2)
    effects = rank_effects(values, body, np.arange(len(values)), n_bodies=3)
    expected = stats.mannwhitneyu(values[body == 0], values[body == 2], method="asymptotic").pvalue
    assert effects.p_mann_whitney(0, 2) == pytest.approx(expected, rel=1e-9)
    pooled = stats.mannwhitneyu(values[body == 0], values[body != 0], method="asymptotic").pvalue
    assert effects.p_mann_whitney_pooled(0) == pytest.approx(pooled, rel=1e-9)


def test_kruskal_wallis_is_what_scipy_gives():
    values, body = drawn(3)
    effects = rank_effects(values, body, np.arange(len(values)), n_bodies=3)
    expected = stats.kruskal(*(values[body == b] for b in range(3)))
    found = kruskal_wallis(effects.histogram)
    assert found.statistic == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue)
    assert found.epsilon_squared == pytest.approx(expected.statistic / (len(values) - 1))


def test_all_values_equal_are_no_difference():
    effects = rank_effects(np.ones(20), np.repeat([0, 1], 10), np.arange(20), n_bodies=2)
    assert effects.delta[0, 1] == 0
    assert effects.p_mann_whitney(0, 1) == 1
    assert effects.p_clustered(0, 1) == 1
    assert kruskal_wallis(effects.histogram).p == 1


def test_cases_of_their_own_cluster_have_the_variance_of_delong():
    values, body = drawn(4, decimals=6)
    effects = rank_effects(values, body, np.arange(len(values)), n_bodies=3)
    x, y = values[body == 0], values[body == 1]
    signs = np.sign(x[:, None] - y[None, :])
    expected = signs.mean(axis=1).var(ddof=1) / len(x) + signs.mean(axis=0).var(ddof=1) / len(y)
    assert effects.variance[0, 1] == pytest.approx(expected)


def test_the_same_value_many_times_in_a_cluster_is_no_more_evidence_than_once():
    values, body = drawn(5, sizes=(30, 30), shifts=(0.0, 0.5))
    once = rank_effects(values, body, np.arange(60), n_bodies=2)
    tenfold = rank_effects(np.repeat(values, 10), np.repeat(body, 10), np.repeat(np.arange(60), 10), n_bodies=2)
    assert tenfold.delta[0, 1] == pytest.approx(once.delta[0, 1])
    assert tenfold.variance[0, 1] == pytest.approx(once.variance[0, 1])
    assert tenfold.p_clustered(0, 1) == pytest.approx(once.p_clustered(0, 1))
    assert tenfold.p_mann_whitney(0, 1) < once.p_mann_whitney(0, 1)


def test_a_complete_separation_is_no_stronger_than_exchanging_clusters_allows():
    values = np.array([1.0, 2, 3, 4, 11, 12, 13, 14])
    effects = rank_effects(values, np.repeat([0, 1], 4), np.arange(8), n_bodies=2)
    assert effects.delta[0, 1] == -1
    assert effects.p_clustered(0, 1) == pytest.approx(smallest_exact_p(4, 4))


def test_one_cluster_alone_finds_nothing():
    values, body = drawn(6, sizes=(30, 30), shifts=(0.0, 9.0))
    effects = rank_effects(values, body, body.copy(), n_bodies=2)
    assert effects.p_clustered(0, 1) == 1


def test_a_body_without_cases_has_no_effect_and_disturbs_no_other():
    values, body = drawn(7)
    with_gap = np.where(body == 0, 0, body + 1)
    full = rank_effects(values, body, np.arange(len(values)), n_bodies=3)
    gap = rank_effects(values, with_gap, np.arange(len(values)), n_bodies=4)
    assert np.isnan(gap.delta[0, 1])
    assert gap.delta[0, 2] == pytest.approx(full.delta[0, 1])
    assert gap.rest_delta[0] == pytest.approx(full.rest_delta[0])
    assert gap.rest_variance[0] == pytest.approx(full.rest_variance[0])


def test_many_values_are_joined_into_bins_that_change_next_to_nothing(monkeypatch):
    values, body = drawn(8, sizes=(4_000, 5_000), shifts=(0.0, 0.2), decimals=12)
    exact = rank_effects(values, body, np.arange(9_000), n_bodies=2)
    monkeypatch.setattr(module, "_TABLE_CELLS", 4)
    binned = rank_effects(values, body, np.arange(9_000), n_bodies=2)
    assert binned.histogram.shape[1] <= 1_024 < exact.histogram.shape[1]
    assert binned.delta[0, 1] == pytest.approx(exact.delta[0, 1], abs=2e-4)
    assert binned.variance[0, 1] == pytest.approx(exact.variance[0, 1], rel=2e-3)


def test_clustered_p_values_of_clustered_noise_keep_the_level():
    rng = np.random.default_rng(9)
    found_clustered = found_naive = 0
    for _ in range(300):
        cluster = np.repeat(np.arange(40), 10)
        values = rng.normal(size=40)[cluster] + rng.normal(size=400)
        effects = rank_effects(values, cluster // 20, cluster, n_bodies=2)
        found_clustered += effects.p_clustered(0, 1) < 0.05
        found_naive += effects.p_mann_whitney(0, 1) < 0.05
    assert found_clustered / 300 < 0.085
    assert found_naive / 300 > 0.25
