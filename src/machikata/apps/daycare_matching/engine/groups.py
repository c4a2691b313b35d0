# SPDX-License-Identifier: Apache-2.0
"""What the bounds leave open, split into parts that do not touch each other.

A placement is open when neither all possible others leave room for it, nor do those who are certain to come fill the pool before it.
An option that cannot occur but whose placements are open can still block, so it stays in its part, also where the household itself is
decided. A pool without open placements asks nothing more; in a pool with open ones, households whose children there are the same in
whatever option is left, and of whom nothing there is open, are seats taken. What remains is joined by pools into parts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.allocation import Stability
from machikata.apps.daycare_matching.engine.bounds import Bounds, Flags
from machikata.apps.daycare_matching.engine.contest import Contest, Entries, laid_out
from machikata.apps.daycare_matching.engine.ragged import ranges, starts
from machikata.apps.daycare_matching.market import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of a contest and what its numbers are in the whole."""

    contest: Contest
    left: Flags
    families: Ints
    options: Ints
    pools: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """What is open of a contest. `option_part` and `cell_part` name a pool that stands for the part, −1 for none."""

    undecided: Flags
    option: Flags
    """[O] left, or not left and able to block."""
    option_part: Ints
    cell: Ints
    """Per slot the first slot of its cell."""
    cell_part: Ints
    """Per first slot of a cell."""
    pool_part: Ints


def parts(bounds: Bounds, stability: Stability) -> list[Part]:
    """The parts, in the order of their first household."""
    found = _open(bounds)
    named = np.unique(found.pool_part[found.pool_part >= 0])
    occupied = _occupied(bounds, found)
    every = [_part(bounds, found, occupied, int(name), stability) for name in named]
    asked = [part for part in every if len(part.families)]
    return sorted(asked, key=lambda part: int(part.families[0]))


def _open(bounds: Bounds) -> _Open:
    """What is open after the bounds have come to rest."""
    contest = bounds.contest
    placements, slots = contest.placements, contest.slots
    undecided = bounds.lefts > 1
    shut = _shut(bounds)
    numbers = np.arange(len(bounds.left))
    option = bounds.left | (~shut & (numbers < bounds.worst[contest.option_family]))
    open_placement = option[placements.option] & ~bounds.full
    asked_pool = np.zeros(contest.pools, bool)
    asked_pool[placements.pool[open_placement]] = True
    cell = _cell(contest)
    linked = np.zeros(len(slots.family), bool)
    linked[placements.slot[open_placement]] = True
    changing = np.zeros(len(slots.family), bool)
    changing[cell[bounds.first != bounds.last]] = True
    linked |= changing & asked_pool[slots.pool]
    pool_part = _joined(bounds, undecided, linked, open_placement, asked_pool)
    option_part = np.full(len(bounds.left), -1, np.int64)
    option_part[placements.option[open_placement]] = pool_part[placements.pool[open_placement]]
    cell_part = np.where(linked, pool_part[slots.pool], -1)
    return _Open(undecided, option, option_part, cell, cell_part, pool_part)


def _shut(bounds: Bounds) -> Flags:
    """Options that can neither occur nor block: those certain to come fill one of their pools before them.

    Where the household can have nobody in the pool, those whom refusals count as sure may stand for those who are certain: either all
    of them are seated above, or one of them is not, and then it blocks too unless the pool is full of others above it.
    """
    contest = bounds.contest
    placements = contest.placements
    at = np.zeros(int(contest.of_place[-1]), np.int64)
    at[bounds.last[bounds.last < len(at)]] = 1
    above = _above(contest, at)
    k = np.arange(len(placements.option))
    own = (bounds.last[placements.slot] < placements.place).astype(np.int64)
    for j in range(1, contest.most_slots):
        more = k[placements.slots > j]
        own[more] += bounds.last[placements.slot[more] + j] < placements.place[more]
    shut = above[placements.place] - own > placements.room
    away = bounds.first[placements.slot] == len(at)
    shut |= away & (bounds.sure_above[placements.place] > placements.room)
    options = np.zeros(len(bounds.left), bool)
    options[placements.option[shut]] = True
    return options


def _above(contest: Contest, at: Ints) -> Ints:
    """Marks above each place of its pool, with the seats occupied from the beginning."""
    before = np.cumsum(at) - at
    sizes = np.diff(contest.of_place)
    head = contest.of_place[:-1][sizes > 0]
    return before - np.repeat(before[head], sizes[sizes > 0]) + contest.occupied


def _joined(bounds: Bounds, undecided: Flags, linked: Flags, open_placement: Flags, asked_pool: Flags) -> Ints:
    """Per pool the smallest pool of its part (−1 where nothing is open).

    An undecided household joins all its pools; a decided one only those of each option with which it might block.
    """
    contest = bounds.contest
    slots, placements = contest.slots, contest.placements
    cell = np.flatnonzero(linked & undecided[slots.family])
    asked = np.flatnonzero(open_placement & ~bounds.left[placements.option])
    owner = np.concatenate((slots.family[cell], contest.families + placements.option[asked]))
    pool = np.concatenate((slots.pool[cell], placements.pool[asked]))
    parent = {p: p for p in np.flatnonzero(asked_pool).tolist()}

    def root(p: int) -> int:
        while parent[p] != p:
            parent[p] = parent[parent[p]]
            p = parent[p]
        return p

    met: dict[int, int] = {}
    for who, where in zip(owner.tolist(), pool.tolist(), strict=True):
        one, other = root(met.setdefault(who, where)), root(where)
        parent[max(one, other)] = min(one, other)
    part = np.full(contest.pools, -1, np.int64)
    for p in parent:
        part[p] = root(p)
    return part


def _occupied(bounds: Bounds, found: _Open) -> Ints:
    """Per place of the whole the seats above it that are taken whatever the parts come to."""
    contest = bounds.contest
    fixed = (found.cell_part[found.cell] < 0) & (bounds.last < contest.of_place[-1])
    at = np.zeros(int(contest.of_place[-1]), np.int64)
    at[bounds.last[fixed]] = 1
    return _above(contest, at)


def _cell(contest: Contest) -> Ints:
    """Per slot the first slot of its cell."""
    slots = contest.slots
    same = np.zeros(len(slots.family), bool)
    same[1:] = (slots.family[1:] == slots.family[:-1]) & (slots.pool[1:] == slots.pool[:-1])
    first: Ints = np.maximum.accumulate(np.where(same, 0, np.arange(len(same))))
    return first


def _part(bounds: Bounds, found: _Open, occupied: Ints, name: int, stability: Stability) -> Part:
    """The part of that name as a contest of its own."""
    contest = bounds.contest
    entries, slots = contest.entries, contest.slots
    cells = np.flatnonzero(found.cell_part == name)
    families = np.unique(slots.family[cells])
    listed = ranges(contest.option_start[families], contest.option_start[families + 1])
    family = contest.option_family[listed]
    keep = found.option[listed]
    keep &= found.undecided[family] | bounds.left[listed] | (found.option_part[listed] == name)
    options = listed[keep]
    pools = np.unique(slots.pool[cells])
    in_part = np.zeros(len(slots.family), bool)
    in_part[cells] = True
    e = ranges(contest.entry_start[options], contest.entry_start[options + 1])
    mine = in_part[found.cell[slots.of_entry[e]]]
    owner = np.repeat(np.arange(len(options)), contest.entry_start[options + 1] - contest.entry_start[options])[mine]
    e = e[mine]
    places, place = np.unique(entries.place[e], return_inverse=True)
    pool = np.searchsorted(pools, entries.pool[e])
    of_place = np.searchsorted(places, contest.of_place[np.append(pools, contest.pools)])
    of_place[-1] = len(places)
    part_entries = Entries(owner, pool, entries.child[e], place.astype(np.int64), entries.household_rank[e])
    option_start = starts(
        np.bincount(np.searchsorted(families, contest.option_family[options]), minlength=len(families))
    )
    entry_start = starts(np.bincount(owner, minlength=len(options)))
    small = laid_out(
        contest.capacity[pools],
        option_start,
        entry_start,
        part_entries,
        of_place.astype(np.int64),
        occupied[places],
        stability,
    )
    return Part(small, bounds.left[options], families, options, pools)
