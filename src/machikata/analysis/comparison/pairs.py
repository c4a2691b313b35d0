# SPDX-License-Identifier: Apache-2.0
"""Effects between pairs of bodies, or of each body against all others together when there are too many pairs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import stats

from machikata.analysis.comparison.arrays import Floats
from machikata.analysis.comparison.correction import holm
from machikata.analysis.comparison.estimand import Unit
from machikata.analysis.comparison.measuring import Measured
from machikata.analysis.comparison.rank_effects import RankEffects
from machikata.analysis.comparison.result import PairEffect
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.comparison.shift import difference_quantile
from machikata.domain.estimate import Estimate

_POINTS_KEPT = 20_001


def all_pairs(
    measured: Sequence[Measured], bodies: Sequence[str], settings: ComparisonSettings
) -> tuple[tuple[PairEffect, ...], ...]:
    """Per indicator the effects of its comparable bodies; Holm runs over everything returned together."""
    found = [_pairs(m, bodies, settings) for m in measured]
    adjusted = iter(holm(np.array([e.p_clustered for effects in found for e in effects])))
    return tuple(tuple(_with_adjusted(e, float(next(adjusted))) for e in effects) for effects in found)


def against_class(measured: Measured, settings: ComparisonSettings) -> bool:
    """Whether there are so many bodies that each is compared with all others together."""
    return int(measured.comparable.sum()) > settings.bodies_for_pairs


def _pairs(m: Measured, bodies: Sequence[str], settings: ComparisonSettings) -> list[PairEffect]:
    kept = [int(b) for b in np.flatnonzero(m.comparable)]
    order = np.argsort(m.values, kind="stable")
    order = order[m.comparable[m.body[order]]]
    ordered, owner = m.values[order], m.body[order]
    if against_class(m, settings):
        return [_against_rest(m, bodies, a, ordered[owner == a], ordered[owner != a], settings) for a in kept]
    samples = {b: ordered[owner == b] for b in kept}
    return [_pair(m, bodies, (a, b), samples, settings) for i, a in enumerate(kept) for b in kept[i + 1 :]]


def _pair(
    m: Measured,
    bodies: Sequence[str],
    pair: tuple[int, int],
    samples: Mapping[int, Floats],
    settings: ComparisonSettings,
) -> PairEffect:
    (a, b), e = pair, m.effects
    first, second = samples[a], samples[b]
    delta, variance = float(e.delta[a, b]), float(e.variance[a, b])
    clusters = int(e.n_clusters[a]), int(e.n_clusters[b])
    design = _design_effect(e, a, e.histogram[b], variance)
    p = e.p_clustered(a, b)
    return PairEffect(
        bodies[a], bodies[b], len(first), len(second),
        _shift(m, first, second, design, min(clusters), settings.level),
        delta_interval(delta, variance, clusters=clusters, level=settings.level), e.p_mann_whitney(a, b), p, p,
    )  # fmt: skip


def _against_rest(
    m: Measured, bodies: Sequence[str], a: int, first: Floats, second: Floats, settings: ComparisonSettings
) -> PairEffect:
    e = m.effects
    delta, variance = float(e.rest_delta[a]), float(e.rest_variance[a])
    clusters = int(e.n_clusters[a]), int(e.n_clusters.sum() - e.n_clusters[a])
    design = _design_effect(e, a, e.histogram.sum(axis=0) - e.histogram[a], variance)
    p = e.p_clustered_rest(a)
    return PairEffect(
        bodies[a], "", len(first), len(second),
        _shift(m, first, _thinned(second), design, min(clusters), settings.level),
        delta_interval(delta, variance, clusters=clusters, level=settings.level), e.p_mann_whitney_pooled(a), p, p,
    )  # fmt: skip


def _with_adjusted(effect: PairEffect, p: float) -> PairEffect:
    return PairEffect(
        effect.a, effect.b, effect.n_a, effect.n_b, effect.hodges_lehmann, effect.cliffs_delta, effect.p,
        effect.p_clustered, p,
    )  # fmt: skip


def delta_interval(delta: float, variance: float, *, clusters: tuple[int, int], level: float) -> Estimate:
    """Interval of Cliff's δ on the inverse hyperbolic tangent scale, so that it stays inside [−1, 1]."""
    if abs(delta) > 1 - 1e-12:
        # Complete separation: the share that as many clusters, all on one side, still allow.
        bound = 2 * ((1 - level) / 2) ** (1 / max(min(clusters), 1)) - 1
        return Estimate(delta, bound, 1.0, level) if delta > 0 else Estimate(delta, -1.0, -bound, level)
    if not math.isfinite(variance):
        return Estimate(delta, -1.0, 1.0, level)
    if variance <= 0:
        # Nothing varies, as when every case has the same value: what as many clusters that agree still allow.
        reach = 1 - ((1 - level) / 2) ** (1 / max(min(clusters), 1))
        return Estimate(delta, max(-1.0, delta - reach), min(1.0, delta + reach), level)
    df = max(sum(clusters) - 2, 1)
    reach = float(stats.t.ppf((1 + level) / 2, df)) * math.sqrt(variance) / (1 - delta**2)
    centre = math.atanh(delta)
    return Estimate(delta, math.tanh(centre - reach), math.tanh(centre + reach), level)


def _design_effect(e: RankEffects, a: int, other: Floats, variance: float) -> float:
    """How many times larger the clusters make the variance of δ than independent cases would (at least 1)."""
    independent = _independent_variance(e.histogram[a], other)
    if independent <= 0 or not math.isfinite(variance):
        return 1.0
    return max(1.0, variance / independent)


def _independent_variance(first: Floats, second: Floats) -> float:
    parts = 0.0
    for own, against in ((first, second), (second, first)):
        n = own.sum()
        up_to = np.cumsum(against)
        scores = (2 * up_to - against - up_to[-1]) / up_to[-1]
        mean = (own @ scores) / n
        parts += float(own @ (scores - mean) ** 2) / max(n - 1, 1) / n
    return parts


def _shift(m: Measured, first: Floats, second: Floats, design: float, clusters: int, level: float) -> Estimate | None:
    """Hodges–Lehmann shift; its interval is Moses' (order statistics of the differences), widened by the design effect."""
    if m.declared.unit is not Unit.DAYS:
        return None
    n, k = len(first), len(second)
    error = 0.5 * math.sqrt(design * (n + k + 1) / (3 * n * k))
    reach = float(stats.t.ppf((1 + level) / 2, max(clusters - 1, 1))) * error
    low, high = max(0.0, 0.5 - reach), min(1.0, 0.5 + reach)
    point, below, above = (difference_quantile(first, second, s) for s in (0.5, low, high))
    return Estimate(point, below, above, level)


def _thinned(ordered: Floats) -> Floats:
    """Evenly spaced order statistics of a very large sorted sample: shifts move by less than one part in 40,000 of the ranks."""
    if len(ordered) <= _POINTS_KEPT:
        return ordered
    return ordered[np.linspace(0, len(ordered) - 1, _POINTS_KEPT).round().astype(np.int64)]
