# SPDX-License-Identifier: Apache-2.0
"""When no allocation is stable: the fewest households that must be left blocked, and seats that would restore stability.

A household is *free* when it is accepted that it blocks. A set of free households *suffices* if some feasible allocation is such that no
other household blocks; a larger set suffices too. So if the set of all households below some place in the order does not suffice, every
sufficient set reaches above that place. Whole stretches of households are excluded by one run of the bounds in this way, and what a run
with many free households leaves open is the only market that later runs with some of them have to look at.

Of sets of the same size that is preferred whose first household in the order comes last, then whose second does, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from machikata.apps.daycare_matching.allocation import Stability
from machikata.apps.daycare_matching.engine.bounds import Bounds, Flags, fresh
from machikata.apps.daycare_matching.engine.contest import Contest
from machikata.apps.daycare_matching.engine.groups import Part, parts
from machikata.apps.daycare_matching.engine.search import Found, Limit, search
from machikata.apps.daycare_matching.market import Ints

Households = tuple[int, ...]
_HOUSEHOLDS_PER_NODE = 32
_HOUSEHOLDS_PER_SEARCH_NODE = 64
_NODES_PER_TRIAL = 200
_NODES_PER_PART = 4_000
_MOST_OF_PART = 3
_WIDENINGS = 3
_MOST_UNCLEAR = 3
_FEW = 40


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
    stuck: Households = ()
    """The households in the contradictions, where it is not yes."""
    emptied: Households = ()
    """Of each contradiction the household to which most often nothing was left."""


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A part, the households of its contradiction, and the one to which most often nothing was left."""

    part: Part
    stuck: list[int]
    emptied: int


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
        """The smallest sufficient set as far as the nodes reach; None if they did not reach for any.

        First among the households of the contradictions; what they offer bounds the number from above, and is proven if it is 1.
        Then smaller sets are looked for, and excluded, among all.
        """
        from_last = tuple(np.argsort(-self.family_order).tolist())
        best: Smallest | None = None
        try:
            best = self._within_contradictions(scene)
            if best is None:
                best = self._one_by_one(scene)
        except OutOfNodes:
            return best
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

    def _within_contradictions(self, scene: Scene) -> Smallest | None:
        """The smallest set among the households of the contradictions.

        With all of them free, what is open falls into parts that do not touch each other, so each part has its own smallest set.
        """
        stuck = self.trial(scene, ()).stuck
        if len(stuck) > 2 * _FEW:
            return None
        open_now = self.trial(scene, stuck)
        for _ in range(_WIDENINGS):
            if open_now.suffices is not False or set(open_now.stuck) <= set(stuck):
                break
            stuck = tuple(sorted({*stuck, *open_now.stuck}))
            if len(stuck) > 4 * _FEW:
                return None
            open_now = self.trial(scene, stuck)
        if not open_now.suffices:
            return None
        chosen: Households = ()
        for part in open_now.scene.parts:
            members = set(part.families.tolist()).intersection(stuck)
            candidates = tuple(sorted(members, key=lambda f: -int(self.family_order[f])))
            chosen += self._smallest_of_part(Scene((part,), open_now.held), candidates)
        final = self.trial(scene, chosen, in_order=True)
        if not final.suffices:
            final = self.trial(scene, chosen)
        return Smallest(chosen, final.held, 1) if final.suffices else None

    def _smallest_of_part(self, scene: Scene, candidates: Households) -> Households:
        """The smallest set of the candidates that suffices for a part; all of them if none is found within the limit."""
        nodes, self.nodes = self.nodes, min(self.nodes, _NODES_PER_PART)
        before = self.nodes
        try:
            for size in range(min(len(candidates), _MOST_OF_PART) + 1):
                found = self._of_size(scene, (), candidates, size)
                if found is not None:
                    return found.households
        except OutOfNodes:
            pass
        finally:
            self.nodes = nodes - (before - self.nodes)
        return self._fewer(scene, candidates)

    def _fewer(self, scene: Scene, candidates: Households) -> Households:
        """A sufficient set from which no household can be left out, the first in the order being left out first."""
        kept = candidates
        for family in reversed(candidates):
            fewer = tuple(f for f in kept if f != family)
            if self.trial(scene, fewer).suffices:
                kept = fewer
        return kept

    def trial(self, scene: Scene, free: Households, *, in_order: bool = False) -> Trial:
        """Whether these free households suffice."""
        mask = np.zeros(len(self.family_order), bool)
        mask[list(free)] = True
        held, verdict = scene.held.copy(), True
        open_parts: list[Part] = []
        stuck: list[int] = []
        emptied: list[int] = []
        failed = False
        for part in scene.parts:
            for piece, answer in self._try_part(part, mask, held, in_order=in_order):
                failed = failed or answer is False
                if answer is not True:
                    stuck += piece.stuck
                    emptied.append(piece.emptied)
                verdict = verdict and answer is True
                if mask[piece.part.families].any() or answer is not True:
                    open_parts.append(piece.part)
        suffices = False if failed else verdict or None
        after = Scene(tuple(open_parts), held)
        return Trial(suffices, held, after, tuple(sorted(set(stuck))), tuple(sorted(set(emptied))))

    def _try_part(self, part: Part, mask: Flags, held: Ints, *, in_order: bool) -> Iterator[tuple[_Piece, bool | None]]:
        """What is open of one part, with the answer for each piece; the options of its households are put into `held`."""
        self._spend(1 + len(part.families) // _HOUSEHOLDS_PER_NODE)
        bounds = fresh(part.contest, part.left, mask[part.families])
        bounds.begin()
        if bounds.empty >= 0:
            yield _Piece(part, part.families[_around(bounds)].tolist(), int(part.families[bounds.empty])), False
            return
        held[part.families] = part.options[bounds.best]
        for inner in parts(bounds, self.stability):
            piece = _within(inner, part)
            weight = 1 + len(piece.families) // _HOUSEHOLDS_PER_SEARCH_NODE
            before = min(_NODES_PER_TRIAL, 1 + self.nodes // weight)
            limit = Limit(before, 1)
            found = search(
                piece, self.family_order, limit, free=mask[piece.families], step=self.step, in_order=in_order
            )
            self._spend((before - limit.nodes) * weight)
            if found.stable:
                held[piece.families] = found.stable[0]
            answer = True if found.stable else False if found.complete else None
            yield self._piece(piece, found, bounds.lefts[inner.families] > 1), answer

    def _piece(self, part: Part, found: Found, undecided: Flags) -> _Piece:
        """The households of a contradiction: all undecided ones where they are few, else those to which nothing was left."""
        about = undecided if undecided.sum() <= _FEW else (found.failures > 0)
        last_first = np.argsort(-self.family_order[part.families])
        emptied = int(last_first[np.argmax(found.failures[last_first])])
        return _Piece(part, part.families[about].tolist(), int(part.families[emptied]))

    def _spend(self, nodes: int) -> None:
        self.step()
        self.nodes -= nodes
        if self.nodes <= 0:
            raise OutOfNodes

    def _one_by_one(self, scene: Scene) -> Smallest:
        """A sufficient set: as long as there is a contradiction, the household to which nothing was left becomes free."""
        chosen: Households = ()
        unclear = 0
        trial = self.trial(scene, chosen)
        while not trial.suffices:
            more = tuple(f for f in trial.emptied if f not in chosen)
            unclear += trial.suffices is None
            if not more or unclear > _MOST_UNCLEAR:
                raise OutOfNodes
            chosen += more
            trial = self.trial(scene, chosen)
        best = Smallest(chosen, trial.held, 1)
        with suppress(OutOfNodes):
            chosen = self._fewer(trial.scene, tuple(sorted(chosen, key=lambda f: -int(self.family_order[f]))))
            trial = self.trial(scene, chosen)
            best = Smallest(chosen, trial.held, 1) if trial.suffices else best
        return best

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


def whole(contest: Contest) -> Scene:
    """The scene before anybody is free."""
    options = len(contest.entry_start) - 1
    part = Part(
        contest, np.ones(options, bool), np.arange(contest.families), np.arange(options), np.arange(contest.pools)
    )
    return Scene((part,), contest.option_start[1:] - 1)


def _around(bounds: Bounds) -> Flags:
    """The household to which nothing was left, and those with something left in the pools it asked for."""
    contest = bounds.contest
    entries = contest.entries
    family = contest.option_family[entries.option]
    pool = np.zeros(contest.pools, bool)
    pool[entries.pool[family == bounds.empty]] = True
    about = np.zeros(contest.families, bool)
    about[family[pool[entries.pool] & bounds.left[entries.option]]] = True
    about[bounds.empty] = True
    return about


def _within(inner: Part, part: Part) -> Part:
    """A part of a part, in the numbers of the whole."""
    return replace(
        inner,
        families=part.families[inner.families],
        options=part.options[inner.options],
        pools=part.pools[inner.pools],
    )
