# SPDX-License-Identifier: Apache-2.0
"""The tags of a piece of a sheet's XML, by arrays: where they are, how often some begin, and the cells with their places and formats.

A sheet is looked through for one thing after another. Each search for a few bytes would go through all of them; here the tags are found
once, and each question is then about some ten thousand places.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_OPEN, _COLON, _QUOTE, _A, _ZERO = ord("<"), ord(":"), ord('"'), ord("A"), ord("0")
_CELL, _STYLE = b'<c r="', b'" s="'
_MOST_LETTERS, _MOST_DIGITS, _MOST_STYLE_DIGITS = 3, 7, 6
_FAR_LETTERS, _FAR_DIGITS = 3, 5
_MARGIN = bytes(32)
"""As far may be looked behind the last tag: a cell's address and format take 28 bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class StyledCells:
    """Rows and columns (from 0) of the cells that name a format, and its number."""

    rows: Ints
    columns: Ints
    styles: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Tags:
    """Places of `<` and of `:` in `text`."""

    text: npt.NDArray[np.uint8]
    at: Ints
    colons: Ints

    def between(self, start: int, end: int) -> Tags:
        """The tags and colons from `start` up to, not including, `end`."""
        at, colons = (places[slice(*np.searchsorted(places, (start, end)))] for places in (self.at, self.colons))
        return Tags(self.text, at, colons)

    def starting(self, begin: bytes) -> Ints:
        """Places of the tags that begin so (`<` included)."""
        found = self.at
        for offset, byte in enumerate(begin[1:], start=1):
            found = found[self.text[found + offset] == byte]
        return found

    def count(self, begin: bytes) -> int:
        """How many tags begin so."""
        return len(self.starting(begin))

    def prefixed(self, begin: bytes) -> bool:
        """Whether this follows a colon somewhere, as the name of a tag does that has a prefix."""
        found = self.colons
        for offset, byte in enumerate(begin, start=1):
            found = found[self.text[found + offset] == byte]
        return len(found) > 0

    @property
    def any_far(self) -> bool:
        """Whether the address of a plain cell has three letters or five digits, or more."""
        at = self.starting(_CELL) + len(_CELL)
        _, behind = _number(self.text, at, first=_A, symbols=26, most=_FAR_LETTERS)
        _, end = _number(self.text, behind, first=_ZERO, symbols=10, most=_FAR_DIGITS)
        return bool(((behind - at >= _FAR_LETTERS) | (end - behind >= _FAR_DIGITS)).any())

    def styled_cells(self) -> StyledCells:
        """The plain cells whose format stands behind the address, `<c r="B12" s="3"…`, as the usual programs write them.

        >>> found = tags_of(
        ...     b'<row r="2"><c r="A2" s="7"/><c r="AB2"><v>1</v></c><c r="AC2" s="12" t="s">'
        ... ).styled_cells()
        >>> found.rows.tolist(), found.columns.tolist(), found.styles.tolist()
        ([1, 1], [0, 28], [7, 12])
        """
        text, at = self.text, self.starting(_CELL) + len(_CELL)
        columns, at_row = _number(text, at, first=_A, symbols=26, most=_MOST_LETTERS, least_digit=1)
        rows, at_style = _number(text, at_row, first=_ZERO, symbols=10, most=_MOST_DIGITS)
        whole = (at_row > at) & (at_style > at_row)
        for offset, byte in enumerate(_STYLE):
            whole[whole] = text[at_style[whole] + offset] == byte
        start = at_style[whole] + len(_STYLE)
        styles, end = _number(text, start, first=_ZERO, symbols=10, most=_MOST_STYLE_DIGITS)
        closed = (end > start) & (text[end] == _QUOTE)
        return StyledCells(rows[whole][closed] - 1, columns[whole][closed] - 1, styles[closed])


@lru_cache(maxsize=8)
def tags_of(part: bytes) -> Tags:
    """The tags of a piece of XML; kept for the next question about the same piece."""
    text = np.frombuffer(part + _MARGIN, np.uint8)
    inside = text[: len(part)]
    return Tags(text, np.flatnonzero(inside == _OPEN), np.flatnonzero(inside == _COLON))


def _number(
    text: npt.NDArray[np.uint8], at: Ints, *, first: int, symbols: int, most: int, least_digit: int = 0
) -> tuple[Ints, Ints]:
    """The numbers that begin at these places, digit by digit, and where they end."""
    value, end = np.zeros(len(at), np.int64), at.copy()
    going: Bools = np.ones(len(at), np.bool_)
    for _ in range(most):
        digit = text[end].astype(np.int64) - first
        going &= (digit >= 0) & (digit < symbols)
        if not going.any():
            break
        value = np.where(going, value * symbols + digit + least_digit, value)
        end += going
    return value, end
