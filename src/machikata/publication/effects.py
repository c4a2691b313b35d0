# SPDX-License-Identifier: Apache-2.0
"""Effects that bodies publish, as others may see them: what stands on few cases or few persons is held back, and nothing is ranked.

A figure is held back when fewer cases than the threshold stand behind it, or fewer persons; and with it every figure of the same
quantity in the same report and in the body's other reports about the same work, since before, after and saved tell one another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from machikata.domain.effect import Measure, Quantity
from machikata.domain.effect_report import EffectReport, ReportedMeasure
from machikata.domain.text import Text
from machikata.publication.comparison_tables import Form, ResultTable, TableColumn, Value
from machikata.rules.thresholds import DisclosureThresholds


class Shown(StrEnum):
    """Whether a figure is shown, and if not, why."""

    SHOWN = "shown"
    FEW_CASES = "few_cases"
    FEW_PERSONS = "few_persons"
    TOLD_BY_OTHERS = "told_by_others"

    def words(self, thresholds: DisclosureThresholds) -> Text:
        """In office words."""
        k, p = thresholds.minimum_cases, thresholds.persons_for_kind
        return {
            Shown.SHOWN: Text("表示", "shown"),
            Shown.FEW_CASES: Text(f"{k}件未満", f"fewer than {k} cases"),
            Shown.FEW_PERSONS: Text(f"{p}人未満の仕事", f"work of fewer than {p} persons"),
            Shown.TOLD_BY_OTHERS: Text("ほかの値から分かるため", "other figures would tell it"),
        }[self]


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """A figure as others see it: `value` is None where it is held back, for the reason `shown`. Then `measure` is without value and
    number of cases too (NaN, None), so that no way of writing it down can tell them.
    """

    measure: Measure
    value: float | None
    shown: Shown


@dataclass(frozen=True, slots=True)
class ShownEffect:
    """A report as others see it: `report` is without its figures, which stand in `measures` alone."""

    report: EffectReport
    body_name: Text
    measures: tuple[ShownMeasure, ...]


def shown_effect(
    report: EffectReport, *, body_name: Text, thresholds: DisclosureThresholds, beside: Iterable[EffectReport] = ()
) -> ShownEffect:
    """`report` without what may not be told; `beside` is what else the body makes public."""
    reasons = [_hidden(m, thresholds) for m in report.measures]
    linked = (report, *(r for r in beside if _of_one_work(r, report)))
    quantities = {m.measure.quantity for r in linked for m in r.measures if _hidden(m, thresholds) is not Shown.SHOWN}
    told = [
        Shown.TOLD_BY_OTHERS if r is Shown.SHOWN and m.measure.quantity in quantities else r
        for m, r in zip(report.measures, reasons, strict=True)
    ]
    shown = tuple(_shown(m.measure, r) for m, r in zip(report.measures, told, strict=True))
    return ShownEffect(replace(report, measures=()), body_name, shown)


def held_back(effect: ShownEffect) -> frozenset[Quantity]:
    """The quantities of which nothing is shown, since some figure of them may not be."""
    return frozenset(m.measure.quantity for m in effect.measures if m.shown is not Shown.SHOWN)


def _of_one_work(a: EffectReport, b: EffectReport) -> bool:
    """Whether the figures of two reports of one body can be taken from one another."""
    named = ((a.process, b.process), (a.case_study, b.case_study), (a.title.ja.strip(), b.title.ja.strip()))
    return a.body == b.body and any(x and x == y for x, y in named)


def _shown(measure: Measure, why: Shown) -> ShownMeasure:
    if why is Shown.SHOWN:
        return ShownMeasure(measure, measure.value, why)
    return ShownMeasure(replace(measure, value=math.nan, n=None), None, why)


def _hidden(reported: ReportedMeasure, thresholds: DisclosureThresholds) -> Shown:
    n, persons = reported.measure.n, reported.persons
    if persons is not None and persons < thresholds.persons_for_kind:
        return Shown.FEW_PERSONS
    if n is not None and 0 < n < thresholds.minimum_cases:
        return Shown.FEW_CASES
    # Working time is somebody's: where nobody says whose, it is taken for one person's.
    if persons is None and reported.measure.quantity is Quantity.STAFF_TIME:
        return Shown.FEW_PERSONS
    return Shown.SHOWN


def effects_table(effects: Iterable[ShownEffect], thresholds: DisclosureThresholds) -> ResultTable:
    """Every figure, a row each, by body and title and never by value; a report without figures has a row that says so."""
    ordered = sorted(effects, key=lambda e: (e.report.body, e.report.title.ja, e.report.id))
    rows = [row for e in ordered for row in _rows(e, thresholds)]
    note = Text(
        "測り方は団体ごとに違います。団体どうしの順位ではありません。種類（実測・試行・予測）の違う値は足したり比べたりできません。",
        "Each body measures in its own way; this is no ranking. Figures of different kinds (measured, trial, forecast) are neither added"
        " nor compared.",
    )
    return ResultTable("effects", Text("団体ごとの効果", "Effects by body"), _COLUMNS, tuple(rows), note)


_COLUMNS = (
    TableColumn(Text("団体コード", "Municipality code")),
    TableColumn(Text("団体", "Body")),
    TableColumn(Text("取り組み", "Work")),
    TableColumn(Text("分野", "Field")),
    TableColumn(Text("測定", "Measured")),
    TableColumn(Text("指標", "Indicator")),
    TableColumn(Text("値の意味", "Aspect")),
    TableColumn(Text("値", "Value"), Form.RATIO),
    TableColumn(Text("単位", "Unit")),
    TableColumn(Text("種類", "Kind")),
    TableColumn(Text("測り方", "Method")),
    TableColumn(Text("件数", "Cases"), Form.COUNT),
    TableColumn(Text("期間の始め", "From")),
    TableColumn(Text("期間の終わり", "To")),
    TableColumn(Text("表示", "Disclosure")),
)


def _rows(effect: ShownEffect, thresholds: DisclosureThresholds) -> Iterable[tuple[Value, ...]]:
    r = effect.report
    name = effect.body_name + (Text("（架空）", " (invented)") if r.synthetic else Text("", ""))
    head: tuple[Value, ...] = (r.body, name, r.title, r.field.label, r.measured.label)
    begins, ends = (d.isoformat() if d else "" for d in (r.begins, r.ends))
    for m in effect.measures:
        n = m.measure.n if m.shown is Shown.SHOWN else None
        yield (*head, m.measure.name, m.measure.aspect.label, m.value, m.measure.unit, m.measure.kind.label,
               m.measure.method, n, begins, ends, m.shown.words(thresholds))  # fmt: skip
    if not effect.measures:
        yield (*head, "", "", None, "", "", "", None, begins, ends, r.measured.label)
