# SPDX-License-Identifier: Apache-2.0
"""Who competes with whom, laid out for counting: what the bounds read of a market, and of a part of one.

Words. A *placement* is all that one option puts into one pool: n children, the worst of them at a certain place. A *place* is a rank
in a pool; the places of a pool lie side by side, the best first. A *cell* is what one household has to do with one pool. Slot j of a
cell stands for "at least j + 1 children of this household in this pool": its place in an option is that of the option's child number
j there. So the number of children of a household above a place is the number of its slots above it, and the most (least) over several
options is found slot by slot with a minimum (maximum) - exactly, also for siblings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.allocation import Stability
from machikata.apps.daycare_matching.engine.ragged import starts
from machikata.apps.daycare_matching.market import Ints, Market

Smalls = npt.NDArray[np.int32]
"""Numbers that are compared more than they are looked up by: half the memory, which counts with millions of placements."""


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """The children that options put into pools, options in order. `place` counts over all pools, each pool's places in one stretch."""

    option: Ints
    pool: Ints
    child: Ints
    place: Ints
    household_rank: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Placements:
    """Per placement, ordered by pool. `slot` is the first slot of its cell, `slots` their number; `place` that of its worst child.

    `rivals` is the most siblings that may count against it under the household rule (0 under the strict one).
    """

    option: Ints
    family: Ints
    pool: Smalls
    children: Smalls
    place: Ints
    slot: Ints
    slots: Smalls
    rivals: Smalls
    room: Smalls
    """Seats of the pool less the children placed."""
    entry: Smalls
    """The entry of its worst child."""
    of_pool: Ints
    """[S + 1] where each pool's placements begin."""
    by_option: Ints
    """The placements in the order of their options."""
    of_option: Ints
    """[O + 1] where each option's placements begin in `by_option`."""


@dataclass(frozen=True, slots=True, eq=False)
class Slots:
    """Per slot, ordered by household and pool; `option` and `place` hold the entries slot by slot, those of slot i from `start[i]`."""

    family: Ints
    pool: Ints
    start: Ints
    option: Ints
    place: Ints
    of_family: Ints
    """[F + 1]"""
    of_entry: Smalls
    """[E] the slot of each entry."""


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """A market, or what is open of one, laid out for counting. `occupied` are seats above a place that are taken whatever happens."""

    capacity: Ints
    option_start: Ints
    entry_start: Ints
    option_family: Ints
    entries: Entries
    placements: Placements
    slots: Slots
    of_place: Ints
    """[S + 1] where each pool's places begin."""
    occupied: Ints
    """Per place."""
    most_slots: int

    @property
    def families(self) -> int:
        """How many households."""
        return len(self.option_start) - 1

    @property
    def pools(self) -> int:
        """How many pools."""
        return len(self.capacity)


def of_market(market: Market, stability: Stability) -> Contest:
    """The whole market."""
    option_of = np.repeat(np.arange(market.options), np.diff(market.entry_start))
    place, of_place = _places(market)
    entries = Entries(option_of, market.entry_pool, market.entry_child, place, market.entry_household_rank)
    occupied = np.zeros(int(of_place[-1]), np.int64)
    return laid_out(market.capacity, market.option_start, market.entry_start, entries, of_place, occupied, stability)


def laid_out(  # noqa: PLR0917 - the arrays of one contest, in the order of its fields
    capacity: Ints,
    option_start: Ints,
    entry_start: Ints,
    entries: Entries,
    of_place: Ints,
    occupied: Ints,
    stability: Stability,
) -> Contest:
    """The contest over these entries."""
    option_family = np.repeat(np.arange(len(option_start) - 1), np.diff(option_start))
    order_in_pool, is_worst = _order_in_placement(entries, entry_start)
    slots, cell_slot, cell_slots = _slots(
        entries, option_family[entries.option], order_in_pool, len(option_start) - 1, len(capacity)
    )
    worst = np.flatnonzero(is_worst)
    worst = worst[np.argsort(entries.pool[worst], kind="stable")]
    option = entries.option[worst]
    pool = entries.pool[worst]
    children = order_in_pool[worst] + 1
    sizes = np.bincount(option, minlength=len(entry_start) - 1)
    rivals = np.zeros(len(worst), np.int64)
    if stability is Stability.HOUSEHOLD:
        rivals = _rivals(entries, slots, worst, cell_slot)
    placements = Placements(
        option=option,
        family=option_family[option],
        pool=pool.astype(np.int32),
        children=children.astype(np.int32),
        place=entries.place[worst],
        slot=cell_slot[worst],
        slots=cell_slots[worst].astype(np.int32),
        rivals=rivals.astype(np.int32),
        room=np.minimum(capacity[pool] - children, np.iinfo(np.int32).max).astype(np.int32),
        entry=worst.astype(np.int32),
        of_pool=starts(np.bincount(pool, minlength=len(capacity))),
        by_option=np.argsort(option, kind="stable"),
        of_option=starts(sizes),
    )
    return Contest(
        capacity=capacity,
        option_start=option_start,
        entry_start=entry_start,
        option_family=option_family,
        entries=entries,
        placements=placements,
        slots=slots,
        of_place=of_place,
        occupied=occupied,
        most_slots=int(order_in_pool.max(initial=0)) + 1,
    )


def _places(market: Market) -> tuple[Ints, Ints]:
    """The place of every entry, and where each pool's places begin; ranks with wide gaps are closed up first."""
    pools, rank = market.entry_pool, market.entry_rank
    highest = np.full(len(market.capacity), -1, np.int64)
    np.maximum.at(highest, pools, rank)
    of_place = starts(highest + 1)
    if of_place[-1] <= 4 * len(rank) + 64 and rank.min(initial=0) >= 0:
        return of_place[pools] + rank, of_place
    order = np.lexsort((rank, pools))
    new = np.ones(len(rank), bool)
    new[1:] = (np.diff(rank[order]) != 0) | (np.diff(pools[order]) != 0)
    place = np.empty(len(rank), np.int64)
    place[order] = np.cumsum(new) - 1
    return place, starts(np.bincount(pools[order][new], minlength=len(market.capacity)))


def _order_in_placement(entries: Entries, entry_start: Ints) -> tuple[Ints, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Per entry the number of children its option puts into the same pool above it, and whether it is the worst of them."""
    order = np.zeros(len(entries.option), np.int64)
    is_worst = np.ones(len(entries.option), bool)
    several = np.flatnonzero(np.diff(entry_start)[entries.option] > 1)
    if not len(several):
        return order, is_worst
    option, place = entries.option[several], entries.place[several]
    several = several[np.argsort(option * (int(place.max()) + 1) + place)]
    option, pool = entries.option[several], entries.pool[several]
    joined = np.zeros(len(several), bool)
    joined[1:] = (option[1:] == option[:-1]) & (pool[1:] == pool[:-1])
    number = np.arange(len(several))
    order[several] = number - np.maximum.accumulate(np.where(joined, 0, number))
    is_worst[several[:-1][joined[1:]]] = False
    return order, is_worst


def _slots(entries: Entries, family: Ints, order: Ints, families: int, pools: int) -> tuple[Slots, Ints, Ints]:
    """The slots, and per entry the first slot of its cell and the number of them."""
    most = int(order.max(initial=0)) + 1
    key = (family * pools + entries.pool) * most + order
    sequence = np.argsort(key, kind="stable")
    key = key[sequence]
    opens = np.ones(len(key), bool)
    opens[1:] = key[1:] != key[:-1]
    start = np.flatnonzero(opens)
    of_entry = np.empty(len(key), np.int64)
    of_entry[sequence] = np.cumsum(opens) - 1
    slot_family = family[sequence[start]]
    first = of_entry - order
    sizes = np.ones(len(start), np.int64)
    if most > 1:
        np.maximum.at(sizes, first, order + 1)
    slots = Slots(
        family=slot_family,
        pool=entries.pool[sequence[start]],
        start=np.append(start, len(key)),
        option=entries.option[sequence],
        place=entries.place[sequence],
        of_family=starts(np.bincount(slot_family, minlength=families)),
        of_entry=of_entry.astype(np.int32),
    )
    return slots, first, sizes[first]


def _rivals(entries: Entries, slots: Slots, worst: Ints, cell_slot: Ints) -> Ints:
    """Per placement a bound on the siblings elsewhere in the household's list who could rank above its worst child in the pool.

    Siblings differ in household rank only where the rules score children one by one; elsewhere nothing is looked for.
    """
    cells = len(slots.family)
    low = np.full(cells, np.iinfo(np.int64).max)
    high = np.full(cells, -1, np.int64)
    np.minimum.at(low, cell_slot, entries.household_rank)
    np.maximum.at(high, cell_slot, entries.household_rank)
    mixed = (low != high)[cell_slot]
    child_first = np.full(cells, np.iinfo(np.int64).max)
    np.minimum.at(child_first, cell_slot[mixed], entries.child[mixed])
    with_siblings = np.zeros(cells, bool)
    with_siblings[cell_slot[mixed][entries.child[mixed] != child_first[cell_slot[mixed]]]] = True
    asked = np.flatnonzero(with_siblings[cell_slot[worst]])
    rivals = np.zeros(len(worst), np.int64)
    if not len(asked):
        return rivals
    members = np.flatnonzero(with_siblings[cell_slot])
    return _count_rivals(entries, worst, cell_slot, asked, members, rivals)


def _count_rivals(entries: Entries, worst: Ints, cell_slot: Ints, asked: Ints, members: Ints, rivals: Ints) -> Ints:
    """`rivals`, with the distinct children of the cell that another option may put above the placement's worst child."""
    applicants = np.unique(
        np.stack((cell_slot[members], entries.child[members], entries.place[members], entries.household_rank[members])),
        axis=1,
    )
    begin = np.searchsorted(applicants[0], cell_slot[worst[asked]], "left")
    end = np.searchsorted(applicants[0], cell_slot[worst[asked]], "right")
    placement = np.repeat(asked, end - begin)
    rival = np.repeat(begin - starts(end - begin)[:-1], end - begin) + np.arange(int((end - begin).sum()))
    counts = (
        (applicants[1][rival] != entries.child[worst[placement]])
        & (applicants[2][rival] < entries.place[worst[placement]])
        & (applicants[3][rival] != entries.household_rank[worst[placement]])
    )
    pairs = np.unique(np.stack((placement[counts], applicants[1][rival][counts])), axis=1)
    np.add.at(rivals, pairs[0], 1)
    return rivals
