# SPDX-License-Identifier: Apache-2.0
"""One column of the file on its way into the store: masked or pseudonymised, then taken in the order of the events or cases."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from machikata.records.admission.instants import OFFSET_SUFFIX
from machikata.records.coded import Coded, Rows, coded, is_text
from machikata.records.masking.headers import resident_kind
from machikata.records.masking.mask import MaskedCells, holds_identifiers, mask_column
from machikata.records.masking.pseudonyms import case_pseudonym, staff_pseudonym

_TWELVE_DIGITS_FROM, _TWELVE_DIGITS_TO = 10**11, 10**12


@dataclass(slots=True)
class Cover:
    """Covers what may not be stored, and remembers what it covered. One per admission; `key` never leaves the workspace."""

    key: bytes
    masked: list[MaskedCells] = field(default_factory=list)
    people: set[str] = field(default_factory=set)

    def text(self, name: str, column: Coded) -> Coded:
        """Text without identifiers of residents."""
        covered, cells = mask_column(name, column)
        self.masked.extend(cells)
        return covered

    def persons(self, column: Coded) -> Coded:
        """Names of staff as pseudonyms."""
        covered = column.map_each(lambda name: staff_pseudonym(name, self.key))
        used = np.flatnonzero(covered.count_values())
        self.people.update(covered.values.take(pa.array(used)).to_pylist())
        return covered

    def case_ids(self, name: str, column: Coded) -> Coded:
        """Case ids; those that would give a resident away become pseudonyms, distinct ids stay distinct."""
        values = column.values.to_pylist()
        announced = resident_kind(name)
        telling = range(len(values)) if announced else holds_identifiers(column)
        if not telling:
            return column
        counts = column.count_values()
        _, cells = mask_column(name, column)
        self.masked.extend(cells)
        for code in telling:
            values[code] = case_pseudonym(values[code], self.key) if counts[code] else values[code]
        return Coded(column.codes, pa.array(values, pa.string()))

    def attribute(
        self, table: pa.Table, name: str, rows: Rows, prefix: str, *, person: bool = False
    ) -> dict[str, pa.Array]:
        """The stored columns of one attribute, taken at `rows`: one column, or two for a date with its offset."""
        column = table[name]
        if name + OFFSET_SUFFIX in table.column_names:
            return _date_attribute(table, name, rows, prefix)
        if pa.types.is_temporal(column.type):
            return {prefix + name: _written(column).take(rows).arrow()}
        if person:
            return {prefix + name: self.persons(coded(column)).take(rows).arrow()}
        if is_text(column.type) or resident_kind(name) or _may_hold_my_number(column):
            return {prefix + name: self.text(name, coded(_with_all_digits(column))).take(rows).arrow()}
        return {prefix + name: _plain_attribute(column, rows)}


def _date_attribute(table: pa.Table, name: str, rows: Rows, prefix: str) -> dict[str, pa.Array]:
    at = pa.array(rows)
    return {
        prefix + name: table[name].take(at).combine_chunks(),
        prefix + name + OFFSET_SUFFIX: table[name + OFFSET_SUFFIX].take(at).combine_chunks(),
    }


def _written(column: pa.ChunkedArray) -> Coded:
    """A typed date or time as ISO text."""
    return coded(column.cast(pa.string()))


def _plain_attribute(column: pa.ChunkedArray, rows: Rows) -> pa.Array:
    """Numbers and truth values keep their kind; decimals and small integers are widened."""
    kind = column.type
    if pa.types.is_integer(kind):
        column = column.cast(pa.int64())
    elif pa.types.is_floating(kind):
        column = column.cast(pa.float64())
    elif not pa.types.is_boolean(kind):
        return coded(column).take(rows).arrow()
    return column.take(pa.array(rows)).combine_chunks()


def _with_all_digits(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole numbers kept as floats, as integers, so that their text shows every digit."""
    if not pa.types.is_floating(column.type):
        return column
    whole = pc.all(pc.and_(pc.equal(column, pc.floor(column)), pc.less(pc.abs(column), 2**53))).as_py()
    return column.cast(pa.int64()) if whole else column


def _may_hold_my_number(column: pa.ChunkedArray) -> bool:
    """Whether a numeric column has values of twelve digits (then it is read as text and masked like text)."""
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        return False
    twelve = pc.and_(pc.greater_equal(column, _TWELVE_DIGITS_FROM), pc.less(column, _TWELVE_DIGITS_TO))
    return bool(pc.any(twelve).as_py())
