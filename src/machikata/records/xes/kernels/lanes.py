# SPDX-License-Identifier: Apache-2.0
"""Paths and lanes: which attribute a key is, where its values go, and which attribute is likely to come next."""

from __future__ import annotations

from machikata.records.xes.kernels.compiled import inlined
from machikata.records.xes.kernels.interning import intern
from machikata.records.xes.kernels.memory import (
    ARENA,
    CELLS,
    CONTEXT,
    CONTEXTS_BEFORE_LANES,
    DEFERRED,
    ENTRY_CODE,
    EVENT_ROW,
    HANDOVER,
    LANE_KIND,
    LANE_LENGTH,
    LANE_PATH,
    LANE_QUOTE,
    LANE_START,
    LANE_WRITES,
    LANES,
    NO_OFFSET,
    OFFSET,
    PATH_ENTRY,
    PATH_LANES,
    PATH_PARENT,
    PATH_ROW,
    PATH_SCOPE,
    PATHS,
    POSITION,
    TAG,
    VALUE,
    Memory,
    Whole,
)
from machikata.records.xes.kernels.words import keep_bytes, same_bytes

_REFUSED = -3
_MOST_WRITES = 8
"""How often the opening of a lane may be learnt anew: a file whose indentation changes all the time must not fill the memory."""


@inlined
def path_below(m: Memory, parent: Whole, at: Whole, length: Whole) -> Whole:
    """The path of the key at `at` below the path `parent`, made when new; negative when there is no room."""
    entry = intern(m, at, length, -1 - parent)
    if entry < 0:
        return entry
    path = m.entries[entry, ENTRY_CODE]
    if path >= 0:
        return path
    path = m.state[PATHS]
    if path >= len(m.paths):
        return _REFUSED
    m.paths[path, PATH_PARENT] = parent
    m.paths[path, PATH_SCOPE] = m.paths[parent, PATH_SCOPE]
    m.paths[path, PATH_ROW] = -1
    m.paths[path, PATH_ENTRY] = entry
    for kind in range(5):
        m.paths[path, PATH_LANES + kind] = -1
    m.entries[entry, ENTRY_CODE] = path
    m.state[PATHS] = path + 1
    return path


@inlined
def lane_for(m: Memory, path: Whole, kind: Whole) -> Whole:
    """The lane of values of `kind` at `path`, made when new; negative when there is no room."""
    lane = m.paths[path, PATH_LANES + kind]
    if lane >= 0:
        return lane
    lane = m.state[LANES]
    if lane >= len(m.lanes):
        return _REFUSED
    m.lanes[lane] = 0
    m.lanes[lane, LANE_PATH] = path
    m.lanes[lane, LANE_KIND] = kind
    m.paths[path, PATH_LANES + kind] = lane
    m.state[LANES] = lane + 1
    return lane


@inlined
def put_cell(m: Memory, lane: Whole) -> Whole:
    """Keep the value waiting in `state` as the cell of the current row; a second value in one row is not for this reader."""
    path = m.lanes[lane, LANE_PATH]
    row = m.state[EVENT_ROW - m.paths[path, PATH_SCOPE]]
    if m.paths[path, PATH_ROW] == row:
        return HANDOVER
    m.paths[path, PATH_ROW] = row
    cell = m.state[CELLS]
    m.cell_row[cell] = row
    m.cell_slot[cell] = 2 * lane + m.state[DEFERRED]
    m.cell_value[cell] = m.state[VALUE]
    m.cell_offset[cell] = m.state[OFFSET]
    m.state[CELLS] = cell + 1
    m.state[OFFSET] = NO_OFFSET
    return TAG


@inlined
def foresee(m: Memory, lane: Whole, value_at: Whole, quote: Whole) -> None:
    """Remember that `lane` follows what came before it, and the bytes that lead to its value.

    Only called for an attribute with nothing inside, key before value, so that the same bytes in the same context mean the same.
    """
    context = m.state[CONTEXT]
    if context < 0:
        return
    at = m.state[POSITION]
    length = value_at - at
    known = m.lanes[lane, LANE_LENGTH]
    if known != length or not same_bytes(m.block, at, m.arena, m.lanes[lane, LANE_START], length):
        start, words = m.state[ARENA], (length + 7) >> 3
        if m.lanes[lane, LANE_WRITES] >= _MOST_WRITES or start + words > len(m.arena):
            return
        keep_bytes(m.block, at, m.arena, start, length)
        m.lanes[lane, LANE_START] = start
        m.lanes[lane, LANE_LENGTH] = length
        m.lanes[lane, LANE_QUOTE] = quote
        m.lanes[lane, LANE_WRITES] += 1
        m.state[ARENA] = start + words
    m.foreseen[context] = lane


@inlined
def after_lane(lane: Whole) -> Whole:
    """The context after an attribute of `lane`."""
    return lane + CONTEXTS_BEFORE_LANES
