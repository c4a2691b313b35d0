# SPDX-License-Identifier: Apache-2.0
"""How the strict reader keeps the values of attributes: per name one code per value, each distinct text understood once."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.records.xes.columns import Attribute, Piece, Rows, common_kind
from machikata.records.xes.values import Fault, Kind, Moment, Value, in_zone, parse

_Codes = npt.NDArray[np.int32]
_DTYPES = {Kind.INT: np.int64, Kind.FLOAT: np.float64, Kind.BOOLEAN: np.bool_}


@dataclass(slots=True)
class Column:
    """The values of one attribute: `codes[i]` names the written value (`written`, `values`) in row `rows[i]`."""

    rows: array[int] = field(default_factory=lambda: array("i"))
    codes: array[int] = field(default_factory=lambda: array("i"))
    written: dict[tuple[Kind, str], int] = field(default_factory=dict)
    values: list[Value | Fault] = field(default_factory=list)

    def add(self, row: int, kind: Kind, text: str) -> tuple[Fault | None, bool]:
        """Keep a value; says what is wrong with it and whether the row had a value already (the later one stays)."""
        code = self.written.get((kind, text))
        if code is None:
            code = self.written[kind, text] = len(self.values)
            self.values.append(parse(kind, text))
        repeated = bool(self.rows) and self.rows[-1] == row
        if repeated:
            self.codes[-1] = code
        else:
            self.rows.append(row)
            self.codes.append(code)
        value = self.values[code]
        return (value if isinstance(value, Fault) else None), repeated


@dataclass(slots=True)
class Scope:
    """All attributes of the cases, or of the events. Rows count from 0; `rows` is how many there are."""

    zone: ZoneInfo
    limit: int
    rows: int = 0
    columns: dict[str, Column] = field(default_factory=dict)

    def next_row(self) -> None:
        """A new case or event begins."""
        self.rows += 1

    def column(self, name: str) -> Column | None:
        """The column of the attribute `name`; None when it would be one too many."""
        known = self.columns.get(name)
        if known is None and len(self.columns) < self.limit:
            known = self.columns[name] = Column()
        return known

    def attributes(self) -> list[Attribute]:
        """Every attribute in order of first use, its values as arrays."""
        return [_attribute(name, column, self.zone) for name, column in self.columns.items()]


def _attribute(name: str, column: Column, zone: ZoneInfo) -> Attribute:
    kind_of = np.array([kind for kind, _ in column.written], dtype=np.int8)
    good = np.array([not isinstance(value, Fault) for value in column.values], dtype=np.bool_)
    rows = np.frombuffer(column.rows, dtype=np.int32)
    codes = np.frombuffer(column.codes, dtype=np.int32)
    kinds = frozenset(Kind(k) for k in np.unique(kind_of))
    keep = good[codes]
    rows, codes = rows[keep], codes[keep]
    if common_kind(kinds) is Kind.STRING:
        return Attribute(name, {Kind.STRING: _strings(column, rows, codes)}, kinds)
    pieces: dict[Kind, Piece] = {}
    zoneless = 0
    for kind in sorted(kinds):
        mine = kind_of[codes] == kind
        pieces[kind], without = _typed(column, kind, rows[mine], codes[mine], zone)
        zoneless += without
    return Attribute(name, pieces, kinds, zoneless)


def _strings(column: Column, rows: Rows, codes: _Codes) -> Piece:
    """Texts as written. One text may stand under two kinds, so codes are given anew, in order of first use."""
    used, first = np.unique(codes, return_index=True)
    texts = [text for _, text in column.written]
    words: dict[str, int] = {}
    anew = np.zeros(len(texts), dtype=np.int32)
    for code in used[np.argsort(first)]:
        anew[code] = words.setdefault(texts[code], len(words))
    return Piece(rows, anew[codes], dictionary=pa.array(list(words), pa.string()))


def _typed(column: Column, kind: Kind, rows: Rows, codes: _Codes, zone: ZoneInfo) -> tuple[Piece, int]:
    if kind is Kind.DATE:
        return _dates(column, rows, codes, zone)
    dtype: Any = _DTYPES[kind]
    mine = (
        (v, k is kind and not isinstance(v, Fault)) for v, (k, _) in zip(column.values, column.written, strict=True)
    )
    by_code = np.array([v if good else 0 for v, good in mine], dtype=dtype)
    return Piece(rows, by_code[codes]), 0


def _dates(column: Column, rows: Rows, codes: _Codes, zone: ZoneInfo) -> tuple[Piece, int]:
    micros, offsets, without = (_by_code(column, part) for part in _date_parts(zone))
    zoneless = int(without.astype(np.bool_)[codes].sum())
    return Piece(rows, micros[codes], offsets.astype(np.int16)[codes]), zoneless


def _by_code(column: Column, part: Callable[[Moment], int]) -> npt.NDArray[np.int64]:
    return np.array([part(v) if isinstance(v, Moment) else 0 for v in column.values], dtype=np.int64)


def _date_parts(zone: ZoneInfo) -> tuple[Callable[[Moment], int], ...]:
    def micros(m: Moment) -> int:
        return m.micros if m.offset_min is not None else in_zone(m.micros, zone)[0]

    def offset(m: Moment) -> int:
        return m.offset_min if m.offset_min is not None else in_zone(m.micros, zone)[1]

    return micros, offset, lambda m: m.offset_min is None
