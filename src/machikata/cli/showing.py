# SPDX-License-Identifier: Apache-2.0
"""A comparison in a terminal: sentences first, then narrow tables that fit 80 columns."""

from __future__ import annotations

from collections.abc import Collection

from machikata.analysis.comparison.estimand import Unit
from machikata.analysis.comparison.result import (
    BodyIndicator,
    Comparison,
    FlowDifference,
    FlowDifferenceKind,
    Indicator,
)
from machikata.cli.console import Output
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, number, share
from machikata.publication.comparison_tables import Form, ResultTable, comparison_tables, written
from machikata.publication.summary import summary

_FLOW_LINES = 5


def show_comparison(output: Output, comparison: Comparison, *, full: bool = False) -> None:
    """What the comparison says, as a person reads it; `full` adds every table."""
    output.say(summary(comparison, output.language))
    if full:
        for table in comparison_tables(comparison):
            show_table(output, table)
        return
    for indicator in comparison.indicators:
        _show_indicator(output, comparison, indicator)
    for reversal in comparison.reversals[:_FLOW_LINES]:
        output.say(Text("◆ ", "◆ ") + reversal.headline + Text("。", ". ") + reversal.sentence)
    _show_flow(output, comparison)
    for assumption in comparison.assumptions:
        output.say(Text("・", "- ") + assumption.text)


def _show_indicator(output: Output, c: Comparison, indicator: Indicator) -> None:
    heads = [output.t(*h) for h in (("団体", "Body"), ("件数", "Cases"), ("そのまま", "Crude"), ("見込みとの比（95%の幅）", "Observed/expected (95 %)"),
                                    ("位置の幅", "Rank"), ("読み方", "Reading"))]  # fmt: skip
    rows = [_row(output, c, indicator, b) for b in indicator.bodies]
    output.table(indicator.title.in_(output.language), heads, rows, right=[1, 2, 3, 4])


def _row(output: Output, c: Comparison, indicator: Indicator, b: BodyIndicator) -> list[str]:
    shown = share(b.observed) if indicator.unit is Unit.SHARE else number(b.observed, 1)
    rank = NOTHING if b.rank_low is None or b.rank_high is None else f"{b.rank_low}–{b.rank_high}"
    reading = b.suppressed_note if b.suppressed else b.verdict_text
    return [
        c.body(b.body).name.in_(output.language),
        number(b.n),
        shown,
        _ratio(b.ratio),
        rank,
        reading.in_(output.language),
    ]


def _ratio(ratio: Estimate | None) -> str:
    return NOTHING if ratio is None else f"{number(ratio.value, 2)} ({number(ratio.low, 2)}–{number(ratio.high, 2)})"


def _show_flow(output: Output, c: Comparison) -> None:
    differences = sorted(c.flow_differences, key=_seldom_first)
    for d in differences[:_FLOW_LINES]:
        output.say(Text("▹ ", "▹ ") + c.body(d.body).name + Text("：", ": ") + d.title + _shares(d) + _days(d))
    rest = len(differences) - _FLOW_LINES
    if rest > 0:
        output.say(
            Text(
                f"  流れの違いはほかに{number(rest)}件（--full ですべて）",
                f"  {number(rest)} more differences of flow (--full shows all)",
            )
        )


def _seldom_first(d: FlowDifference) -> tuple[bool, bool, float]:
    """What only some do comes first, the largest difference before."""
    done_here = d.own is not None and d.class_median is not None and d.own > d.class_median
    return d.kind is not FlowDifferenceKind.ACTIVITY, not done_here, -abs(d.difference.value) if d.difference else 0.0


def _shares(d: FlowDifference) -> Text:
    if d.kind is FlowDifferenceKind.WAITING:
        own, usual = (Text(f"{number(v, 1)}日", f"{number(v, 1)} days") for v in (d.own, d.class_median))
    else:
        own, usual = (Text(share(v), share(v)) for v in (d.own, d.class_median))
    return Text(f" {own.ja}（区分の中央 {usual.ja}）", f" {own.en} (class median {usual.en})")


def _days(d: FlowDifference) -> Text:
    if d.days_effect is None:
        return Text("", "")
    e = d.days_effect
    value, low, high = (number(x, 1, sign=True) for x in (e.value, e.low, e.high))
    return Text(f"（行った案件は{value}日、{low}〜{high}）", f" ({value} days where done, {low} to {high})")


def show_table(output: Output, table: ResultTable, *, rows: int | None = None, whole: Collection[Text] = ()) -> None:
    """One table; `rows` limits what is shown, and the rest is counted. Values under the heads in `whole` are not broken over lines."""
    language = output.language
    heads = [c.head.in_(language) for c in table.columns]
    right = [i for i, c in enumerate(table.columns) if c.form is not Form.WORDS]
    cells = [
        [written(v, c.form, language) for v, c in zip(row, table.columns, strict=True)] for row in table.rows[:rows]
    ]
    unbroken = [i for i, c in enumerate(table.columns) if c.head in whole]
    output.table(table.title.in_(language), heads, cells, right=right, whole=unbroken)
    if rows is not None and len(table.rows) > rows:
        more = number(len(table.rows) - rows)
        output.say(Text(f"ほか{more}行（--to でExcelにすべて）", f"{more} more rows (--to writes all to Excel)"))
