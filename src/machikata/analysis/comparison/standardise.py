# SPDX-License-Identifier: Apache-2.0
"""Indirect standardisation: observed over expected, expected from the rates of all bodies in each stratum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Standardised:
    """Arrays over bodies, sums over cases: `n`, `observed`, `expected`; `null_variance` is the variance of `observed` that the
    variance inside strata gives when the body is like all. `cells` are cases per body and stratum, `rates` the stratum means.
    """

    n: Ints
    observed: Floats
    expected: Floats
    null_variance: Floats
    cells: Floats
    rates: Floats

    @property
    def ratio(self) -> Floats:
        """Observed / expected; NaN where nothing is expected."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.expected > 0, self.observed / self.expected, np.nan)

    @property
    def null_error(self) -> Floats:
        """Standard error of the ratio of a body that is like all, cases independent."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.expected > 0, np.sqrt(self.null_variance) / self.expected, np.nan)


def standardise(
    values: Floats, body: Ints, stratum: Ints, *, n_bodies: int, n_strata: int, reference: Bools | None = None
) -> Standardised:
    """Observed and expected sums of `values` (days, or 0/1) per body; every case has a value and a stratum.

    The rates are those of the `reference` bodies together (default: all). In a stratum that none of them has, the rate is their
    overall mean. Source: indirect standardisation, e.g. Breslow and Day (1987), chapter 2.
    """
    cell = body * n_strata + stratum
    size = n_bodies * n_strata
    counts = np.bincount(cell, minlength=size).reshape(n_bodies, n_strata).astype(float)
    sums = np.bincount(cell, weights=values, minlength=size).reshape(n_bodies, n_strata)
    chosen = np.ones(n_bodies, dtype=np.bool_) if reference is None else reference
    rates = stratum_rates(counts[chosen].sum(axis=0), sums[chosen].sum(axis=0))
    rows = chosen[body]
    squares = np.bincount(stratum[rows], weights=(values - rates[stratum])[rows] ** 2, minlength=n_strata)
    variances = squares / np.maximum(counts[chosen].sum(axis=0) - 1, 1)
    return Standardised(
        counts.sum(axis=1).astype(np.int64), sums.sum(axis=1), counts @ rates, counts @ variances, counts, rates
    )


def stratum_rates(counts: Floats, sums: Floats) -> Floats:
    """Mean per stratum (last axis); the overall mean where a stratum holds no case."""
    with np.errstate(invalid="ignore", divide="ignore"):
        overall = sums.sum(axis=-1, keepdims=True) / counts.sum(axis=-1, keepdims=True)
        return np.nan_to_num(np.where(counts > 0, sums / counts, overall))
