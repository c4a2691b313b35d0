# SPDX-License-Identifier: Apache-2.0
"""Two keys of a name: how it is spelled once habits of writing are taken away, and its core without trimmings.

    label                    spelling               core
    【福祉課】申請書の受け付け   福祉課申請書の受付       申請書受付
    申請書 受付処理            申請書受付処理          申請書受付
    ①一次判定                 1次判定               1次判定

Keys are for comparing and are never shown; the label itself is kept as it came.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from machikata.records.dictionary.words import office_words

_KEPT: Final = 65_536
_KANJI: Final = r"[㐀-鿿々〆]"
_VARIATION_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LONG_VOWEL: Final = re.compile(r"(?<=[ァ-ヺ])[‐‑‒–—―−ー-]+")
_LAST_LONG_VOWEL: Final = re.compile(r"(?<=[ァ-ヺー]{2}[ァ-ヺ])ー(?![ァ-ヺー])")
_OKURIGANA: Final = re.compile(rf"(?<={_KANJI})(?:わせ|[いえきぎくけげしじせちてびべみめりれ])(?={_KANJI}|$|[^ぁ-ゖ])")
_NUMERALS: Final = str.maketrans("一二三四五六七八九", "123456789")
_COUNTED: Final = re.compile(r"[一二三四五六七八九](?=次|回|期|号|段階|類|表|面)")
_ITEM_NUMBER: Final = re.compile(
    r"^\s*(?:[①-⑳⑴-⒇❶-❿㋐-㋾][\s.．、:：]*|[(（]?\d{1,3}[)）.．、:：_]+\s*(?!\d)|\d{1,3}\s*[-－]\s*(?=\D)|step\s*\d+\s*[:：.]?\s*)",
    re.IGNORECASE,
)
_SECTION: Final = re.compile(
    r"^\s*(?:【[^】]*】|\[[^\]]*\]|［[^］]*］|〔[^〕]*〕|《[^》]*》|〈[^〉]*〉|<[^>]*>|＜[^＞]*＞)\s*"
)
_PARTICLES: Final = re.compile(r"(?<=[^ぁ-ゖ\s])(?:への|での|との|からの|[のをにへとがで])(?=[^ぁ-ゖ\s])")
_AND_SO_ON: Final = re.compile(rf"(?<={_KANJI})(?:等|など)(?!級|分|価|式|々)")
_HONORIFIC: Final = re.compile(rf"(?:^|(?<=\s))[おご](?={_KANJI})")


@lru_cache(maxsize=_KEPT)
def spelling(label: str) -> str:
    """The label without habits of writing: width, case, spaces, marks, old characters, okurigana, long vowels, kanji numerals.

    >>> spelling("申請書の受け付け") == spelling("申請書の受付")
    True
    """
    return _settled(_spelled_once, label) or label.strip()


@lru_cache(maxsize=_KEPT)
def core(label: str) -> str:
    """The spelling without trimmings: a section in brackets or a number in front, particles, 等, and endings such as 処理 or する.

    >>> core("【福祉課】申請書の受付処理") == core("申請書受付")
    True
    """
    trimmed = _settled(_trimmed_once, spelling(_without_front(label)))
    return trimmed if len(trimmed) > 1 else spelling(label)


def parts(label: str) -> tuple[str, ...]:
    """The runs of a name between marks, spaces and particles, spelled as `spelling` does, in their order."""
    text = _marks_to_spaces(unicodedata.normalize("NFKC", _without_front(label)))
    pieces = [core(piece) for piece in _PARTICLES.sub(" ", text).split()]
    return tuple(p for p in pieces if p)


def _settled(step: Callable[[str], str], text: str) -> str:
    """`step` again and again until nothing changes: taking one habit away may bring another to light."""
    while (after := step(text)) != text:
        text = after
    return text


def _spelled_once(text: str) -> str:
    text = _VARIATION_SELECTORS.sub("", unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()))
    text = _joined(_marks_to_spaces(_LONG_VOWEL.sub("ー", text.translate(office_words().kanji))))
    for written, usual in office_words().spellings:
        text = text.replace(written, usual)
    text = _COUNTED.sub(lambda m: m.group().translate(_NUMERALS), text)
    return _OKURIGANA.sub("", _LAST_LONG_VOWEL.sub("", text))


def _trimmed_once(text: str) -> str:
    text = _AND_SO_ON.sub("", _PARTICLES.sub("", _HONORIFIC.sub("", text)))
    return spelling(_without_ending(text))


def _without_front(label: str) -> str:
    """The label without numbers and sections in front; a label that is nothing else stays as it is."""
    bare = _settled(lambda text: _SECTION.sub("", _ITEM_NUMBER.sub("", text)), label)
    return bare if bare.strip() else label


def _marks_to_spaces(text: str) -> str:
    """Every mark as a space, except the long vowel and 々."""
    return "".join(c if c in "ー々〆" or unicodedata.category(c)[0] in "LNM" else " " for c in text)


def _joined(text: str) -> str:
    """Spaces survive only between Latin words or figures."""
    pieces = text.split()
    joined = pieces[0] if pieces else ""
    for piece in pieces[1:]:
        latin = joined[-1:].isascii() and piece[0].isascii()
        joined += f" {piece}" if latin else piece
    return joined


def _without_ending(text: str) -> str:
    for ending in office_words().endings:
        if text.endswith(ending) and len(text) - len(ending) > 1:
            return _without_ending(text.removesuffix(ending))
    return text
