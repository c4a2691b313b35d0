# SPDX-License-Identifier: Apache-2.0
"""What yearly hours follow from cases and minutes, when both minutes and hours are answered with the declared error.

Minutes and yearly hours of a line are two memories of one truth: given the minutes before rounding, the logarithm of the hours has
the variance of two independent memory errors; what a whole section forgets or adds is in both and drops out. A sum over lines is taken
as log-normal with its mean and variance (Fenton 1960), once for every grid on which its most uncertain line may have been rounded,
because that one line can make the sum two-humped.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from machikata.analysis.comparison.arrays import Floats, Ints
from machikata.analysis.workload.answers import sums
from machikata.analysis.workload.rounding import Unrounded, unrounded
from machikata.rules.survey_reporting import ReportingError

_FAR = 100.0
"""A logarithm of hours beyond anything that can be answered."""
_ROOT = float(np.sqrt(2.0 * np.pi))
_HALVINGS = 44
_REACH = 12.0
"""Standard deviations within which quantiles are looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class HoursSpread:
    """Yearly hours of n lines or sums (rows) as a mixture over grids (columns): the logarithm is normal around `log_mean`, for a line
    with a rounding uniform over `width` added (0 for sums, where it is in the mean and variance).
    """

    weights: Floats
    log_mean: Floats
    log_sd: Floats
    width: Floats | None = None

    def below(self, hours: Floats) -> Floats:
        """Probability of at most so many hours, per row."""
        with np.errstate(divide="ignore"):
            away = np.clip(np.log(np.maximum(hours, 0.0)), -_FAR, _FAR)[:, None] - self.log_mean
        if self.width is None:
            return np.asarray((self.weights * ndtr(away / self.log_sd)).sum(axis=1))
        times = self.width / self.log_sd
        z = away / self.log_sd
        shares = (_area(z + times / 2) - _area(z - times / 2)) / times
        return np.asarray((self.weights * shares).sum(axis=1))

    def quantile(self, share: float) -> Floats:
        """Hours below which the sum stays with that probability, per sum."""
        reach = _REACH * self.log_sd + (0.0 if self.width is None else self.width)
        low, high = np.exp((self.log_mean - reach).min(axis=1)), np.exp((self.log_mean + reach).max(axis=1))
        for _ in range(_HALVINGS):
            middle = np.sqrt(low * high)
            under = self.below(middle) < share
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        return np.asarray(np.sqrt(low * high))

    def two_sided(self, at_least: Floats, at_most: Floats) -> Floats:
        """p-value of hours that lie between the two: how seldom hours lie as far out, on either side."""
        return np.asarray(np.minimum(2.0 * np.minimum(1.0 - self.below(at_least), self.below(at_most)), 1.0))


def _area(z: Floats) -> Floats:
    """The integral of the normal distribution function up to `z`: a uniform part averages it over its width."""
    return np.asarray(z * ndtr(z) + np.exp(-np.minimum(z * z, 1400.0) / 2) / _ROOT)


def line_spread(cases: Floats, minutes: Floats, error: ReportingError) -> HoursSpread:
    """The hours that each line's own cases and minutes let expect."""
    found = unrounded(minutes, error)
    log_mean = found.log_mean[found.row] + np.log(cases / 60.0)[:, None]
    log_sd = np.full((1, found.n_grids), np.sqrt(2.0) * error.memory_sd)
    return HoursSpread(found.weights[found.row], log_mean, log_sd, np.sqrt(12.0 * found.log_variance)[found.row])


def sum_spread(group: Ints, n: int, cases: Floats, minutes: Floats, error: ReportingError) -> HoursSpread:
    """The hours that the lines of each of `n` groups let expect together; `group` is the group of each line, and every group has one."""
    found = unrounded(minutes, error)
    volume = cases / 60.0
    mean = volume * found.expected_minutes() * np.exp(error.memory_sd**2)
    square = volume**2 * found.expected_square() * np.exp(4.0 * error.memory_sd**2)
    variance = square - mean**2
    widest = _widest(group, n, variance)
    rest_mean = sums(group, mean, n) - mean[widest]
    rest_variance = np.maximum(sums(group, variance, n) - variance[widest], 0.0)
    # The answers' own rounding of yearly hours, once a line, belongs to what is compared with this sum.
    rest_variance += np.bincount(group, minlength=n) * error.hours_grid**2 / 12.0
    own_mean, own_variance = _given_grid(found, widest, volume[widest], error)
    total_mean, total_variance = rest_mean[:, None] + own_mean, rest_variance[:, None] + own_variance
    log_variance = np.log1p(total_variance / total_mean**2)
    return HoursSpread(found.weights[found.row[widest]], np.log(total_mean) - log_variance / 2, np.sqrt(log_variance))


def _widest(group: Ints, n: int, variance: Floats) -> Ints:
    order = np.lexsort((variance, group))
    ends = np.searchsorted(group[order], np.arange(n), side="right") - 1
    return np.asarray(order[ends])


def _given_grid(found: Unrounded, rows: Ints, volume: Floats, error: ReportingError) -> tuple[Floats, Floats]:
    place = found.row[rows]
    mean = volume[:, None] * found.mean[place] * np.exp(error.memory_sd**2)
    square = volume[:, None] ** 2 * found.square[place] * np.exp(4.0 * error.memory_sd**2)
    return mean, square - mean**2
