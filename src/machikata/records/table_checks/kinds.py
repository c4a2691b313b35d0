# SPDX-License-Identifier: Apache-2.0
"""What a single cell holds: a number, a number with something around it, a date, a symbol that stands for no number, or words."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import Final

from machikata.domain.event_log import DateStyle
from machikata.domain.written_dates import DateFault, read_moment
from machikata.records.tables.workbook import Cell


class Kind(IntEnum):
    """What a cell holds."""

    BLANK = 0
    WORD = 1
    NUMBER = 2
    DECORATED = 3
    """A number with a unit, separators, a note or full-width digits: a text to a machine."""
    DATE = 4
    SYMBOL = 5
    """A sign or word that stands in place of a number: -, x, …, 不明."""
    YEAR = 6
    """Alone it may be a year or a number: 2024, 令和6年度."""


_NUMBER: Final = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_SYMBOLS: Final = frozenset([
    *"-‐‑–—―−ー－…‥・*＊×xXχΧｘＸ?？/／\\",
    "・・", "・・・", "...", "..", "**", "***", "n/a", "na", "n.a.", "nan", "null", "none", "#n/a", "n.d.",
    "秘", "秘匿", "(秘匿)", "不詳", "不明", "(不明)", "未詳", "未回答", "無回答", "回答なし", "該当なし", "該当無し", "非該当", "対象外",
    "なし", "無し", "無", "調査中", "集計中", "未定", "未集計", "欠測", "欠損", "未把握", "把握なし", "unknown", "missing", "suppressed",
])  # fmt: skip
_UNITS: Final = (
    "兆円|億円|百万円|十万円|万円|千円|円|銭|ドル|yen|jpy|%|‰|ポイント|pt|人|名|件|回|世帯|戸|棟|台|本|枚|冊|部|個|点|社|校|園|箇所|団体|"
    "[かカヶケヵ]所|倍|割|歳|才|週間|[かカヶケヵ箇]月|日間|日|時間|分間|分|秒|トン|kg|mg|g|t|km2|km|cm|mm|m2|m3|m|ha|a|kwh|kw|mwh|l|ml|gb|mb|hours?|days?|min(?:utes)?|"
    "千人|万人|千件|百件|千世帯|kyen|persons?|cases?"
)
_DIGITS: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_DECORATED: Final = re.compile(
    rf"(?:約|およそ|凡そ|[+\-−▲△±¥$≒])*\s*{_DIGITS}\s*(?:{_UNITS})?"
    r"\s*(?:[(\[]?(?:[※*†‡#]|注|\(?注)\s*\d*[)\]]?)*",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(
    r"(?:(?:19|20)\d{2}\s*(?:年度?|fy)?|fy\s*(?:19|20)\d{2}|(?:明治|大正|昭和|平成|令和|[mtshr])\s*\.?(?:元|\d{1,2})\s*(?:年度?)?"
    r"|(?:19|20)\d{2}\s*\(\s*(?:令和|平成|昭和|[rhs])\s*(?:元|\d{1,2})\s*(?:年度?)?\)(?:年度?)?)"
    r"|(?:令和|平成|昭和|[rhs])\s*(?:元|\d{1,2})\s*(?:年度?)?\s*\(\s*(?:19|20)\d{2}\s*(?:年度?)?\)(?:年度?)?",
    re.IGNORECASE,
)
_MONTH: Final = re.compile(
    r"(?:(?:19|20)\d{2}|(?:令和|平成|昭和|[rhs])\s*\.?(?:元|\d{1,2}))\s*(?:年|[/.\-])\s*(?:1[0-2]|0?[1-9])\s*月?(?:分|末)?",
    re.IGNORECASE,
)
_MAYBE_DATE: Final = re.compile(r"\d.*\D.*\d|\d{8}|元年|\d{14}")
_LONGEST_DATE: Final = 40
_LONGEST_SYMBOL: Final = max(map(len, _SYMBOLS))
_FIGURE: Final = re.compile(r"\d|元")
_ERA: Final = re.compile(r"(?:明治|大正|昭和|平成|令和|(?<![a-z])[mtshr]\.?)\s*(?:元年|\d)", re.IGNORECASE)
_ERA_IN_HEAD: Final = re.compile(
    r"(?:明治|大正|昭和|平成|令和)\s*(?:元年|\d)|(?<![a-z])[mtshr]\.?\d{1,2}年", re.IGNORECASE
)
_WEST: Final = re.compile(r"(?<!\d)(?:18|19|20)\d{2}(?!\d)")


def kind_of_cell(value: Cell) -> Kind:
    """What `value` is taken for.

    >>> [kind_of_cell(v).name for v in ("1200", "1,200円", "令和6年度", "令和6年4月1日", "…", "窓口")]
    ['NUMBER', 'DECORATED', 'YEAR', 'DATE', 'SYMBOL', 'WORD']
    """
    if isinstance(value, str):
        return _kind_of_text(value)
    if value is None:
        return Kind.BLANK
    if isinstance(value, bool):
        return Kind.WORD
    if isinstance(value, int | float):
        return Kind.YEAR if 1900 <= value <= 2100 and value == int(value) else Kind.NUMBER
    return Kind.DATE


@lru_cache(maxsize=1 << 14)  # the forms of a survey say the same words again and again
def _kind_of_text(value: str) -> Kind:
    text = value.strip()
    if not text:
        return Kind.BLANK
    if len(text) > _LONGEST_DATE and not _NUMBER.fullmatch(text):
        return Kind.WORD
    if _NUMBER.fullmatch(text):
        return Kind.YEAR if len(text) == 4 and _YEAR.fullmatch(text) else Kind.NUMBER
    if len(text) <= _LONGEST_SYMBOL and text.lower() in _SYMBOLS:
        return Kind.SYMBOL
    if not _FIGURE.search(text):
        return Kind.WORD
    flat = plain_text(text)
    if _YEAR.fullmatch(flat):
        return Kind.YEAR
    if _DECORATED.fullmatch(flat):
        return Kind.DECORATED
    return Kind.DATE if _is_date(flat) else Kind.WORD


def _is_date(flat: str) -> bool:
    if _MONTH.fullmatch(flat):
        return True
    return bool(_MAYBE_DATE.search(flat)) and not isinstance(read_moment(flat, DateStyle.JAPANESE), DateFault)


def plain_text(text: str) -> str:
    """`text` with full-width letters and digits made plain, for looking at only."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def is_plain_number(text: str) -> bool:
    """Whether a machine reads `text` as a number as it stands."""
    return _NUMBER.fullmatch(text) is not None


def names_era(text: str) -> bool:
    """Whether a text that tells a time counts years in a Japanese era (令和6年, R6.4.1)."""
    return _ERA.search(plain_text(text)) is not None


def header_names_era(text: str) -> bool:
    """Whether a header holds a year of a Japanese era; a letter and a figure alone (S3, T1) may be anything."""
    return _ERA_IN_HEAD.search(plain_text(text)) is not None


def names_western_year(text: str) -> bool:
    """Whether a text holds a Western year."""
    return _WEST.search(plain_text(text)) is not None
