# SPDX-License-Identifier: Apache-2.0
"""Apps in the demo: each that brings invented inputs is run on them once, up to the proposal that waits for signatures."""

from __future__ import annotations

from machikata.automation.app.manifest import Manifest
from machikata.automation.run import Run, RunState
from machikata.domain.errors import NotFound
from machikata.domain.progress import Progress, no_progress, part_of
from machikata.domain.text import Text
from machikata.workspace.app_run_work import is_settled
from machikata.workspace.app_runs import list_runs, start_run, wait_for_run
from machikata.workspace.apps import list_apps
from machikata.workspace.bodies import list_bodies
from machikata.workspace.workspace import Workspace

_SECONDS_BETWEEN_LOOKS = 0.3
_SEED = 1


def run_examples(ws: Workspace, *, progress: Progress = no_progress) -> tuple[Run, ...]:
    """The runs of the examples, one for each enabled app that brings one; those of an earlier start are given back as they are.

    They belong to the first invented body. Raises `NotFound` when there is none.
    """
    manifests = [a.manifest for a in list_apps(ws) if a.manifest is not None and a.manifest.example is not None]
    return tuple(
        _run_of(ws, manifest, progress=part_of(progress, n / len(manifests), (n + 1) / len(manifests)))
        for n, manifest in enumerate(manifests)
    )


def _run_of(ws: Workspace, manifest: Manifest, *, progress: Progress) -> Run:
    owner = _invented_body(ws)
    known = [r for r in list_runs(ws, app=manifest.id, owner=owner) if r.by == ws.actor.name and r.seed == _SEED]
    run = next((r for r in known if r.app_version == manifest.version and r.state is RunState.DONE), None)
    return run if run is not None else _watched(ws, manifest, owner, progress)


def _watched(ws: Workspace, manifest: Manifest, owner: str, progress: Progress) -> Run:
    if manifest.example is None:  # pragma: no cover - `run_examples` asks for those that have one
        raise NotFound(Text("このアプリに例はありません", "this app brings no example"))
    progress(0.0, Text(f"例をつくっています：{manifest.title.ja}", f"making the example: {manifest.title.en}"))
    example = manifest.example(_SEED)
    run = start_run(ws, manifest.id, owner=owner, files=example.files, options=example.options, seed=_SEED)
    while not is_settled(ws, run):
        progress(run.share, run.message if run.message.ja else manifest.title)
        run = wait_for_run(ws, run.id, _SECONDS_BETWEEN_LOOKS)
    return run


def _invented_body(ws: Workspace) -> str:
    body = next((b for b in list_bodies(ws) if b.synthetic), None)
    if body is None:
        raise NotFound(
            Text("架空の団体がありません", "there is no invented body"),
            remedy=Text("先に見本の団体をつくってください", "make the sample bodies first"),
        )
    return body.code
