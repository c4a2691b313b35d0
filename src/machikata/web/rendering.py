# SPDX-License-Identifier: Apache-2.0
"""Templates: one Jinja environment per language, so that texts and numbers come out in the reader's language by themselves.

What a template can say beside plain Jinja:

    t("日本語", "English")        the words in the reader's language (a `Text` value is written in that language anyway)
    num(v, 1)  share(v, n=…)      numbers; a missing value is written ―
    sentence(text)                a text that ends like a sentence
    days(v)  hours(v)  ratio(v)   numbers with their unit
    counted(n, "件", "case")      18,204件 / 18,204 cases
    span(a, b)                    0.88〜1.01 / 0.88 to 1.01, of two written numbers
    date(v)  day(v)  moment(v)    令和8年11月20日（2026-11-20） / 2026年11月20日 / 2026年11月20日 9:00
    asset("machikata.css")        the address of a file of ours, with its content hash
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from machikata.domain import wording
from machikata.domain.text import Language, Text
from machikata.drawing.charts.axes import round_axis
from machikata.publication.comparison_tables import written
from machikata.web.assets import asset_address
from machikata.web.card_tables import with_roles
from machikata.web.words import ROLE_WORDS

_FOLDER: Final = Path(__file__).parent
_HTMX: Final = '{"includeIndicatorCSS": false}'


@cache
def templates(language: Language) -> Environment:
    """The environment for `language`: autoescaping, and a missing name is an error instead of an empty place."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=partial(_written, language),
        extensions=["jinja2.ext.do"],
    )
    environment.globals.update(_vocabulary(language))
    environment.filters["with_roles"] = with_roles
    return environment


def render(template: str, language: Language, **values: Any) -> str:
    """The HTML of `template` (a path inside this package) in `language`."""
    return templates(language).get_template(template).render(**values)


def _written(language: Language, value: Any) -> Any:
    return value.in_(language) if isinstance(value, Text) else value


def _vocabulary(language: Language) -> dict[str, Any]:
    def t(ja: str, en: str) -> str:
        return ja if language == "ja" else en

    def said(value: Text | str | None) -> str:
        return value.in_(language) if isinstance(value, Text) else str(value or "")

    def sentence(value: Text | str | None) -> str:
        words = said(value).strip()
        if not words or words[-1] in ("。！？" if language == "ja" else ".!?)"):
            return words
        return words + "。" if language == "ja" else words[0].upper() + words[1:] + "."

    def counted(n: float | None, ja: str, en: str, plural: str = "") -> str:
        return wording.unit(wording.number(n), ja, f" {en}" if n == 1 else f" {plural or en + 's'}", language)

    return {
        "lang": language,
        "t": t,
        "said": said,
        "sentence": sentence,
        "counted": counted,
        "num": wording.number,
        "p_value": wording.p_value,
        "share": wording.share,
        "file_size": wording.file_size,
        "days": _measured(language, "日", " days", 1),
        "hours": _measured(language, "時間", " hours", 0),
        "ratio": _measured(language, "倍", "", 2),
        "span": partial(wording.interval, language=language),
        "date": partial(wording.long_date, language=language),
        "day": partial(wording.short_date, language=language),
        "moment": partial(wording.moment, language=language),
        "asset": asset_address,
        "axis_of": round_axis,
        "htmx_config": _HTMX,
        "cell": partial(written, language=language),
        "role_words": {role.value: words.in_(language) for role, words in ROLE_WORDS.items()},
    }


def _measured(language: Language, ja: str, en: str, decimals: int) -> Callable[..., str]:
    def write(value: float | None, digits: int = decimals, *, sign: bool = False) -> str:
        return wording.unit(wording.number(value, digits, sign=sign), ja, en, language)

    return write
