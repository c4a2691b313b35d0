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


@dataclass(slots=True)
class Limit:
    """Nodes and stable combinations that may still be used; the nodes are shared by all parts."""

    nodes: int
    stable: int


def search(
    part: Part, family_order: Ints, limit: Limit, *, free: Flags | None = None, step: Callable[[], None] | None = None
) -> Found:
    """All stable combinations of a part, as far as the limit reaches. Depth first, so that the first is the best by the order."""
    order = np.argsort(family_order[part.families])
    nodes: list[SearchNode] = []
    stable: list[tuple[int, ...]] = []
    root = fresh(part.contest, part.left, free)
    stack: list[tuple[int, int, Bounds]] = [(-1, -1, root)]
    while stack and limit.nodes > 0 and len(stable) < limit.stable:
        parent, option, bounds = stack.pop()
        if step is not None:
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
        elif node.end is NodeEnd.SPLIT:
            here = len(nodes) - 1
            family = int(order[np.flatnonzero(bounds.lefts[order] > 1)[0]])
            begin, end = part.contest.option_start[family], part.contest.option_start[family + 1]
            open_options = (np.flatnonzero(bounds.left[begin:end]) + begin).tolist()
            stack.extend((here, o, bounds) for o in reversed(open_options))
    return Found(tuple(nodes), tuple(stable), not stack)


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
