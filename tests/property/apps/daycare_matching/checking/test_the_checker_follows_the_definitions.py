# SPDX-License-Identifier: Apache-2.0
"""The checker accepts exactly the stable allocations of an enumeration that knows only the definitions."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from machikata.apps.daycare_matching.allocation import Blocked, Proof, Stability
from machikata.apps.daycare_matching.checking import FaultKind, check_market
from machikata.apps.daycare_matching.checking.allocation import check_read
from machikata.apps.daycare_matching.checking.demand import read_demands

from .every_allocation import Definitions, as_allocation, tiny_market

QUICK, MANY = range(120), range(120, 10_120)


def accepted_and_stable(seed, stability, most):
    """(what the checker accepts, what is stable) of up to `most` feasible allocations and all stable ones."""
    market = tiny_market(seed)
    assert check_market(market).good
    rules, demands = Definitions(market, stability), read_demands(market)
    stable, feasible = set(rules.all_stable()), rules.all_feasible()
    chosen = np.random.default_rng(seed).permutation(len(feasible))[:most]
    tried = stable | {feasible[i] for i in chosen}
    return {held for held in tried if check_read(demands, as_allocation(rules, held)).good}, stable


@pytest.mark.parametrize("stability", Stability)
def test_exactly_the_stable_allocations_are_accepted(stability):
    for seed in QUICK:
        accepted, stable = accepted_and_stable(seed, stability, 12)
        assert accepted == stable, seed


@pytest.mark.slow
@pytest.mark.parametrize("stability", Stability)
def test_exactly_the_stable_allocations_of_ten_thousand_markets_are_accepted(stability):
    for seed in MANY:
        accepted, stable = accepted_and_stable(seed, stability, 20)
        assert accepted == stable, seed


def test_the_markets_are_of_every_kind():
    seen = Counter()
    for seed in range(200):
        market = tiny_market(seed)
        for stability in Stability:
            stable = Definitions(market, stability).all_stable()
            seen[f"{stability} {min(len(stable), 2)}"] += 1
        siblings = np.bincount(market.child_family)
        seen["twins"] += 2 in siblings
        seen["three"] += 3 in siblings
        seen["stay"] += bool(market.entry_stay.any())
        seen["no seats"] += 0 in market.capacity
        option = np.repeat(np.arange(market.options), np.diff(market.entry_start))
        pairs = Counter(zip(option.tolist(), market.entry_pool.tolist(), strict=True))
        seen["two in one pool"] += max(pairs.values(), default=0) > 1
        ranks = {}
        for child, pool, rank in zip(market.entry_child, market.entry_pool, market.entry_rank, strict=True):
            ranks.setdefault((int(child), int(pool)), set()).add(int(rank))
        seen["rank depends on option"] += any(len(r) > 1 for r in ranks.values())
    assert min(seen[f"{s} {n}"] for s in Stability for n in (0, 1, 2)) >= 3, seen
    for kind in ("twins", "three", "stay", "no seats", "two in one pool", "rank depends on option"):
        assert seen[kind] >= 12, seen


@pytest.mark.parametrize("stability", Stability)
def test_overfull_pools_are_refused(stability):
    refused = 0
    for seed in range(60):
        market = tiny_market(seed)
        rules, demands = Definitions(market, stability), read_demands(market)
        greedy = market.option_start[:-1].tolist()
        if not rules.feasible(greedy):
            report = check_read(demands, as_allocation(rules, greedy))
            assert FaultKind.OVERFULL in {f.kind for f in report.faults}
            refused += 1
    assert refused > 10


@pytest.mark.parametrize("stability", Stability)
def test_blocked_households_are_accepted_exactly_as_they_are(stability):
    tried = 0
    for seed in range(60):
        market = tiny_market(seed)
        rules, demands = Definitions(market, stability), read_demands(market)
        for held in rules.all_feasible()[::17]:
            blocking = rules.blocking(held)
            first = {int(demands.family[o]): o for o in reversed(blocking)}
            if not first:
                continue
            tried += 1
            names, options = tuple(first), tuple(first.values())
            right = Blocked(names, options, 1, len(names))
            assert check_read(demands, as_allocation(rules, held, proof=Proof.NONE, blocked=right)).good
            for wrong in (
                Blocked(names[1:], options[1:], 0, len(names) - 1),
                Blocked(names, tuple(o + 1 for o in options), 1, len(names)),
                Blocked(names, options, 1, len(names) + 1),
            ):
                told = as_allocation(rules, held, proof=Proof.NONE, blocked=wrong)
                really = all(o in blocking for o in wrong.blocking) and wrong.upper == len(names)
                assert check_read(demands, told).good == really
    assert tried > 50
