# SPDX-License-Identifier: Apache-2.0
"""Logs whose format knows cases (XES, OCEL)."""

from __future__ import annotations

import pyarrow as pa
import pytest

from machikata.domain.errors import InputRefused
from machikata.domain.event_log import ColumnMapping, ColumnRole, MappedColumn
from machikata.records.admission import apply_mapping
from machikata.records.raw import RawLog, SourceFile

SECRET = b"k" * 32
HOUR = 3_600_000_000
BASE = (
    MappedColumn("name", ColumnRole.CASE_ID, "case"),
    MappedColumn("activity", ColumnRole.ACTIVITY),
    MappedColumn("time", ColumnRole.TIMESTAMP),
)


def log(names, events, **columns):
    """Cases called `names`; events as (case, activity, hour)."""
    return RawLog(
        SourceFile("記録.xes", "0" * 64, 0, "xes"),
        pa.table(
            {
                "case_index": pa.array([c for c, _, _ in events], pa.int32()),
                "activity": [a for _, a, _ in events],
                "time": pa.array([None if h is None else h * HOUR for _, _, h in events], pa.int64()),
                "time@offset": pa.array([540] * len(events), pa.int16()),
                **columns,
            }
        ),
        pa.table({"name": names, "部": ["税務"] * len(names), "責任者": ["佐伯"] * len(names)}),
    )


def admit(raw, *columns):
    return apply_mapping(raw, ColumnMapping((*BASE, *columns)), secret=SECRET)


def test_cases_that_bear_an_id_twice_are_refused_by_name():
    admission = admit(log(["a", "b", "a"], [(0, "受付", 1), (1, "受付", 1), (2, "受付", 1), (2, "審査", 2)]))
    problem = admission.errors[0]
    assert (problem.code, problem.count, problem.place.value) == ("case-id-twice", 2, "a")
    assert admission.tables.cases["case_id"].to_pylist() == ["a", "b"]


def test_repeated_ids_that_would_name_a_resident_are_not_echoed():
    number = "090-1234-5678"
    admission = admit(log([number, number], [(0, "受付", 1), (1, "受付", 1)]))
    assert number not in repr(admission.errors) + repr(admission.refused_rows)
    assert admission.tables.cases["case_id"][0].as_py().startswith("案件-")


def test_cases_without_an_id_are_numbered_by_their_place():
    admission = admit(log(["a", None, ""], [(0, "受付", 1), (1, "受付", 1), (2, "受付", 2)]))
    assert admission.tables.cases["case_id"].to_pylist() == ["a", "#2", "#3"]
    assert {p.code: p.count for p in admission.problems}["case-without-id"] == 2


def test_cases_without_events_are_counted_and_left_out():
    admission = admit(log(["a", "b", "c"], [(2, "受付", 1), (0, "受付", 1)]))
    assert admission.tables.cases["case_id"].to_pylist() == ["a", "c"]
    assert admission.tables.events["case_index"].to_pylist() == [0, 1]
    assert {p.code: p.count for p in admission.problems}["cases-without-events"] == 1


def test_an_event_without_time_is_named_by_its_place_in_the_file():
    problem = admit(log(["a"], [(0, "受付", 1), (0, "審査", None)])).errors[0]
    assert (problem.code, problem.place.row) == ("time-missing", None)
    assert "2番目の記録" in problem.what.ja


def test_years_0_and_9999_are_named_with_their_value():
    raw = log(["a"], [(0, "受付", 1), (0, "審査", 70_389_527), (0, "通知", -17_269_776)])
    problem = admit(raw).errors[0]
    assert (problem.code, problem.count) == ("date-year-out-of-range", 2)
    assert problem.place.value.startswith("9999")


def test_a_section_of_the_case_holds_for_its_events_and_stays_an_attribute():
    admission = admit(
        log(["a", "b"], [(0, "受付", 1), (1, "受付", 1)]),
        MappedColumn("部", ColumnRole.SECTION, "case"),
        MappedColumn("責任者", ColumnRole.PERSON, "case"),
    )
    assert admission.tables.events["section"].to_pylist() == ["税務", "税務"]
    assert admission.tables.cases["c:部"].to_pylist() == ["税務", "税務"]
    assert admission.tables.cases["c:責任者"][0].as_py().startswith("職員-")
    assert admission.quality.person_columns == ("c:責任者",)


def test_dates_keep_instant_and_zone_and_other_values_their_kind():
    events = [(0, "受付", 1), (0, "審査", 2)]
    raw = log(["a"], events, due=pa.array([5 * HOUR, None], pa.int64()), **{"due@offset": pa.array([60, None], pa.int16())},
              n=pa.array([1, 2], pa.int64()), x=[0.5, None], ok=[True, False])  # fmt: skip
    stored = admit(raw, *(MappedColumn(n, ColumnRole.EVENT_ATTRIBUTE) for n in ("due", "n", "x", "ok"))).tables.events
    assert (stored["e:due"].to_pylist(), stored["e:due@offset"].to_pylist()) == ([5 * HOUR, None], [60, None])
    assert [str(stored[f"e:{n}"].type) for n in ("n", "x", "ok")] == ["int64", "double", "bool"]


def test_roles_on_the_wrong_side_are_refused():
    raw = log(["a"], [(0, "受付", 1)])
    columns = (MappedColumn("activity", ColumnRole.CASE_ID), MappedColumn("部", ColumnRole.ACTIVITY, "case"), BASE[2])
    with pytest.raises(InputRefused) as refused:
        apply_mapping(raw, ColumnMapping(columns), secret=SECRET)
    assert [p.code for p in refused.value.problems] == ["mapping-wrong-scope"] * 2


def test_a_log_without_events_gives_a_reason_and_no_tables():
    admission = admit(log(["a"], []))
    assert admission.tables is None
    assert [p.code for p in admission.errors] == ["no-rows"]
