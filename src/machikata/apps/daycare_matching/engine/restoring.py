# SPDX-License-Identifier: Apache-2.0
"""Which seats more would make a stable allocation possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from machikata.apps.daycare_matching.allocation import SeatsAdded, Stability
from machikata.apps.daycare_matching.engine.bounds import fresh
from machikata.apps.daycare_matching.engine.contest import of_market
from machikata.apps.daycare_matching.engine.groups import parts
from machikata.apps.daycare_matching.engine.search import Limit, search
from machikata.apps.daycare_matching.market import Market

_MOST_TRIALS = 8
_MOST_SHOWN = 3
_MOST_BLOCKED = 4
_NODES_PER_TRIAL = 150


def seats_restoring(
    market: Market, stability: Stability, blocking: tuple[int, ...], step: Callable[[], None]
) -> tuple[SeatsAdded, ...]:
    """Seats, each confirmed by a run with them: one more in a single pool that a blocking option asks for, or else several together.

    Nothing is found where stability needs seats elsewhere, nor looked for where many households are blocked; that is no statement that such seats do not exist.
    """
    if len(blocking) > _MOST_BLOCKED:
        return ()
    wanted = _wanted(market, blocking)
    found = []
    for pool in list(wanted)[:_MOST_TRIALS]:
        step()
        if has_stable(market, stability, {pool: 1}):
            found.append(SeatsAdded(((pool, 1),)))
        if len(found) == _MOST_SHOWN:
            break
    return tuple(found) or tuple(_together(market, stability, wanted, step))


def has_stable(market: Market, stability: Stability, seats: Mapping[int, int]) -> bool:
    """Whether a stable allocation is found once these pools have these seats more."""
    capacity = market.capacity.copy()
    capacity[list(seats)] += list(seats.values())
    root = fresh(of_market(replace(market, capacity=capacity), stability))
    root.begin()
    if root.empty >= 0:
        return False
    limit = Limit(_NODES_PER_TRIAL, 1)
    for part in parts(root, stability):
        limit.stable = 1
        if not search(part, market.family_order, limit).stable:
            return False
    return True


def _wanted(market: Market, blocking: tuple[int, ...]) -> dict[int, int]:
    """Pool → children that the blocking options put there, in the order of these options and of their wishes."""
    wanted: dict[int, int] = {}
    for option in blocking:
        e = np.arange(market.entry_start[option], market.entry_start[option + 1])
        for pool in market.entry_pool[e[np.argsort(market.entry_rank[e], kind="stable")]].tolist():
            wanted[pool] = wanted.get(pool, 0) + 1
    return wanted


def _together(
    market: Market, stability: Stability, wanted: Mapping[int, int], step: Callable[[], None]
) -> Iterator[SeatsAdded]:
    """All seats that the blocking options ask for, less those that are not needed."""
    seats = dict(wanted)
    if not 1 < sum(seats.values()) <= _MOST_TRIALS or not has_stable(market, stability, seats):
        return
    for pool in list(seats):
        while seats.get(pool, 0) > 0:
            step()
            fewer = {p: n - (p == pool) for p, n in seats.items()}
            fewer = {p: n for p, n in fewer.items() if n}
            if not has_stable(market, stability, fewer):
                break
            seats = fewer
    yield SeatsAdded(tuple(seats.items()))
