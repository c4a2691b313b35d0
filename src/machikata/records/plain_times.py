# SPDX-License-Identifier: Apache-2.0
"""The fast way through regular timestamps: 2026-04-01, 2026-04-01T12:30:45.123+09:00 and their like, many at once.

Logs with seconds have nearly as many distinct times as rows. Values of one of the fixed widths below are read as a matrix of digits;
whatever does not fit exactly is left to `domain.written_dates.read_moment`, which is also the reference this is tested against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.domain.event_log import DateStyle
from machikata.domain.written_dates import FIRST_YEAR, LAST_YEAR

NO_OFFSET = np.iinfo(np.int16).min
"""Stands for "no zone written"."""
_DAY, _MINUTE, _SECOND, _MILLI, _MICRO = 10, 16, 19, 23, 26
_WIDTHS = {base + zone: (base, zone) for base in (_MINUTE, _SECOND, _MILLI, _MICRO) for zone in (0, 1, 6)} | {
    _DAY: (_DAY, 0)
}
"""Width of the text → width without the zone, width of the zone ('', 'Z', '+09:00')."""
_ZERO = ord("0")

_Bytes = npt.NDArray[np.uint8]
_Ints = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ReadTimes:
    """Per value: local µs since 1970-01-01 00:00, offset in minutes or `NO_OFFSET`, and whether the value was read."""

    local_us: npt.NDArray[np.int64]
    offset_min: npt.NDArray[np.int16]
    done: npt.NDArray[np.bool_]


def read_plain(values: pa.StringArray, style: DateStyle) -> ReadTimes:
    """Read the values of regular form; `done` is False for every other one."""
    read = ReadTimes(
        np.zeros(len(values), np.int64), np.full(len(values), NO_OFFSET, np.int16), np.zeros(len(values), np.bool_)
    )
    if len(values) == 0 or style is DateStyle.EXCEL_SERIAL:
        return read
    text, starts = _bytes_of(values)
    widths = np.diff(starts)
    for width, (base, zone) in _WIDTHS.items():
        rows = np.flatnonzero(widths == width)
        for part in np.array_split(rows, max(1, len(rows) // 500_000)):
            if len(part):
                _read_width(text[starts[part][:, None] + np.arange(width)], part, base, zone, style, read)
    return read


def _bytes_of(values: pa.StringArray) -> tuple[_Bytes, _Ints]:
    _, offsets, data = values.buffers()
    starts = np.frombuffer(offsets, np.int32, len(values) + 1, values.offset * 4).astype(np.int64)
    return (np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)), starts


def _read_width(chars: _Bytes, rows: _Ints, base: int, zone: int, style: DateStyle, read: ReadTimes) -> None:
    good = _separators_fit(chars, base, style)
    year, fit = _number(chars, 0, 4)
    month, fit_month = _number(chars, 5, 7)
    day, fit_day = _number(chars, 8, 10)
    good &= fit & fit_month & fit_day & _days_exist(year, month, day)
    local = _days_since_1970(year, month, day) * 86_400_000_000
    if base > _DAY:
        micros, fits = _time_part(chars, base)
        local, good = local + micros, good & fits
    offset = np.full(len(rows), NO_OFFSET, np.int64)
    if zone:
        offset, fits = _zone_part(chars, base, zone)
        good = good & fits
    read.local_us[rows[good]] = local[good]
    read.offset_min[rows[good]] = offset[good].astype(np.int16)
    read.done[rows[good]] = True


def _separators_fit(chars: _Bytes, base: int, style: DateStyle) -> _Mask:
    first = chars[:, 4]
    good = first == ord("-")
    if style is DateStyle.JAPANESE:
        good |= first == ord("/")
    good &= chars[:, 7] == first
    if base > _DAY:
        good &= ((chars[:, 10] == ord("T")) | (chars[:, 10] == ord(" "))) & (chars[:, 13] == ord(":"))
    if base >= _SECOND:
        good &= chars[:, 16] == ord(":")
    if base >= _MILLI:
        good &= chars[:, 19] == ord(".")
    return np.asarray(good)


def _number(chars: _Bytes, start: int, stop: int) -> tuple[_Ints, _Mask]:
    digits = chars[:, start:stop].astype(np.int64) - _ZERO
    fits = ((digits >= 0) & (digits <= 9)).all(axis=1)
    return digits @ (10 ** np.arange(stop - start - 1, -1, -1, dtype=np.int64)), np.asarray(fits)


def _time_part(chars: _Bytes, base: int) -> tuple[_Ints, _Mask]:
    hour, good = _number(chars, 11, 13)
    minute, fits = _number(chars, 14, 16)
    good &= fits & (hour < 24) & (minute < 60)
    micros = (hour * 60 + minute) * 60_000_000
    if base >= _SECOND:
        second, fits = _number(chars, 17, 19)
        good &= fits & (second < 60)
        micros += second * 1_000_000
    if base >= _MILLI:
        fraction, fits = _number(chars, 20, base)
        good &= fits
        micros += fraction * (1000 if base == _MILLI else 1)
    return micros, np.asarray(good)


def _zone_part(chars: _Bytes, base: int, zone: int) -> tuple[_Ints, _Mask]:
    sign = chars[:, base]
    if zone == 1:
        return np.zeros(len(chars), np.int64), np.asarray(sign == ord("Z"))
    hours, good = _number(chars, base + 1, base + 3)
    minutes, fits = _number(chars, base + 4, base + 6)
    good &= fits & (minutes < 60) & (hours < 18) & (chars[:, base + 3] == ord(":"))
    good &= (sign == ord("+")) | (sign == ord("-"))
    total = hours * 60 + minutes
    return np.where(sign == ord("-"), -total, total), np.asarray(good)


def _days_exist(year: _Ints, month: _Ints, day: _Ints) -> _Mask:
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)
    month_fits = (month >= 1) & (month <= 12)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)) & (month == 2)
    last = lengths[np.where(month_fits, month, 0)] + leap
    return np.asarray(month_fits & (day >= 1) & (day <= last) & (year >= FIRST_YEAR) & (year <= LAST_YEAR))


def _days_since_1970(year: _Ints, month: _Ints, day: _Ints) -> _Ints:
    months = (year - 1970) * 12 + np.clip(month, 1, 12) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.asarray(first + day - 1)
