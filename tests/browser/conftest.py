# SPDX-License-Identifier: Apache-2.0
"""Debian's Chromium, and a site with the invented municipalities served on this machine."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from machikata.bootstrap import open_workspace
from machikata.web.app import create_app
from machikata.workspace.demo import build_demo
from machikata.workspace.dictionary import undo_decision
from machikata.workspace.workspace import Workspace

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; every test opens a context of its own."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's chromium is not installed (bin/test installs it)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        yield chromium
        chromium.close()


class Served:
    """A site that is being served; `origin` is its address."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.app = create_app(workspace)
        self.app.state.results.patience = 60.0
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(self.app, log_level="error"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def start(self) -> None:
        """Serve until `stop`."""
        self._thread.start()
        while not self._server.started:
            threading.Event().wait(0.02)

    def stop(self) -> None:
        """End the server and give its port back."""
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The twelve invented municipalities, small, with some names left to decide. Tests only look at it."""
    workspace = open_workspace(tmp_path_factory.mktemp("demo"))
    build_demo(workspace, scale=0.15)
    for decision in workspace.library.decisions("moving-in")[:6]:
        undo_decision(workspace, process="moving-in", number=decision.number)
    served = Served(workspace)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    """A site over an empty workspace, for a journey that changes it."""
    served = Served(open_workspace(tmp_path / "workspace"))
    served.start()
    yield served
    served.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A wide page in Japanese."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    yield context.new_page()
    context.close()


@pytest.fixture
def page_without_script(browser: Browser) -> Iterator[Page]:
    """A wide page in a browser that runs no script."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe(root: Path) -> str:
    """The accessibility engine."""
    place = root / "node_modules" / "axe-core" / "axe.min.js"
    if not place.is_file():
        pytest.skip("axe-core is not installed (bin/test brings it)")
    return place.read_text("utf-8")


@pytest.fixture(scope="session")
def violations_of() -> Callable[[Page, str], list[str]]:
    """A function that gives what axe finds on a page."""
    return _violations


def _violations(page: Page, axe: str) -> list[str]:
    """What axe finds on the page, one line each, by the rules of WCAG 2.2 AA and its best practices."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']} ({v['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
        for v in found["violations"]
        for node in v["nodes"][:3]
    ]
