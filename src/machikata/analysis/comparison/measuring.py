# SPDX-License-Identifier: Apache-2.0
"""The figures of one declared indicator over all bodies, as arrays; judged and worded elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, CaseTable, Floats, Ints
from machikata.analysis.comparison.case_mix import Strata
from machikata.analysis.comparison.estimand import DeclaredIndicator, Unit
from machikata.analysis.comparison.few_events import count_design, count_interval
from machikata.analysis.comparison.rank_effects import RankEffects, rank_effects
from machikata.analysis.comparison.resampling import (
    ClusterSums,
    Replicates,
    cluster_sums,
    mean_interval,
    often_nothing,
    ratio_interval,
    resample,
)
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.comparison.standardise import Standardised, standardise
from machikata.domain.estimate import Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One indicator: sums, replicates and effects over the bodies of `table`; rows are the cases that have a value.

    `comparable` says which bodies may be compared on it; `crude`, `ratio` and `p` are per body (None / NaN where nothing
    can be said); `clusters` counts the clusters of each body.
    """

    declared: DeclaredIndicator
    values: Floats
    body: Ints
    stratum: Ints
    standard: Standardised
    sums: ClusterSums
    replicates: Replicates
    effects: RankEffects
    comparable: Bools
    clusters: Ints
    crude: tuple[Estimate | None, ...]
    ratio: tuple[Estimate | None, ...]
    p: Floats


def measure(
    table: CaseTable, strata: Strata, settings: ComparisonSettings, *, comparable: Bools, rng: np.random.Generator
) -> tuple[Measured, ...]:
    """Every declared indicator, from the same resampled clusters.

    What is expected, and every comparison, comes from those `comparable` bodies alone that have enough cases with a value.
    """
    prepared = [_sums(table, strata, i) for i in settings.indicators]
    enough = [
        comparable & (np.bincount(table.body[rows], minlength=table.n_bodies) >= settings.minimum_count)
        for _, rows in prepared
    ]
    replicates = resample(
        [sums for sums, _ in prepared], table.cluster_body(),
        n_bodies=table.n_bodies, replicates=settings.replicates, rng=rng, references=enough,
    )  # fmt: skip
    return tuple(
        _measured(table, strata, settings, declared=declared, sums=sums, rows=rows, drawn=drawn, comparable=kept)
        for declared, (sums, rows), drawn, kept in zip(settings.indicators, prepared, replicates, enough, strict=True)
    )


def _sums(table: CaseTable, strata: Strata, declared: DeclaredIndicator) -> tuple[ClusterSums, Bools]:
    values = table.values[declared.id]
    rows = np.isfinite(values)
    sums = cluster_sums(
        values[rows], table.cluster[rows], strata.codes[rows], n_clusters=table.n_clusters, n_strata=strata.n
    )
    return sums, rows


def _measured(
    table: CaseTable,
    strata: Strata,
    settings: ComparisonSettings,
    *,
    declared: DeclaredIndicator,
    sums: ClusterSums,
    rows: Bools,
    drawn: Replicates,
    comparable: Bools,
) -> Measured:
    values, body, stratum = table.values[declared.id][rows], table.body[rows], strata.codes[rows]
    standard = standardise(values, body, stratum, n_bodies=table.n_bodies, n_strata=strata.n, reference=comparable)
    owner = table.cluster_body()
    clusters = np.bincount(owner[sums.counts.sum(axis=1) > 0], minlength=table.n_bodies).astype(np.int64)
    among = comparable[body]
    bodies = range(table.n_bodies)
    design = count_design(sums, owner, standard.rates, reference=comparable)
    judged = [
        _ratio(standard, drawn, int(clusters[b]), b, declared.unit, design=design, level=settings.level) for b in bodies
    ]
    return Measured(
        declared, values, body, stratum, standard, sums, drawn,
        rank_effects(values[among], body[among], table.cluster[rows][among], n_bodies=table.n_bodies),
        comparable, clusters,
        tuple(_crude(standard, drawn, int(clusters[b]), b, declared.unit, level=settings.level) for b in bodies),
        tuple(estimate for estimate, _ in judged), np.array([p for _, p in judged]),
    )  # fmt: skip


def _crude(
    standard: Standardised, drawn: Replicates, clusters: int, body: int, unit: Unit, *, level: float
) -> Estimate | None:
    n = int(standard.n[body])
    if n == 0:
        return None
    value = float(standard.observed[body] / n)
    if unit is Unit.SHARE and value in (0.0, 1.0):
        return _all_or_nothing(value, clusters, level)
    high = 1.0 if unit is Unit.SHARE else np.inf
    return mean_interval(value, drawn.crude[:, body], clusters=clusters, level=level, low=0.0, high=high)


def _all_or_nothing(value: float, clusters: int, level: float) -> Estimate:
    """Clopper–Pearson of none (or all) of so many clusters: nothing varies, yet the interval is not a point."""
    reach = 1 - float(((1 - level) / 2) ** (1 / max(clusters, 1)))
    return Estimate(value, 0.0, reach, level) if value == 0 else Estimate(value, 1 - reach, 1.0, level)


def _ratio(
    standard: Standardised, drawn: Replicates, clusters: int, body: int, unit: Unit, *, design: float, level: float
) -> tuple[Estimate | None, float]:
    expected, observed = float(standard.expected[body]), float(standard.observed[body])
    if expected <= 0 or clusters < 2:
        return None, np.nan
    replicates = drawn.ratio[:, body]
    if often_nothing(replicates):
        # Too little was seen to resample: an exact count. Days have no natural count; there every cluster stands for one.
        units = design if unit is Unit.SHARE else expected / clusters
        return count_interval(observed, expected, design=units, level=level)
    found = ratio_interval(observed / expected, replicates, clusters=clusters, level=level)
    return found or (None, np.nan)
