# SPDX-License-Identifier: Apache-2.0
"""The measures that a step of a body is compared by: hours per case, yen per case, hours per 10,000 residents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats
from machikata.analysis.workload.adding import Sums
from machikata.analysis.workload.cells import EVERYBODY, Cells, Seen


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
