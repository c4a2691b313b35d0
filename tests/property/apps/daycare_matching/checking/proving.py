# SPDX-License-Identifier: Apache-2.0
"""Certificates made the slow way: every deletion that the checker would let pass, then a search. Shows that what passes is true."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.allocation import (
    GUARANTEE,
    REFUSAL,
    Allocation,
    Blocked,
    Certificate,
    Choice,
    Deletions,
    Group,
    NodeEnd,
    Proof,
    SearchNode,
)
from machikata.apps.daycare_matching.checking.deletions import replay
from machikata.apps.daycare_matching.checking.demand import read_demands
from machikata.apps.daycare_matching.checking.remaining import all_remain

from .every_allocation import Definitions


def deletions(rows):
    """Rows of (round, option, kind, cause) as the certificate holds them."""
    columns = list(zip(*rows, strict=True)) or [()] * 4
    return Deletions(*(np.array(c, dtype=t) for c, t in zip(columns, (int, int, np.int8, int), strict=True)))


def everything_that_passes(remaining, stability, round_):
    """One row for each option of which some deletion passes the checker, in the given round."""
    market = remaining.demands.market
    rows = []
    for option in remaining.options.tolist():
        family = remaining.demands.family[option]
        causes = [(GUARANTEE, c) for c in range(int(market.option_start[family]), option)]
        causes += [(REFUSAL, s) for s in range(len(market.capacity))]
        for kind, cause in causes:
            if not replay(remaining, deletions([(0, option, kind, cause)]), stability)[1]:
                rows.append((round_, option, kind, cause))
                break
    return rows


def exhaust(remaining, stability):
    """What remains when nothing more passes, and the rows."""
    rows, round_ = [], 0
    while found := everything_that_passes(remaining, stability, round_):
        rows += found
        remaining = remaining.without(np.array([row[1] for row in found]))
        round_ += 1
    return remaining, rows


def search(rules, remaining, stability):
    """All nodes below `remaining`, depth first; households are taken in order of their number."""
    nodes, waiting = [], [(-1, -1, remaining)]
    while waiting:
        parent, option, before = waiting.pop()
        after, rows = exhaust(before, stability) if option >= 0 else (before, [])
        left = after.left(after.families)
        number, blocking = len(nodes), -1
        if np.any(left == 0):
            end = NodeEnd.EMPTY
        elif np.all(left == 1):
            blocks = rules.blocking(after.best.tolist())
            end, blocking = (NodeEnd.BLOCKED, blocks[0]) if blocks else (NodeEnd.STABLE, -1)
        else:
            end = NodeEnd.SPLIT
            family = int(np.flatnonzero(left > 1)[0])
            own = after.of(family).tolist()
            waiting += [(number, o, after.with_only(o)) for o in reversed(own)]
        nodes.append(SearchNode(parent=parent, option=option, deletions=deletions(rows), end=end, blocking=blocking))
    return tuple(nodes)


def proven(market, stability):
    """An allocation with a whole certificate, by enumeration and one search over all undecided households."""
    rules = Definitions(market, stability)
    remaining, rows = exhaust(all_remain(read_demands(market)), stability)
    undecided = np.flatnonzero(remaining.left(remaining.families) > 1).tolist()
    single = np.all(remaining.left(remaining.families) == 1) and rules.stable(tuple(remaining.best.tolist()))
    searches = (
        () if single or np.any(remaining.left(remaining.families) == 0) else (search(rules, remaining, stability),)
    )
    certificate = Certificate(deletions(rows), searches)
    stable = sorted(
        rules.all_stable(), key=lambda held: [held[f] for f in np.argsort(market.family_order, kind="stable")]
    )
    parts = {"stability": stability, "choice": Choice.PRIORITY, "certificate": certificate}
    if not stable:
        held = min(rules.all_feasible(), key=lambda h: len({_family(market, o) for o in rules.blocking(h)}))
        first = {_family(market, o): o for o in reversed(rules.blocking(held))}
        blocked = Blocked(tuple(first), tuple(first.values()), 1, len(first))
        return Allocation(np.array(held), proof=Proof.NONE, blocked=blocked, swaps=rules.swaps(held), **parts)
    alternatives = tuple(tuple(held[f] for f in undecided) for held in stable)
    return Allocation(
        np.array(stable[0]),
        proof=Proof.UNIQUE if len(stable) == 1 else Proof.SEVERAL,
        groups=(Group(tuple(undecided), alternatives),) if len(stable) > 1 else (),
        swaps=rules.swaps(stable[0]),
        **parts,
    )


def _family(market, option):
    return int(np.searchsorted(market.option_start, option, side="right")) - 1
