# SPDX-License-Identifier: Apache-2.0
"""The engine against trying everything: the same set of stable allocations, and the choice among them."""

from __future__ import annotations

import itertools

import pytest

from machikata.apps.daycare_matching.allocation import Allocation, Choice, Proof, Stability
from machikata.apps.daycare_matching.engine.allocate import allocate

from .tiny_markets import (
    combinations,
    market_of,
    numbered,
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
    for tiny in small(range(600)):
        the_same_set(tiny, rule)


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("part", range(4))
def test_the_stable_allocations_are_those_of_trying_everything_on_many_markets(rule, part):
    for tiny in small(range(10_000 + 3_000 * part, 13_000 + 3_000 * part)):
        the_same_set(tiny, rule)
