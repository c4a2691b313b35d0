# SPDX-License-Identifier: Apache-2.0
"""What the engine gives: an allocation, the proof that comes with it, and the certificate by which others can check the proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.market import Ints


class Stability(StrEnum):
    """When a household blocks with a better option p: in every pool of p, the applications of *other* households held there that rank
    above its worst child in p there, plus the children p puts there, fit the capacity.

    STRICT is that. HOUSEHOLD (the default) also counts a sibling who holds a seat in the pool now and is not put there by p, if it ranks
    above the household's worst child there and the two household ranks differ. (design: daycare.md 4.1 and 5.4)
    """

    STRICT = "strict"
    HOUSEHOLD = "household"


class Choice(StrEnum):
    """Which of several stable allocations: best for the households in their order, or the one with most children (then that order)."""

    PRIORITY = "priority"
    MOST_CHILDREN = "most_children"


class Proof(StrEnum):
    """UNIQUE: the only stable allocation. SEVERAL: `groups` lists them all. NONE: there is no stable one, `blocked` says what was done.
    NONE is proven; UNDECIDED: the budget ran out before stable allocations were found or excluded.
    """

    UNIQUE = "unique"
    SEVERAL = "several"
    NONE = "none"
    UNDECIDED = "undecided"


GUARANTEE, REFUSAL = 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class Deletions:
    """Options that occur in no stable allocation, in the order of the argument; each follows from those of earlier rounds alone.

    GUARANTEE: `cause` is a better option of the household that would be accepted even if all still possible better applicants came.
    REFUSAL: `cause` is the pool in which applicants who are sure to come and rank above leave too few seats.
    """

    round: Ints
    option: Ints
    kind: npt.NDArray[np.int8]
    cause: Ints


class NodeEnd(StrEnum):
    """How a node of the search ended. BLOCKED: nothing was left to choose, and a household blocks what was left."""

    SPLIT = "split"
    STABLE = "stable"
    BLOCKED = "blocked"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, eq=False)
class SearchNode:
    """A node of the search: below `parent` (−1: the root of a group), with `option` taken for its household (−1 at a root).

    A SPLIT node is followed by one node for every option left to the household it splits on. `blocking` is the option with which a
    household blocks, −1 where none does.
    """

    parent: int
    option: int
    deletions: Deletions
    end: NodeEnd
    blocking: int = -1


@dataclass(frozen=True, slots=True)
class Group:
    """Households whose choice does not touch that of other groups: every stable combination of their options (option per household, in
    the order of `households`), the chosen one first.
    """

    households: tuple[int, ...]
    alternatives: tuple[tuple[int, ...], ...]
    complete: bool = True
    """False: the budget ended before all were listed; there may be more, and the chosen one is the best of those met."""


@dataclass(frozen=True, slots=True)
class SeatsAdded:
    """More seats in these pools, with which a stable allocation exists."""

    pools: tuple[tuple[int, int], ...]
    """(pool, seats more)"""


@dataclass(frozen=True, slots=True)
class Blocked:
    """No allocation is stable. The fewest households that must be left blocked: between `lower` and `upper` (equal = proven)."""

    households: tuple[int, ...]
    blocking: tuple[int, ...]
    """Per household the option with which it blocks."""
    lower: int
    upper: int
    restoring: tuple[SeatsAdded, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """The whole argument: deletions that hold for everybody, then the search of each group of households they leave undecided."""

    root: Deletions
    searches: tuple[tuple[SearchNode, ...], ...]


@dataclass(frozen=True, slots=True)
class Swap:
    """Children of one household who exchange their own seats after the run: from option `before` to `after`."""

    household: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """`held[f]` is the option of household f, before the swaps."""

    held: Ints
    stability: Stability
    choice: Choice
    proof: Proof
    certificate: Certificate
    groups: tuple[Group, ...] = ()
    blocked: Blocked | None = None
    swaps: tuple[Swap, ...] = ()

    @property
    def counted_whole(self) -> bool:
        """Whether `count` is exact; else a listing ended with the budget and there are at least so many."""
        return all(group.complete for group in self.groups)

    @property
    def count(self) -> int:
        """How many stable allocations there are; 0 when there is none."""
        if self.proof in (Proof.NONE, Proof.UNDECIDED):
            return 0
        total = 1
        for group in self.groups:
            total *= len(group.alternatives)
        return total


@dataclass(frozen=True, slots=True)
class Budget:
    """Where the search for what is hard ends: nodes of the search, not seconds, so that the same input gives the same bytes."""

    nodes: int = 200_000
    alternatives: int = 100_000
    """Stable combinations listed per group."""
    exception_nodes: int = 20_000
    """For the smallest set of blocked households, when no allocation is stable."""
