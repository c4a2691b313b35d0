# SPDX-License-Identifier: Apache-2.0
"""From applications and rules to the market, or to every reason why not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.building.assembling import Table, assemble
from machikata.apps.daycare_matching.building.claims import Claims, Standing, claims_of, gives_out
from machikata.apps.daycare_matching.building.households import Households, order_households
from machikata.apps.daycare_matching.building.keys import chain_of, criteria_of, depends_on_context
from machikata.apps.daycare_matching.building.options import options_of
from machikata.apps.daycare_matching.building.people import people_of, taking_part
from machikata.apps.daycare_matching.building.points import work_out_points
from machikata.apps.daycare_matching.building.quotas import in_order, with_quota_wishes
from machikata.apps.daycare_matching.building.ranking import Ranking, rank_seats
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.market import Ints, Market
from machikata.apps.daycare_matching.rules.values import Round, Ruleset
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text


def build(applications: Applications, ruleset: Ruleset, *, round: str = "first") -> Built:  # noqa: A002 the word of the rules
    """The market of a round.

    Who takes part, which wishes count (the others are in `dropped`), points, keys, joint options and ranks follow from the rules; own
    seats come before everything. The market does not depend on the order of rows nor on any number of a child, household or facility
    (see `order_households` for the last resort), save that pools are numbered in the order of their numbers.

    Raises:
        InputRefused: with all problems: an unknown round, causes and adjustments without table, blanks where the chain needs a value,
            sibling conditions that are missing or differ, joint lists that would be too long, and ties that nothing decides, with the
            applications and the pool.
    """
    this_round = ruleset.round(round)
    if this_round is None:
        raise InputRefused([_unknown_round(ruleset, round)])
    problems = _unfit(applications, ruleset) + _wrong_numbers(applications)
    applications = in_order(applications)
    members, dropped = taking_part(applications, ruleset, this_round)
    applications, behind = with_quota_wishes(applications, members, ruleset)
    people = people_of(applications, members, ruleset)
    scores = work_out_points(applications, people, ruleset, problems)
    chain = chain_of(applications, people, scores, ruleset, problems)
    households = order_households(applications, people, chain, problems)
    claims, closed = claims_of(Standing(applications, behind, people, households, scores, ruleset, this_round))
    index = people.index[households.person]
    joints = options_of(applications, index, claims, households, ruleset, problems)
    if problems:
        raise InputRefused(problems)
    table = assemble(joints, claims, households, applications, context=depends_on_context(ruleset))
    ranking = rank_seats(table.asked, chain, households, applications, index, problems)
    if problems:
        raise InputRefused(problems)
    return Built(
        applications=applications,
        market=_market(table, ranking, households, _capacity(applications, claims, this_round)),
        households=households.names,
        child=index,
        criteria=criteria_of(ruleset),
        keys=ranking.keys[table.entry_seat],
        dropped=tuple(sorted([*dropped, *closed], key=lambda d: (d.child, -1 if d.wish is None else d.wish))),
        form_wishes=behind,
    )


def _capacity(applications: Applications, claims: Claims, this_round: Round) -> Ints:
    intake = np.array([p.intake for p in applications.pools], np.int64)
    held = np.bincount(claims.current[claims.stays], minlength=len(intake))
    return np.where(gives_out(applications, this_round), intake, 0) + held.astype(np.int64)


def _market(table: Table, ranking: Ranking, households: Households, capacity: Ints) -> Market:
    asked, seat = table.asked, table.entry_seat
    return Market(
        capacity=capacity,
        child_family=households.family,
        option_start=table.option_start,
        entry_start=table.entry_start,
        entry_child=asked.child[seat],
        entry_pool=asked.pool[seat],
        entry_rank=ranking.rank[seat],
        entry_household_rank=ranking.household_rank[seat],
        entry_stay=asked.stay[seat].astype(np.int64),
        entry_wish=table.seat_wish[seat],
        family_order=np.arange(len(households.names), dtype=np.int64),
    )


def _unfit(applications: Applications, ruleset: Ruleset) -> list[Problem]:
    """What does not fit the rules at all."""
    found = []
    if not ruleset.wish_points and any(w.points for c in applications.children for w in c.wishes):
        found.append(
            Problem(
                "wish-points-unused",
                Text(
                    "「希望k加点」がありますが、この規則では使いません",
                    "there are 希望k加点, which these rules do not use",
                ),
                Text(
                    "規則のwish_pointsをtrueにするか、加点を消してください",
                    "set wish_points to true in the rules, or remove the points",
                ),
                Place(column="希望1加点"),
            )
        )
    shared = [p.number for p in applications.pools if len(p.classes) > 1]
    if shared and not ruleset.shared_ages:
        found.append(
            Problem(
                "shared-ages-unused",
                Text(
                    "いくつかのクラス年齢をまとめた枠がありますが、この規則では使いません",
                    "there are seats for several age classes, which these rules do not use",
                ),
                Text(
                    "規則のshared_agesをtrueにするか、枠を分けてください", "set shared_ages to true, or split the seats"
                ),
                Place(column="対象クラス", value="、".join(_few(shared))),
                count=len(shared),
            )
        )
    return found


def _wrong_numbers(applications: Applications) -> list[Problem]:
    """Lots that differ inside a household, and seats below none."""
    lots: dict[str, int] = {}
    other = [c for c in applications.children if c.lot is not None and lots.setdefault(c.household, c.lot) != c.lot]
    below = [p for p in applications.pools if p.intake < 0]
    what = Text("同じ世帯で「抽選番号」が違います", "the children of one household have different lots")
    remedy = Text("世帯に1つの番号にしてください", "write one number per household")
    fewer = Text("募集人数が0より小さいです", "fewer seats than none")
    return [
        *(
            Problem("lots-differ", what, remedy, Place(row=c.row or None, column="抽選番号", value=str(c.lot)))
            for c in other
        ),
        *(
            Problem(
                "intake-negative",
                fewer,
                Text("0以上の数にしてください", "write 0 or more"),
                Place(column="募集人数", value=f"{applications.facilities[p.facility].number} {p.number}"),
            )
            for p in below
        ),
    ]


def _few(values: Sequence[str]) -> list[str]:
    return [*values[:5], *(["…"] if len(values) > 5 else [])]


def _unknown_round(ruleset: Ruleset, name: str) -> Problem:
    known_ja = "、".join(f"{r.id}（{r.title.ja}）" for r in ruleset.rounds)
    known_en = ", ".join(f"{r.id} ({r.title.en})" for r in ruleset.rounds)
    return Problem(
        "round-unknown",
        Text(f"規則に「{name}」という回はありません", f"the rules know no round “{name}”"),
        Text(f"次のどれかを入れてください：{known_ja}", f"choose one of: {known_en}"),
        Place(column="round", value=name),
    )
