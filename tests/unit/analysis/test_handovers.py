# SPDX-License-Identifier: Apache-2.0
"""Handovers between kinds of staff tell nothing about single employees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.analysis.handovers import JOINED, HandoverMatrix, StaffKind, handovers
from machikata.records.raw import LogTables
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.log_strategies import logs
from machikata.testing.logs import SampleEvent, log_from_traces

NONE = timedelta()


def matrix_of(tables: LogTables, by: StaffKind = StaffKind.ROLE, min_persons: int = 5) -> HandoverMatrix:
    store = MemoryEventStore()
    log = store.admit(tables, body="b", process="p", manifest={})
    return handovers(store=store, logs=[log], by=by, min_persons=min_persons)


def done(kind: str | None, person: str | None, **more) -> SampleEvent:
    return SampleEvent("x", role=kind, section=kind, resource=person, **more)


def test_steps_between_kinds_are_counted_with_their_waits() -> None:
    day = timedelta(days=2)
    traces = [
        [done("窓口", f"w{i}"), done("審査", f"s{i}", after=day), done("審査", f"s{i}", after=day)] for i in range(6)
    ]
    for by in StaffKind:
        found = matrix_of(log_from_traces(traces), by)
        assert [(h.source, h.target, h.count, h.median_days) for h in found.handovers] == [
            ("審査", "審査", 6, 2),
            ("窓口", "審査", 6, 2),
        ]
        assert [(k.name, k.persons, k.events) for k in found.kinds] == [("審査", 6, 12), ("窓口", 6, 6)]
        assert found.note.ja == ""


def test_equal_instants_share_their_step() -> None:
    traces = [[done("a", f"a{i}"), done("b", f"b{i}", after=NONE), done("b", f"b{i}")] for i in range(5)]
    found = matrix_of(log_from_traces(traces))
    assert {(h.source, h.target): h.count for h in found.handovers} == {("a", "b"): 2.5, ("b", "b"): 2.5}


def test_small_kinds_are_joined_and_stay_unnamed_in_the_figures() -> None:
    traces = [
        [done("窓口", f"w{i}"), done("課長", "k1"), done("審査", f"s{i}"), done("係長", f"l{i % 4}")] for i in range(8)
    ]
    found = matrix_of(log_from_traces(traces))
    assert {k.name: k.persons for k in found.kinds} == {"窓口": 8, "審査": 8, JOINED: 5}
    assert found.kinds[-1].joined == ("係長", "課長")
    figures = {(h.source, h.target): h.count for h in found.handovers}
    # 窓口 → 課長 is the work of one person, although the joined kind has five.
    assert figures == {("窓口", JOINED): None, (JOINED, "審査"): None, ("審査", JOINED): None}


def test_a_joined_kind_that_is_still_too_small_takes_the_next_smallest() -> None:
    traces = [[done("a", f"a{i}"), done("b", f"b{i % 6}"), done("課長", "k1")] for i in range(9)]
    found = matrix_of(log_from_traces(traces))
    assert {k.name: k.joined for k in found.kinds} == {"a": (), JOINED: ("b", "課長")}


def test_with_too_few_persons_nothing_is_shown_and_the_reason_is_said() -> None:
    found = matrix_of(log_from_traces([[done("a", "a1"), done("b", "b1")]]))
    assert (found.kinds, found.handovers) == ((), ())
    assert "一人の職員" in found.note.ja
    unknown = matrix_of(log_from_traces([[done("a", None), done("b", None)]] * 20))
    assert unknown.handovers == ()
    assert "記録されていません" in matrix_of(log_from_traces(["a b"])).note.ja


def test_figures_of_one_person_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="single employee"):
        matrix_of(log_from_traces(["a"]), min_persons=1)


@settings(max_examples=25)
@given(logs(max_cases=12), st.sampled_from(list(StaffKind)), st.integers(2, 3))
def test_behind_every_figure_stand_enough_persons_on_both_sides(tables: LogTables, by: StaffKind, least: int) -> None:
    found = matrix_of(tables, by, least)
    name = {kind: k.name for k in found.kinds for kind in (k.joined or (k.name,))}
    events = [e for e in tables.events.to_pylist() if e[by.value] is not None]
    for kind in found.kinds:
        assert len({e["resource"] for e in events if name[e[by.value]] == kind.name} - {None}) == kind.persons >= least
    for handover in found.handovers:
        pairs = [
            (a["resource"], b["resource"])
            for a in events
            for b in events
            if a["case_index"] == b["case_index"] and a["tie_group"] + 1 == b["tie_group"]
            and (name[a[by.value]], name[b[by.value]]) == (handover.source, handover.target)
        ]  # fmt: skip
        persons = min(len({a for a, _ in pairs} - {None}), len({b for _, b in pairs} - {None}))
        assert (handover.count is not None) == (persons >= least)
