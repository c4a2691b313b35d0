# SPDX-License-Identifier: Apache-2.0
"""The listed holidays are computed again from the law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from machikata.domain.errors import NotFound
from machikata.rules.holidays import holidays_between, is_office_day, office_days

FIRST, LAST = date(2019, 4, 1), date(2028, 3, 31)
FIXED = ((1, 1), (2, 11), (4, 29), (5, 3), (5, 4), (5, 5), (11, 3), (11, 23))
MOVED = {
    2020: ((7, 23), (7, 24), (8, 10)),  # the Olympic year
    2021: ((7, 22), (7, 23), (8, 8)),  # the Olympics put off
}
ENTHRONEMENT = (date(2019, 5, 1), date(2019, 10, 22))


def monday(year, month, number):
    first = date(year, month, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 + 7 * (number - 1))


def equinoxes(year):
    """Days of the equinoxes in March and September by the usual approximation, good from 1980 to 2099."""
    passed = 0.242194 * (year - 1980) - (year - 1980) // 4
    return date(year, 3, int(20.8431 + passed)), date(year, 9, int(23.2488 + passed))


def named_by_law(year):
    days = {date(year, month, day) for month, day in FIXED} | {monday(year, 1, 2), monday(year, 9, 3), *equinoxes(year)}
    if year >= 2020:
        days.add(date(year, 2, 23))
    summer = [date(year, *d) for d in MOVED.get(year, ())]
    days |= set(summer) or {monday(year, 7, 3), date(year, 8, 11), monday(year, 10, 2)}
    return days | {day for day in ENTHRONEMENT if day.year == year}


def with_days_off(named):
    days = set(named)
    for day in named:
        if day.weekday() == 6:
            instead = day
            while instead in named:
                instead += timedelta(days=1)
            days.add(instead)
    between = {d + timedelta(days=1) for d in named if d + timedelta(days=2) in named}
    return days | {d for d in between if d not in days and d.weekday() != 6}


def test_the_list_is_what_the_law_gives():
    lawful = with_days_off(set().union(*(named_by_law(year) for year in range(2019, 2029))))
    assert set(holidays_between(FIRST, LAST)) == {d for d in lawful if FIRST <= d <= LAST}


def test_the_year_end_the_weekend_and_a_substitute_holiday_are_closed():
    assert not is_office_day(date(2026, 12, 29))
    assert not is_office_day(date(2027, 1, 3))
    assert is_office_day(date(2026, 12, 28))
    assert not is_office_day(date(2026, 11, 28))
    assert not is_office_day(date(2025, 11, 24))


def test_office_days_count_both_ends():
    assert office_days(date(2026, 4, 27), date(2026, 5, 8)) == 6


def test_a_day_outside_the_list_is_refused_instead_of_guessed():
    with pytest.raises(NotFound):
        is_office_day(date(2031, 1, 6))
