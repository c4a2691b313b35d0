# SPDX-License-Identifier: Apache-2.0
"""What was meant before an answer was rounded, when nobody wrote down on which grid.

Answers on an unknown grid are coarsened data (Heitjan and Rubin 1990, "Inference from coarse data via multiple imputation with
application to age heaping", JASA 85): every grid that divides the answer may have been used, with a weight from the section's own
habit; the habit is found from all answers of the section by expectation and maximisation, drawn towards the ordinary shares by the
Dirichlet prior of the declared model (`rules/survey_reporting`). The logarithm of what was meant has a flat prior: no size of step is
more likely beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.workload.mixtures import Mixtures, single_pieces
from machikata.rules.survey_reporting import ReportingError

_FINER = (0.5, 0.25, 0.1, 0.05, 0.01, 0.001)
_NOTHING = 0.05
"""An answer of 0 stands for less than half the finest grid, and for at least this part of that half."""
_COARSE, _MANY = 15.0, 1 / 3
"""A section that puts more than this part of its answers on grids of so many times the finest one answers coarsely."""
_ROUNDS = 200
_SETTLED = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Meant:
    """Per answer the distribution of the logarithm of what was meant: `which` numbers it in `pieces`, because most lines of a section
    share a few answers.
    """

    which: Ints
    pieces: Mixtures

    def of(self, answers: Ints) -> Mixtures:
        """The distributions of these answers, in this order."""
        return self.pieces.take(self.which[answers])

    def variance(self, answers: Ints) -> Floats:
        """The variance of the logarithm for these answers."""
        return self.pieces.log_moments()[1][self.which[answers]]


def meant_minutes(answers: Floats, section: Ints, *, error: ReportingError) -> Meant:
    """What was meant by minutes per case (0 or more; NaN: nothing answered, `which` is −1); `section` numbers who answered each, from 0.

    >>> from datetime import date
    >>> from machikata.rules.survey_reporting import reporting_error
    >>> found = meant_minutes(np.array([3.0, 60.0]), np.array([0, 0]), error=reporting_error(as_of=date(2026, 4, 1)))
    >>> [round(float(x), 2) for x in np.sqrt(found.variance(np.array([0, 1])))]
    [0.1, 0.16]
    """
    known = np.flatnonzero(np.isfinite(answers))
    values, value_of = np.unique(answers[known], return_inverse=True)
    value, owner, pair, counts = _pairs(section[known], value_of, len(values))
    which = np.full(len(answers), -1, dtype=np.int64)
    which[known] = pair
    grids = np.array(list(error.grid_shares), dtype=np.float64)
    prior = error.grid_concentration * np.array(list(error.grid_shares.values()))
    pieces = _Pieces.of(values, grids)
    options = _Options.of(pieces, value)
    shares = _habits(options, owner, counts, prior)
    among = np.cumsum(shares, axis=1)
    coarse = shares[:, grids >= _COARSE * grids[0]].sum(axis=1) > _MANY
    if coarse.any():
        # Who answers so coarsely writes one unit for less than half of one too: nothing is then told of how small it was.
        options = _Options.of(
            pieces.followed_by(_Pieces.of(values, grids, at_least_one=True)), value + len(values) * coarse[owner]
        )
        among[coarse] = 1.0
    return Meant(which, Mixtures(options.start, options.weights(owner, shares, among), options.low, options.high))


def meant_hours(answers: Floats, *, error: ReportingError) -> Meant:
    """What was meant by yearly hours: rounded on `hours_grid`, and an answer that is no multiple of it on the last digit it shows."""
    values, which = np.unique(answers, return_inverse=True)
    grid = np.where(_divides(error.hours_grid, values), error.hours_grid, _own_grid(values, finest=1.0))
    return Meant(which.astype(np.int64), single_pieces(*_around(values, grid)))


def _pairs(section: Ints, value_of: Ints, n_values: int) -> tuple[Ints, Ints, Ints, Floats]:
    """Different pairs of section and answer: number of the answer and of the section in each, the pair of each line, lines in each."""
    joined, which, counts = np.unique(section * max(n_values, 1) + value_of, return_inverse=True, return_counts=True)
    owner, value = np.divmod(joined, max(n_values, 1))
    return value, owner, which.astype(np.int64), counts.astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Bounds (log) of what may have been meant by answer m on grid g in band j, axes in this order; low = high where nothing may.

    In band j the j-th declared grid is the coarsest that does not round to nothing (h_j/2 ≤ meant < h_{j+1}/2), and the shares of the
    grids up to it are what a grid is drawn from. The last grid is the answer's own last digit, where no declared one divides it.
    """

    low: Floats
    high: Floats

    @classmethod
    def of(cls, values: Floats, grids: Floats, *, at_least_one: bool = False) -> _Pieces:
        # A grid that would round to nothing is not used: an answer of 0 can only mean the last digit.
        dividing = _divides(grids, values[:, None]) & (values > 0)[:, None]
        other = np.where(dividing.any(axis=1), np.nan, _own_grid(values, finest=float(grids[0])))
        grid = np.concatenate([np.where(dividing, grids, np.nan), other[:, None]], axis=1)
        low, high = (np.nan_to_num(end)[:, :, None] for end in _around(values[:, None], grid))
        if at_least_one:
            low = np.where(
                ((grid == values[:, None]) & (grid >= _COARSE * grids[0]))[:, :, None], high + np.log(_NOTHING), low
            )
        edges = np.log(grids[1:] / 2)
        bottom = np.maximum(low, np.concatenate([[-np.inf], edges]))
        top = np.maximum(np.minimum(high, np.concatenate([edges, [np.inf]])), bottom)
        return cls(bottom, top)

    def followed_by(self, other: _Pieces) -> _Pieces:
        """Both, the values of `other` numbered after these."""
        return _Pieces(np.concatenate([self.low, other.low]), np.concatenate([self.high, other.high]))


@dataclass(frozen=True, slots=True, eq=False)
class _Options:
    """What each pair of section and answer leaves open: one entry per grid and band that may stand behind it, sorted by pair."""

    start: Ints
    pair: Ints
    grid: Ints
    band: Ints
    low: Floats
    high: Floats

    @classmethod
    def of(cls, pieces: _Pieces, value: Ints) -> _Options:
        possible = pieces.high > pieces.low
        per_value = possible.sum(axis=(1, 2))
        at, grid, band = np.nonzero(possible)
        first = np.concatenate([[0], np.cumsum(per_value)])
        sizes = per_value[value]
        start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        rows = np.arange(start[-1]) + np.repeat(first[value] - start[:-1], sizes)
        pair = np.repeat(np.arange(len(value)), sizes)
        grid, band = grid[rows], band[rows]
        where = (at[rows], grid, band)
        return cls(start, pair, grid, band, pieces.low[where], pieces.high[where])

    def weights(self, section: Ints, shares: Floats, among: Floats) -> Floats:
        """Posterior weight of each entry (sum 1 in each pair): the share of the grid of those that may be used in the band (`among`),
        times the length (log). The last grid, where it is there, is the only one.
        """
        owner = section[self.pair]
        with_other = np.concatenate([shares, np.ones((len(shares), 1))], axis=1)
        weight = (self.high - self.low) * with_other[owner, self.grid] / np.maximum(among[owner, self.band], 1e-300)
        whole = np.add.reduceat(weight, self.start[:-1]) if len(self.start) > 1 else np.zeros(0)
        return np.asarray(weight / whole[self.pair], dtype=np.float64)


def _habits(options: _Options, section: Ints, counts: Floats, prior: Floats) -> Floats:
    """Share of each declared grid (columns) in each section (rows): the fixed point of prior + expected answers on each grid."""
    n_sections, n_grids = int(section.max(initial=-1)) + 1, len(prior)
    shares = np.tile(prior / prior.sum(), (n_sections, 1))
    lines = counts[options.pair] * (options.grid < n_grids)
    place = section[options.pair] * n_grids + np.minimum(options.grid, n_grids - 1)
    for _ in range(_ROUNDS):
        expected = np.bincount(
            place, options.weights(section, shares, np.cumsum(shares, axis=1)) * lines, n_sections * n_grids
        )
        new = prior + expected.reshape(n_sections, n_grids)
        new /= new.sum(axis=1, keepdims=True)
        settled = bool(np.max(np.abs(new - shares), initial=0.0) < _SETTLED)
        shares = new
        if settled:
            break
    return shares


def _divides(grid: Floats | float, values: Floats) -> Bools:
    times = values / grid
    return np.asarray(np.abs(times - np.round(times)) < 1e-6, dtype=np.bool_)


def _own_grid(values: Floats, *, finest: float) -> Floats:
    """The coarsest of `finest` and the finer grids that divides each value: the last digit it shows."""
    found = np.full(len(values), _FINER[-1])
    for grid in (*_FINER[::-1], finest):
        found[_divides(grid, values)] = grid
    return found


def _around(values: Floats, grid: Floats) -> tuple[Floats, Floats]:
    """Bounds (log) of what is rounded to `values` on `grid`; nan where there is no grid."""
    high = values + grid / 2
    low = np.maximum(values - grid / 2, high * _NOTHING)
    return np.log(low), np.log(high)
