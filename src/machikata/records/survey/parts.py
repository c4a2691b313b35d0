# SPDX-License-Identifier: Apache-2.0
"""XML tricks inside a workbook that are refused before anything is laid out."""

from __future__ import annotations

import re
import zipfile
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

_PROLOG = 1 << 16
_ENCRYPTED = 0x1
_ROOT = re.compile(rb"<[A-Za-z_]")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def refuse_odd_parts(container: zipfile.ZipFile, file: str) -> None:
    """Raise `InputRefused` when a part is encrypted or packed in a way no spreadsheet uses, or declares a document type: no
    spreadsheet writes one, and entities are how XML is made to explode.
    """
    for member in container.infolist():
        if member.flag_bits & _ENCRYPTED:
            raise InputRefused([encrypted(file)])
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputRefused([_unreadable(file)])
        if member.filename.lower().endswith((".xml", ".rels", ".vml")) and member.file_size:
            with container.open(member) as stream:
                head = stream.read(_PROLOG).replace(b"\0", b"")
            root = _ROOT.search(head)
            if b"<!DOCTYPE" in head[: root.start() if root else None] or b"<!ENTITY" in head:
                raise InputRefused([_doctype(file, member.filename)])


def refuse_repeated_cells(container: zipfile.ZipFile, file: str, *, most_cells: int) -> None:
    """Raise `InputRefused` when repeated rows and cells of an ods would unfold into more than `most_cells` cells."""
    rows, columns, row_repeat, filled = 0, 0, 1, 0
    width, widest = 0, 0
    with container.open("content.xml") as stream:
        try:
            for event, element in iterparse(stream, events=("start", "end")):
                tag = element.tag
                if event == "start" and tag == f"{_TABLE}table":
                    rows, widest = 0, 0
                elif event == "start" and tag == f"{_TABLE}table-row":
                    row_repeat, width, columns = _repeat(element.get(f"{_TABLE}number-rows-repeated")), 0, 0
                elif event == "end" and tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                    columns += _repeat(element.get(f"{_TABLE}number-columns-repeated"))
                    if len(element) or any(key.endswith("value-type") for key in element.keys()):  # noqa: SIM118  Element
                        width = columns
                    element.clear()
                elif event == "end" and tag == f"{_TABLE}table-row":
                    rows += row_repeat
                    if width:
                        widest = max(widest, width)
                        filled = max(filled, rows * widest)
                    element.clear()
                if filled > most_cells:
                    raise InputRefused([_unfolds(file, rows, widest)])
        except (DefusedXmlException, ParseError, ValueError) as error:
            raise InputRefused([_unreadable(file)]) from error


def _repeat(written: str | None) -> int:
    return max(1, int(written)) if written else 1


def _doctype(file: str, member: str) -> Problem:
    what = Text(
        f"ブックの部分「{member}」に文書型の宣言（DTD）が入っています",
        f"the part {member} of the workbook declares a document type (DTD)",
    )
    remedy = Text(
        "表計算ソフトの保存では入らないものです。開かずに、出どころを確かめてください",
        "no spreadsheet writes one: do not open the file, and find out where it comes from",
    )
    return Problem("workbook-dtd", what, remedy, Place(file=file))


def _unfolds(file: str, rows: int, columns: int) -> Problem:
    what = Text(
        f"繰り返しのセルを広げると表が大きすぎます（{rows:,}行×{columns:,}列）",
        f"repeated cells unfold into too large a table ({rows:,} rows, {columns:,} columns)",
    )
    remedy = Text("必要な表だけを新しいファイルに移して保存してください", "move the table into a new file")
    return Problem("cells-far-out", what, remedy, Place(file=file))


def encrypted(file: str) -> Problem:
    """A workbook that only a password opens."""
    what = Text("パスワードのかかったブックです", "the workbook is protected by a password")
    remedy = Text("パスワードを外して保存し直してください", "save it without a password")
    return Problem("workbook-encrypted", what, remedy, Place(file=file))


def _unreadable(file: str) -> Problem:
    what = Text("表計算のファイルとして読めません", "the workbook cannot be read")
    remedy = Text("表計算ソフトで開いて保存し直してください", "open it in a spreadsheet and save it again")
    return Problem("workbook-damaged", what, remedy, Place(file=file))
