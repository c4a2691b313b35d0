# SPDX-License-Identifier: Apache-2.0
"""What readers give and what admission gives: Arrow tables between the file and the store."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.domain.errors import Problem


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file as it came: name, SHA-256 of its bytes, size in bytes, format and how it was read."""

    name: str
    sha256: str
    size: int
    format: str
    """'xes', 'csv', 'xlsx', 'parquet', 'ocel-json' or 'ocel-sqlite'."""
    encoding: str = "utf-8"
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class RawLog:
    """One file read into columns, before roles are applied.

    `events` has one row per event in file order. Readers of formats with cases (XES, OCEL) add `case_index` int32 to `events`
    and give `cases` (row i = case i); flat readers give `cases=None` and every column as string (Parquet keeps its types).
    An ERROR in `problems` stands for a row (or `count` rows) that the reader left out of `events`.
    XES dates are two columns: `<key>` int64 µs UTC and `<key>@offset` int16 minutes. String columns are dictionary-encoded.
    """

    source: SourceFile
    events: pa.Table
    cases: pa.Table | None = None
    problems: tuple[Problem, ...] = ()
    title: str = ""
    row_numbers: npt.NDArray[np.int64] | None = None
    """For flat files whose data rows are not simply header_row+1, header_row+2, …: the row in the file of each event."""
    facts: dict[str, str] = field(default_factory=dict)
    """What the file says of itself (extensions, classifiers, log attributes), by name."""


@dataclass(frozen=True, slots=True)
class LogTables:
    """The four admitted tables of `domain.event_log` (columns and sort order as stated there)."""

    events: pa.Table
    cases: pa.Table
    relation: pa.Table
    tie_relation: pa.Table
