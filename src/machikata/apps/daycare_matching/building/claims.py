# SPDX-License-Identifier: Apache-2.0
"""Which wishes count: all of them as arrays, without those that no seat is open to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.applications import Applications, PoolKind
from machikata.apps.daycare_matching.building.households import Households
from machikata.apps.daycare_matching.building.ordering import starts_of
from machikata.apps.daycare_matching.building.people import Flags, Links, People, holds, months_on
from machikata.apps.daycare_matching.building.points import Scores
from machikata.apps.daycare_matching.built import Dropped, DropReason
from machikata.apps.daycare_matching.market import Ints
from machikata.apps.daycare_matching.rules.values import Condition, FreedSeats, Round, Ruleset, Who

_AGES = 6
_REASONS = tuple(DropReason)


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """The wishes that count, children in the order of the market, and the seats of those who may stay."""

    child: Ints
    wish: Ints
    form_wish: Ints
    pool: Ints
    facility: Ints
    points: Ints
    start: Ints
    """[C + 1] first claim of each child."""
    listed: Ints
    """[C] length of the list of wishes, those that do not count included."""
    current: Ints
    """[C] pool of the own seat, −1 without."""
    stays: Flags
    """[C] whether the own seat is a seat of this run (freed seats are given out again)."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """All that is known before the wishes are looked at. `behind` is the wish of the form behind each wish, where some were added."""

    applications: Applications
    behind: Mapping[int, tuple[int, ...]]
    people: People
    households: Households
    scores: Scores
    ruleset: Ruleset
    this_round: Round


def claims_of(standing: Standing) -> tuple[Claims, list[Dropped]]:
    """The wishes that count, and the others with the reason."""
    applications, people, households = standing.applications, standing.people, standing.households
    index = people.index[households.person]
    children = [applications.children[i] for i in index.tolist()]
    listed = np.array([len(c.wishes) for c in children], np.int64)
    start = starts_of(listed)
    child = np.repeat(np.arange(len(children), dtype=np.int64), listed)
    wish = np.arange(start[-1], dtype=np.int64) - start[child]
    pool = np.array([w.pool for c in children for w in c.wishes], np.int64)
    points = np.array([w.points for c in children for w in c.wishes], np.int64)
    form = wish.copy()
    for c, i in enumerate(index.tolist()):
        if i in standing.behind:
            form[start[c] : start[c + 1]] = standing.behind[i]
    reason = _reasons(standing, child, pool)
    gone = np.nonzero(reason >= 0)[0]
    dropped = [
        Dropped(int(index[child[r]]), int(wish[r]), _REASONS[reason[r]]) for r in gone.tolist()
    ]  # fmt: skip
    kept = reason < 0
    reuse = _reuse(applications, standing.ruleset)
    current = people.current[households.person]
    facility = np.array([p.facility for p in applications.pools], np.int64)
    claims = Claims(
        child=child[kept],
        wish=wish[kept],
        form_wish=form[kept],
        pool=pool[kept],
        facility=facility[pool[kept]],
        points=points[kept],
        start=starts_of(np.bincount(child[kept], minlength=len(children))),
        listed=listed,
        current=current,
        stays=(current >= 0) & reuse[current] if len(reuse) else np.zeros(len(children), np.bool_),
    )
    return claims, dropped


def _reuse(applications: Applications, ruleset: Ruleset) -> Flags:
    """Per pool whether seats that transfers leave are given out in the same run."""
    freed = ruleset.transfers.freed_seats
    if freed is FreedSeats.AS_LISTED:
        return np.array([p.reuses_freed for p in applications.pools], np.bool_)
    return np.full(len(applications.pools), freed is FreedSeats.REUSE)


def gives_out(applications: Applications, this_round: Round) -> Flags:
    """Per pool whether its 募集人数 is given out in the round."""
    return np.array([not p.excluded and p.kind in this_round.kinds for p in applications.pools], np.bool_)


def _reasons(standing: Standing, child: Ints, pool: Ints) -> Ints:
    """Per wish why it does not count (place in DropReason), −1 where it does. The most telling reason wins."""
    people, pools, person = standing.people, standing.applications.pools, standing.households.person[child]
    facility = np.array([p.facility for p in pools], np.int64)[pool]
    excluded = np.array([p.excluded for p in pools], np.bool_)[pool]
    fits = np.array([[g in p.classes for g in range(_AGES)] for p in pools], np.bool_).reshape(len(pools), _AGES)
    least = np.array([-1 if p.least_months is None else p.least_months for p in pools], np.int64)[pool]
    age = people.age[person]
    months = months_on(people.born, standing.ruleset.reference_day)[person]
    in_round = np.array([p.kind in standing.this_round.kinds for p in pools], np.bool_)[pool]
    tests = [
        (DropReason.OWN_SEAT, people.current[person] == pool),
        (DropReason.TWICE, _repeated(child, pool, len(pools))),
        (DropReason.EXCLUDED, excluded),
        (DropReason.AGE, ~fits[pool, np.clip(age, 0, _AGES - 1)] | (age < 0) | (age >= _AGES)),
        (DropReason.MONTHS, months < least),
        (DropReason.KIND, ~_open_kinds(standing, person, facility, pool)),
        (DropReason.DECLINED, standing.scores.excluded.at(person, facility) > 0),
        (DropReason.POOL_NOT_IN_ROUND, ~in_round),
    ]
    reason = np.full(len(child), -1, np.int64)
    for why, there in reversed(tests):
        reason[there] = _REASONS.index(why)
    return reason


def _repeated(child: Ints, pool: Ints, pools: int) -> Flags:
    """Where a child names seats that it has named before."""
    key = child * max(pools, 1) + pool
    again = np.ones(len(key), np.bool_)
    again[np.unique(key, return_index=True)[1]] = False
    return again


def _open_kinds(standing: Standing, person: Ints, facility: Ints, pool: Ints) -> Flags:
    """Per wish whether the child may take seats of that kind at that facility."""
    applications, people, kinds = standing.applications, standing.people, list(PoolKind)
    kind = np.array([kinds.index(p.kind) for p in applications.pools], np.int64)[pool]
    links, found = Links(applications), np.zeros(len(person), np.bool_)
    for quota in standing.ruleset.quotas:
        rows = np.nonzero(kind == kinds.index(quota.kind))[0]
        there = holds(people, quota.who)[person[rows]]
        if Who(Condition.LINKED) in quota.who:
            there = there | links.holds(facility[rows], people.graduate_of[person[rows]])
        found[rows] = there
    return found
