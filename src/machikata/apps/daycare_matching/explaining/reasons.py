# SPDX-License-Identifier: Apache-2.0
"""Why a wish was not granted, and who waits before whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.allocation import Allocation
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.explaining.results import child_results, final_options
from machikata.apps.daycare_matching.explaining.room import families_of_options, room
from machikata.apps.daycare_matching.explaining.spans import spread
from machikata.apps.daycare_matching.explaining.values import ChildResults, ReasonCode, RefusedWishes
from machikata.apps.daycare_matching.market import Ints, Market

_NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class _Wishes:
    """Every wish of every child of the market, by child and wish: `first[c]` is where those of child c begin."""

    child: Ints
    wish: Ints
    pool: Ints
    first: Ints


def refused_wishes(built: Built, allocation: Allocation) -> RefusedWishes:
    """Every wish that was not granted, with its reason (`ReasonCode` says what each means)."""
    market = built.market
    results = child_results(market, allocation)
    wishes = _all_wishes(built)
    reason, entry, other = _reasons(built, allocation, wishes)
    refused = results.wish[wishes.child] != wishes.wish
    stays = results.stays[wishes.child] | _stays_outside(built, results)[wishes.child]
    reason[(reason == ReasonCode.CLASS_FULL) & stays] = ReasonCode.STAYS
    no_seats = market.capacity[wishes.pool] == 0
    reason[no_seats & np.isin(reason, (ReasonCode.CLASS_FULL, ReasonCode.STAYS))] = ReasonCode.NO_SEATS
    lowest = np.full(len(entry), _NONE, dtype=np.int64)
    compared = np.flatnonzero(np.isin(reason, (ReasonCode.CLASS_FULL, ReasonCode.STAYS)))
    lowest[compared] = lowest_entries(market, allocation)[market.entry_pool[entry[compared]]]
    waiting = _waiting_ranks(market, entry, refused & (reason >= ReasonCode.NO_SEATS))
    sibling, sibling_pool = (np.full(len(entry), _NONE, dtype=np.int64) for _ in range(2))
    sibling[other != _NONE] = market.entry_child[other[other != _NONE]]
    sibling_pool[other != _NONE] = market.entry_pool[other[other != _NONE]]
    columns = (wishes.child, wishes.wish, wishes.pool, reason, _criterion(built, entry, lowest), entry, lowest,
               waiting, sibling, sibling_pool)  # fmt: skip
    return RefusedWishes(*(column[refused] for column in columns))


def _all_wishes(built: Built) -> _Wishes:
    children = built.applications.children
    wanted = [children[c].wishes for c in built.child.tolist()]
    counts = np.array([len(w) for w in wanted], dtype=np.int64)
    first = np.cumsum(counts) - counts
    child = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    pool = np.fromiter((wish.pool for row in wanted for wish in row), dtype=np.int64, count=len(child))
    return _Wishes(child, np.arange(len(child), dtype=np.int64) - first[child], pool, first)


def _reasons(built: Built, allocation: Allocation, wishes: _Wishes) -> tuple[npt.NDArray[np.int8], Ints, Ints]:
    """Per wish: the reason, the entry it was judged by, and for SIBLING the entry that failed."""
    market = built.market
    space = room(market, allocation.held, allocation.stability)  # before the swaps: they free nothing for others
    option_family = families_of_options(market)
    better = np.arange(market.options) < final_options(allocation)[option_family]
    entry_option = np.repeat(np.arange(market.options, dtype=np.int64), np.diff(market.entry_start))
    wished = np.flatnonzero(market.entry_wish >= 0)
    place = np.full(len(market.entry_pool), _NONE, dtype=np.int64)
    place[wished] = wishes.first[market.entry_child[wished]] + market.entry_wish[wished]

    fails = np.bincount(entry_option[~space.with_siblings], minlength=market.options) > 0
    reason = np.full(len(wishes.child), ReasonCode.NOT_ELIGIBLE, dtype=np.int8)
    reason[_without_option(built, wishes, place[wished])] = ReasonCode.SIBLING
    entry = np.full(len(wishes.child), _NONE, dtype=np.int64)
    open_ones = wished[better[entry_option[wished]]]
    steps = (
        (ReasonCode.BETTER_GRANTED, wished),
        (ReasonCode.CLASS_FULL, open_ones),
        (ReasonCode.SIBLING, open_ones[space.alone[open_ones]]),
        (ReasonCode.BLOCKED, open_ones[~fails[entry_option[open_ones]]]),
    )
    for code, entries in steps:
        # The best option is written last, so that it stands.
        backwards = entries[::-1]
        reason[place[backwards]] = code
        entry[place[backwards]] = backwards
    return reason, entry, _failing(market, entry_option, space.with_siblings, reason, entry)


def _without_option(built: Built, wishes: _Wishes, found: Ints) -> npt.NDArray[np.bool_]:
    """Wishes of children with siblings that stand in no joint option, although the child may be taken there."""
    market = built.market
    known = np.zeros(len(wishes.child), dtype=np.bool_)
    known[found] = True
    place = {child: c for c, child in enumerate(built.child.tolist())}
    dropped = [(place[d.child], d.wish) for d in built.dropped if d.wish is not None and d.child in place]
    known[[wishes.first[c] + wish for c, wish in dropped]] = True
    siblings = np.bincount(market.child_family)[market.child_family] > 1
    result: npt.NDArray[np.bool_] = ~known & siblings[wishes.child]
    return result


def _failing(
    market: Market, entry_option: Ints, fits: npt.NDArray[np.bool_], reason: npt.NDArray[np.int8], entry: Ints
) -> Ints:
    """For a wish that failed by a sibling: the first entry of the same option without room; a sibling in the same pool where it is
    the child's own.
    """
    failing = np.full(len(reason), _NONE, dtype=np.int64)
    rows = np.flatnonzero((reason == ReasonCode.SIBLING) & (entry != _NONE))
    places, of = spread(market.entry_start, entry_option[entry[rows]])
    own = places == entry[rows][of]
    candidates = ~own & ~fits[places]
    beside = ~own & (market.entry_pool[places] == market.entry_pool[entry[rows]][of])
    for choice in (beside, candidates):
        chosen = np.flatnonzero(choice)[::-1]
        failing[rows[of[chosen]]] = places[chosen]
    return failing


def _stays_outside(built: Built, results: ChildResults) -> npt.NDArray[np.bool_]:
    """[C] transfer applicants without a new seat: they keep the old one also where it is not in the market."""
    children = built.applications.children
    transfers = np.array([children[c].current is not None for c in built.child.tolist()], dtype=np.bool_)
    outside: npt.NDArray[np.bool_] = transfers & (results.pool == _NONE)
    return outside


def lowest_entries(market: Market, allocation: Allocation) -> Ints:
    """[S] the entry that ranks last of those who were given a seat there (not of those who stay); −1 where nobody was."""
    held, _ = spread(market.entry_start, allocation.held)
    held = held[market.entry_stay[held] == 0]
    held = held[np.argsort(market.entry_rank[held], kind="stable")]
    lowest = np.full(len(market.capacity), _NONE, dtype=np.int64)
    lowest[market.entry_pool[held]] = held
    return lowest


def _criterion(built: Built, own: Ints, lowest: Ints) -> Ints:
    """The first criterion in which the two entries differ."""
    criterion = np.full(len(own), _NONE, dtype=np.int64)
    rows = np.flatnonzero(lowest != _NONE)
    differs = built.keys[own[rows]] != built.keys[lowest[rows]]
    some = differs.any(axis=1)
    criterion[rows[some]] = differs[some].argmax(axis=1)
    return criterion


def _waiting_ranks(market: Market, entry: Ints, waits: npt.NDArray[np.bool_]) -> Ints:
    """1 + the number of waiting entries of the pool that rank above; 0 where the child does not wait."""
    ranks = np.zeros(len(entry), dtype=np.int64)
    rows = np.flatnonzero(waits & (entry != _NONE))
    pool, rank = market.entry_pool[entry[rows]], market.entry_rank[entry[rows]]
    order = np.lexsort((rank, pool))
    first = np.searchsorted(pool[order], pool[order])
    ranks[rows[order]] = np.arange(len(rows)) - first + 1
    return ranks
