# SPDX-License-Identifier: Apache-2.0
"""Joint options that a household has listed itself (組み合わせの一覧)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.applications import Applications, Seat
from machikata.apps.daycare_matching.building.claims import Claims
from machikata.apps.daycare_matching.building.households import Households
from machikata.apps.daycare_matching.building.joint import Joint
from machikata.apps.daycare_matching.market import Ints
from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class _List:
    """One household's list: `place` of each child (index in the applications), `claim` of each place and pool."""

    applications: Applications
    household: str
    place: Mapping[int, int]
    claim: Mapping[tuple[int, int], int]


def listed_options(
    applications: Applications,
    family: int,
    index: Ints,
    claims: Claims,
    households: Households,
    problems: list[Problem],
) -> Joint:
    """The list of a household, without options that hold a seat which is not open to its child. `index[c]` is child c's place in the
    applications. "Nothing for all" is left to the end of every list.
    """
    first, end = int(households.start[family]), int(households.start[family + 1])
    own = range(int(claims.start[first]), int(claims.start[end]))
    written = _List(
        applications,
        households.names[family],
        {int(index[c]): c - first for c in range(first, end)},
        {(int(claims.child[k]) - first, int(claims.pool[k])): k for k in own},
    )
    rows: dict[tuple[int, ...], None] = {}
    ended = False
    for rank, option in enumerate(applications.combinations[written.household], start=1):
        if ended:
            problems.append(_nothing_too_early(written.household, rank - 1))
            break
        ended = _is_nothing(applications, option)
        row = _row(written, option, rank, problems)
        if row is not None and max(row) >= 0:
            rows[row] = None
    claim = np.array(list(rows), np.int64).reshape(len(rows), end - first)
    return Joint(np.full(len(rows), family, np.int64), claim)


def _is_nothing(applications: Applications, option: Sequence[Seat]) -> bool:
    return all(seat.pool is None or seat.pool == applications.children[seat.child].current for seat in option)


def _row(written: _List, option: Sequence[Seat], rank: int, problems: list[Problem]) -> tuple[int, ...] | None:
    """The claims of an option, −1 for no seat; None where a seat of it is not open (or its child takes no part)."""
    row, possible = [-1] * len(written.place), True
    for seat in option:
        child = written.applications.children[seat.child]
        if seat.pool is None or seat.pool == child.current:
            continue
        if child.household != written.household:
            problems.append(_foreign(written.household, child.number, rank))
            return None
        if seat.pool not in {wish.pool for wish in child.wishes}:
            problems.append(_not_wished(written.household, child.number, rank))
            return None
        place = written.place.get(seat.child)
        claim = None if place is None else written.claim.get((place, seat.pool))
        if place is None or claim is None:
            possible = False
        else:
            row[place] = claim
    return tuple(row) if possible else None


def _foreign(household: str, number: str, rank: int) -> Problem:
    return Problem(
        "combination-other-household",
        Text(
            f"世帯{household}の組み合わせに、ほかの世帯の申請者{number}がいます",
            f"the list of household {household} names application {number} of another household",
        ),
        Text("世帯番号と申請者番号を確かめてください", "check the numbers of household and application"),
        Place(column="順位", value=str(rank)),
    )


def _not_wished(household: str, number: str, rank: int) -> Problem:
    return Problem(
        "combination-not-wished",
        Text(
            f"世帯{household}の組み合わせに、申請者{number}の希望にない枠があります",
            f"the list of household {household} holds seats that application {number} does not wish for",
        ),
        Text("申込みの希望に足すか、組み合わせから除いてください", "add them to the wishes, or take them off the list"),
        Place(column="順位", value=str(rank)),
    )


def _nothing_too_early(household: str, rank: int) -> Problem:
    return Problem(
        "combination-nothing-too-early",
        Text(
            f"世帯{household}の組み合わせの途中に、だれも入らない行があります",
            f"the list of household {household} goes on after a row in which nobody gets a seat",
        ),
        Text("その行を最後にするか、除いてください（最後は書かなくても入ります）", "put that row last or leave it out"),
        Place(column="順位", value=str(rank)),
    )
