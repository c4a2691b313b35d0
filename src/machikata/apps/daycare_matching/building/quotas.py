# SPDX-License-Identifier: Apache-2.0
"""Pools in their order, and the wishes that a quota rule adds: quota seats before the general ones of a nursery, or after them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from machikata.apps.daycare_matching.applications import Applications, Child, Pool, PoolKind, Seat, Wish
from machikata.apps.daycare_matching.building.people import Links, holds, people_of
from machikata.apps.daycare_matching.rules.values import Condition, Quota, QuotaOrder, Ruleset, Who


def in_order(applications: Applications) -> Applications:
    """The same with pools in the order of facility number and pool number, so that the order of the rows leaves no trace."""
    numbers = [facility.number for facility in applications.facilities]
    order = sorted(
        range(len(applications.pools)),
        key=lambda s: (numbers[applications.pools[s].facility], applications.pools[s].number),
    )
    if order == list(range(len(order))):
        return applications
    new = {old: i for i, old in enumerate(order)}
    return replace(
        applications,
        pools=tuple(applications.pools[s] for s in order),
        children=tuple(_moved(child, new) for child in applications.children),
        combinations={
            household: tuple(
                tuple(Seat(seat.child, None if seat.pool is None else new[seat.pool]) for seat in option)
                for option in options
            )
            for household, options in applications.combinations.items()
        },
    )


def _moved(child: Child, new: Mapping[int, int]) -> Child:
    wishes = tuple(Wish(new[w.pool], w.points) for w in child.wishes)
    return replace(child, wishes=wishes, current=None if child.current is None else new[child.current])


def with_quota_wishes(
    applications: Applications, members: Sequence[int], ruleset: Ruleset
) -> tuple[Applications, dict[int, tuple[int, ...]]]:
    """The applications with the wishes that the quota rules add for the children `members`, and for each child to whom one was added the
    wish of the form (0 = first) behind every wish. Households with a list of combinations of their own keep what they wrote.

    Wishes that were written stay as they are: where a child names both kinds of seats itself, its own order holds. Several pools of one
    kind that take the child's class are added in the order of their numbers; which comes first is the municipality's to number.
    """
    rules = [q for q in ruleset.quotas if q.order is not QuotaOrder.AS_LISTED and q.kind is not PoolKind.GENERAL]
    open_to = _open_to(applications, members, rules, ruleset)
    if not open_to:
        return applications, {}
    pools, links = _pools_by_facility(applications.pools), Links(applications)
    children, behind = list(applications.children), dict[int, tuple[int, ...]]()
    for i, quotas in open_to.items():
        child = children[i]
        if child.household in applications.combinations:
            continue
        wishes = _added(child, quotas, applications.pools, pools, links)
        if len(wishes) > len(child.wishes):
            children[i] = replace(child, wishes=tuple(wish for wish, _ in wishes))
            behind[i] = tuple(form for _, form in wishes)
    return replace(applications, children=tuple(children)), behind


def _open_to(
    applications: Applications, members: Sequence[int], rules: Sequence[Quota], ruleset: Ruleset
) -> dict[int, list[Quota]]:
    """The quotas that may be open to each child; LINKED is looked at per facility later."""
    people = people_of(applications, members, ruleset)
    found: dict[int, list[Quota]] = defaultdict(list)
    for quota in rules:
        there = holds(people, quota.who)
        if Who(Condition.LINKED) in quota.who:
            there = there | (people.graduate_of >= 0)
        for i in people.index[there].tolist():
            found[i].append(quota)
    return found


def _pools_by_facility(pools: Sequence[Pool]) -> dict[tuple[int, PoolKind], list[int]]:
    found: dict[tuple[int, PoolKind], list[int]] = defaultdict(list)
    for s, pool in enumerate(pools):
        if not pool.excluded:
            found[pool.facility, pool.kind].append(s)
    return found


def _added(
    child: Child,
    quotas: Sequence[Quota],
    pools: Sequence[Pool],
    by_facility: Mapping[tuple[int, PoolKind], list[int]],
    links: Links,
) -> list[tuple[Wish, int]]:
    """The wishes with those added, each with its wish of the form. A pool is added once, where its nursery is wished for first."""
    named = {wish.pool for wish in child.wishes} | {child.current}
    found: list[tuple[Wish, int]] = []
    for form, wish in enumerate(child.wishes):
        before, after = list[int](), list[int]()
        for quota in quotas:
            facility, kind = pools[wish.pool].facility, pools[wish.pool].kind
            if not _meets(child, quota, facility, links) or kind not in (PoolKind.GENERAL, quota.kind):
                continue
            other = quota.kind if kind is PoolKind.GENERAL else PoolKind.GENERAL
            side = before if (other is quota.kind) == (quota.order is QuotaOrder.QUOTA_FIRST) else after
            new = [s for s in by_facility.get((facility, other), []) if child.age_class in pools[s].classes]
            side += [s for s in new if s not in named]
            named.update(new)
        found += [(Wish(s, wish.points), form) for s in before]
        found.append((wish, form))
        found += [(Wish(s, wish.points), form) for s in after]
    return found


def _meets(child: Child, quota: Quota, facility: int, links: Links) -> bool:
    """The child meets a condition of the quota; where the only one is LINKED, the facility has to fit as well."""
    if any(who.condition is not Condition.LINKED for who in quota.who):
        return True
    return links.holds_for(facility, child.graduate_of)
