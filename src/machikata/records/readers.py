# SPDX-License-Identifier: Apache-2.0
"""One door for every file: what it is, is told by its first bytes and not by its name."""

from __future__ import annotations

import codecs
import hashlib
import zlib
from dataclasses import replace
from pathlib import Path

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.records.ocel.json_file import read_ocel_json
from machikata.records.ocel.sqlite_file import read_ocel_sqlite
from machikata.records.raw import RawLog, SourceFile
from machikata.records.tables.delimited import read_delimited
from machikata.records.tables.parquet import read_parquet
from machikata.records.tables.workbook import read_workbook
from machikata.records.tables.zip_guard import open_guarded
from machikata.records.xes import read_xes

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_PARQUET = b"PAR1"
_SQLITE = b"SQLite format 3\0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PEEK = 4096


def read_file(
    path: str | Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    object_type: str | None = None,
    time_zone: str = "Asia/Tokyo",
    progress: Progress = no_progress,
) -> RawLog:
    """Read a file of any kind that is known: XES, CSV and the like, xlsx, Parquet, OCEL 2.0 (JSON, SQLite).

    `sheet` chooses one of a workbook, `encoding`, `delimiter` and `header_row` (1 = first row, 0 = none) set what is otherwise
    guessed for text tables, `object_type` says which objects of an OCEL file are the cases, `time_zone` what XES dates without an
    offset mean (in other formats the mapping says so later). Rows that could not be read are left
    out of the events and named as ERRORs in `problems`. Raises `InputRefused` with every reason when the file as a whole cannot
    be read, or when one of these choices must be made by a person.
    """
    source_path = Path(path)
    head = _head_of(source_path)
    if _is_xml(head):
        raw = read_xes(source_path, default_zone=time_zone, progress=progress)
        return replace(raw, source=replace(raw.source, sha256=_fingerprint(source_path)))
    if head.startswith(_SQLITE):
        return read_ocel_sqlite(source_path, _source_of(source_path), object_type=object_type, progress=progress)
    data = source_path.read_bytes()
    source = SourceFile(source_path.name, hashlib.sha256(data).hexdigest(), len(data), "csv")
    if head.startswith(_PARQUET):
        return read_parquet(data, source, progress=progress)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        _refuse_other_containers(data, source.name)
        return read_workbook(data, source, sheet=sheet, header_row=header_row, progress=progress)
    if _is_json(head):
        return read_ocel_json(data, source, object_type=object_type, progress=progress)
    _refuse_foreign(data, source.name)
    return read_delimited(
        data, source, encoding=encoding, delimiter=delimiter, header_row=header_row, progress=progress
    )


def read_table(
    data: bytes, file: str, *, sheet: str | None = None, encoding: str | None = None, progress: Progress = no_progress
) -> RawLog:
    """A table from bytes in memory: CSV and the like, or xlsx. What is no table, or an event log in a format of its own, is refused.

    `file` is the name to say in problems. Rows are left out and refused as by `read_file`.
    """
    if not data:
        raise InputRefused([_empty(file)])
    source = SourceFile(file, hashlib.sha256(data).hexdigest(), len(data), "csv")
    head = data[:_PEEK]
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        _refuse_other_containers(data, file)
        return read_workbook(data, source, sheet=sheet, progress=progress)
    _refuse_foreign(data, file)
    if _is_xml(head) or _is_json(head) or head.startswith((_SQLITE, _PARQUET)):
        what = Text("表のファイルではありません", "the file is no table")
        remedy = Text("CSVかExcel（xlsx）で書き出してください", "export CSV or xlsx")
        raise InputRefused([Problem("file-is-no-table", what, remedy, Place(file=file))])
    return read_delimited(data, source, encoding=encoding, progress=progress)


def _head_of(path: Path) -> bytes:
    """The first bytes; refused when there is no file or nothing in it."""
    try:
        with path.open("rb") as file:
            head = file.read(_PEEK)
    except OSError as error:
        what = Text(f"ファイルを開けません（{error.strerror}）", f"the file cannot be opened ({error.strerror})")
        remedy = Text("場所と権限を確かめてください", "check its place and permissions")
        raise InputRefused([Problem("file-unreadable", what, remedy, Place(file=path.name))]) from error
    if not head:
        raise InputRefused([_empty(path.name)])
    return head


def _empty(file: str) -> Problem:
    what = Text("ファイルが空です（0バイト）", "the file is empty (0 bytes)")
    return Problem("file-empty", what, Text("もう一度書き出してください", "export it again"), Place(file=file))


def _source_of(path: Path) -> SourceFile:
    return SourceFile(path.name, _fingerprint(path), path.stat().st_size, "ocel-sqlite")


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_xml(head: bytes) -> bool:
    """XML, plain or gzipped. What is gzipped and no XML is refused where foreign formats are."""
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, _PEEK)
        except zlib.error:
            return True
    return _starts_with(head, "<")


def _is_json(head: bytes) -> bool:
    return _starts_with(head, "{") or _starts_with(head, "[{")


def _starts_with(head: bytes, mark: str) -> bool:
    """Whether the text begins with `mark` after a byte order mark and blanks, in UTF-8 or UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", "ignore")
        return text.lstrip("\ufeff \t\r\n").startswith(mark)
    # as bytes: the second byte of a character in Shift_JIS may be a brace (施), so nothing may be skipped before it
    return head.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n").startswith(mark.encode())


_FOREIGN: tuple[tuple[bytes, str, Text], ...] = (
    (_GZIP, "gzip-not-xes", Text("gzipで圧縮されたXES以外のファイルです", "a gzipped file that is no XES")),
    (b"%PDF", "file-is-pdf", Text("PDFのファイルです", "the file is a PDF")),
    (b"\x89PNG", "file-is-picture", Text("画像のファイルです", "the file is a picture")),
    (b"\xff\xd8\xff", "file-is-picture", Text("画像のファイルです", "the file is a picture")),
    (b"7z\xbc\xaf", "file-is-archive", Text("圧縮ファイルです", "the file is an archive")),
    (b"Rar!", "file-is-archive", Text("圧縮ファイルです", "the file is an archive")),
)
_READABLE = Text(
    "XES、CSV、Excel（xlsx）、Parquet、OCEL 2.0 のどれかで書き出してください",
    "export XES, CSV, xlsx, Parquet or OCEL 2.0",
)


def _refuse_foreign(data: bytes, file: str) -> None:
    place = Place(file=file)
    if data.startswith(_OLE):
        raise InputRefused([_ole_problem(data, place)])
    for mark, code, what in _FOREIGN:
        if data.startswith(mark):
            raise InputRefused([Problem(code, what, _READABLE, place)])


def _refuse_other_containers(data: bytes, file: str) -> None:
    """Zip containers that are no xlsx: OpenDocument, Word, plain archives."""
    names = set(open_guarded(data, file).namelist())
    if "xl/workbook.xml" in names:
        return
    what = (
        Text("Excelのxlsxではない文書です", "a document that is no xlsx workbook")
        if names & {"mimetype", "[Content_Types].xml"}
        else Text("圧縮ファイルです。中のファイルを取り出してください", "an archive; take the file out of it")
    )
    raise InputRefused([Problem("file-is-archive", what, _READABLE, Place(file=file))])


def _ole_problem(data: bytes, place: Place) -> Problem:
    if _ENCRYPTED in data:
        return Problem(
            "workbook-encrypted",
            Text("パスワードのかかったブックです", "the workbook is protected by a password"),
            Text("パスワードを外して保存し直してください", "save it without a password"),
            place,
        )
    return Problem(
        "workbook-old-format",
        Text(
            "古い形式のブック（xls）か、表計算以外のOffice文書です", "an old workbook (xls) or another Office document"
        ),
        Text("表計算ソフトで開き、xlsx の形式で保存し直してください", "open it in a spreadsheet and save it as xlsx"),
        place,
    )
