# SPDX-License-Identifier: Apache-2.0
"""Fixtures are written by hand after the OCEL 2.0 specification: an application, its two documents, and a shared inspection."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from machikata.domain.errors import InputRefused
from machikata.records.admission import apply_mapping
from machikata.records.mapping import propose_mapping
from machikata.records.readers import read_file

EVENTS = [
    ("e1", "受付", "2026-04-01T09:00:00+09:00", {"窓口": "本庁"}, ["a1", "d1", "d2"]),
    ("e2", "書類の確認", "2026-04-01T10:00:00+09:00", {"枚数": 3}, ["a1", "d1"]),
    ("e3", "受付", "2026-04-02T09:00:00+09:00", {"窓口": "支所"}, ["a2"]),
    ("e4", "実地の調査", "2026-04-03T13:00:00+09:00", {}, ["a1", "a2"]),
]
OBJECTS = [
    ("a1", "申請", [("区分", "新規", "1970-01-01T00:00:00Z"), ("区分", "変更", "2026-04-02T00:00:00Z"), ("金額", 100, "1970-01-01T00:00:00Z")]),
    ("a2", "申請", [("区分", "新規", "1970-01-01T00:00:00Z")]),
    ("d1", "書類", []),
    ("d2", "書類", []),
]  # fmt: skip


def as_json(events=EVENTS, objects=OBJECTS):
    return {
        "eventTypes": [],
        "objectTypes": [],
        "events": [
            {
                "id": i,
                "type": t,
                "time": at,
                "attributes": [{"name": n, "value": v} for n, v in attributes.items()],
                "relationships": [{"objectId": o, "qualifier": ""} for o in related],
            }
            for i, t, at, attributes, related in events
        ],
        "objects": [
            {"id": i, "type": t, "attributes": [{"name": n, "value": v, "time": at} for n, v, at in changes]}
            for i, t, changes in objects
        ],
    }


@pytest.fixture
def json_file(tmp_path):
    def writing(document):
        path = tmp_path / "記録.jsonocel"
        path.write_text(
            document if isinstance(document, str) else json.dumps(document, ensure_ascii=False), encoding="utf-8"
        )
        return path

    return writing


@pytest.fixture
def sqlite_file(tmp_path):
    path = tmp_path / "記録.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            """
            CREATE TABLE event (ocel_id TEXT, ocel_type TEXT);
            CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);
            CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
            CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
            CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);
            CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);
            CREATE TABLE event_uketsuke (ocel_id TEXT, ocel_time TEXT, 窓口 TEXT);
            CREATE TABLE event_kakunin (ocel_id TEXT, ocel_time TEXT, 枚数 INTEGER);
            CREATE TABLE event_chosa (ocel_id TEXT, ocel_time TEXT);
            CREATE TABLE object_shinsei (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT, 区分 TEXT, 金額 INTEGER);
            CREATE TABLE object_shorui (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT);
            INSERT INTO event_map_type VALUES ('受付', 'uketsuke'), ('書類の確認', 'kakunin'), ('実地の調査', 'chosa');
            INSERT INTO object_map_type VALUES ('申請', 'shinsei'), ('書類', 'shorui');
            INSERT INTO object_shinsei VALUES ('a1', '1970-01-01T00:00:00Z', NULL, '新規', 100),
                ('a1', '2026-04-02T00:00:00Z', '区分', '変更', 999), ('a2', '1970-01-01T00:00:00Z', NULL, '新規', NULL);
            """
        )
        tables = {"受付": ("uketsuke", "窓口"), "書類の確認": ("kakunin", "枚数"), "実地の調査": ("chosa", None)}
        for i, kind, at, attributes, related in EVENTS:
            table, attribute = tables[kind]
            values = (i, at, *([attributes.get(attribute)] if attribute else []))
            db.execute(f"INSERT INTO event_{table} VALUES ({','.join('?' * len(values))})", values)
            db.execute("INSERT INTO event VALUES (?, ?)", (i, kind))
            db.executemany("INSERT INTO event_object VALUES (?, ?, '')", [(i, o) for o in related])
        db.executemany("INSERT INTO object VALUES (?, ?)", [(i, t) for i, t, _ in OBJECTS])
        db.commit()
    return path


def told(raw):
    """Case, activity and attributes of every event, and the cases: what both formats must agree on."""
    ids = raw.cases["ocel:oid"].to_pylist()
    events = {
        (ids[row.pop("case_index")], row.pop("ocel:eid"), row.pop("ocel:activity"), row.pop("ocel:timestamp")): {
            k: v for k, v in row.items() if v is not None
        }
        for row in raw.events.to_pylist()
    }
    cases = {row.pop("ocel:oid"): {k: v for k, v in row.items() if v is not None} for row in raw.cases.to_pylist()}
    return events, cases


def test_the_types_are_listed_with_counts_when_none_is_chosen(json_file, sqlite_file):
    for path in (json_file(as_json()), sqlite_file):
        with pytest.raises(InputRefused) as refused:
            read_file(path)
        problem = refused.value.problems[0]
        assert problem.code == "object-type-undecided"
        assert "書類（2）、申請（2）" in problem.remedy.ja


def test_both_formats_tell_the_same(json_file, sqlite_file):
    from_json = read_file(json_file(as_json()), object_type="申請")
    from_sqlite = read_file(sqlite_file, object_type="申請")
    assert told(from_json) == told(from_sqlite)
    assert (from_json.source.format, from_sqlite.source.format) == ("ocel-json", "ocel-sqlite")


def test_each_object_of_the_type_is_a_case_with_the_events_related_to_it(json_file):
    events, cases = told(read_file(json_file(as_json()), object_type="申請"))
    assert sorted((case, event) for case, event, _, _ in events) == [
        ("a1", "e1"),
        ("a1", "e2"),
        ("a1", "e4"),
        ("a2", "e3"),
        ("a2", "e4"),
    ]
    assert cases == {"a1": {"区分": "変更", "金額": 100}, "a2": {"区分": "新規"}}


def test_events_that_belong_to_several_cases_are_counted(json_file):
    raw = read_file(json_file(as_json()), object_type="申請")
    shared = {p.code: p for p in raw.problems}["events-shared"]
    assert shared.count == 1


def test_the_log_is_admitted_with_the_proposed_mapping(json_file):
    raw = read_file(json_file(as_json()), object_type="申請")
    admission = apply_mapping(raw, propose_mapping(raw).mapping, secret=b"k" * 32)
    assert admission.errors == ()
    assert admission.tables.cases["case_id"].to_pylist() == ["a1", "a2"]
    assert admission.tables.cases["c:区分"].to_pylist() == ["変更", "新規"]
    assert admission.tables.events["activity"].to_pylist() == ["受付", "書類の確認", "実地の調査", "受付", "実地の調査"]
    assert admission.tables.events["offset_min"].to_pylist() == [540] * 5


def test_an_unknown_type_and_a_type_without_events_are_refused(json_file):
    for wanted, code in (("住民", "object-type-unknown"), ("空", "no-rows")):
        with pytest.raises(InputRefused) as refused:
            read_file(json_file(as_json(objects=[*OBJECTS, ("z", "空", [])])), object_type=wanted)
        assert refused.value.problems[0].code == code


def test_unreadable_times_are_named_by_event(json_file):
    broken = [("e9", "受付", "きのう", {}, ["a1"]), *EVENTS]
    raw = read_file(json_file(as_json(events=broken)), object_type="申請")
    assert (raw.problems[0].code, "e9" in raw.problems[0].what.ja) == ("date-unreadable", True)
    assert raw.events.num_rows == 5


@pytest.mark.parametrize(
    "content",
    [
        '{"events": [',
        '{"a": 1}',
        '{"events": [{"id": 1}], "objects": []}',
        "[{}]",
        '{"events": {}, "objects": []}',
        "{" * 50_000,
    ],
)
def test_other_json_is_refused(json_file, content):
    with pytest.raises(InputRefused) as refused:
        read_file(json_file(content))
    assert refused.value.problems[0].code == "ocel-unreadable"


def test_other_databases_are_refused(tmp_path, sqlite_file):
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE event (a)")
        db.commit()
    cut = tmp_path / "cut.sqlite"
    cut.write_bytes(sqlite_file.read_bytes()[:6000])
    for path in (other, cut):
        with pytest.raises(InputRefused) as refused:
            read_file(path, object_type="申請")
        assert refused.value.problems[0].code == "ocel-unreadable"
