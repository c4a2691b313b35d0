# SPDX-License-Identifier: Apache-2.0
"""Dates and times as offices write them: ISO, 和暦, Western dates with / or 年月日, Excel serials.

How a column is written is decided once, by its `DateStyle`; no value is guessed. Five bare digits show why: 43104 is 平成31年4月 to
one system (era digit, year, month) and 4 January 2018 to a spreadsheet. Only EXCEL_SERIAL reads them; elsewhere they are a fault.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from machikata.domain.calendar import ERAS, FIRST_GREGORIAN_DAY, Era
from machikata.domain.event_log import DateStyle
from machikata.domain.text import Text

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years an event may bear. 0000, 1899 and 9999 stand for "none" in many systems and are no instants."""
_MICROS_PER_SECOND = 1_000_000
_MICROS_PER_DAY = 86_400 * _MICROS_PER_SECOND
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_FIRST_TRUE_SERIAL = 61
_EXCEL_LAST_SERIAL = 2_958_465  # 9999-12-31
"""Serial 60 is 29 February 1900, a day that never was; below it Excel counts one day off."""


class DateFault(StrEnum):
    """Why a text is no instant."""

    UNREADABLE = "date-unreadable"
    NO_SUCH_DAY = "date-no-such-day"
    NO_SUCH_TIME = "time-no-such-time"
    ERA_LIMIT = "date-outside-era"
    OLD_CALENDAR = "date-old-calendar"
    FIVE_DIGITS = "date-five-digits"
    YEAR_RANGE = "date-year-out-of-range"

    @property
    def what(self) -> Text:
        """What is wrong."""
        return _FAULTS[self][0]

    @property
    def remedy(self) -> Text:
        """What to do."""
        return _FAULTS[self][1]


_FAULTS = {
    DateFault.UNREADABLE: (
        Text("日付として読めません", "not readable as a date"),
        Text(
            "2026-04-01、令和8年4月1日、R8.4.1、2026/4/1 12:30 のように書くか、日付の書き方の選択を直してください",
            "write 2026-04-01, R8.4.1 or 2026/4/1 12:30, or choose another way of writing dates",
        ),
    ),
    DateFault.NO_SUCH_DAY: (
        Text("暦にない日付です", "there is no such day"),
        Text("正しい日付に直してください", "correct the date"),
    ),
    DateFault.NO_SUCH_TIME: (
        Text("時刻として読めません", "not readable as a time of day"),
        Text("12:30 または 12:30:45 のように書いてください", "write 12:30 or 12:30:45"),
    ),
    DateFault.ERA_LIMIT: (
        Text("その元号の期間にない日付です", "the day lies outside the era"),
        Text(
            "元号と年を確かめてください（平成は31年4月30日まで、令和は元年5月1日から）",
            "check era and year (Heisei ends on 30 April of year 31, Reiwa begins on 1 May of year 1)",
        ),
    ),
    DateFault.OLD_CALENDAR: (
        Text("明治5年以前の日付は旧暦のため扱えません", "days before 1873 belong to the old calendar"),
        Text("日付を確かめてください", "check the date"),
    ),
    DateFault.FIVE_DIGITS: (
        Text(
            "5桁の数字は、和暦の年月（43104＝平成31年4月）か表計算ソフトの通し番号か決められません",
            "five digits may be an era, year and month (43104 = April of Heisei 31) or a spreadsheet's serial number",
        ),
        Text(
            "通し番号なら日付の書き方で「表計算の通し番号」を選び、そうでなければ日まで書いてください",
            "if it is a serial, choose “spreadsheet serial” as the way dates are written; if not, write the day as well",
        ),
    ),
    DateFault.YEAR_RANGE: (
        Text(f"年が{FIRST_YEAR}から{LAST_YEAR}の外です", f"the year is outside {FIRST_YEAR} to {LAST_YEAR}"),
        Text(
            "正しい年に直してください。0000や9999が「なし」の印なら空白にしてください",
            "correct the year; if 0000 or 9999 stands for “none”, leave the cell empty",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class WrittenMoment:
    """What a text says: the day, µs since local midnight (None: no time is written) and the zone's offset in minutes (None: no zone)."""

    day: date
    micros: int | None = None
    offset_min: int | None = None


_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−ー", "-"))
_TIME = (
    r"(?P<half>午前|午後|AM|PM)?\s*(?P<hour>\d{1,2})(?:\s*時\s*(?:(?P<m1>\d{1,2})\s*分\s*(?:(?P<s1>\d{1,2})\s*秒)?)?"
    r"|:(?P<m2>\d{2})(?::(?P<s2>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?P<half2>AM|PM)?)"
)
_ZONE = r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)"
_WEEKDAY = r"(?:\s*[(\[]?[月火水木金土日]曜日?[)\]]?|\s*\([月火水木金土日]\))?"
_REST = rf"{_WEEKDAY}(?:\s*T?\s*{_TIME}\s*{_ZONE}?)?"
_YMD_ISO = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_YMD_BARE = r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
_YMD_WEST = r"(?P<year>\d{4})\s*[年/.\-]\s*(?P<month>\d{1,2})\s*[月/.\-]\s*(?P<day>\d{1,2})\s*日?"
_ERA_NAMES = "|".join([e.name for e in ERAS] + [e.name[0] for e in ERAS] + [e.letter for e in ERAS])
_YMD_ERA = rf"(?P<era>{_ERA_NAMES})\s*(?P<year>元|\d{{1,2}})\s*[年/.\-]\s*(?P<month>\d{{1,2}})\s*[月/.\-]\s*(?P<day>\d{{1,2}})\s*日?"
_YMD_ERA_BARE = rf"(?P<era>[{''.join(e.letter for e in ERAS)}1-5])(?P<year>\d{{2}})(?P<month>\d{{2}})(?P<day>\d{{2}})"
_DIGITS_MOMENT = re.compile(r"(?P<day>\d{8})(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?")
_ISO_FORMS = tuple(re.compile(day + _REST) for day in (_YMD_ISO, _YMD_BARE))
_JAPANESE_FORMS = tuple(
    re.compile(day + _REST, re.IGNORECASE) for day in (_YMD_WEST, _YMD_ERA, _YMD_BARE, _YMD_ERA_BARE)
)
_TIME_ALONE = re.compile(_TIME + rf"\s*{_ZONE}?", re.IGNORECASE)
_TIME_DIGITS = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?")
_FIVE_DIGITS = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL = re.compile(r"\d{1,6}(?:\.\d+)?(?:[eE]-?\d+)?")
_ERA_OF_MARK: dict[str, Era] = {mark: e for e in ERAS for mark in (e.name, e.name[0], e.letter, str(e.digit))}


def plain(text: str) -> str:
    """`text` with full-width digits, signs and dashes made plain, for reading only."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def read_moment(text: str, style: DateStyle) -> WrittenMoment | DateFault:
    """What `text` says when dates are written in `style`.

    >>> read_moment("令和8年4月1日 午後1時05分", DateStyle.JAPANESE).day
    datetime.date(2026, 4, 1)
    >>> read_moment("43104", DateStyle.ISO)
    <DateFault.FIVE_DIGITS: 'date-five-digits'>
    """
    cleaned = plain(text)
    if style is DateStyle.EXCEL_SERIAL and _SERIAL.fullmatch(cleaned):
        return _from_serial(float(cleaned))
    if _FIVE_DIGITS.fullmatch(cleaned):
        return DateFault.FIVE_DIGITS
    if (digits := _DIGITS_MOMENT.fullmatch(cleaned)) is not None:
        cleaned = f"{digits['day']} {digits['hour']}:{digits['minute']}:{digits['second'] or '00'}"
    forms = _JAPANESE_FORMS if style is DateStyle.JAPANESE else _ISO_FORMS
    for form in forms:
        if (match := form.fullmatch(cleaned)) is not None:
            return _moment_of(match)
    return DateFault.UNREADABLE


def read_time_of_day(text: str) -> int | DateFault:
    """µs since midnight of a time in its own column: 12:30, 12時30分, 午後0時30分, 1230, 123000, or a fraction of a day (Excel).

    >>> read_time_of_day("１２：３０") == read_time_of_day("1230") == 45_000_000_000
    True
    """
    cleaned = plain(text)
    if (digits := _TIME_DIGITS.fullmatch(cleaned)) is not None:
        cleaned = f"{digits['hour']}:{digits['minute']}:{digits['second'] or '00'}"
    if re.fullmatch(r"0\.\d+|0", cleaned):
        return round(float(cleaned) * 86_400_000) * 1000
    match = _TIME_ALONE.fullmatch(cleaned)
    return _micros_of(match) if match is not None else DateFault.NO_SUCH_TIME


def _moment_of(match: re.Match[str]) -> WrittenMoment | DateFault:
    day = _day_of(match)
    if isinstance(day, DateFault):
        return day
    if match["hour"] is None:
        return WrittenMoment(day)
    micros = _micros_of(match)
    if isinstance(micros, DateFault):
        return micros
    if micros == _MICROS_PER_DAY:
        day, micros = day + timedelta(days=1), 0
    offset = _offset_of(match["zone"])
    return offset if isinstance(offset, DateFault) else WrittenMoment(day, micros, offset)


def _day_of(match: re.Match[str]) -> date | DateFault:
    mark = match.groupdict().get("era")
    if mark is None:
        return _western_day(int(match["year"]), int(match["month"]), int(match["day"]))
    era = _ERA_OF_MARK[mark.upper()]
    count = 1 if match["year"] == "元" else int(match["year"])
    day = _western_day(era.western_year(count), int(match["month"]), int(match["day"]), first_year=1868)
    if isinstance(day, DateFault):
        return day
    if count == 0 or not era.first <= day <= era.last:
        return DateFault.ERA_LIMIT
    if day < FIRST_GREGORIAN_DAY:
        return DateFault.OLD_CALENDAR
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else DateFault.YEAR_RANGE


def _western_day(year: int, month: int, day: int, *, first_year: int = FIRST_YEAR) -> date | DateFault:
    if not first_year <= year <= LAST_YEAR:
        return DateFault.YEAR_RANGE
    try:
        return date(year, month, day)
    except ValueError:
        return DateFault.NO_SUCH_DAY


def _micros_of(match: re.Match[str]) -> int | DateFault:
    """µs since midnight; 24:00 is allowed and means the end of the day."""
    hour = int(match["hour"])
    minute = int(match["m1"] or match["m2"] or 0)
    second = int(match["s1"] or match["s2"] or 0)
    half = (match["half"] or match["half2"] or "").upper()
    if half:
        if hour > 12:
            return DateFault.NO_SUCH_TIME
        hour = hour % 12 + (12 if half in ("午後", "PM") else 0)
    fraction = int((match["fraction"] or "0").ljust(6, "0")[:6])
    micros = ((hour * 60 + minute) * 60 + second) * _MICROS_PER_SECOND + fraction
    if minute > 59 or second > 59 or micros > _MICROS_PER_DAY:
        return DateFault.NO_SUCH_TIME
    return micros


def _offset_of(zone: str | None) -> int | DateFault | None:
    if zone is None:
        return None
    if zone.upper() == "Z":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if int(digits[2:]) > 59 or minutes > 18 * 60:
        return DateFault.NO_SUCH_TIME
    return -minutes if zone[0] == "-" else minutes


def _from_serial(serial: float) -> WrittenMoment | DateFault:
    """Excel's 1900 system. The fraction is rounded to milliseconds, finer than a spreadsheet can hold."""
    if serial < 1 or 60 <= serial < _EXCEL_FIRST_TRUE_SERIAL:
        return DateFault.NO_SUCH_DAY
    if serial >= _EXCEL_LAST_SERIAL + 1:
        return DateFault.YEAR_RANGE
    millis = round(serial * 86_400_000)
    days, rest = divmod(millis, 86_400_000)
    day = _EXCEL_DAY_ZERO + timedelta(days=days + (1 if days < 60 else 0))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return DateFault.YEAR_RANGE
    return WrittenMoment(day, rest * 1000 if rest else None)
