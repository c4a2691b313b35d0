# SPDX-License-Identifier: Apache-2.0
"""Wrong results and forged certificates, made from right ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from machikata.apps.daycare_matching.allocation import (
    Allocation,
    Blocked,
    Certificate,
    Deletions,
    Group,
    NodeEnd,
    Proof,
    Stability,
)
from machikata.apps.daycare_matching.market import Market

from .every_allocation import NO_DELETIONS, Definitions

COLUMNS = ("round", "option", "kind", "cause")


def claim_is_true(market: Market, allocation: Allocation) -> bool:
    """Whether what the allocation says of itself is so, by trying every allocation."""
    rules = Definitions(market, allocation.stability)
    stable = set(rules.all_stable())
    held = tuple(allocation.held.tolist())
    if allocation.proof is Proof.NONE:
        blocked = allocation.blocked
        blocking = rules.blocking(held) if rules.feasible(held) else []
        family = np.repeat(np.arange(market.families), np.diff(market.option_start))
        named = set(blocked.households) == {int(family[o]) for o in blocking} and set(blocked.blocking) <= set(blocking)
        return not stable and rules.feasible(held) and named
    order = np.argsort(market.family_order, kind="stable")
    if allocation.proof is Proof.UNDECIDED or not stable:
        return False
    return claimed(allocation) == stable and held == min(stable, key=lambda h: [h[f] for f in order])


def claimed(allocation: Allocation) -> set[tuple[int, ...]]:
    """The stable allocations that the groups list together."""
    found = set()
    for parts in product(*(group.alternatives for group in allocation.groups)):
        held = allocation.held.tolist()
        for group, options in zip(allocation.groups, parts, strict=True):
            for household, option in zip(group.households, options, strict=True):
                held[household] = option
        found.add(tuple(held))
    return found


def _with_held(market, allocation, held):
    rules = Definitions(market, allocation.stability)
    return replace(allocation, held=np.array(held), swaps=rules.swaps(held))


def wrong_results(market: Market, allocation: Allocation, draw: np.random.Generator):
    """(name, allocation): children moved, exchanged, pushed in, transfers dropped."""
    held = allocation.held.tolist()
    start = market.option_start.tolist()
    for family, now in enumerate(held):
        for option in range(start[family], start[family + 1]):
            if option != now:
                yield "one moved", _with_held(market, allocation, [*held[:family], option, *held[family + 1 :]])
    first, second = draw.integers(0, len(held), 2).tolist()
    new = list(held)
    new[first] = min(start[first] + held[second] - start[second], start[first + 1] - 1)
    new[second] = min(start[second] + held[first] - start[first], start[second + 1] - 1)
    if new != held:
        yield "two exchanged", _with_held(market, allocation, new)
    best = start[:-1]
    if best != held:
        yield "all their best", _with_held(market, allocation, best)
    if allocation.swaps:
        yield "swap dropped", replace(allocation, swaps=())
        swap = allocation.swaps[0]
        yield "swap for another", replace(allocation, swaps=(replace(swap, after=swap.after + 1),))


def forged_claims(market: Market, allocation: Allocation):
    """(name, allocation): the result as it was, told otherwise."""
    other = Stability.STRICT if allocation.stability is Stability.HOUSEHOLD else Stability.HOUSEHOLD
    yield "other rule", replace(allocation, stability=other)
    if allocation.proof is not Proof.NONE:
        nobody = Blocked((), (), 0, 0)
        yield "none", replace(allocation, proof=Proof.NONE, groups=(), blocked=nobody)
    else:
        yield "unique", replace(allocation, proof=Proof.UNIQUE, blocked=None)
    if allocation.proof is Proof.SEVERAL:
        group = allocation.groups[0]
        yield "only one", replace(allocation, proof=Proof.UNIQUE, groups=())
        listed = group.alternatives
        if len(listed) > 1:
            fewer = Group(group.households, listed[:-1])
            yield "one dropped", replace(allocation, groups=(fewer, *allocation.groups[1:]))
            turned = Group(group.households, listed[::-1])
            held = allocation.held.copy()
            held[list(group.households)] = listed[-1]
            yield "another chosen", replace(allocation, held=held, groups=(turned, *allocation.groups[1:]))
        invented = tuple(int(market.option_start[f]) for f in group.households)
        if invented not in listed:
            more = Group(group.households, (*listed, invented))
            yield "one invented", replace(allocation, groups=(more, *allocation.groups[1:]))


def forged_certificates(market: Market, allocation: Allocation, draw: np.random.Generator):
    """(name, allocation): deletions and searches falsified."""
    certificate = allocation.certificate
    for name, deletions in forged_deletions(market, certificate.root, allocation.held, draw):
        yield name, replace(allocation, certificate=Certificate(deletions, certificate.searches))
    for i, nodes in enumerate(certificate.searches):
        for name, forged in forged_nodes(market, nodes, draw):
            searches = (*certificate.searches[:i], *forged, *certificate.searches[i + 1 :])
            yield name, replace(allocation, certificate=Certificate(certificate.root, searches))


def _altered(deletions: Deletions, **columns) -> Deletions:
    return replace(deletions, **{n: np.asarray(c, dtype=getattr(deletions, n).dtype) for n, c in columns.items()})


def forged_deletions(market, deletions, held, draw):
    rows = len(deletions.option)
    if not rows:
        return
    kept = np.arange(rows) != int(draw.integers(0, rows))
    yield "deletion removed", _altered(deletions, **{n: getattr(deletions, n)[kept] for n in COLUMNS})
    yield "all removed", NO_DELETIONS
    if len(np.unique(deletions.round)) > 1:
        yield "rounds reversed", _altered(deletions, **{n: getattr(deletions, n)[::-1] for n in COLUMNS})
        yield "all in one round", _altered(deletions, round=np.zeros(rows))
    yield "other kinds", _altered(deletions, kind=1 - deletions.kind)
    moved = deletions.cause.copy()
    moved[int(draw.integers(0, rows))] += 1
    yield "other cause", _altered(deletions, cause=moved)
    chosen = deletions.option.copy()
    chosen[-1] = draw.choice(held)
    yield "the held deleted", _altered(deletions, option=chosen)
    for name in COLUMNS:
        wild = getattr(deletions, name).copy()
        wild[int(draw.integers(0, rows))] = int(draw.choice([-1, -100, 99, 127]))
        yield f"wild {name}", _altered(deletions, **{name: wild})


def forged_nodes(market, nodes, draw):
    """The nodes of a search, falsified, as the searches that stand in its place."""
    yield "search dropped" if len(nodes) > 1 else "settled search dropped", ()
    yield "search twice", (nodes, nodes)
    for i, node in enumerate(nodes):
        if len(nodes) > 1:
            yield "node dropped", ((*nodes[:i], *nodes[i + 1 :]),)
        for name, forged in _forged_node(market, node, i, draw):
            yield name, ((*nodes[:i], forged, *nodes[i + 1 :]),)


def _forged_node(market, node, i, draw):
    for end in set(NodeEnd) - {node.end}:
        yield "other end", replace(node, end=end)
    for field, value in (("parent", i), ("parent", -1), ("option", -1), ("option", market.options)):
        if getattr(node, field) != value:
            yield f"wild {field}", replace(node, **{field: value})
    if node.end is NodeEnd.BLOCKED:
        for blocking in (-1, node.blocking + 1, market.options):
            yield "other block", replace(node, blocking=blocking)
    if i:
        yield "other option", replace(node, option=int(draw.integers(0, market.options)))
    for name, forged in forged_deletions(market, node.deletions, np.array([node.option]), draw):
        yield f"{name} at a node", replace(node, deletions=forged)
