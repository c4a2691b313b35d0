# SPDX-License-Identifier: Apache-2.0
"""Documents and sheets as plain values; how they look in Word, PDF, Excel and CSV is the platform's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
