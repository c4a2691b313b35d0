# SPDX-License-Identifier: Apache-2.0
"""Whatever a flow looks like, its map shows all of it, and nothing on it covers anything else."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.drawing.graph.layered import lay_out
from machikata.drawing.graph.shapes import Box, GraphArc, GraphNode
from machikata.drawing.maps.difference_map import draw_difference_map, lay_out_difference_map
from machikata.drawing.maps.process_map import draw_process_map, lay_out_process_map
from machikata.testing.flow_strategies import difference_maps, flow_maps, graphs

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = st.sampled_from(["ja", "en"])


def assert_nothing_covers_anything(layout):
    boxes = [node.box for node in layout.nodes] + [arc.label for arc in layout.arcs]
    for a, b in itertools.combinations(boxes, 2):
        assert not a.overlaps(b)
    for box in boxes:
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= layout.width
        assert box.bottom <= layout.height


def assert_arcs_go_round_nodes(layout):
    for arc in layout.arcs:
        ends = {arc.source, arc.target}
        for (x0, y0), (x1, y1) in itertools.pairwise(arc.points):
            piece = Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
            for node in layout.nodes:
                inside = Box(node.box.left + 1, node.box.top + 1, node.box.width - 2, node.box.height - 2)
                assert not piece.overlaps(inside) or node.key in ends


def assert_safe(markup):
    """Valid XML that loads nothing, runs nothing and needs no style sheet."""
    root = ET.fromstring(markup)
    for part in root.iter():
        assert part.tag.removeprefix(SVG) not in {"style", "script", "a", "image", "use", "foreignObject"}
        for name, value in part.attrib.items():
            assert name != "style"
            assert not name.startswith("on")
            assert "href" not in name
            assert not re.search(r"url\(|https?:|javascript:", value) or name.startswith("data-")
    return root


@given(flow=flow_maps(), show=st.sampled_from(["cases", "days"]), language=LANGUAGES)
@settings(max_examples=60)
def test_no_box_of_a_process_map_covers_another_and_arcs_go_round_nodes(flow, show, language):
    layout = lay_out_process_map(flow, show=show, language=language)
    assert_nothing_covers_anything(layout)
    assert_arcs_go_round_nodes(layout)


@given(flow=flow_maps(max_nodes=40, max_arcs=110))
@settings(max_examples=8)
def test_large_maps_keep_the_same_laws(flow):
    layout = lay_out_process_map(flow)
    assert_nothing_covers_anything(layout)
    assert_arcs_go_round_nodes(layout)


@given(flow=flow_maps(), show=st.sampled_from(["cases", "days"]), language=LANGUAGES, both=st.booleans())
@settings(max_examples=40)
def test_every_activity_and_path_is_drawn_with_its_number(flow, show, language, both):
    root = assert_safe(draw_process_map(flow, show=show, language=language, both_layers=both).markup)
    drawn = [g.get("data-activity") for g in root.iter(SVG + "g") if g.get("class") == "pic-activity"]
    assert len(drawn) == len(flow.nodes)
    ways = [g for g in root.iter(SVG + "g") if g.get("class") == "pic-way"]
    paths = len(flow.arcs) + len(flow.starts) + len(flow.ends)
    assert len(ways) == paths * (2 if both else 1)
    grounds = [r for r in root.iter(SVG + "rect") if r.get("class") == "pic-ground"]
    assert len(grounds) == len(ways)


@given(difference=difference_maps(), pair=st.sampled_from(["shares", "days"]), language=LANGUAGES)
@settings(max_examples=40)
def test_a_difference_map_shows_every_path_and_covers_nothing(difference, pair, language):
    root = assert_safe(draw_difference_map(difference, pair=pair, language=language).markup)
    ways = [g for g in root.iter(SVG + "g") if g.get("class") == "pic-way"]
    assert len(ways) == len(difference.arcs)
    assert {g.get("data-who") for g in ways} <= {"own", "peers", "both"}
    assert_nothing_covers_anything(lay_out_difference_map(difference, pair=pair, language=language))


@given(flow=flow_maps(), seed=st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_order_of_nodes_and_arcs_changes_no_byte(flow, seed):
    nodes, arcs = list(flow.nodes), list(flow.arcs)
    seed.shuffle(nodes)
    seed.shuffle(arcs)
    shuffled = replace(flow, nodes=tuple(nodes), arcs=tuple(arcs), starts=flow.starts[::-1], ends=flow.ends[::-1])
    assert draw_process_map(shuffled).markup == draw_process_map(flow).markup


@given(graph=graphs(max_nodes=10, max_arcs=25), wide=st.floats(5, 120), high=st.floats(10, 40))
@settings(max_examples=40)
def test_labels_of_any_size_find_a_place(graph, wide, high):
    names, ends = graph
    nodes = [GraphNode(n, 120, 50) for n in names]
    layout = lay_out(nodes, [GraphArc(a, b, 1.0, 3.0, wide, high) for a, b in ends])
    assert len(layout.arcs) == len(ends)
    assert_nothing_covers_anything(layout)
