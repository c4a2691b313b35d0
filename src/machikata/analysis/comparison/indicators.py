# SPDX-License-Identifier: Apache-2.0
"""Puts the measured figures of every declared indicator together into the typed result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from machikata.analysis.comparison.arrays import Bools, CaseTable, Floats, Ints
from machikata.analysis.comparison.case_mix import Strata
from machikata.analysis.comparison.correction import holm
from machikata.analysis.comparison.estimand import Direction, Unit
from machikata.analysis.comparison.funnel import make_funnel
from machikata.analysis.comparison.judging import Evidence, judge
from machikata.analysis.comparison.measuring import Measured, measure
from machikata.analysis.comparison.omnibus import kruskal_wallis
from machikata.analysis.comparison.pairs import against_class, all_pairs
from machikata.analysis.comparison.resampling import ClusterSums, log_error, often_nothing, rank_intervals
from machikata.analysis.comparison.result import (
    BodyIndicator,
    Funnel,
    FunnelPosition,
    Indicator,
    Mode,
    PairEffect,
    StratifiedCheck,
)
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.comparison.stratified import stratified_difference, van_elteren
from machikata.analysis.comparison.two_level import shrink
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text

_MEASURES = {Unit.DAYS: Text("平均", "mean"), Unit.SHARE: Text("割合", "share")}


@dataclass(frozen=True, slots=True)
class _Class:
    """The crude values of the comparable bodies as the class sees them, and the ranks when there are any."""

    median: float | None
    p25: float | None
    p75: float | None
    best_quarter: float | None
    ranks: dict[int, tuple[int, int, int]]
    positions: dict[str, FunnelPosition]
    shrunken: dict[int, Estimate]


def make_indicators(
    table: CaseTable,
    strata: Strata,
    settings: ComparisonSettings,
    *,
    comparable: Bools,
    mode: Mode,
    rng: np.random.Generator,
) -> tuple[Indicator, ...]:
    """Every declared indicator with all its figures; nothing is suppressed here (that is `disclosure`).

    Only the `comparable` bodies make up what is expected, the class figures, ranks and pairs; the others get their own figures.
    """
    measured = measure(table, strata, settings, comparable=comparable, rng=rng)
    judged_p = holm(np.concatenate([np.where(m.comparable, m.p, np.nan) for m in measured]))
    adjusted = judged_p.reshape(len(measured), table.n_bodies)
    pairs = all_pairs(measured, table.bodies, settings)
    return tuple(
        _indicator(m, table, settings, mode, p, effects)
        for m, p, effects in zip(measured, adjusted, pairs, strict=True)
    )


def _indicator(
    m: Measured,
    table: CaseTable,
    settings: ComparisonSettings,
    mode: Mode,
    p_adjusted: Floats,
    pairs: tuple[PairEffect, ...],
) -> Indicator:
    funnel = _funnel(m, table.bodies) if mode.ranked else None
    group = _class(m, settings, mode, funnel)
    quantiles, checks = _quantiles(m, table.n_bodies), _checks(m, table, settings.level)
    rows = tuple(
        _row(m, b, table.bodies[b], settings, group=group, p_adjusted=float(p_adjusted[b]), quantiles=quantiles[b],
             check=checks[b])
        for b in range(table.n_bodies)
    )  # fmt: skip
    d = m.declared
    total = int(m.standard.n[m.comparable].sum())
    return Indicator(
        d.id, d.title, _MEASURES[d.unit], d.kind, d.unit, d.direction, rows,
        float(m.standard.observed[m.comparable].sum() / total) if total else None,
        group.median, group.p25, group.p75, group.best_quarter,
        kruskal_wallis(m.effects.histogram[m.comparable]), pairs, against_class(m, settings), funnel,
    )  # fmt: skip


def _funnel(m: Measured, bodies: Sequence[str]) -> Funnel:
    kept = m.comparable
    n = max(int(m.standard.n[kept].sum()), 1)
    mean = float(m.standard.observed[kept].sum()) / n
    unit_error = float(np.sqrt(m.standard.null_variance[kept].sum() / n)) / mean if mean else 0.0
    hidden = [code for code, kept in zip(bodies, m.comparable, strict=True) if not kept]
    return make_funnel(
        bodies, m.standard.n, m.standard.ratio, m.standard.null_error, unit_error=unit_error, suppressed=hidden
    )


def _class(m: Measured, settings: ComparisonSettings, mode: Mode, funnel: Funnel | None) -> _Class:
    kept = np.flatnonzero(m.comparable)
    crude = m.standard.observed[kept] / np.maximum(m.standard.n[kept], 1)
    if not len(kept):
        return _Class(None, None, None, None, {}, {}, {})
    low, middle, high = (float(q) for q in np.quantile(crude, [0.25, 0.5, 0.75]))
    best = {Direction.LOWER: low, Direction.HIGHER: high, Direction.NEUTRAL: None}[m.declared.direction]
    return _Class(
        middle, low, high, best if mode is Mode.BEST_QUARTER else None,
        _ranks(m, kept, settings.level) if mode.ranked else {},
        {p.body: p.position for p in funnel.points} if funnel else {}, _shrunken(m, kept, settings.level),
    )  # fmt: skip


def _ranks(m: Measured, kept: Ints, level: float) -> dict[int, tuple[int, int, int]]:
    """Rank of the ratio among comparable bodies with its interval from resampled clusters."""
    kept = kept[np.isfinite(m.standard.ratio[kept])]
    ratio = m.standard.ratio[kept]
    drawn = m.replicates.ratio[:, kept]
    drawn = np.where(np.isfinite(drawn), drawn, ratio)
    ranks, low, high = rank_intervals(ratio, drawn, level=level)
    return {int(b): (int(r), int(lo), int(hi)) for b, r, lo, hi in zip(kept, ranks, low, high, strict=True)}


def _shrunken(m: Measured, kept: Ints, level: float) -> dict[int, Estimate]:
    usable = [int(b) for b in kept if (e := m.ratio[b]) is not None and e.value > 0]
    if len(usable) < 2:
        return {}
    errors = np.array([_log_error(m, b, level) for b in usable])
    drawn = shrink(m.standard.ratio[usable], errors, level=level)
    return dict(zip(usable, drawn, strict=True))


def _log_error(m: Measured, body: int, level: float) -> float:
    """Standard error of the logarithm of the ratio; from its interval where too little was seen to resample."""
    drawn, ratio = m.replicates.ratio[:, body], m.ratio[body]
    if ratio is not None and often_nothing(drawn):
        return float(np.log(ratio.high / ratio.value) / stats.norm.ppf((1 + level) / 2))
    return log_error(drawn)


def _quantiles(m: Measured, n_bodies: int) -> list[tuple[float | None, float | None, float | None]]:
    """Median and quartiles of the cases of each body; shares have none."""
    if m.declared.unit is not Unit.DAYS:
        return [(None, None, None)] * n_bodies
    order = np.lexsort((m.values, m.body))
    starts = np.searchsorted(m.body[order], np.arange(n_bodies + 1))
    found: list[tuple[float | None, float | None, float | None]] = []
    for b in range(n_bodies):
        own = m.values[order[starts[b] : starts[b + 1]]]
        if len(own):
            low, middle, high = np.quantile(own, [0.25, 0.5, 0.75])
            found.append((float(middle), float(low), float(high)))
        else:
            found.append((None, None, None))
    return found


def _checks(m: Measured, table: CaseTable, level: float) -> list[StratifiedCheck | None]:
    """The second way to adjust, for the comparable bodies and among their cases alone."""
    rows, cluster_body = m.comparable[m.body], table.cluster_body()
    among = ClusterSums(*(np.where(m.comparable[cluster_body][:, None], a, 0.0) for a in (m.sums.counts, m.sums.sums)))
    p = van_elteren(
        m.values[rows], m.body[rows], m.stratum[rows], n_bodies=table.n_bodies, n_strata=m.sums.counts.shape[1]
    )
    differences = [
        stratified_difference(among, cluster_body, b, level=level) if m.comparable[b] else None
        for b in range(table.n_bodies)
    ]
    return [
        None if d is None else StratifiedCheck(d, float(p[b]), not _contradicts(d, float(m.standard.ratio[b]) - 1))
        for b, d in enumerate(differences)
    ]


def _contradicts(difference: Estimate, side: float) -> bool:
    return (difference.low > 0 > side) or (difference.high < 0 < side)


def _row(
    m: Measured,
    body: int,
    code: str,
    settings: ComparisonSettings,
    *,
    group: _Class,
    p_adjusted: float,
    quantiles: tuple[float | None, float | None, float | None],
    check: StratifiedCheck | None,
) -> BodyIndicator:
    n = int(m.standard.n[body])
    expected = float(m.standard.expected[body] / n) if n else None
    excess = float((m.standard.observed[body] - m.standard.expected[body]) / n) if n else None
    ratio = m.ratio[body]
    judged = judge(
        Evidence(ratio, expected, 1.0 if np.isnan(p_adjusted) else p_adjusted, excess or 0.0, m.declared.unit,
                 _side(m.crude[body], group), int(m.clusters[body])), settings,
    )  # fmt: skip
    rank = group.ranks.get(body)
    median, p25, p75 = quantiles
    return BodyIndicator(
        body=code,
        n=n,
        crude=m.crude[body],
        median=median,
        p25=p25,
        p75=p75,
        expected=expected,
        ratio=ratio,
        shrunken=group.shrunken.get(body),
        check=check,
        p=_or_none(float(m.p[body])),
        p_adjusted=_or_none(p_adjusted),
        rank=rank[0] if rank else None,
        rank_low=rank[1] if rank else None,
        rank_high=rank[2] if rank else None,
        funnel_position=group.positions.get(code),
        excess=excess,
        verdict=judged.verdict,
        verdict_text=judged.text,
        verdict_note=judged.note,
    )


def _or_none(p: float) -> float | None:
    return None if np.isnan(p) else p


def _side(crude: Estimate | None, group: _Class) -> int:
    """+1 or −1 when the crude value lies outside the middle half of the class."""
    if crude is None or group.p25 is None or group.p75 is None:
        return 0
    return int(crude.value > group.p75) - int(crude.value < group.p25)
