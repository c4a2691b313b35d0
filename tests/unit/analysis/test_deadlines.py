# SPDX-License-Identifier: Apache-2.0
"""How far a limit is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from machikata.analysis.deadlines import DayCount, DeadlineCompliance, deadline_compliance
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.logs import JAPAN, SampleCase, SampleEvent, log_from_traces


def case(start: datetime, end: datetime, *, is_open: bool = False) -> SampleCase:
    return SampleCase([SampleEvent("受付", at=start), SampleEvent("通知", at=end)], open=is_open)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=JAPAN)


def compliance(cases: list[SampleCase], limit_days: float, **settings) -> DeadlineCompliance:
    store = MemoryEventStore()
    log = store.admit(log_from_traces(cases), body="b", process="p", manifest={})
    found = deadline_compliance(store=store, logs=[log], limit_days=limit_days, **settings)
    assert found is not None
    return found


def test_closed_cases_have_a_share_with_interval_and_open_ones_stand_beside() -> None:
    cases = [case(at(4, 1), at(4, 1 + d)) for d in (5, 10, 20, 25)] + [
        case(at(4, 1), at(4, 2), is_open=True), case(at(4, 22), at(4, 23), is_open=True)]  # fmt: skip
    found = compliance(cases, 10)
    assert (found.n_closed, found.n_within, found.n_open, found.n_open_over) == (4, 2, 2, 1)
    assert found.within is not None
    # Wilson for 2 of 4.
    assert (found.within.value, found.within.low, found.within.high) == pytest.approx((0.5, 0.15, 0.85), abs=5e-3)
    assert found.expected_within is not None
    # Six at risk at day 5 (the second open case has been watched for 4 days only): five at risk, one ended, then four left, one.
    assert found.expected_within.value == pytest.approx(1 - (4 / 5) * (3 / 4))


def test_a_limit_is_kept_to_the_microsecond_when_days_are_elapsed_and_to_the_day_by_the_calendar() -> None:
    late_by_an_hour = [case(at(4, 1, 9), at(4, 11, 10))]
    assert compliance(late_by_an_hour, 10).n_within == 0
    assert compliance(late_by_an_hour, 10, day_count=DayCount.CALENDAR).n_within == 1
    assert compliance([case(at(4, 1, 9), at(4, 11, 9))], 10).n_within == 1


def test_calendar_days_are_local() -> None:
    # 23:30 in Japan on 1 April is the afternoon of that day in Greenwich.
    start, end = at(4, 1, 23) + timedelta(minutes=30), at(4, 2, 1)
    assert compliance([case(start, end)], 0, day_count=DayCount.CALENDAR).n_within == 0
    assert compliance([case(start, end)], 1, day_count=DayCount.CALENDAR).n_within == 1


def test_business_days_leave_out_weekends_and_the_holidays_given() -> None:
    # Friday 25 April to Thursday 8 May 2025; 29 April and 5, 6 May are holidays (4 May is a Sunday).
    cases = [case(at(4, 25), at(5, 8))]
    holidays = (date(2025, 4, 29), date(2025, 5, 5), date(2025, 5, 6))
    for limit, kept in ((5, 0), (6, 1)):
        assert compliance(cases, limit, day_count=DayCount.BUSINESS, holidays=holidays).n_within == kept
    assert compliance(cases, 8, day_count=DayCount.BUSINESS).n_within == 0
    assert compliance(cases, 9, day_count=DayCount.BUSINESS).n_within == 1


def test_without_a_case_watched_that_long_no_share_of_all_is_claimed() -> None:
    found = compliance([case(at(4, 1), at(4, 3)), case(at(4, 1), at(4, 2), is_open=True)], 30)
    assert found.within is not None
    assert found.within.value == 1
    assert found.expected_within is None


def test_as_it_stood_earlier_later_ends_were_open() -> None:
    cases = [case(at(4, 1), at(4, 5)), case(at(4, 1), at(4, 30)), case(at(4, 20), at(4, 21))]
    for day_count in DayCount:
        found = compliance(cases, 9, as_of=at(4, 15), day_count=day_count)
        assert (found.n_closed, found.n_within, found.n_open, found.n_open_over) == (1, 1, 1, 1)
