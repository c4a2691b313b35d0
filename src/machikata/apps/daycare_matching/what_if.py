# SPDX-License-Identifier: Apache-2.0
"""What would have come out otherwise: with other seats, other points of one child, or other rules. Each answer is a run of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from machikata.apps.daycare_matching.building import build
from machikata.apps.daycare_matching.explaining.sufficing import points_place
from machikata.apps.daycare_matching.opening import Opened
from machikata.apps.daycare_matching.rules.values import Score
from machikata.apps.daycare_matching.solving import Solved, solved
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text


@dataclass(frozen=True, slots=True)
class ChangedChild:
    """A child whose result differs: pools before and after (index into `Applications.pools`), None for no new seat."""

    number: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """The other run, and what differs. `gained` children have a seat only in it, `lost` only in the first."""

    after: Solved
    changed: tuple[ChangedChild, ...]
    gained: int
    lost: int


def with_seats(result: Solved, changes: Mapping[int, int], *, progress: Progress = no_progress) -> WhatIf:
    """The run with so many seats more (or fewer) per pool of the market; also for turning unused seats of one pool into seats of another.

    Raises:
        InputRefused: a pool would have fewer seats than children who keep theirs there.
    """
    market = result.built.market
    capacity = market.capacity.copy()
    for pool, change in changes.items():
        capacity[pool] += change
    stays = market.entry_stay == 1
    guaranteed = np.unique(np.stack([market.entry_pool[stays], market.entry_child[stays]]), axis=1)[0]
    least = np.bincount(guaranteed, minlength=len(capacity))
    problems = [_too_few(result, int(pool), int(least[pool])) for pool in np.flatnonzero(capacity < least)]
    if problems:
        raise InputRefused(problems)
    opened = replace(result.opened, built=replace(result.built, market=replace(market, capacity=capacity)))
    return compared(result, solved(opened, progress=progress))


def with_points(result: Solved, child: int, more: float, *, progress: Progress = no_progress) -> WhatIf:
    """The run in which the applications of one child of the market (of its household, where its average counts) have `more` points.

    Raises:
        InputRefused: the rules give no points.
    """
    return compared(result, solved(_more_points(result, child, more), progress=progress))


def suffices(result: Solved, row: int, points: float) -> bool:
    """Whether the child of row `row` of `result.refused` gets that wish, or a better one, with these points: a run confirms or refutes.

    Its siblings' points stay as they are unless the rules take the average of the household.
    """
    refused = result.refused
    child, entry = int(refused.child[row]), int(refused.own_entry[row])
    place = points_place(result.built)
    if place is None or entry < 0:
        return False
    own = float(result.built.keys[entry, place]) * result.built.criteria[place].sign
    after = solved(_more_points(result, child, points - own))
    number = result.built.applications.children[int(result.built.child[child])].number
    children = after.built.applications.children
    there = next(c for c, place in enumerate(after.built.child.tolist()) if children[place].number == number)
    wish = int(after.results.wish[there])
    return 0 <= wish <= int(refused.wish[row])


def compared(before: Solved, after: Solved) -> WhatIf:
    """Two runs on the same children, child by child."""
    first, second = _seats(before), _seats(after)
    changed = tuple(
        ChangedChild(number, first[number], second[number])
        for number in sorted(first.keys() & second.keys())
        if first[number] != second[number]
    )
    gained = sum(1 for c in changed if c.before is None)
    return WhatIf(after, changed, gained, sum(1 for c in changed if c.after is None))


def _seats(result: Solved) -> dict[str, int | None]:
    """Per application number the pool given."""
    places, children = result.results, result.built.applications.children
    pools = np.where(places.stays, -1, places.pool).tolist()
    return {
        children[place].number: (None if pool < 0 else pool)
        for place, pool in zip(result.built.child.tolist(), pools, strict=True)
    }


def _more_points(result: Solved, child: int, more: float) -> Opened:
    """The market built anew with `more` points for the child, or for its household where the average counts."""
    opened, built = result.opened, result.built
    if points_place(built) is None:
        what = Text("この規則には指数がありません", "these rules have no points")
        raise InputRefused([Problem("no-points", what, Text("席数を変えて試してください", "try with other seats"))])
    one = built.applications.children[int(built.child[child])]
    together = opened.ruleset.siblings.score is Score.HOUSEHOLD_AVERAGE
    applications = replace(
        opened.applications,
        children=tuple(
            replace(c, more_points=c.more_points + more)
            if c.number == one.number or (together and c.household == one.household)
            else c
            for c in opened.applications.children
        ),
    )
    rebuilt = build(applications, opened.ruleset, round=opened.round)
    return replace(opened, applications=applications, built=rebuilt)


def _too_few(result: Solved, pool: int, least: int) -> Problem:
    pools, facilities = result.built.applications.pools, result.built.applications.facilities
    return Problem(
        "seats-below-stays",
        Text(f"ここには在園児が{least}人続けて利用します", f"{least} children keep their seat here"),
        Text(f"{least}以上にしてください", f"leave at least {least}"),
        Place(column=f"{facilities[pools[pool].facility].number} {pools[pool].number}"),
    )
