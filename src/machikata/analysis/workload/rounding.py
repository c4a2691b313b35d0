# SPDX-License-Identifier: Apache-2.0
"""What stood behind an answer of so many minutes before it was rounded, under the declared model of reporting.

Every grid that the answer lies on may be the one it was rounded on. Before rounding nothing is known of its size but that it is as
likely to lie in one part of a scale of ratios as in another (a flat density of the logarithm); then a grid of g minutes that rounds m
to itself has the weight share(g) · log((m + g/2) / (m − g/2)), and the logarithm is uniform between the two ends.
Method: Heitjan and Rubin (1990), J. Am. Stat. Assoc. 85, 304–314: the grid is a second, hidden answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Floats, Ints
from machikata.rules.survey_reporting import ReportingError

_TENTH = 0.1
"""Answers on no declared grid (7.5 minutes) are taken as meant to a tenth of a minute."""
_HARDLY = 1e-12
_FINEST_ANSWER = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Unrounded:
    """Per different answer (rows) and grid (columns): weight (rows sum to 1), and moments of the minutes before rounding.

    `row` gives the row of each answer asked for. `log_mean` and `log_variance` are those of the logarithm of minutes, `mean` and
    `square` the first and second moment of minutes.
    """

    row: Ints
    weights: Floats
    log_mean: Floats
    log_variance: Floats
    mean: Floats
    square: Floats

    @property
    def n_grids(self) -> int:
        """Number of columns."""
        return int(self.weights.shape[1])

    def expected_minutes(self) -> Floats:
        """Mean per answer asked for."""
        return np.asarray((self.weights * self.mean).sum(axis=1)[self.row])

    def expected_square(self) -> Floats:
        """Second moment per answer asked for."""
        return np.asarray((self.weights * self.square).sum(axis=1)[self.row])

    def spread(self) -> Floats:
        """Variance of the logarithm per answer asked for, over all grids."""
        mean = (self.weights * self.log_mean).sum(axis=1)
        square = (self.weights * (self.log_variance + self.log_mean**2)).sum(axis=1)
        return np.asarray((square - mean**2)[self.row])


def unrounded(minutes: Floats, error: ReportingError) -> Unrounded:
    """For answers of `minutes` (all above 0): what they may have been.

    >>> from datetime import date
    >>> from machikata.rules.survey_reporting import reporting_error
    >>> found = unrounded(np.array([3.0, 60.0]), reporting_error(as_of=date(2026, 4, 1)))
    >>> [round(float(x), 2) for x in np.sqrt(found.spread())]
    [0.1, 0.12]
    """
    answers, row = np.unique(np.asarray(minutes, dtype=np.float64), return_inverse=True)
    grids = np.array([_TENTH, *error.grid_shares], dtype=np.float64)
    shares = np.array([_HARDLY, *error.grid_shares.values()])
    times = answers[:, None] / grids
    on_it = (np.abs(times - np.round(times)) < 1e-6) & (times > 0.999)
    on_it[:, 0] = True
    low = np.maximum(
        answers[:, None] - grids / 2, np.where(on_it, np.minimum(_FINEST_ANSWER, answers[:, None] / 2), 1.0)
    )
    high = answers[:, None] + grids / 2
    width = np.where(on_it, np.log(high / low), 1.0)
    weights = np.where(on_it, shares * width, 0.0)
    return Unrounded(
        row=row.astype(np.int64),
        weights=weights / weights.sum(axis=1, keepdims=True),
        log_mean=np.where(on_it, (np.log(high) + np.log(low)) / 2, 0.0),
        log_variance=np.where(on_it, width**2 / 12, 1.0),
        mean=np.where(on_it, (high - low) / width, 1.0),
        square=np.where(on_it, (high**2 - low**2) / (2 * width), 2.0),
    )


def share_on(grid: int, error: ReportingError) -> float:
    """Share of answers expected on multiples of `grid` when true minutes are spread far more widely than the grid.

    >>> from datetime import date
    >>> from machikata.rules.survey_reporting import reporting_error
    >>> round(share_on(30, reporting_error(as_of=date(2026, 4, 1))), 3)
    0.218
    """
    return sum(share * g / float(np.lcm(g, grid)) for g, share in error.grid_shares.items())


def habit_of(grid: int, error: ReportingError) -> tuple[float, float]:
    """How the habit of rounding on `grid` or a multiple of it differs between sections: mean share and concentration of a beta
    distribution, which also carries what the section's other grids add to the scatter of its answers on multiples of `grid`.
    """
    grids = np.array(list(error.grid_shares))
    shares = np.array(list(error.grid_shares.values()))
    on_it = grids / np.lcm(grids, grid)
    coarse = float(shares[grids % grid == 0].sum())
    expected = float((shares * on_it).sum())
    scatter = float((shares * (on_it - expected) ** 2).sum()) / (error.grid_concentration + 1.0)
    rest = (expected - coarse) / (1.0 - coarse)
    variance = scatter / (1.0 - rest) ** 2
    return coarse, coarse * (1.0 - coarse) / variance - 1.0
