# SPDX-License-Identifier: Apache-2.0
"""From a CSV file to tables: every row is admitted or named, and nothing personal comes through."""

from __future__ import annotations

from datetime import date

import pytest

from machikata.domain.errors import InputRefused, Severity
from machikata.domain.event_log import ColumnMapping, ColumnRole, DateStyle, MappedColumn
from machikata.records.admission import AdmissionChoices, apply_mapping
from machikata.records.mapping import propose_mapping
from machikata.records.quality import Level, Verdict
from machikata.records.readers import read_file

SECRET = b"0123456789abcdef0123456789abcdef"
JAPANESE = DateStyle.JAPANESE
ROLES = {
    "番号": ColumnRole.CASE_ID,
    "作業": ColumnRole.ACTIVITY,
    "日時": ColumnRole.TIMESTAMP,
    "担当者": ColumnRole.RESOURCE,
    "係": ColumnRole.SECTION,
    "状態": ColumnRole.CASE_STATUS,
    "区分": ColumnRole.CASE_ATTRIBUTE,
    "備考": ColumnRole.EVENT_ATTRIBUTE,
    "日": ColumnRole.DATE,
    "決裁者": ColumnRole.PERSON,
}
US_PER_HOUR = 3_600_000_000


@pytest.fixture
def raw_of(tmp_path):
    def reading(*lines):
        path = tmp_path / "記録.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return read_file(path)

    return reading


@pytest.fixture
def admit(raw_of):
    def admitting(*lines, choices=None, **settings):
        raw = raw_of(*lines)
        columns = tuple(MappedColumn(name, ROLES[name]) for name in raw.events.column_names)
        return apply_mapping(
            raw, ColumnMapping(columns, **settings), secret=SECRET, choices=choices or AdmissionChoices()
        )

    return admitting


def faults(admission):
    return [(p.code, p.place.row, p.count) for p in admission.errors]


def found(admission):
    return {p.code: p for p in admission.problems}


def test_events_are_sorted_by_instant_inside_their_case_ties_in_file_order(admit):
    tables = admit(
        "番号,作業,日時",
        "b,通知,2026-04-03",
        "a,受付,2026-04-01",
        "b,受付,2026-04-01",
        "b,確認,2026-04-01",
        "a,審査,2026-04-02",
    ).tables
    assert tables.cases["case_id"].to_pylist() == ["b", "a"]
    assert tables.events.select(["case_index", "seq", "tie_group", "activity"]).to_pylist() == [
        {"case_index": 0, "seq": 0, "tie_group": 0, "activity": "受付"},
        {"case_index": 0, "seq": 1, "tie_group": 0, "activity": "確認"},
        {"case_index": 0, "seq": 2, "tie_group": 1, "activity": "通知"},
        {"case_index": 1, "seq": 0, "tie_group": 0, "activity": "受付"},
        {"case_index": 1, "seq": 1, "tie_group": 1, "activity": "審査"},
    ]
    assert tables.relation.select(["source", "target", "in_tie"]).to_pylist()[0] == {
        "source": "受付",
        "target": "確認",
        "in_tie": True,
    }
    assert tables.tie_relation.select(["source", "target", "weight"]).to_pylist()[:2] == [
        {"source": "受付", "target": "通知", "weight": 0.5},
        {"source": "確認", "target": "通知", "weight": 0.5},
    ]


def test_every_row_with_a_fault_is_named_at_once_with_value_and_remedy(admit):
    admission = admit(
        "番号,作業,日時",
        "a,受付,R8.4.1",
        ",審査,R8.4.2",
        "a,,R8.4.3",
        "a,通知,",
        "a,通知,R8.2.30",
        "a,通知,R8.2.31",
        "a,通知,43104",
        "a,通知,9999/12/31",
        "a,通知,0000/00/00",
        "a,通知,H32.4.1",
        "a,通知,4月1日",
        "a,通知",
        date_style=JAPANESE,
    )
    assert sorted(faults(admission)) == [
        ("activity-missing", 4, 1),
        ("case-id-missing", 3, 1),
        ("date-five-digits", 8, 1),
        ("date-no-such-day", 6, 2),
        ("date-outside-era", 11, 1),
        ("date-unreadable", 12, 1),
        ("date-year-out-of-range", 9, 2),
        ("ragged-row", 13, 1),
        ("time-missing", 5, 1),
    ]
    assert [(r.row, r.value) for r in admission.refused_rows if r.code == "date-no-such-day"] == [
        (6, "R8.2.30"),
        (7, "R8.2.31"),
    ]
    assert all(p.remedy.ja and p.remedy.en for p in admission.errors)
    assert (admission.quality.rows_read, admission.quality.rows_refused, admission.quality.events) == (12, 11, 1)
    assert admission.quality.verdict is Verdict.ROWS_REFUSED


def test_rows_with_faults_stop_the_import_unless_a_person_admits_the_others(admit):
    admission = admit("番号,作業,日時", "a,受付,2026-04-01", "a,審査,きのう")
    with pytest.raises(InputRefused) as refused:
        admission.required_tables()
    assert refused.value.problems == admission.errors
    assert admission.required_tables(admit_with_refusals=True).events.num_rows == 1


def test_a_file_of_which_nothing_can_be_admitted_is_reported_and_gives_no_tables(admit):
    admission = admit("番号,作業,日時", "a,受付,R8.4.1", "a,審査,R8.4.2")
    assert admission.tables is None
    assert admission.quality.verdict is Verdict.NOTHING_FITS
    assert faults(admission) == [("date-unreadable", 2, 2)]
    with pytest.raises(InputRefused):
        admission.required_tables(admit_with_refusals=True)


def test_refused_rows_are_listed_up_to_a_limit_and_counted_fully(admit):
    admission = admit("番号,作業,日時", "a,受付,2026-04-01", *["a,審査,きのう"] * 1_000)
    assert len(admission.refused_rows) == 200
    assert faults(admission) == [("date-unreadable", 3, 1_000)]


def test_serials_are_read_when_the_person_says_that_they_are_serials(admit):
    lines = ("番号,作業,日時", "a,受付,43104", "a,審査,43104.5")
    assert admit(*lines).tables is None
    admission = admit(*lines, date_style=DateStyle.EXCEL_SERIAL)
    assert admission.quality.first_day == "2018-01-04"
    assert admission.tables.relation["duration_us"].to_pylist() == [12 * US_PER_HOUR]


def test_day_and_time_in_two_columns_are_joined(admit):
    admission = admit(
        "番号,作業,日,日時",
        "a,受付,令和8年4月1日,8:30",
        "a,審査,R8.4.1,午後1時15分",
        "a,決裁,R8.4.2,",
        "a,通知,R8.4.3,25:00",
        "a,保管,,10:00",
        date_style=JAPANESE,
    )
    hours = [t // US_PER_HOUR for t in admission.tables.relation["duration_us"].to_pylist()]
    assert hours == [4, 10]
    assert sorted(faults(admission)) == [("time-missing", 6, 1), ("time-no-such-time", 5, 1)]


def test_times_without_a_zone_are_local_times_of_the_chosen_zone(admit):
    events = admit("番号,作業,日時", "a,受付,2026-04-01 09:00", time_zone="Asia/Tokyo").tables.events
    assert (events["time_us"][0].as_py() // US_PER_HOUR % 24, events["offset_min"][0].as_py()) == (0, 540)


def test_hours_that_summer_time_skips_or_repeats_are_noted(admit):
    admission = admit(
        "番号,作業,日時",
        "a,受付,2026-03-29 02:30",
        "a,審査,2026-10-25 02:30",
        "a,通知,2026-10-25 12:00",
        time_zone="Europe/Amsterdam",
    )
    assert found(admission)["dst-skipped"].count == 1
    assert found(admission)["dst-repeated"].count == 1
    assert admission.tables.events["offset_min"].to_pylist() == [60, 120, 60]
    assert admission.errors == ()


def test_times_with_and_without_zone_are_told_apart(admit):
    admission = admit(
        "番号,作業,日時", "a,受付,2026-04-01T09:00+09:00", "a,審査,2026-04-01T10:00", "a,通知,2026-04-01T10:00Z"
    )
    assert found(admission)["mixed-zones"].count == 1
    assert "several-zones" in found(admission)
    assert admission.tables.events["activity"].to_pylist() == ["受付", "審査", "通知"]


def test_an_unknown_zone_and_a_mapping_that_does_not_fit_are_refused_together(raw_of):
    raw = raw_of("番号,作業,日時", "a,受付,2026-04-01")
    columns = (
        MappedColumn("番号", ColumnRole.CASE_ID),
        MappedColumn("係", ColumnRole.SECTION),
        MappedColumn("作業", ColumnRole.CASE_ID),
    )
    with pytest.raises(InputRefused) as refused:
        apply_mapping(raw, ColumnMapping(columns, time_zone="Asia/Edo"), secret=SECRET)
    assert {p.code for p in refused.value.problems} == {
        "mapping-unknown-column",
        "mapping-no-activity",
        "mapping-no-timestamp",
        "mapping-role-twice",
        "unknown-time-zone",
    }


def test_a_short_key_is_refused(raw_of):
    raw = raw_of("番号,作業,日時", "a,受付,2026-04-01")
    with pytest.raises(InputRefused):
        apply_mapping(raw, propose_mapping(raw).mapping, secret=b"short")


def test_open_cases_are_told_by_status_whatever_its_width(admit):
    admission = admit(
        "番号,作業,日時,状態",
        "a,受付,2026-04-01,処理中",
        "a,通知,2026-04-02,完了",
        "b,受付,2026-04-01,ＯＰＥＮ ",
        "c,受付,2026-04-01,",
        open_values=("処理中", "open"),
    )
    assert admission.tables.cases["open"].to_pylist() == [False, True, False]
    assert admission.quality.open_basis == "status"
    assert admission.tables.cases["c:状態"].to_pylist() == ["完了", "ＯＰＥＮ ", None]


def test_open_cases_are_told_by_end_activities(admit):
    admission = admit(
        "番号,作業,日時", "a,受付,2026-04-01", "a,通知,2026-04-02", "b,受付,2026-04-01", end_activities=("通知",)
    )
    assert admission.tables.cases["open"].to_pylist() == [False, True]
    assert admission.quality.open_basis == "end_activity"


def test_it_is_said_when_nothing_tells_which_cases_are_open(admit):
    admission = admit("番号,作業,日時", "a,受付,2026-04-01")
    assert found(admission)["open-unknown"].severity is Severity.NOTE
    assert admission.tables.cases["open"].to_pylist() == [False]
    assert {f.analysis: f.level for f in admission.quality.fitness}["open_cases"] is Level.NO


def test_a_value_of_the_case_is_its_last_one_and_a_changing_one_is_named(admit):
    admission = admit(
        "番号,作業,日時,区分",
        "a,通知,2026-04-03,",
        "a,受付,2026-04-01,新規",
        "a,審査,2026-04-02,変更",
        "b,受付,2026-04-01,新規",
    )
    assert admission.tables.cases["c:区分"].to_pylist() == ["変更", "新規"]
    assert (found(admission)["case-value-varies"].place.column, found(admission)["case-value-varies"].count) == (
        "区分",
        1,
    )


def test_equal_rows_are_counted_and_joined_only_when_a_person_wants_it(admit):
    lines = ("番号,作業,日時,備考", *["a,受付,2026-04-01,x"] * 3, "a,受付,2026-04-01,y", "b,受付,2026-04-01,x")
    kept = admit(*lines)
    assert (kept.tables.events.num_rows, kept.quality.measure("duplicates").count) == (5, 2)
    joined = admit(*lines, choices=AdmissionChoices(drop_duplicates=True))
    assert joined.tables.events.num_rows == 3
    assert sorted(joined.tables.events["e:備考"].to_pylist()) == ["x", "x", "y"]


def test_events_out_of_order_in_the_file_are_counted(admit):
    admission = admit(
        "番号,作業,日時",
        "a,受付,2026-04-01",
        "b,受付,2026-04-05",
        "a,審査,2026-04-04",
        "b,審査,2026-04-02",
        "a,通知,2026-04-03",
        "a,保管,2026-04-09",
    )
    assert admission.quality.measure("out_of_order").count == 2


def test_case_ids_that_differ_only_in_width_are_pointed_out(admit):
    admission = admit("番号,作業,日時", "A-1,受付,2026-04-01", "Ａ－１,審査,2026-04-02", "a- 1,通知,2026-04-02")
    assert found(admission)["case-ids-alike"].count == 2
    assert admission.quality.cases == 3


def test_events_outside_the_expected_period_are_counted_and_kept(admit):
    choices = AdmissionChoices(expected_days=(date(2026, 4, 1), date(2027, 3, 31)))
    admission = admit("番号,作業,日時", "a,受付,2026-03-31 23:59", "a,審査,2027-03-31 23:59", choices=choices)
    assert admission.quality.measure("outside_period").count == 1
    assert admission.quality.events == 2


def test_nothing_personal_comes_through(admit):
    number, phone = "999912345670", "090-1234-5678"
    lines = [
        f"{phone} 様,受付,2026-04-01,佐伯 真帆,{phone}",
        f"a,審査,{phone},佐伯　真帆,x",
        f"a,通知,2026-04-02,山田 太郎,連絡先 {phone}",
    ]
    admission = admit("番号,作業,日時,担当者,備考", *lines)
    everything = repr(admission.tables.events.to_pydict()) + repr(admission.tables.cases.to_pydict())
    everything += repr([c.dictionary for c in admission.tables.events["e:備考"].chunks])
    everything += repr(admission.problems) + repr(admission.refused_rows) + repr(admission.quality.to_json())
    for secret in (number, phone, "1234-5678", "佐伯", "山田"):
        assert secret not in everything
    assert admission.tables.cases["case_id"].to_pylist()[0].startswith("案件-")
    assert admission.quality.people == 2
    assert admission.quality.person_columns == ("resource",)


def test_values_of_refused_rows_are_not_stored_with_the_dictionary(admit):
    admission = admit("番号,作業,日時,備考", "a,受付,2026-04-01,残る", "a,審査,きのう,秘密")
    assert [c.dictionary.to_pylist() for c in admission.tables.events["e:備考"].chunks] == [["残る"]]


def test_further_employees_are_pseudonyms_too(admit):
    admission = admit("番号,作業,日時,担当者,決裁者", "a,受付,2026-04-01,佐伯,佐伯", "a,決裁,2026-04-02,山田,佐伯")
    events = admission.tables.events
    assert events["e:決裁者"].to_pylist() == [events["resource"][0].as_py()] * 2
    assert admission.quality.person_columns == ("resource", "e:決裁者")


def test_the_quality_report_is_plain_json(admit):
    import json

    admission = admit("番号,作業,日時,担当者,係", "a,受付,2026-04-01,佐伯,税務課", "a,審査,2026-04-01,,", "a,通知,x,,")
    document = json.loads(json.dumps(admission.quality.to_json(), ensure_ascii=False))
    assert document["rows_refused"] == 1
    assert {m["code"]: m["share"] for m in document["measures"]}["no_section"] == 0.5
    assert document["verdict"] == "rows_refused"


def test_what_cannot_be_computed_is_said_with_its_reason(admit):
    fitness = {
        f.analysis: f
        for f in admit("番号,作業,日時", "a,受付,2026-04-01", "a,審査,2026-04-01", "a,通知,2026-04-02").quality.fitness
    }
    assert fitness["volume"].level is Level.YES
    assert fitness["hours"].level is Level.NO
    assert fitness["order"].level is Level.NO
    assert fitness["processing_time"].level is Level.NO
    assert fitness["handovers"].level is Level.NO
    assert fitness["individuals"].level is Level.NEVER
    assert all(f.reason.ja and f.reason.en for f in fitness.values())


def test_the_same_file_gives_the_same_tables(admit):
    lines = (
        "番号,作業,日時,担当者,備考",
        "b,受付,2026-04-02,佐伯,y",
        "a,受付,2026-04-01,山田,x",
        "a,審査,2026-04-01,佐伯,",
    )
    first, second = admit(*lines), admit(*lines)
    for name in ("events", "cases", "relation", "tie_relation"):
        assert getattr(first.tables, name).equals(getattr(second.tables, name))


def test_a_wrong_activity_column_that_would_explode_the_relation_is_refused(admit, monkeypatch):
    from machikata.records.admission import ordering

    monkeypatch.setattr(ordering, "_MOST_PAIRS_AT_LEAST", 1_000)
    rows = [f"a,作業{i},2026-04-0{1 + i % 2}" for i in range(400)]
    with pytest.raises(InputRefused) as refused:
        admit("番号,作業,日時", *rows)
    assert refused.value.problems[0].code == "too-many-ties"
