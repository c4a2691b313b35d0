# SPDX-License-Identifier: Apache-2.0
"""Tiny markets at random, and the definition of stability in plain words, as slow as it may be.

Nothing here is shared with the engine: an allocation is tried for every combination of options.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.market import Market


@dataclass(frozen=True)
class Entry:
    child: int
    pool: int
    rank: int
    household_rank: int
    stay: bool
    wish: int


@dataclass(frozen=True)
class Household:
    children: tuple[int, ...]
    options: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True)
class Tiny:
    capacity: tuple[int, ...]
    households: tuple[Household, ...]
    order: tuple[int, ...]


def market_of(tiny: Tiny) -> Market:
    """The same as arrays."""
    options = [option for household in tiny.households for option in household.options]
    entries = [entry for option in options for entry in option]
    family = {c: f for f, household in enumerate(tiny.households) for c in household.children}

    def ints(values):
        return np.array(list(values), dtype=np.int64)

    return Market(
        capacity=ints(tiny.capacity),
        child_family=ints(family[c] for c in sorted(family)),
        option_start=ints(itertools.accumulate((len(h.options) for h in tiny.households), initial=0)),
        entry_start=ints(itertools.accumulate(map(len, options), initial=0)),
        entry_child=ints(e.child for e in entries),
        entry_pool=ints(e.pool for e in entries),
        entry_rank=ints(e.rank for e in entries),
        entry_household_rank=ints(e.household_rank for e in entries),
        entry_stay=ints(e.stay for e in entries),
        entry_wish=ints(e.wish for e in entries),
        family_order=ints(tiny.order),
    )


def tiny_market(seed: int) -> Tiny:
    """A market of 2-4 pools and up to 6 households: only children, twins, three siblings, transfers, ranks that depend on the option."""
    draw = random.Random(seed)
    pools = draw.randint(2, 4)
    capacity = [draw.choice((0, 1, 1, 1, 2, 2, 3)) for _ in range(pools)]
    sizes = _sizes(draw)
    children = list(itertools.accumulate(sizes, initial=0))
    members = [tuple(range(a, b)) for a, b in itertools.pairwise(children)]
    seats = _seats(draw, members, pools, capacity)
    drafts = [_options(draw, own, pools, seats) for own in members]
    ranked = _ranked(draw, members, drafts, pools)
    order = list(range(len(members)))
    draw.shuffle(order)
    return Tiny(tuple(capacity), ranked, tuple(order))


def _sizes(draw):
    """Children per household; kept small enough to try every combination."""
    kind = draw.random()
    if kind < 0.45:
        return [draw.choice((1, 1, 2)) for _ in range(draw.randint(2, 6))]
    if kind < 0.8:
        return [draw.choice((1, 2, 2)) for _ in range(draw.randint(2, 4))]
    return [3, *(draw.choice((1, 2)) for _ in range(draw.randint(1, 3)))]


def _seats(draw, members, pools, capacity):
    """Own seats: child -> pool, or -1 where the seat freed is kept for a later round."""
    seats = {}
    for own in members:
        if draw.random() < 0.3:
            for child in own:
                if draw.random() < 0.75:
                    pool = draw.randrange(pools)
                    reused = draw.random() < 0.75
                    seats[child] = pool if reused else -1
                    capacity[pool] += reused
    return seats


def _options(draw, own, pools, seats):
    """Joint options as lists of (child, pool, stay, wish), the last one nothing for all."""
    wishes = {c: draw.sample(range(pools), draw.randint(1, min(3, pools))) for c in own}
    choices = {}
    for child in own:
        listed = [(pool, False, k) for k, pool in enumerate(wishes[child]) if pool != seats.get(child)]
        rest = (seats[child], True, -1) if seats.get(child, -1) >= 0 else None
        choices[child] = [*listed, rest]
    rest_of_all = tuple((c, *choices[c][-1]) for c in own if choices[c][-1] is not None)
    joint = []
    for combination in itertools.product(*(choices[c] for c in own)):
        option = tuple((c, *seat) for c, seat in zip(own, combination, strict=True) if seat is not None)
        if option != rest_of_all:
            joint.append(option)
    if draw.random() < 0.5:
        draw.shuffle(joint)
    most = 7 if len(own) == 1 else draw.choice((3, 5, 8))
    if len(own) > 1 and draw.random() < 0.3:
        joint = [option for option in joint if len({p for _, p, *_ in option}) == 1] or joint
    return [*joint[:most], rest_of_all]


def _ranked(draw, members, drafts, pools):  # noqa: C901 - one story: scores, keys, ranks
    """Strict ranks per pool: stays first, then by household score or the child's own, sometimes with a bonus of the option."""
    by_child, bonus = draw.random() < 0.5, draw.random() < 0.4
    alike = draw.random()
    score = {}
    for f, own in enumerate(members):
        for child in own:
            for pool in range(pools):
                common = draw.random() if pool == 0 or draw.random() > alike else score[own[0], 0][0]
                score[child, pool] = (common, f)
        if not by_child or draw.random() < 0.3:
            for child, pool in itertools.product(own, range(pools)):
                score[child, pool] = score[own[0], pool]
    keys = {}
    for own, options in zip(members, drafts, strict=True):
        for o, option in enumerate(options):
            together = len({p for _, p, *_ in option}) < len(option)
            for child, pool, stay, _ in option:
                value, f = score[child, pool]
                key = (not stay, value - (0.3 if bonus and together else 0.0), f if not stay else child)
                keys[own[0], o, child] = (pool, key)
    household_rank, rank = {}, {}
    for pool in range(pools):
        here = sorted({key for p, key in keys.values() if p == pool})
        household_rank.update({(pool, key): i for i, key in enumerate(here)})
        pairs = sorted({(key, child) for (_, _, child), (p, key) in keys.items() if p == pool})
        rank.update({(pool, key, child): i for i, (key, child) in enumerate(pairs)})
    result = []
    for own, options in zip(members, drafts, strict=True):
        listed = []
        for o, option in enumerate(options):
            entries = []
            for child, pool, stay, wish in option:
                key = keys[own[0], o, child][1]
                entries.append(Entry(child, pool, rank[pool, key, child], household_rank[pool, key], stay, wish))
            listed.append(tuple(entries))
        result.append(Household(own, tuple(listed)))
    return tuple(result)


def feasible(tiny: Tiny, held) -> bool:
    """No pool holds more children than seats."""
    counts = Counter(e.pool for h, o in zip(tiny.households, held, strict=True) for e in h.options[o])
    return all(n <= tiny.capacity[pool] for pool, n in counts.items())


def blocks(tiny: Tiny, held, f: int, o: int, *, household_rule: bool) -> bool:
    """Whether household f blocks with its option o."""
    option = tiny.households[f].options[o]
    for pool in {e.pool for e in option}:
        mine = [e for e in option if e.pool == pool]
        worst = max(mine, key=lambda e: e.rank)
        count = len(mine)
        for g, household in enumerate(tiny.households):
            for e in household.options[held[g]]:
                if e.pool == pool and e.rank < worst.rank:
                    if g != f:
                        count += 1
                    elif household_rule and e.child not in {m.child for m in mine}:
                        count += e.household_rank != worst.household_rank
        if count > tiny.capacity[pool]:
            return False
    return True


def blocked_households(tiny: Tiny, held, *, household_rule: bool) -> tuple[int, ...]:
    """The households that block."""
    return tuple(
        f
        for f in range(len(tiny.households))
        if any(blocks(tiny, held, f, o, household_rule=household_rule) for o in range(held[f]))
    )


def feasible_allocations(tiny: Tiny):
    """Every feasible combination of options, as option numbers within each household."""
    ranges = [range(len(h.options)) for h in tiny.households]
    return (held for held in itertools.product(*ranges) if feasible(tiny, held))


def stable_allocations(tiny: Tiny, *, household_rule: bool) -> set[tuple[int, ...]]:
    """Every stable allocation."""

    def is_stable(held):
        return not any(
            blocks(tiny, held, f, o, household_rule=household_rule)
            for f in range(len(tiny.households))
            for o in range(held[f])
        )

    return {held for held in feasible_allocations(tiny) if is_stable(held)}


def smallest_blocked(tiny: Tiny, *, household_rule: bool) -> int:
    """The fewest households that block in any feasible allocation."""
    return min(
        len(blocked_households(tiny, held, household_rule=household_rule)) for held in feasible_allocations(tiny)
    )


def combinations(tiny: Tiny) -> int:
    """How many combinations of options there are."""
    total = 1
    for household in tiny.households:
        total *= len(household.options)
    return total


def numbered(market: Market, held) -> tuple[int, ...]:
    """An allocation of the engine as option numbers within each household."""
    return tuple((np.asarray(held) - market.option_start[:-1]).tolist())
