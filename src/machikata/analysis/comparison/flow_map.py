# SPDX-License-Identifier: Apache-2.0
"""The difference map: one body's tie-aware flow beside the mean of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats
from machikata.analysis.comparison.coarse_shares import coarse_shares, weighty
from machikata.analysis.comparison.flow_tables import Paths, Screened, Step
from machikata.analysis.flow import DifferenceArc, DifferenceMap, DifferenceNode
from machikata.domain.text import Text

_RARE = 0.05
_ARCS_SHOWN = 80


@dataclass(frozen=True, slots=True, eq=False)
class MapInput:
    """What the map is drawn from: `own` is the body's place, `cases` counts those of each body, `medians` are median days by side (True = own) and path."""

    own: int
    comparable: Bools
    cases: Floats
    activities: Screened
    paths: Paths
    medians: dict[tuple[bool, Step], float]
    persons: dict[tuple[int, str], int]
    minimum_count: int


def difference_map(given: MapInput, *, own_name: str, peer_name: str, label: Callable[[str], Text]) -> DifferenceMap:
    """Activities and paths that a twentieth of the cases take in the own body or, on average, in the others; at most 80 paths.

    In the mean of the others, shares that few cases of a body have count as none, shares that few lack as all: maps of several own
    bodies laid side by side would solve for them. It is None when only few cases stand behind it; so are waits that end with an
    activity of a single person. The own body's small shares are left to `disclosure`.
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
    return own_shares, _mean(given, value[others], n[others], others), np.asarray(shown)


def _mean(given: MapInput, value: Floats, n: Floats, others: Bools) -> list[float | None]:
    """The mean share of the others as it may be shown; 0 only where nobody has it."""
    base = np.repeat(given.cases[others][:, None], value.shape[1], axis=1)
    weight = weighty(given.cases[others], minimum=given.minimum_count)
    coarse = coarse_shares(value, base, minimum=given.minimum_count)[weight]
    means = coarse.mean(axis=0) if weight.any() else np.zeros(value.shape[1])
    return [0.0 if c == 0 else float(m) or None for m, c in zip(means, n.sum(axis=0), strict=True)]


def _arc(given: MapInput, step: Step, own: float | None, peers: float | None) -> DifferenceArc:
    own_days = None if _persons(given, step, own=True) == 1 or not own else given.medians.get((True, step))
    peer_days = None if _persons(given, step, own=False) == 1 or not peers else given.medians.get((False, step))
    return DifferenceArc(step.source, step.target, own, peers, own_days, peer_days)


def _persons(given: MapInput, step: Step, *, own: bool) -> int:
    """How many persons end the path, in the own body or in the others that are compared."""
    side = [
        b for b in range(len(given.comparable)) if (b == given.own if own else b != given.own and given.comparable[b])
    ]
    return sum(given.persons.get((b, step.target), 0) for b in side)
