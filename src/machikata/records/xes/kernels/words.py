# SPDX-License-Identifier: Apache-2.0
"""Eight bytes at a time: loading, searching and comparing."""

from __future__ import annotations

import numpy as np

from machikata.records.xes.kernels.compiled import inlined
from machikata.records.xes.kernels.memory import Bytes, Whole, Words

_ONE = np.uint64(1)
_EIGHT = np.uint64(8)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_LOWS = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)
_BLANKS = np.uint64(0x2020202020202020)
_AMPERSANDS = np.uint64(0x2626262626262626)
_LESS_THANS = np.uint64(0x3C3C3C3C3C3C3C3C)
_RANK = np.uint64(0x0001020304050607)


@inlined
def word_at(data: Bytes, at: Whole) -> np.uint64:
    """The eight bytes from `at` on, the first one lowest. The compiler makes one load of it."""
    i = np.uint64(at)
    return (
        np.uint64(data[i])
        | np.uint64(data[i + _ONE]) << _EIGHT
        | np.uint64(data[i + np.uint64(2)]) << np.uint64(16)
        | np.uint64(data[i + np.uint64(3)]) << np.uint64(24)
        | np.uint64(data[i + np.uint64(4)]) << np.uint64(32)
        | np.uint64(data[i + np.uint64(5)]) << np.uint64(40)
        | np.uint64(data[i + np.uint64(6)]) << np.uint64(48)
        | np.uint64(data[i + np.uint64(7)]) << np.uint64(56)
    )


@inlined
def low_bytes(count: Whole) -> np.uint64:
    """A mask of the lowest `count` bytes, 0 to 7."""
    return (_ONE << np.uint64(8 * count)) - _ONE


@inlined
def find_byte(data: Bytes, at: Whole, end: Whole, wanted: Whole) -> Whole:
    """The index of the first byte `wanted` from `at` on and before `end`; `end` when there is none."""
    pattern = np.uint64(wanted) * _LOWS
    while at < end:
        differs = word_at(data, at) ^ pattern
        # The lowest byte of value 0 in `differs` gives the lowest set bit here (higher ones may be false).
        found = (differs - _LOWS) & (differs ^ _ALL) & _HIGHS
        if found != np.uint64(0):
            lowest = (found & (np.uint64(0) - found)) >> np.uint64(7)
            return min(at + np.int64((lowest * _RANK) >> np.uint64(56)), end)
        at += 8
    return end


@inlined
def same_bytes(data: Bytes, at: Whole, arena: Words, start: Whole, length: Whole) -> bool:
    """Are the `length` bytes from `at` on those kept in `arena` from word `start` on?"""
    whole = length >> 3
    for i in range(whole):
        if word_at(data, at + 8 * i) != arena[start + i]:
            return False
    rest = length & 7
    if rest == 0:
        return True
    return bool((word_at(data, at + 8 * whole) & low_bytes(rest)) == arena[start + whole])


@inlined
def keep_bytes(data: Bytes, at: Whole, arena: Words, start: Whole, length: Whole) -> None:
    """Copy `length` bytes from `at` on into `arena` from word `start` on, padded with zeros."""
    whole = length >> 3
    for i in range(whole):
        arena[start + i] = word_at(data, at + 8 * i)
    rest = length & 7
    if rest != 0:
        arena[start + whole] = word_at(data, at + 8 * whole) & low_bytes(rest)


@inlined
def skip_space(data: Bytes, at: Whole, end: Whole) -> Whole:
    """The index of the first byte from `at` on that is no XML white space, or `end`."""
    while at < end and (data[at] == 32 or data[at] == 10 or data[at] == 9 or data[at] == 13):
        at += 1
    return at


@inlined
def is_plain_part(data: Bytes, at: Whole, end: Whole) -> bool:
    """Is there neither a control character nor `&` nor `<` from `at` on before `end`?"""
    found = np.uint64(0)
    while at < end:
        word = word_at(data, at)
        if end - at < 8:
            kept = low_bytes(end - at)
            word = (word & kept) | (_BLANKS & (kept ^ _ALL))
        ampersand, less = word ^ _AMPERSANDS, word ^ _LESS_THANS
        found |= (word - _BLANKS) & (word ^ _ALL)
        found |= (ampersand - _LOWS) & (ampersand ^ _ALL)
        found |= (less - _LOWS) & (less ^ _ALL)
        at += 8
    return bool((found & _HIGHS) == np.uint64(0))
