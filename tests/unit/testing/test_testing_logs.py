# SPDX-License-Identifier: Apache-2.0
"""The builder of test logs gives the tables that the contract names."""

from datetime import timedelta

from machikata.testing.logs import SampleCase, SampleEvent, log_from_traces


def test_traces_become_cases_in_order_with_consecutive_pairs() -> None:
    tables = log_from_traces(["a b c", ["a", "c"]])
    assert tables.events["activity"].to_pylist() == ["a", "b", "c", "a", "c"]
    assert tables.events["seq"].to_pylist() == [0, 1, 2, 0, 1]
    assert tables.relation.select(["source", "target"]).to_pylist() == [
        {"source": "a", "target": "b"},
        {"source": "b", "target": "c"},
        {"source": "a", "target": "c"},
    ]
    assert tables.relation["duration_us"].to_pylist() == [3_600_000_000] * 3


def test_equal_instants_share_a_tie_group_and_split_the_weight() -> None:
    none = timedelta()
    tables = log_from_traces([["a", SampleEvent("b"), SampleEvent("c", after=none), SampleEvent("d")]])
    assert tables.events["tie_group"].to_pylist() == [0, 1, 1, 2]
    assert tables.relation["in_tie"].to_pylist() == [False, True, False]
    assert [(r["source"], r["target"], r["weight"]) for r in tables.tie_relation.to_pylist()] == [
        ("a", "b", 0.5),
        ("a", "c", 0.5),
        ("b", "d", 0.5),
        ("c", "d", 0.5),
    ]


def test_events_written_out_of_order_are_sorted_by_instant_and_attributes_are_prefixed() -> None:
    late = SampleEvent("late", after=timedelta(days=2), attributes={"note": "x"})
    early = SampleEvent("early", after=timedelta(days=-1))
    tables = log_from_traces([SampleCase([late, early], id="K1", open=True, attributes={"kind": "new"})])
    assert tables.events["activity"].to_pylist() == ["early", "late"]
    assert tables.events["e:note"].to_pylist() == [None, "x"]
    row = tables.cases.to_pylist()[0]
    assert (row["case_id"], row["open"], row["c:kind"], row["events"]) == ("K1", True, "new", 2)
    assert row["end_us"] - row["start_us"] == 86_400_000_000
