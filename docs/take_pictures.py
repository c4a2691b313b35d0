# SPDX-License-Identifier: Apache-2.0
"""Takes pictures for the documentation from the pages of a demo that is being served (`bin/demo`), with Debian's Chromium.

.venv/bin/python docs/take_pictures.py [address, default http://127.0.0.1:8787] [names, default all]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).resolve().parent / "pictures"
PAGES: dict[str, tuple[str, int | str, int]] = {
    "survey": ("/compare/class-2022-city-1-3/moving-in/survey?own=991023", 590, 622),
    "daycare-facilities": ("/apps/daycare/runs/{daycare}/facilities", 212, 566),
    "key-figures": ("/publish", "#users", 596),
    "prefectures": ("/publish", "#where", 862),
    "case-studies": ("/cases?q=児童手当の入力", "#found", 345),
}
"""Page of each picture ({daycare}: the newest run of the app), where on it the picture begins (pixels, or what stands there), and its height
(pixels)."""
WIDTH = 1120


def _newest_run(page: Page, address: str, app: str) -> str:
    """The id of the run that stands first on the page of the app."""
    page.goto(f"{address}/apps/{app}")
    link = page.locator(f"table a[href*='/apps/{app}/runs/']").first.get_attribute("href") or ""
    return link.partition("/runs/")[2].partition("/")[0].partition("?")[0]


def _top(page: Page, begin: int | str) -> float:
    """How far down the page the picture begins, a little above what it begins with."""
    if isinstance(begin, int):
        return begin
    box = page.locator(begin).bounding_box()
    assert box is not None, begin
    return box["y"] - 12


def take(address: str, names: list[str]) -> None:
    """Write each picture as PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name in names:
            path, begin, height = PAGES[name]
            page = browser.new_page(viewport={"width": WIDTH, "height": height}, locale="ja-JP")
            page.goto(address + path.format(daycare=_newest_run(page, address, "daycare") if "{" in path else ""))
            clip = {"x": 0, "y": _top(page, begin), "width": WIDTH, "height": height}
            page.screenshot(path=PICTURES / f"{name}.png", clip=clip, full_page=True)  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    where = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8787"
    take(where, sys.argv[2:] or list(PAGES))
