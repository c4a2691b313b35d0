# SPDX-License-Identifier: Apache-2.0
"""A run of an app outlives the programs that do it, and ends as if nothing had happened: shown with programs that are killed."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from machikata.automation.app.inputs import InputContent
from machikata.automation.jobs import ATTEMPTS
from machikata.automation.registry import Registry
from machikata.automation.run import Run, RunState
from machikata.bootstrap import open_workspace
from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.text import Text
from machikata.testing.postgresql import NoServer, PostgresqlServer, postgresql_server
from machikata.testing.programs import Program
from machikata.testing.tally_app import TallyApp
from machikata.workspace.app_outcomes import outcome_file, outcome_of
from machikata.workspace.app_runs import cancel_run, list_runs, resume_runs, start_run, wait_for_run
from machikata.workspace.audit_trail import audit_entries, verify_audit
from machikata.workspace.workspace import Workspace

OWNER = "990019"
WORDS = {"words": InputContent("words.csv", "語\n町\n市\n町\n".encode())}
PROGRAM = """
import os, sys
from dataclasses import replace
from machikata.automation.app.inputs import InputContent
from machikata.automation.registry import Registry
from machikata.automation.run import RunState
from machikata.bootstrap import open_workspace
from machikata.testing.postgresql import NoServer, PostgresqlServer, postgresql_server
from machikata.testing.programs import Program
from machikata.testing.tally_app import TallyApp
from machikata.workspace.app_runs import resume_runs, start_run, wait_for_run

folder, dies, pause, *runs = sys.argv[1:]
database = os.environ.get("DATABASE") or None
ws = replace(open_workspace(folder, database=database), registry=Registry.of(TallyApp()))
library = type(ws.library)

def die(*_, **__):
    os.kill(os.getpid(), 9)

def dying(name, *, before=False, when=lambda *a, **k: True):
    real = getattr(library, name)
    def method(*args, **keywords):
        if before and when(*args, **keywords):
            die()
        done = real(*args, **keywords)
        if when(*args, **keywords):
            die()
        return done
    setattr(library, name, method)

def is_done(self, run, **_):
    return run.state is RunState.DONE

if dies == "before-the-queue":
    dying("put_run")
elif dies == "before-the-end":
    dying("replace_run", before=True, when=is_done)
elif dies == "after-the-end":
    dying("replace_run", when=is_done)
elif dies == "after-the-proposal":
    dying("add_proposal")
elif dies == "each-time":
    TallyApp.run = die
if not runs:
    words = InputContent("words.csv", "語\\n町\\n市\\n町\\n".encode())
    options = {"pause_s": pause, "steps": "4", "note": folder + "/note"}
    runs = [start_run(ws, "tally", owner="990019", files={"words": words}, options=options).id]
    print(runs[0], flush=True)
else:
    resume_runs(ws)
for run in runs:
    print(wait_for_run(ws, run).state.value, flush=True)
ws.queue.close()
"""
Begin = Callable[..., Program]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresqlServer]:
    try:
        with postgresql_server() as running:
            yield running
    except NoServer as why:
        pytest.skip(str(why))


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str | None:
    """URL of the database of people's work and of the queue; None: SQLite in the folder."""
    on_server = getattr(request, "param", "sqlite") == "postgresql"
    return request.getfixturevalue("server").new_database() if on_server else None


@pytest.fixture
def ws(tmp_path: Path, database: str | None) -> Iterator[Workspace]:
    opened = replace(open_workspace(tmp_path / "ws", database=database), registry=Registry.of(TallyApp()))
    name = Text("架空市", "Invented City")
    opened.library.put_body(
        Municipality(OWNER, name, MunicipalityKind.CITY, "架空県", 50_000, 60.0, 60.0, synthetic=True)
    )
    yield opened
    opened.queue.close()
    opened.library.close()


@pytest.fixture
def begin(ws: Workspace, database: str | None) -> Iterator[Begin]:
    begun: list[Program] = []
    environment = {"DATABASE": database or ""}

    def begin(*runs: str, dies: str = "never", pause: float = 0.0) -> Program:
        begun.append(
            Program(PROGRAM, str(ws.folder), dies, str(pause), *runs, folder=ws.folder, environment=environment)
        )
        return begun[-1]

    yield begin
    for program in begun:
        program.kill()
        assert program.complaints() == ""


def notes(ws: Workspace) -> list[str]:
    path = ws.folder / "note"
    return path.read_text().splitlines() if path.exists() else []


def until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not found():
        assert time.monotonic() < end
        time.sleep(0.01)


def only_run(ws: Workspace) -> Run:
    [run] = list_runs(ws)
    return run


def words_of_the_trail(ws: Workspace, run: Run) -> Counter[str]:
    return Counter(e.note.what for e in audit_entries(ws) if e.note.details.get("run") == run.id)


def assert_as_if_undisturbed(ws: Workspace, run: Run) -> None:
    """The run against one that nobody killed, on the same inputs with the same options."""
    assert run.state is RunState.DONE
    assert words_of_the_trail(ws, run) == {"run-started": 1, "run-ended": 1, "proposal-made": 1}
    assert len(ws.library.proposals(run=run.id)) == 1
    other = start_run(ws, "tally", owner=OWNER, files=WORDS, options=run.options, seed=run.seed)
    other = wait_for_run(ws, other.id, 60)
    assert run.outcome == other.outcome
    assert outcome_of(ws, run.id) == outcome_of(ws, other.id)
    assert outcome_file(ws, run.id, "counts.json") == outcome_file(ws, other.id, "counts.json")
    assert verify_audit(ws).intact


@pytest.mark.parametrize(
    ("database", "last"), [("sqlite", "begin"), ("sqlite", "step 2"), ("postgresql", "step 0")], indirect=["database"]
)
def test_a_kill_in_the_middle_changes_nothing(ws: Workspace, begin: Begin, last: str) -> None:
    first = begin(pause=0.3)
    until(lambda: last in notes(ws))
    first.kill()
    assert only_run(ws).state is RunState.RUNNING
    assert ws.library.interrupt_jobs() == 0
    assert begin(only_run(ws).id).said() == ["done"]
    assert only_run(ws).attempts == 2
    assert notes(ws).count("begin") == 2
    assert_as_if_undisturbed(ws, only_run(ws))


@pytest.mark.parametrize("dies", ["before-the-queue", "before-the-end", "after-the-end", "after-the-proposal"])
def test_a_kill_between_any_two_records_changes_nothing(ws: Workspace, begin: Begin, dies: str) -> None:
    first = begin(dies=dies)
    assert first.wait() == -signal.SIGKILL
    ended = dies in ("after-the-end", "after-the-proposal")
    assert only_run(ws).state.ended == ended
    # Where the run has ended, the queue still has the work on record: the next program that starts it finishes that.
    again = begin(only_run(ws).id) if not ended else begin()
    again.wait()
    assert_as_if_undisturbed(ws, list_runs(ws)[-1])


def test_a_person_stops_a_run_of_another_program(ws: Workspace, begin: Begin) -> None:
    first = begin(pause=0.3)
    until(lambda: "step 0" in notes(ws))
    assert cancel_run(ws, only_run(ws).id).state is RunState.CANCELLING
    assert first.said() == [only_run(ws).id, "cancelled"]
    assert words_of_the_trail(ws, only_run(ws)) == {"run-started": 1, "run-cancel-asked": 1, "run-ended": 1}
    assert notes(ws).count("begin") == 1


def test_two_programs_do_a_run_once(ws: Workspace, begin: Begin) -> None:
    first = begin(pause=0.3)
    until(lambda: "step 0" in notes(ws))
    run = only_run(ws)
    assert resume_runs(ws) == 1
    assert wait_for_run(ws, run.id, 60).state is RunState.DONE
    assert first.said() == [run.id, "done"]
    assert notes(ws) == ["begin", "step 0", "step 1", "step 2", "step 3"]
    assert_as_if_undisturbed(ws, only_run(ws))


def test_a_run_that_kills_its_program_each_time_ends_as_failed(ws: Workspace, begin: Begin) -> None:
    begin(dies="each-time").wait()
    for _ in range(ATTEMPTS - 1):
        assert begin(only_run(ws).id, dies="each-time").wait() == -signal.SIGKILL
    assert resume_runs(ws) == 1
    run = wait_for_run(ws, only_run(ws).id, 60)
    assert (run.state, run.attempts) == (RunState.FAILED, ATTEMPTS)
    assert f"died {ATTEMPTS} times" in run.error.en
    assert words_of_the_trail(ws, run) == {"run-started": 1, "run-ended": 1}
    assert resume_runs(ws) == 0
