# SPDX-License-Identifier: Apache-2.0
"""Layered layout, top down: the only file that knows graphlay (why: docs/decisions/graph-layout.md)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from machikata.drawing.graph.arc_labels import RoutedArc, place_labels
from machikata.drawing.graph.shapes import Box, GraphArc, GraphLayout, GraphNode, PlacedArc, PlacedNode, Point


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances in px: between layers, nodes side by side, arcs side by side, arcs at one node, and round everything."""

    layers: float = 52.0
    nodes: float = 32.0
    arcs: float = 18.0
    ports: float = 18.0
    margin: float = 12.0


def lay_out(nodes: Sequence[GraphNode], arcs: Sequence[GraphArc], *, spacing: Spacing = Spacing()) -> GraphLayout:
    """Places nodes, routes arcs round them and puts a label on every arc; no box covers another.

    The result depends on the set of nodes and arcs, not on their order. Raises ValueError for a repeated node or arc and for an arc
    whose node is missing.
    """
    nodes, arcs = sorted(nodes, key=lambda n: n.key), sorted(arcs, key=lambda a: (a.source, a.target))
    _refuse_faulty(nodes, arcs)
    if not nodes:
        return GraphLayout(2 * spacing.margin, 2 * spacing.margin, (), ())
    boxes, routed = _routed(nodes, arcs, spacing)
    return _collected(nodes, arcs, _Drawn(boxes, routed, place_labels(routed, boxes)), spacing.margin)


def _refuse_faulty(nodes: Sequence[GraphNode], arcs: Sequence[GraphArc]) -> None:
    keys = {n.key for n in nodes}
    if len(keys) < len(nodes):
        raise ValueError("a node stands in the graph twice")
    if len({(a.source, a.target) for a in arcs}) < len(arcs):
        raise ValueError("an arc stands in the graph twice")
    missing = {key for a in arcs for key in (a.source, a.target)} - keys
    if missing:
        raise ValueError(f"arcs lead to nodes that are not there: {sorted(missing)}")


def _routed(
    nodes: Sequence[GraphNode], arcs: Sequence[GraphArc], spacing: Spacing
) -> tuple[list[Box], list[RoutedArc]]:
    # Imported when needed: the native library takes a moment, and most commands draw nothing.
    import graphlay

    index = {n.key: i for i, n in enumerate(nodes)}
    request = {
        "nodes": [
            {"key": str(i), "size": {"width": n.width, "height": n.height}, "shape": "ellipse" if n.round else "box"}
            for i, n in enumerate(nodes)
        ],
        "edges": [_edge(a, index) for a in arcs],
    }
    drawn = graphlay.layout(request, preset="process_map", options=_options(spacing))
    boxes = [Box.around(_point(n["center"]), n["size"]["width"], n["size"]["height"]) for n in drawn.nodes]
    routed = [
        RoutedArc(
            _tidy([_point(p) for p in edge["points"]]),
            a.thickness,
            a.label_width,
            a.label_height,
            _point(edge["label_anchor"]) if edge.get("label_anchor") else None,
        )
        for a, edge in zip(arcs, drawn.edges, strict=True)
    ]
    return boxes, routed


def _edge(arc: GraphArc, index: dict[str, int]) -> dict[str, Any]:
    return {
        "source": index[arc.source],
        "target": index[arc.target],
        "weight": arc.weight,
        "thickness": arc.thickness,
        "label_size": {"width": arc.label_width, "height": arc.label_height},
    }


def _options(spacing: Spacing) -> dict[str, Any]:
    return {
        "direction": "topbottom",
        "routing": {"style": "orthogonal"},
        "labels": {"reservation": "always"},
        "spacing": {
            "layer_gap": spacing.layers,
            "node_gap": spacing.nodes,
            "dummy_gap": spacing.arcs,
            "port_gap": spacing.ports,
            "edge_label_margin": 8.0,
        },
        "self_loops": {"size": 22.0},
    }


def _point(raw: dict[str, float]) -> Point:
    return round(raw["x"], 2) + 0.0, round(raw["y"], 2) + 0.0


def _tidy(points: list[Point]) -> tuple[Point, ...]:
    """Without points that repeat or lie on the way between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and math.dist(point, kept[-1]) < 0.01:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _straight(a: Point, b: Point, c: Point) -> bool:
    turned = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    onward = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return abs(turned) < 0.01 and onward > 0


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What was found for nodes and arcs, in their order."""

    boxes: list[Box]
    routed: list[RoutedArc]
    labels: list[Box]


def _collected(nodes: Sequence[GraphNode], arcs: Sequence[GraphArc], drawn: _Drawn, margin: float) -> GraphLayout:
    """Everything moved so that the drawing begins at the margin, in reading order."""
    (dx, dy), width, height = _extent([*drawn.boxes, *drawn.labels, *(_hull(r) for r in drawn.routed)], margin)
    placed = sorted(
        (PlacedNode(n.key, box.moved(dx, dy)) for n, box in zip(nodes, drawn.boxes, strict=True)),
        key=lambda p: (p.box.top, p.box.left, p.key),
    )
    rank = {p.key: i for i, p in enumerate(placed)}
    ways = [
        PlacedArc(a.source, a.target, tuple((x + dx, y + dy) for x, y in r.points), box.moved(dx, dy))
        for a, r, box in zip(arcs, drawn.routed, drawn.labels, strict=True)
    ]
    ways.sort(key=lambda w: (rank[w.source], rank[w.target]))
    return GraphLayout(width, height, tuple(placed), tuple(ways))


def _extent(boxes: Sequence[Box], margin: float) -> tuple[Point, float, float]:
    left, top = min(b.left for b in boxes), min(b.top for b in boxes)
    right, bottom = max(b.right for b in boxes), max(b.bottom for b in boxes)
    return (margin - left, margin - top), math.ceil(right - left + 2 * margin), math.ceil(bottom - top + 2 * margin)


def _hull(arc: RoutedArc) -> Box:
    xs, ys = [p[0] for p in arc.points], [p[1] for p in arc.points]
    half = arc.thickness / 2
    return Box(min(xs) - half, min(ys) - half, max(xs) - min(xs) + arc.thickness, max(ys) - min(ys) + arc.thickness)
