# SPDX-License-Identifier: Apache-2.0
"""Whether a section rounds its minutes far more coarsely than the others do about the same steps.

For each line the probability of an answer on the grid is the share of the other bodies' answers there, with the declared shares as so
many answers more. Sections differ in their habits: the share of coarse answers varies as a beta distribution. Given the habit, the number
of lines on the grid follows a Poisson-binomial distribution; over habits its tail is integrated by Gauss's rule for that beta weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, roots_jacobi

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.comparison.correction import holm
from machikata.analysis.workload.answers import Answers, sums
from machikata.analysis.workload.class_spread import ClassSpread
from machikata.analysis.workload.findings import Finding, finding
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.rules.survey_limits import SurveyLimits
from machikata.rules.survey_reporting import ReportingError

_HABITS = 32
"""Nodes of the rule: exact up to 63 lines, and close beyond."""
_EXACT = 100
"""From more lines on the tail given a habit is the refined normal one (Volkova 1996), which is then as good."""
_NEVER_BEYOND = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class HeapingCheck:
    """Per section (rows) and coarse grid (columns): lines compared, lines on the grid, lines expected there, and whether there are too
    many after correction over everything checked together.
    """

    grids: tuple[int, ...]
    lines: Ints
    on_grid: Floats
    expected: Floats
    beyond: Bools


def check_heaping(answers: Answers, peers: ClassSpread, *, error: ReportingError, limits: SurveyLimits) -> HeapingCheck:
    """Hold the coarse answers of every section against those of the other bodies about the same steps."""
    rows = np.flatnonzero(peers.peers >= limits.fewest_peers.value)
    grids = tuple(g for g in error.grid_shares if g >= limits.coarse_from.value)
    section = answers.section[rows]
    n = answers.n_sections
    lines = np.bincount(section, minlength=n)
    shape = (n, len(grids))
    on_grid, expected, p = np.zeros(shape), np.zeros(shape), np.full(shape, np.nan)
    for column, grid in enumerate(grids):
        hit = answers.minutes[rows] % grid == 0
        usable = ndtr((peers.centre[rows] - np.log(grid / 2.0)) / peers.spread[rows])
        chance = _chance(answers, rows, hit, usable * share_on(grid, error), limits.prior_answers.value)
        on_grid[:, column], expected[:, column] = sums(section, hit, n), sums(section, chance, n)
        p[:, column] = _tails(
            section, lines, _Grid(hit, chance, usable, *habit_of(grid, error)), limits.fewest_lines.value
        )
    return HeapingCheck(grids, lines, on_grid, expected, holm(p.ravel()).reshape(shape) < limits.level.value)


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


def _chance(answers: Answers, rows: Ints, hit: Bools, declared: Floats, prior: float) -> Floats:
    """Probability of an answer on the grid, from the other bodies' answers about the same step and kind."""
    item = np.unique(answers.item[rows], return_inverse=True)[1]
    own = np.unique(item * (answers.n_sections + 1) + answers.body[rows], return_inverse=True)[1]
    all_n, all_hit = np.bincount(item)[item], np.bincount(item, hit)[item]
    own_n, own_hit = np.bincount(own)[own], np.bincount(own, hit)[own]
    return np.asarray((all_hit - own_hit + prior * declared) / (all_n - own_n + prior))


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Per compared line: whether it lies on the grid, with which probability, and how far the grid could be used for it at all (0–1);
    mean and concentration of the habit of using it.
    """

    hit: Bools
    chance: Floats
    usable: Floats
    coarse: float
    concentration: float

    def by_habit(self, rows: Ints, habits: Floats) -> Floats:
        """Probability of each of `rows` (columns) for every habit (rows)."""
        usable, rest = self.usable[rows], self.usable[rows] * self.coarse
        without = np.clip((self.chance[rows] - rest) / (1.0 - rest), 0.0, 1.0)
        used = habits[:, None] * usable
        return np.asarray(used + (1.0 - used) * without)


def _tails(section: Ints, lines: Ints, grid: _Grid, fewest: float) -> Floats:
    """Per section the probability of at least so many lines on the grid; NaN with fewer lines than `fewest`."""
    n = len(lines)
    found, expected = sums(section, grid.hit, n), sums(section, grid.chance, n)
    habit_variance = grid.coarse * (1 - grid.coarse) / (grid.concentration + 1) * sums(section, grid.usable, n) ** 2
    sd = np.sqrt(sums(section, grid.chance * (1 - grid.chance), n) + habit_variance)
    p = np.where(lines >= fewest, 1.0, np.nan)
    order = np.argsort(section, kind="stable")
    ends = np.cumsum(lines)
    habits, weights = _habits(grid.coarse, grid.concentration)
    for s in np.flatnonzero((lines >= fewest) & (found > expected + _NEVER_BEYOND * sd)).tolist():
        own = order[ends[s] - lines[s] : ends[s]]
        p[s] = float(weights @ at_least(round(float(found[s])), grid.by_habit(own, habits)))
    return p


def _habits(coarse: float, concentration: float) -> tuple[Floats, Floats]:
    """Nodes and weights of the beta distribution with that mean and concentration."""
    a, b = coarse * concentration, (1.0 - coarse) * concentration
    nodes, weights = roots_jacobi(_HABITS, b - 1.0, a - 1.0)
    return (1.0 + nodes) / 2.0, weights / weights.sum()


def at_least(k: int, chances: Floats) -> Floats:
    """Probability of at least `k` hits, per row of independent `chances` (Poisson-binomial).

    >>> [round(float(x), 3) for x in at_least(2, np.array([[0.5, 0.5], [0.2, 0.1]]))]
    [0.25, 0.02]
    """
    n = chances.shape[1]
    if k <= 0:
        return np.ones(len(chances))
    if n > _EXACT:
        return _nearly(k, chances)
    mass = np.zeros((len(chances), n + 1))
    mass[:, 0] = 1.0
    for line in range(n):
        chance = chances[:, line : line + 1]
        mass[:, 1:] = mass[:, 1:] * (1.0 - chance) + mass[:, :-1] * chance
        mass[:, :1] *= 1.0 - chance
    return np.asarray(mass[:, k:].sum(axis=1))


def _nearly(k: int, chances: Floats) -> Floats:
    variance = np.maximum((chances * (1 - chances)).sum(axis=1), 1e-12)
    skew = (chances * (1 - chances) * (1 - 2 * chances)).sum(axis=1) / variance**1.5
    x = (k - 0.5 - chances.sum(axis=1)) / np.sqrt(variance)
    density = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    return np.asarray(np.clip(ndtr(-x) - skew * (1 - x**2) * density / 6, 0.0, 1.0))


def heaping_findings(answers: Answers, check: HeapingCheck, section: int) -> Iterator[Finding]:
    """What section number `section` should look at: the coarsest grid on which its answers lie too often."""
    found = np.flatnonzero(check.beyond[section])
    if not len(found):
        return
    column = int(found[np.argmax(check.on_grid[section, found] - check.expected[section, found])])
    grid, n = check.grids[column], number(int(check.lines[section]))
    on_grid, expected = number(check.on_grid[section, column]), number(check.expected[section, column], 1)
    rows = answers.rows_of(section)
    own = rows[(answers.minutes[rows] % grid == 0) & (answers.cases[rows] > 0)]
    what = Text(
        f"1件あたりの時間は、{n}行のうち{on_grid}行が{grid}分の倍数です。同じ工程のほかの団体の答えでは{expected}行ほどです",
        f"{on_grid} of {n} answers are whole multiples of {grid} minutes; about {expected} would be, going by the other bodies' answers "
        "about the same steps",
    )
    size = float(np.nansum(answers.hours_from_volume[own]))
    yield finding("coarse-minutes", (what, _REMEDY), answers.sections[section], hours=size or None)


_REMEDY = Text(
    "何件か時計で計って、5分きざみより細かく書けるか確かめてください。計った値がその値であれば、備考にその旨を書いてください",
    "time a few cases by the clock and see whether minutes can be given to five or less; if that is what the clock says, write so in the note",
)
