# SPDX-License-Identifier: Apache-2.0
"""What must agree within a household: sibling condition, lot, order; and who is written down twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.applications import SameFacility, SiblingCondition
from machikata.apps.daycare_matching.reading.columns import Column, per_row, read_values
from machikata.apps.daycare_matching.reading.facilities import Places
from machikata.apps.daycare_matching.reading.findings import Fault, Findings, place_of, warning
from machikata.apps.daycare_matching.reading.numbers import without_zeros
from machikata.apps.daycare_matching.reading.seats import NO_SEAT
from machikata.apps.daycare_matching.sibling_codes import SIBLING_CODES, parse_sibling_condition
from machikata.domain.errors import Problem
from machikata.domain.text import Text

T = TypeVar("T")
Mask = npt.NDArray[np.bool_]


def groups_of(households: Sequence[str | None], active: Mask) -> list[list[int]]:
    """The rows of each household of which several children take part."""
    of: dict[str, list[int]] = {}
    for row in np.flatnonzero(active).tolist():
        household = households[row]
        if household is not None:
            of.setdefault(household, []).append(row)
    return [rows for rows in of.values() if len(rows) > 1]


def read_conditions(
    column: Column,
    groups: Sequence[list[int]],
    exempt: Collection[int],
    findings: Findings,
    *,
    default: SiblingCondition | None = None,
    chilmai: bool = False,
) -> list[SiblingCondition | None]:
    """きょうだい条件 by row. `exempt` rows have combinations of their own and need none.

    A condition that differs within a household is an error. So is one that is missing, unless the rules have a `default` for households
    that say nothing; with `chilmai` one row may speak for all.
    """
    read = read_values(
        column, lambda text: parse_sibling_condition(text, chilmai=chilmai) or _unknown_code(chilmai), findings
    )
    conditions = per_row(column, read)
    grouped = np.zeros(len(conditions), np.bool_)
    for rows in groups:
        grouped[rows] = True
        if rows[0] in exempt:
            continue
        given = {conditions[row] for row in rows} - {None}
        if len(given) > 1:
            _tell(column, rows, _DIFFERS, findings)
        elif chilmai and given:
            for row in rows:
                conditions[row] = next(iter(given))
        elif given or default is None:
            missing = [row for row in rows if column.codes[row] < 0]
            _tell(column, missing, _MISSING, findings)
    lonely = np.flatnonzero(column.filled & ~grouped)
    if len(lonely) and not chilmai:
        findings.add(_alone(column, int(lonely[0]), len(lonely)), count=len(lonely))
    return conditions


def _unknown_code(chilmai: bool) -> Fault:
    known = "1〜7" if chilmai else "、".join(code.code for code in SIBLING_CODES)
    return Fault(
        "sibling-condition-unknown",
        Text("知らないきょうだい条件です", "not a known sibling condition"),
        Text(f"次のどれかにしてください：{known}", f"write one of: {known}"),
    )


_MISSING = Fault(
    "sibling-condition-missing",
    Text("きょうだいで申し込む世帯ですが、きょうだい条件が空白です", "the household applies for several children, but the sibling condition is empty"),
    Text("世帯の全員に同じきょうだい条件を書いてください", "write the same condition for all children of the household"),
)  # fmt: skip
_DIFFERS = Fault(
    "sibling-condition-differs",
    Text("同じ世帯の中できょうだい条件が違います", "the sibling condition differs within the household"),
    Text(
        "世帯の全員に同じきょうだい条件を書いてください", "write the same condition for all children of the household"
    ),
)


def _tell(column: Column, rows: Sequence[int], fault: Fault, findings: Findings) -> None:
    if column.header:
        for row in rows:
            findings.add(column.problem(row, fault))
    elif rows:
        what = Text("きょうだいで申し込む世帯がありますが、列「きょうだい条件」がありません", "households apply for several children, but there is no column きょうだい条件")  # fmt: skip
        findings.add(Problem("sibling-condition-missing", what, _MISSING.remedy, place_of(column.table, rows[0], "きょうだい条件")))  # fmt: skip


def _alone(column: Column, row: int, count: int) -> Problem:
    what = Text(f"きょうだい条件がありますが、世帯で申し込む子どもが1人の行が{count}あります", f"{count} rows have a sibling condition, but the household applies for one child")  # fmt: skip
    remedy = Text("きょうだいの行が抜けていないか、世帯番号が違わないか確かめてください", "check that no sibling's row is missing and the household number is right")  # fmt: skip
    return warning("sibling-alone", what, remedy, place_of(column.table, row, column.header, column.text_at(row)))


def check_common_facility(
    column: Column,
    groups: Sequence[list[int]],
    conditions: Sequence[SiblingCondition | None],
    seats: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    places: Places,
    findings: Findings,
) -> None:
    """An error where one facility is demanded and the children have none in common. `seats`: pools wished, and the present pool, by row."""
    facility = np.array([*(p.facility for p in places.pools), NO_SEAT], np.int64)
    wished, current = seats
    fault = Fault(
        "no-common-facility",
        Text("同じ施設だけを希望する条件ですが、きょうだいに共通の希望施設がありません", "one facility is demanded, but the siblings have none in common"),
        Text("共通の施設を希望に加えるか、別の施設も認める条件に直してください", "add a common facility to the wishes, or choose a condition that accepts different ones"),
    )  # fmt: skip
    for rows in groups:
        condition = conditions[rows[0]]
        if condition is None or condition.same_facility is not SameFacility.REQUIRED:
            continue
        sets = [set(facility[wished[row]].tolist()) | {int(facility[current[row]])} for row in rows]
        if all(len(s - {NO_SEAT}) for s in sets) and not set.intersection(*sets) - {NO_SEAT}:
            for row in rows:
                findings.add(column.problem(row, fault))


def check_children(numbers: Sequence[str | None], column: Column, findings: Findings) -> None:
    """An error for each number that stands in several rows; a warning for numbers that differ only by zeros in front."""
    of: dict[str, list[int]] = {}
    for row, number in enumerate(numbers):
        if number is not None:
            of.setdefault(number, []).append(row)
    for rows in of.values():
        if len(rows) > 1:
            first = int(column.table.rows[rows[0]])
            what = Text(f"同じ申請者番号が{first}行目にもあります", f"the same number stands in row {first} too")
            fault = Fault(
                "child-twice",
                what,
                Text("どちらかの行を消すか、番号を直してください", "delete one row, or correct the number"),
            )
            for row in rows[1:]:
                findings.add(column.problem(row, fault))
    _warn_of_zeros(of, column, findings)


def check_households(households: Sequence[str | None], column: Column, findings: Findings) -> None:
    """A warning for household numbers that differ only by zeros in front: siblings may have been torn apart."""
    of: dict[str, list[int]] = {}
    for row, number in enumerate(households):
        if number is not None:
            of.setdefault(number, []).append(row)
    _warn_of_zeros(of, column, findings)


def _warn_of_zeros(of: dict[str, list[int]], column: Column, findings: Findings) -> None:
    short: dict[str, str] = {}
    for number, rows in of.items():
        other = short.setdefault(without_zeros(number), number)
        if other != number:
            what = Text(
                f"「{other}」とは先頭の0だけが違う番号です", f"the number differs from “{other}” only by zeros in front"
            )
            remedy = Text("同じものなら番号をそろえてください。違うものとして読みました", "if they are the same, write one number; they are read as different")  # fmt: skip
            findings.add(warning("zeros-differ", what, remedy, place_of(column.table, rows[0], column.header, number)))


def check_same_person(rows: Iterator[tuple[int, tuple[str, str, str]]], column: Column, findings: Findings) -> None:
    """A warning where name, birth date and household agree under two numbers."""
    seen: dict[tuple[str, str, str], int] = {}
    for row, person in rows:
        first = seen.setdefault(person, row)
        if first != row:
            what = Text(f"{int(column.table.rows[first])}行目と世帯、生年月日、氏名が同じです", f"household, birth date and name are those of row {int(column.table.rows[first])}")  # fmt: skip
            remedy = Text(
                "同じ子どもを2回書いていないか確かめてください", "check that the child is not written down twice"
            )
            findings.add(warning("person-twice", what, remedy, place_of(column.table, row, column.header, column.text_at(row))))  # fmt: skip


def check_lots(
    lots: list[int | None], households: Sequence[str | None], column: Column, findings: Findings
) -> list[int | None]:
    """One lot per household: the rows of a household share it. Two lots in one household, or one in two, are errors."""
    of_household: dict[str, int] = {}
    of_lot: dict[int, str] = {}
    for row, (lot, household) in enumerate(zip(lots, households, strict=True)):
        if lot is None or household is None:
            continue
        if of_household.setdefault(household, lot) != lot:
            what = Text(f"同じ世帯にほかの抽選番号（{of_household[household]}）があります", f"the household has another lot ({of_household[household]})")  # fmt: skip
            findings.add(column.problem(row, Fault("lot-differs", what, Text("世帯で1つの抽選番号にそろえてください", "write one lot for the household"))))  # fmt: skip
        elif of_lot.setdefault(lot, household) != household:
            what = Text(f"世帯「{of_lot[lot]}」と同じ抽選番号です", f"household “{of_lot[lot]}” has the same lot")
            findings.add(column.problem(row, Fault("lot-twice", what, Text("抽選番号は世帯ごとに違う番号にしてください", "give each household its own lot"))))  # fmt: skip
    return [lot if household is None else of_household.get(household, lot) for lot, household in zip(lots, households, strict=True)]  # fmt: skip


def check_places(places: Sequence[int | None], groups: Sequence[list[int]], column: Column, findings: Findings) -> None:
    """世帯内順: within a household no two children have the same."""
    _differ(places, groups, lambda row, first: column.problem(row, _same_place(column, first)), findings)


def _differ(
    values: Sequence[T | None], groups: Sequence[list[int]], tell: Callable[[int, int], Problem], findings: Findings
) -> None:
    for rows in groups:
        seen: dict[T, int] = {}
        for row in rows:
            value = values[row]
            if value is not None and (first := seen.setdefault(value, row)) != row:
                findings.add(tell(row, first))


def _same_place(column: Column, first: int) -> Fault:
    row = int(column.table.rows[first])
    return Fault(
        "place-twice",
        Text(f"同じ世帯の{row}行目と世帯内順が同じです", f"the same place in the household as row {row}"),
        Text("世帯の中で1、2、3と違う数にしてください", "number the children 1, 2, 3 within the household"),
    )
