# SPDX-License-Identifier: Apache-2.0
"""How wide the columns of a document's tables are: the same in PDF and in Word."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from machikata.automation.app.documents import Facts, Grid

_NARROWEST, _WIDEST, _NAME_WIDEST = 2.5, 18.0, 14.0
_NUMBER: Final = re.compile(r"[−+-]?[\d,]+(?:\.\d+)?%?|―|")


def text_width(text: str) -> float:
    r"""The width of the longest line, in full-width characters.

    >>> text_width("保育園"), text_width("2026"), text_width("一行\n二行目")
    (3.0, 2.0, 3.0)
    """
    return max(
        (sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in line) for line in text.split("\n")),
        default=0.0,
    )


def column_widths(grid: Grid) -> list[float]:
    """Shares of the width for the columns of a grid: by their longest text, within limits. Heads may break once."""
    widths = []
    for i, head in enumerate(grid.head):
        longest = max((text_width(row[i]) for row in grid.rows), default=0.0)
        widths.append(min(_WIDEST, max(_NARROWEST, text_width(head) / 2, longest) + 1))
    return widths


def facts_width(facts: Facts) -> float:
    """The width of the names, in characters."""
    return min(_NAME_WIDEST, max((text_width(name) for name, _ in facts.pairs), default=0.0) + 1.5)


def numeric_columns(grid: Grid) -> list[bool]:
    """Which columns hold nothing but numbers and stand on the right.

    >>> numeric_columns(Grid(("希望", "施設"), (("1", "架空保育園"), ("―", "空園"))))
    [True, False]
    """
    return [bool(grid.rows) and all(_NUMBER.fullmatch(row[i]) for row in grid.rows) for i in range(len(grid.head))]
