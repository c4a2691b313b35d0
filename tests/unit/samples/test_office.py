# SPDX-License-Identifier: Apache-2.0
"""The clock, the rounds, the queues and the branches of the simulated office."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from machikata.rules.holidays import is_office_day
from machikata.samples.compiling import CaseValues, Compiler
from machikata.samples.flow import Again, Awaited, Both, Choice, Leave, Rounds, Share, Step, Wait, Watch
from machikata.samples.nodes import Close
from machikata.samples.office import Desk, Office, Person
from machikata.samples.office_days import OPEN_MINUTES, office_days

DAYS = office_days(date(2025, 4, 1), date(2025, 7, 31), is_open=is_office_day)
CONCEPTS = {name: i for i, name in enumerate(("a", "b", "c", "d", "e"))}


def run(flow, *, arrivals, people=1, kinds=None, away=frozenset(), waits=None):
    """Play `flow` for cases that come at `arrivals` (office time); gives the office and (case, concept, time) in order."""
    office = Office(days=DAYS, n_cases=len(arrivals), rng=np.random.default_rng(4))
    cases = CaseValues({"kind": ("x", "y")}, {"kind": np.array(kinds or [0] * len(arrivals))})
    desk = Desk(office, [Person(i, 0, 1.0, away) for i in range(people)])
    first = Compiler(office, cases, {"desk": desk}, CONCEPTS, waits or {}).flow(flow, Close(office))
    for case, t in enumerate(arrivals):
        office.later(t, first.enter, case)
    office.run()
    names = list(CONCEPTS)
    written = zip(office.wrote_case, office.wrote_concept, office.wrote_time, strict=True)
    return office, [(case, names[concept], t) for case, concept, t in written]


def moments(times):
    return [datetime.fromtimestamp(s, UTC) for s in DAYS.seconds(np.array(times)).tolist()]


def exact(minutes):
    return Step("a", "desk", minutes, spread=0.0)


def test_office_time_skips_nights_weekends_holidays_and_lunch():
    assert moments([0.0, 209.0, 210.0, OPEN_MINUTES - 1]) == [
        datetime(2025, 4, 1, 8, 30, tzinfo=UTC), datetime(2025, 4, 1, 11, 59, tzinfo=UTC),
        datetime(2025, 4, 1, 13, 0, tzinfo=UTC), datetime(2025, 4, 1, 17, 14, tzinfo=UTC),
    ]  # fmt: skip
    friday = np.flatnonzero(DAYS.days - DAYS.first == 3)[0]
    assert moments([(friday + 1) * OPEN_MINUTES])[0].date() == date(2025, 4, 7)
    opened = {m.date() for m in moments(np.arange(len(DAYS.days)) * OPEN_MINUTES)}
    assert date(2025, 5, 5) not in opened
    assert len(opened) == len(DAYS.days)


def test_one_person_works_off_a_queue_in_the_order_of_arrival():
    _, events = run((exact(30.0),), arrivals=[0.0, 1.0, 2.0])
    assert [(case, t) for case, _, t in events] == [(0, 30.0), (1, 60.0), (2, 90.0)]


def test_two_people_work_side_by_side():
    _, events = run((exact(30.0),), arrivals=[0.0, 1.0, 2.0], people=2)
    assert [t for _, _, t in events] == [30.0, 31.0, 60.0]


def test_work_of_somebody_absent_waits_for_the_next_day():
    _, events = run((exact(30.0),), arrivals=[10.0], away=frozenset({0}))
    assert [t for _, _, t in events] == [OPEN_MINUTES + 30.0]


def test_rounds_take_place_on_their_weekdays_after_the_days_of_notice_and_hold_only_so_many():
    council = Step("b", rounds=Rounds((1, 3), minute=60.0, lead_days=5, places=2))
    _, events = run((council,), arrivals=[0.0, 0.0, 0.0])
    days = [m.date() for m in moments([t for _, _, t in events])]
    assert days == [date(2025, 4, 8), date(2025, 4, 8), date(2025, 4, 10)]


def test_what_follows_both_branches_waits_for_the_slower_one():
    flow = (Both((exact(5.0),), (Step("b", wait=Wait(10.0, 0.0)),)), Step("c"))
    _, events = run(flow, arrivals=[0.0])
    times = {name: t for _, name, t in events}
    assert times["a"] < times["b"]
    assert times["c"] == times["b"]


@pytest.mark.parametrize(("share", "expected"), [(0.0, "c"), (1.0, "b")])
def test_a_choice_takes_its_branch_by_share(share, expected):
    _, events = run((Choice(Share(share), (Step("b"),), (Step("c"),)),), arrivals=[0.0])
    assert [name for _, name, _ in events] == [expected]


def test_shares_waits_and_minutes_follow_the_attributes_of_the_case():
    factors = {"kind": {"y": 0.0}}
    flow = (Choice(Share(1.0, factors), (Step("b"),)), Step("c", "desk", 10.0, 0.0, {"kind": {"y": 3.0}}))
    _, events = run(flow, arrivals=[0.0, 200.0], kinds=[0, 1])
    assert [(case, name) for case, name, _ in events] == [(0, "b"), (0, "c"), (1, "c")]
    assert events[-1][2] - 200.0 == pytest.approx(30.0)


def test_a_body_can_stretch_a_wait_by_name():
    flow = (Step("b", wait=Wait(10.0, 0.0)),)
    _, ordinary = run(flow, arrivals=[0.0])
    _, stretched = run(flow, arrivals=[0.0], waits={"b": 3.0})
    assert stretched[0][2] > ordinary[0][2] + 10 * OPEN_MINUTES


def test_rework_is_done_once_more():
    _, events = run((Again((exact(5.0),), Share(1.0)),), arrivals=[0.0])
    assert [name for _, name, _ in events] == ["a", "a"]


def test_what_is_late_is_reminded_and_comes_sooner():
    def days_until_received(share):
        awaited = Awaited(Step("b"), Wait(40.0, 0.0), Step("c"), limit_days=14.0, share=Share(share), shortened_to=0.5)
        _, events = run((awaited,), arrivals=[0.0])
        times = {name: moments([t])[0] for _, name, t in events}
        return times, (times["b"] - datetime(2025, 4, 1, tzinfo=UTC)).days

    reminded, sooner = days_until_received(1.0)
    alone, later = days_until_received(0.0)
    assert sorted(reminded) == ["b", "c"]
    assert sorted(alone) == ["b"]
    assert 26 <= sooner <= 30
    assert later >= 40


def test_a_notice_of_delay_goes_only_to_cases_still_open():
    watch = Watch(Step("d"), 28.0, Share(1.0))
    _, slow = run((watch, Step("b", wait=Wait(60.0, 0.0))), arrivals=[0.0])
    _, quick = run((watch, Step("b", wait=Wait(5.0, 0.0))), arrivals=[0.0])
    assert [name for _, name, _ in slow] == ["d", "b"]
    assert [name for _, name, _ in quick] == ["b"]


def test_a_withdrawn_case_ends_whatever_else_was_under_way():
    flow = (
        Both((Leave(Step("e", wait=Wait(1.0, 0.0)), Share(1.0)), Step("b")), (Step("c", wait=Wait(9.0, 0.0)),)),
        Step("d"),
    )
    office, events = run(flow, arrivals=[0.0])
    assert [name for _, name, _ in events] == ["e"]
    assert office.left == [True]
    assert office.closed == [True]


def test_nothing_is_recorded_after_the_span():
    _, events = run((Step("b", wait=Wait(500.0, 0.0)),), arrivals=[0.0])
    assert events == []
