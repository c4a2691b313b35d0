# SPDX-License-Identifier: Apache-2.0
"""Long work: a wish to stop is never lost, and an ended job stays ended."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import NotAllowed
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.workspace import jobs
from machikata.workspace.jobs import cancel_job, find_job, start_job
from machikata.workspace.library import Job, JobState
from machikata.workspace.workspace import Workspace

STEP = Text("一歩", "a step")


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "ws")


def ended(ws: Workspace, job: Job) -> Job:
    for thread in threading.enumerate():
        if thread.name == f"job-{job.id}":
            thread.join(30)
    return find_job(ws, job.id)


def work_of(steps: int, between: Callable[[int], None] = lambda _: None) -> Callable[[Progress], str]:
    def work(progress: Progress) -> str:
        for i in range(steps):
            between(i)
            progress(i / steps, STEP)
        return "/done"

    return work


def test_a_job_that_ends_gives_its_address(ws: Workspace) -> None:
    found = ended(ws, start_job(ws, owner="b", title=STEP, work=work_of(3)))
    assert (found.state, found.result, found.share) == (JobState.DONE, "/done", 1.0)


def test_a_wish_to_stop_that_comes_while_progress_is_written_is_kept(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step writes its progress; a wish that arrived just before must survive that."""
    monkeypatch.setattr(jobs, "_SECONDS_BETWEEN_RECORDS", 0.0)
    started = threading.Event()
    known: list[Job] = []

    def between(i: int) -> None:
        started.wait(30)
        if i == 1:
            cancel_job(ws, known[0].id)

    known.append(start_job(ws, owner="b", title=STEP, work=work_of(3, between)))
    started.set()
    assert ended(ws, known[0]).state is JobState.CANCELLED


def test_progress_does_not_write_over_a_wish_to_stop(ws: Workspace) -> None:
    job = Job("j", "b", STEP, JobState.RUNNING, 0.1, STEP, ws.clock())
    ws.library.put_job(job)
    cancel_job(ws, "j")
    assert not ws.library.replace_job(replace(job, share=0.2), found=JobState.RUNNING)
    assert find_job(ws, "j").state is JobState.CANCELLING


def test_an_ended_job_cannot_be_stopped(ws: Workspace) -> None:
    job = ended(ws, start_job(ws, owner="b", title=STEP, work=work_of(1)))
    assert cancel_job(ws, job.id).state is JobState.DONE


def test_a_defect_of_the_program_is_put_on_record(ws: Workspace) -> None:
    def work(progress: Progress) -> str:
        raise ZeroDivisionError("x")

    found = ended(ws, start_job(ws, owner="b", title=STEP, work=work))
    assert found.state is JobState.FAILED
    assert found.error is not None
    assert "ZeroDivisionError" in found.error.en


def test_a_job_of_another_body_is_not_shown(ws: Workspace) -> None:
    ws.library.put_job(Job("j", "b", STEP, JobState.RUNNING, 0.1, STEP, ws.clock()))
    stranger = ws.acting_as(Actor("架空 太郎", "c", frozenset(Role)))
    with pytest.raises(NotAllowed):
        find_job(stranger, "j")
