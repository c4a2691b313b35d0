# SPDX-License-Identifier: Apache-2.0
"""Busy months that a table writes into one cell."""

from __future__ import annotations

import re
import unicodedata

_MONTH = r"(1[0-2]|0?[1-9])月?"
_MONTHS = re.compile(rf"{_MONTH}(?:(?:[~〜–—―ー-]|から){_MONTH}(?:まで|頃|ごろ)?)?")


def read_months(text: str) -> tuple[int, int] | None:
    """First and last month (1–12) of one span; None when it is not one span of months for certain.

    >>> read_months("３月〜５月"), read_months("12月から2月まで"), read_months("4月"), read_months("3月、9月")
    ((3, 5), (12, 2), (4, 4), None)
    """
    match = _MONTHS.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if match is None:
        return None
    first = int(match[1])
    return first, int(match[2] or first)
