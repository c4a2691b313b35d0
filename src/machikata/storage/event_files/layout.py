# SPDX-License-Identifier: Apache-2.0
"""What an admitted log looks like: its tables, the columns each must have, and its files."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.records.raw import LogTables

MANIFEST = "manifest.json"
TABLES = ("events", "cases", "relation", "tie_relation")
_TEXT = "text"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Required columns of a table with their Arrow type ('text' = string or dictionary of strings)."""

    types: dict[str, str]


_REQUIRED = {
    "events": _Columns({
        "case_index": "int32", "seq": "int32", "tie_group": "int32", "activity": _TEXT, "time_us": "int64",
        "offset_min": "int16", "lifecycle": _TEXT, "resource": _TEXT, "role": _TEXT, "section": _TEXT,
    }),
    "cases": _Columns({
        "case_index": "int32", "case_id": _TEXT, "start_us": "int64", "end_us": "int64", "start_offset_min": "int16",
        "events": "int32", "open": "bool",
    }),
    "relation": _Columns({
        "case_index": "int32", "seq": "int32", "source": _TEXT, "target": _TEXT, "duration_us": "int64", "in_tie": "bool",
    }),
    "tie_relation": _Columns({
        "case_index": "int32", "source": _TEXT, "target": _TEXT, "duration_us": "int64", "weight": "double",
    }),
}  # fmt: skip


def named_tables(tables: LogTables) -> dict[str, pa.Table]:
    """The four tables by name."""
    return {name: getattr(tables, name) for name in TABLES}


def check_columns(tables: LogTables) -> None:
    """Hold the tables to the contract of `domain.event_log`.

    Raises:
        ValueError: a required column is missing or of another type (a fault of the program that made the tables).
        InputRefused: two columns differ only in upper and lower case, which SQL cannot tell apart.
    """
    for name, table in named_tables(tables).items():
        for column, kind in _REQUIRED[name].types.items():
            if column not in table.column_names:
                raise ValueError(f"{name} lacks the column {column}")
            if not _fits(table.schema.field(column).type, kind):
                raise ValueError(f"{name}.{column} is {table.schema.field(column).type}, not {kind}")
    problems = [p for name, table in named_tables(tables).items() for p in _same_but_for_case(name, table.column_names)]
    if problems:
        raise InputRefused(problems)


def _fits(found: pa.DataType, wanted: str) -> bool:
    if wanted == _TEXT:
        return is_text(found)
    return str(found) == wanted


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds text, dictionary-encoded or not."""
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(value) or pa.types.is_large_string(value))


def _same_but_for_case(table: str, names: list[str]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for name in names:
        first = seen.setdefault(name.lower(), name)
        if first != name:
            problems.append(Problem(
                "columns-differ-by-case",
                Text(f"列「{first}」と「{name}」は大文字と小文字しか違いません",
                     f"the columns “{first}” and “{name}” differ only in upper and lower case"),
                Text("どちらかの列の名前を変えるか、使わない列にしてください", "rename one of them, or do not use it"),
                Place(sheet=table, column=name),
            ))  # fmt: skip
    return problems
