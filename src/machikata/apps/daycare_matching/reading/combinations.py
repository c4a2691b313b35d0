# SPDX-License-Identifier: Apache-2.0
"""siblings.csv: households that list their joint options themselves, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.reading.children import Rows
from machikata.apps.daycare_matching.reading.columns import Column, column_of, per_row, read_values
from machikata.apps.daycare_matching.reading.facilities import Places
from machikata.apps.daycare_matching.reading.findings import Fault, Findings, place_of, warning
from machikata.apps.daycare_matching.reading.headers import Headers, find_headers
from machikata.apps.daycare_matching.reading.numbers import book_of, look_up, read_identifiers
from machikata.apps.daycare_matching.reading.schema import COMBINATION_COLUMNS
from machikata.apps.daycare_matching.reading.seats import NO_SEAT, check_eligible, find_seats
from machikata.apps.daycare_matching.reading.values import read_positive
from machikata.automation.app.inputs import InputTable
from machikata.domain.errors import Problem
from machikata.domain.text import Text

Option = tuple[tuple[int, int | None], ...]
"""Row of the child in the children's file, and its pool; None for no seat, or to stay."""
RowOptions = Mapping[str, tuple[Option, ...]]
_EMPTY = Fault("value-missing", Text("空白です", "the cell is empty"), Text("値を入れてください", "fill it in"))
_UNKNOWN_CHILD = Fault(
    "combination-child-unknown",
    Text("申込みの一覧にない申請者番号です", "the number is not in the children's file"),
    Text("番号を直してください", "correct the number"),
)
_OTHER_HOUSEHOLD = Fault(
    "combination-other-household",
    Text("ほかの世帯の子どもです", "the child belongs to another household"),
    Text("世帯番号か申請者番号を直してください", "correct the household or the child"),
)
_WITHDRAWN = Fault(
    "combination-withdrawn",
    Text("申込みを取り下げた子どもです", "the application of this child has been withdrawn"),
    Text("この子を組み合わせから外してください", "take the child out of the combination"),
)
_CHILD_TWICE = Fault(
    "combination-child-twice",
    Text("同じ子どもが1つの組み合わせに2回あります", "the child stands twice in one combination"),
    Text("どちらかを直してください", "correct one of the two"),
)
_NO_CHILD = Fault(
    "combination-child-missing",
    Text("施設がありますが、申請者番号が空白です", "there is a facility, but no child"),
    Text("申請者番号を入れるか、施設を消してください", "fill in the child, or delete the facility"),
)
_NOT_WISHED = Fault(
    "combination-not-wished",
    Text("この子の希望にない施設（枠）です", "the child does not wish for this facility (pool)"),
    Text("申込みの一覧の希望に加えるか、組み合わせを直してください", "add it to the wishes of the child, or correct the combination"),
)  # fmt: skip


@dataclass(slots=True)
class _Line:
    """One row: its household, its place, and the seats by row of the children's file."""

    row: int
    household: str
    rank: int
    seats: dict[int, int | None]


def read_combinations(table: InputTable, rows: Rows, places: Places, findings: Findings) -> RowOptions:
    """The options of each household that lists them; children of the household that a row does not name get no seat.

    A combination that gives nobody a new seat is implied and left out.
    """
    return options_under(table, find_headers(table, COMBINATION_COLUMNS, findings), rows, places, findings)


def options_under(
    table: InputTable, headers: Headers, rows: Rows, places: Places, findings: Findings, *, chilmai: bool = False
) -> RowOptions:
    """The same with headers already known. With `chilmai` places may have gaps, and seats need not be among the wishes."""
    household, rank = column_of(table, headers.of("世帯番号")), column_of(table, headers.of("順位"))
    for needed in (household, rank):
        if needed.header:
            findings.each(np.flatnonzero(~needed.filled), lambda row, c=needed: c.problem(row, _EMPTY))  # type: ignore[misc]
    members = _members(rows)
    households = _households(household, members, findings)
    ranks = per_row(rank, read_values(rank, read_positive, findings))
    lines = {row: _Line(row, h, r, {}) for row, (h, r) in enumerate(zip(households, ranks, strict=True)) if h is not None and r is not None}  # fmt: skip
    for k in headers.numbers("申請者番号k", "施設番号k", "枠番号k"):
        columns = [column_of(table, headers.of(name, k)) for name in ("申請者番号k", "施設番号k", "枠番号k")]
        _add_seats(lines, households, columns, rows, places, findings)
        if not chilmai:
            _check_wished(lines, columns, rows, findings)
    return _ordered(table, rank, list(lines.values()), members, findings, chilmai=chilmai)


def _members(rows: Rows) -> dict[str, list[int]]:
    """The children of each household that take part, the oldest first."""
    found: dict[str, list[int]] = {}
    for row in np.flatnonzero(rows.active).tolist():
        household = rows.households[row]
        if household is not None:
            found.setdefault(household, []).append(row)
    return found


def _households(column: Column, members: Mapping[str, list[int]], findings: Findings) -> list[str | None]:
    known = list(members)
    at = look_up(column, read_identifiers(column, findings), book_of(known), findings)
    fault = Fault(
        "combination-household-unknown",
        Text("申込みの一覧にない世帯番号です", "the household is not in the children's file"),
        Text("世帯番号を直してください", "correct the household number"),
    )
    findings.each(np.flatnonzero(at < -1), lambda row: column.problem(row, fault))
    return [known[i] if i >= 0 else None for i in at.tolist()]


def _add_seats(
    lines: Mapping[int, _Line],
    households: Sequence[str | None],
    columns: list[Column],
    rows: Rows,
    places: Places,
    findings: Findings,
) -> None:
    """The k-th child of every row."""
    child, facility, number = columns
    at = look_up(child, read_identifiers(child, findings), rows.book, findings)
    findings.each(np.flatnonzero(at < -1), lambda row: child.problem(row, _UNKNOWN_CHILD))
    findings.each(np.flatnonzero(~child.filled & facility.filled), lambda row: child.problem(row, _NO_CHILD))
    at = np.maximum(at, -1)
    ages = rows.ages.take(at)
    pools = find_seats(facility, number, ages, places, findings)
    own = (at >= 0) & (pools != NO_SEAT) & (pools == rows.current[at])
    fits = own | check_eligible(facility, np.where(own, NO_SEAT, pools), ages, places, findings)
    for row, line in lines.items():
        who = int(at[row])
        if who < 0:
            continue
        fault = _fault_of(line, who, households[row], rows)
        if fault is not None:
            findings.add(child.problem(row, fault))
            continue
        line.seats[who] = int(pools[row]) if fits[row] and not own[row] else None


def _check_wished(lines: Mapping[int, _Line], columns: list[Column], rows: Rows, findings: Findings) -> None:
    """What stands in a combination must be among the child's own wishes."""
    child, facility, _ = columns
    numbers = read_identifiers(child, Findings())
    for row, line in lines.items():
        number = numbers[child.codes[row]]
        who = rows.book.find(number) if number is not None else -1
        pool = line.seats.get(who)
        if pool is not None and pool not in rows.wishes.pools[who]:
            findings.add(facility.problem(row, _NOT_WISHED))


def _fault_of(line: _Line, who: int, household: str | None, rows: Rows) -> Fault | None:
    if rows.households[who] != household:
        return _OTHER_HOUSEHOLD
    if rows.withdrawn[who] is not None:
        return _WITHDRAWN
    return _CHILD_TWICE if who in line.seats else None


def _ordered(
    table: InputTable,
    rank: Column,
    lines: list[_Line],
    members: Mapping[str, list[int]],
    findings: Findings,
    *,
    chilmai: bool,
) -> RowOptions:
    of: dict[str, list[_Line]] = {}
    for line in sorted(lines, key=lambda line: (line.rank, line.row)):
        of.setdefault(line.household, []).append(line)
    found = {}
    for household, its in of.items():
        if not chilmai:
            _check_ranks(table, rank, its, findings)
        options: dict[Option, _Line] = {}
        for line in its:
            option = tuple((row, line.seats.get(row)) for row in members[household])
            if all(pool is None for _, pool in option):
                _tell_nothing(table, rank, line, chilmai or line is its[-1], findings)
            elif (first := options.setdefault(option, line)) is not line:
                what = Text(
                    f"{first.rank}番目と同じ組み合わせです", f"the combination is the same as number {first.rank}"
                )
                findings.add(warning("combination-twice", what, Text("2つ目からは使いません", "the later one is not used"), place_of(table, line.row, rank.header, rank.text_at(line.row))))  # fmt: skip
        found[household] = tuple(options)
    return found


def _check_ranks(table: InputTable, rank: Column, lines: list[_Line], findings: Findings) -> None:
    """1, 2, 3 … without a gap or a repetition."""
    for expected, line in enumerate(lines, start=1):
        if line.rank != expected:
            twice = expected > 1 and lines[expected - 2].rank == line.rank
            what = (
                Text("同じ世帯に同じ順位が2回あります", "the household has this place twice")
                if twice
                else Text(
                    f"順位が続いていません（{expected}のはずです）",
                    f"the places have a gap (this should be {expected})",
                )
            )
            remedy = Text("世帯の中で1から続く番号にしてください", "number the combinations of a household 1, 2, 3 …")
            code = "combination-rank-twice" if twice else "combination-rank-gap"
            findings.add(Problem(code, what, remedy, place_of(table, line.row, rank.header, rank.text_at(line.row))))
            return


def _tell_nothing(table: InputTable, rank: Column, line: _Line, is_last: bool, findings: Findings) -> None:
    """Nobody gets a seat: implied at the end, a contradiction before other wishes."""
    place = place_of(table, line.row, rank.header, rank.text_at(line.row))
    if is_last:
        what = Text("全員が入所しない組み合わせは、いつも最後にあるものとして扱います", "“nobody gets a seat” always counts as the last combination")  # fmt: skip
        findings.add(
            warning("combination-nothing", what, Text("この行はなくても同じです", "the row is not needed"), place)
        )
    else:
        what = Text("全員が入所しない組み合わせの後に、ほかの組み合わせがあります", "other combinations follow after “nobody gets a seat”")  # fmt: skip
        findings.add(Problem("combination-nothing-first", what, Text("この行を消すか、施設を書いてください", "delete this row, or fill in a facility"), place))  # fmt: skip
