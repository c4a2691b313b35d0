# SPDX-License-Identifier: Apache-2.0
"""Answers of many sections as two Arrow tables: what set-wise questions read, and what is stored.

lines  body, section, process, step, title, staff, duty, nature, medium, system, legal_basis, note dict<string>; fiscal_year,
       order, busy_from, busy_to int16; cases, fee_yen int64; minutes_per_case, hours, exception_share float64
staff  body, section, staff dict<string>; fiscal_year int16; persons, hours, overtime_hours, yen_per_hour float64

Columns are named as the fields of `SurveyLine` and `SectionStaff`; null = not answered. Rows keep the order of the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby, repeat
from operator import attrgetter
from typing import Any

import pyarrow as pa

from machikata.domain.workload import Medium, Nature, SectionStaff, SectionSurvey, StaffKind, SurveyLine

_WORDS = pa.dictionary(pa.int32(), pa.string())
_KEY = [("body", _WORDS), ("section", _WORDS), ("fiscal_year", pa.int16())]
LINES = pa.schema([
    *_KEY, ("process", _WORDS), ("step", _WORDS), ("title", _WORDS), ("staff", _WORDS), ("duty", _WORDS), ("order", pa.int16()),
    ("cases", pa.int64()), ("minutes_per_case", pa.float64()), ("hours", pa.float64()), ("fee_yen", pa.int64()),
    ("busy_from", pa.int16()), ("busy_to", pa.int16()), ("nature", _WORDS), ("medium", _WORDS), ("system", _WORDS),
    ("legal_basis", _WORDS), ("exception_share", pa.float64()), ("note", _WORDS),
])  # fmt: skip
STAFF = pa.schema([
    *_KEY, ("staff", _WORDS), ("persons", pa.float64()), ("hours", pa.float64()), ("overtime_hours", pa.float64()),
    ("yen_per_hour", pa.float64()),
])  # fmt: skip
_KEY_NAMES = tuple(name for name, _ in _KEY)


@dataclass(frozen=True, slots=True)
class SurveyTables:
    """The answers of any number of sections; columns as stated at the top of this file."""

    lines: pa.Table
    staff: pa.Table


def tables_of(surveys: Iterable[SectionSurvey]) -> SurveyTables:
    """The answers as tables."""
    found = tuple(surveys)
    return SurveyTables(_table(LINES, [(s, s.lines) for s in found]), _table(STAFF, [(s, s.staff) for s in found]))


def surveys_of(tables: SurveyTables) -> tuple[SectionSurvey, ...]:
    """The answers that `tables_of` gave, by body, section and year."""
    lines = {key: tuple(_line(row) for row in rows) for key, rows in _by_section(tables.lines)}
    staff = {key: tuple(_staff(row) for row in rows) for key, rows in _by_section(tables.staff)}
    keys = sorted({*lines, *staff})
    return tuple(SectionSurvey(b, s, y, lines.get((b, s, y), ()), staff.get((b, s, y), ())) for b, s, y in keys)


def joined(tables: Iterable[SurveyTables]) -> SurveyTables:
    """Several sets of answers in one."""
    found = tuple(tables)
    lines = [LINES.empty_table(), *(t.lines for t in found)]
    staff = [STAFF.empty_table(), *(t.staff for t in found)]
    return SurveyTables(
        pa.concat_tables(lines).unify_dictionaries().combine_chunks(),
        pa.concat_tables(staff).unify_dictionaries().combine_chunks(),
    )


def _table(schema: pa.Schema, parts: list[tuple[SectionSurvey, tuple[Any, ...]]]) -> pa.Table:
    own = [name for name in schema.names if name not in _KEY_NAMES]
    by_row = map(attrgetter(*own), chain.from_iterable(rows for _, rows in parts))
    values = dict(zip(own, zip(*by_row, strict=True), strict=False))  # nothing at all where there is no row
    for name in _KEY_NAMES:
        values[name] = tuple(chain.from_iterable(repeat(getattr(survey, name), len(rows)) for survey, rows in parts))
    return pa.Table.from_arrays([_column(values.get(field.name, ()), field.type) for field in schema], schema=schema)


def _column(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    return pa.array(values, pa.string()).dictionary_encode() if kind == _WORDS else pa.array(values, kind)


def _by_section(table: pa.Table) -> Iterator[tuple[tuple[str, str, int], Iterator[dict[str, Any]]]]:
    def key(row: dict[str, Any]) -> tuple[str, str, int]:
        return row["body"], row["section"], row["fiscal_year"]

    return groupby(sorted(table.to_pylist(), key=key), key)


def _line(row: dict[str, Any]) -> SurveyLine:
    fields = {name: value for name, value in row.items() if name not in _KEY_NAMES}
    fields["staff"] = StaffKind(row["staff"])
    fields["nature"] = row["nature"] and Nature(row["nature"])
    fields["medium"] = row["medium"] and Medium(row["medium"])
    return SurveyLine(**fields)


def _staff(row: dict[str, Any]) -> SectionStaff:
    fields = {name: value for name, value in row.items() if name not in _KEY_NAMES}
    return SectionStaff(**(fields | {"staff": StaffKind(row["staff"])}))
