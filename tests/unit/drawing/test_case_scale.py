# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.drawing.charts.axes import Axis
from machikata.drawing.charts.case_scale import KindPanel, ScaleRow, draw_case_scale, kind_sign
from machikata.drawing.charts.split_axis import SplitAxis, axis_for

VALUES = st.lists(
    st.floats(-1e9, 1e9, allow_subnormal=False).filter(lambda v: v == 0 or abs(v) > 1e-3), min_size=1, max_size=8
)


def drawn(*panels, language="ja"):
    return draw_case_scale(
        panels, title=Text("減った時間", "Saved"), unit=Text("時間", " hours"), language=language, id_prefix="s"
    )


def panel(kind, *values):
    return KindPanel(kind, tuple(ScaleRow(f"団体{n}", v) for n, v in enumerate(values)))


@given(VALUES)
def test_an_axis_holds_every_value_in_their_order_with_zero_between_the_signs(values):
    axis = axis_for(values)
    places = [axis.share(v) for v in sorted(values)]
    assert all(-1e-9 <= p <= 1 + 1e-9 for p in places)
    assert all(a <= b + 1e-9 for a, b in pairwise(places))
    if min(values) < 0:
        assert 0 in axis.ticks
        assert axis.share(min(values)) <= axis.share(0.0) <= max(axis.share(max(values)), axis.share(0.0))


@given(VALUES)
def test_ticks_stand_from_left_to_right_at_their_own_places(values):
    axis = axis_for(values)
    places = [axis.share(t) for t in axis.ticks]
    assert places == sorted(places)
    assert len(set(axis.ticks)) == len(axis.ticks)


def test_values_that_differ_a_hundredfold_get_powers_of_ten_and_others_even_steps():
    assert isinstance(axis_for([10, 22_654]), SplitAxis)
    assert isinstance(axis_for([10, 999]), Axis)
    assert isinstance(axis_for([0, 0]), Axis)
    wide = axis_for([10.0, 22_654.0])
    assert wide.share(100.0) - wide.share(10.0) == pytest.approx(wide.share(10_000.0) - wide.share(1_000.0))


def test_a_negative_value_lies_on_the_other_side_of_zero_on_the_same_axis():
    axis = axis_for([-46.0, 22_654.0, 12.8])
    assert axis.share(-46.0) < axis.share(0.0) < axis.share(12.8) < axis.share(22_654.0)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_picture_says_that_it_is_logarithmic_only_where_it_is(language):
    word = {"ja": "対数", "en": "logarithmic"}[language]
    wide = drawn(panel(FigureKind.MEASURED, 10.0, 20_000.0), language=language)
    assert word in wide.markup
    assert word in wide.description
    assert word not in drawn(panel(FigureKind.MEASURED, 10.0, 20.0), language=language).markup


def test_every_kind_has_its_word_its_shape_and_its_border():
    picture = drawn(*(panel(kind, 10.0) for kind in FigureKind))
    for kind in FigureKind:
        assert f"{kind_sign(kind)} {kind.label.ja}" in picture.markup
    assert 'stroke-dasharray="8 4"' in picture.markup
    assert 'stroke-dasharray="2 4"' in picture.markup
    assert fromstring(picture.markup) is not None


def test_rows_keep_the_order_given_and_nothing_is_added_up():
    picture = drawn(panel(FigureKind.MEASURED, 5.0, 900.0, 40.0))
    assert [picture.description.index(t) for t in ("5時間", "900時間", "40時間")] == sorted(
        picture.description.index(t) for t in ("5時間", "900時間", "40時間")
    )
    assert "945" not in picture.markup


def test_a_hostile_name_is_words_and_no_markup():
    row = ScaleRow("<script>x</script>&", 1.0)
    assert "<script>" not in drawn(KindPanel(FigureKind.TRIAL, (row,))).markup


def test_no_figure_is_no_picture():
    with pytest.raises(ValueError, match="no figure"):
        drawn(KindPanel(FigureKind.TRIAL, (ScaleRow("a", None),)))
