# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from machikata.web.security import CONTENT_SECURITY_POLICY
from machikata.web.view import read_form


@pytest.mark.parametrize("address", ["/", "/help", "/no/such/page", "/static/machikata.css", "/static/nothing"])
def test_every_answer_carries_the_strict_headers(site: Any, address: str) -> None:
    headers = site.get(address).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"


def test_the_policy_allows_no_inline_script_or_style_and_nothing_foreign() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8787", "", "[bad"])
def test_a_foreign_host_name_is_refused(site: Any, host: str) -> None:
    answer = site.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "127.0.0.1" in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9999", "localhost:8787", "[::1]:8787"])
def test_our_own_host_names_are_answered(site: Any, host: str) -> None:
    assert site.get("/help", headers={"host": host}).status_code == 200


def test_a_form_without_token_is_refused_and_says_what_to_do(site: Any) -> None:
    answer = site.client.post("/bodies/edit", data={"code": "x", "name": "y"})
    assert answer.status_code == 403
    assert "読み込み直し" in answer.text
    assert site.workspace.library.bodies() == ()


def test_a_form_with_a_made_up_token_is_refused(site: Any) -> None:
    site.get("/help")
    assert site.client.post("/bodies/edit", data={"csrf": "a" * 43, "code": "x", "name": "y"}).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:9999", "null"])
def test_a_form_from_another_origin_is_refused_even_with_the_token(site: Any, origin: str) -> None:
    assert site.post("/bodies/edit", {"code": "x", "name": "y"}, headers={"origin": origin}).status_code == 403


def test_a_form_of_our_own_is_taken(site: Any) -> None:
    answer = site.post("/bodies/edit", {"code": "x", "name": "試し町"}, headers={"origin": "http://127.0.0.1:8787"})
    assert answer.status_code == 200
    assert [b.name.ja for b in site.workspace.library.bodies()] == ["試し町"]


def test_the_token_cannot_be_read_by_scripts_or_sent_by_other_sites(site: Any) -> None:
    cookie = site.get("/help").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def _routes(router: Any) -> list[APIRoute]:
    found = []
    for route in router.routes:
        if isinstance(route, APIRoute):
            found.append(route)
        elif isinstance(getattr(route, "original_router", None), APIRouter):
            found += _routes(route.original_router)
    return found


def test_every_address_that_changes_something_checks_its_form(site: Any) -> None:
    changing = [r for r in _routes(site.app.router) if not r.methods <= {"GET", "HEAD"}]
    assert len(changing) >= 15
    for route in changing:
        guards = [d.call for d in route.dependant.dependencies]
        assert read_form in guards, route.path


def test_nothing_is_kept_by_the_browser_but_files_named_by_content(site: Any) -> None:
    assert site.get("/records").headers["cache-control"] == "no-store"
    assert "immutable" in site.get("/static/machikata.css").headers["cache-control"]


def test_a_defect_becomes_a_page_with_a_number_and_no_details(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("machikata.web.pages.compare.overview", broken)
    answer = site.get("/compare")
    assert answer.status_code == 500
    assert "プログラムの誤り" in answer.text
    assert "secret detail" not in answer.text
    assert "content-security-policy" in answer.headers
