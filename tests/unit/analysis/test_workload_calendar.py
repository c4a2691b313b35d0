# SPDX-License-Identifier: Apache-2.0
"""Work over time, by the local calendar and the fiscal year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings

from machikata.analysis.workload_calendar import WorkloadCalendar, workload_calendar
from machikata.records.raw import LogTables
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.log_strategies import logs
from machikata.testing.logs import JAPAN, SampleCase, SampleEvent, log_from_traces


def calendar_of(tables: LogTables, **chosen) -> WorkloadCalendar:
    store = MemoryEventStore()
    found = workload_calendar(store=store, logs=[store.admit(tables, body="b", process="p", manifest={})], **chosen)
    assert found is not None
    return found


def case(first: date, last: date, *, is_open: bool = False) -> SampleCase:
    start, end = (datetime(d.year, d.month, d.day, 10, tzinfo=JAPAN) for d in (first, last))
    return SampleCase([SampleEvent("受付", at=start), SampleEvent("通知", at=end)], open=is_open)


CASES = [
    case(date(2025, 3, 20), date(2025, 4, 10)),
    case(date(2025, 3, 31), date(2025, 6, 2)),
    case(date(2025, 4, 1), date(2025, 4, 2), is_open=True),
]


def test_months_tell_what_came_what_was_finished_and_what_lay_open() -> None:
    months = calendar_of(log_from_traces(CASES)).months
    assert [(m.first.month, m.started, m.completed, m.in_progress, m.whole) for m in months] == [
        (3, 2, 0, 2, False), (4, 1, 1, 2, True), (5, 0, 0, 2, True), (6, 0, 1, 1, False),
    ]  # fmt: skip
    assert (months[1].first, months[1].last) == (date(2025, 4, 1), date(2025, 4, 30))


def test_fiscal_years_begin_in_april_and_weeks_on_monday() -> None:
    found = calendar_of(log_from_traces(CASES))
    assert [(y.first, y.started, y.completed) for y in found.fiscal_years] == [
        (date(2024, 4, 1), 2, 0),
        (date(2025, 4, 1), 1, 2),
    ]
    assert found.weeks[0].first == date(2025, 3, 17)
    assert all(w.first.weekday() == 0 and w.last - w.first == timedelta(days=6) for w in found.weeks)
    assert sum(w.started for w in found.weeks) == 3


def test_as_it_stood_earlier_later_days_are_not_known() -> None:
    found = calendar_of(log_from_traces(CASES), as_of=datetime(2025, 4, 5, tzinfo=JAPAN))
    assert [(m.first.month, m.started, m.completed, m.in_progress) for m in found.months] == [
        (3, 2, 0, 2),
        (4, 1, 0, 3),
    ]


def test_hours_are_local_and_midnight_means_a_date_only() -> None:
    monday = datetime(2025, 4, 7, tzinfo=JAPAN)
    events = [SampleEvent("a", at=monday + timedelta(hours=h)) for h in (0, 8.99, 9, 23.5)]
    early = SampleEvent("a", at=datetime(1969, 12, 31, 15, 30, tzinfo=UTC).astimezone(JAPAN))
    found = calendar_of(log_from_traces([events, [early]]))
    assert {(h.weekday, h.hour): h.events for h in found.hours} == {
        (0, None): 1, (0, 8): 1, (0, 9): 1, (0, 23): 1, (3, 0): 1,
    }  # fmt: skip
    assert (found.date_only_events, found.n_events) == (1, 5)


@settings(max_examples=25)
@given(logs())
def test_what_started_is_completed_or_lies_open(tables: LogTables) -> None:
    found = calendar_of(tables)
    for periods in (found.weeks, found.months, found.fiscal_years):
        lying = 0
        for period in periods:
            lying += period.started - period.completed
            assert period.in_progress == lying
        assert sum(p.started for p in periods) == tables.cases.num_rows
        assert periods[-1].in_progress == sum(tables.cases["open"].to_pylist())
        assert [p.first for p in periods[1:]] == [p.last + timedelta(days=1) for p in periods[:-1]]
    assert found.n_events == tables.events.num_rows


def test_no_chosen_case_gives_nothing() -> None:
    store = MemoryEventStore()
    log = store.admit(log_from_traces([]), body="b", process="p", manifest={})
    assert workload_calendar(store=store, logs=[log]) is None


def test_december_has_an_end() -> None:
    found = calendar_of(log_from_traces([case(date(2025, 12, 1), date(2025, 12, 31))]))
    assert found.months[0].last == date(2025, 12, 31)
    assert found.months[0].whole
    assert found.months[0].started == pytest.approx(1)
