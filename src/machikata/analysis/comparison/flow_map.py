# SPDX-License-Identifier: Apache-2.0
"""The difference map: one body's tie-aware flow beside the mean of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats
from machikata.analysis.comparison.flow_tables import Paths, Screened, Step
from machikata.analysis.flow import DifferenceArc, DifferenceMap, DifferenceNode
from machikata.domain.text import Text

_RARE = 0.05
_ARCS_SHOWN = 80


@dataclass(frozen=True, slots=True, eq=False)
class MapInput:
    """What the map is drawn from: `own` is the body's place, `medians` are median days by side (True = own) and path."""

    own: int
    comparable: Bools
    activities: Screened
    paths: Paths
    medians: dict[tuple[bool, Step], float]
    persons: dict[tuple[int, str], int]
    minimum_count: int


def difference_map(given: MapInput, *, own_name: str, peer_name: str, label: Callable[[str], Text]) -> DifferenceMap:
    """Activities and paths that a twentieth of the cases take in the own body or, on average, in the others; at most 80 paths.

    A share of the others that fewer than the minimum count of cases stand behind (but at least one) is None; so are waits that end
    with an activity of a single person. The own body's small shares are left to `disclosure`.
    """
    own, peers, shown = _two_sides(given, given.activities)
    nodes = tuple(
        DifferenceNode(step.source, label(step.source).ja, own[i], peers[i])
        for i, step in enumerate(given.activities.steps)
        if shown[i]
    )
    names = {n.activity for n in nodes}
    own, peers, shown = _two_sides(given, given.paths.shares)
    arcs = [
        _arc(given, step, own[i], peers[i])
        for i, step in enumerate(given.paths.shares.steps)
        if shown[i] and {step.source, step.target} <= names
    ]
    arcs.sort(key=lambda a: (-max(a.own_share or 0.0, a.peer_share or 0.0), a.source, a.target))
    return DifferenceMap(own_name, peer_name, nodes, tuple(arcs[:_ARCS_SHOWN]))


def _two_sides(given: MapInput, screened: Screened) -> tuple[list[float | None], list[float | None], Bools]:
    value, n = np.nan_to_num(screened.ratios.value), screened.ratios.n
    others = given.comparable.copy()
    others[given.own] = False
    peers = value[others].mean(axis=0) if others.any() else np.zeros(len(screened.steps))
    shown = (value[given.own] >= _RARE) | (peers >= _RARE)
    own_shares: list[float | None] = [float(v) for v in value[given.own]]
    return own_shares, _kept(peers, n[others].sum(axis=0), given.minimum_count), np.asarray(shown)


def _kept(shares: Floats, n: Floats, least: int) -> list[float | None]:
    return [float(s) if c == 0 or c >= least else None for s, c in zip(shares, n, strict=True)]


def _arc(given: MapInput, step: Step, own: float | None, peers: float | None) -> DifferenceArc:
    alone = given.persons.get((given.own, step.target), 0) == 1
    own_days = None if alone or not own else given.medians.get((True, step))
    return DifferenceArc(
        step.source, step.target, own, peers, own_days, given.medians.get((False, step)) if peers else None
    )
