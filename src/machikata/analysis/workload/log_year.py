# SPDX-License-Identifier: Apache-2.0
"""What an event log says about one fiscal year of one process, in the terms of a survey: volume per activity and order of steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from machikata.analysis.log_scope import CaseFilter, ask, day_of, local_us
from machikata.domain.calendar import fiscal_year_days
from machikata.domain.event_log import MICROSECONDS_PER_DAY
from machikata.domain.process import Process
from machikata.records.store import EventStore, StoredLog

_USUAL_GAPS, _A_QUARTER = 5.0, 92.0


@dataclass(frozen=True, slots=True)
class LoggedActivity:
    """Events of one activity (concept of the dictionary, or a body's own name): dated in the fiscal year; of the cases that begin in it;
    and of those of them that are closed.
    """

    activity: str
    n_events: int
    n_of_begun: int
    n_of_closed: int


@dataclass(frozen=True, slots=True)
class LoggedOrder:
    """Of the cases begun in the year with both steps: in how many the first event of `source` is before, at the same instant as
    (`n_tied`), or after that of `target`.
    """

    source: str
    target: str
    n_cases: int
    n_before: int
    n_tied: int

    def in_order(self, first: str) -> float:
        """Cases in which `first` (one of the two) comes first; equal instants are no order and count half."""
        before = self.n_before if first == self.source else self.n_cases - self.n_before - self.n_tied
        return before + self.n_tied / 2.0


@dataclass(frozen=True, slots=True)
class LogYear:
    """The logs of one body and process in one fiscal year. `first_date` and `last_date` are local and lie in the year; None when nothing
    was recorded in it. `n_days` are days of the year with a record, `n_begun` the cases that begin in it, `n_closed` those of them that
    are closed, `n_before` the cases that began earlier.
    """

    body: str
    process: str
    fiscal_year: int
    first_date: date | None
    last_date: date | None
    n_days: int
    n_begun: int
    n_closed: int
    n_before: int
    activities: tuple[LoggedActivity, ...]
    orders: tuple[LoggedOrder, ...]
    logs: tuple[str, ...]
    """Content hashes."""

    def silent_days(self) -> tuple[int, int]:
        """Days without a record at the beginning and at the end of the year."""
        first, last = fiscal_year_days(self.fiscal_year)
        if self.first_date is None or self.last_date is None:
            return (last - first).days + 1, (last - first).days + 1
        return (self.first_date - first).days, (last - self.last_date).days

    def is_whole(self, missing_days: float) -> bool:
        """Whether the log covers the year: it is silent at neither end for longer than `missing_days` and five usual gaps (at most a
        quarter of a year).
        """
        if not self.n_days:
            return False
        usual = min(_USUAL_GAPS * 365.0 / self.n_days, _A_QUARTER)
        return max(self.silent_days()) <= max(missing_days, usual)


def log_years(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    process: Process,
    fiscal_year: int,
    activity_map: pa.Table | None = None,
) -> dict[str, LogYear]:
    """What the logs say about the year, by body; a body without a log is left out.

    Volume counts every event; order looks at the cases that begin in the year. `activity_map` as for `log_scope.ask`.
    """
    if not logs:
        return {}
    first, last = fiscal_year_days(fiscal_year)
    after = last + timedelta(days=1)
    midnights = {
        "from_us": pa.array([local_us(first)], pa.int64()),
        "before_us": pa.array([local_us(after)], pa.int64()),
    }
    year = {"fiscal_year": pa.table(midnights)}

    def rows(
        name: str, tables: dict[str, pa.Table], cases: CaseFilter = CaseFilter()
    ) -> dict[str, list[dict[str, Any]]]:
        found = defaultdict(list)
        answer = ask(
            f"workload/{name}",
            store=store,
            logs=logs,
            cases=cases,
            activity_map=activity_map,
            by_body=True,
            tables=tables,
        )
        for row in answer.to_pylist():
            found[row["body"]].append(row)
        return found

    events, days, cases = rows("step_events", year), rows("year_of_events", year), rows("year_of_cases", year)
    begun = CaseFilter(started_from=first, started_before=after)
    orders = rows("step_orders", {"concept_steps": concept_steps(process)}, begun)
    ids: dict[str, list[str]] = defaultdict(list)
    for log in logs:
        ids[log.body].append(log.id)
    return {
        body: _year(body, process.id, fiscal_year, (events[body], days[body], cases[body], orders[body]), tuple(found))
        for body, found in ids.items()
    }


def concept_steps(process: Process) -> pa.Table:
    """Which activities belong to which surveyed step: string columns activity, step."""
    pairs = [(c, step.id) for step in process.surveyed_steps for c in step.concepts]
    return pa.table({
        "activity": pa.array([c for c, _ in pairs], pa.string()), "step": pa.array([s for _, s in pairs], pa.string()),
    })  # fmt: skip


def _year(
    body: str, process: str, year: int, found: tuple[list[dict[str, Any]], ...], logs: tuple[str, ...]
) -> LogYear:
    events, days, cases, orders = found
    day, case = next(iter(days), {}), next(iter(cases), {})

    def on(name: str) -> date | None:
        return day_of(day[name] // MICROSECONDS_PER_DAY) if day else None

    return LogYear(
        body=body,
        process=process,
        fiscal_year=year,
        first_date=on("first_us"),
        last_date=on("last_us"),
        n_days=day.get("n_days", 0),
        n_begun=int(case.get("n_begun", 0)),
        n_closed=int(case.get("n_closed", 0)),
        n_before=int(case.get("n_before", 0)),
        activities=tuple(
            LoggedActivity(r["activity"], int(r["n_events"]), int(r["n_of_begun"]), int(r["n_of_closed"]))
            for r in events
        ),
        orders=tuple(
            LoggedOrder(r["source"], r["target"], r["n_cases"], int(r["n_before"]), int(r["n_tied"])) for r in orders
        ),
        logs=logs,
    )
