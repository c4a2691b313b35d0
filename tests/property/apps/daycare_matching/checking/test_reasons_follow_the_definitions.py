# SPDX-License-Identifier: Apache-2.0
"""The reasons that are told are those of the definitions, and any other is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from machikata.apps.daycare_matching.allocation import Blocked, Proof, Stability
from machikata.apps.daycare_matching.applications import Applications, Child, Facility, Pool, PoolKind, Wish
from machikata.apps.daycare_matching.built import Built, Criterion
from machikata.apps.daycare_matching.checking import check_reasons
from machikata.apps.daycare_matching.explaining.reasons import refused_wishes
from machikata.apps.daycare_matching.explaining.values import ReasonCode
from machikata.domain.text import Text

from .every_allocation import Definitions, as_allocation, tiny_market

WORD = Text("基準", "criterion")


def built(market):
    """The market as if built from applications. Wishes of no option are for pool 0; keys are the two ranks."""
    wishes = [{} for _ in market.child_family]
    current = [None] * len(wishes)
    for child, pool, wish in zip(market.entry_child, market.entry_pool, market.entry_wish, strict=True):
        if wish >= 0:
            wishes[child][int(wish)] = int(pool)
        else:
            current[child] = int(pool)
    children = tuple(
        Child(
            number=str(c),
            household=str(market.child_family[c]),
            born=date(2024, 1, 1),
            age_class=1,
            wishes=tuple(Wish(of.get(k, 0)) for k in range(max(of, default=-1) + 1)),
            current=current[c],
        )
        for c, of in enumerate(wishes)
    )
    pools = tuple(
        Pool(facility=0, number=str(s), kind=PoolKind.GENERAL, classes=frozenset({1}), intake=int(q))
        for s, q in enumerate(market.capacity)
    )
    return Built(
        applications=Applications((Facility("1", "A"),), pools, children),
        market=market,
        households=tuple(map(str, range(market.families))),
        child=np.arange(len(children)),
        criteria=(Criterion("household", WORD), Criterion("number", WORD)),
        keys=np.stack([market.entry_household_rank, market.entry_rank], axis=1).astype(float),
    )


def cases(seeds, stability):
    for seed in seeds:
        market = tiny_market(seed)
        rules = Definitions(market, stability)
        for held in rules.all_stable()[:2]:
            yield seed, built(market), as_allocation(rules, held)
        held = rules.all_feasible()[-1]
        family = np.repeat(np.arange(market.families), np.diff(market.option_start))
        first = {int(family[o]): o for o in reversed(rules.blocking(held))}
        blocked = Blocked(tuple(first), tuple(first.values()), 0, len(first))
        yield seed, built(market), as_allocation(rules, held, proof=Proof.NONE, blocked=blocked)


@pytest.mark.parametrize("stability", Stability)
def test_every_reason_told_is_confirmed(stability):
    seen = Counter()
    for seed, made, allocation in cases(range(60), stability):
        told = refused_wishes(made, allocation)
        report = check_reasons(made, allocation, told)
        assert report.good, (seed, report.faults)
        seen.update(ReasonCode(r).name for r in told.reason.tolist())
    assert {code.name for code in ReasonCode} <= set(seen), seen


@pytest.mark.parametrize("stability", Stability)
def test_any_other_reason_comparison_or_rank_is_refused(stability):
    draw, refused = np.random.default_rng(1), Counter()
    for seed, made, allocation in cases(range(40), stability):
        told = refused_wishes(made, allocation)
        if not len(told.child):
            continue
        row = int(draw.integers(0, len(told.child)))
        for name, step in (
            ("child", 1),
            ("wish", 1),
            ("pool", 1),
            ("reason", 1),
            ("reason", -1),
            ("criterion", 1),
            ("own_entry", -1000),
            ("lowest_entry", 1000),
            ("waiting_rank", 1),
            ("sibling", 1000),
            ("sibling_pool", 1000),
        ):
            column = getattr(told, name).copy()
            column[row] += step
            wrong = replace(told, **{name: column})
            assert not check_reasons(made, allocation, wrong).good, (seed, name, row)
            refused[name] += 1
        dropped = {n: getattr(told, n)[1:] for n in told.__slots__}
        assert not check_reasons(made, allocation, replace(told, **dropped)).good
        short = replace(told, reason=told.reason[1:])
        assert not check_reasons(made, allocation, short).good
    assert min(refused.values()) > 30
