# SPDX-License-Identifier: Apache-2.0
"""Daycare seats from the upload to the letters: refused, corrected, run, looked through, signed by two persons, fetched; every page with axe."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from machikata.apps.daycare_matching.app import APP
from machikata.apps.daycare_matching.samples import children_csv, facilities_csv, sample_municipality
from machikata.domain.actor import Role
from machikata.testing.campaigns import town
from machikata.workspace.app_outcomes import outcome_of
from machikata.workspace.app_runs import list_runs, wait_for_run
from machikata.workspace.bodies import save_body
from machikata.workspace.demo_apps import run_examples
from machikata.workspace.persons import save_person

pytestmark = pytest.mark.browser

OF_A_RUN = (
    "",
    *(f"/{p.path}" for p in APP.manifest.pages if p.of_run and p.in_menu),
    "/facility?number=0001",
    "/log",
    "/letters-glyphs",
)
OF_THE_APP = tuple(f"/{p.path}" for p in APP.manifest.pages if not p.of_run and p.in_menu)


def apart(work: Callable[[], Any]) -> Any:
    """Work in a thread of its own: the browser's event loop runs in this one, and the queue refuses to be used beside one."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(work).result(90)


def test_a_section_goes_from_the_upload_to_the_letters_without_script(
    page_without_script: Page, empty: Any, tmp_path: Path
) -> None:
    page, body = page_without_script, town(1)
    save_body(empty.workspace, body)
    for name in ("架空 花子", "架空 太郎"):
        save_person(empty.workspace, name=name, body=body.code, roles=set(Role))
    sample = sample_municipality(children=60, facilities=4, seed=3, ruleset="shiomihara-2027")
    children, facilities, wrong = tmp_path / "申込み.csv", tmp_path / "施設.csv", tmp_path / "申込み_誤り.csv"
    children.write_bytes(children_csv(sample))
    facilities.write_bytes(facilities_csv(sample))
    wrong.write_bytes(children_csv(sample).replace(b",0001,", b",X999,", 1))

    page.goto(empty.origin + "/apps/daycare/new")
    page.get_by_label("申込みの一覧", exact=True).set_input_files(wrong)
    page.get_by_label("施設と枠の一覧", exact=True).set_input_files(facilities)
    page.get_by_role("button", name="ファイルを確かめる").click()
    expect(page.get_by_role("alert")).to_contain_text("直すところが")
    expect(page.get_by_role("cell", name="X999").first).to_be_visible()
    page.get_by_label("申込みの一覧", exact=True).set_input_files(children)
    page.get_by_role("button", name="もう一度確かめる").click()
    page.get_by_label("規則", exact=True).select_option("shiomihara-2027")
    page.get_by_label("回", exact=False).first.fill("first")
    page.get_by_role("button", name="実行する").click()
    [run] = list_runs(empty.workspace)
    apart(lambda: wait_for_run(empty.workspace, run.id, 60))
    page.goto(page.url)
    expect(page.get_by_text("規則に合う割当て")).to_be_visible()
    expect(page.get_by_text("署名を待っています")).to_be_visible()

    page.get_by_role("link", name="子どもごとに理由を確かめる").click()
    page.get_by_label("結果").select_option(label="保留")
    page.get_by_role("button", name="探す").click()
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("table", name="希望ごとの理由")).to_be_visible()
    expect(page.get_by_role("table", name="基準の順と値")).to_contain_text("いいえ")

    run_page = f"{empty.origin}/apps/daycare/runs/{run.id}"
    page.goto(run_page)
    for name in ("架空 花子", "架空 太郎"):
        page.get_by_label("切り替える人").select_option(label=name)
        page.get_by_role("button", name="この人に切り替える").click()
        page.get_by_role("button", name=f"{name}として認めて署名する").click()
    expect(page.get_by_text("この結果は決定ずみです")).to_be_visible()
    page.get_by_role("link", name="通知書を出す").click()
    expect(page.get_by_text("決定ずみの結果です")).to_be_visible()
    page.get_by_label("担当の課").fill("こども保育課")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("保存しました")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="全員の通知書（Word）").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"PK")


def test_the_pages_of_the_app_pass_axe_and_stay_in_their_box(
    browser: Browser, empty: Any, axe: str, violations_of: Callable[[Page, str], list[str]]
) -> None:
    save_body(empty.workspace, town(1))
    [run] = apart(lambda: run_examples(empty.workspace))
    here = f"/apps/daycare/runs/{run.id}"
    held = next(r.subject for r in outcome_of(empty.workspace, run.id).reasons if r.code == "held")
    addresses = [here + path for path in (*OF_A_RUN, f"/child?number={held}")] + [
        f"/apps/daycare{p}" for p in OF_THE_APP
    ]
    wrong = []
    for width, language in ((1280, "ja"), (320, "en")):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        for address in addresses:
            answer = page.goto(f"{empty.origin}{address}{'&' if '?' in address else '?'}lang={language}")
            assert answer is not None
            assert answer.status == 200, address
            wrong += [f"{address} ({width}): {v}" for v in violations_of(page, axe)]
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
                wrong.append(f"{address}: wider than {width}")
        context.close()
    assert wrong == []
