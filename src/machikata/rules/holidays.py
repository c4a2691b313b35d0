# SPDX-License-Identifier: Apache-2.0
"""Days on which a municipal office is open, from the dated list of holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from machikata.rules.loading import edition_in_force

RULE = "holidays"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def holidays_between(first: date, last: date) -> Mapping[date, str]:
    """The public holidays from `first` to `last` (both included) with their Japanese names; raises NotFound outside the list."""
    listed = {**_edition(first)["holidays"], **_edition(last)["holidays"]}
    return {day: name for day, name in listed.items() if first <= day <= last}


def is_office_day(day: date) -> bool:
    """Whether offices are open on `day`: no weekend, no public holiday, not the year end.

    >>> is_office_day(date(2026, 5, 6)), is_office_day(date(2026, 5, 7))
    (False, True)
    """
    edition = _edition(day)
    if _WEEKDAYS[day.weekday()] in edition["closed_weekdays"] or day in edition["holidays"]:
        return False
    return not _in_yearly(day, edition["closed_every_year"]["from"], edition["closed_every_year"]["to"])


def office_days(first: date, last: date) -> int:
    """Number of office days from `first` to `last`, both included."""
    return sum(is_office_day(first + timedelta(days=i)) for i in range((last - first).days + 1))


@cache
def _edition(day: date) -> Mapping[str, Any]:
    return edition_in_force(RULE, day)


def _in_yearly(day: date, start: str, end: str) -> bool:
    key = day.strftime("%m-%d")
    return start <= key <= end if start <= end else key >= start or key <= end
