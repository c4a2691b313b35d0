# SPDX-License-Identifier: Apache-2.0
"""Walks the search tree of a group of households: every branch is there, and every end is what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.allocation import NodeEnd, SearchNode, Stability
from machikata.apps.daycare_matching.checking.deletions import replay
from machikata.apps.daycare_matching.checking.demand import accepted
from machikata.apps.daycare_matching.checking.remaining import Remaining, possible_and_certain
from machikata.apps.daycare_matching.checking.report import Fault, FaultKind
from machikata.apps.daycare_matching.market import Ints
from machikata.domain.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """What a tree shows: the households it decides, and its STABLE ends as an option per household (still to be verified)."""

    families: Ints
    ends: tuple[Ints, ...]
    faults: tuple[Fault, ...]
    whole: bool
    """Every branch is there; else the search was broken off."""


def walk(root: Remaining, nodes: Sequence[SearchNode], stability: Stability) -> Walk:
    """Replays every node of the tree below `root`.

    A node begins from what remained at its parent, with its option taken; its own deletions follow from that alone.
    """
    if not nodes:
        return Walk(np.zeros(0, dtype=np.int64), (), (), whole=False)  # broken off before it began
    faults = tuple(_shape(nodes, root.demands.market.options))
    named = _named(root, nodes)
    families = named[root.left(named) > 1]
    if faults:
        return Walk(families, (), faults, whole=False)
    children: list[list[int]] = [[] for _ in nodes]
    for i, node in enumerate(nodes[1:], start=1):
        children[node.parent].append(i)
    ends: list[Ints] = []
    found: list[Fault] = []
    whole = True
    waiting = [(0, root.around(named))]
    while waiting and not found:
        i, before = waiting.pop()
        after, deleted = replay(before, nodes[i].deletions, stability)
        found += deleted or _end(after, nodes, i, children[i], stability=stability, families=families)
        whole &= nodes[i].end is not NodeEnd.SPLIT or _every_branch(after, nodes, children[i])
        if nodes[i].end is NodeEnd.STABLE:
            ends.append(after.best[np.isin(root.demands.family[after.best], families)])
        waiting += [(c, after.with_only(nodes[c].option)) for c in reversed(children[i])] if not found else []
    return Walk(families, tuple(ends), tuple(found), whole)


def _fault(ja: str, en: str, option: int | None = None) -> Fault:
    return Fault(FaultKind.SEARCH, Text(ja, en), option=option)


def _shape(nodes: Sequence[SearchNode], options: int) -> Iterator[Fault]:
    """The first node is the root, every other stands below an earlier SPLIT node, and names options that exist."""
    if nodes[0].parent != -1 or nodes[0].option != -1:
        yield _fault("探索の記録に根がありません。", "The search has no root.")
        return
    for i, node in enumerate(nodes[1:], start=1):
        if not 0 <= node.parent < i or nodes[node.parent].end is not NodeEnd.SPLIT:
            yield _fault("探索の枝のつながりが正しくありません。", "A branch of the search hangs on no split.")
            return
        if not 0 <= node.option < options:
            yield _fault("探索の枝が存在しない選択肢を示しています。", "A branch of the search takes no option.")
            return


def _named(root: Remaining, nodes: Sequence[SearchNode]) -> Ints:
    """The households that the tree speaks of. It decides those of them that are undecided at its root."""
    taken = np.array([node.option for node in nodes], dtype=np.int64)
    blocking = np.array([node.blocking for node in nodes], dtype=np.int64)
    options = np.concatenate([taken, blocking, *(node.deletions.option for node in nodes)])
    options = options[(options >= 0) & (options < root.demands.market.options)]
    return np.unique(root.demands.family[options])


def _end(
    after: Remaining,
    nodes: Sequence[SearchNode],
    i: int,
    children: list[int],
    *,
    stability: Stability,
    families: Ints,
) -> Iterator[Fault]:
    """The faults of the end of node `i`, at which `after` remains."""
    node = nodes[i]
    if node.end is NodeEnd.SPLIT:
        yield from _split(after, [nodes[c].option for c in children])
    elif node.end is NodeEnd.EMPTY and np.all(after.left(after.families) > 0):
        yield _fault(
            "どの世帯にも選択肢が残っています。", "An end is called empty, but every household has an option left."
        )
    elif node.end is NodeEnd.STABLE and np.any(after.left(families) != 1):
        yield _fault("決まっていない世帯が残っています。", "An end is called stable, but a household is not decided.")
    elif node.end is NodeEnd.BLOCKED and not _blocks(after, node.blocking, stability):
        yield _fault("示された選択肢では例外になりません。", "The stated option does not block here.", node.blocking)


def _split(after: Remaining, taken: list[int]) -> Iterator[Fault]:
    """The branches below a split take remaining options of one household, each once."""
    family = np.unique(after.demands.family[np.array(taken, dtype=np.int64)])
    if len(family) > 1 or len(set(taken)) != len(taken) or not np.all(after.has(np.array(taken, dtype=np.int64))):
        yield _fault(
            "枝分かれが1世帯の残りの選択肢になっていません。",
            "A split is not over the remaining options of a household.",
        )


def _every_branch(after: Remaining, nodes: Sequence[SearchNode], children: list[int]) -> bool:
    """Whether a split has a branch for every option that remains to its household."""
    if not children:
        return False
    family = int(after.demands.family[nodes[children[0]].option])
    return len(after.of(family)) == len(children)


def _blocks(after: Remaining, option: int, stability: Stability) -> bool:
    """Whether the household of `option` blocks with it, whichever of its remaining options it holds and others hold."""
    demands = after.demands
    if not 0 <= option < demands.market.options:
        return False
    possible, _ = possible_and_certain(after)
    own = after.of(int(demands.family[option]))
    blocks = accepted(
        demands, stability, tally=possible.tally(demands), option=np.full(len(own), option), instead_of=own
    )
    return len(own) > 0 and bool(np.all(blocks & (own > option)))
