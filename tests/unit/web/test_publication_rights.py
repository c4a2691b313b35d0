# SPDX-License-Identifier: Apache-2.0
"""Whoever works for one body reads and changes nothing of another one, on no address of the site, in no form."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from machikata.domain.actor import Actor, Role
from machikata.testing.planted import MARKS, MINE, THEIRS, held, planted
from machikata.web.app import create_app


def routes(router):
    """Every page of the site."""
    found = []
    for route in router.routes:
        if isinstance(route, APIRoute):
            found.append(route)
        elif isinstance(getattr(route, "original_router", None), APIRouter):
            found += routes(route.original_router)
    return found


def of_publication(route):
    """Whether the page is one of those about cases, effects, key figures, calls and letters."""
    return route.path.split("/")[1] in ("cases", "effects", "publish", "calls", "digest", "comparisons")


@pytest.fixture
def ids(site):
    return planted(site.workspace)


def desk(site, body, *roles):
    app = create_app(replace(site.workspace, actor=Actor("officer", body, frozenset(roles))))
    app.state.results.patience = 60.0
    client = type(site.client)(app, base_url="http://127.0.0.1:8787", raise_server_exceptions=False)
    return type(site)(app, app.state.workspace, client)


def filled(path, ids):
    return re.sub(r"\{(\w+)\}", lambda m: ids.of.get(m[1], "x"), path)


def told(answer):
    """Everything an answer says, also what is packed."""
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
            return "".join(pack.read(n).decode("utf-8", "replace") for n in pack.namelist())
    return answer.text


def secrets_in(answer):
    return [word for word in MARKS if word in told(answer)]


ASKED = (
    f"owner={THEIRS}&id={{id}}&body={THEIRS}&q=税&process=x",
    f"format=json&owner={THEIRS}&id={{id}}&body={THEIRS}&q=",
)


def test_what_was_planted_is_read_by_those_who_may(site, ids):
    for address in (
        "/cases/{owner}/{case_id}",
        "/effects/{owner}/{effect_id}",
        "/digest/{digest_id}",
        "/digest/recipients",
    ):
        assert secrets_in(site.get(filled(address, ids)))


@pytest.mark.parametrize("roles", [(Role.OFFICER, Role.READER), (Role.READER,), tuple(Role)])
def test_no_address_tells_one_body_what_is_anothers(site, ids, roles):
    mine = desk(site, MINE, *roles)
    pages = [r for r in routes(mine.app.router) if "GET" in r.methods]
    assert sum(of_publication(r) for r in pages) >= 40
    for route in pages:
        if route.path == "/static/{name}":
            continue
        for asked in ASKED if of_publication(route) else ASKED[1:]:
            query = asked.format(id=ids.of["case_id" if route.path.startswith("/cases") else "effect_id"])
            answer = mine.get(f"{filled(route.path, ids)}?{query}", follow_redirects=False)
            assert answer.status_code < 500, route.path
            assert secrets_in(answer) == [], f"{route.path}?{query}"


FIELDS = {
    "owner": THEIRS, "body": THEIRS, "title": "書きかえ", "reason": "理由", "comment": "理由", "word": "agree", "version": "1", "role": "head",
    "mail": "new@town.example", "name": "町長", "sender_name": "県", "wish-1": "tax", "class_wish": "any", "kind": "proposal",
    "digest": "no-1", "text": "答え", "way": "mail", "field": "tax", "measured": "not_measured", "opened_by": "県", "opens": "2026-01-01",
    "deadline": "2099-01-01", "fields": "tax", "smallest": "3", "largest": "6", "as_of": "2025-12-31", "status": "in_service",
    "technologies": "rpa", "summary": "書きかえ", "body_name": "架空2町", "contact": "係", "items": "0",
}  # fmt: skip


@pytest.mark.parametrize("roles", [(Role.OFFICER, Role.READER), (Role.READER,), tuple(Role)])
def test_no_form_changes_or_tells_what_is_anothers(site, ids, roles):
    mine = desk(site, MINE, *roles)
    before, asked = held(site.workspace), [site.workspace.library.proposal(p) for p in ids.proposals]
    for route in routes(mine.app.router):
        if "POST" not in route.methods or not of_publication(route):
            continue
        of_case = "case_id" if route.path.startswith("/cases") else "effect_id"
        for proposal in ids.proposals:
            fields = {**FIELDS, "proposal": proposal, "id": ids.of["call_id" if "/calls" in route.path else of_case]}
            files = {"file": ("a.csv", b"x,y\r\n1,2\r\n")} if "upload" in route.path or route.path in _WITH_FILE else {}
            answer = mine.post(filled(route.path, ids), fields, files=files, follow=False)
            assert answer.status_code < 500, route.path
            assert answer.status_code != 303, route.path
            assert secrets_in(answer) == [], route.path
            assert held(site.workspace) == before, route.path
    assert [site.workspace.library.proposal(p) for p in ids.proposals] == asked


_WITH_FILE = ("/cases/import", "/publish/tables")
