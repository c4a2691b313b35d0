# SPDX-License-Identifier: Apache-2.0
"""What every event store must do: the files with DuckDB, the twin in memory, and the same files read by ClickHouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from machikata.domain.errors import InputRefused, NotFound
from machikata.records.raw import LogTables
from machikata.records.store import TEXT_SEPARATOR, EventStore
from machikata.storage.event_files import EventFileStore
from machikata.testing.chdb_store import ChdbEventStore
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.logs import SampleCase, SampleEvent, log_from_traces

ONE = log_from_traces([SampleCase(["受付", "審査", "通知"], attributes={"kind": "新規", "fee": 300}), "受付 通知"])
TWO = log_from_traces(
    [SampleCase(["受付", SampleEvent("通知", attributes={"note": "急ぎ"})], open=True, attributes={"fee": "免除"})]
)


@pytest.fixture(params=["files", "memory", "chdb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventStore]:
    if request.param == "files":
        yield EventFileStore(tmp_path)
    elif request.param == "memory":
        yield MemoryEventStore()
    else:
        second = ChdbEventStore(tmp_path)
        yield second
        second.close()


def admit(store: EventStore, tables: LogTables, body: str = "990019"):
    return store.admit(tables, body=body, process="p", manifest={"title": "題"})


def test_the_same_content_gives_the_same_log(store: EventStore) -> None:
    first, again = admit(store, ONE), admit(store, log_from_traces([
        SampleCase(["受付", "審査", "通知"], attributes={"kind": "新規", "fee": 300}), "受付 通知"]))  # fmt: skip
    assert first.id == again.id
    assert len(first.id) == 64
    assert [log.id for log in store.stored()] == [first.id]


def test_another_body_another_process_or_another_value_is_another_log(store: EventStore) -> None:
    ids = {
        admit(store, ONE).id,
        admit(store, ONE, body="990027").id,
        store.admit(ONE, body="990019", process="q", manifest={}).id,
        store.admit(ONE, body="990019", process="p", manifest={"mapping": {"time_zone": "UTC"}}).id,
        admit(store, TWO).id,
    }
    assert len(ids) == 5


def test_the_manifest_tells_what_was_admitted(store: EventStore) -> None:
    log = admit(store, ONE)
    assert (log.body, log.process, log.manifest["title"]) == ("990019", "p", "題")
    assert log.manifest["format_version"] == 1
    assert log.manifest["rows"] == {"events": 5, "cases": 2, "relation": 3, "tie_relation": 3}
    assert log.manifest["columns"]["cases"]["open"] == "bool"
    assert store.find(log.id).manifest == log.manifest


def test_loaded_tables_are_the_admitted_ones(store: EventStore) -> None:
    tables = store.load(admit(store, ONE))
    assert tables.events.to_pylist() == ONE.events.to_pylist()
    assert tables.cases.to_pylist() == ONE.cases.to_pylist()
    assert tables.relation.to_pylist() == ONE.relation.to_pylist()
    assert tables.tie_relation.schema == ONE.tie_relation.schema


def test_a_removed_log_is_gone(store: EventStore) -> None:
    log = admit(store, ONE)
    store.remove(log)
    assert store.stored() == ()
    with pytest.raises(NotFound):
        store.find(log.id)
    store.remove(log)


def test_questions_see_all_logs_with_their_body_and_number(store: EventStore) -> None:
    logs = [admit(store, ONE), admit(store, TWO, "990027"), admit(store, TWO)]
    answer = store.query(
        "SELECT body, log_index, count(*) AS n FROM events GROUP BY body, log_index ORDER BY log_index", logs=logs
    )
    assert answer.to_pylist() == [
        {"body": "990019", "log_index": 0, "n": 5},
        {"body": "990027", "log_index": 1, "n": 2},
        {"body": "990019", "log_index": 2, "n": 2},
    ]
    assert answer.schema.field("n").type == pa.int64()


def test_columns_that_one_log_lacks_are_null_and_mixed_types_become_text(store: EventStore) -> None:
    logs = [admit(store, ONE), admit(store, TWO, "990027")]
    sql = (
        'SELECT log_index, case_index, "c:kind" AS kind, "c:fee" AS fee, open FROM cases ORDER BY log_index, case_index'
    )
    assert [tuple(row.values()) for row in store.query(sql, logs=logs).to_pylist()] == [
        (0, 0, "新規", "300", False), (0, 1, None, None, False), (1, 0, None, "免除", True),
    ]  # fmt: skip


def test_small_tables_join_by_name(store: EventStore) -> None:
    names = pa.table({"activity": ["受付"], "label": ["窓口の受付"]})
    sql = """SELECT e.activity AS activity, n.label AS label FROM events AS e LEFT JOIN names AS n ON n.activity = e.activity
             WHERE e.case_index = 1 ORDER BY e.seq"""
    assert store.query(sql, logs=[admit(store, ONE)], tables={"names": names}).to_pylist() == [
        {"activity": "受付", "label": "窓口の受付"}, {"activity": "通知", "label": None},
    ]  # fmt: skip


def test_quantiles_are_exact_with_linear_interpolation(store: EventStore) -> None:
    waits = [SampleEvent("b", after=timedelta(seconds=s)) for s in (1, 2, 4, 100)]
    log = admit(store, log_from_traces([["a", wait] for wait in waits]))
    sql = """SELECT exact_p10(duration_us) AS p10, exact_p25(duration_us) AS p25, exact_median(duration_us) AS p50,
             exact_p75(duration_us) AS p75, exact_p90(duration_us) AS p90 FROM relation"""
    row = store.query(sql, logs=[log]).to_pylist()[0]
    assert row == pytest.approx({"p10": 1.3e6, "p25": 1.75e6, "p50": 3e6, "p75": 28e6, "p90": 71.2e6}, rel=1e-12)


def test_several_quantiles_come_as_one_list(store: EventStore) -> None:
    log = admit(store, log_from_traces([["a", SampleEvent("b", after=timedelta(seconds=s))] for s in (1, 2, 4, 100)]))
    sql = """WITH found AS (SELECT exact_p10_median_p90(duration_us) AS q FROM relation)
             SELECT q[1] AS p10, q[2] AS p50, q[3] AS p90 FROM found"""
    row = store.query(sql, logs=[log]).to_pylist()[0]
    assert row == pytest.approx({"p10": 1.3e6, "p50": 3e6, "p90": 71.2e6}, rel=1e-12)


def test_texts_are_joined_in_a_stated_order(store: EventStore) -> None:
    sql = """SELECT ordered_text(activity, seq) AS forward, ordered_text(activity, -seq) AS backward
             FROM events WHERE case_index = 0 GROUP BY case_index"""
    row = store.query(sql, logs=[admit(store, ONE)]).to_pylist()[0]
    assert row["forward"].split(TEXT_SEPARATOR) == ["受付", "審査", "通知"]
    assert row["backward"].split(TEXT_SEPARATOR) == ["通知", "審査", "受付"]


def test_a_question_without_logs_or_that_would_change_something_is_refused(store: EventStore) -> None:
    with pytest.raises(ValueError, match="names its logs"):
        store.query("SELECT 1", logs=[])
    with pytest.raises(ValueError, match="one SELECT"):
        store.query("DROP VIEW events", logs=[admit(store, ONE)])


def test_columns_that_differ_only_in_case_are_refused_with_a_remedy(store: EventStore) -> None:
    tables = log_from_traces([SampleCase(["a"], attributes={"Kind": "x", "kind": "y"})])
    with pytest.raises(InputRefused) as refused:
        admit(store, tables)
    assert refused.value.problems[0].code == "columns-differ-by-case"
    assert store.stored() == ()


def test_tables_that_break_the_contract_are_refused(store: EventStore) -> None:
    broken = LogTables(ONE.events.drop_columns(["seq"]), ONE.cases, ONE.relation, ONE.tie_relation)
    with pytest.raises(ValueError, match="events lacks the column seq"):
        admit(store, broken)
