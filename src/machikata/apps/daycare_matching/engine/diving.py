# SPDX-License-Identifier: Apache-2.0
"""A feasible allocation with few blocked households, found without turning back: no proof, but an upper bound for every market."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.allocation import Stability
from machikata.apps.daycare_matching.engine.bounds import Bounds, Flags, fresh
from machikata.apps.daycare_matching.engine.contest import Contest
from machikata.apps.daycare_matching.engine.groups import Part, parts
from machikata.apps.daycare_matching.engine.ragged import ranges
from machikata.apps.daycare_matching.market import Ints, Market

_MOST_BEGINNINGS = 60


def some_allocation(market: Market, contest: Contest, stability: Stability) -> Ints:
    """Households take their best option left, one after the other; one to which nothing would be left may block instead.

    A household that even so has no seat to go to is freed before the bounds, takes the last option in its list, and all begins anew.
    """
    free = np.zeros(contest.families, bool)
    last = np.zeros(contest.families, bool)
    for _ in range(_MOST_BEGINNINGS):
        bounds = _settled(contest, None, free)
        if bounds is None:
            break
        held, stuck = bounds.best.copy(), np.zeros_like(free)
        for part in parts(bounds, stability):
            options, without = _dive(part, market.family_order, free[part.families], last[part.families])
            held[part.families] = options
            stuck[part.families[without]] = True
        if not stuck.any():
            return held
        if last[stuck].all():
            break
        free |= stuck
        last |= stuck
    return one_after_the_other(market)


def _settled(contest: Contest, left: Flags | None, free: Flags) -> Bounds | None:
    """The bounds once enough households are free; None where that does not help."""
    while True:
        bounds = fresh(contest, left, free)
        bounds.begin()
        if bounds.empty < 0:
            return bounds
        emptied = bounds.lefts == 0
        if free[emptied].all():
            return None
        free |= emptied


def _dive(part: Part, family_order: Ints, free: Flags, last: Flags) -> tuple[Ints, Flags]:
    """An option per household of the part, and the households to which none can be given; those in `last` begin, from the worst."""
    bounds = _settled(part.contest, part.left, free)
    if bounds is None:
        return part.options[part.contest.option_start[1:] - 1], np.ones_like(free)
    order = np.lexsort((family_order[part.families], ~last))
    stuck = np.zeros_like(free)
    while not bounds.decided and not stuck.any():
        family = int(order[np.argmax(bounds.lefts[order] > 1)])
        bounds, stuck = _step(bounds, family, -1 if last[family] else 1)
    return part.options[bounds.best], stuck


def _step(bounds: Bounds, family: int, direction: int) -> tuple[Bounds, Flags]:
    """The household takes the best option (the worst where `direction` is −1) that seats everybody; whoever would be left with nothing becomes free."""
    begin, end = bounds.contest.option_start[family], bounds.contest.option_start[family + 1]
    stuck = np.zeros_like(bounds.free)
    for option in (np.flatnonzero(bounds.left[begin:end]) + begin).tolist()[::direction]:
        while True:
            after = bounds.copy()
            after.take(option)
            if after.empty < 0:
                return after, np.zeros_like(stuck)
            emptied = after.lefts == 0
            if bounds.free[emptied].all():
                break
            bounds.free = bounds.free | emptied
        stuck |= emptied
    return bounds, stuck


def one_after_the_other(market: Market) -> Ints:
    """A feasible allocation: households in their order take the best option that fits beside what all others hold."""
    held = market.option_start[1:] - 1
    first = ranges(market.entry_start[held], market.entry_start[held + 1])
    room = market.capacity - np.bincount(market.entry_pool[first], minlength=len(market.capacity))
    for family in np.argsort(market.family_order).tolist():
        own = market.entry_pool[market.entry_start[held[family]] : market.entry_start[held[family] + 1]]
        np.add.at(room, own, 1)
        for option in range(int(market.option_start[family]), int(held[family]) + 1):
            pools = market.entry_pool[market.entry_start[option] : market.entry_start[option + 1]]
            if option == held[family] or (np.bincount(pools, minlength=len(room)) <= room).all():
                held[family] = option
                np.subtract.at(room, pools, 1)
                break
    return held
