# SPDX-License-Identifier: Apache-2.0
"""Whether groups of households decide independently of each other, and whether a combination within one group is stable.

An allocation of remaining options is stable if no pool is overfull and no household blocks with a better option. Whether one such condition
holds depends on the households whose remaining options differ in the seats that it counts. A pool with room for all possible children is
never overfull; a demand that fits with all possible others always fits; one that does not fit with the certain others alone never does, and
its option can be left out, and so can one that is refused wherever the other conditions hold. If every condition that is still open
depends on one group only, then the stable allocations are all combinations of the groups' own stable ones, and each group can be judged
alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.allocation import Stability
from machikata.apps.daycare_matching.checking.demand import Bools, Demands, Tally, accepted, needs, spread
from machikata.apps.daycare_matching.checking.remaining import Remaining, Seats, possible_and_certain, sure
from machikata.apps.daycare_matching.checking.report import Fault, FaultKind
from machikata.apps.daycare_matching.market import Ints
from machikata.domain.text import Text

DECIDED = -1


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """The conditions that depend on one group: pools that could be overfull, and options with which a household could block.

    `option[i]` is better than `instead_of[i]`, an option of the same household that remains. `around` are the entries of all other
    households in the pools concerned.
    """

    demands: Demands
    pools: Ints
    option: Ints
    instead_of: Ints
    around: Ints

    def hold(self, end: Ints, stability: Stability) -> bool:
        """Whether all conditions hold when the households of the group hold the options `end`."""
        demands, market = self.demands, self.demands.market
        _, own = spread(market.entry_start[end], market.entry_start[end + 1])
        entries = np.append(self.around, own)
        inside = np.bincount(demands.entry_pool[entries], minlength=len(market.capacity))
        if np.any(inside[self.pools] > market.capacity[self.pools]):
            return False
        tally = Tally(
            demands,
            pool=demands.entry_pool[entries],
            family=demands.family[demands.entry_option[entries]],
            rank=demands.entry_rank[entries],
        )
        families = demands.family[end]
        holds = ~np.isin(demands.family[self.option], families) | np.isin(self.instead_of, end)
        blocks = accepted(demands, stability, tally=tally, option=self.option[holds], instead_of=self.instead_of[holds])
        return not np.any(blocks)


def conditions(
    remaining: Remaining, group_of: Ints, groups: int, stability: Stability
) -> tuple[tuple[Conditions, ...], tuple[Fault, ...]]:
    """The open conditions of each group, and a fault for each that depends on several. `group_of` [F]: DECIDED = one option remains."""
    demands = remaining.demands
    possible, certain = possible_and_certain(remaining)
    varying = _varying(demands, possible, certain, group_of)
    faults: list[Fault] = []
    pools: list[list[int]] = [[] for _ in range(groups)]
    for pool in _open_pools(demands, possible).tolist():
        touched = {group for _, group, _, _ in varying[pool]}
        if len(touched) > 1:
            faults.append(_fault(pool=pool))
        for group in touched:
            pools[group].append(pool)
    pairs: list[list[tuple[int, int]]] = [[] for _ in range(groups)]
    for option, held, touched in _open_options(remaining, possible, certain, varying, group_of, stability):
        if len(touched) > 1:
            faults.append(_fault(option=option, household=int(demands.family[option])))
        for group in touched:
            pairs[group].append((option, held))
    found = tuple(_of_group(remaining, np.flatnonzero(group_of == g), pools[g], pairs[g]) for g in range(groups))
    return found, tuple(faults)


def _fault(**where: int) -> Fault:
    text = Text("独立とされた世帯のグループが影響し合います。", "Groups that are called independent touch each other.")
    return Fault(FaultKind.INDEPENDENCE, text, **where)


Varying = dict[int, list[tuple[int, int, int, int]]]
"""pool → (household, its group, from this rank on it may have one seat more, from this rank on it has it for certain)"""


def _varying(demands: Demands, possible: Seats, certain: Seats, group_of: Ints) -> Varying:
    """Where undecided households may or may not have seats."""
    never = len(demands.entry_rank) + 1
    keys = zip(certain.family.tolist(), certain.pool.tolist(), certain.place.tolist(), strict=True)
    for_certain = dict(zip(keys, certain.rank.tolist(), strict=True))
    varying: Varying = defaultdict(list)
    for i in np.flatnonzero(group_of[possible.family] != DECIDED).tolist():
        family, pool, place = int(possible.family[i]), int(possible.pool[i]), int(possible.place[i])
        first, last = int(possible.rank[i]), for_certain.get((family, pool, place), never)
        if first != last:
            varying[pool].append((family, int(group_of[family]), first, last))
    return varying


def _open_pools(demands: Demands, possible: Seats) -> Ints:
    """Pools that would be overfull if all possible children came."""
    inside = np.bincount(possible.pool, minlength=len(demands.market.capacity))
    return np.flatnonzero(inside > demands.market.capacity)


def _open_options(
    remaining: Remaining,
    possible: Seats,
    certain: Seats,
    varying: Varying,
    group_of: Ints,
    stability: Stability,
) -> list[tuple[int, int, set[int]]]:
    """Every option that may block, the remaining option that the household then holds, and the groups on which that depends."""
    demands = remaining.demands
    option, held = _better(remaining)
    k, demand = spread(demands.start[option], demands.start[option + 1])
    room = demands.market.capacity[demands.pool[demand]]
    at_least = needs(demands, stability, tally=certain.tally(demands), demand=demand, instead_of=held[k])
    at_most = needs(demands, stability, tally=possible.tally(demands), demand=demand, instead_of=held[k])
    may = np.bincount(k[at_least > room], minlength=len(option)) == 0
    implied = _too_many_sure(remaining, possible, certain, stability, demand=demand, held=held[k])
    may &= remaining.has(option) | (np.bincount(k[implied], minlength=len(option)) == 0)
    touched: dict[int, set[int]] = defaultdict(set)
    for i in np.flatnonzero(may[k] & (at_most > room)).tolist():
        d, pair = int(demand[i]), int(k[i])
        family, worst = int(demands.family[option[pair]]), int(demands.worst[d])
        touched[pair] |= {
            group for other, group, first, last in varying[int(demands.pool[d])]
            if other != family and first < worst <= last
        }  # fmt: skip
    for pair in np.flatnonzero(may & (group_of[demands.family[option]] != DECIDED)).tolist():
        touched[pair].add(int(group_of[demands.family[option[pair]]]))
    return [(int(option[pair]), int(held[pair]), groups) for pair, groups in touched.items()]


def _too_many_sure(
    remaining: Remaining, possible: Seats, certain: Seats, stability: Stability, *, demand: Ints, held: Ints
) -> Bools:
    """Whether a demand of a household with nobody in the pool is refused whenever the best remaining options block nowhere.

    The sure seats above it leave too few. Either all of them are taken, or the pool is full of children above one that is not
    (`remaining.sure`): other households' children, as this one has none there. Both refuse it. The argument uses that best remaining
    options do not block, so it may spare every condition but theirs.
    """
    demands = remaining.demands
    will_come = sure(remaining, possible.tally(demands), certain, stability).tally(demands)
    pool = demands.pool[demand]
    above = will_come.others_above(pool=pool, rank=demands.worst[demand], family=demands.family[held])
    too_many: Bools = above + demands.seats[demand] > demands.market.capacity[pool]
    return too_many & (demands.of(held, pool) < 0)


def _better(remaining: Remaining) -> tuple[Ints, Ints]:
    """Every pair of a better option and a remaining option of the same household."""
    demands = remaining.demands
    held = remaining.options
    k, option = spread(demands.market.option_start[demands.family[held]], held)
    return option, held[k]


def _of_group(remaining: Remaining, families: Ints, pools: list[int], pairs: list[tuple[int, int]]) -> Conditions:
    """The conditions of one group, with the entries around it. What other groups hold is of no concern: any remaining option will do."""
    demands = remaining.demands
    option, held = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    _, demand = spread(demands.start[option], demands.start[option + 1])
    concerned = np.isin(demands.entry_pool, np.append(np.array(pools, dtype=np.int64), demands.pool[demand]))
    best = remaining.best
    others = best[~np.isin(demands.family[best], families)]
    around = np.flatnonzero(concerned & np.isin(demands.entry_option, others))
    return Conditions(demands, np.array(pools, dtype=np.int64), option, held, around)
