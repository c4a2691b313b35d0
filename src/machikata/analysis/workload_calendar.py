# SPDX-License-Identifier: Apache-2.0
"""Work over time: what came in, what was finished, what lay open; by week, month and fiscal year, by weekday and hour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from machikata.analysis.case_survival import as_of_table
from machikata.analysis.log_scope import ALL_CASES, CaseFilter, ask, day_of, local_us
from machikata.domain.calendar import fiscal_year, fiscal_year_days
from machikata.domain.event_log import MICROSECONDS_PER_DAY
from machikata.records.store import EventStore, StoredLog


@dataclass(frozen=True, slots=True)
class PeriodLoad:
    """One period: cases started and completed in it, and cases open at its end. Days are local, both included."""

    first: date
    last: date
    started: int
    completed: int
    in_progress: int
    whole: bool
    """False when the records begin or end inside the period, so that its figures are not of the whole of it."""


@dataclass(frozen=True, slots=True)
class HourLoad:
    """Events in an hour (0–23) of a weekday (0 = Monday); hour None: recorded as a date without a time of day."""

    weekday: int
    hour: int | None
    events: int


@dataclass(frozen=True, slots=True)
class WorkloadCalendar:
    """Work over time. Periods are complete from the first to the last day of the records; weeks begin on Monday."""

    weeks: tuple[PeriodLoad, ...]
    months: tuple[PeriodLoad, ...]
    fiscal_years: tuple[PeriodLoad, ...]
    hours: tuple[HourLoad, ...]
    date_only_events: int
    n_events: int


@dataclass(frozen=True, slots=True)
class _Days:
    """Cases started and completed on each local day from `first` (days since 1970-01-01) on."""

    first: int
    started: npt.NDArray[np.int64]
    completed: npt.NDArray[np.int64]

    @property
    def last(self) -> int:
        return self.first + self.started.size - 1


def workload_calendar(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    cases: CaseFilter = ALL_CASES,
    as_of: datetime | None = None,
) -> WorkloadCalendar | None:
    """The work of all `logs` together over time; None when no case is chosen.

    A case lies open from its first event to its last, an open case up to `as_of` (default: the last event of its log).
    """
    moment = {"as_of": as_of_table(as_of)}
    rows = ask("case_days", store=store, logs=logs, cases=cases, tables=moment)
    if rows.num_rows == 0:
        return None
    start, last = np.asarray(rows["start_day"]), np.asarray(rows["last_day"])
    closed, n = np.asarray(rows["closed"]).astype(bool), np.asarray(rows["n"])
    first, size = int(start.min()), int(max(start.max(), last.max()) - start.min()) + 1
    days = _Days(
        first,
        np.bincount(start - first, n, size).astype(np.int64),
        np.bincount(last[closed] - first, n[closed], size).astype(np.int64),
    )
    hours = tuple(
        HourLoad(row["weekday"], row["hour"], row["n"])
        for row in ask("workload_hours", store=store, logs=logs, cases=cases).to_pylist()
    )
    return WorkloadCalendar(
        weeks=_periods(days, _week),
        months=_periods(days, _month),
        fiscal_years=_periods(days, lambda day: fiscal_year_days(fiscal_year(day))),
        hours=hours,
        date_only_events=sum(h.events for h in hours if h.hour is None),
        n_events=sum(h.events for h in hours),
    )


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> tuple[date, date]:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day.replace(day=1), following - timedelta(days=1)


def _periods(days: _Days, period_of: Callable[[date], tuple[date, date]]) -> tuple[PeriodLoad, ...]:
    open_at_end = (days.started - days.completed).cumsum()
    return tuple(_load(days, open_at_end, *period) for period in _each(days, period_of))


def _each(days: _Days, period_of: Callable[[date], tuple[date, date]]) -> Iterable[tuple[date, date]]:
    day, end = day_of(days.first), day_of(days.last)
    while day <= end:
        period = period_of(day)
        yield period
        day = period[1] + timedelta(days=1)


def _load(days: _Days, open_at_end: npt.NDArray[np.int64], first: date, last: date) -> PeriodLoad:
    begin, end = (local_us(d) // MICROSECONDS_PER_DAY - days.first for d in (first, last))
    inside = slice(max(begin, 0), min(end, open_at_end.size - 1) + 1)
    return PeriodLoad(
        first=first,
        last=last,
        started=int(days.started[inside].sum()),
        completed=int(days.completed[inside].sum()),
        in_progress=int(open_at_end[inside.stop - 1]),
        whole=begin >= 0 and end < open_at_end.size,
    )
