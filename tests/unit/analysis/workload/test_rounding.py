# SPDX-License-Identifier: Apache-2.0
"""What may stand behind an answer, held against draws from the declared model."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from machikata.analysis.workload.rounding import habit_of, share_on, unrounded
from machikata.rules.survey_reporting import reporting_error

ERROR = reporting_error(as_of=date(2026, 4, 1))
GRIDS, SHARES = list(ERROR.grid_shares), list(ERROR.grid_shares.values())


def drawn(rng, n=400_000):
    """True minutes, flat on the logarithm, and the answers of the declared model."""
    true = np.exp(rng.uniform(np.log(12.0), np.log(400.0), n))
    grid = rng.choice(GRIDS, p=SHARES, size=n)
    return true, grid * np.floor(true / grid + 0.5)


def test_spread_and_mean_are_those_of_what_was_meant():
    true, answers = drawn(np.random.default_rng(1))
    wanted = np.array([45.0, 60.0, 90.0, 37.0])
    found = unrounded(wanted, ERROR)
    for place, answer in enumerate(wanted):
        meant = true[answers == answer]
        assert found.expected_minutes()[place] == pytest.approx(meant.mean(), rel=0.02)
        assert np.sqrt(found.spread()[place]) == pytest.approx(np.log(meant).std(), abs=0.006)


def test_an_answer_on_no_grid_is_taken_as_meant():
    found = unrounded(np.array([7.5, 0.02]), ERROR)
    assert found.expected_minutes()[0] == pytest.approx(7.5, rel=0.001)
    assert 0.01 < found.expected_minutes()[1] < 0.05
    assert np.isfinite(found.spread()).all()


def test_equal_answers_share_a_row_and_order_does_not_matter():
    found = unrounded(np.array([30.0, 5.0, 30.0]), ERROR)
    assert found.spread()[0] == found.spread()[2] != found.spread()[1]


@pytest.mark.parametrize("grid", [15, 30, 60])
def test_the_share_on_a_coarse_grid_and_its_scatter_between_sections_are_those_of_the_model(grid):
    rng = np.random.default_rng(2)
    shares = rng.dirichlet(ERROR.grid_concentration * np.array(SHARES), 20_000)
    on_it = np.array([g / np.lcm(g, grid) for g in GRIDS])
    of_sections = shares @ on_it
    assert share_on(grid, ERROR) == pytest.approx(of_sections.mean(), abs=0.01)
    coarse, concentration = habit_of(grid, ERROR)
    rest = (share_on(grid, ERROR) - coarse) / (1 - coarse)
    scatter = (1 - rest) * np.sqrt(coarse * (1 - coarse) / (concentration + 1))
    assert scatter == pytest.approx(of_sections.std(), rel=0.05)
