# SPDX-License-Identifier: Apache-2.0
"""Where each body stands against the class, step by step: class figures, ratio to the class median, and p-values after Holm."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from scipy.special import ndtr, ndtri

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.comparison.correction import holm
from machikata.analysis.workload.adding import Sums, below
from machikata.analysis.workload.cells import EVERYBODY, Cells, Seen
from machikata.analysis.workload.ensemble import ClassDraws, Observed, Singles, draw_class
from machikata.analysis.workload.lines import LineHours, Steps
from machikata.analysis.workload.settings import WorkloadSettings

_FEWEST_DRAWS, _MOST_NUMBERS = 64, 60_000
_LEAST_VARIANCE = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class MeasureOfCells:
    """One measure of every cell: mean and interval in its unit, and on the log scale value, variance, common part; `known` where there
    is a figure, `comparable` where it also enters the class figures.
    """

    value: Floats
    low: Floats
    high: Floats
    log_value: Floats
    log_variance: Floats
    log_common: Floats
    known: Bools
    comparable: Bools


@dataclass(frozen=True, slots=True, eq=False)
class ClassOfStep:
    """Class figures of one step and measure: how many bodies, and the draws; None with too few."""

    bodies: int
    draws: ClassDraws | None
    best: bool


class Chance:
    """The random numbers of a comparison: one stream for the bodies, one for each step by its name, so that neither the order of bodies
    nor further steps change a digit.
    """

    def __init__(self, n_bodies: int, settings: WorkloadSettings) -> None:
        self.draws = min(settings.draws, max(_FEWEST_DRAWS, _MOST_NUMBERS // max(n_bodies, 1)))
        self.seed, self.shape = settings.seed, (self.draws, n_bodies)
        self.common = np.random.default_rng([settings.seed, 0]).standard_normal(self.shape, dtype=np.float32)

    def of_step(self, name: str) -> tuple[Singles, Floats]:
        """Noise of the bodies, and the luck of spread and mean."""
        rng = np.random.default_rng([self.seed, 1, crc32(name.encode())])
        luck = np.column_stack([rng.permutation((np.arange(self.draws) + 0.5) / self.draws), rng.standard_normal(self.draws)])  # fmt: skip
        return rng.standard_normal(self.shape, dtype=np.float32), luck


def class_of_steps(
    measures: tuple[MeasureOfCells, ...], cells: Cells, steps: Steps, settings: WorkloadSettings, chance: Chance
) -> list[tuple[ClassOfStep, ...]]:
    """For each dictionary step the class figures of every measure, all from the same errors of the answers."""
    edges = np.searchsorted(cells.step, np.arange(steps.n_common + 1))
    found = []
    for name, start, end in zip(steps.ids, edges[:-1], edges[1:], strict=True):
        rows = np.arange(start, end)
        noise, luck = chance.of_step(name)
        found.append(tuple(_class(m, rows, cells.body, (noise, luck), settings, chance) for m in measures))
    return found


def _class(
    m: MeasureOfCells, rows: Ints, body: Ints, random: tuple[Singles, Floats], settings: WorkloadSettings, chance: Chance
) -> ClassOfStep:  # fmt: skip
    kept = rows[m.comparable[rows]]
    if len(kept) < settings.minimum_bodies:
        return ClassOfStep(len(kept), None, best=False)
    seen = Observed(m.log_value[kept], np.maximum(m.log_variance[kept], _LEAST_VARIANCE), m.log_common[kept])
    noise, luck = random
    columns = slice(None) if len(kept) == chance.shape[1] else body[kept]
    draws = draw_class(seen, common_noise=chance.common[:, columns], noise=noise[:, columns], luck=luck)
    return ClassOfStep(len(kept), draws, best=len(kept) >= settings.bodies_for_best_quarter)


def class_of_all(sums: Sums, by: Floats, used: Bools, settings: WorkloadSettings) -> ClassOfStep:
    """Class figures of totals (one sum per body, divided by `by`) over the bodies in `used`."""
    with np.errstate(divide="ignore", invalid="ignore"):
        log_value = sums.log_mean - np.log(by)
    nothing = np.zeros(len(by))
    m = MeasureOfCells(nothing, nothing, nothing, log_value, sums.log_variance, sums.log_common, used, used)
    chance, rows = Chance(len(by), settings), np.arange(len(by))
    noise, luck = chance.of_step("")
    return _class(m, rows, rows, (noise, luck), settings, chance)


def hours_per_case(cells: Cells, seen: Seen, ends: tuple[Floats, Floats], *, minimum: int) -> MeasureOfCells:
    """Staff hours over the cases that staff did."""
    known = cells.effort_known & (cells.staff_cases > 0) & (cells.hours.mean > 0)
    open_to_all = (seen.cell == EVERYBODY) & ~cells.contracted & (cells.staff_cases >= minimum)
    return _scaled(cells.hours, ends, cells.staff_cases, known, known & open_to_all)


def hours_per_residents(cells: Cells, seen: Seen, ends: tuple[Floats, Floats], residents: Floats) -> MeasureOfCells:
    """Staff hours per 10,000 residents."""
    known = cells.effort_known & (residents[cells.body] > 0) & (cells.hours.mean > 0)
    return _scaled(
        cells.hours, ends, residents[cells.body] / 10_000, known, known & (seen.cell == EVERYBODY) & ~cells.contracted
    )


def yen_per_case(cells: Cells, seen: Seen, ends: tuple[Floats, Floats]) -> MeasureOfCells:
    """Cost of staff hours at own prices and fees, over all cases."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value, low, high = ((x + cells.fee) / cells.cases for x in (cells.cost.mean, *ends))
        share = cells.cost.mean / (cells.cost.mean + cells.fee)
        known = cells.cost_known & (cells.cases > 0) & (value > 0)
        alone = share == 1
        # A fee is known to the yen: the relative error is that of the staff part, times its share.
        relative = np.expm1(cells.cost.log_variance) * share**2
        variance = np.where(alone, cells.cost.log_variance, np.log1p(relative))
        common = np.where(alone, cells.cost.log_common, cells.cost.log_common * share**2)
        log_value = np.where(alone, cells.cost.log_mean - np.log(cells.cases), np.log(value) - variance / 2)
    variance, common = np.nan_to_num(variance), np.minimum(np.nan_to_num(common), np.nan_to_num(variance))
    return MeasureOfCells(value, low, high, log_value, variance, common, known, known & (seen.cell == EVERYBODY))


def _scaled(sums: Sums, ends: tuple[Floats, Floats], by: Floats, known: Bools, comparable: Bools) -> MeasureOfCells:
    with np.errstate(divide="ignore", invalid="ignore"):
        value, low, high = (x / by for x in (sums.mean, *ends))
        log_value = sums.log_mean - np.log(by)
    return MeasureOfCells(value, low, high, log_value, sums.log_variance, sums.log_common, known, comparable)


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Per cell: the ratio to the class median with its interval, and p after Holm; nan where nothing can be judged."""

    by_yen: Bools
    ratio: Floats
    low: Floats
    high: Floats
    p_adjusted: Floats


def stand(
    hours: MeasureOfCells, yen: MeasureOfCells, classes: list[tuple[ClassOfStep, ...]], cells: Cells, effort: LineHours,
    *, level: float,
) -> Standing:  # fmt: skip
    """Own figure against the class median: hours per case, or yen per case where a contractor takes part.

    The interval of the ratio joins both intervals (Zou and Donner 2008, "Construction of confidence limits about effect measures", the
    method of variance estimates recovery), as if the class did not hold the body itself: somewhat too wide in a small group. p is the
    two-sided tail of the exact distribution of the own hours beyond a class median that is itself uncertain.
    """
    middle = np.full((2, cells.n), np.nan)
    spread = np.zeros((2, cells.n))
    common_steps = np.flatnonzero(cells.step < len(classes))
    for which in (0, 1):
        drawn = [c[which].draws for c in classes]
        means = np.array([np.nan if d is None else float(np.mean(d.median)) for d in drawn])
        sds = np.array([0.0 if d is None else float(np.std(d.median)) for d in drawn])
        middle[which, common_steps] = means[cells.step[common_steps]]
        spread[which, common_steps] = sds[cells.step[common_steps]]
    by_yen = cells.contracted
    at, sd = np.where(by_yen, middle[1], middle[0]), np.where(by_yen, spread[1], spread[0])
    known = np.where(by_yen, yen.known, hours.known) & ~np.isnan(at)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(by_yen, yen.log_value, hours.log_value)
        low, high = np.log(np.where(by_yen, yen.low, hours.low)), np.log(np.where(by_yen, yen.high, hours.high))
    reach = float(ndtri((1 + level) / 2)) * sd
    ratio, down, up = value - at, np.hypot(value - low, reach), np.hypot(high - value, reach)
    p = np.full(cells.n, np.nan)
    rows = np.flatnonzero(known & ~by_yen)
    tail = below(cells.hours, effort, rows, at[rows] + np.log(cells.staff_cases[rows]), sd[rows] ** 2)
    p[rows] = 2 * np.minimum(tail, 1 - tail)
    rows = np.flatnonzero(known & by_yen)
    z = (yen.log_value[rows] - at[rows]) / np.sqrt(yen.log_variance[rows] + sd[rows] ** 2)
    p[rows] = 2 * ndtr(-np.abs(z))
    blank = np.where(known, 0.0, np.nan)
    return Standing(by_yen, np.exp(ratio) + blank, np.exp(ratio - down) + blank, np.exp(ratio + up) + blank, holm(p))
