# SPDX-License-Identifier: Apache-2.0
"""An app from the first upload to the decision, in a browser without script: refused, corrected, run, signed by two persons, fetched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body

pytestmark = pytest.mark.browser

HEAD = "番号,住所,電話番号\r\n"
ROWS = HEAD + "1,汐見原市港町１丁目２番３号,０９０(1234)5678\r\n2,葛飾町1,0441234567\r\n"


def test_a_list_is_refused_corrected_run_signed_by_two_and_fetched_without_script(
    page_without_script: Page, empty: Any, tmp_path: Path
) -> None:
    page, body = page_without_script, town(1)
    save_body(empty.workspace, body)
    bad, good = tmp_path / "住所録.csv", tmp_path / "住所録_直した.csv"
    bad.write_bytes((ROWS + "2,港町5,\r\n").encode("cp932"))
    good.write_bytes(ROWS.encode("cp932"))

    page.goto(empty.origin + "/apps")
    page.locator("#app-hello").get_by_role("button", name="使えるようにする").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("住所と電話番号の表記")
    page.get_by_role("link", name="新しく実行する").click()
    page.get_by_label("住所録", exact=True).set_input_files(bad)
    page.get_by_role("button", name="ファイルを確かめる").click()
    expect(page.get_by_role("alert")).to_contain_text("直すところが1件あります")
    expect(page.get_by_role("row", name=re.compile("3行目と同じ番号です"))).to_be_visible()
    expect(page.get_by_role("button", name="実行する")).to_have_count(0)
    page.get_by_label("住所録", exact=True).set_input_files(good)
    page.get_by_role("button", name="もう一度確かめる").click()
    expect(page.get_by_text("直すところはありません")).to_be_visible()
    page.get_by_label("住所の数字").select_option("full")
    page.get_by_role("button", name="実行する").click()
    for _ in range(150):
        if not page.get_by_role("progressbar").count():
            break
        page.wait_for_timeout(200)
        page.reload()
    run_address = page.url
    expect(page.get_by_text("署名を待っています")).to_be_visible()

    page.get_by_role("link", name="1行ずつ見る").click()
    expect(page.get_by_role("cell", name="葛飾町１")).to_be_visible()
    page.get_by_role("navigation", name="現在の位置").get_by_role("link", name=re.compile("の実行")).click()
    page.get_by_role("link", name="署名する人を登録する").click()
    for name, role in (("架空 花子", "担当者"), ("架空 太郎", "決裁者")):
        page.get_by_label("氏名").fill(name)
        page.get_by_label("団体", exact=True).select_option(label=body.name.ja)
        page.get_by_label("担当者", exact=True).set_checked(role == "担当者")
        page.get_by_label(role, exact=True).check()
        page.get_by_role("button", name="登録する").click()
    page.goto(run_address)
    for name in ("架空 花子", "架空 太郎"):
        page.get_by_label("切り替える人").select_option(label=name)
        page.get_by_role("button", name="この人に切り替える").click()
        expect(page.get_by_role("banner")).to_contain_text(name)
        page.get_by_role("button", name=f"{name}として認めて署名する").click()
    expect(page.get_by_text("決まりました")).to_be_visible()
    expect(page.get_by_text("本人の確認なし").first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="list.xlsx").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"PK")

    page.goto(empty.origin + "/audit")
    page.get_by_role("link", name="改ざんがないか確かめる").click()
    expect(page.get_by_text("改ざんは見つかりませんでした")).to_be_visible()
    expect(page.get_by_role("cell", name="proposal-decided").first).to_be_visible()


def test_a_run_is_watched_until_its_outcome_is_shown(page: Page, empty: Any, tmp_path: Path) -> None:
    save_body(empty.workspace, town(1))
    many = tmp_path / "多い.csv"
    many.write_text(HEAD + "".join(f"{i},港町{i}‐1,0441234567\r\n" for i in range(5_000)), "utf-8")
    page.goto(empty.origin + "/apps")
    page.locator("#app-hello").get_by_role("button", name="使えるようにする").click()
    page.get_by_role("link", name="新しく実行する").click()
    page.get_by_label("住所録", exact=True).set_input_files(many)
    page.get_by_role("button", name="ファイルを確かめる").click()
    page.get_by_role("button", name="実行する").click()
    expect(page.get_by_role("heading", name="理由")).to_be_visible(timeout=60_000)
    page.get_by_label("対象・言葉").fill("4999")
    page.get_by_role("button", name="調べる").click()
    expect(page.get_by_role("rowheader", name="4999", exact=True).first).to_be_visible()
