# SPDX-License-Identifier: Apache-2.0
"""From the tokenizer's cells to attributes: names and texts are decoded once each, pieces of one attribute are put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.records.xes.columns import Attribute, Piece, Rows, common_kind
from machikata.records.xes.kernels import memory
from machikata.records.xes.kernels.entry import KERNELS
from machikata.records.xes.kernels.memory import Longs, Shorts
from machikata.records.xes.local_times import to_instants
from machikata.records.xes.tokens import Handover, Run, Tokens
from machikata.records.xes.values import Fault, Kind, Moment, parse

_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));|[&<\t\n\r]")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ARROW_STRING_BYTES = 2**31


@dataclass(frozen=True, slots=True)
class Path:
    """One attribute's place: its name, whether it belongs to cases, its lanes by kind."""

    number: int
    name: str
    of_case: bool
    lanes: Mapping[Kind, int]


def resolve(text: str) -> str:
    """An attribute's value as XML means it: references resolved, line ends and tabs as blanks. Raises `Handover` for what is no XML."""
    if _NOT_XML.search(text):
        raise Handover
    return _REFERENCE.sub(_resolved, text.replace("\r\n", "\n"))


def _resolved(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        if code > 0x10FFFF or _NOT_XML.match(chr(code)):
            raise Handover
        return chr(code)
    if match[0] in "&<":
        raise Handover
    return " "


def paths_of(tokens: Tokens) -> list[Path]:
    """Every path in order of first use. Raises `Handover` when two paths have one name."""
    m = tokens.memory
    count = int(m.state[memory.PATHS])
    entries = m.paths[2:count, memory.PATH_ENTRY]
    keys = _texts(tokens, entries)
    names: dict[int, str] = {}
    paths: list[Path] = []
    for number, key in enumerate(keys, start=2):
        parent = int(m.paths[number, memory.PATH_PARENT])
        names[number] = f"{names[parent]}/{key}" if parent >= 2 else key
        lanes = {k: lane for k in Kind if (lane := int(m.paths[number, memory.PATH_LANES + k])) >= 0}
        if lanes:
            paths.append(Path(number, names[number], bool(m.paths[number, memory.PATH_SCOPE]), lanes))
    if len({(p.of_case, p.name) for p in paths}) < len(paths):
        raise Handover
    return paths


def mixed_paths(paths: list[Path]) -> dict[int, frozenset[Kind]]:
    """The kinds of every path whose values must be kept as written because their kinds differ."""
    kinds = {p.number: frozenset(p.lanes) for p in paths}
    return {n: k for n, k in kinds.items() if len(k) > 1 and common_kind(k) is Kind.STRING}


def attribute_of(tokens: Tokens, path: Path, *, zone: ZoneInfo, kinds: frozenset[Kind] | None) -> Attribute:
    """The values of one path. `kinds` are those met in the file when all were kept as written."""
    pieces: dict[Kind, Piece] = {}
    zoneless = 0
    for kind, lane in sorted(path.lanes.items()):
        if kind is Kind.STRING:
            pieces[kind] = _string_piece(tokens, lane)
        else:
            pieces[kind], without = _typed_piece(tokens, lane, kind, zone)
            zoneless += without
    return Attribute(path.name, pieces, kinds or frozenset(path.lanes), zoneless)


def _string_piece(tokens: Tokens, lane: int) -> Piece:
    rows, codes, _ = _joined(tokens.runs.pop(2 * lane))
    words, plain = _arrow_texts(*_bytes_of(tokens, _entries_of(tokens, 2 * lane)))
    if plain:
        return Piece(rows, codes, dictionary=words)
    # Two spellings of one text (&lt; and &#60;) become one; the first keeps its place.
    numbers: dict[str, int] = {}
    anew = np.array([numbers.setdefault(resolve(t), len(numbers)) for t in words.to_pylist()], dtype=np.int32)
    return Piece(rows, anew[codes], dictionary=pa.array(list(numbers), pa.string()))


def _typed_piece(tokens: Tokens, lane: int, kind: Kind, zone: ZoneInfo) -> tuple[Piece, int]:
    parts = [_joined(tokens.runs.pop(2 * lane))] if 2 * lane in tokens.runs else []
    if 2 * lane + 1 in tokens.runs:
        parts.append(_understood(tokens, lane, kind))
    rows = np.concatenate([p[0] for p in parts])
    values: npt.NDArray[Any] = np.concatenate([p[1] for p in parts])
    offsets = np.concatenate([p[2] for p in parts])
    if len(parts) > 1:
        order = np.argsort(rows, kind="stable")
        rows, values, offsets = rows[order], values[order], offsets[order]
    if kind is Kind.DATE:
        local = offsets == memory.NO_OFFSET
        zoneless = int(np.count_nonzero(local))
        if zoneless:
            values[local], offsets[local] = to_instants(values[local], zone)
        return Piece(rows, values, offsets), zoneless
    if kind is Kind.FLOAT:
        return Piece(rows, values.view(np.float64)), 0
    return Piece(rows, values.astype(np.bool_) if kind is Kind.BOOLEAN else values), 0


def _joined(runs: list[Run]) -> tuple[Rows, npt.NDArray[Any], Shorts]:
    """Rows, values and offsets (empty for undated kinds) of all runs of a slot."""
    offsets = [r.offsets if r.offsets is not None else np.zeros(len(r.values), dtype=np.int16) for r in runs]
    return (
        np.concatenate([r.all_rows() for r in runs]),
        np.concatenate([r.values for r in runs]),
        np.concatenate(offsets),
    )


def _understood(tokens: Tokens, lane: int, kind: Kind) -> tuple[Rows, Longs, Shorts]:
    """The values kept as text, each distinct one read as the strict reader does; a faulty one is that reader's to report."""
    rows, codes, _ = _joined(tokens.runs.pop(2 * lane + 1))
    texts = _texts(tokens, _entries_of(tokens, 2 * lane + 1))
    found = [parse(kind, t) for t in texts]
    if any(isinstance(v, Fault) for v in found):
        raise Handover
    if kind is Kind.FLOAT:
        values = np.array(found, dtype=np.float64).view(np.int64)
    else:
        values = np.array([v.micros if isinstance(v, Moment) else v for v in found], dtype=np.int64)
    offsets = np.array([_offset_of(v) for v in found], dtype=np.int16)
    return rows, values[codes], offsets[codes]


def _offset_of(value: object) -> int:
    if isinstance(value, Moment) and value.offset_min is not None:
        return value.offset_min
    return memory.NO_OFFSET


def _entries_of(tokens: Tokens, slot: int) -> Longs:
    """The entries of a slot by code."""
    begins, order = tokens.entry_order()
    return order[begins[slot] : begins[slot + 1]]


def _texts(tokens: Tokens, entries: Longs) -> list[str]:
    """The texts of `entries`, decoded and resolved."""
    array, plain = _arrow_texts(*_bytes_of(tokens, entries))
    texts: list[str] = array.to_pylist()
    return texts if plain else [resolve(t) for t in texts]


def _bytes_of(tokens: Tokens, entries: Longs) -> tuple[Longs, npt.NDArray[np.uint8]]:
    """(where each text begins and the last one ends, bytes) of `entries`."""
    m = tokens.memory
    begins = np.zeros(len(entries) + 1, dtype=np.int64)
    np.cumsum(m.entries[entries, memory.ENTRY_LENGTH], out=begins[1:])
    if begins[-1] >= _ARROW_STRING_BYTES:
        raise Handover
    data = np.empty(begins[-1], dtype=np.uint8)
    KERNELS.gather_texts(m.entries, m.arena, entries, begins, data)
    return begins, data


def _arrow_texts(begins: Longs, data: npt.NDArray[np.uint8]) -> tuple[pa.StringArray, bool]:
    """The texts as Arrow strings, not yet resolved, and whether there is nothing to resolve. Raises `Handover` for broken UTF-8."""
    texts = pa.StringArray.from_buffers(len(begins) - 1, pa.py_buffer(begins.astype(np.int32)), pa.py_buffer(data))
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        raise Handover from None
    return texts, bool(KERNELS.is_plain(data))
