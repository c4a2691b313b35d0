# SPDX-License-Identifier: Apache-2.0
"""Cells column by column, each distinct value once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from machikata.records.table_checks.grid import grid_columns

CELLS = st.sampled_from(
    [None, "", "a", "b", " ", "1", 0, 1, 1.0, 2.5, True, False, date(2026, 4, 1), datetime(2026, 4, 1), time(9), timedelta(1)]  # noqa: DTZ001
)  # fmt: skip


@given(st.integers(0, 3).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=12)))
def test_every_cell_comes_back_and_each_value_stands_once(rows):
    width = len(rows[0]) if rows else 2
    columns = grid_columns(rows, width)
    assert len(columns) == width
    for number, column in enumerate(columns):
        cells = [row[number] for row in rows]
        back = [column.values[code] for code in column.codes.tolist()]
        assert back == [None if cell == "" else cell for cell in cells]
        assert [isinstance(v, bool) for v in back] == [isinstance(v, bool) for v in cells]
        assert column.values[0] is None
        told = [(type(v) if isinstance(v, bool | date | time | timedelta) else None, v) for v in column.values[1:]]
        assert len(set(told)) == len(told)
