# SPDX-License-Identifier: Apache-2.0
"""A run in one call, as Python programs and the command line do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import machikata as mk
from machikata.automation.registry import Registry
from machikata.automation.run import RunState
from machikata.domain.errors import AppUnusable, Cancelled
from machikata.domain.text import Text
from machikata.testing.job_queues import MemoryJobQueue
from machikata.testing.tally_app import TallyApp
from machikata.workspace import app_run_work
from machikata.workspace.app_runs import list_runs
from machikata.workspace.workspace import Workspace


@pytest.fixture
def words(tmp_path: Path) -> Path:
    file = tmp_path / "words.csv"
    file.write_text("語\n町\n市\n町\n", encoding="cp932")
    return file


@pytest.fixture
def ws(office: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(app_run_work, "_SECONDS_BETWEEN_RECORDS", 0.0)
    queue = MemoryJobQueue()
    yield replace(office.ws, queue=queue, registry=Registry.of(TallyApp()))
    queue.close()


def test_from_files_to_a_decision_in_a_few_lines(office: Any, ws: Workspace, words: Path) -> None:
    told: list[float] = []
    done = mk.run_app(
        ws, "tally", owner=office.officer.body, files={"words": words}, options={"steps": "2"}, seed=7,
        progress=lambda share, _: told.append(share),
    )  # fmt: skip
    assert (done.run.state, done.run.seed, done.outcome.result) == (RunState.DONE, 7, {"counts": {"市": 1, "町": 2}})
    assert [m.n for m in done.measures] == [None, 1]
    assert mk.outcome_file(ws, done.run.id, "counts.json")
    assert told[-1] == 1.0
    [proposal] = mk.list_proposals(ws, run=done.run.id)
    mk.sign(mk.acting(ws, office.officer.id), proposal.id, agrees=True)
    decided = mk.sign(mk.acting(ws, office.approver.id), proposal.id, agrees=True)
    assert decided.state.value == "decided"
    assert mk.verify_audit(ws).intact


def test_a_file_may_be_a_path_a_name_or_bytes_at_hand(office: Any, ws: Workspace, words: Path) -> None:
    given = (words, str(words), mk.InputContent("words.csv", words.read_bytes()))
    runs = [mk.run_app(ws, "tally", owner=office.officer.body, files={"words": file}) for file in given]
    assert len({done.run.outcome for done in runs}) == 1


def test_files_that_cannot_be_read_are_named_together_and_nothing_is_run(
    office: Any, ws: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(mk.InputRefused) as refused:
        mk.run_app(ws, "tally", owner=office.officer.body, files={"words": tmp_path / "none.csv", "more": tmp_path})
    assert [p.code for p in refused.value.problems] == ["file-unreadable"] * 2
    assert list_runs(ws) == ()


def test_a_run_that_fails_raises_what_went_wrong(office: Any, ws: Workspace, words: Path) -> None:
    with pytest.raises(AppUnusable, match="half of nothing"):
        mk.run_app(ws, "tally", owner=office.officer.body, files={"words": words}, options={"way": "breaks"})


def test_whoever_stops_waiting_stops_the_run(office: Any, ws: Workspace, words: Path) -> None:
    def enough(share: float, what: Text) -> None:
        raise Cancelled(what)

    options = {"steps": "500", "pause_s": "0.05"}
    with pytest.raises(Cancelled):
        mk.run_app(ws, "tally", owner=office.officer.body, files={"words": words}, options=options, progress=enough)
    assert [r.state for r in list_runs(ws)] == [RunState.CANCELLED]
