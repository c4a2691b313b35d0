# SPDX-License-Identifier: Apache-2.0
"""How wide words become, and where a label may break.

Widths are estimated without a font, a little generously, because the reader's font is unknown: a full-width character is one em,
Latin letters by class (measured on Noto Sans CJK JP and Liberation Sans). A browser test compares them with real text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final, Protocol

from machikata.drawing.palette import SIZE

_NARROW: Final = frozenset("ijlI.,:;'|!")
_SLIM: Final = frozenset('frt()[]{}-/\\"*` ')
_BROAD: Final = frozenset("mwMW%@&")
_NOT_FIRST: Final = frozenset("、。，．・：；？！ー～〜…）」』】〉》］｝々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%％")
_NOT_LAST: Final = frozenset("（「『【〈《［｛")


class _Parser(Protocol):
    def parse(self, text: str, /) -> list[str]: ...


def text_width(text: str, *, size: float = SIZE, bold: bool = False) -> float:
    """Estimated width of one line in px.

    >>> text_width("審査会", size=16.0)
    48.0
    """
    ems = sum(_ems(character) for character in text)
    heavier = 1.06 if bold and any(_ems(c) < 1.0 for c in text) else 1.0
    return round(ems * heavier * size, 2)


def _ems(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if not character.isascii():
        return 0.62 if unicodedata.east_asian_width(character) in ("H", "N", "Na") else 1.0
    if character in _NARROW:
        return 0.33
    if character in _SLIM:
        return 0.42
    if character in _BROAD:
        return 0.96
    return 0.74 if character.isupper() else 0.61


def wrap_label(
    text: str, *, width: float, size: float = SIZE, bold: bool = False, most_lines: int = 4
) -> tuple[str, ...]:
    """The lines of a label, none wider than `width` px, about equally long; what does not fit in `most_lines` ends in ….

    Japanese breaks between phrases (BudouX), other scripts between words; a piece wider than a line breaks between characters.

    >>> wrap_label("審査会の資料作成", width=100.0, size=16.0)
    ('審査会の', '資料作成')
    """
    pieces = [part for piece in _phrases(text) for part in _fitting(piece, width, size, bold)]
    lines = _balanced(pieces, width, size, bold)
    if len(lines) <= most_lines:
        return tuple(lines)
    return (*lines[: most_lines - 1], _shortened("".join(lines[most_lines - 1 :]), width, size, bold))


def fill_lines(text: str, *, width: float, size: float = SIZE, bold: bool = False) -> tuple[str, ...]:
    """The lines of running text, each as full as `width` px allows."""
    pieces = [part for piece in _phrases(text) for part in _fitting(piece, width, size, bold)]
    return tuple(_filled(pieces, width, size, bold))


def _phrases(text: str) -> list[str]:
    """Pieces between which a line may break; spaces stay at the end of their piece."""
    tidy = " ".join(text.split())
    parts = _parser().parse(tidy) if tidy else [""]
    return [piece for part in parts for piece in re.split(r"(?<=[ /／_・])(?![%％])|(?=[（(])", part) if piece] or [""]


@cache
def _parser() -> _Parser:
    # Loaded when first asked: the model is a file, and nothing happens at import.
    import budoux

    parser: _Parser = budoux.load_default_japanese_parser()
    return parser


def _fitting(piece: str, width: float, size: float, bold: bool) -> list[str]:
    """A piece that is wider than a line, cut between characters that may begin and end a line."""
    if text_width(piece.rstrip(), size=size, bold=bold) <= width:
        return [piece]
    parts, begun = [], ""
    for _index, character in enumerate(piece):
        too_wide = text_width(begun + character, size=size, bold=bold) > width
        if begun and too_wide:
            cut = _cut(begun, character)
            parts.append(begun[:cut])
            begun = begun[cut:]
        begun += character
    return [*parts, begun]


def _cut(begun: str, following: str) -> int:
    """Where to cut so that no closing sign begins a line and no opening one ends it; at least one character stays."""
    for cut in range(len(begun), max(len(begun) - 3, 0), -1):
        first = begun[cut] if cut < len(begun) else following
        if first not in _NOT_FIRST and begun[cut - 1] not in _NOT_LAST:
            return cut
    return len(begun)


def _balanced(pieces: list[str], width: float, size: float, bold: bool) -> list[str]:
    """As few lines as possible, and among those the narrowest block."""
    fewest = _filled(pieces, width, size, bold)
    widest_piece = max(text_width(p.rstrip(), size=size, bold=bold) for p in pieces)
    best, step = fewest, size / 2
    limit = width - step
    while limit >= widest_piece:
        lines = _filled(pieces, limit, size, bold)
        if len(lines) > len(fewest):
            break
        best, limit = lines, limit - step
    return best


def _filled(pieces: list[str], width: float, size: float, bold: bool) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size=size, bold=bold) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _shortened(text: str, width: float, size: float, bold: bool) -> str:
    while text and text_width(text + "…", size=size, bold=bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"
