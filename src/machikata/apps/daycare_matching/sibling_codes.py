# SPDX-License-Identifier: Apache-2.0
"""きょうだい条件 as forms write it: the codes, what each means, and the condition behind it.

The letters follow forms that are in use: A together at one facility, B together at any, C one child alone is fine (上 older first, 下
younger first, 他 either), and 1 or 2 for whether one facility is preferred or each child's own order holds. A上, A下 and A他 are "one
facility only, but not necessarily at once". P1–P7 are the patterns of ChilmAI, whose own order of the joint options then holds.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from machikata.apps.daycare_matching.applications import SameFacility, SiblingCondition, Staggering
from machikata.domain.text import Text


@dataclass(frozen=True, slots=True)
class SiblingCode:
    """A code of the column きょうだい条件; `words` may be written in its place."""

    code: str
    words: str
    explanation: Text
    condition: SiblingCondition


_REQUIRED, _PREFERRED, _FREE = SameFacility.REQUIRED, SameFacility.PREFERRED, SameFacility.FREE
_TOGETHER, _ANY = Staggering.TOGETHER, Staggering.ANY
_OLDER, _YOUNGER = Staggering.OLDER_FIRST, Staggering.YOUNGER_FIRST

_WHO = {_OLDER: ("上", "上の子優先"), _YOUNGER: ("下", "下の子優先"), _ANY: ("他", "どちらでも")}
_WHO_TEXT = {
    _OLDER: Text(
        "一部の子だけのときは、いちばん上の子を含めます。", "If only some can come, the oldest is among them."
    ),
    _YOUNGER: Text(
        "一部の子だけのときは、いちばん下の子を含めます。", "If only some can come, the youngest is among them."
    ),
    _ANY: Text("一部の子だけのときは、どの子でもかまいません。", "If only some can come, it may be whichever."),
}
_FACILITY_TEXT = {
    _REQUIRED: Text("同じ園だけを希望します。", "One and the same nursery only."),
    _PREFERRED: Text(
        "別の園でもかまいませんが、同じ園を優先します。", "Different nurseries are accepted, the same one is preferred."
    ),
    _FREE: Text(
        "別の園でもかまいません。それぞれの希望順を優先します。",
        "Different nurseries are accepted; each child's own order counts.",
    ),
}
_TOGETHER_TEXT = Text("全員が同時に入れるときだけ入所します。", "All children at the same time or none.")
_ALONE_TEXT = Text("全員がそろわなくても入所します。", "Not all children have to come at the same time.")


def _code(code: str, words: str, facility: SameFacility, staggering: Staggering) -> SiblingCode:
    if staggering is _TOGETHER:
        explanation = _TOGETHER_TEXT + Text("", " ") + _FACILITY_TEXT[facility]
    else:
        explanation = (
            _ALONE_TEXT + Text("", " ") + _WHO_TEXT[staggering] + Text("", " ") + _FACILITY_TEXT[facility]
        )  # fmt: skip
    return SiblingCode(code, words, explanation, SiblingCondition(facility, staggering))


def _pattern(number: int, words: str, like: SiblingCode) -> SiblingCode:
    condition = SiblingCondition(like.condition.same_facility, like.condition.staggering, chilmai=number)
    note = Text(f"ChilmAIのパターン{number}の順です。", f"In the order of ChilmAI's pattern {number}.")
    return SiblingCode(f"P{number}", words, like.explanation + Text("", " ") + note, condition)


_FORM = (
    _code("A", "同時同園", _REQUIRED, _TOGETHER),
    *(_code(f"A{_WHO[w][0]}", f"順次同園（{_WHO[w][1]}）", _REQUIRED, w) for w in _WHO),
    _code("B1", "同時別園可（同園優先）", _PREFERRED, _TOGETHER),
    _code("B2", "同時別園可（希望順）", _FREE, _TOGETHER),
    *(_code(f"C{_WHO[w][0]}1", f"順次別園可（{_WHO[w][1]}・同園優先）", _PREFERRED, w) for w in _WHO),
    *(_code(f"C{_WHO[w][0]}2", f"順次別園可（{_WHO[w][1]}・希望順）", _FREE, w) for w in _WHO),
)
_LIKE = {c.code: c for c in _FORM}
_PATTERNS = (
    _pattern(1, "同保同時", _LIKE["A"]),
    _pattern(2, "同保順次（上）", _LIKE["A上"]),
    _pattern(3, "同保順次（下）", _LIKE["A下"]),
    _pattern(4, "別保同時（同）", _LIKE["B1"]),
    _pattern(5, "別保順次（同）", _LIKE["C他1"]),
    _pattern(6, "別保同時（希）", _LIKE["B2"]),
    _pattern(7, "別保順次（希）", _LIKE["C他2"]),
)

SIBLING_CODES: tuple[SiblingCode, ...] = (*_FORM, *_PATTERNS)
"""Every code, in the order in which a template lists them."""

_PUNCTUATION = re.compile(r"[\s()\[\]「」・、,/:_\-‐−ー]")
# Other words for the same, longest first, so that 同一施設 is not read as 同 and a rest.
_SAME_WORDS = (
    ("同一施設", "同園"), ("同一園", "同園"), ("同じ園", "同園"), ("別施設可", "別園可"), ("別々の園可", "別園可"), ("別々可", "別園可"),
    ("異なる園可", "別園可"), ("同園希望優先", "同園優先"), ("各自の希望順", "希望順"), ("希望順位優先", "希望順"), ("希望順優先", "希望順"),
    ("時期別可", "順次"), ("時期が別でも可", "順次"), ("一人でも可", "順次"), ("1人でも可", "順次"), ("片方でも可", "順次"), ("同時期", "同時"),
    ("上の子から", "上の子優先"), ("下の子から", "下の子優先"), ("どの子でも", "どちらでも"), ("いずれでも", "どちらでも"),
)  # fmt: skip
_WORDS = re.compile(r"(同時|順次)(同園|別園可)(上の子優先|下の子優先|どちらでも)?(同園優先|希望順)?")
_TURNED = re.compile(r"(同園|別園可)(同時|順次)(.*)")


def _plain(code: str) -> str:
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", code)).upper()


_BY_TEXT = {_plain(c.code): c.condition for c in SIBLING_CODES} | {_plain(c.words): c.condition for c in SIBLING_CODES}
# C1 and C2 leave open who comes first: either.
_BY_TEXT |= {"C1": _LIKE["C他1"].condition, "C2": _LIKE["C他2"].condition}
_BY_WHO = {word: staggering for staggering, (_, word) in _WHO.items()}


@lru_cache(maxsize=512)
def parse_sibling_condition(code: str, *, chilmai: bool = False) -> SiblingCondition | None:
    """The condition that `code` names; None when it is none of them (a blank too).

    Full-width letters, spaces, brackets and the Japanese words are taken as well. In words, who comes first is "either" and the wishes
    keep their own order unless something else is said. Bare numbers 1–7 are ChilmAI's patterns only with `chilmai`: elsewhere they may
    be a municipality's own numbering.

    >>> parse_sibling_condition("Ｃ上１").staggering
    <Staggering.OLDER_FIRST: 'older_first'>
    >>> parse_sibling_condition("同時・別園可").same_facility
    <SameFacility.FREE: 'free'>
    """
    plain = _plain(code)
    if chilmai and plain in {"1", "2", "3", "4", "5", "6", "7"}:
        plain = f"P{plain}"
    plain = re.sub(r"^パタン(?=[1-7]$)", "P", plain)  # the long vowel has gone with the punctuation
    return _BY_TEXT.get(plain) or _in_words(plain)


def _in_words(plain: str) -> SiblingCondition | None:
    for other, ours in _SAME_WORDS:
        plain = plain.replace(other, ours)
    turned = _TURNED.fullmatch(plain)
    found = _WORDS.fullmatch(f"{turned[2]}{turned[1]}{turned[3]}" if turned else plain)
    if found is None:
        return None
    timing, place, who, order = found.groups()
    if (timing == "同時" and who) or (place == "同園" and order):
        return None
    facility = _REQUIRED if place == "同園" else _PREFERRED if order == "同園優先" else _FREE
    return SiblingCondition(facility, _TOGETHER if timing == "同時" else _BY_WHO[who or "どちらでも"])


def explained_condition(condition: SiblingCondition) -> Text:
    """The condition in a sentence for the household.

    >>> explained_condition(parse_sibling_condition("A")).en
    'All children at the same time or none. One and the same nursery only.'
    """
    return next(
        c.explanation
        for c in SIBLING_CODES
        if (c.condition.same_facility, c.condition.staggering) == (condition.same_facility, condition.staggering)
    )
