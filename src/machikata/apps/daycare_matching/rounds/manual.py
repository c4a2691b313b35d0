# SPDX-License-Identifier: Apache-2.0
"""The result made by hand, last year's or this year's, as a table: 申請者番号, 施設番号, 枠番号 (blank: 保留, or stays)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.reading.headers import plain_header
from machikata.apps.daycare_matching.reading.numbers import book_of, without_zeros, written_number
from machikata.automation.app.inputs import InputTable
from machikata.automation.app.manifest import InputColumn
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

MANUAL_COLUMNS = (
    InputColumn(
        "申請者番号", Text("申込みの一覧と同じ番号です。", "As in the list of applications."), example="2600001"
    ),
    InputColumn(
        "施設番号", Text("内定した施設。空白は保留です。", "The facility offered; empty where held."), example="F001"
    ),
    InputColumn(
        "枠番号",
        Text("内定した枠。その園の枠が1つなら空白で構いません。", "The pool; may be empty where one fits."),
        required=False,
        example="1",
    ),
)


@dataclass(frozen=True, slots=True)
class ManualResult:
    """`seats` gives per place in `Applications.children` the pool (None: no seat) of those the table names; `others` are its numbers
    that did not apply in this round.
    """

    seats: Mapping[int, int | None]
    others: tuple[str, ...]


def read_manual(table: InputTable, applications: Applications) -> ManualResult:
    """The table against the applications of the round.

    Raises:
        InputRefused: with every row that names a child twice, or a facility or pool that is not in the list.
    """
    spelled = {plain_header(name): name for name in table.columns.column_names}
    missing = [c.name for c in MANUAL_COLUMNS if c.required and c.name not in spelled]
    if missing:
        raise InputRefused([_missing(table, name) for name in missing])
    numbers = book_of(child.number for child in applications.children)
    by_facility: list[list[int]] = [[] for _ in applications.facilities]
    for s, known in enumerate(applications.pools):
        by_facility[known.facility].append(s)
    facilities = book_of(facility.number for facility in applications.facilities)
    seats: dict[int, int | None] = {}
    others: list[str] = []
    problems: list[Problem] = []
    columns = (table.column(spelled[c.name]) if c.name in spelled else [""] * len(table.rows) for c in MANUAL_COLUMNS)
    for row, number, facility, pool in zip(table.rows.tolist(), *columns, strict=True):
        child = numbers.find(written_number(number))
        if child < 0:
            others.append(number.strip())
            continue
        at = facilities.find(written_number(facility)) if facility.strip() else None
        there = by_facility[at] if at is not None and at >= 0 else []
        seat = _seat(applications, there, child, written_number(pool)) if at is not None else None
        if child in seats:
            problems.append(_fault("manual-twice", table, row, number, _TWICE))
        elif isinstance(seat, Text):
            problems.append(_fault("manual-seat-unknown", table, row, f"{facility} {pool}".strip(), seat))
        else:
            seats[child] = seat
    if problems:
        raise InputRefused(problems)
    return ManualResult(seats, tuple(sorted(others)))


_TWICE = Text("同じ子どもが2回あります", "the child stands there twice")


def _seat(applications: Applications, there: Sequence[int], child: int, pool: str) -> int | Text:
    """The pool of those `there` that is meant: the one named, the only one of the child's class, or the one the child wished."""
    fits = [s for s in there if not pool or without_zeros(applications.pools[s].number) == without_zeros(pool)]
    if not fits:
        return Text("施設と枠の一覧にありません", "it is not in the list of facilities")
    of_class = [s for s in fits if applications.children[child].age_class in applications.pools[s].classes] or fits
    wished = [w.pool for w in applications.children[child].wishes if w.pool in of_class]
    if len(of_class) == 1 or len(wished) == 1:
        return of_class[0] if len(of_class) == 1 else wished[0]
    return Text("どの枠か決まりません。枠番号を書いてください", "several pools fit; name one")


def _missing(table: InputTable, name: str) -> Problem:
    return Problem(
        "column-missing",
        Text(f"列「{name}」がありません", f"the column “{name}” is missing"),
        Text("見出しを確かめてください", "check the header"),
        Place(file=table.file_name, sheet=table.sheet, column=name),
    )


def _fault(code: str, table: InputTable, row: int, value: str, what: Text) -> Problem:
    place = Place(file=table.file_name, sheet=table.sheet, row=row, value=value)
    return Problem(code, what, Text("行を直してください", "correct the row"), place)
