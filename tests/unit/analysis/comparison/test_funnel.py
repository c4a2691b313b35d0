# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from machikata.analysis.comparison.funnel import Z95, make_funnel, over_dispersion
from machikata.analysis.comparison.result import FunnelPosition
from machikata.analysis.comparison.two_level import between_variance, shrink


def test_bodies_that_vary_by_chance_alone_need_no_extra_variance():
    error = np.array([0.1, 0.05, 0.2, 0.1])
    phi, tau2 = over_dispersion(np.array([0.1, -0.5, 0.3, 0.2]), error)
    assert phi < 1
    assert tau2 == 0


def test_the_variance_between_bodies_is_found_again():
    rng = np.random.default_rng(1)
    error = rng.uniform(0.02, 0.1, 3_000)
    z = rng.normal(0, np.sqrt(error**2 + 0.15**2)) / error
    _, tau2 = over_dispersion(z, error)
    # Winsorising 10 % on either side of a normal distribution loses variance: the estimate is small by about a third.
    assert 0.55 < np.sqrt(tau2) / 0.15 < 1.0


def test_equal_errors_give_the_textbook_value():
    z = np.array([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 0.5, -0.5, 1.5])
    error = np.full(10, 0.1)
    phi, tau2 = over_dispersion(z, error)
    low, high = np.quantile(z, [0.1, 0.9])
    clipped = np.clip(z, low, high)
    assert phi == pytest.approx((clipped**2).mean())
    assert tau2 == pytest.approx((10 * phi - 9) / 9 * 0.01)


def bodies(ratio, error, n):
    names = [f"b{i}" for i in range(len(ratio))]
    return make_funnel(names, np.array(n), np.array(ratio), np.array(error), unit_error=1.0)


def test_a_small_body_that_was_lucky_lies_inside_and_a_large_one_does_not():
    ratio = [1.0, 1.02, 0.98, 1.01, 0.99, 1.0, 0.70, 0.70]
    error = [0.02] * 6 + [0.25, 0.02]
    funnel = bodies(ratio, error, [2_500] * 6 + [16, 2_500])
    position = {p.body: p.position for p in funnel.points}
    assert position["b6"] is FunnelPosition.INSIDE
    assert position["b7"] in (FunnelPosition.BELOW_95, FunnelPosition.BELOW_998)


def test_limits_narrow_with_size_down_to_the_variance_between_bodies():
    ratio, error = [0.8, 1.2, 0.9, 1.1, 0.7, 1.3], [0.01] * 6
    funnel = bodies(ratio, error, [1_000] * 6)
    reach = [line.high95 - 1 for line in funnel.lines]
    assert reach == sorted(reach, reverse=True)
    assert reach[-1] > Z95 * np.sqrt(funnel.tau2)
    assert all(line.low998 <= line.low95 <= 1 <= line.high95 <= line.high998 for line in funnel.lines)


def test_suppressed_bodies_are_not_in_the_funnel():
    funnel = make_funnel(
        ["a", "b", "c"], np.array([100, 100, 5]), np.array([1.0, 1.1, 9.0]), np.array([0.1, 0.1, 0.4]), unit_error=1.0,
        suppressed=["c"],
    )  # fmt: skip
    assert [p.body for p in funnel.points] == ["a", "b"]


def test_ratios_that_chance_explains_are_drawn_to_one_value():
    found = shrink(np.array([0.98, 1.0, 1.02]), np.array([0.1, 0.1, 0.1]), level=0.95)
    assert [e.value for e in found] == pytest.approx([1.0, 1.0, 1.0], abs=1e-3)


def test_the_less_is_known_of_a_body_the_more_it_is_drawn_to_the_mean():
    ratio, error = np.array([0.6, 0.6, 1.2, 1.3, 1.0]), np.array([0.02, 0.4, 0.02, 0.02, 0.02])
    found = shrink(ratio, error, level=0.95)
    assert between_variance(np.log(ratio), error) > 0
    assert abs(found[0].value - 0.6) < 0.01
    assert found[1].value > 0.75
    assert found[1].high - found[1].low > found[0].high - found[0].low
