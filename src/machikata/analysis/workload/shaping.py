# SPDX-License-Identifier: Apache-2.0
"""Turns arrays of cells and bodies into the typed result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats
from machikata.analysis.workload.cells import AUDIENCES, Cells, Hidden, Seen
from machikata.analysis.workload.judging import Judge
from machikata.analysis.workload.lines import Lines
from machikata.analysis.workload.result import (
    Audience,
    BodyTotals,
    ClassFigures,
    KindShare,
    Measure,
    NeededHours,
    RareStep,
    RareUse,
    StepComparison,
    StepDifference,
    StepFigure,
)
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.analysis.workload.shares import cost_parts, hours_parts, kind_shares
from machikata.analysis.workload.standing import ClassOfStep, MeasureOfCells, Standing
from machikata.analysis.workload.totals import Amounts, Totals
from machikata.domain.estimate import Estimate
from machikata.domain.process import Process
from machikata.domain.text import Text

_NO_PRICE = Text("1時間あたりの費用か委託料の答えがない工程があり、費用は出せません",
                 "no cost: yen per hour or a fee was not answered for some step")  # fmt: skip
_NO_HOURS = Text("時間の答えがない工程があり、合計は出せません", "no totals: hours were not answered for some step")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Everything that was computed, before it is put into words."""

    lines: Lines
    cells: Cells
    seen: Seen
    hours: MeasureOfCells
    hours_per_case: MeasureOfCells
    yen: MeasureOfCells
    residents: MeasureOfCells
    classes: list[tuple[ClassOfStep, ...]]
    standing: Standing
    own: Totals
    others: Totals
    population: Floats
    common_variance: float
    best_quarter: bool
    settings: WorkloadSettings


def hidden_note(reason: Hidden, settings: WorkloadSettings) -> Text:
    """Why a step of a body is not shown."""
    return {
        Hidden.NO: Text("", ""),
        Hidden.ONE_PERSON: Text(
            "1人の職員の値になるため表示しません", "not shown: it would be the figure of one person"
        ),
        Hidden.FEW_PERSONS: Text(
            f"{settings.persons_for_step}人未満の職員の値のため、ほかの団体には表示しません（2人では互いの値が分かります）",
            f"not shown to other bodies: fewer than {settings.persons_for_step} persons (of two, each would learn the other's)",
        ),
        Hidden.PERSONS_UNKNOWN: Text(
            "職員の人数の答えがないため、ほかの団体には表示しません",
            "not shown to other bodies: the number of staff was not answered",
        ),
        Hidden.FEW_CASES: Text(
            f"{settings.minimum_count}件未満か件数が分からないため、ほかの団体には表示しません",
            f"not shown to other bodies: fewer than {settings.minimum_count} cases, or not answered",
        ),
    }[reason]


def estimates(value: Floats, low: Floats, high: Floats, known: Bools, level: float) -> list[Estimate | None]:
    """One estimate per entry, None where not known."""
    return [
        Estimate(v, a, b, level) if ok else None
        for v, a, b, ok in zip(value.tolist(), low.tolist(), high.tolist(), known.tolist(), strict=True)
    ]


def _of(m: MeasureOfCells, level: float) -> list[Estimate | None]:
    return estimates(m.value, m.low, m.high, m.known, level)


def step_figures(found: Found) -> list[StepFigure]:
    """One figure per cell, in the order of the cells."""
    cells, seen, standing, level = found.cells, found.seen, found.standing, found.settings.level
    judge, notes = Judge(found.settings), {r: hidden_note(r, found.settings) for r in Hidden}
    judged = ~np.isnan(standing.p_adjusted)
    ratios = estimates(standing.ratio, standing.low, standing.high, judged, level)
    has_class = _has_class(found)
    columns = zip(
        cells.body.tolist(), _optional(cells.cases), _of(found.hours, level), _of(found.hours_per_case, level),
        _of(found.yen, level), _of(found.residents, level), ratios, _optional(standing.p_adjusted),
        standing.by_yen.tolist(), has_class.tolist(), _shares(found), _contractor_shares(cells), seen.cell.tolist(),
        seen.kinds.tolist(), seen.contractor.tolist(), seen.reason.tolist(),
        _optional(np.where(cells.effort_known & cells.has_staff, cells.answered, np.nan)), strict=True,
    )  # fmt: skip
    codes, figures = found.lines.bodies, []
    for body, cases, hours, per_case, yen, residents, ratio, p, by_yen, known, shares, bought, see, kinds, part, why, answered in columns:  # fmt: skip
        said = judge.judge(ratio, p, by_yen=by_yen, has_class=known)
        figures.append(StepFigure(
            codes[body], None if cases is None else int(cases), answered, hours, per_case, yen, residents, shares, bought,
            by_yen, Measure.YEN_PER_CASE if by_yen else Measure.HOURS_PER_CASE, ratio, p, said.verdict, said.text, said.note,
            AUDIENCES[see], AUDIENCES[kinds], AUDIENCES[part], suppressed_note=notes[Hidden(why)],
        ))  # fmt: skip
    return figures


def _optional(values: Floats) -> list[float | None]:
    return [None if isnan(x) else x for x in values.tolist()]


def _has_class(found: Found) -> Bools:
    has = np.array([[c.draws is not None for c in step[:2]] for step in found.classes] + [[False, False]])
    step = np.minimum(found.cells.step, len(found.classes))
    return np.asarray(has[step, found.standing.by_yen.astype(np.int64)], dtype=np.bool_)


def _shares(found: Found) -> list[tuple[KindShare, ...]]:
    c, level = found.cells, found.settings.level
    hours = hours_parts(c.kind_hours, c.kind_hours_variance, level=level)
    cost = cost_parts(c.kind_cost, c.kind_cost_variance, np.nan_to_num(c.fee), common_variance=found.common_variance, level=level)  # fmt: skip
    # Most steps are done by one kind alone: those share one value.
    alone: dict[tuple[Any, ...], tuple[KindShare, ...]] = {}
    made = []
    kinds = (c.kind_hours > 0) @ np.array([1, 2]) + 4 * (c.contracted & (c.fee > 0))
    for row, (which, known) in enumerate(zip(kinds.tolist(), c.cost_known.tolist(), strict=True)):
        if which in (1, 2, 4):
            if (which, known) not in alone:
                alone[which, known] = kind_shares(hours, cost if known else None, row)
            made.append(alone[which, known])
        else:
            made.append(kind_shares(hours, cost if known else None, row))
    return made


def _contractor_shares(cells: Cells) -> list[float | None]:
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(cells.contracted, (cells.cases - cells.staff_cases) / cells.cases, 0.0)
    return _optional(share)


def step_comparisons(found: Found, figures: Sequence[StepFigure], process: Process) -> tuple[StepComparison, ...]:
    """One entry for every step of the dictionary that somebody does."""
    edges = np.searchsorted(found.cells.step, np.arange(found.lines.steps.n_common + 1)).tolist()
    made = []
    for number, step in enumerate(process.surveyed_steps):
        rows = tuple(figures[edges[number] : edges[number + 1]])
        if rows:
            hours, yen, residents = (_class_figures(c, found.settings, best=found.best_quarter) for c in found.classes[number])  # fmt: skip
            made.append(
                StepComparison(step.id, step.title, step.duty, tuple(r.body for r in rows), hours, yen, residents, rows)
            )
    return tuple(made)


def _class_figures(step: ClassOfStep, settings: WorkloadSettings, *, best: bool) -> ClassFigures:
    if step.draws is None:
        few = Text(
            f"比べられる団体が{settings.minimum_bodies}団体に足りないため出せません",
            f"left out: fewer than {settings.minimum_bodies} bodies can be compared",
        )
        return ClassFigures(step.bodies, None, None, few)
    median = _of_log(step.draws.median, settings.level)
    if best and step.best:
        return ClassFigures(step.bodies, median, _of_log(step.draws.quarter, settings.level))
    note = Text(
        f"短い側の4分の1は{settings.bodies_for_best_quarter}団体から出します",
        f"the best quarter is given from {settings.bodies_for_best_quarter} bodies on",
    )
    return ClassFigures(step.bodies, median, None, note)


def class_figures(step: ClassOfStep, settings: WorkloadSettings, *, best: bool) -> ClassFigures:
    """Class figures of one measure, with the reason where one is left out."""
    return _class_figures(step, settings, best=best)


def _of_log(drawn: Floats, level: float) -> Estimate:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], method="weibull")
    return Estimate(float(np.exp(drawn.mean())), float(np.exp(low)), float(np.exp(high)), level)


def rare_steps(found: Found, figures: Sequence[StepFigure], process: Process) -> tuple[RareStep, ...]:
    """Dictionary steps that fewer than half of the bodies have, and all steps of bodies' own."""
    steps, cells = found.lines.steps, found.cells
    edges = np.searchsorted(cells.step, np.arange(steps.n + 1)).tolist()
    named: Mapping[str, Text] = {s.id: s.title for s in process.surveyed_steps}
    made = []
    for number in range(steps.n):
        rows = figures[edges[number] : edges[number + 1]]
        common = number < steps.n_common
        if rows and (not common or 2 * len(rows) < len(found.lines.bodies)):
            title = "" if common else steps.own_titles[number - steps.n_common]
            step = steps.ids[number] if common else ""
            made.append(RareStep(
                step, named[step] if common else Text(title, title),
                tuple(RareUse(r.body, r.hours, r.cases, r.seen_by) for r in rows),
            ))  # fmt: skip
    return tuple(made)


def body_totals(found: Found, totals: Totals, process: Process, *, audience: Audience) -> list[BodyTotals | None]:
    """One per body, as `audience` may see it; None where it has no step in the totals."""
    shape = _TotalsShape(found, totals, process, audience)
    return [shape.of(b) if totals.n_steps[b] else None for b in range(len(found.lines.bodies))]


class _TotalsShape:
    """Makes the totals of one body after the other."""

    def __init__(self, found: Found, totals: Totals, process: Process, audience: Audience) -> None:
        self.found, self.t, self.level = found, totals, found.settings.level
        self.kinds, self.bought = (whole_body(found, audience, part) for part in ("kinds", "contractor"))
        self.titles = {i: s.title for i, s in enumerate(process.surveyed_steps)}
        k = totals.kinds
        self.parts = hours_parts(k.hours, k.hours_variance, level=self.level)
        self.cost = cost_parts(k.cost, k.cost_variance, np.nan_to_num(k.fee), common_variance=found.common_variance, level=self.level)  # fmt: skip

    def of(self, b: int) -> BodyTotals:
        t, people = self.t, float(self.found.population[b])
        known, cost = bool(t.known[b]), bool(t.cost_known[b])
        hours = self._at(t.hours, b) if known else None
        notes = [*([] if known else [_NO_HOURS]), *([] if cost else [_NO_PRICE])]
        return BodyTotals(
            int(t.n_steps[b]), int(t.n_left_out[b]), float(t.answered[b]) if known else None, hours,
            _over(hours, people / 10_000) if people > 0 else None,
            self._at(t.cost, b) if cost else None, self._at(t.common, b) if t.common_known[b] else None,
            None if np.isnan(t.fee[b]) else int(t.fee[b]),
            kind_shares(self.parts, self.cost if cost else None, b) if known else (),
            float(t.contractor_cases[b] / t.cases[b]) if t.cases[b] > 0 else None, self._needed(b), self.kinds[b],
            self.bought[b], Text("。".join(n.ja for n in notes), "; ".join(n.en for n in notes)),
        )  # fmt: skip

    def _at(self, amounts: Amounts, b: int) -> Estimate:
        return Estimate(float(amounts.value[b]), float(amounts.low[b]), float(amounts.high[b]), self.level)

    def _needed(self, b: int) -> NeededHours | None:
        need = self.t.needed
        if not need.n_steps[b]:
            return None
        best = bool(need.has_best[b])
        return NeededHours(
            int(need.n_steps[b]), self._at(need.own, b), self._at(need.at_median, b),
            self._at(need.at_best, b) if best else None, self._at(need.own.minus(need.at_median), b),
            self._at(need.own.minus(need.at_best), b) if best else None,
            tuple(self._difference(cell) for cell in need.making[b]),
        )  # fmt: skip

    def _difference(self, cell: int) -> StepDifference:
        number = int(self.found.cells.step[cell])
        hours = self.found.hours
        own = Amounts(*(x[cell : cell + 1] for x in (hours.value, hours.low, hours.high)))
        at = self.t.needed.cell_at_median
        middle = Amounts(*(x[cell : cell + 1] for x in (at.value, at.low, at.high)))
        apart = own.minus(middle)
        return StepDifference(
            self.found.lines.steps.ids[number],
            self.titles[number],
            self._at(own, 0),
            self._at(middle, 0),
            self._at(apart, 0),
        )


def _over(estimate: Estimate | None, by: float) -> Estimate | None:
    if estimate is None:
        return None
    return Estimate(estimate.value / by, estimate.low / by, estimate.high / by, estimate.level)


def whole_body(found: Found, audience: Audience, kind: str) -> list[Audience]:
    """Per body who may see its kinds of staff ("kinds") or its contractor's part ("contractor") in totals for `audience`: only who may
    see them in every step that is in the totals; else total minus shown steps would tell the hidden one.
    """
    limit = AUDIENCES.index(audience)
    worst = np.zeros(len(found.lines.bodies), dtype=np.int64)
    inside = found.seen.cell <= limit
    np.maximum.at(worst, found.cells.body[inside], getattr(found.seen, kind)[inside])
    return [AUDIENCES[w] for w in worst.tolist()]
