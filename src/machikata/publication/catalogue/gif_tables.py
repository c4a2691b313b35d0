# SPDX-License-Identifier: Apache-2.0
"""Case studies as open data in CSV: long tables with ASCII heads, their code table and their definitions.

cases.csv      one row a case; area_code has five digits, organisation_code six
terms.csv      one row for each technology, work, keyword and related case
figures.csv    one row for each value of a figure (before, after, saved …), in value_unit
sources.csv    one row a source          media.csv      one row a picture or film
withdrawn.csv  id and reason of each case that was taken back
codes.csv      what codes mean           definitions.csv  what each column is, and how the files are written

The form follows the 30 checks of machine readability of administrative data.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from machikata.domain.case_study import CaseFigure, CaseStudy
from machikata.domain.effect import Aspect
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.publication.csv_table import Cell, csv_file
from machikata.publication.open_data.datasets import CC_BY
from machikata.records.case_files.columns import (
    CASE_FIELDS,
    MEDIA_ITEMS,
    SOURCE_ITEMS,
    VALUE_FIELDS,
    Item,
    ItemKind,
)
from machikata.records.case_files.form_explaining import VOCABULARIES
from machikata.records.case_files.gif_layout import (
    CASES_FILE,
    CODES_FILE,
    DEFINITIONS_FILE,
    FIGURE_WORDS,
    FIGURES_FILE,
    IN_CASES,
    LISTED,
    MEDIA_FILE,
    NO_VALUE,
    NOT_APPLICABLE,
    SOURCES_FILE,
    TERMS_FILE,
    WITHDRAWN_FILE,
    Precision,
    columns_of,
    one_line,
    start_cells,
)
from machikata.records.case_files.written_out import Plain, cells, entries

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_Columns = tuple[tuple[str, str, Text], ...]
_CASE_ID: Final = ("case_id", "", Text("事例のID", "Id of the case"))
_POSITION: Final = ("position", "order", Text("事例の中での順番", "Position within the case"))
_STATUS: Final = {
    "given": Text("値がある", "the value is given"),
    "not_stated": Text("資料に記載がない", "not stated in the sources"),
}
_VALUES: Final = {
    "before": Text("導入前の量", "level before"), "after": Text("導入後の量", "level after"), "saved": Text("減った量（差）", "saved (a difference)"),
    "target": Text("目標の量", "aim"), "rate_percent": Text("減った割合（％）", "share saved (percent)"),
    "low": Text("資料に書かれた幅の下の端", "lower end of the printed range"), "high": Text("資料に書かれた幅の上の端", "upper end of the printed range"),
    NO_VALUE: Text("数のない数値", "a figure without a number"),
}  # fmt: skip
_YES: Final = {"yes": Text("はい", "yes"), "no": Text("いいえ", "no")}


def _described(items: Sequence[Item]) -> _Columns:
    return tuple(
        (name, _unit(item), item.label + Text(f"。{item.hint.ja}", f": {item.hint.en}"))
        for item in items
        for name in columns_of((item,))
    )


def _unit(item: Item) -> str:
    return item.quantity.value.unit.en if item.quantity is not None else ""


_CASES: Final[_Columns] = (
    _CASE_ID,
    ("area_code", "", Text("標準地域コード（5桁）。団体コードのない事例では空", "Standard area code, five digits; empty where the body has none")),
    ("organisation_code", "", Text("全国地方公共団体コード（6桁）。ない事例では空", "Code of the local government, six digits; empty where there is none")),
    ("organisation_name", "", Text("団体の正式な名称。分からなければ資料の書き方", "Official name of the body; as the source writes it where that is not known")),
    ("class_code", "", Text("類似団体の区分の記号。分からなければ not_applicable", "Class of similar bodies; not_applicable where it is not known")),
    ("start_year", "year", Text("始めた年（西暦）。年度ならその始まる年", "Year of the start; of a fiscal year the one in which it begins")),
    ("start_month", "month", Text("始めた月（1〜12）", "Month of the start (1–12)")),
    ("start_day", "day", Text("始めた日（1〜31）", "Day of the start (1–31)")),
    ("start_precision", "", Text("始めた時期がどこまで分かるか（コード表）", "How exactly the start is known (code table)")),
    *_described(IN_CASES),
    ("population_status", "", Text("人口の値があるか（コード表）", "Whether the population is given (code table)")),
    ("cost_status", "", Text("費用の値があるか（コード表）", "Whether the cost is given (code table)")),
)  # fmt: skip
_TERMS: Final[_Columns] = (
    _CASE_ID,
    ("item_code", "", Text("項目（コード表）", "Item (code table)")),
    _POSITION,
    ("value", "none", Text("値。technologies ではコード表の記号", "Value; a code of the code table for technologies")),
)
_FIGURES: Final[_Columns] = (
    _CASE_ID,
    ("figure_id", "", Text("数値のID", "Id of the figure")),
    _POSITION,
    *((("figure_unit" if name == "unit" else name), unit, words) for name, unit, words in _described(FIGURE_WORDS)),
    ("value_code", "", Text("どの値か（コード表）", "Which value (code table)")),
    ("value", "value_unit", Text("値。value_unit の単位", "Value, in value_unit")),
    ("value_unit", "", Text("値の単位（コード表）", "Unit of the value (code table)")),
    (
        "value_derived",
        "",
        Text("書かれた値から計算したか（コード表）", "Whether it was calculated from printed values (code table)"),
    ),
    ("value_status", "", Text("値があるか（コード表）", "Whether there is a value (code table)")),
    ("source_id", "", Text("出典のID（sources.csv）", "Id of the source (sources.csv)")),
)
_SOURCES: Final[_Columns] = (
    _CASE_ID,
    ("source_id", "", Text("出典のID", "Id of the source")),
    _POSITION,
    *(("source_name" if name == "title" else name, unit, words) for name, unit, words in _described(SOURCE_ITEMS[1:])),
)
_MEDIA: Final[_Columns] = (
    _CASE_ID,
    _POSITION,
    *(("media_name" if name == "title" else name, unit, words) for name, unit, words in _described(MEDIA_ITEMS)),
)
_WITHDRAWN: Final[_Columns] = (
    _CASE_ID,
    ("reason_ja", "", Text("取り下げの理由", "Reason of withdrawal, in Japanese")),
    ("reason_en", "", Text("取り下げの理由（英語）", "Reason of withdrawal, in English")),
)
_TABLES: Final = {
    CASES_FILE: _CASES, TERMS_FILE: _TERMS, FIGURES_FILE: _FIGURES, SOURCES_FILE: _SOURCES, MEDIA_FILE: _MEDIA, WITHDRAWN_FILE: _WITHDRAWN
}  # fmt: skip


def gif_csv(
    cases: Sequence[CaseStudy], *, licence: str = CC_BY, names: Mapping[str, str] = MappingProxyType({}),
    classes: Mapping[str, str] = MappingProxyType({}),
) -> Mapping[str, bytes]:  # fmt: skip
    """The tables by file name. `names` and `classes` give official name and ASCII class code by municipality code (six digits).

    Raises:
        InputRefused: a case has no id, or two have the same: rows of the tables could not be told apart.
    """
    _refuse_unnamed(cases)
    public = [c for c in cases if not (c.withdrawn.ja or c.withdrawn.en)]
    rows: dict[str, Iterable[Sequence[Cell]]] = {
        CASES_FILE: (_case_row(c, names, classes) for c in public),
        TERMS_FILE: (row for c in public for row in _term_rows(c)),
        FIGURES_FILE: (
            row for c in public for n, f in enumerate(c.figures, start=1) for row in _figure_rows(c.id, n, f)
        ),
        SOURCES_FILE: (
            (c.id, f"{c.id}-{s.id}", n, *_cells(SOURCE_ITEMS[1:], s))
            for c in public
            for n, s in enumerate(c.sources, start=1)
        ),
        MEDIA_FILE: ((c.id, n, *_cells(MEDIA_ITEMS, m)) for c in public for n, m in enumerate(c.media, start=1)),
        WITHDRAWN_FILE: (
            (c.id, one_line(c.withdrawn.ja), one_line(c.withdrawn.en))
            for c in cases
            if c.withdrawn.ja or c.withdrawn.en
        ),
    }
    tables = {name: csv_file(([column for column, _, _ in _TABLES[name]], *rows[name])) for name in _TABLES}
    return tables | {CODES_FILE: _codes(public, classes), DEFINITIONS_FILE: _definitions(licence)}


def gif_zip(
    cases: Sequence[CaseStudy], *, licence: str = CC_BY, names: Mapping[str, str] = MappingProxyType({}),
    classes: Mapping[str, str] = MappingProxyType({}),
) -> bytes:  # fmt: skip
    """As `gif_csv`, all files in one ZIP; equal cases give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in gif_csv(cases, licence=licence, names=names, classes=classes).items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            pack.writestr(info, content)
    return buffer.getvalue()


def _refuse_unnamed(cases: Sequence[CaseStudy]) -> None:
    times = Counter(c.id for c in cases)
    faulty = [c for c in cases if not c.id or times[c.id] > 1]
    if faulty:
        what = Text("IDのない事例か、同じIDの事例があります", "a case has no id, or two have the same")
        remedy = Text("事例ごとに別のIDを付けてください", "give each case an id of its own")
        raise InputRefused([Problem("gif-id-missing", what, remedy, Place(value=c.id or c.title.ja)) for c in faulty])


def _case_row(case: CaseStudy, names: Mapping[str, str], classes: Mapping[str, str]) -> list[Cell]:
    return [
        case.id, case.body[:5], case.body, one_line(names.get(case.body) or case.body_name), classes.get(case.body, NOT_APPLICABLE),
        *start_cells(case.start),
        *(cell for item in IN_CASES for cell in _case_cells(item, case)),
        _given(case.population), _given(case.cost_yen),
    ]  # fmt: skip


def _case_cells(item: Item, case: CaseStudy) -> list[Cell]:
    found = entries(item, case)
    value, english = found[0] if found else (None, "")
    if item.kind is ItemKind.TEXT:
        return [_cell(item, value), one_line(english)]
    return [_cell(item, value)]


def _given(value: object) -> str:
    return "not_stated" if value is None else "given"


def _term_rows(case: CaseStudy) -> Iterator[tuple[Cell, ...]]:
    for field in LISTED:
        for n, (value, _) in enumerate(entries(CASE_FIELDS[field], case), start=1):
            yield case.id, field, n, one_line(str(value))


def _figure_rows(case_id: str, position: int, figure: CaseFigure) -> Iterator[tuple[Cell, ...]]:
    words = list(_cells(FIGURE_WORDS, figure))
    source = f"{case_id}-{figure.source}" if figure.source else ""
    held = [name for name in VALUE_FIELDS if getattr(figure, name) is not None] or [NO_VALUE]
    for name in held:
        value = getattr(figure, name, None)
        unit = "percent" if name == "rate_percent" else figure.unit
        derived = name in {a.value for a in Aspect} and Aspect(name) in figure.derived
        yield (
            case_id, f"{case_id}-{figure.id}", position, *words, name, value, unit, "yes" if derived else "no",
            _given(value), source,
        )  # fmt: skip


def _cells(items: Sequence[Item], value: object) -> Iterator[Cell]:
    for item in items:
        for one, cell in cells((item, item.english) if item.kind is ItemKind.TEXT else (item,), value):
            if cell is None and item.field == "kind":
                yield NOT_APPLICABLE
            else:
                yield _cell(one, cell)


def _cell(item: Item, value: Plain) -> Cell:
    if item.kind is ItemKind.YES:
        return "yes" if value else "no"
    return one_line(value) if isinstance(value, str) else value


def _codes(cases: Sequence[CaseStudy], classes: Mapping[str, str]) -> bytes:
    rows: list[tuple[str, str, Text]] = []
    columns = {
        "技術": "technologies", "業務分野": "field", "状況": "status", "収録の経緯": "origin", "数値の役割": "role", "数値の種類": "kind",
        "何あたり": "basis", "読んだ範囲": "read",
    }  # fmt: skip
    for vocabulary in VOCABULARIES:
        names = ("figure_unit", "value_unit") if vocabulary.name.ja == "単位" else (columns[vocabulary.name.ja],)
        rows += [(name, code, label) for name in names for code, label in vocabulary.labels.items()]
    rows.append(("kind", NOT_APPLICABLE, Text("効果の数値ではない", "no effect, so of no kind")))
    rows += [("start_precision", p.value, p.label) for p in Precision]
    rows += [("item_code", field, CASE_FIELDS[field].label) for field in LISTED]
    rows += [("value_code", code, words) for code, words in _VALUES.items()]
    rows += [
        (column, code, words)
        for column in ("population_status", "cost_status", "value_status")
        for code, words in _STATUS.items()
    ]
    for column in ("verified", "starred", "synthetic", "approximate", "value_derived"):
        rows += [(column, code, words) for code, words in _YES.items()]
    used = sorted({classes[c.body] for c in cases if c.body in classes})
    rows += [("class_code", code, Text("類似団体の区分", "class of similar bodies")) for code in used]
    rows.append(("class_code", NOT_APPLICABLE, Text("区分がない、または分からない", "no class, or not known")))
    return csv_file([("column", "code", "meaning_ja", "meaning_en"), *((a, b, t.ja, t.en) for a, b, t in rows)])


def _definitions(licence: str) -> bytes:
    rows = [
        (name, column, unit or "none", words.ja, words.en)
        for name, columns in _TABLES.items()
        for column, unit, words in columns
    ]
    notes = (
        ("(file)", Text("文字コードはUTF-8、BOMあり、改行はCRLF", "UTF-8 with BOM, lines ended by CRLF")),
        ("(line breaks)", Text("値の中の改行は ¶ で表す。もとからある ¶ は \\¶、\\ は \\\\、表で失われる空白は \\uHHHH と書く",
                               "¶ stands for a line break inside a value; a real ¶ is \\¶, a backslash \\\\, a blank that tables lose \\uHHHH")),
        ("(formulas)", Text("= + - @ で始まる文の前には ' を付ける", "texts that begin with = + - @ have ' before them")),
        ("(model)", Text("政府相互運用性フレームワーク（GIF）DS-451-3 事例", "GIF DS-451-3, case study")),
        ("(licence)", Text(licence, licence)),
        ("(history)", Text("2026年 第1版", "2026: first form")),
    )  # fmt: skip
    rows += [("(all)", name, "none", words.ja, words.en) for name, words in notes]
    return csv_file([("file", "column", "unit", "definition_ja", "definition_en"), *rows])
