# SPDX-License-Identifier: Apache-2.0
"""Long work: what runs, how far it is, how to stop it, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from machikata.domain.text import Text
from machikata.web.frame import Frame, Link, Step
from machikata.web.results import settled
from machikata.web.view import OUR_FORM, View, Viewed
from machikata.workspace.jobs import cancel_job, find_job, list_jobs
from machikata.workspace.library import Job, JobState

router = APIRouter()
_JOBS = Link("/jobs", Text("処理", "Jobs"))
STATE_WORDS = {
    JobState.RUNNING: Text("処理中", "Running"),
    JobState.CANCELLING: Text("中止しています", "Stopping"),
    JobState.DONE: Text("終わりました", "Done"),
    JobState.FAILED: Text("できませんでした", "Could not be done"),
    JobState.CANCELLED: Text("中止しました", "Stopped"),
    JobState.INTERRUPTED: Text("途中で止まりました", "Interrupted"),
}
_ICONS = {JobState.RUNNING: "now", JobState.CANCELLING: "now", JobState.DONE: "done"}


@dataclass(frozen=True, slots=True)
class JobView:
    """One job: `remaining_seconds` is a guess from the speed so far, None when there is none."""

    id: str
    title: Text
    state: JobState
    state_words: Text
    icon: str
    share: float
    message: Text
    started_at: datetime
    finished_at: datetime | None
    remaining_seconds: float | None
    result: str
    error: Text | None
    running: bool
    can_stop: bool


@dataclass(frozen=True, slots=True)
class JobsPage:
    """All jobs, newest first."""

    jobs: tuple[JobView, ...]


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job, and where to go back to."""

    job: JobView
    back: str


@router.get("/jobs")
def jobs_page(view: Viewed) -> Response:
    """The list of jobs."""
    now = view.workspace.clock()
    page = JobsPage(tuple(present(job, now=now) for job in list_jobs(view.workspace)))
    return view.page("pages/jobs.html", page, Frame(title=Text("処理", "Jobs"), crumbs=(_JOBS,)))


@router.get("/jobs/{job_id}")
def job_page(view: Viewed, job_id: str) -> Response:
    """One job: progress while it runs, its outcome after."""
    job = find_job(view.workspace, job_id)
    if view.partial:
        return _progress_part(view, job)
    return waiting_page(view, job, back="/jobs")


@router.post("/jobs/{job_id}/stop", dependencies=OUR_FORM)
def stop(view: Viewed, job_id: str) -> Response:
    """Ask a job to stop."""
    cancel_job(view.workspace, job_id)
    return view.go(f"/jobs/{job_id}")


def waiting_page(view: View, job: Job, *, back: str, step: Step = Step.OTHER) -> Response:
    """The page shown while a job runs."""
    page = JobPage(present(job, now=view.workspace.clock()), back)
    frame = Frame(title=job.title, step=step, crumbs=(_JOBS, Link("", job.title)))
    return view.page("pages/job.html", page, frame)


def _progress_part(view: View, job: Job) -> Response:
    """The progress alone, for a page that is watching; when the work has ended the browser goes to its result."""
    response = view.part("pages/job_progress.html", job=present(job, now=view.workspace.clock()))
    if settled(job):
        response.headers["hx-redirect"] = job.result if job.state is JobState.DONE and job.result else f"/jobs/{job.id}"
    return response


def present(job: Job, *, now: datetime) -> JobView:
    """The view of one job."""
    running = not settled(job)
    elapsed = (now - job.started_at).total_seconds()
    remaining = elapsed * (1 - job.share) / job.share if running and job.share > 0.05 and elapsed > 2 else None
    return JobView(
        job.id,
        job.title,
        job.state,
        STATE_WORDS[job.state],
        _ICONS.get(job.state, "warn"),
        job.share,
        job.message,
        job.started_at,
        job.finished_at,
        remaining,
        job.result,
        job.error,
        running,
        job.state is JobState.RUNNING,
    )
