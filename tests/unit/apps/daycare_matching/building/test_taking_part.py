# SPDX-License-Identifier: Apache-2.0
"""Rounds, transfers, seats of every kind: who takes part, which wishes count, and why the others do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from machikata.apps.daycare_matching.applications import Pool, PoolKind, Wish
from machikata.apps.daycare_matching.building import build
from machikata.apps.daycare_matching.built import DROP_TEXTS, DropReason
from machikata.apps.daycare_matching.rules import ruleset
from machikata.apps.daycare_matching.rules.values import FreedSeats
from machikata.domain.errors import InputRefused

SHIOMIHARA, FUJIMIZAKA, MASAGOURA = (ruleset(f"{name}-2027") for name in ("shiomihara", "fujimizaka", "masagoura"))
TIES = {"tie_values": (1, 1)}


def special(town, nursery, kind, *, ages=(1,), intake=1, **more):
    town.more_pools.append(Pool(nursery - 1, f"s{len(town.more_pools)}", kind, frozenset(ages), intake, **more))
    return town.nurseries * 6 + len(town.more_pools) - 1


def reasons(built):
    return [(built.applications.children[d.child].number, d.wish, d.reason) for d in built.dropped]


def test_every_wish_that_does_not_count_has_its_reason(town, options):
    born = date(2026, 12, 20)
    company = special(town, 1, PoolKind.GENERAL, excluded=True)
    baby = special(town, 2, PoolKind.GENERAL, ages=(0, 1), least_months=6)
    care = special(town, 3, PoolKind.CARE)
    older = town.pool("1", 4)
    town.child("a", [Wish(company), Wish(baby), Wish(care), Wish(older), "2", "2"], born=born, **TIES)
    town.child("b", ["1", "3"], current="3", points=40, **TIES)
    built = build(town.applications(), SHIOMIHARA)
    assert reasons(built) == [
        ("a", 0, DropReason.EXCLUDED), ("a", 1, DropReason.MONTHS), ("a", 2, DropReason.KIND), ("a", 3, DropReason.AGE),
        ("a", 5, DropReason.TWICE), ("b", 1, DropReason.OWN_SEAT),
    ]  # fmt: skip
    assert options(built, "h-a") == [("2",), ("-",)]
    assert built.market.entry_wish[built.market.entry_stay == 0].tolist() == [0, 4]
    assert set(DROP_TEXTS) == set(DropReason)


def test_half_a_year_of_age_is_full_the_day_before_the_date(town):
    pool = special(town, 1, PoolKind.GENERAL, ages=(0,), least_months=6)
    town.child("just", [Wish(pool)], age=0, born=date(2026, 10, 2), **TIES)
    town.child("late", [Wish(pool)], age=0, born=date(2026, 10, 3), **TIES)
    assert reasons(build(town.applications(), SHIOMIHARA)) == [("late", 0, DropReason.MONTHS)]


def test_a_facility_whose_offer_was_declined_is_closed(town):
    town.child("a", ["1", "2"], adjustments=("辞退園@1",), **TIES)
    assert reasons(build(town.applications(), FUJIMIZAKA)) == [("a", 0, DropReason.DECLINED)]


def test_the_quota_comes_before_or_after_the_general_seats_as_the_municipality_chose(town, options):
    special(town, 1, PoolKind.CARE)
    town.child("a", ["2", "1"], care="障害", **TIES).child("b", ["1"], **TIES)
    first = build(town.applications(), SHIOMIHARA)
    assert options(first, "h-a") == [("2",), ("1q",), ("1",), ("-",)]
    assert options(first, "h-b") == [("1",), ("-",)]
    assert [first.form_wish(0, k) for k in range(3)] == [0, 1, 1]
    assert first.form_wish(1, 0) == 0
    assert options(build(town.applications(), FUJIMIZAKA), "h-a") == [("2",), ("1",), ("1q",), ("-",)]


def test_an_order_that_a_form_gives_itself_is_kept(town, options):
    quota = special(town, 1, PoolKind.CARE)
    town.child("a", ["1", Wish(quota)], care="障害", **TIES)
    built = build(town.applications(), SHIOMIHARA)
    assert options(built, "h-a") == [("1",), ("1q",), ("-",)]
    assert built.form_wishes == {}


def test_seats_of_graduates_are_for_those_of_the_facility_and_its_linked_ones(town, options):
    special(town, 1, PoolKind.GRADUATE, ages=(3,))
    special(town, 2, PoolKind.GRADUATE, ages=(3,))
    town.linked[0] = ("3",)
    town.child("a", ["1", "2"], age=3, graduate_of=2, **TIES)
    assert options(build(town.applications(), SHIOMIHARA), "h-a") == [("1q",), ("1",), ("2",), ("-",)]
    assert options(build(town.applications(), MASAGOURA), "h-a") == [("1",), ("1q",), ("2",), ("-",)]


def test_the_rank_of_a_wish_is_that_of_the_form_though_quota_seats_stand_between(town):
    special(town, 1, PoolKind.CARE)
    town.child("a", ["1", "2"], care="障害", **TIES)
    built = build(town.applications(), MASAGOURA)
    k = [c.id for c in built.criteria].index("wish_rank")
    assert built.keys[:, k].tolist() == [1, 1, 2]


def test_the_early_round_is_for_those_and_the_seats_it_names(town, options):
    quota = special(town, 1, PoolKind.STAFF)
    town.child("teacher", ["1", Wish(quota)], causes=("保育士", "就労1"), **TIES)
    town.child("other", ["1"], **TIES).child("moves", ["1"], current="2", **TIES)
    town.child("gone", ["1"], withdrawn=date(2027, 1, 10), **TIES)
    built = build(town.applications(), SHIOMIHARA, round="early")
    assert options(built, "h-teacher") == [("1q",), ("-",)]
    assert built.households == ("h-teacher",)
    assert reasons(built) == [
        ("teacher", 0, DropReason.POOL_NOT_IN_ROUND), ("other", None, DropReason.NOT_IN_ROUND),
        ("moves", None, DropReason.NO_TRANSFERS), ("gone", None, DropReason.WITHDRAWN),
    ]  # fmt: skip
    assert built.market.capacity.sum() == 1


def test_a_freed_seat_is_given_out_again_or_kept(town, options):
    town.child("a", ["2"], current="1", **TIES)
    applications = town.applications()
    seat = town.pool("1", 1)
    reused, kept = build(applications, FUJIMIZAKA), build(applications, MASAGOURA)
    assert (reused.market.capacity[seat], kept.market.capacity[seat]) == (2, 1)
    assert options(reused, "h-a") == [("2",), ("=",)]
    assert options(kept, "h-a") == [("2",), ("-",)]  # stays without using a seat
    listed = replace(SHIOMIHARA, transfers=replace(SHIOMIHARA.transfers, freed_seats=FreedSeats.AS_LISTED))
    pools = list(applications.pools)
    pools[seat] = replace(pools[seat], reuses_freed=False)
    assert build(replace(applications, pools=tuple(pools)), listed).market.capacity[seat] == 1


def test_an_unknown_round_and_what_the_rules_do_not_use_are_problems(town):
    town.child("a", [Wish(0, points=3)], age=0, **TIES)
    special(town, 1, PoolKind.GENERAL, ages=(0, 1))
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), SHIOMIHARA, round="third")
    assert refused.value.problems[0].code == "round-unknown"
    narrow = replace(SHIOMIHARA, wish_points=False, shared_ages=False)
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), narrow)
    assert [p.code for p in refused.value.problems] == ["wish-points-unused", "shared-ages-unused"]


def test_seats_below_none_are_a_problem(town):
    special(town, 2, PoolKind.GENERAL, intake=-1)
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), SHIOMIHARA)
    assert [(p.code, p.place.value) for p in refused.value.problems] == [("intake-negative", "2 s0")]


def test_pools_that_come_in_another_order_are_put_in_order(town, options):
    town.child("a", ["2", "1"], current="3", **TIES)
    applications = town.applications()
    count = len(applications.pools)
    turned = replace(
        applications,
        pools=tuple(reversed(applications.pools)),
        children=tuple(
            replace(c, current=count - 1 - c.current, wishes=tuple(Wish(count - 1 - w.pool) for w in c.wishes))
            for c in applications.children
        ),
    )
    built = build(turned, SHIOMIHARA)
    assert built.applications == applications
    assert options(built, "h-a") == [("2",), ("1",), ("=",)]


def test_nobody_at_all_makes_an_empty_market(town):
    built = build(town.applications(), SHIOMIHARA)
    assert (built.market.families, built.market.options, len(built.market.entry_child)) == (0, 0, 0)
    assert built.keys.shape == (0, len(built.criteria))


def test_a_child_without_any_open_wish_has_nothing(town, options):
    town.child("a", [], **TIES)
    assert options(build(town.applications(), SHIOMIHARA), "h-a") == [("-",)]
