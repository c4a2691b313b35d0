# SPDX-License-Identifier: Apache-2.0
"""From a facility and a pool number, as written in two columns, to a pool that takes the child; for wishes, present seats and combinations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.reading.ages import NO_AGE, months_on_first_april
from machikata.apps.daycare_matching.reading.columns import BLANK, Column, Ints
from machikata.apps.daycare_matching.reading.facilities import Places
from machikata.apps.daycare_matching.reading.findings import Findings
from machikata.apps.daycare_matching.reading.numbers import AMBIGUOUS, UNKNOWN, look_up, read_identifiers
from machikata.apps.daycare_matching.reading.seat_faults import (
    ambiguous_facility,
    excluded_pool,
    no_such_pool,
    not_for_age,
    pool_without_facility,
    too_young,
    unknown_facility,
    which_pool,
    wrong_class,
)

NO_SEAT = -1
"""No pool: nothing written, or a fault that has been told."""


@dataclass(frozen=True, slots=True, eq=False)
class Ages:
    """Per row of a table: the child's age class, and its age on 1 April in months and days; `NO_AGE` and large numbers where not known."""

    classes: Ints
    months: Ints
    days: Ints

    def take(self, rows: Ints) -> Ages:
        """The ages of `rows`; −1 picks nothing known."""
        known = rows >= 0
        return Ages(
            np.where(known, self.classes[rows], NO_AGE),
            np.where(known, self.months[rows], _OLD),
            np.where(known, self.days[rows], _OLD),
        )


_OLD = 10_000


def ages_of(classes: Ints, born: list[date | None], fiscal_year: int | None) -> Ages:
    """Ages for checking; months and days count only when the fiscal year is known."""
    if fiscal_year is None:
        unknown = np.full(len(classes), _OLD, np.int64)
        return Ages(classes, unknown, unknown)
    first = date(fiscal_year, 4, 1)
    of_day = {b: (months_on_first_april(b, fiscal_year), (first - b).days) for b in set(born) if b is not None}
    both = np.array([(_OLD, _OLD) if b is None else of_day[b] for b in born], np.int64).reshape(-1, 2)
    return Ages(classes, both[:, 0], both[:, 1])


def find_seats(facility: Column, number: Column, ages: Ages, places: Places, findings: Findings) -> Ints:
    """By row the pool, or `NO_SEAT`. Every fault is told, at the facility's cell or the number's."""
    at = look_up(facility, read_identifiers(facility, findings), places.book, findings)
    read = read_identifiers(number, findings)
    codes = np.array([BLANK if n is None else places.pool_code(n) for n in read], np.int64)[number.codes]
    named = number.filled & (at >= 0)
    pools = np.full(len(at), NO_SEAT, np.int64)
    if len(places.pools):
        pools[named] = places.find(at[named], codes[named])
        open_ = (at >= 0) & ~number.filled & (ages.classes != NO_AGE)
        pools[open_] = places.default[at[open_], ages.classes[open_]]
    _tell_facilities(facility, at, places, findings)
    without = (number.filled & ~facility.filled) if facility.header else np.zeros(len(at), np.bool_)
    findings.each(np.flatnonzero(without), lambda row: number.problem(row, pool_without_facility()))
    misfit = named & (pools == UNKNOWN) & (codes != BLANK)
    findings.each(np.flatnonzero(misfit), lambda row: number.problem(row, no_such_pool(places, int(at[row]))))
    none = ~number.filled & (at >= 0) & (pools == UNKNOWN)
    findings.each(
        np.flatnonzero(none),
        lambda row: facility.problem(row, not_for_age(places, int(at[row]), int(ages.classes[row]))),
    )
    several = ~number.filled & (pools == AMBIGUOUS)
    findings.each(
        np.flatnonzero(several),
        lambda row: facility.problem(row, which_pool(places, int(at[row]), int(ages.classes[row]))),
    )
    return np.where(pools >= 0, pools, NO_SEAT)


def find_facilities(column: Column, places: Places, findings: Findings) -> Ints:
    """By row the facility, or −1; unknown ones are told."""
    at = look_up(column, read_identifiers(column, findings), places.book, findings)
    _tell_facilities(column, at, places, findings)
    return np.where(at >= 0, at, NO_SEAT)


def check_eligible(
    facility: Column, pools: Ints, ages: Ages, places: Places, findings: Findings
) -> npt.NDArray[np.bool_]:
    """Where the pool takes the child; what keeps it from doing so is told."""
    fits = np.zeros(len(pools), np.bool_)
    there = np.flatnonzero(pools >= 0)
    if not len(there):
        return fits
    pool, classes = pools[there], ages.classes[there]
    known = classes != NO_AGE
    excluded = np.array([p.excluded for p in places.pools])[pool]
    wrong = known & ~excluded & ~places.admits[pool, classes]
    months, days = np.array([p.least_months or 0 for p in places.pools])[pool], places.least_days[pool]
    young = np.where(days > 0, ages.days[there] < days, (months > 0) & (ages.months[there] < months))
    young &= known & ~excluded & ~wrong
    for where, fault_of in ((excluded, excluded_pool), (wrong, wrong_class), (young, too_young)):
        findings.each(
            there[where],
            lambda row, of=fault_of: facility.problem(row, of(places, int(pools[row]), int(ages.classes[row]))),  # type: ignore[misc]
        )
    fits[there] = ~(excluded | wrong | young)
    return fits


def _tell_facilities(column: Column, at: Ints, places: Places, findings: Findings) -> None:
    findings.each(
        np.flatnonzero(at == UNKNOWN), lambda row: column.problem(row, unknown_facility(places, column.text_at(row)))
    )
    findings.each(
        np.flatnonzero(at == AMBIGUOUS),
        lambda row: column.problem(row, ambiguous_facility(places, column.text_at(row))),
    )
