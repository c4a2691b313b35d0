# SPDX-License-Identifier: Apache-2.0
"""A case study as the fields of a form on a page, and back: the same items, values and checks as the workbook's.

A field is named by the item (`title`, `title_en`), one of a row by its table, number and item (`figure-1-name`). Items that the office
fills in are no fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from machikata.domain.case_study import CaseStudy
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.records.case_files.assembling import WrittenCase, case_of
from machikata.records.case_files.columns import (
    CASE_ITEMS,
    FIGURE_ITEMS,
    MEDIA_ITEMS,
    SOURCE_ITEMS,
    Item,
    ItemKind,
    Need,
    with_english,
)
from machikata.records.case_files.values import Record, ValueReader, Written
from machikata.records.case_files.written_out import cells, entries

ROW_TABLES: Final[Mapping[str, tuple[Item, ...]]] = {
    "figure": FIGURE_ITEMS,
    "source": SOURCE_ITEMS,
    "media": MEDIA_ITEMS,
}
ASKED_ITEMS: Final = tuple(item for item in CASE_ITEMS if item.need is not Need.OFFICE)
MOST_ROWS: Final = 100

Fields = Mapping[str, Sequence[str]]
"""What stands in each field; an item that takes several values has several."""


def case_fields(case: CaseStudy) -> dict[str, tuple[str, ...]]:
    """What a form shows of a case."""
    found: dict[str, tuple[str, ...]] = {}
    for item in ASKED_ITEMS:
        written = entries(item, case)
        found[item.field] = tuple(_text(value) for value, _ in written)
        if item.kind is ItemKind.TEXT:
            found[item.english.field] = tuple(english for _, english in written)
    for table, values in (("figure", case.figures), ("source", case.sources), ("media", case.media)):
        for number, value in enumerate(values, start=1):
            for item, plain in cells(with_english(ROW_TABLES[table]), value):
                found[f"{table}-{number}-{item.field}"] = () if plain is None else (_text(plain),)
    return {name: values for name, values in found.items() if any(values)}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:.15g}" if isinstance(value, float) else str(value if value is not None else "")


def case_of_fields(fields: Fields, *, known: CaseStudy | None = None) -> tuple[CaseStudy, tuple[Problem, ...]]:
    """The case that a form says, and what is worth a word about it. What the office fills in is taken from `known`.

    Raises:
        InputRefused: every fault; the column of its place is the field.
    """
    reader = ValueReader(typed=False)
    main = _record(((i.field, i.field) for i in with_english(ASKED_ITEMS)), fields)
    rows = {
        table: [_record(_row_names(table, n), fields, table=table, row=n) for n in rows_of(table, fields)]
        for table in ROW_TABLES
    }
    empty = {i.field: Place(column=i.field) for i in with_english(ASKED_ITEMS)}
    written = WrittenCase(main, rows["figure"], rows["source"], rows["media"], Place(), empty)
    case = case_of(written, reader)
    told = [replace(p, place=Place(column=_field(p.place), value=p.place.value)) for p in reader.problems]
    faults = [p for p in told if p.severity is Severity.ERROR]
    if faults:
        raise InputRefused(faults)
    if known is not None:
        office = {i.field: getattr(known, i.field) for i in CASE_ITEMS if i.need is Need.OFFICE}
        case = replace(case, **office)
    return case, tuple(told)


def _record(names: Iterable[tuple[str, str]], fields: Fields, *, table: str = "", row: int | None = None) -> Record:
    """The filled fields of a case or a row: (item, field) pairs."""
    found = {}
    for item, name in names:
        values = [v.strip() for v in fields.get(name, ()) if v.strip()]
        if values:
            found[item] = [Written(v, Place(sheet=table, row=row, column=name)) for v in values]
    return found


def rows_of(table: str, fields: Fields) -> tuple[int, ...]:
    """Numbers of the rows in which anything stands."""
    items = with_english(ROW_TABLES[table])
    return tuple(
        n
        for n in range(1, MOST_ROWS + 1)
        if any(any(v.strip() for v in fields.get(f"{table}-{n}-{i.field}", ())) for i in items)
    )


def _row_names(table: str, row: int) -> Iterable[tuple[str, str]]:
    return ((i.field, f"{table}-{row}-{i.field}") for i in with_english(ROW_TABLES[table]))


def _field(place: Place) -> str:
    """The field at which a finding is shown: where it stands, or that of the item that it names."""
    items = ROW_TABLES.get(place.sheet, ASKED_ITEMS)
    named = next((i.field for i in with_english(items) if i.label.ja == place.column), None)
    if named is None:
        return place.column
    return named if place.row is None else f"{place.sheet}-{place.row}-{named}"
