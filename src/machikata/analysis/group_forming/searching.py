# SPDX-License-Identifier: Apache-2.0
"""A good grouping where there are too many possible groups to weigh them all: a first grouping, then parts of it formed anew.

Each part is small enough to be settled exactly by `stages`, and replaces what was there only when it is worth more; so the grouping
never gets worse, and the same applications give the same grouping.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from machikata.analysis.group_forming.candidates import Candidate, candidates
from machikata.analysis.group_forming.objective import MOST_PERCENT, group_worth, total
from machikata.analysis.group_forming.pool import Pool, mask_of, places_of
from machikata.analysis.group_forming.stages import best_packing
from machikata.domain.progress import Progress
from machikata.domain.text import Text

_PART_BODIES = 18
_MANY, _FEW = 6_000, 1_500
"""Candidates of a part: many around those without a group or not in their first wish, few elsewhere."""
_ROUNDS = 2
_WORDS = Text("グループを組み直して比べています", "forming parts anew and comparing")


@dataclass(slots=True)
class _Search:
    """The grouping as it stands: the group of each grouped applicant."""

    pool: Pool
    group_of: dict[int, Candidate] = field(default_factory=dict)
    settled: set[tuple[int, frozenset[int]]] = field(default_factory=set)
    """Parts, with the groups in them, that cannot be bettered."""

    def put(self, group: Candidate) -> None:
        self.group_of.update(dict.fromkeys(places_of(group.mask), group))

    def groups(self, among: int) -> set[Candidate]:
        return {g for p in places_of(among) if (g := self.group_of.get(p))}


def search(pool: Pool, among: int, *, progress: Progress) -> tuple[Candidate, ...]:
    """A grouping of the applicants in `among` that no single part formed anew improves, or the best within two rounds."""
    found = _Search(pool)
    for group in _first_grouping(pool, among):
        found.put(group)
    for turn in range(_ROUNDS):
        seeds = _seeds(found, among)
        better = False
        for i, (seed, most) in enumerate(seeds):
            progress((turn + i / len(seeds)) / _ROUNDS, _WORDS)
            better |= _form_anew(found, _part(found, seed, among), most=most)
        if not better:
            break
    return tuple(sorted(found.groups(among), key=lambda g: places_of(g.mask)))


def _first_grouping(pool: Pool, among: int) -> Iterable[Candidate]:
    """Wish by wish and field by field, each applicant with the nearest who fit, those with the fewest to choose from first."""
    left = among
    for level in range(len(pool.call.fields)):
        for at in range(len(pool.call.fields)):
            wishing = [p for p in places_of(left & pool.wishing[at]) if _level(pool, p, at) <= level]
            open_ones = mask_of(wishing)
            for place in sorted(wishing, key=lambda p: ((pool.compatible[p] & open_ones).bit_count(), p)):
                if open_ones >> place & 1 and (mask := _nearest_group(pool, place, open_ones)):
                    yield Candidate(mask, at, group_worth(pool, mask, at))
                    open_ones, left = open_ones & ~mask, left & ~mask


def _level(pool: Pool, place: int, at: int) -> int:
    level = pool.levels[place][at]
    return len(pool.call.fields) if level is None else level


def _nearest_group(pool: Pool, place: int, among: int) -> int:
    mask, allowed = 1 << place, among & pool.compatible[place]
    for other in _by_distance(pool, place, allowed):
        if allowed >> other & 1:
            mask |= 1 << other
            allowed &= pool.compatible[other]
            if mask.bit_count() == pool.call.largest:
                break
    return mask if mask.bit_count() >= pool.call.smallest else 0


def _by_distance(pool: Pool, place: int, among: int) -> list[int]:
    """Partners first, then the own class, then by population."""

    def key(other: int) -> tuple[bool, bool, int, int]:
        partner = bool(pool.named[place] >> other & 1 or pool.named[other] >> place & 1)
        mine, theirs = pool.applications[place], pool.applications[other]
        return not partner, mine.body_class != theirs.body_class, _distance(mine.population, theirs.population), other

    return sorted(places_of(among), key=key)


def _distance(one: int | None, other: int | None) -> int:
    """How many percent the larger exceeds the smaller."""
    if one is None or other is None:
        return MOST_PERCENT
    low = max(min(one, other), 1)
    return 100 * (max(one, other) - low) // low


def _seeds(found: _Search, among: int) -> Sequence[tuple[int, int]]:
    """Where to form anew: those without a group, those not in their first wish, then one of each group."""
    pool = found.pool
    places = places_of(among)
    without = [p for p in places if p not in found.group_of]
    second = [p for p in places if (g := found.group_of.get(p)) and pool.levels[p][g.field] != 0]
    firsts = [p for p in places if (g := found.group_of.get(p)) and places_of(g.mask)[0] == p]
    firsts.sort(key=lambda p: (pool.applications[p].population or 0, p))
    return [*((p, _MANY) for p in (*without, *second)), *((p, _FEW) for p in firsts)]


def _part(found: _Search, seed: int, among: int) -> list[int]:
    """The seed with its group, then what is nearest to it, group by group, until the part is large enough.

    What the seed would need to be better off comes first: a group of the field it wishes for most, and one that its own group's members
    could go to.
    """
    pool = found.pool
    near = _by_distance(pool, seed, pool.neighbours(seed) & among)
    own = found.group_of.get(seed)
    blocks, part = [_with_group(found, seed)], _with_group(found, seed)
    for other in (*_helpful(found, seed, own, near), *near):
        more = _with_group(found, other)
        if more & part or (part | more).bit_count() > _PART_BODIES:
            continue
        blocks.append(more)
        part |= more
    return blocks


def _helpful(found: _Search, seed: int, own: Candidate | None, near: Sequence[int]) -> list[int]:
    """One of the nearest group of each field that the seed wishes for more than what it has, and of its own group's field."""
    levels = found.pool.levels[seed]
    have = len(levels) if own is None else _level(found.pool, seed, own.field)
    better = [f for _, f in sorted((level, f) for f, level in enumerate(levels) if level is not None and level < have)]
    fields = [*better, *([own.field] if own else [])]
    firsts = (
        next((p for p in near if (g := found.group_of.get(p)) and g is not own and g.field == f), None) for f in fields
    )
    return [p for p in firsts if p is not None]


def _with_group(found: _Search, place: int) -> int:
    group = found.group_of.get(place)
    return group.mask if group else 1 << place


def _form_anew(found: _Search, blocks: Sequence[int], *, most: int) -> bool:
    """Settle the part exactly, without its farthest blocks where it has more than `most` candidates; whether that was a gain."""
    possible, part, before = None, 0, set[Candidate]()
    for size in range(len(blocks), 0, -1):
        part = mask_of([p for block in blocks[:size] for p in places_of(block)])
        before = found.groups(part)
        if (part, frozenset(g.mask for g in before)) in found.settled:
            return False
        possible = candidates(found.pool, part, most=most)
        if possible is not None:
            break
    if not possible:
        return False
    chosen, _ = best_packing(possible, canonical=False, known={g.mask for g in before})
    found.settled.add((part, frozenset(c.mask for c in chosen)))
    levels = len(found.pool.call.fields)
    if total((c.worth for c in chosen), levels=levels) <= total((g.worth for g in before), levels=levels):
        found.settled.add((part, frozenset(g.mask for g in before)))
        return False
    for place in places_of(part):
        found.group_of.pop(place, None)
    for group in chosen:
        found.put(group)
    return True
