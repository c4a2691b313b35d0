# SPDX-License-Identifier: Apache-2.0
"""Whether a market keeps the invariants that `market.Market` promises. Every other check begins from a market that does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from machikata.apps.daycare_matching.checking.report import CheckReport, Fault, FaultKind
from machikata.apps.daycare_matching.market import Ints, Market
from machikata.domain.text import Text

MOST_SHOWN = 20
"""Faults of one kind that a report lists; more of the same tell nothing new."""


def check_market(market: Market) -> CheckReport:
    """The faults of `market` against the invariants in `market.Market`'s docstring; none when it can be relied upon.

    Shapes and indices come first: when these are wrong, the rest cannot be read and is not checked.
    """
    faults = list(_shapes(market)) or list(_indices(market))
    if not faults:
        for check in (_options, _last_options, _guaranteed_seats, _order_of_pools):
            faults += check(market)
    confirmed = (
        ()
        if faults
        else (Text("市場データの前提条件はすべて満たされています。", "The market keeps all its invariants."),)
    )
    return CheckReport(tuple(faults), confirmed)


def option_of_entry(market: Market) -> Ints:
    """[E] the option that each entry belongs to."""
    return np.repeat(np.arange(market.options), np.diff(market.entry_start))


def family_of_option(market: Market) -> Ints:
    """[O] the household that each option belongs to."""
    return np.repeat(np.arange(market.families), np.diff(market.option_start))


def _fault(ja: str, en: str, **where: int) -> Fault:
    return Fault(FaultKind.MARKET, Text(ja, en), **where)


def _each(found: Ints, fault: Callable[[int], Fault]) -> Iterator[Fault]:
    return (fault(int(i)) for i in found[:MOST_SHOWN])


ENTRY_ARRAYS = ("entry_child", "entry_pool", "entry_rank", "entry_household_rank", "entry_stay", "entry_wish")
ARRAYS = ("capacity", "child_family", "option_start", "entry_start", *ENTRY_ARRAYS, "family_order")


def _shapes(market: Market) -> Iterator[Fault]:
    for name in ARRAYS:
        array = getattr(market, name)
        if not isinstance(array, np.ndarray) or array.dtype != np.int64 or array.ndim != 1:
            yield _fault(
                f"{name}は64ビット整数の1次元配列ではありません。", f"{name} is no flat array of 64-bit integers."
            )
            return
    entries = len(market.entry_child)
    for name in ENTRY_ARRAYS:
        if len(getattr(market, name)) != entries:
            yield _fault(f"{name}の長さが合いません。", f"{name} differs in length from the other entries.")
    for name, starts, total in (
        ("option_start", market.option_start, market.options),
        ("entry_start", market.entry_start, entries),
    ):
        if not len(starts) or starts[0] != 0 or starts[-1] != total or np.any(np.diff(starts) < 0):
            yield _fault(f"{name}の区切りが正しくありません。", f"{name} does not divide what it counts.")
    if len(market.family_order) != market.families:
        yield _fault("family_orderの長さが世帯数と違います。", "family_order does not have one place per household.")


def _indices(market: Market) -> Iterator[Fault]:
    within = (
        ("child_family", market.child_family, market.families),
        ("entry_child", market.entry_child, len(market.child_family)),
        ("entry_pool", market.entry_pool, len(market.capacity)),
        ("entry_stay", market.entry_stay, 2),
    )
    for name, array, end in within:
        if np.any((array < 0) | (array >= end)):
            yield _fault(f"{name}に範囲外の値があります。", f"{name} points outside.")
    for name in ("capacity", "entry_rank", "entry_household_rank"):
        if np.any(getattr(market, name) < 0):
            yield _fault(f"{name}に負の値があります。", f"{name} has negative values.")
    if np.any(np.where(market.entry_stay == 1, market.entry_wish != -1, market.entry_wish < 0)):
        yield _fault("entry_wishが希望順位でも在園でもありません。", "entry_wish is neither a wish nor a stay.")
    if np.any(np.sort(market.family_order) != np.arange(market.families)):
        yield _fault("family_orderが世帯の順位になっていません。", "family_order is no strict order of the households.")


def _options(market: Market) -> Iterator[Fault]:
    """Every household has an option, options hold only its own children, and each at most once."""
    yield from _each(
        np.flatnonzero(np.diff(market.option_start) == 0),
        lambda f: _fault("世帯に選択肢がありません。", "The household has no option.", household=f),
    )
    option = option_of_entry(market)
    foreign = market.child_family[market.entry_child] != family_of_option(market)[option]
    yield from _each(
        np.unique(option[foreign]),
        lambda o: _fault(
            "他の世帯の児童を含む選択肢です。", "The option holds a child of another household.", option=o
        ),
    )
    held, times = np.unique(option * len(market.child_family) + market.entry_child, return_counts=True)
    yield from _each(
        np.unique(held[times > 1] // max(len(market.child_family), 1)),
        lambda o: _fault("同じ児童が2回含まれています。", "The option holds a child twice.", option=o),
    )


def _last_options(market: Market) -> Iterator[Fault]:
    """The last option is "nothing for all": only stays, and all households together fit when they fall back on it."""
    option = option_of_entry(market)
    last = np.isin(option, market.option_start[1:] - 1)
    yield from _each(
        np.unique(option[last & (market.entry_stay == 0)]),
        lambda o: _fault(
            "最後の選択肢に新しい席があります。", "The last option of the household takes a seat.", option=o
        ),
    )
    stays = np.bincount(market.entry_pool[last], minlength=len(market.capacity))
    yield from _each(
        np.flatnonzero(stays > market.capacity),
        lambda s: _fault("在園児の席が定員を超えます。", "There are more guaranteed seats than seats.", pool=s),
    )


def _guaranteed_seats(market: Market) -> Iterator[Fault]:
    """A child with a seat has one, may fall back on it, and is without a seat in no option."""
    stay = market.entry_stay == 1
    children = len(market.child_family)
    own = np.unique(market.entry_child[stay] * max(len(market.capacity), 1) + market.entry_pool[stay])
    holder, seats = np.unique(own // max(len(market.capacity), 1), return_counts=True)
    option = option_of_entry(market)
    appears = np.bincount(market.entry_child, minlength=children)[holder]
    family = market.child_family[holder]
    falls_back = np.isin(holder, market.entry_child[np.isin(option, market.option_start[1:] - 1)])
    wrong = (seats > 1) | (appears != np.diff(market.option_start)[family]) | ~falls_back
    yield from _each(
        np.unique(family[wrong]),
        lambda f: _fault(
            "在園の席が複数あるか、席を失う選択肢があります。",
            "A child has several guaranteed seats, or an option that takes its seat away.",
            household=f,
        ),
    )


def _order_of_pools(market: Market) -> Iterator[Fault]:
    """Within a pool: stays first, no tie between children, and the household rank follows the rank."""
    order = np.lexsort((market.entry_household_rank, market.entry_rank, market.entry_pool))
    pool, rank, child = market.entry_pool[order], market.entry_rank[order], market.entry_child[order]
    stay, household_rank = market.entry_stay[order], market.entry_household_rank[order]
    same = pool[1:] == pool[:-1]
    for wrong, ja, en in (
        (
            (rank[1:] == rank[:-1]) & (child[1:] != child[:-1]),
            "同順位の児童がいます。",
            "Two children tie in the pool.",
        ),
        (stay[1:] > stay[:-1], "在園児より前に並ぶ児童がいます。", "Somebody ranks before a guaranteed seat."),
        (
            household_rank[1:] < household_rank[:-1],
            "世帯順位が順位と食い違います。",
            "The household rank contradicts the rank.",
        ),
    ):
        yield from _each(np.unique(pool[1:][same & wrong]), lambda s, ja=ja, en=en: _fault(ja, en, pool=s))  # type: ignore[misc]
