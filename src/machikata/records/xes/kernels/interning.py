# SPDX-License-Identifier: Apache-2.0
"""The dictionary of distinct texts: open addressing over bytes, entries numbered in the order they came."""

from __future__ import annotations

import numpy as np

from machikata.records.xes.kernels.compiled import inlined
from machikata.records.xes.kernels.memory import (
    ARENA,
    ENTRIES,
    ENTRY_CODE,
    ENTRY_HASH,
    ENTRY_LENGTH,
    ENTRY_OWNER,
    ENTRY_START,
    Bytes,
    Longs,
    Memory,
    Whole,
)
from machikata.records.xes.kernels.words import keep_bytes, low_bytes, same_bytes, word_at

FULL = -1
CROWDED = -2
"""So many entries under one hash that someone may have made them on purpose; the strict reader's dictionaries resist that."""
_LONGEST_PROBE = 1000
_SEED = np.uint64(0x9E3779B97F4A7C15)
_FACTOR = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


@inlined
def hash_of(data: Bytes, at: Whole, length: Whole, owner: Whole) -> np.uint64:
    """64 bits from the bytes, their number and the owner."""
    code = (np.uint64(owner) ^ (np.uint64(length) << _HALF)) * _SEED
    whole = length >> 3
    for i in range(whole):
        code = (code ^ word_at(data, at + 8 * i)) * _FACTOR
        code ^= code >> _HALF
    rest = length & 7
    if rest != 0:
        code = (code ^ (word_at(data, at + 8 * whole) & low_bytes(rest))) * _FACTOR
        code ^= code >> _HALF
    code *= _FACTOR
    return code ^ (code >> _HALF)


@inlined
def intern(m: Memory, at: Whole, length: Whole, owner: Whole) -> Whole:
    """The entry of these bytes of the block for `owner`, made when new (its code is then −1); `FULL` or `CROWDED`."""
    code = np.int64(hash_of(m.block, at, length, owner))
    mask = len(m.buckets) - 1
    tag = code >> 32
    place = code & mask
    for _ in range(_LONGEST_PROBE):
        bucket = m.buckets[place]
        if bucket < 0 and bucket == -1:
            return _new_entry(m, at, length, owner, code, place)
        if bucket >> 32 == tag & 0x7FFFFFFF:
            entry = bucket & 0xFFFFFFFF
            if _is_entry(m, entry, at, length, owner, code):
                return entry
        place = (place + 1) & mask
    return CROWDED


@inlined
def _is_entry(m: Memory, entry: Whole, at: Whole, length: Whole, owner: Whole, code: Whole) -> bool:
    return (
        m.entries[entry, ENTRY_HASH] == code
        and m.entries[entry, ENTRY_OWNER] == owner
        and m.entries[entry, ENTRY_LENGTH] == length
        and same_bytes(m.block, at, m.arena, m.entries[entry, ENTRY_START], length)
    )


@inlined
def _new_entry(m: Memory, at: Whole, length: Whole, owner: Whole, code: Whole, place: Whole) -> Whole:
    entry = m.state[ENTRIES]
    start = m.state[ARENA]
    words = (length + 7) >> 3
    # A quarter of the buckets in use keeps probes short.
    if entry >= len(m.entries) or start + words > len(m.arena) or 4 * entry >= len(m.buckets):
        return FULL
    keep_bytes(m.block, at, m.arena, start, length)
    m.entries[entry, ENTRY_HASH] = code
    m.entries[entry, ENTRY_OWNER] = owner
    m.entries[entry, ENTRY_LENGTH] = length
    m.entries[entry, ENTRY_START] = start
    m.entries[entry, ENTRY_CODE] = -1
    m.buckets[place] = bucket_of(code, entry)
    m.state[ENTRIES] = entry + 1
    m.state[ARENA] = start + words
    return entry


@inlined
def bucket_of(code: Whole, entry: Whole) -> Whole:
    """What a bucket holds of an entry: 31 bits of its hash and its number; never negative."""
    return ((code >> 32) & 0x7FFFFFFF) << 32 | entry


@inlined
def refill_buckets(buckets: Longs, entries: Longs, count: Whole) -> None:
    """Put the first `count` entries into new, empty `buckets`."""
    mask = len(buckets) - 1
    for entry in range(count):
        code = entries[entry, ENTRY_HASH]
        place = code & mask
        while buckets[place] != -1:
            place = (place + 1) & mask
        buckets[place] = bucket_of(code, entry)
