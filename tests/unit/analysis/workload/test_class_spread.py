# SPDX-License-Identifier: Apache-2.0
"""Centre and spread without one's own answer are what plain loops give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from machikata.analysis.workload.class_spread import common_variance, without_each

FLOOR = 0.1


@given(st.lists(st.integers(0, 40), min_size=3, max_size=30))
def test_leaving_one_out_by_counts_equals_leaving_it_out_by_hand(answers):
    values, counts = np.unique(np.array(answers) / 10.0, return_counts=True)
    centre, spread = without_each(values, counts, FLOOR)
    for place, value in enumerate(values):
        others = list(np.repeat(values, counts))
        others.remove(value)
        middle = np.median(others)
        away = np.abs(np.array(others) - middle)
        rough = max(1.482602218505602 * np.median(away), FLOOR)
        bent = np.minimum(away, 2 * rough) ** 2
        by_hand = max(np.sqrt(bent.sum() / max(len(others) - 1, 1) / 0.9205), FLOOR)
        assert centre[place] == pytest.approx(middle)
        assert spread[place] == pytest.approx(by_hand, rel=1e-3)


def test_one_wild_answer_hardly_moves_what_the_others_are_judged_by():
    rng = np.random.default_rng(4)
    sound = np.sort(rng.normal(3.0, 0.3, 30))
    wild = np.append(sound, 9.0)
    ones = np.ones(30, dtype=np.int64)
    centre, spread = without_each(sound, ones, FLOOR)
    _, with_wild = without_each(wild, np.ones(31, dtype=np.int64), FLOOR)
    assert centre.mean() == pytest.approx(3.0, abs=0.2)
    assert with_wild[:30].max() < 1.25 * spread.max()


def test_steps_that_scatter_as_chance_makes_them_share_their_variance_and_others_keep_their_own():
    rng = np.random.default_rng(5)
    freedom = np.full(40, 12.0)
    alike = 0.09 * rng.chisquare(12, 40) / 12
    unlike = alike * np.exp(2.0 * rng.standard_normal(40))
    common, weight = common_variance(alike, freedom)
    assert common == pytest.approx(0.09, rel=0.2)
    assert weight > 15
    assert common_variance(unlike, freedom)[1] < 4
    assert common_variance(alike[:4], freedom[:4]) == (0.0, 0.0)
