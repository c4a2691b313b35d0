# SPDX-License-Identifier: Apache-2.0
"""Level 3, check 05: times that a machine can put in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from machikata.domain.text import Text
from machikata.records.table_checks.columns import Role, TableColumn, of_role
from machikata.records.table_checks.findings import NOT_APPLICABLE, Finding, Question, Table, Verdict, in_column, judged
from machikata.records.table_checks.kinds import Kind, header_names_era, names_era, names_western_year, plain_text

_SHAPE = re.compile(r"\d+")


def times_standard(q: Question) -> Verdict:
    """3-05. A Western year beside the Japanese one may stand in the same cell or in a column of its own."""
    columns = list(of_role(q.table.columns, Role.TIME))
    heads = [c for c in q.table.columns if c.name and header_names_era(c.name) and not names_western_year(c.name)]
    if not columns and not heads:
        return NOT_APPLICABLE
    return judged([*_eras_in_heads(q.table, heads), *(f for c in columns for f in _unordered(c, columns))])


def _eras_in_heads(table: Table, heads: list[TableColumn]) -> Iterator[Finding]:
    if heads:
        yield _era(Text("項目名の年が和暦だけです", "a header tells the year in the Japanese calendar alone"), [(table.region.head.last, c.number) for c in heads])  # fmt: skip


def _unordered(column: TableColumn, columns: list[TableColumn]) -> Iterator[Finding]:
    era = column.where(lambda t: names_era(t) and not names_western_year(t))
    if len(era) and not _told_beside(column, columns):
        yield _era(
            Text("時点が和暦だけで書かれています", "times are told in the Japanese calendar alone"),
            in_column(column, era),
        )
    odd = _odd_shapes(column)
    if odd:
        what = Text("時点の書き方がそろっていません", "times are written in several ways")
        remedy = Text(
            "「2026-04-01」のように、列の中で1つの書き方にそろえてください",
            "use one way of writing in the column, such as 2026-04-01",
        )
        yield Finding("time-mixed", what, remedy, in_column(column, column.rows_of(odd)))


def _told_beside(column: TableColumn, columns: list[TableColumn]) -> bool:
    """Whether another column of times has a Western year wherever this one has a Japanese one."""
    return any(
        c is not column
        and not (c.blanks & ~column.blanks).any()
        and all(not isinstance(v, str) or names_western_year(v) for _, v, _ in c.used)
        for c in columns
    )


def _era(what: Text, spots: list[tuple[int | None, int | None]] | list[tuple[int, int]]) -> Finding:
    remedy = Text(
        "西暦で書くか、「令和8年（2026年）」のように西暦を添えてください",
        "write Western years, or add them: 令和8年（2026年）",
    )
    return Finding("time-era-alone", what, remedy, spots)


def _odd_shapes(column: TableColumn) -> set[int]:
    """Values written unlike most of the column."""
    shapes: dict[int, str] = {}
    cells: Counter[str] = Counter()
    for (code, value, count), kind in zip(column.used, (k for k in column.kinds if k != Kind.BLANK), strict=True):
        if kind in (Kind.DATE, Kind.YEAR, Kind.NUMBER):
            shapes[code] = _shape(value)
            cells[shapes[code]] += count
    if len(cells) < 2:
        return set()
    usual = cells.most_common(1)[0][0]
    return {code for code, shape in shapes.items() if shape != usual}


def _shape(value: object) -> str:
    """How a time is written, digits and the lengths of day and month aside. A day and a moment of a sheet's own type are one way.

    >>> _shape("2026/4/1") == _shape("2026/10/12"), _shape("2026-04-01") == _shape("令和8年4月1日")
    (True, False)
    """
    if isinstance(value, date | datetime):
        return "date"
    if not isinstance(value, str):
        return "number" if isinstance(value, int | float) else "time"
    flat = plain_text(value)
    flat = re.sub(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$", "", flat)
    flat = re.sub(r"(?:明治|大正|昭和|平成|令和)", "元号", flat).replace("元年", "1年")
    return _SHAPE.sub(
        lambda m: "9999" if len(m.group()) == 4 else "9" if len(m.group()) <= 2 else "9" * len(m.group()), flat
    )
