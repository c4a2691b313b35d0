# SPDX-License-Identifier: Apache-2.0
"""Long work in the background of a serving program: progress on record, cancel, and an honest state after a crash.

Runs of apps are shown among the jobs. They keep their own record and survive the program (`app_runs`); the others do not.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from machikata.automation.run import Run, RunState
from machikata.domain.actor import Role
from machikata.domain.errors import Cancelled, MachikataError, NotFound
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.workspace.app_outcomes import find_run
from machikata.workspace.app_runs import cancel_run, list_runs
from machikata.workspace.apps import manifest_of
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
    """The job or run with this id.

    Raises:
        NotFound: no such job.
        NotAllowed: it belongs to another body.
    """
    found = next((j for j in ws.library.jobs() if j.id == job_id), None)
    if found is None and ws.library.run(job_id) is not None:
        return job_of(ws, find_run(ws, job_id))
    if found is None:
        raise NotFound(Text("その処理はありません", "there is no such job"))
    ws.require(Role.READER, owner=found.owner)
    return found


def list_jobs(ws: Workspace) -> tuple[Job, ...]:
    """The actor's jobs and runs, newest first."""
    jobs = [j for j in ws.library.jobs() if ws.actor.owns(j.owner)]
    runs = [job_of(ws, run) for run in list_runs(ws)]
    return tuple(sorted([*jobs, *runs], key=lambda j: j.started_at, reverse=True))


def cancel_job(ws: Workspace, job_id: str) -> Job:
    """Ask a running job or run to stop at its next step; an ended one is left as it is."""
    job = find_job(ws, job_id)
    ws.require(Role.OFFICER, owner=job.owner)
    if ws.library.run(job_id) is not None:
        cancel_run(ws, job_id)
    else:
        ws.library.replace_job(replace(job, state=JobState.CANCELLING), found=JobState.RUNNING)
    return find_job(ws, job_id)


_STATES = {
    RunState.QUEUED: JobState.RUNNING,
    RunState.RUNNING: JobState.RUNNING,
    RunState.CANCELLING: JobState.CANCELLING,
    RunState.DONE: JobState.DONE,
    RunState.FAILED: JobState.FAILED,
    RunState.CANCELLED: JobState.CANCELLED,
}


def job_of(ws: Workspace, run: Run) -> Job:
    """A run of an app as the list of jobs shows it."""
    waiting = run.state is RunState.QUEUED
    return Job(
        id=run.id,
        owner=run.owner,
        title=_title(ws, run.app),
        state=_STATES[run.state],
        share=run.share,
        message=run.state.label if waiting else run.message,
        started_at=run.queued_at,
        finished_at=run.finished_at,
        result=f"/apps/{run.app}/runs/{run.id}",
        error=run.error,
    )


def _title(ws: Workspace, app_id: str) -> Text:
    """The app's title; its id where it is no longer there."""
    manifest = manifest_of(ws, app_id)
    return Text(app_id, app_id) if manifest is None else manifest.title
