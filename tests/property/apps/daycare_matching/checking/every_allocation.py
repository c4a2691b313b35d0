# SPDX-License-Identifier: Apache-2.0
"""Tiny markets of every kind, and all their stable allocations by trying every allocation: the definitions and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from machikata.apps.daycare_matching.allocation import (
    Allocation,
    Blocked,
    Certificate,
    Choice,
    Deletions,
    Proof,
    Stability,
    Swap,
)
from machikata.apps.daycare_matching.market import Market

MOST_ALLOCATIONS = 500
NO_DELETIONS = Deletions(*(np.zeros(0, dtype=t) for t in (np.int64, np.int64, np.int8, np.int64)))


@dataclass(frozen=True)
class Seat:
    """One entry in words of this file: keys are compared as they are, no ranks."""

    child: int
    pool: int
    key: tuple[int, ...]
    stay: bool

    @property
    def household_key(self):
        return self.key[:-1]


# ---------------------------------------------------------------- making


def tiny_market(seed: int) -> Market:
    """A market of 2 to 5 households: twins, three siblings, pools of one facility, transfers with and without reuse, any capacity.

    Points of households and of children, a bonus for the same facility, points that depend on the pool.
    """
    draw = np.random.default_rng(seed)
    pools = int(draw.integers(2, 5))
    facility = draw.integers(0, max(2, pools - 1), pools)
    local = draw.integers(0, 7, (5, pools)) if draw.random() < 0.6 else np.zeros((5, pools), dtype=int)
    own_scores, bonus = draw.random() < 0.4, int(draw.integers(0, 3)) if draw.random() < 0.4 else 0
    sizes = draw.choice([1, 2, 3], size=int(draw.integers(2, 6)), p=[0.35, 0.5, 0.15])
    lots = draw.permutation(len(sizes))
    seats_held = np.zeros(pools, dtype=int)
    households, child = [], 0
    for family, size in enumerate(sizes):
        score, homes, wishes = int(draw.integers(0, 3)), [], []
        for _ in range(size):
            wished = draw.permutation(pools)[: int(draw.integers(1, min(pools, 3) + 1))].tolist()
            home = int(draw.integers(0, pools)) if draw.random() < 0.25 else None
            reused = draw.random() < 0.75
            if home is not None and reused:
                seats_held[home] += 1
            # a transfer applicant does not wish for its own seat
            wishes.append([w for w in wished if w != home] or [(wished[0] + 1) % pools])
            homes.append(home if home is not None and reused else None)
        scores = [int(draw.integers(0, 3)) if own_scores else score for _ in range(size)]
        households.append((child, wishes, homes, scores, int(lots[family]), local[family].tolist()))
        child += int(size)
    most = 8 if len(sizes) < 4 else 5
    options = [_options(draw, h, facility, bonus, most) for h in households]
    while np.prod([len(o) for o in options]) > MOST_ALLOCATIONS:
        longest = max(options, key=len)
        del longest[int(draw.integers(0, len(longest) - 1))]
    capacity = draw.choice(4, size=pools, p=[0.1, 0.65, 0.2, 0.05]) + seats_held
    return assemble(capacity, sizes, options, [h[1] for h in households], lots)


def _options(draw, household, facility, bonus, most):
    """Some of the joint options in some order; "nothing for all" is the last."""
    first, wishes, homes, scores, lot, local = household
    rows = []
    for places in product(*([*w, None] for w in wishes)):
        if all(p is None for p in places):
            continue
        same = len(places) > 1 and len({facility[p] for p in places if p is not None}) == 1 and None not in places
        rows.append(_seats(first, places, homes, scores, lot, local, bonus if same else 0))
    if draw.random() < 0.7:  # a household with wishes in order rather than any list
        rows.sort(key=lambda row: sum(seat.stay for seat in row) - 3 * len(row) + draw.random())
    else:
        rows = [rows[i] for i in draw.permutation(len(rows))]
    return [*rows[:most], _seats(first, (None,) * len(wishes), homes, scores, lot, local, 0)]


def _seats(first, places, homes, scores, lot, local, bonus):
    row = []
    for i, (place, home) in enumerate(zip(places, homes, strict=True)):
        if place is not None:
            row.append(Seat(first + i, place, (1, scores[i] * 2 - bonus + 4 + local[place], lot, i), stay=False))
        elif home is not None:
            row.append(Seat(first + i, home, (0, 0, lot, i), stay=True))
    return row


def assemble(capacity, sizes, options, wishes, lots) -> Market:
    """The market of these options (per household, best first)."""
    rows = [row for of_family in options for row in of_family]
    seats = [seat for row in rows for seat in row]
    by_pool = {}
    for seat in seats:
        by_pool.setdefault(seat.pool, set()).add(seat)
    rank = {p: {k: i for i, k in enumerate(sorted({s.key for s in of}))} for p, of in by_pool.items()}
    shared = {p: {k: i for i, k in enumerate(sorted({s.household_key for s in of}))} for p, of in by_pool.items()}
    all_wishes = [w for of_family in wishes for w in of_family]

    def ints(values):
        return np.array(list(values), dtype=np.int64)

    return Market(
        capacity=ints(capacity),
        child_family=np.repeat(np.arange(len(sizes)), sizes).astype(np.int64),
        option_start=ints(np.cumsum([0, *(len(o) for o in options)])),
        entry_start=ints(np.cumsum([0, *(len(row) for row in rows)])),
        entry_child=ints(s.child for s in seats),
        entry_pool=ints(s.pool for s in seats),
        entry_rank=ints(rank[s.pool][s.key] for s in seats),
        entry_household_rank=ints(shared[s.pool][s.household_key] for s in seats),
        entry_stay=ints(int(s.stay) for s in seats),
        entry_wish=ints(-1 if s.stay else all_wishes[s.child].index(s.pool) for s in seats),
        family_order=ints(lots),
    )


# ---------------------------------------------------------------- the definitions


@dataclass(frozen=True)
class Entry:
    child: int
    pool: int
    rank: int
    household_rank: int
    stay: bool


class Definitions:
    """One market under one rule, in plain Python."""

    def __init__(self, market: Market, stability: Stability):
        self.market, self.stability = market, stability
        self.capacity = market.capacity.tolist()
        starts = market.entry_start.tolist()
        columns = (
            market.entry_child.tolist(),
            market.entry_pool.tolist(),
            market.entry_rank.tolist(),
            market.entry_household_rank.tolist(),
            (market.entry_stay == 1).tolist(),
        )
        entries = [Entry(*row) for row in zip(*columns, strict=True)]
        self.option = [entries[a:b] for a, b in pairwise(starts)]
        bounds = market.option_start.tolist()
        self.options_of = [range(a, b) for a, b in pairwise(bounds)]

    def feasible(self, held):
        inside = [0] * len(self.capacity)
        for option in held:
            for entry in self.option[option]:
                inside[entry.pool] += 1
        return all(n <= q for n, q in zip(inside, self.capacity, strict=True))

    def blocks(self, held, family, wanted):
        """Section 5.4, literally."""
        for pool in {e.pool for e in self.option[wanted]}:
            put = [e for e in self.option[wanted] if e.pool == pool]
            worst = max(put, key=lambda e: e.rank)
            above = len(put)
            for other, option in enumerate(held):
                for e in self.option[option]:
                    if e.pool != pool or e.rank >= worst.rank:
                        continue
                    sibling_counts = (
                        self.stability is Stability.HOUSEHOLD
                        and e.child not in {p.child for p in put}
                        and e.household_rank != worst.household_rank
                    )
                    above += other != family or sibling_counts
            if above > self.capacity[pool]:
                return False
        return True

    def blocking(self, held):
        return [
            option
            for family, now in enumerate(held)
            for option in self.options_of[family]
            if option < now and self.blocks(held, family, option)
        ]

    def stable(self, held):
        return self.feasible(held) and not any(
            self.blocks(held, family, option)
            for family, now in enumerate(held)
            for option in self.options_of[family]
            if option < now
        )

    def all_feasible(self):
        return [held for held in product(*self.options_of) if self.feasible(held)]

    def all_stable(self):
        return [held for held in product(*self.options_of) if self.stable(held)]

    def swaps(self, held):
        """Every household's best way to hand its own seats round."""
        found = []
        for family, before in enumerate(held):
            old = {e.child: e for e in self.option[before]}
            for after in self.options_of[family]:
                new = {e.child: e for e in self.option[after]}
                moved = {c for c in old if c not in new or new[c].pool != old[c].pool}
                if (
                    after < before
                    and moved
                    and set(new) == set(old)
                    and all(old[c].stay for c in moved)
                    and sorted(old[c].pool for c in moved) == sorted(new[c].pool for c in moved)
                ):
                    found.append(Swap(household=family, before=before, after=after))
                    break
        return tuple(found)


def as_allocation(rules: Definitions, held, *, proof=Proof.UNIQUE, blocked: Blocked | None = None) -> Allocation:
    """`held` as an engine would hand it over, with an empty certificate."""
    return Allocation(
        held=np.array(held, dtype=np.int64),
        stability=rules.stability,
        choice=Choice.PRIORITY,
        proof=proof,
        certificate=Certificate(NO_DELETIONS, ()),
        blocked=blocked,
        swaps=rules.swaps(held),
    )
