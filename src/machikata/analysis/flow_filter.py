# SPDX-License-Identifier: Apache-2.0
"""Show less of a map without breaking it: the slider of the process map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import TypeVar

from machikata.analysis.flow import FlowMap
from machikata.records.store import TEXT_SEPARATOR

_OUTSIDE = TEXT_SEPARATOR
"""Stands before the first and after the last activity of a case; no activity has this name."""

Path = tuple[str, str]
Key = TypeVar("Key", str, Path)


@dataclass(frozen=True, slots=True)
class _Reached:
    """The widest way to an activity: its narrowest path's count, its length, and the path by which it arrives."""

    width: float
    steps: int
    by: Path


def filter_flow(flow: FlowMap, *, activity_share: float = 1.0, path_share: float = 1.0) -> FlowMap:
    """The most frequent activities that together hold `activity_share` of the events, and the most frequent paths among them
    that together hold `path_share` of the pairs (beginnings and ends of cases are paths too). Both shares are 0–1; at least one
    activity is kept.

    Every activity shown lies on a way from a beginning to an end: where the shares alone would cut it off, the paths and
    activities of its widest way (the one whose rarest path is most frequent) are kept as well. Figures are not recomputed.
    """
    weights = _weights(flow)
    forward, backward = _widest(weights), _widest({(b, a): w for (a, b), w in weights.items()})
    kept = _most_frequent({n.activity: n.events for n in flow.nodes}, activity_share)
    needed = {path for activity in kept for path in _way(forward, activity)}
    needed |= {(b, a) for activity in kept for a, b in _way(backward, activity)}
    kept |= {activity for path in needed for activity in path} - {_OUTSIDE}
    among = {path: w for path, w in weights.items() if set(path) - {_OUTSIDE} <= kept}
    # Activities that came in as parts of a way lie on that way already.
    paths = needed | _most_frequent(among, path_share)
    return replace(
        flow,
        nodes=tuple(n for n in flow.nodes if n.activity in kept),
        arcs=tuple(a for a in flow.arcs if (a.source, a.target) in paths),
        starts=tuple(s for s in flow.starts if (_OUTSIDE, s[0]) in paths),
        ends=tuple(e for e in flow.ends if (e[0], _OUTSIDE) in paths),
    )


def _weights(flow: FlowMap) -> dict[Path, float]:
    weights = {(a.source, a.target): a.count for a in flow.arcs}
    weights |= {(_OUTSIDE, activity): n for activity, n in flow.starts}
    return weights | {(activity, _OUTSIDE): n for activity, n in flow.ends}


def _most_frequent(counts: Mapping[Key, float], share: float) -> set[Key]:
    """The keys with the largest counts until they hold `share` of the sum; the first always, ties by name."""
    enough, held = share * sum(counts.values()), 0.0
    kept: set[Key] = set()
    for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if kept and held >= enough * (1 - 1e-12):
            break
        kept.add(key)
        held += count
    return kept


def _widest(weights: Mapping[Path, float]) -> dict[str, _Reached]:
    """The widest way from outside to every activity (Dijkstra on the narrowest path; shorter, then by name, when equal)."""
    following: dict[str, list[tuple[str, float]]] = {}
    for (source, target), weight in weights.items():
        if target not in (_OUTSIDE, source):
            following.setdefault(source, []).append((target, weight))
    reached: dict[str, _Reached] = {}
    waiting: list[tuple[float, int, str, str]] = []
    _push(waiting, following.get(_OUTSIDE, ()), _OUTSIDE, float("inf"), 0)
    while waiting:
        width, steps, activity, before = heappop(waiting)
        if activity not in reached:
            reached[activity] = _Reached(-width, steps, (before, activity))
            _push(waiting, following.get(activity, ()), activity, -width, steps)
    return reached


def _push(
    waiting: list[tuple[float, int, str, str]],
    paths: Iterable[tuple[str, float]],
    source: str,
    width: float,
    steps: int,
) -> None:
    for target, weight in paths:
        heappush(waiting, (-min(width, weight), steps + 1, target, source))


def _way(reached: Mapping[str, _Reached], activity: str) -> list[Path]:
    """The paths of the widest way to `activity`."""
    paths = []
    while activity in reached:
        paths.append(reached[activity].by)
        activity = reached[activity].by[0]
    return paths
