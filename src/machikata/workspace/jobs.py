# SPDX-License-Identifier: Apache-2.0
"""Long work in the background of a serving program: progress on record, cancel, and an honest state after a crash."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from machikata.domain.actor import Role
from machikata.domain.errors import Cancelled, MachikataError, NotFound
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.workspace.library import Job, JobState
from machikata.workspace.workspace import Workspace

_SECONDS_BETWEEN_RECORDS = 0.3


@dataclass(slots=True)
class _Recorder:
    """Writes progress to the library, not more often than a person can see, and notices a wish to stop."""

    ws: Workspace
    job: Job
    written: float = field(default=0.0)

    def __call__(self, share: float, what: Text) -> None:
        if time.monotonic() - self.written < _SECONDS_BETWEEN_RECORDS:
            return
        self.job = replace(self.job, share=min(max(share, 0.0), 1.0), message=what)
        if not self.ws.library.replace_job(self.job, found=JobState.RUNNING):
            raise Cancelled(Text("中止しました。途中のものは残していません", "stopped; nothing half-done was kept"))
        self.written = time.monotonic()


def start_job(ws: Workspace, *, owner: str, title: Text, work: Callable[[Progress], str]) -> Job:
    """Begin `work` in a thread and return at once; `work` gets a `Progress` and returns the site path of its result."""
    ws.require(Role.OFFICER, owner=owner)
    job = Job(uuid.uuid4().hex[:12], owner, title, JobState.RUNNING, 0.0, Text("始めています", "starting"), ws.clock())
    ws.library.put_job(job)
    threading.Thread(target=_run, args=(ws, job, work), name=f"job-{job.id}", daemon=True).start()
    return job


def _run(ws: Workspace, job: Job, work: Callable[[Progress], str]) -> None:
    recorder = _Recorder(ws, job)
    try:
        result = work(recorder)
        end = replace(recorder.job, state=JobState.DONE, share=1.0, result=result, message=Text("終わりました", "done"))
    except Cancelled as stop:
        end = replace(recorder.job, state=JobState.CANCELLED, message=stop.what)
    except MachikataError as error:
        end = replace(recorder.job, state=JobState.FAILED, error=Text(error.sentence("ja"), error.sentence("en")))
    except Exception as error:  # noqa: BLE001 - a job's thread has nobody above it: the defect must reach the person as a record
        end = replace(
            recorder.job,
            state=JobState.FAILED,
            error=Text(
                f"プログラムの誤りで止まりました（{type(error).__name__}: {error}）。途中のものは残していません",
                f"stopped by a defect of the program ({type(error).__name__}: {error}); nothing half-done was kept",
            ),
        )
    ws.library.put_job(replace(end, finished_at=ws.clock()))


def find_job(ws: Workspace, job_id: str) -> Job:
    """The job with this id.

    Raises:
        NotFound: no such job.
    """
    found = next((j for j in ws.library.jobs() if j.id == job_id), None)
    if found is None:
        raise NotFound(Text("その処理はありません", "there is no such job"))
    return found


def list_jobs(ws: Workspace) -> tuple[Job, ...]:
    """The actor's jobs, newest first."""
    return tuple(j for j in ws.library.jobs() if ws.actor.owns(j.owner))


def cancel_job(ws: Workspace, job_id: str) -> Job:
    """Ask a running job to stop at its next step; an ended job is left as it is."""
    job = find_job(ws, job_id)
    ws.require(Role.OFFICER, owner=job.owner)
    ws.library.replace_job(replace(job, state=JobState.CANCELLING), found=JobState.RUNNING)
    return find_job(ws, job_id)
