# SPDX-License-Identifier: Apache-2.0
"""What people do, in a real browser: with script, without it, and by keyboard alone."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from machikata.testing.campaigns import YEAR, answered, filled_form, surveyed_process, town
from machikata.web.pages import home
from machikata.workspace.bodies import save_body, save_process
from machikata.workspace.campaigns import campaign_state, list_campaigns

pytestmark = pytest.mark.browser

WORK = "/bodies/991015/care-need-certification"
ROWS = "管理番号,作業名,処理日時,申請の種類\r\n" + "".join(
    f"A{case:03},{step},R7.4.{day} {9 + case % 8}:{case:02},{'新規' if case % 3 else '更新'}\r\n"
    for case in range(30)
    for day, step in ((1, "受付"), (4, "審査"), (10, "通知"))
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of an office, with one row that cannot be."""
    place = tmp_path / "許可_R7.csv"
    place.write_bytes((ROWS + "A900,受付,R7.2.30,新規\r\n").encode("cp932"))
    return place


def test_a_file_goes_in_without_script(page_without_script: Page, empty: Any, file: Path) -> None:
    page = page_without_script
    page.goto(empty.origin)
    page.get_by_role("link", name="記録を取り込む").first.click()
    page.get_by_label("ファイル", exact=True).set_input_files(file)
    page.get_by_label("団体コード").fill("990019")
    page.get_by_label("名称").fill("汐見原市")
    page.get_by_label("業務の名前").fill("許可")
    page.get_by_role("button", name="次へ進む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("許可_R7.csvの列を確かめる")
    expect(page.get_by_label("処理日時の意味")).to_have_value("timestamp")
    page.get_by_role("button", name="この意味で質を確かめる").click()
    expect(page.get_by_text("取り込めます。直すと1行増えます")).to_be_visible()
    expect(page.get_by_text("R7.2.30")).to_be_visible()
    page.get_by_role("button", name="1行を除いて90行を取り込む").click()
    expect(page.get_by_text("90行を取り込みました")).to_be_visible()
    page.get_by_role("link", name="仕事の流れを見る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("許可")
    expect(page.get_by_role("img", name="流れの図")).to_be_visible()


def test_the_map_changes_between_cases_and_days_without_script(page_without_script: Page, demo: Any) -> None:
    page = page_without_script
    page.goto(demo.origin + WORK)
    cases, days = page.locator("svg .layer-count").first, page.locator("svg .layer-time").first
    expect(cases).to_be_visible()
    expect(days).to_be_hidden()
    page.get_by_label("日数で見る").check()
    expect(days).to_be_visible()
    expect(cases).to_be_hidden()


def test_the_map_is_narrowed_by_a_form_without_script(page_without_script: Page, demo: Any) -> None:
    page = page_without_script
    page.goto(demo.origin + WORK)
    page.get_by_label("表示する作業").fill("40")
    page.get_by_role("button", name="この条件で表示する").click()
    assert "activities=40" in page.url
    told = page.get_by_text(re.compile(r"いま \d+／\d+作業")).inner_text()
    shown, every = (int(n) for n in re.findall(r"(\d+)／(\d+)作業", told)[0])
    assert shown < every


def test_a_summary_of_faults_takes_the_focus_and_leads_to_the_field(page: Page, empty: Any) -> None:
    page.goto(empty.origin + "/bodies/edit")
    page.get_by_label("団体コード").fill("a/b")
    page.get_by_label("名称", exact=True).fill("だめ町")
    page.get_by_role("button", name="登録する").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("団体コード")).to_be_focused()
    expect(page.get_by_label("団体コード")).to_have_attribute("aria-invalid", "true")


def test_the_skip_link_is_first_and_leads_to_the_content(page: Page, demo: Any) -> None:
    page.goto(demo.origin + "/records")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動する")).to_be_focused()
    expect(page.get_by_role("link", name="本文へ移動する")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside


@pytest.mark.parametrize("address", ["/", WORK, "/persons"])
def test_everything_that_acts_is_reached_by_keyboard_and_shows_its_focus(page: Page, demo: Any, address: str) -> None:
    page.goto(demo.origin + address)
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, select, summary, input:not([type=hidden])')]"
        ".filter(e => e.checkVisibility() && !(e.type === 'radio' && !e.checked)).length"
    )
    reached, unseen = set(), []
    for _ in range(wanted + 60):
        page.keyboard.press("Tab")
        state = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e.closest('.seg label') ?? e);"
            "if (e === document.body) return null; e.dataset.seen ??= String(Math.random());"
            "return [e.dataset.seen, e.matches('a[href], button, select, summary, input'), parseFloat(s.outlineWidth), e.outerHTML.slice(0, 90)] })()"
        )
        if state is None:
            break
        name, acts, outline, html = state
        if acts:
            reached.add(name)
        if outline < 2:
            unseen.append(html)
    assert len(reached) == wanted
    assert unseen == []


def test_a_menu_opens_by_keyboard_and_closes_with_escape(page: Page, demo: Any) -> None:
    page.goto(demo.origin + WORK)
    menu = page.locator("details.menu > summary").first
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="表計算（Excel）")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="表計算（Excel）")).to_be_hidden()
    expect(menu).to_be_focused()


def test_a_slider_says_its_value_while_it_moves(page: Page, demo: Any) -> None:
    page.goto(demo.origin + WORK)
    slider = page.get_by_label("表示する作業")
    slider.focus()
    before = int(slider.input_value())
    page.keyboard.press("ArrowLeft")
    expect(page.locator("output[for=f-activities]")).to_have_text(f"{before - 1}%")


def test_a_long_job_is_watched_and_leads_to_its_result(page: Page, empty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "build_demo", partial(home.build_demo, scale=0.15))
    empty.app.state.results.patience = 0.0
    page.goto(empty.origin)
    page.get_by_role("button", name="見本をつくる").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="中止する")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("次にすること", timeout=60_000)
    expect(page.get_by_role("link", name="要介護認定", exact=True)).to_be_visible()


def test_a_job_can_be_stopped_without_script(page_without_script: Page, empty: Any) -> None:
    empty.app.state.results.patience = 0.0
    page = page_without_script
    page.goto(empty.origin)
    page.get_by_role("button", name="見本をつくる").click()
    page.get_by_role("button", name="中止する").click()
    for _ in range(100):
        if page.get_by_text("中止しました").count():
            break
        page.wait_for_timeout(100)
        page.goto(page.url)
    expect(page.get_by_text("中止しました").first).to_be_visible()


def test_the_language_is_switched_on_the_same_page(page: Page, demo: Any) -> None:
    page.goto(demo.origin + WORK + "?show=days")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Certification of care need")
    assert "show=days" in page.url
    page.get_by_role("link", name="Compare", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare")


def test_a_printed_page_leaves_the_frame_out(page: Page, demo: Any) -> None:
    page.goto(demo.origin + WORK)
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("img", name="流れの図")).to_be_visible()


def test_the_map_is_walked_by_arrow_keys(page: Page, demo: Any) -> None:
    page.goto(demo.origin + WORK)
    page.get_by_role("application").focus()
    told = page.locator(".walk-status")
    page.keyboard.press("ArrowDown")
    expect(told).to_contain_text("開始")
    page.keyboard.press("ArrowDown")
    expect(told).to_contain_text("申請の受付")
    expect(told).to_contain_text("次は 1 ")
    first = told.inner_text()
    page.keyboard.press("2")
    expect(told).not_to_have_text(first)
    page.keyboard.press("ArrowUp")
    expect(told).to_have_text(first)
    page.keyboard.press("End")
    expect(told).to_contain_text("終了")
    page.keyboard.press("Escape")
    expect(told).to_contain_text("矢印キー")
    page.keyboard.press("Tab")
    expect(page.get_by_role("application")).not_to_be_focused()


def test_a_survey_is_opened_answered_sent_back_corrected_and_accepted_without_script(
    page_without_script: Page, empty: Any, tmp_path: Path
) -> None:
    page, process, body = page_without_script, surveyed_process(), town(1)
    save_body(empty.workspace, body)
    save_process(empty.workspace, process)
    page.goto(empty.origin + "/survey")
    page.get_by_role("link", name="調査を始める").click()
    page.get_by_label("調査の相手").select_option(label=body.name.ja)
    page.get_by_label("転入届（3工程）").check()
    page.get_by_label("対象の年度").select_option(str(YEAR))
    page.get_by_label("回答の締切").fill("2099-10-30")
    page.get_by_label("係とメールアドレス").fill("窓口係")
    page.get_by_role("button", name="調査を始める").click()
    expect(page.get_by_text("調査を始めました")).to_be_visible()

    with page.expect_download() as saved:
        page.get_by_role("link", name=re.compile("^調査票.*窓口係、Excel")).click()
    assert Path(saved.value.path()).read_bytes().startswith(b"PK")

    def hand_in(hours_factor: float) -> None:
        survey = answered(body.code, "窓口係", process=process)
        lines = tuple(replace(line, hours=(line.hours or 0.0) * hours_factor) for line in survey.lines)
        file = filled_form(replace(survey, lines=lines), body=body, processes=[process])
        place = tmp_path / f"{hours_factor}.xlsx"
        place.write_bytes(file.data)
        page.get_by_label("ファイル", exact=True).set_input_files(place)
        page.get_by_role("button", name="次へ進む").click()
        expect(page.get_by_role("heading", name="表の形の点検（30の点検）")).to_be_visible()
        page.get_by_role("button", name="受け付ける").click()

    page.get_by_role("link", name="回答を受け取る").click()
    hand_in(9.0)
    expect(page.get_by_text("第1版として受け取りました")).to_be_visible()
    expect(page.get_by_role("heading", name="確かめるところ")).to_be_visible()
    expect(page.get_by_label("差し戻す理由")).not_to_be_empty()
    page.get_by_role("button", name="差し戻す").click()
    expect(page.get_by_text("差し戻し中です")).to_be_visible()
    page.get_by_role("link", name="差し戻しの手紙をつくる").click()
    expect(page.get_by_label("本文：架空1町 窓口係")).to_contain_text("もう一度出してください")
    page.get_by_role("link", name="調査に戻る").click()
    page.get_by_role("link", name="回答を受け取る").click()
    hand_in(1.0)
    expect(page.get_by_text("第2版として受け取りました")).to_be_visible()
    page.get_by_role("link", name="表示中の版との違い").click()
    expect(page.get_by_role("heading", name="第1版から第2版への違い")).to_be_visible()
    page.get_by_role("button", name="確認済みにする").first.press("Enter")
    expect(page.get_by_text("確認済み").first).to_be_visible()
    page.get_by_role("navigation", name="現在の位置").get_by_role("link", name="令和7年度 業務量調査").click()
    expect(page.get_by_text("1係のうち1係")).to_be_visible()
    page.get_by_role("button", name="締め切る").first.click()
    expect(page.get_by_role("heading", name="締め切りました")).to_be_visible()


def test_the_text_of_a_letter_is_copied_with_one_button(page: Page, demo: Any) -> None:
    campaign = next(
        c for c in list_campaigns(demo.workspace)
        if any(not s.answered for s in campaign_state(demo.workspace, c.id).sections)
    )  # fmt: skip
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{demo.origin}/survey/{campaign.id}/letters")
    page.get_by_role("button", name="本文を写す").first.press("Enter")
    expect(page.get_by_text("写しました").first).to_be_visible()
    assert "御中" in page.evaluate("navigator.clipboard.readText()")
