# SPDX-License-Identifier: Apache-2.0
"""Dates, numbers and truth values read in place. Each kernel answers only when it is certain; else the text is kept for later.

Each returns the index of the closing quote, or −1; the value goes to `state[VALUE]` (for decimals its bits), a date's offset to
`state[OFFSET]`.
"""

from __future__ import annotations

import numpy as np

from machikata.records.xes.kernels.compiled import inlined
from machikata.records.xes.kernels.memory import NO_OFFSET, OFFSET, VALUE, Bytes, Longs, Memory, Whole
from machikata.records.xes.kernels.words import word_at

_UNSURE = -1
_MICROS_PER_MINUTE = 60_000_000
_GREATEST_OFFSET_MIN = 1080
_POWERS_OF_TEN = np.array([10.0**i for i in range(23)])
_EXACT_INTEGERS = 2**53
_TRUE = np.uint64(int.from_bytes(b"true", "little"))
_FALSE = np.uint64(int.from_bytes(b"false", "little"))
_DAYS_BEFORE_MONTH = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
_DAYS_IN_MONTH = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@inlined
def two_digits(data: Bytes, at: Whole) -> Whole:
    """The number of two digits, or a large negative number."""
    tens = np.int64(data[at]) - 48
    ones = np.int64(data[at + 1]) - 48
    if tens < 0 or tens > 9 or ones < 0 or ones > 9:
        return -1_000_000
    return tens * 10 + ones


@inlined
def day_number(year: Whole, month: Whole, day: Whole) -> Whole:
    """Days since 1970-01-01 in the Gregorian calendar; −2⁶² when there is no such day."""
    if year < 1 or month < 1 or month > 12 or day < 1:
        return -(2**62)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if day > _DAYS_IN_MONTH[month - 1] + (1 if leap and month == 2 else 0):
        return -(2**62)
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400
    return days + _DAYS_BEFORE_MONTH[month - 1] + (1 if leap and month > 2 else 0) + day - 719_163


@inlined
def read_date(m: Memory, at: Whole, quote: Whole) -> Whole:
    """`YYYY-MM-DDThh:mm:ss[.f…][Z|±hh:mm]` up to the quote. Reads at most 64 bytes."""
    data = m.block
    if data[at + 4] != 45 or data[at + 7] != 45 or data[at + 10] != 84 or data[at + 13] != 58 or data[at + 16] != 58:
        return _UNSURE
    year = two_digits(data, at) * 100 + two_digits(data, at + 2)
    day = day_number(year, two_digits(data, at + 5), two_digits(data, at + 8))
    hour, minute, second = two_digits(data, at + 11), two_digits(data, at + 14), two_digits(data, at + 17)
    if day == -(2**62) or not 0 <= hour < 24 or not 0 <= minute < 60 or not 0 <= second < 60:
        return _UNSURE
    micros = ((day * 24 + hour) * 60 + minute) * _MICROS_PER_MINUTE + second * 1_000_000
    return _date_tail(data, at + 19, quote, micros, m.state)


@inlined
def _date_tail(data: Bytes, at: Whole, quote: Whole, micros: Whole, state: Longs) -> Whole:
    """Fraction, offset and closing quote."""
    if data[at] == 46:
        at += 1
        digits = 0
        unit = 100_000
        while 48 <= data[at] <= 57 and digits < 20:
            micros += (np.int64(data[at]) - 48) * unit
            unit //= 10
            digits += 1
            at += 1
        if digits == 0:
            return _UNSURE
    offset = np.int64(NO_OFFSET)
    if data[at] == 90:
        offset = np.int64(0)
        at += 1
    elif data[at] == 43 or data[at] == 45:
        hours, minutes = two_digits(data, at + 1), two_digits(data, at + 4)
        offset = hours * 60 + minutes
        if data[at + 3] != 58 or hours < 0 or not 0 <= minutes < 60 or offset > _GREATEST_OFFSET_MIN:
            return _UNSURE
        offset = offset if data[at] == 43 else -offset
        micros -= offset * _MICROS_PER_MINUTE
        at += 6
    if data[at] != quote:
        return _UNSURE
    state[VALUE] = micros
    state[OFFSET] = offset
    return at


@inlined
def read_int(m: Memory, at: Whole, quote: Whole) -> Whole:
    """A whole number of at most 18 digits."""
    data = m.block
    negative = data[at] == 45
    if negative or data[at] == 43:
        at += 1
    value = np.int64(0)
    digits = 0
    while 48 <= data[at] <= 57 and digits < 19:
        value = value * 10 + (np.int64(data[at]) - 48)
        digits += 1
        at += 1
    if digits == 0 or digits > 18 or data[at] != quote:
        return _UNSURE
    m.state[VALUE] = -value if negative else value
    return at


@inlined
def read_float(m: Memory, at: Whole, quote: Whole) -> Whole:
    """A decimal number whose digits fit in 53 bits and whose power of ten is exact: then one multiplication rounds rightly."""
    data = m.block
    negative = data[at] == 45
    if negative or data[at] == 43:
        at += 1
    mantissa, digits, power = np.int64(0), 0, 0
    while digits < 19 and 48 <= data[at] <= 57:
        mantissa = mantissa * 10 + (np.int64(data[at]) - 48)
        digits += 1
        at += 1
    if data[at] == 46:
        at += 1
        while digits < 19 and 48 <= data[at] <= 57:
            mantissa = mantissa * 10 + (np.int64(data[at]) - 48)
            digits += 1
            power -= 1
            at += 1
    if digits == 0 or digits > 18:
        return _UNSURE
    if data[at] == 69 or data[at] == 101:
        shift = _exponent(data, at + 1, m.state)
        if shift < 0:
            return _UNSURE
        power += m.state[VALUE]
        at = shift
    if data[at] != quote or mantissa > _EXACT_INTEGERS or power < -22 or power > 22:
        return _UNSURE
    value = np.float64(mantissa)
    value = value * _POWERS_OF_TEN[power] if power >= 0 else value / _POWERS_OF_TEN[-power]
    m.state[VALUE] = np.float64(-value if negative else value).view(np.int64)
    return at


@inlined
def _exponent(data: Bytes, at: Whole, state: Longs) -> Whole:
    """The index after an exponent of at most three digits; its value goes to `state[VALUE]`."""
    negative = data[at] == 45
    if negative or data[at] == 43:
        at += 1
    value, digits = np.int64(0), 0
    while digits < 4 and 48 <= data[at] <= 57:
        value = value * 10 + (np.int64(data[at]) - 48)
        digits += 1
        at += 1
    if digits == 0 or digits > 3:
        return _UNSURE
    state[VALUE] = -value if negative else value
    return at


@inlined
def read_boolean(m: Memory, at: Whole, quote: Whole) -> Whole:
    """`true` or `false`."""
    word = word_at(m.block, at)
    if (word & np.uint64(0xFFFFFFFF)) == _TRUE and m.block[at + 4] == quote:
        m.state[VALUE] = 1
        return at + 4
    if (word & np.uint64(0xFFFFFFFFFF)) == _FALSE and m.block[at + 5] == quote:
        m.state[VALUE] = 0
        return at + 5
    return _UNSURE
