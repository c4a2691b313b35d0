# SPDX-License-Identifier: Apache-2.0
"""Case studies on the site: which page holds which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from machikata.publication.static_site.content import SiteCase

ON_A_PAGE: Final = 12


def chunks(cases: Sequence[SiteCase]) -> tuple[tuple[SiteCase, ...], ...]:
    """The cases page by page."""
    return tuple(tuple(cases[i : i + ON_A_PAGE]) for i in range(0, len(cases), ON_A_PAGE))


def page_name(number: int) -> str:
    """The file of the page of this number (from 1)."""
    return f"cases-{number}.html"


def addresses(cases: Sequence[SiteCase]) -> Mapping[str, str]:
    """Id of each case → where it stands, seen from another page of the same language."""
    return {
        c.case.id: f"{page_name(n)}#{quote(c.case.id)}" for n, chunk in enumerate(chunks(cases), start=1) for c in chunk
    }
