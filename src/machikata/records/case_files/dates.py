# SPDX-License-Identifier: Apache-2.0
"""When something began, as exact as it was read: a year, a month, a day or a fiscal year, from Western years or 和暦."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from machikata.domain.calendar import ERAS
from machikata.domain.event_log import DateStyle
from machikata.domain.written_dates import FIRST_YEAR, LAST_YEAR, DateFault, plain, read_moment
from machikata.records.survey.labels import read_fiscal_year

_FISCAL: Final = re.compile(r"FY\s?(\d{4})", re.IGNORECASE)
_MARKS: Final = {mark.upper(): era for era in ERAS for mark in (era.name, era.letter)}
_ERA: Final = rf"(?P<era>{'|'.join(_MARKS)})\s*(?P<count>元|\d{{1,2}})"
_YEAR: Final = rf"(?:(?P<year>\d{{4}})|{_ERA})"
_PARTIAL: Final = re.compile(
    rf"{_YEAR}\s*年?|{_YEAR.replace('?P<', '?P<m_')}\s*[年/.\-]\s*(?P<month>\d{{1,2}})\s*月?", re.IGNORECASE
)
_CANONICAL: Final = re.compile(r"(?:FY)?\d{4}|\d{4}-\d{2}|\d{4}-\d{2}-\d{2}")


def read_partial_date(text: str) -> str | DateFault:
    """`text` as 2018, 2018-07, 2018-07-02 or FY2018.

    >>> [read_partial_date(t) for t in ("平成30年7月", "2018年度", "FY2018", "H30.7.2", "令和元年", "2018/13")]
    ['2018-07', 'FY2018', 'FY2018', '2018-07-02', '2019', <DateFault.NO_SUCH_DAY: 'date-no-such-day'>]
    """
    cleaned = plain(text)
    if match := _FISCAL.fullmatch(cleaned):
        return _within(int(match[1]), f"FY{match[1]}")
    if cleaned.endswith("年度"):
        year = read_fiscal_year(cleaned)
        return DateFault.UNREADABLE if year is None else _within(year, f"FY{year}")
    if match := _PARTIAL.fullmatch(cleaned):
        return _partial(match)
    moment = read_moment(cleaned, DateStyle.JAPANESE)
    return moment if isinstance(moment, DateFault) else moment.day.isoformat()


def is_partial_date(text: str) -> bool:
    """Whether a text is one of the four forms already, with a month and a day that exist."""
    return _CANONICAL.fullmatch(text) is not None and read_partial_date(text) == text


def _partial(match: re.Match[str]) -> str | DateFault:
    month = match["month"]
    year = (
        _western(match["m_year"], match["m_era"], match["m_count"])
        if month
        else _western(match["year"], match["era"], match["count"])
    )
    if isinstance(year, DateFault):
        return year
    if month is None:
        return _within(year, f"{year:04}")
    if not 1 <= int(month) <= 12:
        return DateFault.NO_SUCH_DAY
    return _within(year, f"{year:04}-{int(month):02}")


def _western(year: str | None, mark: str | None, count: str | None) -> int | DateFault:
    if year is not None:
        return int(year)
    era = _MARKS[(mark or "").upper()]
    n = 1 if count == "元" else int(count or 0)
    found = era.western_year(n)
    # a year of which not one day lies in the era was never written by anybody who knew
    if n < 1 or found > era.last.year or date(found, 12, 31) < era.first:
        return DateFault.ERA_LIMIT
    return found


def _within(year: int, text: str) -> str | DateFault:
    return text if FIRST_YEAR <= year <= LAST_YEAR else DateFault.YEAR_RANGE
