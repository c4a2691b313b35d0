# SPDX-License-Identifier: Apache-2.0
"""Words of a survey with a fixed meaning: kinds of staff, routine or judgement, paper or electronic, the fiscal year.

A word of the form is read as it is; a variant that can mean nothing else is read and named; every other word is a fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from machikata.domain.calendar import ERAS
from machikata.domain.workload import Medium, Nature, StaffKind

T = TypeVar("T")

STAFF_WORDS: Mapping[str, StaffKind] = {
    **dict.fromkeys(("正規", "正規職員", "正職員", "正規の職員", "常勤正規職員", "regular", "regularstaff"), StaffKind.REGULAR),
    **dict.fromkeys(
        ("会計年度任用", "会計年度任用職員", "会計年度", "会計年度職員", "会任", "会計任用", "会計年度任用の職員", "fixed_term", "fixed-term",
         "fixed-termstaff", "fixedterm"),
        StaffKind.FIXED_TERM,
    ),
    **dict.fromkeys(
        ("委託", "委託業者", "委託先", "委託事業者", "業務委託", "外部委託", "受託者", "受託業者", "受託事業者", "民間委託", "contractor", "contractors"),
        StaffKind.CONTRACTOR,
    ),
}  # fmt: skip
"""臨時, 非常勤, 再任用, 派遣 and the like belong to none of the three for certain and are left to a person."""
NATURE_WORDS: Mapping[str, Nature] = {
    **dict.fromkeys(("定型", "定型的", "定型業務", "定型作業", "routine"), Nature.ROUTINE),
    **dict.fromkeys(
        ("判断", "判断業務", "判断を要する", "要判断", "判断が必要", "judgement", "judgment"), Nature.JUDGEMENT
    ),
}
MEDIUM_WORDS: Mapping[str, Medium] = {
    **dict.fromkeys(("紙", "紙のみ", "紙媒体", "paper"), Medium.PAPER),
    **dict.fromkeys(("電子", "電子のみ", "電子データ", "電子媒体", "electronic"), Medium.ELECTRONIC),
    **dict.fromkeys(
        ("紙と電子", "紙・電子", "紙/電子", "紙、電子", "紙及び電子", "紙および電子", "電子と紙", "電子・紙", "紙と電子の両方", "both",
         "paperandelectronic"),
        Medium.BOTH,
    ),
}  # fmt: skip

_YEAR = re.compile(r"([0-9]{4})(?:年度|年)?")
_ERA_YEAR = re.compile(r"(令和|平成|r|h)([0-9]{1,2}|元)(?:年度|年)?")
_LONGEST_YEAR = 30
_BOTH_YEARS = re.compile(r"(.+?)\((.+)\)")


@lru_cache(maxsize=1 << 12)  # every sheet of every form is asked for the same heads
def word_key(text: str) -> str:
    """A word for looking up: NFKC, lower case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def read_word(text: str, words: Mapping[str, T], own: Mapping[str, T]) -> tuple[T | None, bool]:
    """What a word means (None: nothing for certain), and whether it is one of the form's `own` words."""
    if (found := own.get(text)) is not None:
        return found, True
    return words.get(word_key(text)), False


def read_fiscal_year(text: str) -> int | None:
    """The Western year in which a fiscal year begins, from 2025, 2025年度, 令和7年度, R7 or 令和7年度（2025年度）; else None.

    >>> read_fiscal_year("令和７年度"), read_fiscal_year("R7"), read_fiscal_year("2025"), read_fiscal_year("7")
    (2025, 2025, 2025, None)
    """
    key = word_key(text)
    if len(key) > _LONGEST_YEAR:
        return None
    if both := _BOTH_YEARS.fullmatch(key):
        first, second = read_fiscal_year(both[1]), read_fiscal_year(both[2])
        return first if first == second else None
    if match := _YEAR.fullmatch(key):
        return int(match[1])
    if match := _ERA_YEAR.fullmatch(key):
        era = next(e for e in ERAS if match[1] in (e.name, e.letter.lower()))
        count = 1 if match[2] == "元" else int(match[2])
        # 平成31年度 is what many offices called fiscal 2019 before the era changed; 令和元年度 is the same year
        year = era.western_year(count)
        return year if count >= 1 and year <= min(era.last.year, 9_998) else None
    return None
