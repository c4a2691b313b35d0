# SPDX-License-Identifier: Apache-2.0
"""Discover the directly-follows map of a log, in file order or tie-aware (see `FlowOrder`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from machikata.analysis.flow import FlowArc, FlowMap, FlowNode, FlowOrder
from machikata.analysis.log_scope import ALL_CASES, CaseFilter, ask
from machikata.records.store import EventStore, StoredLog

_NO_LABELS: Mapping[str, str] = {}


def discover_flow(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    order: FlowOrder,
    cases: CaseFilter = ALL_CASES,
    activity_map: pa.Table | None = None,
    labels: Mapping[str, str] = _NO_LABELS,
) -> FlowMap:
    """The map of all `logs` together: nodes and arcs by falling count, with exact quantiles of the durations.

    In file order quantiles are of type 7 (linear interpolation). Tie-aware, a pair counts with its weight and the quantiles are
    the weighted ones of type 7 (A. Akinshin, Weighted quantile estimators, 2023); without ties both maps are equal.
    `labels` gives the words to show for an activity; without one its key is shown.
    """
    return _flows(store, logs, order, cases, activity_map, labels, by_body=False).get("", _empty(order))


def discover_flow_bodies(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    order: FlowOrder,
    cases: CaseFilter = ALL_CASES,
    activity_map: pa.Table | None = None,
    labels: Mapping[str, str] = _NO_LABELS,
) -> dict[str, FlowMap]:
    """The map of each body by its code, as `discover_flow` makes it."""
    return _flows(store, logs, order, cases, activity_map, labels, by_body=True)


def _flows(
    store: EventStore,
    logs: Sequence[StoredLog],
    order: FlowOrder,
    cases: CaseFilter,
    activity_map: pa.Table | None,
    labels: Mapping[str, str],
    *,
    by_body: bool,
) -> dict[str, FlowMap]:
    def rows(name: str, **parts: str) -> dict[str, list[dict[str, Any]]]:
        answer = ask(name, store=store, logs=logs, cases=cases, activity_map=activity_map, by_body=by_body, parts=parts)
        grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in answer.to_pylist():
            grouped[row["scope"]].append(row)
        return grouped

    counts, nodes = rows("flow_counts"), rows("flow_nodes")
    if order is FlowOrder.FILE:
        arcs, arc_cases, ends = rows("flow_arcs"), rows("flow_arc_cases"), rows("flow_ends")
    else:
        arcs = rows("weighted_arcs", steps="flow_tie_steps")
        arc_cases, ends = rows("flow_tie_arc_cases"), rows("flow_tie_ends")
    return {
        scope: FlowMap(
            order=order,
            n_cases=count[0]["n_cases"],
            n_events=count[0]["n_events"],
            nodes=tuple(_node(row, labels) for row in nodes[scope]),
            arcs=_arcs(arcs[scope], arc_cases[scope]),
            starts=_sides(ends[scope], "n_starts"),
            ends=_sides(ends[scope], "n_ends"),
        )
        for scope, count in counts.items()
    }


def _node(row: Mapping[str, Any], labels: Mapping[str, str]) -> FlowNode:
    activity = row["activity"]
    return FlowNode(activity, labels.get(activity, activity), row["n_events"], row["n_cases"])


def _arcs(rows: list[dict[str, Any]], cases: list[dict[str, Any]]) -> tuple[FlowArc, ...]:
    of_arc = {(row["source"], row["target"]): row["n_cases"] for row in cases}
    arcs = (
        FlowArc(
            source=row["source"],
            target=row["target"],
            count=_settled(row["n"], 9),
            cases=of_arc[row["source"], row["target"]],
            p10_us=_settled(row["p10_us"], 0),
            median_us=_settled(row["median_us"], 0),
            p90_us=_settled(row["p90_us"], 0),
            mean_us=_settled(row["mean_us"], 0),
        )
        for row in rows
    )
    return tuple(sorted(arcs, key=lambda a: (-a.count, a.source, a.target)))


def _sides(rows: list[dict[str, Any]], column: str) -> tuple[tuple[str, float], ...]:
    sides = [(row["activity"], _settled(row[column], 9)) for row in rows if row[column] > 0]
    return tuple(sorted(sides, key=lambda side: (-side[1], side[0])))


def _settled(value: float, digits: int) -> float:
    """`value` without the last digits, which depend on the order in which threads add up (durations: whole µs)."""
    return round(float(value), digits)


def _empty(order: FlowOrder) -> FlowMap:
    return FlowMap(order, 0, 0, (), (), (), ())
