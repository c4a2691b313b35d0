# SPDX-License-Identifier: Apache-2.0
"""The exact allocation of a market: bounds for everybody, a search of what they leave open, and the proof of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from machikata.apps.daycare_matching.allocation import (
    Allocation,
    Blocked,
    Budget,
    Certificate,
    Choice,
    Group,
    Proof,
    Stability,
)
from machikata.apps.daycare_matching.engine.blocking import blocking_options
from machikata.apps.daycare_matching.engine.bounds import Bounds, fresh
from machikata.apps.daycare_matching.engine.choosing import admitted, chosen_first
from machikata.apps.daycare_matching.engine.contest import of_market
from machikata.apps.daycare_matching.engine.diving import some_allocation
from machikata.apps.daycare_matching.engine.exceptions import Exceptions, whole
from machikata.apps.daycare_matching.engine.groups import Part, parts
from machikata.apps.daycare_matching.engine.restoring import seats_restoring
from machikata.apps.daycare_matching.engine.search import Found, Limit, search
from machikata.apps.daycare_matching.engine.swaps import swaps
from machikata.apps.daycare_matching.market import Ints, Market
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text

_BOUNDS = Text("入り得ない選択肢を除いています", "Taking out options that cannot occur")
_SEARCH = Text("残った世帯の組合せを調べています", "Searching the households left open")
_EXCEPTIONS = Text(
    "例外となる世帯が最も少ない割当てを探しています", "Looking for the fewest households to be left blocked"
)
_DONE = Text("割当てを終えました", "The allocation is done")
_FIRST_IN_ORDER = 2_000
"""Nodes for finding the chosen allocation first where not all can be listed."""


def allocate(
    market: Market,
    *,
    stability: Stability = Stability.HOUSEHOLD,
    choice: Choice = Choice.PRIORITY,
    budget: Budget = Budget(),
    progress: Progress = no_progress,
) -> Allocation:
    """The stable allocation of `market` that is best by `choice`, with the proof that it is the only one, or the list of the others.

    When no allocation is stable, the one with the fewest blocked households (`blocked`), and among those with the same ones the best for
    the households in their order. The same market gives the same result whatever the numbering of its households, children and pools.
    Raises what `progress` raises. (Method: daycare.md 4.2, 5.5.)
    """
    run = _Run(market, stability, choice, budget, progress)
    progress(0.0, _BOUNDS)
    root = fresh(of_market(market, stability))
    root.begin()
    progress(0.3, _SEARCH)
    asked = parts(root, stability) if root.empty < 0 else []
    found = run.searches(asked)
    certificate = Certificate(root.log.deletions(), tuple(result.nodes for result in found))
    if root.empty >= 0 or any(not result.stable for result in found):
        allocation = run.exceptional(root, found, certificate)
    else:
        allocation = run.stable(root, asked, found, certificate)
    progress(1.0, _DONE)
    return replace(allocation, swaps=swaps(market, allocation.held))


@dataclass(frozen=True, slots=True)
class _Run:
    """What was asked for."""

    market: Market
    stability: Stability
    choice: Choice
    budget: Budget
    progress: Progress

    def step(self, share: float, what: Text) -> Callable[[], None]:
        """Tells that the work goes on."""
        return lambda: self.progress(share, what)

    def searches(self, asked: list[Part]) -> list[Found]:
        """The search of every part, or that of the one alone which has no stable combination."""
        limit = Limit(self.budget.nodes, self.budget.alternatives)
        found = []
        for part in asked:
            limit.stable = self.budget.alternatives
            result = self._best_first(part, search(part, self.market.family_order, limit, step=self._searching))
            if result.complete and not result.stable:
                return [result]
            found.append(result)
        return found

    def _searching(self) -> None:
        self.progress(0.4, _SEARCH)

    def _best_first(self, part: Part, found: Found) -> Found:
        """Where not all could be listed: with the best by the order in front, if it is found soon."""
        if found.complete or not found.stable:
            return found
        limit = Limit(_FIRST_IN_ORDER, 1)
        best = search(part, self.market.family_order, limit, step=self._searching, in_order=True).stable
        return replace(found, stable=(*best, *(options for options in found.stable if options not in best)))

    def stable(self, root: Bounds, asked: list[Part], found: list[Found], certificate: Certificate) -> Allocation:
        """The allocation when every part has a stable combination."""
        held = root.best.copy()
        children = admitted(self.market)
        groups = tuple(self._group(root, part, result, children) for part, result in zip(asked, found, strict=True))
        for group in groups:
            held[list(group.households)] = group.alternatives[0]
        several = any(len(group.alternatives) > 1 or not group.complete for group in groups)
        groups = tuple(g for g in groups if g.households or not g.complete)  # some parts only had to be confirmed
        proof = Proof.SEVERAL if several else Proof.UNIQUE
        return Allocation(held, self.stability, self.choice, proof, certificate, groups)

    def _group(self, root: Bounds, part: Part, found: Found, children: Ints) -> Group:
        """The undecided households of a part and their stable combinations."""
        at = np.flatnonzero(root.lefts[part.families] > 1)
        at = at[np.argsort(self.market.family_order[part.families[at]])].tolist()
        households = tuple(int(part.families[i]) for i in at)
        listed = chosen_first(found.stable, self.choice, children)
        return Group(households, tuple(tuple(options[i] for i in at) for options in listed), found.complete)

    def exceptional(self, root: Bounds, found: list[Found], certificate: Certificate) -> Allocation:
        """The allocation when none is stable, or when the budget did not reach to tell."""
        none = root.empty >= 0 or any(result.complete and not result.stable for result in found)
        contest = root.contest
        step = self.step(0.6, _EXCEPTIONS)
        step()
        look = Exceptions(self.stability, self.market.family_order, self.budget.exception_nodes, step)
        smallest = look.smallest(whole(contest)) if none else None
        held = smallest.held if smallest is not None else some_allocation(self.market, contest, self.stability)
        blocking = blocking_options(contest, held)
        households = tuple(sorted(blocking, key=lambda f: int(self.market.family_order[f])))
        options = tuple(blocking[f] for f in households)
        lower = smallest.lower if smallest is not None else int(none)
        restoring = seats_restoring(self.market, self.stability, options, step) if none else ()
        blocked = Blocked(households, options, lower, len(households), restoring)
        proof = Proof.NONE if none else Proof.UNDECIDED
        return Allocation(held, self.stability, self.choice, proof, certificate, (), blocked)
