# SPDX-License-Identifier: Apache-2.0
"""Small invented offices and case tables for tests of comparisons; everything about an office is a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from machikata.analysis.comparison.arrays import CaseAttribute, CaseTable
from machikata.analysis.comparison.comparing import compare_logs
from machikata.analysis.comparison.result import Comparison
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.domain.municipality import Municipality
from machikata.domain.population_class import hand_group
from machikata.domain.process import Concept, Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.records.raw import LogTables
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.logs import SampleCase, SampleEvent, log_from_traces

QUICK = ComparisonSettings(replicates=200)
"""Few resamplings: enough for tests."""
PROCESS = Process("p", Text("手続き", "procedure"), (Concept("受付", Text("申請の受付", "application")),))
_START = datetime(2025, 4, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Office:
    """An invented office: closed cases of a year, mean days of the quick kind, share of the slow kind (twice as long, times
    `slow_by`), share of cases with an extra step of five days, open cases, persons (0: the log names nobody).
    """

    n: int = 120
    days: float = 20.0
    slow: float = 0.5
    slow_by: float = 1.0
    extra: float = 0.0
    open: int = 0
    persons: int = 4


def office_log(office: Office, *, seed: int | Sequence[int]) -> LogTables:
    """Its log: cases 受付 → (決裁) → 審査 → 通知 with evenly spread steps; open cases have not come to 通知.

    >>> office_log(Office(n=3), seed=1).events.num_rows
    9
    """
    rng = np.random.default_rng(seed)
    return log_from_traces([_case(office, i, rng) for i in range(office.n + office.open)])


def _case(office: Office, number: int, rng: np.random.Generator) -> SampleCase:
    slow = bool(rng.random() < office.slow)
    begun = _START + timedelta(days=float(rng.uniform(0, 360)))
    days = float(rng.gamma(8, office.days / 8)) * (2 * office.slow_by if slow else 1)
    person = f"職員{rng.integers(office.persons)}" if office.persons else None
    steps = ["受付", *(["決裁"] if rng.random() < office.extra else []), "審査", "通知"]
    days += 5 if "決裁" in steps else 0
    at = [begun + timedelta(days=days * i / (len(steps) - 1)) for i in range(len(steps))]
    events = [SampleEvent(step, at=t, resource=person) for step, t in zip(steps, at, strict=True)]
    is_open = number >= office.n
    attributes = {"kind": "slow" if slow else "quick", "who": person or "", "number": f"no-{number}"}
    return SampleCase(events[:-1] if is_open else events, start=begun, open=is_open, attributes=attributes)


def compare_offices(
    offices: Sequence[Office],
    *,
    own: str = "",
    settings: ComparisonSettings = QUICK,
    seed: int = 1,
    activity_map: pa.Table | None = None,
    backwards: bool = False,
    progress: Progress = no_progress,
) -> Comparison:
    """Their comparison, nothing suppressed; office i is body 9900ii. `backwards` gives the logs in reverse order.

    >>> compare_offices([Office(n=20)] * 3).mode.value
    'values_only'
    """
    store, codes = MemoryEventStore(), [f"9900{i:02}" for i in range(len(offices))]
    logs = [
        store.admit(office_log(o, seed=(seed, i)), body=code, process=PROCESS.id, manifest={})
        for i, (o, code) in enumerate(zip(offices, codes, strict=True))
    ]
    bodies = [Municipality(c, Text(f"{c}市", f"City {c}"), synthetic=True) for c in codes]
    group = hand_group("offices", Text("組", "group"), codes, reason=Text("試験", "test"))
    return compare_logs(
        store, logs[::-1] if backwards else logs, group=group, bodies=bodies, process=PROCESS, own=own,
        settings=settings, activity_map=activity_map, as_of="2026-11-20", progress=progress,
    )  # fmt: skip


def case_table(
    days: Sequence[float],
    body: Sequence[int],
    attributes: Mapping[str, Sequence[str | None]] | None = None,
    *,
    cluster: Sequence[int] | None = None,
) -> CaseTable:
    """A case table of closed cases; every case is a cluster of its own unless `cluster` is given.

    >>> case_table([1.0, 2.0], [0, 1]).bodies
    ('b0', 'b1')
    """
    n = len(days)
    rows, zeros = np.arange(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    lasted, owner = np.asarray(days, dtype=np.float64), np.asarray(body, dtype=np.int64)
    clusters = rows if cluster is None else np.asarray(cluster, dtype=np.int64)
    names = tuple(f"b{i}" for i in range(int(owner.max()) + 1))
    made = {name: _attribute(name, column) for name, column in (attributes or {}).items()}
    return CaseTable(
        names, owner, lasted, lasted, zeros.astype(np.bool_), zeros, clusters, int(clusters.max()) + 1, zeros, rows, made,
        {"total-days": lasted},
    )  # fmt: skip


def _attribute(name: str, column: Sequence[str | None]) -> CaseAttribute:
    known = tuple(sorted({v for v in column if v is not None}))
    place = {v: i for i, v in enumerate(known)}
    return CaseAttribute(name, np.array([-1 if v is None else place[v] for v in column], dtype=np.int64), known)
