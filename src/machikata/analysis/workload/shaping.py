# SPDX-License-Identifier: Apache-2.0
"""Turns what was computed into the typed result: steps, rare steps, bodies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from machikata.analysis.comparison.arrays import Floats, Ints
from machikata.analysis.workload.amounts import Amounts
from machikata.analysis.workload.cells import AUDIENCES, EVERYBODY, Hidden
from machikata.analysis.workload.classes import ClassOfStep
from machikata.analysis.workload.result import (
    Audience,
    BodyTotals,
    ClassFigures,
    HiddenSteps,
    NeededHours,
    RareStep,
    RareUse,
    StepComparison,
    StepDifference,
    StepFigure,
)
from machikata.analysis.workload.rows import Found, Rows, hidden_note, standing_out
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.analysis.workload.shares import cost_parts, hours_parts, kind_shares
from machikata.analysis.workload.totals import Totals
from machikata.domain.estimate import Estimate
from machikata.domain.process import Process
from machikata.domain.text import Text

_ROWS_AT_ONCE = 50_000
"""With more steps of bodies than this (a whole country) the rows of a step are made when they are asked for."""
_NO_PRICE = Text("1時間あたりの費用か委託料の答えがない工程があり、費用は出せません",
                 "no cost: yen per hour or a fee was not answered for some step")  # fmt: skip
_NO_HOURS = Text("時間の答えがない工程があり、合計は出せません", "no totals: hours were not answered for some step")


class StepOnDemand(StepComparison):
    """A step whose rows are made when they are first asked for; every other field is there at once. Reads as any other value."""

    __slots__ = ("_make", "_places")

    @classmethod
    def before(
        cls, step: StepComparison, make: Callable[[Ints], tuple[StepFigure, ...]], places: Mapping[str, int]
    ) -> StepOnDemand:
        """`step` (without rows), with what makes the rows of cells and the cell of each body."""
        made = object.__new__(cls)
        for name in StepComparison.__slots__:
            if name != "bodies":
                object.__setattr__(made, name, getattr(step, name))
        object.__setattr__(made, "_make", make)
        object.__setattr__(made, "_places", places)
        return made

    def __getattr__(self, name: str) -> Any:
        if name != "bodies":
            raise AttributeError(name)
        rows = self._make(np.fromiter(self._places.values(), np.int64, len(self._places)))
        object.__setattr__(self, "bodies", rows)
        return rows

    def of(self, body: str) -> StepFigure | None:
        return self._make(np.array([self._places[body]]))[0] if body in self._places else None

    def through(self, change: Callable[[StepFigure], StepFigure]) -> StepOnDemand:
        """The same step with every row changed, when it is made."""
        make = self._make
        return StepOnDemand.before(self, lambda rows: tuple(change(row) for row in make(rows)), self._places)


def step_comparisons(found: Found, process: Process) -> tuple[StepComparison, ...]:
    """One entry for every step of the dictionary that somebody does."""
    edges = np.searchsorted(found.cells.step, np.arange(found.lines.steps.n_common + 1)).tolist()
    rows, codes, out = Rows(found), found.lines.bodies, standing_out(found)
    made: list[StepComparison] = []
    for number, step in enumerate(process.surveyed_steps):
        cells = np.arange(edges[number], edges[number + 1])
        if not len(cells):
            continue
        users = tuple(codes[b] for b in found.cells.body[cells].tolist())
        of = found.classes[number]
        hours, yen, residents = (
            class_figures(c, found.settings, best=found.best_quarter) for c in (of.hours, of.yen, of.residents)
        )
        whole = StepComparison(step.id, step.title, step.duty, users, hours, yen, residents, int(out[number]), ())
        if found.cells.n <= _ROWS_AT_ONCE:
            made.append(replace(whole, bodies=rows.of(cells)))
        else:
            made.append(StepOnDemand.before(whole, rows.of, dict(zip(users, cells.tolist(), strict=True))))
    return tuple(made)


def class_figures(step: ClassOfStep, settings: WorkloadSettings, *, best: bool) -> ClassFigures:
    """Class figures of one measure, with the reason where one is left out."""
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


def _of_log(drawn: Floats, level: float) -> Estimate:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], method="weibull")
    return Estimate(float(np.exp(drawn.mean())), float(np.exp(low)), float(np.exp(high)), level)


def rare_steps(found: Found, process: Process) -> tuple[RareStep, ...]:
    """Dictionary steps that fewer than half of the bodies have, and all steps of bodies' own."""
    steps, rows = found.lines.steps, Rows(found)
    edges = np.searchsorted(found.cells.step, np.arange(steps.n + 1)).tolist()
    named: Mapping[str, Text] = {s.id: s.title for s in process.surveyed_steps}
    made = []
    for number in range(steps.n):
        cells = np.arange(edges[number], edges[number + 1])
        common = number < steps.n_common
        if len(cells) and (not common or 2 * len(cells) < len(found.lines.bodies)):
            title = "" if common else steps.own_titles[number - steps.n_common]
            step = steps.ids[number] if common else ""
            made.append(RareStep(
                step, named[step] if common else Text(title, title),
                tuple(RareUse(r.body, r.hours, r.cases, r.seen_by) for r in rows.of(cells)),
            ))  # fmt: skip
    return tuple(made)


def hidden_steps(found: Found) -> list[tuple[HiddenSteps, ...]]:
    """Per body how many steps not everybody may see, by reason."""
    seen, settings = found.seen, found.settings
    hidden = np.flatnonzero(seen.cell != EVERYBODY)
    keys, counts = np.unique(
        np.column_stack([found.cells.body[hidden], seen.reason[hidden], seen.cell[hidden]]), axis=0, return_counts=True
    )
    made: list[tuple[HiddenSteps, ...]] = [() for _ in found.lines.bodies]
    for (body, reason, audience), n in zip(keys.tolist(), counts.tolist(), strict=True):
        made[body] += (HiddenSteps(hidden_note(Hidden(reason), settings), AUDIENCES[audience], n),)
    return made


def body_totals(found: Found, totals: Totals, process: Process, *, audience: Audience) -> list[BodyTotals | None]:
    """One per body, as `audience` may see it; None where it has no step in the totals."""
    shape = _TotalsShape(found, totals, process, audience)
    return [shape.of(b) if totals.n_steps[b] else None for b in range(len(found.lines.bodies))]


class _TotalsShape:
    """Makes the totals of one body after the other."""

    def __init__(self, found: Found, totals: Totals, process: Process, audience: Audience) -> None:
        self.found, self.t, self.level = found, totals, found.settings.level
        self.kinds, self.bought = (whole_body(found, audience, part) for part in ("kinds", "contractor"))
        need = totals.needed
        self.more = need.own.minus(need.at_median), need.own.minus(need.at_best)
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
            self._at(need.at_best, b) if best else None, self._at(self.more[0], b),
            self._at(self.more[1], b) if best else None,
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
