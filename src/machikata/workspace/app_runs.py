# SPDX-License-Identifier: Apache-2.0
"""Use cases of runs of apps: check inputs, start, look, wait, stop, and take up what a dead program left.

What came out of a run is given by `app_outcomes`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from machikata.automation.app.app import App
from machikata.automation.app.inputs import InputContent, Inputs
from machikata.automation.app.manifest import InputOption, Manifest
from machikata.automation.app.outcome_checks import are_problems
from machikata.automation.calling import call_app, defect_of_app
from machikata.automation.jobs import JobQueue
from machikata.automation.run import InputRef, Run, RunState
from machikata.domain.actor import Role
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.errors import (
    InputRefused,
    MachikataError,
    Place,
    Problem,
    Severity,
    WorkspaceUnusable,
)
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.workspace.app_outcomes import find_run, read_table, stored_outcome
from machikata.workspace.app_run_work import end_with, give_run_up, is_settled, perform_run
from machikata.workspace.apps import find_app
from machikata.workspace.audit_trail import export_new_head, note_of
from machikata.workspace.workspace import Workspace

RUN = "app-run"
"""Kind of work in the queue."""
GREATEST_SEED = 2**31 - 1
_CHECK = Text("確認", "check")


def check_inputs(
    ws: Workspace,
    app_id: str,
    *,
    owner: str,
    files: Mapping[str, InputContent],
    options: Mapping[str, str],
) -> tuple[Problem, ...]:
    """Every problem of these inputs; an ERROR would keep the run from starting. `options` left out have their defaults.

    Raises:
        NotFound: no such body, or the app is not installed or not enabled.
        AppUnusable: the app is broken.
        NotAllowed: the actor is no officer of `owner`.
    """
    ws.require(Role.OFFICER, owner=owner)
    ws.body(owner)
    return _problems(find_app(ws, app_id), files, options)


def start_run(
    ws: Workspace,
    app_id: str,
    *,
    owner: str,
    files: Mapping[str, InputContent],
    options: Mapping[str, str],
    seed: int = 0,
) -> Run:
    """Check the inputs, freeze them, and put the run on record and into the queue; returns at once.

    Raises:
        InputRefused: an ERROR among the problems, with all of them.
        NotFound, AppUnusable, NotAllowed: as `check_inputs`.
        WorkspaceUnusable: the workspace has no queue, or it cannot be written.
    """
    ws.require(Role.OFFICER, owner=owner)
    ws.body(owner)
    app = find_app(ws, app_id)
    problems = (*_of_seed(seed), *_problems(app, files, options))
    if any(p.severity is Severity.ERROR for p in problems):
        raise InputRefused(problems)
    queue = _started_queue(ws)
    run = _queued(ws, app.manifest, owner=owner, options=options, seed=seed)
    run = replace(run, inputs=_frozen(ws, app_id, owner, files), problems=problems)
    details = {
        "run": run.id,
        "app": run.app,
        "version": run.app_version,
        "seed": run.seed,
        "inputs": {name: ref.sha256 for name, ref in run.inputs.items()},
    }
    ws.library.put_run(run, note=note_of(ws, "run-started", owner=owner, details=details))
    export_new_head(ws)
    queue.submit(RUN, run.id)
    return run


def _frozen(ws: Workspace, app_id: str, owner: str, files: Mapping[str, InputContent]) -> dict[str, InputRef]:
    return {
        name: InputRef(f.file_name, ws.library.put_app_file(f.data, app=app_id, owner=owner), len(f.data))
        for name, f in sorted(files.items())
    }


def _queued(ws: Workspace, manifest: Manifest, *, owner: str, options: Mapping[str, str], seed: int) -> Run:
    return Run(
        id=uuid.uuid4().hex[:16],
        app=manifest.id,
        app_version=manifest.version,
        task=manifest.task,
        owner=owner,
        person=ws.actor.person,
        by=ws.actor.name,
        authenticated=ws.actor.authenticated,
        options=_completed(manifest, options),
        seed=seed,
        inputs={},
        state=RunState.QUEUED,
        queued_at=ws.clock(),
    )


# the check


def _completed(manifest: Manifest, options: Mapping[str, str]) -> dict[str, str]:
    return {o.name: o.default for o in manifest.options} | dict(options)


def _problems(app: App, files: Mapping[str, InputContent], options: Mapping[str, str]) -> tuple[Problem, ...]:
    """What the manifest forbids; and where it forbids nothing, what the app itself finds."""
    formal = (*_of_files(app.manifest, files), *_of_options(app.manifest, options))
    if formal:
        return formal
    inputs = Inputs(dict(files), _completed(app.manifest, options), read_table)
    try:
        found = call_app(app.manifest, _CHECK, lambda: app.check(inputs))
    except InputRefused as refused:
        found = refused.problems
    if not are_problems(found):
        raise defect_of_app(app.manifest, _CHECK, f"not a tuple of Problem: {type(found).__name__}")
    return tuple(found)


def _of_files(manifest: Manifest, files: Mapping[str, InputContent]) -> Iterator[Problem]:
    known = {f.name: f for f in manifest.inputs}
    for name in sorted(files.keys() - known.keys()):
        yield Problem(
            "unknown-input",
            Text(f"入力「{name}」はこのアプリにありません", f"the app takes no input “{name}”"),
            Text(f"次から選んでください：{'、'.join(known)}", f"choose one of: {', '.join(known)}"),
            Place(column=name),
        )
    for spec in manifest.inputs:
        if spec.required and spec.name not in files:
            yield Problem(
                "missing-input",
                Text(f"「{spec.title.ja}」のファイルがありません", f"the file “{spec.title.en}” is missing"),
                Text("ファイルを選んでください", "choose the file"),
                Place(column=spec.name),
            )


def _of_options(manifest: Manifest, options: Mapping[str, str]) -> Iterator[Problem]:
    known = {o.name: o for o in manifest.options}
    for name, value in sorted(options.items()):
        if name not in known:
            yield Problem(
                "unknown-option",
                Text(f"設定「{name}」はこのアプリにありません", f"the app has no option “{name}”"),
                Text(f"次から選んでください：{'、'.join(known)}", f"choose one of: {', '.join(known)}"),
                Place(column=name),
            )
        elif known[name].choices and not known[name].more and value not in (c.value for c in known[name].choices):
            yield _no_choice(known[name], value)


def _of_seed(seed: int) -> Iterator[Problem]:
    if not 0 <= seed <= GREATEST_SEED:
        what = Text("乱数の種が使えない数です", "the seed is out of range")
        remedy = Text(f"0から{GREATEST_SEED:,}までの数を入れてください", f"give a number from 0 to {GREATEST_SEED:,}")
        yield Problem("seed", what, remedy, Place(column="seed", value=str(seed)[:20]))


def _no_choice(option: InputOption, value: str) -> Problem:
    choices = tuple(c.value for c in option.choices)
    return Problem(
        "no-such-choice",
        Text(f"「{option.title.ja}」に「{value}」は選べません", f"“{value}” is no choice of “{option.title.en}”"),
        Text(f"次から選んでください：{'、'.join(choices)}", f"choose one of: {', '.join(choices)}"),
        Place(column=option.name, value=value),
        choices=choices,
    )


# looking, waiting, stopping


def list_runs(ws: Workspace, *, app: str | None = None, owner: str | None = None) -> tuple[Run, ...]:
    """The runs that the actor may see, newest first."""
    if not ws.actor.may(Role.READER):
        return ()
    return tuple(r for r in ws.library.runs(app=app, owner=owner) if ws.actor.owns(r.owner))


def run_measures(ws: Workspace, run_id: str) -> tuple[Measure, ...]:
    """What the app says of its effect, and the processor time that was measured while it ran.

    Raises:
        NotFound: no such run, or it has no outcome (yet).
        NotAllowed: it belongs to another body.
    """
    run = find_run(ws, run_id)
    said = stored_outcome(ws.library, run).measures
    if run.compute_s is None:
        return said
    return (*said, _compute_time(run.compute_s))


def _compute_time(seconds: float) -> Measure:
    return Measure(
        Quantity.COMPUTE_TIME,
        Aspect.AFTER,
        seconds,
        FigureKind.MEASURED,
        Text("この実行の計算時間", "Computing time of this run"),
        Text(
            "アプリを実行したスレッドのCPU時間。アプリ自身が分けた処理は含みません",
            "CPU time of the thread that ran the app, without what the app itself handed to others",
        ),
        n=1,
    )


def cancel_run(ws: Workspace, run_id: str) -> Run:
    """Ask a run to stop: one that waits ends at once, one that runs at its next step; an ended one is left as it is.

    Raises:
        NotFound: no such run.
        NotAllowed: the actor is no officer of its owner.
    """
    run = find_run(ws, run_id)
    ws.require(Role.OFFICER, owner=run.owner)
    details = {"run": run.id, "app": run.app}
    note = note_of(ws, "run-cancel-asked", owner=run.owner, details=details)
    ended = replace(run, finished_at=ws.clock(), message=Text("始まる前に中止しました", "stopped before it began"))
    waiting = replace(ended, state=RunState.CANCELLED)
    if not ws.library.replace_run(waiting, found=RunState.QUEUED, note=note):
        # The newest record, so that its progress stays; a step in between writes its own and is then overtaken by nothing but this.
        while (run := find_run(ws, run_id)).state is RunState.RUNNING:
            if ws.library.replace_run(replace(run, state=RunState.CANCELLING), found=RunState.RUNNING, note=note):
                break
    export_new_head(ws)
    return find_run(ws, run_id)


def wait_for_run(ws: Workspace, run_id: str, seconds: float | None = None) -> Run:
    """The run after its end, or as it stands when `seconds` are over. Works on it in this program when no other does.

    Raises:
        NotFound: no such run.
        NotAllowed: it belongs to another body.
        WorkspaceUnusable: the workspace has no queue.
    """
    run = find_run(ws, run_id)
    if not is_settled(ws, run):
        _wait(ws, run, seconds)
    return find_run(ws, run_id)


def _wait(ws: Workspace, run: Run, seconds: float | None) -> None:
    """Wait for the work of a run. What could not even put its own end on record is ended here."""
    queue = _started_queue(ws)
    queue.submit(RUN, run.id)
    try:
        if queue.wait(run.id, seconds=seconds):
            end_with(ws, run.id, _unlike())
    except MachikataError as error:
        end_with(ws, run.id, error)


def _unlike() -> WorkspaceUnusable:
    """The work has ended and the run has not: one of the two databases was put back to an older state. Said of no run that has ended."""
    return WorkspaceUnusable(
        Text(
            "待ち行列ではこの実行は終わっていますが、記録がありません（控えから戻したときに起こります）",
            "the queue says that this run has ended, and there is no record of it (as after restoring a backup)",
        ),
        remedy=Text("もう一度実行してください", "start the run anew"),
    )


def resume_runs(ws: Workspace) -> int:
    """Take up the runs that have not ended and that no living program is doing; gives how many have not ended. Starts the queue only
    when there are any. Called once when a program opens the workspace for serving.

    Raises:
        WorkspaceUnusable: the queue cannot be opened.
    """
    unended = [run for run in reversed(ws.library.runs()) if not run.state.ended]
    for run in unended:
        _wait(ws, run, 0.0)
    return len(unended)


def _started_queue(ws: Workspace) -> JobQueue:
    if ws.queue is None:
        raise WorkspaceUnusable(
            Text("この作業場所にはアプリの待ち行列がありません", "this workspace has no queue for runs of apps")
        )
    ws.queue.register(RUN, partial(perform_run, ws), when_given_up=partial(give_run_up, ws))
    ws.queue.start()
    return ws.queue
