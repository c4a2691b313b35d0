# SPDX-License-Identifier: Apache-2.0
"""The `Library` port: what people edit (bodies, groups, logs, drafts, decisions, jobs), and the values it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from machikata.domain.municipality import Municipality
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.records.dictionary import Verdict
from machikata.workspace.app_library import AppLibrary
from machikata.workspace.journal import Act
from machikata.workspace.survey_library import SurveyLibrary

__all__ = [
    "EVERYONE",
    "Act",
    "DictionaryDecision",
    "Draft",
    "Job",
    "JobState",
    "Library",
    "LogEntry",
]

EVERYONE = "*"
"""Owner of what belongs to the whole installation, such as the list of processes."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An admitted log as the library lists it; `id` is its content hash, `owner` the body."""

    id: str
    owner: str
    process: str
    file_name: str
    admitted_at: datetime
    admitted_by: str
    manifest: Mapping[str, Any]
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An import that a person has begun and not yet admitted. `reading` and `mapping` are documents; None = not yet chosen."""

    id: str
    owner: str
    process: str
    file_name: str
    path: str
    """Relative to the workspace folder."""
    created_at: datetime
    created_by: str
    reading: Mapping[str, Any] = field(default_factory=dict)
    mapping: Mapping[str, Any] | None = None
    choices: Mapping[str, Any] | None = None
    """What a person decided on the quality page (`AdmissionChoices`)."""


@dataclass(frozen=True, slots=True)
class DictionaryDecision:
    """A person's decision on one activity name of one body; `number` grows, the newest one per (body, activity) holds."""

    process: str
    owner: str
    activity: str
    concept: str
    verdict: Verdict
    method: str
    confidence: float
    decided_at: datetime
    decided_by: str
    number: int = 0


class JobState(StrEnum):
    """Where a long work stands. INTERRUPTED: the program ended before the work did."""

    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Job:
    """A long work: share done (0–1), what is being done, and after the end where the result is or why it failed."""

    id: str
    owner: str
    title: Text
    state: JobState
    share: float
    message: Text
    started_at: datetime
    finished_at: datetime | None = None
    result: str = ""
    """Path on the site where the outcome is shown."""
    error: Text | None = None


class Library(SurveyLibrary, AppLibrary, Protocol):
    """Rows that people edit. Every method is one transaction; `put_*` inserts or replaces by key."""

    def bodies(self) -> tuple[Municipality, ...]: ...
    def body(self, code: str) -> Municipality | None: ...
    def put_body(self, body: Municipality) -> None: ...
    def remove_body(self, code: str) -> None: ...

    def groups(self) -> tuple[tuple[str, PeerGroup], ...]:
        """(owner, group) pairs."""
        ...

    def put_group(self, group: PeerGroup, *, owner: str) -> None: ...
    def remove_group(self, group_id: str) -> None: ...

    def processes(self) -> tuple[Process, ...]: ...
    def put_process(self, process: Process) -> None: ...
    def remove_process(self, process_id: str) -> None: ...

    def logs(self) -> tuple[LogEntry, ...]:
        """Newest first, removed ones left out."""
        ...

    def log(self, log_id: str) -> LogEntry | None:
        """Also a removed one."""
        ...

    def put_log(self, entry: LogEntry) -> None: ...
    def forget_log(self, log_id: str) -> None: ...

    def drafts(self) -> tuple[Draft, ...]: ...
    def put_draft(self, draft: Draft) -> None: ...
    def remove_draft(self, draft_id: str) -> None: ...

    def decisions(self, process: str) -> tuple[DictionaryDecision, ...]:
        """All, oldest first."""
        ...

    def add_decisions(self, decisions: tuple[DictionaryDecision, ...]) -> None: ...

    def jobs(self) -> tuple[Job, ...]:
        """Newest first."""
        ...

    def put_job(self, job: Job) -> None: ...
    def replace_job(self, job: Job, *, found: JobState) -> bool:
        """Put `job` in place of its record if that is still in the state `found`, in one step; False when it is not."""
        ...

    def interrupt_jobs(self) -> int:
        """Mark what still runs on record as interrupted (called once when a program opens the workspace for serving)."""
        ...

    def add_act(self, act: Act) -> None: ...
    def acts(self, *, limit: int) -> tuple[Act, ...]:
        """Newest first."""
        ...
