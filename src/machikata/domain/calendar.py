# SPDX-License-Identifier: Apache-2.0
"""The calendar of a Japanese office: the fiscal year (年度) and the eras (元号, 和暦).

Sources: 年度 runs from 1 April to 31 March (地方自治法 第208条); first days of the eras as the era ordinances give them;
the Gregorian calendar holds since 1 January of 明治6年 (太政官布告 第337号), so earlier days of Meiji are not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

FIRST_GREGORIAN_DAY = date(1873, 1, 1)
"""The first day of 明治6年; before it Japan counted by the lunisolar calendar."""


@dataclass(frozen=True, slots=True)
class Era:
    """An era: its name, the letter and the digit that stand for it in forms, and its first and last day."""

    name: str
    letter: str
    digit: int
    first: date
    last: date

    def year_of(self, day: date) -> int:
        """The year of `day` counted in this era (1 = 元年), whether or not the day lies inside it."""
        return day.year - self.first.year + 1

    def western_year(self, year: int) -> int:
        """The Western year of `year` of this era."""
        return self.first.year + year - 1


ERAS: tuple[Era, ...] = (
    Era("明治", "M", 1, date(1868, 1, 25), date(1912, 7, 29)),
    Era("大正", "T", 2, date(1912, 7, 30), date(1926, 12, 24)),
    Era("昭和", "S", 3, date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", 4, date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", 5, date(2019, 5, 1), date.max),
)
"""In order of time. Municipal systems write the digit before a six-digit date: 5080401 is 令和8年4月1日."""


def era_of(day: date) -> Era:
    """The era that `day` lies in.

    >>> era_of(date(2019, 4, 30)).name
    '平成'
    """
    for era in reversed(ERAS):
        if day >= era.first and day >= FIRST_GREGORIAN_DAY:
            return era
    raise InputRefused([_too_early(day)])


def wareki(day: date, *, short: bool = False) -> str:
    """`day` in the Japanese calendar, long (令和8年4月1日, 令和元年5月1日) or short (R8.4.1).

    >>> wareki(date(2026, 4, 1)), wareki(date(2019, 5, 1)), wareki(date(2026, 4, 1), short=True)
    ('令和8年4月1日', '令和元年5月1日', 'R8.4.1')
    """
    era = era_of(day)
    year = era.year_of(day)
    if short:
        return f"{era.letter}{year}.{day.month}.{day.day}"
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def fiscal_year(day: date) -> int:
    """The fiscal year (年度) of `day`, named by the Western year in which it begins in April.

    >>> fiscal_year(date(2026, 3, 31)), fiscal_year(date(2026, 4, 1))
    (2025, 2026)
    """
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_days(year: int) -> tuple[date, date]:
    """First and last day of the fiscal year that begins in April of `year`."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def fiscal_year_text(year: int) -> Text:
    """The fiscal year in words.

    >>> fiscal_year_text(2026).ja, fiscal_year_text(2019).ja, fiscal_year_text(2026).en
    ('令和8年度', '令和元年度', 'fiscal 2026')
    """
    # A fiscal year bears the era of the larger part of its days: 2019 is 令和元年度 although it began in 平成.
    era = era_of(date(year, 10, 1))
    count = era.year_of(date(year, 10, 1))
    return Text(f"{era.name}{'元' if count == 1 else count}年度", f"fiscal {year}")


def _too_early(day: date) -> Problem:
    return Problem(
        "before-gregorian",
        Text("明治5年以前の日付は旧暦のため扱えません", "days before 1873 belong to the old calendar and are not read"),
        Text("明治6年1月1日以後の日付を入れてください", "use a day from 1 January 1873 on"),
        Place(value=day.isoformat()),
    )
