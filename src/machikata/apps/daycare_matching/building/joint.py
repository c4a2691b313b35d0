# SPDX-License-Identifier: Apache-2.0
"""The joint options of siblings: every combination of their wishes that the sibling condition allows, in the household's order.

All households of one size and condition are worked out together, so that a city's lists take a fraction of a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from machikata.apps.daycare_matching.applications import SameFacility, SiblingCondition, Staggering
from machikata.apps.daycare_matching.building.claims import Claims
from machikata.apps.daycare_matching.building.households import Households
from machikata.apps.daycare_matching.building.ordering import dense, packed, starts_of
from machikata.apps.daycare_matching.market import Ints
from machikata.apps.daycare_matching.rules.values import OptionOrder

LARGEST_LIST = 100_000
"""Most joint options of one household; four siblings with 16 wishes each stay below."""
_NO_SEAT = -1
_CHILMAI_NONE = 99


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """Joint options of households with equally many children: `claim[o, j]` is the claim of child j (oldest first), −1 for no seat.
    Households stand in their order, the options of each best first.
    """

    family: Ints
    claim: Ints


@dataclass(slots=True)
class Batch:
    """Combinations to be multiplied out: for each group the alternatives of each child, as slices of `flat`."""

    family: list[int] = field(default_factory=list)
    start: list[list[int]] = field(default_factory=list)
    count: list[list[int]] = field(default_factory=list)
    flat: list[int] = field(default_factory=list)

    def add(self, family: int, alternatives: Sequence[Sequence[int]]) -> None:
        """A group; without any alternative for one of the children there is nothing to multiply."""
        if not all(alternatives):
            return
        starts = []
        for one in alternatives:
            starts.append(len(self.flat))
            self.flat.extend(one)
        self.family.append(family)
        self.start.append(starts)
        self.count.append([len(one) for one in alternatives])


def add_household(
    batch: Batch, family: int, condition: SiblingCondition, claims: Claims, households: Households
) -> int:
    """Adds a household to the batch of its size and condition; returns how many combinations that makes."""
    first, end = int(households.start[family]), int(households.start[family + 1])
    spans = [range(int(claims.start[c]), int(claims.start[c + 1])) for c in range(first, end)]
    may_miss = _may_miss(condition, len(spans))
    if condition.same_facility is not SameFacility.REQUIRED:
        alternatives = [[*span, *([_NO_SEAT] if miss else [])] for span, miss in zip(spans, may_miss, strict=True)]
        return _add(batch, family, alternatives)
    by_facility: dict[int, list[list[int]]] = defaultdict(lambda: [[] for _ in spans])
    for j, span in enumerate(spans):
        for claim, facility in zip(span, claims.facility[span.start : span.stop].tolist(), strict=True):
            by_facility[facility][j].append(claim)
    total = 0
    for lists in by_facility.values():
        alternatives = [[*one, *([_NO_SEAT] if miss else [])] for one, miss in zip(lists, may_miss, strict=True)]
        total += _add(batch, family, alternatives)
    return total


def _add(batch: Batch, family: int, alternatives: Sequence[Sequence[int]]) -> int:
    size = 1
    for one in alternatives:
        size *= len(one)
    if size <= LARGEST_LIST:
        batch.add(family, alternatives)
    return size


def _may_miss(condition: SiblingCondition, children: int) -> list[bool]:
    """Which children may be left without a seat while others get one. Older first: the oldest never; younger first: the youngest."""
    if condition.staggering is Staggering.TOGETHER:
        return [False] * children
    miss = [True] * children
    if condition.staggering is Staggering.OLDER_FIRST:
        miss[0] = False
    elif condition.staggering is Staggering.YOUNGER_FIRST:
        miss[-1] = False
    return miss


def multiply_out(
    batch: Batch, condition: SiblingCondition, order: Sequence[OptionOrder], claims: Claims, households: Households
) -> Joint:
    """All combinations of a batch, in the order of each household; "nothing for all" is not among them."""
    count, start = np.array(batch.count, np.int64), np.array(batch.start, np.int64)
    offsets = starts_of(np.prod(count, axis=1))
    group = np.repeat(np.arange(len(count), dtype=np.int64), np.diff(offsets))
    rest = np.arange(offsets[-1], dtype=np.int64) - offsets[group]
    claim = np.empty((len(rest), count.shape[1]), np.int64)
    flat = np.array(batch.flat, np.int64)
    for j in reversed(range(count.shape[1])):
        size = count[group, j]
        claim[:, j] = flat[start[group, j] + rest % size]
        rest //= size
    family = np.array(batch.family, np.int64)[group]
    seated = (claim >= 0).any(axis=1)
    return _sorted(Joint(family[seated], claim[seated]), condition, order, claims, households)


def _sorted(
    joint: Joint, condition: SiblingCondition, order: Sequence[OptionOrder], claims: Claims, households: Households
) -> Joint:
    ranks = _wish_ranks(joint, condition, claims, households)
    if condition.chilmai is None:
        columns = _columns(joint, condition, order, ranks, claims)
    else:
        columns = _chilmai_columns(joint, condition.chilmai, ranks, claims)
    columns = [dense(joint.family)[0], *(c - c.min() if len(c) else c for c in columns)]
    by = np.argsort(packed(columns, [int(c.max()) + 1 if len(c) else 1 for c in columns]), kind="stable")
    return Joint(joint.family[by], joint.claim[by])


def _wish_ranks(joint: Joint, condition: SiblingCondition, claims: Claims, households: Households) -> Ints:
    """1 for the first wish; no seat, or the own one, counts as one more than the list is long (99 in the order of ChilmAI)."""
    children = households.start[joint.family][:, None] + np.arange(joint.claim.shape[1])
    none = claims.listed[children] + 1 if condition.chilmai is None else _CHILMAI_NONE
    if not len(claims.wish):
        return np.broadcast_to(none, joint.claim.shape)
    return np.where(joint.claim >= 0, claims.wish[joint.claim] + 1, none)


def _columns(
    joint: Joint, condition: SiblingCondition, order: Sequence[OptionOrder], ranks: Ints, claims: Claims
) -> list[Ints]:
    columns: list[Ints] = []
    for one in order:
        match one:
            case OptionOrder.ADMITTED if condition.staggering is not Staggering.TOGETHER:
                columns.append(-_admitted(joint))
            case OptionOrder.WHO_FIRST if condition.staggering is Staggering.OLDER_FIRST:
                columns.append(_missing(joint.claim))
            case OptionOrder.WHO_FIRST if condition.staggering is Staggering.YOUNGER_FIRST:
                columns.append(_missing(joint.claim[:, ::-1]))
            case OptionOrder.SAME_FACILITY if condition.same_facility is SameFacility.PREFERRED:
                columns.append(-_largest_group(joint, claims))
            case OptionOrder.RANK_SUM:
                columns.append(ranks.sum(axis=1))
            case OptionOrder.RANKS:
                columns += list(ranks.T)
    return columns


def _chilmai_columns(joint: Joint, pattern: int, ranks: Ints, claims: Claims) -> list[Ints]:
    """ChilmAI 0.2: number admitted, largest group at one facility (not 6 and 7), product of the wish ranks, then the ranks from the
    oldest on. Before all that pattern 2 looks at who is admitted from the oldest on, pattern 3 from the youngest on (its ranks too).
    """
    backwards = pattern == 3
    claim = joint.claim[:, ::-1] if backwards else joint.claim
    columns = [_missing(claim)] if pattern in (2, 3) else []
    columns.append(-_admitted(joint))
    if pattern not in (6, 7):
        columns.append(-_largest_group(joint, claims))
    # Beyond nine children the product leaves 64 bits.
    product = np.multiply.reduce(ranks if ranks.shape[1] <= 9 else ranks.astype(object), axis=1)
    columns.append(dense(product)[0])
    return [*columns, *(ranks[:, ::-1] if backwards else ranks).T]


def _admitted(joint: Joint) -> Ints:
    found: Ints = (joint.claim >= 0).sum(axis=1, dtype=np.int64)
    return found


def _missing(claim: Ints) -> Ints:
    """Who is left without a seat, the first child counting most: 0 when everybody has one."""
    total = np.zeros(len(claim), np.int64)
    for column in claim.T:
        total = total * 2 + (column < 0)
    return total


def _largest_group(joint: Joint, claims: Claims) -> Ints:
    """How many of the admitted are at one facility (施設番号) at most."""
    if not len(claims.facility):
        return np.zeros(len(joint.claim), np.int64)
    facility = np.where(joint.claim >= 0, claims.facility[joint.claim], -1 - np.arange(joint.claim.shape[1]))
    largest: Ints = np.zeros(len(facility), np.int64)
    for column in facility.T:
        at_one = (facility == column[:, None]).sum(axis=1, dtype=np.int64)
        largest = np.maximum(largest, np.where(column >= 0, at_one, 0))
    return largest
