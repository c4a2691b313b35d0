# SPDX-License-Identifier: Apache-2.0
"""Class figures of every step: median and best quarter of the true values, drawn from the posterior of the ensemble."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.workload.adding import Sums, as_pieces
from machikata.analysis.workload.cells import Cells
from machikata.analysis.workload.ensemble import Observed, Singles, draw_true, picked, quantiles
from machikata.analysis.workload.lines import LineHours, Steps
from machikata.analysis.workload.measures import MeasureOfCells
from machikata.analysis.workload.mixtures import Mixtures, single_pieces
from machikata.analysis.workload.settings import WorkloadSettings

_FEWEST_DRAWS, _MOST_NUMBERS = 64, 60_000
_LEAST_VARIANCE = 1e-8
_PLACES = (0.5, 0.25)


@dataclass(frozen=True, slots=True, eq=False)
class ClassDraws:
    """Draws of the logarithm of the class median and of the lower quarter."""

    median: Floats
    quarter: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ClassOfStep:
    """Class figures of one step and measure: how many bodies, and the draws; None with too few."""

    bodies: int
    draws: ClassDraws | None
    best: bool


@dataclass(frozen=True, slots=True, eq=False)
class ClassesOfStep:
    """Class figures of one step in every measure."""

    hours: ClassOfStep
    yen: ClassOfStep
    residents: ClassOfStep


class Chance:
    """The random numbers of a comparison: one stream for the bodies, one for each step by its name, so that neither the order of bodies
    nor further steps change a digit.
    """

    def __init__(self, n_bodies: int, settings: WorkloadSettings) -> None:
        self.draws = min(settings.draws, max(_FEWEST_DRAWS, _MOST_NUMBERS // max(n_bodies, 1)))
        self.seed, self.shape = settings.seed, (self.draws, n_bodies)
        self.common = np.random.default_rng([settings.seed, 0]).standard_normal(self.shape, dtype=np.float32)

    def of_step(self, name: str) -> tuple[Singles, Floats]:
        """Noise of the bodies, and the luck of middle and spread, evenly spread over its first column."""
        rng = np.random.default_rng([self.seed, 1, crc32(name.encode())])
        luck = rng.random((self.draws, 3))
        luck[:, 0] = rng.permutation((np.arange(self.draws) + luck[:, 0]) / self.draws)
        return rng.standard_normal(self.shape, dtype=np.float32), luck


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """What the figures of one step are made of."""

    cells: Cells
    pieces: Mixtures
    sd: Floats
    measures: tuple[MeasureOfCells, MeasureOfCells, MeasureOfCells]
    residents: Floats
    settings: WorkloadSettings
    chance: Chance


def class_of_steps(
    cells: Cells, effort: LineHours, measures: tuple[MeasureOfCells, MeasureOfCells, MeasureOfCells], residents: Floats,
    steps: Steps, settings: WorkloadSettings,
) -> list[ClassesOfStep]:  # fmt: skip
    """For each dictionary step the class figures of hours per case, yen per case and hours per 10,000 residents (`measures`, in this
    order), all from the same draws of the true hours per case. `residents` are those of each body.
    """
    pieces, sd = as_pieces(cells.hours, effort)
    made = _Step(cells, pieces, sd, measures, residents, settings, Chance(len(residents), settings))
    edges = np.searchsorted(cells.step, np.arange(steps.n_common + 1))
    return [
        _classes(made, name, np.arange(*ends)) for name, *ends in zip(steps.ids, edges[:-1], edges[1:], strict=True)
    ]


def _classes(step: _Step, name: str, rows: Ints) -> ClassesOfStep:
    hours, yen, residents = step.measures
    noise, luck = step.chance.of_step(name)
    kept, paid = rows[hours.comparable[rows]], rows[yen.comparable[rows]]
    true = _true_hours(step, kept, noise, luck) if len(kept) >= step.settings.minimum_bodies else None
    if true is None:
        kept = kept[:0]
    with_people = residents.comparable[kept]
    per_resident = None if true is None else true[:, with_people] + _to_residents(step, kept[with_people])
    return ClassesOfStep(
        _class(true, int(hours.comparable[rows].sum()), step.settings),
        _class(_true_yen(step, kept, paid, true, noise, luck), len(paid), step.settings),
        _class(per_resident, int(residents.comparable[rows].sum()), step.settings),
    )


def _true_hours(step: _Step, kept: Ints, noise: Singles, luck: Floats) -> Singles:
    m, columns = step.measures[0], step.cells.body[kept]
    shift = m.log_value[kept] - step.cells.hours.log_mean[kept]
    moved = step.pieces.take(kept).moved(shift)
    seen = Observed(moved, step.sd[kept], m.log_value[kept], m.log_variance[kept], m.log_common[kept])
    return draw_true(seen, common_noise=picked(step.chance.common, columns), noise=picked(noise, columns), luck=luck)


def _to_residents(step: _Step, kept: Ints) -> Singles:
    cells = step.cells
    return np.log(cells.staff_cases[kept] / step.residents[cells.body[kept]] * 10_000).astype(np.float32)


def _true_yen(
    step: _Step, kept: Ints, paid: Ints, true: Singles | None, noise: Singles, luck: Floats
) -> Singles | None:  # fmt: skip
    """Yen per case from the same draws of the hours; steps with contractors by themselves, as far as their cost is uncertain."""
    if len(paid) < step.settings.minimum_bodies:
        return None
    cells, drawn = step.cells, []
    place = np.searchsorted(kept, paid)
    inside = (place < len(kept)) & (np.append(kept, -1)[np.minimum(place, len(kept))] == paid)
    if true is not None and inside.any():
        rows = paid[inside]
        price = np.log(cells.cost.mean[rows] / cells.hours.mean[rows])
        drawn.append(true[:, place[inside]] + price.astype(np.float32))
    rest = paid[~inside]
    if len(rest):
        m, columns = step.measures[1], cells.body[rest]
        variance = np.maximum(m.log_variance[rest], _LEAST_VARIANCE)
        seen = as_observed(m.log_value[rest], variance, np.minimum(m.log_common[rest], variance))
        drawn.append(
            draw_true(seen, common_noise=picked(step.chance.common, columns), noise=picked(noise, columns), luck=luck)
        )
    return np.concatenate(drawn, axis=1)


def as_observed(log_value: Floats, variance: Floats, common: Floats) -> Observed:
    """Bodies with a normal error."""
    sd = np.sqrt(variance)
    return Observed(single_pieces(log_value - 1e-3 * sd, log_value + 1e-3 * sd), sd, log_value, variance, common)


def _class(true: Singles | None, bodies: int, settings: WorkloadSettings) -> ClassOfStep:
    if true is None or bodies < settings.minimum_bodies:
        return ClassOfStep(bodies, None, best=False)
    return ClassOfStep(bodies, ClassDraws(*quantiles(true, _PLACES)), best=bodies >= settings.bodies_for_best_quarter)


def class_of_all(sums: Sums, by: Floats, used: Bools, settings: WorkloadSettings) -> ClassOfStep:
    """Class figures of totals (one sum per body, divided by `by`) over the bodies in `used`."""
    kept, chance = np.flatnonzero(used), Chance(len(by), settings)
    if len(kept) < settings.minimum_bodies:
        return ClassOfStep(len(kept), None, best=False)
    noise, luck = chance.of_step("")
    log_value = sums.log_mean[kept] - np.log(by[kept])
    seen = as_observed(log_value, sums.log_variance[kept], sums.log_common[kept])
    true = draw_true(seen, common_noise=picked(chance.common, kept), noise=picked(noise, kept), luck=luck)
    return _class(true, len(kept), settings)
