# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pyarrow as pa
import pytest

from machikata.domain.event_log import ColumnRole, DateStyle
from machikata.records.mapping import propose_mapping
from machikata.records.mapping.header_words import roles_of
from machikata.records.raw import RawLog, SourceFile
from machikata.records.readers import read_file


@pytest.fixture
def propose(tmp_path):
    def proposing(header, *rows):
        path = tmp_path / "記録.csv"
        path.write_text("\n".join([header, *rows]), encoding="utf-8")
        return propose_mapping(read_file(path))

    return proposing


def roles(proposal):
    return {c.column.name: c.column.role for c in proposal.columns}


ROWS = [f"{case},{step},R8.4.{case}" for case in range(1, 9) for step in ("受付", "審査", "通知")]


def rows_with(*extra):
    return [f"{row},{','.join(e(i) if callable(e) else e for e in extra)}" for i, row in enumerate(ROWS)]


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("案件番号", ColumnRole.CASE_ID),
        ("整理番号", ColumnRole.CASE_ID),
        ("受付No.", ColumnRole.CASE_ID),
        ("申請ID", ColumnRole.CASE_ID),
        ("Case ID", ColumnRole.CASE_ID),
        ("作業名", ColumnRole.ACTIVITY),
        ("工程", ColumnRole.ACTIVITY),
        ("処理内容", ColumnRole.ACTIVITY),
        ("ｱｸﾃｨﾋﾞﾃｨ", ColumnRole.ACTIVITY),
        ("Activity", ColumnRole.ACTIVITY),
        ("完了日時", ColumnRole.TIMESTAMP),
        ("処理日", ColumnRole.TIMESTAMP),
        ("タイムスタンプ", ColumnRole.TIMESTAMP),
        ("Complete Timestamp", ColumnRole.TIMESTAMP),
        ("担当者", ColumnRole.RESOURCE),
        ("職員名", ColumnRole.RESOURCE),
        ("ユーザー", ColumnRole.RESOURCE),
        ("担当係", ColumnRole.SECTION),
        ("課名", ColumnRole.SECTION),
        ("所属", ColumnRole.SECTION),
        ("状態", ColumnRole.CASE_STATUS),
        ("ステータス", ColumnRole.CASE_STATUS),
        ("役職", ColumnRole.ROLE),
    ],
)
def test_headers_of_offices_speak_for_their_role_most(header, role):
    claims = dict(roles_of(header))
    assert max(claims, key=lambda r: claims[r]) is role


def test_a_usual_export_is_understood_with_reasons_and_samples(propose):
    proposal = propose(
        "整理番号,処理名,処理日,担当者,担当係,状態,申請区分,備考,納税者氏名,決裁者",
        *rows_with(
            "佐伯 真帆",
            "税務課",
            "完了",
            lambda i: "新規" if i // 3 % 2 else "変更",
            lambda i: f"メモ{i}",
            "架空 花子",
            "山田",
        ),
    )
    assert roles(proposal) == {
        "整理番号": ColumnRole.CASE_ID,
        "処理名": ColumnRole.ACTIVITY,
        "処理日": ColumnRole.TIMESTAMP,
        "担当者": ColumnRole.RESOURCE,
        "担当係": ColumnRole.SECTION,
        "状態": ColumnRole.CASE_STATUS,
        "申請区分": ColumnRole.CASE_ATTRIBUTE,
        "備考": ColumnRole.EVENT_ATTRIBUTE,
        "納税者氏名": ColumnRole.IGNORE,
        "決裁者": ColumnRole.PERSON,
    }
    assert proposal.complete
    assert proposal.mapping.date_style is DateStyle.JAPANESE
    by_name = {c.column.name: c for c in proposal.columns}
    assert by_name["処理名"].samples == ("受付", "審査", "通知")
    assert all(0 < c.confidence <= 1 and c.reason.ja and c.reason.en for c in proposal.columns)


def test_samples_show_no_resident_and_of_staff_only_a_letter(propose):
    proposal = propose(
        "整理番号,処理名,処理日,担当者,備考,氏名", *rows_with("佐伯 真帆", "電話 090-1234-5678", "架空 花子")
    )
    shown = " ".join(s for c in proposal.columns for s in c.samples)
    for secret in ("伯", "1234", "花子"):
        assert secret not in shown
    assert "佐●" in shown


def test_without_telling_headers_the_contents_propose(propose):
    proposal = propose("A,B,C", *ROWS)
    assert roles(proposal) == {"A": ColumnRole.CASE_ID, "B": ColumnRole.ACTIVITY, "C": ColumnRole.TIMESTAMP}
    assert all(c.confidence < 0.5 for c in proposal.columns)


def test_a_file_without_headers_gives_only_the_columns_it_needs(tmp_path):
    lines = [
        f"A{case:03},{step},2026/4/{case} 9:{i:02},佐藤花子,山田{case % 2}郎,昭和{case + 1}年1月2日"
        for case in range(1, 9)
        for i, step in enumerate(("受付", "審査", "通知"))
    ]
    path = tmp_path / "見出しなし.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    proposal = propose_mapping(read_file(path))
    assert (
        list(roles(proposal).values())
        == [ColumnRole.CASE_ID, ColumnRole.ACTIVITY, ColumnRole.TIMESTAMP] + [ColumnRole.IGNORE] * 3
    )
    assert "見出しがない" in proposal.columns[4].reason.ja


def test_a_header_that_contradicts_its_contents_is_believed_little(propose):
    proposal = propose("整理番号,処理名,処理日時", *[row.rsplit(",", 1)[0] + ",まだ" for row in ROWS])
    assert {c.column.name: c.confidence for c in proposal.columns}["処理日時"] < 0.5


def test_the_completion_is_preferred_to_the_start(propose):
    proposal = propose("整理番号,処理名,開始日時,完了日時", *rows_with("2026-04-02 10:00"))
    assert roles(proposal)["完了日時"] is ColumnRole.TIMESTAMP
    assert roles(proposal)["開始日時"] is not ColumnRole.TIMESTAMP


def test_day_and_time_in_two_columns_are_seen(propose):
    proposal = propose("整理番号,処理名,処理日,処理時刻", *rows_with("8:30"))
    assert (roles(proposal)["処理日"], roles(proposal)["処理時刻"]) == (ColumnRole.DATE, ColumnRole.TIMESTAMP)


def test_five_digit_dates_are_asked_about_and_never_guessed(propose):
    proposal = propose("整理番号,処理名,処理日", *[f"{i % 5},受付,{43104 + i}" for i in range(20)])
    assert "date-five-digits-undecided" in [q.code for q in proposal.questions]
    assert proposal.mapping.date_style is not DateStyle.EXCEL_SERIAL


def test_iso_dates_are_read_as_iso(propose):
    proposal = propose("整理番号,処理名,処理日", *[f"{i % 5},受付{i % 2},2026-04-{i + 1:02d}" for i in range(20)])
    assert proposal.mapping.date_style is DateStyle.ISO


@pytest.mark.parametrize(("value", "is_open"), [("処理中", True), ("審査中", True), ("未完了", True), ("O", True), ("Open", True),
    ("オープン", True), ("保留", True), ("完了", False), ("中止", False), ("却下", False), ("closed", False), ("済", False)])  # fmt: skip
def test_values_that_sound_open_are_proposed(propose, value, is_open):
    proposal = propose("整理番号,処理名,処理日,状態", *rows_with(value))
    assert proposal.mapping.open_values == ((value,) if is_open else ())
    assert ("open-values-undecided" in [q.code for q in proposal.questions]) is not is_open


def test_what_is_missing_is_asked_for(propose):
    proposal = propose("備考,金額", "あ,1.5", "い,2.5")
    assert {q.code for q in proposal.questions} >= {"no-activity-column", "no-time-column"}
    assert not proposal.complete


def test_empty_columns_are_left_out(propose):
    assert roles(propose("整理番号,処理名,処理日,予備", *rows_with("")))["予備"] is ColumnRole.IGNORE


def test_standard_keys_of_xes_are_known_in_both_scopes():
    events = pa.table(
        {
            "case_index": pa.array([0, 0, 1, 1], pa.int32()),
            "concept:name": ["01", "02", "01", "02"],
            "time:timestamp": pa.array([0, 1, 2, 3], pa.int64()),
            "time:timestamp@offset": pa.array([60] * 4, pa.int16()),
            "org:resource": ["u"] * 4,
            "org:group": ["g"] * 4,
            "org:role": ["r"] * 4,
            "lifecycle:transition": ["complete"] * 4,
            "activityNameEN": ["receive", "examine", "receive", "examine"],
            "activityNameNL": ["ontvangen", "toetsen", "ontvangen", "toetsen"],
            "action_code": ["01", "02", "01", "02"],
        }
    )
    cases = pa.table(
        {"concept:name": ["a", "b"], "caseStatus": ["O", "G"], "Responsible_actor": ["u", "v"], "parts": ["x", "y"]}
    )
    proposal = propose_mapping(RawLog(SourceFile("x.xes", "0" * 64, 0, "xes"), events, cases))
    assert {(c.column.name, c.column.scope): c.column.role for c in proposal.columns} == {
        ("concept:name", "event"): ColumnRole.ACTIVITY,
        ("time:timestamp", "event"): ColumnRole.TIMESTAMP,
        ("org:resource", "event"): ColumnRole.RESOURCE,
        ("org:group", "event"): ColumnRole.SECTION,
        ("org:role", "event"): ColumnRole.ROLE,
        ("lifecycle:transition", "event"): ColumnRole.LIFECYCLE,
        ("activityNameEN", "event"): ColumnRole.ACTIVITY_LABEL,
        ("activityNameNL", "event"): ColumnRole.EVENT_ATTRIBUTE,
        ("action_code", "event"): ColumnRole.EVENT_ATTRIBUTE,
        ("concept:name", "case"): ColumnRole.CASE_ID,
        ("caseStatus", "case"): ColumnRole.CASE_STATUS,
        ("Responsible_actor", "case"): ColumnRole.PERSON,
        ("parts", "case"): ColumnRole.CASE_ATTRIBUTE,
    }
    assert proposal.mapping.open_values == ("O",)
    assert proposal.columns[1].samples[0] == "1970-01-01T01:00:00+01:00"
