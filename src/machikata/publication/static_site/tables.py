# SPDX-License-Identifier: Apache-2.0
"""The tables of the key figures as a page shows them: columns that are the same in every row stand once, above the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from machikata.domain.text import Text
from machikata.publication.comparison_tables import ResultTable, TableColumn, Value


def without(table: ResultTable, *heads: str) -> ResultTable:
    """The table without the columns of these Japanese heads: what they say stands in its note or its title."""
    kept = [i for i, column in enumerate(table.columns) if column.head.ja not in heads]
    rows = tuple(tuple(row[i] for i in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[i] for i in kept), rows=rows)


def joined(table: ResultTable, heads: Sequence[str], head: Text) -> ResultTable:
    """The table with the columns of words of these Japanese heads as its last one, each said with its head."""
    parts = [(i, c.head) for i, c in enumerate(table.columns) if c.head.ja in heads]
    rest = without(table, *heads)
    rows = tuple(
        (*shown, _said([(name, row[i]) for i, name in parts])) for shown, row in zip(rest.rows, table.rows, strict=True)
    )
    return replace(rest, columns=(*rest.columns, TableColumn(head)), rows=rows)


def _said(parts: Sequence[tuple[Text, Value]]) -> Text:
    told = [(name, v) for name, v in parts if isinstance(v, Text) and v.ja]
    return Text(
        "　".join(f"{name.ja}：{v.ja}" for name, v in told), " ".join(f"{name.en}: {v.en}." for name, v in told)
    )


def with_words(table: ResultTable, head: str, new_head: Text, words: Mapping[str, Text]) -> ResultTable:
    """The table with words in place of the codes in the column of this Japanese head."""
    at = next(i for i, column in enumerate(table.columns) if column.head.ja == head)
    columns = (*table.columns[:at], replace(table.columns[at], head=new_head), *table.columns[at + 1 :])
    rows = tuple((*row[:at], words.get(str(row[at]), row[at]), *row[at + 1 :]) for row in table.rows)
    return replace(table, columns=columns, rows=rows)


def without_empty(table: ResultTable) -> ResultTable:
    """The table without columns in which no row says anything."""
    said = [
        i
        for i in range(len(table.columns))
        if any(v is not None and v != "" and v != Text("", "") for v in (row[i] for row in table.rows))
    ]
    rows = tuple(tuple(row[i] for i in said) for row in table.rows)
    return replace(table, columns=tuple(table.columns[i] for i in said), rows=rows)
