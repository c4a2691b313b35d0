# SPDX-License-Identifier: Apache-2.0
"""Values of the directly-follows map of one log, and of the difference between one body and its peers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FlowOrder(StrEnum):
    """Which directly-follows graph: FILE order (what other tools compute) or TIE_AWARE (equal instants are no order)."""

    FILE = "file"
    TIE_AWARE = "tie_aware"


@dataclass(frozen=True, slots=True)
class FlowNode:
    """An activity: its key, the label to show, events, and the cases in which it occurs."""

    activity: str
    label: str
    events: int
    cases: int


@dataclass(frozen=True, slots=True)
class FlowArc:
    """A directly-follows arc. `count` is a number of pairs (file order) or a sum of weights (tie-aware); durations in µs,
    None where they would be the figure of one person.
    """

    source: str
    target: str
    count: float
    cases: int
    p10_us: float | None
    median_us: float | None
    p90_us: float | None
    mean_us: float | None


@dataclass(frozen=True, slots=True)
class FlowMap:
    """Directly-follows map: nodes, arcs, and how many cases start and end with each activity."""

    order: FlowOrder
    n_cases: int
    n_events: int
    nodes: tuple[FlowNode, ...]
    arcs: tuple[FlowArc, ...]
    starts: tuple[tuple[str, float], ...]
    ends: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class DifferenceNode:
    """An activity in the own body and among its peers: shares of cases (0–1). None = suppressed (below the minimum count)."""

    activity: str
    label: str
    own_share: float | None
    peer_share: float | None
    own_at_least: bool = False
    """`own_share` is a lower bound in whole percent: fewer cases than the minimum count lack it, and how few is nobody's business."""


@dataclass(frozen=True, slots=True)
class DifferenceArc:
    """A path in the own body and among its peers: shares of cases (0–1) and median waits in days. None = suppressed or absent."""

    source: str
    target: str
    own_share: float | None
    peer_share: float | None
    own_median_days: float | None
    peer_median_days: float | None
    own_at_least: bool = False
    """As in `DifferenceNode`."""


@dataclass(frozen=True, slots=True)
class DifferenceMap:
    """One layout for two flows: what only we do, what only they do, and what both do."""

    own_name: str
    peer_name: str
    nodes: tuple[DifferenceNode, ...]
    arcs: tuple[DifferenceArc, ...]
