# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from machikata.analysis.flow import FlowArc, FlowMap, FlowNode, FlowOrder
from machikata.drawing.maps.parts import END_KEY, START_KEY, activity_key
from machikata.drawing.maps.process_map import draw_process_map, lay_out_process_map
from machikata.drawing.maps.scales import thickness, wait_scale
from machikata.drawing.palette import MORE, WAIT_LONG, WAIT_MIDDLE
from machikata.testing.flows import sample_flow

SVG = "{http://www.w3.org/2000/svg}"
MINUTE, HOUR, DAY = 60e6, 3_600e6, 86_400e6


def texts(picture):
    return ["".join(t.itertext()) for t in ET.fromstring(picture.markup).iter(SVG + "text")]


def ways(picture):
    root = ET.fromstring(picture.markup)
    return [g for g in root.iter(SVG + "g") if g.get("class") == "pic-way"]


def flow_of(*waits_us, n_cases=10):
    arcs = tuple(FlowArc(f"a{i}", f"a{i + 1}", 5.0, 5, w, w, w, w) for i, w in enumerate(waits_us))
    nodes = tuple(FlowNode(f"a{i}", f"作業{i}", 5, 5) for i in range(len(waits_us) + 1))
    return FlowMap(FlowOrder.FILE, n_cases, 10, nodes, arcs, (), ())


def test_the_numbers_are_cases_or_median_waits():
    flow = sample_flow()
    assert "2,304件" in texts(draw_process_map(flow))
    assert "15日" in texts(draw_process_map(flow, show="days"))
    english = draw_process_map(flow, language="en")
    assert "2,304" in texts(english)
    assert "2,304 cases" in texts(english)
    assert {"Start", "End"} <= set(texts(english))


def test_width_is_proportional_and_never_invisible():
    assert thickness(3108, 3108) == 8.0
    assert thickness(1554, 3108) == 4.0
    assert thickness(1, 3108) == 1.5
    assert thickness(0, 0) == 1.5


def test_long_waits_stand_out_by_colour_width_and_number():
    picture = draw_process_map(sample_flow(), show="days")
    strokes = [next(g.iter(SVG + "path")).get("stroke") for g in ways(picture)]
    # 8, 15, 12 and 8 days are long; three of 4 days and one of 7 are middling.
    assert (strokes.count(WAIT_LONG), strokes.count(WAIT_MIDDLE)) == (4, 4)


@pytest.mark.parametrize(
    ("waits", "ja", "en"),
    [
        ([3 * DAY, 15 * DAY], ["3日", "15日"], ["3 d", "15 d"]),
        ([0.0, 15 * DAY], ["0日", "15日"], ["0 d", "15 d"]),
        (
            [3.25 * DAY, 6 * HOUR, 90 * 1e6, 3e6],
            ["3.2日", "6.0時間", "2分", "1分未満"],
            ["3.2 d", "6.0 h", "2 min", "<1 min"],
        ),
        ([59.99 * MINUTE, 23.99 * HOUR], ["1.0時間", "1.0日"], ["1.0 h", "1.0 d"]),
    ],
)
def test_a_wait_is_written_in_the_unit_that_suits_it(waits, ja, en):
    scale = wait_scale(waits)
    assert [scale.written(w, "ja") for w in waits] == ja
    assert [scale.written(w, "en") for w in waits] == en


@pytest.mark.parametrize(("longest", "unit"), [(2 * DAY, "days"), (5 * HOUR, "hours"), (5 * MINUTE, "minutes")])
def test_the_bands_of_waiting_follow_the_longest_wait(longest, unit):
    assert wait_scale([longest, 1.0]).unit == unit


def test_rare_work_has_an_orange_outline_and_a_legend():
    picture = draw_process_map(sample_flow(), highlight={"kessai"})
    rare = [r for r in ET.fromstring(picture.markup).iter(SVG + "rect") if "pic-rare" in (r.get("class") or "")]
    assert [r.get("stroke") for r in rare] == [MORE, MORE]
    assert "ほかの団体にあまりない作業" in texts(picture)
    assert "ほかの団体にあまりない作業" not in texts(draw_process_map(sample_flow()))
    assert "ほかの団体にあまりない作業" not in texts(draw_process_map(sample_flow(), highlight={"elsewhere"}))


def test_both_layers_stand_in_one_picture_with_one_hidden():
    root = ET.fromstring(draw_process_map(sample_flow(), show="days", both_layers=True).markup)
    layers = [(g.get("class"), g.get("display")) for g in root.iter(SVG + "g") if "layer-" in (g.get("class") or "")]
    # Arcs and legend of each layer.
    assert layers == [("layer-time", None), ("layer-count", "none")] * 2


def test_nodes_and_arcs_name_each_other_for_the_keyboard():
    root = ET.fromstring(draw_process_map(sample_flow()).markup)
    nodes = {g.get("data-node") for g in root.iter(SVG + "g") if g.get("data-node")}
    ends = {g.get(side) for g in root.iter(SVG + "g") if g.get("data-from") for side in ("data-from", "data-to")}
    assert len(nodes) == 14
    assert ends == nodes


def test_pointing_tells_the_whole_story_of_an_arc():
    titles = [g.findtext(SVG + "title") for g in ways(draw_process_map(sample_flow()))]
    assert "意見書の依頼 → 意見書の催促：797件、待ちの中央15日、10件のうち9件は30日以内" in titles


def test_the_description_says_how_order_was_taken():
    assert "同じ時刻の記録には順番をつけません" in draw_process_map(sample_flow()).description
    assert "order is that of the file" in draw_process_map(sample_flow(order=FlowOrder.FILE), language="en").description


def test_the_layout_is_in_reading_order_from_start_to_end():
    keys = [n.key for n in lay_out_process_map(sample_flow()).nodes]
    assert keys[0] == START_KEY
    assert keys[-1] == END_KEY
    assert keys.index(activity_key("chosa")) < keys.index(activity_key("kakunin"))


def test_a_flow_without_arcs_or_without_anything_can_be_drawn():
    assert draw_process_map(flow_of()).width > 0
    empty = FlowMap(FlowOrder.FILE, 0, 0, (), (), (), ())
    assert ET.fromstring(draw_process_map(empty).markup).tag == SVG + "svg"


def test_an_arc_to_an_unknown_activity_is_refused():
    flow = flow_of(DAY)
    with pytest.raises(ValueError, match="nodes that are not there"):
        draw_process_map(replace(flow, nodes=flow.nodes[:1]))


def test_the_care_map_fits_a_narrow_page():
    assert draw_process_map(sample_flow()).width <= 608
    assert draw_process_map(sample_flow(), language="en", show="days").width <= 608
