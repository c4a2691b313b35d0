# SPDX-License-Identifier: Apache-2.0
"""The result made by hand, last year's or this year's, as a table: 申請者番号, 施設番号, 枠番号 (blank: 保留, or stays)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.reading.headers import plain_header
from machikata.apps.daycare_matching.reading.numbers import without_zeros
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
    numbers = {without_zeros(child.number): i for i, child in enumerate(applications.children)}
    by_facility: dict[str, list[int]] = {}
    for s, known in enumerate(applications.pools):
        by_facility.setdefault(without_zeros(applications.facilities[known.facility].number), []).append(s)
    seats: dict[int, int | None] = {}
    others: list[str] = []
    problems: list[Problem] = []
    columns = (table.column(spelled[c.name]) if c.name in spelled else [""] * len(table.rows) for c in MANUAL_COLUMNS)
    for row, number, facility, pool in zip(table.rows.tolist(), *columns, strict=True):
        child = numbers.get(without_zeros(number.strip()))
        if child is None:
            others.append(number.strip())
            continue
        seat = _seat(applications, by_facility, child, facility.strip(), pool.strip())
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


def _seat(
    applications: Applications, by_facility: Mapping[str, list[int]], child: int, facility: str, pool: str
) -> int | Text | None:
    """The pool that is meant: the one named, the only one of the child's class, or the one the child wished."""
    if not facility:
        return None
    fits = [
        s
        for s in by_facility.get(without_zeros(facility), ())
        if not pool or without_zeros(applications.pools[s].number) == without_zeros(pool)
    ]
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
