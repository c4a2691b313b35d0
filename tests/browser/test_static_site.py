# SPDX-License-Identifier: Apache-2.0
"""The public site in a browser, opened from a folder and from a plain web server: accessible, searchable by keyboard, whole without script."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from machikata.domain.case_study import CaseStudy
from machikata.publication.catalogue.search.bigrams import bigram_index
from machikata.testing.public_sites import planted_office
from machikata.testing.site_links import read_page
from machikata.workspace.cases import catalogue
from machikata.workspace.public_site import write_site

pytestmark = pytest.mark.browser

KINDS = (
    "index",
    "kpi",
    "prefecture-32",
    "cases",
    "cases-1",
    "cases-4",
    "figures",
    "effects",
    "calls",
    "data",
    "changes",
    "about",
)
QUESTIONS = (
    "児童手当の入力",
    "ﾁｬｯﾄﾎﾞｯﾄ",
    "ロボット",
    "議事録",
    "やくしょ",
    "meeting minutes",
    "AI-OCR",
    "公表済み",
    "税",
    "１８業務",
    "ろぼっとをつかいたい",
    "がの",
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[CaseStudy, ...]]:
    """The folder of a site with something of every kind, and its cases."""

    def work() -> tuple[Path, tuple[CaseStudy, ...]]:
        ws = planted_office(tmp_path_factory.mktemp("planted") / "w").ws
        folder = tmp_path_factory.mktemp("public") / "site"
        write_site(ws, folder)
        return folder, tuple(e.case for e in catalogue(ws))

    with ThreadPoolExecutor(1) as threads:  # without the browser's event loop
        return threads.submit(work).result()


@pytest.fixture(scope="module")
def origins(made: tuple[Path, Any]) -> Iterator[dict[str, str]]:
    """Where the site begins: in the folder, and at a plain web server below a path."""
    folder = made[0]
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {"file": folder.as_uri(), "http": f"http://127.0.0.1:{server.server_port}/{folder.name}"}
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    yield context.new_page()
    context.close()


def opened(page: Page, origin: str, path: str) -> list[str]:
    """Open a page; what it asks for elsewhere and what the browser complains about."""
    faults: list[str] = []
    listeners: dict[str, Callable[[Any], None]] = {
        "request": lambda r: None if r.url.startswith(origin) else faults.append(r.url),
        "console": lambda m: faults.append(m.text) if m.type in ("error", "warning") else None,
        "pageerror": lambda e: faults.append(str(e)),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    try:
        page.goto(f"{origin}/{path}")
        page.wait_for_load_state("load")
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    return faults


@pytest.mark.parametrize(
    ("kind", "language", "way"),
    # Every kind of page once in the default suite, by turns in either language; the other look of each is slow.
    [
        pytest.param(kind, *look, marks=() if (n + k) % 2 == 0 else pytest.mark.slow)
        for n, kind in enumerate(KINDS)
        for k, look in enumerate((("ja", "file"), ("en", "http")))
    ],
)
def test_a_page_is_accessible_quiet_and_fits_wide_narrow_and_at_twice_the_size(
    window: Page, origins: dict[str, str], axe: str, violations_of: Any, kind: str, language: str, way: str
) -> None:
    window.set_viewport_size({"width": 1280, "height": 900})
    assert opened(window, origins[way], f"{language}/{kind}.html") == []
    assert window.locator("html").get_attribute("lang") == language
    assert window.locator("body").evaluate("e => getComputedStyle(e).marginTop") == "0px"  # the style is in force
    # The policy that forbids scripts in pages holds here too, and the engine that looks at them is one.
    assert violations_of(window, axe) == []
    for width in (640, 360):
        window.set_viewport_size({"width": width, "height": 800})
        assert window.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("way", ["file", "http"])
def test_the_search_works_from_the_keyboard_and_tells_what_it_found(
    page: Page, origins: dict[str, str], axe: str, violations_of: Any, way: str
) -> None:
    assert opened(page, origins[way], "ja/cases.html") == []
    page.locator("#q").focus()
    page.keyboard.type("議事録")
    page.wait_for_selector("#hits > li")
    n = page.locator("#hits > li").count()
    assert page.locator("#told").inner_text() == f"{n}件見つかりました"
    assert page.locator("#told").get_attribute("aria-live") == "polite"
    assert page.locator("#hits mark").first.inner_text() == "議事録"
    assert page.locator("#cases > li").count() > n
    assert violations_of(page, axe) == []
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "found-title"
    page.keyboard.press("Tab")
    title = page.locator("#hits > li a").first.inner_text()
    assert page.evaluate("document.activeElement.textContent") == title
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases-*.html#*")
    anchor = page.url.partition("#")[2]
    assert page.locator(f"article[id='{anchor}'] > h2").inner_text() == title


def test_escape_and_an_empty_field_put_the_results_away(page: Page, origins: dict[str, str]) -> None:
    opened(page, origins["file"], "en/cases.html")
    page.locator("#q").fill("minutes")
    page.wait_for_selector("#hits > li")
    page.locator("#q").press("Escape")
    assert page.locator("#found").is_hidden()
    assert page.locator("#told").inner_text() == ""
    page.locator("#q").fill("ぬゐゑ")
    expect(page.locator("#told")).to_contain_text("No case fits")
    assert page.locator("#found").is_hidden()


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_page_finds_the_same_cases_in_the_same_order_as_its_twin(
    window: Page, origins: dict[str, str], made: tuple[Path, tuple[CaseStudy, ...]], question: str
) -> None:
    if not window.url.endswith("ja/cases.html"):
        opened(window, origins["file"], "ja/cases.html")
    window.locator("#q").fill(question)
    window.locator("#search button").click()
    shown = window.locator("#hits > li").evaluate_all("items => items.map(i => i.dataset.case)")
    assert shown == bigram_index(made[1]).search(question)


def test_words_are_marked_though_they_are_typed_in_another_width_or_kana(page: Page, origins: dict[str, str]) -> None:
    opened(page, origins["file"], "ja/cases.html")
    page.locator("#q").fill("ﾁｬｯﾄﾎﾞｯﾄ")
    page.wait_for_selector("#hits mark")
    assert "チャットボット" in page.locator("#hits mark").all_inner_texts()


def test_without_script_every_case_is_listed_and_the_page_says_why_there_is_no_search(
    page_without_script: Page, origins: dict[str, str], made: tuple[Path, tuple[CaseStudy, ...]]
) -> None:
    page = page_without_script
    opened(page, origins["file"], "ja/cases.html")
    assert page.locator("#cases > li").count() == len(made[1])
    assert page.locator("#search").is_hidden()
    assert page.locator("noscript .panel").is_visible()
    opened(page, origins["file"], "ja/prefecture-13.html")
    assert page.locator("tbody tr").count() == 62


def test_the_browser_reads_pages_as_they_are_written(
    page_without_script: Page, made: tuple[Path, Any], origins: dict[str, str]
) -> None:
    """Markup that is not in order makes a parser add, close or move elements."""
    for n, kind in enumerate(KINDS):
        path = f"{('ja', 'en')[n % 2]}/{kind}.html"
        page_without_script.goto(f"{origins['file']}/{path}")
        tags = page_without_script.locator("*").evaluate_all("all => all.map(e => e.tagName.toLowerCase())")
        assert [t.lower() for t in read_page((made[0] / path).read_bytes()).tags] == tags


def test_the_front_page_leads_to_japanese_and_each_page_to_its_twin(page: Page, origins: dict[str, str]) -> None:
    page.goto(f"{origins['http']}/index.html")
    page.wait_for_url("**/ja/index.html")
    page.get_by_role("link", name="導入状況").click()
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/kpi.html")
    page.get_by_role("link", name="日本語").click()
    assert page.url.endswith("/ja/kpi.html")


def test_a_printed_page_has_neither_navigation_nor_search(page: Page, origins: dict[str, str]) -> None:
    opened(page, origins["file"], "ja/cases.html")
    page.emulate_media(media="print")
    assert page.locator("header.frame").is_hidden()
    assert page.locator("#search").is_hidden()
    assert page.locator("#cases").is_visible()


def test_in_forced_colours_the_current_page_is_told_apart(browser: Browser, origins: dict[str, str]) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    opened(page, origins["file"], "ja/kpi.html")
    here = page.locator(".chain a[aria-current]").evaluate("e => getComputedStyle(e).borderBottomColor")
    other = page.locator(".chain a:not([aria-current])").first.evaluate("e => getComputedStyle(e).borderBottomColor")
    context.close()
    assert here != other
