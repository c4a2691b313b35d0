# SPDX-License-Identifier: Apache-2.0
"""Which language a page is shown in: `?lang=` first, then the cookie it set, then Japanese."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from machikata.domain.text import LANGUAGES, Language

COOKIE: Final = "machikata_lang"
_ONE_YEAR: Final = 365 * 24 * 60 * 60


def language_of(request: Request) -> Language:
    """The language asked for by this request."""
    asked = request.query_params.get("lang") or request.cookies.get(COOKIE)
    return next((language for language in LANGUAGES if language == asked), "ja")


def remember(request: Request, response: Response) -> None:
    """Keep a language chosen by `?lang=` for the pages that follow."""
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        response.set_cookie(COOKIE, asked, max_age=_ONE_YEAR, httponly=True, samesite="strict", path="/")


def address_in(request: Request, language: Language) -> str:
    """The same address in `language`."""
    url = request.url.include_query_params(lang=language)
    return f"{url.path}?{url.query}"


def address_without_language(request: Request) -> str:
    """Path and query of this request without `lang` and `format`, to come back to it after a form."""
    url = request.url.remove_query_params(["lang", "format"])
    return f"{url.path}?{url.query}" if url.query else url.path
