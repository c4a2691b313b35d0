# SPDX-License-Identifier: Apache-2.0
"""Directly-follows maps in file order and tie-aware."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest

from machikata.analysis.flow import FlowMap, FlowOrder
from machikata.analysis.flow_discovery import discover_flow, discover_flow_bodies
from machikata.analysis.log_scope import AttributeFilter, CaseFilter
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.logs import SampleCase, SampleEvent, log_from_traces

NONE = timedelta()
HOUR = 3_600_000_000


def flow_of(traces, order: FlowOrder = FlowOrder.FILE, **chosen) -> FlowMap:
    store = MemoryEventStore()
    log = store.admit(log_from_traces(traces), body="b", process="p", manifest={})
    return discover_flow(store=store, logs=[log], order=order, **chosen)


def counts(flow: FlowMap) -> dict[tuple[str, str], float]:
    return {(a.source, a.target): a.count for a in flow.arcs}


def test_file_order_counts_pairs_cases_starts_and_ends() -> None:
    flow = flow_of(["a b c", "a b b c", "a c"])
    assert (flow.n_cases, flow.n_events) == (3, 9)
    assert counts(flow) == {("a", "b"): 2, ("b", "c"): 2, ("a", "c"): 1, ("b", "b"): 1}
    assert [(n.activity, n.events, n.cases) for n in flow.nodes] == [("a", 3, 3), ("b", 3, 2), ("c", 3, 3)]
    assert flow.starts == (("a", 3.0),)
    assert flow.ends == (("c", 3.0),)


def test_durations_are_exact_quantiles() -> None:
    hours = [1, 5, 7, 30, 100]
    flow = flow_of([["a", SampleEvent("b", after=timedelta(hours=h))] for h in hours])
    arc = flow.arcs[0]
    expected = np.quantile(np.array(hours) * HOUR, [0.1, 0.5, 0.9])
    assert (arc.p10_us, arc.median_us, arc.p90_us) == pytest.approx(tuple(expected))
    assert arc.mean_us == pytest.approx(np.mean(hours) * HOUR)
    assert arc.cases == 5


def test_tie_aware_joins_the_groups_before_and_after_and_not_the_events_inside() -> None:
    flow = flow_of([["a", "b", SampleEvent("c", after=NONE), "d"]], FlowOrder.TIE_AWARE)
    assert counts(flow) == {("a", "b"): 0.5, ("a", "c"): 0.5, ("b", "d"): 0.5, ("c", "d"): 0.5}


def test_tie_aware_starts_and_ends_are_shared_by_their_group() -> None:
    flow = flow_of([["a", SampleEvent("b", after=NONE), "c"], "a c"], FlowOrder.TIE_AWARE)
    assert flow.starts == (("a", 1.5), ("b", 0.5))
    assert flow.ends == (("c", 2.0),)


def test_a_tie_aware_median_weighs_a_pair_by_its_share() -> None:
    # One certain pair of 10 hours against nine pairs of 1 hour that each hold a ninth of a step.
    tie = [SampleEvent(name, after=timedelta(hours=1) if i == 0 else NONE) for i, name in enumerate(["b", *"cdefghij"])]
    flow = flow_of([["a", SampleEvent("b", after=timedelta(hours=10))], ["a", *tie]], FlowOrder.TIE_AWARE)
    arc = next(a for a in flow.arcs if a.target == "b")
    weights, size = (1.0, 1 / 9), (1 + 1 / 9) ** 2 / (1 + 1 / 81)
    low, high, cut = 0.5 * (size - 1) / size, 0.5 * (size - 1) / size + 1 / size, weights[1] / sum(weights)
    expected = ((min(high, cut) - low) * 1 + (high - max(low, cut)) * 10) / (high - low) if low < cut else 10
    assert arc.median_us / HOUR == pytest.approx(expected)
    assert arc.median_us / HOUR > 9


def test_each_body_has_its_own_map_and_names_meet_on_the_dictionary() -> None:
    store = MemoryEventStore()
    logs = [
        store.admit(log_from_traces(["受付 審査 通知"]), body="1", process="p", manifest={}),
        store.admit(log_from_traces(["窓口 審査 通知"]), body="2", process="p", manifest={}),
    ]
    names = pa.table({"body": ["2", "1"], "activity": ["窓口", "審査"], "concept": ["受付", None]})
    flows = discover_flow_bodies(store=store, logs=logs, order=FlowOrder.FILE, activity_map=names)
    assert counts(flows["1"]) == counts(flows["2"]) == {("受付", "審査"): 1, ("審査", "通知"): 1}
    pooled = discover_flow(
        store=store, logs=logs, order=FlowOrder.FILE, activity_map=names, labels={"受付": "うけつけ"}
    )
    assert counts(pooled) == {("受付", "審査"): 2, ("審査", "通知"): 2}
    assert {n.label for n in pooled.nodes} == {"うけつけ", "審査", "通知"}


def test_a_dictionary_that_names_an_activity_twice_is_refused() -> None:
    names = pa.table({"body": ["b", "b"], "activity": ["a", "a"], "concept": ["x", "y"]})
    with pytest.raises(ValueError, match="twice"):
        flow_of(["a b"], activity_map=names)


def test_only_chosen_cases_count() -> None:
    traces = [
        SampleCase(["a", "b"], attributes={"kind": "新規"}),
        SampleCase(["a", "c"], attributes={"kind": "it's"}),
        "a d",
    ]
    chosen = CaseFilter(attributes=(AttributeFilter("kind", ("it's", None)),))
    for order in FlowOrder:
        flow = flow_of(traces, order, cases=chosen)
        assert counts(flow) == {("a", "c"): 1, ("a", "d"): 1}
        assert (flow.n_cases, flow.n_events) == (2, 4)


def test_without_a_chosen_case_the_map_is_empty() -> None:
    flow = flow_of(["a b"], cases=CaseFilter(open=True))
    assert (flow.n_cases, flow.nodes, flow.arcs, flow.starts, flow.ends) == (0, (), (), (), ())
