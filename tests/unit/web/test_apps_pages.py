# SPDX-License-Identifier: Apache-2.0
"""Apps on the site, with the app from outside: enabled, prepared, run, looked at, decided by two persons, recorded."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from machikata.domain.actor import Role
from machikata.testing.campaigns import town
from machikata.workspace.app_runs import list_runs, wait_for_run
from machikata.workspace.apps import enable_app, find_app
from machikata.workspace.bodies import save_body
from machikata.workspace.persons import save_person

TOWN = town(1)
HEAD = "番号,住所,電話番号\n"
GOOD = (HEAD + "1,汐見原市港町１丁目２番３号,０９０(1234)5678\n2,<b>葛󠄀町</b>1,0441234567\n").encode()
BAD = (HEAD + "1,港町1,\n1,港町2,\n,港町3,\n").encode()


@pytest.fixture
def hello(site: Any) -> Any:
    """The site with one body, two officers of whom one decides, and the app enabled."""
    save_body(site.workspace, TOWN)
    enable_app(site.workspace, "hello")
    site.persons = [
        save_person(site.workspace, name=name, body=TOWN.code, roles={Role.OFFICER, role}).id
        for name, role in (("架空 花子", Role.OFFICER), ("架空 太郎", Role.APPROVER))
    ]
    yield site
    if site.workspace.queue is not None:
        site.workspace.queue.close()


def prepared(site: Any, data: bytes) -> Any:
    """Upload a file and follow to what was found in it."""
    return site.post("/apps/hello/new", {"body": TOWN.code}, files={"addresses": ("住所録.csv", data, "text/csv")})


def ran(site: Any) -> str:
    """Prepare and begin a run; its address when it has ended."""
    page = prepared(site, GOOD)
    address = re.search(r'action="(/apps/hello/new/[0-9a-f]{12})"', page.text)
    assert address is not None
    begun = site.post(address.group(1), {"do": "run", "digits": "half", "telephones": "hyphens", "seed": "3"})
    assert begun.status_code == 200
    [run, *_] = list_runs(site.workspace)
    wait_for_run(site.workspace, run.id, 60)
    return f"/apps/hello/runs/{run.id}"


def switch(site: Any, person: str) -> None:
    site.post("/persons/switch", {"person": person})


def test_an_app_from_outside_is_listed_and_runs_only_when_it_is_enabled(site: Any) -> None:
    page = site.get("/apps").text
    assert "入っているが、使っていない" in page
    assert site.get("/apps/hello").status_code == 404
    site.post("/apps/hello/enable")
    page = site.get("/apps").text
    for words in ("住所と電話番号の表記", "案をつくる", "個人情報", "つながない", "1回の実行あたり0円"):
        assert words in page
    assert "Spelling of addresses" in site.get("/apps?lang=en").text
    site.post("/apps/hello/disable")
    assert site.get("/apps/hello").status_code == 404


def test_every_problem_of_the_files_is_told_with_row_and_column_and_nothing_is_uploaded_twice(hello: Any) -> None:
    missing = hello.post("/apps/hello/new", {"body": ""})
    assert missing.status_code == 422
    assert "団体が選ばれていません" in missing.text
    assert "ファイルが選ばれていません" in missing.text
    page = prepared(hello, BAD)
    assert "直すところが2件あります" in page.text
    assert re.search(r'data-l="行">3</td>', page.text)
    assert re.search(r'data-l="行">4</td>', page.text)
    assert "2行目と同じ番号です" in page.text
    assert ">実行する<" not in page.text
    draft = page.url.path
    refused = hello.post(draft, {"do": "run"})
    assert refused.status_code == 422
    mended = hello.post(draft, {"do": "check"}, files={"addresses": ("直した.csv", GOOD, "text/csv")})
    assert "直した.csv" in mended.text
    assert "直すところはありません" in mended.text
    again = hello.post(draft, {"do": "check", "digits": "full", "seed": "x"})
    assert again.status_code == 422
    assert "乱数の種が数ではありません" in again.text
    assert '<option value="full" selected>' in again.text
    assert "直した.csv" in again.text
    assert hello.post(draft, {"do": "discard"}).url.path == "/apps/hello"
    assert hello.get(draft).status_code == 404


def test_a_run_shows_what_came_out_why_and_what_it_was_made_from(hello: Any) -> None:
    address = ran(hello)
    page = hello.get(address).text
    for words in ("完了", "職員が決める行", "予測", "実測", "丁目・番地・号を数字とハイフンにしました", "list.xlsx",
                  "questions.docx", "住所録.csv", "署名を待っています", "この実行の計算時間", "1行ずつ見る"):  # fmt: skip
        assert words in page, words
    assert "<b>葛" not in page
    assert hello.get(f"{address}/files/list.xlsx").content.startswith(b"PK")
    assert hello.get(f"{address}/files/other").status_code == 404
    assert hello.get(f"{address}/inputs/addresses").content == GOOD
    narrowed = hello.get(f"{address}?q=0441234567&code=area-code-unknown").text
    assert "市外局番" in narrowed
    assert "合うものは1件" in narrowed
    value = hello.get(f"{address}?format=json").json()
    assert value["run"]["seed"] == 3
    assert value["reasons"]["every"] == 4
    assert address in hello.get("/apps/hello").text
    assert hello.get(address.replace("hello", "other")).status_code == 404


def test_pages_of_the_app_wear_the_frame_and_their_forms_are_ours(hello: Any) -> None:
    address = ran(hello)
    rows = hello.get(f"{address}/rows").text
    assert "架空のために" in rows or "架空" in rows
    assert f'href="{address}/row?id=1"' in rows
    assert "&lt;b&gt;葛󠄀町&lt;/b&gt;1" in rows
    assert hello.get(f"{address}/figures").text.count("<svg") >= 1
    wrong = hello.post(f"{address}/choose?id=1&version=0", {"word": "own", "text": ""})
    assert wrong.status_code == 422
    assert 'id="e-f-text-1"' in wrong.text
    taken = hello.post(f"{address}/choose?id=1&version=0", {"word": "own", "text": "港町1-2-3"})
    assert taken.url.path == f"{address}/row"
    assert "港町1-2-3" in taken.text
    late = hello.post(f"{address}/choose?id=1&version=0", {"word": "take"})
    assert late.status_code == 422
    assert "ほかの人が変更しました" in late.text
    foreign = hello.client.post(f"{address}/choose?id=1&version=1", data={"word": "take", "csrf": "x" * 40})
    assert foreign.status_code == 403
    pdf = hello.get(f"{address}/questions")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["content-disposition"].startswith("attachment")
    assert hello.get(f"{address}/none").status_code == 404
    assert hello.get("/apps/hello/rules").status_code == 200
    assert hello.get("/apps/hello/rows").status_code == 404


def test_a_page_of_no_run_asks_for_which_body_when_there_are_several(hello: Any) -> None:
    save_body(hello.workspace, town(2))
    asked = hello.get("/apps/hello/rules").text
    assert f"/apps/hello/rules?owner={TOWN.code}" in asked
    assert "そろえ方" in hello.get(f"/apps/hello/rules?owner={TOWN.code}").text
    assert hello.get("/apps/hello/rules?owner=000000").status_code == 404


def test_two_named_persons_decide_and_the_page_says_that_nobody_was_authenticated(hello: Any) -> None:
    address = ran(hello)
    page = hello.get(address).text
    assert "署名する人" not in page
    [proposal] = set(re.findall(r'name="back" value="([^"]+)"', page))
    assert proposal == f"{address}#decision"
    first, second = hello.persons
    switch(hello, first)
    page = hello.get(address).text
    assert "架空 花子として認めて署名する" in page
    fields = {name: re.search(rf'name="{name}" value="([^"]+)"', page).group(1) for name in ("proposal", "fingerprint")}  # type: ignore[union-attr]
    signed = hello.post(f"{address}/sign", {**fields, "word": "agree", "comment": "確認済み"})
    assert "あと1人" in signed.text
    assert "本人の確認なし" in signed.text
    twice = hello.post(f"{address}/sign", {**fields, "word": "agree"})
    assert twice.status_code == 422
    assert "あなたはもう署名しています" in twice.text
    switch(hello, second)
    other = hello.post(f"{address}/sign", {**fields, "word": "agree", "fingerprint": "0" * 64})
    assert other.status_code == 422
    decided = hello.post(f"{address}/sign", {**fields, "word": "agree"})
    assert "決まりました" in decided.text
    assert "架空 太郎" in decided.text
    late = hello.post(f"{address}/withdraw", {**fields, "comment": "やめる"})
    assert late.status_code == 422


def test_whoever_acts_stands_in_the_head_and_is_chosen_on_a_page(hello: Any) -> None:
    assert "この端末の担当者" in hello.get("/apps").text
    switch(hello, hello.persons[0])
    assert re.search(r'<a class="who" href="/persons">架空 花子', hello.get("/apps").text)
    assert "操作中" in hello.get("/persons").text
    added = hello.post("/persons", {"name": "架空 次郎", "body": TOWN.code, "roles": ["officer"]})
    assert "架空 次郎" in added.text
    assert 'value="approver"' not in added.text
    refused = hello.post("/persons", {"name": "架空 次郎", "body": TOWN.code})
    assert refused.status_code == 422
    assert "役割が選ばれていません" in refused.text
    switch(hello, "")
    assert "この端末の担当者" in hello.get("/apps").text
    hello.post(f"/persons/{hello.persons[1]}/remove")
    assert "架空 太郎" not in hello.get("/persons").text
    assert hello.post("/persons/switch", {"person": hello.persons[1]}).status_code == 404


def test_the_audit_trail_is_shown_checked_and_its_head_taken_away(hello: Any) -> None:
    ran(hello)
    page = hello.get("/audit").text
    assert "run-started" in page
    assert "hello.sample-drawn" in page
    assert "改ざんは見つかりませんでした" in hello.get("/audit?verify=yes").text
    assert re.search(rb"\n[1-9][0-9]* [0-9a-f]{64} ", hello.get("/audit/head.txt").content)
    narrowed = hello.get("/audit?what=app-enabled&format=json").json()
    assert {r["what"] for r in narrowed["rows"]} == {"app-enabled"}
    assert hello.get("/audit?lang=en").status_code == 200


def test_two_runs_on_the_same_files_are_compared(hello: Any) -> None:
    empty = hello.get("/apps/compare").text
    assert "比べる実行が2つありません" in empty
    first, second = (ran(hello).rpartition("/")[2] for _ in range(2))
    page = hello.get(f"/apps/compare?first={first}&second={second}").text
    assert "2件のうち2件で同じ答えです" in page
    assert "違う答えはありません" in page
    refused = hello.get(f"/apps/compare?first={first}&second={first}")
    assert refused.status_code == 422
    assert "同じ実行どうしは比べられません" in refused.text


def test_a_person_of_another_body_sees_nothing_of_it(hello: Any) -> None:
    address = ran(hello)
    save_body(hello.workspace, town(2))
    stranger = save_person(hello.workspace, name="よその人", body=town(2).code, roles={Role.OFFICER})
    switch(hello, stranger.id)
    assert hello.get(address).status_code == 403
    assert hello.get(f"{address}/rows").status_code == 403
    assert address not in hello.get("/apps/hello").text
    assert hello.post("/apps/hello/disable").status_code == 403


def test_an_app_that_cannot_say_its_result_in_words_leaves_the_outcome_within_reach(
    hello: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = ran(hello)
    assert "結果の値（プログラム用の名前）" in hello.get(address).text

    def broken(*_: object) -> None:
        raise RuntimeError("no words today")

    manifest = replace(find_app(hello.workspace, "hello").manifest, overview=broken)
    monkeypatch.setattr("machikata.web.pages.apps_run.manifest_of", lambda *_: manifest)
    page = hello.get(address)
    assert page.status_code == 200
    assert "アプリが結果を言葉で示せませんでした" in page.text
    assert "署名を待っています" in page.text
