# SPDX-License-Identifier: Apache-2.0
"""Whatever is put into forms, addresses and files of the pages of publication: no defect, and nothing kept of what was refused."""

from __future__ import annotations

import random

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from machikata.testing.planted import MINE, THEIRS, held, planted

ODD = (
    "", " ", "0", "-1", "1", "2", "９", "²", "1e999", "nan", "9" * 20, "9" * 5000, "x" * 20_000, "\x00", "a\x00b", "<script>alert(1)</script>",
    "令和99年13月1日", "0001-01-01", "9999-12-31", "令和1年5月1日", "../../etc/passwd", "%00", "=1+1", "\r\nBcc: x@y.example", "🗻" * 50, "\ud83d".encode("utf-8", "replace").decode(),
    "tax", "measured", "staff_time", "saved", "head", "agree", "hours", "javascript:alert(1)", "a@b", "{{7*7}}", "\u202e逆", "*", "_workspace",
)  # fmt: skip
NAMES = (
    "version", "items", "id", "owner", "body", "title", "title_en", "reason", "comment", "word", "fingerprint", "proposal", "since", "until",
    "sender_name", "site", "class", "role", "opening", "closing", "keep-0", "place-0", "subject-0", "title-0", "text-0", "again", "failed_again",
    "mail", "name", "kind", "digest", "recipient", "text", "way", "field", "measured", "process", "begins", "ends", "case_study", "value-1",
    "name-1", "quantity-1", "aspect-1", "kind-1", "method-1", "n-1", "persons-1", "fields", "opens", "deadline", "smallest", "largest", "opened_by",
    "wish-1", "wish-2", "class_wish", "partner", "contact", "keep", "new_field", "group-990019", "group-x", "as_of", "url", "publisher", "status",
    "technologies", "summary", "start", "works", "population", "figure-1-name", "figure-1-before", "figure-1-unit", "figure-9999999999-name",
    "figure-1-kind", "source-1-title", "source-1-url", "media-1-url", "start", "costs", "figure-x-name", "figure--1-name",
)  # fmt: skip
FILES = (
    b"", b"\x00" * 64, b"PK\x03\x04broken", b"a,b\r\n1,2\r\n", "事例,題名\r\n".encode("cp932"), b"[]", b"{}", b'{"cases":[{"id":1}]}', b'"\\ud800"',
    b"[" * 3000, b"From: a@b\r\n\r\nhi", b"Message-ID: <x@y>\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
    b"Subject: =?utf-8?b?//8=?=\r\nDate: Thu, 99 Foo 9999 99:99:99 +9999\r\n\r\nx", b"\xff\xfe\x00\xd8", b"<?xml version='1.0'?><a/>",
)  # fmt: skip
PUBLISHED = ("cases", "effects", "publish", "calls", "digest", "comparisons")
EACH = 3


def pages(router, method):
    found = []
    for route in router.routes:
        if isinstance(route, APIRoute):
            found += [route] if method in route.methods and route.path.split("/")[1] in PUBLISHED else []
        elif isinstance(getattr(route, "original_router", None), APIRouter):
            found += pages(route.original_router, method)
    return found


@pytest.fixture
def ids(site):
    return planted(site.workspace)


def filled(path, ids, rng):
    for part in [p[1:-1] for p in path.split("/") if p.startswith("{") and p.endswith("}")]:
        value = (
            ids.of.get(part, "x")
            if rng.random() < 0.85
            else rng.choice(("x", "%00", "a%2Fb", "..", "%E4%B8%AD", "9" * 300, "*"))
        )
        path = path.replace(f"{{{part}}}", value)
    return (
        path.replace("{kind}", "csv")
        .replace("{recipient_id}", "x")
        .replace("{scale_id}", "x")
        .replace("{table_id}", "x")
    )


def some_fields(ids, rng):
    fields = {name: rng.choice(ODD) for name in rng.sample(NAMES, rng.randint(1, 25))}
    if rng.random() < 0.7:
        fields |= {
            "owner": rng.choice((MINE, THEIRS)),
            "body": rng.choice((MINE, THEIRS)),
            "id": rng.choice(("", *ids.of.values())),
        }
    if rng.random() < 0.3:
        fields["proposal"] = rng.choice(ids.proposals)
    return fields


def test_no_form_ends_in_a_defect_and_what_is_refused_leaves_nothing(site, ids):
    rng = random.Random(1)
    token = site.post("/help").request.content.decode().partition("csrf=")[2].partition("&")[0]
    routes = pages(site.app.router, "POST")
    assert len(routes) >= 50
    for route in routes:
        for _ in range(EACH):
            before = held(site.workspace)
            address, fields = filled(route.path, ids, rng), {"csrf": token, **some_fields(ids, rng)}
            files = {
                n: (rng.choice(("a.csv", "b.xlsx", "c.json", "d.zip", "e.eml", "../x.zip", "\x00")), rng.choice(FILES))
                for n in rng.choice(((), ("file",), ("file", "bodies")))
            }
            answer = site.client.post(address, data=fields, files=files, follow_redirects=False)
            assert answer.status_code < 500 or answer.status_code == 503, f"{address} {fields} {files}"
            if answer.status_code >= 400:
                assert held(site.workspace) == before, f"{address} {fields}"


def test_no_address_ends_in_a_defect(site, ids):
    rng = random.Random(7)
    for route in pages(site.app.router, "GET"):
        for _ in range(EACH):
            asked = {n: rng.choice(ODD)[:3000] for n in rng.sample(_ASKED, rng.randint(1, 5))}
            address = filled(route.path, ids, rng)
            answer = site.get(address, params=asked, follow_redirects=False)
            assert answer.status_code < 500, f"{address} {asked}"


_ASKED = ("page", "q", "owner", "id", "body", "process", "word", "field", "technology", "class", "kind", "status", "scale", "tool", "to", "format", "origin", "failed")  # fmt: skip


NEARLY = {
    "/effects/edit": {
        "owner": MINE, "version": "0", "title": "取り組み", "field": "tax", "measured": "yes", "begins": "2025-04-01", "ends": "2026-03-31",
        "name-1": "時間", "quantity-1": "staff_time", "aspect-1": "before", "value-1": "4", "kind-1": "measured", "method-1": "調査", "n-1": "12", "persons-1": "8",
        "comment": "説明", "case_study": "C01", "process": "p",
    },
    "/cases/edit": {
        "owner": MINE, "version": "0", "title": "入力", "body_name": "架空1町", "status": "in_service", "field": "tax", "technologies": "rpa",
        "summary": "要約", "works": "住民税", "contact": "係", "figure-1-name": "時間", "figure-1-unit": "hours", "figure-1-role": "effect",
        "figure-1-kind": "measured", "figure-1-basis": "year", "figure-1-before": "400", "figure-1-after": "90", "source-1-title": "報告",
        "source-1-url": "https://example.jp/", "population": "9000", "start": "2025-04",
    },
    "/calls/edit": {
        "title": "公募", "title_en": "Call", "text": "文", "opened_by": "県", "fields": "tax", "opens": "2020-01-01", "deadline": "2099-01-01",
        "smallest": "3", "largest": "6", "process": "",
    },
    "/digest/draft": {"sender_name": "県", "since": "2026-01-01", "until": "2027-01-01", "site": "https://example.jp"},
    "/digest/recipients/save": {"body": MINE, "role": "head", "mail": "a@town.example", "name": "町長"},
    "/calls/c2/apply": {"body": MINE, "wish-1": "tax", "class_wish": "any", "contact": "係", "comment": "文", "partner": THEIRS},
}  # fmt: skip
SHOWN = (
    "/effects", "/effects/list.csv", "/effects/list.xlsx", "/cases/own", "/calls", "/calls/c2", "/calls/c2/applications.csv", "/calls/c2/form.xlsx",
    "/digest", "/digest/recipients", "/digest/recipients/list.csv", "/publish", "/",
)  # fmt: skip


def test_a_form_that_is_right_but_for_one_odd_value_is_taken_and_shown_or_refused_as_a_whole(site, ids):
    rng = random.Random(3)
    site.post("/calls/edit", NEARLY["/calls/edit"])
    token = site.client.cookies["machikata_csrf"]
    taken = 0
    for address, right in NEARLY.items():
        for name in right:
            for odd in rng.sample(ODD, 3):
                before = held(site.workspace)
                answer = site.client.post(address, data={"csrf": token, **right, name: odd}, follow_redirects=False)
                assert answer.status_code < 500, f"{address} {name}={odd[:60]!r}"
                if answer.status_code >= 400:
                    assert held(site.workspace) == before, f"{address} {name}={odd[:60]!r}"
                    continue
                taken += 1
                after = site.get(answer.headers["location"].partition("#")[0])
                assert after.status_code < 400, f"{address} {name}={odd[:60]!r}"
    assert taken >= 40
    for shown in SHOWN:
        for asked in ("", "?format=json"):
            assert site.get(shown + asked).status_code == 200, shown
