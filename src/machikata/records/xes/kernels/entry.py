# SPDX-License-Identifier: Apache-2.0
"""What Python calls: the entry points of the compiled code.

numba keeps compiled code on disk under the file and the closure of the function, and does not notice changes in functions it
calls. So each entry point closes over a number made from all source files of this folder: other sources, other compiled code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from machikata.records.xes.kernels import interning, sorting, tags
from machikata.records.xes.kernels.compiled import compiled
from machikata.records.xes.kernels.memory import HANDOVER, Bytes, Ints, Longs, Memory, Shorts, Whole, Words


class EntryPoints(NamedTuple):
    """The compiled functions; each is described where its body stands."""

    tokenize: Callable[[Memory, int], int]
    log_attribute: Callable[[Memory, int, int], int]
    refill_buckets: Callable[[Longs, Longs, int], None]
    sort_cells: Callable[[Memory, int, Longs, Ints, Longs, Shorts], None]
    entries_by_code: Callable[[Longs, int, Longs, Longs], None]
    gather_texts: Callable[[Longs, Words, Longs, Longs, Bytes], None]
    is_plain: Callable[[Bytes], bool]


def sources_number(folder: Path) -> int:
    """A number that differs when any Python file in `folder` differs; never 0."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.py")):
        digest.update(file.read_bytes())
    return int.from_bytes(digest.digest()[:7], "big") + 1


def entry_points(sources: int) -> EntryPoints:
    """The entry points, compiled for the sources of this number."""

    @compiled
    def tokenize(m: Memory, end: Whole) -> Whole:
        return tags.tokenize(m, end) if sources else HANDOVER

    @compiled
    def log_attribute(m: Memory, at: Whole, end: Whole) -> Whole:
        return tags.log_attribute(m, at, end) if sources else HANDOVER

    @compiled
    def refill_buckets(buckets: Longs, entries: Longs, count: Whole) -> None:
        if sources:
            interning.refill_buckets(buckets, entries, count)

    @compiled
    def sort_cells(m: Memory, count: Whole, begins: Longs, rows: Ints, values: Longs, offsets: Shorts) -> None:
        if sources:
            sorting.sort_cells(m, count, begins, rows, values, offsets)

    @compiled
    def entries_by_code(entries: Longs, count: Whole, begins: Longs, order: Longs) -> None:
        if sources:
            sorting.entries_by_code(entries, count, begins, order)

    @compiled
    def gather_texts(entries: Longs, arena: Words, order: Longs, begins: Longs, data: Bytes) -> None:
        if sources:
            sorting.gather_texts(entries, arena, order, begins, data)

    @compiled
    def is_plain(data: Bytes) -> bool:
        return sorting.is_plain(data) if sources else False

    return EntryPoints(tokenize, log_attribute, refill_buckets, sort_cells, entries_by_code, gather_texts, is_plain)


KERNELS = entry_points(sources_number(Path(__file__).parent))
