# SPDX-License-Identifier: Apache-2.0
"""Pages over a small workspace: what they show, what they do, what they give as files."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any
from urllib.parse import unquote

import pytest

from machikata.workspace.peers import form_hand_group

CODES = ("990019", "990027", "990035")


@pytest.fixture
def group(filled: Any) -> str:
    return form_hand_group(filled.workspace, name="みんな", members=CODES).id


def test_an_empty_site_offers_the_two_ways_to_begin(site: Any) -> None:
    page = site.get("/").text
    assert "自分の記録から始める" in page
    assert "見本をつくる" in page
    assert "次にすることの一覧" not in page


def test_the_first_page_tells_what_follows_from_the_state(filled: Any, group: str) -> None:
    page = filled.get("/?format=json").json()
    assert page["records"] == 3
    assert page["cases"] == 72
    assert page["comparable"] == 1
    assert any(line["task"]["path"] == f"/compare/{group}/permit" for line in page["tasks"])
    [line] = page["lines"]
    assert [step["kind"] for step in line["steps"]] == ["done", "done", "wait", "done"]


def test_without_a_group_the_first_page_asks_for_one(filled: Any) -> None:
    page = filled.get("/?format=json").json()
    assert any(line["task"]["path"] == "/bodies" for line in page["tasks"])


def test_one_bodys_work_is_shown_with_map_table_and_deadline(filled: Any) -> None:
    page = filled.get("/bodies/990019/permit").text
    for words in (
        "流れの図",
        "図と同じ内容の表",
        "受付 → 審査",
        "流れの型",
        "期限 8日",
        "まだ終わっていない案件の割合",
    ):
        assert words in page
    assert 'name="activities" min="5" max="100"' in page
    value = filled.get("/bodies/990019/permit?format=json").json()
    assert value["work"]["profile"]["n_cases"] == 24
    assert value["choice"]["activities"] == 100


def test_the_map_can_be_narrowed_by_its_form(filled: Any) -> None:
    value = filled.get("/bodies/990019/permit?activities=40&paths=50&show=days&format=json").json()
    assert value["choice"] == {"show": "days", "order": "tie_aware", "activities": 40, "paths": 50}
    assert filled.get("/bodies/990019/permit?activities=4000").status_code == 422


def test_a_body_that_does_nothing_again_gets_a_sentence_instead_of_an_empty_axis(filled: Any) -> None:
    page = filled.get("/bodies/990019/permit").text
    assert "<p>やり直した作業はありません。</p>" in page
    assert "−50%" not in page


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<?xml"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_one_bodys_work_can_be_saved(filled: Any, kind: str, start: bytes) -> None:
    answer = filled.get(f"/bodies/990019/permit/export/{kind}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "汐見原市" not in answer.headers["content-disposition"].partition("filename*")[0]
    assert any(a.what == "work.exported" for a in filled.workspace.library.acts(limit=5))
    assert "もう一度" in filled.get("/exports").text


def test_a_body_without_records_says_so(filled: Any) -> None:
    page = filled.get("/bodies/990043/permit")
    assert page.status_code == 404
    assert "記録はまだありません" in page.text


def test_a_group_is_compared_and_every_file_carries_the_same_figures(filled: Any, group: str) -> None:
    address = f"/compare/{group}/permit"
    page = filled.get(f"{address}?own=990019")
    assert page.status_code == 200
    for words in ("この比較から言えること", "指標", "そのままの値", "見込みとの比", "5団体以下なので", "再現用の一式"):
        assert words in page.text
    value = filled.get(f"{address}?own=990019&format=json").json()
    saved = json.loads(filled.get(f"{address}/export/json?own=990019").text)
    assert value["comparison"] == saved
    assert filled.get(f"{address}/export/xlsx?own=990019").content.startswith(b"PK")
    assert "<html" in filled.get(f"{address}/export/html?own=990019").text
    bundle = zipfile.ZipFile(io.BytesIO(filled.get(f"{address}/export/zip?own=990019").content))
    assert bundle.namelist()
    assert filled.get(f"{address}/export/pdf").status_code == 404


def test_a_comparison_is_computed_once_and_again_when_the_records_change(filled: Any, group: str) -> None:
    address = f"/compare/{group}/permit?own=990019"
    filled.get(address)
    filled.get(address)
    jobs = [j for j in filled.workspace.library.jobs() if "比較" in j.title.ja]
    assert len(jobs) == 1
    [first, *_] = [e for e in filled.workspace.library.logs() if e.owner == "990035"]
    filled.post(f"/records/logs/{first.id}/remove")
    refused = filled.get(address)
    assert "まだ比べられません" in refused.text
    assert "あと1団体" in refused.text


def test_a_comparison_is_saved_under_the_words_of_its_page(filled: Any, group: str) -> None:
    answer = filled.get(f"/compare/{group}/permit/export/xlsx")
    name = unquote(answer.headers["content-disposition"].partition("filename*=")[2])
    assert "みんな_" in name
    assert "hand-" not in name
    assert "permit" not in name


def test_a_comparison_of_nobody_asks_whose_view_it_is(filled: Any, group: str) -> None:
    page = filled.get(f"/compare/{group}/permit").text
    assert "どの団体から見るか" in page
    assert "own=990019" in page


def test_the_window_of_a_comparison_stands_in_its_address(filled: Any, group: str) -> None:
    value = filled.get(
        f"/compare/{group}/permit?own=990019&start=2025-04-06&end=2025-04-20&population=all&k=5&format=json"
    ).json()
    assert value["comparison"]["settings"]["window_start"] == "2025-04-06"
    assert value["comparison"]["settings"]["population"] == "all"
    unreadable = filled.get(f"/compare/{group}/permit?start=5.4.2025")
    assert unreadable.status_code == 422
    assert "列「start」" not in unreadable.text
    assert "条件を付けずに開く" in unreadable.text
    nobody = filled.get(f"/compare/{group}/permit?own=990019&start=2031-01-01").text
    assert "条件を付けずに比べる" in nobody
    assert f'href="/compare/{group}/permit?own=990019"' in nobody
    assert "条件を付けずに" not in filled.get("/compare/none/permit?own=990019").text
    assert filled.get(f"/compare/{group}/permit?k=1").status_code == 422


def test_the_form_of_the_choice_goes_on_with_its_empty_fields(filled: Any, group: str) -> None:
    empty = "own=&population=&start=&end=&over=&only=&without=&by=&k="
    went = filled.get(f"/compare?process=permit&group={group}&{empty}")
    assert went.status_code == 200
    assert went.url.path == f"/compare/{group}/permit"
    assert not went.url.query


def test_what_is_counted_can_be_changed_on_the_page_and_stands_in_its_addresses(filled: Any, group: str) -> None:
    address = f"/compare/{group}/permit?own=990019&over=3&only=申請の種類=新規&k=5"
    page = filled.get(address).text
    assert "「申請の種類」が「新規」のもの" in page
    assert 'name="over" value="3' in page
    assert re.search(r'href="[^"]*over=3&amp;only=[^"]*"', page)
    assert '<option value="審査">' in page
    value = filled.get(f"{address}&format=json").json()["comparison"]
    assert [i["id"] for i in value["indicators"]] == ["total-days", "share-over-3"]


@pytest.mark.parametrize("query", ["over=x", "over=-1", "only=新規", "without=ない作業", "by=ない属性", "k=4", "k=nan"])
def test_a_way_of_counting_that_cannot_be_is_refused_with_a_remedy(filled: Any, group: str, query: str) -> None:
    answer = filled.get(f"/compare/{group}/permit?{query}")
    assert answer.status_code == 422
    assert "ください" in answer.text or "大きくします" in answer.text


def test_the_difference_of_flow_has_a_map_and_a_table(filled: Any, group: str) -> None:
    page = filled.get(f"/compare/{group}/permit/flow?own=990019").text
    assert "違いの図" in page
    assert "作業ごとの割合" in page
    assert filled.get(f"/compare/{group}/permit/flow.svg?own=990019").content.startswith(b"<?xml")
    assert filled.get(f"/compare/{group}/permit/flow").status_code == 404


def test_choosing_goes_to_the_comparison(filled: Any, group: str) -> None:
    answer = filled.client.get(
        "/compare", params={"process": "permit", "group": group, "own": "990019"}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert unquote(answer.headers["location"]) == f"/compare/{group}/permit?own=990019"


def test_groups_are_formed_by_class_by_population_and_by_hand(filled: Any) -> None:
    filled.post("/bodies/groups/class")
    filled.post("/bodies/groups/band", {"at_least": "６0,000", "below": "60001人"})
    filled.post("/bodies/groups/hand", {"name": "近所", "member": list(CODES), "reason": "隣り合う"})
    kinds = {g.kind.value: g for _, g in filled.workspace.library.groups()}
    assert len(kinds["class"].members) == 4
    assert kinds["band"].members == ("990019",)
    assert kinds["hand"].members == CODES
    page = filled.get("/bodies").text
    assert "近所" in page
    filled.post("/bodies/groups/remove", {"id": kinds["band"].id})
    assert len(filled.workspace.library.groups()) == 2


@pytest.mark.parametrize(
    ("address", "fields", "words"),
    [
        ("/bodies/groups/band", {"at_least": "多め", "below": "5"}, "数字として読めません"),
        ("/bodies/groups/band", {"at_least": "9", "below": "5"}, "下限は上限より"),
        ("/bodies/groups/band", {"at_least": "5", "below": "9"}, "人口がこの幅にある団体がありません"),
        ("/bodies/groups/hand", {"name": "一人", "member": "990019"}, "2つ以上"),
        ("/bodies/groups/hand", {"name": "", "member": ["990019", "990027"]}, "呼び名"),
        ("/bodies/edit", {"code": "a/b", "name": "だめ"}, "使えない文字"),
        ("/bodies/edit", {"code": "ab", "name": ""}, "名称が要ります"),
        ("/bodies/edit", {"code": "ab", "name": "n", "s23": "多め", "population": "1.5"}, "数字として読めません"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why(filled: Any, address: str, fields: dict[str, Any], words: str) -> None:
    answer = filled.post(address, fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text


def test_groups_by_class_say_what_they_need_when_no_class_is_known(site: Any) -> None:
    for code, name in (("013331", "やまなみ町"), ("013340", "みなと町")):
        site.post("/bodies/edit", {"code": code, "name": name, "kind": "町"})
    answer = site.post("/bodies/groups/class")
    assert answer.status_code == 422
    assert "区分の決まる団体が登録されていません。団体の人口と産業の割合を入れる" in answer.text


def test_a_body_can_be_changed_and_removed(filled: Any) -> None:
    assert "登録する" in filled.get("/bodies/edit?code=990043").text
    filled.post(
        "/bodies/edit", {"known_code": "990043", "name": "岩清水町", "kind": "町", "population": "9,800", "s3": "61.5"}
    )
    body = filled.workspace.body("990043")
    assert (body.name.ja, body.population, body.s3) == ("岩清水町", 9800, 0.615)
    assert filled.post("/bodies/remove", {"code": "990019"}).status_code == 422
    filled.post("/bodies/remove", {"code": "990043"})
    assert len(filled.workspace.library.bodies()) == 3


def test_jobs_are_listed_with_their_outcome(filled: Any) -> None:
    filled.get("/bodies/990019/permit")
    page = filled.get("/jobs").text
    assert "終わりました" in page
    [job, *_] = filled.workspace.library.jobs()
    assert "結果を見る" in filled.get(f"/jobs/{job.id}").text
    part = filled.get(f"/jobs/{job.id}", headers={"hx-request": "true"})
    assert part.headers["hx-redirect"] == "/bodies/990019/permit"
    assert "<html" not in part.text


def test_no_page_tells_the_folder_of_the_workspace(filled: Any, group: str) -> None:
    for address in (
        "/",
        "/records",
        "/bodies",
        f"/compare/{group}/permit",
        "/bodies/990019/permit",
        "/exports",
        "/nothing",
    ):
        for form in ("", "?format=json"):
            assert str(filled.workspace.folder) not in filled.get(address + form).text
