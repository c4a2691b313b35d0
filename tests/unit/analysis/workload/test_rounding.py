# SPDX-License-Identifier: Apache-2.0
"""What may have been meant by an answer, held against draws from the declared model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from machikata.analysis.workload.rounding import meant_hours, meant_minutes
from machikata.rules.survey_reporting import reporting_error

ERROR = reporting_error(as_of=date(2026, 4, 1))
FIRM = replace(ERROR, grid_concentration=1e9)
"""A section whose habit is that of all."""
GRIDS, SHARES = np.array(list(ERROR.grid_shares)), np.array(list(ERROR.grid_shares.values()))


def meant(*answers, error=FIRM):
    return meant_minutes(np.array(answers), np.zeros(len(answers), dtype=np.int64), error=error)


def drawn(rng, lowest, highest, n=600_000):
    """Minutes meant, flat on the logarithm, and the answers of the declared model: no grid that would leave nothing."""
    true = np.exp(rng.uniform(np.log(lowest), np.log(highest), n))
    possible = np.floor(true[:, None] / GRIDS + 0.5) > 0
    reached = np.cumsum(SHARES * possible, axis=1)
    grid = GRIDS[(reached < (rng.random(n) * reached[:, -1])[:, None]).sum(axis=1)]
    return true, grid * np.floor(true / grid + 0.5)


@pytest.mark.parametrize(
    ("wanted", "lowest", "highest"), [(45.0, 12, 400), (60.0, 12, 400), (5.0, 1, 40), (10.0, 1, 40), (37.0, 12, 400)]
)
def test_spread_and_mean_are_those_of_what_was_meant(wanted, lowest, highest):
    true, answers = drawn(np.random.default_rng(1), lowest, highest)
    found = meant(wanted)
    true = true[answers == wanted]
    assert found.pieces.moments()[0][0] == pytest.approx(true.mean(), rel=0.02)
    assert np.sqrt(found.variance(np.array([0]))[0]) == pytest.approx(np.log(true).std(), abs=0.006)


def test_an_answer_on_no_grid_is_taken_at_its_last_digit():
    for answer, low, high in ((7.5, 7.25, 7.75), (0.02, 0.015, 0.025)):
        found = meant(answer).pieces
        assert np.exp([found.low.min(), found.high.max()]) == pytest.approx([low, high])


def test_equal_answers_of_a_section_share_a_distribution_and_what_is_not_answered_has_none():
    found = meant(30.0, 5.0, np.nan, 30.0)
    assert found.which[0] == found.which[3] != found.which[1]
    assert found.which[2] == -1
    assert found.pieces.n == 2


def test_sections_with_other_habits_meant_other_things_by_one_answer():
    answers = np.array([30.0, 60.0, 30.0, 90.0, 30.0, 7.0, 12.0, 33.0, 18.0])
    found = meant_minutes(answers, np.repeat([0, 1], [4, 5]), error=ERROR)
    coarse, fine = found.variance(np.array([0, 4]))
    assert coarse > 1.5 * fine


def test_yearly_hours_lie_on_their_grid_or_on_their_last_digit():
    found = meant_hours(np.array([100.0, 3.0]), error=ERROR)
    low, high = (np.exp(end[found.which]) for end in (found.pieces.low, found.pieces.high))
    assert (low, high) == (pytest.approx([97.5, 2.5]), pytest.approx([102.5, 3.5]))
