# SPDX-License-Identifier: Apache-2.0
"""How figures are written inside pictures. ― stands for a suppressed or missing value, never 0."""

from __future__ import annotations

import math
from typing import Final

from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number

HIDDEN: Final = Text("表示しません（10件未満など）", "not shown (fewer than 10 cases, or against back-calculation)")


def cases(count: float | None, language: Language) -> str:
    """A number of cases with its unit.

    >>> cases(3108, "ja"), cases(1, "en")
    ('3,108件', '1 case')
    """
    written = number(count)
    if written == NOTHING:
        return NOTHING
    if language == "ja":
        return written + "件"
    return written + (" case" if written == "1" else " cases")


def share(value: float | None, decimals: int = 0) -> str:
    """A share (0–1) in percent; what is not 0 is never written 0.

    >>> share(0.741), share(0.0), share(0.002)
    ('74%', '0%', '<1%')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    smallest = 10.0**-decimals
    if 0 < value * 100 < smallest / 2:
        return f"<{smallest:.{decimals}f}%"
    return number(value * 100, decimals) + "%"
