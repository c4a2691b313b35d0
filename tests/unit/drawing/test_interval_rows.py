# SPDX-License-Identifier: Apache-2.0
"""Figures with their intervals under one another: the order given, nothing drawn for what is hidden, words for who cannot see it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from machikata.domain.estimate import Estimate
from machikata.domain.text import Text
from machikata.drawing.charts.interval_rows import IntervalRow, draw_interval_rows

ROWS = (
    IntervalRow("乙市", Estimate(1.3, 1.1, 1.6)),
    IntervalRow("甲市", Estimate(0.9, 0.7, 1.2), own=True),
    IntervalRow("丙市", None),
)


def drawn(rows=ROWS, **more):
    return draw_interval_rows(
        rows, title=Text("比", "Ratios"), unit=Text("倍", " times"), reference=1.0, id_prefix="r", **more
    )


def test_rows_stand_in_the_order_given_never_by_value():
    picture = drawn()
    assert picture.description.index("乙市") < picture.description.index("甲市") < picture.description.index("丙市")
    ET.fromstring(picture.markup)


def test_a_hidden_figure_has_its_name_and_no_dot():
    assert drawn().markup.count("<circle") == 2
    assert "丙市 ―" in drawn().description


def test_differences_carry_their_sign_and_the_margin_its_band():
    assert "+1.30" in drawn(sign=True).markup
    assert drawn(margin=0.2).markup.count("pic-margin") == 1
    assert "1.10 to 1.60" in drawn(language="en").description


def test_nothing_to_draw_is_an_error():
    with pytest.raises(ValueError, match="no row"):
        drawn(())
