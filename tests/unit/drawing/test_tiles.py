# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest

from machikata.domain.prefectures import PREFECTURES
from machikata.domain.text import Text
from machikata.drawing.lettering import text_width
from machikata.drawing.tiles import (
    PLACES,
    MunicipalityTile,
    PrefectureTile,
    municipality_tiles,
    prefecture_tiles,
    shade_of,
)
from machikata.facts.municipalities import municipality_facts

SVG = "{http://www.w3.org/2000/svg}"
TITLE = Text("割合", "Share")
FULL = {n: PrefectureTile(i / 46, i, 46) for i, n in enumerate(PLACES)}


def tiles_of(picture):
    return [g for g in ET.fromstring(picture.markup).iter(SVG + "g") if g.get("class") == "pic-tile"]


def words_of(tile):
    return ["".join(t.itertext()) for t in tile.iter(SVG + "text")]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_there_is_a_place_for_each_of_the_47_prefectures_and_none_lie_upon_another():
    assert set(PLACES) == set(PREFECTURES)
    for (_, (ax, ay)), (_, (bx, by)) in combinations(PLACES.items(), 2):
        assert max(abs(ax - bx), abs(ay - by)) > 0.999


@pytest.mark.parametrize(
    ("one", "other"), [("01", "02"), ("02", "47"), ("13", "14"), ("15", "14"), ("40", "46"), ("32", "34"), ("38", "39")]
)
def test_what_lies_further_north_lies_higher(one, other):
    assert PLACES[one][1] < PLACES[other][1]


@pytest.mark.parametrize(("one", "other"), [("42", "40"), ("40", "27"), ("27", "23"), ("23", "13"), ("06", "04")])
def test_what_lies_further_west_lies_further_left(one, other):
    assert PLACES[one][0] < PLACES[other][0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_tile_bears_name_and_figure_and_tells_users_of_n(language):
    drawn = tiles_of(prefecture_tiles(FULL, title=TITLE, language=language))
    assert [words_of(t)[0] for t in drawn] == [p.short.in_(language) for p in PREFECTURES.values()]
    assert words_of(drawn[23]) == [PREFECTURES["24"].short.in_(language), "50%"]
    assert drawn[23].find(SVG + "title").text in ("三重県 50%（46団体のうち23団体）", "Mie: 50% (23 of 46)")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_words_fit_their_tiles_and_stand_out_from_them(language):
    for tile in tiles_of(prefecture_tiles(FULL, title=TITLE, language=language)):
        rect = tile.find(SVG + "rect")
        for text in tile.iter(SVG + "text"):
            word = "".join(text.itertext())
            assert text_width(word) <= float(rect.get("width"))
            span = text.find(SVG + "tspan")
            assert contrast(rect.get("fill"), span.get("fill")) >= 4.5
            assert float(span.get("font-size", 14)) >= 14


def test_the_shade_follows_the_figure_as_it_is_written():
    tiles = FULL | {"13": PrefectureTile(0.796, 39, 49), "14": PrefectureTile(0.794, 27, 34)}
    drawn = dict(zip(PLACES, tiles_of(prefecture_tiles(tiles, title=TITLE)), strict=True))
    assert [words_of(drawn[n])[1] for n in ("13", "14")] == ["80%", "79%"]
    fills = [drawn[n].find(SVG + "rect").get("class") for n in ("13", "14")]
    assert fills == ["pic-shade-5", "pic-shade-4"]
    assert [shade_of(k / 100) for k in (19, 20, 39, 40, 59, 60, 79, 80)] == [0, 1, 1, 2, 2, 3, 3, 4]


def test_a_prefecture_without_an_answer_is_dashed_and_says_so():
    drawn = tiles_of(prefecture_tiles(FULL | {"47": PrefectureTile(None, 0, 41)}, title=TITLE))[-1]
    assert words_of(drawn) == ["沖縄", "―"]
    assert drawn.find(SVG + "rect").get("stroke-dasharray")
    assert "答えなし" in drawn.find(SVG + "title").text


def test_a_missing_or_unknown_prefecture_is_refused():
    with pytest.raises(ValueError, match="47"):
        prefecture_tiles({"13": PrefectureTile(0.5, 1, 2)}, title=TITLE)
    with pytest.raises(ValueError, match="99"):
        prefecture_tiles(FULL | {"99": PrefectureTile(0.5, 1, 2)}, title=TITLE)


def hokkaido(language="ja"):
    bodies = [b for b in municipality_facts() if b.code.startswith("01")]
    tiles = tuple(MunicipalityTile(b.name, b.ai, b.rpa) for b in bodies)
    return bodies, municipality_tiles(tiles, prefecture=PREFECTURES["01"].name, language=language)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_179_municipalities_of_hokkaido_stand_in_rows_in_the_order_of_codes(language):
    bodies, picture = hokkaido(language)
    drawn = tiles_of(picture)
    assert [words_of(t)[0] for t in drawn] == [b.name for b in bodies]
    assert len(drawn) == 179
    frames = [next(r for r in t.iter(SVG + "rect") if r.get("class") == "pic-frame") for t in drawn]
    places = [(float(f.get("y")), float(f.get("x"))) for f in frames]
    assert places == sorted(places)
    assert len({y for y, _ in places}) == 36
    assert all(x + float(f.get("width")) <= picture.width for (_, x), f in zip(places, frames, strict=True))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_name_and_state_of_the_country_fits_its_tile(language):
    for n, prefecture in PREFECTURES.items():
        bodies = [b for b in municipality_facts() if b.code.startswith(n)]
        tiles = tuple(MunicipalityTile(b.name, b.ai, b.rpa) for b in bodies)
        for tile in tiles_of(municipality_tiles(tiles, prefecture=prefecture.name, language=language)):
            width = float(next(r for r in tile.iter(SVG + "rect") if r.get("class") == "pic-frame").get("width"))
            name, *states = words_of(tile)
            assert text_width(name, bold=True) <= width
            assert all(text_width(s, bold=True) + 23 <= width / 2 for s in states)


def test_a_state_is_told_by_word_shape_and_shade():
    tiles = (MunicipalityTile("甲市", True, False), MunicipalityTile("乙町", None, None))
    first, second = tiles_of(municipality_tiles(tiles, prefecture=Text("架空県", "Invented"), columns=2))
    assert words_of(first) == ["甲市", "AI 有", "RPA 無"]
    assert [c.get("class") for c in first.iter(SVG + "circle")] == ["pic-dark", "pic-dot"]
    shades = [r.get("fill") for r in first.iter(SVG + "rect") if (r.get("class") or "").startswith("pic-shade")]
    assert shades[0] != shades[1] == "#ffffff"
    assert words_of(second) == ["乙町", "AI 不詳", "RPA 不詳"]
    assert len(list(second.iter(SVG + "line"))) == 2


def test_numbers_of_the_description_are_counted_from_the_tiles():
    _, picture = hokkaido("en")
    bodies = [b for b in municipality_facts() if b.code.startswith("01")]
    counted = [179, sum(b.ai for b in bodies), sum(b.rpa for b in bodies), sum(b.ai or b.rpa for b in bodies)]
    assert [int(n) for n in re.findall(r"\d+", picture.description)] == counted


def test_no_municipality_is_refused():
    with pytest.raises(ValueError, match="no municipality"):
        municipality_tiles((), prefecture=Text("架空県", "Invented"))
