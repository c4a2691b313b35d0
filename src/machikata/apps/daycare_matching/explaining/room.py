# SPDX-License-Identifier: Apache-2.0
"""For options that households prefer to what they hold: in which of their pools there is room, and in which there is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.allocation import Stability
from machikata.apps.daycare_matching.explaining.spans import spread
from machikata.apps.daycare_matching.market import Ints, Market


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """Per entry of the market. `alone`: the child fits its pool when only those who rank above it and hold a seat are counted;
    `with_siblings`: it also does when the siblings whom the same option puts there above it are.
    """

    alone: npt.NDArray[np.bool_]
    with_siblings: npt.NDArray[np.bool_]


def room(market: Market, chosen: Ints, stability: Stability) -> Room:
    """What room there is for every entry, beside what the others hold when household f holds option `chosen[f]`."""
    held, owner = spread(market.entry_start, chosen)
    above = _above(market, held) - _own_above(market, held, owner)
    if stability is Stability.HOUSEHOLD:
        above = above + _siblings_who_lose(market, held, owner)
    capacity = market.capacity[market.entry_pool]
    return Room(above < capacity, above + _siblings_beside(market) < capacity)


def families_of_options(market: Market) -> Ints:
    """[O] the household of every option."""
    return np.repeat(np.arange(market.families, dtype=np.int64), np.diff(market.option_start))


def _width(market: Market) -> int:
    return int(market.entry_rank.max(initial=0)) + 1


def _above(market: Market, held: Ints) -> Ints:
    """[E] how many held entries of the pool rank above."""
    key = market.entry_pool * _width(market) + market.entry_rank
    taken = np.sort(key[held])
    first = np.searchsorted(taken, market.entry_pool * _width(market))
    return np.searchsorted(taken, key) - first


def _own_above(market: Market, held: Ints, owner: Ints) -> Ints:
    """[E] how many of them are the household's own."""
    option_family = families_of_options(market)
    entry_family = np.repeat(option_family, np.diff(market.entry_start))
    pools, width = len(market.capacity), _width(market)
    base = (entry_family * pools + market.entry_pool) * width
    taken = np.sort((owner * pools + market.entry_pool[held]) * width + market.entry_rank[held])
    return np.searchsorted(taken, base + market.entry_rank) - np.searchsorted(taken, base)


def _siblings_who_lose(market: Market, held: Ints, owner: Ints) -> Ints:
    """[E] siblings who hold a seat of the pool now, rank above by household rank too, and are not put there by the option."""
    counts = np.zeros(len(market.entry_pool), dtype=np.int64)
    several = np.flatnonzero(np.bincount(owner, minlength=market.families) > 0)
    several = several[np.bincount(market.child_family, minlength=market.families)[several] > 1]
    held_start = np.searchsorted(owner, np.arange(market.families + 1))
    options, of = spread(market.option_start, several)
    entries, place = spread(market.entry_start, options)
    family = several[of[place]]
    seats, pair = spread(held_start, family)
    e, h = entries[pair], held[seats]
    rival = (
        (market.entry_pool[e] == market.entry_pool[h])
        & (market.entry_child[e] != market.entry_child[h])
        & (market.entry_rank[h] < market.entry_rank[e])
        & (market.entry_household_rank[h] != market.entry_household_rank[e])
    )
    e, h, option = e[rival], h[rival], options[place[pair[rival]]]
    kept = _puts(market, option, market.entry_child[h], market.entry_pool[h])
    np.add.at(counts, e[~kept], 1)
    return counts


def _puts(market: Market, option: Ints, child: Ints, pool: Ints) -> npt.NDArray[np.bool_]:
    """Whether each option puts the child into the pool."""
    places, of = spread(market.entry_start, option)
    same = (market.entry_child[places] == child[of]) & (market.entry_pool[places] == pool[of])
    return np.bincount(of[same], minlength=len(option)) > 0


def _siblings_beside(market: Market) -> Ints:
    """[E] siblings whom the same option puts into the same pool and who rank above."""
    counts = np.zeros(len(market.entry_pool), dtype=np.int64)
    several = np.flatnonzero(np.diff(market.entry_start) > 1)
    entries, of = spread(market.entry_start, several)
    others, pair = spread(market.entry_start, several[of])
    e = entries[pair]
    beside = (market.entry_pool[e] == market.entry_pool[others]) & (market.entry_rank[others] < market.entry_rank[e])
    np.add.at(counts, e[beside], 1)
    return counts
