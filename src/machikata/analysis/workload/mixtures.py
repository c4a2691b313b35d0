# SPDX-License-Identifier: Apache-2.0
"""Mixtures of uniform pieces on the log scale, blurred by normal error: what a rounded answer leaves open about the true value.

A number rounded to m on a grid g lay between m − g/2 and m + g/2; with a grid that is not known, it is a mixture of such pieces. Memory
adds a normal error of the logarithm. The distribution function is exact, so small answers (5 minutes on a grid of 5) keep their shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import ndtr, ndtri, stdtr

from machikata.analysis.comparison.arrays import Floats, Ints

_STEPS = 60
_CLOSE = 1e-5
_TABLE = 161
_ALMOST_ALL = 0.9999
_NARROWEST = 1e-4
_LONG_TAILS = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Mixtures:
    """n distributions: the pieces of the i-th are start[i] to start[i + 1], each with its weight (sum 1) and bounds (log)."""

    start: Ints
    weight: Floats
    low: Floats
    high: Floats

    @property
    def n(self) -> int:
        """Number of distributions."""
        return len(self.start) - 1

    def sums(self, values: Floats) -> Floats:
        """Weighted sums of a value per piece, one per distribution."""
        return np.add.reduceat(self.weight * values, self.start[:-1]) if self.n else np.zeros(0)

    def spread(self, per_distribution: Floats) -> Floats:
        """A value per distribution, repeated for its pieces."""
        return np.repeat(per_distribution, np.diff(self.start))

    def take(self, index: Ints) -> Mixtures:
        """The distributions with these numbers, in this order."""
        sizes = np.diff(self.start)[index]
        start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        pieces = np.arange(start[-1]) - np.repeat(start[:-1] - self.start[:-1][index], sizes)
        return Mixtures(start, self.weight[pieces], self.low[pieces], self.high[pieces])

    def moved(self, by: Floats) -> Mixtures:
        """Every distribution moved by a value of its own (log)."""
        shift = self.spread(by)
        return Mixtures(self.start, self.weight, self.low + shift, self.high + shift)

    def log_moments(self) -> tuple[Floats, Floats, Floats]:
        """Mean, variance and fourth cumulant of the logarithm."""
        middle, width = (self.low + self.high) / 2, self.high - self.low
        mean = self.sums(middle)
        off = middle - self.spread(mean)
        variance = self.sums(off**2 + width**2 / 12)
        fourth = self.sums(off**4 + off**2 * width**2 / 2 + width**4 / 80)
        return mean, variance, fourth - 3 * variance**2

    def moments(self) -> tuple[Floats, Floats]:
        """Mean and variance of the value itself (not its logarithm)."""
        width = np.maximum(self.high - self.low, _NARROWEST)
        mean = self.sums((np.exp(self.low + width) - np.exp(self.low)) / width)
        square = self.sums((np.exp(2 * (self.low + width)) - np.exp(2 * self.low)) / (2 * width))
        return mean, np.maximum(square - mean**2, 0.0)

    def below(self, x: Floats, sd: Floats) -> Floats:
        """P(log value + normal error ≤ x), for one x and one standard deviation per distribution."""
        return self._below(x, sd)[0]

    def _below(self, x: Floats, sd: Floats) -> tuple[Floats, Floats]:
        """The distribution function and its density."""
        s, at = self.spread(sd), self.spread(x)
        width = np.maximum(self.high - self.low, _NARROWEST * s)
        upper, lower = (at - self.low) / s, (at - self.low - width) / s
        above, under = ndtr(upper), ndtr(lower)
        # The integral of the normal distribution function is zΦ(z) + φ(z).
        step = upper * above - lower * under + (np.exp(-(upper**2) / 2) - np.exp(-(lower**2) / 2)) / np.sqrt(2 * np.pi)
        share = np.clip(step * s / width, 0.0, 1.0)
        return self.sums(share), self.sums((above - under) / width)

    def quantile(self, p: float, sd: Floats) -> Floats:
        """The x with P(log value + normal error ≤ x) = p: Newton's method, kept inside a bracket that halves when it leaves."""
        reach = abs(float(ndtri(p))) * sd + 1e-6
        left = np.minimum.reduceat(self.low, self.start[:-1]) - reach if self.n else reach
        right = np.maximum.reduceat(self.high, self.start[:-1]) + reach if self.n else reach
        mean, variance, _ = self.log_moments()
        x = np.clip(mean + float(ndtri(p)) * np.sqrt(variance + sd**2), left, right)
        open_, mixtures = np.arange(self.n), self
        for _ in range(_STEPS):
            at = x[open_]
            below, density = mixtures._below(at, sd[open_])
            left[open_] = np.where(below < p, at, left[open_])
            right[open_] = np.where(below < p, right[open_], at)
            with np.errstate(divide="ignore", invalid="ignore"):
                new = at - (below - p) / density
            new = np.where((new > left[open_]) & (new < right[open_]), new, (left[open_] + right[open_]) / 2)
            x[open_] = new
            moving = np.abs(new - at) > _CLOSE
            if not moving.any():
                break
            if 2 * np.count_nonzero(moving) < len(open_):
                open_, mixtures = open_[moving], mixtures.take(np.flatnonzero(moving))
        return x


def single_pieces(low: Floats, high: Floats) -> Mixtures:
    """One uniform piece each.

    >>> single_pieces(np.array([0.0]), np.array([1.0])).log_moments()[0].tolist()
    [0.5]
    """
    return Mixtures(np.arange(len(low) + 1, dtype=np.int64), np.ones(len(low)), low, high)


def joined(parts: Sequence[Mixtures]) -> Mixtures:
    """Several sets of distributions in one, in this order."""
    sizes = np.concatenate([np.diff(p.start) for p in parts])
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Mixtures(start, *(np.concatenate([getattr(p, name) for p in parts]) for name in ("weight", "low", "high")))


def uniform_part(variance: Floats, fourth: Floats) -> tuple[Floats, Floats]:
    """Half width h and normal standard deviation s of the sum uniform(−h, h) + normal(0, s) with these cumulants.

    A uniform variable has variance h²/3 and fourth cumulant −2h⁴/15, a normal one none: a single rounded answer is met exactly, and a
    sum of many goes over into the normal. A positive fourth cumulant has no uniform part.
    """
    half = np.power(np.maximum(-7.5 * fourth, 0.0), 0.25)
    half = np.minimum(half, np.sqrt(3 * _ALMOST_ALL * variance))
    return half, np.sqrt(np.maximum(variance - half**2 / 3, 0.0))


def quantiles_of_sums(p: float, variance: Floats, fourth: Floats) -> Floats:
    """The p-quantile of uniform(−h, h) + normal(0, s) with these cumulants, from a table over the uniform share of the variance."""
    half, _ = uniform_part(variance, fourth)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(variance > 0, half**2 / (3 * variance), 0.0)
    return np.asarray(np.interp(share, *_table(p)) * np.sqrt(variance), dtype=np.float64)


@lru_cache(maxsize=8)
def _table(p: float) -> tuple[Floats, Floats]:
    """The p-quantile by the uniform share of a variance of 1."""
    grid = np.linspace(0.0, _ALMOST_ALL, _TABLE)
    halves = np.sqrt(3 * grid)
    return grid, single_pieces(-halves, halves).quantile(p, np.sqrt(1 - grid))


def below_of_sums(x: Floats, variance: Floats, fourth: Floats) -> Floats:
    """P(variable ≤ x) for a variable of mean 0 with these cumulants: uniform(−h, h) + normal(0, s) where it is flatter than a normal, and
    Student's t where its tails are longer (an answer that was most likely rounded finely, but perhaps coarsely).
    """
    half, sd = uniform_part(variance, fourth)
    found = single_pieces(-half, half).below(x, np.maximum(sd, 1e-9))
    long = np.flatnonzero(fourth > _LONG_TAILS * variance**2)
    # Student's t with ν degrees of freedom has an excess of 6 / (ν − 4) and variance ν / (ν − 2).
    freedom = 4 + 6 * variance[long] ** 2 / fourth[long]
    found[long] = stdtr(freedom, x[long] * np.sqrt(freedom / (freedom - 2) / variance[long]))
    return found
