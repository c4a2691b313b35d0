# SPDX-License-Identifier: Apache-2.0
"""A run of an app as a record: what it was made from, who started it, where it stands, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from machikata.automation.app.outcome import Reason
from machikata.domain.effect import Measure
from machikata.domain.errors import Problem
from machikata.domain.text import Text


class RunState(StrEnum):
    """Where a run stands. CANCELLING: a person wants it to stop and it has not yet noticed."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self in (RunState.DONE, RunState.FAILED, RunState.CANCELLED)

    @property
    def label(self) -> Text:
        """順番待ち, 実行中, 中止しています, 完了, 失敗, 中止."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    RunState.QUEUED: Text("順番待ち", "Waiting"),
    RunState.RUNNING: Text("実行中", "Running"),
    RunState.CANCELLING: Text("中止しています", "Stopping"),
    RunState.DONE: Text("完了", "Done"),
    RunState.FAILED: Text("失敗", "Failed"),
    RunState.CANCELLED: Text("中止", "Stopped"),
}


@dataclass(frozen=True, slots=True)
class InputRef:
    """A frozen input file: the bytes lie under `sha256` in the drawer of the app and owner. `size` in bytes."""

    file_name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an app for one owner (body code). Inputs, options, version and seed never change after it was put on record.

    `person` is the id of who started it ("" for somebody unnamed), `by` the name; `problems` are the warnings and notes of the check;
    `outcome` is the SHA-256 of the stored outcome; `share` (0–1) and `message` tell the progress; `attempts` counts its beginnings;
    `compute_s` is the processor time of the app, in seconds. It stands here and not in the outcome, which is the same each time.
    """

    id: str
    app: str
    app_version: str
    task: str
    owner: str
    person: str
    by: str
    authenticated: bool
    options: Mapping[str, str]
    seed: int
    inputs: Mapping[str, InputRef]
    state: RunState
    queued_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    outcome: str | None = None
    error: Text | None = None
    problems: tuple[Problem, ...] = ()
    share: float = 0.0
    message: Text = Text("", "")
    attempts: int = 0
    compute_s: float | None = None


@dataclass(frozen=True, slots=True)
class StoredOutcome:
    """The outcome of a run as it is kept; `files` gives the SHA-256 of each file by its name."""

    result: Mapping[str, Any]
    reasons: tuple[Reason, ...]
    measures: tuple[Measure, ...]
    answers: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
