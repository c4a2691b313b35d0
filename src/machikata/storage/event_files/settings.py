# SPDX-License-Identifier: Apache-2.0
"""How much of the machine the event store may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventFileSettings:
    """Limits of the engine. None leaves the engine's own choice: all cores, and 80 % of the memory."""

    threads: int | None = None
    """Threads of one query."""
    memory_gib: float | None = None
    """Memory of all queries together, in GiB; beyond it they spill to disk beside the logs."""
    row_group_rows: int = 262_144
    """Rows of one Parquet row group: the smallest piece that one thread reads."""


DEFAULT_SETTINGS = EventFileSettings()
"""As much of the machine as the engine takes by itself."""
