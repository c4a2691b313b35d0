# SPDX-License-Identifier: Apache-2.0
"""DBOS is one per process; workspaces are many. Who uses them must not notice, as long as one is at rest before the next one works."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.errors import WorkspaceUnusable
from machikata.storage.jobs import DbosJobQueue, Settings
from machikata.storage.jobs import queue as queues

QUICK = Settings(look_every_s=0.05)
SECONDS = 30.0


@pytest.fixture
def places(tmp_path: Path) -> Iterator[list[DbosJobQueue]]:
    made = [DbosJobQueue(tmp_path / name, settings=QUICK) for name in ("a", "b", "a")]
    yield made
    for queue in made:
        queue.close()


def test_workspaces_take_turns_without_being_closed(places: list[DbosJobQueue]) -> None:
    done: list[str] = []
    for n, queue in enumerate(places[:2]):
        queue.register("run", lambda job, n=n: done.append(f"{n}:{job}"))
        queue.start()
    for job in ("x", "y"):
        for queue in places[:2]:
            queue.submit("run", job)
            assert queue.wait(job, seconds=SECONDS)
    assert done == ["0:x", "1:x", "0:y", "1:y"]


def test_two_queues_on_one_place_share_what_is_done(places: list[DbosJobQueue]) -> None:
    done: list[str] = []
    first, _, again = places
    for n, queue in enumerate((first, again)):
        queue.register("run", lambda job, n=n: done.append(f"{n}:{job}"))
        queue.start()
    first.submit("run", "x")
    assert again.wait("x", seconds=SECONDS)
    first.close()
    again.submit("run", "x")
    again.submit("run", "y")
    assert again.wait("y", seconds=SECONDS)
    assert sorted(job[-1] for job in done) == ["x", "y"]


def test_another_workspace_that_is_busy_is_told(places: list[DbosJobQueue], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "_HANDING_OVER_S", 0.2)
    go, begun = threading.Event(), threading.Event()

    def work(_: str) -> None:
        begun.set()
        go.wait(SECONDS)

    busy, other, _ = places
    busy.register("run", work)
    other.register("run", lambda _: None)
    busy.start()
    busy.submit("run", "x")
    assert begun.wait(SECONDS)
    with pytest.raises(WorkspaceUnusable, match="another workspace"):
        other.start()
    go.set()
    assert busy.wait("x", seconds=SECONDS)
    assert other.start() == 0


def test_a_work_is_done_the_newest_way_that_was_registered(places: list[DbosJobQueue]) -> None:
    done: list[str] = []
    queue = places[0]
    queue.register("run", lambda job: done.append(f"old {job}"))
    queue.start()
    queue.submit("run", "x")
    assert queue.wait("x", seconds=SECONDS)
    queue.register("run", lambda job: done.append(f"new {job}"))
    queue.start()
    queue.submit("run", "y")
    assert queue.wait("y", seconds=SECONDS)
    assert done == ["old x", "new y"]


def test_what_cannot_be_opened_is_told_and_leaves_the_process_fit_for_another(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for place in (tmp_path / "file", "postgresql://nobody@127.0.0.1:9/none?connect_timeout=2"):
        broken = DbosJobQueue(place)
        broken.register("run", lambda _: None)
        with pytest.raises(WorkspaceUnusable) as refused:
            broken.start()
        assert refused.value.remedy.ja
    damaged = tmp_path / "damaged"
    (damaged / "jobs").mkdir(parents=True)
    (damaged / "jobs" / "queue.db").write_bytes(b"no database at all" * 100)
    queue = DbosJobQueue(damaged)
    queue.register("run", lambda _: None)
    with pytest.raises(WorkspaceUnusable):
        queue.start()
    whole = DbosJobQueue(tmp_path / "whole", settings=QUICK)
    whole.register("run", lambda _: None)
    assert whole.start() == 0
    whole.close()


def test_only_sqlite_and_postgresql_are_known(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not by mysql"):
        DbosJobQueue("mysql://here/there")


def test_a_workspace_is_opened_without_loading_the_queues_library(tmp_path: Path) -> None:
    code = "import sys; from machikata.bootstrap import open_workspace; open_workspace(sys.argv[1]); print('dbos' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
    assert open_workspace(tmp_path).queue is not None
    assert not (tmp_path / "jobs").exists()
