# SPDX-License-Identifier: Apache-2.0
"""Where the number of an arc stands: on its own line if possible, never on a node or another number, seldom on another arc."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from machikata.drawing.graph.shapes import Box, Point

_Array = NDArray[np.float64]

_STEP: Final = 6.0
_MOST_STEPS: Final = 60
_ARROW: Final = 13.0
_NODE_GAP: Final = 3.0
_LABEL_GAP: Final = 2.0
_LEAVING: Final = 24.0


@dataclass(frozen=True, slots=True)
class RoutedArc:
    """The way of an arc, its thickness, the size of its label, and where the layout has kept room for that (its middle)."""

    points: tuple[Point, ...]
    thickness: float
    label_width: float
    label_height: float
    reserved: Point | None = None


def place_labels(arcs: Sequence[RoutedArc], nodes: Sequence[Box]) -> list[Box]:
    """A box for the label of each arc, none over a node or another label.

    Arcs with the shortest way choose first, because they have the least choice. A label that finds no place on or beside its line
    goes as far away as needed.
    """
    blocked = _edges_of(nodes)
    strips, owners = _strips(arcs)
    heads = _heads(arcs)
    placed: dict[int, Box] = {}
    for index in sorted(range(len(arcs)), key=lambda i: (_length(arcs[i].points), i)):
        obstacles = _Obstacles(blocked, _edges_of(list(placed.values())), strips[owners != index], heads)
        box = _best(arcs[index], obstacles)
        placed[index] = box or _far(arcs[index], [*nodes, *placed.values()])
    return [placed[i] for i in range(len(arcs))]


@dataclass(frozen=True, slots=True)
class _Obstacles:
    """Edges of boxes in the way: nodes and numbers must stay free, other arcs and arrow heads better do."""

    nodes: _Array
    labels: _Array
    other_lines: _Array
    heads: _Array


def _best(arc: RoutedArc, obstacles: _Obstacles) -> Box | None:
    centres, costs = _candidates(arc)
    half = np.array([arc.label_width / 2, arc.label_height / 2])
    boxes = np.hstack([centres - half, centres + half])
    free = ~(
        _hits(boxes, obstacles.nodes, _NODE_GAP).any(axis=1) | _hits(boxes, obstacles.labels, _LABEL_GAP).any(axis=1)
    )
    if not free.any():
        return None
    covered = 4.0 * _hits(boxes, obstacles.other_lines, 1.0).sum(axis=1) + 8.0 * _hits(boxes, obstacles.heads, 0.0).sum(
        axis=1
    )
    total = np.where(free, costs + covered, np.inf)
    x, y = centres[int(np.argmin(total))]
    return Box.around((float(x), float(y)), arc.label_width, arc.label_height)


def _candidates(arc: RoutedArc) -> tuple[_Array, _Array]:
    """Middles to try, with the price of each: the room kept by the layout, on the line along its way, beside the line."""
    length = _length(arc.points)
    count = int(min(max(length / _STEP, 3), _MOST_STEPS))
    centres: list[Point] = []
    costs: list[float] = []
    if arc.reserved is not None:
        centres.append(arc.reserved)
        away = _distance(arc.reserved, arc.points)
        costs.append(0.5 if away < 1 else 5.0 + away / 4)
    for i in range(1, count):
        along = length * i / count
        point, segment = _at(arc.points, along)
        price = _price(arc, along, length, segment)
        centres.append(point)
        costs.append(price)
        for distance in (6.0, 14.0, 24.0):
            for side in (1.0, -1.0):
                centres.append(_beside(point, segment, arc, side * distance))
                costs.append(price + 6.0 + distance / 4 + (0.1 if side < 0 else 0.0))
    return np.array(centres), np.array(costs)


def _price(arc: RoutedArc, along: float, length: float, segment: tuple[Point, Point]) -> float:
    """What a place on the line costs: far from the middle, over a bend, over the beginning."""
    (x0, y0), (x1, y1) = segment
    half = arc.label_height / 2 if abs(x1 - x0) < abs(y1 - y0) else arc.label_width / 2
    x, y = _at(arc.points, along)[0]
    to_bend = min(math.dist((x, y), (x0, y0)), math.dist((x, y), (x1, y1)))
    price = 2.0 * abs(along / length - 0.5)
    price += 1.5 if to_bend < half + 2 else 0.0
    return price + (2.0 if along < half + 3 else 0.0)


def _beside(point: Point, segment: tuple[Point, Point], arc: RoutedArc, distance: float) -> Point:
    (x0, y0), (x1, y1) = segment
    reach = arc.thickness / 2 + abs(distance)
    if abs(x1 - x0) < abs(y1 - y0):
        return point[0] + math.copysign(reach + arc.label_width / 2, distance), point[1]
    return point[0], point[1] + math.copysign(reach + arc.label_height / 2, distance)


def _distance(point: Point, points: Sequence[Point]) -> float:
    """How far `point` is from a way of upright and level pieces."""
    x, y = point
    return min(
        math.hypot(
            max(min(a[0], b[0]) - x, 0.0, x - max(a[0], b[0])), max(min(a[1], b[1]) - y, 0.0, y - max(a[1], b[1]))
        )
        for a, b in pairwise(points)
    )


def _far(arc: RoutedArc, taken: Sequence[Box]) -> Box:
    """The nearest free place in widening rings round the middle of the way; there always is one outside everything."""
    (x, y), _ = _at(arc.points, _length(arc.points) / 2)
    ring = 1
    while True:
        for turn in range(8 * ring):
            angle = 2 * math.pi * turn / (8 * ring)
            centre = round(x + _LEAVING * ring * math.cos(angle), 2), round(y + _LEAVING * ring * math.sin(angle), 2)
            box = Box.around(centre, arc.label_width, arc.label_height)
            if not any(box.overlaps(other, gap=_NODE_GAP) for other in taken):
                return box
        ring += 1


def _length(points: Sequence[Point]) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(points))


def _at(points: Sequence[Point], along: float) -> tuple[Point, tuple[Point, Point]]:
    """The point after `along` px of the way, and the piece of the way it lies on."""
    for a, b in pairwise(points):
        step = math.dist(a, b)
        if along <= step and step > 0:
            share = along / step
            return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share), (a, b)
        along -= step
    return points[-1], (points[-2], points[-1])


def _edges_of(boxes: Sequence[Box]) -> _Array:
    return np.array([(b.left, b.top, b.right, b.bottom) for b in boxes]).reshape(-1, 4)


def _strips(arcs: Sequence[RoutedArc]) -> tuple[_Array, NDArray[np.int64]]:
    """Every piece of every way as a thin box, with the index of its arc."""
    rows, owners = [], []
    for index, arc in enumerate(arcs):
        half = arc.thickness / 2
        for (x0, y0), (x1, y1) in zip(arc.points, arc.points[1:], strict=False):
            rows.append((min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half))
            owners.append(index)
    return np.array(rows, dtype=np.float64).reshape(-1, 4), np.array(owners, dtype=np.int64)


def _heads(arcs: Sequence[RoutedArc]) -> _Array:
    """The arrow heads as boxes."""
    heads = []
    for arc in arcs:
        (x0, y0), (x1, y1) = arc.points[-2:]
        reach = max(_ARROW / math.dist((x0, y0), (x1, y1)), 0.0)
        back = x1 - (x1 - x0) * reach, y1 - (y1 - y0) * reach
        half = max(5.0, arc.thickness / 2 + 3)
        across = (half, 0.0) if abs(x1 - x0) < abs(y1 - y0) else (0.0, half)
        xs, ys = (x1, back[0]), (y1, back[1])
        heads.append((min(xs) - across[0], min(ys) - across[1], max(xs) + across[0], max(ys) + across[1]))
    return np.array(heads).reshape(-1, 4)


def _hits(boxes: _Array, others: _Array, gap: float) -> NDArray[np.bool_]:
    """Which boxes (rows) come nearer than `gap` to which others (columns)."""
    a, b = boxes[:, None, :], others[None, :, :]
    return np.asarray(
        (a[..., 0] < b[..., 2] + gap)
        & (b[..., 0] < a[..., 2] + gap)
        & (a[..., 1] < b[..., 3] + gap)
        & (b[..., 1] < a[..., 3] + gap)
    )
