# SPDX-License-Identifier: Apache-2.0
"""Work done again: activities repeated inside a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from machikata.analysis.log_scope import ALL_CASES, CaseFilter, ask
from machikata.records.store import EventStore, StoredLog


@dataclass(frozen=True, slots=True)
class Rework:
    """How often an activity is done again. `repeated_share` (0–1) is over the cases that have the activity at all."""

    activity: str
    n_cases: int
    n_repeated: int
    repeated_share: float
    n_extra: int
    """Occurrences beyond the first of each case."""
    n_loops: int
    """Directly after itself, at a later instant (file order)."""
    n_same_instant: int
    """Directly after itself at the same instant: often one act recorded twice."""


def rework(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    cases: CaseFilter = ALL_CASES,
    activity_map: pa.Table | None = None,
) -> tuple[Rework, ...]:
    """Every activity of the chosen cases of all `logs` together, those repeated in most cases first."""
    loops = {
        row["activity"]: row
        for row in ask("rework_loops", store=store, logs=logs, cases=cases, activity_map=activity_map).to_pylist()
    }
    nothing = {"n_later": 0, "n_same_instant": 0}
    return tuple(
        Rework(
            activity=row["activity"],
            n_cases=row["n_cases"],
            n_repeated=row["n_repeated"],
            repeated_share=row["n_repeated"] / row["n_cases"],
            n_extra=row["n_extra"],
            n_loops=loops.get(row["activity"], nothing)["n_later"],
            n_same_instant=loops.get(row["activity"], nothing)["n_same_instant"],
        )
        for row in ask("rework", store=store, logs=logs, cases=cases, activity_map=activity_map).to_pylist()
    )
