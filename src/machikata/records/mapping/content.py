# SPDX-License-Identifier: Apache-2.0
"""What the values of a column say about its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.domain.event_log import DateStyle
from machikata.domain.written_dates import DateFault, plain, read_moment, read_time_of_day
from machikata.records.admission.instants import OFFSET_SUFFIX
from machikata.records.coded import Coded, coded, is_text

_LOOKED_AT = 300
"""Distinct values of a column that are looked at."""
_NUMBER = re.compile(r"[-+]?[\d,]+(?:\.\d+)?")
_FIVE_DIGITS = re.compile(r"\d{5}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Content:
    """A column's values in figures. Shares (0–1) are of the distinct values looked at, `missing` is of the rows."""

    name: str
    rows: int
    distinct: int
    missing: float
    iso_dates: float
    japanese_dates: float
    """Readable as 和暦, Western dates with / or 年月日, or ISO."""
    clocks: float
    five_digits: float
    numbers: float
    mean_length: float
    typed_time: bool
    """The file itself says that these are times."""
    text: bool
    column: Coded | None
    """The values as codes; None for typed numbers, truth values and times."""

    @property
    def dates(self) -> float:
        """Share of values that are dates, however written."""
        return 1.0 if self.typed_time else max(self.iso_dates, self.japanese_dates)

    @property
    def repeats(self) -> float:
        """Rows per distinct value."""
        return self.rows * (1 - self.missing) / self.distinct if self.distinct else 0.0


def content_of(table: pa.Table, name: str) -> Content:
    """Look at the values of one column."""
    column = table[name]
    if name + OFFSET_SUFFIX in table.column_names or pa.types.is_temporal(column.type):
        return _typed(name, column, typed_time=True)
    if not is_text(column.type):
        return _typed(name, column, typed_time=False)
    values = coded(column)
    counts = values.count_values()
    seen = np.flatnonzero(counts)
    shown = [
        plain(v)
        for v in values.values.take(pa.array(seen[:: max(1, len(seen) // _LOOKED_AT)][:_LOOKED_AT])).to_pylist()
    ]
    return Content(
        name=name,
        rows=len(column),
        distinct=len(seen),
        missing=float(values.missing.mean()) if len(column) else 1.0,
        iso_dates=_share(shown, lambda v: not isinstance(read_moment(v, DateStyle.ISO), DateFault)),
        japanese_dates=_share(shown, lambda v: not isinstance(read_moment(v, DateStyle.JAPANESE), DateFault)),
        clocks=_share(shown, lambda v: not isinstance(read_time_of_day(v), DateFault)),
        five_digits=_share(shown, lambda v: _FIVE_DIGITS.fullmatch(v) is not None),
        numbers=_share(shown, lambda v: _NUMBER.fullmatch(v) is not None),
        mean_length=float(np.mean([len(v) for v in shown])) if shown else 0.0,
        typed_time=False,
        text=True,
        column=values,
    )


def follows_from(column: Coded, key: npt.NDArray[np.int64]) -> float:
    """Share of rows that hold the commonest value of their key: 1 when the key (a case, an activity) decides the value."""
    written = column.codes >= 0
    if not written.any():
        return 0.0
    span = len(column.values) + 1
    pairs, counts = np.unique(key[written] * span + column.codes[written], return_counts=True)
    best = np.zeros(int(key.max()) + 1, np.int64)
    np.maximum.at(best, pairs // span, counts)
    return float(best.sum() / written.sum())


def _typed(name: str, column: pa.ChunkedArray, *, typed_time: bool) -> Content:
    missing = column.null_count / len(column) if len(column) else 1.0
    return Content(
        name, len(column), len(column.unique()), missing, 0.0, 0.0, 0.0, 0.0, 0.0 if typed_time else 1.0, 0.0, typed_time, False, None
    )  # fmt: skip


def _share(values: list[str], holds: Callable[[str], bool]) -> float:
    return sum(1 for v in values if holds(v)) / len(values) if values else 0.0
