# SPDX-License-Identifier: Apache-2.0
"""Lists for the section and the facilities. They name children and are not for publication; see `published` for what is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.letters.pools import (
    PERSONS,
    POINTS,
    POOL_COLUMNS,
    column,
    lowest_points,
    pool_cells,
    pool_order,
)
from machikata.apps.daycare_matching.letters.values import RESULT_WORDS, LetterData, Placed, PoolCounts, Result
from machikata.automation.app.documents import Cell, Sheet
from machikata.domain.text import Text

_CHILD_COLUMNS = (
    column("申請者番号", "Application number"),
    column("世帯番号", "Household number"),
    column("児童の氏名", "Child"),
    column("生年月日", "Date of birth"),
    column("クラス年齢", "Age class", Text("歳児", "years")),
)


def rosters(built: Built, placed: Placed, letters: Sequence[LetterData], counts: PoolCounts) -> tuple[Sheet, ...]:
    """Roster of every facility, result of every child, reasons of every refused wish, seats of every pool.

    `letters` are those of `explaining.letter_data`: one per child of the market, in its order.
    """
    return (
        facility_roster(built, placed, letters),
        results_list(built, letters),
        refusals_list(letters),
        seats_list(built, counts),
    )


def facility_roster(built: Built, placed: Placed, letters: Sequence[LetterData]) -> Sheet:
    """施設別名簿: who is offered a seat and which transfer applicants keep theirs, by facility, pool and application number."""
    place = {pool: i for i, pool in enumerate(pool_order(built.applications))}
    seated = []
    for c, (letter, pool) in enumerate(zip(letters, np.asarray(placed.pool).tolist(), strict=True)):
        held = pool if pool >= 0 else built.applications.children[int(built.child[c])].current
        if held is not None and letter.result is not Result.HELD:
            seated.append((place[held], letter.application, held, letter))
    rows = tuple(
        (*pool_cells(built.applications, held), *_child(d), RESULT_WORDS[d.result], _wish(d), d.points)
        for _, _, held, d in sorted(seated, key=lambda s: s[:2])
    )
    columns = (
        *POOL_COLUMNS,
        *_CHILD_COLUMNS,
        column("結果", "Result"),
        column("希望順位", "Wish rank"),
        column("指数", "Points", POINTS),
    )
    return Sheet("facility-roster", Text("施設別名簿", "Roster by facility"), columns, rows)


def results_list(built: Built, letters: Sequence[LetterData]) -> Sheet:
    """利用調整結果一覧: one row a child, by application number."""
    rows = tuple(
        (
            *_child(d),
            RESULT_WORDS[d.result],
            d.seat.number if d.seat else None,
            d.seat.facility if d.seat else None,
            d.seat.seats if d.seat else None,
            _wish(d),
            len(built.applications.children[int(built.child[c])].wishes),
            d.points,
            d.current or None,
            _YES if d.leave_extension else _NO,
        )
        for c, d in sorted(enumerate(letters), key=lambda pair: pair[1].application)
    )
    columns = (
        *_CHILD_COLUMNS,
        column("結果", "Result"),
        column("内定施設番号", "Number of the facility offered"),
        column("内定施設", "Facility offered"),
        column("内定クラス・枠", "Class and seats offered"),
        column("希望順位", "Wish rank"),
        column("希望の数", "Number of wishes"),
        column("指数", "Points", POINTS),
        column("転園元施設", "Present facility"),
        column("育休延長許容", "Accepts longer leave"),
    )
    return Sheet("results", Text("利用調整結果一覧", "Results"), columns, rows)


def refusals_list(letters: Sequence[LetterData]) -> Sheet:
    """かなわなかった希望の一覧: one row a refused wish, by application number and wish."""
    rows = tuple(
        (
            d.application,
            d.household,
            line.wish,
            line.facility,
            line.seats,
            line.reason,
            line.own_points,
            line.lowest_points,
            line.criterion,
            line.points_that_suffice,
            line.waiting_rank,
        )
        for d in sorted(letters, key=lambda d: d.application)
        for line in sorted(d.refused, key=lambda line: line.wish)
    )
    columns = (
        column("申請者番号", "Application number"),
        column("世帯番号", "Household number"),
        column("希望順位", "Wish rank"),
        column("施設", "Facility"),
        column("クラス・枠", "Class and seats"),
        column("理由", "Reason"),
        column("指数", "Points", POINTS),
        column("内定した方の最低指数", "Lowest points offered", POINTS),
        column("決め手となった基準", "Deciding criterion"),
        column("内定に届いた指数", "Points that would have sufficed", POINTS),
        column("待機順位", "Waiting rank"),
    )
    return Sheet("refused-wishes", Text("かなわなかった希望と理由", "Refused wishes and reasons"), columns, rows)


def seats_list(built: Built, counts: PoolCounts) -> Sheet:
    """枠ごとの結果: seats, who took and who keeps them, what is left, who waits, and the lowest points. Not for publication."""
    lowest = lowest_points(built, counts)
    rows = tuple(
        (
            *pool_cells(built.applications, s),
            built.applications.pools[s].intake,
            int(counts.admitted[s]),
            int(counts.staying[s]),
            int(counts.unused[s]),
            int(counts.waiting[s]),
            lowest[s],
        )
        for s in pool_order(built.applications)
        if not built.applications.pools[s].excluded
    )
    columns = (
        *POOL_COLUMNS,
        column("募集人数", "Seats to give out", PERSONS),
        column("内定した人数", "Children offered a seat", PERSONS),
        column("転園せず継続する人数", "Transfer applicants who stay", PERSONS),
        column("空き人数", "Seats left", PERSONS),
        column("待機人数", "Children waiting", PERSONS),
        column("最低指数", "Lowest points", POINTS),
    )
    return Sheet("seats", Text("枠ごとの結果", "Seats"), columns, rows)


_YES, _NO = Text("はい", "yes"), Text("いいえ", "no")


def _child(letter: LetterData) -> tuple[Cell, ...]:
    return letter.application, letter.household, letter.name, letter.born.isoformat(), letter.age_class


def _wish(letter: LetterData) -> int | None:
    return letter.seat.wish if letter.seat else None
