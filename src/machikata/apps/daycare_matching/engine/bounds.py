# SPDX-License-Identifier: Apache-2.0
"""Options that can occur in no stable allocation: guarantee and refusal, repeated until nothing changes.

Both rules speak of the options still left to each household. Let U(s, w) be the most children other households can still hold above
place w of pool s, and L(s, w) the fewest that are sure to. (Method: daycare.md 4.2.)

Guarantee (kills option h of household f, cause p, a better option of f, itself left or not): in every pool s of p, with n children and
the worst at w, U(s, w) + n fits the capacity. Proof: in any allocation within the options left, f holding h would block with p.
Under the household rule the siblings whom h puts into s above w, whom p does not put there and whose household rank differs from that
of the worst child, are added. Proof: they are the only others whom that rule counts, and h fixes them.

Refusal (kills option p of household f, cause s, a pool of p with n children and the worst at w): L(s, w) + n exceeds the capacity,
where household g counts with the fewest children that an option left to it has in s above w, and with at least 1 if the best option
left to it has one child in s, above w, and fulfils the guarantee in each of its other pools against every worse option left to g.
Proof: were p held, counts that reach L would overfill s; so a household g of the second kind holds nobody in s above w and a worse
option than its best. Above the place of its best option there, which is above w, are then at most capacity - 1 others, because the
worst child of f is seated below; so g blocks with its best option. Under the household rule no sibling adds to this, since g holds
nobody there above w, and in the other pools the siblings were counted. Hence the rule is the same for both.

A household of which it is accepted that it blocks ("free") is killed nothing by guarantee and counts in refusals by the first kind
alone: both proofs use only that the other households do not block.

A killed option can still block. All options better than the worst one left are therefore asked for the guarantee, killed or not; when
a single option is left to each household U and L are the counts themselves, so that what then survives is feasible and stable.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.allocation import GUARANTEE, REFUSAL, Deletions
from machikata.apps.daycare_matching.engine.contest import Contest
from machikata.apps.daycare_matching.engine.ragged import ranges
from machikata.apps.daycare_matching.engine.siblings import counted_siblings
from machikata.apps.daycare_matching.market import Ints

Flags = npt.NDArray[np.bool_]
_NONE: Ints = np.zeros(0, np.int64)


@dataclass(slots=True)
class Log:
    """Deletions as they come."""

    round: list[Ints] = field(default_factory=list)
    option: list[Ints] = field(default_factory=list)
    kind: list[npt.NDArray[np.int8]] = field(default_factory=list)
    cause: list[Ints] = field(default_factory=list)

    def deletions(self, options: Ints | None = None, pools: Ints | None = None) -> Deletions:
        """All of them; for a part of a market with the numbers its options and pools have in the whole."""
        if not self.option:
            none = np.zeros(0, np.int64)
            return Deletions(none, none, none.astype(np.int8), none)
        round_, option = np.concatenate(self.round), np.concatenate(self.option)
        kind, cause = np.concatenate(self.kind), np.concatenate(self.cause)
        if options is not None and pools is not None:
            better = kind == GUARANTEE
            cause = np.where(better, options[np.where(better, cause, 0)], pools[np.where(better, 0, cause)])
            option = options[option]
        return Deletions(round_, option, kind, cause)


@dataclass(slots=True, eq=False)
class Bounds:
    """What is left to each household, and the counts that follow from it. `run` deletes until nothing changes."""

    contest: Contest
    free: Flags
    left: Flags
    """[O] whether the option can still occur."""
    lefts: Ints
    """[F] how many are left, the best and the worst of them."""
    best: Ints
    worst: Ints
    first: Ints
    """Per slot the best place it can still have (nowhere: beyond all places)."""
    last: Ints
    """Per slot the worst place, nowhere if it may be empty."""
    sure: Ints
    """Per slot the place above which it is sure to stand, as refusals count it."""
    possible_at: Flags
    sure_at: Flags
    possible_above: Ints
    sure_above: Ints
    strict: Flags
    """Per placement whether it fits even if all possible others come; `full`: even with its rivals among siblings."""
    full: Flags
    strict_count: Ints
    full_count: Ints
    guaranteed: Ints
    """[F] the best option known to be accepted whatever happens."""
    log: Log
    siblings: dict[int, Ints] = field(default_factory=dict)
    """`counted_siblings` of the options asked for so far; the same for all copies."""
    rounds: int = 0
    empty: int = -1
    """A household to which nothing is left: the contradiction."""
    blocking: int = -1
    """The option with which a household blocked when nothing was left to choose."""

    def copy(self) -> Bounds:
        """The same state with a log of its own."""
        shared = {"contest", "free", "log", "siblings", "rounds", "empty", "blocking"}
        arrays = {f.name: getattr(self, f.name).copy() for f in fields(self) if f.name not in shared}
        return Bounds(contest=self.contest, free=self.free, log=Log(), siblings=self.siblings, **arrays)

    @property
    def decided(self) -> bool:
        """Whether a single option is left to every household."""
        return bool((self.lefts == 1).all())

    def take(self, option: int) -> None:
        """Leaves only this option to its household, and draws the conclusions."""
        family = int(self.contest.option_family[option])
        begin, end = self.contest.option_start[family], self.contest.option_start[family + 1]
        self.left[begin:end] = False
        self.left[option] = True
        self.lefts[family], self.best[family], self.worst[family] = 1, option, option
        self.run(np.array([family]))

    def run(self, changed: Ints) -> None:
        """Deletes until nothing changes or a household has nothing left; `changed` are the households to begin with."""
        dirty = self._recount(changed)
        while len(dirty):
            self.rounds += 1
            killed, stirred = self._judge(dirty)
            changed = self._apply(*killed) if len(killed[0]) else stirred
            if self.empty >= 0:
                return
            changed = np.union1d(changed, stirred) if len(killed[0]) else changed
            dirty = self._recount(changed) if len(changed) else changed

    def begin(self) -> None:
        """The first run: every household and every pool is looked at."""
        self._recount(np.arange(self.contest.families))
        every = np.arange(self.contest.pools)
        self._count(every)
        self.rounds += 1
        asking_nothing = np.flatnonzero(np.diff(self.contest.placements.of_option) == 0)
        killed, stirred = self._judge(every, asking_nothing)
        if len(killed[0]):
            stirred = np.union1d(stirred, self._apply(*killed))
        if self.empty < 0 and len(stirred):
            self.run(stirred)

    def _recount(self, changed: Ints) -> Ints:
        """Brings the slots of these households and the counts of their pools up to date; gives the pools that changed."""
        slots = self.contest.slots
        which = ranges(slots.of_family[changed], slots.of_family[changed + 1])
        if not len(which):
            return which
        entry = ranges(slots.start[slots.of_family[changed]], slots.start[slots.of_family[changed + 1]])
        sizes = slots.start[which + 1] - slots.start[which]
        begin = np.cumsum(sizes) - sizes
        live = self.left[slots.option[entry]]
        place = slots.place[entry]
        nowhere = self.contest.of_place[-1]
        first = np.minimum.reduceat(np.where(live, place, nowhere), begin)
        last = np.maximum.reduceat(np.where(live, place, -1), begin)
        last[np.add.reduceat(live, begin, dtype=np.int64) < self.lefts[slots.family[which]]] = nowhere
        before = self.sure[which]
        self.last[which] = self.sure[which] = last
        self._claim(changed)
        moved = _mark(self.possible_at, self.first[which], first)
        moved |= _mark(self.sure_at, before, self.sure[which])
        self.first[which] = first
        touched = np.zeros(self.contest.pools, bool)
        touched[slots.pool[which[moved]]] = True
        dirty = np.flatnonzero(touched)
        self._count(dirty)
        return dirty

    def _claim(self, changed: Ints) -> None:
        """Counts as sure the single child of a best option in a pool, when the other pools of that option are guaranteed."""
        placements = self.contest.placements
        claiming = changed[~self.free[changed]]
        option = self.best[claiming]
        sizes = placements.of_option[option + 1] - placements.of_option[option]
        k = placements.by_option[ranges(placements.of_option[option], placements.of_option[option + 1])]
        missing = np.repeat(sizes - self.full_count[option], sizes)
        k = k[(placements.children[k] == 1) & (missing - ~self.full[k] == 0)]
        slot = placements.slot[k]
        self.sure[slot] = np.minimum(self.sure[slot], placements.place[k])

    def _count(self, pools: Ints) -> None:
        """The number of marks above each place of these pools."""
        contest = self.contest
        begin, end = contest.of_place[pools], contest.of_place[pools + 1]
        which = ranges(begin, end)
        if not len(which):
            return
        sizes = end - begin
        head = (np.cumsum(sizes) - sizes)[sizes > 0]
        sizes = sizes[sizes > 0]
        taken = contest.occupied[which]
        for at, above in ((self.possible_at, self.possible_above), (self.sure_at, self.sure_above)):
            here = at[which]
            before: Ints = np.cumsum(here) - here
            above[which] = before - np.repeat(before[head], sizes) + taken

    def _own(self, k: Ints, at: Ints) -> Ints:
        """Per placement the household's own slots that stand above it."""
        placements = self.contest.placements
        slot, place = placements.slot[k], placements.place[k]
        own: Ints = np.less(at[slot], place).astype(np.int64)
        for j in range(1, self.contest.most_slots):
            more = np.flatnonzero(placements.slots[k] > j)
            own[more] += at[slot[more] + j] < place[more]
        return own

    def spare(self, k: Ints) -> Ints:
        """Per placement the seats left even if all possible others above it come (negative: it may be refused)."""
        placements = self.contest.placements
        seats: Ints = placements.room[k] - self.possible_above[placements.place[k]] + self._own(k, self.first)
        return seats

    def _judge(self, dirty: Ints, safe: Ints = _NONE) -> tuple[tuple[Ints, npt.NDArray[np.int8], Ints], Ints]:
        """What the counts of these pools delete (option, kind, cause), and households whose best option became surer by them.

        `safe` are options known to be accepted already.
        """
        placements = self.contest.placements
        k = ranges(placements.of_pool[dirty], placements.of_pool[dirty + 1])
        option = placements.option[k]
        asked = option <= self.worst[placements.family[k]]
        k, option = k[asked], option[asked]
        room = placements.room[k]
        spare = self.spare(k)
        over = self.sure_above[placements.place[k]] - self._own(k, self.sure) > room
        over &= self.left[option]
        fits = (spare >= 0) & ~self.strict[k]
        self.strict[k[fits]] = True
        np.add.at(self.strict_count, option[fits], 1)
        sure = (spare >= placements.rivals[k]) & ~self.full[k]
        self.full[k[sure]] = True
        surer = option[sure]
        np.add.at(self.full_count, surer, 1)
        families = placements.family[k[sure]]
        stirred = families[(surer == self.best[families]) & (np.diff(placements.of_option)[surer] > 1)]
        del room, spare, fits, sure, families  # of the whole market they are large
        guarantees = self._guarantees(np.append(surer, safe), option)
        refused, at = np.unique(option[over], return_index=True)
        kind = np.full(len(refused), REFUSAL, np.int8)
        fresh = ~np.isin(guarantees[0], refused)
        killed = (
            np.concatenate((guarantees[0][fresh], refused)),
            np.concatenate((np.full(int(fresh.sum()), GUARANTEE, np.int8), kind)),
            np.concatenate((guarantees[1][fresh], placements.pool[k[over]][at].astype(np.int64))),
        )
        return killed, np.unique(stirred)

    def _guarantees(self, surer: Ints, touched: Ints) -> tuple[Ints, Ints]:
        """Options deleted because a better one is guaranteed, and that better one."""
        contest = self.contest
        sizes = np.diff(contest.placements.of_option)
        safe = surer[self.full_count[surer] == sizes[surer]]
        safe = safe[~self.free[contest.option_family[safe]]]
        family = contest.option_family[safe]
        np.minimum.at(self.guaranteed, family, safe)
        family = np.unique(family[self.guaranteed[family] < self.worst[family]])
        worse = ranges(self.guaranteed[family] + 1, self.worst[family] + 1)
        worse = worse[self.left[worse]]
        cause = self.guaranteed[contest.option_family[worse]]
        tight = self._tight(touched, sizes) if contest.placements.rivals.any() else _NONE
        if not len(tight):
            return worse, cause
        more, better = self._against_siblings(tight)
        option, at = np.unique(np.concatenate((worse, more)), return_index=True)
        return option, np.concatenate((cause, better))[at]

    def _tight(self, touched: Ints, sizes: Ints) -> Ints:
        """Options that fit whatever other households do, but perhaps not beside the siblings now seated in the pool."""
        fits = (self.strict_count[touched] == sizes[touched]) & (self.full_count[touched] < sizes[touched])
        option = np.unique(touched[fits])  # few; of all that were touched it would take half of the whole run
        family = self.contest.option_family[option]
        tight: Ints = option[~self.free[family] & (option < self.worst[family])]
        return tight

    def _against_siblings(self, tight: Ints) -> tuple[Ints, Ints]:
        """Options that a better one beats although their own siblings are counted against it."""
        worse, better = [_NONE], [_NONE]
        placements = self.contest.placements
        for option in tight.tolist():
            if option not in self.siblings:
                self.siblings[option] = counted_siblings(self.contest, option)
            k = placements.by_option[placements.of_option[option] : placements.of_option[option + 1]]
            beaten = np.flatnonzero((self.siblings[option] <= self.spare(k)).all(axis=1)) + option + 1
            worse.append(beaten[self.left[beaten]])
            better.append(np.full(len(worse[-1]), option, np.int64))
        return np.concatenate(worse), np.concatenate(better)

    def _apply(self, option: Ints, kind: npt.NDArray[np.int8], cause: Ints) -> Ints:
        """Takes the options out, keeps the reasons, and gives the households concerned."""
        contest = self.contest
        if self.decided:
            self.blocking = int(cause[kind == GUARANTEE][0]) if (kind == GUARANTEE).any() else -1
        self.log.round.append(np.full(len(option), self.rounds, np.int64))
        self.log.option.append(option)
        self.log.kind.append(kind)
        self.log.cause.append(cause)
        self.left[option] = False
        families = np.unique(contest.option_family[option])
        np.subtract.at(self.lefts, contest.option_family[option], 1)
        if not self.lefts[families].all():
            self.empty = int(families[self.lefts[families] == 0][0])
            return families
        begin, end = contest.option_start[families], contest.option_start[families + 1]
        listed = ranges(begin, end)
        sizes = end - begin
        head = np.cumsum(sizes) - sizes
        self.best[families] = np.minimum.reduceat(np.where(self.left[listed], listed, contest.option_start[-1]), head)
        self.worst[families] = np.maximum.reduceat(np.where(self.left[listed], listed, -1), head)
        return families


def _mark(at: Flags, before: Ints, after: Ints) -> Flags:
    """Moves marks from their places to new ones (beyond the last place: none), and says which moved."""
    moved: Flags = before != after
    old, new = before[moved], after[moved]
    at[old[old < len(at)]] = False
    at[new[new < len(at)]] = True
    return moved


def fresh(contest: Contest, left: Flags | None = None, free: Flags | None = None) -> Bounds:
    """The state before any deduction; `left` narrows the options to begin with, `free` are households that may block."""
    options, slots, placements = len(contest.entry_start) - 1, len(contest.slots.family), len(contest.placements.option)
    places = int(contest.of_place[-1])
    left = np.ones(options, bool) if left is None else left.copy()
    numbers = np.arange(options)
    head = contest.option_start[:-1]
    lefts = np.add.reduceat(left, head, dtype=np.int64)
    best = np.minimum.reduceat(np.where(left, numbers, options), head)
    worst = np.maximum.reduceat(np.where(left, numbers, -1), head)
    nowhere = np.full(slots, places, np.int64)
    return Bounds(
        contest=contest,
        free=np.zeros(contest.families, bool) if free is None else free,
        left=left,
        lefts=lefts,
        best=best,
        worst=worst,
        first=nowhere,
        last=nowhere.copy(),
        sure=nowhere.copy(),
        possible_at=np.zeros(places, bool),
        sure_at=np.zeros(places, bool),
        possible_above=np.zeros(places, np.int64),
        sure_above=np.zeros(places, np.int64),
        strict=np.zeros(placements, bool),
        full=np.zeros(placements, bool),
        strict_count=np.zeros(options, np.int64),
        full_count=np.zeros(options, np.int64),
        guaranteed=contest.option_start[1:] - 1,
        log=Log(),
    )
