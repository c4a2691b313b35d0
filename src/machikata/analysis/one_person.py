# SPDX-License-Identifier: Apache-2.0
"""No figure of a single employee, ever: which figures of one body's own work would be one, and the work without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from machikata.analysis.flow import FlowMap
from machikata.analysis.log_scope import ask
from machikata.analysis.profile import CaseDays, LogProfile
from machikata.analysis.variants import VariantSummary
from machikata.records.store import EventStore, StoredLog

_MOSTLY = 0.5


def activities_of_one(
    *, store: EventStore, logs: Sequence[StoredLog], activity_map: pa.Table | None = None
) -> frozenset[str]:
    """Activities that a single named person does: a wait that ends with one tells how long that person takes."""
    rows = ask("comparison/flow_persons", store=store, logs=logs, activity_map=activity_map).to_pylist()
    return frozenset(r["activity"] for r in rows if r["n_persons"] == 1)


def is_of_one(found: LogProfile) -> bool:
    """Whether the whole log is the work of a single person: one is named, and in most events."""
    return found.n_resources == 1 and found.without_resource_share < _MOSTLY


def without_waits(flow: FlowMap, activities: frozenset[str]) -> FlowMap:
    """The map without the durations of arcs that end with one of `activities`; their counts stay."""
    arcs = (
        replace(a, p10_us=None, median_us=None, p90_us=None, mean_us=None) if a.target in activities else a
        for a in flow.arcs
    )
    return replace(flow, arcs=tuple(arcs))


def profile_without_days(found: LogProfile) -> LogProfile:
    """The profile with its counts and without the days that cases take."""
    days, closed = (CaseDays(d.n, None, None, None, None, None) for d in (found.days, found.closed_days))
    return replace(found, days=days, closed_days=closed)


def variants_without_days(summary: VariantSummary) -> VariantSummary:
    """The ways with their counts and without the days they take."""
    return replace(summary, variants=tuple(replace(v, median_days=None, p90_days=None) for v in summary.variants))
