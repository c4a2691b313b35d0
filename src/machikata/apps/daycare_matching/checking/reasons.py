# SPDX-License-Identifier: Apache-2.0
"""Whether every refused wish has the reason that the definitions give, and whether what is compared in it is what was held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from machikata.apps.daycare_matching.allocation import Allocation
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.checking.allocation import check_market_first
from machikata.apps.daycare_matching.checking.market import MOST_SHOWN
from machikata.apps.daycare_matching.checking.places import Places
from machikata.apps.daycare_matching.checking.report import CheckReport, Fault, FaultKind
from machikata.apps.daycare_matching.explaining.values import ReasonCode, RefusedWishes
from machikata.domain.text import Text

COMPARED = (ReasonCode.CLASS_FULL, ReasonCode.STAYS)
WAITING = (*COMPARED, ReasonCode.NO_SEATS, ReasonCode.SIBLING, ReasonCode.BLOCKED)


def check_reasons(built: Built, allocation: Allocation, reasons: RefusedWishes) -> CheckReport:
    """The faults of `reasons`: wishes left out or too many, reasons that are not so, wrong comparisons and waiting ranks.

    That a wish never entered the market because the child may not be taken there follows from the rules, not from the market: such
    reasons are counted under `unconfirmed`.
    """
    refused = check_market_first(built.market, allocation)
    if refused is not None:
        return refused
    if len({len(getattr(reasons, name)) for name in reasons.__slots__}) > 1:
        return CheckReport(
            (
                Fault(
                    FaultKind.REASON,
                    Text("理由の表の列の長さが違います。", "The columns of the reasons differ in length."),
                ),
            )
        )
    rows = list(map(_Row._make, zip(*(getattr(reasons, n).tolist() for n in reasons.__slots__), strict=True)))
    places = Places(built, allocation)
    faults = list(_complete(places, rows))
    if not faults:
        for row in rows:
            faults += _reason(places, row)
            if len(faults) > MOST_SHOWN:
                break
    if not faults:
        faults += _waiting_ranks(places, rows)
    return CheckReport(tuple(faults), () if faults else (_confirmed(rows),), _unconfirmed(rows))


class _Row(NamedTuple):
    """One refused wish, fields as in RefusedWishes."""

    child: int
    wish: int
    pool: int
    reason: int
    criterion: int
    own_entry: int
    lowest_entry: int
    waiting_rank: int
    sibling: int
    sibling_pool: int


def _confirmed(rows: list[_Row]) -> Text:
    return Text(
        f"希望が通らなかった理由{len(rows)}件を確かめました。",
        f"The reasons of {len(rows)} refused wishes are confirmed.",
    )


def _unconfirmed(rows: list[_Row]) -> tuple[Text, ...]:
    count = sum(row.reason == ReasonCode.NOT_ELIGIBLE for row in rows)
    text = Text(
        f"「対象外」{count}件は市場データに現れないことだけを確かめました。",
        f"Of {count} wishes called not eligible it is only confirmed that they are not in the market.",
    )
    return (text,) if count else ()


def _complete(places: Places, rows: list[_Row]) -> Iterator[Fault]:
    """There is one row for every wish that was not granted, in order of child and wish, with its pool."""
    expected = [
        (child, wish, pool)
        for child, wishes in enumerate(places.wishes)
        for wish, pool in enumerate(wishes)
        if wish != places.granted[child]
    ]
    if [(row.child, row.wish, row.pool) for row in rows] != expected:
        text = Text(
            "理由の表が通らなかった希望と一致しません。", "The table does not list exactly the wishes not granted."
        )
        yield Fault(FaultKind.REASON, text)


def _fault(places: Places, row: _Row, ja: str, en: str) -> Fault:
    return Fault(FaultKind.REASON, Text(ja, en), household=places.family(row.child), pool=row.pool)


def _reason(places: Places, row: _Row) -> Iterator[Fault]:
    """The faults of one row."""
    entries = places.of_wish.get((row.child, row.wish), [])
    better = [e for e in entries if places.is_better(e)]
    allowed = _allowed(places, row, entries, better)
    if row.reason != allowed:
        yield _fault(places, row, "理由が定義と合いません。", "The reason is not the one that the definitions give.")
        return
    if row.own_entry not in (better or entries or [-1]):
        yield _fault(
            places, row, "比べた申込みがこの希望のものではありません。", "The entry compared is not one of this wish."
        )
        return
    failed_by_sibling = row.reason == ReasonCode.SIBLING and row.own_entry >= 0
    if failed_by_sibling and not _sibling_fails(places, row):
        yield _fault(
            places,
            row,
            "示されたきょうだいが理由ではありません。",
            "The sibling named is not what the option failed by.",
        )
    elif not failed_by_sibling and (row.sibling, row.sibling_pool) != (-1, -1):
        yield _fault(
            places, row, "関係のないきょうだいが示されています。", "A sibling is named that has no part in it."
        )
    yield from _comparison(places, row)


def _allowed(places: Places, row: _Row, entries: list[int], better: list[int]) -> ReasonCode:
    """The reason that the definitions of `ReasonCode` give."""
    if not entries:
        joint = places.siblings(row.child) > 1 and not places.was_dropped(row.child, row.wish)
        return ReasonCode.SIBLING if joint else ReasonCode.NOT_ELIGIBLE
    if not better:
        return ReasonCode.BETTER_GRANTED
    if any(places.option_fits(e) for e in better):
        return ReasonCode.BLOCKED
    if any(places.fits_alone(e) for e in better):
        return ReasonCode.SIBLING
    if places.capacity[row.pool] == 0:
        return ReasonCode.NO_SEATS
    return ReasonCode.STAYS if places.stays[row.child] else ReasonCode.CLASS_FULL


def _sibling_fails(places: Places, row: _Row) -> bool:
    """In the option of the entry compared the child alone has room, and the sibling has none, or takes the child's."""
    own = row.own_entry
    part = [
        e
        for e in places.beside(own)
        if places.child[e] == row.sibling and places.pool[e] == row.sibling_pool and e != own
    ]
    if not part or not places.fits_alone(own):
        return False
    return not places.fits(part[0]) or (row.sibling_pool == row.pool and not places.fits(own))


def _comparison(places: Places, row: _Row) -> Iterator[Fault]:
    """The lowest one admitted is named where others filled the class, and the criterion is the first in which the two differ."""
    if row.reason not in COMPARED:
        if (row.lowest_entry, row.criterion) != (-1, -1):
            yield _fault(
                places, row, "比較の必要がない理由に比較があります。", "A comparison is given where none belongs."
            )
        return
    if row.lowest_entry not in places.lowest_admitted(row.pool, places.family(row.child)):
        yield _fault(places, row, "最後に入った申込みではありません。", "This is not the lowest entry admitted.")
        return
    if row.lowest_entry < 0:
        differ = -1
    else:
        own, lowest = places.keys[row.own_entry], places.keys[row.lowest_entry]
        differing = (own != lowest).tolist()
        differ = differing.index(True) if True in differing else -1
        if differ >= 0 and not lowest[differ] < own[differ]:
            yield _fault(
                places, row, "入った申込みのほうが順位が下です。", "The one admitted ranks lower by this criterion."
            )
    if row.criterion != differ:
        yield _fault(places, row, "決め手の基準が違います。", "The deciding criterion is another.")


def _waiting_ranks(places: Places, rows: list[_Row]) -> Iterator[Fault]:
    """Who waits is counted per pool: 1 + those waiting who rank above."""
    waiting = defaultdict(list)
    for row in rows:
        if row.reason in WAITING and row.own_entry >= 0:
            waiting[row.pool].append(row)
        elif row.waiting_rank:
            yield _fault(places, row, "待機順位がつくはずのない希望です。", "This wish is not one to wait for.")
    for queue in waiting.values():
        queue.sort(key=lambda row: places.rank[row.own_entry])
        for place, row in enumerate(queue, start=1):
            if row.waiting_rank != place:
                yield _fault(places, row, "待機順位が違います。", "The waiting rank is another.")
                break
