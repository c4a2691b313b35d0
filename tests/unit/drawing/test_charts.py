# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest

from machikata.analysis.comparison.result import Funnel, FunnelLine, FunnelPoint, FunnelPosition
from machikata.analysis.handovers import Handover, HandoverKind, HandoverMatrix, StaffKind
from machikata.analysis.survival import kaplan_meier
from machikata.analysis.workload_calendar import HourLoad, PeriodLoad
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text
from machikata.drawing.charts.axes import Axis, round_axis
from machikata.drawing.charts.distribution import Quantiles, Spread, draw_distribution
from machikata.drawing.charts.funnel import draw_funnel
from machikata.drawing.charts.handover_table import draw_handovers
from machikata.drawing.charts.hours import draw_hours
from machikata.drawing.charts.interval import draw_interval, draw_interval_axis
from machikata.drawing.charts.months import draw_months
from machikata.drawing.charts.shades import STEPS, compact, step_of
from machikata.drawing.charts.survival import SurvivalLine, draw_survival, survival_line, survival_lines
from machikata.drawing.palette import (
    GRAY_900,
    LESS,
    MORE,
    OWN,
    PEER,
    STRONG,
    TEXT,
    WAIT_LONG,
    WAIT_MIDDLE,
    WAIT_SHORT,
    WEAK,
    WHITE,
)
from machikata.testing.comparisons import sample_comparison

SVG = "{http://www.w3.org/2000/svg}"
DAYS = Text("日", " days")


def texts(picture):
    return ["".join(t.itertext()) for t in ET.fromstring(picture.markup).iter(SVG + "text")]


def parts(picture, class_):
    return [e for e in ET.fromstring(picture.markup).iter() if e.get("class") == class_]


def funnel(*points, tau2=0.01):
    def limits(n):
        s = math.sqrt(36 / n + tau2)
        return 1 - 1.96 * s, 1 + 1.96 * s, 1 - 3.09 * s, 1 + 3.09 * s

    drawn = tuple(
        FunnelPoint(body, n, ratio, 0.1, *limits(n), (ratio - 1) / 0.1, position) for body, n, ratio, position in points
    )
    lines = tuple(FunnelLine(n, *limits(n)) for n in range(100, 4000, 100))
    return Funnel(drawn, lines, tau2, 1.0, Text("", ""))


IN, OUT = FunnelPosition.INSIDE, FunnelPosition.ABOVE_95
SPREAD_OUT = funnel(
    ("a", 300, 0.69, IN), ("b", 2700, 1.3, OUT), ("c", 3566, 0.69, FunnelPosition.BELOW_998), ("d", 3108, 0.94, IN), ("e", 2000, 1.0, IN)
)  # fmt: skip
NAMES = {"a": "岩清水市", "b": "真砂浦市", "c": "藤見坂市", "d": "汐見原市", "e": "稲穂野市"}


def test_the_funnel_names_the_own_body_outliers_and_extremes_five_at_most():
    named = set(texts(draw_funnel(SPREAD_OUT, names=NAMES, own="d"))) & set(NAMES.values())
    assert named == {"汐見原市", "真砂浦市", "藤見坂市", "岩清水市", "稲穂野市"}
    many = funnel(*((f"b{i}", 200 + 300 * i, 1.0 + 0.05 * i, OUT) for i in range(12)))
    assert len({t for t in texts(draw_funnel(many, names={})) if re.fullmatch(r"b\d+", t)}) <= 5


def test_bodies_in_a_crowd_lose_their_names_but_never_the_own_body():
    crowd = funnel(*((f"b{i}", 2000 + i, 1.0 + 0.001 * i, OUT) for i in range(9)))
    named = {t for t in texts(draw_funnel(crowd, names={}, own="b4")) if t.startswith("b")}
    assert "b4" in named
    assert len(named) < 5


def test_every_body_has_its_dot_and_the_own_one_is_filled():
    picture = draw_funnel(SPREAD_OUT, names=NAMES, own="d")
    assert len(parts(picture, "pic-dot")) == 4
    (own,) = parts(picture, "pic-dot-own")
    assert (own.get("fill"), own.get("data-body")) == (OWN, "d")


def test_limits_reach_both_edges_of_the_plot():
    for line in parts(draw_funnel(SPREAD_OUT, names=NAMES), "pic-limit"):
        xs = [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", line.get("d"))]
        assert min(xs) < 1
        assert max(xs) >= 1000


def test_limits_are_solid_at_95_and_dashed_at_998_per_cent():
    dashes = [line.get("stroke-dasharray") for line in parts(draw_funnel(SPREAD_OUT, names=NAMES), "pic-limit")]
    assert dashes == [None, None, "6 4", "6 4"]


def test_the_funnel_says_in_words_who_lies_outside():
    told = draw_funnel(SPREAD_OUT, names=NAMES, own="d").description
    assert told == (
        "5団体のうち3団体は95%の幅の中。藤見坂市は0.69倍で99.8%の幅の外。真砂浦市は1.30倍で95%の幅の外。汐見原市は0.94倍。"
    )


def test_a_funnel_without_points_or_limits():
    with pytest.raises(ValueError, match="without points"):
        draw_funnel(Funnel((), (), 0.0, 0.0, Text("", "")), names={})
    bare = replace(SPREAD_OUT, lines=())
    assert "95%の幅" not in texts(draw_funnel(bare, names=NAMES))


def test_a_survival_curve_steps_down_and_stops_where_its_records_end():
    line = SurvivalLine("a", True, ((10.0, 0.5), (20.0, 0.0)))
    (path,) = parts(draw_survival([line], horizon_days=40), "pic-own-line")
    assert path.get("d") == "M0 0L250 0L250 500L500 500L500 1000L500 1000"


def test_own_is_thick_peers_grey_and_the_key_counts_them():
    comparison = sample_comparison(n_bodies=12)
    names = {b.code: b.name.ja for b in comparison.bodies}
    lines = survival_lines(comparison.survival, names=names, own=comparison.own)
    assert len(lines) == 11  # the twelfth is suppressed
    picture = draw_survival(lines, horizon_days=120, limit_days=30)
    own = [p for p in parts(picture, "pic-own-line") if p.tag == SVG + "path"]
    assert [p.get("stroke-width") for p in own] == ["3"]
    assert len(parts(picture, "pic-peer-line")) == 10
    assert {names[comparison.own], "ほかの10団体", "30日"} <= set(texts(picture))


def test_the_own_median_shows_its_interval_and_tells_it():
    line = SurvivalLine("汐見原市", True, ((31.0, 0.4), (60.0, 0.0)), median=(31.0, 30.0, 33.0))
    picture = draw_survival([line], horizon_days=60)
    assert parts(picture, "pic-dot-own")[0].get("cx") == "51.67%"
    assert "汐見原市は中央31.0日（95%の幅 30.0〜33.0）" in picture.description


def test_a_curve_of_one_log_brings_its_band_thinned():
    found = kaplan_meier(durations=[float(d) for d in range(1, 2001)], ended=[True] * 2000)
    line = survival_line(found, name="a")
    assert len(line.steps) <= 401
    assert line.steps[-1][1] == 0.0
    assert len(parts(draw_survival([line], horizon_days=2000), "pic-band")) == 1
    with pytest.raises(ValueError, match="no curve"):
        draw_survival([SurvivalLine("a", True, ())], horizon_days=10)


def month(year, number, started, open_at_end, *, whole=True):
    return PeriodLoad(date(year, number, 1), date(year, number, 28), started, 0, open_at_end, whole)


YEAR = [month(2025 + (3 + i) // 12, (3 + i) % 12 + 1, 240 + i, 280 + 7 * i) for i in range(12)]


def test_months_have_a_column_each_and_the_highest_backlog_its_number():
    picture = draw_months(YEAR)
    assert len(parts(picture, "pic-column")) == 13  # and one in the key
    assert "357" in texts(picture)
    assert "月（2025年4月〜2026年3月）" in texts(picture)
    assert picture.description == "受付は240件から251件で、2026年3月が最多。月末の未処理は2026年3月末の357件が最多。"


def test_part_of_a_month_is_hollow_and_said():
    picture = draw_months([*YEAR, month(2026, 4, 20, 300, whole=False)], language="en")
    assert len(parts(picture, "pic-column-part")) == 1
    assert any("dashed: part of a month" in t for t in texts(picture))


@pytest.mark.parametrize("count", [1, 5, 13, 40, 130])
def test_month_names_stay_apart_however_many_there_are(count):
    months = [month(2015 + i // 12, i % 12 + 1, 10, 10) for i in range(count)]
    named = [t for t in texts(draw_months(months)) if re.fullmatch(r"\d{1,2}(/\d{1,2})?", t)]
    assert 1 <= len(named) <= 14
    with pytest.raises(ValueError, match="no month"):
        draw_months([])


def test_hours_show_every_count_in_its_cell_and_times_unknown_apart():
    hours = [HourLoad(0, 9, 120), HourLoad(4, 16, 7), HourLoad(2, None, 5000)]
    picture = draw_hours(hours)
    assert {"120", "7", "5,000", "時刻なし", "金"} <= set(texts(picture))
    assert "土" not in texts(picture)
    assert "日付だけで時刻のない記録が5,000回" in picture.description
    assert "Sat" in texts(draw_hours([*hours, HourLoad(5, 9, 1)], language="en"))
    assert draw_hours([HourLoad(0, None, 3)]).width > 0
    with pytest.raises(ValueError, match="no event"):
        draw_hours([])


def test_handovers_stand_from_row_to_column_and_hide_what_is_suppressed():
    kinds = tuple(HandoverKind(name, 5, 10) for name in ("窓口係", "介護認定係", ""))
    matrix = HandoverMatrix(
        StaffKind.ROLE,
        3,
        kinds,
        (
            Handover("窓口係", "介護認定係", 3108.0, 1.0, 2.0),
            Handover("介護認定係", "窓口係", None, None, None),
            Handover("窓口係", "窓口係", 24310.0, 0.0, 0.0),
        ),
        Text("", ""),
    )
    picture = draw_handovers(matrix)
    assert {"3,108", "―", "2.4万", "1 窓口係", "2 介護認定係"} <= set(texts(picture))
    assert "最も多いのは窓口係から介護認定係への3,108回" in picture.description
    assert len(parts(picture, "pic-frame")) == 3
    with pytest.raises(ValueError, match="empty matrix"):
        draw_handovers(replace(matrix, kinds=()))


def test_a_spread_shows_quantiles_and_hides_the_suppressed():
    spreads = [
        Spread("汐見原市", 3108, Quantiles(14, 22, 30.5, 37, 50), own=True),
        Spread("岩清水市", None, None),
    ]
    picture = draw_distribution(spreads, unit=DAYS, limit=30)
    assert {"汐見原市", "岩清水市", "30.5日　3,108件", "― 表示しません", "30日"} <= set(texts(picture))
    assert len(parts(picture, "pic-strip")) == 1
    assert "岩清水市は表示しません" in picture.description
    with pytest.raises(ValueError, match="no body"):
        draw_distribution([], unit=DAYS)


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        (Estimate(0.98, 0.97, 1.0), "日数：0.98倍、95%の幅 0.97〜1.00"),
        (1.07, "日数：1.07倍、幅なし"),
        (None, "日数：値は表示しません"),
    ],
)
def test_an_interval_is_told_in_words(figure, told):
    picture = draw_interval(figure, axis=round_axis([0.6, 1.4]), name="日数", margin=0.05)
    assert ET.fromstring(picture.markup).get("aria-label") == picture.description == told


def test_an_interval_beyond_the_axis_ends_in_an_arrow_and_a_hidden_one_has_no_dot():
    axis = Axis(0.6, 1.4, (0.6, 1.0, 1.4), 1)
    beyond = draw_interval(Estimate(1.3, 1.2, 1.7), axis=axis, name="x")
    assert len(parts(beyond, "pic-beyond")) == 1
    assert len(parts(draw_interval(Estimate(2.0, 1.9, 2.2), axis=axis, name="x"), "pic-dot-own")) == 0
    hidden = draw_interval(None, axis=axis, name="x", margin=0.05)
    assert [e.tag.removeprefix(SVG) for e in ET.fromstring(hidden.markup)] == ["rect", "line"]
    assert texts(draw_interval_axis(axis)) == ["0.6倍", "1.0", "1.4倍"]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.71, 1.28], (0.6, 0.8, 1.0, 1.2, 1.4)),
        ([0, 3900], (0, 1000, 2000, 3000, 4000)),
        ([5, 5], (2, 4, 6, 8)),
        ([], (0.0, 0.5, 1.0)),
    ],
)
def test_axes_are_round_and_hold_their_values(values, ticks):
    axis = round_axis(values, ticks=4)
    assert all(axis.holds(v) for v in values)
    if values != []:
        assert axis.ticks == ticks
    assert axis.across(axis.low) == "0%"
    assert axis.across(axis.high + 1) == "100%"


def test_counts_in_cells_take_few_signs():
    for language in ("ja", "en"):
        assert all(len(compact(v, language)) <= 6 for v in (0, 9999, 10_000, 99_999, 999_999, 9_999_999))
    assert [step_of(v, 10) for v in (0, 0.1, 10)] == [0, 1, 6]


def luminance(colour):
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [TEXT, STRONG, WEAK, OWN, PEER, LESS, MORE, WAIT_LONG, GRAY_900])
def test_words_and_marks_have_enough_contrast_on_white(colour):
    assert contrast(colour, WHITE) >= 4.5


@pytest.mark.parametrize("colour", [WAIT_SHORT, WAIT_MIDDLE])
def test_lines_have_enough_contrast_on_white(colour):
    assert contrast(colour, WHITE) >= 3.0


def test_words_in_shaded_cells_have_enough_contrast():
    for step, shade in enumerate(STEPS):
        assert contrast(shade, WHITE if step >= 5 else STRONG) >= 4.5


@pytest.mark.parametrize("width", [128, 240])
def test_numbers_of_an_axis_are_left_out_where_they_would_touch(width):
    axis = round_axis([-100.0, 150.0], ticks=5)
    texts = ["−100時間", "−50", "0", "50", "100", "150時間"]
    assert axis.ticks == (-100.0, -50.0, 0.0, 50.0, 100.0, 150.0)
    assert axis.labelled(texts, width) == {128: (0, 5), 240: (0, 2, 5)}[width]
