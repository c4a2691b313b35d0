# SPDX-License-Identifier: Apache-2.0
"""Sorting by many numbers packed into one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from machikata.apps.daycare_matching.building.ordering import dense, packed, starts_of

ROWS = st.integers(1, 5).flatmap(
    lambda k: st.tuples(
        st.lists(st.tuples(*[st.integers(0, 2**20 - 1)] * k), min_size=1, max_size=30), st.sampled_from([2**20, 2**40])
    )
)


@given(ROWS)
def test_packed_numbers_order_as_the_columns_do_however_large_they_are(case):
    rows, size = case
    columns = [np.array(c, np.int64) for c in zip(*rows, strict=True)]
    key = packed(columns, [size] * len(columns))
    assert [rows[i] for i in np.argsort(key, kind="stable")] == sorted(rows)
    assert all((key[i] == key[0]) == (rows[i] == rows[0]) for i in range(len(rows)))


def test_dense_numbers_keep_order_and_equality():
    values, size = dense(np.array([np.inf, -3.5, 2.0, np.inf]))
    assert (values.tolist(), size) == ([2, 0, 1, 2], 3)


def test_blocks_begin_where_the_one_before_ends():
    assert starts_of(np.array([2, 0, 3])).tolist() == [0, 2, 2, 5]
