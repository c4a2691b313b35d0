# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from machikata.drawing.markup import element, label, percent, short, words
from machikata.drawing.palette import STRONG
from machikata.drawing.picture import framed


def test_words_of_a_log_cannot_break_out_of_the_picture():
    hostile = '</text><script>alert("1")</script>&\x00\x0b'
    markup = element("text", words(hostile), data_activity=hostile)
    root = ET.fromstring(markup)
    assert list(root) == []
    assert root.text == '</text><script>alert("1")</script>&\ufffd\ufffd'
    assert root.get("data-activity") == root.text


def test_coordinates_are_short_and_never_minus_zero():
    assert [short(v) for v in (0.0, -0.04, 10.0, 3.14159, -2.55)] == ["0", "0", "10", "3.1", "-2.5"]
    assert [percent(v) for v in (0, 0.5, 1 / 3, 1)] == ["0%", "50%", "33.33%", "100%"]


def test_attributes_that_are_none_are_left_out():
    assert element("rect", x=1.0, rx=None) == '<rect x="1"/>'


def test_a_look_of_words_stands_on_a_tspan_so_that_no_page_rule_for_text_wins():
    assert "tspan" not in label("a", x=0.0, y=0.0)
    looked = ET.fromstring(label("a", x=0.0, y=0.0, fill=STRONG, size=16.0, bold=True))
    assert looked.get("fill") is None
    assert looked[0].attrib == {"fill": STRONG, "font-size": "16", "font-weight": "700"}


def test_a_picture_is_named_and_told():
    picture = framed("<g/>", id_prefix="p1", title="題", description="説明", width=10.0, height=20.0, class_="pic")
    root = ET.fromstring(str(picture))
    assert root.get("role") == "img"
    ids = {part.get("id"): part.text for part in root.iter() if part.get("id")}
    assert ids == {"p1-t": "題", "p1-d": "説明"}
    assert root.get("aria-labelledby").split() == list(ids)
    assert picture.__html__() == picture.markup


@pytest.mark.parametrize("prefix", ["", "1a", "a b", 'a"'])
def test_an_id_prefix_that_is_no_name_is_refused(prefix):
    with pytest.raises(ValueError, match="id prefix"):
        framed(id_prefix=prefix, title="", description="", width=1.0, height=1.0, class_="pic")
