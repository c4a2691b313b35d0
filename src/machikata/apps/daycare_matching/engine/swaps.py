# SPDX-License-Identifier: Apache-2.0
"""After the run: children of one household who exchange the seats they already have."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.allocation import Swap
from machikata.apps.daycare_matching.market import Ints, Market

Seats = dict[int, tuple[int, bool]]
"""Child → its pool, and whether that is its own seat."""


def swaps(market: Market, held: Ints) -> tuple[Swap, ...]:
    """Per household that can, the best option in which some of its children in their own seats exchange just these seats.

    Nobody else is touched, so the allocation is verified before the swaps and each swap by itself. (daycare.md 5.4)
    """
    stays = np.concatenate((np.zeros(1, np.int64), np.cumsum(market.entry_stay)))
    staying = stays[market.entry_start[held + 1]] - stays[market.entry_start[held]]
    found = []
    for household in np.flatnonzero((staying > 1) & (held > market.option_start[:-1])).tolist():
        before = int(held[household])
        now = _seats(market, before)
        for after in range(int(market.option_start[household]), before):
            if _is_exchange(now, _seats(market, after)):
                found.append(Swap(household, before, after))
                break
    return tuple(found)


def _seats(market: Market, option: int) -> Seats:
    entries = range(int(market.entry_start[option]), int(market.entry_start[option + 1]))
    return {int(market.entry_child[e]): (int(market.entry_pool[e]), bool(market.entry_stay[e])) for e in entries}


def _is_exchange(now: Seats, then: Seats) -> bool:
    """Whether nothing differs but who of those in their own seats sits in which of these seats."""
    if now.keys() != then.keys():
        return False
    moving = [child for child in now if now[child][0] != then[child][0]]
    own = all(now[child][1] for child in moving)
    return bool(moving) and own and sorted(now[c][0] for c in moving) == sorted(then[c][0] for c in moving)
