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
PAGES = {
    "survey": ("/compare/class-2022-city-1-3/moving-in/survey?own=991023", 590, 622),
    "daycare-facilities": ("/apps/daycare/runs/{daycare}/facilities", 212, 566),
}
"""Page of each picture ({daycare}: the newest run of the app), where on it the picture begins, and its height (pixels)."""
WIDTH = 1120


def _newest_run(page: Page, address: str, app: str) -> str:
    """The id of the run that stands first on the page of the app."""
    page.goto(f"{address}/apps/{app}")
    link = page.locator(f"table a[href*='/apps/{app}/runs/']").first.get_attribute("href") or ""
    return link.partition("/runs/")[2].partition("/")[0].partition("?")[0]


def take(address: str, names: list[str]) -> None:
    """Write each picture as PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name in names:
            path, top, height = PAGES[name]
            page = browser.new_page(viewport={"width": WIDTH, "height": top + height}, locale="ja-JP")
            page.goto(address + path.format(daycare=_newest_run(page, address, "daycare") if "{" in path else ""))
            clip = {"x": 0, "y": top, "width": WIDTH, "height": height}
            page.screenshot(path=PICTURES / f"{name}.png", clip=clip)  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    where = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8787"
    take(where, sys.argv[2:] or list(PAGES))
