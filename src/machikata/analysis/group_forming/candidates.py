# SPDX-License-Identifier: Apache-2.0
"""Every group that the rules allow among some applicants: one field all wish for, any two compatible, the size within the limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from machikata.analysis.group_forming.objective import Worth, group_worth
from machikata.analysis.group_forming.pool import Pool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible group: members as a mask, the place of its field in the call, its worth."""

    mask: int
    field: int
    worth: Worth


def candidates(pool: Pool, among: int, *, most: int) -> tuple[Candidate, ...] | None:
    """All candidates within the mask `among`, each set of members in its best field; None when there are more than `most`.

    Where two fields are worth the same to a set of members, the call's earlier one is taken.
    """
    best: dict[int, Candidate] = {}
    seen = 0
    for field in range(len(pool.call.fields)):
        for mask in cliques(pool, pool.wishing[field] & among):
            seen += 1
            if seen > most:
                return None
            worth = group_worth(pool, mask, field)
            held = best.get(mask)
            if held is None or worth > held.worth:
                best[mask] = Candidate(mask, field, worth)
    return tuple(best.values())


def cliques(pool: Pool, among: int) -> Iterator[int]:
    """Sets of mutually compatible applicants within `among` whose size the call allows."""
    smallest, largest = pool.call.smallest, pool.call.largest
    stack = [(0, 0, among)]
    while stack:
        mask, size, allowed = stack.pop()
        if size >= smallest:
            yield mask
        if size == largest or size + allowed.bit_count() < smallest:
            continue
        while allowed:
            low = allowed & -allowed
            allowed ^= low
            stack.append((mask | low, size + 1, allowed & pool.compatible[low.bit_length() - 1]))


def can_be_grouped(pool: Pool, place: int, field: int) -> bool:
    """Whether any group of that field could hold the applicant."""
    if pool.levels[place][field] is None:
        return False
    among = pool.compatible[place] & pool.wishing[field]
    return _has_clique(pool, among, pool.call.smallest - 1)


def _has_clique(pool: Pool, among: int, size: int) -> bool:
    if size == 0:
        return True
    while among.bit_count() >= size:
        low = among & -among
        among ^= low
        if _has_clique(pool, among & pool.compatible[low.bit_length() - 1], size - 1):
            return True
    return False
