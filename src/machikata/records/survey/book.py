# SPDX-License-Identifier: Apache-2.0
"""Opens what a section hands in (xlsx, xlsm, xls, ods, CSV) and names whatever it hides. Macros never run, links are never followed."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text
from machikata.records.raw import SourceFile
from machikata.records.survey.parts import refuse_odd_parts, refuse_repeated_cells
from machikata.records.tables.delimited import guess_delimiter
from machikata.records.tables.encodings import decode
from machikata.records.tables.far_cells import refuse_far_cells
from machikata.records.tables.limits import refuse_too_many_columns
from machikata.records.tables.workbook import Cell, about_sheet, damage_refused
from machikata.records.tables.workbook_parts import SheetParts, error_cells, sheet_parts, workbook_notes
from machikata.records.tables.zip_guard import open_guarded

MOST_BYTES = 50 << 20
"""A form of 300 steps has a twentieth of a megabyte."""
MOST_CELLS = 5_000_000
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED, _MACROS = ("EncryptedPackage".encode("utf-16-le"), "_VBA_PROJECT".encode("utf-16-le"))
_OLD_BOOK = tuple(f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book"))
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x1f\x8b",
    b"{\\rtf",
    b"<",
    b"\xef\xbb\xbf<",
)


@dataclass(slots=True)
class SurveySheet:
    """One sheet as it stands in the file; `rows[0]` is row 1. `merged` holds rectangles (first row, first column, last row, last
    column), counted from 1 and 0 as rows and columns of cells are.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(slots=True)
class SurveyBook:
    """An opened file. Sheets are laid out when they are asked for; `typed` says that numbers and texts are told apart."""

    file: str
    sha256: str
    format: str
    """'xlsx', 'xls', 'ods' or 'csv'."""
    names: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    hidden: frozenset[str] = frozenset()
    container: zipfile.ZipFile | None = None
    _workbook: CalamineWorkbook | None = None
    _sheets: dict[str, SurveySheet] = field(default_factory=dict)
    _parts: dict[str, SheetParts] = field(default_factory=dict)

    @property
    def typed(self) -> bool:
        """Whether the file tells numbers from texts."""
        return self.format != "csv"

    def sheet(self, name: str) -> SurveySheet:
        """The cells of a sheet."""
        if name not in self._sheets:
            self._sheets[name] = self._laid_out(name)
        return self._sheets[name]

    def about(self, name: str) -> Iterator[Problem]:
        """What a sheet hides or keeps beside its values: an ERROR for each formula without a result and each cell in error."""
        if self._workbook is None:
            return
        found = self._workbook.get_sheet_by_name(name)
        source = SourceFile(self.file, self.sha256, 0, self.format, sheet=name)
        parts = self._parts_of(name)
        yield from about_sheet(source, parts, found)
        if name in self.hidden:
            yield _hidden_sheet(self.file, name)
        for row, letters in parts.without_result:
            yield _no_result(self.file, name, row, letters)
        for row, letters in error_cells(self.container, name, self.file) if self.container is not None else ():
            yield _in_error(self.file, name, row, letters)

    def _parts_of(self, name: str) -> SheetParts:
        if name not in self._parts:
            xlsx = self.container is not None and self.format == "xlsx"
            self._parts[name] = (
                sheet_parts(self.container, name, self.file) if xlsx and self.container else SheetParts(0, (), 0, 0)
            )
        return self._parts[name]

    def _laid_out(self, name: str) -> SurveySheet:
        assert self._workbook is not None
        with damage_refused(self.file):
            found = self._workbook.get_sheet_by_name(name)
            refuse_too_many_columns(found.total_width, self.file, name)
            if (found.total_height + 1) * (found.total_width + 1) > MOST_CELLS:
                raise InputRefused([_too_large(self.file, name)])
            rows = found.to_python(skip_empty_area=False)
            merged = tuple((a[0] + 1, a[1], b[0] + 1, b[1]) for a, b in found.merged_cell_ranges or ())
        return SurveySheet(name, rows, name in self.hidden, merged)


def open_book(data: bytes, file: str) -> SurveyBook:
    """The file, once it is known to be harmless to lay out.

    Raises:
        InputRefused: too large, encrypted, damaged, an XML trick, or no table at all; one clear reason.
    """
    if not data:
        raise InputRefused([_refusal("file-empty", file, Text("ファイルが空です（0バイト）", "the file is empty (0 bytes)"),
                                     Text("もう一度保存して渡してもらってください", "have it saved and handed in again"))])  # fmt: skip
    if len(data) > MOST_BYTES:
        raise InputRefused([_too_many_bytes(file, len(data))])
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        return _zipped(data, file, sha256)
    if data.startswith(_OLE):
        return _old(data, file, sha256)
    if data.startswith(_FOREIGN):
        raise InputRefused([_foreign(file)])
    return _delimited(data, file, sha256)


def _zipped(data: bytes, file: str, sha256: str) -> SurveyBook:
    container = open_guarded(data, file)
    names = set(container.namelist())
    if "xl/workbook.xml" in names:
        kind = "xlsx"
    elif "content.xml" in names and "mimetype" in names:
        kind = "ods"
    else:
        raise InputRefused([_foreign(file)])
    with damage_refused(file):
        refuse_odd_parts(container, file)
        if kind == "ods":
            refuse_repeated_cells(container, file, most_cells=MOST_CELLS)
        else:
            refuse_far_cells(container, file, most_cells=MOST_CELLS)
        notes = tuple(workbook_notes(container, file)) if kind == "xlsx" else ()
    return _book(data, file, sha256, kind, notes, container)


def _old(data: bytes, file: str, sha256: str) -> SurveyBook:
    if _ENCRYPTED in data:
        raise InputRefused([_encrypted(file)])
    if not any(mark in data for mark in _OLD_BOOK):
        raise InputRefused([_foreign(file)])
    notes = [_old_format(file)]
    if _MACROS in data:
        notes.append(_macros(file))
    return _book(data, file, sha256, "xls", tuple(notes), None)


def _book(
    data: bytes, file: str, sha256: str, kind: str, notes: tuple[Problem, ...], container: zipfile.ZipFile | None
) -> SurveyBook:  # fmt: skip
    try:
        with damage_refused(file):
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except InputRefused as refused:
        if isinstance(refused.__cause__, PasswordError):
            raise InputRefused([_encrypted(file)]) from None
        raise
    sheets = [m for m in workbook.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    hidden = frozenset(m.name for m in sheets if m.visible != SheetVisibleEnum.Visible)
    return SurveyBook(file, sha256, kind, tuple(m.name for m in sheets), notes, hidden, container, workbook)


def _delimited(data: bytes, file: str, sha256: str) -> SurveyBook:
    text = decode(data, file=file).data.decode()
    if "\0" in text:
        raise InputRefused([_foreign(file)])
    lines = text if "\n" in text else text.replace("\r", "\n")
    try:
        rows = list(
            csv.reader(io.StringIO(lines, newline=""), delimiter=guess_delimiter(lines[: 1 << 20]), strict=True)
        )
    except csv.Error:
        what = Text(
            "CSVとして読めません（引用符が閉じていないなど）",
            "not readable as CSV (perhaps a quotation mark is never closed)",
        )
        remedy = Text("表計算ソフトで開き、xlsx で保存し直してください", "open it in a spreadsheet and save it as xlsx")
        raise InputRefused([_refusal("csv-broken", file, what, remedy)]) from None
    refuse_too_many_columns(max((len(r) for r in rows), default=0), file)
    return SurveyBook(file, sha256, "csv", ("",), _sheets={"": SurveySheet("", rows)})


def _refusal(code: str, file: str, what: Text, remedy: Text) -> Problem:
    return Problem(code, what, remedy, Place(file=file))


def _too_many_bytes(file: str, size: int) -> Problem:
    what = Text(f"ファイルが大きすぎます（{size >> 20}MB。調査票は{MOST_BYTES >> 20}MBまで）",
                f"the file is too large ({size >> 20} MB; a survey has at most {MOST_BYTES >> 20} MB)")  # fmt: skip
    remedy = Text(
        "画像や要らないシートを消して保存し直してください", "delete pictures and needless sheets and save it again"
    )
    return _refusal("survey-file-too-large", file, what, remedy)


def _too_large(file: str, sheet: str) -> Problem:
    what = Text("シートが大きすぎます", "the sheet is too large")
    remedy = Text("必要な表だけを新しいファイルに移して保存してください", "move the table into a new file")
    return Problem("sheet-too-large", what, remedy, Place(file=file, sheet=sheet))


def _encrypted(file: str) -> Problem:
    what = Text("パスワードのかかったブックです", "the workbook is protected by a password")
    return _refusal(
        "workbook-encrypted", file, what, Text("パスワードを外して保存し直してください", "save it without a password")
    )


def _foreign(file: str) -> Problem:
    what = Text("表のファイルではありません", "the file holds no table that can be read")
    remedy = Text(
        "Excel（xlsx、xls）かCSVで保存して渡してもらってください", "have it saved as Excel (xlsx, xls) or CSV"
    )
    return _refusal("survey-file-foreign", file, what, remedy)


def _old_format(file: str) -> Problem:
    what = Text("古い形式のブック（xls）です", "an old workbook (xls)")
    remedy = Text(
        "値は読みました。隠れた行、数式、表示形式は調べられないので、xlsx で保存し直すと確かです",
        "its values are read; hidden rows, formulas and formats are not checked. Saved as xlsx, they are",
    )
    return Problem("workbook-old-format", what, remedy, Place(file=file), Severity.WARNING)


def _macros(file: str) -> Problem:
    what = Text("マクロが入っています", "the workbook holds macros")
    remedy = Text("マクロは動かさず、保存されている値だけを読みました", "they are not run; the stored values are read")
    return Problem("workbook-macros", what, remedy, Place(file=file), Severity.WARNING)


def _hidden_sheet(file: str, sheet: str) -> Problem:
    what = Text("隠れたシートを読みました", "a hidden sheet was read")
    remedy = Text("読んでよいか確かめ、表示してから保存してください", "make sure it is meant, show it and save again")
    return Problem("sheet-hidden", what, remedy, Place(file=file, sheet=sheet), Severity.WARNING)


def _no_result(file: str, sheet: str, row: int, letters: str) -> Problem:
    what = Text("数式の計算結果が保存されていません", "the result of the formula is not stored")
    remedy = Text(
        "表計算ソフトで開いて保存し直すか、値を書いてください",
        "open it in a spreadsheet and save it, or write the value",
    )
    return Problem("formula-without-result", what, remedy, Place(file, sheet, row, letters))


def _in_error(file: str, sheet: str, row: int, letters: str) -> Problem:
    what = Text("セルがエラー（#REF! など）になっています", "the cell is in error (#REF! and the like)")
    remedy = Text("数式を直すか、値を書いてください", "mend the formula or write the value")
    return Problem("survey-cell-error", what, remedy, Place(file, sheet, row, letters))
