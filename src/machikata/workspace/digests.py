# SPDX-License-Identifier: Apache-2.0
"""Use cases of the periodical letter: drafted from what is new, edited, and marked ready by a named person before anything leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeVar

from machikata.domain.actor import Role
from machikata.domain.case_study import NOTHING
from machikata.domain.digest import Digest, DigestState, NewsItem, RecipientRole
from machikata.domain.errors import InputRefused, NotAllowed, Place, Problem
from machikata.domain.text import Text
from machikata.publication.digest import compose, opening_of
from machikata.workspace.digest_checks import digest_problems, only_draft, ready_problems
from machikata.workspace.digest_stale import stale_problems
from machikata.workspace.library import EVERYONE
from machikata.workspace.news import news_since
from machikata.workspace.persons import same_name
from machikata.workspace.recipients import chosen_recipients
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

T = TypeVar("T")

DIGESTS: Final = Shelf("digests", Digest, Text("総務大臣メール", "letter"))
_FIRST_PERIOD: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ItemEdit:
    """How a person wants one piece of news told; `subject` says which."""

    subject: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class DigestEdit:
    """What a person changes; None leaves a part as it is. `items` are those that stay, in the order wanted."""

    title: Text | None = None
    opening: Text | None = None
    closing: Text | None = None
    sender_name: Text | None = None
    site: str | None = None
    classes: tuple[str, ...] | None = None
    roles: tuple[RecipientRole, ...] | None = None
    items: Sequence[ItemEdit] | None = None


def list_digests(ws: Workspace) -> tuple[Kept[Digest], ...]:
    """All letters, the newest number first.

    Raises:
        NotAllowed: the actor does not act for the whole installation.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    return tuple(sorted(DIGESTS.all(ws, owner=EVERYONE), key=lambda k: k.value.number, reverse=True))


def find_digest(ws: Workspace, digest_id: str) -> Kept[Digest]:
    """The letter with this id.

    Raises:
        NotFound: there is none.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    return DIGESTS.get(ws, digest_id, owner=EVERYONE)


def draft_digest(
    ws: Workspace,
    *,
    sender_name: Text,
    since: date | None = None,
    until: date | None = None,
    site: str = "",
) -> Kept[Digest]:
    """Draft the next letter from what is new since the last one (30 days for the first one) up to today.

    What an earlier letter tells is left out. Days may overlap therefore: what is published later on a letter's last day is not lost.

    Raises:
        InputRefused: the period is turned round, or another person is drafting at this moment.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    before = list_digests(ws)
    end = until or ws.clock().date()
    start = since or (before[0].value.until if before else end - _FIRST_PERIOD)
    if start > end:
        raise InputRefused([_turned_round(start, end)])
    told = {(i.subject, i.at) for k in before for i in k.value.items}
    news = [i for i in news_since(ws, start, end) if (i.subject, i.at) not in told]
    number = 1 + max((k.value.number for k in before), default=0)
    digest = compose(
        news, digest_id=f"no-{number}", number=number, since=start, until=end, sender_name=sender_name, site=site
    )
    if problems := digest_problems(digest):
        raise InputRefused(problems)
    return DIGESTS.put(ws, digest.id, digest, owner=EVERYONE, did="digest-drafted", found=0)


def edit_digest(ws: Workspace, digest_id: str, edit: DigestEdit, *, found: int | None = None) -> Kept[Digest]:
    """Change a draft; `found` is the version that the person has seen.

    Raises:
        InputRefused: it is no draft any more, was changed meanwhile, or something in it cannot be used; all of it.
    """
    held = find_digest(ws, digest_id)
    only_draft(held.value)
    d = held.value
    wanted = replace(
        d,
        title=_or(edit.title, d.title),
        opening=_or(edit.opening, d.opening),
        closing=_or(edit.closing, d.closing),
        sender_name=_or(edit.sender_name, d.sender_name),
        site=_or(edit.site, d.site),
        classes=_or(edit.classes, d.classes),
        roles=_or(edit.roles, d.roles),
        items=d.items if edit.items is None else _edited_items(d, edit.items),
    )
    return _put(ws, held, wanted, found)


def _or(given: T | None, held: T) -> T:
    return held if given is None else given


def _edited_items(digest: Digest, edits: Sequence[ItemEdit]) -> tuple[NewsItem, ...]:
    """The items a person keeps. Kind, day, page and whether it is invented are not the editor's to change."""
    held = {i.subject: i for i in digest.items}
    problems = [_no_item(e.subject) for e in edits if e.subject not in held]
    problems += [_item_twice(e.subject) for n, e in enumerate(edits) if e.subject in {b.subject for b in edits[:n]}]
    if problems:
        raise InputRefused(problems)
    return tuple(replace(held[e.subject], title=e.title, text=e.text) for e in edits)


def add_news(ws: Workspace, digest_id: str, item: NewsItem, *, found: int | None = None) -> Kept[Digest]:
    """Put a piece of news into a draft by hand, such as a comparison or renewed figures that were published.

    Raises:
        InputRefused: it is no draft any more, tells of this subject already, or something in it cannot be used.
    """
    held = find_digest(ws, digest_id)
    only_draft(held.value)
    if any(i.subject == item.subject for i in held.value.items):
        raise InputRefused([_item_twice(item.subject)])
    return _put(ws, held, replace(held.value, items=(*held.value.items, item)), found)


def renew_news(ws: Workspace, digest_id: str, *, found: int | None = None) -> Kept[Digest]:
    """Add to a draft what was published since it was made, up to today; what a person has written or taken out stays so where the
    period has not grown.
    """
    held = find_digest(ws, digest_id)
    only_draft(held.value)
    today = max(ws.clock().date(), held.value.until)
    told = {(i.subject, i.at) for k in list_digests(ws) for i in k.value.items}
    new = tuple(i for i in news_since(ws, held.value.until, today) if (i.subject, i.at) not in told)
    return _put(ws, held, replace(held.value, items=(*held.value.items, *new), until=today), found)


def _put(ws: Workspace, held: Kept[Digest], wanted: Digest, found: int | None) -> Kept[Digest]:
    # An opening that nobody has rewritten goes on counting what the letter tells.
    untouched = wanted.opening == held.value.opening == opening_of(held.value.items)
    opening = opening_of(wanted.items) if untouched else wanted.opening
    settled = replace(wanted, opening=opening, synthetic=any(i.synthetic for i in wanted.items))
    if problems := digest_problems(settled):
        raise InputRefused(problems)
    seen = held.version if found is None else found
    return DIGESTS.put(ws, held.id, settled, owner=EVERYONE, did="digest-edited", found=seen)


def ready_digest(ws: Workspace, digest_id: str, *, found: int | None = None) -> Kept[Digest]:
    """Say that this version may leave. Only a named person can, and not the one who wrote the version.

    Raises:
        NotAllowed: the actor is unnamed, or has written this version.
        InputRefused: it is no draft, was changed meanwhile, says nothing, or nobody would get it.
    """
    held = find_digest(ws, digest_id)
    only_draft(held.value)
    _require_another(ws, held)
    recipients = chosen_recipients(ws, classes=held.value.classes, roles=held.value.roles)
    stale = stale_problems(ws, digest_versions(ws, digest_id))
    if problems := (*digest_problems(held.value), *ready_problems(held.value, len(recipients)), *stale):
        raise InputRefused(problems)
    seen = held.version if found is None else found
    ready = replace(held.value, state=DigestState.READY)
    return DIGESTS.put(ws, held.id, ready, owner=EVERYONE, did="digest-ready", found=seen)


def digest_versions(ws: Workspace, digest_id: str) -> tuple[Kept[Digest], ...]:
    """Every version of a letter, oldest first."""
    ws.require(Role.OFFICER, owner=EVERYONE)
    return DIGESTS.history(ws, digest_id, owner=EVERYONE)


def _require_another(ws: Workspace, held: Kept[Digest]) -> None:
    if not ws.actor.named:
        raise NotAllowed(
            Text("名前のある担当者だけが、送ってよいとできます", "only a named person can mark a letter ready"),
            remedy=Text("担当者を選んでから、もう一度してください", "choose a person first"),
        )
    if same_name(held.by, ws.actor.name):
        raise NotAllowed(
            Text("この版を書いた人は、送ってよいとできません", "whoever wrote this version cannot mark it ready"),
            remedy=Text("ほかの担当者に確かめてもらってください", "ask another person to read it"),
        )


def _turned_round(start: date, end: date) -> Problem:
    return Problem(
        "digest-period",
        Text(f"期間の始まり（{start}）が、終わり（{end}）より後です", f"the period begins ({start}) after its end ({end})"),
        Text("始まりと終わりを確かめてください", "check both days"),
        Place(column="since"),
    )  # fmt: skip


def _no_item(subject: str) -> Problem:
    return Problem(
        "digest-item",
        Text("この項目は総務大臣メールにありません", "the letter has no such item"),
        Text("開き直してください", "open it anew"),
        Place(column="items", value=subject),
    )


def _item_twice(subject: str) -> Problem:
    return Problem(
        "digest-item-twice",
        Text("同じ項目が2度入っています", "an item is named twice"),
        Text("1つにしてください", "keep one of them"),
        Place(column="items", value=subject),
    )


def title_of(digest: Digest) -> Text:
    """The title, or the number where a person has emptied it."""
    return digest.title if digest.title != NOTHING else Text(f"第{digest.number}号", f"no. {digest.number}")
