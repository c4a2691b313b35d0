# SPDX-License-Identifier: Apache-2.0
"""From the values of attributes, gathered by either reader, to Arrow tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.domain.errors import Place
from machikata.records.xes import problems
from machikata.records.xes.findings import Findings
from machikata.records.xes.values import Kind

OFFSET_SUFFIX = "@offset"
CASE_INDEX = "case_index"

Rows = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Piece:
    """Values of one kind of one attribute: `values[i]` stands in row `rows[i]` (ascending, each row once).

    Strings are int32 codes into `dictionary`, whose entries differ and stand in the order of first use; dates are int64 µs UTC
    beside int16 `offsets`; the rest is int64, float64, bool.
    """

    rows: Rows
    values: npt.NDArray[np.generic]
    offsets: npt.NDArray[np.int16] | None = None
    dictionary: pa.StringArray | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of cases or events: its pieces (one, or whole numbers beside decimals), every kind met, dates without offset."""

    name: str
    pieces: Mapping[Kind, Piece]
    kinds: frozenset[Kind]
    zoneless: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one reader found in a file: attributes of cases and events in order of first use, and the case of each event."""

    case_count: int
    case_index: Rows
    case_attributes: Sequence[Attribute]
    event_attributes: Sequence[Attribute]
    facts: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"


def common_kind(kinds: frozenset[Kind]) -> Kind:
    """The kind that holds values of all `kinds`: decimals for whole numbers and decimals, else strings.

    >>> common_kind(frozenset({Kind.INT, Kind.FLOAT})).name, common_kind(frozenset({Kind.INT, Kind.BOOLEAN})).name
    ('FLOAT', 'STRING')
    """
    if len(kinds) == 1:
        return next(iter(kinds))
    return Kind.FLOAT if kinds == {Kind.INT, Kind.FLOAT} else Kind.STRING


def case_table(gathered: Gathered, *, findings: Findings, zone: str, file: str) -> pa.Table:
    """One row per case, one column per attribute, a date as two."""
    columns = _columns(gathered.case_attributes, gathered.case_count, {}, findings=findings, zone=zone, file=file)
    if not columns:
        # An Arrow table without columns has no rows; the number of cases must not get lost.
        columns = {CASE_INDEX: pa.array(np.arange(gathered.case_count, dtype=np.int32))}
    return pa.table(columns)


def event_table(gathered: Gathered, *, findings: Findings, zone: str, file: str) -> pa.Table:
    """One row per event in file order: `case_index`, then one column per attribute, a date as two."""
    own = {CASE_INDEX: pa.array(gathered.case_index)}
    count = len(gathered.case_index)
    return pa.table(_columns(gathered.event_attributes, count, own, findings=findings, zone=zone, file=file))


def _columns(
    attributes: Sequence[Attribute],
    count: int,
    own: dict[str, pa.Array],
    *,
    findings: Findings,
    zone: str,
    file: str,
) -> dict[str, pa.Array]:
    columns = dict(own)
    taken = {a.name for a in attributes} | set(own)
    for attribute in attributes:
        _report(attribute, findings=findings, zone=zone, file=file)
        name, place = attribute.name, Place(file=file, column=attribute.name)
        dated = common_kind(attribute.kinds) is Kind.DATE
        while name in columns or (dated and name + OFFSET_SUFFIX in taken):
            name = f"{name}@xes"
        if name != attribute.name:
            findings.list_one(problems.renamed_column(place, name=name))
        columns[name] = _values(attribute, count)
        if dated:
            columns[name + OFFSET_SUFFIX] = _offsets(attribute, count)
    return columns


def _report(attribute: Attribute, *, findings: Findings, zone: str, file: str) -> None:
    place = Place(file=file, column=attribute.name)
    if attribute.zoneless:
        found = problems.date_without_zone(place, zone=zone, count=attribute.zoneless)
        findings.count(attribute.name, found)
    if len(attribute.kinds) > 1:
        names = [k.xes_name for k in sorted(attribute.kinds)]
        became = common_kind(attribute.kinds).xes_name
        findings.count(attribute.name, problems.mixed_types(place, types=names, became=became))


def _values(attribute: Attribute, count: int) -> pa.Array:
    kind = common_kind(attribute.kinds)
    dtype = {Kind.STRING: np.int32, Kind.FLOAT: np.float64, Kind.BOOLEAN: np.bool_}.get(kind, np.int64)
    filled: npt.NDArray[np.generic] = np.zeros(count, dtype=dtype)
    missing = np.ones(count, dtype=np.bool_)
    for piece in attribute.pieces.values():
        filled[piece.rows] = piece.values
        missing[piece.rows] = False
    array = pa.array(filled, mask=missing if missing.any() else None)
    if kind is not Kind.STRING:
        return array
    words = attribute.pieces[kind].dictionary if kind in attribute.pieces else None
    return pa.DictionaryArray.from_arrays(array, pa.array([], pa.string()) if words is None else words)


def _offsets(attribute: Attribute, count: int) -> pa.Array:
    filled = np.zeros(count, dtype=np.int16)
    missing = np.ones(count, dtype=np.bool_)
    piece = attribute.pieces.get(Kind.DATE)
    if piece is not None and piece.offsets is not None:
        filled[piece.rows] = piece.offsets
        missing[piece.rows] = False
    return pa.array(filled, mask=missing if missing.any() else None)
