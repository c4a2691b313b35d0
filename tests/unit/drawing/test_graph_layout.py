# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from machikata.drawing.graph.arc_labels import RoutedArc, place_labels
from machikata.drawing.graph.arc_paths import arc_path
from machikata.drawing.graph.layered import lay_out
from machikata.drawing.graph.shapes import Box, GraphArc, GraphNode


def node(key, width=120.0):
    return GraphNode(key, width, 50.0)


def arc(source, target, weight=1.0):
    return GraphArc(source, target, weight, 3.0, 40.0)


def test_a_chain_goes_straight_down_in_order():
    layout = lay_out([node("a"), node("b"), node("c")], [arc("b", "c"), arc("a", "b")])
    assert [n.key for n in layout.nodes] == ["a", "b", "c"]
    assert len({n.box.centre[0] for n in layout.nodes}) == 1
    assert [(a.source, a.target) for a in layout.arcs] == [("a", "b"), ("b", "c")]


def test_branches_stand_side_by_side():
    layout = lay_out([node(k) for k in "abcd"], [arc("a", "b"), arc("a", "c"), arc("b", "d"), arc("c", "d")])
    assert layout.box("b").top == layout.box("c").top
    assert layout.box("a").bottom < layout.box("b").top < layout.box("d").top


def test_the_way_back_of_a_loop_goes_up():
    layout = lay_out([node("a"), node("b")], [arc("a", "b", 100.0), arc("b", "a", 1.0)])
    assert layout.box("a").bottom < layout.box("b").top
    back = next(a for a in layout.arcs if a.source == "b")
    assert back.points[0][1] > back.points[-1][1]


def test_a_self_loop_leaves_its_node_and_comes_back():
    (loop,) = lay_out([node("a")], [arc("a", "a")]).arcs
    assert len(loop.points) >= 4
    assert loop.points[0] != loop.points[-1]


def test_nodes_without_arcs_have_a_place():
    layout = lay_out([node("a"), node("b"), node("c")], [])
    assert len(layout.nodes) == 3
    assert lay_out([], []).nodes == ()


@pytest.mark.parametrize(
    ("nodes", "arcs", "told"),
    [
        (["a", "a"], [], "node stands in the graph twice"),
        (["a", "b"], [("a", "b"), ("a", "b")], "arc stands in the graph twice"),
        (["a"], [("a", "b")], "not there: \\['b'\\]"),
    ],
)
def test_a_faulty_graph_is_refused(nodes, arcs, told):
    with pytest.raises(ValueError, match=told):
        lay_out([node(k) for k in nodes], [arc(*ends) for ends in arcs])


def test_a_label_prefers_its_own_line_and_keeps_off_the_arrow():
    way = RoutedArc(((0.0, 0.0), (0.0, 100.0)), 3.0, 40.0, 18.0)
    (box,) = place_labels([way], [])
    assert box.centre[0] == 0.0
    assert box.bottom < 87.0


def test_a_label_walled_in_leaves_as_far_as_it_must():
    way = RoutedArc(((0.0, 0.0), (0.0, 30.0)), 3.0, 40.0, 18.0)
    walls = [Box(-200.0, -200.0, 400.0, 400.0)]
    (box,) = place_labels([way], walls)
    assert not box.overlaps(walls[0])
    assert abs(box.centre[0]) < 280
    assert abs(box.centre[1]) < 280


def test_a_label_rather_stands_beside_than_over_another_arrow():
    way = RoutedArc(((0.0, 0.0), (0.0, 24.0)), 3.0, 40.0, 18.0)
    crossing = RoutedArc(((-100.0, 12.0), (-2.0, 12.0)), 3.0, 20.0, 18.0)
    first, _ = place_labels([way, crossing], [])
    assert first.left > 0


def test_a_path_turns_in_round_corners_and_ends_in_its_head():
    path = arc_path([(0.0, 0.0), (0.0, 40.0), (60.0, 40.0)], thickness=4.0)
    assert path.line == "M0 0V30Q0 40 10 40H51"
    assert path.head == "M60 40L50 45L50 35Z"


def test_a_tiny_step_gets_a_tiny_corner():
    assert arc_path([(0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 60.0)], thickness=1.0).line.startswith("M0 0V2Q0 4 2 4Q")


def test_boxes_that_touch_do_not_overlap():
    assert not Box(0, 0, 10, 10).overlaps(Box(10, 0, 10, 10))
    assert Box(0, 0, 10, 10).overlaps(Box(10, 0, 10, 10), gap=1)
