# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machikata.drawing.lettering import fill_lines, text_width, wrap_label

LABELS = st.one_of(
    st.text(alphabet="申請受付調査依頼意見書のをに確認（）・ー、。カードッャ", max_size=40), st.text(max_size=40)
)


@pytest.mark.parametrize(
    ("label", "width", "lines"),
    [
        ("審査会の資料作成", 100, ("審査会の", "資料作成")),
        ("主治医意見書の作成を依頼する", 130, ("主治医意見書の", "作成を依頼する")),
        ("認定調査票の確認（差し戻し）", 120, ("認定調査票の", "確認", "（差し戻し）")),
        ("申請の受付", 120, ("申請の受付",)),
        ("Determine necessity to stop indication", 170, ("Determine", "necessity to", "stop indication")),
        ("", 100, ("",)),
    ],
)
def test_labels_break_between_phrases(label, width, lines):
    assert wrap_label(label, width=width, size=16, bold=True) == lines


def test_a_piece_wider_than_a_line_breaks_where_japanese_may():
    lines = wrap_label("ネットワークカードリーダー", width=100, size=16, most_lines=9)
    assert "".join(lines) == "ネットワークカードリーダー"
    assert not any(line[0] in "ーッ" for line in lines)


def test_what_does_not_fit_ends_in_dots():
    lines = wrap_label("あ" * 100, width=100, size=16, most_lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


@given(label=LABELS, width=st.floats(60, 200), bold=st.booleans())
def test_no_line_is_wider_than_asked_and_nothing_is_lost(label, width, bold):
    lines = wrap_label(label, width=width, size=16, bold=bold, most_lines=1000)
    assert all(text_width(line, size=16, bold=bold) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(label.split())


@given(label=LABELS, width=st.floats(60, 200))
def test_running_text_fills_its_lines(label, width):
    lines = fill_lines(label, width=width)
    assert len(lines) <= len(wrap_label(label, width=width, most_lines=1000)) + 1
    assert all(text_width(line) <= width for line in lines)


@given(text=st.text(max_size=30))
def test_width_grows_with_the_words(text):
    assert 0 <= text_width(text) <= text_width(text + "件")
