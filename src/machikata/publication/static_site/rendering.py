# SPDX-License-Identifier: Apache-2.0
"""Templates of the site: one Jinja environment a language, with the same few words as the templates of the web pages."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from machikata.domain import wording
from machikata.domain.text import Language, Text
from machikata.publication.comparison_tables import Form, ResultTable, Value, written

_JAPANESE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LONG: Final = 44
_BETWEEN_TAGS: Final = re.compile(r"\n\s*\n")


def render(template: str, language: Language, **values: Any) -> str:
    """The HTML of `template` in `language`, without empty lines."""
    return _BETWEEN_TAGS.sub("\n", _environment(language).get_template(template).render(**values))


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("machikata.publication.static_site", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value.in_(language) if isinstance(value, Text) else value,
    )
    environment.globals.update(_vocabulary(language))
    return environment


def _vocabulary(language: Language) -> dict[str, Any]:
    def t(ja: str, en: str) -> str:
        return ja if language == "ja" else en

    def said(value: Text | str | None) -> str:
        return value.in_(language) if isinstance(value, Text) else str(value or "")

    def counted(n: float | None, ja: str, en: str, plural: str = "") -> str:
        return wording.unit(wording.number(n), ja, f" {en}" if n == 1 else f" {plural or en + 's'}", language)

    return {
        "lang": language,
        "t": t,
        "said": said,
        "counted": counted,
        "figure": figure,
        "num": wording.number,
        "share": wording.share,
        "file_size": wording.file_size,
        "span": partial(wording.interval, language=language),
        "date": partial(wording.long_date, language=language),
        "day": partial(wording.short_date, language=language),
        "moment": partial(wording.moment, language=language),
        "original": partial(original, language),
        "cells": partial(_cells, language),
        "long_columns": partial(_long_columns, language),
        "is_number": lambda column: column.form is not Form.WORDS,
    }


def figure(value: float | None) -> str:
    """A number with as many decimals as it has, two at most.

    >>> figure(6460.0), figure(336.4), figure(0.125), figure(None)
    ('6,460', '336.4', '0.12', '―')
    """
    decimals = next((d for d in (0, 1) if value is None or round(value, d) == round(value, 2)), 2)
    return wording.number(value, decimals)


def original(language: Language, words: str) -> Markup:
    """Words that exist in Japanese alone, marked as such in an English page so that they are read out rightly."""
    if language == "ja" or not _JAPANESE.search(words):
        return Markup.escape(words)
    return Markup('<span lang="ja">{}</span>').format(words)


def _long_columns(language: Language, table: ResultTable) -> frozenset[int]:
    """Columns whose words need room and smaller letters."""
    return frozenset(
        i
        for i in range(1, len(table.columns))
        if any(len(written(row[i], table.columns[i].form, language)) > _LONG for row in table.rows)
    )


def _cells(language: Language, table: ResultTable, row: tuple[Value, ...]) -> list[Markup | str]:
    """The values of a row as they are written; addresses become links."""
    return [_cell(language, value, column.form) for value, column in zip(row, table.columns, strict=True)]


def _cell(language: Language, value: Value, form: Form) -> Markup | str:
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return Markup('<a class="url" href="{0}" rel="noreferrer">{0}</a>').format(value)
    if isinstance(value, str):
        return original(language, value)
    if form is Form.RATIO and not isinstance(value, Text):
        return figure(value)
    return written(value, form, language)
