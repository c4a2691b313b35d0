# SPDX-License-Identifier: Apache-2.0
"""What an ods keeps beside its values, sheet by sheet, and the refusal of repeated cells that would unfold beyond measure."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from machikata.domain.errors import InputRefused
from machikata.records.survey import book_problems as say
from machikata.records.tables.workbook import column_letters

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})


@dataclass(slots=True)
class OdsSheet:
    """One sheet: cells in error (row from 1, column letters), merged ranges as in `SurveySheet`, formulas, hidden rows and columns."""

    errors: list[tuple[int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0


@dataclass(slots=True)
class _Walk:
    """Where the walk stands; rows and columns are those done so far, repeats counted."""

    sheet: OdsSheet = field(default_factory=OdsSheet)
    rows: int = 0
    columns: int = 0
    width: int = 0
    widest: int = 0
    largest: int = 0

    def cell(self, element: Element) -> None:
        """Take in one cell with its repeats."""
        first = self.columns
        self.columns += _count(element, "number-columns-repeated")
        if len(element) or any(key.endswith("value-type") for key in element.keys()):  # noqa: SIM118  no mapping
            self.width = self.columns
        down, across = _count(element, "number-rows-spanned"), _count(element, "number-columns-spanned")
        if down > 1 or across > 1:
            self.sheet.merged.append((self.rows + 1, first, self.rows + down, first + across - 1))
        self.sheet.formulas += element.get(f"{_TABLE}formula") is not None
        if element.get(_CALC_TYPE) == "error":
            self.sheet.errors.append((self.rows + 1, column_letters(first)))

    def row(self, element: Element) -> None:
        """Take in the end of a row with its repeats."""
        repeated = _count(element, "number-rows-repeated")
        self.rows += repeated
        if self.width:
            self.widest = max(self.widest, self.width)
            self.largest = self.rows * self.widest
            self.sheet.hidden_rows += repeated * _hidden(element)
        self.columns, self.width = 0, 0


def ods_sheets(container: zipfile.ZipFile, file: str, *, most_cells: int) -> dict[str, OdsSheet]:
    """Every sheet by its name.

    Raises:
        InputRefused: repeated rows and cells would unfold into more than `most_cells`, or the XML is damaged or holds a DTD.
    """
    found: dict[str, OdsSheet] = {}
    walk = _Walk()
    try:
        with container.open("content.xml") as stream:
            for event, element in iterparse(stream, events=("start", "end")):
                tag = element.tag
                if event == "start":
                    if tag == f"{_TABLE}table":
                        walk = _Walk()
                        found[element.get(f"{_TABLE}name") or ""] = walk.sheet
                    continue
                if tag in _CELLS:
                    walk.cell(element)
                    element.clear()
                elif tag == f"{_TABLE}table-row":
                    walk.row(element)
                    element.clear()
                elif tag == f"{_TABLE}table-column" and _hidden(element):
                    walk.sheet.hidden_columns += _count(element, "number-columns-repeated")
                if walk.largest > most_cells:
                    raise InputRefused([say.unfolds(file, walk.rows, walk.widest)])
    except (DefusedXmlException, ParseError, ValueError) as error:
        raise InputRefused([say.unreadable(file)]) from error
    return found


def _count(element: Element, name: str) -> int:
    written = element.get(_TABLE + name)
    return max(1, int(written)) if written else 1


def _hidden(element: Element) -> bool:
    return element.get(f"{_TABLE}visibility") in ("collapse", "filter")
