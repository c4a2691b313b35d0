# SPDX-License-Identifier: Apache-2.0
"""The profile counts what the log holds, by local time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from machikata.analysis.log_scope import AttributeFilter, CaseFilter
from machikata.analysis.profile import LogProfile, MonthVolume, profile, profile_bodies
from machikata.domain.errors import InputRefused
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.logs import JAPAN, SampleCase, SampleEvent, log_from_traces


def profile_of(traces, **chosen) -> LogProfile | None:
    store = MemoryEventStore()
    return profile(
        store=store, logs=[store.admit(log_from_traces(traces), body="b", process="p", manifest={})], **chosen
    )


def lasting(days: float, **more) -> SampleCase:
    return SampleCase(["受付", SampleEvent("通知", after=timedelta(days=days))], **more)


def test_counts_and_days() -> None:
    found = profile_of([lasting(d) for d in (1, 2, 3, 10)] + [lasting(100, open=True)])
    assert found is not None
    assert (found.n_cases, found.n_open, found.n_events, found.n_activities) == (5, 1, 10, 2)
    assert (found.days.n, found.days.median, found.days.mean) == (5, 3, pytest.approx(23.2))
    assert (found.closed_days.n, found.closed_days.median, found.closed_days.p90) == (4, 2.5, pytest.approx(7.9))
    assert (found.mean_events, found.median_events, found.most_events) == (2, 2, 2)


def test_dates_months_and_midnight_are_local() -> None:
    summer = timezone(timedelta(hours=2))
    found = profile_of([
        SampleCase([SampleEvent("a", at=datetime(2025, 4, 30, 15, tzinfo=UTC).astimezone(JAPAN)),
                    SampleEvent("b", at=datetime(2025, 6, 30, 22, tzinfo=UTC).astimezone(summer))]),
        SampleCase([SampleEvent("a", at=datetime(2025, 7, 1, tzinfo=UTC))]),
        SampleCase([SampleEvent("a", at=datetime(2025, 7, 1, 0, 0, 1, tzinfo=JAPAN))]),
    ])  # fmt: skip
    assert found is not None
    # The local zone of a case is that of its first event.
    assert (found.first_date, found.last_date) == (date(2025, 5, 1), date(2025, 7, 1))
    assert found.months == (MonthVolume("2025-05", 1), MonthVolume("2025-06", 0), MonthVolume("2025-07", 2))
    assert found.midnight_share == 3 / 4


def test_ties_and_missing_persons_are_shares() -> None:
    none = timedelta()
    found = profile_of([["a", SampleEvent("b", after=none, resource="u1", role="係員", section="市民課"), "c"], "a b"])
    assert found is not None
    assert found.tie_share == pytest.approx(1 / 3)
    assert found.without_resource_share == pytest.approx(4 / 5)
    assert (found.n_resources, found.n_roles, found.n_sections) == (1, 1, 1)


def test_single_events_have_no_pairs() -> None:
    found = profile_of(["a", "b"])
    assert found is not None
    assert (found.tie_share, found.days.median) == (0, 0)


def test_filters_choose_cases_by_local_day_state_and_attribute() -> None:
    cases = [
        lasting(1, start=datetime(2025, 3, 31, 23, 59, tzinfo=JAPAN)),
        lasting(2, start=datetime(2025, 4, 1, 0, 0, tzinfo=JAPAN), attributes={"fee": 300}),
        lasting(3, start=datetime(2026, 3, 31, 23, 0, tzinfo=JAPAN), open=True),
        lasting(4, start=datetime(2026, 4, 1, 0, 0, tzinfo=JAPAN)),
    ]

    def days(chosen: CaseFilter) -> list[float]:
        store = MemoryEventStore()
        logs = [
            store.admit(log_from_traces([c, *cases]), body=str(i), process="p", manifest={})
            for i, c in enumerate(cases)
        ]
        found = profile_bodies(store=store, logs=logs, cases=chosen)
        return sorted(
            {d for one in found.values() for d in (one.days.p25, one.days.p90) if d is not None and d.is_integer()}
        )

    year = CaseFilter(started_from=date(2025, 4, 1), started_before=date(2026, 4, 1))
    found = profile_of(cases, cases=year)
    assert found is not None
    assert (found.n_cases, found.n_open, found.days.mean) == (2, 1, 2.5)
    for chosen, expected in (
        (CaseFilter(open=True), 3), (CaseFilter(started_before=date(2025, 4, 1)), 1), (CaseFilter(started_from=date(2026, 4, 1)), 4),
        (CaseFilter(attributes=(AttributeFilter("fee", ("300",)),)), 2),
    ):  # fmt: skip
        found = profile_of(cases, cases=chosen)
        assert found is not None
        assert (found.n_cases, found.days.mean) == (1, expected)
        assert days(chosen) == [expected]


def test_an_attribute_that_no_log_has_is_refused_with_a_remedy() -> None:
    with pytest.raises(InputRefused, match="no log has this case attribute"):
        profile_of(["a"], cases=CaseFilter(attributes=(AttributeFilter('x" OR 1=1 --', ("y",)),)))


def test_no_chosen_case_gives_nothing() -> None:
    assert profile_of(["a"], cases=CaseFilter(open=True)) is None
