# SPDX-License-Identifier: Apache-2.0
"""Office time: minutes counted only while the office is open, and the way back to the calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

OPEN_MINUTES = 465.0
"""8:30 to 12:00 and 13:00 to 17:15."""
_MORNING_MINUTES = 210.0
_LUNCH_MINUTES = 60.0
_OPENING_SECOND = 8 * 3600 + 30 * 60
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """The working days of a span. Office time t = index of the working day · 465 + minutes since opening.

    `days[w]` is the calendar day (days since 1970-01-01) of working day w; `first` the first calendar day of the span;
    `following[d]` the index of the first working day on or after calendar day `first + d`.
    """

    first: int
    days: NDArray[np.int64]
    following: NDArray[np.int64]

    @property
    def end(self) -> float:
        """Office time at which the span ends."""
        return len(self.days) * OPEN_MINUTES

    def rounds(self, weekdays: tuple[int, ...]) -> NDArray[np.int64]:
        """For each calendar day of the span, the index of the first working day on or after it that is one of `weekdays`.

        Days after the last such working day give the length of the span.
        """
        usable = np.flatnonzero(np.isin((self.days + 3) % 7, weekdays))
        position = np.searchsorted(self.days[usable], self.first + np.arange(len(self.following)))
        return np.append(usable, len(self.days))[position]

    def seconds(self, office_time: NDArray[np.float64]) -> NDArray[np.int64]:
        """Local wall-clock seconds since 1970-01-01 of office times."""
        day = np.minimum((office_time // OPEN_MINUTES).astype(np.int64), len(self.days) - 1)
        minute = office_time - day * OPEN_MINUTES
        minute = minute + np.where(minute >= _MORNING_MINUTES, _LUNCH_MINUTES, 0.0)
        return self.days[day] * 86_400 + _OPENING_SECOND + np.floor(minute * 60.0).astype(np.int64)


def office_days(start: date, end: date, *, is_open: Callable[[date], bool]) -> OfficeDays:
    """The working days from `start` to `end` (both included), `is_open` deciding on each."""
    first = day_number(start)
    span = [start + timedelta(days=i) for i in range((end - start).days + 1)]
    working = np.array([is_open(day) for day in span])
    days = first + np.flatnonzero(working)
    following = np.searchsorted(days, first + np.arange(len(span)))
    return OfficeDays(first, days, following)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days
