# SPDX-License-Identifier: Apache-2.0
"""The way of an arc as path data: rounded corners, an arrow that ends at the border of its node."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from machikata.drawing.graph.shapes import Point
from machikata.drawing.markup import short

_RADIUS: Final = 10.0
_ARROW_LENGTH: Final = 10.0


@dataclass(frozen=True, slots=True)
class ArcPath:
    """Path data of line and arrow head."""

    line: str
    head: str


def arc_path(points: Sequence[Point], *, thickness: float) -> ArcPath:
    """The line along `points` with rounded corners, shortened by the arrow head at its end.

    >>> arc_path([(0, 0), (0, 50)], thickness=2.0)
    ArcPath(line='M0 0V41', head='M0 50L-5 40L5 40Z')
    """
    (x0, y0), (x1, y1) = points[-2], points[-1]
    length = math.dist((x0, y0), (x1, y1))
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    reach = min(_ARROW_LENGTH, length * 0.8)
    half = max(5.0, thickness / 2 + 3.0)
    back = x1 - ux * reach, y1 - uy * reach
    head = f"M{_at((x1, y1))}L{_at((back[0] - uy * half, back[1] + ux * half))}L{_at((back[0] + uy * half, back[1] - ux * half))}Z"
    # The line ends inside the head, so that no gap shows between the two.
    inside = x1 - ux * (reach - 1), y1 - uy * (reach - 1)
    return ArcPath(_rounded([*points[:-1], inside]), head)


def _rounded(points: Sequence[Point]) -> str:
    parts = [f"M{_at(points[0])}"]
    here = points[0]
    for i in range(1, len(points) - 1):
        before, corner, after = points[i - 1], points[i], points[i + 1]
        radius = min(_RADIUS, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        begin, end = _towards(corner, before, radius), _towards(corner, after, radius)
        parts += [_line(here, begin), f"Q{_at(corner)} {_at(end)}"]
        here = end
    return "".join([*parts, _line(here, points[-1])])


def _line(here: Point, there: Point) -> str:
    if short(here[0]) == short(there[0]):
        return "" if short(here[1]) == short(there[1]) else f"V{short(there[1])}"
    if short(here[1]) == short(there[1]):
        return f"H{short(there[0])}"
    return f"L{_at(there)}"


def _towards(start: Point, goal: Point, distance: float) -> Point:
    length = math.dist(start, goal)
    return start[0] + (goal[0] - start[0]) * distance / length, start[1] + (goal[1] - start[1]) * distance / length


def _at(point: Point) -> str:
    return f"{short(point[0])} {short(point[1])}"
