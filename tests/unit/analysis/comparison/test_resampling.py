# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from machikata.analysis.comparison import resampling
from machikata.analysis.comparison.resampling import cluster_sums, rank_intervals, ratio_interval, resample


def setting(seed=1, *, clusters=30, per_cluster=8, noise=1.0):
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(3 * clusters), per_cluster)
    owner = np.arange(3 * clusters) // clusters
    values = 20 + noise * rng.normal(size=3 * clusters)[cluster] + rng.normal(size=len(cluster))
    stratum = rng.integers(0, 2, len(cluster))
    return values, cluster, owner, stratum


def test_the_spread_of_a_resampled_mean_is_the_spread_of_clusters():
    values, cluster, owner, stratum = setting(noise=3.0)
    sums = cluster_sums(values, cluster, stratum, n_clusters=90, n_strata=2)
    drawn = resample([sums], owner, n_bodies=3, replicates=3_000, rng=np.random.default_rng(2))[0]
    means = values[owner[cluster] == 0].reshape(30, 8).mean(axis=1)
    assert drawn.crude[:, 0].std() == pytest.approx(means.std() / np.sqrt(30), rel=0.05)
    assert drawn.crude[:, 0].mean() == pytest.approx(means.mean(), rel=0.01)


def test_the_same_seed_gives_the_same_draws_also_in_slices(monkeypatch):
    values, cluster, owner, stratum = setting()
    sums = cluster_sums(values, cluster, stratum, n_clusters=90, n_strata=2)
    whole = resample([sums], owner, n_bodies=3, replicates=50, rng=np.random.default_rng(3))[0]
    monkeypatch.setattr(resampling, "_DRAWS_AT_ONCE", 100)
    sliced = resample([sums], owner, n_bodies=3, replicates=50, rng=np.random.default_rng(3))[0]
    assert whole.ratio == pytest.approx(sliced.ratio, rel=1e-12)
    again = resample([sums], owner, n_bodies=3, replicates=50, rng=np.random.default_rng(3))[0]
    assert np.array_equal(again.ratio, sliced.ratio)


def test_ratios_of_all_bodies_together_are_one():
    values, cluster, owner, _ = setting()
    sums = cluster_sums(values, cluster, np.zeros_like(cluster), n_clusters=90, n_strata=1)
    drawn = resample([sums], owner, n_bodies=3, replicates=20, rng=np.random.default_rng(4))[0]
    assert drawn.ratio.mean(axis=1) == pytest.approx(np.ones(20))


def test_one_cluster_gives_no_interval():
    assert ratio_interval(1.2, np.full(100, 1.2), clusters=1, level=0.95) is None
    assert ratio_interval(1.2, np.full(100, 1.2), clusters=9, level=0.95) is None


def test_a_rank_has_the_interval_of_its_resamplings():
    values = np.array([1.0, 2.0, 2.05, 9.0])
    rng = np.random.default_rng(5)
    ranks, low, high = rank_intervals(values, values + rng.normal(0, 0.2, size=(500, 4)), level=0.95)
    assert ranks.tolist() == [1, 2, 3, 4]
    assert (low[1], high[1]) == (2, 3)
    assert (low[3], high[3]) == (4, 4)
    assert (low <= ranks).all()
    assert (ranks <= high).all()
