# SPDX-License-Identifier: Apache-2.0
"""The order of the households, of the children of one, and the child's number in its household. No id of a child, a household or a
facility counts, except where nothing else tells two apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.applications import Applications, Child
from machikata.apps.daycare_matching.building.keys import Chain
from machikata.apps.daycare_matching.building.ordering import dense, packed
from machikata.apps.daycare_matching.building.people import People
from machikata.apps.daycare_matching.market import Ints
from machikata.apps.daycare_matching.rules.codes import split_facility
from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text

_UNWRITTEN = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Households:
    """The children in the order of the market: households by their order, in one household the oldest first.

    `person[c]` is the number of child c in `People`, `family[c]` its household, `place[c]` its 世帯内順 (0 = first).
    """

    person: Ints
    family: Ints
    place: Ints
    start: Ints
    """[F + 1] first child of each household."""
    names: tuple[str, ...]


def order_households(applications: Applications, people: People, chain: Chain, problems: list[Problem]) -> Households:
    """Puts the households in order: the smallest key of a child decides, without own seat, facility, wish rank and child's number (5.5).

    Households whose keys are equal throughout follow what is said of their children (days of birth, ages, wishes, points …), at the very
    last the household number. Inside a household the oldest comes first; of twins the one with the smaller 世帯内順, then what is said
    of them (key, care, present seat, wishes by what their seats are, points, causes, adjustments), at the very last the application
    number. So only twins and households of whom all that is the same can change places when they are numbered anew.
    """
    key = _keys(chain)
    children = [applications.children[int(i)] for i in people.index]
    members: dict[int, list[int]] = defaultdict(list)
    for p, household in enumerate(people.household.tolist()):
        members[household].append(p)
    several = {h: m for h, m in members.items() if len(m) > 1}
    signs = {p: _signature(children[p], int(key[p]), applications) for m in several.values() for p in m}
    for siblings in several.values():
        siblings.sort(key=lambda p: (children[p].born, _written(children[p]), signs[p], children[p].number))
        _same_place(siblings, children, problems)
    families = _order_of(members, key, children, people, applications)
    person = [p for h in families for p in members[h]]
    place = [number for h in families for number in _places(members[h], children)]
    counts = [len(members[h]) for h in families]
    return Households(
        person=np.array(person, np.int64),
        family=np.repeat(np.arange(len(families), dtype=np.int64), counts),
        place=np.array(place, np.int64),
        start=np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)]),
        names=tuple(people.households[h] for h in families),
    )


def _keys(chain: Chain) -> Ints:
    columns, sizes = [], []
    for own in chain.own:
        if own is not None:
            column, size = dense(own)
            columns.append(column)
            sizes.append(size)
    return dense(packed(columns, sizes))[0]


def _signature(child: Child, key: int, applications: Applications) -> tuple[object, ...]:
    """What is said of a child, without names and numbers of anything."""
    wishes = tuple((*_seats_said(applications, w.pool), w.points) for w in child.wishes)
    current = () if child.current is None else _seats_said(applications, child.current)
    codes = sorted(split_facility(a)[0] for a in child.adjustments if a.strip())
    numbers = (child.points, child.base_points, *child.tie_values)
    said = tuple((n is not None, n or 0) for n in numbers)
    flags = (child.leave_extension, child.graduate_of is not None)
    return (
        key,
        child.born,
        child.age_class,
        child.care,
        current,
        len(wishes),
        wishes,
        said,
        child.causes,
        codes,
        flags,
    )


def _seats_said(applications: Applications, place: int) -> tuple[object, ...]:
    """What is said of seats, without their numbers."""
    pool = applications.pools[place]
    facility = applications.facilities[pool.facility]
    least = -1 if pool.least_months is None else pool.least_months
    return (pool.intake, pool.kind.value, tuple(sorted(pool.classes)), least, facility.kind, facility.ward)


def _written(child: Child) -> int:
    return _UNWRITTEN if child.place_in_household is None else child.place_in_household


def _places(household: Sequence[int], children: Sequence[Child]) -> list[int]:
    if len(household) == 1:
        return [0]
    order = sorted(range(len(household)), key=lambda i: _written(children[household[i]]))
    return [order.index(i) for i in range(len(household))]


def _same_place(household: Sequence[int], children: Sequence[Child], problems: list[Problem]) -> None:
    written = [_written(children[p]) for p in household]
    for p in household[1:]:
        place = _written(children[p])
        if place != _UNWRITTEN and written.count(place) > 1:
            problems.append(
                Problem(
                    "place-in-household-twice",
                    Text(
                        "同じ世帯に同じ世帯内順の子がいます", "two children of the household have the same number in it"
                    ),
                    Text("1、2、3…と書き分けてください", "number them 1, 2, 3 …"),
                    Place(row=children[p].row or None, column="世帯内順", value=str(place)),
                )
            )
            return


def _order_of(
    members: dict[int, list[int]], key: Ints, children: Sequence[Child], people: People, applications: Applications
) -> list[int]:
    best = {h: min(int(key[p]) for p in m) for h, m in members.items()}
    ties: dict[int, list[int]] = defaultdict(list)
    for household, value in best.items():
        ties[value].append(household)
    for tied in ties.values():
        if len(tied) > 1:
            tied.sort(
                key=lambda h: (
                    sorted(_signature(children[p], int(key[p]), applications) for p in members[h]),
                    people.households[h],
                )
            )
    return [household for value in sorted(ties) for household in ties[value]]
