# SPDX-License-Identifier: Apache-2.0
"""Parallel run: our result beside the one made by hand, every difference with its kind.

Most differences that municipalities found in such runs were errors of the input (daycare.md 1, 港区: 85 % agreement at first, 100 %
after repair); the kinds are made to lead a person to them first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from machikata.apps.daycare_matching.explaining.results import final_options
from machikata.apps.daycare_matching.explaining.room import room
from machikata.apps.daycare_matching.explaining.spans import spread
from machikata.apps.daycare_matching.market import Ints, Market
from machikata.apps.daycare_matching.rounds.manual import ManualResult
from machikata.apps.daycare_matching.solving import Solved
from machikata.domain.text import Text


class Difference(StrEnum):
    """Why the two results differ for a child; the first that holds, in this order."""

    NOT_APPLIED = "not_applied"
    NOT_IN_MANUAL = "not_in_manual"
    NO_PART = "no_part"
    NOT_WISHED = "not_wished"
    CONDITION = "condition"
    OVERFULL = "overfull"
    PASSED_OVER = "passed_over"
    ALTERNATIVE = "alternative"
    FOLLOWS = "follows"


DIFFERENCE_WORDS: Mapping[Difference, Text] = {
    Difference.NOT_APPLIED: Text("申込みの一覧にない", "not in the list of applications"),
    Difference.NOT_IN_MANUAL: Text("手作業の結果にない", "not in the result by hand"),
    Difference.NO_PART: Text("取下げなどで、この回の対象ではない", "takes no part in this round"),
    Difference.NOT_WISHED: Text("手作業の結果が、希望していないか申し込めない枠", "by hand a seat that was not wished or not open"),
    Difference.CONDITION: Text("手作業の結果が、きょうだいの条件に合わない", "by hand against the siblings' condition"),
    Difference.OVERFULL: Text("手作業の結果が、募集人数を超えている", "by hand more children than seats"),
    Difference.PASSED_OVER: Text("手作業の結果では、順位の低い人が先か、空きが残っている", "by hand somebody ranked lower came first, or a seat stayed empty"),
    Difference.ALTERNATIVE: Text("どちらも規則に合う（結果がいくつもある）", "both follow the rules (several results are possible)"),
    Difference.FOLLOWS: Text("ほかの違いから起きた", "follows from other differences"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DifferentChild:
    """A child whose result differs: the pools (index into `Applications.pools`, None for none) and the kind. `pool` is where it shows."""

    number: str
    ours: int | None
    manual: int | None
    kind: Difference
    pool: int | None = None


@dataclass(frozen=True, slots=True)
class ParallelRun:
    """`same` of `compared` children have the same result; `counts` are the differences by kind."""

    compared: int
    same: int
    differences: tuple[DifferentChild, ...]
    counts: Mapping[Difference, int]


@dataclass(frozen=True, slots=True, eq=False)
class _ByHand:
    """The manual result in the words of the market: option per household and whether it is one of its own, pools with too many children,
    households that could have had better with a pool where that shows, and the options of each household in stable allocations.
    """

    chosen: Ints
    fits: list[bool]
    over: set[int]
    blocking: Mapping[int, int]
    alternatives: Mapping[int, set[int]]


def compare_with_manual(result: Solved, manual: ManualResult) -> ParallelRun:
    """Our result beside the manual one."""
    built, market = result.built, result.built.market
    place_of = {place: c for c, place in enumerate(built.child.tolist())}
    chosen, fits, extra = _manual_options(result, manual)
    hand = _ByHand(
        chosen,
        fits,
        _overfull(market, manual, len(built.applications.pools)),
        _blocking_pools(result, chosen, fits, extra),
        _alternatives(result),
    )
    found = [DifferentChild(n, None, None, Difference.NOT_APPLIED) for n in manual.others]
    compared = 0
    for place, child in enumerate(built.applications.children):
        c = place_of.get(place)
        ours = _ours(result, c) if c is not None else None
        theirs = manual.seats.get(place)
        if place not in manual.seats:
            if c is not None:
                found.append(DifferentChild(child.number, ours, None, Difference.NOT_IN_MANUAL))
            continue
        compared += 1
        if ours == theirs or (c is not None and _stays_both(result, place, c, theirs)):
            continue
        kind, pool = Difference.NO_PART, None
        if c is not None:
            kind, pool = _kind(result, hand, place, int(market.child_family[c]), theirs)
        found.append(DifferentChild(child.number, ours, theirs, kind, pool))
    listed = [d for d in found if d.kind not in (Difference.NOT_APPLIED, Difference.NOT_IN_MANUAL)]
    counts = Counter(d.kind for d in found)
    return ParallelRun(
        compared,
        compared - len(listed),
        tuple(sorted(found, key=lambda d: (list(Difference).index(d.kind), d.number))),
        {kind: counts[kind] for kind in Difference if counts[kind]},
    )


def _ours(result: Solved, c: int) -> int | None:
    pool = int(result.results.pool[c])
    return None if pool < 0 or result.results.stays[c] else pool


def _stays_both(result: Solved, place: int, c: int, theirs: int | None) -> bool:
    """A transfer applicant who stays may be written as blank or with the present seat."""
    current = result.built.applications.children[place].current
    return current is not None and theirs == current and _ours(result, c) is None


def _manual_options(result: Solved, manual: ManualResult) -> tuple[Ints, list[bool], dict[int, int]]:
    """[F] the option that the manual result gives each household (its last one where none fits), whether one fits, and seats taken by
    households without a fitting option, by pool.
    """
    built, market = result.built, result.built.market
    members: list[list[int]] = [[] for _ in range(market.families)]
    for c, f in enumerate(market.child_family.tolist()):
        members[f].append(c)
    option_start, entry_start = market.option_start.tolist(), market.entry_start.tolist()
    entry_child, entry_pool, entry_stay = (
        a.tolist() for a in (market.entry_child, market.entry_pool, market.entry_stay)
    )
    chosen, fits, extra = [], [], Counter[int]()
    for f in range(market.families):
        wanted = {}
        for c in members[f]:
            place = int(built.child[c])
            pool = manual.seats.get(place)
            if pool is not None and pool != built.applications.children[place].current:
                wanted[c] = pool
        found = None
        for o in range(option_start[f], option_start[f + 1]):
            span = range(entry_start[o], entry_start[o + 1])
            if {entry_child[e]: entry_pool[e] for e in span if not entry_stay[e]} == wanted:
                found = o
                break
        chosen.append(option_start[f + 1] - 1 if found is None else found)
        fits.append(found is not None)
        if found is None:
            extra.update(wanted.values())
    return np.array(chosen, dtype=np.int64), fits, dict(extra)


def _blocking_pools(result: Solved, chosen: Ints, fits: list[bool], extra: Mapping[int, int]) -> dict[int, int]:
    """Households that had a better option in the manual result, each with a pool of the best such option."""
    market = result.built.market
    fewer = market.capacity.copy()
    for pool, count in extra.items():
        fewer[pool] -= count
    shrunk = replace(market, capacity=fewer)
    space = room(shrunk, chosen, result.allocation.stability)
    entry_option = np.repeat(np.arange(market.options), np.diff(market.entry_start))
    fails = np.bincount(entry_option[~space.with_siblings], minlength=market.options) > 0
    better, family = spread(market.option_start, np.arange(market.families))
    open_ones = better[(better < chosen[family]) & ~fails[better]]
    of = np.searchsorted(market.option_start, open_ones, side="right") - 1
    pools: dict[int, int] = {}
    for option, f in zip(open_ones.tolist(), of.tolist(), strict=True):
        first = int(market.entry_start[option])
        if f not in pools and fits[f] and first < int(market.entry_start[option + 1]):
            pools[f] = int(market.entry_pool[first])
    return pools


def _overfull(market: Market, manual: ManualResult, pools: int) -> set[int]:
    """Pools with more children of the manual result than seats."""
    given = Counter(s for s in manual.seats.values() if s is not None)
    return {s for s in range(pools) if given[s] > int(market.capacity[s])}


def _alternatives(result: Solved) -> dict[int, set[int]]:
    """Per household the options it holds in any stable allocation, where there are several."""
    options: dict[int, set[int]] = {}
    for group in result.allocation.groups:
        for place, household in enumerate(group.households):
            options[household] = {alternative[place] for alternative in group.alternatives}
    return options


def _kind(result: Solved, hand: _ByHand, place: int, family: int, theirs: int | None) -> tuple[Difference, int | None]:
    child = result.built.applications.children[place]
    dropped = {(d.child, d.wish) for d in result.built.dropped}
    wished = {w.pool for i, w in enumerate(child.wishes) if (place, i) not in dropped}
    if theirs is not None and theirs not in wished and theirs != child.current:
        return Difference.NOT_WISHED, theirs
    if not hand.fits[family]:
        return Difference.CONDITION, theirs
    if theirs in hand.over:
        return Difference.OVERFULL, theirs
    if family in hand.blocking:
        return Difference.PASSED_OVER, hand.blocking[family]
    option = int(hand.chosen[family])
    if option in hand.alternatives.get(family, set()) and option != int(final_options(result.allocation)[family]):
        return Difference.ALTERNATIVE, theirs
    return Difference.FOLLOWS, theirs
