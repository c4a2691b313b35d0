# SPDX-License-Identifier: Apache-2.0
"""children.csv: one row for each application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.applications import Child, SiblingCondition
from machikata.apps.daycare_matching.reading.ages import NO_AGE, check_classes, class_in, infer_fiscal_year
from machikata.apps.daycare_matching.reading.columns import Column, Ints, column_of, per_row, read_values
from machikata.apps.daycare_matching.reading.facilities import Places
from machikata.apps.daycare_matching.reading.findings import Fault, Findings, place_of
from machikata.apps.daycare_matching.reading.headers import Headers, find_headers
from machikata.apps.daycare_matching.reading.households import (
    check_children,
    check_common_facility,
    check_households,
    check_lots,
    check_places,
    check_same_person,
    groups_of,
    read_conditions,
)
from machikata.apps.daycare_matching.reading.names import check_names
from machikata.apps.daycare_matching.reading.numbers import NumberBook, book_of, read_identifiers
from machikata.apps.daycare_matching.reading.schema import CHILDREN_COLUMNS
from machikata.apps.daycare_matching.reading.seats import (
    NO_SEAT,
    Ages,
    ages_of,
    find_facilities,
    find_seats,
)
from machikata.apps.daycare_matching.reading.values import (
    read_age_class,
    read_care,
    read_code,
    read_date,
    read_flag,
    read_integer,
    read_points,
    read_positive,
)
from machikata.apps.daycare_matching.reading.wishes import Wishes, check_someone_wishes, read_wishes
from machikata.automation.app.inputs import InputTable
from machikata.domain.errors import Problem, Severity
from machikata.domain.text import Text

_EMPTY = Fault("value-missing", Text("空白です", "the cell is empty"), Text("値を入れてください", "fill it in"))


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The children's file as far as other files need it. Everything by row; `book` finds a child's row by its number."""

    table: InputTable
    headers: Headers
    numbers: list[str | None]
    households: list[str | None]
    born: list[date | None]
    ages: Ages
    withdrawn: list[date | None]
    current: Ints
    wishes: Wishes
    book: NumberBook

    @property
    def active(self) -> npt.NDArray[np.bool_]:
        """Who takes part."""
        return np.array([w is None for w in self.withdrawn], np.bool_)

    def column(self, name: str) -> Column:
        """A column by its own name."""
        return column_of(self.table, self.headers.of(name))


def read_rows(table: InputTable, places: Places, fiscal_year: int | None, findings: Findings) -> Rows:
    """Who the children are, how old, where they are and what they wish."""
    headers = find_headers(table, CHILDREN_COLUMNS, findings)
    _check_points(table, headers, findings)
    return rows_under(table, headers, places, fiscal_year, findings)


def rows_under(
    table: InputTable,
    headers: Headers,
    places: Places,
    fiscal_year: int | None,
    findings: Findings,
    *,
    repeats_count_once: bool = False,
) -> Rows:
    """The same with headers already known. With `repeats_count_once` a wish written twice is a warning."""
    number, household = column_of(table, headers.of("申請者番号")), column_of(table, headers.of("世帯番号"))
    born, age = column_of(table, headers.of("生年月日")), column_of(table, headers.of("クラス年齢"))
    for needed in (number, household, born, age):
        if needed.header:
            findings.each(np.flatnonzero(~needed.filled), lambda row, c=needed: c.problem(row, _EMPTY))  # type: ignore[misc]
    numbers = per_row(number, read_identifiers(number, findings))
    households = per_row(household, read_identifiers(household, findings))
    check_children(numbers, number, findings)
    check_households(households, household, findings)
    days = per_row(born, read_values(born, read_date, findings))
    ages = _ages(age, days, fiscal_year, findings)
    gone = column_of(table, headers.of("併願取下げ日"))
    withdrawn = per_row(gone, read_values(gone, read_date, findings))
    current = _current(table, headers, ages, places, findings)
    wishes = read_wishes(table, headers, ages, current, places, findings, repeats_count_once=repeats_count_once)
    book = book_of(n if n is not None else f"\0{row}" for row, n in enumerate(numbers))
    rows = Rows(table, headers, numbers, households, days, ages, withdrawn, current, wishes, book)
    check_someone_wishes(table, headers, rows.active, findings)
    return rows


def _check_points(table: InputTable, headers: Headers, findings: Findings) -> None:
    """Something to rank by must be there."""
    if not any(headers.of(name) for name in ("指数", "基本指数", "事由(父)", "事由(母)")):
        what = Text("順位を決める列がありません", "there is no column to rank by")
        remedy = Text("指数、基本指数、事由(父)と事由(母)のどれかの列を加えてください", "add one of the columns 指数, 基本指数, or 事由(父) with 事由(母)")  # fmt: skip
        findings.add(Problem("points-missing", what, remedy, place_of(table, None, "指数")))


def _ages(age: Column, born: list[date | None], fiscal_year: int | None, findings: Findings) -> Ages:
    read = per_row(age, read_values(age, read_age_class, findings))
    year = fiscal_year if fiscal_year is not None else infer_fiscal_year(read, born, findings, age)
    if year is not None and not age.header:
        read = [None if b is None else class_in(b, year) for b in born]
    classes = np.array([NO_AGE if a is None else a for a in read], np.int64)
    if year is not None:
        check_classes(age, classes, born, year, findings)
    return ages_of(classes, born, year)


def _current(table: InputTable, headers: Headers, ages: Ages, places: Places, findings: Findings) -> Ints:
    facility = column_of(table, headers.of("転園元施設"))
    found = find_seats(facility, column_of(table, headers.of("転園元枠番号")), ages, places, findings)
    known = np.flatnonzero((found != NO_SEAT) & (ages.classes != NO_AGE))
    wrong = known[~places.admits[found[known], ages.classes[known]]] if len(known) else known
    fault = Fault(
        "present-seat-ineligible",
        Text("転園元の枠は、この子のクラス年齢を受け入れません", "the present pool does not take the child's class"),
        Text("転園元の枠番号を直してください。卒園する子どもなら、施設を卒園児元施設に書きます", "correct the pool; for a child that has outgrown the facility use 卒園児元施設"),
    )  # fmt: skip
    findings.each(wrong, lambda row: facility.problem(row, fault))
    return found


def make_children(
    rows: Rows,
    places: Places,
    exempt: frozenset[int],
    findings: Findings,
    *,
    default: SiblingCondition | None = None,
    chilmai: bool = False,
) -> list[Child | None]:
    """The children by row; None where something essential is wrong. Rows in `exempt` need no sibling condition, nor do any where the rules
    have a `default`.
    """
    groups = groups_of(rows.households, rows.active)
    column = rows.column("きょうだい条件")
    conditions = read_conditions(column, groups, exempt, findings, default=default, chilmai=chilmai)
    check_common_facility(
        column,
        [rows_ for rows_ in groups if rows_[0] not in exempt],
        conditions,
        (rows.wishes.pools, rows.current),
        places,
        findings,
    )
    graduate = find_facilities(rows.column("卒園児元施設"), places, findings)
    lot, place = rows.column("抽選番号"), rows.column("世帯内順")
    lots = check_lots(per_row(lot, read_values(lot, read_positive, findings)), rows.households, lot, findings)
    within = per_row(place, read_values(place, read_positive, findings))
    check_places(within, groups, place, findings)
    _check_names(rows, findings)
    _note_withdrawn(rows, findings)
    return _assemble(rows, conditions, graduate.tolist(), lots, within, findings)


def _check_names(rows: Rows, findings: Findings) -> None:
    name = rows.column("氏名")
    check_names(name, findings)
    people = (
        (row, (h, b.isoformat(), name.text_at(row)))
        for row, (h, b) in enumerate(zip(rows.households, rows.born, strict=True))
        if h is not None and b is not None and name.codes[row] >= 0
    )
    check_same_person(people, rows.column("申請者番号"), findings)


def _note_withdrawn(rows: Rows, findings: Findings) -> None:
    count = len(rows.withdrawn) - int(rows.active.sum())
    if count:
        what = Text(f"取下げのある申込みが{count}件あります", f"{count} applications have been withdrawn")
        remedy = Text("利用調整に入れません", "they take no part")
        findings.add(Problem("withdrawn", what, remedy, place_of(rows.table, None, rows.headers.of("併願取下げ日")), Severity.NOTE), count=count)  # fmt: skip


def _texts(rows: Rows, name: str, findings: Findings) -> list[str]:
    column = rows.column(name)
    return [text or "" for text in per_row(column, read_values(column, read_code, findings))]


def _numbers(rows: Rows, name: str, findings: Findings) -> list[int | None]:
    column = rows.column(name)
    return per_row(column, read_values(column, read_points, findings))


def _adjustments(rows: Rows, findings: Findings) -> list[tuple[str, ...]]:
    headers = [rows.headers.of("調整指数項目k", k) for k in rows.headers.numbers("調整指数項目k")]
    columns = [column_of(rows.table, header) for header in headers]
    read = [[text or "" for text in per_row(c, read_values(c, read_code, findings))] for c in columns]
    return list(zip(*read, strict=True)) if read else [()] * rows.table.columns.num_rows


def _tie_values(rows: Rows, findings: Findings) -> list[tuple[int | None, ...]]:
    headers = [rows.headers.of("優先順位項目k", k) for k in rows.headers.numbers("優先順位項目k")]
    columns = [column_of(rows.table, header) for header in headers]
    read = [per_row(c, read_values(c, read_integer, findings)) for c in columns]
    return list(zip(*read, strict=True)) if read else [()] * rows.table.columns.num_rows


def _assemble(
    rows: Rows,
    conditions: Sequence[SiblingCondition | None],
    graduate: list[int],
    lots: list[int | None],
    within: Sequence[int | None],
    findings: Findings,
) -> list[Child | None]:
    wishes = rows.wishes.lists()
    fathers, mothers = _texts(rows, "事由(父)", findings), _texts(rows, "事由(母)", findings)
    base, points = _numbers(rows, "基本指数", findings), _numbers(rows, "指数", findings)
    adjustments, ties = _adjustments(rows, findings), _tie_values(rows, findings)
    leave = rows.column("育休延長許容")
    leaves = per_row(leave, read_values(leave, read_flag, findings))
    care_column = rows.column("要配慮区分")
    care = per_row(care_column, read_values(care_column, read_care, findings))
    names = rows.table.column(rows.headers.of("氏名"))
    ages, current, file_rows = rows.ages.classes.tolist(), rows.current.tolist(), rows.table.rows.tolist()
    return [
        Child(
            number=number, household=household, born=born, age_class=ages[row], wishes=wishes[row],
            causes=(fathers[row], mothers[row]), base_points=base[row], points=points[row], adjustments=adjustments[row],
            tie_values=ties[row], leave_extension=bool(leaves[row]), current=None if current[row] < 0 else current[row],
            care=care[row] or "", graduate_of=None if graduate[row] < 0 else graduate[row], siblings=conditions[row],
            withdrawn=rows.withdrawn[row], lot=lots[row], place_in_household=within[row], name=names[row], row=file_rows[row],
        )
        if number is not None and household is not None and born is not None and ages[row] >= 0
        else None
        for row, (number, household, born) in enumerate(zip(rows.numbers, rows.households, rows.born, strict=True))
    ]  # fmt: skip
