# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from machikata.analysis.comparison.suppression import gives_away, hidden_cells

K = 10
tables = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(st.integers(0, 40), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda cells: np.array(cells).reshape(shape)
    )
)


def test_a_small_count_takes_a_second_one_with_it_in_its_row_and_its_column():
    counts = np.array([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    hidden = hidden_cells(counts, minimum=K)
    assert hidden.tolist() == [[True, True, False], [True, True, False], [False, False, False]]


def test_two_small_counts_that_add_up_to_enough_need_no_third():
    assert hidden_cells(np.array([6, 7, 50]), minimum=K).tolist() == [True, True, False]
    assert hidden_cells(np.array([2, 3, 50]), minimum=K).tolist() == [True, True, True]


def test_nothing_is_hidden_where_nothing_is_small_and_zero_is_no_secret():
    assert not hidden_cells(np.array([[0, 10], [25, 30]]), minimum=K).any()


def test_what_the_reader_knows_anyway_is_shown_and_protects_nobody():
    counts, visible = np.array([4, 5, 30, 60]), np.array([True, False, False, False])
    assert hidden_cells(counts, minimum=K, visible=visible).tolist() == [False, True, True, False]


@given(tables)
def test_no_total_gives_a_small_count_away(counts):
    hidden = hidden_cells(counts, minimum=K)
    assert hidden[(counts > 0) & (counts < K)].all()
    lines = [*zip(counts, hidden, strict=True), *zip(counts.T, hidden.T, strict=True)]
    for line, mask in lines:
        known_sum = line[mask].sum()  # what subtraction from the total tells
        alone = mask.sum() == 1
        nothing_left = not (line[~mask] > 0).any()
        if mask.any():
            assert nothing_left or (not alone and known_sum >= K)


def test_a_cell_that_alone_links_two_parts_of_the_table_is_given_away():
    """Two blocks of four hidden cells, and one hidden cell between them: row and column sums tell that one."""
    hidden = np.zeros((4, 4), dtype=bool)
    hidden[:2, :2] = hidden[2:, 2:] = True
    counts = np.full((4, 4), 20)
    assert not gives_away(counts, hidden, minimum=K)
    hidden[1, 2] = True
    assert gives_away(counts, hidden, minimum=K)


def test_a_lonely_hidden_cell_and_a_small_sum_are_given_away():
    counts = np.array([[4, 0, 50], [5, 0, 50]])
    assert gives_away(np.array([4, 0, 0]), np.array([True, False, False]), minimum=K)
    assert gives_away(counts, counts < K, minimum=K)
    assert not gives_away(counts, np.zeros((2, 3), dtype=bool), minimum=K)
