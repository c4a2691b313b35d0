# SPDX-License-Identifier: Apache-2.0
"""Replays the whole argument of the engine, and says what it shows: one stable allocation, these ones, or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from machikata.apps.daycare_matching.allocation import Allocation, Choice, Proof
from machikata.apps.daycare_matching.checking.allocation import (
    blocking_options,
    check_market_first,
    check_read,
    overfull,
)
from machikata.apps.daycare_matching.checking.deletions import replay
from machikata.apps.daycare_matching.checking.demand import Demands, read_demands
from machikata.apps.daycare_matching.checking.independence import DECIDED, conditions
from machikata.apps.daycare_matching.checking.remaining import Remaining, all_remain
from machikata.apps.daycare_matching.checking.report import CheckReport, Fault, FaultKind
from machikata.apps.daycare_matching.checking.search import Walk, walk
from machikata.apps.daycare_matching.market import Ints, Market
from machikata.domain.text import Text

ONLY_ONE = Text("安定な割当てはこの1通りだけです。", "This is the only stable allocation.")
NO_STABLE = Text("安定な割当てが存在しないことを確かめました。", "It is confirmed that no stable allocation exists.")
DELETIONS_HOLD = Text("削除の記録はすべて根拠どおりです。", "Every deletion follows from what was left before it.")
NOT_DECIDED = Text(
    "探索が途中までのため、安定な割当ての有無と数は確かめられません。",
    "The search was broken off: whether and how many stable allocations exist is not shown.",
)
NOT_ALL = Text(
    "探索が途中までのため、示された割当てがすべてか、基準で選ばれるものかは確かめられません。",
    "A search was broken off: whether all stable allocations are listed, and whether the criterion chooses this one, is not shown.",
)
NOT_FEWEST = Text(
    "例外の世帯数がこれより少なくできないことは、この証明書からは確かめられません。",
    "That fewer blocked households are impossible is not shown by this certificate.",
)
NOT_RESTORED = Text(
    "席を増やせば安定になるという案は、この証明書では確かめられません。",
    "That the seats to be added make a stable allocation possible is not shown by this certificate.",
)


def check_certificate(market: Market, allocation: Allocation) -> CheckReport:
    """The faults of `allocation` and of its certificate, and what the two together confirm.

    All of `check_allocation`; the deletions, round by round; every search tree, node by node; that the groups are independent and their
    listed alternatives all there are; and that the one held is the one which the declared criterion chooses.
    """
    refused = check_market_first(market, allocation)
    if refused is not None:
        return refused
    demands = read_demands(market)
    report = check_read(demands, allocation)
    remaining, faults = replay(all_remain(demands), allocation.certificate.root, allocation.stability)
    if faults:
        return report + CheckReport(faults)
    walks = [walk(remaining, nodes, allocation.stability) for nodes in allocation.certificate.searches]
    faults = tuple(fault for w in walks for fault in w.faults)
    if faults:
        return report + CheckReport(faults)
    report += CheckReport(confirmed=(DELETIONS_HOLD,))
    if allocation.proof is Proof.UNDECIDED:
        return report + CheckReport(unconfirmed=(NOT_DECIDED,))
    if allocation.proof is Proof.NONE:
        return report + _none(remaining, walks, allocation)
    return report + _these(remaining, walks, allocation)


def _claim(ja: str, en: str, *, household: int | None = None) -> Fault:
    return Fault(FaultKind.CLAIM, Text(ja, en), household=household)


def _none(remaining: Remaining, walks: Sequence[Walk], allocation: Allocation) -> CheckReport:
    """None exists: a household has no option left, a search has no stable end, or the only candidate is overfull or blocked."""
    nothing_left = bool(np.any(remaining.left(remaining.families) == 0))
    no_end = any(tree.whole and not tree.ends for tree in walks)
    if not (nothing_left or no_end or _only_candidate_fails(remaining, allocation)):
        return CheckReport(
            (
                _claim(
                    "安定な割当てが存在しないことは示されていません。",
                    "It is not shown that no stable allocation exists.",
                ),
            )
        )
    blocked, unconfirmed = allocation.blocked, []
    if blocked is not None and blocked.lower > 1:
        unconfirmed.append(NOT_FEWEST)
    if blocked is not None and blocked.restoring:
        unconfirmed.append(NOT_RESTORED)
    return CheckReport((), (NO_STABLE,), tuple(unconfirmed))


def _only_candidate_fails(remaining: Remaining, allocation: Allocation) -> bool:
    if np.any(remaining.left(remaining.families) != 1):
        return False
    demands, held = remaining.demands, remaining.best
    blocking = blocking_options(demands, held, allocation.stability)
    return bool(len(overfull(demands, held)) or len(blocking))


def _these(remaining: Remaining, walks: Sequence[Walk], allocation: Allocation) -> CheckReport:
    """Exactly the listed ones: every undecided household is in one group, the groups are independent, their ends stable and listed."""
    walks = [tree if tree.whole else _as_listed(remaining, tree, allocation) for tree in walks]
    left = remaining.left(remaining.families)
    group_of = np.full(len(left), DECIDED)
    faults = []
    for number, group in enumerate(walks):
        if np.any(group_of[group.families] != DECIDED):
            faults.append(_claim("同じ世帯が複数の探索に現れます。", "A household is decided by two searches."))
        group_of[group.families] = number
    open_still = np.flatnonzero((left != 1) & (group_of == DECIDED))
    faults += [
        _claim("探索されていない世帯があります。", "A household is neither decided nor searched.", household=int(f))
        for f in open_still[:1]
    ]
    if faults:
        return CheckReport(tuple(faults))
    found, dependent = conditions(remaining, group_of, len(walks), allocation.stability)
    faults += dependent
    for group, open_conditions in zip(walks, found, strict=True):
        if not all(open_conditions.hold(end, allocation.stability) for end in group.ends):
            text = Text("安定とされた組合せが安定ではありません。", "A combination that is called stable is not.")
            faults.append(Fault(FaultKind.SEARCH, text))
    faults += _held_is_shown(remaining, group_of, allocation)
    for group in walks:
        faults += _listed(remaining.demands, group, allocation)
    faults += _groups_known(walks, allocation)
    broken_off = any(not group.complete for group in allocation.groups)
    return CheckReport(tuple(faults), () if faults else (_count(allocation),), (NOT_ALL,) if broken_off else ())


def _as_listed(remaining: Remaining, tree: Walk, allocation: Allocation) -> Walk:
    """In place of a search that was broken off, what its group lists: to be judged by the definitions alone."""
    for group in allocation.groups:
        households = np.array(group.households, dtype=np.int64)
        if group.complete or not np.any(np.isin(households, tree.families)):
            continue
        order = np.argsort(households)
        ends = [np.array(options, dtype=np.int64)[order] for options in group.alternatives]
        if all(_own_options(remaining, households[order], end) for end in ends):
            return replace(tree, families=households[order], ends=tuple(ends))
    return tree


def _own_options(remaining: Remaining, households: Ints, options: Ints) -> bool:
    """Whether these are remaining options of these households, which are different ones."""
    if len(options) != len(households) or not np.all(remaining.has(options)):
        return False
    return bool(np.all(np.diff(households) > 0) and np.all(remaining.demands.family[options] == households))


def _count(allocation: Allocation) -> Text:
    if not all(group.complete for group in allocation.groups):
        count = allocation.count
        return Text(f"安定な割当ては少なくとも{count}通りあります。", f"There are at least {count} stable allocations.")
    if allocation.count == 1:
        return ONLY_ONE
    return Text(
        f"安定な割当ては全部で{allocation.count}通りで、示されたとおりです。",
        f"There are {allocation.count} stable allocations, those listed.",
    )


def _held_is_shown(remaining: Remaining, group_of: Ints, allocation: Allocation) -> Iterator[Fault]:
    """A household decided by the deletions holds what they leave."""
    gone = np.flatnonzero(~remaining.has(allocation.held) & (group_of == DECIDED))
    for family in gone[:1].tolist():
        yield _claim(
            "削除された選択肢が割り当てられています。", "A household holds a deleted option.", household=family
        )
    complete = all(group.complete for group in allocation.groups)
    if (allocation.proof is Proof.UNIQUE) != (allocation.count == 1 and complete):
        yield _claim("証明の種類と通り数が合いません。", "The kind of proof does not fit the count.")


def _groups_known(walks: Sequence[Walk], allocation: Allocation) -> Iterator[Fault]:
    """Every listed group belongs to a search, and no household to two groups."""
    households = [f for group in allocation.groups for f in group.households]
    searched = [set(w.families.tolist()) for w in walks]
    inside = all(any(searched_one.issuperset(g.households) for searched_one in searched) for g in allocation.groups)
    if len(set(households)) != len(households) or not inside:
        yield _claim("示されたグループが探索と合いません。", "The listed groups do not fit the searches.")


def _listed(demands: Demands, group: Walk, allocation: Allocation) -> Iterator[Fault]:
    """The stable ends of one search are the held one and its listed alternatives, in every combination of the groups within it."""
    families = group.families.tolist()
    ends = {tuple(end.tolist()) for end in group.ends}
    held = tuple(allocation.held[group.families].tolist())
    if held not in ends:
        yield _claim(
            "割当てが探索の結果に含まれません。",
            "What is held is no end of the search.",
            household=next(iter(families), None),
        )
        return
    listed = [g for g in allocation.groups if g.households and set(g.households) <= set(families)]
    if any(part.complete != group.whole for part in listed) or (not group.whole and not listed):
        yield _claim(
            "探索が最後まで行われたかどうかが記録と違います。", "Whether the search came to its end is told otherwise."
        )
    place = {family: i for i, family in enumerate(families)}
    total = 1
    for part in listed:
        shown = {tuple(end[place[f]] for f in part.households) for end in ends}
        if shown != set(part.alternatives) or len(shown) != len(part.alternatives):
            yield _claim(
                "示された組合せが探索の結果と違います。", "The listed alternatives are not those of the search."
            )
        if part.alternatives[:1] != (tuple(int(allocation.held[f]) for f in part.households),):
            yield _claim("最初の組合せが割当てと違います。", "The first alternative is not the one held.")
        total *= len(part.alternatives)
    named = {f for part in listed for f in part.households}
    unnamed = [i for f, i in place.items() if f not in named]
    if total != len(ends) or len({tuple(end[i] for i in unnamed) for end in ends}) > 1:
        yield _claim("示された組合せの数が探索の結果と違います。", "The listed alternatives are not all, or too many.")
    if group.whole and held != min(ends, key=lambda end: _preference(demands.market, families, end, allocation.choice)):
        text = Text(
            "基準で選ばれる割当てとは別の安定な割当てです。", "Stable, but not the one that the criterion chooses."
        )
        yield Fault(FaultKind.CHOICE, text, household=next(iter(families), None))


def _preference(market: Market, families: list[int], end: tuple[int, ...], choice: Choice) -> tuple[int, ...]:
    """Smaller is chosen first: with MOST_CHILDREN more new seats; then the better option of the household that comes first in order."""
    in_order = sorted(zip(families, end, strict=True), key=lambda pair: int(market.family_order[pair[0]]))
    vector = tuple(option for _, option in in_order)
    if choice is Choice.PRIORITY:
        return vector
    new = sum(int(np.sum(market.entry_stay[market.entry_start[o] : market.entry_start[o + 1]] == 0)) for o in end)
    return (-new, *vector)
