# SPDX-License-Identifier: Apache-2.0
"""The work of a run: from its frozen inputs to the outcome on record. Begun again after a crash, it ends as if nothing had happened.

Nothing is said to have come out before all of it is kept: files and outcome lie under their fingerprints, and one transaction makes
the run ended and writes the audit trail. What the app does wrong ends its run and nothing else.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import timedelta

from machikata.automation.app.app import App
from machikata.automation.app.manifest import Authority
from machikata.automation.app.outcome import Outcome
from machikata.automation.calling import call_app, told
from machikata.automation.jobs import given_up
from machikata.automation.run import Run, RunState
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import AppUnusable, Cancelled, MachikataError, NotFound
from machikata.domain.text import Text
from machikata.workspace.app_context import context_for
from machikata.workspace.app_outcomes import inputs_of_run, keep_outcome
from machikata.workspace.apps import find_app, manifest_of
from machikata.workspace.audit_trail import export_new_head, note_of
from machikata.workspace.workspace import Workspace

OUTCOME = "outcome"
"""Subject of the proposal that a run's outcome shall hold."""

_SECONDS_BETWEEN_RECORDS = 0.3
_MOMENT = timedelta(seconds=30)
_RUN = Text("実行", "run")
_STOPPED = Text("中止しました。途中のものは残していません", "stopped; nothing half-done was kept")


def perform_run(ws: Workspace, run_id: str) -> None:
    """Do the run with this id, as the person who started it; one that has ended is left as it is.

    Raises:
        NotFound: no such run.
        WorkspaceUnusable: the record cannot be written.
    """
    run = _record(ws, run_id)
    own = ws.acting_as(_starter(run))
    while not run.state.ended:
        if run.state is RunState.CANCELLING:
            _end(own, run, RunState.CANCELLED, message=_STOPPED)
        elif _began(own, run):
            _do(own, _record(ws, run_id))
        run = _record(ws, run_id)
    if run.state is RunState.DONE:
        _propose(own, run)
    export_new_head(own)


def give_run_up(ws: Workspace, run_id: str) -> None:
    """Put on record that the program died too often while doing this run."""
    end_with(ws, run_id, given_up(run_id))


def end_with(ws: Workspace, run_id: str, error: MachikataError) -> None:
    """Put on record that a run has failed, unless it has ended."""
    run = _record(ws, run_id)
    own = ws.acting_as(_starter(run))
    if not run.state.ended and _end(own, run, RunState.FAILED, error=_said(error)):
        export_new_head(own)


def _record(ws: Workspace, run_id: str) -> Run:
    run = ws.library.run(run_id)
    if run is None:
        raise NotFound(Text(f"実行「{run_id}」はありません", f"there is no run “{run_id}”"))
    return run


def _starter(run: Run) -> Actor:
    """Who started the run, acting for its owner alone."""
    return Actor(run.by, run.owner, frozenset({Role.OFFICER, Role.READER}), run.person, run.authenticated)


def _began(ws: Workspace, run: Run) -> bool:
    """Put on record that the run begins (anew); False when it has changed meanwhile."""
    begun = replace(
        run,
        state=RunState.RUNNING,
        started_at=run.started_at or ws.clock(),
        attempts=run.attempts + 1,
        share=0.0,
        message=Text("始めています", "starting"),
    )
    return ws.library.replace_run(begun, found=run.state)


@dataclass(slots=True)
class _Recorder:
    """Writes progress on record, not more often than a person can see, and notices a wish to stop."""

    ws: Workspace
    run: Run
    written: float = field(default=0.0)

    def __call__(self, share: float, what: Text) -> None:
        if time.monotonic() - self.written < _SECONDS_BETWEEN_RECORDS:
            return
        self.run = replace(self.run, share=min(max(share, 0.0), 1.0), message=what)
        if not self.ws.library.replace_run(self.run, found=RunState.RUNNING):
            raise Cancelled(_STOPPED)
        self.written = time.monotonic()


def _do(ws: Workspace, run: Run) -> None:
    """Call the app and put the end on record, whatever it is."""
    recorder = _Recorder(ws, run)
    try:
        outcome, compute_s = _called(ws, run, recorder)
        kept = keep_outcome(ws.library, run, outcome)
    except Cancelled as stop:
        _end(ws, recorder.run, RunState.CANCELLED, message=stop.what)
    except MachikataError as error:
        _end(ws, recorder.run, RunState.FAILED, error=_said(error))
    except Exception as error:  # noqa: BLE001 - whatever a stranger's outcome does when it is looked at, it ends its own run
        _end(ws, recorder.run, RunState.FAILED, error=_said(_unkept(run, error)))
    else:
        done = replace(recorder.run, outcome=kept, compute_s=compute_s, share=1.0)
        if not _end(ws, done, RunState.DONE, message=Text("終わりました", "done")):
            _end(ws, recorder.run, RunState.CANCELLED, message=_STOPPED)


def _called(ws: Workspace, run: Run, recorder: _Recorder) -> tuple[Outcome, float]:
    """What the app gives, and the processor time of this thread that it took, in seconds."""
    app = _same_app(ws, run)
    context = context_for(ws, run.app, owner=run.owner, run=run.id, progress=recorder, seed=run.seed)
    inputs = inputs_of_run(ws.library, run)
    begun = time.thread_time()
    outcome = call_app(app.manifest, _RUN, lambda: app.run(inputs, context))
    compute_s = time.thread_time() - begun
    return outcome, compute_s


def _same_app(ws: Workspace, run: Run) -> App:
    """The app in the version that checked the inputs."""
    app = find_app(ws, run.app)
    if app.manifest.version != run.app_version:
        raise AppUnusable(
            Text(
                f"開始してから、アプリ「{run.app}」の版が {run.app_version} から {app.manifest.version} に変わりました",
                f"since the start the app “{run.app}” went from version {run.app_version} to {app.manifest.version}",
            ),
            remedy=Text("もう一度実行してください", "start the run anew"),
        )
    return app


def _unkept(run: Run, error: Exception) -> AppUnusable:
    cause = told(error)
    return AppUnusable(
        Text(
            f"アプリ「{run.app}」{run.app_version} の結果を保管できませんでした（{cause}）。途中のものは残していません",
            f"the outcome of “{run.app}” {run.app_version} could not be kept ({cause}); nothing half-done was kept",
        ),
        remedy=Text("アプリの配布元に知らせてください", "tell whoever supplies the app"),
    )


def _said(error: MachikataError) -> Text:
    return Text(error.sentence("ja"), error.sentence("en"))


def _end(ws: Workspace, run: Run, state: RunState, *, message: Text = Text("", ""), error: Text | None = None) -> bool:
    """Put the end of a run on record, with its line in the audit trail. A run that is asked to stop is not done; one that has ended
    meanwhile stays as it ended.
    """
    ended = replace(run, state=state, finished_at=ws.clock(), message=message, error=error)
    details = {
        "run": run.id,
        "app": run.app,
        "version": run.app_version,
        "state": state.value,
        "outcome": ended.outcome,
        "attempts": run.attempts,
    }
    note = note_of(ws, "run-ended", owner=run.owner, details=details)
    standing = (
        (RunState.RUNNING,) if state is RunState.DONE else (RunState.RUNNING, RunState.CANCELLING, RunState.QUEUED)
    )
    return any(ws.library.replace_run(ended, found=found, note=note) for found in standing)


def is_settled(ws: Workspace, run: Run) -> bool:
    """Whether a run has ended and what is to be signed of it lies before the officers. The second follows the first within a moment; a
    program that died in between does it at its next start.
    """
    if run.state is not RunState.DONE or run.finished_at is None:
        return run.state.ended
    return ws.clock() - run.finished_at > _MOMENT or not _lacks_proposal(ws, run)


def _lacks_proposal(ws: Workspace, run: Run) -> bool:
    manifest = manifest_of(ws, run.app)
    if manifest is None or manifest.authority is Authority.SUGGESTS or manifest.signatures == 0 or run.outcome is None:
        return False
    return not ws.library.proposals(run=run.id, subject=OUTCOME)


def _propose(ws: Workspace, run: Run) -> None:
    """Lay the outcome before the officers who must sign it; once, also when they have refused it since."""
    manifest = manifest_of(ws, run.app)
    if manifest is None or run.outcome is None or not _lacks_proposal(ws, run):
        return
    context = context_for(ws, run.app, owner=run.owner, run=run.id, seed=run.seed)
    title = manifest.title
    summary = Text(f"{title.ja}：実行 {run.id} の結果", f"{title.en}: outcome of run {run.id}")
    context.decisions.propose(OUTCOME, summary, fingerprint=run.outcome, needed=manifest.signatures)
