# SPDX-License-Identifier: Apache-2.0
"""Events that are equal in every column of the file."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.records.admission.ordering import Order
from machikata.records.coded import Mask, Rows, coded, is_text


def equal_to_an_earlier(order: Order, columns: Iterable[pa.ChunkedArray]) -> Mask:
    """Per event (in order): whether an earlier event of its case has the same instant and the same value in every column.

    Only tied events can be equal, so nothing else is looked at; the columns refine them one by one, exactly.
    """
    repeated = np.zeros(len(order.rows), np.bool_)
    tied = order.same_time.copy()
    tied[:-1] |= order.same_time[1:]
    places = np.flatnonzero(tied)
    key = (np.cumsum(~order.same_time) - 1)[places]
    for column in columns:
        places, key = _only_shared(places, key)
        if not len(places):
            return repeated
        codes = _codes_at(column, order.rows[places])
        key = np.unique(key.astype(np.int64) * (int(codes.max()) + 1) + codes, return_inverse=True)[1]
    places, key = _only_shared(places, key)
    by_key = np.argsort(key, kind="stable")
    later = np.zeros(len(key), np.bool_)
    later[by_key[1:]] = key[by_key[1:]] == key[by_key[:-1]]
    repeated[places[later]] = True
    return repeated


def _only_shared(places: Rows, key: npt.NDArray[np.int64]) -> tuple[Rows, npt.NDArray[np.int64]]:
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    shared = counts[inverse] > 1
    return places[shared], inverse[shared].astype(np.int64)


def _codes_at(column: pa.ChunkedArray, rows: Rows) -> npt.NDArray[np.int64]:
    """A number per row that is equal exactly where the values are (0 for null)."""
    taken = column.take(pa.array(rows))
    if is_text(taken.type):
        return coded(taken).codes.astype(np.int64) + 1
    array = taken.combine_chunks().dictionary_encode()
    return np.asarray(array.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64) + 1
