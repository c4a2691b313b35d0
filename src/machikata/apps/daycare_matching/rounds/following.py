# SPDX-License-Identifier: Apache-2.0
"""From the result of a round to the input of the next one: who still waits, which seats are left, what a decline costs.

Every round is a fresh run on new frozen files; nobody who was admitted is moved by a later round. (design: daycare.md 5.6)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.explaining.results import result_kinds
from machikata.apps.daycare_matching.letters.values import Result
from machikata.apps.daycare_matching.market import Ints
from machikata.apps.daycare_matching.reading.headers import plain_header
from machikata.apps.daycare_matching.reading.numbers import book_of, without_zeros, written_number
from machikata.apps.daycare_matching.rules import Ruleset
from machikata.apps.daycare_matching.rules.values import WrittenAs
from machikata.apps.daycare_matching.solving import Solved
from machikata.automation.app.documents import Sheet, SheetColumn
from machikata.automation.app.inputs import InputTable
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text

_ITEM = "調整指数項目"
_NUMBERED_ITEM = re.compile(rf"{_ITEM}0*([1-9]\d*)")
_INTAKE = "募集人数"
_TRANSFER = ("転園元施設", "転園元枠番号")


class AfterDecline(StrEnum):
    """What becomes of an application whose offer was declined: it leaves the next round, or stays in it with the penalties of the rules."""

    LEAVES = "leaves"
    PENALTY = "penalty"


@dataclass(frozen=True, slots=True)
class FollowingRound:
    """Files of the next round, to be looked through and completed (new applications) before they are frozen.

    `left` counts the applications that go out, `penalised` those that stay after a decline; `notes` are for the officer.
    """

    children: Sheet
    facilities: Sheet
    left: int
    penalised: int
    seats: int
    notes: tuple[Problem, ...]


def following_round(
    result: Solved,
    children: InputTable,
    facilities: InputTable,
    *,
    declined: AbstractSet[str],
    after: AfterDecline,
) -> FollowingRound:
    """The files of the next round. `declined` are the 申請者番号 of offers that were declined.

    Raises:
        InputRefused: a number that is not in the round, or that had no offer to decline.
    """
    kinds = results_by_number(result)
    _refuse_wrong(declined, kinds)
    offered = {n for n, kind in kinds.items() if kind in (Result.OFFERED, Result.MOVES)}
    leaving = offered - declined if after is AfterDecline.PENALTY else offered
    penalised = offered - leaving
    seats = seats_left(result, declined=declined)
    kept, notes = _children(result, children, leaving=leaving, penalised=penalised)
    return FollowingRound(
        kept, _facilities(result.built, facilities, seats), len(leaving), len(penalised), int(seats.sum()), notes
    )


def after_decline(written: str) -> AfterDecline:
    """What a person named.

    Raises:
        InputRefused: it is neither of the two.
    """
    if written in set(AfterDecline):
        return AfterDecline(written)
    what = Text("そのような扱いはありません", "there is no such treatment")
    remedy = Text(f"{'か'.join(AfterDecline)}です", f"choose {' or '.join(AfterDecline)}")
    raise InputRefused([Problem("after-decline-unknown", what, remedy, Place(column="after", value=written))])


def results_by_number(result: Solved) -> Mapping[str, Result]:
    """What came out, by 申請者番号."""
    children = result.built.applications.children
    kinds = result_kinds(result.built, result.results)
    return {children[place].number: kind for place, kind in zip(result.built.child.tolist(), kinds, strict=True)}


def seats_left(result: Solved, *, declined: AbstractSet[str]) -> Ints:
    """[S] seats that the next round may give out: the 募集人数, less the children who come, and one more for each who moves away.

    Pools that this round did not give out keep their 募集人数. A transfer that was declined leaves both seats free. 0 where the
    municipality gives out nothing.
    """
    built, places = result.built, result.results
    pools, children = built.applications.pools, built.applications.children
    left = np.array([p.intake for p in pools], dtype=np.int64)
    for c, place in enumerate(built.child.tolist()):
        child, pool = children[place], int(places.pool[c])
        if pool < 0 or places.stays[c]:
            continue
        if child.number not in declined:
            left[pool] -= 1
        if child.current is not None:
            left[child.current] += 1
    left[[p.excluded for p in pools]] = 0
    return left


def _refuse_wrong(declined: AbstractSet[str], kinds: Mapping[str, Result]) -> None:
    problems = []
    for number in sorted(declined):
        place = Place(column="申請者番号", value=number)
        if number not in kinds:
            what = Text("この回の申込みにない番号です", "the number is not in this round")
            problems.append(Problem("decline-unknown", what, Text("番号を確かめてください", "check the number"), place))
        elif kinds[number] not in (Result.OFFERED, Result.MOVES):
            what = Text("内定していないので、辞退できません", "there was no offer to decline")
            problems.append(
                Problem("decline-without-offer", what, Text("番号を確かめてください", "check the number"), place)
            )
    if problems:
        raise InputRefused(problems)


def _children(
    result: Solved, table: InputTable, *, leaving: AbstractSet[str], penalised: AbstractSet[str]
) -> tuple[Sheet, tuple[Problem, ...]]:
    """The rows that stay, every other column as it was."""
    built = result.built
    by_row = {child.row: child for child in built.applications.children}
    names = list(table.columns.column_names)
    columns = {name: table.column(name) for name in names}
    codes = _penalty_codes(result)
    transfer = [header for header in names if plain_header(header) in _TRANSFER]
    items = _items(names)
    rows: list[dict[str, str]] = []
    for i, row_number in enumerate(table.rows.tolist()):
        child = by_row.get(row_number)
        if child is None or child.number in leaving:
            continue
        row = {name: columns[name][i] for name in names}
        if child.number in penalised:
            row = _with_penalty(
                row, codes[child.number], items=items, cleared=transfer if child.current is not None else ()
            )
        rows.append(row)
    names = list(dict.fromkeys([*names, *(name for row in rows for name in row)]))  # a penalty may need a new column
    cells = tuple(tuple(row.get(name, "") for name in names) for row in rows)
    sheet = Sheet("children", Text("次の回の申込み", "Applications of the next round"), _heads(names), cells)
    return sheet, _notes(result.opened.ruleset, leaving, penalised, built)


def _penalty_codes(result: Solved) -> Mapping[str, tuple[str, ...]]:
    """Per 申請者番号 the penalties that a decline of its offer would bring, as the rules write them."""
    rules, built = result.opened.ruleset, result.built
    if rules.written_as is not WrittenAs.CODES:
        return {built.applications.children[c].number: () for c in built.child.tolist()}
    penalties = [a for a in rules.adjustments if a.penalty]
    firsts = {a.group or a.code: a for a in reversed(penalties)}
    codes: dict[str, tuple[str, ...]] = {}
    for c, place in enumerate(built.child.tolist()):
        pool = int(result.results.pool[c])
        facility = built.applications.facilities[built.applications.pools[pool].facility].number if pool >= 0 else ""
        codes[built.applications.children[place].number] = tuple(
            f"{a.code}@{facility}" if a.at_facility or a.excludes else a.code
            for a in sorted(firsts.values(), key=lambda a: a.code)
        )
    return codes


def _items(names: Sequence[str]) -> Mapping[int, str]:
    """The headers of 調整指数項目1, 2, … as the file spells them."""
    found = ((_NUMBERED_ITEM.fullmatch(plain_header(header)), header) for header in names)
    return {int(match[1]): header for match, header in found if match is not None}


def _with_penalty(
    row: Mapping[str, str], codes: Sequence[str], *, items: Mapping[int, str], cleared: Sequence[str]
) -> dict[str, str]:
    """The row with the codes in its first free 調整指数項目; who was to move has given up the old seat (`cleared`)."""
    marked = dict(row) | dict.fromkeys(cleared, "")
    number = 1
    for code in codes:
        while marked.get(items.get(number, f"{_ITEM}{number}"), "").strip():
            number += 1
        marked[items.get(number, f"{_ITEM}{number}")] = code
    return marked


def _facilities(built: Built, table: InputTable, seats: Ints) -> Sheet:
    """The same list with the seats that are left as 募集人数; what the municipality does not give out stays as it is."""
    pools, book = built.applications.pools, book_of(f.number for f in built.applications.facilities)
    left = {
        (p.facility, without_zeros(p.number)): n
        for p, n in zip(pools, seats.tolist(), strict=True)
        if not p.excluded
    }  # fmt: skip
    names = list(table.columns.column_names)
    columns = [table.column(name) for name in names]
    spelled = {plain_header(name): name for name in names}
    places = zip(table.column(spelled["施設番号"]), table.column(spelled["枠番号"]), strict=True)
    keys = [(book.find(written_number(f)), without_zeros(written_number(n))) for f, n in places]
    intake = names.index(spelled[_INTAKE])
    rows = tuple(
        tuple(left.get(key, column[i]) if k == intake else column[i] for k, column in enumerate(columns))
        for i, key in enumerate(keys)
    )
    return Sheet("facilities", Text("次の回の施設と枠", "Facilities of the next round"), _heads(names), rows)


def _heads(names: Sequence[str]) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(Text(name, name)) for name in names)


def _notes(rules: Ruleset, leaving: AbstractSet[str], penalised: AbstractSet[str], built: Built) -> tuple[Problem, ...]:
    """What a person must still settle: siblings of those who were admitted, and penalties written as points."""
    notes: list[Problem] = []
    households = {c.household for c in built.applications.children if c.number in leaving}
    waiting = [c for c in built.applications.children if c.household in households and c.number not in leaving]
    if waiting:
        notes.append(
            Problem(
                "sibling-admitted",
                Text("きょうだいが内定した申込みが残ります", "applications stay whose sibling was offered a seat"),
                Text(
                    "きょうだい在園の加点を、要綱に合わせて確かめてください", "check the points for a sibling enrolled"
                ),
                Place(column="申請者番号", value="、".join(sorted(c.number for c in waiting)[:10])),
                Severity.NOTE,
                len(waiting),
            )
        )
    torn = sorted(households & built.applications.combinations.keys())
    if torn:
        notes.append(_combinations_again(torn))
    if penalised and rules.written_as is WrittenAs.POINTS:
        notes.append(
            Problem(
                "penalty-by-hand",
                Text(
                    "調整指数を点数で書くので、辞退の減点を入れていません",
                    "adjustments are written as points; the penalty is not in",
                ),
                Text("辞退した申込みの減点を入れてください", "enter the penalty of those who declined"),
                Place(column=_ITEM, value="、".join(sorted(penalised)[:10])),
                Severity.WARNING,
                len(penalised),
            )
        )
    return tuple(notes)


def _combinations_again(households: Sequence[str]) -> Problem:
    """Lists of combinations are files of their own, which are not written anew."""
    return Problem(
        "combinations-again",
        Text(
            "きょうだいの組み合わせの一覧に、内定して次の回に入らない子どもがいます",
            "lists of combinations name children who were offered a seat and leave",
        ),
        Text(
            "次の回に使う前に、その世帯の組み合わせを直してください",
            "correct the combinations of these households before the next round",
        ),
        Place(column="世帯番号", value="、".join(households[:10])),
        Severity.WARNING,
        len(households),
    )
