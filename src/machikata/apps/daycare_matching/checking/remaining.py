# SPDX-License-Identifier: Apache-2.0
"""The options that may still be held in a stable allocation, and what follows from them by counting.

Two kinds of seats of others are counted above a rank w in a pool, both over every way in which each household may hold one of its
remaining options:

* *possible*: the most that a household can have there. It has j or more only if some remaining option seats j of its children above w, so
  the j-th counts from the best rank that the j-th child has in any remaining option.
* *certain*: the fewest. It has j or more for certain if every remaining option seats j of its children above w, so the j-th counts from
  the worst rank that the j-th child has in any remaining option.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.allocation import Stability
from machikata.apps.daycare_matching.checking.demand import Bools, Demands, Tally, needs, own_above, spread
from machikata.apps.daycare_matching.market import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """Seats of households in pools, from a rank on: the j-th child (`place`) of `family` in `pool` counts above every rank after `rank`."""

    pool: Ints
    family: Ints
    place: Ints
    rank: Ints

    def tally(self, demands: Demands) -> Tally:
        """These seats, ready to be counted."""
        return Tally(demands, pool=self.pool, family=self.family, rank=self.rank)


@dataclass(frozen=True, slots=True, eq=False)
class Remaining:
    """Which options remain: `alive[o]`. `entries` are those of remaining options, in order of household, pool and place."""

    demands: Demands
    alive: Bools
    entries: Ints

    @property
    def per_family(self) -> Ints:
        """[F] how many options each household has left."""
        families = self.demands.family[self.alive]
        left: Ints = np.bincount(families, minlength=self.demands.market.families)
        return left

    @property
    def best(self) -> Ints:
        """The best remaining option of every household that has one left, in order of the households."""
        options = np.flatnonzero(self.alive)
        best: Ints = options[np.unique(self.demands.family[options], return_index=True)[1]]
        return best

    def without(self, options: Ints) -> Remaining:
        """The same with `options` deleted."""
        alive = self.alive.copy()
        alive[options] = False
        return Remaining(self.demands, alive, self.entries[alive[self.demands.entry_option[self.entries]]])

    def with_only(self, option: int) -> Remaining:
        """The same with `option` taken: the other options of its household are deleted."""
        market = self.demands.market
        family = self.demands.family[option]
        own = np.arange(market.option_start[family], market.option_start[family + 1])
        return self.without(own[own != option])


def all_remain(demands: Demands) -> Remaining:
    """Nothing is deleted yet."""
    family = demands.family[demands.entry_option]
    order = np.lexsort((demands.entry_place, demands.entry_pool, family))
    return Remaining(demands, np.ones(demands.market.options, dtype=bool), order)


def possible_and_certain(remaining: Remaining) -> tuple[Seats, Seats]:
    """The seats that households may have, and those that they have whatever remaining option they hold."""
    demands, entries = remaining.demands, remaining.entries
    family = demands.family[demands.entry_option[entries]]
    pool, place, rank = demands.entry_pool[entries], demands.entry_place[entries], demands.entry_rank[entries]
    first = np.ones(len(entries), dtype=bool)
    first[1:] = (family[1:] != family[:-1]) | (pool[1:] != pool[:-1]) | (place[1:] != place[:-1])
    starts = np.flatnonzero(first)
    if not len(starts):
        nothing = Seats(pool, family, place, rank)
        return nothing, nothing
    family, pool, place = family[starts], pool[starts], place[starts]
    possible = Seats(pool, family, place, np.minimum.reduceat(rank, starts))
    always = np.diff(np.append(starts, len(entries))) == remaining.per_family[family]
    worst = np.maximum.reduceat(rank, starts)
    return possible, Seats(pool[always], family[always], place[always], worst[always])


def sure(remaining: Remaining, possible: Tally, certain: Seats, stability: Stability) -> Seats:
    """The seats that will be taken in every stable allocation, or else others who rank above them fill the pool.

    Besides the certain ones: let b be the best remaining option of household h, seating one child c in pool s, and let every other pool of
    b have room for h even if all possible better applicants came (and, under the household rule, whatever other remaining option h holds).
    If h holds b, c sits in s. If h holds something worse, it does not block with b, so s is what refuses it: as many children as s has
    seats rank above c there. They are children of other households, or under the household rule possibly siblings of c; in both cases they
    do sit in s. So s has either c or a full house that ranks above c: in both cases an applicant who ranks after c, and for whom c and
    the other sure ones leave no seat, cannot be in s. With two children of b in s the argument fails: refusing both leaves a seat.
    """
    demands, best = remaining.demands, remaining.best
    k, demand = spread(demands.start[best], demands.start[best + 1])
    room = demands.market.capacity[demands.pool[demand]]
    refused = _most_needed(remaining, possible, demand=demand, stability=stability) > room
    elsewhere = np.bincount(k[refused], minlength=len(best))[k] - refused
    counts = (demands.seats[demand] == 1) & (elsewhere == 0)
    demand = demand[counts]
    pool, family = demands.pool[demand], demands.family[demands.option[demand]]
    pools = max(len(demands.market.capacity), 1)
    kept = ~np.isin(certain.family * pools + certain.pool, family * pools + pool)
    return Seats(
        np.append(certain.pool[kept], pool),
        np.append(certain.family[kept], family),
        np.append(certain.place[kept], np.zeros(len(pool), dtype=np.int64)),
        np.append(certain.rank[kept], demands.worst[demand]),
    )


def _most_needed(remaining: Remaining, possible: Tally, *, demand: Ints, stability: Stability) -> Ints:
    """The left side of the definition for each demand of a best option, with the most siblings that another remaining option can add."""
    demands = remaining.demands
    need = needs(demands, Stability.STRICT, tally=possible, demand=demand, instead_of=demands.option[demand])
    if stability is Stability.STRICT:
        return need
    several = np.flatnonzero(np.diff(demands.start)[demands.option[demand]] > 1)
    family = demands.family[demands.option[demand[several]]]
    start = demands.market.option_start
    k, other = spread(start[family], start[family + 1])
    k, other = k[remaining.alive[other]], other[remaining.alive[other]]
    own = np.zeros(len(demand), dtype=np.int64)
    np.maximum.at(own, several[k], own_above(demands, stability, demand=demand[several[k]], instead_of=other))
    return need + own
