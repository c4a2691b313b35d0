# SPDX-License-Identifier: Apache-2.0
"""Open cases are taken for what they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from machikata.analysis.case_survival import CaseSurvival, case_survival, case_survival_bodies
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.logs import FIRST_OFFICE_DAY, SampleCase, SampleEvent, log_from_traces

DAY = timedelta(days=1)


def lasting(days: float, *, start: float = 0, is_open: bool = False) -> SampleCase:
    return SampleCase(
        ["受付", SampleEvent("通知", after=timedelta(days=days))],
        start=FIRST_OFFICE_DAY + timedelta(days=start),
        open=is_open,
    )


def survival_of(cases: list[SampleCase], **settings) -> CaseSurvival:
    store = MemoryEventStore()
    found = case_survival(
        store=store, logs=[store.admit(log_from_traces(cases), body="b", process="p", manifest={})], **settings
    )
    assert found is not None
    return found


def test_an_open_case_counts_up_to_the_last_event_of_the_log() -> None:
    found = survival_of([lasting(10), lasting(2, is_open=True), lasting(5)])
    assert (found.n_cases, found.n_open) == (3, 1)
    assert found.as_of == FIRST_OFFICE_DAY + 10 * DAY
    # The open case had two days of records, but was still open on day 10.
    assert found.curve.times == (5, 10)
    assert found.curve.at_risk == (3, 2)
    assert found.curve.survival == pytest.approx([2 / 3, 1 / 3])
    assert found.mean.tau == 10
    assert "仮定" in found.assumption.ja


def test_an_earlier_instant_turns_later_ends_into_open_cases() -> None:
    found = survival_of([lasting(10), lasting(2), lasting(3, start=8)], as_of=FIRST_OFFICE_DAY + 6 * DAY)
    assert (found.n_cases, found.n_open) == (2, 1)
    assert found.curve.times == (2,)
    assert found.curve.longest == 6


def test_bodies_are_compared_up_to_the_same_day() -> None:
    store = MemoryEventStore()
    logs = [
        store.admit(log_from_traces([lasting(d) for d in days]), body=body, process="p", manifest={})
        for body, days in {"1": (4, 8, 30), "2": (3, 12)}.items()
    ]
    found = case_survival_bodies(store=store, logs=logs)
    assert {body: one.mean.tau for body, one in found.items()} == {"1": 12, "2": 12}
    assert found["1"].mean.estimate.value == pytest.approx((4 + 8 + 12) / 3)


def test_no_chosen_case_gives_nothing() -> None:
    store = MemoryEventStore()
    log = store.admit(log_from_traces(["a b"]), body="b", process="p", manifest={})
    assert case_survival(store=store, logs=[log], as_of=FIRST_OFFICE_DAY - DAY) is None
