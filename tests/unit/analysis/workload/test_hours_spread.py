# SPDX-License-Identifier: Apache-2.0
"""Hours that follow from cases and minutes, held against draws from the declared model."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from machikata.analysis.workload.hours_spread import line_spread, sum_spread
from machikata.analysis.workload.rounding import meant_minutes
from machikata.rules.survey_reporting import reporting_error

ERROR = reporting_error(as_of=date(2026, 4, 1))
CASES = np.array([1200.0, 300.0, 80.0, 2000.0])
MEANT = meant_minutes(np.array([10.0, 60.0, 45.0, 5.0]), np.zeros(4, dtype=np.int64), error=ERROR)
ALL = MEANT.of(np.arange(4))


def drawn_hours(rng, n=200_000):
    """Yearly hours as answered, given what may have been meant by the minutes: two memories, rounding of hours."""
    total = np.zeros((n, len(CASES)))
    for line, cases in enumerate(CASES):
        own = MEANT.of(np.array([line]))
        piece = rng.choice(len(own.weight), p=own.weight, size=n)
        meant = np.exp(rng.uniform(own.low[piece], own.high[piece]))
        memories = np.exp(np.sqrt(2) * ERROR.memory_sd * rng.standard_normal(n))
        total[:, line] = ERROR.hours_grid * np.floor(cases * meant * memories / 60 / ERROR.hours_grid + 0.5)
    return total


HOURS = drawn_hours(np.random.default_rng(3))


@pytest.mark.parametrize("share", [0.001, 0.025, 0.5, 0.975, 0.999])
def test_the_quantiles_of_a_sum_are_those_of_draws(share):
    spread = sum_spread(np.zeros(4, dtype=np.int64), 1, CASES, ALL, ERROR)
    assert spread.quantile(share)[0] == pytest.approx(np.quantile(HOURS.sum(axis=1), share), rel=0.04)


@pytest.mark.parametrize("line", range(4))
@pytest.mark.parametrize("share", [0.001, 0.01, 0.2, 0.7, 0.99, 0.999])
def test_the_hours_of_a_line_are_distributed_as_draws(line, share):
    spread = line_spread(CASES[[line]], MEANT.of(np.array([line])), ERROR)
    edge = np.quantile(HOURS[:, line], share) + ERROR.hours_grid / 2
    drawn = (HOURS[:, line] < edge).mean()
    below = float(spread.below(np.array([edge]))[0])
    assert below == pytest.approx(drawn, abs=0.004)
    assert np.log(below / drawn) == pytest.approx(0.0, abs=0.25)


def test_nothing_and_everything_are_the_ends():
    spread = line_spread(CASES, ALL, ERROR)
    assert spread.below(np.zeros(4)) == pytest.approx(np.zeros(4), abs=1e-15)
    assert spread.below(np.full(4, np.inf)) == pytest.approx(np.ones(4))


def test_several_sums_at_once_are_the_sums_one_by_one():
    group = np.array([1, 0, 1, 0])
    both = sum_spread(group, 2, CASES, ALL, ERROR).quantile(0.9)
    for g in (0, 1):
        own = group == g
        alone = sum_spread(np.zeros(2, dtype=np.int64), 1, CASES[own], MEANT.of(np.flatnonzero(own)), ERROR).quantile(
            0.9
        )
        assert both[g] == pytest.approx(alone[0])


def test_below_and_quantile_are_inverse():
    spread = sum_spread(np.zeros(4, dtype=np.int64), 1, CASES, ALL, ERROR)
    assert spread.below(spread.quantile(0.3))[0] == pytest.approx(0.3, abs=1e-6)
    assert spread.below(np.array([0.0]))[0] == 0.0
