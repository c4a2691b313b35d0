# SPDX-License-Identifier: Apache-2.0
"""The key figures as open data: long tables in CSV with ASCII heads, and their sources, code table and definitions.

The form follows the 30 checks of machine readability. Facts that were published body by body are not suppressed; n stands in each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from machikata.domain.adoption import AdoptionCount, Among, Tool
from machikata.domain.text import Text
from machikata.publication.csv_table import Cell, csv_file
from machikata.publication.kpi.computing import COUNTED, class_code, class_name
from machikata.publication.kpi.figures import GroupRow, Kpi, uses
from machikata.publication.kpi.tables import NO, UNKNOWN, YES, rounded

_Column = tuple[str, str, Text]
_AREA: Final[tuple[_Column, ...]] = (
    ("area_code", "", Text("標準地域コード（5桁）。都道府県に分けない行は 00000", "Standard area code, five digits; 00000 in rows that are not of one prefecture")),
    ("organisation_code", "", Text("全国地方公共団体コード（6桁）。都道府県に分けない行は 000000", "Code of the local government, six digits; 000000 in rows that are not of one prefecture")),
)  # fmt: skip
_SOURCES: Final[_Column] = ("source_codes", "", Text("出典の記号（sources.csv）。2つ以上は空白で区切る", "Ids of the sources (sources.csv), separated by a space"))  # fmt: skip
_STATUS_COLUMN: Final[_Column] = ("status", "", Text("値があるか、ないときはなぜか（コード表）", "Whether there is a value, and why not (code table)"))  # fmt: skip
_AS_OF: Final[_Column] = ("as_of", "", Text("答えの時点（年月日）", "Day of the answers"))
_TOOL: Final[_Column] = ("tool_code", "", Text("使うもの（コード表）", "What is used (code table)"))

BY_YEAR: Final[tuple[_Column, ...]] = (
    ("fact_code", "", Text("数値の記号", "Id of the figure")),
    ("fiscal_year", "", Text("年度（始まる年の西暦）", "Fiscal year, by the Western year in which it begins")),
    ("as_of_month", "", Text("調査の時点（年月）", "Month of the survey")),
    _TOOL,
    ("among_code", "", Text("対象の団体（コード表）", "Of which bodies (code table)")),
    ("bodies_n", "body", Text("対象の団体数", "Number of bodies asked about")),
    ("bodies_at_least", "body", Text("使う団体数の下限。正確な数なら上限と同じ", "Bodies using it, at least; the same as at most where the number is known")),
    ("bodies_at_most", "body", Text("使う団体数の上限", "Bodies using it, at most")),
    ("share_as_printed", "ratio", Text("資料にある割合（0〜1）", "Share as printed (0–1)")),
    ("basis_code", "", Text("印刷された数か、計算した数か（コード表）", "Printed or derived (code table)")),
    _STATUS_COLUMN,
    *((f"{part}_{lang}", "", words) for part, words in (("derivation", Text("求め方", "How it was got")), ("note", Text("注", "Note"))) for lang in ("ja", "en")),
    _SOURCES,
)  # fmt: skip
TARGETS: Final[tuple[_Column, ...]] = (
    ("target_code", "", Text("目標の記号", "Id of the target")),
    ("fiscal_year", "", Text("年度（始まる年の西暦）", "Fiscal year, by the Western year in which it begins")),
    ("bodies_aimed_at", "body", Text("年度末までにAIまたはRPAを使う団体数の目標", "Bodies to use AI or RPA by the end of the fiscal year")),
    _SOURCES,
)  # fmt: skip
BY_GROUP: Final[tuple[_Column, ...]] = (
    _AS_OF,
    ("grouping_code", "", Text("分け方（コード表）", "How municipalities are grouped (code table)")),
    ("group_code", "", Text("組の記号（コード表）", "Id of the group (code table)")),
    *_AREA,
    ("area_name", "", Text("都道府県の名称。都道府県に分けない行は 全国", "Name of the prefecture; 全国 in other rows")),
    _TOOL,
    ("bodies_n", "body", Text("対象の団体数", "Number of bodies asked about")),
    ("bodies_answered", "body", Text("答えのある団体数", "Bodies that answered")),
    ("bodies_using", "body", Text("使う団体数", "Bodies using it")),
    ("share", "ratio", Text("割合（0〜1）。答えのある団体で割る", "Share of the bodies that answered (0–1)")),
    _STATUS_COLUMN,
    _SOURCES,
)  # fmt: skip
BY_MUNICIPALITY: Final[tuple[_Column, ...]] = (
    _AS_OF,
    *_AREA,
    ("organisation_name", "", Text("団体の名称", "Name of the body")),
    ("prefecture_name", "", Text("都道府県の名称", "Name of the prefecture")),
    ("class_code", "", Text("類似団体の区分の記号（コード表）", "Class of similar bodies (code table)")),
    ("population", "person", Text("人口（令和2年国勢調査）", "Population (census of 2020)")),
    *((f"{tool.value}_use_code", "", tool.label + Text("を使うか（コード表）", ": whether it is used (code table)")) for tool in COUNTED),
    _SOURCES,
)  # fmt: skip
_STATUS: Final = {
    "exact": Text("正確な数がある", "the number is known"),
    "bounds": Text("下限と上限だけが分かる", "only bounds are known"),
    "lower_bound_only": Text("下限だけが分かる", "only a lower bound is known"),
    "share_only": Text("割合だけが公表された", "only a share was published"),
    "share_only_approximate": Text("おおよその割合（約）だけが公表された", "only an approximate share was published"),
    "no_answer": Text("答えのある団体がない", "no body answered"),
}
_BASES: Final = {"printed": Text("資料に印刷された値", "as printed"), "derived": Text("資料の値から計算した値", "derived from printed figures")}  # fmt: skip
_GROUPINGS: Final = {
    "whole": Text("全国", "whole country"),
    "population": Text("人口別", "by population"),
    "class": Text("類似団体の区分別", "by class of similar bodies"),
    "prefecture": Text("都道府県別", "by prefecture"),
}
USES: Final = {"yes": YES, "no": NO, "no_answer": UNKNOWN}
_CODE: Final = {True: "yes", False: "no", None: "no_answer"}


def kpi_files(kpi: Kpi) -> Mapping[str, bytes]:
    """Every file by its name: four tables, sources, code table and definitions. Equal figures give equal bytes."""
    return {
        "adoption_by_year.csv": csv_file((_head(BY_YEAR), *(_year_row(c) for s in kpi.series for c in s.counts))),
        "adoption_targets.csv": csv_file(
            (_head(TARGETS), *((t.id, t.fiscal_year, t.bodies, " ".join(t.sources)) for t in kpi.targets))
        ),
        "adoption_by_group.csv": csv_file((_head(BY_GROUP), *_group_rows(kpi))),
        "adoption_by_municipality.csv": csv_file((_head(BY_MUNICIPALITY), *_body_rows(kpi))),
        "sources.csv": _sources(kpi),
        "codes.csv": _codes(kpi),
        "definitions.csv": _definitions(),
    }


def status_of(count: AdoptionCount) -> str:
    """Which part of a count is known: a code of the code table."""
    if count.low is None:
        return "share_only_approximate" if count.approximate else "share_only"
    return "exact" if count.known else "lower_bound_only" if count.high is None else "bounds"


def _head(columns: tuple[_Column, ...]) -> tuple[str, ...]:
    return tuple(name for name, _, _ in columns)


def _year_row(c: AdoptionCount) -> tuple[Cell, ...]:
    printed = None if c.percent is None else c.percent / 100
    return (
        c.id, c.fiscal_year, c.as_of[:7], c.tool.value, c.among.value, c.n, c.low, c.high, rounded(printed),
        "derived" if c.derived.ja else "printed", status_of(c), c.derived.ja, c.derived.en, c.note.ja, c.note.en, " ".join(c.sources),
    )  # fmt: skip


def _group_rows(kpi: Kpi) -> Iterator[tuple[Cell, ...]]:
    groups = {
        "whole": (kpi.whole,), "population": kpi.bands, "class": kpi.classes, "prefecture": kpi.prefectures,
    }  # fmt: skip
    for grouping, rows in groups.items():
        for row in rows:
            area = row.name.ja if grouping == "prefecture" else "全国"
            yield from _figures(kpi, grouping, row, area)


def _figures(kpi: Kpi, grouping: str, row: GroupRow, area: str) -> Iterator[tuple[Cell, ...]]:
    for f in row.figures:
        yield (
            kpi.as_of, grouping, row.id, row.code[:5], row.code, area, f.tool.value, f.n, f.answered, f.users, rounded(f.share),
            "exact" if f.answered else "no_answer", " ".join(row.sources),
        )  # fmt: skip


def _body_rows(kpi: Kpi) -> Iterator[tuple[Cell, ...]]:
    cited = " ".join(kpi.body_sources)
    for b in kpi.bodies:
        used = (_CODE[uses(b, tool)] for tool in COUNTED)
        yield (
            b.as_of, b.code[:5], b.code, b.name, b.prefecture, class_code(b.body_class), b.population, *used, cited,
        )  # fmt: skip


def _sources(kpi: Kpi) -> bytes:
    head = ("source_code", "title_ja", "title_en", "publisher_ja", "publisher_en", "address", "terms_ja", "terms_en")
    rows = (
        (s.id, s.title.ja, s.title.en, s.publisher.ja, s.publisher.en, s.url, s.terms.ja, s.terms.en)
        for s in kpi.sources
    )
    return csv_file((head, *rows))


def _codes(kpi: Kpi) -> bytes:
    classes = sorted({b.body_class for b in kpi.bodies}, key=class_code)
    rows: list[tuple[str, str, Text]] = [("tool_code", t.value, t.label) for t in Tool]
    rows += [("among_code", a.value, a.label) for a in Among]
    rows += [("basis_code", code, words) for code, words in _BASES.items()]
    rows += [("status", code, words) for code, words in _STATUS.items()]
    rows += [("grouping_code", code, words) for code, words in _GROUPINGS.items()]
    rows += [("group_code", g.id, g.name) for g in (kpi.whole, *kpi.bands, *kpi.classes, *kpi.prefectures)]
    rows += [("class_code", class_code(label), class_name(label)) for label in classes]
    rows += [(f"{tool.value}_use_code", code, words) for tool in COUNTED for code, words in USES.items()]
    rows += [("source_codes", s.id, s.title) for s in kpi.sources]
    return csv_file([("column", "code", "meaning_ja", "meaning_en"), *((a, b, t.ja, t.en) for a, b, t in rows)])


def _definitions() -> bytes:
    columns = {
        name: (unit, words) for table in (BY_YEAR, TARGETS, BY_GROUP, BY_MUNICIPALITY) for name, unit, words in table
    }
    rows = [(name, unit or "none", words.ja, words.en) for name, (unit, words) in columns.items()]
    rows += [
        ("(file)", "none", "文字コードはUTF-8、BOMあり、改行はCRLF", "UTF-8 with BOM, lines ended by CRLF"),
        ("(history)", "none", "2026年 第1版", "2026: first form"),
        ("(suppression)", "none", "団体ごとに公表された事実なので、少ない数も伏せていません", "Published body by body: small numbers are not suppressed"),
    ]  # fmt: skip
    return csv_file([("column", "unit", "definition_ja", "definition_en"), *rows])
