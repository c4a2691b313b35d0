# SPDX-License-Identifier: Apache-2.0
"""XML tricks inside a workbook that are refused before anything is laid out."""

from __future__ import annotations

import re
import zipfile

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.records.survey import book_problems as say
from machikata.records.table_checks.opening import encrypted

_PROLOG, _SMALL = 1 << 16, 1 << 20
_ENCRYPTED = 0x1
_ROOT = re.compile(rb"<[A-Za-z_]")


def refuse_odd_parts(container: zipfile.ZipFile, file: str) -> None:
    """Raise `InputRefused` when a part is encrypted or packed in a way no spreadsheet uses, or declares a document type: no
    spreadsheet writes one, and entities are how XML is made to explode.
    """
    for member in container.infolist():
        if member.flag_bits & _ENCRYPTED:
            raise InputRefused([encrypted(file)])
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputRefused([say.unreadable(file)])
        if member.filename.lower().endswith((".xml", ".rels", ".vml")) and member.file_size:
            head = _head(container, member).replace(b"\0", b"")
            root = _ROOT.search(head)
            if root is None:
                raise InputRefused([say.unreadable(file)])
            if b"<!DOCTYPE" in head[: root.start()]:
                raise InputRefused([_doctype(file, member.filename)])


def _head(container: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The first bytes of a part; small ones are unpacked whole, and so kept for the next who reads them."""
    if member.file_size <= _SMALL:
        return container.read(member)[:_PROLOG]
    with container.open(member) as stream:
        return stream.read(_PROLOG)


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
