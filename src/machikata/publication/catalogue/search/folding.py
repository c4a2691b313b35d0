# SPDX-License-Identifier: Apache-2.0
"""One form for the many ways to type the same letters, with the way back to where each stood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from machikata.records.dictionary.words import office_words

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_VARIATION_SELECTOR: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_CLUSTER: Final = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
_DASH_IN_KANA: Final = re.compile(r"(?<=[ァ-ヺー])[‐‑‒–—―−-]+(?![0-9A-Za-z])")
_TO_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_TO_KATAKANA: Final = {hiragana: katakana for katakana, hiragana in _TO_HIRAGANA.items()}


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` in one form (NFKC, lower case); `at[i]` is where its character i begins in what was folded, `at[-1]` the whole length."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters start to end stood, as whole characters of the text that was folded."""
        last = end
        while last < len(self.at) - 1 and last > 0 and self.at[last] == self.at[last - 1]:
            last += 1  # one character that became several is never cut
        return self.at[start], self.at[last]


def fold(text: str) -> str:
    """The text in NFKC and lower case, without variation selectors; half-width kana become full, a dash after kana a long vowel, old
    characters (當, 國) those in common use.

    >>> fold("ＲＰＡとｵｰｼｰｱｰﾙ")
    'rpaとオーシーアール'
    """
    usual = unicodedata.normalize("NFKC", _LONE_SURROGATE.sub("\ufffd", _VARIATION_SELECTOR.sub("", text))).lower()
    return _DASH_IN_KANA.sub("ー", unicodedata.normalize("NFKC", usual)).translate(office_words().kanji)


def fold_with_places(text: str) -> Folded:
    """As `fold`, character by character, so that a place found can be marked in the text as it was written."""
    pieces: list[str] = []
    at: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        piece = fold(cluster.group())
        pieces.append(piece)
        at += [cluster.start()] * len(piece)
    return Folded("".join(pieces), (*at, len(text)))


def hiragana(text: str) -> str:
    """Katakana as hiragana; everything else as it is."""
    return text.translate(_TO_HIRAGANA)


def katakana(text: str) -> str:
    """Hiragana as katakana; everything else as it is."""
    return text.translate(_TO_KATAKANA)
