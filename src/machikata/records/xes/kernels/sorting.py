# SPDX-License-Identifier: Apache-2.0
"""Cells from the order of the file into one run per slot, and the texts of a slot into one run of bytes."""

from __future__ import annotations

import numpy as np

from machikata.records.xes.kernels.compiled import inlined
from machikata.records.xes.kernels.memory import (
    ENTRY_CODE,
    ENTRY_OWNER,
    ENTRY_START,
    Bytes,
    Ints,
    Longs,
    Memory,
    Shorts,
    Whole,
    Words,
)


@inlined
def sort_cells(m: Memory, count: Whole, begins: Longs, rows: Ints, values: Longs, offsets: Shorts) -> None:
    """Fill in where each slot's run begins (`begins` one longer than there are slots) and the first `count` cells run by run."""
    begins[:] = 0
    for i in range(count):
        begins[m.cell_slot[i] + 1] += 1
    for slot in range(len(begins) - 1):
        begins[slot + 1] += begins[slot]
    for i in range(count):
        to = begins[m.cell_slot[i]]
        begins[m.cell_slot[i]] = to + 1
        rows[to] = m.cell_row[i]
        values[to] = m.cell_value[i]
        offsets[to] = m.cell_offset[i]
    # Each run's start has moved to its end, which is the start of the next.
    for slot in range(len(begins) - 1, 0, -1):
        begins[slot] = begins[slot - 1]
    begins[0] = 0


@inlined
def entries_by_code(entries: Longs, count: Whole, begins: Longs, order: Longs) -> None:
    """Fill `order` with the numbers of all value entries, slot by slot (`begins` says where a slot's run begins), then by code."""
    for entry in range(count):
        owner = entries[entry, ENTRY_OWNER]
        if owner >= 0 and entries[entry, ENTRY_CODE] >= 0:
            order[begins[owner] + entries[entry, ENTRY_CODE]] = entry


@inlined
def gather_texts(entries: Longs, arena: Words, order: Longs, begins: Longs, data: Bytes) -> None:
    """Fill `data` with the bytes of the entries in `order`, each where `begins` says (the last of which is the end of all)."""
    for i in range(len(order)):
        word_index, to = entries[order[i], ENTRY_START], begins[i]
        while to < begins[i + 1]:
            word = arena[word_index]
            for _ in range(min(8, begins[i + 1] - to)):
                data[to] = word & np.uint64(255)
                word >>= np.uint64(8)
                to += 1
            word_index += 1


@inlined
def is_plain(data: Bytes) -> bool:
    """Neither markup, entities, control characters nor the start of a character XML forbids: nothing to resolve or refuse."""
    for i in range(len(data)):
        byte = data[i]
        if byte < 32 or byte == 38 or byte == 60:
            return False
        if byte == 0xEF and i + 2 < len(data) and data[i + 1] == 0xBF and data[i + 2] >= 0xBE:
            return False
    return True
