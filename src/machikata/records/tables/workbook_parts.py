# SPDX-License-Identifier: Apache-2.0
"""What a workbook holds beside values: hidden sheets, rows and columns, macros, links to other files, formulas without a result."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text
from machikata.records.tables.tags import tags_of

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_HIDDEN = re.compile(rb'<(?:\w+:)?(row|col)\s[^>]*hidden="(?:1|true)"')
_ERROR = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d+)"')
_CELL = re.compile(r"([A-Z]{1,3})(\d+)")
_CHUNK = 4 << 20
_OVERLAP = 4096
_TARGETS = "xl/_rels/workbook.xml.rels"
T = TypeVar("T")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class SheetParts:
    """Of one sheet: formulas, the cells of formulas without a stored result (row, column letters), hidden rows and columns."""

    formulas: int
    without_result: tuple[tuple[int, str], ...]
    hidden_rows: int
    hidden_columns: int


def sheet_parts(container: zipfile.ZipFile, sheet: str, file: str) -> SheetParts:
    """Look through the XML of one sheet."""
    member = member_of(container, sheet, file)
    if member is None:
        return SheetParts(0, (), 0, 0)
    formulas, rows, columns = 0, 0, 0
    for part in member_parts(container, member):
        if has_formulas(part):
            formulas += len(_FORMULA.findall(part))
        hidden = _HIDDEN.findall(part) if b"hidden=" in part else []
        rows, columns = rows + hidden.count(b"row"), columns + hidden.count(b"col")
    missing = tuple(_without_result(container, member, file)) if formulas else ()
    return SheetParts(formulas, missing, rows, columns)


def error_cells(container: zipfile.ZipFile, sheet: str, file: str) -> Iterator[tuple[int, str]]:
    """Cells in error (#REF!, #N/A …) as row and column letters; a reader that gives values shows them as empty."""
    member = member_of(container, sheet, file)
    for part in member_parts(container, member) if member is not None else ():
        if b't="e"' in part:
            for match in _ERROR.finditer(part):
                yield int(match[2]), match[1].decode()


def workbook_notes(container: zipfile.ZipFile, file: str) -> Iterator[Problem]:
    """Macros and links to other files: neither is run or followed."""
    names = set(container.namelist())
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        yield _warning(
            "workbook-macros", file,
            Text("マクロが入っています", "the workbook holds macros"),
            Text("マクロは動かさず、保存されている値だけを読みました", "they are not run; the stored values are read"),
        )  # fmt: skip
    if any(n.startswith("xl/externalLinks/") for n in names):
        yield _warning(
            "workbook-links", file,
            Text("ほかのファイルを参照しています", "the workbook refers to other files"),
            Text("参照はたどらず、保存されている値だけを読みました", "links are not followed; the stored values are read"),
        )  # fmt: skip
    if _counts_from_1904(container, file):
        yield _warning(
            "workbook-1904", file,
            Text("日付を1904年から数える設定のブックです", "the workbook counts days from 1904"),
            Text("日付は日付の書式で書いてください。通し番号のままでは4年ずれます", "format dates as dates; bare serials would be four years off"),
        )  # fmt: skip


def _warning(code: str, file: str, what: Text, remedy: Text) -> Problem:
    return Problem(code, what, remedy, Place(file=file), Severity.WARNING)


def _counts_from_1904(container: zipfile.ZipFile, file: str) -> bool:
    root = xml_of(container, "xl/workbook.xml", file)
    if root is None:
        return False
    return any(e.get("date1904") in ("1", "true") for e in root.iter() if e.tag.endswith("}workbookPr"))


def member_of(container: zipfile.ZipFile, sheet: str, file: str) -> str | None:
    """The part that holds a sheet, by way of the workbook's relations."""
    targets = parsed(container, _TARGETS, _targets, file) or {}
    ids = parsed(container, "xl/workbook.xml", _sheet_ids, file) or {}
    target = targets.get(ids.get(sheet, ""), "")
    member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return member if target and member in container.namelist() else None


@lru_cache(maxsize=8)
def _sheet_ids(workbook: bytes) -> Mapping[str, str]:
    """Names of sheets with the ids of their relations."""
    return {e.get("name", ""): e.get(_RELATION, "") for e in _root(workbook).iter() if e.tag.endswith("}sheet")}


@lru_cache(maxsize=8)
def _targets(relations: bytes) -> Mapping[str, str]:
    """Ids of relations with the parts they mean."""
    return {e.get("Id", ""): e.get("Target", "") for e in _root(relations).iter() if e.tag.endswith("}Relationship")}


def _root(content: bytes) -> Element:
    root: Element = fromstring(content)
    return root


def parsed(container: zipfile.ZipFile, member: str, parse: Callable[[bytes], T], file: str) -> T | None:
    """What `parse` makes of the XML of a small part, None when the container has none; entities and DTDs are refused.

    A `parse` that keeps what it made of the same bytes saves time: all forms of a survey have the same styles and sheets.
    """
    if member not in container.namelist():
        return None
    try:
        return parse(container.read(member))
    except (DefusedXmlException, ParseError, zipfile.BadZipFile, OSError) as error:
        raise InputRefused([part_unreadable(file, member)]) from error


def xml_of(container: zipfile.ZipFile, member: str, file: str) -> Element | None:
    """The XML of a small part, None when the container has none; entities and DTDs are refused."""
    return parsed(container, member, _root, file)


def before_last_tag(piece: bytes) -> int:
    """Where the last tag of a piece begins, so that no tag is seen twice or missed; its end when there is none."""
    at = piece.rfind(b"<")
    return at if at > 0 else len(piece)


def member_parts(
    container: zipfile.ZipFile, member: str, cut: Callable[[bytes], int] = before_last_tag
) -> Iterator[bytes]:
    """The bytes of a member in pieces, cut where `cut` says; where it says 0 the piece grows."""
    if container.getinfo(member).file_size <= _CHUNK:
        yield container.read(member)
        return
    rest = b""
    with container.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            piece = rest + chunk
            end = cut(piece)
            rest = piece[end:]
            if end:
                yield piece[:end]
    yield rest


def has_formulas(part: bytes) -> bool:
    """Whether a piece of a sheet may hold formulas of cells; those of conditional formats and checks are others."""
    tags = tags_of(part)
    return tags.prefixed(b"f") or tags.count(b"<f") != tags.count(b"<formula")


def _without_result(container: zipfile.ZipFile, member: str, file: str) -> Iterator[tuple[int, str]]:
    """Cells with a formula and no stored value: written by programs that never calculated the sheet."""
    try:
        with container.open(member) as stream:
            for _, element in iterparse(stream):
                if element.tag.endswith("}c"):
                    formula = next((c for c in element if c.tag.endswith("}f")), None)
                    value = next((c for c in element if c.tag.endswith("}v")), None)
                    place = _CELL.fullmatch(element.get("r") or "")
                    if (
                        formula is not None
                        and (value is None or not value.text)
                        and place
                        and element.get("t") != "str"
                    ):
                        yield int(place[2]), place[1]
                    element.clear()
                elif element.tag.endswith("}row"):
                    element.clear()
    except (DefusedXmlException, ParseError, zipfile.BadZipFile, OSError) as error:
        raise InputRefused([part_unreadable(file, member)]) from error


def part_unreadable(file: str, member: str) -> Problem:
    """What is told of a part whose XML is damaged or holds what no workbook needs."""
    what = Text(f"ブックの部分「{member}」を読めません", f"the part {member} of the workbook cannot be read")
    remedy = Text("表計算ソフトで開いて保存し直してください", "open it in a spreadsheet and save it again")
    return Problem("workbook-damaged", what, remedy, Place(file=file))
