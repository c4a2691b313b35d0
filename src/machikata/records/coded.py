# SPDX-License-Identifier: Apache-2.0
"""Text columns as codes: everything that depends on a value is done once per distinct value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MISSING = -1


@dataclass(frozen=True, slots=True)
class Coded:
    """A text column: row i holds `values[codes[i]]`, or nothing where the code is −1."""

    codes: Codes
    values: pa.StringArray

    @property
    def missing(self) -> Mask:
        """Where nothing is written."""
        return np.asarray(self.codes == MISSING)

    def take(self, rows: Rows) -> Coded:
        """The column at `rows`, in that order."""
        return Coded(self.codes[rows], self.values)

    def text_at(self, row: int) -> str:
        """The value of one row, '' where nothing is written."""
        code = int(self.codes[row])
        return "" if code == MISSING else str(self.values[code].as_py())

    def count_values(self) -> npt.NDArray[np.int64]:
        """How many rows hold each value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    def mapped(self, values: pa.StringArray) -> Coded:
        """The same rows with other `values`; values that became equal share one code, null values become missing."""
        encoded = values.dictionary_encode()
        new_codes = np.append(
            encoded.indices.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int32), MISSING
        )
        # code −1 picks the appended last element, so missing stays missing
        return Coded(new_codes[self.codes], encoded.dictionary.cast(pa.string()))

    def map_each(self, change: Callable[[str], str]) -> Coded:
        """The same rows with every distinct value changed by `change`."""
        return self.mapped(pa.array([change(v) for v in self.values.to_pylist()], pa.string()))

    def arrow(self) -> pa.DictionaryArray:
        """As a dictionary array whose dictionary is sorted and holds only values in use: what is not kept is not stored."""
        used = np.flatnonzero(self.count_values())
        kept = self.values.take(pa.array(used))
        order = np.asarray(pc.sort_indices(kept)).astype(np.int64)
        new_codes = np.full(len(self.values) + 1, MISSING, np.int32)
        new_codes[used[order]] = np.arange(len(used), dtype=np.int32)
        codes = new_codes[self.codes]
        indices = pa.array(codes, pa.int32(), mask=codes == MISSING)
        return pa.DictionaryArray.from_arrays(indices, kept.take(pa.array(order)))


def coded(column: pa.ChunkedArray) -> Coded:
    """`column` (text, dictionary of text, or anything that can be written as text) as codes; blank texts count as missing."""
    text_type = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not pa.types.is_dictionary(column.type):
        if text_type != pa.string():
            column = column.cast(pa.string())
        column = column.dictionary_encode()
    array = column.unify_dictionaries().combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = (
            array.chunk(0)
            if array.num_chunks
            else pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
        )
    codes = array.indices.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int32)
    return _without_blanks(Coded(codes, array.dictionary.cast(pa.string())))


def nothing(rows: int) -> Coded:
    """A column of `rows` missing values."""
    return Coded(np.full(rows, MISSING, np.int32), pa.array([], pa.string()))


def is_text(column_type: pa.DataType) -> bool:
    """Whether a column holds text, plain or dictionary-encoded."""
    inner = column_type.value_type if pa.types.is_dictionary(column_type) else column_type
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


def _without_blanks(column: Coded) -> Coded:
    blank = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(column.values)), 0)
    blank_codes = np.flatnonzero(blank.fill_null(True).to_numpy(zero_copy_only=False))
    if not len(blank_codes):
        return column
    codes = np.where(np.isin(column.codes, blank_codes), MISSING, column.codes).astype(np.int32)
    return Coded(codes, column.values)
