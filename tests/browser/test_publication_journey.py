# SPDX-License-Identifier: Apache-2.0
"""What a municipality and its secretariat do to publish, in a real browser: a case, a call with its groups, and the letter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from machikata.domain.actor import Role
from machikata.domain.call import ClassWish
from machikata.domain.case_study import ServiceField
from machikata.domain.digest import RecipientRole
from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body
from machikata.workspace.call_applications import apply
from machikata.workspace.calls import list_calls
from machikata.workspace.persons import save_person
from machikata.workspace.recipients import save_recipient

pytestmark = pytest.mark.browser

NAMES = ("架空 花子", "架空 太郎")
TOWNS = 7
TITLE = "児童手当の届出を画面から受け付けた事例"


@pytest.fixture
def office(empty: Any) -> Any:
    """Seven invented towns, two persons who may do everything, and one head who gets the letter."""
    for n in range(1, TOWNS + 1):
        save_body(empty.workspace, town(n))
    for name in NAMES:
        save_person(empty.workspace, name=name, body="*", roles=set(Role))
    save_recipient(empty.workspace, body=town(1).code, role=RecipientRole.HEAD, mail="head@example.jp")
    return empty


def test_a_case_a_call_with_its_groups_and_a_letter_are_carried_through(
    page: Page, office: Any, axe: str, violations_of: Callable[[Page, str], list[str]]
) -> None:
    def look() -> None:
        assert violations_of(page, axe) == []

    find_a_case_by_keyboard(page, office.origin, look)
    publish_a_case(page, office.origin, look)
    carry_a_call(page, office, look)
    carry_a_letter(page, office.origin, look)


def find_a_case_by_keyboard(page: Page, origin: str, look: Callable[[], None]) -> None:
    page.goto(origin + "/cases")
    reach(page, "#f-q")
    page.keyboard.type("じどう手当 ＯＣＲ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("見つかった事例"))).to_be_visible()
    look()
    reach(page, "h3 a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/cases/[CE]\d+"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look()


def reach(page: Page, selector: str) -> None:
    """Press Tab until what the selector names has the focus, as a person without a mouse does."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def publish_a_case(page: Page, origin: str, look: Callable[[], None]) -> None:
    page.goto(origin + "/cases/edit")
    page.get_by_role("button", name="下書きとして登録する").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look()
    page.get_by_label("どの団体の事例か").select_option(label=town(1).name.ja)
    page.locator("#f-title").fill(TITLE)
    page.locator("#f-field").select_option("children")
    page.locator("#f-status").select_option("trial_ended")
    page.locator("#f-body_name").fill(town(1).name.ja)
    page.locator("input[name=technologies]").first.check()
    page.locator("#f-summary").fill("届出を画面から受け付け、入力の手間を減らした。（架空）")
    page.locator("#f-source-1-title").fill("庁内の報告（架空）")
    page.get_by_role("button", name="下書きとして登録する").click()
    page.get_by_role("button", name="公表の署名を求める").click()
    both_sign(page)
    expect(page.locator(".lead").first).to_contain_text("公表しています")
    look()
    page.goto(origin + "/cases?q=児童手当の届出")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()


def both_sign(page: Page) -> None:
    for name in NAMES:
        page.get_by_label("切り替える人").select_option(label=name)
        page.get_by_role("button", name="この人に切り替える").click()
        page.get_by_role("button", name=f"{name}として認めて署名する").click()
    expect(page.get_by_text("決まりました")).to_be_visible()


def carry_a_call(page: Page, office: Any, look: Callable[[], None]) -> None:
    open_a_call(page, office, look)
    page.get_by_label("団体", exact=True).select_option(label=town(1).name.ja)
    page.get_by_label("第1希望").select_option("tax")
    page.get_by_role("button", name="応募する", exact=True).click()
    expect(page.get_by_role("rowheader", name=re.compile(town(1).name.ja))).to_be_visible()
    [call] = list_calls(office.workspace)
    for n in range(2, TOWNS + 1):
        apply(office.workspace, call.kept.id, body=town(n).code, wishes=(ServiceField.TAX,), class_wish=ClassWish.ANY)
    page.goto(f"{office.origin}/calls/{call.kept.id}/groups")
    page.get_by_role("button", name="規則で編成する").click()
    expect(page.get_by_role("heading", name=re.compile("税務"))).to_have_count(2)
    look()
    change_a_group_by_hand(page)
    look()


def open_a_call(page: Page, office: Any, look: Callable[[], None]) -> None:
    page.goto(office.origin + "/calls/edit")
    page.get_by_label("公募の名前").fill("窓口の業務を比べる団体の募集（架空）")
    page.get_by_label("募集する機関").fill("架空県 市町村課")
    page.get_by_label("税務", exact=True).check()
    page.get_by_label("締切").fill((office.workspace.clock().date() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("heading", name="応募する")).to_be_visible()
    look()


def change_a_group_by_hand(page: Page) -> None:
    """Leave one body of the larger group out."""
    larger = page.locator("section:has(h2:has-text('4団体')) select").first
    label = larger.evaluate("e => e.labels[0].textContent")
    larger.select_option("")
    page.get_by_label("調整の理由").fill("本人の希望（架空）")
    page.get_by_role("button", name="調整を登録する").click()
    left_out = page.get_by_role("region", name="グループに入らなかった団体")
    expect(left_out.get_by_label(label)).to_have_value("")
    expect(left_out).to_contain_text("本人の希望（架空）")


def carry_a_letter(page: Page, origin: str, look: Callable[[], None]) -> None:
    page.goto(origin + "/digest")
    look()
    page.get_by_label("差出人", exact=True).fill("架空県 市町村課")
    page.get_by_label("公開しているページのアドレス").fill("https://machikata.example.jp/")
    page.get_by_role("button", name="下書きをつくる").click()
    expect(page.locator("pre.letter")).to_contain_text(TITLE)
    expect(page.locator("pre.letter")).to_contain_text("https://machikata.example.jp/ja/cases.html#")
    look()
    page.get_by_label("はじめの文", exact=True).fill("秋のお知らせです。")
    page.get_by_role("button", name="直しを登録する").click()
    expect(page.locator("pre.letter")).to_contain_text("秋のお知らせです。")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="メールの見た目を開く").click()
    expect(opened.value.get_by_role("link", name=re.compile("cases.html#"))).to_be_visible()
    opened.value.close()
