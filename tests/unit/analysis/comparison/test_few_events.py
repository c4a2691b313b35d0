# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from machikata.analysis.comparison import measuring
from machikata.analysis.comparison.case_mix import Strata
from machikata.analysis.comparison.estimand import TOTAL_DAYS, share_over
from machikata.analysis.comparison.few_events import count_design, count_interval
from machikata.analysis.comparison.resampling import ClusterSums, rank_intervals
from machikata.testing.offices import QUICK, case_table


def measured(values, body, cluster, *, indicator=TOTAL_DAYS, bodies=4):
    table = case_table(values, body, cluster=cluster)
    settings = replace(QUICK, indicators=(replace(indicator, id="total-days"),))
    strata = Strata(np.zeros(len(values), dtype=np.int64), ("all",))
    comparable = np.ones(bodies, dtype=np.bool_)
    return measuring.measure(table, strata, settings, comparable=comparable, rng=np.random.default_rng(1))[0]


def test_the_interval_is_that_of_garwood():
    estimate, p = count_interval(3, 6.0, design=1.0, level=0.95)
    assert (estimate.low * 6, estimate.high * 6) == pytest.approx((0.6187, 8.7673), abs=1e-4)
    assert p == pytest.approx(2 * stats.poisson.cdf(3, 6.0))
    none, p = count_interval(0, 5.0, design=1.0, level=0.95)
    assert (none.low, none.high * 5) == (0, pytest.approx(3.6889, abs=1e-4))
    assert p == pytest.approx(2 * np.exp(-5))


def test_events_that_come_in_clusters_count_for_less():
    whole, p = count_interval(4, 12.0, design=1.0, level=0.95)
    clustered, larger = count_interval(4, 12.0, design=3.0, level=0.95)
    assert clustered.low < whole.low < whole.high < clustered.high
    assert larger > p


def test_the_design_is_one_for_single_events_and_large_where_they_come_together():
    owner, counts = np.repeat([0, 1], 20), np.full((40, 1), 10.0)
    rates, reference = np.array([0.1]), np.ones(2, dtype=np.bool_)
    spread = ClusterSums(counts, np.tile([[1.0], [1.0]], (20, 1)))
    together = ClusterSums(counts, np.tile([[10.0], *[[0.0]] * 9], (4, 1)))
    assert count_design(spread, owner, rates, reference=reference) == 1
    assert count_design(together, owner, rates, reference=reference) > 5


def test_a_body_with_one_or_two_events_has_an_interval():
    rng = np.random.default_rng(3)
    body, cluster = np.repeat(np.arange(4), 100), np.arange(400) // 10
    over = np.where(body == 0, 0.0, (rng.random(400) < 0.2).astype(float))
    over[[5, 55]] = 1
    found = measured(over, body, cluster, indicator=share_over(1))
    assert found.ratio[0].low < 2 / found.standard.expected[0] < found.ratio[0].high < 1
    assert found.p[0] < 0.01


def test_days_that_are_all_zero_are_judged_by_clusters_whatever_the_unit():
    """No test may call a body shorter because its days were multiplied by the number of its cases."""
    body, cluster = np.repeat(np.arange(4), 40), np.arange(160) // 20
    days = np.where(body == 0, 0.0, np.arange(160) % 7 + 1.0)
    ratios = [measured(days * unit, body, cluster) for unit in (1.0, 1440.0)]
    assert ratios[0].p[0] == pytest.approx(ratios[1].p[0])
    assert ratios[0].p[0] > 0.05
    assert ratios[0].ratio[0].high > 1
    assert ratios[0].crude[0] is None


def test_one_cluster_gives_no_ratio_even_when_nothing_was_seen():
    body = np.repeat(np.arange(4), 30)
    values = np.where(body == 0, 0.0, 1.0 * (np.arange(120) % 3 == 0))
    found = measured(values, body, np.where(body == 0, 0, 1 + np.arange(120) // 5), indicator=share_over(1))
    assert found.ratio[0] is None


def test_equal_ratios_share_their_place_and_its_interval():
    values = np.array([0.0, 0.0, 1.0, 2.0])
    ranks, low, high = rank_intervals(values, np.tile(values, (50, 1)), level=0.95)
    assert ranks.tolist() == [1, 1, 3, 4]
    assert low.tolist() == [1, 1, 3, 4]
    assert high.tolist() == [2, 2, 3, 4]
