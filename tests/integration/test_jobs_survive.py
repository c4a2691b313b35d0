# SPDX-License-Identifier: Apache-2.0
"""Works outlive the programs that do them: shown with programs that are killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from machikata.automation.jobs import ATTEMPTS
from machikata.testing.postgresql import NoServer, postgresql_server
from machikata.testing.programs import Program

PROGRAM = """
import os, subprocess, sys, time
from pathlib import Path
from machikata.automation.jobs import WorkGivenUp
from machikata.storage.jobs import DbosJobQueue, Settings

place, notes, todo = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
place = place if "://" in place else Path(place)

def note(what):
    with (notes / "log").open("a") as f:
        f.write(f"{what} {os.getpid()}\\n")

def slow(job):
    note(f"begin {job}")
    while not (notes / "go").exists():
        time.sleep(0.01)
    note(f"end {job}")

def with_child(job):
    if not (notes / "child").exists():
        # A child that outlives its parent, made as a pool of workers makes them: it has every open file of its parent.
        child = os.fork()
        if child == 0:
            time.sleep(120)
            os._exit(0)
        (notes / "child").write_text(str(child))
    slow(job)

def deadly(job):
    note(f"begin {job}")
    os.kill(os.getpid(), 9)

def quick(job):
    note(f"end {job}")

queue = DbosJobQueue(place, settings=Settings(look_every_s=0.05, look_for_dead_s=0.5))
queue.register("slow", slow)
queue.register("with-child", with_child)
queue.register("quick", quick)
queue.register("deadly", deadly, when_given_up=lambda job: note(f"given-up {job}"))
print("started", queue.start(), flush=True)
for order in todo:
    what, _, job = order.partition(":")
    if what == "wait":
        try:
            print("waited", queue.wait(job, seconds=float(os.environ.get("SECONDS", "60"))), flush=True)
        except WorkGivenUp as error:
            print("given up", error.what.en, flush=True)
    else:
        queue.submit(what, job)
        print("submitted", flush=True)
print("unfinished", *queue.unfinished(), flush=True)
queue.close()
"""

Start = Callable[..., Program]


@pytest.fixture(scope="module")
def server() -> Iterator[object]:
    try:
        with postgresql_server() as running:
            yield running
    except NoServer as why:
        pytest.skip(str(why))


@pytest.fixture(params=["sqlite", "postgresql"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    """Starts programs on one queue and sees to it that they say nothing on the error stream, unless they were killed."""
    place = str(tmp_path / "workspace")
    if request.param == "postgresql":
        place = request.getfixturevalue("server").new_database()
    programs: list[Program] = []

    def begin(*todo: str, seconds: float = 60) -> Program:
        environment = {"SECONDS": str(seconds)}
        programs.append(Program(PROGRAM, place, str(tmp_path), *todo, folder=tmp_path, environment=environment))
        return programs[-1]

    yield begin
    for program in programs:
        program.kill()
        assert program.complaints() == ""


def log(folder: Path) -> list[str]:
    path = folder / "log"
    return [line.rsplit(" ", 1)[0] for line in path.read_text().splitlines()] if path.exists() else []


def until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not found():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_killed_program_leaves_its_work_to_the_next(start: Start, tmp_path: Path) -> None:
    first = start("slow:a", "wait:a")
    until(lambda: log(tmp_path) == ["begin a"])
    first.kill()
    (tmp_path / "go").touch()
    assert start("wait:a").said() == ["started 1", "waited True", "unfinished"]
    assert log(tmp_path) == ["begin a", "begin a", "end a"]
    assert start("slow:a", "wait:a").said() == ["started 0", "submitted", "waited True", "unfinished"]
    assert log(tmp_path) == ["begin a", "begin a", "end a"]


def test_what_a_living_program_does_is_left_to_it_until_it_dies(start: Start, tmp_path: Path) -> None:
    first = start("slow:a", "wait:a")
    until(lambda: log(tmp_path) == ["begin a"])
    assert start("wait:a", seconds=1).said() == ["started 0", "waited False", "unfinished a"]
    watching = start("wait:a")
    until(lambda: watching.lines() == ["started 0"])
    assert log(tmp_path) == ["begin a"]
    (tmp_path / "go").touch()
    assert first.said() == ["started 0", "submitted", "waited True", "unfinished"]
    assert watching.said() == ["started 0", "waited True", "unfinished"]
    assert log(tmp_path) == ["begin a", "end a"]


@pytest.mark.parametrize("kind", ["slow", "with-child"])
def test_a_living_program_takes_over_from_one_that_dies(start: Start, tmp_path: Path, kind: str) -> None:
    """Also when the dead one has left children behind."""
    first = start(f"{kind}:a", "wait:a")
    until(lambda: log(tmp_path) == ["begin a"])
    other = start("wait:a")
    until(lambda: other.lines() == ["started 0"])
    first.kill()
    until(lambda: log(tmp_path) == ["begin a", "begin a"])
    (tmp_path / "go").touch()
    assert other.said() == ["started 0", "waited True", "unfinished"]
    assert log(tmp_path) == ["begin a", "begin a", "end a"]
    if kind == "with-child":
        os.kill(int((tmp_path / "child").read_text()), signal.SIGKILL)


def test_a_work_that_kills_its_program_again_and_again_is_given_up(start: Start, tmp_path: Path) -> None:
    start("deadly:a", "wait:a").wait()
    for _ in range(ATTEMPTS - 1):
        start("wait:a").wait()
    last = start("wait:a", "quick:b", "wait:b")
    assert [line.partition(" ")[0] for line in last.said()] == ["started", "given", "submitted", "waited", "unfinished"]
    assert log(tmp_path) == ["begin a"] * ATTEMPTS + ["given-up a", "end b"]
    assert start("quick:c", "wait:c").said()[0] == "started 0"
    assert log(tmp_path)[-1] == "end c"


def test_programs_that_start_together_do_each_work_once(start: Start, tmp_path: Path) -> None:
    works = [f"quick:{n}" for n in range(12)]
    programs = [start(*works, *(f"wait:{n}" for n in range(12))) for _ in range(3)]
    for program in programs:
        assert program.said()[-1] == "unfinished"
    assert sorted(log(tmp_path)) == sorted(f"end {n}" for n in range(12))
