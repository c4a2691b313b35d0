# SPDX-License-Identifier: Apache-2.0
"""Where each body stands against the class, step by step: ratio to the class median, and p-values after Holm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from machikata.analysis.comparison.arrays import Bools, Floats
from machikata.analysis.comparison.correction import holm
from machikata.analysis.workload.adding import below
from machikata.analysis.workload.cells import Cells
from machikata.analysis.workload.classes import ClassesOfStep
from machikata.analysis.workload.lines import LineHours
from machikata.analysis.workload.measures import MeasureOfCells


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Per cell: the ratio to the class median with its interval, and p after Holm; nan where nothing can be judged."""

    by_yen: Bools
    ratio: Floats
    low: Floats
    high: Floats
    p_adjusted: Floats


def stand(
    hours: MeasureOfCells, yen: MeasureOfCells, classes: Sequence[ClassesOfStep], cells: Cells, effort: LineHours,
    *, public: Bools, level: float,
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
        drawn = [(c.yen if which else c.hours).draws for c in classes]
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
    return Standing(
        by_yen, np.exp(ratio) + blank, np.exp(ratio - down) + blank, np.exp(ratio + up) + blank, adjusted(p, public)
    )


def adjusted(p: Floats, public: Bools) -> Floats:
    """p-values after Holm's correction over all of them, so that those everybody may see tell nothing of the others: the others count as
    questions asked but not as answers, and are themselves multiplied by the number of all (Bonferroni). The family-wise error stays
    below the level: each part keeps to its share of it.
    """
    told = holm(np.where(public | np.isnan(p), p, 1.0))
    asked = np.count_nonzero(~np.isnan(p))
    return np.where(public, told, np.minimum(p * asked, 1.0))
