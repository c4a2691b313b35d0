# SPDX-License-Identifier: Apache-2.0
"""The wishes of all children as one matrix, found and checked without a loop over children."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.applications import Wish
from machikata.apps.daycare_matching.reading.columns import Column, Ints, as_ints, column_of, read_values
from machikata.apps.daycare_matching.reading.facilities import Places
from machikata.apps.daycare_matching.reading.findings import Fault, Findings, place_of, warning
from machikata.apps.daycare_matching.reading.headers import Headers
from machikata.apps.daycare_matching.reading.seat_faults import pool_without_facility
from machikata.apps.daycare_matching.reading.seats import NO_SEAT, Ages, check_eligible, find_seats
from machikata.apps.daycare_matching.reading.values import read_points
from machikata.automation.app.inputs import InputTable
from machikata.domain.errors import Problem
from machikata.domain.text import Text

_SHIFT = 1 << 40
"""Points stay far below this (`read_points`), so that pool and points make one number."""


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """`pools[i, k]`: the pool of the k-th wish of row i, or `NO_SEAT`; `points` beside it."""

    pools: Ints
    points: Ints

    def lists(self) -> list[tuple[Wish, ...]]:
        """The wishes by row, best first. Equal wishes of different children are one object."""
        there = self.pools != NO_SEAT
        keys, which = np.unique(self.pools[there] * _SHIFT + self.points[there], return_inverse=True)
        pools = (keys + _SHIFT // 2) // _SHIFT
        made = [Wish(p, n) for p, n in zip(pools.tolist(), (keys - pools * _SHIFT).tolist(), strict=True)]
        flat = [made[w] for w in which.tolist()]
        ends = np.cumsum(there.sum(axis=1)).tolist()
        return [tuple(flat[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def read_wishes(
    table: InputTable,
    headers: Headers,
    ages: Ages,
    current: Ints,
    places: Places,
    findings: Findings,
    *,
    repeats_count_once: bool = False,
) -> Wishes:
    """The wishes of a table whose rows have `ages` and the present seats `current`. Column k of the result is the k-th of the numbers
    that occur in headers.
    """
    numbers = headers.numbers("希望k施設", "希望k枠番号", "希望k加点")
    rows = table.columns.num_rows
    columns = [column_of(table, headers.of("希望k施設", k)) for k in numbers]
    pools = np.full((rows, len(numbers)), NO_SEAT, np.int64)
    points = np.zeros((rows, len(numbers)), np.int64)
    written = np.zeros((rows, len(numbers)), np.bool_)
    for i, (k, column) in enumerate(zip(numbers, columns, strict=True)):
        found = find_seats(column, column_of(table, headers.of("希望k枠番号", k)), ages, places, findings)
        fits = check_eligible(column, found, ages, places, findings)
        written[:, i] = column.filled
        pools[:, i] = np.where(fits, found, NO_SEAT)
        points[:, i] = _points(column_of(table, headers.of("希望k加点", k)), column, findings)
    _check_own_seat(columns, pools, current, findings)
    _check_twice(columns, pools, findings, repeats_count_once=repeats_count_once)
    _warn_of_gaps(columns, written, findings)
    _warn_of_no_seats(columns, pools, places, findings)
    return Wishes(pools, points)


def check_someone_wishes(
    table: InputTable, headers: Headers, active: npt.NDArray[np.bool_], findings: Findings
) -> None:
    """An error for each child that takes part and wishes for nothing."""
    numbers = headers.numbers("希望k施設")
    if not numbers:
        return
    columns = [column_of(table, headers.of("希望k施設", k)) for k in numbers]
    filled = np.logical_or.reduce([c.filled for c in columns])
    fault = Fault(
        "no-wishes",
        Text("希望する施設が1つもありません", "there is no wish"),
        Text("希望を1つ以上書くか、取り下げた人なら併願取下げ日を書いてください", "write at least one wish, or the day of withdrawal"),
    )  # fmt: skip
    findings.each(np.flatnonzero(active & ~filled), lambda row: columns[0].problem(row, fault))


def _points(column: Column, facility: Column, findings: Findings) -> Ints:
    values = as_ints(column, read_values(column, read_points, findings), blank=0)
    alone = column.filled & ~facility.filled & (values != 0)
    findings.each(np.flatnonzero(alone), lambda row: column.problem(row, pool_without_facility()))
    return values


def _check_own_seat(columns: list[Column], pools: Ints, current: Ints, findings: Findings) -> None:
    fault = Fault(
        "wish-own-seat",
        Text("転園元の枠を希望に書いています", "the present seat is among the wishes"),
        Text("転園できなければ今の枠に残ります。この希望を消してください", "a child who is not granted a transfer stays; delete this wish"),
    )  # fmt: skip
    rows, at = np.nonzero((pools == current[:, None]) & (pools != NO_SEAT))
    findings.each(np.arange(len(rows)), lambda i: columns[int(at[i])].problem(int(rows[i]), fault))


def _check_twice(columns: list[Column], pools: Ints, findings: Findings, *, repeats_count_once: bool) -> None:
    """Equal wishes stand side by side once a row is sorted. The later one is an error, or left out with a warning."""
    order = np.argsort(pools, axis=1, kind="stable")
    ranked = np.take_along_axis(pools, order, axis=1)
    rows, at = np.nonzero((ranked[:, 1:] == ranked[:, :-1]) & (ranked[:, 1:] != NO_SEAT))
    firsts, laters = order[rows, at], order[rows, at + 1]

    def told(i: int) -> Problem:
        first, later, row = columns[int(firsts[i])], columns[int(laters[i])], int(rows[i])
        what = Text(
            f"同じ施設の同じ枠を「{first.header}」にも書いています", f"the same pool is wished in “{first.header}” too"
        )
        if repeats_count_once:
            place = place_of(later.table, row, later.header, later.text_at(row))
            return warning("wish-twice", what, Text("先の希望だけを使います", "only the earlier one counts"), place)
        remedy = Text("どちらかの希望を消してください", "delete one of the two wishes")
        return later.problem(row, Fault("wish-twice", what, remedy))

    findings.each(np.arange(len(rows)), told)
    if repeats_count_once:
        pools[rows, laters] = NO_SEAT


def _warn_of_gaps(columns: list[Column], written: npt.NDArray[np.bool_], findings: Findings) -> None:
    if not columns:
        return
    gaps = np.flatnonzero((written[:, 1:] & ~written[:, :-1]).any(axis=1))
    if len(gaps):
        what = Text("途中の希望が空白の行があります", "rows leave out a wish between others")
        remedy = Text("空白をとばし、順に詰めて読みました", "the wishes behind were moved up")
        findings.add(warning("wishes-with-gaps", what, remedy, place_of(columns[0].table, int(gaps[0]))), count=len(gaps))  # fmt: skip


def _warn_of_no_seats(columns: list[Column], pools: Ints, places: Places, findings: Findings) -> None:
    """One warning for each pool without seats that someone wishes for: a transfer can still free one."""
    found, first, counts = np.unique(pools, return_index=True, return_counts=True)
    for s, at, count in zip(found.tolist(), first.tolist(), counts.tolist(), strict=True):
        if s == NO_SEAT or places.pools[s].intake:
            continue
        pool = places.pools[s]
        row, k = divmod(at, len(columns))
        shown = f"{places.facilities[pool.facility].number}-{pool.number}"
        what = Text(f"募集人数が0の枠を{count}人が希望しています（{shown}）", f"{count} children wish for a pool without seats ({shown})")  # fmt: skip
        remedy = Text("転園で空けば入れるため、そのまま調整します。募集人数が正しいか確かめてください", "a transfer can free a seat, so the wish stays; check the number of seats")  # fmt: skip
        findings.add(warning("no-seats-wished", what, remedy, place_of(columns[k].table, row, columns[k].header, columns[k].text_at(row))), count=count)  # fmt: skip
