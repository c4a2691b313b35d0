# SPDX-License-Identifier: Apache-2.0
"""Laws of directly-follows maps, on arbitrary logs."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from machikata.analysis.flow import FlowMap, FlowOrder
from machikata.analysis.flow_discovery import discover_flow
from machikata.records.raw import LogTables
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.log_strategies import logs


def flow_of(tables: LogTables, order: FlowOrder) -> FlowMap:
    store = MemoryEventStore()
    return discover_flow(store=store, logs=[store.admit(tables, body="b", process="p", manifest={})], order=order)


def weighted_quantile(values, weights, p: float) -> float:
    """The weighted quantile of type 7, by its definition: an integral over the step function."""
    order = np.argsort(values)
    x, w = np.asarray(values, float)[order], np.asarray(weights, float)[order]
    edges = np.concatenate([[0.0], np.cumsum(w) / w.sum()])
    size = w.sum() ** 2 / (w**2).sum()
    low = p * (size - 1) / size
    overlap = np.clip(np.minimum(edges[1:], low + 1 / size) - np.maximum(edges[:-1], low), 0, None)
    return float((x * overlap).sum() / overlap.sum())


@settings(max_examples=15)
@given(logs())
def test_file_order_equals_a_plain_loop(tables: LogTables) -> None:
    pairs, durations = Counter(), defaultdict(list)
    for _, case in groupby(tables.events.to_pylist(), key=lambda e: e["case_index"]):
        for a, b in pairwise(case):
            pairs[a["activity"], b["activity"]] += 1
            durations[a["activity"], b["activity"]].append(b["time_us"] - a["time_us"])
    flow = flow_of(tables, FlowOrder.FILE)
    assert {(a.source, a.target): a.count for a in flow.arcs} == pairs
    for arc in flow.arcs:
        expected = np.quantile(durations[arc.source, arc.target], [0.1, 0.5, 0.9])
        assert (arc.p10_us, arc.median_us, arc.p90_us) == pytest.approx(tuple(expected), abs=0.51 + 1e-3)


@settings(max_examples=15)
@given(logs())
def test_tie_aware_equals_a_plain_loop(tables: LogTables) -> None:
    steps = defaultdict(list)
    for row in tables.tie_relation.to_pylist():
        steps[row["source"], row["target"]].append((row["duration_us"], row["weight"]))
    flow = flow_of(tables, FlowOrder.TIE_AWARE)
    assert {(a.source, a.target) for a in flow.arcs} == set(steps)
    for arc in flow.arcs:
        values, weights = zip(*steps[arc.source, arc.target], strict=True)
        assert arc.count == pytest.approx(sum(weights))
        expected = [weighted_quantile(values, weights, p) for p in (0.1, 0.5, 0.9)]
        assert [arc.p10_us, arc.median_us, arc.p90_us] == pytest.approx(expected, abs=0.51 + 1e-3)


@settings(max_examples=15)
@given(logs())
def test_every_step_between_tie_groups_has_weight_one(tables: LogTables) -> None:
    flow = flow_of(tables, FlowOrder.TIE_AWARE)
    groups = {(e["case_index"], e["tie_group"]) for e in tables.events.to_pylist()}
    assert sum(a.count for a in flow.arcs) == pytest.approx(len(groups) - flow.n_cases)
    assert sum(n for _, n in flow.starts) == pytest.approx(flow.n_cases)
    assert sum(n for _, n in flow.ends) == pytest.approx(flow.n_cases)


@settings(max_examples=15)
@given(logs())
def test_without_ties_both_maps_are_equal(tables: LogTables) -> None:
    if any(tables.relation["in_tie"].to_pylist()):
        return
    file, tie = flow_of(tables, FlowOrder.FILE), flow_of(tables, FlowOrder.TIE_AWARE)
    assert (tie.nodes, tie.starts, tie.ends) == (file.nodes, file.starts, file.ends)
    for one, other in zip(file.arcs, tie.arcs, strict=True):
        assert (one.source, one.target, one.count, one.cases) == (other.source, other.target, other.count, other.cases)
        assert (one.p10_us, one.median_us, one.p90_us, one.mean_us) == pytest.approx(
            (other.p10_us, other.median_us, other.p90_us, other.mean_us), abs=0.51 + 1e-3
        )


@settings(max_examples=15)
@given(logs())
def test_what_goes_in_comes_out(tables: LogTables) -> None:
    for order in FlowOrder:
        flow = flow_of(tables, order)
        come = defaultdict(float, flow.starts)
        leave = defaultdict(float, flow.ends)
        for arc in flow.arcs:
            come[arc.target] += arc.count
            leave[arc.source] += arc.count
        if order is FlowOrder.FILE:
            assert come == leave == {n.activity: n.events for n in flow.nodes}
        else:
            assert come == pytest.approx(leave)
