# SPDX-License-Identifier: Apache-2.0
"""What is found by arrays is what a search through the bytes finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from machikata.records.tables.tags import tags_of
from machikata.records.tables.workbook_looks import column_number

PATTERN = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(\d{1,6})"')
PIECES = st.sampled_from([
    b'<c r="', b'" s="', b'"', b"A", b"Z", b"ZZZ", b"1", b"9", b"0123", b"9999999", b' t="s"', b">", b"/>", b"<v>12</v>", b"</c>", b"<",
    b"c", b" r=", b'<c r="B7" s="3"', b"<row>", b"\xe8\xa1\xa8", b"\0", b'<col s="1"', b'<x:c r="A1" s="1"',
])  # fmt: skip
CELLS = st.builds(
    lambda letters, row, style: b'<c r="%b%d" s="%d">' % (letters, row, style),
    st.text("ABXYZ", min_size=1, max_size=4).map(str.encode), st.integers(0, 12_345_678), st.integers(0, 1_234_567),
)  # fmt: skip


def told(part: bytes) -> list[tuple[int, int, int]]:
    found = tags_of(part).styled_cells()
    return list(zip(found.rows.tolist(), found.columns.tolist(), found.styles.tolist(), strict=True))


@given(st.lists(PIECES | CELLS, max_size=30).map(b"".join))
def test_the_cells_are_those_of_the_expression(part):
    wanted = [(int(row) - 1, column_number(letters), int(style)) for letters, row, style in PATTERN.findall(part)]
    assert told(part) == wanted


def test_a_piece_that_ends_inside_a_cell_tells_nothing_of_it():
    whole = b'<c r="AB12" s="34"'
    for length in range(len(whole)):
        assert told(whole[:length]) == []
    assert told(whole) == [(11, 27, 34)]


@given(st.lists(PIECES | CELLS, max_size=30).map(b"".join), st.integers(0, 60), st.integers(0, 300))
def test_tags_are_counted_as_a_search_would(part, start, length):
    end = min(len(part), start + length)
    tags = tags_of(part)
    for begin in (b"<", b"<c", b'<c r="', b"<!", b"<v>", b"<col s"):
        assert tags.count(begin) == part.count(begin)
        inside = tags.between(start, end).starting(begin).tolist()
        assert inside == [n for n in range(start, end) if part.startswith(begin, n)]
    assert [tags.prefixed(b) for b in (b"c", b"c ", b"f")] == [b in part for b in (b":c", b":c ", b":f")]


@given(
    st.lists(CELLS | st.sampled_from([b'<c r="A1">', b'<c r="ZZ9999" s="1">', b"<c r=", b"<row/>"]), max_size=9).map(
        b"".join
    )
)
def test_no_far_cell_is_missed(part):
    if re.search(rb'<c r="(?:[A-Z]{1,2}[0-9]{5,}"|[A-Z]{3,}[0-9])', part):
        assert tags_of(part).any_far
    if not re.search(rb'<c r="(?:[A-Z]{1,2}[0-9]{5,}|[A-Z]{3,})', part):
        assert not tags_of(part).any_far
