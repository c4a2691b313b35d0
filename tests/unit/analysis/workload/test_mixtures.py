# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from machikata.analysis.workload.mixtures import (
    Mixtures,
    below_of_sums,
    joined,
    quantiles_of_sums,
    single_pieces,
    uniform_part,
)

TWO = Mixtures(np.array([0, 2, 3]), np.array([0.3, 0.7, 1.0]), np.array([0.0, -1.0, 2.0]), np.array([1.0, 0.5, 2.5]))
SD = np.array([0.2, 0.05])


def drawn(n=200_000):
    rng = np.random.default_rng(1)
    first = rng.random(n) < 0.3
    values = np.where(first, rng.uniform(0, 1, n), rng.uniform(-1, 0.5, n)) + SD[0] * rng.standard_normal(n)
    return values, rng.uniform(2, 2.5, n) + SD[1] * rng.standard_normal(n)


def test_distribution_and_quantiles_agree_with_draws():
    for p in (0.025, 0.5, 0.9, 0.975):
        x = TWO.quantile(p, SD)
        assert TWO.below(x, SD) == pytest.approx([p, p], abs=1e-5)
        assert x == pytest.approx([np.quantile(d, p) for d in drawn()], abs=0.01)


def test_moments_agree_with_draws():
    mean, variance, fourth = TWO.log_moments()
    values = list(drawn())
    assert mean == pytest.approx([d.mean() for d in values], abs=0.01)
    assert variance + SD**2 == pytest.approx([d.var() for d in values], rel=0.02)
    expected = [((d - d.mean()) ** 4).mean() - 3 * d.var() ** 2 for d in values]
    assert fourth == pytest.approx(expected, abs=0.01)
    plain, spread = TWO.moments()
    rng = np.random.default_rng(2)
    exact = np.exp(rng.uniform(2, 2.5, 200_000))
    assert plain[1] == pytest.approx(exact.mean(), rel=0.01)
    assert spread[1] == pytest.approx(exact.var(), rel=0.02)


def test_far_out_the_quantile_is_still_found():
    x = TWO.quantile(1e-9, SD)
    assert TWO.below(x, SD) == pytest.approx([1e-9, 1e-9], rel=0.1)


def test_distributions_are_taken_and_joined_in_order():
    both = joined([TWO, single_pieces(np.array([5.0]), np.array([6.0]))])
    assert both.n == 3
    assert both.take(np.array([2, 0])).log_moments()[0] == pytest.approx([5.5, TWO.log_moments()[0][0]])


def test_one_rounded_answer_is_met_exactly_by_its_cumulants():
    pieces = single_pieces(np.array([-1.0]), np.array([1.0]))
    _, variance, fourth = pieces.log_moments()
    half, rest = uniform_part(variance + 0.01, fourth)
    assert half == pytest.approx([1.0], rel=1e-6)
    assert rest == pytest.approx([0.1], rel=1e-3)
    exact = pieces.quantile(0.975, np.array([0.1]))
    assert quantiles_of_sums(0.975, variance + 0.01, fourth) == pytest.approx(exact, abs=2e-3)


def test_without_flatness_a_sum_is_normal_and_long_tails_are_longer():
    variance, none = np.array([0.04]), np.array([0.0])
    assert quantiles_of_sums(0.975, variance, none) == pytest.approx(norm.ppf([0.975]) * 0.2, abs=1e-4)
    x = np.array([-0.8])
    assert below_of_sums(x, variance, none) == pytest.approx(norm.cdf(-4.0), rel=0.01)
    assert below_of_sums(x, variance, np.array([0.004]))[0] > 5 * norm.cdf(-4.0)
