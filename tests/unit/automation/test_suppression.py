# SPDX-License-Identifier: Apache-2.0
"""Suppression in cases that a person can follow."""

from __future__ import annotations

import numpy as np
import pytest

from machikata.automation.suppression import SmallCounts, small_counts, still_told
from machikata.domain.errors import InputRefused
from machikata.rules.thresholds import disclosure_thresholds

TEN = SmallCounts(10)


def test_the_minimum_is_that_of_the_rule_in_force() -> None:
    assert small_counts().minimum == disclosure_thresholds().minimum_cases


def test_zero_and_the_minimum_are_shown_and_what_lies_between_is_not() -> None:
    assert [TEN.hides(n) for n in (0, 1, 9, 10)] == [False, True, True, False]


def test_a_small_count_takes_a_rectangle_with_it() -> None:
    shown = TEN.table([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    assert shown == ((None, None, 30), (None, None, 60), (70, 80, 90))


def test_two_small_counts_that_protect_each_other_need_less() -> None:
    counts = [[3, 20, 4], [40, 50, 60], [5, 80, 6]]
    assert TEN.table(counts) == ((None, 20, None), (40, 50, 60), (None, 80, None))


def test_a_rectangle_with_zeros_in_the_wrong_corners_is_not_enough() -> None:
    # 3 and the count across both stand against zeros: none of the four could be another number.
    counts = [[3, 20], [0, 50]]
    hidden = {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert still_told(counts, hidden) == frozenset()
    assert still_told([[3, 0], [0, 0]], hidden) == frozenset(hidden)


def test_where_the_sums_alone_tell_a_count_everything_is_hidden_and_it_is_said() -> None:
    counts = [[3, 0], [0, 0]]
    assert TEN.table(counts) == ((None, None), (None, None))
    assert (0, 0) in still_told(counts, {(0, 0), (0, 1), (1, 0), (1, 1)})


def test_a_list_hides_the_smallest_other_count() -> None:
    assert TEN.table([[3, 40, 20, 0]]) == ((None, 40, None, 0),)
    assert TEN.table([[4]]) == ((None,),)
    assert TEN.table([]) == ()


def test_rows_of_different_lengths_and_negative_counts_are_refused() -> None:
    for counts in ([[1, 2], [3]], [[-1]]):
        with pytest.raises(InputRefused):
            TEN.table(counts)


def test_a_table_of_a_large_city_is_protected() -> None:
    counts = np.random.default_rng(1).poisson(9, (60, 6)).tolist()
    shown = TEN.table(counts)
    hidden = {(i, j) for i, row in enumerate(shown) for j, n in enumerate(row) if n is None}
    assert len(hidden) > 100
    assert still_told(counts, hidden) == frozenset()
