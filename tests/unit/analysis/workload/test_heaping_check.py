# SPDX-License-Identifier: Apache-2.0
"""The tail of coarse answers, held against counting and against draws of habits."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest

from machikata.analysis.workload.heaping_check import _habits, at_least, habit_of, share_on
from machikata.rules.survey_reporting import reporting_error

ERROR = reporting_error(as_of=date(2026, 4, 1))


def test_the_tail_is_the_sum_over_all_outcomes():
    chances = np.array([[0.1, 0.5, 0.9, 0.3]])
    for k in range(6):
        by_hand = sum(
            np.prod([c if hit else 1 - c for hit, c in zip(hits, chances[0], strict=True)])
            for hits in product((0, 1), repeat=4)
            if sum(hits) >= k
        )
        assert at_least(k, chances)[0] == pytest.approx(by_hand)


def test_with_many_lines_the_near_tail_meets_the_exact_one():
    rng = np.random.default_rng(6)
    chances = rng.uniform(0.05, 0.4, (1, 100))
    longer = np.hstack([chances, np.zeros((1, 1))])
    for k in (25, 30, 36):
        assert at_least(k, longer)[0] == pytest.approx(at_least(k, chances)[0], rel=0.05)


def test_the_rule_over_habits_integrates_powers_of_a_beta_distribution():
    coarse, concentration = habit_of(30, ERROR)
    nodes, weights = _habits(coarse, concentration)
    draws = np.random.default_rng(7).beta(coarse * concentration, (1 - coarse) * concentration, 400_000)
    for power in (1, 2, 5):
        assert weights @ nodes**power == pytest.approx((draws**power).mean(), rel=0.08)


@pytest.mark.parametrize("grid", [15, 30, 60])
def test_the_share_on_a_coarse_grid_and_its_scatter_between_sections_are_those_of_the_model(grid):
    rng = np.random.default_rng(2)
    grids, declared = list(ERROR.grid_shares), list(ERROR.grid_shares.values())
    shares = rng.dirichlet(ERROR.grid_concentration * np.array(declared), 20_000)
    on_it = np.array([g / np.lcm(g, grid) for g in grids])
    of_sections = shares @ on_it
    assert share_on(grid, ERROR) == pytest.approx(of_sections.mean(), abs=0.01)
    coarse, concentration = habit_of(grid, ERROR)
    rest = (share_on(grid, ERROR) - coarse) / (1 - coarse)
    scatter = (1 - rest) * np.sqrt(coarse * (1 - coarse) / (concentration + 1))
    assert scatter == pytest.approx(of_sections.std(), rel=0.05)
