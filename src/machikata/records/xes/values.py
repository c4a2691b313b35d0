# SPDX-License-Identifier: Apache-2.0
"""What the text of a typed XES attribute means: dates, whole numbers, decimals, truth values. The reference for both readers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from machikata.domain.text import Text

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_END_OF_YEARS = (date.max.toordinal() + 1 - _EPOCH_DAY) * 86_400_000_000
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 -- local time without zone is the point here
_MICROSECOND = timedelta(microseconds=1)
MICROS_PER_SECOND = 1_000_000
MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND
MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND
GREATEST_OFFSET_MIN = 18 * 60
"""No zone ever was further than 15:56 from UTC; 18 h is the bound java.time uses."""
_LEAST_INT, _GREATEST_INT = -(2**63), 2**63 - 1
_DATE = re.compile(
    r"(?P<sign>[+-]?)(?P<year>\d{4,})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)
_INT = re.compile(r"[+-]?\d+", re.ASCII)
_FLOAT = re.compile(r"[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:E[+-]?\d+)?|INF(?:INITY)?)|NAN", re.ASCII | re.IGNORECASE)
XML_SPACE = " \t\r\n"


class Kind(IntEnum):
    """Kinds of column that XES types become."""

    STRING = 0
    DATE = 1
    INT = 2
    FLOAT = 3
    BOOLEAN = 4

    @property
    def xes_name(self) -> str:
        """The XES type of this kind (`id` counts as string)."""
        return self.name.lower()


KIND_OF_ELEMENT = {
    "string": Kind.STRING,
    "id": Kind.STRING,
    "date": Kind.DATE,
    "int": Kind.INT,
    "float": Kind.FLOAT,
    "boolean": Kind.BOOLEAN,
}
GROUP_ELEMENTS = frozenset({"list", "container"})
"""Elements that have children but no value of their own."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not a value of its type."""

    code: str
    what: Text


@dataclass(frozen=True, slots=True)
class Moment:
    """A date: `micros` since 1970-01-01 UTC and the offset in minutes; without an offset, `micros` are local."""

    micros: int
    offset_min: int | None


Value = str | int | float | bool | Moment

_NO_DATE = Fault("xes-date-unreadable", Text("日時として読めません", "not an ISO 8601 date and time"))
_NO_DAY = Fault("xes-date-no-such-day", Text("暦にない日付です", "there is no such day"))
_NO_TIME = Fault("xes-date-no-such-time", Text("ない時刻です", "there is no such time of day"))
_NO_OFFSET = Fault("xes-date-no-such-offset", Text("ない時差です", "there is no such offset from UTC"))
_NO_YEAR = Fault("xes-date-year-out-of-range", Text("年が1から9999の外です", "the year is outside 1 to 9999"))
_NO_INT = Fault("xes-int-unreadable", Text("整数として読めません", "not a whole number"))
_INT_RANGE = Fault(
    "xes-int-out-of-range", Text("整数が大きすぎます（64ビット）", "the whole number does not fit in 64 bits")
)
_NO_FLOAT = Fault("xes-float-unreadable", Text("数として読めません", "not a number"))
_NO_BOOLEAN = Fault("xes-boolean-unreadable", Text("true／falseとして読めません", "neither true nor false"))


def parse(kind: Kind, text: str) -> Value | Fault:
    """The value of `text` read as `kind`.

    >>> parse(Kind.DATE, "1970-01-01T09:00:00+09:00")
    Moment(micros=0, offset_min=540)
    >>> parse(Kind.INT, "1.5").code
    'xes-int-unreadable'
    """
    if kind is Kind.STRING:
        return text
    stripped = text.strip(XML_SPACE)
    if kind is Kind.DATE:
        return parse_date(stripped)
    if kind is Kind.INT:
        return parse_int(stripped)
    if kind is Kind.FLOAT:
        return parse_float(stripped)
    return parse_boolean(stripped)


def parse_date(text: str) -> Moment | Fault:
    """ISO 8601 as XML Schema writes it; also a blank for T, no seconds, no time, offsets without colon. Finer than µs is cut off.

    24:00:00 is the end of the day; a leap second is refused.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return _NO_DATE
    if match["sign"] or len(match["year"]) > 4 or match["year"] == "0000":
        return _NO_YEAR
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"])).toordinal() - _EPOCH_DAY
    except ValueError:
        return _NO_DAY
    time = _time_of_day(match)
    offset = _offset(match["zone"])
    if isinstance(time, Fault):
        return time
    if isinstance(offset, Fault):
        return offset
    local = day * MICROS_PER_DAY + time
    if local >= _END_OF_YEARS:
        return _NO_YEAR
    return Moment(local - (offset or 0) * MICROS_PER_MINUTE, offset)


def _time_of_day(match: re.Match[str]) -> int | Fault:
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    fraction = int((match["fraction"] or "0").ljust(6, "0")[:6])
    micros = ((hour * 60 + minute) * 60 + second) * MICROS_PER_SECOND + fraction
    if minute > 59 or second > 59 or micros > MICROS_PER_DAY:
        return _NO_TIME
    return micros


def _offset(zone: str | None) -> int | Fault | None:
    if zone is None:
        return None
    if zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if int(digits[2:]) > 59 or minutes > GREATEST_OFFSET_MIN:
        return _NO_OFFSET
    return -minutes if zone[0] == "-" else minutes


def parse_int(text: str) -> int | Fault:
    """A whole number of 64 bits."""
    if _INT.fullmatch(text) is None:
        return _NO_INT
    # Python refuses to convert thousands of digits; 64 bits need 19.
    value = int(text) if len(text) < 4000 else _GREATEST_INT + 1
    return value if _LEAST_INT <= value <= _GREATEST_INT else _INT_RANGE


def parse_float(text: str) -> float | Fault:
    """A decimal number, NaN or ±INF (also written Infinity, as Java does)."""
    if _FLOAT.fullmatch(text) is None:
        return _NO_FLOAT
    return math.nan if text[0] in "nN" else float(text)


def parse_boolean(text: str) -> bool | Fault:
    """True or false in any case, 1 or 0."""
    lowered = text.lower()
    if lowered in ("true", "1"):
        return True
    return False if lowered in ("false", "0") else _NO_BOOLEAN


def in_zone(local_micros: int, zone: ZoneInfo) -> tuple[int, int]:
    """(µs UTC, offset in whole minutes) of a local time in `zone`; of an hour that occurs twice the first is meant.

    The instant is exact even where the offset had seconds (Tokyo before 1888); only the offset is cut to minutes.
    """
    offset = (_EPOCH + local_micros * _MICROSECOND).replace(tzinfo=zone).utcoffset() or timedelta()
    return local_micros - offset // _MICROSECOND, offset // timedelta(minutes=1)
