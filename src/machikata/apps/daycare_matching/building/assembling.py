# SPDX-License-Identifier: Apache-2.0
"""From options to the arrays of the market."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.building.claims import Claims
from machikata.apps.daycare_matching.building.households import Households
from machikata.apps.daycare_matching.building.joint import Joint
from machikata.apps.daycare_matching.building.keys import ALONE, APART, SAME, Seats
from machikata.apps.daycare_matching.building.ordering import starts_of
from machikata.apps.daycare_matching.building.people import Flags
from machikata.apps.daycare_matching.building.ranking import Asked
from machikata.apps.daycare_matching.market import Ints

_NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Options and entries of the market. `entry_seat` is the row of `asked` that an entry stands for: several joint options share one.
    `seat_wish` is the wish of each row of `asked`, −1 for a stay.
    """

    option_start: Ints
    entry_start: Ints
    entry_seat: Ints
    asked: Asked
    seat_wish: Ints


def assemble(
    joints: Sequence[Joint], claims: Claims, households: Households, applications: Applications, *, context: bool
) -> Table:
    """All options with "nothing for all" at the end of each household. With `context` the seats of siblings are kept apart by whether a
    brother or sister holds one at the same facility (their keys differ then).
    """
    stay = _stay_rows(claims)
    blocks = [*joints, *_nothing(households)]
    option_start = starts_of(sum((np.bincount(j.family, minlength=len(households.names)) for j in blocks),
                                 np.zeros(len(households.names), np.int64)))  # fmt: skip
    filled = option_start[:-1].copy()
    seats, targets = [], []
    for joint in blocks:
        targets.append(_targets(joint, filled))
        seats.append(_seat_rows(joint, claims, households, applications, stay, context=context))
    counts = np.zeros(option_start[-1], np.int64)
    for target, rows in zip(targets, seats, strict=True):
        counts[target] = (rows >= 0).sum(axis=1)
    entry_start = starts_of(counts)
    entry_seat = np.empty(entry_start[-1], np.int64)
    for target, rows in zip(targets, seats, strict=True):
        held = rows >= 0
        place = entry_start[target][:, None] + np.cumsum(held, axis=1) - 1
        entry_seat[place[held]] = rows[held]
    asked, seat_wish, entry_seat = _asked(entry_seat, claims, households, applications)
    return Table(option_start, entry_start, entry_seat, asked, seat_wish)


def _nothing(households: Households) -> list[Joint]:
    sizes = np.diff(households.start)
    return [
        Joint(there, np.full((len(there), int(size)), _NONE, np.int64))
        for size in np.unique(sizes)
        for there in (np.nonzero(sizes == size)[0],)
    ]


def _targets(joint: Joint, filled: Ints) -> Ints:
    """Where the options of a block go; `filled` is moved on."""
    families, first, counts = np.unique(joint.family, return_index=True, return_counts=True)
    number = np.arange(len(joint.family), dtype=np.int64) - np.repeat(first, counts)
    target = filled[joint.family] + number
    filled[families] += counts
    return target


def _stay_rows(claims: Claims) -> Ints:
    """Per child the row of its own seat among claims and stays, −1 without one in this run."""
    rows = np.full(len(claims.stays), _NONE, np.int64)
    rows[claims.stays] = len(claims.child) + np.arange(int(claims.stays.sum()))
    return rows


def _seat_rows(
    joint: Joint, claims: Claims, households: Households, applications: Applications, stay: Ints, *, context: bool
) -> Ints:
    """Per option and child the seat: claim or stay (−1 for none), times three plus its context."""
    children = households.start[joint.family][:, None] + np.arange(joint.claim.shape[1])
    rows = np.where(joint.claim >= 0, joint.claim, stay[children])
    if not context or joint.claim.shape[1] == 1:
        return np.where(rows >= 0, rows * 3 + ALONE, _NONE)
    found = _contexts(_facilities(joint, children, claims, applications))
    return np.where(rows >= 0, rows * 3 + found, _NONE)


def _facilities(joint: Joint, children: Ints, claims: Claims, applications: Applications) -> Ints:
    """Per option and child the facility of its seat, the own one of those who stay included; −1 without a seat."""
    of_pool = np.array([p.facility for p in applications.pools] or [0], np.int64)
    current = claims.current[children]
    staying = np.where(current >= 0, of_pool[current], _NONE)
    if not len(claims.facility):
        return staying
    return np.where(joint.claim >= 0, claims.facility[joint.claim], staying)


def _contexts(facility: Ints) -> Ints:
    found = np.full(facility.shape, ALONE, np.int64)
    several = (facility >= 0).sum(axis=1) > 1
    for j, column in enumerate(facility.T):
        same = ((facility == column[:, None]).sum(axis=1) > 1) & (column >= 0)
        found[:, j] = np.where(same, SAME, np.where(several & (column >= 0), APART, ALONE))
    return found


def _asked(
    entry_seat: Ints, claims: Claims, households: Households, applications: Applications
) -> tuple[Asked, Ints, Ints]:
    """The different seats that are asked for, the wish of each, and for each entry its row among them."""
    used, inverse = _used(entry_seat, len(claims.child) + int(claims.stays.sum()))
    row, found = used // 3, used % 3
    staying: Flags = row >= len(claims.child)
    stayers = np.nonzero(claims.stays)[0]
    of_pool = np.array([p.facility for p in applications.pools] or [0], np.int64)

    def either(of_claim: Ints, of_stay: Ints) -> Ints:
        return np.concatenate([of_claim, of_stay])[row]

    none = np.full(len(stayers), _NONE, np.int64)
    pool = either(claims.pool, claims.current[stayers])
    child = either(claims.child, stayers)
    seats = Seats(
        person=households.person[child],
        facility=of_pool[pool],
        form_wish=either(claims.form_wish, none),
        points=either(claims.points, none + 1),
        context=found,
    )
    return Asked(seats, pool, child, staying), either(claims.wish, none), inverse


def _used(entry_seat: Ints, rows: int) -> tuple[Ints, Ints]:
    there = np.zeros(rows * 3, np.bool_)
    there[entry_seat] = True
    used = np.nonzero(there)[0]
    number = np.empty(rows * 3, np.int64)
    number[used] = np.arange(len(used))
    return used, number[entry_seat]
