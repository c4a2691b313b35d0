# SPDX-License-Identifier: Apache-2.0
"""Where everybody is, and for which entries there would be room: what the reasons for refused wishes are checked against.

There is room for an entry e in its pool if the children of other households above e, the siblings above e who sit there now, are not put
there by the option of e and have another household rank (household rule only), and e itself are not more than the seats. That is the
definition of section 5.4 for the child alone; `fits` counts the siblings above e in the same option and pool as well.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from machikata.apps.daycare_matching.allocation import Allocation, Stability
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.checking.demand import Tally, holders, read_demands
from machikata.apps.daycare_matching.checking.market import option_of_entry


class Places:
    """The market and what is held, by entry. Room is judged before the swaps of own seats, which free nothing for others."""

    def __init__(self, built: Built, allocation: Allocation) -> None:
        market = built.market
        self.keys = built.keys
        self.capacity: list[int] = market.capacity.tolist()
        self.rank: list[int] = market.entry_rank.tolist()
        self.child: list[int] = market.entry_child.tolist()
        self.pool: list[int] = market.entry_pool.tolist()
        self._stay: list[int] = market.entry_stay.tolist()
        self._household_rank: list[int] = market.entry_household_rank.tolist()
        self._option: list[int] = option_of_entry(market).tolist()
        self._start: list[int] = market.entry_start.tolist()
        self._family: list[int] = market.child_family.tolist()
        self._counts_siblings = allocation.stability is Stability.HOUSEHOLD
        self._held: list[int] = allocation.held.tolist()
        self._final: list[int] = list(self._held)
        for swap in allocation.swaps:
            self._final[swap.household] = swap.after
        option_family = np.repeat(np.arange(market.families), np.diff(market.option_start))
        before_final = np.arange(market.options) < np.array(self._final, dtype=np.int64)[option_family]
        self._better: list[bool] = before_final[option_of_entry(market)].tolist()
        self._children: list[int] = np.bincount(market.child_family, minlength=market.families).tolist()
        self._others = self._others_above(built, allocation)
        self._admitted = self._last_first()
        self._of_wishes(built)

    def _others_above(self, built: Built, allocation: Allocation) -> list[int]:
        market = built.market
        demands = read_demands(market)
        rank = np.unique(market.entry_rank, return_inverse=True)[1]
        tally: Tally = holders(demands, allocation.held)
        family = market.child_family[market.entry_child]
        above: list[int] = tally.others_above(pool=market.entry_pool, rank=rank, family=family).tolist()
        return above

    def _last_first(self) -> dict[int, list[int]]:
        """Per pool the entries of those given a seat there, lowest first."""
        admitted = defaultdict(list)
        for option in self._held:
            for e in range(self._start[option], self._start[option + 1]):
                if not self._stay[e]:
                    admitted[self.pool[e]].append(e)
        for entries in admitted.values():
            entries.sort(key=lambda e: -self.rank[e])
        return admitted

    def _of_wishes(self, built: Built) -> None:
        """What was wished, what was granted, who stays."""
        children = [built.applications.children[c] for c in built.child.tolist()]
        self.wishes = [[wish.pool for wish in one.wishes] for one in children]
        self.of_wish: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.granted = [-1] * len(children)
        seated = [False] * len(children)
        finals = set(self._final)
        wished = zip(built.market.entry_wish.tolist(), self.child, self._option, strict=True)
        for e, (wish, child, option) in enumerate(wished):
            if wish >= 0:
                self.of_wish[child, wish].append(e)
                if option in finals:
                    seated[child] = True
                    self.granted[child] = wish
        place = {child: c for c, child in enumerate(built.child.tolist())}
        self._dropped = {(place[d.child], d.wish) for d in built.dropped if d.child in place}
        transfers = [one.current is not None for one in children]
        self.stays = [moves and not seat for moves, seat in zip(transfers, seated, strict=True)]

    def family(self, child: int) -> int:
        """The household of the child."""
        return self._family[child]

    def siblings(self, child: int) -> int:
        """How many children of the household apply, this one included."""
        return self._children[self._family[child]]

    def was_dropped(self, child: int, wish: int) -> bool:
        """Whether the rules kept the wish out of the market."""
        return (child, wish) in self._dropped

    def is_better(self, entry: int) -> bool:
        """Whether the household prefers the option of this entry to what it has in the end."""
        return self._better[entry]

    def beside(self, entry: int) -> range:
        """All entries of the same option."""
        option = self._option[entry]
        return range(self._start[option], self._start[option + 1])

    def fits_alone(self, entry: int) -> bool:
        """Whether there is room for the child of this entry by itself."""
        free = self.capacity[self.pool[entry]] - self._others[entry]
        return free > 0 and self._siblings_now(entry) < free

    def fits(self, entry: int) -> bool:
        """Whether there is room for it beside the siblings above it in the same option and pool."""
        free = self.capacity[self.pool[entry]] - self._others[entry]
        if free <= 0:
            return False
        put = sum(self.pool[e] == self.pool[entry] and self.rank[e] < self.rank[entry] for e in self.beside(entry))
        return self._siblings_now(entry) + put < free

    def option_fits(self, entry: int) -> bool:
        """Whether the whole option of this entry would be accepted."""
        return all(self.fits(e) for e in self.beside(entry))

    def _siblings_now(self, entry: int) -> int:
        family = self._family[self.child[entry]]
        if not self._counts_siblings or self._children[family] < 2:
            return 0
        pool, option = self.pool[entry], self._held[family]
        put = {self.child[e] for e in self.beside(entry) if self.pool[e] == pool}
        return sum(
            self.pool[h] == pool
            and self.rank[h] < self.rank[entry]
            and self._household_rank[h] != self._household_rank[entry]
            and self.child[h] not in put
            for h in range(self._start[option], self._start[option + 1])
        )

    def lowest_admitted(self, pool: int, family: int) -> set[int]:
        """The lowest entry given a seat in the pool, of all and of other households; −1 where none was."""
        admitted = self._admitted.get(pool, [])
        other = next((e for e in admitted if self._family[self.child[e]] != family), -1)
        return {admitted[0] if admitted else -1, other}
