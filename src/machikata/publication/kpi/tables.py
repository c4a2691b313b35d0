# SPDX-License-Identifier: Apache-2.0
"""The key figures as tables: page, CSV and workbook show these same rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from machikata.domain.adoption import AdoptionCount, Among, FactSource, Tool
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.prefectures import PREFECTURES
from machikata.domain.text import Text
from machikata.publication.comparison_tables import Form, ResultTable, TableColumn, Value, word_columns
from machikata.publication.kpi.computing import COUNTED, class_code
from machikata.publication.kpi.figures import GroupRow, Kpi, uses

YES: Final = Text("使っている", "used")
NO: Final = Text("使っていない", "not used")
UNKNOWN: Final = Text("答えなし", "no answer")
_DECIMALS: Final = 4
_N: Final = TableColumn(Text("対象の団体数", "Number of bodies (n)"), Form.COUNT)
_AS_OF: Final = TableColumn(Text("時点", "As of"))
_MONTH: Final = TableColumn(Text("時点（年月）", "As of (month)"))
_SOURCE: Final = TableColumn(Text("出典", "Source"))


def kpi_tables(kpi: Kpi) -> tuple[ResultTable, ...]:
    """Every table but those of single prefectures, in the order of the page."""
    return (
        either_table(kpi), by_year_table(kpi), population_table(kpi), class_table(kpi), prefecture_table(kpi), sources_table(kpi),
    )  # fmt: skip


def either_table(kpi: Kpi) -> ResultTable:
    """Bodies that use AI or RPA, by fiscal year, with the target of the year; bounds where only bounds can be known."""
    columns = (
        TableColumn(Text("年度", "Fiscal year")),
        _MONTH,
        TableColumn(Text("対象", "Among")),
        TableColumn(Text("団体数の下限", "Number of bodies, at least"), Form.COUNT),
        TableColumn(Text("団体数の上限", "Number of bodies, at most"), Form.COUNT),
        _N,
        TableColumn(Text("割合", "Share"), Form.SHARE),
        TableColumn(
            Text("目標の団体数（年度末まで）", "Target, number of bodies (by the end of the fiscal year)"), Form.COUNT
        ),
        *word_columns(("求め方", "How it was got"), ("注", "Note")),
        _SOURCE,
    )
    targets = {t.fiscal_year: t for t in kpi.targets}
    rows = []
    for among in (Among.ALL, Among.MUNICIPALITIES):
        for c in kpi.series_of(Tool.EITHER, among):
            target = targets.get(c.fiscal_year) if among is Among.ALL else None
            cited = (*c.sources, *(target.sources if target else ()))
            rows.append((
                str(c.fiscal_year), c.as_of[:7], among.label, c.low, c.high, c.n, _share(c), target.bodies if target else None,
                c.derived, c.note, _titles(kpi, cited),
            ))  # fmt: skip
    note = Text(
        "下限と上限が違う年は、正確な数が公表されていません。AIとRPAの別々の数から言える幅だけを示します。",
        "Where both numbers differ, no exact number was published; only what follows from the separate counts of AI and RPA is shown.",
    )
    return ResultTable(
        "kpi-either", Text("AIまたはRPAを使う団体", "Bodies that use AI or RPA"), columns, tuple(rows), note
    )


def by_year_table(kpi: Kpi) -> ResultTable:
    """AI, RPA and generative AI by date and kind of bodies, as published."""
    columns = (
        TableColumn(Text("指標", "Measure")),
        TableColumn(Text("対象", "Among")),
        TableColumn(Text("年度", "Fiscal year")),
        _MONTH,
        TableColumn(Text("使う団体数", "Number of bodies using it"), Form.COUNT),
        _N,
        TableColumn(Text("割合", "Share"), Form.SHARE),
        TableColumn(Text("資料にある割合", "Share as printed"), Form.SHARE),
        *word_columns(("約", "Approximate"), ("求め方", "How it was got"), ("注", "Note")),
        _SOURCE,
    )
    rows = tuple(
        (
            s.tool.label, s.among.label, str(c.fiscal_year), c.as_of[:7], c.low if c.known else None, c.n, _share(c), _printed(c),
            Text("約", "about") if c.approximate else Text("", ""), c.derived, c.note, _titles(kpi, c.sources),
        )
        for s in kpi.series
        if s.tool is not Tool.EITHER
        for c in s.counts
    )  # fmt: skip
    note = Text(
        "割合だけが公表された年は、団体数を空けています。",
        "Where only a share was published, the number of bodies is left out.",
    )
    return ResultTable(
        "kpi-by-year", Text("AI・RPA・生成AIを使う団体", "Bodies that use AI, RPA, generative AI"), columns, rows, note
    )  # fmt: skip


def population_table(kpi: Kpi) -> ResultTable:
    """Municipalities by band of population."""
    head = TableColumn(Text("人口の区分", "Band of population"))
    rows = tuple((row.id, row.name, *_figures(kpi, row)) for row in (*kpi.bands, kpi.whole))
    return ResultTable(
        "kpi-by-population",
        Text("人口別", "By population"),
        (TableColumn(Text("区分の記号", "Band id")), head, *_figure_columns()),
        rows,
        _note(kpi),
    )


def class_table(kpi: Kpi) -> ResultTable:
    """Municipalities by class of similar bodies; the id of a class is ASCII."""
    head = TableColumn(Text("類似団体の区分", "Class of similar bodies"))
    rows = tuple((row.id, row.name, *_figures(kpi, row)) for row in (*kpi.classes, kpi.whole))
    return ResultTable(
        "kpi-by-class",
        Text("類似団体の区分別", "By class of similar bodies"),
        (TableColumn(Text("区分の記号", "Class id")), head, *_figure_columns()),
        rows,
        _note(kpi),
    )


def prefecture_table(kpi: Kpi) -> ResultTable:
    """Municipalities by prefecture, in the order of codes."""
    head = word_columns(
        ("標準地域コード", "Area code"), ("全国地方公共団体コード", "Organisation code"), ("都道府県", "Prefecture")
    )
    rows = tuple((row.code[:5], row.code, row.name, *_figures(kpi, row)) for row in (*kpi.prefectures, kpi.whole))
    note = _note(kpi) + Text(
        "都道府県そのものは数えていません。", " The prefectures’ own administrations are not counted."
    )
    return ResultTable(
        "kpi-by-prefecture", Text("都道府県別", "By prefecture"), (*head, *_figure_columns()), rows, note
    )


def municipality_table(kpi: Kpi, number: str) -> ResultTable:
    """The municipalities of a prefecture (01–47) in the order of their codes, with what they use."""
    name = PREFECTURES[number].name
    columns = (
        *word_columns(
            ("標準地域コード", "Area code"),
            ("全国地方公共団体コード", "Organisation code"),
            ("市区町村", "Municipality"),
            ("類似団体の区分の記号", "Class id"),
        ),
        TableColumn(Text("人口（人）", "Population (persons)"), Form.COUNT),
        *(TableColumn(tool.label) for tool in COUNTED),
        _AS_OF,
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            MunicipalityCode(b.code).value[:5], b.code, b.name, class_code(b.body_class), b.population,
            *(state_words(uses(b, tool)) for tool in COUNTED), b.as_of,
        )
        for b in kpi.of_prefecture(number)
    )  # fmt: skip
    title = Text(f"{name.ja}の市区町村", f"Municipalities of {name.en}")
    return ResultTable(f"kpi-municipalities-{number}", title, columns, rows, _note(kpi))


def sources_table(kpi: Kpi) -> ResultTable:
    """Every source with its publisher, address and terms."""
    columns = word_columns(
        ("記号", "Id"),
        ("資料", "Title"),
        ("作成者", "Publisher"),
        ("アドレス", "Address"),
        ("利用の条件", "Terms of use"),
    )
    rows = tuple((s.id, s.title, s.publisher, s.url, s.terms) for s in kpi.sources)
    return ResultTable("kpi-sources", Text("出典", "Sources"), columns, rows)


def state_words(used: bool | None) -> Text:
    """Whether a body uses something, in words."""
    return UNKNOWN if used is None else YES if used else NO


def _figure_columns() -> tuple[TableColumn, ...]:
    pairs = (
        (
            TableColumn(Text(f"{tool.label.ja}を使う団体数", f"Number of bodies using {tool.label.en}"), Form.COUNT),
            TableColumn(Text(f"{tool.label.ja}を使う割合", f"Share using {tool.label.en}"), Form.SHARE),
        )
        for tool in COUNTED
    )
    return (_AS_OF, _N, *(column for pair in pairs for column in pair))


def _figures(kpi: Kpi, row: GroupRow) -> tuple[Value, ...]:
    return (kpi.as_of, row.n, *(value for f in row.figures for value in (f.users, rounded(f.share))))


def _share(count: AdoptionCount) -> float | None:
    return round(count.low / count.n, _DECIMALS) if count.known and count.low is not None and count.n else None


def rounded(share: float | None) -> float | None:
    """A share to four decimals, as it stands in files."""
    return None if share is None else round(share, _DECIMALS)


def _printed(count: AdoptionCount) -> float | None:
    return None if count.percent is None else round(count.percent / 100, _DECIMALS)


def _titles(kpi: Kpi, ids: Sequence[str]) -> Text:
    found: list[FactSource] = [kpi.source(x) for x in dict.fromkeys(ids)]
    return Text(" / ".join(s.title.ja for s in found), " / ".join(s.title.en for s in found))


def _note(kpi: Kpi) -> Text:
    """Where the rows come from, of which day they are, and how missing answers count."""
    titles = _titles(kpi, kpi.body_sources)
    return Text(
        f"市区町村{kpi.whole.n:,}団体、{kpi.as_of}時点。出典：{titles.ja}（加工して作成）。人口は令和2年国勢調査。割合は、答えのある団体で割っています。",
        f"{kpi.whole.n:,} municipalities as of {kpi.as_of}. Source: {titles.en} (processed). Population: census of 2020. Shares are of the "
        "bodies that answered.",
    )
