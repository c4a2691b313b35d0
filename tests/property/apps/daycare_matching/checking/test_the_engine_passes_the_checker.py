# SPDX-License-Identifier: Apache-2.0
"""The engine finds what enumeration finds, the checker confirms it, and what is made wrong of it is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from machikata.apps.daycare_matching.allocation import Budget, Choice, Proof, Stability
from machikata.apps.daycare_matching.checking import check_allocation, check_certificate
from machikata.apps.daycare_matching.checking.recheck import recheck, write_certificate
from machikata.apps.daycare_matching.engine.allocate import allocate

from ..city_markets import City, city_market  # noqa: TID252 - tests are no package with a name
from .every_allocation import Definitions, tiny_market
from .forging import claimed

QUICK, MANY = range(80), range(80, 10_080)


def chosen(market, stable, choice):
    """The one that the criterion takes, out of all."""
    order = np.argsort(market.family_order, kind="stable")

    def new_seats(held):
        return sum(int(np.sum(market.entry_stay[market.entry_start[o] : market.entry_start[o + 1]] == 0)) for o in held)

    return min(stable, key=lambda h: (-new_seats(h) if choice is Choice.MOST_CHILDREN else 0, [h[f] for f in order]))


def fewest_blocked(market, rules):
    """The smallest number of blocked households over all feasible allocations."""
    family = np.repeat(np.arange(market.families), np.diff(market.option_start))
    return min(len({int(family[o]) for o in rules.blocking(held)}) for held in rules.all_feasible())


def differences(seed, stability):
    """What the engine or its certificate gets wrong in one market, in words."""
    market = tiny_market(seed)
    rules = Definitions(market, stability)
    stable = set(rules.all_stable())
    for choice in Choice:
        allocation = allocate(market, stability=stability, choice=choice)
        if not check_certificate(market, allocation).good:
            yield f"{seed} {choice}: the checker refuses"
        if not stable:
            fewest, blocked = fewest_blocked(market, rules), allocation.blocked
            if allocation.proof is not Proof.NONE or not blocked.lower <= fewest <= blocked.upper:
                yield f"{seed}: none exists, at least {fewest} are blocked"
            for more in blocked.restoring:
                capacity = market.capacity.copy()
                for pool, seats in more.pools:
                    capacity[pool] += seats
                if not Definitions(replace(market, capacity=capacity), stability).all_stable():
                    yield f"{seed}: {more} restores nothing"
        elif claimed(allocation) != stable or allocation.count != len(stable):
            yield f"{seed}: another set"
        elif tuple(allocation.held.tolist()) != chosen(market, stable, choice):
            yield f"{seed} {choice}: another one is chosen"


@pytest.mark.parametrize("stability", Stability)
def test_the_same_set_the_same_choice_and_an_accepted_proof(stability):
    assert [d for seed in QUICK for d in differences(seed, stability)] == []


@pytest.mark.slow
@pytest.mark.parametrize("stability", Stability)
def test_the_same_set_in_ten_thousand_markets(stability):
    assert [d for seed in MANY for d in differences(seed, stability)] == []


@pytest.mark.parametrize("budget", [Budget(nodes=1), Budget(nodes=5, exception_nodes=1), Budget(alternatives=1)])
def test_what_a_small_budget_leaves_open_is_accepted_and_said(budget):
    told = Counter()
    for seed in (46, 49, 51, 64, 70, 71, 98, 99, 111, 151):
        market = tiny_market(seed)
        for stability in Stability:
            allocation = allocate(market, stability=stability, budget=budget)
            report = check_certificate(market, allocation)
            assert report.good, (seed, report.faults)
            cut = allocation.proof is Proof.UNDECIDED or not all(group.complete for group in allocation.groups)
            assert not cut or report.unconfirmed
            told["cut"] += cut
    assert told["cut"] > 3


def test_the_twin_who_would_take_its_siblings_seat_is_among_them():
    """Markets in which handing a seat on within the household decides: a better option seats a child where its sibling sits now."""
    seen = Counter()
    for seed in range(120):
        market = tiny_market(seed)
        rules = Definitions(market, Stability.HOUSEHOLD)
        by_rule = {s: set(Definitions(market, s).all_stable()) for s in Stability}
        seen["the rules differ"] += by_rule[Stability.STRICT] != by_rule[Stability.HOUSEHOLD]
        for held in by_rule[Stability.HOUSEHOLD]:
            for family, now in enumerate(held):
                inside = {(e.pool, e.child) for e in rules.option[now] if not e.stay}
                seen["takes the sibling's seat"] += any(
                    pool == e.pool and child != e.child
                    for option in rules.options_of[family]
                    if option < now
                    for e in rules.option[option]
                    for pool, child in inside
                )
    assert min(seen.values()) > 5, seen
    assert len(seen) == 2


@pytest.mark.parametrize("noise", [0.0, 10.0])
def test_a_small_city_passes_and_moved_children_are_refused(noise):
    market = city_market(City(children=400, facilities=15, noise=noise), 4)
    allocation = allocate(market)
    assert recheck(write_certificate(market, allocation)).good
    draw = np.random.default_rng(5)
    for family in draw.integers(0, market.families, 20).tolist():
        held = allocation.held.copy()
        held[family] = draw.integers(market.option_start[family], market.option_start[family + 1])
        if held[family] != allocation.held[family]:
            assert not check_certificate(market, replace(allocation, held=held)).good
    alternatives = list(product(*(group.alternatives for group in allocation.groups)))[:30]
    for parts in alternatives:
        held = allocation.held.copy()
        for group, options in zip(allocation.groups, parts, strict=True):
            held[list(group.households)] = options
        assert check_allocation(market, replace(allocation, held=held, swaps=())).good or allocation.swaps
