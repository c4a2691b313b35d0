# SPDX-License-Identifier: Apache-2.0
"""The exact allocation of a market: bounds for everybody, a search of what they leave open, and the proof of both."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.allocation import (
    Allocation,
    Budget,
    Certificate,
    Choice,
    Group,
    Proof,
    Stability,
)
from machikata.apps.daycare_matching.engine.bounds import Bounds, fresh
from machikata.apps.daycare_matching.engine.choosing import admitted, chosen_first
from machikata.apps.daycare_matching.engine.contest import of_market
from machikata.apps.daycare_matching.engine.groups import Part, parts
from machikata.apps.daycare_matching.engine.search import Found, Limit, search
from machikata.apps.daycare_matching.market import Market
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text

_BOUNDS = Text("入り得ない選択肢を除いています", "Taking out options that cannot occur")
_SEARCH = Text("残った世帯を調べています", "Searching the households left open")


def allocate(
    market: Market,
    *,
    stability: Stability = Stability.HOUSEHOLD,
    choice: Choice = Choice.PRIORITY,
    budget: Budget = Budget(),
    progress: Progress = no_progress,
) -> Allocation:
    """The stable allocation of `market` that is best by `choice`, with the proof that it is the only one, or the list of the others.

    When no allocation is stable, the one with the fewest blocked households (`blocked`). The same market gives the same result
    whatever the numbering of its households, children and pools. Raises what `progress` raises. (Method: daycare.md 4.2, 5.5.)
    """
    progress(0.0, _BOUNDS)
    root = fresh(of_market(market, stability))
    root.begin()
    progress(0.3, _SEARCH)
    asked = parts(root, stability) if root.empty < 0 else []
    limit = Limit(budget.nodes, budget.alternatives)
    found = [search(part, market.family_order, limit, step=lambda: progress(0.3, _SEARCH)) for part in asked]
    return _stable(market, root, asked, found, stability, choice)


def _stable(
    market: Market, root: Bounds, asked: list[Part], found: list[Found], stability: Stability, choice: Choice
) -> Allocation:
    """The allocation when every part has a stable combination."""
    held = root.best.copy()
    children = admitted(market)
    groups = []
    for part, result in zip(asked, found, strict=True):
        group = _group(root, part, result, choice, children, market)
        groups.append(group)
        held[list(group.households)] = group.alternatives[0] if group.alternatives else -1
    none = root.empty >= 0 or any(not group.alternatives for group in groups)
    several = any(len(group.alternatives) > 1 for group in groups)
    proof = Proof.NONE if none else Proof.SEVERAL if several else Proof.UNIQUE
    certificate = Certificate(root.log.deletions(), tuple(result.nodes for result in found))
    return Allocation(held, stability, choice, proof, certificate, tuple(groups))


def _group(root: Bounds, part: Part, found: Found, choice: Choice, children: np.ndarray, market: Market) -> Group:
    """The undecided households of a part and their stable combinations."""
    at = np.flatnonzero(root.lefts[part.families] > 1)
    at = at[np.argsort(market.family_order[part.families[at]])]
    households = tuple(part.families[at].tolist())
    listed = chosen_first(found.stable, choice, children)
    return Group(households, tuple(tuple(options[i] for i in at.tolist()) for options in listed))
