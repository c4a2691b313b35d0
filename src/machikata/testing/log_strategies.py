# SPDX-License-Identifier: Apache-2.0
"""Hypothesis strategies for event logs: short cases, ties, open cases, missing persons, Japanese names."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from machikata.records.raw import LogTables
from machikata.testing.logs import FIRST_OFFICE_DAY, SampleCase, SampleEvent, log_from_traces

ACTIVITIES = ("受付", "審査", "決裁", "補正の依頼", "通知")
_WAITS = (timedelta(), timedelta(minutes=1), timedelta(hours=5), timedelta(days=1), timedelta(days=30))


@st.composite
def sample_events(draw: st.DrawFn, *, activities: tuple[str, ...] = ACTIVITIES) -> SampleEvent:
    """An event after a wait that is often zero (a tie), with or without the person, role and section."""
    return SampleEvent(
        draw(st.sampled_from(activities)),
        after=draw(st.sampled_from(_WAITS)),
        resource=draw(st.sampled_from((None, "u1", "u2", "u3"))),
        role=draw(st.sampled_from((None, "係員", "係長"))),
        section=draw(st.sampled_from((None, "市民課", "税務課"))),
    )


@st.composite
def sample_cases(draw: st.DrawFn, *, max_events: int = 6, activities: tuple[str, ...] = ACTIVITIES) -> SampleCase:
    """A case of one to `max_events` events, sometimes open, with one case attribute."""
    events = draw(st.lists(sample_events(activities=activities), min_size=1, max_size=max_events))
    start = FIRST_OFFICE_DAY + timedelta(hours=draw(st.integers(0, 24 * 400)))
    kind = draw(st.sampled_from(("新規", "更新", None)))
    return SampleCase(events, start=start, open=draw(st.booleans()), attributes={"kind": kind} if kind else {})


@st.composite
def logs(draw: st.DrawFn, *, max_cases: int = 8, max_events: int = 6) -> LogTables:
    """The admitted tables of a log with one to `max_cases` cases."""
    return log_from_traces(draw(st.lists(sample_cases(max_events=max_events), min_size=1, max_size=max_cases)))
