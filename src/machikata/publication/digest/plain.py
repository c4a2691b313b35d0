# SPDX-License-Identifier: Apache-2.0
"""The letter as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from machikata.domain.digest import Digest, Recipient
from machikata.domain.text import Language, Text
from machikata.publication.digest.parts import (
    NOBODY,
    ItemParts,
    LetterParts,
    addressed,
    is_invented,
    letter_parts,
    number_line,
)
from machikata.publication.digest.wrapping import MAIL_WIDTH, wrapped

_RULE = "-" * MAIL_WIDTH


def plain_text(
    digest: Digest, recipient: Recipient, language: Language, *, body: Text = NOBODY, reference: str = ""
) -> str:
    """The letter to one recipient; `body` is the name of the recipient's body, `reference` the number by which answers are known."""
    lines = [
        *wrapped(addressed(recipient, body, language)),
        "",
        *_common(letter_parts(digest, language, invented=is_invented(digest, recipient))),
        *wrapped(number_line(reference, language)),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


@lru_cache(maxsize=8)
def _common(parts: LetterParts) -> tuple[str, ...]:
    """Lines that all readers have in common, broken once for all of them."""
    return tuple(_lines(parts))


def _lines(parts: LetterParts) -> Iterator[str]:
    yield from wrapped(parts.title)
    yield from wrapped(parts.period)
    yield ""
    yield from _paragraphs(parts.opening)
    for section in parts.sections:
        yield ""
        yield from wrapped(section.heading, first="■ ", rest="  ")
        for n, item in enumerate(section.items, start=1):
            yield ""
            yield from _item(item, n)
    yield ""
    yield from _paragraphs(parts.closing)
    yield ""
    yield from wrapped(parts.sender)
    yield ""
    yield _RULE
    for note in parts.notes:
        yield from wrapped(note)


def _item(item: ItemParts, n: int) -> Iterator[str]:
    yield from wrapped(f"{item.mark}{item.title}{item.body}", first=f"{n}. ", rest="   ")
    for line in item.lines:
        yield from wrapped(line, first="   ", rest="   ")
    if item.link:
        yield f"   {item.link}"


def _paragraphs(lines: tuple[str, ...]) -> Iterator[str]:
    for line in lines:
        yield from wrapped(line)
