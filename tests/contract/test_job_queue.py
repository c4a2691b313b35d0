# SPDX-License-Identifier: Apache-2.0
"""What every job queue must do: DBOS on SQLite, DBOS on PostgreSQL where a server can be started, and the twin in memory."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from machikata.automation.jobs import ATTEMPTS, JobQueue, WorkFailed, WorkGivenUp
from machikata.domain.errors import Cancelled, InputRefused, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.storage.jobs import DbosJobQueue, Settings
from machikata.testing.job_queues import KeptWork, KeptWorks, MemoryJobQueue
from machikata.testing.postgresql import NoServer, PostgresqlServer, postgresql_server

SECONDS = 60.0
Opening = Callable[[], JobQueue]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresqlServer]:
    try:
        with postgresql_server() as running:
            yield running
    except NoServer as why:
        pytest.skip(str(why))


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    """Gives a new program's queue on one place, as often as it is called."""
    one = Settings(at_once=1, look_every_s=0.05)
    if request.param == "memory":
        kept = KeptWorks()
        return lambda: MemoryJobQueue(kept)
    if request.param == "sqlite":
        return lambda: DbosJobQueue(tmp_path, settings=one)
    url = request.getfixturevalue("server").new_database()
    return lambda: DbosJobQueue(url, settings=one)


@pytest.fixture
def queue(opening: Opening) -> Iterator[JobQueue]:
    opened = opening()
    yield opened
    opened.close()


def test_a_work_is_done_once_however_often_it_is_submitted(queue: JobQueue) -> None:
    done: list[str] = []
    queue.register("run", done.append)
    assert queue.start() == 0
    together = [threading.Thread(target=queue.submit, args=("run", "a")) for _ in range(8)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert queue.wait("a", seconds=SECONDS)
    queue.submit("run", "a")
    queue.submit("run", "b")
    assert queue.wait("a", seconds=SECONDS)
    assert queue.wait("b", seconds=SECONDS)
    assert done == ["a", "b"]
    assert queue.unfinished() == ()


def test_waiting_ends_when_the_time_is_up(queue: JobQueue) -> None:
    go = threading.Event()
    queue.register("run", lambda _: go.wait(SECONDS) and None)
    queue.start()
    queue.submit("run", "a")
    assert not queue.wait("a", seconds=0.1)
    go.set()
    assert queue.wait("a", seconds=SECONDS)


def test_what_has_not_ended_is_told_oldest_first(queue: JobQueue) -> None:
    go = threading.Event()
    queue.register("run", lambda _: go.wait(SECONDS) and None)
    queue.start()
    for job in ("c", "a", "b"):
        queue.submit("run", job)
        time.sleep(0.01)
    assert queue.unfinished() == ("c", "a", "b")
    go.set()
    assert queue.wait("b", seconds=SECONDS)
    assert queue.wait("a", seconds=SECONDS)
    assert queue.unfinished() == ()


def test_an_error_of_ours_is_raised_where_the_work_is_waited_for(queue: JobQueue) -> None:
    problems = (
        Problem("no-such-seat", Text("席がありません", "no seat"), Text("直してください", "mend it"), Place(row=3)),
        Problem("twice", Text("二度あります", "twice"), Text("一つ消してください", "remove one")),
    )

    def refuse(job: str) -> None:
        if job == "cancelled":
            raise Cancelled(Text("中止しました", "stopped"))
        raise InputRefused(problems)

    queue.register("run", refuse)
    queue.start()
    queue.submit("run", "refused")
    queue.submit("run", "cancelled")
    with pytest.raises(InputRefused) as refused:
        queue.wait("refused", seconds=SECONDS)
    assert refused.value.problems == problems
    with pytest.raises(Cancelled) as cancelled:
        queue.wait("cancelled", seconds=SECONDS)
    assert cancelled.value.what.ja == "中止しました"
    assert queue.unfinished() == ()


def test_a_defect_of_a_work_is_named_and_the_queue_goes_on(queue: JobQueue) -> None:
    def work(job: str) -> None:
        if job == "bad":
            raise ZeroDivisionError("half of nothing")

    queue.register("run", work)
    queue.start()
    queue.submit("run", "bad")
    queue.submit("run", "good")
    with pytest.raises(WorkFailed, match="ZeroDivisionError: half of nothing"):
        queue.wait("bad", seconds=SECONDS)
    assert queue.wait("good", seconds=SECONDS)


def test_closing_ends_what_runs_and_leaves_what_waits_to_the_next(opening: Opening) -> None:
    begun, go, done = threading.Event(), threading.Event(), list[str]()

    def work(job: str) -> None:
        begun.set()
        go.wait(SECONDS)
        done.append(job)

    first = opening()
    first.register("run", work)
    first.start()
    first.submit("run", "a")
    assert begun.wait(SECONDS)
    first.submit("run", "b")
    closing = threading.Thread(target=first.close)
    closing.start()
    time.sleep(0.2)
    assert closing.is_alive()
    go.set()
    closing.join(SECONDS)
    assert done == ["a"]
    with pytest.raises(ValueError, match="not started"):
        first.submit("run", "c")
    second = opening()
    second.register("run", work)
    assert second.start() == 1
    assert second.wait("b", seconds=SECONDS)
    second.submit("run", "a")
    assert second.wait("a", seconds=SECONDS)
    assert done == ["a", "b"]
    second.close()


def test_a_work_may_ask_the_queue(queue: JobQueue) -> None:
    seen: list[tuple[str, ...]] = []

    def work(job: str) -> None:
        seen.append(queue.unfinished())
        if job == "a":
            queue.submit("run", "b")

    queue.register("run", work)
    queue.start()
    queue.submit("run", "a")
    assert queue.wait("a", seconds=SECONDS)
    assert queue.wait("b", seconds=SECONDS)
    assert seen == [("a",), ("b",)]


def test_what_was_not_registered_or_submitted_is_refused(queue: JobQueue) -> None:
    queue.register("run", lambda _: None)
    with pytest.raises(ValueError, match="not started"):
        queue.submit("run", "a")
    queue.start()
    with pytest.raises(ValueError, match="before the queue is started"):
        queue.register("more", lambda _: None)
    with pytest.raises(ValueError, match="was registered"):
        queue.submit("other", "a")
    with pytest.raises(NotFound):
        queue.wait("never", seconds=1)


def test_the_twin_gives_up_what_was_begun_too_often_as_the_queue_does() -> None:
    """Of DBOS the same is shown with programs that die, in tests/integration/test_runs_survive.py."""
    told: list[str] = []
    queue = MemoryJobQueue(KeptWorks({"a": KeptWork("run", begun=ATTEMPTS)}))
    queue.register("run", lambda _: told.append("done"), when_given_up=told.append)
    assert queue.start() == 1
    with pytest.raises(WorkGivenUp):
        queue.wait("a", seconds=SECONDS)
    assert told == ["a"]
    queue.close()


def test_a_queue_works_where_an_event_loop_runs(opening: Opening) -> None:
    done: list[str] = []

    async def notebook() -> None:
        queue = opening()
        queue.register("kind", done.append)
        queue.start()
        queue.submit("kind", "a")
        assert queue.wait("a", seconds=SECONDS)
        queue.close()

    thread = threading.Thread(target=lambda: asyncio.run(notebook()))  # the tests' own thread may have a loop already
    thread.start()
    thread.join()
    assert done == ["a"]
