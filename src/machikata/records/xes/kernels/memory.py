# SPDX-License-Identifier: Apache-2.0
"""What the tokenizer works on: one tuple of arrays, and the names of their columns.

Words used in the kernels: a *path* is an attribute's place (its key below the path of what holds it; paths 0 and 1 are the event
and the case themselves); a *lane* is a path with one kind of value; a *slot* is 2·lane for values understood in place, 2·lane + 1
for those kept as text to be understood later; a *cell* is one value in one row; an *entry* is a distinct text of one owner (a
slot's value, or a key below a path).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Whole: TypeAlias = Any
"""A 64-bit whole number: Python's or NumPy's, which numba does not tell apart."""
Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.int16]


class Status(IntEnum):
    """Why the tokenizer came back."""

    MORE = 0
    """It needs the next bytes: `state[POSITION]` is the first one not used up."""
    GROW = 1
    """The dictionary is full: make it larger and call again."""
    FLUSH = 2
    """The cells are full: take them away and call again."""
    HANDOVER = 3
    """Something it does not know: the strict reader must take the file."""
    TAG = 4
    """Inside the kernels: one tag is done."""
    MISS = 5
    """Inside the kernels: the tag is not the one foreseen."""


# Codes the kernels compare with; IntEnum members would be slower to compile.
MORE, GROW, FLUSH, HANDOVER, TAG, MISS = (int(s) for s in Status)

EVENT_PATH, CASE_PATH = 0, 1
NO_OFFSET = -(2**15)
"""Offset of a date that names none."""

# Columns of `state`.
POSITION, CONTEXT, DEPTH, CLOSED, CASE_ROW, EVENT_ROW = range(6)
CELLS, EVENTS, ENTRIES, ARENA, PATHS, LANES = range(6, 12)
VALUE, OFFSET, DEFERRED = range(12, 15)
KEY_AT, KEY_END, VALUE_AT, VALUE_END, TAG_END, SELF_CLOSED = range(15, 21)
STATE_SIZE = 24

# Columns of `entries`, `paths`, `lanes`.
ENTRY_HASH, ENTRY_OWNER, ENTRY_LENGTH, ENTRY_START, ENTRY_CODE = range(5)
PATH_PARENT, PATH_SCOPE, PATH_ROW, PATH_ENTRY, PATH_LANES = range(5)
PATH_COLUMNS = PATH_LANES + 5
LANE_PATH, LANE_KIND, LANE_START, LANE_LENGTH, LANE_QUOTE, LANE_WRITES, LANE_DISTINCT = range(7)
LANE_COLUMNS = LANE_DISTINCT + 2


class Memory(NamedTuple):
    """All arrays of one tokenizer."""

    block: Bytes
    """The bytes at hand, with at least `PADDING` bytes beyond their end."""
    state: Longs
    buckets: Longs
    """Open addressing: upper 32 bits of the hash and the entry's number, −1 where free. Length a power of two."""
    entries: Longs
    arena: Words
    """The bytes of entries and openings, each padded with zeros to whole words."""
    paths: Longs
    lanes: Longs
    foreseen: Longs
    """By context (0 after `<event>`, 1 after `<trace>`, 2 + lane after an attribute) the lane that came next last time; or −1."""
    as_text: Bytes
    """1 for paths whose values are kept as written because their kinds differ."""
    stack_element: Longs
    stack_path: Longs
    cell_row: Ints
    cell_slot: Ints
    cell_value: Longs
    cell_offset: Shorts
    event_case: Ints


PADDING = 64
CONTEXTS_BEFORE_LANES = 2
