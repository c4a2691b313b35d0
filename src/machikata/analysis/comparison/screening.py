# SPDX-License-Identifier: Apache-2.0
"""Screening of many small ratios per body (shares of cases, mean waits): each body against the mean of the others.

A ratio is a sum of numerators over a sum of denominators; its variance is the linearised one over clusters (staff × month).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from machikata.analysis.comparison.arrays import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Ratios:
    """Matrices body × key: the ratio, its variance, and the number of cases behind it. NaN where a body has no denominator."""

    value: Floats
    variance: Floats
    n: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Contrasts:
    """Matrices body × key: ratio minus the mean of the other bodies (each weighing the same), standard error, and two-sided p."""

    difference: Floats
    error: Floats
    p: Floats
    df: Ints


def shares_of_cases(
    cluster: Ints, key: Ints, cases: Floats, *, cluster_size: Floats, cluster_body: Ints, n_bodies: int, n_keys: int
) -> Ratios:
    """Share of the cases of each body that have each key; rows give the cases per cluster and key, absent rows are zero."""
    body = cluster_body[cluster]
    cell, size = body * n_keys + key, n_bodies * n_keys
    shape = (n_bodies, n_keys)
    numerator = np.bincount(cell, weights=cases, minlength=size).reshape(shape)
    squares = np.bincount(cell, weights=cases**2, minlength=size).reshape(shape)
    products = np.bincount(cell, weights=cases * cluster_size[cluster], minlength=size).reshape(shape)
    total = np.bincount(cluster_body, weights=cluster_size, minlength=n_bodies)[:, None]
    total_squares = np.bincount(cluster_body, weights=cluster_size**2, minlength=n_bodies)[:, None]
    clusters = _clusters(cluster_body, n_bodies)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = numerator / total
        residual = squares - 2 * share * products + share**2 * total_squares
        variance = np.maximum(residual, 0.0) * _small_sample(clusters) / total**2
        # Where all or none do it nothing varies; half a cluster more or less keeps the variance from being zero.
        nearly = (share * clusters + 0.5) / (clusters + 1)
        variance = np.where((share <= 0) | (share >= 1), nearly * (1 - nearly) / np.maximum(clusters, 1), variance)
    return Ratios(share, variance, numerator.astype(np.float64))


def means_over_clusters(
    cluster: Ints, key: Ints, numerator: Floats, denominator: Floats, cases: Floats, *,
    cluster_body: Ints, n_bodies: int, n_keys: int,
) -> Ratios:  # fmt: skip
    """Sum of numerators over sum of denominators per body and key, over the clusters that have the key."""
    cell, size = cluster_body[cluster] * n_keys + key, n_bodies * n_keys
    shape = (n_bodies, n_keys)

    def total(weights: Floats) -> Floats:
        return np.asarray(np.bincount(cell, weights=weights, minlength=size).reshape(shape), dtype=np.float64)

    below, clusters = total(denominator), total(np.ones(len(cell)))
    with np.errstate(invalid="ignore", divide="ignore"):
        value = total(numerator) / below
        residual = total(numerator**2) - 2 * value * total(numerator * denominator) + value**2 * total(denominator**2)
        variance = np.where(clusters > 1, np.maximum(residual, 0.0) * _small_sample(clusters) / below**2, np.nan)
    return Ratios(value, variance, total(cases))


def against_others(ratios: Ratios, usable: Bools, clusters: Ints) -> Contrasts:
    """Every usable body × key against the mean of the other usable bodies with the same key; NaN with fewer than two others."""
    value, variance = np.where(usable, ratios.value, 0.0), np.where(usable, ratios.variance, 0.0)
    others = usable.sum(axis=0) - usable
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = value - (value.sum(axis=0) - value) / others
        error = np.sqrt(variance + (variance.sum(axis=0) - variance) / others**2)
    ok = usable & (others >= 2) & (error > 0)
    difference, error = np.where(ok, difference, np.nan), np.where(ok, error, np.nan)
    df = np.maximum(clusters - 1, 1)
    p = 2 * stats.t.sf(np.abs(difference / error), df[:, None])
    return Contrasts(difference, error, np.asarray(p, dtype=np.float64), df)


def _clusters(cluster_body: Ints, n_bodies: int) -> Floats:
    return np.bincount(cluster_body, minlength=n_bodies).astype(np.float64)[:, None]


def _small_sample(clusters: Floats) -> Floats:
    return np.where(clusters > 1, clusters / np.maximum(clusters - 1, 1), 1.0)
