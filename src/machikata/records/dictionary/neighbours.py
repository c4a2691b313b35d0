# SPDX-License-Identifier: Apache-2.0
"""What stands before and after a name in its own log, said in concepts, so that bodies can be compared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

from machikata.records.dictionary.values import LabelUse

LEAST_KNOWN: Final = 0.3
"""Share of the neighbouring events whose concept must be known before neighbours say anything."""

Surroundings = Mapping[tuple[str, str], float]
"""(side, concept) → share of the events on that side; empty when too little is known."""


def surroundings_of_use(use: LabelUse, concept_of: Mapping[tuple[str, str], str]) -> Surroundings:
    """The neighbours of `use` as shares of concepts; `concept_of` maps (body, activity) to what is known for sure."""
    shares: dict[tuple[str, str], float] = {}
    for side, neighbours in (("before", use.before), ("after", use.after)):
        total = sum(n for _, n in neighbours)
        for activity, n in sorted(neighbours):
            concept = concept_of.get((use.body, activity))
            if concept is not None and total:
                shares[side, concept] = shares.get((side, concept), 0.0) + n / total
    sides = 2 if use.before and use.after else 1
    return shares if math.fsum(shares.values()) >= LEAST_KNOWN * sides else {}


def surroundings_of_concepts(
    uses: Iterable[LabelUse], concept_of: Mapping[tuple[str, str], str]
) -> Mapping[str, Mapping[str, Surroundings]]:
    """Concept → body → surroundings, from the names whose concept is known for sure."""
    known: dict[str, dict[str, Surroundings]] = {}
    for use in sorted(uses, key=lambda u: (u.body, u.label, u.activity)):
        concept = concept_of.get(use.key)
        if concept is not None:
            known.setdefault(concept, {}).setdefault(use.body, surroundings_of_use(use, concept_of))
    return known


def likeness_of_surroundings(one: Surroundings, others: Mapping[str, Surroundings], *, without: str) -> float:
    """Cosine (0–1) between `one` and the nearest body's surroundings of a concept, leaving out the body `without`."""
    return max((_cosine(one, other) for body, other in sorted(others.items()) if body != without), default=0.0)


def _cosine(one: Surroundings, other: Surroundings) -> float:
    common = math.fsum(one[k] * other[k] for k in sorted(one.keys() & other.keys()))
    if not common:
        return 0.0
    return common / math.sqrt(math.fsum(v * v for v in one.values()) * math.fsum(v * v for v in other.values()))
