# SPDX-License-Identifier: Apache-2.0
"""A comparison as one self-contained HTML file: opens anywhere, prints well, loads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from machikata import __version__
from machikata.analysis.comparison.result import Comparison
from machikata.domain.text import Language, Text
from machikata.domain.wording import long_date
from machikata.drawing.picture import Picture
from machikata.publication.comparison_tables import Form, comparison_tables, written


def write_report(
    comparison: Comparison, *, title: Text, language: Language, made_on: date, pictures: Mapping[str, Picture]
) -> str:
    """The report as HTML text. `pictures` stand before the table of the same id (`indicator-…`, `flow`, `survival`)."""
    page = _environment().get_template("report.html")
    return page.render(
        c=comparison,
        title=title.in_(language),
        language=language,
        tables=comparison_tables(comparison),
        pictures=pictures,
        made_on=long_date(made_on, language),
        version=__version__,
        t=lambda ja, en: ja if language == "ja" else en,
        say=lambda text: text.in_(language),
        cell=lambda value, form: written(value, form, language),
        numeric=lambda form: form is not Form.WORDS,
    )


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("machikata.publication", "."),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
