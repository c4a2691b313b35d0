# SPDX-License-Identifier: Apache-2.0
"""The search of one part: split on the first undecided household, its best option first, with the bounds at every node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.allocation import Deletions, NodeEnd, SearchNode
from machikata.apps.daycare_matching.engine.bounds import Bounds, Flags, fresh
from machikata.apps.daycare_matching.engine.groups import Part
from machikata.apps.daycare_matching.market import Ints


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: its nodes, the option of every household of the part in each stable combination (best for the first
    household in the order first, then for the second ...), and whether it came to its end.
    """

    nodes: tuple[SearchNode, ...]
    stable: tuple[tuple[int, ...], ...]
    complete: bool
    failures: Ints
    """Per household of the part how often nothing was left to it."""


@dataclass(slots=True)
class Limit:
    """Nodes and stable combinations that may still be used; the nodes are shared by all parts."""

    nodes: int
    stable: int


def search(
    part: Part,
    family_order: Ints,
    limit: Limit,
    *,
    free: Flags | None = None,
    step: Callable[[], None] = lambda: None,
    in_order: bool = False,
) -> Found:
    """All stable combinations of a part, as far as the limit reaches, the best by the order first.

    `in_order` splits on households in their order, which takes longer, but then the first combination met is the best of all.
    """
    split = _Splitting(part, family_order, in_order=in_order)
    nodes: list[SearchNode] = []
    stable: list[tuple[int, ...]] = []
    root = fresh(part.contest, part.left, free)
    stack: list[tuple[int, int, Bounds]] = [(-1, -1, root)]
    while stack and limit.nodes > 0 and len(stable) < limit.stable:
        parent, option, bounds = stack.pop()
        step()
        limit.nodes -= 1
        if option < 0:
            bounds.begin()
        else:
            bounds = bounds.copy()
            bounds.take(option)
        node = _node(parent, option, bounds, part)
        nodes.append(node)
        if node.end is NodeEnd.STABLE:
            stable.append(tuple(part.options[bounds.best].tolist()))
        elif node.end is not NodeEnd.SPLIT:
            split.failed(bounds)
        else:
            here = len(nodes) - 1
            family = split.household(bounds)
            begin, end = part.contest.option_start[family], part.contest.option_start[family + 1]
            open_options = (np.flatnonzero(bounds.left[begin:end]) + begin).tolist()
            stack.extend((here, o, bounds) for o in reversed(open_options))
    order = np.argsort(family_order[part.families]).tolist()
    stable.sort(key=lambda options: [options[i] for i in order])
    return Found(tuple(nodes), tuple(stable), not stack, split.failures)


class _Splitting:
    """Which household to split on: one whose pools took part in many failures and that has few options left; at equals the first."""

    def __init__(self, part: Part, family_order: Ints, *, in_order: bool) -> None:
        contest = part.contest
        self._in_order = in_order
        self.failures = np.zeros(contest.families, np.int64)
        self._order = np.argsort(family_order[part.families])
        self._weight = np.ones(contest.pools)
        placements = contest.placements
        self._cells = np.unique(np.stack((placements.family, placements.pool)), axis=1)

    def household(self, bounds: Bounds) -> int:
        """The household to split on."""
        if self._in_order:
            return int(self._order[np.argmax(bounds.lefts[self._order] > 1)])
        family, pool = self._cells
        weight = np.bincount(family, weights=self._weight[pool], minlength=len(self._order))
        score = np.where(bounds.lefts > 1, weight / bounds.lefts, -1.0)[self._order]
        return int(self._order[np.argmax(score)])

    def failed(self, bounds: Bounds) -> None:
        """Remembers the pools of the households to which nothing was left."""
        family, pool = self._cells
        hit = bounds.lefts[family] == 0
        self.failures += bounds.lefts == 0
        np.add.at(self._weight, pool[hit], 1.0)


def _node(parent: int, option: int, bounds: Bounds, part: Part) -> SearchNode:
    """How the node ended, in the numbers of the whole market."""
    deletions = bounds.log.deletions(part.options, part.pools)
    taken = int(part.options[option]) if option >= 0 else -1
    if bounds.blocking >= 0:
        kept = deletions.round < bounds.rounds
        before = Deletions(deletions.round[kept], deletions.option[kept], deletions.kind[kept], deletions.cause[kept])
        return SearchNode(parent, taken, before, NodeEnd.BLOCKED, int(part.options[bounds.blocking]))
    if bounds.empty >= 0:
        return SearchNode(parent, taken, deletions, NodeEnd.EMPTY)
    end = NodeEnd.STABLE if bounds.decided else NodeEnd.SPLIT
    return SearchNode(parent, taken, deletions, end)
