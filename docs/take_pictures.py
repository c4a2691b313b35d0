# SPDX-License-Identifier: Apache-2.0
"""Takes pictures for the documentation from the pages of a demo that is being served (`bin/demo`), with Debian's Chromium.

.venv/bin/python docs/take_pictures.py [address, default http://127.0.0.1:8787] [names, default all]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).resolve().parent / "pictures"
PAGES = {
    "survey": ("/compare/class-2022-city-1-3/moving-in/survey?own=991023", 590, 622),
}
"""Page of each picture, where on it the picture begins, and its height (pixels)."""
WIDTH = 1120


def take(address: str, names: list[str]) -> None:
    """Write each picture as PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name in names:
            path, top, height = PAGES[name]
            page = browser.new_page(viewport={"width": WIDTH, "height": top + height}, locale="ja-JP")
            page.goto(address + path)
            clip = {"x": 0, "y": top, "width": WIDTH, "height": height}
            page.screenshot(path=PICTURES / f"{name}.png", clip=clip)  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    where = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8787"
    take(where, sys.argv[2:] or list(PAGES))
