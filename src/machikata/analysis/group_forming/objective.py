# SPDX-License-Identifier: Apache-2.0
"""What a grouping is worth: whole numbers in the order in which the rules count, each the sum over the groups.

That order of vectors is kept under addition, so parts of the pool that no group joins can be settled apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from machikata.analysis.group_forming.pool import NEAR_FACTOR, Pool, places_of
from machikata.domain.text import Text

Worth = tuple[int, ...]
MOST_PERCENT = 1000
"""A population that is larger by more counts as larger by this many percent."""


def worth_names(levels: int) -> tuple[Text, ...]:
    """What the numbers of a worth are called, for `levels` wishes."""
    wishes = (Text(f"第{i}希望の分野に入った団体", f"bodies in the field of wish {i}") for i in range(1, levels + 1))
    return (
        Text("グループに入った団体", "bodies in a group"),
        *wishes,
        Text("互いに希望した相手の組", "pairs of partners who named each other"),
        Text("片方が希望した相手の組", "pairs of partners of whom one named the other"),
        Text("区分が1つのグループに入った団体", "bodies in groups of one class"),
        Text(
            f"人口が{NEAR_FACTOR}倍以内のグループに入った団体",
            f"bodies in groups within {NEAR_FACTOR} times the population",
        ),
        Text("グループの数（少ないほどよい）", "groups (the fewer the better)"),
        Text("人口の開き（％、小さいほどよい）", "spread of population (percent, the smaller the better)"),
    )


def worth_length(levels: int) -> int:
    """How many numbers a worth has, for `levels` wishes."""
    return levels + 7


def group_worth(pool: Pool, mask: int, field: int) -> Worth:
    """The worth of the group `mask` in the call's field at place `field`, as `worth_names` says; what is to be small is negative.

    Every member must have wished for the field.
    """
    members = places_of(mask)
    wishes = [0] * len(pool.call.fields)
    named = mutual = 0
    for i in members:
        level = pool.levels[i][field]
        if level is not None:
            wishes[level] += 1
        if mine := pool.named[i] & mask:
            named += mine.bit_count()
            mutual += sum(1 for j in places_of(mine) if pool.named[j] >> i & 1)
    pairs = mutual // 2
    size = len(members)
    classes = {pool.applications[i].body_class for i in members}
    people = [pool.applications[i].population for i in members]
    known = sorted(p for p in people if p is not None)
    near = len(known) == size and known[-1] <= NEAR_FACTOR * known[0]
    one_class = len(classes) == 1 and "" not in classes
    return (
        size, *wishes, pairs, named - mutual, size if one_class else 0, size if near else 0, -1, -population_spread(known),
    )  # fmt: skip


def population_spread(known: Sequence[int]) -> int:
    """Sum over members of how many percent larger they are than the smallest, each rounded down and at most `MOST_PERCENT`.

    >>> population_spread([10_000, 15_000, 20_000])
    150
    """
    least = max(min(known, default=1), 1)
    return sum(min(100 * (max(p, 1) - least) // least, MOST_PERCENT) for p in known)


def total(worths: Iterable[Worth], *, levels: int) -> Worth:
    """The sum, number by number; zeros when there is no group."""
    worths = list(worths)
    return tuple(sum(column) for column in zip(*worths, strict=True)) if worths else (0,) * worth_length(levels)
