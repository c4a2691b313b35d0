# SPDX-License-Identifier: Apache-2.0
"""Longest waits and work done again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from machikata.analysis.flow import FlowOrder
from machikata.analysis.flow_discovery import discover_flow
from machikata.analysis.rework import rework
from machikata.analysis.waits import longest_waits
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.logs import SampleEvent, log_from_traces


def test_where_many_wait_comes_before_where_one_waits_long() -> None:
    def trace(name: str, days: float) -> list[str | SampleEvent]:
        return ["受付", SampleEvent(name, after=timedelta(days=days))]

    store = MemoryEventStore()
    log = store.admit(
        log_from_traces([trace("審査", 4)] * 10 + [trace("照会", 20)]), body="b", process="p", manifest={}
    )
    flow = discover_flow(store=store, logs=[log], order=FlowOrder.TIE_AWARE)
    waits = longest_waits(flow)
    assert [(w.target, w.median_days, w.total_days, w.cases) for w in waits] == [
        ("審査", 4, 40, 10),
        ("照会", 20, 20, 1),
    ]
    assert waits[0].share == pytest.approx(2 / 3)
    assert [w.target for w in longest_waits(flow, minimum_cases=10)] == ["審査"]
    assert len(longest_waits(flow, top=1)) == 1


def test_repeated_activities_are_counted_by_case_and_by_occurrence() -> None:
    store = MemoryEventStore()
    same = SampleEvent("b", after=timedelta())
    log = store.admit(log_from_traces(["a b c", "a b c b b", ["a", "b", same]]), body="b", process="p", manifest={})
    found = {r.activity: r for r in rework(store=store, logs=[log])}
    b = found["b"]
    assert (b.n_cases, b.n_repeated, b.n_extra, b.n_loops, b.n_same_instant) == (3, 2, 3, 1, 1)
    assert b.repeated_share == pytest.approx(2 / 3)
    assert (found["a"].n_repeated, found["a"].repeated_share, found["a"].n_loops) == (0, 0, 0)
    assert next(iter(found)) == "b"
