# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from machikata.domain.errors import ComparisonRefused
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.web.results import Results, settled
from machikata.workspace.jobs import cancel_job, find_job, list_jobs
from machikata.workspace.library import Job, JobState
from machikata.workspace.workspace import Workspace

TITLE = Text("数える", "Counting")


def ask(results: Results, ws: Workspace, key: str, work: Any, **more: Any) -> Any:
    return results.get(ws, key, work, owner="*", title=TITLE, address="/shown", **more)


def test_a_result_is_made_once(workspace: Workspace) -> None:
    made: list[int] = []

    def work(_: Progress) -> str:
        made.append(1)
        return "/there"

    results = Results(patience=30)
    assert ask(results, workspace, "a", work) == "/there"
    assert ask(results, workspace, "a", work) == "/there"
    assert ask(results, workspace, "b", work) == "/there"
    assert len(made) == 2


def test_a_result_is_shown_to_nobody_but_the_actor_it_was_made_for(workspace: Workspace) -> None:
    """What is hidden depends on who reads."""
    results = Results(patience=30)
    officer = replace(workspace, actor=replace(workspace.actor, name="other officer"))
    assert ask(results, workspace, "a", lambda _: "/mine") == "/mine"
    assert ask(results, officer, "a", lambda _: "/theirs") == "/theirs"
    assert ask(results, workspace, "a", lambda _: "/again") == "/mine"


def test_an_error_comes_up_and_the_next_request_tries_again(workspace: Workspace) -> None:
    tries: list[int] = []

    def work(_: Progress) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ComparisonRefused(Text("少なすぎます", "too few"))
        return "/now"

    results = Results(patience=30)
    with pytest.raises(ComparisonRefused):
        ask(results, workspace, "a", work)
    assert ask(results, workspace, "a", work) == "/now"


def test_long_work_gives_its_job_and_later_its_result(workspace: Workspace) -> None:
    go = threading.Event()

    def work(_: Progress) -> str:
        assert go.wait(30)
        return "/done"

    results = Results(patience=0.01)
    job = ask(results, workspace, "a", work)
    assert isinstance(job, Job)
    assert job.state is JobState.RUNNING
    assert not settled(job)
    go.set()
    assert ask(results, workspace, "a", work, wait=True) == "/done"


def test_stopped_work_is_said_to_be_stopped(workspace: Workspace) -> None:
    begun = threading.Event()

    def work(progress: Progress) -> str:
        begun.set()
        while True:
            progress(0.5, TITLE)

    results = Results(patience=0.01)
    job = ask(results, workspace, "a", work)
    assert begun.wait(30)
    cancel_job(workspace, job.id)
    for thread in threading.enumerate():
        if thread.name == f"job-{job.id}":
            thread.join(30)
    assert find_job(workspace, job.id).state is JobState.CANCELLED


def test_only_the_newest_results_are_kept(workspace: Workspace) -> None:
    results = Results(patience=30)
    for i in range(40):
        ask(results, workspace, str(i), lambda _: "/x")
    assert len(results._entries) == 32
    assert len(list_jobs(workspace)) == 40


def test_a_refusal_is_an_outcome_and_no_failure_of_the_program(workspace: Workspace) -> None:
    def work(_: Progress) -> str:
        raise ComparisonRefused(Text("少なすぎます", "too few"))

    with pytest.raises(ComparisonRefused):
        ask(Results(patience=30), workspace, "a", work)
    [job] = list_jobs(workspace)
    assert (job.state, job.result) == (JobState.DONE, "/shown")


def test_a_defect_is_a_failure_of_the_job(workspace: Workspace) -> None:
    def work(_: Progress) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(Results(patience=30), workspace, "a", work)
    assert [j.state for j in list_jobs(workspace)] == [JobState.FAILED]


def test_work_may_say_itself_where_to_go_on(workspace: Workspace) -> None:
    assert ask(Results(patience=30), workspace, "a", lambda _: "/elsewhere", gives_address=True) == "/elsewhere"
    assert list_jobs(workspace)[0].result == "/elsewhere"
