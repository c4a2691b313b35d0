# SPDX-License-Identifier: Apache-2.0
"""How the other bodies answer about a step and kind of staff: centre and spread of their minutes, each time without the body itself.

On the logarithm of minutes: the median, and a Winsorised standard deviation (values beyond two robust deviations count as two; Huber
1981), never smaller than the declared error of answers alone. Both are exact without the body's own answer. That is affordable because
answers heap on few values: what matters for one body is only which value it takes away.

Few bodies tell little of the spread of one step; all steps together tell much. Their variances are taken as scattered around a common
one, and each is drawn towards it as far as they do not scatter more than chance makes them (Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:1,
"Linear models and empirical Bayes methods"): the common one counts as so many degrees of freedom more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import digamma, ndtr, polygamma

from machikata.analysis.comparison.arrays import Floats, Ints
from machikata.analysis.workload.answers import Answers
from machikata.analysis.workload.reporting_error import common_error
from machikata.rules.survey_reporting import ReportingError

_TO_NORMAL = 1.482602218505602
_BEND = 2.0
_BEND_DENSITY = float(np.exp(-(_BEND**2) / 2) / np.sqrt(2 * np.pi))
_CONSISTENT = float(
    2 * ndtr(_BEND) - 1 - 2 * _BEND * _BEND_DENSITY + 2 * _BEND**2 * (1 - ndtr(_BEND))
)  # E min(Z², 4): what a normal distribution leaves after bending
_FREEDOM, _LOST = 0.8, 3.0
"""Degrees of freedom of that spread under a normal distribution, per value and lost ones: the variance of its logarithm in simulated
samples of 7 to 99 values, rounded down."""
_MOST_COMMON = 20.0
"""The common variance counts for at most so many degrees of freedom."""
_FEWEST_STEPS = 5
"""With fewer steps nothing is said about a common variance."""
_FEWEST_OTHERS = 2
_FINE = 100.0
"""Answers closer than one per cent count as one value."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassSpread:
    """Per line, from the other bodies' answers about the same step and kind: their number, centre (logarithm of minutes), spread (of the
    logarithm), degrees of freedom of the spread. `peers` is 0 for lines that are not comparable; the rest is NaN there and where there is
    one other body only.
    """

    peers: Ints
    centre: Floats
    spread: Floats
    freedom: Floats


def class_spread(answers: Answers, *, error: ReportingError) -> ClassSpread:
    """For every comparable line (own staff, common step, minutes above 0) how the other bodies answer."""
    n = len(answers.item)
    found = ClassSpread(np.zeros(n, dtype=np.int64), np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan))
    rows = np.flatnonzero(answers.with_minutes & (answers.item >= 0))
    rows = rows[np.argsort(answers.item[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(answers.item[rows], prepend=-2))
    floor = float(np.sqrt(error.memory_sd**2 + common_error(error).log_variance))
    measured = [_measure(found, answers, of, floor) for of in np.split(rows, starts[1:])] if len(rows) else []
    known = np.array([m for m in measured if m is not None]).reshape(-1, 2)
    common, weight = common_variance(known[:, 0], known[:, 1])
    together = found.freedom + weight
    found.spread[:] = np.sqrt((found.freedom * found.spread**2 + weight * max(common, floor**2)) / together)
    found.freedom[:] = together
    return found


def _measure(found: ClassSpread, answers: Answers, rows: Ints, floor: float) -> tuple[float, float] | None:
    """Fill in the rows of one step and kind; its variance over all bodies and the degrees of freedom of that."""
    bodies, of_body = np.unique(answers.body[rows], return_inverse=True)
    peers = len(bodies) - 1
    found.peers[rows] = peers
    if peers < _FEWEST_OTHERS:
        return None
    # A body whose sections answer apart stands with the mean of their logarithms.
    means = np.bincount(of_body, np.log(answers.minutes[rows])) / np.bincount(of_body)
    values, of_value, counts = np.unique(np.round(means * _FINE) / _FINE, return_inverse=True, return_counts=True)
    centre, spread = without_each(values, counts, floor)
    place = of_value[of_body]
    found.centre[rows], found.spread[rows] = centre[place], spread[place]
    found.freedom[rows] = max(1.0, _FREEDOM * peers - _LOST)
    _, whole = _robust(values, counts[None, :], floor)
    return float(whole[0]) ** 2, max(1.0, _FREEDOM * (peers + 1) - _LOST)


def common_variance(variances: Floats, freedom: Floats) -> tuple[float, float]:
    """The common variance of several, and for how many degrees of freedom it counts (0 with too few of them).

    >>> common, weight = common_variance(np.array([1.0, 1.1, 0.9, 1.0, 1.05, 0.95]), np.full(6, 10.0))
    >>> round(common, 2), weight
    (1.0, 20.0)
    """
    n = len(variances)
    if n < _FEWEST_STEPS:
        return 0.0, 0.0
    level = np.log(variances) - digamma(freedom / 2) + np.log(freedom / 2)
    scatter = float(level.var(ddof=1) - polygamma(1, freedom / 2).mean())
    if scatter <= float(polygamma(1, _MOST_COMMON / 2)):
        # As alike as the cap allows to say; the logarithm of the mean is then the better centre.
        return float(np.average(variances, weights=freedom)), _MOST_COMMON
    weight = 2.0 * float(brentq(lambda half: float(polygamma(1, half)) - scatter, 1e-3, _MOST_COMMON))
    return float(np.exp(level.mean() + digamma(weight / 2) - np.log(weight / 2))), weight


def without_each(values: Floats, counts: Ints, floor: float) -> tuple[Floats, Floats]:
    """Median and Winsorised standard deviation of what remains when one of each value is taken away; `values` ascend.

    >>> centre, spread = without_each(np.array([1.0, 2.0, 9.0]), np.array([2, 2, 1]), 0.1)
    >>> [float(x) for x in centre]
    [2.0, 1.5, 1.5]
    """
    return _robust(values, counts[None, :] - np.eye(len(values), dtype=np.int64), floor)


def _robust(values: Floats, counts: Ints, floor: float) -> tuple[Floats, Floats]:
    """Median and Winsorised standard deviation of `values`, present so many times (`counts`: one set a row, equal sums)."""
    n = int(counts[0].sum())
    centre = _median(np.broadcast_to(values, counts.shape), counts, n)
    away = np.abs(values[None, :] - centre[:, None])
    order = np.argsort(away, axis=1)
    rough = _median(np.take_along_axis(away, order, axis=1), np.take_along_axis(counts, order, axis=1), n)
    rough = np.maximum(_TO_NORMAL * rough, floor)
    bent = np.minimum(away, _BEND * rough[:, None]) ** 2
    return centre, np.maximum(np.sqrt((counts * bent).sum(axis=1) / max(n - 1, 1) / _CONSISTENT), floor)


def _median(values: Floats, counts: Ints, n: int) -> Floats:
    """Medians of rows of ascending `values`, each present so many times; every row counts `n` in all."""
    reached = counts.cumsum(axis=1)
    lower, upper = ((reached >= k).argmax(axis=1) for k in ((n + 1) // 2, n // 2 + 1))
    rows = np.arange(len(values))
    return np.asarray((values[rows, lower] + values[rows, upper]) / 2)
