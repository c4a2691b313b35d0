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
        name: make_strata([attribute], n=table.n, kept=settings.strata_kept)
        for name, attribute in sorted(table.attributes.items())
        if searchable(attribute) and name not in settings.stratify_reversals_excluded
    }
    asked: list[Question] = []
    eligible: dict[tuple[str, int], tuple[int, ...]] = {}
    for name, strata_of in strata.items():
        for stratum in range(strata_of.n):
            inside = strata_of.codes == stratum
            enough = _bodies_with_enough(table, inside, settings.stratum_minimum)
            # A stratum that holds (nearly) everything is the whole, and the whole cannot turn against itself.
            if len(enough) >= 2 and inside.sum() < table.n:
                eligible[name, stratum] = enough
                asked += _ask(table, overall, settings, name=name, stratum=stratum, inside=inside, enough=enough)
    return tuple(_gathered(asked, eligible, settings)), strata


def _bodies_with_enough(table: CaseTable, inside: Bools, least: int) -> tuple[int, ...]:
    counts = np.bincount(table.body[inside], minlength=table.n_bodies)
    return tuple(int(b) for b in np.flatnonzero(counts >= least))


def _ask(
    table: CaseTable,
    overall: RankEffects,
    settings: ComparisonSettings,
    *,
    name: str,
    stratum: int,
    inside: Bools,
    enough: Sequence[int],
) -> list[Question]:
    rows = inside & np.isin(table.body, enough)
    effects = rank_effects(table.days[rows], table.body[rows], table.cluster[rows], n_bodies=table.n_bodies)
    questions = []
    if len(enough) > 2:
        for a in enough:
            if np.isfinite(effects.rest_delta[a]) and np.isfinite(overall.rest_delta[a]):
                whole, part = overall.p_clustered_rest(a), effects.p_clustered_rest(a)
                deltas = float(overall.rest_delta[a]), float(effects.rest_delta[a])
                questions.append(Question(name, stratum, a, REST, *deltas, _reversal_p(*deltas, whole, part, settings)))
    if table.n_bodies <= settings.bodies_for_pairs:
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
    asked: Sequence[Question], eligible: dict[tuple[str, int], tuple[int, ...]], settings: ComparisonSettings
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
        found += _subjects(questions, eligible[key], len(asked))
    return sorted(found, key=lambda r: (-abs(r.delta_overall - r.delta_stratum), r.attribute, r.stratum, r.body))


def _subjects(hits: list[tuple[Question, float]], eligible: tuple[int, ...], searched: int) -> list[FoundReversal]:
    """The fewest bodies that tell all turned pairs: again and again the body with most of them; then those against the rest."""
    pairs = [h for h in hits if h[0].b != REST]
    found, told = [], set()
    while pairs:
        bodies = sorted({b for q, _ in pairs for b in (q.a, q.b)})
        body = max(bodies, key=lambda b: (sum(b in (q.a, q.b) for q, _ in pairs), -b))
        own = [(q, p) for q, p in pairs if body in (q.a, q.b)]
        pairs = [h for h in pairs if h not in own]
        found.append(_told(own, body, eligible, searched))
        told.add(body)
    rest = [h for h in hits if h[0].b == REST and h[0].a not in told]
    return found + [_told([h], h[0].a, eligible, searched) for h in rest]


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
