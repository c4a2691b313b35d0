# SPDX-License-Identifier: Apache-2.0
"""How numbers, dates and intervals are written for people, in both languages.

Japanese: 18,204件, 32.0日, 0.88〜1.01, −4.9日 (U+2212), 令和8年11月20日（2026-11-20）.
English:  18,204, 32.0 days, 0.88 to 1.01, −4.9 days, 20 November 2026.
A missing (suppressed or unknown) value is written ―, never 0.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Final

from machikata.domain.text import Language

NOTHING: Final = "―"
MINUS: Final = "−"
_ERAS: Final = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"))
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def number(value: float | None, decimals: int = 0, *, sign: bool = False) -> str:
    """`value` with thousands separators and a true minus sign; ― when it is missing.

    >>> number(18204), number(-4.94, 1), number(3.4, 1, sign=True), number(None)
    ('18,204', '−4.9', '+3.4', '―')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    rounded = round(value, decimals) + 0.0
    digits = f"{abs(rounded):,.{decimals}f}"
    if rounded < 0:
        return MINUS + digits
    return "+" + digits if sign and rounded > 0 else digits


def share(value: float | None, *, n: int | None = None, sign: bool = False) -> str:
    """A share (0–1) in percent: one decimal, whole percent when fewer than 100 cases stand behind it.

    >>> share(0.5404), share(0.5404, n=40), share(1.0)
    ('54.0%', '54%', '100.0%')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    return number(value * 100, 0 if n is not None and n < 100 else 1, sign=sign) + "%"


def p_value(value: float | None) -> str:
    """A p-value to four decimals; a smaller one is bounded, never written as zero.

    >>> p_value(0.03124), p_value(2e-9)
    ('0.0312', '<0.0001')
    """
    return "<0.0001" if value is not None and value < 0.0001 else number(value, 4)


def unit(text: str, unit_ja: str, unit_en: str, language: Language) -> str:
    """A written number with its unit; a missing value carries none.

    >>> unit("32.0", "日", " days", "ja"), unit("―", "日", " days", "ja")
    ('32.0日', '―')
    """
    return text if text == NOTHING else text + (unit_ja if language == "ja" else unit_en)


def interval(low: str, high: str, language: Language) -> str:
    """Two written numbers as a range.

    >>> interval("0.88", "1.01", "ja"), interval("0.88", "1.01", "en")
    ('0.88〜1.01', '0.88 to 1.01')
    """
    return f"{low}〜{high}" if language == "ja" else f"{low} to {high}"


def as_date(value: str | date | datetime | None) -> date | None:
    """The calendar day of an ISO text, a date or an instant; None when there is none."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def japanese_year(day: date) -> str:
    """The year in the Japanese calendar, the Western one before 昭和.

    >>> japanese_year(date(2026, 11, 20)), japanese_year(date(2019, 6, 1)), japanese_year(date(2019, 4, 30))
    ('令和8年', '令和元年', '平成31年')
    """
    for start, era in _ERAS:
        if day >= start:
            year = day.year - start.year + 1
            return f"{era}{'元' if year == 1 else year}年"
    return f"{day.year}年"


def long_date(value: str | date | datetime | None, language: Language) -> str:
    """A day in words; ― when there is none.

    >>> long_date("2026-11-20", "ja"), long_date("2026-11-20", "en")
    ('令和8年11月20日（2026-11-20）', '20 November 2026')
    """
    day = as_date(value)
    if day is None:
        return str(value) if value else NOTHING
    if language == "ja":
        return f"{japanese_year(day)}{day.month}月{day.day}日（{day.isoformat()}）"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(value: str | date | datetime | None, language: Language) -> str:
    """A day without the Japanese year, for lists.

    >>> short_date("2026-11-20", "ja"), short_date("2026-11-20", "en")
    ('2026年11月20日', '20 Nov 2026')
    """
    day = as_date(value)
    if day is None:
        return str(value) if value else NOTHING
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def moment(value: datetime | None, language: Language) -> str:
    """An instant to the minute, in the zone it carries.

    >>> moment(datetime(2026, 11, 20, 9, 0), "ja"), moment(datetime(2026, 11, 20, 9, 0), "en")
    ('2026年11月20日 9:00', '20 Nov 2026, 9:00')
    """
    if value is None:
        return NOTHING
    separator = " " if language == "ja" else ", "
    return f"{short_date(value, language)}{separator}{value.hour}:{value.minute:02}"


def file_size(size: int) -> str:
    """Bytes as a person reads them.

    >>> file_size(512), file_size(20_480), file_size(3_500_000)
    ('512 B', '20 KB', '3.3 MB')
    """
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:,.0f} KB"
    return f"{size / 1024 / 1024:,.1f} MB"
