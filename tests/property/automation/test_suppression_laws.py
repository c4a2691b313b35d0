# SPDX-License-Identifier: Apache-2.0
"""Laws of suppression, against trying out every table of whole numbers that a reader could hold for possible."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.automation.suppression import SmallCounts, still_told

MINIMUM = 3
SMALL = SmallCounts(MINIMUM)
Counts = list[list[int]]


@st.composite
def tables(draw: st.DrawFn, *, rows: int = 3, columns: int = 4, most: int = 6) -> Counts:
    r, c = draw(st.integers(2, rows)), draw(st.integers(2, columns))
    # Many zeros and small counts: there tables are hard to protect.
    count = st.sampled_from([0, 0, 1, 2, 3, most])
    return draw(st.lists(st.lists(count, min_size=c, max_size=c), min_size=r, max_size=r))


def fillings(counts: Counts, hidden: set[tuple[int, int]]) -> Iterator[dict[tuple[int, int], int]]:
    """Every way to fill the hidden counts so that all sums of rows and columns stay; row by row."""
    rows = [sum(row) - sum(n for j, n in enumerate(row) if (i, j) not in hidden) for i, row in enumerate(counts)]
    columns = [
        sum(row[j] for row in counts) - sum(row[j] for i, row in enumerate(counts) if (i, j) not in hidden)
        for j in range(len(counts[0]))
    ]

    def fill(i: int, left: list[int]) -> Iterator[dict[tuple[int, int], int]]:
        if i == len(counts):
            if not any(left):
                yield {}
            return
        cells = [j for j in range(len(left)) if (i, j) in hidden]
        for values in product(*(range(min(rows[i], left[j]) + 1) for j in cells)):
            if sum(values) == rows[i]:
                rest = list(left)
                for j, v in zip(cells, values, strict=True):
                    rest[j] -= v
                for more in fill(i + 1, rest):
                    yield {(i, j): v for j, v in zip(cells, values, strict=True)} | more

    yield from fill(0, columns)


def told_by_trying(counts: Counts, hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Hidden counts that are the same in every filling."""
    seen: dict[tuple[int, int], set[int]] = {cell: set() for cell in hidden}
    for filling in fillings(counts, hidden):
        for cell, value in filling.items():
            seen[cell].add(value)
        if all(len(values) > 1 for values in seen.values()):
            return set()
    return {cell for cell, values in seen.items() if len(values) == 1}


def hidden_in(shown: tuple[tuple[int | None, ...], ...]) -> set[tuple[int, int]]:
    return {(i, j) for i, row in enumerate(shown) for j, n in enumerate(row) if n is None}


@given(tables(), st.data())
def test_what_follows_from_the_sums_is_found_exactly(counts: Counts, data: st.DataObject) -> None:
    cells = [(i, j) for i, row in enumerate(counts) for j in range(len(row))]
    hidden = set(data.draw(st.lists(st.sampled_from(cells), unique=True, max_size=7)))
    assert still_told(counts, hidden) == told_by_trying(counts, hidden)


@settings(max_examples=200)
@given(tables())
def test_every_hidden_count_could_be_another_one(counts: Counts) -> None:
    shown = SMALL.table(counts)
    hidden = hidden_in(shown)
    everything = {(i, j) for i, row in enumerate(counts) for j in range(len(row))}
    small = {(i, j) for i, j in everything if 0 < counts[i][j] < MINIMUM}
    assert small <= hidden
    assert all(shown[i][j] == counts[i][j] for i, j in everything - hidden)
    if told_by_trying(counts, everything) & small:
        assert hidden == everything  # the sums alone tell it: nothing that is hidden helps
    else:
        assert told_by_trying(counts, hidden) == set()


@given(tables())
def test_a_table_without_small_counts_is_shown_whole(counts: Counts) -> None:
    large = [[0 if n == 0 else n + MINIMUM for n in row] for row in counts]
    assert SMALL.table(large) == tuple(map(tuple, large))


@given(st.lists(st.sampled_from([0, 1, 2, 3, 6]), min_size=2, max_size=6))
def test_a_list_has_one_sum_whichever_way_it_stands(counts: list[int]) -> None:
    [row] = SMALL.table([counts])
    column = tuple(n for (n,) in SMALL.table([[n] for n in counts]))
    assert row == column
    gaps = [i for i, n in enumerate(row) if n is None]
    small = [i for i, n in enumerate(counts) if 0 < n < MINIMUM]
    assert set(small) <= set(gaps)
    if sum(n > 0 for n in counts) > 1 or not small:
        # What is hidden is more than one count, so the sum gives only their total away.
        assert len(gaps) != 1
        total = sum(counts[i] for i in gaps)
        assert not gaps or total > 0
