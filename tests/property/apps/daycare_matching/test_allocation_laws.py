# SPDX-License-Identifier: Apache-2.0
"""The engine against trying everything: the same set of stable allocations, and the choice among them."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace

import pytest

from machikata.apps.daycare_matching.allocation import Allocation, Budget, Choice, Proof, Stability
from machikata.apps.daycare_matching.checking import check_certificate
from machikata.apps.daycare_matching.engine.allocate import allocate
from machikata.domain.errors import Cancelled

from .tiny_markets import (
    Entry,
    Household,
    Tiny,
    blocked_households,
    combinations,
    feasible,
    market_of,
    numbered,
    smallest_blocked,
    stable_allocations,
    tiny_market,
)

MOST_COMBINATIONS = 20_000
RULES = list(Stability)


def all_listed(market, allocation: Allocation) -> set[tuple[int, ...]]:
    """Every stable allocation that the engine claims."""
    if allocation.proof is Proof.NONE:
        return set()
    found = set()
    for combination in itertools.product(*(group.alternatives for group in allocation.groups)):
        held = allocation.held.copy()
        for group, options in zip(allocation.groups, combination, strict=True):
            held[list(group.households)] = options
        found.add(numbered(market, held))
    return found


def small(seeds):
    return [t for t in map(tiny_market, seeds) if combinations(t) <= MOST_COMBINATIONS]


def preference(tiny, held, choice):
    children = sum(not e.stay for h, o in zip(tiny.households, held, strict=True) for e in h.options[o])
    in_order = [held[f] for f in sorted(range(len(held)), key=lambda f: tiny.order[f])]
    return (-children if choice is Choice.MOST_CHILDREN else 0, in_order)


def the_same_set(tiny, rule):
    market = market_of(tiny)
    allocation = allocate(market, stability=rule)
    stable = stable_allocations(tiny, household_rule=rule is Stability.HOUSEHOLD)
    assert all_listed(market, allocation) == stable
    assert allocation.count == len(stable)
    for choice in Choice:
        again = allocate(market, stability=rule, choice=choice)
        if stable:
            assert numbered(market, again.held) == min(stable, key=lambda held: preference(tiny, held, choice))


@pytest.mark.parametrize("rule", RULES)
def test_the_stable_allocations_are_those_of_trying_everything(rule):
    for tiny in small(range(200)):
        the_same_set(tiny, rule)


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("part", range(4))
def test_the_stable_allocations_are_those_of_trying_everything_on_many_markets(rule, part):
    for tiny in small(range(10_000 + 3_000 * part, 13_000 + 3_000 * part)):
        the_same_set(tiny, rule)


def unstable(rule, seeds):
    """Small markets without a stable allocation."""
    household_rule = rule is Stability.HOUSEHOLD
    for tiny in small(seeds):
        if allocate(market_of(tiny), stability=rule).proof is Proof.NONE:
            assert not stable_allocations(tiny, household_rule=household_rule)
            yield tiny


def the_fewest_are_blocked(tiny, rule):
    household_rule = rule is Stability.HOUSEHOLD
    market = market_of(tiny)
    allocation = allocate(market, stability=rule)
    held, blocked = numbered(market, allocation.held), allocation.blocked
    assert feasible(tiny, held)
    assert sorted(blocked.households) == list(blocked_households(tiny, held, household_rule=household_rule))
    assert blocked.lower == blocked.upper == smallest_blocked(tiny, household_rule=household_rule)
    for seats in blocked.restoring:
        richer = list(tiny.capacity)
        for pool, more in seats.pools:
            richer[pool] += more
        assert stable_allocations(replace(tiny, capacity=tuple(richer)), household_rule=household_rule)


@pytest.mark.parametrize("rule", RULES)
def test_where_nothing_is_stable_the_fewest_households_are_blocked(rule):
    found = list(unstable(rule, range(300)))
    assert found
    for tiny in found:
        the_fewest_are_blocked(tiny, rule)


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_where_nothing_is_stable_the_fewest_households_are_blocked_on_many_markets(rule):
    for tiny in unstable(rule, range(20_000, 32_000)):
        the_fewest_are_blocked(tiny, rule)


def joined(one, other):
    """Both markets side by side."""
    pools, children = len(one.capacity), sum(len(h.children) for h in one.households)
    moved = tuple(
        Household(
            tuple(c + children for c in h.children),
            tuple(tuple(replace(e, child=e.child + children, pool=e.pool + pools) for e in o) for o in h.options),
        )
        for h in other.households
    )
    order = (*one.order, *(place + len(one.order) for place in other.order))
    return Tiny(one.capacity + other.capacity, one.households + moved, order)


def test_two_contradictions_need_two_blocked_households():
    first, second = itertools.islice(unstable(Stability.STRICT, range(700)), 2)
    blocked = allocate(market_of(joined(first, second)), stability=Stability.STRICT).blocked
    assert (blocked.lower, blocked.upper) == (2, 2)


def test_independent_markets_are_listed_as_independent_groups():
    several = [t for t in small(range(150)) if len(stable_allocations(t, household_rule=True)) > 1][:4]
    whole = several[0]
    for more in several[1:]:
        whole = joined(whole, more)
    allocation = allocate(market_of(whole))
    counts = [len(stable_allocations(t, household_rule=True)) for t in several]
    assert allocation.count == math.prod(counts)
    assert len(allocation.groups) >= len(several)


def renumbered(tiny, draw):
    """The same market with pools, children and households numbered otherwise, and what became of the households."""
    pools = draw.sample(range(len(tiny.capacity)), len(tiny.capacity))
    everyone = [c for h in tiny.households for c in h.children]
    child = dict(zip(everyone, draw.sample(everyone, len(everyone)), strict=True))
    places = draw.sample(range(len(tiny.households)), len(tiny.households))
    households = [
        Household(
            tuple(child[c] for c in h.children),
            tuple(tuple(replace(e, child=child[e.child], pool=pools[e.pool]) for e in o) for o in h.options),
        )
        for h in tiny.households
    ]
    capacity = tuple(tiny.capacity[pools.index(p)] for p in range(len(pools)))
    return Tiny(capacity, tuple(households[f] for f in places), tuple(tiny.order[f] for f in places)), places


@pytest.mark.parametrize("rule", RULES)
def test_numbering_changes_nothing(rule):
    draw = random.Random(1)
    for tiny in small(range(400, 480)):
        other, places = renumbered(tiny, draw)
        market, again = market_of(tiny), market_of(other)
        held = numbered(market, allocate(market, stability=rule).held)
        assert numbered(again, allocate(again, stability=rule).held) == tuple(held[f] for f in places)


def test_the_twin_that_takes_the_seat_of_its_sibling_blocks():
    # One seat. The younger twin holds it; the household would rather have the older one there, who ranks below a stranger
    # who cannot come. Nothing but the sibling stands in the way, and under the strict rule a sibling does not count.
    def seat(child, rank, household_rank):
        return (Entry(child, 0, rank, household_rank, stay=False, wish=0),)

    twins = Household((0, 1), (seat(0, 1, 1), seat(1, 0, 0), ()))
    tiny = Tiny((1,), (twins,), (0,))
    assert stable_allocations(tiny, household_rule=False) == {(0,)}
    assert stable_allocations(tiny, household_rule=True) == {(0,), (1,)}
    for rule in RULES:
        the_same_set(tiny, rule)


@pytest.mark.parametrize("rule", RULES)
def test_the_checker_accepts_the_whole_argument(rule):
    for tiny in small(range(700, 850)):
        market = market_of(tiny)
        assert check_certificate(market, allocate(market, stability=rule)).faults == ()


def test_cancelling_ends_the_work():
    def cancel(share, what):
        raise Cancelled(what)

    with pytest.raises(Cancelled):
        allocate(market_of(tiny_market(3)), progress=cancel)


@pytest.mark.parametrize("rule", RULES)
def test_a_budget_that_does_not_reach_gives_bounds_and_a_feasible_allocation(rule):
    seen = 0
    for tiny in small(range(300)):
        market = market_of(tiny)
        allocation = allocate(market, stability=rule, budget=Budget(nodes=1, exception_nodes=1))
        if allocation.blocked is None:
            continue
        seen += allocation.proof is Proof.UNDECIDED
        household_rule = rule is Stability.HOUSEHOLD
        held, blocked = numbered(market, allocation.held), allocation.blocked
        assert feasible(tiny, held)
        assert sorted(blocked.households) == list(blocked_households(tiny, held, household_rule=household_rule))
        fewest = smallest_blocked(tiny, household_rule=household_rule)
        assert blocked.lower <= fewest <= blocked.upper == len(blocked.households)
    assert seen


def test_a_listing_cut_short_says_so_and_has_the_chosen_one_first():
    seen = 0
    for tiny in small(range(150)):
        market = market_of(tiny)
        allocation = allocate(market, budget=Budget(alternatives=1))
        if allocation.proof is Proof.SEVERAL:
            stable = stable_allocations(tiny, household_rule=True)
            assert numbered(market, allocation.held) == min(stable, key=lambda h: preference(tiny, h, Choice.PRIORITY))
            seen += not all(group.complete for group in allocation.groups)
    assert seen
