# SPDX-License-Identifier: Apache-2.0
"""Which pages the site has, and what each shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from machikata.domain.adoption import Among, Tool
from machikata.domain.prefectures import PREFECTURES
from machikata.domain.text import LANGUAGES, Language, Text
from machikata.publication.catalogue.describing import described_fields, figure_groups
from machikata.publication.catalogue.scales import scale_picture, scale_table, scales
from machikata.publication.comparison_tables import ResultTable
from machikata.publication.kpi import COUNTED, class_code, class_name, kpi_tables, municipality_table, uses
from machikata.publication.kpi.tables import (
    by_year_table,
    class_table,
    either_table,
    population_table,
    prefecture_table,
    sources_table,
)
from machikata.publication.open_data import citation
from machikata.publication.static_site.case_pages import addresses, chunks, page_name
from machikata.publication.static_site.content import SiteCase, SiteContent
from machikata.publication.static_site.pictures import series_pictures, tile_pictures
from machikata.publication.static_site.tables import joined, with_words, without, without_empty

_CLASS: Final = Text("類似団体の区分", "Class of similar bodies")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it lies below the folder of its language, what it is called, under which entry of the navigation it belongs."""

    path: str
    template: str
    title: Text
    entry: str
    synthetic: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


def pages(content: SiteContent, language: Language) -> Iterator[Page]:
    """Every page in the order of the navigation."""
    yield _home(content)
    yield _kpi(content, language)
    yield from _prefectures(content)
    yield from _cases(content)
    yield _scales(content, language)
    yield _effects(content)
    yield _comparisons(content)
    calls = content.calls
    yield Page(
        "calls.html",
        "calls.html",
        Text("公募", "Calls"),
        "calls.html",
        any(c.call.synthetic for c in calls),
        {"calls": calls},
    )
    yield _data(content)
    yield _changes(content)
    yield _about(content)


def _home(content: SiteContent) -> Page:
    kpi = content.kpi
    newest = [
        (tool, kpi.series_of(tool, Among.ALL)[-1])
        for tool in (Tool.EITHER, Tool.AI, Tool.RPA)
        if kpi.series_of(tool, Among.ALL)
    ]
    values = {
        "newest": [(tool, count, [kpi.source(s) for s in count.sources]) for tool, count in newest],
        "n_cases": len(content.public_cases),
        "n_failed": sum(c.case.unsuccessful for c in content.public_cases),
        "n_effects": sum(not e.report.withdrawn.ja for e in content.effects),
        "n_comparisons": sum(not c.withdrawn.ja for c in content.comparisons),
        "n_open": sum(c.open for c in content.calls),
        "n_data": len(content.data_sets),
    }
    # What is counted here may be invented in part, and then the page says so.
    synthetic = any(c.case.synthetic for c in content.public_cases) or any(e.report.synthetic for e in content.effects)
    return Page("index.html", "home.html", Text("はじめに", "Home"), "index.html", synthetic, values)


def _kpi(content: SiteContent, language: Language) -> Page:
    kpi = content.kpi
    values = {
        "kpi": kpi,
        "series": series_pictures(kpi, language),
        "tiles": tile_pictures(kpi, language),
        "either": _with_reasons(either_table(kpi)),
        "by_year": _with_reasons(by_year_table(kpi)),
        "groups": [without(table, "時点") for table in (population_table(kpi), class_table(kpi))],
        "prefectures": without(prefecture_table(kpi), "時点"),
        "prefecture_pages": {row.code[:5]: _prefecture_path(row.code[:2]) for row in kpi.prefectures},
        "sources": sources_table(kpi),
    }
    return Page("kpi.html", "kpi.html", Text("AIとRPAの導入状況", "Adoption of AI and RPA"), "kpi.html", values=values)


def _with_reasons(table: ResultTable) -> ResultTable:
    """How a figure was got, what must be known of it and its sources, in one column: they are long."""
    return joined(
        without_empty(table), ("求め方", "注", "出典"), Text("求め方・注・出典", "How it was got, notes, sources")
    )


def _prefecture_path(number: str) -> str:
    return f"prefecture-{number}.html"


def _prefectures(content: SiteContent) -> Iterator[Page]:
    kpi = content.kpi
    numbers = [row.code[:2] for row in kpi.prefectures if row.n]
    names = {n: PREFECTURES[n].name for n in numbers}
    classes = {class_code(b.body_class): class_name(b.body_class) for b in kpi.bodies}
    for row in kpi.prefectures:
        number = row.code[:2]
        if number not in names:
            continue
        bodies = [(b, uses(b, Tool.AI), uses(b, Tool.RPA)) for b in kpi.of_prefecture(number)]
        table = with_words(without(municipality_table(kpi, number), "時点"), "類似団体の区分の記号", _CLASS, classes)
        values = {
            "kpi": kpi, "row": row, "tools": COUNTED, "bodies": bodies, "table": table,
            "others": [(_prefecture_path(n), name, n == number) for n, name in names.items()],
        }  # fmt: skip
        yield Page(_prefecture_path(number), "prefecture.html", table.title, "kpi.html", values=values)


def _cases(content: SiteContent) -> Iterator[Page]:
    parts, where = chunks(content.cases), addresses(content.cases)
    title = Text("事例", "Case studies")
    listed = {"cases": content.cases, "where": where}
    yield Page("cases.html", "cases.html", title, "cases.html", _invented(content.cases), listed)
    named = {c.case.id: c.case.title for c in content.public_cases}
    for n, part in enumerate(parts, start=1):
        whole = title + Text(f"（{len(parts)}ページ中{n}ページ）", f" (page {n} of {len(parts)})")
        values: dict[str, Any] = {
            "cases": [(c, () if c.withdrawn else described_fields(c.case), () if c.withdrawn else figure_groups(c.case)) for c in part],
            "where": where, "named": named, "number": n, "count": len(parts), "page_name": page_name,
        }  # fmt: skip
        yield Page(page_name(n), "case_page.html", whole, "cases.html", _invented(part), values)


def _scales(content: SiteContent, language: Language) -> Page:
    found = scales(c.case for c in content.public_cases)
    shown = [(s, scale_picture(s, language=language), without_empty(scale_table(s))) for s in found]
    title = Text("同じ目盛りで見る事例の数値", "Figures of cases on one scale")
    synthetic = any(p.case.synthetic for s in found for p in s.points)
    return Page("figures.html", "figures.html", title, "cases.html", synthetic, {"scales": shown})


def _invented(cases: tuple[SiteCase, ...]) -> bool:
    return any(c.case.synthetic for c in cases)


def _effects(content: SiteContent) -> Page:
    where = addresses(content.cases)
    values = {"effects": content.effects, "thresholds": content.thresholds, "where": where}
    synthetic = any(e.report.synthetic for e in content.effects)
    return Page(
        "effects.html", "effects.html", Text("団体ごとの効果", "Effects by body"), "effects.html", synthetic, values
    )


def _comparisons(content: SiteContent) -> Page:
    synthetic = any(c.provenance.synthetic for c in content.comparisons)
    values = {"comparisons": content.comparisons}
    return Page(
        "comparisons.html", "comparisons.html", Text("比較", "Comparisons"), "comparisons.html", synthetic, values
    )


def _data(content: SiteContent) -> Page:
    sets = [(d, {lang: citation(d, content.publisher, lang) for lang in LANGUAGES}) for d in content.data_sets]
    synthetic = any(d.synthetic for d in content.data_sets)
    return Page("data.html", "data.html", Text("オープンデータ", "Open data"), "data.html", synthetic, {"sets": sets})


def _changes(content: SiteContent) -> Page:
    synthetic = any(c.synthetic for c in content.changes)
    newest_first = sorted(content.changes, key=lambda c: (c.at, c.subject, c.version), reverse=True)
    values = {
        "made": [c for c in newest_first if c.version],
        "first": sorted((c for c in content.changes if not c.version), key=lambda c: c.subject),
        "where": _subjects(content),
    }
    return Page(
        "changes.html",
        "changes.html",
        Text("数値の変更の記録", "Change log of figures"),
        "changes.html",
        synthetic,
        values,
    )


def _subjects(content: SiteContent) -> Mapping[str, str]:
    """Subject of a change → where it stands."""
    cases = {f"cases/{k}": v for k, v in addresses(content.cases).items()}
    effects = {f"effects/{e.report.id}": f"effects.html#{quote(e.report.id)}" for e in content.effects}
    adoption = {c.subject: "kpi.html" for c in content.changes if c.subject.startswith("adoption/")}
    return cases | effects | adoption


def _about(content: SiteContent) -> Page:
    titles = [table.title for table in kpi_tables(content.kpi)]
    values = {
        "kpi": content.kpi,
        "thresholds": content.thresholds,
        "sources": sources_table(content.kpi),
        "titles": titles,
    }
    return Page("about.html", "about.html", Text("このサイトについて", "About this site"), "about.html", values=values)
