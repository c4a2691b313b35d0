# SPDX-License-Identifier: Apache-2.0
"""Documents as PDF, set by typst: texts go in as data, never as markup; no network, no packages, no clock.

Up to `TAGGED` documents make a tagged file (headings, tables and language are told to screen readers). A longer one is a print run:
it is set in portions, so that memory stays small and a person can stop it, and carries no tags.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any, Final

import typst

from machikata.automation.app.documents import Document, Facts, Grid, Look, Paragraph
from machikata.domain.progress import Progress
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Language, Text
from machikata.publication.layout import column_widths, facts_width, numeric_columns
from machikata.publication.pdf.fonts import Lettering
from machikata.publication.pdf.glyphs import Printable
from machikata.publication.pdf.joining import join_pdfs

TAGGED: Final = 100
PORTION: Final = 25
"""Documents of a print run set at once: typst keeps what it made for some portions, so that this bounds the memory."""
_UNTITLED: Final = Text("文書", "Document")
_REGIONS: Final = {"ja": "JP", "en": "GB"}
_NO_DATE: Final = 0  # a constant: a clock here would make equal letters give unequal files


def typeset(documents: Sequence[Document], *, lettering: Lettering, progress: Progress) -> bytes:
    """All documents as one PDF, each on its own pages. Raises what `progress` raises."""
    press, done = Printable(lettering), 0
    size = PORTION if len(documents) > TAGGED else TAGGED
    portions = [documents[i : i + size] for i in range(0, len(documents), size)] or [documents]
    language: Language = documents[0].language if documents else "ja"
    title = _title(documents, press, language)

    def printed() -> Iterator[bytes]:
        nonlocal done
        for portion in portions:
            said = Text(
                f"文書を作っています（{done:,}／{len(documents):,}通）",
                f"Setting documents ({done:,} of {len(documents):,})",
            )
            progress(done / max(1, len(documents)), said)
            told = _told(portion, press, title=title, lettering=lettering, single=len(portions) == 1)
            yield _print(told, lettering, tagged=len(portions) == 1)
            done += len(portion)

    if len(portions) == 1:
        whole = next(printed())
    else:
        whole = join_pdfs(printed(), title=title, language=f"{language}-{_REGIONS[language]}")
    progress(1.0, Text("文書ができました", "The documents are ready"))
    return whole


def _print(told: dict[str, Any], lettering: Lettering, *, tagged: bool) -> bytes:
    template = files("machikata.publication.pdf").joinpath("letters.typ").read_bytes()
    made = typst.compile(
        template,
        format="pdf",
        font_paths=lettering.fonts,
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
        pdf_standards=["ua-1"] if tagged else ["1.7"],
        pdf_tags=tagged,
        timestamp=_NO_DATE,
    )
    assert isinstance(made, bytes)
    return made


def _told(
    documents: Sequence[Document], press: Printable, *, title: str, lettering: Lettering, single: bool
) -> dict[str, Any]:
    first = documents[0].language if documents else "ja"
    return {
        "title": title,
        "lang": first,
        "region": _REGIONS[first],
        "bookmarks": single,
        "serif": [lettering.serif, *lettering.gaiji, *lettering.others],
        "sans": [lettering.sans, *lettering.gaiji, *lettering.others],
        "documents": [_document(d, press) for d in documents],
    }


def _title(documents: Sequence[Document], press: Printable, language: Language) -> str:
    first = _named(documents[0], press) if documents else _UNTITLED.in_(language)
    more = Text(f"ほか（{len(documents):,}通）", f" and others ({len(documents):,})").in_(language)
    return first + (more if len(documents) > 1 else "")


def _named(document: Document, press: Printable) -> str:
    """The title: a file without one cannot be told by screen readers."""
    title = press.text(document.title)
    return title if title.strip() else _UNTITLED.in_(document.language)


def _document(document: Document, press: Printable) -> dict[str, Any]:
    return {
        "title": _named(document, press),
        "lang": document.language,
        "region": _REGIONS[document.language],
        "notice": synthetic_notice(document.synthetic).in_(document.language),
        "blocks": [_block(block, press) for block in document.blocks],
    }


def _block(block: Paragraph | Facts | Grid, press: Printable) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        text = press.text(block.text)
        look = Look.PLAIN if block.look is Look.HEADING and not text.strip() else block.look
        return {"kind": "paragraph", "look": look.value, "text": text}
    if isinstance(block, Facts):
        pairs = [[press.text(name), press.text(value)] for name, value in block.pairs]
        return {"kind": "facts", "width": facts_width(block), "pairs": pairs}
    return {
        "kind": "grid",
        "widths": column_widths(block),
        "numeric": numeric_columns(block),
        "head": [press.text(h) for h in block.head],
        "rows": [[press.text(cell) for cell in row] for row in block.rows],
    }
