# SPDX-License-Identifier: Apache-2.0
"""What yearly hours follow from cases and minutes, when both minutes and hours are answered with the declared error.

Minutes and yearly hours of a line are two memories of one truth: given the minutes before rounding, the logarithm of the hours has
the variance of two independent memory errors; what a whole section forgets or adds is in both and drops out. A sum over lines is taken
as what rounding leaves open about its most uncertain line, because that one line can make the sum two-humped, moved by the mean of the
others; their scatter is normal error of the logarithm (Fenton 1960).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Floats, Ints
from machikata.analysis.workload.answers import sums
from machikata.analysis.workload.mixtures import Mixtures
from machikata.rules.survey_reporting import ReportingError

_FAR = 100.0
"""A logarithm of hours beyond anything that can be answered."""


@dataclass(frozen=True, slots=True, eq=False)
class HoursSpread:
    """Yearly hours of n lines or sums: what rounding leaves open about their logarithm, and the standard deviation of the normal error
    around that.
    """

    pieces: Mixtures
    sd: Floats

    def below(self, hours: Floats) -> Floats:
        """Probability of at most so many hours, per line or sum."""
        with np.errstate(divide="ignore"):
            return self.pieces.below(np.clip(np.log(np.maximum(hours, 0.0)), -_FAR, _FAR), self.sd)

    def quantile(self, share: float) -> Floats:
        """Hours below which each stays with that probability."""
        return np.asarray(np.exp(self.pieces.quantile(share, self.sd)))

    def two_sided(self, at_least: Floats, at_most: Floats) -> Floats:
        """p-value of hours that lie between the two: how seldom hours lie as far out, on either side."""
        return np.asarray(np.minimum(2.0 * np.minimum(1.0 - self.below(at_least), self.below(at_most)), 1.0))


def line_spread(cases: Floats, meant: Mixtures, error: ReportingError) -> HoursSpread:
    """The hours that each line's own cases and minutes (`meant`: one distribution a line) let expect."""
    return HoursSpread(meant.moved(np.log(cases / 60.0)), np.full(meant.n, np.sqrt(2.0) * error.memory_sd))


def sum_spread(group: Ints, n: int, cases: Floats, meant: Mixtures, error: ReportingError) -> HoursSpread:
    """The hours that the lines of each of `n` groups let expect together; `group` is the group of each line, and every group has one."""
    once, twice = np.exp(error.memory_sd**2), np.exp(4.0 * error.memory_sd**2)
    middle, scatter = meant.moments()
    mean = cases / 60.0 * middle * once
    variance = (cases / 60.0) ** 2 * (scatter + middle**2) * twice - mean**2
    widest = _widest(group, n, variance)
    rest = sums(group, mean, n) - mean[widest]
    rest_variance = np.maximum(sums(group, variance, n) - variance[widest], 0.0)
    # The answers' own rounding of yearly hours, once a line, belongs to what is compared with this sum.
    rest_variance += np.bincount(group, minlength=n) * error.hours_grid**2 / 12.0
    own = meant.take(widest).moved(np.log(cases[widest] / 60.0))

    def together(log_hours: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of the logarithm of the sum, given these hours of the most uncertain line."""
        total = np.exp(log_hours) * once + own.spread(rest)
        around = np.exp(2.0 * log_hours) * (twice - once**2) + own.spread(rest_variance)
        log_variance = np.log1p(around / total**2)
        return np.log(total) - log_variance / 2, log_variance

    (low, _), (high, _), (_, log_variance) = (together(x) for x in (own.low, own.high, (own.low + own.high) / 2))
    pieces = Mixtures(own.start, own.weight, low, np.maximum(low, high))
    return HoursSpread(pieces, np.sqrt(own.sums(log_variance)))


def _widest(group: Ints, n: int, variance: Floats) -> Ints:
    order = np.lexsort((variance, group))
    ends = np.searchsorted(group[order], np.arange(n), side="right") - 1
    return np.asarray(order[ends])
