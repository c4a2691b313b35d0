# SPDX-License-Identifier: Apache-2.0
"""`Pool`: the applicants of a call in the order of their codes, who can be with whom, and who wishes for what, as bit masks.

Bit `i` of a mask is the applicant at place `i`. Nothing in it depends on the order in which applications came or on how bodies are called.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.domain.call import Call, CallApplication, ClassWish

NEAR_FACTOR = 2
"""Populations are near when the larger is at most this many times the smaller."""

_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Pool:
    """Standing applications by code. `compatible[i]`: with whom `i` can be, by the wishes of both; `wishing[f]`: who wished for the
    call's field at place `f`; `levels[i][f]`: the place of that field among the wishes of `i` (0: the dearest), None when not wished;
    `named[i]`: the partners that `i` named.
    """

    call: Call
    applications: tuple[CallApplication, ...]
    compatible: tuple[int, ...]
    wishing: tuple[int, ...]
    levels: tuple[tuple[int | None, ...], ...]
    named: tuple[int, ...]

    @property
    def size(self) -> int:
        """Number of applicants."""
        return len(self.applications)

    @property
    def everyone(self) -> int:
        """The mask of all."""
        return (1 << self.size) - 1

    def neighbours(self, place: int) -> int:
        """Who is compatible with the applicant at `place` and wishes for a field that it wishes for."""
        shared = 0
        for field, level in enumerate(self.levels[place]):
            if level is not None:
                shared |= self.wishing[field]
        return self.compatible[place] & shared


def pool_of(applications: Sequence[CallApplication], call: Call) -> Pool:
    """The pool of standing applications of a call, each body once."""
    by_code = tuple(sorted(applications, key=lambda a: a.body))
    place = {a.body: i for i, a in enumerate(by_code)}
    levels = tuple(tuple(a.wishes.index(f) if f in a.wishes else None for f in call.fields) for a in by_code)
    wishing = tuple(mask_of(i for i, row in enumerate(levels) if row[f] is not None) for f in range(len(call.fields)))
    named = tuple(mask_of(place[p] for p in set(a.partners) if p in place and p != a.body) for a in by_code)
    return Pool(call, by_code, _compatible(by_code), wishing, levels, named)


def mask_of(places: Iterator[int] | Sequence[int]) -> int:
    """The mask with the bits at these places.

    >>> mask_of([0, 2])
    5
    """
    mask = 0
    for place in places:
        mask |= 1 << place
    return mask


def places_of(mask: int) -> tuple[int, ...]:
    """The places of a mask's bits, in order.

    >>> places_of(5)
    (0, 2)
    """
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return tuple(found)


def components(pool: Pool) -> tuple[int, ...]:
    """Parts of the pool between which no group is possible, as masks, by their first applicant."""
    left, found = pool.everyone, []
    while left:
        part = front = left & -left
        while front:
            reached = 0
            for place in places_of(front):
                reached |= pool.neighbours(place)
            front = reached & ~part
            part |= front
        found.append(part)
        left &= ~part
    return tuple(found)


def _compatible(applications: Sequence[CallApplication]) -> tuple[int, ...]:
    """By the class wishes of both; an unknown class is the same as none, an unknown population near none."""
    names = {name: i for i, name in enumerate(sorted({a.body_class for a in applications} - {""}))}
    classes = np.array([names.get(a.body_class, _UNKNOWN) for a in applications], np.int64)
    people = np.array([_UNKNOWN if a.population is None else a.population for a in applications], np.int64)
    rows = []
    for i, a in enumerate(applications):
        same = (classes == classes[i]) & (classes != _UNKNOWN) & (classes[i] != _UNKNOWN)
        near = _near(people, int(people[i]))
        rows.append(
            {ClassWish.SAME: same, ClassWish.NEAR: near, ClassWish.ANY: np.ones(len(people), np.bool_)}[a.class_wish]
        )
    if not rows:
        return ()
    wants = np.array(rows)
    both = wants & wants.T
    np.fill_diagonal(both, val=False)
    return tuple(int.from_bytes(np.packbits(row, bitorder="little").tobytes(), "little") for row in both)


def _near(people: npt.NDArray[np.int64], own: int) -> npt.NDArray[np.bool_]:
    larger, smaller = np.maximum(people, own), np.minimum(people, own)
    near: npt.NDArray[np.bool_] = (larger <= NEAR_FACTOR * smaller) & (people != _UNKNOWN) & (own != _UNKNOWN)
    return near
