# SPDX-License-Identifier: Apache-2.0
"""Search, unasked, for bodies whose order turns round inside one stratum of a case attribute (Simpson's reversal).

A question is: is `a` longer than `b` overall, and shorter in this stratum (or the other way round)? Its p-value is the larger one of
the overall and the stratum test (an intersection–union test, valid whatever the truth), each by the clustered rank test. Every
categorical attribute that names no person, every stratum and every pair of bodies with enough cases in it is asked (with more than
`bodies_for_pairs` bodies only each body against the others together); Benjamini–Hochberg runs over all questions asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, CaseTable, Floats, Ints
from machikata.analysis.comparison.case_mix import Strata, make_strata, searchable
from machikata.analysis.comparison.correction import benjamini_hochberg
from machikata.analysis.comparison.rank_effects import RankEffects, rank_effects
from machikata.analysis.comparison.settings import ComparisonSettings

REST = -1


@dataclass(frozen=True, slots=True)
class Question:
    """One question asked: body `a` against `b` (`REST` = all others), in one stratum of one attribute."""

    attribute: str
    stratum: int
    a: int
    b: int
    delta_overall: float
    delta_stratum: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class _Stratum:
    """A stratum that was asked about: bodies with enough cases in it, and Cliff's δ between them overall and inside."""

    eligible: tuple[int, ...]
    overall: Floats
    inside: Floats

    def against(self, body: int, others: Sequence[int]) -> tuple[float, float]:
        """Mean δ of `body` against `others`, overall and inside."""
        return float(self.overall[body, list(others)].mean()), float(self.inside[body, list(others)].mean())


@dataclass(frozen=True, slots=True)
class FoundReversal:
    """A body that turns against others (`against`; empty = all others together) in a stratum. δ are means over `against`."""

    attribute: str
    stratum: int
    body: int
    against: tuple[int, ...]
    eligible: tuple[int, ...]
    delta_overall: float
    delta_stratum: float
    p_adjusted: float
    searched: int


def find_reversals(
    table: CaseTable, settings: ComparisonSettings
) -> tuple[tuple[FoundReversal, ...], dict[str, Strata]]:
    """The reversals found, strongest first, and the strata of every attribute searched."""
    overall = rank_effects(table.days, table.body, table.cluster, n_bodies=table.n_bodies)
    strata = {
        name: make_strata([attribute], n=table.n, kept=settings.strata_kept, least=settings.minimum_count)
        for name, attribute in sorted(table.attributes.items())
        if searchable(attribute) and name not in settings.reversals_excluded
    }
    asked: list[Question] = []
    searched: dict[tuple[str, int], _Stratum] = {}
    for name, strata_of in strata.items():
        for stratum in range(strata_of.n):
            inside = strata_of.codes == stratum
            enough = _bodies_with_enough(table, inside, settings)
            # A stratum that holds (nearly) everything is the whole, and the whole cannot turn against itself.
            if len(enough) >= 2 and inside.sum() < table.n:
                effects = _effects_inside(table, inside, enough)
                searched[name, stratum] = _Stratum(enough, overall.delta, effects.delta)
                asked += _ask(overall, effects, settings, name=name, stratum=stratum, enough=enough)
    return tuple(_gathered(asked, searched, settings)), strata


def _bodies_with_enough(table: CaseTable, inside: Bools, settings: ComparisonSettings) -> tuple[int, ...]:
    """Bodies with enough cases inside; and outside none or enough, because the difference to all of its cases tells them."""
    counts = np.bincount(table.body[inside], minlength=table.n_bodies)
    outside = np.bincount(table.body[~inside], minlength=table.n_bodies)
    enough = counts >= max(settings.stratum_minimum, settings.minimum_count)
    return tuple(int(b) for b in np.flatnonzero(enough & ((outside == 0) | (outside >= settings.minimum_count))))


def _effects_inside(table: CaseTable, inside: Bools, enough: Sequence[int]) -> RankEffects:
    rows = inside & np.isin(table.body, enough)
    return rank_effects(table.days[rows], table.body[rows], table.cluster[rows], n_bodies=table.n_bodies)


def _ask(
    overall: RankEffects,
    effects: RankEffects,
    settings: ComparisonSettings,
    *,
    name: str,
    stratum: int,
    enough: Sequence[int],
) -> list[Question]:
    questions = []
    if len(enough) > 2:
        for a in enough:
            if np.isfinite(effects.rest_delta[a]) and np.isfinite(overall.rest_delta[a]):
                whole, part = overall.p_clustered_rest(a), effects.p_clustered_rest(a)
                deltas = float(overall.rest_delta[a]), float(effects.rest_delta[a])
                questions.append(Question(name, stratum, a, REST, *deltas, _reversal_p(*deltas, whole, part, settings)))
    if int((overall.n > 0).sum()) <= settings.bodies_for_pairs:
        for i, a in enumerate(enough):
            for b in enough[i + 1 :]:
                deltas = float(overall.delta[a, b]), float(effects.delta[a, b])
                whole, part = overall.p_clustered(a, b), effects.p_clustered(a, b)
                questions.append(Question(name, stratum, a, b, *deltas, _reversal_p(*deltas, whole, part, settings)))
    return questions


def _reversal_p(
    overall: float, inside: float, p_overall: float, p_inside: float, settings: ComparisonSettings
) -> float:
    """The larger p when the signs differ and the difference inside is not negligible; else there is nothing to find."""
    if overall * inside >= 0 or abs(inside) < settings.margin_delta:
        return 1.0
    return max(p_overall, p_inside)


def _gathered(
    asked: Sequence[Question], searched: dict[tuple[str, int], _Stratum], settings: ComparisonSettings
) -> list[FoundReversal]:
    if not asked:
        return []
    adjusted = benjamini_hochberg(np.array([q.p for q in asked]))
    hits: dict[tuple[str, int], list[tuple[Question, float]]] = {}
    for question, p in zip(asked, adjusted, strict=True):
        if p <= settings.false_discovery_rate:
            hits.setdefault((question.attribute, question.stratum), []).append((question, float(p)))
    found = []
    for key, questions in hits.items():
        told = _of_pairs([h for h in questions if h[0].b != REST], searched[key].eligible, len(asked))
        rest = [h for h in questions if h[0].b == REST]
        found += told + _of_rest(rest, [f.body for f in told], searched[key], len(asked), settings)
    return sorted(found, key=lambda r: (-abs(r.delta_overall - r.delta_stratum), r.attribute, r.stratum, r.body))


def _of_pairs(pairs: list[tuple[Question, float]], eligible: tuple[int, ...], searched: int) -> list[FoundReversal]:
    """The fewest bodies that tell all turned pairs: again and again the body with most of them."""
    found = []
    while pairs:
        bodies = sorted({b for q, _ in pairs for b in (q.a, q.b)})
        body = max(bodies, key=lambda b: (sum(b in (q.a, q.b) for q, _ in pairs), -b))
        own = [(q, p) for q, p in pairs if body in (q.a, q.b)]
        pairs = [h for h in pairs if h not in own]
        found.append(_told(own, body, eligible, searched))
    return found


def _of_rest(
    hits: list[tuple[Question, float]], told: list[int], stratum: _Stratum, searched: int, settings: ComparisonSettings
) -> list[FoundReversal]:
    """Bodies that turn against all others, strongest first; not those that only echo a body already told."""
    found: list[FoundReversal] = []
    told = list(told)
    for question, p in sorted(hits, key=lambda h: (-abs(h[0].delta_overall - h[0].delta_stratum), h[0].a)):
        others = [b for b in stratum.eligible if b != question.a and b not in told]
        if question.a in told or not others:
            continue
        overall, inside = stratum.against(question.a, others)
        if overall * inside < 0 and abs(inside) >= settings.margin_delta:
            found.append(_told([(question, p)], question.a, stratum.eligible, searched))
            told.append(question.a)
    return found


def _told(hits: list[tuple[Question, float]], body: int, eligible: tuple[int, ...], searched: int) -> FoundReversal:
    first = hits[0][0]
    signs = np.array([1.0 if q.a == body else -1.0 for q, _ in hits])
    against = tuple(sorted({q.b if q.a == body else q.a for q, _ in hits} - {REST}))
    return FoundReversal(
        first.attribute, first.stratum, body, against, eligible,
        float((signs * [q.delta_overall for q, _ in hits]).mean()),
        float((signs * [q.delta_stratum for q, _ in hits]).mean()),
        max(p for _, p in hits), searched,
    )  # fmt: skip


def cell_quantiles(days: Floats, body: Ints, stratum: Ints, *, n_bodies: int, n_strata: int, share: float) -> Floats:
    """Quantile (0–1, linear between neighbours) of days per body and stratum; NaN where there is no case."""
    cell = body * n_strata + stratum
    order = np.lexsort((days, cell))
    counts = np.bincount(cell, minlength=n_bodies * n_strata)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    position = starts + share * np.maximum(counts - 1, 0)
    low = np.minimum(np.floor(position).astype(np.int64), len(days) - 1)
    high = np.minimum(np.ceil(position).astype(np.int64), len(days) - 1)
    ordered = days[order]
    values = ordered[low] + (ordered[high] - ordered[low]) * (position - low)
    return np.where(counts > 0, values, np.nan).reshape(n_bodies, n_strata)
