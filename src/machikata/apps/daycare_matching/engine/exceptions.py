# SPDX-License-Identifier: Apache-2.0
"""When no allocation is stable: the fewest households that must be left blocked, and seats that would restore stability.

A household is *free* when it is accepted that it blocks. A set of free households *suffices* if some feasible allocation is such that no
other household blocks; a larger set suffices too. So if the set of all households below some place in the order does not suffice, every
sufficient set reaches above that place. Whole stretches of households are excluded by one run of the bounds in this way, and what a run
with many free households leaves open is the only market that later runs with some of them have to look at.

Of sets of the same size that is preferred whose first household in the order comes last, then whose second does, and so on.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from machikata.apps.daycare_matching.allocation import Stability
from machikata.apps.daycare_matching.engine.bounds import Bounds, Flags, fresh
from machikata.apps.daycare_matching.engine.contest import Contest
from machikata.apps.daycare_matching.engine.groups import Part, parts
from machikata.apps.daycare_matching.engine.ragged import ranges
from machikata.apps.daycare_matching.engine.search import Limit, search
from machikata.apps.daycare_matching.market import Ints, Market

Households = tuple[int, ...]
_HOUSEHOLDS_PER_NODE = 64
_NODES_PER_TRIAL = 400
_FIRST_STRETCH = 16


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is open of a market while certain households are free, and the options of all others."""

    parts: tuple[Part, ...]
    held: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Whether a set of free households suffices: yes with the allocation `held`, no, or (None) not known within the limit."""

    suffices: bool | None
    held: Ints
    scene: Scene


@dataclass(frozen=True, slots=True)
class Smallest:
    """The free households found, the allocation they allow, and the proven lower bound of their number."""

    households: Households
    held: Ints
    lower: int


class OutOfNodes(Exception):
    """The budget is used up."""


@dataclass(slots=True)
class Exceptions:
    """The search for the smallest sufficient set in one market."""

    stability: Stability
    family_order: Ints
    nodes: int
    step: Callable[[], None]

    def smallest(self, scene: Scene) -> Smallest | None:
        """The smallest sufficient set as far as the nodes reach; None if they did not reach for any."""
        from_last = tuple(np.argsort(-self.family_order).tolist())
        try:
            best = self._last_set(scene, from_last)
        except OutOfNodes:
            return None
        lower = 1
        try:
            while lower < len(best.households):
                found = self._of_size(scene, (), from_last, lower)
                if found is not None:
                    return replace(found, lower=lower)
                lower += 1
        except OutOfNodes:
            pass
        return replace(best, lower=lower)

    def some_allocation(self, market: Market, root: Bounds, asked: list[Part]) -> Ints:
        """A feasible allocation with few blocked households where the nodes do not reach for the fewest.

        The households that the bounds left undecided may block; if that does not help within the limit, households choose in their order.
        """
        undecided = [part.families[root.lefts[part.families] > 1] for part in asked]
        if undecided:
            self.nodes = max(self.nodes, 10 * _NODES_PER_TRIAL + root.contest.families)
            with suppress(OutOfNodes):
                trial = self.trial(whole(root.contest), tuple(np.concatenate(undecided).tolist()))
                if trial.suffices:
                    return trial.held
        return one_after_the_other(market)

    def trial(self, scene: Scene, free: Households, *, in_order: bool = False) -> Trial:
        """Whether these free households suffice."""
        mask = np.zeros(len(self.family_order), bool)
        mask[list(free)] = True
        held, open_parts, verdict = scene.held.copy(), list[Part](), True
        for part in scene.parts:
            answer, rest = self._try_part(part, mask, held, in_order=in_order)
            if answer is False:
                return Trial(False, held, scene)
            verdict = verdict and answer is True
            open_parts += rest
        return Trial(verdict or None, held, Scene(tuple(open_parts), held))

    def _try_part(self, part: Part, mask: Flags, held: Ints, *, in_order: bool) -> tuple[bool | None, list[Part]]:
        """The answer for one part, whose households' options it puts into `held`; and what is open of it for fewer free ones."""
        self._spend(1 + len(part.families) // _HOUSEHOLDS_PER_NODE)
        bounds = fresh(part.contest, part.left, mask[part.families])
        bounds.begin()
        if bounds.empty >= 0:
            return False, []
        held[part.families] = part.options[bounds.best]
        answer: bool | None = True
        rest = []
        for inner in parts(bounds, self.stability):
            piece = _within(inner, part)
            limit = Limit(min(_NODES_PER_TRIAL, self.nodes), 1)
            before = limit.nodes
            found = search(
                piece, self.family_order, limit, free=mask[piece.families], step=self.step, in_order=in_order
            )
            self._spend(before - limit.nodes)
            if found.stable:
                held[piece.families] = found.stable[0]
            elif found.complete:
                return False, []
            else:
                answer = None
            if mask[piece.families].any() or found.stable == ():
                rest.append(piece)
        return answer, rest

    def _spend(self, nodes: int) -> None:
        self.step()
        self.nodes -= nodes
        if self.nodes <= 0:
            raise OutOfNodes

    def _last_set(self, scene: Scene, candidates: Households) -> Smallest:
        """The sufficient set that is preferred to all others, whatever their size: its members are found one by one, first one first."""
        chosen: Households = ()
        while candidates:
            end, scene = self._reach(scene, chosen, candidates)
            chosen = (*chosen, candidates[end])
            trial = self.trial(scene, chosen)
            if trial.suffices:
                final = self.trial(scene, chosen, in_order=True)
                return Smallest(chosen, final.held if final.suffices else trial.held, 1)
            candidates = candidates[:end]
        raise OutOfNodes

    def _reach(self, scene: Scene, chosen: Households, candidates: Households) -> tuple[int, Scene]:
        """The least i such that `chosen` and candidates 0 to i may suffice, and what is open then."""
        low, high, stretch = -1, len(candidates) - 1, _FIRST_STRETCH
        while low + stretch < high:
            trial = self.trial(scene, (*chosen, *candidates[: low + stretch + 1]))
            if trial.suffices is not False:
                high, scene = low + stretch, trial.scene
                break
            low, stretch = low + stretch, 2 * stretch
        while high - low > 1:
            middle = (low + high) // 2
            trial = self.trial(scene, (*chosen, *candidates[: middle + 1]))
            if trial.suffices is False:
                low = middle
            else:
                high, scene = middle, trial.scene
        return high, scene

    def _of_size(self, scene: Scene, chosen: Households, candidates: Households, size: int) -> Smallest | None:
        """The preferred sufficient set of `chosen` and `size` of the candidates (which come last in the order first), if there is one."""
        if size == 0:
            trial = self.trial(scene, chosen, in_order=True)
            if trial.suffices is None:
                raise OutOfNodes
            return Smallest(chosen, trial.held, 0) if trial.suffices else None
        if len(candidates) < size:
            return None
        trial = self.trial(scene, (*chosen, *candidates))
        if trial.suffices is False:
            return None
        if len(candidates) == 1:
            return self._of_size(trial.scene, (*chosen, *candidates), (), 0)
        if size == 1:
            half = len(candidates) // 2
            halves = (candidates[:half], candidates[half:])
            found = (self._of_size(trial.scene, chosen, side, 1) for side in halves)
            return next((one for one in found if one is not None), None)
        for i in range(size - 1, len(candidates)):
            found_here = self._of_size(trial.scene, (*chosen, candidates[i]), candidates[:i], size - 1)
            if found_here is not None:
                return found_here
        return None


def one_after_the_other(market: Market) -> Ints:
    """A feasible allocation: households in their order take the best option that fits beside what all others hold."""
    held = market.option_start[1:] - 1
    first = ranges(market.entry_start[held], market.entry_start[held + 1])
    room = market.capacity - np.bincount(market.entry_pool[first], minlength=len(market.capacity))
    for family in np.argsort(market.family_order).tolist():
        own = market.entry_pool[market.entry_start[held[family]] : market.entry_start[held[family] + 1]]
        np.add.at(room, own, 1)
        for option in range(int(market.option_start[family]), int(held[family]) + 1):
            pools = market.entry_pool[market.entry_start[option] : market.entry_start[option + 1]]
            if option == held[family] or (np.bincount(pools, minlength=len(room)) <= room).all():
                held[family] = option
                np.subtract.at(room, pools, 1)
                break
    return held


def whole(contest: Contest) -> Scene:
    """The scene before anybody is free."""
    options = len(contest.entry_start) - 1
    part = Part(
        contest, np.ones(options, bool), np.arange(contest.families), np.arange(options), np.arange(contest.pools)
    )
    return Scene((part,), contest.option_start[1:] - 1)


def _within(inner: Part, part: Part) -> Part:
    """A part of a part, in the numbers of the whole."""
    return replace(
        inner,
        families=part.families[inner.families],
        options=part.options[inner.options],
        pools=part.pools[inner.pools],
    )
