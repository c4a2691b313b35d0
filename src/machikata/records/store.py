# SPDX-License-Identifier: Apache-2.0
"""The `EventStore` port: where admitted logs lie and how set-wise questions are put to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from machikata.records.raw import LogTables


@dataclass(frozen=True, slots=True)
class StoredLog:
    """An admitted log: `id` is the content hash, `body` the owner's code, `manifest` the JSON beside the Parquet files."""

    id: str
    body: str
    process: str
    manifest: Mapping[str, Any] = field(compare=False)
    folder: Path


class EventStore(Protocol):
    """Immutable admitted logs and queries over them.

    In a query the tables `events`, `cases`, `relation`, `tie_relation` stand for all `logs` together, each with a leading
    string column `body` (the log's body code; a body with several logs appears once per log, `log_index` int32 tells them
    apart). Small Arrow tables given in `tables` can be joined by name. Engines must offer the aggregates named in
    `QUANTILE_FUNCTIONS` and `QUANTILE_LISTS`, and `ordered_text(x, place)`: the texts `x` of a group in the order of `place`, `TEXT_SEPARATOR`
    between them; so one text runs on all of them.
    """

    def __hash__(self) -> int:
        """By identity: a store is a place."""
        ...

    def admit(self, tables: LogTables, *, body: str, process: str, manifest: Mapping[str, Any]) -> StoredLog:
        """Write the tables atomically under their content hash; the same content twice gives the same log."""
        ...

    def find(self, log_id: str) -> StoredLog:
        """The log of that id; raises `NotFound`, or `WorkspaceUnusable` when it is damaged or a newer program wrote it."""
        ...

    def stored(self) -> tuple[StoredLog, ...]:
        """Every log, in the order of their ids."""
        ...

    def load(self, log: StoredLog) -> LogTables:
        """The four tables of one log."""
        ...

    def remove(self, log: StoredLog) -> None:
        """Delete the log's files."""
        ...

    def query(self, sql: str, *, logs: Sequence[StoredLog], tables: Mapping[str, pa.Table] | None = None) -> pa.Table:
        """The result of `sql` (a SELECT in the common dialect) over the tables of `logs`."""
        ...


QUANTILE_FUNCTIONS = {"exact_median": 0.5, "exact_p10": 0.1, "exact_p25": 0.25, "exact_p75": 0.75, "exact_p90": 0.9}
"""Aggregates with linear interpolation (type 7) every adapter defines under these names."""

QUANTILE_LISTS = {"exact_p10_median_p90": (0.1, 0.5, 0.9)}
"""The same as one list, whose places count from 1 (`q[2]`): several quantiles of one column are found together."""

TEXT_SEPARATOR = "\x1f"
"""Stands between the parts that `ordered_text` joins (the unit separator of ASCII, which no name holds)."""
