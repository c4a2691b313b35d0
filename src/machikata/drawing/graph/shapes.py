# SPDX-License-Identifier: Apache-2.0
"""Boxes and graphs before and after they are laid out. Lengths in px, y downwards."""

from __future__ import annotations

from dataclasses import dataclass, replace

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle by its left upper corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    @property
    def centre(self) -> Point:
        """The middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    @classmethod
    def around(cls, centre: Point, width: float, height: float) -> Box:
        """The box of this size with this middle."""
        return cls(centre[0] - width / 2, centre[1] - height / 2, width, height)

    def overlaps(self, other: Box, *, gap: float = 0.0) -> bool:
        """Whether the two come nearer than `gap` in both directions; touching edges do not overlap."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def moved(self, dx: float, dy: float) -> Box:
        """The same box elsewhere."""
        return replace(self, left=self.left + dx, top=self.top + dy)


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node to place: its key and its size."""

    key: str
    width: float
    height: float
    round: bool = False


@dataclass(frozen=True, slots=True)
class GraphArc:
    """An arc to route, at most one for each pair of nodes. The heavier, the straighter; the label asks for room."""

    source: str
    target: str
    weight: float
    thickness: float
    label_width: float
    label_height: float = 18.0


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """Where a node stands."""

    key: str
    box: Box


@dataclass(frozen=True, slots=True)
class PlacedArc:
    """The way of an arc from border to border, and where its label stands."""

    source: str
    target: str
    points: tuple[Point, ...]
    label: Box


@dataclass(frozen=True, slots=True)
class GraphLayout:
    """A laid out graph inside 0 … width, 0 … height. Nodes in reading order (top down, left to right), arcs in that of their sources."""

    width: float
    height: float
    nodes: tuple[PlacedNode, ...]
    arcs: tuple[PlacedArc, ...]

    def box(self, key: str) -> Box:
        """The box of the node `key`; raises KeyError."""
        for node in self.nodes:
            if node.key == key:
                return node.box
        raise KeyError(key)
