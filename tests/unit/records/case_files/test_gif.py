# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest

from machikata.domain.case_study import CaseStatus, ServiceField
from machikata.domain.errors import InputRefused, Severity
from machikata.domain.text import Text
from machikata.facts.cases import seed_cases
from machikata.publication.catalogue.gif import gif_csv, gif_json, gif_zip
from machikata.records.case_files import read_case_form, read_gif, write_case_form
from machikata.testing.case_strategies import invented_case

CASES = (replace(invented_case(), id="X-1"), replace(invented_case(), id="X-2", start="2018-07", figures=()))
TAKEN_BACK = replace(invented_case(), id="X-3", withdrawn=Text("誤りがあったためです。", "It was wrong."))
PLAIN = (
    "タイトル,事例実施年,事例の場所,対象組織,行政サービス分類,キーワード,取り組みの概要,関連URL,ビデオタイトル,ビデオURL,イメージファイル,公開日\r\n"
    '窓口の案内,2019,架空県,汐見原市,補助金,窓口;案内;待ち時間,"1行目です。\n2行目です。",https://a.example/1;https://a.example/2,動画,https://a.example/v,a.jpg,2020-04-01\r\n'
    "題名だけ,,,,,,,,,,,\r\n"
)


def refused(data, name="事例.csv"):
    with pytest.raises(InputRefused) as caught:
        read_gif(data, file_name=name)
    return [p for p in caught.value.problems if p.severity is Severity.ERROR]


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name, data in files.items():
            pack.writestr(name, data)
    return out.getvalue()


def with_row(table, **cells):
    """The tables with one cell of the first row of a table changed."""
    files = dict(gif_csv(CASES))
    rows = list(csv.DictReader(io.StringIO(files[table].decode("utf-8-sig"))))
    rows[0] |= cells
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return zipped(files | {table: out.getvalue().encode()})


def test_every_shipped_case_survives_the_form_the_tables_and_json():
    cases = seed_cases()
    assert read_gif(gif_json(cases), file_name="a.json").cases == cases
    assert read_gif(gif_zip(cases), file_name="a.zip").cases == cases
    for case in cases:
        assert read_case_form(write_case_form(case=case), file_name="a.xlsx").case == case


def test_of_a_withdrawn_case_only_id_and_reason_go_out_and_come_in():
    for data, name in ((gif_json((*CASES, TAKEN_BACK)), "a.json"), (gif_zip((*CASES, TAKEN_BACK)), "a.zip")):
        reading = read_gif(data, file_name=name)
        assert reading.cases[:2] == CASES
        last = reading.cases[2]
        assert (last.id, last.withdrawn, last.title.ja, last.figures, last.body) == (
            "X-3",
            TAKEN_BACK.withdrawn,
            "",
            (),
            "",
        )
    assert "汐見原市" not in gif_json((TAKEN_BACK,)).decode()


def test_the_head_of_the_json_tells_licence_citation_and_that_it_is_invented():
    head = json.loads(gif_json(CASES, publisher=Text("汐見原市", "Shiomihara City"), issued="2026-11-23"))
    assert head["ライセンス"] == "https://creativecommons.org/licenses/by/4.0/"
    assert (
        head["引用のしかた"]
        == "汐見原市「AI・自動入力などの活用事例」、2026-11-23、CC BY 4.0。各事例の出典も示してください。"
    )
    assert (head["発行年"], head["件数"]) == ("2026", 2)
    assert head["注意"].startswith("架空")
    first = head["事例"][0]
    assert (first["事例実施年"], first["開始時期"], first["標準地域コード"]) == ("2018", "FY2018", "99001")
    assert first["数値"][0]["数値の種類"] == "annualised_trial"
    assert "\n" in first["取り組みの概要"]


def test_official_names_and_classes_stand_beside_the_codes():
    table = gif_csv(CASES, names={"990019": "正式市"}, classes={"990019": "city-2-3"})["cases.csv"].decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(table)))
    assert (row["area_code"], row["organisation_code"], row["organisation_name"], row["class_code"]) == (
        "99001",
        "990019",
        "正式市",
        "city-2-3",
    )
    assert (row["body_name"], row["population_status"], row["cost_status"]) == ("汐見原市", "given", "not_stated")
    assert "¶" in row["summary_note_ja"]


def test_a_case_without_an_id_cannot_go_into_tables():
    with pytest.raises(InputRefused) as caught:
        gif_csv((CASES[0], replace(CASES[1], id="")))
    assert [p.code for p in caught.value.problems] == ["gif-id-missing"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_plain_table_of_others_is_read_with_what_it_has(encoding):
    reading = read_gif(PLAIN.encode(encoding), file_name="他団体.csv")
    case, bare = reading.cases
    assert (case.title.ja, case.start, case.prefecture, case.body_name) == ("窓口の案内", "2019", "架空県", "汐見原市")
    assert case.keywords == ("窓口", "案内", "待ち時間")
    assert case.summary.ja == "1行目です。\n2行目です。"
    assert [s.url for s in case.sources] == ["https://a.example/1", "https://a.example/2"]
    assert [(m.title, m.url) for m in case.media] == [("動画", "https://a.example/v")]
    assert (case.field, case.status, case.published) == (ServiceField.OTHER, CaseStatus.UNKNOWN, "2020-04-01")
    assert (bare.title.ja, bare.body_name, bare.technologies) == ("題名だけ", "", ())
    found = {(p.code, p.place.row, p.place.column) for p in reading.problems}
    assert ("case-code-assumed", 2, "行政サービス分類") in found
    assert ("case-missing", 3, "対象組織") in found
    assert ("gif-picture-file", 2, "イメージファイル") in found
    assert all(p.severity is Severity.WARNING for p in reading.problems)


def test_marks_for_line_breaks_are_ours_alone():
    reading = read_gif("タイトル,取り組み内容\n甲¶乙,\\u0020 と '=1\n".encode(), file_name="a.csv")
    assert (reading.cases[0].title.ja, reading.cases[0].content.ja) == ("甲¶乙", "\\u0020 と '=1")


def test_keywords_separated_by_commas_are_split_and_it_is_said():
    reading = read_gif("タイトル,キーワード\n題,あ、い\n".encode(), file_name="a.csv")
    assert reading.cases[0].keywords == ("あ", "い")
    assert "gif-split-at-comma" in {p.code for p in reading.problems}


def test_columns_that_are_no_items_are_named_and_left():
    reading = read_gif("タイトル,天気\n題,晴れ\n".encode(), file_name="a.csv")
    assert [(p.place.column, p.place.row) for p in reading.problems if p.code == "gif-column-unknown"] == [("天気", 1)]


def test_all_faults_of_a_table_come_at_once_with_row_and_column():
    data = "タイトル,公開日,全国地方公共団体コード,費用（円）,ID\n題,いつか,990010,約3万,A\n,,,,B\n題3,,,,A\n題4,1\n".encode()
    found = {(p.code, p.place.row, p.place.column) for p in refused(data)}
    assert found == {
        ("date-unreadable", 2, "公開日"), ("municipality-code", 2, "全国地方公共団体コード"), ("case-number-about", 2, "費用（円）"),
        ("case-missing", 3, "タイトル"), ("gif-id-repeated", 4, "ID"), ("ragged-row", 5, ""),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "cells", "code"),
    [
        ("cases.csv", {"status": "fine"}, "case-code-unknown"), ("cases.csv", {"start_month": "7"}, "gif-start-unclear"),
        ("cases.csv", {"start_precision": "soon"}, "gif-start-unclear"), ("terms.csv", {"case_id": "X-9"}, "gif-case-unknown"),
        ("terms.csv", {"item_code": "title"}, "gif-term-unknown"), ("figures.csv", {"value_code": "best"}, "gif-value-code-unknown"),
        ("figures.csv", {"value_code": "after"}, "gif-value-repeated"), ("figures.csv", {"figure_unit": "days"}, "gif-figure-rows-differ"),
        ("figures.csv", {"value": "many"}, "case-number-text"), ("figures.csv", {"source_id": "X-1-D7"}, "case-source-unknown"),
        ("sources.csv", {"url": "javascript:x"}, "case-address"), ("cases.csv", {"contact": "123456789018"}, "case-my-number"),
    ],
)  # fmt: skip
def test_what_does_not_fit_in_our_tables_is_refused(table, cells, code):
    problems = refused(with_row(table, **cells), "a.zip")
    assert code in {p.code for p in problems}
    assert all(p.place.row for p in problems)
    assert all(table in p.place.file for p in problems)


def test_rows_of_our_tables_may_be_sorted_anew():
    files = dict(gif_csv(CASES))
    for name in ("terms.csv", "figures.csv", "sources.csv"):
        head, *rows = files[name].decode("utf-8-sig").splitlines()
        files[name] = "\r\n".join((head, *sorted(rows, reverse=True))).encode()
    assert read_gif(zipped(files), file_name="a.zip").cases == CASES


def test_the_table_of_cases_alone_is_ours_too():
    cases = read_gif(gif_csv(CASES)["cases.csv"], file_name="cases.csv").cases
    assert [c.summary for c in cases] == [c.summary for c in CASES]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda c: c.update(状況="good"), "case-code-unknown"), (lambda c: c.update(タイトル={"a": 1}), "gif-json-type"),
        (lambda c: c.update(数値="none"), "gif-json-type"), (lambda c: c["数値"].append(3), "gif-json-type"),
        (lambda c: c["数値"][0].update(導入前=True), "case-number-text"), (lambda c: c["数値"][0].update(計算した値=["later"]), "gif-json-type"),
        (lambda c: c.pop("タイトル"), "case-missing"), (lambda c: c["数値"][0].pop("数値の種類"), "case-figure-kind-missing"),
    ],
)  # fmt: skip
def test_what_does_not_fit_in_json_is_refused_with_its_place(change, code):
    content = json.loads(gif_json(CASES))
    change(content["事例"][1] if code == "case-missing" else content["事例"][0])
    (problem,) = refused(json.dumps(content).encode(), "a.json")
    assert problem.code == code
    assert problem.place.sheet.startswith("事例[")


def test_a_key_written_twice_is_refused():
    (problem,) = refused('[{"タイトル": "a", "タイトル": "b"}]'.encode(), "a.json")
    assert (problem.code, problem.place.column) == ("gif-key-repeated", "タイトル")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[" * 100_000, b"{}", b'{"a": 1}', b"[1e", b"%PDF-1.4", b"PK\x03\x04", b"\x00\x01", b"a,b\n1,2\n", zipped({"a.txt": b"x"}),
        zipped({"cases.csv": b""}), zipped({"cases.csv": b"\xff\xfe\xfa"}), write_case_form(), b'\xef\xbb\xbf{"x": [', b"[]",
    ],
)  # fmt: skip
def test_hostile_or_foreign_files_get_one_clear_message(data):
    for name in ("a.json", "a.csv", "a.zip"):
        (problem,) = refused(data, name)
        assert problem.remedy.ja


def test_a_cut_zip_gets_one_message():
    data = gif_zip(CASES)
    for size in range(50, len(data), len(data) // 20):
        assert len(refused(data[:size], "a.zip")) == 1
