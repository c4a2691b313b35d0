# SPDX-License-Identifier: Apache-2.0
"""Drives the byte tokenizer over the chunks of a file: room for it to work in, and its cells, slot by slot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from machikata.records.xes.kernels import memory
from machikata.records.xes.kernels.entry import KERNELS
from machikata.records.xes.kernels.memory import Ints, Longs, Memory, Shorts, Status
from machikata.records.xes.limits import XesLimits
from machikata.records.xes.values import XML_SPACE

_CELLS = 1 << 17
_EVENTS = 1 << 15
_ENTRIES = 1 << 13
_ARENA_WORDS = 1 << 17
_STACK_OUTSIDE_CASES = 2
_SPACE = XML_SPACE.encode("ascii")


class Handover(Exception):
    """The file is not ordinary enough for the tokenizer: the strict reader must take it from the start."""


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one slot that followed one another: `rows` ascending (`first` alone when they are consecutive), values, offsets."""

    first: int
    rows: Ints | None
    values: npt.NDArray[np.generic]
    offsets: Shorts | None

    def all_rows(self) -> Ints:
        """The rows, written out."""
        if self.rows is not None:
            return self.rows
        return np.arange(self.first, self.first + len(self.values), dtype=np.int32)


@dataclass(slots=True)
class Tokens:
    """Takes the bytes from the first trace on by `feed`, ends with `close`; then holds runs per slot and the case of each event."""

    limits: XesLimits
    as_text: frozenset[int] = frozenset()
    """Paths whose values are kept as written."""
    memory: Memory = field(init=False)
    runs: dict[int, list[Run]] = field(default_factory=dict, init=False)
    case_of_event: list[Ints] = field(default_factory=list, init=False)
    _order: tuple[Longs, Longs] | None = field(default=None, init=False)
    _waiting: int = field(default=0, init=False)
    """Bytes at the start of the block that are not used up."""

    def __post_init__(self) -> None:
        self.memory = new_memory(self.limits)
        for path in self.as_text:
            self.memory.as_text[path] = 1

    @property
    def case_count(self) -> int:
        """Cases so far."""
        return int(self.memory.state[memory.CASE_ROW]) + 1

    def feed(self, chunk: bytes) -> None:
        """Take the tags of `chunk`; raises `Handover`."""
        end = self._waiting + len(chunk)
        self._make_block(end)
        block = self.memory.block
        block[self._waiting : end] = np.frombuffer(chunk, dtype=np.uint8)
        block[end : end + memory.PADDING] = 0
        self._run(end)
        used = int(self.memory.state[memory.POSITION])
        self._waiting = end - used
        if self._waiting > self.limits.token_bytes:
            raise Handover
        block[: self._waiting] = block[used:end]
        self.memory.state[memory.POSITION] = 0

    def close(self) -> None:
        """The file is over; raises `Handover` when it should not be."""
        # A line end lets the tokenizer see that the last tag is complete.
        self.feed(b"\n\n")
        rest = self.memory.block[: self._waiting].tobytes()
        if not self.memory.state[memory.CLOSED] or rest.strip(_SPACE):
            raise Handover
        self._flush()

    def entry_order(self) -> tuple[Longs, Longs]:
        """(where each slot's entries begin, the numbers of all value entries slot by slot and by code), once all is read."""
        if self._order is None:
            m = self.memory
            lanes = int(m.state[memory.LANES])
            begins = np.zeros(2 * lanes + 1, dtype=np.int64)
            begins[1:] = m.lanes[:lanes, memory.LANE_DISTINCT : memory.LANE_DISTINCT + 2].ravel().cumsum()
            order = np.empty(begins[-1], dtype=np.int64)
            KERNELS.entries_by_code(m.entries, int(m.state[memory.ENTRIES]), begins, order)
            self._order = begins, order
        return self._order

    def _run(self, end: int) -> None:
        while True:
            status = KERNELS.tokenize(self.memory, end)
            if status == Status.FLUSH:
                self._flush()
            elif status == Status.GROW:
                self._grow()
            elif status == Status.HANDOVER:
                raise Handover
            else:
                return

    def _make_block(self, length: int) -> None:
        if length + memory.PADDING > len(self.memory.block):
            larger = np.zeros(2 * length + memory.PADDING, dtype=np.uint8)
            larger[: self._waiting] = self.memory.block[: self._waiting]
            self.memory = self.memory._replace(block=larger)

    def _grow(self) -> None:
        """Twice the dictionary: entries, buckets and arena, each only when it is the one that is short."""
        m = self.memory
        entries, arena, buckets = m.entries, m.arena, m.buckets
        if 2 * m.state[memory.ENTRIES] >= len(entries):
            entries = np.concatenate([entries, np.zeros_like(entries)])
            buckets = np.full(8 * len(entries), -1, dtype=np.int64)
            KERNELS.refill_buckets(buckets, entries, int(m.state[memory.ENTRIES]))
        short = len(arena) < 2 * int(m.state[memory.ARENA]) + self.limits.token_bytes // 64
        if short or entries is m.entries:
            arena = np.concatenate([arena, np.zeros(len(arena) + len(m.block) // 8, dtype=np.uint64)])
        self.memory = m._replace(entries=entries, arena=arena, buckets=buckets)

    def _flush(self) -> None:
        m = self.memory
        cells, events = int(m.state[memory.CELLS]), int(m.state[memory.EVENTS])
        slots = 2 * int(m.state[memory.LANES])
        begins, values = np.empty(slots + 1, dtype=np.int64), np.empty(cells, dtype=np.int64)
        rows, offsets = np.empty(cells, dtype=np.int32), np.empty(cells, dtype=np.int16)
        KERNELS.sort_cells(m, cells, begins, rows, values, offsets)
        for slot in np.flatnonzero(np.diff(begins)).tolist():
            part = slice(begins[slot], begins[slot + 1])
            kind = int(m.lanes[slot // 2, memory.LANE_KIND])
            run = _run_of(rows[part], values[part], offsets[part], kind=kind, deferred=bool(slot % 2))
            self.runs.setdefault(slot, []).append(run)
        self.case_of_event.append(m.event_case[:events].copy())
        m.state[memory.CELLS] = m.state[memory.EVENTS] = 0


def _run_of(rows: Ints, values: Longs, offsets: Shorts, *, kind: int, deferred: bool) -> Run:
    """One run in as little memory as its kind needs (strings and deferred texts are codes)."""
    consecutive = int(rows[-1]) - int(rows[0]) + 1 == len(rows)
    compact = values.astype(np.int32) if deferred or kind == 0 else values.copy()
    dated = kind == 1 and not deferred
    return Run(int(rows[0]), None if consecutive else rows.copy(), compact, offsets.copy() if dated else None)


def new_memory(limits: XesLimits) -> Memory:
    """Room for the tokenizer to begin with; all but the dictionary and the block keep their size."""
    paths = limits.columns + 2
    state = np.zeros(memory.STATE_SIZE, dtype=np.int64)
    state[memory.CONTEXT] = -1
    state[[memory.CASE_ROW, memory.EVENT_ROW]] = -1
    state[memory.PATHS] = 2
    state[memory.OFFSET] = memory.NO_OFFSET
    path_table = np.full((paths, memory.PATH_COLUMNS), -1, dtype=np.int64)
    path_table[memory.EVENT_PATH, memory.PATH_SCOPE] = 0
    path_table[memory.CASE_PATH, memory.PATH_SCOPE] = 1
    depth = max(limits.depth - _STACK_OUTSIDE_CASES, 2)
    return Memory(
        block=np.zeros(memory.PADDING, dtype=np.uint8),
        state=state,
        buckets=np.full(8 * _ENTRIES, -1, dtype=np.int64),
        entries=np.zeros((_ENTRIES, 5), dtype=np.int64),
        arena=np.zeros(_ARENA_WORDS, dtype=np.uint64),
        paths=path_table,
        lanes=np.zeros((2 * paths, memory.LANE_COLUMNS), dtype=np.int64),
        foreseen=np.full(2 * paths + memory.CONTEXTS_BEFORE_LANES, -1, dtype=np.int64),
        as_text=np.zeros(paths, dtype=np.uint8),
        stack_element=np.zeros(depth, dtype=np.int64),
        stack_path=np.zeros(depth, dtype=np.int64),
        cell_row=np.empty(_CELLS, dtype=np.int32),
        cell_slot=np.empty(_CELLS, dtype=np.int32),
        cell_value=np.empty(_CELLS, dtype=np.int64),
        cell_offset=np.empty(_CELLS, dtype=np.int16),
        event_case=np.empty(_EVENTS, dtype=np.int32),
    )


def chunks_from(position: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """`chunks` without their first `position` bytes."""
    for chunk in chunks:
        if position >= len(chunk):
            position -= len(chunk)
        else:
            yield chunk[position:]
            position = 0
