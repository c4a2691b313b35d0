# SPDX-License-Identifier: Apache-2.0
"""What an option asks of each pool, and when it would be accepted: the definition of section 5.4, once, for all checks.

An option p of household f that now holds x would be accepted if in every pool s of p

    (children of other households in s above w) + own(x, p, s) + n  ≤  capacity of s

with n = how many children p puts into s and w = the rank of the worst of them. own is 0 under the strict rule. Under the household rule it
counts the siblings whom x seats in s and p does not, who rank above w and whose household rank differs from that of the worst child.
A household blocks when a better option than the one it holds would be accepted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.allocation import Stability
from machikata.apps.daycare_matching.checking.market import family_of_option, option_of_entry
from machikata.apps.daycare_matching.market import Ints, Market

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Demands:
    """The entries in order of option, pool and rank, and one demand per option and pool.

    Ranks are renumbered over all pools without gaps; their order is that of the market.
    """

    market: Market
    family: Ints
    """[O] household of the option"""
    start: Ints
    """[O + 1] the demands of option o are `start[o]:start[o+1]`"""
    option: Ints
    """[D]"""
    pool: Ints
    """[D]"""
    seats: Ints
    """[D] n: how many children the option puts into the pool"""
    worst: Ints
    """[D] w: the rank of the worst of them"""
    worst_household_rank: Ints
    """[D]"""
    entry_option: Ints
    """[E]"""
    entry_demand: Ints
    """[E]"""
    entry_place: Ints
    """[E] place among the children that the option puts into the pool, 0 = best"""
    entry_pool: Ints
    entry_child: Ints
    entry_rank: Ints
    entry_household_rank: Ints
    puts: Ints
    """[E] demand and child as one number, sorted: who is put where"""

    def of(self, option: Ints, pool: Ints) -> Ints:
        """The demand of each option in each pool, −1 where it asks for no seat there."""
        pools = max(len(self.market.capacity), 1)
        code = self.option * pools + self.pool
        at = np.minimum(np.searchsorted(code, option * pools + pool), max(len(code) - 1, 0))
        if not len(code):
            return np.full(len(option), -1)
        return np.where(code[at] == option * pools + pool, at, -1)


def read_demands(market: Market) -> Demands:
    """The demands of every option of `market`."""
    option = option_of_entry(market)
    order = np.lexsort((market.entry_rank, market.entry_pool, option))
    option, pool, child = option[order], market.entry_pool[order], market.entry_child[order]
    rank = np.unique(market.entry_rank, return_inverse=True)[1][order].astype(np.int64)
    household_rank = market.entry_household_rank[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (option[1:] != option[:-1]) | (pool[1:] != pool[:-1])
    demand = np.cumsum(first) - 1
    starts = np.flatnonzero(first)
    ends = np.append(starts[1:], len(order))[: len(starts)]
    return Demands(
        market=market,
        family=family_of_option(market),
        start=np.searchsorted(option[starts], np.arange(market.options + 1)),
        option=option[starts],
        pool=pool[starts],
        seats=ends - starts,
        worst=rank[ends - 1],
        worst_household_rank=household_rank[ends - 1],
        entry_option=option,
        entry_demand=demand,
        entry_place=np.arange(len(order)) - starts[demand],
        entry_pool=pool,
        entry_child=child,
        entry_rank=rank,
        entry_household_rank=household_rank,
        puts=np.sort(demand * max(len(market.child_family), 1) + child),
    )


class Tally:
    """Seats taken or possibly taken: a pool, the household and the rank of each. Counts those above a rank."""

    def __init__(self, demands: Demands, *, pool: Ints, family: Ints, rank: Ints) -> None:
        self._pools, self._ranks = max(len(demands.market.capacity), 1), len(demands.entry_rank) + 1
        self._all = np.sort(pool * self._ranks + rank)
        self._own = np.sort((family * self._pools + pool) * self._ranks + rank)

    def others_above(self, *, pool: Ints, rank: Ints, family: Ints) -> Ints:
        """How many seats in `pool` rank above `rank` and do not belong to `family`."""
        return _below(self._all, pool, rank, self._ranks) - _below(
            self._own, family * self._pools + pool, rank, self._ranks
        )


def _below(codes: Ints, block: Ints, rank: Ints, ranks: int) -> Ints:
    return np.searchsorted(codes, block * ranks + rank) - np.searchsorted(codes, block * ranks)


def holders(demands: Demands, held: Ints) -> Tally:
    """The seats taken when each household holds its option in `held`."""
    taken = np.isin(demands.entry_option, held)
    return Tally(
        demands,
        pool=demands.entry_pool[taken],
        family=demands.family[demands.entry_option[taken]],
        rank=demands.entry_rank[taken],
    )


def spread(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Every i in `starts[k]:ends[k]` for every k, as (k, i)."""
    lengths = ends - starts
    k = np.repeat(np.arange(len(starts)), lengths)
    return k, np.arange(len(k)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + starts[k]


def own_above(demands: Demands, stability: Stability, *, demand: Ints, instead_of: Ints) -> Ints:
    """own(x, p, s) of the definition for each demand (p, s) and the option x that the household holds."""
    if stability is Stability.STRICT or not len(demand):
        return np.zeros(len(demand), dtype=np.int64)
    starts = demands.market.entry_start
    k, entry = spread(starts[instead_of], starts[instead_of + 1])
    asked = demand[k]
    counts = (
        (demands.entry_pool[entry] == demands.pool[asked])
        & (demands.entry_rank[entry] < demands.worst[asked])
        & (demands.entry_household_rank[entry] != demands.worst_household_rank[asked])
    )
    k, code = k[counts], asked[counts] * len(demands.market.child_family) + demands.entry_child[entry[counts]]
    at = np.minimum(np.searchsorted(demands.puts, code), len(demands.puts) - 1)
    return np.bincount(k[demands.puts[at] != code], minlength=len(demand))


def needs(demands: Demands, stability: Stability, *, tally: Tally, demand: Ints, instead_of: Ints) -> Ints:
    """The left side of the definition for each demand: to be compared with the capacity of its pool."""
    others = tally.others_above(
        pool=demands.pool[demand], rank=demands.worst[demand], family=demands.family[demands.option[demand]]
    )
    return others + own_above(demands, stability, demand=demand, instead_of=instead_of) + demands.seats[demand]


def accepted(demands: Demands, stability: Stability, *, tally: Tally, option: Ints, instead_of: Ints) -> Bools:
    """Whether each `option` would be accepted, with `tally` the seats of others, if its household held `instead_of`."""
    k, demand = spread(demands.start[option], demands.start[option + 1])
    need = needs(demands, stability, tally=tally, demand=demand, instead_of=instead_of[k])
    refused = need > demands.market.capacity[demands.pool[demand]]
    accepted: Bools = np.bincount(k[refused], minlength=len(option)) == 0
    return accepted
