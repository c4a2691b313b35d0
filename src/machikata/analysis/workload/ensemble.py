# SPDX-License-Identifier: Apache-2.0
"""The true values of the bodies of a class, when every body's value is known with error only: draws from their joint posterior.

Quantiles of the answers themselves are too far out, because error adds to the spread; quantiles of shrunken means are too close
together. Both are avoided by drawing the whole ensemble of true values and taking the quantiles of each draw (Louis 1984, "Estimating
a population of parameter values using Bayes and empirical Bayes methods", JASA 79; Shen and Louis 1998, "Triple-goal estimates in
two-stage hierarchical models", JRSS B 60).

Model on the log scale: true ~ N(m, t²), m unknown with a flat prior; t is 0 with a chance of one in five, else unknown with a flat
prior (Gelman 2006, "Prior distributions for variance parameters in hierarchical models"). Without that chance t would never be quite
0, and the best quarter would lie below the middle even where all bodies are alike. Their posterior uses the exact likelihood of the rounded answers (Heitjan and Rubin 1990): thirty bodies that all
answer 5 minutes on a grid of 5 say no more than one about where between 2.5 and 7.5 the middle lies, and averaging them as if their
rounding were independent would be wrong with great certainty. Given m and t, each body's true value is drawn by the normal formula.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, ndtr

from machikata.analysis.comparison.arrays import Floats, Ints
from machikata.analysis.workload.mixtures import Mixtures

Singles = npt.NDArray[np.float32]

_FARTHEST = 4.0
_COARSE, _FINE = (25, 9), (17, 12)
_MOST = 120
"""With more bodies the posterior of m and t is a normal one, fitted around that of so many bodies."""
_ALIKE = 0.2
"""Chance, before an answer is seen, that the bodies do not differ at all."""
_LEAST_DENSITY = 1e-12
_TAIL = 1e-4
_SAME = 12
"""Decimals (log) to which bounds are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What is known of the bodies of one step: the pieces that rounding leaves open (log) and the standard deviation of the normal error;
    and in short the mean, the variance in all and the part of it that all steps of a body have in common.
    """

    pieces: Mixtures
    sd: Floats
    log_value: Floats
    variance: Floats
    common: Floats

    @property
    def n(self) -> int:
        """Number of bodies."""
        return len(self.sd)

    def some(self, most: int) -> Observed:
        """At most so many bodies, evenly picked."""
        if self.n <= most:
            return self
        kept = np.linspace(0, self.n - 1, most).astype(np.int64)
        parts = (x[kept] for x in (self.sd, self.log_value, self.variance, self.common))
        return Observed(self.pieces.take(kept), *parts)


@dataclass(frozen=True, slots=True, eq=False)
class _Likelihood:
    """How well m and t explain what was observed. Many bodies answer the same few numbers, so that their pieces are the same: each
    distinct one (`low`, `high`, `sd`) is looked at once and stands at its `place` in the weights of the bodies.
    """

    low: Floats
    high: Floats
    sd: Floats
    place: Ints
    weight: Floats
    start: Ints

    @classmethod
    def of(cls, seen: Observed) -> _Likelihood:
        p = seen.pieces
        bounds = np.stack([p.low, p.high, p.spread(seen.sd)]).round(_SAME)
        order = np.lexsort(bounds)
        new = np.append(True, (np.diff(bounds[:, order]) != 0).any(axis=0))
        place = np.empty(len(order), np.int64)
        place[order] = np.cumsum(new) - 1
        low, high, sd = bounds[:, order[new]]
        return cls(low, high, sd, place, p.weight / (p.high - p.low), p.start[:-1])

    def fit(self, mean: Floats, spread: float) -> Floats:
        """Log likelihood of each m with one t."""
        s, at = np.sqrt(self.sd**2 + spread**2), mean[:, None]
        share = (ndtr((at - self.low) / s) - ndtr((at - self.high) / s))[:, self.place] * self.weight
        density = np.add.reduceat(share, self.start, axis=1)
        return np.asarray(np.log(np.maximum(density, _LEAST_DENSITY)).sum(axis=1), dtype=np.float64)


def draw_true(seen: Observed, *, common_noise: Singles, noise: Singles, luck: Floats) -> Singles:
    """Draws × bodies of the logarithm of the true value.

    `common_noise` and `noise` are standard normal, draws × bodies: the same `common_noise` for every step of a body keeps its common
    error common. `luck` are three columns of uniform numbers, for m and t.
    """
    mean, spread = _draw_class(seen, luck)
    t2 = spread**2
    kept = (t2[:, None] / (seen.variance + t2[:, None])).astype(np.float32)
    # Half the digits are enough for draws, and twice as quick; the middle is taken off before.
    middle = float(np.mean(seen.log_value))
    shared = np.sqrt(seen.common / seen.variance)
    # The error of the answer is what the true value is away from it: the same body errs to the same side in all its steps.
    true = common_noise * shared.astype(np.float32)
    true += noise * np.sqrt(1.0 - shared**2).astype(np.float32)
    true *= np.sqrt(kept)
    true *= np.sqrt(seen.variance).astype(np.float32)
    true += kept * (seen.log_value - middle).astype(np.float32)
    true += (1 - kept) * (mean - middle).astype(np.float32)[:, None]
    return np.asarray(true + np.float32(middle), dtype=np.float32)


def _draw_class(seen: Observed, luck: Floats) -> tuple[Floats, Floats]:
    """Draws of m and t."""
    some = seen.some(_MOST)
    reach = 2.5 * np.sqrt(some.variance)
    means = (
        float(np.quantile(some.log_value - reach, 0.05)),
        float(np.quantile(some.log_value + reach, 0.95)),
    )
    spreads = (0.0, _FARTHEST * max(float(np.std(some.log_value)), float(np.sqrt(np.median(some.variance)))))
    coarse = _Grid.of(some, means, spreads, _COARSE)
    narrow = coarse.narrowed(0)
    fine, alike = _Grid.of(some, narrow, coarse.narrowed(1), _FINE), _Grid.of(some, narrow, (0.0, 0.0), (_FINE[0], 1))
    odds = _ALIKE / (1 - _ALIKE) * spreads[1] * np.exp(alike.log_whole - fine.log_whole)
    share = float(expit(np.log(odds))) if odds > 0 else 0.0
    same, first = luck[:, 0] < share, luck[:, 0].copy()
    first[same] /= share
    first[~same] = (first[~same] - share) / (1 - share)
    luck = np.column_stack([first, luck[:, 1:]])
    differing = (_normal(seen, fine, luck) if some is not seen else None) or fine.draw(luck)
    mean, spread = (np.where(same, a, b) for a, b in zip(alike.draw(luck), differing, strict=True))
    return mean, spread


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Posterior weights (sum 1) of cells of m × t, by their middles; `log_whole` is the logarithm of the likelihood, integrated over the
    cells (over m alone where t has one value).
    """

    mean: Floats
    spread: Floats
    weight: Floats
    log_whole: float

    @classmethod
    def of(
        cls, seen: Observed, means: tuple[float, float], spreads: tuple[float, float], size: tuple[int, int]
    ) -> _Grid:
        axes = [a + (np.arange(n) + 0.5) / n * (b - a) for (a, b), n in zip((means, spreads), size, strict=True)]
        likelihood = _Likelihood.of(seen)
        fit = np.stack([likelihood.fit(axes[0], t) for t in axes[1].tolist()], axis=1)
        weight = np.exp(fit - fit.max())
        cell = [(b - a) / n for (a, b), n in zip((means, spreads), size, strict=True)]
        whole = float(fit.max() + np.log(weight.sum() * cell[0] * (cell[1] or 1.0)))
        return cls(axes[0], axes[1], weight / weight.sum(), whole)

    def narrowed(self, axis: int) -> tuple[float, float]:
        """Where all but the far tails lie, one cell wider on each side; t never below 0."""
        at = (self.mean, self.spread)[axis]
        step = float(at[1] - at[0])
        reached = np.cumsum(self.weight.sum(axis=1 - axis))
        low, high = (int(np.searchsorted(reached, p)) for p in (_TAIL, 1 - _TAIL))
        start = float(at[low]) - 1.5 * step
        return (max(start, 0.0) if axis else start), float(at[min(high, len(at) - 1)]) + 1.5 * step

    def draw(self, luck: Floats) -> tuple[Floats, Floats]:
        """A cell by its weight, and a point in it."""
        reached = np.cumsum(self.weight.ravel())
        cell = np.minimum(np.searchsorted(reached / reached[-1], luck[:, 0]), self.weight.size - 1)
        i, j = np.divmod(cell, len(self.spread))
        mean = self.mean[i] + (luck[:, 1] - 0.5) * (self.mean[1] - self.mean[0])
        if len(self.spread) == 1:
            return mean, self.spread[j]
        return mean, np.abs(self.spread[j] + (luck[:, 2] - 0.5) * (self.spread[1] - self.spread[0]))

    def moments(self) -> tuple[Floats, Floats]:
        """Means and standard deviations of m and t."""
        sides = [(self.mean, self.weight.sum(axis=1)), (self.spread, self.weight.sum(axis=0))]
        mean = np.array([at @ w for at, w in sides])
        return mean, np.sqrt([w @ (at - m) ** 2 for (at, w), m in zip(sides, mean, strict=True)])


def _normal(seen: Observed, near: _Grid, luck: Floats) -> tuple[Floats, Floats] | None:
    """Draws from the normal posterior of many bodies: a quadratic through nine points around the posterior of some of them. None when
    the likelihood has no top there (all answers alike): then the posterior of some stands, which is wider.
    """
    middle, sd = near.moments()
    sd = np.array([sd[0], min(sd[1], middle[1] / 2)])
    x, y = np.tile([-1.0, 0.0, 1.0], 3), np.repeat([-1.0, 0.0, 1.0], 3)
    places = np.array([-1.0, 0.0, 1.0])
    likelihood = _Likelihood.of(seen)
    fit = np.concatenate([likelihood.fit(middle[0] + places * sd[0], float(middle[1] + t * sd[1])) for t in places])
    terms = np.column_stack([np.ones(9), x, y, x * x / 2, y * y / 2, x * y])
    _, a, b, aa, bb, ab = np.linalg.lstsq(terms, fit, rcond=None)[0]
    curvature = -np.array([[aa, ab], [ab, bb]])
    if not (aa < 0 and bb < 0 and np.linalg.det(curvature) > 0):
        return None
    covariance = np.linalg.inv(curvature)
    top = covariance @ np.array([a, b])
    if np.abs(top).max() > _FARTHEST:
        return None
    first, second = np.sqrt(-2 * np.log1p(-luck[:, 1])), 2 * np.pi * luck[:, 2]
    normal = np.column_stack([first * np.cos(second), first * np.sin(second)])
    drawn = middle + (top + normal @ np.linalg.cholesky(covariance).T) * sd
    return drawn[:, 0], np.abs(drawn[:, 1])


def quantiles(values: Singles, places: tuple[float, ...]) -> tuple[Floats, ...]:
    """Quantiles of every row; nan columns must have been left out."""
    n = values.shape[1]
    # Sorting whole rows is several times quicker than partitioning at four places.
    ordered = np.sort(values, axis=1)
    found = []
    for q in places:
        low, part = int(q * (n - 1)), q * (n - 1) % 1
        below, above = (ordered[:, p].astype(np.float64) for p in (low, min(low + 1, n - 1)))
        found.append((1 - part) * below + part * above)
    return tuple(found)


def picked(noise: Singles, columns: Ints) -> Singles:
    """Columns of a matrix, without copying when it is all of them."""
    return noise if len(columns) == noise.shape[1] else noise[:, columns]
