# SPDX-License-Identifier: Apache-2.0
"""Whether an allocation is feasible, stable (or blocked exactly as declared), and its swaps are what they say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from machikata.apps.daycare_matching.allocation import Allocation, Proof, Stability
from machikata.apps.daycare_matching.checking.demand import Demands, accepted, holders, read_demands, spread
from machikata.apps.daycare_matching.checking.market import MOST_SHOWN, check_market
from machikata.apps.daycare_matching.checking.report import CheckReport, Fault, FaultKind
from machikata.apps.daycare_matching.checking.swaps import check_swaps
from machikata.apps.daycare_matching.market import Ints, Market
from machikata.domain.text import Text

STABLE = Text(
    "この割当ては定員の範囲内で、決められた基準のもとで安定です。",
    "The allocation keeps to the seats and is stable under the declared rule.",
)
AS_DECLARED = Text(
    "この割当ては定員の範囲内で、例外となるのは申告された世帯だけです。",
    "The allocation keeps to the seats, and exactly the declared households are exceptions.",
)


def check_allocation(market: Market, allocation: Allocation) -> CheckReport:
    """The faults of `allocation`: feasibility, stability under its declared rule, the blocked households it declares, its swaps.

    The proof of uniqueness is not looked at here: `check_certificate`.
    """
    return check_market_first(market, allocation) or check_read(read_demands(market), allocation)


def check_market_first(market: Market, allocation: Allocation) -> CheckReport | None:
    """The faults that keep the other checks from beginning; None when there are none."""
    report = check_market(market)
    faults = report.faults or tuple(_held(market, allocation.held))
    return CheckReport(faults) if faults else None


def check_read(demands: Demands, allocation: Allocation) -> CheckReport:
    """As `check_allocation`, for a market whose demands have been read and whose households hold options of their own."""
    faults = list(_overfull(demands, allocation.held))
    faults += _blocked_as_declared(demands, allocation)
    faults += check_swaps(demands.market, allocation)
    confirmed = STABLE if allocation.blocked is None else AS_DECLARED
    return CheckReport(tuple(faults), () if faults else (confirmed,))


def overfull(demands: Demands, held: Ints) -> Ints:
    """The pools with more children than seats."""
    taken = np.isin(demands.entry_option, held)
    inside = np.bincount(demands.entry_pool[taken], minlength=len(demands.market.capacity))
    return np.flatnonzero(inside > demands.market.capacity)


def blocking_options(demands: Demands, held: Ints, stability: Stability) -> Ints:
    """Every option that is better than the one its household holds and would be accepted."""
    family, option = spread(demands.market.option_start[:-1], held)
    would = accepted(demands, stability, tally=holders(demands, held), option=option, instead_of=held[family])
    return option[would]


def _held(market: Market, held: Ints) -> Iterator[Fault]:
    """Every household holds one of its own options (which holds each of its children at most once: `check_market`)."""
    if len(held) != market.families:
        text = Text("世帯数と割当ての数が違います。", "The allocation does not hold one option per household.")
        yield Fault(FaultKind.NOT_OWN_OPTION, text)
        return
    wrong = (held < market.option_start[:-1]) | (held >= market.option_start[1:])
    text = Text("世帯のものではない選択肢が割り当てられています。", "The option is none of the household's own.")
    for family in np.flatnonzero(wrong)[:MOST_SHOWN]:
        yield Fault(FaultKind.NOT_OWN_OPTION, text, household=int(family), option=int(held[family]))


def _overfull(demands: Demands, held: Ints) -> Iterator[Fault]:
    text = Text("定員より多くの児童が入っています。", "More children than seats.")
    for pool in overfull(demands, held)[:MOST_SHOWN]:
        yield Fault(FaultKind.OVERFULL, text, pool=int(pool))


def _blocked_as_declared(demands: Demands, allocation: Allocation) -> Iterator[Fault]:
    """Exactly the declared households block, with the stated options."""
    blocking = blocking_options(demands, allocation.held, allocation.stability)
    blocked = allocation.blocked
    declared = dict(zip(blocked.households, blocked.blocking, strict=False)) if blocked else {}
    yield from _declaration(allocation)
    text = Text(
        "よりよい選択肢を受け入れられるのに割り当てられていません。",
        "A better option of the household would be accepted.",
    )
    undeclared = [o for o in blocking.tolist() if int(demands.family[o]) not in declared]
    for option in undeclared[:MOST_SHOWN]:
        yield Fault(FaultKind.BLOCKS, text, household=int(demands.family[option]), option=option)
    real = set(blocking.tolist())
    text = Text(
        "例外とされた世帯は、示された選択肢では例外になりません。",
        "The household does not block with the stated option.",
    )
    for household, option in declared.items():
        if option not in real or int(demands.family[option]) != household:
            yield Fault(FaultKind.DECLARED_BLOCKED, text, household=household, option=option)


def _declaration(allocation: Allocation) -> Iterator[Fault]:
    """The declaration in itself: there where it must be, one option per household, its bounds around what is held."""
    blocked, kind = allocation.blocked, FaultKind.DECLARED_BLOCKED
    if blocked is None:
        if allocation.proof is Proof.NONE:
            yield Fault(kind, Text("例外となる世帯が示されていません。", "No household is declared as blocked."))
        return
    if allocation.proof in (Proof.UNIQUE, Proof.SEVERAL):
        text = Text("安定な割当てに例外の世帯が示されています。", "A stable allocation declares blocked households.")
        yield Fault(kind, text)
    if len(blocked.blocking) != len(blocked.households) or len(set(blocked.households)) != len(blocked.households):
        yield Fault(kind, Text("例外の世帯の一覧が整っていません。", "The list of blocked households is malformed."))
    if not blocked.lower <= blocked.upper or blocked.upper != len(blocked.households):
        yield Fault(
            kind, Text("例外の世帯数の上下限が合いません。", "The bounds do not fit the number of blocked households.")
        )
