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

from dataclasses import dataclass, replace

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

    @property
    def columns(self) -> tuple[Ints, Ints, Ints, Ints]:
        """All four, in order."""
        return self.pool, self.family, self.place, self.rank

    def __add__(self, other: Seats) -> Seats:
        return Seats(*(np.concatenate(pair) for pair in zip(self.columns, other.columns, strict=True)))

    def tally(self, demands: Demands) -> Tally:
        """These seats, ready to be counted."""
        return Tally(demands, pool=self.pool, family=self.family, rank=self.rank)


@dataclass(frozen=True, slots=True, eq=False)
class Remaining:
    """The options that remain to the households `families`: `options`, in order. `entries` are theirs, by household, pool and place.

    `possible` and `certain` are seats of further households, whose options are not followed one by one.
    """

    demands: Demands
    families: Ints
    options: Ints
    entries: Ints
    possible: Seats
    certain: Seats

    def left(self, families: Ints) -> Ints:
        """How many options each of these households has left."""
        start = self.demands.market.option_start
        return np.searchsorted(self.options, start[families + 1]) - np.searchsorted(self.options, start[families])

    def has(self, options: Ints) -> Bools:
        """Whether each of these options remains."""
        if not len(self.options):
            return np.zeros(len(options), dtype=bool)
        at = np.minimum(np.searchsorted(self.options, options), len(self.options) - 1)
        remains: Bools = self.options[at] == options
        return remains

    def of(self, family: int) -> Ints:
        """The options that remain to one household."""
        start = self.demands.market.option_start
        low, high = np.searchsorted(self.options, start[family : family + 2])
        return self.options[low:high]

    @property
    def best(self) -> Ints:
        """The best remaining option of every followed household that has one left, in order of the households."""
        families = self.families[self.left(self.families) > 0]
        return self.options[np.searchsorted(self.options, self.demands.market.option_start[families])]

    def without(self, options: Ints) -> Remaining:
        """The same with `options` deleted."""
        gone = np.zeros(self.demands.market.options, dtype=bool)
        gone[options] = True
        kept = self.entries[~gone[self.demands.entry_option[self.entries]]]
        return replace(self, options=self.options[~gone[self.options]], entries=kept)

    def with_only(self, option: int) -> Remaining:
        """The same with `option` taken: the other options of its household are deleted."""
        own = self.of(int(self.demands.family[option]))
        return self.without(own[own != option])

    def around(self, named: Ints) -> Remaining:
        """The same, following only the households `named` and the undecided ones that may have a seat in a pool that those ask for.

        The seats of all others stay as they are, in the pools that a followed household asks for in any option, remaining or not. Others
        without a choice have no sure seats beside their certain ones, and the rest have none where it matters to `named`.
        """
        demands, market = self.demands, self.demands.market
        undecided = self.families[self.left(self.families) > 1]
        family = demands.family[demands.entry_option[self.entries]]
        near = family[_asked(demands, named)[demands.entry_pool[self.entries]]]
        followed = np.union1d(named, np.intersect1d(undecided, near))
        inside = np.zeros(market.families, dtype=bool)
        inside[followed] = True
        asked = _asked(demands, followed)
        others = [
            Seats(*(column[~inside[seats.family] & asked[seats.pool]] for column in seats.columns))
            for seats in possible_and_certain(self)
        ]
        options = self.options[inside[demands.family[self.options]]]
        return Remaining(demands, followed, options, self.entries[inside[family]], *others)


def _asked(demands: Demands, families: Ints) -> Bools:
    """[S] the pools that these households ask for in any option."""
    start = demands.market.option_start
    asked = np.zeros(len(demands.market.capacity), dtype=bool)
    _, option = spread(start[families], start[families + 1])
    _, demand = spread(demands.start[option], demands.start[option + 1])
    asked[demands.pool[demand]] = True
    return asked


def all_remain(demands: Demands) -> Remaining:
    """Nothing is deleted yet, and all households are followed."""
    market = demands.market
    family = demands.family[demands.entry_option]
    order = np.lexsort((demands.entry_place, demands.entry_pool, family))
    nobody = Seats(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
    return Remaining(demands, np.arange(market.families), np.arange(market.options), order, nobody, nobody)


def possible_and_certain(remaining: Remaining) -> tuple[Seats, Seats]:
    """The seats that households may have, and those that they have whatever remaining option they hold."""
    demands, entries = remaining.demands, remaining.entries
    if not len(entries):
        return remaining.possible, remaining.certain
    family = demands.family[demands.entry_option[entries]]
    pool, place, rank = demands.entry_pool[entries], demands.entry_place[entries], demands.entry_rank[entries]
    first = np.ones(len(entries), dtype=bool)
    first[1:] = (family[1:] != family[:-1]) | (pool[1:] != pool[:-1]) | (place[1:] != place[:-1])
    starts = np.flatnonzero(first)
    family, pool, place = family[starts], pool[starts], place[starts]
    possible = Seats(pool, family, place, np.minimum.reduceat(rank, starts))
    always = np.diff(np.append(starts, len(entries))) == remaining.left(family)
    worst = np.maximum.reduceat(rank, starts)
    certain = Seats(pool[always], family[always], place[always], worst[always])
    return possible + remaining.possible, certain + remaining.certain


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
    first_place = np.zeros(len(pool), dtype=np.int64)
    return Seats(*(column[kept] for column in certain.columns)) + Seats(
        pool, family, first_place, demands.worst[demand]
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
    remains = remaining.has(other)
    k, other = k[remains], other[remains]
    own = np.zeros(len(demand), dtype=np.int64)
    np.maximum.at(own, several[k], own_above(demands, stability, demand=demand[several[k]], instead_of=other))
    return need + own
