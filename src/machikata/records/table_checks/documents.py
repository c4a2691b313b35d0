# SPDX-License-Identifier: Apache-2.0
"""Companions of a table: documents that say what its codes, symbols and columns mean, in any format a person keeps them in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.records.table_checks.grid import FileKind, Grid
from machikata.records.table_checks.opening import kind_of, open_tables
from machikata.records.tables.encodings import decode

_UNIT = re.compile(
    r"円|%|％|人|件|回|世帯|時間|分|秒|日|歳|か月|戸|台|枚|個|倍|㎡|m2|km|kg|なし|yen|hours?|minutes?|days?|persons?|none|index",
    re.IGNORECASE,
)
_EXPLAINING = re.compile(
    r"説明|定義|凡例|コード|項目一覧|データ項目|履歴|注記|読み方|read ?me|guide|note|definition|metadata|codes?$|legend",
    re.IGNORECASE,
)
_PLAIN_TEXT = (".txt", ".md", ".rst")


@dataclass(frozen=True, slots=True)
class Document:
    """The cells of a document, row by row, all sheets together; a text file has one cell a line."""

    file: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> frozenset[str]:
        """Every cell, width and case aside."""
        return frozenset(same(c) for row in self.rows for c in row if c.strip())

    @property
    def whole(self) -> str:
        """Everything in one text, width and case aside."""
        return "\n".join("\t".join(map(same, row)) for row in self.rows)

    def row_about(self, name: str) -> tuple[str, ...] | None:
        """The row that begins with a column's name or holds it as a cell; in a text file the line that names it."""
        wanted = same(name)
        exact = next((row for row in self.rows if wanted in map(same, row)), None)
        return exact or next((row for row in self.rows if len(row) == 1 and wanted in same(row[0])), None)

    def tells_unit_of(self, name: str) -> bool:
        """Whether the row about a column holds a unit, or a column of units is filled there."""
        row = self.row_about(name)
        if row is None:
            return False
        head = next((r for r in self.rows if any("単位" in c or same(c) == "unit" for c in r)), None)
        if head is not None and len(head) > 1 and head is not row:
            at = next(i for i, c in enumerate(head) if "単位" in c or same(c) == "unit")
            return at < len(row) and bool(row[at].strip())
        return any(_UNIT.search(cell) for cell in row if same(cell) != same(name))


def same(text: str) -> str:
    """A text for comparing: width, case and spaces aside."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=8)
def _read(path: Path, stamp: float) -> Document:  # noqa: ARG001  a changed file is read again
    data = path.read_bytes()
    if path.suffix.lower() in _PLAIN_TEXT:
        lines = decode(data, file=path.name).data.decode().splitlines()
        return Document(path.name, tuple((line,) for line in lines))
    kind = kind_of(data, path.name)[0] if data else FileKind.OTHER
    opened = open_tables(data, name=path.name)
    if kind in (FileKind.OTHER, FileKind.XML) or not opened.grids:
        what = Text("資料として読めない形式です", "the document is in a format that is not read")
        remedy = Text("Excel（xlsx）、CSV、テキストのどれかで渡してください", "give it as xlsx, CSV or plain text")
        raise InputRefused([Problem("companion-unreadable", what, remedy, Place(file=path.name))])
    return Document(path.name, tuple(row for grid in opened.grids for row in _rows(grid)))


def read_document(path: Path) -> Document:
    """The document at `path`.

    Raises:
        InputRefused: it is missing, damaged or in a format that is not read.
    """
    try:
        return _read(path, path.stat().st_mtime)
    except OSError as error:
        what = Text(f"資料を開けません（{error.strerror}）", f"the document cannot be opened ({error.strerror})")
        remedy = Text("場所と権限を確かめてください", "check its place and permissions")
        raise InputRefused([Problem("file-unreadable", what, remedy, Place(file=path.name))]) from None


def explains(grid: Grid) -> bool:
    """Whether a sheet is there to explain others, as its name says."""
    return _EXPLAINING.search(grid.sheet) is not None


def sheets_document(siblings: Sequence[Grid]) -> Document:
    """The explaining sheets of a workbook as one document."""
    return Document("", tuple(row for grid in siblings if explains(grid) for row in _rows(grid)))


def _rows(grid: Grid) -> list[tuple[str, ...]]:
    return [tuple(grid.texts(row)) for row in range(grid.height)]
