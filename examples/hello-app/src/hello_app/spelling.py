# SPDX-License-Identifier: Apache-2.0
"""One spelling for Japanese addresses: digits of one width, numbers joined by hyphens, no stray spaces. Names are never touched.

Only Latin letters, digits, spaces and signs are changed. Kanji stay as they are, with their variation selectors: 葛 and 葛󠄀 are two
different names for those who bear them. (Unicode's NFKC would change some, and is not used.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FULL_TO_HALF = {0xFF01 + i: 0x21 + i for i in range(94)}
HALF_TO_FULL = {ord("0") + i: 0xFF10 + i for i in range(10)} | {ord("-"): ord("－")}
HYPHENS = "-‐‑‒–—―−－ーｰ"
_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_SPACES = re.compile(r"[ \u3000\t]+")
_BETWEEN_DIGITS = re.compile(rf"(?<=[0-9])[{HYPHENS}](?=[0-9])")
_CHOME = re.compile(r"([〇一二三四五六七八九十]+|[0-9]+)丁目(?=[0-9])")
_NO_MINUS = re.compile(r"([0-9]+)番地?(?:の)?([0-9]+)号?(?![0-9丁番室階])")
_LAST_NUMBER = re.compile(r"(?<=-)([0-9]+)番地?(?=$|[ ])")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A proposed spelling and the codes of what was changed, in the order it was done."""

    text: str
    changes: tuple[str, ...]


def spell_address(written: str, *, full_width: bool = False) -> Spelling:
    """The proposed spelling of an address.

    >>> spell_address("汐見原市　港町一丁目２番３号　ハイツ葛󠄀１０１")
    Spelling(text='汐見原市 港町1-2-3 ハイツ葛󠄀101', changes=('spaces', 'width', 'block-number'))
    """
    steps = (
        ("spaces", _one_space),
        ("width", _half_width),
        ("block-number", _block_numbers),
        ("hyphen", _hyphens),
    )
    text, changes = written, []
    for code, step in steps:
        changed = step(text)
        if changed != text:
            text = changed
            changes.append(code)
    if full_width:
        text = text.translate(HALF_TO_FULL)
    if text == written:
        return Spelling(written, ())
    return Spelling(text, tuple(changes))


def _one_space(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _half_width(text: str) -> str:
    """Latin letters, digits and signs in half width; the long vowel of katakana is a letter and stays."""
    return text.translate(FULL_TO_HALF)


def _block_numbers(text: str) -> str:
    """一丁目2番3号 → 1-2-3; 2番地の3 → 2-3."""
    text = _CHOME.sub(lambda m: f"{_number(m.group(1))}-", text)
    text = _NO_MINUS.sub(r"\1-\2", text)
    return _LAST_NUMBER.sub(r"\1", text)


def _number(digits: str) -> int:
    """A number below a hundred in kanji or digits.

    >>> _number("二十三"), _number("十"), _number("4")
    (23, 10, 4)
    """
    if digits.isascii():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return int("".join(str(_KANJI_DIGITS[c]) for c in ones))
    return (_KANJI_DIGITS[tens[-1]] if tens else 1) * 10 + (_KANJI_DIGITS[ones[-1]] if ones else 0)


def _hyphens(text: str) -> str:
    return _BETWEEN_DIGITS.sub("-", text)
