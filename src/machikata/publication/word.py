# SPDX-License-Identifier: Apache-2.0
"""Documents as Word, so that a section can change them before they are sent. Equal documents give equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.document import Document as Book
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as Line

from machikata.automation.app.documents import Document, Facts, Grid, Look, Paragraph
from machikata.domain.provenance import synthetic_notice
from machikata.publication.layout import column_widths, facts_width, numeric_columns

_SERIF: Final = ("Times New Roman", "游明朝")
_SANS: Final = ("Arial", "游ゴシック")
_WIDTH_MM: Final = 164
_TITLE_LENGTH: Final = 255
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CREATED: Final = datetime(
    2026, 1, 1, tzinfo=UTC
)  # a constant: a clock here would make equal letters give unequal files
_ALIGNMENT: Final = {Look.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT, Look.CENTRED: WD_ALIGN_PARAGRAPH.CENTER}
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write_word(documents: Sequence[Document]) -> bytes:
    """One .docx; every document begins a section of its own, on a new page, with pages counted anew.

    The fonts are 游明朝 and 游ゴシック, which Word has; variation selectors stay in the text. Control characters, which the format
    cannot hold, are left out.
    """
    book = docx.Document()
    _set_styles(book)
    book.core_properties.title = _UNWRITABLE.sub("", documents[0].title)[:_TITLE_LENGTH] if documents else ""
    book.core_properties.author = ""
    book.core_properties.created = book.core_properties.modified = _CREATED.replace(tzinfo=None)
    for i, document in enumerate(documents):
        section = book.sections[0] if i == 0 else book.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, document)
        _write(book, document)
    return _same_bytes(book)


def _set_styles(book: Book) -> None:
    for name, fonts, size in (
        ("Normal", _SERIF, 10.5),
        ("Heading 1", _SANS, 15),
        ("Heading 2", _SANS, 11.5),
        ("Header", _SANS, 8.5),
    ):
        style: Any = book.styles[name]
        style.font.size = Pt(size)
        style.font.color.rgb = None
        _set_fonts(style.element.get_or_add_rPr(), fonts)
    plain: Any = book.styles["Normal"]
    plain.paragraph_format.space_after, plain.paragraph_format.line_spacing = Pt(6), 1.25
    title: Any = book.styles["Heading 1"]
    title.paragraph_format.alignment, title.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(18)


def _set_fonts(properties: Any, fonts: tuple[str, str]) -> None:
    """Latin and East Asian font; those of the theme would win over them and are taken out."""
    found = properties.get_or_add_rFonts()
    for key in list(found.attrib):
        del found.attrib[key]
    for slot in ("w:ascii", "w:hAnsi", "w:cs"):
        found.set(qn(slot), fonts[0])
    found.set(qn("w:eastAsia"), fonts[1])


def _set_page(section: Section, document: Document) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(23)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.append(numbering)  # noqa: SLF001 (python-docx has no word for it)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    notice = section.header.paragraphs[0]
    notice.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _say(notice, synthetic_notice(document.synthetic).in_(document.language), document)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in ("PAGE", " / ", "SECTIONPAGES"):
        _add_field(foot, part) if part.isupper() else foot.add_run(part)


def _add_field(line: Line, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line._p.append(field)  # noqa: SLF001 (python-docx has no word for it)


def _write(book: Book, document: Document) -> None:
    _say(book.add_paragraph(style="Heading 1"), document.title, document)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            line = book.add_paragraph(style="Heading 2" if block.look is Look.HEADING else None)
            if block.look in _ALIGNMENT:
                line.alignment = _ALIGNMENT[block.look]
            _say(line, block.text, document, size=9 if block.look is Look.SMALL else None)
        elif isinstance(block, Facts):
            _write_facts(book, block, document)
        else:
            _write_grid(book, block, document)


def _write_facts(book: Book, facts: Facts, document: Document) -> None:
    name_mm = min(60.0, facts_width(facts) * 3.8)
    table = _table(book, len(facts.pairs), (name_mm, _WIDTH_MM - name_mm))
    for row, pair in zip(table.rows, facts.pairs, strict=True):
        for cell, text in zip(row.cells, pair, strict=True):
            _fill(cell, text, document, size=10)
    book.add_paragraph().paragraph_format.space_after = Pt(0)


def _write_grid(book: Book, grid: Grid, document: Document) -> None:
    shares, numeric = column_widths(grid), numeric_columns(grid)
    table = _table(book, len(grid.rows) + 1, tuple(_WIDTH_MM * s / sum(shares) for s in shares))
    for y, (row, texts) in enumerate(zip(table.rows, (grid.head, *grid.rows), strict=True)):
        for cell, text, right in zip(row.cells, texts, numeric, strict=True):
            _fill(cell, text, document, size=9, right=right and y > 0, bold=y == 0)
    mark = OxmlElement("w:tblHeader")  # the head comes again on every page, and readers know it as one
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 (python-docx has no word for it)
    book.add_paragraph().paragraph_format.space_after = Pt(0)


def _table(book: Book, rows: int, widths_mm: tuple[float, ...]) -> Table:
    table: Table = book.add_table(rows, len(widths_mm), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _fill(cell: _Cell, text: str, document: Document, *, size: float, right: bool = False, bold: bool = False) -> None:
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = Pt(0)
    if right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _say(line, text, document, size=size, bold=bold)


def _say(line: Line, text: str, document: Document, *, size: float | None = None, bold: bool = False) -> None:
    """The text as one run in the language of the document; a line break where it has one."""
    run = line.add_run(_UNWRITABLE.sub("", text))
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "ja-JP")
    if document.language == "ja":
        language.set(qn("w:val"), "ja-JP")
    run._r.get_or_add_rPr().append(language)  # noqa: SLF001 (python-docx has no word for it)


def _same_bytes(book: Book) -> bytes:
    """The file with the parts in one order and without the hour it was written at."""
    written, buffer = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name in made.namelist():
            out.writestr(zipfile.ZipInfo(name, _EPOCH), made.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
