# SPDX-License-Identifier: Apache-2.0
"""The last step of every flat reader: blank rows and columns that nobody named go, the rest becomes a raw log."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.domain.errors import Problem
from machikata.records.coded import coded
from machikata.records.raw import RawLog, SourceFile

_UNNAMED = re.compile(r"列\d+")


class NoData(Exception):
    """The table has no row with a value."""


def arrange(
    source: SourceFile,
    table: pa.Table,
    numbers: npt.NDArray[np.int64],
    problems: Iterable[Problem],
    *,
    facts: dict[str, str] | None = None,
) -> RawLog:
    """The raw log of a table of text cells; `numbers` gives the row in the file of each row of the table."""
    filled = np.zeros(table.num_rows, np.bool_)
    empty_columns = []
    for name in table.column_names:
        written = ~coded(table[name]).missing
        filled |= written
        if not written.any() and _UNNAMED.fullmatch(name):
            empty_columns.append(name)
    if not filled.any():
        raise NoData
    table = table.drop_columns(empty_columns) if empty_columns else table
    if not filled.all():
        table, numbers = table.filter(pa.array(filled)), numbers[filled]
    consecutive = len(numbers) == 0 or (
        numbers[0] == source.header_row + 1 and int(numbers[-1] - numbers[0]) == len(numbers) - 1
    )
    return RawLog(
        source,
        table.unify_dictionaries(),
        problems=tuple(problems),
        row_numbers=None if consecutive else numbers,
        facts=facts or {},
    )
