# SPDX-License-Identifier: Apache-2.0
"""All steps of a body together: hours, cost, who does what, and the hours its cases would need at the pace of its class.

Everything is made for a set of cells, so that totals of what a reader may see hold nothing else: no hidden step comes back as total
minus shown steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.workload.adding import Grouping, Sums, add_up, by_body, interval
from machikata.analysis.workload.amounts import Amounts
from machikata.analysis.workload.cells import Cells
from machikata.analysis.workload.classes import ClassesOfStep
from machikata.analysis.workload.lines import STAFF, LineHours, Lines, sums_by
from machikata.analysis.workload.measures import MeasureOfCells

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """Per body or cell and staff kind: mean and variance of hours and yen, without the common error; and what contractors are paid."""

    hours: Floats
    hours_variance: Floats
    cost: Floats
    cost_variance: Floats
    fee: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Needed:
    """Own hours of the steps that can be compared, the hours at class median and best quarter, and the steps that differ most."""

    n_steps: Ints
    own: Amounts
    at_median: Amounts
    at_best: Amounts
    has_best: Bools
    """Bodies with a step that has a best quarter of its own."""
    making: tuple[tuple[int, ...], ...]
    """Per body the cells that make most of the difference, the largest first."""
    cell_at_median: Amounts
    """Per cell: the hours at the class median; nan where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Per body, over the chosen cells. `known` and `cost_known`, `common_known`: whether all of them are answered."""

    n_steps: Ints
    n_left_out: Ints
    answered: Floats
    sums: Sums
    hours: Amounts
    known: Bools
    cost: Amounts
    cost_known: Bools
    common: Amounts
    common_known: Bools
    fee: Floats
    kinds: Kinds
    cases: Floats
    contractor_cases: Floats
    needed: Needed


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What totals are made of."""

    lines: Lines
    effort: LineHours
    cells: Cells
    prices: Floats
    common_prices: Floats
    """Yen per hour of each line at common prices; nan where there is none."""
    hours: MeasureOfCells
    classes: list[ClassesOfStep]
    best_quarter: bool
    level: float


def total(basis: Basis, chosen: Bools) -> Totals:
    """The totals of the chosen cells."""
    lines, effort, cells = basis.lines, basis.effort, basis.cells
    by, n = by_body(lines), len(lines.bodies)
    rows = chosen[cells.cell] & effort.known
    sums = add_up(by, effort, chosen=rows)

    def of(values: Floats) -> Floats:
        return sums_by(cells.body[chosen], values[chosen], n)

    def all_of(known: Bools) -> Bools:
        return np.asarray(np.bincount(cells.body[chosen & ~known], minlength=n) == 0, dtype=np.bool_)

    fee = of(cells.fee)
    common_known = np.bincount(
        cells.body[cells.cell[rows & np.isnan(basis.common_prices)]], minlength=n) == 0  # fmt: skip

    def of_kinds(values: Floats) -> Floats:
        return np.stack([of(values[:, i]) for i in range(len(STAFF))], axis=1)

    return Totals(
        np.bincount(cells.body[chosen], minlength=n), np.bincount(cells.body[~chosen], minlength=n), of(cells.answered),
        sums, Amounts(sums.mean, *interval(sums, effort, level=basis.level)), all_of(cells.effort_known),
        _cost(basis, by, rows, basis.prices, fee), all_of(cells.cost_known),
        _cost(basis, by, rows, basis.common_prices, fee), common_known & ~np.isnan(fee) & all_of(cells.effort_known), fee,
        Kinds(
            of_kinds(cells.kind_hours), of_kinds(cells.kind_hours_variance), of_kinds(cells.kind_cost),
            of_kinds(cells.kind_cost_variance), fee,
        ),
        of(cells.cases), of(np.where(cells.contracted, cells.cases - cells.staff_cases, 0.0)), _needed(basis, by, chosen),
    )  # fmt: skip


def _cost(basis: Basis, by: Grouping, rows: Bools, prices: Floats, fee: Floats) -> Amounts:
    priced = rows & ~np.isnan(prices)
    sums = add_up(by, basis.effort, chosen=priced, weight=np.nan_to_num(prices))
    low, high = interval(sums, basis.effort, level=basis.level)
    return Amounts(sums.mean + fee, low + fee, high + fee)


def _needed(basis: Basis, by: Grouping, chosen: Bools) -> Needed:
    cells, n = basis.cells, by.n
    has_class = np.array([step.hours.draws is not None for step in basis.classes] + [False])
    step = np.minimum(cells.step, len(basis.classes))
    used = chosen & basis.hours.known & ~cells.contracted & has_class[step]
    sums = add_up(by, basis.effort, chosen=used[cells.cell] & basis.effort.known)
    own = Amounts(sums.mean, *interval(sums, basis.effort, level=basis.level))
    drawn = [step.hours for step in basis.classes]
    n_draws = next((len(c.draws.median) for c in drawn if c.draws is not None), 1)
    nothing = np.zeros(n_draws)
    median = np.array([nothing if c.draws is None else np.exp(c.draws.median) for c in drawn]).reshape(-1, n_draws)
    best = np.array([
        nothing if c.draws is None else np.exp(c.draws.quarter if c.best else c.draws.median) for c in drawn
    ]).reshape(-1, n_draws)  # fmt: skip
    volume = np.zeros((n, len(drawn)))
    volume[cells.body[used], cells.step[used]] = cells.staff_cases[used]
    at_median, at_best = (_of_draws(volume @ hours, basis.level) for hours in (median, best))
    per_case = _of_draws(median, basis.level)
    at_cell = Amounts(*(
        np.where(used, cells.staff_cases * np.append(x, np.nan)[step], np.nan)
        for x in (per_case.value, per_case.low, per_case.high)
    ))  # fmt: skip
    count = np.bincount(cells.body[used], minlength=n)
    of_best = np.array([c.best for c in drawn] + [False])
    has_best = basis.best_quarter & (np.bincount(cells.body[used & of_best[step]], minlength=n) > 0)
    return Needed(count, own, at_median, at_best, has_best, _making(cells, used, at_cell, n), at_cell)


def _of_draws(drawn: Floats, level: float) -> Amounts:
    """Geometric middle and quantiles of every row. With few draws the quantiles are placed so that they cover what they say."""
    if not len(drawn):
        return Amounts(np.zeros(0), np.zeros(0), np.zeros(0))
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=1, method="weibull")
    with np.errstate(divide="ignore"):
        return Amounts(np.exp(np.log(drawn).mean(axis=1)), low, high)


def _making(cells: Cells, used: Bools, at_median: Amounts, n: int) -> tuple[tuple[int, ...], ...]:
    """Per body the three cells that make most of the difference from the class median."""
    rows = np.flatnonzero(used)
    apart = np.abs(cells.hours.mean[rows] - at_median.value[rows])
    rows = rows[np.lexsort((rows, -apart, cells.body[rows]))]
    starts = np.searchsorted(cells.body[rows], np.arange(n + 1)).tolist()
    return tuple(tuple(rows[s : min(e, s + _MOST_NAMED)].tolist()) for s, e in pairwise(starts))
