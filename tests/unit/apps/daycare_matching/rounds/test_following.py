# SPDX-License-Identifier: Apache-2.0
"""From one round to the next: who leaves, which seats are left, what a decline costs, and that nobody admitted is moved."""

from __future__ import annotations

import numpy as np
import pytest

from machikata.apps.daycare_matching.letters.values import Result
from machikata.apps.daycare_matching.rounds.following import (
    AfterDecline,
    after_decline,
    following_round,
    results_by_number,
    seats_left,
)
from machikata.domain.errors import InputRefused


def offers(result):
    return sorted(n for n, kind in results_by_number(result).items() if kind is Result.OFFERED)


def followed(case, result, *, declined=frozenset(), after=AfterDecline.LEAVES):
    inputs = case.inputs
    return following_round(
        result, inputs.table("children"), inputs.table("facilities"), declined=frozenset(declined), after=after
    )


def capacities(result):
    built = result.built
    names = [(built.applications.facilities[p.facility].number, p.number) for p in built.applications.pools]
    return dict(zip(names, built.market.capacity.tolist(), strict=True))


def stays(result):
    """Children who keep a seat that the market counts, by pool."""
    market = result.built.market
    kept = market.entry_stay == 1
    pairs = np.unique(np.stack([market.entry_pool[kept], market.entry_child[kept]]), axis=1)[0]
    return np.bincount(pairs, minlength=len(market.capacity))


def test_declined_seats_and_seats_left_are_those_of_the_second_round_and_nobody_admitted_is_moved(city, following_case):
    case = city(seed=2, transfer_share=0.1)
    first = case.solved()
    given = offers(first)
    declined = given[:5]
    made = followed(case, first, declined=declined)
    assert made.left == sum(k in (Result.OFFERED, Result.MOVES) for k in results_by_number(first).values())
    second = following_case(made.children, made.facilities, round="second").solved()
    assert set(results_by_number(second)).isdisjoint(given)
    assert set(results_by_number(second)) == set(results_by_number(first)) - {
        n for n, k in results_by_number(first).items() if k in (Result.OFFERED, Result.MOVES)
    }
    left = seats_left(first, declined=frozenset(declined))
    assert made.seats == int(left.sum())
    assert int(left.sum()) == int(first.cut_offs.unused.sum()) + len(declined)
    this_round = second.opened.ruleset.round("second")
    given_out = [p.kind in this_round.kinds for p in second.built.applications.pools]
    assert not all(given_out), "the sample must have seats of a kind that the second round does not give out"
    expected = np.where(given_out, left, 0)
    assert (second.built.market.capacity - stays(second)).tolist() == expected.tolist()
    assert (second.cut_offs.unused >= 0).all()


def test_who_declines_may_stay_with_the_penalty_of_the_rules_and_then_ranks_lower(city, following_case):
    case = city(seed=2)
    first = case.solved()
    households = [c.household for c in first.built.applications.children]
    alone = {c.number for c in first.built.applications.children if households.count(c.household) == 1}
    declined = next(n for n in offers(first) if n in alone)
    made = followed(case, first, declined={declined}, after=AfterDecline.PENALTY)
    assert made.penalised == 1
    header = [c.head.ja for c in made.children.columns]
    row = next(r for r in made.children.rows if r[0] == declined)
    assert "辞退" in [v for h, v in zip(header, row, strict=True) if h.startswith("調整指数項目")]
    second = following_case(made.children, made.facilities, round="second")
    assert declined in results_by_number(second.solved())

    def own(result):
        place = next(
            c
            for c, p in enumerate(result.built.child.tolist())
            if result.built.applications.children[p].number == declined
        )
        points = next(k for k, c in enumerate(result.built.criteria) if c.points)
        mine = (result.built.market.entry_child == place) & (result.built.market.entry_stay == 0)
        return -result.built.keys[mine, points].max()

    assert own(second.solved()) == own(first) - 15


def test_early_quotas_are_filled_first_and_the_main_round_gives_out_the_rest(city, following_case):
    case = city(children=300, facilities=15, seed=5, in_round="early")
    early = case.solved()
    taken = offers(early)
    assert taken, "the sample must have children for whom the early round is"
    made = followed(case, early)
    main = following_case(made.children, made.facilities, round="first").solved()
    assert set(results_by_number(main)).isdisjoint(taken)
    assert len(results_by_number(main)) + len(taken) == len(case.inputs.table("children").rows)
    before, now = capacities(early), capacities(main)
    kinds = {(f.number, p.number): p.kind for p in main.built.applications.pools for f in (main.built.applications.facilities[p.facility],)}  # fmt: skip
    assert set(before) == set(now)
    given = {k: before[k] - now[k] for k in before if before[k] > now[k]}
    assert sum(given.values()) <= len(taken)
    assert {kinds[k].value for k in given} <= {"保育士", "障害児", "staff", "care"}


def test_seats_that_transfers_left_and_that_are_kept_come_in_the_second_round(city):
    for seed in range(20):
        case = city(children=200, facilities=8, seed=seed, transfer_share=0.15)
        result = case.solved()
        built = result.built
        kept = np.zeros(len(built.applications.pools), dtype=np.int64)
        for c, place in enumerate(built.child.tolist()):
            child = built.applications.children[place]
            moved = result.results.pool[c] >= 0 and not result.results.stays[c] and child.current is not None
            if moved and not built.applications.pools[child.current].reuses_freed:
                kept[child.current] += 1
        if kept.sum():
            assert (seats_left(result, declined=frozenset()) == result.cut_offs.unused + kept).all()
            return
    pytest.fail("no sample has a seat that is kept")


def test_a_decline_of_nobody_or_without_an_offer_is_refused_with_every_number(city):
    case = city(seed=2)
    first = case.solved()
    held = next(n for n, k in results_by_number(first).items() if k is Result.HELD)
    with pytest.raises(InputRefused) as refused:
        followed(case, first, declined={"いない", held})
    assert {(p.code, p.place.value) for p in refused.value.problems} == {
        ("decline-unknown", "いない"),
        ("decline-without-offer", held),
    }
    with pytest.raises(InputRefused):
        after_decline("disappears")
