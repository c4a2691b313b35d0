# SPDX-License-Identifier: Apache-2.0
"""How far a stated limit is kept, with the open cases beside the closed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from machikata.analysis.case_survival import CENSORING, as_of_table
from machikata.analysis.log_scope import ALL_CASES, CaseFilter, ask
from machikata.analysis.proportion import wilson
from machikata.analysis.survival import kaplan_meier, share_within
from machikata.domain.estimate import Estimate
from machikata.domain.event_log import MICROSECONDS_PER_DAY
from machikata.domain.text import Text
from machikata.records.store import EventStore, StoredLog


class DayCount(StrEnum):
    """How days up to a limit are counted. By the calendar the first day does not count (民法 第140条)."""

    ELAPSED = "elapsed"
    """Days of 24 hours from the first to the last event."""
    CALENDAR = "calendar"
    """Local calendar days after the day of the first event."""
    BUSINESS = "business"
    """The same without Saturdays, Sundays and the holidays given."""


@dataclass(frozen=True, slots=True)
class DeadlineCompliance:
    """How many cases kept the limit. Shares are 0–1."""

    limit_days: float
    day_count: DayCount
    n_closed: int
    n_within: int
    within: Estimate | None
    """Share of the closed cases that kept the limit, with Wilson's interval; None without closed cases."""
    n_open: int
    n_open_over: int
    """Open cases that have passed the limit already: the crude share does not know them."""
    expected_within: Estimate | None
    """Share of all cases that will have kept the limit, open ones included (Kaplan–Meier); None when no case was watched that
    long."""
    assumption: Text


@dataclass(frozen=True, slots=True)
class _Standing:
    """Groups of cases: days taken or open for so far, whether they are closed, and how many."""

    days: npt.NDArray[np.float64]
    closed: npt.NDArray[np.bool_]
    n: npt.NDArray[np.int64]


def deadline_compliance(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    limit_days: float,
    day_count: DayCount = DayCount.ELAPSED,
    holidays: Sequence[date] = (),
    cases: CaseFilter = ALL_CASES,
    as_of: datetime | None = None,
    level: float = 0.95,
) -> DeadlineCompliance | None:
    """How far `limit_days` is kept by the chosen cases of all `logs` together; None when there are none.

    A case keeps the limit when its last event comes at most `limit_days` after its first, counted as `day_count` says.
    `holidays` (used by BUSINESS) are the days besides Saturday and Sunday on which the office is closed. `as_of` is the instant
    up to which cases are known (default: the last event of each log).
    """
    if day_count is DayCount.ELAPSED:
        standing = _elapsed(store, logs, cases, as_of)
    else:
        standing = _by_calendar(store, logs, cases, as_of, holidays if day_count is DayCount.BUSINESS else None)
    if standing.n.size == 0:
        return None
    closed, over = standing.closed, standing.days > limit_days
    n_closed, n_within = int(standing.n[closed].sum()), int(standing.n[closed & ~over].sum())
    curve = kaplan_meier(durations=standing.days, ended=closed, counts=standing.n, level=level)
    return DeadlineCompliance(
        limit_days=limit_days,
        day_count=day_count,
        n_closed=n_closed,
        n_within=n_within,
        within=wilson(n_within, n_closed, level=level),
        n_open=int(standing.n[~closed].sum()),
        n_open_over=int(standing.n[~closed & over].sum()),
        expected_within=share_within(curve, limit_days),
        assumption=CENSORING,
    )


def _elapsed(store: EventStore, logs: Sequence[StoredLog], cases: CaseFilter, as_of: datetime | None) -> _Standing:
    rows = ask("case_times", store=store, logs=logs, cases=cases, tables={"as_of": as_of_table(as_of)})
    days = np.asarray(rows["duration_us"]) / MICROSECONDS_PER_DAY
    return _Standing(days, np.asarray(rows["closed"]).astype(bool), np.asarray(rows["n"]))


def _by_calendar(
    store: EventStore,
    logs: Sequence[StoredLog],
    cases: CaseFilter,
    as_of: datetime | None,
    holidays: Sequence[date] | None,
) -> _Standing:
    rows = ask("case_days", store=store, logs=logs, cases=cases, tables={"as_of": as_of_table(as_of)})
    first = np.asarray(rows["start_day"]).astype("datetime64[D]")
    last = np.asarray(rows["last_day"]).astype("datetime64[D]")
    if holidays is None:
        days = (last - first).astype(np.int64)
    else:
        # From the day after the first event to the day of the last, both included.
        closed_days = np.array(sorted(holidays), "datetime64[D]")
        days = np.busday_count(first + 1, last + 1, holidays=closed_days)
    return _Standing(days.astype(np.float64), np.asarray(rows["closed"]).astype(bool), np.asarray(rows["n"]))
