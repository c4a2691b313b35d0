# SPDX-License-Identifier: Apache-2.0
"""Whoever serves the site takes up the runs that a dead program has left, and lets its own come to their end."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn

from machikata.automation.app.inputs import InputContent
from machikata.automation.registry import Registry
from machikata.automation.run import RunState
from machikata.bootstrap import open_workspace
from machikata.cli.options import Common
from machikata.cli.site import serve_workspace
from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.text import Text
from machikata.testing.job_queues import MemoryJobQueue
from machikata.testing.tally_app import TallyApp
from machikata.workspace.app_outcomes import find_run
from machikata.workspace.app_runs import list_runs, start_run, wait_for_run
from machikata.workspace.audit_trail import audit_entries
from machikata.workspace.workspace import Workspace

OWNER = "990019"
WORDS = {"words": InputContent("words.csv", "語\n町\n市\n町\n".encode())}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    opened = open_workspace(tmp_path)
    name = Text("架空市", "Invented City")
    opened.library.put_body(Municipality(OWNER, name, MunicipalityKind.CITY, "架空県", 50_000, 60.0, 60.0, True))
    return replace(opened, queue=MemoryJobQueue(), registry=Registry.of(TallyApp()))


def test_serving_begins_with_what_was_left_and_ends_with_what_runs(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start_run(ws, "tally", owner=OWNER, files=WORDS, options={})
    run = wait_for_run(ws, run.id, 30)
    assert ws.queue is not None
    ws.queue.close()
    left = replace(run, id="left", state=RunState.RUNNING, outcome=None, attempts=1)
    ws.library.put_run(left, note=audit_entries(ws)[0].note)
    ws = replace(ws, queue=MemoryJobQueue())

    def serve(*_: object, **__: object) -> None:
        assert wait_for_run(ws, "left", 30).outcome == run.outcome
        begun = start_run(ws, "tally", owner=OWNER, files=WORDS, options={"steps": "10", "pause_s": "0.02"})
        while find_run(ws, begun.id).state is RunState.QUEUED:
            time.sleep(0.01)

    monkeypatch.setattr(uvicorn, "run", serve)
    serve_workspace(ws, port=8787, output=Common().output(), path="/")
    assert {r.state for r in list_runs(ws)} == {RunState.DONE}
    assert len(list_runs(ws)) == 3
