# SPDX-License-Identifier: Apache-2.0
"""The slider shows less and keeps the map whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.analysis.flow import FlowMap, FlowOrder
from machikata.analysis.flow_discovery import discover_flow
from machikata.analysis.flow_filter import filter_flow
from machikata.records.raw import LogTables
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.log_strategies import logs
from machikata.testing.logs import log_from_traces


def flow_of(tables: LogTables, order: FlowOrder = FlowOrder.FILE) -> FlowMap:
    store = MemoryEventStore()
    return discover_flow(store=store, logs=[store.admit(tables, body="b", process="p", manifest={})], order=order)


def paths(flow: FlowMap) -> set[tuple[str, str]]:
    return {(a.source, a.target) for a in flow.arcs}


def test_everything_is_shown_at_full_shares() -> None:
    flow = flow_of(log_from_traces(["a b c"] * 5 + ["a c", "b b"]))
    assert filter_flow(flow) == flow


def test_rare_paths_go_first() -> None:
    flow = flow_of(log_from_traces(["a b c"] * 50 + ["a c"]))
    less = filter_flow(flow, path_share=0.95)
    assert paths(less) == {("a", "b"), ("b", "c")}
    assert less.nodes == flow.nodes
    assert less.arcs[0] in flow.arcs


def test_rare_activities_go_with_their_paths() -> None:
    flow = flow_of(log_from_traces(["a b"] * 50 + ["a x b"]))
    less = filter_flow(flow, activity_share=0.95)
    assert [n.activity for n in less.nodes] == ["a", "b"]
    assert paths(less) == {("a", "b")}


def test_an_activity_that_would_be_cut_off_keeps_its_widest_way() -> None:
    # x occurs often (repeatedly), but is entered and left rarely.
    flow = flow_of(
        log_from_traces(["a b"] * 100 + ["a y " + "x " * 60 + "z b", "a w " + "x " * 60 + "z b"] + ["a y x z b"])
    )
    less = filter_flow(flow, activity_share=0.5, path_share=0.5)
    assert {n.activity for n in less.nodes} == {"a", "b", "x", "y", "z"}
    assert {("a", "y"), ("y", "x"), ("x", "z"), ("z", "b")} <= paths(less)


def reachable(edges: set[tuple[str, str]], start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for source, target in edges:
            if source == here and target not in found:
                found.add(target)
                waiting.append(target)
    return found


@settings(max_examples=25)
@given(logs(), st.sampled_from(list(FlowOrder)), st.floats(0, 1), st.floats(0, 1))
def test_every_activity_shown_lies_between_a_beginning_and_an_end(
    tables: LogTables, order: FlowOrder, activity_share: float, path_share: float
) -> None:
    flow = flow_of(tables, order)
    less = filter_flow(flow, activity_share=activity_share, path_share=path_share)
    shown = {n.activity for n in less.nodes}
    edges = paths(less) | {("begin", a) for a, _ in less.starts} | {(a, "end") for a, _ in less.ends}
    assert shown
    assert shown <= reachable(edges, "begin")
    assert shown <= reachable({(b, a) for a, b in edges}, "end")
    assert {x for path in paths(less) for x in path} <= shown
    assert set(less.arcs) <= set(flow.arcs)


@settings(max_examples=25)
@given(logs(), st.floats(0, 1))
def test_enough_of_the_pairs_among_the_activities_is_shown(tables: LogTables, share: float) -> None:
    flow = flow_of(tables)
    less = filter_flow(flow, path_share=share)

    def held(one: FlowMap) -> float:
        return sum(a.count for a in one.arcs) + sum(n for _, n in one.starts) + sum(n for _, n in one.ends)

    assert held(less) >= share * held(flow) or held(less) == pytest.approx(share * held(flow))
