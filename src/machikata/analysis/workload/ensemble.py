# SPDX-License-Identifier: Apache-2.0
"""The middle and the best quarter of the true values of a class, when every body's value is known with error only.

Quantiles of the answers themselves are too far out, because error adds to the spread; quantiles of shrunken means are too close
together. Both are avoided by drawing the whole ensemble of true values from its posterior and taking the quantiles of each draw (Louis
1984, "Estimating a population of parameter values using Bayes and empirical Bayes methods", JASA 79; Shen and Louis 1998, "Triple-goal
estimates in two-stage hierarchical models", JRSS B 60).

Model on the log scale: answer ~ N(true, error variance), true ~ N(m, t²), both unknown m and t with a flat prior (Gelman 2006, "Prior
distributions for variance parameters in hierarchical models"); t is drawn from its exact marginal posterior on a grid, so that with
three bodies the spread between them is as uncertain as it really is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.analysis.comparison.arrays import Floats

Singles = npt.NDArray[np.float32]

_GRID = 48
_FARTHEST = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What is known of the bodies of one step: logarithm, variance of its error, the part of it that a body's steps have in common."""

    log_value: Floats
    variance: Floats
    common: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ClassDraws:
    """Draws of the logarithm of the class median and of the lower quarter."""

    median: Floats
    quarter: Floats


def draw_class(seen: Observed, *, common_noise: Singles, noise: Singles, luck: Floats) -> ClassDraws:
    """`common_noise` and `noise` are standard normal, draws × bodies; `luck` has two columns of draws × 2: uniform (for t) and
    standard normal (for m). The same `common_noise` for every step of a body keeps its common error common.
    """
    t2 = _between(seen, luck[:, 0]) ** 2
    weight = 1.0 / (seen.variance + t2[:, None])
    total = weight.sum(axis=1)
    mean = (weight @ seen.log_value) / total + luck[:, 1] / np.sqrt(total)
    # Half the digits are enough for draws, and twice as quick; the middle is taken off before.
    middle = float(np.mean(seen.log_value))
    kept = (t2[:, None] * weight).astype(np.float32)
    shared = np.sqrt(seen.common / seen.variance)
    apart = np.sqrt(1.0 - shared**2)
    # The error of the answer is what the true value is away from it: the same body errs to the same side in all its steps.
    true = common_noise * shared.astype(np.float32)
    true += noise * apart.astype(np.float32)
    true *= np.sqrt(kept)
    true *= np.sqrt(seen.variance).astype(np.float32)
    true += kept * (seen.log_value - middle).astype(np.float32)
    true += (1 - kept) * (mean - middle).astype(np.float32)[:, None]
    return ClassDraws(*(found + middle for found in _quantiles(true)))


def _between(seen: Observed, luck: Floats) -> Floats:
    """Draws of the standard deviation between bodies: inverse of its marginal posterior distribution."""
    widest = _FARTHEST * max(float(np.std(seen.log_value)), float(np.sqrt(np.median(seen.variance))))
    grid = (np.arange(_GRID) + 0.5) / _GRID * widest
    variance = seen.variance + grid[:, None] ** 2
    weight = 1.0 / variance
    total = weight.sum(axis=1)
    mean = (weight @ seen.log_value) / total
    fit = -0.5 * (np.log(variance) + weight * (seen.log_value - mean[:, None]) ** 2).sum(axis=1) - 0.5 * np.log(total)
    reached = np.cumsum(np.exp(fit - fit.max()))
    edges = np.concatenate([[0.0], reached / reached[-1]])
    return np.asarray(np.interp(luck, edges, np.arange(_GRID + 1) / _GRID * widest), dtype=np.float64)


def _quantiles(true: Singles) -> tuple[Floats, Floats]:
    """Median and lower quarter of every row."""
    n, found = true.shape[1], []
    # Sorting whole rows is several times quicker than partitioning at four places.
    ordered = np.sort(true, axis=1)
    for q in (0.5, 0.25):
        low, part = int(q * (n - 1)), q * (n - 1) % 1
        below, above = (ordered[:, p].astype(np.float64) for p in (low, min(low + 1, n - 1)))
        found.append((1 - part) * below + part * above)
    return found[0], found[1]
