# SPDX-License-Identifier: Apache-2.0
"""Cells far out: one value in the last row and column of a sheet makes a few bytes claim a grid of seventeen thousand million cells.

The reader lays a sheet out as a full rectangle from A1 to its last value, and the process dies when there is no memory for it. So the
corner is found in the XML before anything is laid out. Empty cells that only carry a format do not count: the reader skips them.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.records.tables.tags import tags_of
from machikata.records.tables.workbook_parts import member_parts

MOST_CELLS = 60_000_000
_FILLED = re.compile(rb'<c r="([A-Z]{1,7})([0-9]{1,10})"(?:[^>]*[^/>])?>')
_CELL = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")


def refuse_far_cells(container: zipfile.ZipFile, file: str, *, most_cells: int = MOST_CELLS) -> None:
    """Raise `InputRefused` when the rectangle from A1 to the last value of any sheet has more than `most_cells` cells."""
    for member in container.namelist():
        try:
            rows, columns = _corner(container, member)
        except (DefusedXmlException, ParseError, zipfile.BadZipFile, zlib.error, NotImplementedError, OSError):
            continue  # damage is reported where the content is read
        if rows * columns > most_cells:
            raise InputRefused([_far(file, rows, columns)])


def _corner(container: zipfile.ZipFile, member: str) -> tuple[int, int]:
    """Last row and column with a value, from 1; (0, 0) when every cell lies near, or the part is no sheet."""
    plain, far, is_sheet = True, False, False
    for part in member_parts(container, member):
        start = 0
        if not is_sheet:
            start = part.find(b"sheetData")
            if start < 0:
                continue
            is_sheet, plain = True, part[start - 1 : start] == b"<"
        end = part.rfind(b"</sheetData>", start)
        tags = tags_of(part)
        rows = tags.between(start, end if end >= 0 else len(part))
        # inside the rows only cells begin with c, so these two counts differ when a cell is written in another way;
        # a comment could hide where the rows begin or end
        plain = (
            plain and not tags.count(b"<!") and rows.count(b"<c") == rows.count(b'<c r="') and not rows.prefixed(b"c")
        )
        far = far or rows.any_far
    if not is_sheet or (plain and not far):
        return 0, 0
    last_row, last_column = 0, 0
    for letters, row in _places(container, member) if plain else _walked(container, member):
        last_row, last_column = max(last_row, row), max(last_column, _number(letters))
    return last_row, last_column


def _places(container: zipfile.ZipFile, member: str) -> Iterator[tuple[str, int]]:
    """Cells with any content, by their usual form."""
    for part in member_parts(container, member):
        for match in _FILLED.finditer(part):
            yield match[1].decode(), int(match[2])


def _walked(container: zipfile.ZipFile, member: str) -> Iterator[tuple[str, int]]:
    """Cells with any content, by a proper XML parser; a cell without an address is counted on from the one before."""
    row, column = 0, 0
    with container.open(member) as stream:
        for event, element in iterparse(stream, events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if event == "start" and tag == "row":
                row, column = int(element.get("r") or row + 1), 0
            elif event == "start" and tag == "c":
                place = _CELL.fullmatch(element.get("r") or "")
                row, column = (int(place[2]), _number(place[1].upper())) if place else (row, column + 1)
            elif event == "end":
                if tag == "c" and len(element):
                    yield _letters(column), row
                if tag in ("c", "row"):
                    element.clear()


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _far(file: str, rows: int, columns: int) -> Problem:
    corner = f"{_letters(columns)}{rows}"
    what = Text(
        f"離れたセルに値があり、表が{rows:,}行×{columns:,}列に広がっています（{corner}まで）",
        f"a value far out stretches the table to {rows:,} rows and {columns:,} columns (up to {corner})",
    )
    remedy = Text(
        "表の外の値を消すか、必要な表だけを新しいファイルに移して保存してください",
        "delete what stands outside the table, or move the table into a new file",
    )
    return Problem("cells-far-out", what, remedy, Place(file=file, value=corner))
