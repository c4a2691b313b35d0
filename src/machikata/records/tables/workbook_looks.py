# SPDX-License-Identifier: Apache-2.0
"""How a sheet looks beside its values: merged and hidden cells, formulas, objects, and formatting that differs from cell to cell.

One pass over the sheet's XML as bytes, a few megabytes at a time: a sheet of a million formatted blank rows costs time, no memory.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree.ElementTree import Element

import numpy as np
import numpy.typing as npt
from defusedxml.ElementTree import fromstring

from machikata.domain.text import Text
from machikata.records.tables.limits import NAMED_PLACES
from machikata.records.tables.tags import StyledCells, tags_of
from machikata.records.tables.workbook_parts import has_formulas, member_of, member_parts, parsed, xml_of

_LONGEST_ROW = 32 << 20
_NS = rb"<(?:\w+:)?"
_ATTRS = rb"[^>]{0,500}?"  # bounded: a tag of megabytes must not cost its square
_MERGED = re.compile(_NS + rb"mergeCell\s" + _ATTRS + rb'ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN_ROW = re.compile(_NS + rb"row\s" + _ATTRS + rb'\br="(\d{1,7})"' + _ATTRS + rb'\bhidden="(?:1|true)"')
_ROW = re.compile(_NS + rb"row\s" + _ATTRS + rb'\br="(\d{1,7})"')
_COLUMN = re.compile(_NS + rb"col\s[^>]{0,500}>")
_CELL = _NS + rb"c\s" + _ATTRS + rb'\br="([A-Z]{1,3})(\d{1,7})"'
_FORMULA_CELL = re.compile(_CELL + rb"[^>]{0,500}>\s*" + _NS + rb"f[\s>/]")
_STYLED = re.compile(_CELL + _ATTRS + rb'\bs="(\d{1,6})"')
_ANCHOR = re.compile(_NS + rb"(?:twoCell|oneCell|absolute)Anchor[\s>]")
_LARGEST_DRAWING = 16 << 20
_MOST_MERGED = 10_000
_FROM = re.compile(_NS + rb"from>.{0,100}?" + _NS + rb"col>(\d{1,5})<.{0,200}?" + _NS + rb"row>(\d{1,7})<", re.DOTALL)
_KINDS = (
    (b"graphicFrame", Text("グラフなど", "chart or the like")),
    (b"pic", Text("画像", "picture")),
    (b"cxnSp", Text("線", "line")),
    (b"sp", Text("図形かテキストボックス", "shape or text box")),
    (b"grpSp", Text("図形の組", "group of shapes")),
)
_BLACK = ("rgb FF000000", "theme 1", "indexed 8", "indexed 64", "auto 1")
_WHITE = ("rgb FFFFFFFF", "theme 0", "indexed 9", "indexed 64", "indexed 65")

Marks = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Appearance:
    """What of a cell's formatting could carry meaning."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    underlined: bool = False
    colour: str = ""
    size: str = ""
    fill: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class SheetObject:
    """A picture, shape or chart above the cells; row from 1 and column from 0 of its corner, None where it hangs on no cell."""

    kind: Text
    row: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class SheetLooks:
    """Rows count from 1, columns from 0.

    `merged`: first row, first column, last row, last column. `hidden_columns`: first and last. `merged` and `formulas` (row, column)
    hold the first of them, `merged_count` and `formula_count` tell how many there are. `marks` (rows × columns) numbers the entries of `appearances`, None when no two cells differ.
    """

    merged: tuple[tuple[int, int, int, int], ...] = ()
    merged_count: int = 0
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    formulas: tuple[tuple[int, int], ...] = ()
    formula_count: int = 0
    objects: tuple[SheetObject, ...] = ()
    marks: Marks | None = None
    appearances: tuple[Appearance, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What the pass has met so far."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    merged_count: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    formula_count: int = 0


def sheet_looks(container: zipfile.ZipFile, sheet: str, file: str, *, height: int, width: int) -> SheetLooks:
    """The looks of one sheet; hidden rows and formatting only as far as its values reach (`height` rows, `width` columns).

    Raises:
        InputRefused: a part of the workbook is damaged or holds a DTD.
    """
    member = member_of(container, sheet, file)
    if member is None:
        return SheetLooks()
    appearances, of_style = parsed(container, "xl/styles.xml", _appearances, file) or _UNSTYLED
    marks = np.zeros((height, width), np.int32) if len(appearances) > 1 else None
    seen = _Seen()
    for part in member_parts(container, member, _behind_last_row):
        _take_structure(seen, part, height)
        if marks is not None and not _begins_below(part, height):
            _take_marks(marks, part, of_style)
    objects = tuple(_objects(container, member, file))
    return SheetLooks(
        tuple(seen.merged), seen.merged_count, tuple(seen.hidden_rows), tuple(seen.hidden_columns), tuple(seen.formulas),
        seen.formula_count, objects, marks, appearances,
    )  # fmt: skip


def _take_structure(seen: _Seen, part: bytes, height: int) -> None:
    tags = tags_of(part)
    if tags.count(b"<mergeCell ") or tags.prefixed(b"mergeCell "):
        found = _MERGED.findall(part)
        seen.merged_count += len(found)
        for a, r, b, s in found[: _MOST_MERGED - len(seen.merged)]:
            seen.merged.append((int(r), column_number(a), int(s), column_number(b)))
    if b"hidden=" in part:
        seen.hidden_rows += [row for row in map(int, _HIDDEN_ROW.findall(part)) if row <= height]
        seen.hidden_columns += [_span(tag) for tag in _COLUMN.findall(part) if re.search(rb'hidden="(?:1|true)"', tag)]
    if has_formulas(part):
        found = _FORMULA_CELL.findall(part)
        seen.formula_count += len(found)
        seen.formulas += [(int(r), column_number(c)) for c, r in found[: NAMED_PLACES - len(seen.formulas)]]


def _begins_below(part: bytes, height: int) -> bool:
    """Whether the first row of a piece lies below the last value."""
    first = _ROW.search(part)
    return first is not None and int(first[1]) > height


def _take_marks(marks: Marks, part: bytes, of_style: Marks) -> None:
    tags = tags_of(part)
    usual = tags.count(b"<c ") == tags.count(b'<c r="') and not tags.prefixed(b"c ")
    found = tags.styled_cells() if usual else _unusual_cells(part)
    rows, columns, styles = found.rows, found.columns, found.styles
    inside = (rows >= 0) & (rows < marks.shape[0]) & (columns < marks.shape[1]) & (styles < len(of_style))
    marks[rows[inside], columns[inside]] = of_style[styles[inside]]


def _unusual_cells(part: bytes) -> StyledCells:
    """The same of cells whose attributes stand in another order or under a prefix."""
    found = [(int(row) - 1, column_number(letters), int(style)) for letters, row, style in _STYLED.findall(part)]
    return StyledCells(*np.array(found, np.int64).reshape(-1, 3).T)


def column_number(letters: bytes) -> int:
    """The number of a column, counted from 0.

    >>> column_number(b"A"), column_number(b"AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _span(tag: bytes) -> tuple[int, int]:
    first, last = (re.search(name + rb'="(\d+)"', tag) for name in (rb"\bmin", rb"\bmax"))
    start = int(first[1]) - 1 if first else 0
    return start, int(last[1]) - 1 if last else start


def _behind_last_row(piece: bytes) -> int:
    """No cell is parted from its formula; only a row longer than any that a spreadsheet writes is cut in itself."""
    end = piece.rfind(b"row>") + 4
    if end < 4:
        end = piece.rfind(b"/>") + 2
    return end if end > 1 else len(piece) if len(piece) >= _LONGEST_ROW else 0


@lru_cache(maxsize=8)
def _appearances(content: bytes) -> tuple[tuple[Appearance, ...], Marks]:
    """Every way a cell can look, the plain one first, and which of them each style number means."""
    styles: Element = fromstring(content)
    fonts, fills = ([*_part(styles, name)] for name in ("fonts", "fills"))
    looks: dict[Appearance, int] = {}
    numbers = [looks.setdefault(_appearance(style, fonts, fills), len(looks)) for style in _part(styles, "cellXfs")]
    return (tuple(looks) or (Appearance(),)), np.array(numbers or [0], np.int32)


_UNSTYLED = (Appearance(),), np.zeros(1, np.int32)


def _part(root: Element, name: str) -> Iterator[Element]:
    return iter(next((e for e in root if _name(e) == name), ()))


def _appearance(style: Element, fonts: list[Element], fills: list[Element]) -> Appearance:
    font, fill = _numbered(style, "fontId", fonts), _numbered(style, "fillId", fills)
    has = {_name(e): e for e in (font if font is not None else ())}
    alignment = next((e for e in style if _name(e) == "alignment"), None)
    colour = _colour(has.get("color"))
    return Appearance(
        bold=_on(has.get("b")),
        italic=_on(has.get("i")),
        struck=_on(has.get("strike")),
        underlined="u" in has and has["u"].get("val") != "none",
        colour="" if colour in _BLACK else colour,
        size=has["sz"].get("val", "") if "sz" in has else "",
        fill=_fill(fill),
        indent=int(alignment.get("indent", "0")) if alignment is not None else 0,
    )


def _numbered(style: Element, name: str, entries: list[Element]) -> Element | None:
    number = int(style.get(name, "0"))
    return entries[number] if number < len(entries) else None


def _fill(fill: Element | None) -> str:
    pattern = next((e for e in fill if _name(e) == "patternFill"), None) if fill is not None else None
    if pattern is None:
        return "gradient" if fill is not None and len(fill) else ""
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return ""
    colour = _colour(next((e for e in pattern if _name(e) == "fgColor"), None))
    if kind == "solid":
        return "" if colour in _WHITE or not colour else colour
    return f"{kind} {colour}"


def _colour(element: Element | None) -> str:
    if element is None:
        return ""
    named = next((n for n in ("rgb", "theme", "indexed", "auto") if element.get(n) is not None), "")
    return f"{named} {element.get(named, '')}{element.get('tint', '')}" if named else ""


def _on(element: Element | None) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false")


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _objects(container: zipfile.ZipFile, member: str, file: str) -> Iterator[SheetObject]:
    folder, name = posixpath.split(member)
    relations = xml_of(container, f"{folder}/_rels/{name}.rels", file)
    for relation in relations if relations is not None else ():
        kind = (relation.get("Type") or "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join(folder, relation.get("Target") or "")).lstrip("/")
        if kind == "drawing" and target in container.namelist():
            yield from _drawn(container.read(target))
        elif kind in ("oleObject", "control"):
            yield SheetObject(Text("埋め込まれたもの", "embedded object"), None, None)


def _drawn(drawing: bytes) -> Iterator[SheetObject]:
    for anchor in _ANCHOR.split(drawing[:_LARGEST_DRAWING])[1:]:
        kind = next((text for tag, text in _KINDS if re.search(_NS + tag + rb"[\s>]", anchor)), None)
        if kind is not None:
            corner = _FROM.search(anchor)
            yield SheetObject(kind, int(corner[2]) + 1 if corner else None, int(corner[1]) if corner else None)
