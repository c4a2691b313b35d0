# SPDX-License-Identifier: Apache-2.0
"""Words of others stay words: in pages, pictures, letters, files, file names and addresses, on the site and in what leaves it."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import re
import zipfile
from datetime import date, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from machikata.domain.call import ClassWish
from machikata.domain.case_study import Basis, CaseFigure, CaseMedia, CaseSource, FigureRole, ServiceField
from machikata.domain.digest import RecipientRole
from machikata.domain.effect import Aspect
from machikata.domain.errors import InputRefused
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.testing.planted import MINE, case, measure, report, signed_by, signers
from machikata.workspace.adoption import take_adoption_table
from machikata.workspace.bodies import save_body
from machikata.workspace.call_applications import apply
from machikata.workspace.call_groupings import form_call_groups, propose_grouping
from machikata.workspace.calls import close_call, open_call, propose_call
from machikata.workspace.cases import propose_case, save_case
from machikata.workspace.digest_replies import take_reply
from machikata.workspace.digests import draft_digest
from machikata.workspace.effects import propose_effect, save_effect
from machikata.workspace.public_site import site_zip
from machikata.workspace.recipients import save_recipient

BAD = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) {{7*7}} </style></svg><svg onload=alert(1)>",
    '=HYPERLINK("http://evil.example","x")\u202e逆さ\u2028行\r\nBcc: all@evil.example',
)
PUBLISHED = ("cases", "effects", "publish", "calls", "digest", "comparisons")


def both(text):
    return Text(text, text)


def figure(n, text):
    return CaseFigure(
        f"f{n}", both(text), "hours", FigureRole.EFFECT, FigureKind.MEASURED, Basis.YEAR, before=400.0 + n, after=1.0, note=both(text)
    )  # fmt: skip


def fill(ws, bad):
    """Everything that can be said, said in bad words, and public where it can be."""
    for n in range(1, 5):
        save_body(ws, town(n))
    persons = signers(ws)
    whole, bad = bad, bad.replace("\u2028", "")  # cases refuse it
    words = {
        f: both(bad)
        for f in (
            "purpose",
            "challenge",
            "content",
            "result",
            "learnt",
            "introduction",
            "constraints",
            "spread",
            "schemes",
            "reason",
        )
    }
    for n in (1, 2):
        made = case(
            title=both(bad), summary=both(bad), body_name=bad, contact=bad, works=(bad,), figures=(figure(n, bad),),
            sources=(CaseSource("s1", bad, ""),), media=(CaseMedia(bad, "https://example.jp/x?a='b", bad),), **words,
        )  # fmt: skip
        kept = save_case(ws, made, owner=MINE)
        signed_by(ws, persons, propose_case(ws, kept.id, owner=MINE).id)
    bad = whole
    for n, figures in enumerate(
        ((measure(4.0, Aspect.BEFORE, n=50, persons=9),), (measure(4.0, Aspect.BEFORE, n=5, persons=9),))
    ):
        effect = save_effect(ws, report(f"{bad}{n}", *figures), owner=MINE)
        signed_by(ws, persons, propose_effect(ws, effect.id, owner=MINE).id)
    today = ws.clock().date()
    call = open_call(
        ws, title=both(bad), text=both(bad), opened_by=bad, fields=[ServiceField.TAX], opens=today, deadline=today + timedelta(days=9),
    )  # fmt: skip
    signed_by(ws, persons, propose_call(ws, call.id).id)
    for n in range(1, 5):
        apply(
            ws,
            call.id,
            body=town(n).code,
            wishes=[ServiceField.TAX],
            class_wish=ClassWish.ANY,
            contact=bad,
            comment=bad,
        )
    form_call_groups(ws, call.id)
    digest = draft_digest(ws, sender_name=both(bad))
    recipient = save_recipient(ws, body=MINE, role=RecipientRole.HEAD, mail="mayor@town.example", name=bad[:90])
    close_call(ws, call.id)
    signed_by(ws, persons, propose_grouping(ws, call.id).id)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "mayor@town.example", "office@pref.example", "<one@town.example>"
    mail["Subject"] = " ".join(bad.split())
    mail.set_content(bad)
    reply = take_reply(ws, mail.as_bytes())
    return {
        "owner": MINE, "case_id": kept.id, "effect_id": effect.id, "call_id": call.id, "digest_id": digest.id, "recipient_id": recipient.id,
        "reply_id": reply.id, "edition_id": "x", "number": "13", "scale_id": "x", "table_id": "x", "kind": "csv", "comparison_id": "x",
    }  # fmt: skip


class Reader(HTMLParser):
    """Collects what a browser would act upon."""

    def __init__(self):
        super().__init__()
        self.bad = []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "img", "svg", "iframe", "object"):
            self.bad += [(tag, attrs)] if any("alert" in (v or "") or v == "x" for _, v in attrs) else []
        for name, value in attrs:
            told = (value or "").strip().lower()
            if name.startswith("on") or (
                name in ("href", "src", "action") and re.match(r"(javascript|data|vbscript):", told)
            ):
                self.bad.append((tag, name, value))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)


def judged(name, content):
    """Everything in a file that would be acted upon."""
    if name.endswith((".html", ".svg")):
        reader = Reader()
        text = content.decode()
        reader.feed(text)
        return reader.bad + (["script"] if "<script>alert" in text else [])
    if name.endswith(".csv"):
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        return [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t", "\r"))]
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            paths = [n for n in pack.namelist() if n.startswith("/") or ".." in n or "\\" in n or "<" in n]
            return paths + [bad for n in pack.namelist() for bad in judged(n, pack.read(n))]
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            return [
                n
                for n in pack.namelist()
                if "worksheets/sheet" in n and b"<f>" in pack.read(n) and b"HYPERLINK" in pack.read(n)
            ]
    if name.endswith(".eml"):
        mail = email.message_from_bytes(content, policy=email.policy.default)
        return ["Bcc"] if mail["Bcc"] else []
    if name.endswith(".js"):
        return ["</script"] if b"<script>alert" in content else []
    return []


KINDS = {
    "text/html": ".html",
    "text/csv": ".csv",
    "application/zip": ".zip",
    "message/rfc822": ".eml",
    "image/svg+xml": ".svg",
}


def kind_of(answer):
    media = answer.headers["content-type"].partition(";")[0]
    return ".xlsx" if "spreadsheetml" in media else KINDS.get(media, "")


def pages(router):
    found = []
    for route in router.routes:
        if isinstance(route, APIRoute):
            found += [route.path] if "GET" in route.methods and route.path.split("/")[1] in PUBLISHED else []
        elif isinstance(getattr(route, "original_router", None), APIRouter):
            found += pages(route.original_router)
    return found


@pytest.mark.parametrize("bad", BAD)
def test_bad_words_are_shown_and_never_acted_upon(site, bad):
    ids = fill(site.workspace, bad)
    for path in pages(site.app.router):
        address = re.sub(r"\{(\w+)\}", lambda m: ids.get(m[1], "x"), path)
        for asked in (
            "",
            f"id={ids['case_id' if '/cases' in path else 'effect_id' if '/effects' in path else 'call_id']}&owner={MINE}&body={MINE}",
        ):
            answer = site.get(f"{address}?{asked}", params=None)
            assert answer.status_code < 500, address
            assert judged(kind_of(answer), answer.content) == [], f"{address}?{asked}"
            assert "\n" not in answer.headers.get("content-disposition", "")
    assert judged(".html", site.get("/cases", params={"q": bad}).content) == []
    assert judged(".zip", site_zip(site.workspace)) == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)//https://x", " data:text/html,x", "https://a b", "//evil.example", 'https://x/"onclick=1'])  # fmt: skip
def test_an_address_that_is_no_web_address_is_refused_everywhere(site, address):
    ws = site.workspace
    save_body(ws, town(1))
    with pytest.raises(InputRefused):
        save_case(ws, case(sources=(CaseSource("s1", "資料", address),)), owner=MINE)
    with pytest.raises(InputRefused):
        save_case(ws, case(media=(CaseMedia("写真", address, "CC BY"),)), owner=MINE)
    answer = site.post("/digest/draft", {"sender_name": "県", "site": address})
    assert answer.status_code == 422
    day = date(2025, 12, 31)
    with pytest.raises(InputRefused) as refused:
        take_adoption_table(ws, b"x", as_of=day, title="表", url=address, publisher="省")
    assert "adoption-url" in [p.code for p in refused.value.problems]
