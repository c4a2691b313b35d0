# SPDX-License-Identifier: Apache-2.0
"""Small event logs for tests: written as traces, given as the four admitted tables.

>>> tables = log_from_traces(["受付 審査 通知", "受付 通知"])
>>> tables.relation.num_rows
3

The relations are computed here by plain loops, on purpose independent of `records.admission`, so that tests can hold the two
against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from itertools import groupby, pairwise

import pyarrow as pa

from machikata.domain.event_log import CASE_ATTRIBUTE_PREFIX, EVENT_ATTRIBUTE_PREFIX
from machikata.records.raw import LogTables

JAPAN = timezone(timedelta(hours=9))
FIRST_OFFICE_DAY = datetime(2025, 4, 1, 9, 0, tzinfo=JAPAN)
CODED = pa.dictionary(pa.int32(), pa.string())
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PERSONS = ("lifecycle", "resource", "role", "section")


@dataclass(frozen=True, slots=True)
class SampleEvent:
    """One event: `at` is its instant; without it the event comes `after` (default: the log's `step`) the event before it."""

    activity: str
    at: datetime | None = None
    after: timedelta | None = None
    resource: str | None = None
    role: str | None = None
    section: str | None = None
    lifecycle: str | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SampleCase:
    """One case. `start` is the instant of its first event unless that event has its own; `open` cases are not closed."""

    events: Sequence[str | SampleEvent]
    id: str | None = None
    start: datetime | None = None
    open: bool = False
    attributes: Mapping[str, object] = field(default_factory=dict)


Trace = str | Sequence[str | SampleEvent] | SampleCase
"""Activities separated by blanks, a list of activities or events, or a whole case."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """An event with its instant (µs) after sorting, and its tie group."""

    event: SampleEvent
    time_us: int
    offset_min: int
    tie_group: int = 0


def log_from_traces(
    traces: Iterable[Trace],
    *,
    start: datetime = FIRST_OFFICE_DAY,
    step: timedelta = timedelta(hours=1),
    between: timedelta = timedelta(days=1),
) -> LogTables:
    """The four admitted tables (columns of `domain.event_log`) of a log written as traces.

    Case i starts at `start + i·between`, events follow each other after `step`; both can be set per case and event. A `step` of
    zero makes ties. Events of a case are sorted by instant, ties keep the order written. The zone is that of each instant.
    """
    cases = [_case(t) for t in traces]
    placed = [_place(c, start + i * between, step) for i, c in enumerate(cases)]
    return LogTables(
        events=_events(placed),
        cases=_cases(cases, placed),
        relation=_relation(placed),
        tie_relation=_tie_relation(placed),
    )


def _case(trace: Trace) -> SampleCase:
    if isinstance(trace, SampleCase):
        return trace
    return SampleCase(trace.split() if isinstance(trace, str) else trace)


def _place(case: SampleCase, start: datetime, step: timedelta) -> list[_Placed]:
    now, placed = case.start or start, []
    for position, item in enumerate(case.events):
        event = SampleEvent(item) if isinstance(item, str) else item
        wait = event.after if event.after is not None else (step if position else timedelta())
        now = event.at or now + wait
        offset = now.utcoffset() or timedelta()
        placed.append(_Placed(event, (now - _EPOCH) // timedelta(microseconds=1), offset // timedelta(minutes=1)))
    placed.sort(key=lambda p: p.time_us)
    groups = [list(g) for _, g in groupby(placed, key=lambda p: p.time_us)]
    return [_Placed(p.event, p.time_us, p.offset_min, n) for n, group in enumerate(groups) for p in group]


def _events(placed: list[list[_Placed]]) -> pa.Table:
    rows = [(i, seq, p) for i, case in enumerate(placed) for seq, p in enumerate(case)]
    events = [p.event for _, _, p in rows]
    columns = {
        "case_index": pa.array([i for i, _, _ in rows], pa.int32()),
        "seq": pa.array([seq for _, seq, _ in rows], pa.int32()),
        "tie_group": pa.array([p.tie_group for _, _, p in rows], pa.int32()),
        "activity": coded([e.activity for e in events]),
        "time_us": pa.array([p.time_us for _, _, p in rows], pa.int64()),
        "offset_min": pa.array([p.offset_min for _, _, p in rows], pa.int16()),
    } | {name: coded([getattr(e, name) for e in events]) for name in _PERSONS}
    return pa.table(columns | _attributes([e.attributes for e in events], EVENT_ATTRIBUTE_PREFIX))


def _cases(cases: list[SampleCase], placed: list[list[_Placed]]) -> pa.Table:
    columns = {
        "case_index": pa.array(range(len(cases)), pa.int32()),
        "case_id": pa.array([c.id or f"case-{i + 1}" for i, c in enumerate(cases)], pa.string()),
        "start_us": pa.array([p[0].time_us for p in placed], pa.int64()),
        "end_us": pa.array([p[-1].time_us for p in placed], pa.int64()),
        "start_offset_min": pa.array([p[0].offset_min for p in placed], pa.int16()),
        "events": pa.array([len(p) for p in placed], pa.int32()),
        "open": pa.array([c.open for c in cases], pa.bool_()),
    }
    return pa.table(columns | _attributes([c.attributes for c in cases], CASE_ATTRIBUTE_PREFIX))


def _attributes(rows: list[Mapping[str, object]], prefix: str) -> dict[str, pa.Array]:
    names = sorted({name for row in rows for name in row})
    arrays = {f"{prefix}{name}": pa.array([row.get(name) for row in rows]) for name in names}
    return {n: a.dictionary_encode().cast(CODED) if pa.types.is_string(a.type) else a for n, a in arrays.items()}


def _relation(placed: list[list[_Placed]]) -> pa.Table:
    rows = [(i, seq, a, b) for i, case in enumerate(placed) for seq, (a, b) in enumerate(pairwise(case))]
    return pa.table(
        {
            "case_index": pa.array([i for i, _, _, _ in rows], pa.int32()),
            "seq": pa.array([seq for _, seq, _, _ in rows], pa.int32()),
            "source": coded([a.event.activity for _, _, a, _ in rows]),
            "target": coded([b.event.activity for _, _, _, b in rows]),
            "duration_us": pa.array([b.time_us - a.time_us for _, _, a, b in rows], pa.int64()),
            "in_tie": pa.array([a.tie_group == b.tie_group for _, _, a, b in rows], pa.bool_()),
        }
    )


def _tie_relation(placed: list[list[_Placed]]) -> pa.Table:
    rows = []
    for i, case in enumerate(placed):
        groups = [list(g) for _, g in groupby(case, key=lambda p: p.tie_group)]
        for left, right in pairwise(groups):
            duration = right[0].time_us - left[0].time_us
            pairs = Counter((a.event.activity, b.event.activity) for a in left for b in right)
            rows += [(i, *pair, duration, n / (len(left) * len(right))) for pair, n in pairs.items()]
    return pa.table(
        {
            "case_index": pa.array([r[0] for r in rows], pa.int32()),
            "source": coded([r[1] for r in rows]),
            "target": coded([r[2] for r in rows]),
            "duration_us": pa.array([r[3] for r in rows], pa.int64()),
            "weight": pa.array([r[4] for r in rows], pa.float64()),
        }
    )


def coded(values: Sequence[str | None]) -> pa.DictionaryArray:
    """A dictionary-encoded string column (int32 codes)."""
    return pa.array(values, pa.string()).dictionary_encode().cast(CODED)
