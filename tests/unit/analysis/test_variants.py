# SPDX-License-Identifier: Apache-2.0
"""Variants in file order and as sequences of tie groups."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import groupby

import pytest
from hypothesis import given, settings

from machikata.analysis.flow import FlowOrder
from machikata.analysis.variants import VariantSummary, discover_variants
from machikata.records.raw import LogTables
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.log_strategies import logs
from machikata.testing.logs import SampleEvent, log_from_traces

NONE = timedelta()


def variants_of(tables: LogTables, order: FlowOrder = FlowOrder.FILE, **chosen) -> VariantSummary:
    store = MemoryEventStore()
    return discover_variants(
        store=store, logs=[store.admit(tables, body="b", process="p", manifest={})], order=order, **chosen
    )


def test_the_most_frequent_way_comes_first() -> None:
    found = variants_of(log_from_traces(["a b"] * 3 + ["a c"] + ["b"] * 2))
    assert [("".join(a for s in v.steps for a in s), v.cases) for v in found.variants] == [
        ("ab", 3),
        ("b", 2),
        ("ac", 1),
    ]
    assert (found.n_cases, found.n_variants, found.n_single, found.rest_cases) == (6, 3, 1, 0)
    assert found.variants[0].share == 0.5
    assert found.variants[0].median_days == pytest.approx(1 / 24)


def test_in_a_tie_group_the_order_in_the_file_makes_no_new_way() -> None:
    tables = log_from_traces(
        [["a", "b", SampleEvent("c: d", after=NONE)], ["a", "c: d", SampleEvent("b", after=NONE)], "a b"]
    )
    assert variants_of(tables).n_variants == 3
    found = variants_of(tables, FlowOrder.TIE_AWARE)
    assert [(v.steps, v.cases) for v in found.variants] == [((("a",), ("b", "c: d")), 2), ((("a",), ("b",)), 1)]


def test_only_the_top_is_listed_and_the_rest_counted() -> None:
    found = variants_of(log_from_traces(["a"] * 5 + ["b"] * 4 + ["c"] * 3), top=1)
    assert (len(found.variants), found.rest_variants, found.rest_cases) == (1, 2, 7)
    assert variants_of(log_from_traces(["a"]), top=0).rest_cases == 1


def test_when_figures_leave_the_body_rare_ways_and_what_would_betray_them_are_not_shown() -> None:
    tables = log_from_traces(["a"] * 30 + ["b"] * 12 + ["c"] * 4)
    found = variants_of(tables, minimum_count=10)
    # c is too rare; its 4 cases would be the difference to the total, so b goes as well.
    assert [v.steps for v in found.variants] == [(("a",),)]
    assert (found.rest_variants, found.rest_cases) == (2, 16)
    assert variants_of(log_from_traces(["a"] * 30 + ["b"]), minimum_count=10).n_single is None


def test_without_cases_there_is_no_way() -> None:
    store = MemoryEventStore()
    log = store.admit(log_from_traces([]), body="b", process="p", manifest={})
    for order in FlowOrder:
        assert discover_variants(store=store, logs=[log], order=order).variants == ()


@settings(max_examples=25)
@given(logs())
def test_both_equal_a_plain_loop(tables: LogTables) -> None:
    file, tie = Counter(), Counter()
    for _, rows in groupby(tables.events.to_pylist(), key=lambda e: e["case_index"]):
        case = list(rows)
        file[tuple((e["activity"],) for e in case)] += 1
        tie[tuple(tuple(sorted(e["activity"] for e in g)) for _, g in groupby(case, key=lambda e: e["tie_group"]))] += 1
    assert {v.steps: v.cases for v in variants_of(tables).variants} == file
    assert {v.steps: v.cases for v in variants_of(tables, FlowOrder.TIE_AWARE).variants} == tie
