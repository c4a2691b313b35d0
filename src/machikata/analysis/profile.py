# SPDX-License-Identifier: Apache-2.0
"""The profile of a log: how much, how long, by how many, and how far its times can be trusted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from machikata.analysis.log_scope import ALL_CASES, CaseFilter, ask, day_of
from machikata.domain.event_log import MICROSECONDS_PER_DAY
from machikata.records.store import EventStore, StoredLog


@dataclass(frozen=True, slots=True)
class CaseDays:
    """How long `n` cases took, in days of 24 hours from first to last event. None where there is no case."""

    n: int
    mean: float | None
    p25: float | None
    median: float | None
    p75: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class MonthVolume:
    """Cases that started in a month ('2025-04', local calendar)."""

    month: str
    started: int


@dataclass(frozen=True, slots=True)
class LogProfile:
    """What a log holds. Shares are 0–1; dates are local."""

    n_cases: int
    n_open: int
    n_events: int
    n_activities: int
    n_resources: int
    """Persons (pseudonyms) named by at least one event."""
    n_roles: int
    n_sections: int
    first_date: date
    last_date: date
    days: CaseDays
    """All cases as they stand; an open case counts up to its last event."""
    closed_days: CaseDays
    """Closed cases only."""
    mean_events: float
    median_events: float
    most_events: int
    months: tuple[MonthVolume, ...]
    """Every month from the first to the last start, also those without one."""
    midnight_share: float
    """Events recorded at exactly local midnight, which means a date without a time of day."""
    tie_share: float
    """Consecutive events with equal instants, whose order is not known."""
    without_resource_share: float


def profile(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    cases: CaseFilter = ALL_CASES,
    activity_map: pa.Table | None = None,
) -> LogProfile | None:
    """The profile of all `logs` together; None when no case is chosen."""
    return _profiles(store, logs, cases, activity_map, by_body=False).get("")


def profile_bodies(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    cases: CaseFilter = ALL_CASES,
    activity_map: pa.Table | None = None,
) -> dict[str, LogProfile]:
    """The profile of each body, by its code; a body without a chosen case is left out."""
    return _profiles(store, logs, cases, activity_map, by_body=True)


def _profiles(
    store: EventStore, logs: Sequence[StoredLog], cases: CaseFilter, activity_map: pa.Table | None, *, by_body: bool
) -> dict[str, LogProfile]:
    rows: dict[str, dict[str, Any]] = defaultdict(dict)
    for name in ("profile_cases", "profile_events", "profile_ties"):
        answer = ask(name, store=store, logs=logs, cases=cases, activity_map=activity_map, by_body=by_body)
        for row in answer.to_pylist():
            rows[row["scope"]] |= row
    days: dict[str, dict[int, int]] = defaultdict(dict)
    for row in ask("profile_days", store=store, logs=logs, cases=cases, by_body=by_body).to_pylist():
        days[row["scope"]][row["start_day"]] = row["n_cases"]
    return {scope: _profile(row, days[scope]) for scope, row in rows.items()}


def _profile(row: Mapping[str, Any], days: Mapping[int, int]) -> LogProfile:
    cases, events, pairs = row["n_cases"], row["n_events"], row.get("n_pairs", 0)
    return LogProfile(
        n_cases=cases,
        n_open=row["n_open"],
        n_events=events,
        n_activities=row["n_activities"],
        n_resources=row["n_resources"],
        n_roles=row["n_roles"],
        n_sections=row["n_sections"],
        first_date=day_of(row["first_us"] // MICROSECONDS_PER_DAY),
        last_date=day_of(row["last_us"] // MICROSECONDS_PER_DAY),
        days=_days(row, "all", cases),
        closed_days=_days(row, "closed", cases - row["n_open"]),
        mean_events=events / cases,
        median_events=row["median_events"],
        most_events=row["most_events"],
        months=_months(days),
        midnight_share=row["n_midnight"] / events,
        tie_share=row["n_ties"] / pairs if pairs else 0.0,
        without_resource_share=row["n_without_resource"] / events,
    )


def _days(row: Mapping[str, Any], kind: str, n: int) -> CaseDays:
    def days(name: str) -> float | None:
        value = row[f"{kind}_{name}"]
        return None if value is None or not n else value / MICROSECONDS_PER_DAY

    return CaseDays(n, days("mean"), days("p25"), days("median"), days("p75"), days("p90"))


def _months(days: Mapping[int, int]) -> tuple[MonthVolume, ...]:
    volume: Counter[str] = Counter()
    for number, n in days.items():
        volume[month_of(day_of(number))] += n
    return tuple(MonthVolume(month, volume[month]) for month in months_between(day_of(min(days)), day_of(max(days))))


def month_of(day: date) -> str:
    """The month of `day` as '2025-04'."""
    return f"{day.year:04d}-{day.month:02d}"


def months_between(first: date, last: date) -> tuple[str, ...]:
    """Every month from that of `first` to that of `last`."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in numbers)
