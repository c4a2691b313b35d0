# SPDX-License-Identifier: Apache-2.0
"""Markets as large as a city: facilities with six age classes, wishes near home, siblings with joint lists, transfers with own seats."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np

from machikata.apps.daycare_matching.market import Market

AGE_SHARE = np.array([0.2, 0.36, 0.18, 0.16, 0.06, 0.04])


@dataclass(frozen=True)
class City:
    """`noise` is the spread of a facility's own points beside the common ones; `own_scores` scores siblings one by one."""

    children: int = 8_000
    facilities: int = 300
    siblings: float = 0.18
    transfers: float = 0.05
    wishes: int = 8
    seats: float = 0.85
    noise: float = 0.0
    own_scores: bool = False
    twins_apart: float = 0.0


@dataclass
class _Lists:
    family: list[int] = field(default_factory=list)
    option_start: list[int] = field(default_factory=lambda: [0])
    entry_start: list[int] = field(default_factory=lambda: [0])
    child: list[int] = field(default_factory=list)
    pool: list[int] = field(default_factory=list)
    stay: list[int] = field(default_factory=list)
    wish: list[int] = field(default_factory=list)

    def add(self, option):
        for child, pool, stay, wish in option:
            self.child.append(child)
            self.pool.append(pool)
            self.stay.append(stay)
            self.wish.append(wish)
        self.entry_start.append(len(self.child))


def city_market(city: City, seed: int) -> Market:
    """A market of that city."""
    draw = np.random.default_rng(seed)
    places = draw.random((city.facilities, 2))
    charm = draw.gamma(4.0, 0.25, city.facilities)
    lists = _Lists()
    own_seats = np.zeros(city.facilities * 6, np.int64)
    while len(lists.family) < city.children:
        size = _household_size(city, draw)
        family = len(lists.option_start) - 1
        first = len(lists.family)
        lists.family += [family] * size
        _household(city, draw, list(range(first, first + size)), (places, charm), own_seats, lists)
        lists.option_start.append(len(lists.entry_start) - 1)
    share = AGE_SHARE / AGE_SHARE.sum()
    mean = city.children * city.seats / city.facilities * share
    capacity = draw.poisson(np.tile(mean, city.facilities)) + own_seats
    return _ranked(city, draw, lists, capacity)


def _household_size(city, draw):
    pairs = city.siblings / (2.06 - 1.06 * city.siblings)
    if draw.random() >= pairs:
        return 1
    return 3 if draw.random() < 0.06 else 2


def _household(city, draw, own, facilities, own_seats, lists):
    places, charm = facilities
    home = draw.random(2)
    pull = charm * np.exp(-9.0 * np.hypot(*(places - home).T)) * np.exp(draw.gumbel(0, 0.4, len(charm)))
    count = max(1, min(len(charm), int(draw.poisson(city.wishes))))
    liked = np.argsort(-pull)[:count].tolist()
    ages = draw.choice(6, len(own), p=AGE_SHARE / AGE_SHARE.sum()).tolist()
    if len(own) > 1 and draw.random() < 0.25:
        ages = [ages[0]] * len(own)
    transfer = draw.random() < city.transfers
    seats = {}
    if transfer:
        at = draw.choice(len(charm), len(own)).tolist() if draw.random() < city.twins_apart else None
        for i, child in enumerate(own):
            facility = (at[i] if at else liked[-1]) if len(liked) > 1 else liked[0]
            seats[child] = facility * 6 + ages[i]
            own_seats[seats[child]] += 1
    wishes = {
        c: [(f * 6 + age, k) for k, f in enumerate(liked) if f * 6 + age != seats.get(c)]
        for c, age in zip(own, ages, strict=True)
    }
    for option in _joint(draw, own, wishes, seats):
        lists.add(option)


def _joint(draw, own, wishes, seats):
    rest = {c: (c, seats[c], 1, -1) for c in own if c in seats}
    nothing = [rest[c] for c in own if c in rest]
    if len(own) == 1:
        return [*([(own[0], pool, 0, k)] for pool, k in wishes[own[0]]), nothing]
    kind = draw.choice(3, p=[0.35, 0.4, 0.25])
    lists = [wishes[c][: 12 if len(own) == 2 else 5] for c in own]
    joint = []
    for seats_of in itertools.product(*([*w, None] for w in lists)):
        given = [s for s in seats_of if s is not None]
        same = len({pool // 6 for pool, _ in given}) <= 1
        if not given or (kind == 0 and not (same and len(given) == len(own))) or (kind == 1 and len(given) < len(own)):
            continue
        total = sum(k for _, k in given) + (len(own) - len(given)) * len(lists[0])
        option = [(c, s[0], 0, s[1]) if s is not None else rest.get(c) for c, s in zip(own, seats_of, strict=True)]
        joint.append(((-len(given), not same, total, seats_of[0] is None), [e for e in option if e is not None]))
    joint.sort(key=lambda pair: pair[0])
    return [*(option for _, option in joint), nothing]


def _ranked(city, draw, lists, capacity):
    family = np.array(lists.family)
    families = int(family[-1]) + 1
    points = draw.normal(30, 6, families).round()
    lot = draw.permutation(families)
    child, pool, stay = np.array(lists.child), np.array(lists.pool), np.array(lists.stay)
    of = family[child]
    code, at = np.unique(of * len(capacity) + pool, return_inverse=True)
    extra = (draw.normal(0, 1, len(code)) * city.noise).round()[at]
    score = points[of] + extra
    if city.own_scores:
        score = score + draw.integers(0, 3, len(family))[child]
    order = np.lexsort((child, lot[of], -score, 1 - stay, pool))
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(child[order]) != 0) | (np.diff(pool[order]) != 0)
    alike = np.ones(len(order), bool)
    alike[1:] = (
        (np.diff(of[order]) != 0)
        | (np.diff(pool[order]) != 0)
        | (np.diff(score[order]) != 0)
        | (np.diff(stay[order]) != 0)
    )
    rank, household_rank = np.empty(len(order), np.int64), np.empty(len(order), np.int64)
    first = np.searchsorted(pool[order], pool[order])
    running, groups = np.cumsum(new), np.cumsum(alike)
    rank[order] = running - running[first]
    household_rank[order] = groups - groups[first]
    return Market(
        capacity=capacity.astype(np.int64),
        child_family=family.astype(np.int64),
        option_start=np.array(lists.option_start),
        entry_start=np.array(lists.entry_start),
        entry_child=child,
        entry_pool=pool,
        entry_rank=rank,
        entry_household_rank=household_rank,
        entry_stay=stay,
        entry_wish=np.array(lists.wish),
        family_order=np.argsort(np.lexsort((lot, -points))),
    )
