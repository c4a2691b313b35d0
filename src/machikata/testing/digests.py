# SPDX-License-Identifier: Apache-2.0
"""A letter that is ready to leave, for tests: invented news, recipients of invented towns, and the persons who write and release it."""

from __future__ import annotations

from datetime import date

from machikata.domain.actor import ALL_BODIES, Person, Role
from machikata.domain.digest import Digest, NewsItem, NewsKind, Recipient, RecipientRole
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.workspace.digests import add_news, draft_digest, ready_digest
from machikata.workspace.persons import list_persons, save_person
from machikata.workspace.recipients import new_recipient, take_recipients
from machikata.workspace.shelf import Kept
from machikata.workspace.workspace import Workspace

SENDER_NAME = Text("架空県 市町村課", "Kaku Prefecture, Municipal Affairs")
SITE = "https://machikata.example.jp"


def news_item(number: int, kind: NewsKind = NewsKind.CASE, *, synthetic: bool = True) -> NewsItem:
    """An invented piece of news; numbers give different ones."""
    return NewsItem(
        kind,
        f"{kind.value}s/x{number}",
        Text(f"転入届の受付を自動にした事例{number}", f"Moving in, automated ({number})"),
        Text("待ち時間は、実績で18分から11分になりました。\n途中で1度やめています。", "Waiting fell from 18 to 11 minutes (measured)."),
        f"/cases/x{number}",
        date(2026, 11, 5),
        "架空1町",
        synthetic,
    )  # fmt: skip


def recipient_of(ws: Workspace, number: int, role: RecipientRole = RecipientRole.HEAD) -> Recipient:
    """The recipient of an invented town as it would be kept."""
    return new_recipient(ws, body=town(number).code, role=role, mail=f"r{number}@town.example.jp")


def code_of(number: int) -> str:
    """The code of an invented town."""
    return str(MunicipalityCode.from_five(f"99{number:03}"))


def letter_persons(ws: Workspace) -> tuple[Person, Person]:
    """Who writes letters and who releases them, both for the whole installation."""
    held = {p.name: p for p in list_persons(ws)}
    roles = {Role.OFFICER, Role.SECRETARIAT, Role.APPROVER}
    names = ("架空 花子", "架空 次郎")
    one, other = (held.get(n) or save_person(ws, name=n, body=ALL_BODIES, roles=roles) for n in names)
    return one, other


def letter_ready(ws: Workspace, recipients: int, *, items: int = 2) -> Kept[Digest]:
    """The next letter with `items` pieces of news, marked ready; `recipients` towns are there to get it."""
    writer, releaser = letter_persons(ws)
    take_recipients(ws, [recipient_of(ws, n) for n in range(1, recipients + 1)])
    writing = ws.acting_as(writer.actor())
    draft = draft_digest(writing, sender_name=SENDER_NAME, site=SITE)
    for n in range(items):
        draft = add_news(writing, draft.id, news_item(100 * draft.value.number + n))
    return ready_digest(ws.acting_as(releaser.actor()), draft.id)
