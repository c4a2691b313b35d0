# SPDX-License-Identifier: Apache-2.0
"""What a letter says, part by part and in one language; plain text and HTML say the same because both are made from this."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from machikata.domain.digest import Digest, NewsItem, NewsKind, Recipient, RecipientRole
from machikata.domain.lines import one_line, plain_lines
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Language, Text
from machikata.domain.wording import short_date
from machikata.publication.site_places import site_place

NOBODY = Text("", "")
_SECTION = re.compile(r"(?:課|室|係|部|局|班|担当|センター|事務所|各位)\Z")
_MAYOR = re.compile(r"[市区町村都道府県]\Z")
INVENTED = Text("【架空】", "[invented] ")


@dataclass(frozen=True, slots=True)
class ItemParts:
    """One piece of news. `mark` says 架空 for invented ones, `body` whose news it is, both with their brackets or ""; `link` is ""
    where the site has no public address.
    """

    mark: str
    title: str
    body: str
    lines: tuple[str, ...]
    link: str


@dataclass(frozen=True, slots=True)
class SectionParts:
    """The pieces of news of one kind under their heading."""

    heading: str
    items: tuple[ItemParts, ...]


@dataclass(frozen=True, slots=True)
class LetterParts:
    """The letter but for what differs from reader to reader. Lines are plain; an empty one parts paragraphs."""

    title: str
    period: str
    opening: tuple[str, ...]
    sections: tuple[SectionParts, ...]
    closing: tuple[str, ...]
    sender: str
    notes: tuple[str, ...]
    first_words: str


def is_invented(digest: Digest, recipient: Recipient | None = None) -> bool:
    """Whether anything in the letter, or its reader, is invented."""
    invented_reader = recipient is not None and recipient.synthetic
    return digest.synthetic or invented_reader or any(i.synthetic for i in digest.items)


def subject(digest: Digest, recipient: Recipient, language: Language) -> str:
    """The subject on one line; it says 架空 where anything is invented."""
    title = one_line(said(digest.title, language))
    return INVENTED.in_(language) + title if is_invented(digest, recipient) else title


def said(text: Text, language: Language) -> str:
    """The text in `language`, or in the other one where a person has filled in only that."""
    other = text.en if language == "ja" else text.ja
    return text.in_(language).strip() or other.strip()


def addressed(recipient: Recipient, body: Text, language: Language) -> str:
    """To whom the letter speaks: 架空1町長 様, 架空1町 行革課 御中."""
    name, place = one_line(recipient.name), one_line(said(body, language))
    head = recipient.role is RecipientRole.HEAD
    if language == "en":
        whom = name or ("Head of the municipality" if head else recipient.role.label.en)
        return "To " + ", ".join(p for p in (whom, place if place not in whom else "") if p)
    if not name and head and _MAYOR.search(place):
        return f"{place}長 様"
    if not name and head:
        return f"{place} 御中" if place else "各位"
    name = name or recipient.role.label.ja
    whom = name if name.startswith(place) else f"{place} {name}"
    return f"{whom} {'御中' if _SECTION.search(name) else '様'}"


@lru_cache(maxsize=8)
def letter_parts(digest: Digest, language: Language, *, invented: bool) -> LetterParts:
    """The parts that all readers of a letter have in common; made once for all of them."""
    sections = tuple(_sections(digest, language))
    since, until = short_date(digest.since, language), short_date(digest.until, language)
    period = Text(f"{since}から{until}までに公表されたもの", f"Published from {since} to {until}")
    opening = plain_lines(said(digest.opening, language))
    first = [i.title for s in sections for i in s.items][:3]
    return LetterParts(
        one_line(said(digest.title, language)),
        period.in_(language),
        opening,
        sections,
        plain_lines(said(digest.closing, language)),
        one_line(said(digest.sender_name, language)),
        tuple(_notes(digest, language, invented=invented)),
        ("／" if language == "ja" else " / ").join(first) or " ".join(opening),
    )


def _sections(digest: Digest, language: Language) -> Iterator[SectionParts]:
    """One section for each kind of news, in the order in which the kinds first come; items as a person has put them."""
    for kind in dict.fromkeys(i.kind for i in digest.items):
        items = tuple(_item(digest, i, language) for i in digest.items if i.kind is kind)
        yield SectionParts(_heading(kind, len(items), language), items)


def _heading(kind: NewsKind, n: int, language: Language) -> str:
    return f"{kind.label.ja}（{n}件）" if language == "ja" else f"{kind.label.en} ({n})"


def _item(digest: Digest, item: NewsItem, language: Language) -> ItemParts:
    body = one_line(item.body_name)
    bracketed = Text(f"（{body}）", f" ({body})").in_(language) if body else ""
    return ItemParts(
        INVENTED.in_(language) if item.synthetic else "",
        one_line(said(item.title, language)),
        bracketed,
        plain_lines(said(item.text, language)),
        link_of(digest.site, site_place(item.subject, language) or item.path),
    )


def link_of(site: str, path: str) -> str:
    """The address of a page of the site, "" where the site has none.

    >>> (
    ...     link_of("https://example.jp/town/", "/cases/C 1"),
    ...     link_of("", "/cases/C01"),
    ...     link_of("javascript:alert(1)", "/x"),
    ... )
    ('https://example.jp/town/cases/C%201', '', '')
    """
    base, place = one_line(site).rstrip("/"), one_line(path)
    if not place or not re.match(r"https?://[^\s/]", base):
        return ""
    return f"{quote(base, safe=_IN_ADDRESSES)}/{quote(place.lstrip('/'), safe=_IN_ADDRESSES)}"


_IN_ADDRESSES = "/:?#[]@!$&()*+,;=%~-._"


def _notes(digest: Digest, language: Language, *, invented: bool) -> Iterator[str]:
    reply = Text(
        "返信は、事務局の担当者が読みます。宛先の変更や送付の停止も、返信でお知らせください。",
        "The office reads every answer. Please answer also to change the address or to get no more letters.",
    )
    yield reply.in_(language)
    if invented:
        yield _invented_notice(digest).in_(language)


def _invented_notice(digest: Digest) -> Text:
    """Never more than is true: published facts may stand beside invented news."""
    if any(not i.synthetic for i in digest.items) and any(i.synthetic for i in digest.items):
        return Text(
            "【架空】と付いた項目は、架空のデータです。実在の団体とは関係ありません。",
            "What is marked [invented] is invented data; it has nothing to do with real bodies.",
        )
    if digest.items and not any(i.synthetic for i in digest.items):
        return Text("宛先は架空の団体です。", "The reader is an invented body.")
    return synthetic_notice(True)


def number_line(reference: str, language: Language) -> str:
    """The number by which an answer is known again even where its program drops the references; "" for none."""
    if not reference:
        return ""
    return f"整理番号：{reference}（返信では消さずに残してください）" if language == "ja" else f"Number: {reference} (please leave it in your answer)"  # fmt: skip
