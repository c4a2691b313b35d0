# SPDX-License-Identifier: Apache-2.0
"""Case studies in a terminal: a list of what was found, and one case with every item, empty ones too."""

from __future__ import annotations

from collections.abc import Mapping

from machikata.cli.console import Output
from machikata.domain.case_study import NOT_STATED, CaseFigure, CaseStudy, FigureRole
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, interval, number
from machikata.publication.catalogue.search import Found
from machikata.records.case_files.columns import CASE_ITEMS, Item, ItemKind
from machikata.records.case_files.written_out import entries

_LONGEST_SUMMARY = 60


def show_found(output: Output, found: Found, cases: Mapping[str, CaseStudy]) -> None:
    """The hits as a table, and what was searched in place of words that no case holds."""
    for c in found.corrected:
        instead = "、".join(c.searched)
        output.say(
            Text(f"「{c.asked}」の代わりに「{instead}」を探しました", f"searched “{instead}” in place of “{c.asked}”")
        )
    for word in found.unknown:
        output.say(Text(f"「{word}」を含む事例はありません", f"no case holds “{word}”"))
    if not found.hits:
        output.say(Text("見つかりませんでした", "nothing was found"))
        return
    heads = [
        output.t(*h)
        for h in (("番号", "Id"), ("題名", "Title"), ("団体", "Body"), ("その後", "Status"), ("根拠", "Evidence"))
    ]
    rows = [_row(output, cases[hit.case_id]) for hit in found.hits]
    output.table("", heads, rows, whole=[0])
    more = found.total - len(found.hits)
    if more > 0:
        output.say(Text(f"ほか{number(more)}件（--limit で増やせます）", f"{number(more)} more (--limit shows more)"))


def _row(output: Output, case: CaseStudy) -> tuple[str, ...]:
    language = output.language
    mark = output.t("（架空）", " (invented)") if case.synthetic else ""
    return (
        case.id, case.title.in_(language) + mark, case.body_name, case.status.label.in_(language),
        output.t("、", ", ").join(k.label.in_(language) for k in case.kinds) or NOTHING,
    )  # fmt: skip


def show_case(output: Output, case: CaseStudy, state: Text) -> None:
    """The case as a person reads it; of a withdrawn one the reason alone."""
    language = output.language
    if case.withdrawn.ja:
        output.say(Text(f"{case.id}：取り下げました。理由：", f"{case.id}: withdrawn. Reason: ") + case.withdrawn)
        return
    output.say(f"■ {case.id}　{case.title.in_(language)}　{case.body_name}")
    for line in (synthetic_notice(case.synthetic), state):
        if line.ja:
            output.say(line)
    if case.unsuccessful:
        output.say(Text("▲ うまくいかなかったことがあります", "▲ something of it did not work"))
    for item in CASE_ITEMS:
        if item.kind is ItemKind.YES or item.field in ("title", "body_name", "withdrawn"):
            continue
        said = output.t("、", ", ").join(_word(output, item, v, en) for v, en in entries(item, case))
        output.say(f"  {item.label.in_(language)}{output.t('：', ': ')}{said or NOT_STATED.in_(language)}")
    _show_figures(output, case)
    for source in case.sources:
        output.say(
            Text("  出典：", "  source: ") + Text(f"{source.title} {source.url}", f"{source.title} {source.url}")
        )


def _word(output: Output, item: Item, value: object, english: str) -> str:
    if item.codes is not None and str(value) in item.codes.labels:
        return item.codes.labels[str(value)].in_(output.language)
    return str(value) if output.language == "ja" or not english else english


def _show_figures(output: Output, case: CaseStudy) -> None:
    if not case.figures:
        return
    heads = [output.t(*h) for h in (("数値", "Figure"), ("種類", "Kind"), ("前", "Before"), ("後", "After"), ("減った分", "Saved"), ("目標", "Aim"),
                                    ("割合（％）", "Rate (%)"), ("単位", "Unit"))]  # fmt: skip
    rows = [_figure(output, f) for f in case.figures]
    output.table("", heads, rows, right=[2, 3, 4, 5, 6])


def _figure(output: Output, f: CaseFigure) -> tuple[str, ...]:
    language = output.language
    kind = f.kind.label if f.role is FigureRole.EFFECT and f.kind is not None else f.role.label
    unit = f"{f.unit_label.in_(language)}{output.t('・', ', ')}{f.basis.label.in_(language)}"
    if f.low is not None and f.high is not None:
        unit += f" {interval(_plain(f.low), _plain(f.high), language)}"
    values = (_plain(v) for v in (f.before, f.after, f.saved, f.target, f.rate_percent))
    return f.name.in_(language), kind.in_(language), *values, unit


def _plain(value: float | None) -> str:
    return NOTHING if value is None else number(value, 0 if value == int(value) else 1)
