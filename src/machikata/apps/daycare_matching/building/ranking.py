# SPDX-License-Identifier: Apache-2.0
"""The strict order in every pool, and the ties that nothing decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.building.households import Households
from machikata.apps.daycare_matching.building.keys import Chain, Seats
from machikata.apps.daycare_matching.building.ordering import dense, packed
from machikata.apps.daycare_matching.building.people import Flags, Floats
from machikata.apps.daycare_matching.market import Ints
from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text

_MOST_TIES = 50
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Per seat asked for (row): its rank in the pool, the same without the child's number in its household, and the keys [rows, K]."""

    rank: Ints
    household_rank: Ints
    keys: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The rows: seats with the pool, the child (market number), and whether it is a stay."""

    seats: Seats
    pool: Ints
    child: Ints
    stay: Flags


def rank_seats(
    asked: Asked, chain: Chain, households: Households, applications: Applications, index: Ints, problems: list[Problem]
) -> Ranking:
    """Ranks in every pool by the chain. Applications of different households that are equal in all criteria, or that a lot which was
    not drawn would have to part, are added to `problems`: a tie is never decided silently.
    """
    columns, sizes, values = _columns(asked, chain, households)
    household_key = packed(columns[:-1], sizes[:-1])
    # Own seats never compete, so ties among them need no lot: the order of the children parts them.
    full, _ = dense(packed([dense(household_key)[0], columns[-1], asked.child],
                           [len(asked.pool) + 1, sizes[-1], len(index) + 1]))  # fmt: skip
    order = np.lexsort((full, asked.pool))
    drawn = np.isfinite(chain.people.lot)[asked.seats.person]
    before = dense(packed(columns[:-2], sizes[:-2]))[0]
    tied = _tied_groups(asked, before, columns[-2], drawn, households.family[asked.child])
    problems += [_tie(rows, asked, applications, index) for rows in tied[:_MOST_TIES]]
    if len(tied) > _MOST_TIES:
        problems.append(_more_ties(len(tied)))
    return Ranking(
        rank=_places(order, asked.pool, full),
        household_rank=_places(order, asked.pool, household_key),
        keys=np.column_stack(values) if len(asked.pool) else np.zeros((0, len(values))),
    )


def _columns(asked: Asked, chain: Chain, households: Households) -> tuple[list[Ints], list[int], list[Floats]]:
    """Per criterion its dense numbers, how many, and the keys themselves: own seat first, the child's number in its household last."""
    seats = asked.seats
    own_seat = np.where(asked.stay, 0, 1).astype(np.int64)
    columns, sizes, values = [own_seat], [2], [own_seat.astype(np.float64)]
    for k, alone in enumerate(chain.own[:-1]):
        of_seat = chain.at(k, seats)
        if of_seat is not None:
            column, size = dense(of_seat)
            values.append(of_seat)
        elif alone is not None:
            by_child, size = dense(alone)
            column = by_child[seats.person]
            values.append(alone[seats.person])
        columns.append(column)
        sizes.append(size)
    place = households.place[asked.child]
    columns.append(place)
    sizes.append(int(place.max()) + 1 if len(place) else 1)
    values.append((place + 1).astype(np.float64))
    return columns, sizes, values


def _places(order: Ints, pool: Ints, key: Ints) -> Ints:
    """0, 1, 2 … in each pool, equal for equal keys."""
    if not len(order):
        return np.zeros(0, np.int64)
    pools, keys = pool[order], key[order]
    first = np.concatenate([[True], pools[1:] != pools[:-1]])
    new = first | np.concatenate([[True], keys[1:] != keys[:-1]])
    count = np.cumsum(new) - 1
    base = np.maximum.accumulate(np.where(first, count, 0))
    places = np.empty(len(order), np.int64)
    places[order] = count - base
    return places


def _tied_groups(asked: Asked, before: Ints, lot: Ints, drawn: Flags, family: Ints) -> list[Ints]:
    """Rows of one pool, equal in all criteria before the lot, with two households of which one has no lot or both have the same."""
    rows = np.nonzero(~asked.stay)[0]
    if not len(rows):
        return []
    group = before[rows] + asked.pool[rows] * (int(before.max()) + 1)
    by = np.lexsort((family[rows], lot[rows], group))
    rows, group = rows[by], group[by]
    last, this = rows[:-1], rows[1:]
    other = (group[1:] == group[:-1]) & (family[this] != family[last])
    tied = other & ((lot[this] == lot[last]) | ~drawn[this] | ~drawn[last])
    wanted = np.unique(group[1:][tied])
    ends = np.searchsorted(group, wanted, side="right")
    return [rows[start:end] for start, end in zip(np.searchsorted(group, wanted), ends, strict=True)]


def _tie(rows: Ints, asked: Asked, applications: Applications, index: Ints) -> Problem:
    children = [applications.children[int(index[c])] for c in np.unique(asked.child[rows])]
    pool = applications.pools[int(asked.pool[rows[0]])]
    facility = applications.facilities[pool.facility]
    numbers = sorted(c.number for c in children)
    named = "、".join(numbers[:_MOST_NAMED])
    more = len(numbers) - _MOST_NAMED
    ja_more, en_more = (f"ほか{more}人", f" and {more} more") if more > 0 else ("", "")
    return Problem(
        "silent-tie",
        Text(
            f"「{facility.name}」の枠{pool.number}で、申請者{named}{ja_more}が最後まで同点です",
            f"applications {named.replace('、', ', ')}{en_more} are equal to the end for seats {pool.number} of “{facility.name}”",
        ),
        Text(
            "抽選をして「抽選番号」を書くか、規則の優先順位に項目を足してください",
            "draw lots and write 抽選番号, or add a criterion to the rules",
        ),
        Place(row=min(c.row for c in children) or None, column="抽選番号"),
        count=len(numbers),
    )


def _more_ties(count: int) -> Problem:
    return Problem(
        "silent-ties",
        Text(f"同点は全部で{count}組あります", f"there are {count} ties in all"),
        Text("抽選をして「抽選番号」を書いてください", "draw lots and write 抽選番号"),
    )
