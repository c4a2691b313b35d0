# SPDX-License-Identifier: Apache-2.0
"""One tag after the other: the one foreseen by a comparison of bytes, any other by taking it apart."""

from __future__ import annotations

import numpy as np

from machikata.records.xes.kernels.compiled import inlined
from machikata.records.xes.kernels.interning import FULL, intern
from machikata.records.xes.kernels.lanes import after_lane, foresee, lane_for, path_below, put_cell
from machikata.records.xes.kernels.memory import (
    CASE_PATH,
    CASE_ROW,
    CELLS,
    CLOSED,
    CONTEXT,
    DEFERRED,
    DEPTH,
    ENTRY_CODE,
    EVENT_PATH,
    EVENT_ROW,
    EVENTS,
    FLUSH,
    GROW,
    HANDOVER,
    KEY_AT,
    KEY_END,
    LANE_DISTINCT,
    LANE_KIND,
    LANE_LENGTH,
    LANE_QUOTE,
    LANE_START,
    MISS,
    MORE,
    POSITION,
    SELF_CLOSED,
    TAG,
    TAG_END,
    VALUE,
    VALUE_AT,
    VALUE_END,
    Bytes,
    Memory,
    Whole,
)
from machikata.records.xes.kernels.numbers import read_boolean, read_date, read_float, read_int
from machikata.records.xes.kernels.words import find_byte, is_plain_part, low_bytes, same_bytes, skip_space, word_at

_STRING, _DATE, _INT, _FLOAT, _BOOLEAN, _GROUP, _VALUES, _CASE, _EVENT, _LOG, _UNKNOWN = range(11)
"""Elements; the first five are also the kinds of `values.Kind`. The group is `container`."""
_LIST, _ID = 11, 12
_UNCLOSED = -1
_NO_ROOM = -2
_STRANGE = -3


def _word(name: str) -> np.uint64:
    return np.uint64(int.from_bytes(name.encode("ascii")[:8], "little"))


_W_STRING, _W_DATE, _W_INT, _W_FLOAT, _W_BOOLEAN = (_word(n) for n in ("string", "date", "int", "float", "boolean"))
_W_ID, _W_LIST, _W_CONTAINER, _W_VALUES = (_word(n) for n in ("id", "list", "container", "values"))
_W_TRACE, _W_EVENT, _W_LOG = (_word(n) for n in ("trace", "event", "log"))
_W_KEY, _W_VALUE = _word("key="), _word("value=")


@inlined
def tokenize(m: Memory, end: Whole) -> Whole:
    """Take tags from `state[POSITION]` on until something stops it: `MORE`, `GROW`, `FLUSH` or `HANDOVER`."""
    while True:
        if m.state[CELLS] + 1 >= len(m.cell_row) or m.state[EVENTS] + 1 >= len(m.event_case):
            return FLUSH
        status = _foreseen_tag(m, end)
        if status == MISS:
            status = _any_tag(m, end)
        if status != TAG:
            return status


@inlined
def _foreseen_tag(m: Memory, end: Whole) -> Whole:
    context = m.state[CONTEXT]
    if context < 0:
        return MISS
    lane = m.foreseen[context]
    if lane < 0:
        return MISS
    at = m.state[POSITION]
    length = m.lanes[lane, LANE_LENGTH]
    if at + length >= end or not same_bytes(m.block, at, m.arena, m.lanes[lane, LANE_START], length):
        return MISS
    quote_at = _value(m, lane, at + length, end, m.lanes[lane, LANE_QUOTE])
    if quote_at < 0 or quote_at + 3 > end or m.block[quote_at + 1] != 47 or m.block[quote_at + 2] != 62:
        return MISS
    m.state[POSITION] = quote_at + 3
    m.state[CONTEXT] = after_lane(lane)
    return put_cell(m, lane)


@inlined
def _value(m: Memory, lane: Whole, at: Whole, end: Whole, quote: Whole) -> Whole:
    """Understand the value at `at` and leave it in `state`; the index of its closing quote, or `_UNCLOSED`, `_NO_ROOM`, `_STRANGE`."""
    kind = m.lanes[lane, LANE_KIND]
    m.state[DEFERRED] = 0
    found = -1
    if kind == _DATE:
        found = read_date(m, at, quote)
    elif kind == _INT:
        found = read_int(m, at, quote)
    elif kind == _FLOAT:
        found = read_float(m, at, quote)
    elif kind == _BOOLEAN:
        found = read_boolean(m, at, quote)
    if 0 <= found < end:
        return found
    if kind != _STRING:
        m.state[DEFERRED] = 1
    return _text(m, lane, at, end, quote)


@inlined
def _text(m: Memory, lane: Whole, at: Whole, end: Whole, quote: Whole) -> Whole:
    found = find_byte(m.block, at, end, quote)
    if found >= end:
        return _UNCLOSED
    deferred = m.state[DEFERRED]
    entry = intern(m, at, found - at, 2 * lane + deferred)
    if entry < 0:
        return _NO_ROOM if entry == FULL else _STRANGE
    code = m.entries[entry, ENTRY_CODE]
    if code < 0:
        code = m.lanes[lane, LANE_DISTINCT + deferred]
        m.entries[entry, ENTRY_CODE] = code
        m.lanes[lane, LANE_DISTINCT + deferred] = code + 1
    m.state[VALUE] = code
    return found


@inlined
def _any_tag(m: Memory, end: Whole) -> Whole:
    at = skip_space(m.block, m.state[POSITION], end)
    if at + 1 >= end:
        return MORE
    if m.block[at] != 60:
        return HANDOVER
    if m.block[at + 1] == 47:
        return _closing_tag(m, at + 2, end)
    name_end = _name_end(m.block, at + 1, end)
    if name_end >= end:
        return MORE
    element = _element(m.block, at + 1, name_end)
    if m.state[DEPTH] == 0:
        return _case_tag(m, name_end, end) if element == _CASE and m.state[CLOSED] == 0 else HANDOVER
    if element == _EVENT:
        return _event_tag(m, name_end, end)
    if element == _VALUES:
        return _values_tag(m, name_end, end)
    if _is_attribute(element):
        return _attribute_tag(m, element, name_end, end)
    return HANDOVER


@inlined
def _name_end(data: Bytes, at: Whole, end: Whole) -> Whole:
    while at < end and 97 <= data[at] <= 122:
        at += 1
    return at


@inlined
def _element(data: Bytes, at: Whole, end: Whole) -> Whole:
    length = end - at
    if length == 9 and data[at + 8] == 114 and word_at(data, at) == _W_CONTAINER:
        return _GROUP
    if length > 7:
        return _UNKNOWN
    word = word_at(data, at) & low_bytes(length)
    if word == _W_STRING:
        return _STRING
    if word == _W_DATE:
        return _DATE
    if word == _W_EVENT:
        return _EVENT
    if word == _W_INT:
        return _INT
    if word == _W_FLOAT:
        return _FLOAT
    if word == _W_BOOLEAN:
        return _BOOLEAN
    if word == _W_TRACE:
        return _CASE
    return _rare_element(word)


@inlined
def _rare_element(word: np.uint64) -> Whole:
    if word == _W_ID:
        return _ID
    if word == _W_LIST:
        return _LIST
    if word == _W_VALUES:
        return _VALUES
    return _LOG if word == _W_LOG else _UNKNOWN


@inlined
def _tag_end(data: Bytes, at: Whole, end: Whole) -> Whole:
    """After the name of a tag without XML attributes: the index after `>`, the same negative after `/>`; 0 when neither, `end` unknown."""
    at = skip_space(data, at, end)
    if at + 1 >= end:
        return end
    if data[at] == 62:
        return at + 1
    if data[at] == 47 and data[at + 1] == 62:
        return -(at + 2)
    return 0


@inlined
def _push(m: Memory, element: Whole, path: Whole) -> bool:
    depth = m.state[DEPTH]
    if depth >= len(m.stack_path):
        return False
    m.stack_element[depth] = element
    m.stack_path[depth] = path
    m.state[DEPTH] = depth + 1
    return True


@inlined
def _case_tag(m: Memory, name_end: Whole, end: Whole) -> Whole:
    after = _tag_end(m.block, name_end, end)
    if after == 0 or after == end:
        return HANDOVER if after == 0 else MORE
    m.state[CASE_ROW] += 1
    m.state[POSITION] = abs(after)
    m.state[CONTEXT] = -1
    if after > 0:
        _push(m, np.int64(_CASE), np.int64(CASE_PATH))
        m.state[CONTEXT] = CASE_PATH
    return TAG


@inlined
def _event_tag(m: Memory, name_end: Whole, end: Whole) -> Whole:
    if m.stack_element[m.state[DEPTH] - 1] != _CASE:
        return HANDOVER
    after = _tag_end(m.block, name_end, end)
    if after == 0 or after == end:
        return HANDOVER if after == 0 else MORE
    m.state[EVENT_ROW] += 1
    m.event_case[m.state[EVENTS]] = m.state[CASE_ROW]
    m.state[EVENTS] += 1
    m.state[POSITION] = abs(after)
    m.state[CONTEXT] = -1
    if after > 0:
        _push(m, np.int64(_EVENT), np.int64(EVENT_PATH))
        m.state[CONTEXT] = EVENT_PATH
    return TAG


@inlined
def _values_tag(m: Memory, name_end: Whole, end: Whole) -> Whole:
    top = m.state[DEPTH] - 1
    after = _tag_end(m.block, name_end, end)
    if after == end:
        return MORE
    if after == 0 or m.stack_element[top] != _LIST:
        return HANDOVER
    if after > 0 and not _push(m, np.int64(_VALUES), m.stack_path[top]):
        return HANDOVER
    m.state[POSITION] = abs(after)
    m.state[CONTEXT] = -1
    return TAG


@inlined
def _closing_tag(m: Memory, at: Whole, end: Whole) -> Whole:
    name_end = _name_end(m.block, at, end)
    after = _tag_end(m.block, name_end, end)
    if name_end >= end or after == end:
        return MORE
    depth = m.state[DEPTH]
    element = _element(m.block, at, name_end)
    if after <= 0 or m.state[CLOSED] == 1:
        return HANDOVER
    if depth == 0:
        if element != _LOG:
            return HANDOVER
        m.state[CLOSED] = 1
    elif m.stack_element[depth - 1] != element:
        return HANDOVER
    else:
        m.state[DEPTH] = depth - 1
    m.state[POSITION] = after
    m.state[CONTEXT] = -1
    return TAG


@inlined
def _attribute_tag(m: Memory, element: Whole, name_end: Whole, end: Whole) -> Whole:
    status = _take_apart(m, name_end, end)
    if status != TAG:
        return status
    group = element == _GROUP or element == _LIST
    if m.state[KEY_END] <= m.state[KEY_AT] or (m.state[VALUE_AT] == 0) != group:
        return HANDOVER
    parent = m.stack_path[m.state[DEPTH] - 1]
    path = path_below(m, parent, m.state[KEY_AT], m.state[KEY_END] - m.state[KEY_AT])
    if path < 0:
        return GROW if path == FULL else HANDOVER
    context = np.int64(-1)
    if not group:
        lane = lane_for(m, path, _STRING if m.as_text[path] or element == _ID else element)
        status = _keep_value(m, lane, end)
        if status != TAG:
            return status
        if m.state[SELF_CLOSED]:
            context = after_lane(lane)
    if not m.state[SELF_CLOSED] and not _push(m, np.int64(element), path):
        return HANDOVER
    m.state[CONTEXT] = context
    m.state[POSITION] = m.state[TAG_END]
    return TAG


@inlined
def _take_apart(m: Memory, at: Whole, end: Whole) -> Whole:
    """Find `key` and `value`, in either order and nothing else, and the end of the tag; leave where they are in `state`."""
    data = m.block
    m.state[KEY_AT : VALUE_END + 1] = 0
    while True:
        start = skip_space(data, at, end)
        if start + 1 >= end:
            return MORE
        if data[start] == 62 or data[start] == 47:
            break
        word = word_at(data, start)
        is_key = (word & low_bytes(np.int64(4))) == _W_KEY
        if start == at or not (is_key or (word & low_bytes(np.int64(6))) == _W_VALUE):
            return HANDOVER if start + 8 < end else MORE
        open_at = start + (4 if is_key else 6)
        if data[open_at] != 34 and data[open_at] != 39:
            return HANDOVER if open_at < end else MORE
        close_at = find_byte(data, open_at + 1, end, np.int64(data[open_at]))
        if close_at >= end:
            return MORE
        part = KEY_AT if is_key else VALUE_AT
        if m.state[part] != 0:
            return HANDOVER
        m.state[part] = open_at + 1
        m.state[part + 1] = close_at
        at = close_at + 1
    m.state[SELF_CLOSED] = data[start] == 47
    m.state[TAG_END] = start + 1 + m.state[SELF_CLOSED]
    return TAG if data[start] == 62 or data[start + 1] == 62 else HANDOVER


@inlined
def _keep_value(m: Memory, lane: Whole, end: Whole) -> Whole:
    """Understand the value of the tag just taken apart and put it into its cell."""
    if lane < 0:
        return HANDOVER
    value_at, value_end = m.state[VALUE_AT], m.state[VALUE_END]
    quote = np.int64(m.block[value_end])
    found = _value(m, lane, value_at, end, quote)
    if found != value_end:
        return GROW if found == _NO_ROOM else HANDOVER
    if m.state[SELF_CLOSED] and m.state[TAG_END] == value_end + 3 and m.state[KEY_AT] < value_at:
        foresee(m, lane, value_at, quote)
    return put_cell(m, lane)


@inlined
def log_attribute(m: Memory, at: Whole, end: Whole) -> Whole:
    """The index after the attribute of the log that begins at `at`, with all it holds; −1 when it is not ordinary.

    `state` then says where its key stands (`KEY_AT`, `KEY_END`), where what is nested in it begins and ends (`VALUE_AT`,
    `VALUE_END`) and how many tags that opens (`VALUE`).
    """
    name_end = _name_end(m.block, at + 1, end)
    element = _element(m.block, at + 1, name_end)
    if name_end >= end or not _is_attribute(element) or _take_apart(m, name_end, end) != TAG:
        return np.int64(-1)
    key_at, key_end, inside, after = m.state[KEY_AT], m.state[KEY_END], m.state[TAG_END], m.state[TAG_END]
    until = inside
    m.state[VALUE] = 0
    if m.state[SELF_CLOSED] == 0:
        until = _nested_end(m, inside, end)
        if until < 0:
            return np.int64(-1)
        close_end = _name_end(m.block, until + 2, end)
        after = _tag_end(m.block, close_end, end)
        if after <= 0 or after == end or _element(m.block, until + 2, close_end) != element:
            return np.int64(-1)
    m.state[KEY_AT], m.state[KEY_END], m.state[VALUE_AT], m.state[VALUE_END] = key_at, key_end, inside, until
    return after


@inlined
def _is_attribute(element: Whole) -> bool:
    return bool(element <= _GROUP or element >= _LIST)


@inlined
def _nested_end(m: Memory, at: Whole, end: Whole) -> Whole:
    """The index of the tag that closes what is open at `at`; only well-formed attributes with plain values may lie before it."""
    data, depth = m.block, 0
    while True:
        at = skip_space(data, at, end)
        if at + 2 >= end or data[at] != 60:
            return np.int64(-1)
        closing = data[at + 1] == 47
        if closing and depth == 0:
            return at
        name_at = at + 2 if closing else at + 1
        name_end = _name_end(data, name_at, end)
        element = _element(data, name_at, name_end)
        if closing:
            depth -= 1
            at = _tag_end(data, name_end, end)
            if at <= 0 or at == end or m.stack_element[depth] != element:
                return np.int64(-1)
            continue
        if not _is_attribute(element) or _take_apart(m, name_end, end) != TAG or not _plain_tag(m):
            return np.int64(-1)
        m.state[VALUE] += 1
        if m.state[SELF_CLOSED] == 0:
            if depth >= len(m.stack_element):
                return np.int64(-1)
            m.stack_element[depth] = element
            depth += 1
        at = m.state[TAG_END]


@inlined
def _plain_tag(m: Memory) -> bool:
    return is_plain_part(m.block, m.state[KEY_AT], m.state[KEY_END]) and is_plain_part(
        m.block, m.state[VALUE_AT], m.state[VALUE_END]
    )
