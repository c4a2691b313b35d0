# SPDX-License-Identifier: Apache-2.0
"""Every text that goes to print, with what the fonts cannot show told and made visible: nobody gets a letter with another's character."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from machikata.automation.app.documents import Document, Facts, GlyphFault, Grid, MissingGlyph
from machikata.publication.pdf.fonts import Lettering, is_private

GETA: Final = "〓"
"""What printers have always put where a type was missing."""
_JOINERS: Final = frozenset("\u200b\u200c\u200d\u00ad\u2060")
_AS_BREAK: Final = str.maketrans({"\r": "\n", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "})


def texts_of(document: Document) -> Iterator[str]:
    """Every text of a document, in reading order."""
    yield document.title
    for block in document.blocks:
        if isinstance(block, Facts):
            for pair in block.pairs:
                yield from pair
        elif isinstance(block, Grid):
            yield from block.head
            for row in block.rows:
                yield from row
        else:
            yield block.text


def missing_glyphs(documents: Sequence[Document], lettering: Lettering) -> tuple[MissingGlyph, ...]:
    """Every character that cannot be printed as it stands, with the documents it occurs in, by code point."""
    press = Printable(lettering)
    found: dict[tuple[str, GlyphFault], set[int]] = {}
    for index, document in enumerate(documents):
        for text in texts_of(document):
            for fault in press.faults(text):
                found.setdefault(fault, set()).add(index)
    return tuple(MissingGlyph(text, fault, tuple(sorted(where))) for (text, fault), where in sorted(found.items()))


class Printable:
    """Texts as they are printed, and what had to be changed; remembers texts, because letters repeat them."""

    def __init__(self, lettering: Lettering) -> None:
        self._main, self._foreign, self._private = lettering.main, lettering.foreign, lettering.private
        self._known: dict[str, tuple[str, tuple[tuple[str, GlyphFault], ...]]] = {}
        self._plain = frozenset(c for c in map(chr, self._main.characters) if self._is_plain(c)) | {"\n"}

    def text(self, text: str) -> str:
        """`text` with 〓 for what no font has, without control characters, one kind of line break."""
        return self._judged(text)[0]

    def faults(self, text: str) -> tuple[tuple[str, GlyphFault], ...]:
        """What of `text` cannot be printed as it stands."""
        return self._judged(text)[1]

    def _judged(self, text: str) -> tuple[str, tuple[tuple[str, GlyphFault], ...]]:
        if self._plain.issuperset(text):
            return text, ()
        if text not in self._known:
            lines = text.replace("\r\n", "\n").translate(_AS_BREAK)
            found: dict[tuple[str, GlyphFault], None] = {}
            self._known[text] = "".join(self._set(lines, found)), tuple(found)
        return self._known[text]

    def _set(self, text: str, found: dict[tuple[str, GlyphFault], None]) -> Iterator[str]:
        for i, c in enumerate(text):
            before = text[i - 1] if i else ""
            if c in self._plain or c in _JOINERS:
                yield c
            elif _is_selector(c):
                if before and (ord(before), ord(c)) not in self._main.forms and self._has(before):
                    found[before + c, GlyphFault.PLAIN_FORM] = None
                if before and self._has(before):
                    yield c
            elif unicodedata.category(c) in {"Cc", "Cf", "Cs"}:
                found[c, GlyphFault.UNPRINTABLE] = None
            elif self._has(c):
                yield c
            else:
                found[c, GlyphFault.ABSENT] = None
                yield GETA

    def _has(self, c: str) -> bool:
        code = ord(c)
        return code in (self._private if is_private(code) else self._main.characters) or code in self._foreign

    def _is_plain(self, c: str) -> bool:
        return not (is_private(ord(c)) or _is_selector(c) or unicodedata.category(c) in {"Cc", "Cf", "Cs"})


def _is_selector(c: str) -> bool:
    return "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"
