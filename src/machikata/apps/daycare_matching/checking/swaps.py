# SPDX-License-Identifier: Apache-2.0
"""Whether the swaps after the run are what they say: children of one household who exchange their own seats, for the better."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from machikata.apps.daycare_matching.allocation import Allocation
from machikata.apps.daycare_matching.checking.market import option_of_entry
from machikata.apps.daycare_matching.checking.report import Fault, FaultKind
from machikata.apps.daycare_matching.market import Ints, Market
from machikata.domain.text import Text


def check_swaps(market: Market, allocation: Allocation) -> list[Fault]:
    """The faults of `allocation.swaps`: each starts from what the household holds, is a pure exchange, the best there is, none is missing."""
    declared = {swap.household: swap for swap in allocation.swaps}
    faults = []
    if len(declared) != len(allocation.swaps):
        faults.append(Fault(FaultKind.SWAP, Text("同じ世帯の交換が重複しています。", "A household swaps twice.")))
    possible = dict(_best_swaps(market, allocation.held))
    for household in sorted(declared.keys() | possible.keys()):
        swap, best = declared.get(household), possible.get(household)
        if swap is None:
            text = Text("できるはずの席の交換が行われていません。", "A possible exchange of own seats was not made.")
            faults.append(Fault(FaultKind.SWAP, text, household=household, option=best))
        elif not 0 <= household < market.families or swap.before != int(allocation.held[household]):
            text = Text(
                "交換の前の選択肢が割当てと違います。", "The swap does not start from what the household holds."
            )
            faults.append(Fault(FaultKind.SWAP, text, household=household, option=swap.before))
        elif swap.after != best:
            text = Text(
                "自分たちの席だけの最もよい交換ではありません。",
                "This is not the best exchange of the household's own seats.",
            )
            faults.append(Fault(FaultKind.SWAP, text, household=household, option=swap.after))
    return faults


def _best_swaps(market: Market, held: Ints) -> Iterator[tuple[int, int]]:
    """(household, option) of the best pure exchange of each household that has one."""
    stays = np.bincount(option_of_entry(market), weights=market.entry_stay, minlength=market.options)
    for household in np.flatnonzero(stays[held] >= 2).tolist():  # an exchange needs two children in their own seats
        before = int(held[household])
        for after in range(int(market.option_start[household]), before):
            if is_exchange(market, before, after):
                yield household, after
                break


def is_exchange(market: Market, before: int, after: int) -> bool:
    """Whether `after` is `before` with own seats permuted among the children who sit in them, and nothing else changed."""
    old, new = _places(market, before), _places(market, after)
    if old.keys() != new.keys():
        return False
    moved = [child for child in old if old[child][0] != new[child][0]]
    in_own_seats = all(old[child][1] for child in moved)
    return (
        bool(moved)
        and in_own_seats
        and sorted(old[child][0] for child in moved) == sorted(new[child][0] for child in moved)
    )


def _places(market: Market, option: int) -> dict[int, tuple[int, bool]]:
    """Child → (pool, whether that is its own seat)."""
    entries = range(int(market.entry_start[option]), int(market.entry_start[option + 1]))
    return {int(market.entry_child[e]): (int(market.entry_pool[e]), bool(market.entry_stay[e])) for e in entries}
