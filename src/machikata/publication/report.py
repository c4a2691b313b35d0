# SPDX-License-Identifier: Apache-2.0
"""A comparison as one self-contained HTML file: opens anywhere, prints well, loads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from machikata.analysis.comparison.result import Comparison, Statement
from machikata.analysis.workload.result import WorkloadComparison
from machikata.domain.text import Language, Text
from machikata.domain.version import VERSION
from machikata.domain.wording import interval, long_date
from machikata.drawing.picture import Picture
from machikata.publication.comparison_tables import Form, ResultTable, Value, comparison_tables, written
from machikata.publication.survey_tables import estimand_lines, survey_tables

_LIMITS = 2


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report tells: whose figures, what they say, the question in full, every table."""

    group: Text
    own: Text
    synthetic: bool
    statements: tuple[Statement, ...]
    estimand: tuple[tuple[Text, Text], ...]
    tables: tuple[ResultTable, ...]


def write_report(
    comparison: Comparison, *, title: Text, language: Language, made_on: date, pictures: Mapping[str, Picture]
) -> str:
    """The report of a comparison of logs as HTML text. `pictures` stand before the table of the same id (`indicator-…`, `flow`, `survival`)."""
    c, e = comparison, comparison.estimand
    estimand = (
        (Text("数える案件", "Cases counted"), e.cases_text),
        (Text("日数の数え方", "How days are counted"), e.clock_text),
        (Text("終わっていない案件", "Open cases"), e.open_text),
        (Text("表示の下限", "Minimum count"), e.minimum_text),
    )
    own = c.body(c.own).name if c.own else Text("", "")
    told = Reported(c.group.name, own, c.provenance.synthetic, c.statements, estimand, comparison_tables(c))
    return _page(told, title=title, language=language, made_on=made_on, pictures=pictures)


def write_survey_report(
    comparison: WorkloadComparison, *, title: Text, language: Language, made_on: date, pictures: Mapping[str, Picture]
) -> str:
    """The report of a comparison of workload surveys, in the same form."""
    c = comparison
    own = c.body(c.own).name if c.own else Text("", "")
    told = Reported(c.group.name, own, c.provenance.synthetic, c.statements, estimand_lines(c), survey_tables(c))
    return _page(told, title=title, language=language, made_on=made_on, pictures=pictures)


def _page(told: Reported, *, title: Text, language: Language, made_on: date, pictures: Mapping[str, Picture]) -> str:
    return (
        _environment()
        .get_template("report.html")
        .render(
            r=told,
            title=title.in_(language),
            language=language,
            tables=[_shown(table, language) for table in told.tables],
            pictures=pictures,
            made_on=long_date(made_on, language),
            version=VERSION,
            t=lambda ja, en: ja if language == "ja" else en,
            say=lambda text: text.in_(language),
        )
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """A written value with the interval under it."""

    text: str
    interval: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class _ShownTable:
    id: str
    title: str
    note: str
    heads: tuple[_Cell, ...]
    rows: tuple[tuple[_Cell, ...], ...]


def _shown(table: ResultTable, language: Language) -> _ShownTable:
    """The table as the page shows it: limits of an interval stand under their figure, so that it fits the width."""
    figures = [i for i, column in enumerate(table.columns) if not column.limit_of_previous]
    heads = tuple(
        _Cell(table.columns[i].head.in_(language), "", table.columns[i].form is not Form.WORDS) for i in figures
    )
    rows = tuple(tuple(_cell(table, row, i, language) for i in figures) for row in table.rows)
    return _ShownTable(table.id, table.title.in_(language), table.note.in_(language), heads, rows)


def _cell(table: ResultTable, row: tuple[Value, ...], i: int, language: Language) -> _Cell:
    form = table.columns[i].form
    following = table.columns[i + 1 : i + 3]
    limits = [written(row[i + 1 + k], form, language) for k, c in enumerate(following) if c.limit_of_previous]
    known = len(limits) == _LIMITS and row[i + 1] is not None
    between = interval(limits[0], limits[1], language) if known else ""
    return _Cell(written(row[i], form, language), between, form is not Form.WORDS)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("machikata.publication", "."),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
