# SPDX-License-Identifier: Apache-2.0
"""Case studies go out in the layout of the GIF 事例 model (DS-451-3): as JSON with its item names, and as long tables in CSV.

Both come back without loss (`records.case_files.gif`). Of a withdrawn case only its id and the reason go out. JSON keeps line breaks; in
the tables, whose rules forbid them, ¶ stands for one (see `records.case_files.gif_layout`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from machikata.domain.case_study import CaseStudy
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Text
from machikata.publication.catalogue.gif_tables import gif_csv, gif_zip
from machikata.publication.open_data.datasets import CC_BY
from machikata.records.case_files.columns import (
    CASE_FIELDS,
    CASE_ITEMS,
    DERIVED,
    FIGURE_ITEMS,
    MEDIA_ITEMS,
    SOURCE_ITEMS,
    Item,
    with_english,
)
from machikata.records.case_files.form_explaining import VOCABULARIES
from machikata.records.case_files.gif_layout import (
    CASES_KEY,
    DERIVED_KEY,
    FIGURES_KEY,
    FORMAT,
    MEDIA_KEY,
    SOURCES_KEY,
    WITHDRAWN_KEY,
    json_key,
)
from machikata.records.case_files.written_out import cells, entries

TITLE: Final = Text("AI・自動入力などの活用事例", "Case studies of AI, robots and the like")
_ABOUT: Final = Text(
    "地方公共団体がAIや自動入力などを使った事例です。効果の数値は種類（実測、試行、予測など）ごとに分けてあり、足したり並べ替えたりするものではありません。",
    "Case studies of local governments that put AI, robots and the like to work. Figures of different kinds (measured, trial, forecast …) are not to be added or ranked.",
)  # fmt: skip


def gif_json(
    cases: Sequence[CaseStudy], *, licence: str = CC_BY, publisher: Text = Text("Machikata", "Machikata"), issued: str = "",
    names: Mapping[str, str] = MappingProxyType({}), classes: Mapping[str, str] = MappingProxyType({}),
) -> bytes:  # fmt: skip
    """The cases as one JSON (UTF-8, no mark), licence and citation in its head; equal cases give equal bytes.

    `issued` is the day of the export (ISO, "" leaves it out); `names` and `classes` give official name and class by municipality code.
    """
    public = [c for c in cases if not _withdrawn(c)]
    head = {
        "形式": FORMAT,
        "データカタログ名": TITLE.ja,
        "データカタログ名（英語）": TITLE.en,
        "データカタログ説明": _ABOUT.ja,
        "データカタログ説明（英語）": _ABOUT.en,
        "データカタログ作成者": publisher.ja,
        "発行年": issued[:4],
        "発行日": issued,
        "ライセンス": licence,
        "引用のしかた": _citation(publisher, issued, licence).ja,
        "引用のしかた（英語）": _citation(publisher, issued, licence).en,
        "注意": synthetic_notice(any(c.synthetic for c in public)).ja,
        "件数": len(public),
        "コード表": {v.name.ja: {code: label.ja for code, label in v.labels.items()} for v in VOCABULARIES},
        "項目の説明": {i.label.ja: i.hint.ja for i in CASE_ITEMS},
    }
    content = {k: v for k, v in head.items() if v != ""} | {
        CASES_KEY: [_case(c, names, classes) for c in public],
        WITHDRAWN_KEY: [_of_withdrawn(c) for c in cases if _withdrawn(c)],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _withdrawn(case: CaseStudy) -> bool:
    return bool(case.withdrawn.ja or case.withdrawn.en)


def _citation(publisher: Text, issued: str, licence: str) -> Text:
    named = "CC BY 4.0" if licence == CC_BY else licence
    day = (f"、{issued}", f", {issued}") if issued else ("", "")
    return Text(
        f"{publisher.ja}「{TITLE.ja}」{day[0]}、{named}。各事例の出典も示してください。",
        f"{publisher.en}, “{TITLE.en}”{day[1]}, {named}. Name the sources of each case as well.",
    )


def _case(case: CaseStudy, names: Mapping[str, str], classes: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for item in CASE_ITEMS:
        made |= _entry(item, case)
    made |= _beside(case, names, classes)
    made[FIGURES_KEY] = [_figure(f) for f in case.figures]
    made[SOURCES_KEY] = [_object(SOURCE_ITEMS, s) for s in case.sources]
    made[MEDIA_KEY] = [_object(MEDIA_ITEMS, m) for m in case.media]
    return made


def _entry(item: Item, case: CaseStudy) -> dict[str, Any]:
    found = entries(item, case)
    if not found:
        return {}
    if item.kind.many:
        return {item.label.ja: [value for value, _ in found]}
    (value, english), = found  # fmt: skip
    texts = {item.label.ja: value, item.english.label.ja: english}
    return {key: text for key, text in texts.items() if text != ""}


def _beside(case: CaseStudy, names: Mapping[str, str], classes: Mapping[str, str]) -> dict[str, str]:
    """Items of the model that follow from others: five-digit code, official name, class, year and address."""
    year = case.start.removeprefix("FY")[:4]
    urls = ";".join(s.url for s in case.sources if s.url)
    found = {
        "標準地域コード": case.body[:5],
        "団体の正式名称": names.get(case.body, ""),
        "類似団体の区分": classes.get(case.body, ""),
        "行政サービス分類": case.field.label.ja,
        "事例実施年": year,
        "関連URL": urls,
    }
    return {key: text for key, text in found.items() if text}


def _figure(figure: Any) -> dict[str, Any]:
    derived = [aspect.value for aspect in DERIVED.values() if aspect in figure.derived]
    plain = tuple(i for i in FIGURE_ITEMS if i.field not in DERIVED)
    return _object(plain, figure) | ({DERIVED_KEY: derived} if derived else {})


def _object(items: tuple[Item, ...], value: object) -> dict[str, Any]:
    return dict(_filled(items, value))


def _filled(items: tuple[Item, ...], value: object) -> Iterator[tuple[str, Any]]:
    for item, cell in cells(with_english(items), value):
        if cell is not None:
            yield json_key(item), cell


def _of_withdrawn(case: CaseStudy) -> dict[str, str]:
    item = CASE_FIELDS["withdrawn"]
    texts = {"ID": case.id, item.label.ja: case.withdrawn.ja, item.english.label.ja: case.withdrawn.en}
    return {key: text for key, text in texts.items() if text}


__all__ = ["TITLE", "gif_csv", "gif_json", "gif_zip"]
