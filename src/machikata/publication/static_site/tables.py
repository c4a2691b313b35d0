# SPDX-License-Identifier: Apache-2.0
"""The tables of the key figures as a page shows them: columns that are the same in every row stand once, above the table."""

from __future__ import annotations

from dataclasses import replace

from machikata.domain.text import Text
from machikata.publication.comparison_tables import ResultTable


def without(table: ResultTable, *heads: str) -> ResultTable:
    """The table without the columns of these Japanese heads: what they say stands in its note or its title."""
    kept = [i for i, column in enumerate(table.columns) if column.head.ja not in heads]
    rows = tuple(tuple(row[i] for i in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[i] for i in kept), rows=rows)


def without_empty(table: ResultTable) -> ResultTable:
    """The table without columns in which no row says anything."""
    said = [
        i
        for i in range(len(table.columns))
        if any(v is not None and v != "" and v != Text("", "") for v in (row[i] for row in table.rows))
    ]
    rows = tuple(tuple(row[i] for i in said) for row in table.rows)
    return replace(table, columns=tuple(table.columns[i] for i in said), rows=rows)
