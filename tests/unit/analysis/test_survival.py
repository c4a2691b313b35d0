# SPDX-License-Identifier: Apache-2.0
"""Kaplan–Meier against published figures: remission of leukaemia under 6-MP (Freireich and others 1963), weeks.

Curve and limits as every textbook and R's survfit(conf.type = "log-log") give them; restricted mean to week 35: 23.29, SE 2.83.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from machikata.analysis.survival import SurvivalCurve, kaplan_meier, median_time, restricted_mean, share_within

WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


@pytest.fixture
def curve() -> SurvivalCurve:
    return kaplan_meier(durations=WEEKS, ended=RELAPSED)


def test_curve_and_limits_are_the_published_ones(curve: SurvivalCurve) -> None:
    assert curve.times == (6, 7, 10, 13, 16, 22, 23)
    assert curve.at_risk == (21, 17, 15, 12, 11, 7, 6)
    assert curve.ended == (3, 1, 1, 1, 1, 1, 1)
    assert curve.survival == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.low == pytest.approx([0.620, 0.563, 0.503, 0.432, 0.368, 0.268, 0.188], abs=5e-4)
    assert curve.high == pytest.approx([0.952, 0.923, 0.889, 0.849, 0.805, 0.747, 0.680], abs=5e-4)


def test_median_and_restricted_mean_are_the_published_ones(curve: SurvivalCurve) -> None:
    median = median_time(curve)
    assert (median.value, median.low, median.high) == (23, 13, None)
    mean = restricted_mean(curve, tau=35)
    assert (mean.estimate.value, mean.standard_error) == pytest.approx((23.29, 2.83), abs=5e-3)


def test_share_within_a_time_is_one_minus_the_curve(curve: SurvivalCurve) -> None:
    within = share_within(curve, 12.9)
    assert within is not None
    assert (within.value, within.low, within.high) == pytest.approx((0.247, 0.111, 0.497), abs=5e-4)
    before = share_within(curve, 5.9)
    assert before is not None
    assert (before.value, before.low) == (0, 0)
    assert before.high == pytest.approx(1 - 0.025 ** (1 / curve.at_risk[0]))


def test_beyond_the_longest_time_nothing_is_claimed(curve: SurvivalCurve) -> None:
    assert share_within(curve, 35.1) is None
    with pytest.raises(ValueError, match="beyond the longest"):
        restricted_mean(curve, tau=36)


def test_counts_stand_for_repeated_rows() -> None:
    once = kaplan_meier(durations=[1, 2, 2, 5], ended=[1, 1, 0, 1], counts=[3, 2, 4, 1])
    long = kaplan_meier(durations=[1] * 3 + [2] * 6 + [5], ended=[1] * 5 + [0] * 4 + [1])
    assert once == long


def test_no_cases_or_negative_times_are_refused() -> None:
    for durations in ([], [-1.0]):
        with pytest.raises(ValueError, match="needs cases"):
            kaplan_meier(durations=durations, ended=[True] * len(durations))


def test_with_open_cases_only_the_curve_never_falls() -> None:
    curve = kaplan_meier(durations=[3, 4], ended=[False, False])
    assert (curve.times, median_time(curve).value) == ((), None)
    assert restricted_mean(curve, tau=4).estimate.value == 4
    within = share_within(curve, 2)
    assert within is not None
    assert within.value == 0
    assert share_within(curve, 5) is None


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_without_open_cases_the_curve_is_the_share_still_going(days: list[int]) -> None:
    curve = kaplan_meier(durations=days, ended=np.ones(len(days), bool))
    for time, share in zip(curve.times, curve.survival, strict=True):
        assert share == pytest.approx(np.mean(np.array(days) > time))
    mean = restricted_mean(curve, tau=curve.longest)
    assert mean.estimate.value == pytest.approx(np.mean(days))
    # Greenwood's variance of the mean is then the plain variance over n.
    assert mean.standard_error == pytest.approx(np.std(days) / np.sqrt(len(days)), abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40))
def test_the_curve_falls_and_lies_inside_its_limits(cases: list[tuple[int, bool]]) -> None:
    days, ended = zip(*cases, strict=True)
    curve = kaplan_meier(durations=days, ended=ended)
    assert list(curve.survival) == sorted(curve.survival, reverse=True)
    for low, share, high in zip(curve.low, curve.survival, curve.high, strict=True):
        assert -1e-12 <= low <= share + 1e-12 <= high + 2e-12 <= 1 + 4e-12
