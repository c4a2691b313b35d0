# SPDX-License-Identifier: Apache-2.0
"""Lines of plain mail: Japanese breaks between phrases and never before 、。 or after （, other scripts between words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final, Protocol

MAIL_WIDTH: Final = 70
"""Columns; a full-width character takes two. Below the 76 at which mail programs begin to wrap by themselves."""
_NOT_FIRST: Final = frozenset(
    "、。，．・：；？！ー～〜…）」』】〉》］｝々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%％,.)]}!?"
)
_NOT_LAST: Final = frozenset("（「『【〈《［｛([{")
_RUNS: Final = re.compile(r"https?://[!-~]+ *|(?:(?!https?://).)+", re.DOTALL)


class _Parser(Protocol):
    def parse(self, text: str, /) -> list[str]: ...


def columns(text: str) -> int:
    """How many columns a line takes.

    >>> columns("町A")
    3
    """
    return sum(_columns(c) for c in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" and ord(character) > 0x7F else 1


def wrapped(text: str, *, width: int = MAIL_WIDTH, first: str = "", rest: str = "") -> tuple[str, ...]:
    """One line of text as lines of at most `width` columns; `first` and `rest` begin them. An address is never broken.

    >>> wrapped("審査会の資料作成を自動化しました。", width=20)
    ('審査会の資料作成を', '自動化しました。')
    """
    lines, room = [""], width - max(columns(first), columns(rest))
    for piece in _pieces(text, room):
        if lines[-1] and columns((lines[-1] + piece).rstrip()) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return tuple(((first if n == 0 else rest) + line).rstrip() for n, line in enumerate(lines))


def _pieces(text: str, room: int) -> Iterator[str]:
    """Pieces between which a line may break."""
    held = ""
    for piece in (p for run in _RUNS.findall(text) for p in _phrases(run)):
        # A sign that may not begin a line stays with what is before it, one that may not end a line with what follows.
        if held and (piece[0] in _NOT_FIRST or held[-1] in _NOT_LAST) and columns(held + piece) <= room:
            held += piece
            continue
        yield from _fitting(held, room)
        held = piece
    yield from _fitting(held, room)


def _phrases(run: str) -> list[str]:
    """Phrases and words, each with the blanks behind it. The model knows Japanese: where it cuts a Latin word, that is mended."""
    if run.startswith(("http://", "https://")):
        return [run]
    phrases: list[str] = []
    for part in _parser().parse(run):
        if phrases and _within_word(phrases[-1][-1:], part[:1]):
            phrases[-1] += part
        else:
            phrases.append(part)
    return [word for phrase in phrases for word in re.findall(r"\s*\S+\s*|\s+", phrase)]


def _within_word(last: str, first: str) -> bool:
    return last.isascii() and first.isascii() and not last.isspace() and not first.isspace()


def _fitting(piece: str, room: int) -> Iterator[str]:
    """A piece that is wider than a line, cut between characters that may end and begin one."""
    if not piece or columns(piece.rstrip()) <= room or piece.startswith(("http://", "https://")):
        if piece:
            yield piece
        return
    begun = ""
    for character in piece:
        if begun and columns(begun + character) > room:
            cut = _cut(begun, character)
            yield begun[:cut]
            begun = begun[cut:]
        begun += character
    yield begun


def _cut(begun: str, following: str) -> int:
    for cut in range(len(begun), max(len(begun) - 4, 0), -1):
        first = begun[cut] if cut < len(begun) else following
        if first not in _NOT_FIRST and begun[cut - 1] not in _NOT_LAST and not unicodedata.combining(first):
            return cut
    return len(begun)


@cache
def _parser() -> _Parser:
    # Loaded when first asked: the model is a file, and nothing happens at import.
    import budoux

    parser: _Parser = budoux.load_default_japanese_parser()
    return parser
