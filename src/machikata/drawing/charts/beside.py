# SPDX-License-Identifier: Apache-2.0
"""Names beside points of a plot whose width is unknown: no name covers another, or another's point, at any width of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from machikata.drawing.graph.shapes import Box
from machikata.drawing.lettering import text_width

# From a phone to a wide screen. Distances across grow with the width, so what is free at these is free between them but for
# a point that drifts past a name; the steps are narrow enough for that.
WIDTHS: Final = (230.0, 270.0, 320.0, 380.0, 450.0, 540.0, 640.0, 760.0, 900.0, 1060.0)
_LINE: Final = 18.0
_LEFT_ROOM: Final = 8.0
_RIGHT_ROOM: Final = 10.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A point: where it lies across (0–1) and down (px), and its radius."""

    across: float
    down: float
    radius: float


@dataclass(frozen=True, slots=True)
class Name:
    """Words set beside a spot: distance in px from it, where they begin (start, middle, end), the base line in px."""

    spot: int
    text: str
    dx: float
    anchor: str
    y: float


def place_names(
    wanted: Sequence[tuple[int, str]],
    spots: Sequence[Spot],
    *,
    height: float,
    bold: bool = False,
    taken: Sequence[Name] = (),
) -> list[Name]:
    """Names for the spots asked for, in their order; one that finds no free place is left out."""
    placed: list[Name] = []
    for index, text in wanted:
        for name in _candidates(index, text, spots[index], height / 2):
            if _free(name, spots, [*taken, *placed], height, bold):
                placed.append(name)
                break
    return placed


def _candidates(index: int, text: str, spot: Spot, middle: float) -> list[Name]:
    gap = spot.radius + 5
    above, below = spot.down - gap, spot.down + gap + 11
    # Away from the middle of the plot, where most points and lines are.
    first, second = (below, above) if spot.down > middle else (above, below)
    names = [
        Name(index, text, 0.0, "middle", first),
        Name(index, text, 0.0, "middle", second),
        Name(index, text, gap, "start", spot.down + 5),
        Name(index, text, -gap, "end", spot.down + 5),
        Name(index, text, 0.0, "start", first),
        Name(index, text, 0.0, "end", first),
        Name(index, text, 0.0, "start", second),
        Name(index, text, 0.0, "end", second),
    ]
    # Near an edge the name grows inwards from the start.
    return names[2:] if spot.across < 0.1 or spot.across > 0.94 else names


def box_of(name: Name, spot: Spot, width: float, *, bold: bool = False) -> Box:
    """The box of a name when the plot is `width` px wide."""
    words = text_width(name.text, bold=bold)
    x = spot.across * width + name.dx
    left = x - {"start": 0.0, "middle": words / 2, "end": words}[name.anchor]
    return Box(left, name.y - 13, words, _LINE)


def _free(name: Name, spots: Sequence[Spot], taken: Sequence[Name], height: float, bold: bool) -> bool:
    for width in WIDTHS:
        box = box_of(name, spots[name.spot], width, bold=bold)
        if box.left < -_LEFT_ROOM or box.right > width + _RIGHT_ROOM or box.top < -6 or box.bottom > height:
            return False
        if any(box.overlaps(box_of(t, spots[t.spot], width, bold=True), gap=2) for t in taken):
            return False
        if any(box.overlaps(_dot(s, width)) for i, s in enumerate(spots) if i != name.spot):
            return False
    return True


def _dot(spot: Spot, width: float) -> Box:
    return Box.around((spot.across * width, spot.down), 2 * spot.radius, 2 * spot.radius)
