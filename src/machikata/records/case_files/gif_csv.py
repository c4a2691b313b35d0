# SPDX-License-Identifier: Apache-2.0
"""Tables of case studies: our ZIP of long tables, and a plain CSV of others with one case a row."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.records.case_files import gif_messages as say
from machikata.records.case_files.assembling import WrittenCase
from machikata.records.case_files.columns import CASE_FIELDS, FIELDS, VALUE_FIELDS
from machikata.records.case_files.gif_layout import (
    CASE_NAMES,
    CASES_FILE,
    FIGURE_NAMES,
    FIGURES_FILE,
    LISTED,
    MEDIA_FILE,
    MEDIA_NAMES,
    NO_VALUE,
    NOT_APPLICABLE,
    SOURCE_NAMES,
    SOURCES_FILE,
    START_COLUMNS,
    TERMS_FILE,
    WITHDRAWN_FILE,
    Precision,
    from_line,
    start_of,
)
from machikata.records.case_files.values import Record, ValueReader, Written, is_blank
from machikata.records.survey.labels import word_key
from machikata.records.table_checks.text_tables import csv_grid
from machikata.records.tables.workbook import column_letters
from machikata.records.tables.zip_guard import GuardedZip

_MOST_TABLE_BYTES: Final = 200 << 20
Row = Mapping[str, Written]
"""The cells of one row by their head, empty ones left out."""


@dataclass(frozen=True, slots=True)
class WrittenCases:
    """What a file says: the cases, and id and reason of those that were taken back."""

    cases: tuple[WrittenCase, ...]
    withdrawn: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    """A table's heads with their places, and its rows."""

    file: str
    heads: Mapping[str, Place]
    rows: tuple[Row, ...]


def read_tables(container: GuardedZip, file: str, reader: ValueReader) -> WrittenCases:
    """The tables of a ZIP that Machikata wrote."""
    members = {m.filename.rpartition("/")[2]: m for m in container.infolist() if not m.is_dir()}
    if CASES_FILE not in members:
        raise InputRefused([Problem("gif-no-cases-table", *say.NO_CASES_TABLE, Place(file=file))])
    tables = {
        name: _table(_content(container, members[name], file), f"{file}/{name}", reader, line=from_line)
        for name in (CASES_FILE, TERMS_FILE, FIGURES_FILE, SOURCES_FILE, MEDIA_FILE, WITHDRAWN_FILE)
        if name in members
    }
    return _joined(tables, reader)


def read_plain_csv(data: bytes, file: str, reader: ValueReader) -> WrittenCases:
    """A CSV: cases.csv of ours by itself, known by its Latin heads, or a table of others."""
    table = _table(data, file, reader, line=str)
    if {"case_id", "title_ja"} <= table.heads.keys():
        return _joined({CASES_FILE: _table(data, file, ValueReader(), line=from_line)}, reader)
    names = _named(table, CASE_NAMES, reader, silent=frozenset(map(word_key, (*_PICTURES, _RELATED_URL))))
    if "title" not in names.values():
        raise InputRefused([Problem("gif-no-title", *say.NO_TITLE_COLUMN, Place(file=file, row=1))])
    return WrittenCases(tuple(_foreign(row, names, reader, file) for row in table.rows))


def _content(container: GuardedZip, member: zipfile.ZipInfo, file: str) -> bytes:
    place = Place(file=f"{file}/{member.filename}")
    if member.file_size > _MOST_TABLE_BYTES:
        raise InputRefused([Problem("gif-file-too-large", *say.TOO_LARGE, place)])
    try:
        return container.read(member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError):
        raise InputRefused([Problem("gif-file-foreign", *say.FOREIGN, place)]) from None


def _table(data: bytes, file: str, reader: ValueReader, *, line: Callable[[str], str]) -> _Table:
    """The rows of a CSV whose head is row 1; rows of another length are faults, blank ones are left out."""
    if not data.strip():
        return _Table(file, {}, ())
    grid, _ = csv_grid(data, file)
    heads: dict[str, Place] = {}
    columns: list[str] = []
    for x, cell in enumerate(grid.texts(0)):
        head = cell.strip()
        at = Place(file, "", 1, head or column_letters(x))
        if head in heads:
            reader.refuse("gif-column-repeated", *say.COLUMN_REPEATED, at)
        columns.append(head)
        heads.setdefault(head, at)
    rows = []
    for y in range(1, grid.height):
        if y + 1 in grid.cells_in_row and any(grid.texts(y)):
            reader.refuse("ragged-row", *say.RAGGED, Place(file, "", y + 1))
            continue
        cells = zip(columns, grid.texts(y), strict=False)
        row = {h: Written(line(c), Place(file, "", y + 1, h)) for h, c in cells if h and not is_blank(c)}
        if row:
            rows.append(row)
    return _Table(file, heads, tuple(rows))


def _named(
    table: _Table, known: Mapping[str, str], reader: ValueReader, *, silent: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Which item each head means; heads that mean none are named. The item's own name goes before other names of it."""
    found = {head: known[word_key(head)] for head in table.heads if word_key(head) in known}
    for head, at in table.heads.items():
        if head and head not in found and word_key(head) not in silent:
            reader.warn("gif-column-unknown", *say.COLUMN_UNKNOWN, at)
    return found


def _record(row: Row, names: Mapping[str, str]) -> dict[str, list[Written]]:
    record: dict[str, list[Written]] = {}
    for head, written in row.items():
        if head in names:
            record.setdefault(names[head], []).append(written)
    return record


# ---- tables of ours -------------------------------------------------------------------------------------------------------------


def _joined(tables: Mapping[str, _Table], reader: ValueReader) -> WrittenCases:
    empty = _Table("", {}, ())
    main = tables[CASES_FILE]
    names = _named(main, CASE_NAMES, reader, silent=_DERIVED_COLUMNS)
    items: dict[str, dict[str, list[Written]]] = {}
    order: list[tuple[str, Place]] = []
    for row in main.rows:
        record = _record(row, names) | _start(row, reader)
        at = next(iter(row.values())).place
        case_id = str(record["id"][0].value) if "id" in record else ""
        order.append((case_id, replace(at, column="")))
        items.setdefault(case_id, record)
        if items[case_id] is not record:
            reader.refuse("gif-id-repeated", *say.ID_REPEATED, at, case_id)
    for case_id, row in _of_cases(tables.get(TERMS_FILE, empty), items, reader):
        _add_term(items[case_id], row, reader)
    figures = _figure_records(tables.get(FIGURES_FILE, empty), items, reader)
    sources = _child_records(tables.get(SOURCES_FILE, empty), SOURCE_NAMES, items, reader)
    media = _child_records(tables.get(MEDIA_FILE, empty), MEDIA_NAMES, items, reader)
    cases = tuple(
        WrittenCase(items[c], figures.get(c, ()), sources.get(c, ()), media.get(c, ()), at)
        for c, at in dict(order).items()
    )
    return WrittenCases(cases, tuple(_withdrawn(tables.get(WITHDRAWN_FILE, empty), reader)))


_DERIVED_COLUMNS: Final = frozenset(
    {"area_code", "organisation_name", "class_code", "population_status", "cost_status", *START_COLUMNS}
)
"""Columns of cases.csv that follow from others or are read together."""


def _start(row: Row, reader: ValueReader) -> dict[str, list[Written]]:
    cells = [row.get(name) for name in START_COLUMNS]
    texts = ["" if cell is None else str(cell.value) for cell in cells]
    if not any(texts[:-1]) and texts[-1] in ("", Precision.NOT_STATED):
        return {}
    at = next(cell.place for cell in reversed(cells) if cell is not None)
    start = start_of(*texts)
    if start is None:
        reader.refuse("gif-start-unclear", *say.START_UNCLEAR, at, " ".join(filter(None, texts)))
        return {}
    return {"start": [Written(start, at)]}


def _of_cases(table: _Table, items: Mapping[str, Record], reader: ValueReader) -> Iterator[tuple[str, Row]]:
    """The rows of a table in the order of their position within each case, with the id of their case."""
    for row in sorted(table.rows, key=_position):
        written = row.get("case_id")
        case_id = "" if written is None else str(written.value)
        if case_id in items:
            yield case_id, row
        else:
            at = written.place if written else replace(next(iter(row.values())).place, column="case_id")
            reader.refuse("gif-case-unknown", *say.CASE_UNKNOWN, at, case_id)


def _position(row: Row) -> int:
    """Rows keep their order where no position is written."""
    text = str(row["position"].value) if "position" in row else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _add_term(record: dict[str, list[Written]], row: Row, reader: ValueReader) -> None:
    item = row.get("item_code")
    if item is None or item.value not in LISTED:
        at = item.place if item else replace(next(iter(row.values())).place, column="item_code")
        reader.refuse("gif-term-unknown", *say.TERM_UNKNOWN, at, item.value if item else "")
    elif "value" in row:
        record.setdefault(str(item.value), []).append(row["value"])


def _child_records(
    table: _Table, known: Mapping[str, str], items: Mapping[str, Record], reader: ValueReader
) -> dict[str, list[Record]]:
    names = _named(table, known, reader, silent=frozenset({"case_id", "position"}))
    found: dict[str, list[Record]] = {}
    for case_id, row in _of_cases(table, items, reader):
        found.setdefault(case_id, []).append(_own_ids(case_id, _record(row, names), ("id",)))
    return found


def _own_ids(case_id: str, record: dict[str, list[Written]], fields: Sequence[str]) -> Record:
    """Ids inside a case without the case's own id before them."""
    for field in fields:
        if field in record:
            record[field] = [Written(str(w.value).removeprefix(f"{case_id}-"), w.place) for w in record[field]]
    return record


def _figure_records(table: _Table, items: Mapping[str, Record], reader: ValueReader) -> dict[str, list[Record]]:
    """Figures out of their rows: one row is one value, the rest repeats."""
    names = _named(table, FIGURE_NAMES, reader, silent=_VALUE_COLUMNS)
    made: dict[tuple[str, str], dict[str, list[Written]]] = {}
    for case_id, row in _of_cases(table, items, reader):
        record = {k: v for k, v in _record(row, names).items() if not _none(v)}
        figure_id = str(record["id"][0].value) if "id" in record else ""
        figure = made.setdefault((case_id, figure_id), record)
        if figure is not record:
            _same_words(figure, record, reader)
        _add_value(figure, row, reader)
    found: dict[str, list[Record]] = {}
    for (case_id, _), record in made.items():
        found.setdefault(case_id, []).append(_own_ids(case_id, record, ("id", "source")))
    return found


_VALUE_COLUMNS: Final = frozenset(
    {"case_id", "position", "value_code", "value", "value_unit", "value_derived", "value_status"}
)


def _none(found: Sequence[Written]) -> bool:
    return found[0].value == NOT_APPLICABLE and found[0].place.column == "kind"


def _same_words(figure: Record, record: Record, reader: ValueReader) -> None:
    for field in dict.fromkeys((*figure, *record)):
        if field in VALUE_FIELDS or field.startswith("derived_"):
            continue
        ours, theirs = figure.get(field), record.get(field)
        if [w.value for w in ours or ()] != [w.value for w in theirs or ()]:
            at = (theirs or ours or [Written("", Place())])[0]
            reader.refuse("gif-figure-rows-differ", *say.ROWS_DIFFER, at.place, at.value)


def _add_value(figure: dict[str, list[Written]], row: Row, reader: ValueReader) -> None:
    code = row.get("value_code")
    name = str(code.value) if code else ""
    if name == NO_VALUE:
        return
    if code is None or name not in VALUE_FIELDS:
        at = code.place if code else replace(next(iter(row.values())).place, column="value_code")
        reader.refuse("gif-value-code-unknown", *say.VALUE_CODE_UNKNOWN, at, name)
        return
    if name in figure:
        reader.refuse("gif-value-repeated", *say.VALUE_REPEATED, code.place, name)
        return
    if "value" in row:
        figure[name] = [row["value"]]
    if "value_derived" in row:
        figure[f"derived_{name}"] = [row["value_derived"]]


def _withdrawn(table: _Table, reader: ValueReader) -> Iterator[tuple[str, Text]]:
    for row in table.rows:
        parts = [str(row[head].value) if head in row else "" for head in ("case_id", "reason_ja", "reason_en")]
        if not parts[0] or not parts[1]:
            at = replace(next(iter(row.values())).place, column="")
            reader.refuse("gif-withdrawn-incomplete", *say.WITHDRAWN_INCOMPLETE, at)
        yield parts[0], Text(parts[1], parts[2])


# ---- tables of others -----------------------------------------------------------------------------------------------------------

_PICTURES: Final = (
    "イメージタイトル", "イメージファイル", "イメージのライセンス", "ビデオタイトル", "ビデオURL", "ビデオのライセンス"
)  # fmt: skip
_RELATED_URL: Final = "関連URL"


def _foreign(row: Row, names: Mapping[str, str], reader: ValueReader, file: str) -> WrittenCase:
    at = Place(file, "", next(iter(row.values())).place.row)
    record = _record(row, {h: f for h, f in names.items() if not _is_other_name(h, f, row, names)})
    empty = {}
    for field in LISTED:
        if field in record:
            record[field] = [p for w in record[field] for p in _split(w, reader)]
    if (found := record.get("field")) and FIELDS.code_of(str(found[0].value)) is None:
        empty["field"] = replace(found[0].place, value=str(found[0].value))
        del record["field"]
    sources = [
        {"title": [part], "url": [part], "read": [Written("title", part.place)]}
        for written in (row[_RELATED_URL],) if _RELATED_URL in row
        for part in _split(written, reader)
    ] if _RELATED_URL in row else []  # fmt: skip
    return WrittenCase(record, (), sources, tuple(_pictures(row, reader)), at, empty)


def _is_other_name(head: str, field: str, row: Row, names: Mapping[str, str]) -> bool:
    """Whether the item's own column is filled too, so that this one repeats it less exactly (事例実施年 beside 開始時期)."""
    own = CASE_FIELDS[field.removesuffix("_en")].label.ja if field.removesuffix("_en") in CASE_FIELDS else ""
    return head != own and own in row and names.get(own) == field


def _split(written: Written, reader: ValueReader) -> list[Written]:
    """The values of a cell: separated by semicolons, as the model has it, or by lines; else by commas, which is said."""
    text = str(written.value).replace("；", ";").replace("\r", "\n").replace("\n", ";")
    if ";" not in text and any(mark in text for mark in "、，,"):
        reader.warn("gif-split-at-comma", *say.SPLIT_AT_COMMA, written.place, written.value)
        text = text.replace("、", ";").replace("，", ";").replace(",", ";")
    return [Written(part.strip(), written.place) for part in text.split(";") if part.strip()]


def _pictures(row: Row, reader: ValueReader) -> Iterator[Record]:
    for title, url, licence in (_PICTURES[:3], _PICTURES[3:]):
        address = row.get(url)
        if address is None:
            continue
        if "://" not in str(address.value):
            reader.warn("gif-picture-file", *say.PICTURE_FILE, address.place, address.value)
            continue
        record = {"title": [row.get(title, address)], "url": [address]}
        if licence in row:
            record["licence"] = [row[licence]]
        yield record
