# SPDX-License-Identifier: Apache-2.0
"""A site over a workspace of its own, and a browser's manners: cookies, form tokens, our own host name."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.process import Concept, Process
from machikata.domain.text import Text
from machikata.web.app import create_app
from machikata.workspace.bodies import save_body, save_process
from machikata.workspace.imports import import_log
from machikata.workspace.workspace import Workspace

with warnings.catch_warnings():
    # Starlette wants a successor of httpx for its test client; the one in the lock file does the same.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

BODIES = (("990019", "汐見原市"), ("990027", "藤見坂市"), ("990035", "真砂浦市"), ("990043", "岩清水市"))
STEPS = ("受付", "審査", "通知")
_START = datetime(2025, 4, 1, 9, 0, tzinfo=timezone(timedelta(hours=9)))


def csv_log(*, cases: int = 24, days: int = 5, extra: str = "") -> bytes:
    """A small log in CP932 as an office system writes it; `extra` lines are put at the end as they are."""
    lines = ["管理番号,作業名,処理日時,申請の種類,担当係"]
    for case in range(cases):
        at = _START + timedelta(days=case)
        for step in STEPS:
            kind = "新規" if case % 3 else "更新"
            lines.append(f"A{case:03},{step},{at:%Y-%m-%d %H:%M:%S},{kind},窓口係")
            at += timedelta(days=days if kind == "新規" else 1, minutes=case)
    return ("\r\n".join(lines) + "\r\n" + extra).encode("cp932")


@dataclass
class Site:
    """One site under test."""

    app: FastAPI
    workspace: Workspace
    client: Any

    def get(self, address: str, **more: Any) -> httpx.Response:
        """Open a page."""
        answer: httpx.Response = self.client.get(address, **more)
        return answer

    def post(
        self, address: str, fields: Mapping[str, Any] | None = None, *, follow: bool = True, **more: Any
    ) -> httpx.Response:
        """Send a form of ours, as a browser that has seen one of our pages."""
        token = token_in(self.get("/help/glossary").text) or self.client.cookies.get("machikata_csrf")
        answer: httpx.Response = self.client.post(
            address, data={"csrf": token, **(fields or {})}, follow_redirects=follow, **more
        )
        return answer


def token_in(html: str) -> str:
    """The form token of a page; '' when it has no form."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    return found.group(1) if found else ""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    return open_workspace(tmp_path / "workspace")


@pytest.fixture
def site(workspace: Workspace) -> Iterator[Site]:
    """The site over an empty workspace. Its pages wait for every result instead of showing progress."""
    app = create_app(workspace)
    app.state.results.patience = 60.0
    with TestClient(app, base_url="http://127.0.0.1:8787", raise_server_exceptions=False) as client:
        yield Site(app, workspace, client)


@pytest.fixture
def process() -> Process:
    """A process with a dictionary and a limit."""
    concepts = tuple(Concept(f"c{i}", Text(name, f"step {i}")) for i, name in enumerate(STEPS))
    return Process("permit", Text("許可の審査", "Permits"), concepts, limit_days=8.0)


@pytest.fixture
def filled(site: Site, process: Process, tmp_path: Path) -> Site:
    """The site over four bodies, three of them with records of one process."""
    save_process(site.workspace, process)
    for i, (code, name) in enumerate(BODIES):
        body = Municipality(
            code, Text(name, f"City {i}"), MunicipalityKind.CITY, population=60_000 + i, s23=0.97, s3=0.7
        )
        save_body(site.workspace, body)
        if i < 3:
            file = tmp_path / f"{code}.csv"
            file.write_bytes(csv_log(days=5 + i))
            import_log(site.workspace, file, body=code, process=process.id)
    return site


@pytest.fixture
def at_desk_of() -> Callable[[Site, str], Site]:
    """The same site as an officer of one body sees it."""

    def at(site: Site, body: str) -> Site:
        actor = Actor("officer", body, frozenset({Role.OFFICER, Role.READER}))
        app = create_app(replace(site.workspace, actor=actor))
        app.state.results.patience = 60.0
        return Site(
            app, app.state.workspace, TestClient(app, base_url="http://127.0.0.1:8787", raise_server_exceptions=False)
        )

    return at
