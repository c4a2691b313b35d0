# SPDX-License-Identifier: Apache-2.0
"""Where every child goes."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.allocation import Allocation
from machikata.apps.daycare_matching.applications import Child
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.explaining.spans import spread
from machikata.apps.daycare_matching.explaining.values import ChildResults
from machikata.apps.daycare_matching.letters.values import Result
from machikata.apps.daycare_matching.market import Ints, Market


def final_options(allocation: Allocation) -> Ints:
    """[F] the option of every household after the swaps of own seats."""
    options = allocation.held.copy()
    for swap in allocation.swaps:
        options[swap.household] = swap.after
    return options


def child_results(market: Market, allocation: Allocation) -> ChildResults:
    """Where every child of the market goes. A transfer applicant without an entry stays where freed seats are kept."""
    count = len(market.child_family)
    entries, _ = spread(market.entry_start, final_options(allocation))
    children = market.entry_child[entries]
    pool, wish, entry = (np.full(count, -1, dtype=np.int64) for _ in range(3))
    pool[children] = market.entry_pool[entries]
    wish[children] = market.entry_wish[entries]
    entry[children] = entries
    stays = np.zeros(count, dtype=np.bool_)
    stays[children] = market.entry_stay[entries] == 1
    return ChildResults(pool, wish, stays, entry)


def result_kind(child: Child, *, seated: bool) -> Result:
    """What came out for a child that is `seated` where it is new."""
    if child.current is not None:
        return Result.MOVES if seated else Result.STAYS
    return Result.OFFERED if seated else Result.HELD


def result_kinds(built: Built, results: ChildResults) -> tuple[Result, ...]:
    """What came out for every child of the market, in its order."""
    children = built.applications.children
    seated = ((results.pool >= 0) & ~results.stays).tolist()
    return tuple(result_kind(children[p], seated=s) for p, s in zip(built.child.tolist(), seated, strict=True))
