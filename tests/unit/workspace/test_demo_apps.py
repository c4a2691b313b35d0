# SPDX-License-Identifier: Apache-2.0
"""The demo runs the apps that bring an example, once, and the first page offers the decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from machikata.automation.run import RunState
from machikata.bootstrap import open_workspace
from machikata.domain.errors import NotFound
from machikata.testing.campaigns import town
from machikata.workspace.app_overviews import overview_lines
from machikata.workspace.bodies import save_body
from machikata.workspace.demo_apps import run_examples
from machikata.workspace.overview import overview


def test_the_demo_runs_an_app_once_says_what_came_out_and_offers_the_decision(tmp_path: Path) -> None:
    ws = open_workspace(tmp_path)
    with pytest.raises(NotFound, match="invented"):
        run_examples(ws)
    save_body(ws, town(1))
    told: list[float] = []
    [run] = run_examples(ws, progress=lambda share, _what: told.append(share))
    assert run.state is RunState.DONE
    assert told == sorted(told)
    assert [again.id for again in run_examples(ws)] == [run.id]
    claim, counts = overview_lines(ws, run.id)
    assert "規則に合う割当て" in claim.ja
    assert "400 children" in counts.en
    [task] = [t for t in overview(ws).tasks if t.path.startswith("/apps/")]
    assert task.path == f"/apps/daycare/runs/{run.id}"
    assert "2 more signatures" in task.reason.en
    if ws.queue is not None:
        ws.queue.close()
