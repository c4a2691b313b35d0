# SPDX-License-Identifier: Apache-2.0
"""Where cases wait longest."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.analysis.flow import FlowArc, FlowMap
from machikata.domain.event_log import MICROSECONDS_PER_DAY


@dataclass(frozen=True, slots=True)
class Wait:
    """The time between two activities that follow each other, in days of 24 hours."""

    source: str
    target: str
    count: float
    cases: int
    median_days: float
    p90_days: float
    total_days: float
    """Over all pairs: count times mean."""
    share: float
    """Of the whole time of all cases (0–1)."""


def longest_waits(flow: FlowMap, *, top: int = 5, minimum_cases: int = 1) -> tuple[Wait, ...]:
    """The `top` paths by the time that all cases together spend on them, among those of at least `minimum_cases` cases.

    A path few cases take, however slow, comes after one where many wait; its median tells what a single case waits. Pass the
    tie-aware map: in file order a wait depends on how equal instants happen to be sorted.
    """
    whole = sum(_total(arc) for arc in flow.arcs)
    arcs = sorted(
        (a for a in flow.arcs if a.cases >= minimum_cases and _total(a) > 0),
        key=lambda a: (-_total(a), a.source, a.target),
    )
    return tuple(
        Wait(
            source=arc.source,
            target=arc.target,
            count=arc.count,
            cases=arc.cases,
            median_days=(arc.median_us or 0.0) / MICROSECONDS_PER_DAY,
            p90_days=(arc.p90_us or 0.0) / MICROSECONDS_PER_DAY,
            total_days=_total(arc),
            share=_total(arc) / whole,
        )
        for arc in arcs[:top]
    )


def _total(arc: FlowArc) -> float:
    return arc.count * (arc.mean_us or 0.0) / MICROSECONDS_PER_DAY
