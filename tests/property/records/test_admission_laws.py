# SPDX-License-Identifier: Apache-2.0
"""Laws of admission: the order of rows in a file matters only where times are equal, and no weight is lost or made."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.domain.event_log import ColumnMapping, ColumnRole, MappedColumn
from machikata.records.admission import AdmissionChoices, apply_mapping
from machikata.records.raw import RawLog, SourceFile
from machikata.testing.log_strategies import logs

SECRET = b"k" * 32
MAPPING = ColumnMapping(
    (
        MappedColumn("id", ColumnRole.CASE_ID, "case"),
        MappedColumn("activity", ColumnRole.ACTIVITY),
        MappedColumn("time", ColumnRole.TIMESTAMP),
        MappedColumn("section", ColumnRole.SECTION),
        MappedColumn("role", ColumnRole.ROLE),
    )
)


def raw_from(tables, order):
    """The log as a file whose events stand in `order`."""
    events = tables.events.take(pa.array(order))
    return RawLog(
        SourceFile("記録", "0" * 64, 0, "xes"),
        pa.table(
            {
                "case_index": events["case_index"],
                "activity": events["activity"],
                "time": events["time_us"],
                "time@offset": events["offset_min"],
                "section": events["section"],
                "role": events["role"],
            }
        ),
        pa.table({"id": tables.cases["case_id"]}),
    )


def admitted(tables, order, **choices):
    return apply_mapping(raw_from(tables, order), MAPPING, secret=SECRET, choices=AdmissionChoices(**choices)).tables


def shuffled_keeping_ties(tables, seed):
    """A random order of all events in which tied events of a case keep their order."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(tables.events.num_rows)
    case, group = tables.events["case_index"].to_numpy()[order], tables.events["tie_group"].to_numpy()[order]
    seq = tables.events["seq"].to_numpy()[order]
    slots = {}
    for position, key in enumerate(zip(case.tolist(), group.tolist(), strict=True)):
        slots.setdefault(key, []).append(position)
    result = order.copy()
    for positions in slots.values():
        result[positions] = order[positions][np.argsort(seq[positions])]
    return result


def sums(relation):
    found = Counter()
    for row in relation.to_pylist():
        found[row["case_index"], row["source"], row["target"], row["duration_us"]] += row["weight"]
    return {key: round(weight, 9) for key, weight in found.items()}


@settings(max_examples=30)
@given(logs(), st.integers(0, 2**32))
def test_tables_are_those_computed_by_plain_loops(tables, seed):
    made = admitted(tables, shuffled_keeping_ties(tables, seed))
    columns = ["case_index", "seq", "tie_group", "activity", "time_us", "offset_min", "role", "section"]
    assert made.events.select(columns).to_pylist() == tables.events.select(columns).to_pylist()
    assert made.relation.to_pylist() == tables.relation.to_pylist()
    assert sums(made.tie_relation) == sums(tables.tie_relation)
    shared = ["case_index", "case_id", "start_us", "end_us", "start_offset_min", "events"]
    assert made.cases.select(shared).to_pylist() == tables.cases.select(shared).to_pylist()


@settings(max_examples=30)
@given(logs(), st.integers(0, 2**32))
def test_the_order_of_tied_events_changes_nothing_but_the_file_order_graph(tables, seed):
    order = np.random.default_rng(seed).permutation(tables.events.num_rows)
    one, other = admitted(tables, np.arange(tables.events.num_rows)), admitted(tables, order)
    assert sums(one.tie_relation) == sums(other.tie_relation)
    assert one.cases.to_pylist() == other.cases.to_pylist()
    assert one.relation.num_rows == other.relation.num_rows
    keys = ["case_index", "tie_group", "activity", "time_us"]
    assert Counter(map(str, one.events.select(keys).to_pylist())) == Counter(
        map(str, other.events.select(keys).to_pylist())
    )


@settings(max_examples=30)
@given(logs())
def test_tie_aware_weights_sum_to_the_steps_from_group_to_group(tables):
    made = admitted(tables, np.arange(tables.events.num_rows))
    groups = Counter(zip(*made.events.select(["case_index", "tie_group"]).to_pydict().values(), strict=True))
    steps = len(groups) - made.cases.num_rows
    assert round(sum(made.tie_relation["weight"].to_pylist()), 6) == steps
    pairs = list(
        zip(
            *made.tie_relation.select(["case_index", "source", "target", "duration_us"]).to_pydict().values(),
            strict=True,
        )
    )
    assert len(pairs) <= sum(groups.values()) ** 2


@settings(max_examples=30)
@given(logs(), st.integers(1, 3))
def test_copies_of_rows_are_all_found_and_all_joined(tables, copies):
    rows = np.repeat(np.arange(tables.events.num_rows), copies)
    raw = raw_from(tables, rows)
    counted = apply_mapping(raw, MAPPING, secret=SECRET).quality.measure("duplicates").count
    distinct = len({str(row) for row in raw.events.to_pylist()})
    assert counted == len(rows) - distinct
    assert admitted(tables, rows, drop_duplicates=True).events.num_rows == distinct


@settings(max_examples=30)
@given(logs(), st.integers(0, 2**32))
def test_every_row_is_admitted_or_named(tables, seed):
    rng = np.random.default_rng(seed)
    raw = raw_from(tables, np.arange(tables.events.num_rows))
    lost_time, lost_name = rng.random((2, raw.events.num_rows)) < 0.3
    times = pa.array(raw.events["time"].to_numpy(), mask=lost_time)
    names = pa.array(np.where(lost_name, "", raw.events["activity"].to_pylist()).tolist())
    events = raw.events.set_column(2, "time", times).set_column(1, "activity", names)
    admission = apply_mapping(RawLog(raw.source, events, raw.cases), MAPPING, secret=SECRET)
    named = {r.row for r in admission.refused_rows}
    assert named == set((np.flatnonzero(lost_time | lost_name) + 1).tolist())
    assert (
        admission.quality.events + admission.quality.rows_refused == admission.quality.rows_read == raw.events.num_rows
    )
