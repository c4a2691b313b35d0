# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from machikata.domain.adoption import AdoptionCount, AdoptionTarget, Among, Tool
from machikata.domain.text import Text
from machikata.drawing.charts.adoption_series import HEIGHT, draw_adoption_series, written_count
from machikata.drawing.lettering import text_width

SVG = "{http://www.w3.org/2000/svg}"
TITLE = Text("AIまたはRPA", "AI or RPA")


def count(as_of, low, high, **more):
    return AdoptionCount(f"c{as_of}", Tool.EITHER, Among.ALL, as_of, 1788, low, high, ("s",), **more)


RANGE, OPEN, KNOWN = count("2020-12", 417, 800), count("2022-12", 838, None), count("2024-12-31", 1154, 1154)
PRINTED = count("2018-11", None, None, percent=5.8)
TARGETS = (AdoptionTarget("t", 1065, 2024, ("s",)),)


def draw(*counts, targets=(), language="ja"):
    return draw_adoption_series(counts, targets, title=TITLE, language=language, id_prefix="a")


def points(picture):
    return [g for g in ET.fromstring(picture.markup).iter(SVG + "g") if g.get("class") == "pic-point"]


def texts(element):
    return ["".join(t.itertext()) for t in element.iter(SVG + "text")]


def test_a_range_is_a_bar_with_caps_and_its_ends_in_words():
    (point,) = points(draw(RANGE))
    assert texts(point) == ["417〜800"]
    caps = sorted(float(line.get("y1")) for line in point.iter(SVG + "line"))
    (bar,) = point.iter(SVG + "rect")
    assert caps == pytest.approx([float(bar.get("y")), float(bar.get("y")) + float(bar.get("height"))], abs=0.11)
    assert not list(point.iter(SVG + "circle"))


def test_a_lower_bound_alone_is_an_arrow_upwards_without_an_upper_cap():
    (point,) = points(draw(OPEN))
    assert texts(point) == ["838以上"]
    (head,) = point.iter(SVG + "path")
    lines = list(point.iter(SVG + "line"))
    level = [line for line in lines if line.get("y1") == line.get("y2")]
    assert len(level) == 1  # the lower cap
    assert float(head.get("d").split("L")[1].split(" ")[1]) < float(level[0].get("y1"))


def test_a_known_number_is_a_dot_at_its_height():
    (point,) = points(draw(KNOWN))
    (dot,) = point.iter(SVG + "circle")
    assert float(dot.get("cy")) == pytest.approx(HEIGHT * (1 - 1154 / 1500), abs=0.1)


def test_a_share_alone_is_hollow_and_written_as_it_was_printed():
    (point,) = points(draw(PRINTED))
    (ring,) = point.iter(SVG + "circle")
    assert ring.get("fill") == "#ffffff"
    assert texts(point) == ["5.8%"]


@pytest.mark.parametrize(
    ("made", "ja", "en"),
    [(RANGE, "417〜800", "417 to 800"), (OPEN, "838以上", "838 or more"), (KNOWN, "1,154", "1,154"),
     (count("2018-11", None, None, percent=36.0, approximate=True), "約36%", "about 36%"), (count("2018-11", None, None), "", "")],
)  # fmt: skip
def test_counts_in_words(made, ja, en):
    assert (written_count(made, "ja"), written_count(made, "en")) == (ja, en)


def test_targets_stand_at_their_number_in_their_year():
    picture = draw(KNOWN, targets=TARGETS)
    target, point = points(picture)
    assert texts(target) == ["目標 1,065"]
    assert "2024年度末" in target.find(SVG + "title").text
    (line,) = target.iter(SVG + "line")
    (dot,) = point.iter(SVG + "circle")
    assert float(line.get("y1")) > float(dot.get("cy"))
    assert (float(line.get("x1")) + float(line.get("x2"))) / 2 == float(dot.get("cx"))


def test_only_marks_that_occur_are_in_the_key():
    key = texts(ET.fromstring(draw(KNOWN).markup))
    assert "分かっている数" in key
    assert "下限だけ" not in key
    assert "下限だけ" in texts(ET.fromstring(draw(OPEN).markup))


def test_a_year_between_without_a_count_says_so():
    found = texts(ET.fromstring(draw(RANGE, OPEN).markup))
    assert "2021年度" in found
    assert found.count("公表なし") == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_labels_of_neighbouring_years_do_not_touch(language):
    wide = [count(f"{year}-12", 1000, 1700) for year in range(2018, 2025)]
    picture = draw(*wide, language=language)
    assert picture.width == pytest.approx(58 + 7 * 118)
    assert max(text_width(t, bold=True) for p in points(picture) for t in texts(p)) < 114


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_description_holds_every_number(language):
    description = draw(RANGE, OPEN, KNOWN, targets=TARGETS, language=language).description
    assert all(n in description for n in ("417", "800", "838", "1,154", "1,065", "1,788"))


def test_two_counts_of_one_year_or_none_are_refused():
    with pytest.raises(ValueError, match="fiscal year"):
        draw(KNOWN, KNOWN)
    with pytest.raises(ValueError, match="at least one"):
        draw()
