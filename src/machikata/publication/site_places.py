# SPDX-License-Identifier: Apache-2.0
"""Where the public site shows what news speak of: places that stay when cases move from one page of cases to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from machikata.domain.text import Language

LISTS: Final[Mapping[str, str]] = {
    "cases": "cases.html",
    "effects": "effects.html",
    "comparisons": "comparisons.html",
    "calls": "calls.html",
}
"""The page that lists everything of a room; each entry has its id as anchor."""
FIGURES: Final = "kpi.html"


def site_place(subject: str, language: Language) -> str:
    """The path of a subject below the site's address, "" for one that the site has no list of.

    >>> site_place("cases/C19", "ja"), site_place("effects/990035-1", "en"), site_place("else/1", "ja")
    ('ja/cases.html#C19', 'en/effects.html#990035-1', '')
    """
    room, _, value_id = subject.partition("/")
    if room == "figures":
        return f"{language}/{FIGURES}"
    page = LISTS.get(room)
    return f"{language}/{page}#{quote(value_id, safe='')}" if page and value_id else ""
