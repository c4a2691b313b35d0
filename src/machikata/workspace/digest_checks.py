# SPDX-License-Identifier: Apache-2.0
"""What a letter must be before it is kept, and before it may leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from machikata.domain.digest import Digest, DigestState
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.lines import one_line
from machikata.domain.text import Text
from machikata.rules.similar_bodies import class_labels

_SITE: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[^\s\"<>]*)?")
_LONGEST_TITLE: Final = 200
_LONGEST_TEXT: Final = 10_000
MOST_ITEMS: Final = 100


def digest_problems(digest: Digest) -> tuple[Problem, ...]:
    """Everything that keeps a letter from being kept."""
    return tuple(_problems(digest))


def _problems(digest: Digest) -> Iterator[Problem]:
    if not _either(digest.title):
        yield _empty("title", Text("件名がありません", "the subject is missing"))
    if not _either(digest.sender_name):
        yield _empty("sender_name", Text("差出人の名称がありません", "the name of the sender is missing"))
    for column, text in (("title", digest.title), ("sender_name", digest.sender_name)):
        yield from _too_long(column, text, _LONGEST_TITLE)
    for column, text in (("opening", digest.opening), ("closing", digest.closing)):
        yield from _too_long(column, text, _LONGEST_TEXT)
    for item in digest.items:
        if not _either(item.title):
            yield _empty("items", Text("題のない項目があります", "an item has no title"), item.subject)
        yield from _too_long("items", item.title, _LONGEST_TITLE, item.subject)
        yield from _too_long("items", item.text, _LONGEST_TEXT, item.subject)
    if len(digest.items) > MOST_ITEMS:
        yield Problem(
            "digest-items", Text(f"項目が{len(digest.items)}件あります", f"there are {len(digest.items)} items"),
            Text(f"{MOST_ITEMS}件までにしてください", f"keep up to {MOST_ITEMS}"), Place(column="items"),
        )  # fmt: skip
    yield from _choice_problems(digest)


def _choice_problems(digest: Digest) -> Iterator[Problem]:
    if digest.site and not _SITE.fullmatch(digest.site):
        yield Problem(
            "digest-site", Text("サイトのアドレスとして読めません", "this is not the address of a site"),
            Text("https://machikata.example.jp のように入れるか、空けてください", "write it as https://machikata.example.jp, or leave it empty"),
            Place(column="site", value=one_line(digest.site)),
        )  # fmt: skip
    known = set(class_labels(as_of=digest.until))
    for label in digest.classes:
        if label not in known:
            yield Problem(
                "digest-class", Text("類似団体の区分にありません", "there is no such class of similar bodies"),
                Text("一覧から選んでください", "choose from the list"), Place(column="classes", value=one_line(label)),
            )  # fmt: skip


def ready_problems(digest: Digest, recipients: int) -> tuple[Problem, ...]:
    """What else a letter needs before it may leave."""
    problems = []
    if not digest.items and not _either(digest.opening):
        problems.append(_empty("opening", Text("総務大臣メールに何も書かれていません", "the letter says nothing")))
    if recipients == 0:
        problems.append(
            Problem(
                "digest-nobody", Text("選んだ区分と役割に、宛先が1件もありません", "nobody of these classes and roles gets letters"),
                Text("宛先を登録するか、選び方を変えてください", "add recipients, or choose others"), Place(column="roles"),
            )
        )  # fmt: skip
    return tuple(problems)


def only_draft(digest: Digest) -> None:
    """Raise `InputRefused` unless the letter is a draft."""
    if digest.state is DigestState.DRAFT:
        return
    remedy = Text("下書きに戻してから直してください", "put it back to draft first")
    if digest.state in (DigestState.SENDING, DigestState.SENT):
        remedy = Text("送り始めた総務大臣メールは直せません。次の号で訂正してください", "what has begun to leave cannot be changed; correct it in the next one")  # fmt: skip
    raise InputRefused(
        [
            Problem(
                "digest-state",
                Text(f"総務大臣メールは「{digest.state.label.ja}」です", f"the letter is {digest.state.label.en}"),
                remedy,
                Place(value=digest.id),
            )
        ]
    )


def _either(text: Text) -> bool:
    return bool(one_line(text.ja) or one_line(text.en))


def _empty(column: str, what: Text, value: str = "") -> Problem:
    return Problem("digest-empty", what, Text("入れてください", "fill it in"), Place(column=column, value=value))


def _too_long(column: str, text: Text, most: int, value: str = "") -> Iterator[Problem]:
    if max(len(text.ja), len(text.en)) > most:
        yield Problem(
            "digest-too-long", Text("長すぎます", "too long"),
            Text(f"{most}字までにしてください", f"write up to {most} characters"), Place(column=column, value=value),
        )  # fmt: skip
