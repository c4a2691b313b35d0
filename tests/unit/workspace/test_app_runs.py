# SPDX-License-Identifier: Apache-2.0
"""Runs of apps: what may start, what comes out, and that an app that goes wrong ends its own run alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from machikata.automation.app.context import DecisionState
from machikata.automation.app.inputs import InputContent
from machikata.automation.app.manifest import Authority
from machikata.automation.registry import Registry
from machikata.automation.run import Run, RunState
from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.effect import Quantity
from machikata.domain.errors import AppUnusable, InputRefused, NotAllowed, NotFound, Severity, WorkspaceUnusable
from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.text import Text
from machikata.testing.job_queues import KeptWork, KeptWorks, MemoryJobQueue
from machikata.testing.tally_app import TallyApp
from machikata.workspace import app_run_work
from machikata.workspace.app_outcomes import outcome_file, outcome_of
from machikata.workspace.app_run_work import perform_run
from machikata.workspace.app_runs import (
    cancel_run,
    check_inputs,
    list_runs,
    resume_runs,
    run_measures,
    start_run,
    wait_for_run,
)
from machikata.workspace.audit_trail import audit_entries, verify_audit
from machikata.workspace.jobs import cancel_job, find_job, list_jobs
from machikata.workspace.library import JobState
from machikata.workspace.workspace import Workspace

OWNER, OTHER = "990019", "990027"
OFFICER = Actor("架空 花子", OWNER, frozenset({Role.OFFICER, Role.READER, Role.AUDITOR}), person="hanako")
WORDS = {"words": InputContent("words.csv", "語\n町\n市\n町\n".encode())}


@pytest.fixture(autouse=True)
def every_step_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_run_work, "_SECONDS_BETWEEN_RECORDS", 0.0)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path / "ws")
    for code in (OWNER, OTHER):
        name = Text(f"架空{code}市", f"City {code}")
        opened.library.put_body(
            Municipality(code, name, MunicipalityKind.CITY, "架空県", 50_000, 60.0, 60.0, synthetic=True)
        )
    queue = MemoryJobQueue()
    yield replace(opened, queue=queue, registry=Registry.of(TallyApp()), actor=OFFICER)
    queue.close()


def start(ws: Workspace, *, files=WORDS, seed: int = 0, **options: str) -> Run:
    return start_run(ws, "tally", owner=OWNER, files=files, options=options, seed=seed)


def ended(ws: Workspace, **options: str) -> Run:
    return wait_for_run(ws, start(ws, **options).id, 30)


def told(ws: Workspace, run: Run) -> list[str]:
    return [e.note.what for e in audit_entries(ws) if e.note.details.get("run") == run.id]


def test_a_run_keeps_what_it_was_made_from_and_what_came_out(ws: Workspace) -> None:
    run = wait_for_run(ws, start(ws, seed=7, steps="2").id, 30)
    assert (run.state, run.share, run.attempts, run.error) == (RunState.DONE, 1.0, 1, None)
    assert (run.by, run.person, run.owner, run.task) == (OFFICER.name, "hanako", OWNER, "counting-words")
    assert run.options == {"way": "well", "steps": "2", "pause_s": "0", "note": ""}
    assert run.inputs["words"].sha256 == WORDS["words"].sha256
    assert run.queued_at <= run.started_at <= run.finished_at
    outcome = outcome_of(ws, run.id)
    assert outcome.result == {"counts": {"市": 1, "町": 2}}
    assert outcome.answers == {"市": "1", "町": "2"}
    assert outcome_file(ws, run.id, "counts.json").decode() == '[{"市": 1, "町": 2}, 7]'
    assert verify_audit(ws).intact


def test_the_same_inputs_give_the_same_outcome_and_the_time_is_measured_beside_it(ws: Workspace) -> None:
    first, second = ended(ws), ended(ws)
    assert first.outcome == second.outcome
    assert first.id != second.id
    measures = run_measures(ws, first.id)
    assert [m.quantity for m in measures] == [Quantity.CASES, Quantity.COMPUTE_TIME]
    assert 0 < measures[1].value < 10


def test_an_app_that_drafts_lays_its_outcome_before_the_officers_once(ws: Workspace) -> None:
    run = ended(ws)
    [proposal] = ws.library.proposals(run=run.id)
    assert (proposal.fingerprint, proposal.needed, proposal.subject) == (run.outcome, 2, "outcome")
    perform_run(ws, run.id)
    ws.library.replace_proposal(
        replace(proposal, state=DecisionState.REJECTED), found=proposal, note=audit_entries(ws)[0].note
    )
    perform_run(ws, run.id)
    assert len(ws.library.proposals(run=run.id)) == 1
    assert told(ws, run).count("run-ended") == 1


def test_an_app_that_suggests_asks_for_no_signature(ws: Workspace) -> None:
    ws = replace(ws, registry=Registry.of(TallyApp(Authority.SUGGESTS)))
    run = ended(ws)
    assert run.state is RunState.DONE
    assert ws.library.proposals(run=run.id) == ()


def test_the_audit_trail_says_who_started_what_and_how_it_ended(ws: Workspace) -> None:
    run = ended(ws)
    assert told(ws, run) == ["run-started", "run-ended", "proposal-made"]
    begun, end, _ = [e.note for e in audit_entries(ws) if e.note.details.get("run") == run.id]
    assert begun.details["inputs"] == {"words": WORDS["words"].sha256}
    assert end.details["outcome"] == run.outcome
    assert {(n.by, n.person, n.authenticated, n.owner) for n in (begun, end)} == {
        (OFFICER.name, "hanako", False, OWNER)
    }


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("refuses", "cannot be counted → mend it\ncannot be counted → mend it"),
        ("breaks", "ZeroDivisionError: half of nothing"),
        ("exits", "SystemExit: 3"),
        ("no-outcome", "it is no outcome"),
    ],
)
def test_an_app_that_goes_wrong_ends_its_run_and_nothing_else(ws: Workspace, way: str, says: str) -> None:
    run = ended(ws, way=way)
    assert run.state is RunState.FAILED
    assert says in run.error.en
    assert run.outcome is None
    assert told(ws, run) == ["run-started", "run-ended"]
    with pytest.raises(NotFound):
        outcome_of(ws, run.id)
    assert ended(ws).state is RunState.DONE
    assert verify_audit(ws).intact


def test_every_problem_keeps_a_run_from_starting(ws: Workspace) -> None:
    files = {"words": InputContent("words.csv", "語,他\n町,1\n,2\nA,3\n ,4\n".encode())}
    with pytest.raises(InputRefused) as refused:
        start(ws, files=files)
    found = [(p.code, p.place.row, p.severity) for p in refused.value.problems]
    assert found == [("empty", 3, Severity.ERROR), ("empty", 5, Severity.ERROR), ("capitals", None, Severity.WARNING)]
    assert check_inputs(ws, "tally", owner=OWNER, files=files, options={}) == refused.value.problems
    assert list_runs(ws) == ()
    assert list(audit_entries(ws)) == []


def test_warnings_do_not_keep_a_run_from_starting_and_stay_with_it(ws: Workspace) -> None:
    run = start(ws, files={"words": InputContent("words.csv", "語\nA\n".encode())})
    assert [p.code for p in run.problems] == ["capitals"]
    assert wait_for_run(ws, run.id, 30).problems == run.problems


def test_what_the_manifest_does_not_know_is_refused(ws: Workspace) -> None:
    files = {"wrods": WORDS["words"], "more": WORDS["words"]}
    options = {"way": "sideways", "sped": "1"}
    found = check_inputs(ws, "tally", owner=OWNER, files=files, options=options)
    assert [p.code for p in found] == ["unknown-input", "missing-input", "unknown-option", "no-such-choice"]
    assert all(p.remedy.ja for p in found)


def test_a_file_that_is_no_table_gives_the_readers_problems(ws: Workspace) -> None:
    found = check_inputs(ws, "tally", owner=OWNER, files={"words": InputContent("words.xlsx", b"PK\x03")}, options={})
    assert found
    assert all(p.severity is Severity.ERROR for p in found)


def test_a_check_that_breaks_is_told_as_the_apps_defect(ws: Workspace) -> None:
    with pytest.raises(AppUnusable, match=r"check of the app “tally” 1\.0"):
        start(ws, way="check-breaks")


def test_only_officers_of_the_body_start_see_and_stop_its_runs(ws: Workspace) -> None:
    run = ended(ws)
    stranger = ws.acting_as(Actor("架空 次郎", OTHER, frozenset(Role)))
    reader = ws.acting_as(Actor("架空 三郎", OWNER, frozenset({Role.READER})))
    for who in (stranger, reader):
        with pytest.raises(NotAllowed):
            start(who)
        with pytest.raises(NotAllowed):
            check_inputs(who, "tally", owner=OWNER, files=WORDS, options={})
        with pytest.raises(NotAllowed):
            cancel_run(who, run.id)
    assert list_runs(stranger) == ()
    assert list_jobs(stranger) == ()
    with pytest.raises(NotAllowed):
        wait_for_run(stranger, run.id)
    with pytest.raises(NotAllowed):
        find_job(stranger, run.id)
    assert [r.id for r in list_runs(reader, app="tally", owner=OWNER)] == [run.id]


def test_there_is_no_run_of_an_unknown_app_or_body(ws: Workspace) -> None:
    with pytest.raises(NotFound):
        start_run(ws, "other", owner=OWNER, files={}, options={})
    everywhere = ws.acting_as(replace(OFFICER, body="*"))
    with pytest.raises(NotFound):
        start_run(everywhere, "tally", owner="990035", files=WORDS, options={})
    with pytest.raises(NotFound):
        wait_for_run(ws, "none")
    with pytest.raises(WorkspaceUnusable):
        start(replace(ws, queue=None))


def until_running(ws: Workspace, run: Run) -> None:
    while wait_for_run(ws, run.id, 0.01).share == 0.0:
        pass


@pytest.mark.parametrize("way", ["well", "swallows"])
def test_a_running_run_stops_at_its_next_step(ws: Workspace, way: str) -> None:
    run = start(ws, way=way, steps="100", pause_s="0.02")
    until_running(ws, run)
    assert cancel_run(ws, run.id).state in (RunState.CANCELLING, RunState.CANCELLED)
    run = wait_for_run(ws, run.id, 30)
    assert run.state is RunState.CANCELLED
    assert run.outcome is None
    assert told(ws, run) == ["run-started", "run-cancel-asked", "run-ended"]
    assert ws.library.proposals(run=run.id) == ()
    assert cancel_run(ws, run.id) == run


def test_a_waiting_run_is_stopped_before_it_begins(ws: Workspace, tmp_path: Path) -> None:
    first = start(ws, steps="100", pause_s="0.02")
    second = start(ws, note=str(tmp_path / "note"))
    assert cancel_run(ws, second.id).state is RunState.CANCELLED
    cancel_run(ws, first.id)
    assert wait_for_run(ws, second.id, 30).attempts == 0
    assert wait_for_run(ws, first.id, 30).state is RunState.CANCELLED
    assert not (tmp_path / "note").exists()


def test_a_run_is_shown_among_the_jobs_and_stopped_there(ws: Workspace) -> None:
    run = start(ws, steps="100", pause_s="0.02")
    until_running(ws, run)
    job = find_job(ws, run.id)
    assert (job.state, job.title.ja, job.result) == (JobState.RUNNING, "数える", f"/apps/tally/runs/{run.id}")
    assert 0 < job.share < 1
    assert [j.id for j in list_jobs(ws)] == [run.id]
    assert ws.library.interrupt_jobs() == 0
    cancel_job(ws, run.id)
    wait_for_run(ws, run.id, 30)
    assert find_job(ws, run.id).state is JobState.CANCELLED


def next_program(ws: Workspace) -> Workspace:
    """The same workspace as a program finds it that starts after another died with its queue's memory."""
    assert ws.queue is not None
    ws.queue.close()
    return replace(ws, queue=MemoryJobQueue(KeptWorks()))


def test_a_run_that_was_put_on_record_and_never_queued_is_taken_up(ws: Workspace) -> None:
    run = ended(ws)
    lost = replace(run, id="lost", state=RunState.QUEUED, outcome=None, started_at=None, attempts=0)
    ws.library.put_run(lost, note=audit_entries(ws)[0].note)
    ws = next_program(ws)
    assert resume_runs(ws) == 1
    found = wait_for_run(ws, "lost", 30)
    assert (found.state, found.outcome) == (RunState.DONE, run.outcome)
    assert resume_runs(ws) == 0
    ws.queue.close()


def test_a_run_that_was_to_be_stopped_when_the_program_died_is_not_begun_again(ws: Workspace, tmp_path: Path) -> None:
    run = ended(ws, note=str(tmp_path / "note"))
    (tmp_path / "note").unlink()
    stopping = replace(run, id="stopping", state=RunState.CANCELLING, outcome=None)
    ws.library.put_run(stopping, note=audit_entries(ws)[0].note)
    ws = next_program(ws)
    resume_runs(ws)
    assert wait_for_run(ws, "stopping", 30).state is RunState.CANCELLED
    assert not (tmp_path / "note").exists()
    ws.queue.close()


def test_an_app_that_was_upgraded_meanwhile_does_not_go_on_with_what_another_version_checked(ws: Workspace) -> None:
    run = ended(ws)
    ws.library.put_run(replace(run, id="old", state=RunState.RUNNING, outcome=None), note=audit_entries(ws)[0].note)
    ws = replace(next_program(ws), registry=Registry.of(TallyApp(version="2.0")))
    resume_runs(ws)
    found = wait_for_run(ws, "old", 30)
    assert found.state is RunState.FAILED
    assert "from version 1.0 to 2.0" in found.error.en
    ws.queue.close()


def test_a_run_whose_record_could_not_be_written_is_ended_when_it_can_be_again(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> bool:
        raise WorkspaceUnusable(Text("満杯です", "the disk is full"))

    with monkeypatch.context() as disk:
        disk.setattr(type(ws.library), "replace_run", full)
        run = start(ws)
        while run.id in ws.queue.unfinished():
            time.sleep(0.01)
    assert resume_runs(ws) == 1
    found = wait_for_run(ws, run.id, 30)
    assert (found.state, found.error.en) == (RunState.FAILED, "the disk is full")


def test_a_run_that_a_backup_brought_back_to_before_its_end_is_ended_with_that_reason(ws: Workspace) -> None:
    run = ended(ws)
    kept = KeptWorks({"older": KeptWork("app-run", begun=1, ended=True)})
    ws.library.put_run(replace(run, id="older", state=RunState.RUNNING, outcome=None), note=audit_entries(ws)[0].note)
    next_program(ws)
    ws = replace(ws, queue=MemoryJobQueue(kept))
    resume_runs(ws)
    found = wait_for_run(ws, "older", 30)
    assert found.state is RunState.FAILED
    assert "restoring a backup" in found.error.en
    ws.queue.close()
