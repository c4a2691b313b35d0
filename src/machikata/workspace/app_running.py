# SPDX-License-Identifier: Apache-2.0
"""A run of an app from files to outcome in one call, for whoever waits for it: the command line and Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from machikata.automation.app.inputs import InputContent
from machikata.automation.run import Run, RunState, StoredOutcome
from machikata.domain.effect import Measure
from machikata.domain.errors import AppUnusable, Cancelled, InputRefused, Place, Problem
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.workspace.app_outcomes import outcome_of
from machikata.workspace.app_run_work import is_settled
from machikata.workspace.app_runs import cancel_run, run_measures, start_run, wait_for_run
from machikata.workspace.workspace import Workspace

_SECONDS_BETWEEN_LOOKS = 0.3


@dataclass(frozen=True, slots=True)
class DoneRun:
    """A run that is done: its record, what came out, and the figures with the computing time. `outcome_file` gives each file by its name;
    what came out holds only when the persons it was proposed to have signed (`list_proposals`, `sign`).
    """

    run: Run
    outcome: StoredOutcome
    measures: tuple[Measure, ...]


def run_app(
    ws: Workspace,
    app_id: str,
    *,
    owner: str,
    files: Mapping[str, str | Path | InputContent],
    options: Mapping[str, str] | None = None,
    seed: int = 0,
    progress: Progress = no_progress,
) -> DoneRun:
    """Check the files, run the app for the body with code `owner` and wait for the end. `files` by the names of the app's inputs.

    Raises:
        InputRefused: a file cannot be read, or an ERROR among the problems of the inputs; with all of them.
        NotFound: no such body, or the app is not installed or not enabled.
        NotAllowed: the actor is no officer of `owner`.
        AppUnusable: the app is broken, or its run failed.
        Cancelled: somebody has stopped the run, or `progress` raised it.
    """
    run = start_run(ws, app_id, owner=owner, files=read_files(files), options=options or {}, seed=seed)
    run = watch_run(ws, run, progress)
    if run.state is RunState.CANCELLED:
        raise Cancelled(run.message)
    if run.state is RunState.FAILED:
        raise AppUnusable(run.error or run.state.label)
    return DoneRun(run, outcome_of(ws, run.id), run_measures(ws, run.id))


def watch_run(ws: Workspace, run: Run, progress: Progress) -> Run:
    """The run when it has ended. Whoever stops waiting (Ctrl-C, or `progress` raises `Cancelled`) stops the run."""
    try:
        while not is_settled(ws, run):
            run = wait_for_run(ws, run.id, _SECONDS_BETWEEN_LOOKS)
            progress(run.share, run.message)
    except (KeyboardInterrupt, Cancelled):
        cancel_run(ws, run.id)
        run = wait_for_run(ws, run.id)
    return run


def read_files(files: Mapping[str, str | Path | InputContent]) -> dict[str, InputContent]:
    """The content of each file.

    Raises:
        InputRefused: files that cannot be read, all of them named.
    """
    found, problems = {}, []
    for name, file in files.items():
        if isinstance(file, InputContent):
            found[name] = file
            continue
        try:
            found[name] = InputContent(Path(file).name, Path(file).read_bytes())
        except OSError as error:
            problems.append(_unreadable(str(file), error))
    if problems:
        raise InputRefused(problems)
    return found


def _unreadable(file: str, error: OSError) -> Problem:
    return Problem(
        "file-unreadable",
        Text(f"ファイルを読めません（{error.strerror}）", f"the file cannot be read ({error.strerror})"),
        Text("場所と権限を確かめてください", "check place and permissions"),
        Place(file=file),
    )
