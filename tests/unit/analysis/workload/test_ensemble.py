# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from machikata.analysis.workload.ensemble import Observed, draw_true, quantiles
from machikata.analysis.workload.mixtures import single_pieces

DRAWS = 800


def drawn(seen, seed=1):
    rng = np.random.default_rng(seed)
    noise = [rng.standard_normal((DRAWS, seen.n), dtype=np.float32) for _ in range(2)]
    return draw_true(seen, common_noise=noise[0], noise=noise[1], luck=rng.random((DRAWS, 3)))


def noisy(true, sd, rng):
    y = true + sd * rng.standard_normal(len(true))
    return Observed(single_pieces(y - 1e-4, y + 1e-4), np.full(len(y), sd), y, np.full(len(y), sd**2), np.zeros(len(y)))


def rounded(answers, grid, sd):
    answers = np.asarray(answers, dtype=float)
    low, high = np.log(answers - grid / 2), np.log(answers + grid / 2)
    variance = (high - low) ** 2 / 12 + sd**2
    return Observed(single_pieces(low, high), np.full(len(low), sd), (low + high) / 2, variance, np.zeros(len(low)))


def test_quantiles_of_true_values_are_less_far_out_than_those_of_answers():
    missed, naive = [], []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        true = rng.normal(0.0, 0.15, 40)
        seen = noisy(true, 0.2, rng)
        middle, quarter = quantiles(drawn(seen, seed), (0.5, 0.25))
        missed.append(quarter.mean() - np.quantile(true, 0.25))
        naive.append(np.quantile(seen.log_value, 0.25) - np.quantile(true, 0.25))
        assert abs(middle.mean() - np.median(true)) < 0.2
    assert abs(np.mean(missed)) < 0.02
    assert np.mean(naive) < -0.035


def test_intervals_of_median_and_quarter_hold_the_truth():
    held = {0.5: [], 0.25: []}
    for seed in range(60):
        rng = np.random.default_rng([seed, 1])
        true = rng.normal(0.0, 0.2, 10)
        for place, found in zip(held, quantiles(drawn(noisy(true, 0.2, rng), seed), tuple(held)), strict=True):
            low, high = np.quantile(found, [0.025, 0.975])
            held[place].append(low <= np.quantile(true, place) <= high)
    assert 0.88 <= np.mean(held[0.5]) <= 1.0
    assert 0.88 <= np.mean(held[0.25]) <= 1.0


def test_many_bodies_that_all_answer_five_do_not_make_the_middle_certain():
    (middle,) = quantiles(drawn(rounded([5] * 60, 5, 0.11)), (0.5,))
    low, high = np.exp(np.quantile(middle, [0.025, 0.975]))
    assert low < 3.5
    assert high > 5.2
    # As if rounding were independent: 0.32 / √60, an interval of ±8 %.
    assert np.log(high / low) > 4 * 0.08


def test_finer_answers_say_where_the_middle_lies():
    coarse, fine = rounded([5] * 40, 5, 0.11), rounded([7, 7, 6, 8, 7, 7, 6, 7], 1, 0.11)
    both = Observed(
        single_pieces(*(np.concatenate([getattr(o.pieces, e) for o in (coarse, fine)]) for e in ("low", "high"))),
        *(
            np.concatenate([getattr(o, name) for o in (coarse, fine)])
            for name in ("sd", "log_value", "variance", "common")
        ),
    )
    (middle,) = quantiles(drawn(both), (0.5,))
    assert 5.8 < np.exp(middle.mean()) < 7.4


def test_a_whole_country_is_as_certain_as_its_number_of_bodies():
    rng = np.random.default_rng(3)
    true = rng.normal(1.0, 0.3, 900)
    (middle,) = quantiles(drawn(noisy(true, 0.2, rng)), (0.5,))
    assert middle.mean() == pytest.approx(np.median(true), abs=0.03)
    assert middle.std() < 0.02


def test_common_error_moves_all_steps_of_a_body_together():
    rng = np.random.default_rng(4)
    y = np.zeros(6)
    seen = Observed(single_pieces(y - 1e-4, y + 1e-4), np.full(6, 0.2), y, np.full(6, 0.04), np.full(6, 0.02))
    shared, luck = rng.standard_normal((DRAWS, 6), dtype=np.float32), rng.random((DRAWS, 3))
    one, two = (
        draw_true(seen, common_noise=shared, noise=rng.standard_normal((DRAWS, 6), dtype=np.float32), luck=luck)
        for _ in range(2)
    )
    assert np.mean([np.corrcoef(one[:, i], two[:, i])[0, 1] for i in range(6)]) > 0.3
