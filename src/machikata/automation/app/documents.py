# SPDX-License-Identifier: Apache-2.0
"""Documents and sheets as plain values; how they look in Word, PDF, Excel and CSV is the platform's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.text import Language, Text


class Look(StrEnum):
    """How a paragraph stands on the page."""

    PLAIN = "plain"
    HEADING = "heading"
    RIGHT = "right"
    CENTRED = "centred"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text, kept byte for byte (no markup)."""

    text: str
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of name and value, one under the other with lines between (記 …)."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document, such as one letter. `synthetic` prints on it that it is invented."""

    title: str
    language: Language
    blocks: tuple[Paragraph | Facts | Grid, ...]
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet; `unit` stands behind numbers."""

    head: Text
    unit: Text | None = None


Cell = str | int | float | Text | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to hand out, long form, one header row. None = not shown or not there."""

    name: str
    title: Text
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]


class GlyphFault(StrEnum):
    """What becomes of a character on paper. ABSENT: no font here has it, 〓 is printed. PLAIN_FORM: the font has the character but not
    this form of it (IVS), the usual form is printed. UNPRINTABLE: a control character, nothing is printed.
    """

    ABSENT = "absent"
    PLAIN_FORM = "plain_form"
    UNPRINTABLE = "unprintable"


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that cannot be printed as it stands; `documents` are the indices of those in which it occurs."""

    characters: str
    fault: GlyphFault
    documents: tuple[int, ...]

    @property
    def code(self) -> str:
        """Its code points.

        >>> MissingGlyph("葛\U000e0102", GlyphFault.PLAIN_FORM, (0,)).code
        'U+845B U+E0102'
        """
        return " ".join(f"U+{ord(c):04X}" for c in self.characters)

    def problem(self) -> Problem:
        """A warning, so that somebody looks at these documents before they are sent."""
        n, shown = len(self.documents), self.characters if self.fault is GlyphFault.PLAIN_FORM else self.code
        what = {
            GlyphFault.ABSENT: Text(
                f"{n}通にある文字（{self.code}）は、この機械の字形にないため「〓」と印刷されます",
                f"a character in {n} documents ({self.code}) has no glyph on this machine and is printed as 〓",
            ),
            GlyphFault.PLAIN_FORM: Text(
                f"{n}通にある異体字「{self.characters}」（{self.code}）は、この機械の字形にないため通常の字体で印刷されます",
                f"a variant form in {n} documents ({self.code}) has no glyph on this machine; the usual form is printed",
            ),
            GlyphFault.UNPRINTABLE: Text(
                f"{n}通に印刷できない制御文字（{self.code}）があり、取り除いて印刷されます",
                f"a control character in {n} documents ({self.code}) cannot be printed and is left out",
            ),
        }[self.fault]
        remedy = Text(
            "外字を含むフォントを入れるか、印刷してから手で直してください",
            "install a font that has it, or correct the print by hand",
        )
        place = Place(value=shown)
        return Problem(f"glyph-{self.fault.replace('_', '-')}", what, remedy, place, Severity.WARNING, n)
