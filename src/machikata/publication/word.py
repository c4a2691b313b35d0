# SPDX-License-Identifier: Apache-2.0
"""Documents as Word, so that a section can change them before they are sent. Equal documents give equal bytes.

python-docx makes the file, its styles, heads and feet; what the documents say is written as WordprocessingML in one go, because adding
paragraph by paragraph takes time with the square of their number. (ECMA-376, part 1, 17)
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import escape

import docx
from docx.document import Document as Book
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from machikata.automation.app.documents import Document, Facts, Grid, Look, Paragraph
from machikata.domain.provenance import synthetic_notice
from machikata.publication.layout import column_widths, facts_width, numeric_columns

_SERIF: Final = ("Times New Roman", "游明朝")
_SANS: Final = ("Arial", "游ゴシック")
_WIDTH: Final = 9298  # twentieths of a point between the margins (164 mm)
_CHARACTER: Final = 215
_NAMES_WIDEST: Final = 3400
_TITLE_LENGTH: Final = 255
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CREATED: Final = datetime(2026, 1, 1)  # noqa: DTZ001 (a constant in the format's own form; a clock would make equal letters unequal)
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_GAP: Final = '<w:p><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>'


def write_word(documents: Sequence[Document]) -> bytes:
    """One .docx; every document is a section of its own, on a new page, with pages counted anew.

    The fonts are 游明朝 and 游ゴシック, which Word has; variation selectors stay in the text. Control characters, which the format
    cannot hold, are left out.
    """
    book = docx.Document()
    _set_styles(book)
    book.core_properties.title = _UNWRITABLE.sub("", documents[0].title)[:_TITLE_LENGTH] if documents else ""
    book.core_properties.author = ""
    book.core_properties.created = book.core_properties.modified = _CREATED
    ends = _section_ends(book, documents)
    body = book.element.body
    for child in list(body):
        body.remove(child)
    for i, document in enumerate(documents):
        for element in parse_xml(f"<w:body {nsdecls('w')}>{''.join(_blocks(document))}</w:body>"):
            body.append(element)
        end = deepcopy(ends[_notice(document)])
        body.append(end if i == len(documents) - 1 else _closing(end))
    return _same_bytes(book)


def _notice(document: Document) -> str:
    return synthetic_notice(document.synthetic).in_(document.language)


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


def _section_ends(book: Book, documents: Sequence[Document]) -> dict[str, Any]:
    """Per notice the properties of a section with its head and foot."""
    notices = list(dict.fromkeys(_notice(d) for d in documents))
    for _ in notices[1:]:
        book.add_section()
    for notice, section in zip(notices, book.sections, strict=False):
        _set_page(section, notice)
    return {notice: deepcopy(s._sectPr) for notice, s in zip(notices, book.sections, strict=False)}  # noqa: SLF001 (no public word)


def _set_page(section: Section, notice: str) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(23)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.alignment = foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.add_run(notice)
    for part in ("PAGE", " / ", "SECTIONPAGES"):
        _add_field(foot, part) if part.isupper() else foot.add_run(part)
    numbering = OxmlElement("w:pgNumType")  # pages begin with 1; the format wants it right after the margins, and once
    numbering.set(qn("w:start"), "1")
    properties = section._sectPr  # noqa: SLF001 (python-docx has no word for it)
    for copied in properties.findall(qn("w:pgNumType")):
        properties.remove(copied)
    properties.find(qn("w:pgMar")).addnext(numbering)


def _add_field(line: Line, name: str) -> None:
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    line._p.append(field)  # noqa: SLF001 (python-docx has no word for it)


def _closing(properties: Any) -> Any:
    """The empty paragraph that ends a section."""
    paragraph = parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>')
    paragraph[0].append(properties)
    return paragraph


def _blocks(document: Document) -> Iterator[str]:
    yield _line(document.title, document, properties='<w:pStyle w:val="Heading1"/>')
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield _line(
                block.text, document, properties=_LOOKS[block.look], size=9 if block.look is Look.SMALL else None
            )
        elif isinstance(block, Facts):
            names = min(_NAMES_WIDEST, int(facts_width(block) * _CHARACTER))
            rows = [[_cell(text, document, size=10) for text in pair] for pair in block.pairs]
            yield _table(rows, [names, _WIDTH - names])
        else:
            yield _grid(block, document)


_LOOKS: Final = {
    Look.PLAIN: "",
    Look.SMALL: "",
    Look.HEADING: '<w:pStyle w:val="Heading2"/>',
    Look.RIGHT: '<w:jc w:val="right"/>',
    Look.CENTRED: '<w:jc w:val="center"/>',
}


def _grid(grid: Grid, document: Document) -> str:
    shares, numeric = column_widths(grid), numeric_columns(grid)
    head = [_cell(text, document, size=9, bold=True) for text in grid.head]
    rows = [[_cell(t, document, size=9, right=n) for t, n in zip(row, numeric, strict=True)] for row in grid.rows]
    return _table([head, *rows], [int(_WIDTH * s / sum(shares)) for s in shares], head=True)


def _table(rows: Sequence[Sequence[str]], widths: Sequence[int], *, head: bool = False) -> str:
    """Rows of paragraphs as a table with lines. A `head` comes again on every page, and readers know it as one."""
    if not rows or not widths:
        return ""
    out = [
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/><w:tblLayout w:type="fixed"/></w:tblPr>',
        "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{w}"/>' for w in widths) + "</w:tblGrid>",
    ]
    for y, row in enumerate(rows):
        mark = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head and y == 0 else "<w:trPr><w:cantSplit/></w:trPr>"
        cells = (
            f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/></w:tcPr>{cell}</w:tc>'
            for cell, width in zip(row, widths, strict=True)
        )
        out.append(f"<w:tr>{mark}{''.join(cells)}</w:tr>")
    return "".join((*out, "</w:tbl>", _GAP))


def _cell(text: str, document: Document, *, size: float, right: bool = False, bold: bool = False) -> str:
    properties = '<w:spacing w:after="0"/>' + ('<w:jc w:val="right"/>' if right else "")
    return _line(text, document, properties=properties, size=size, bold=bold)


def _line(text: str, document: Document, *, properties: str = "", size: float | None = None, bold: bool = False) -> str:
    """A paragraph of one run in the language of the document; a line break where the text has one."""
    latin = "ja-JP" if document.language == "ja" else "en-GB"
    look = "<w:b/>" if bold else ""
    if size is not None:
        look += f'<w:sz w:val="{int(size * 2)}"/>'
    lines = _UNWRITABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    said = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    run = f'<w:r><w:rPr>{look}<w:lang w:val="{latin}" w:eastAsia="ja-JP"/></w:rPr>{said}</w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def _same_bytes(book: Book) -> bytes:
    """The file with the parts in one order and without the hour it was written at."""
    written, buffer = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name in made.namelist():
            out.writestr(zipfile.ZipInfo(name, _EPOCH), made.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
