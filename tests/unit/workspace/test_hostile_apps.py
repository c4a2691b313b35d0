# SPDX-License-Identifier: Apache-2.0
"""Apps from strangers: whatever a check or a run gives, raises or changes, it ends its own run, and what was kept can be read again."""

from __future__ import annotations

import asyncio
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from machikata.automation.app.context import AppContext
from machikata.automation.app.inputs import InputContent, Inputs
from machikata.automation.app.outcome import Outcome, Reason
from machikata.automation.registry import Registry
from machikata.automation.run import RunState
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.errors import AppUnusable, InputRefused, Place, Problem
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.testing.job_queues import MemoryJobQueue
from machikata.testing.small_apps import RowCount
from machikata.workspace.app_outcomes import frozen_inputs, outcome_of
from machikata.workspace.app_runs import check_inputs, start_run, wait_for_run
from machikata.workspace.workspace import Workspace

TOWN = town(1).code
SAID = Text("言葉", "words")
FILES = {"table": InputContent("表.csv", "番号\n1\n2\n".encode())}
Given = Callable[[], Any]


@dataclass(frozen=True)
class Stranger(RowCount):
    """Checks and runs as it is told."""

    checks: Given = tuple
    runs: Given = tuple

    def check(self, inputs: Inputs) -> tuple[Problem, ...]:
        inputs.files.clear()  # type: ignore[attr-defined]
        inputs.options.clear()  # type: ignore[attr-defined]
        return self.checks()  # type: ignore[no-any-return]

    def run(self, inputs: Inputs, context: AppContext) -> Outcome:  # noqa: ARG002 - the contract's
        inputs.files.clear()  # type: ignore[attr-defined]
        return self.runs()  # type: ignore[no-any-return]


class Unsayable(Exception):
    """An error that breaks whoever asks what it says."""

    def __str__(self) -> str:
        raise RuntimeError("no word of mine")


def raising(error: BaseException) -> Given:
    def raised() -> Any:
        raise error

    return raised


@pytest.fixture
def opened(office: Any) -> Iterator[Callable[..., Workspace]]:
    queue = MemoryJobQueue()
    yield lambda **how: replace(office.ws, queue=queue, registry=Registry.of(Stranger(**how)))
    queue.close()


def problem(**changes: Any) -> Problem:
    return replace(Problem("code", SAID, SAID), **changes)


@pytest.mark.parametrize(
    "checks",
    [
        lambda: None, lambda: "problems", lambda: 5, lambda: ["words"], lambda: [None], lambda: (problem() for _ in range(2)),
        lambda: (problem(what="words"),), lambda: (problem(remedy=None),), lambda: (problem(place="row 3"),),
        lambda: (problem(place=Place(row="3")),), lambda: (problem(severity="error"),), lambda: (problem(count="many"),),  # type: ignore[arg-type]
        lambda: (problem(what=Text("\ud800", "x")),), lambda: (problem(place=Place(value="\udc00")),), lambda: (problem(choices=(5,)),),
        raising(SystemExit(0)), raising(GeneratorExit()), raising(asyncio.CancelledError()), raising(RecursionError()),
        raising(Unsayable()), raising(ValueError("x" * 10_000_000)),
    ],
)  # fmt: skip
def test_a_check_that_gives_or_raises_anything_else_names_the_app(opened: Any, checks: Given) -> None:
    ws = opened(checks=checks)
    with pytest.raises(AppUnusable, match="row-count") as raised:
        check_inputs(ws, "row-count", owner=TOWN, files=FILES, options={})
    assert len(raised.value.sentence("en")) < 1000
    with pytest.raises(AppUnusable, match="row-count"):
        start_run(ws, "row-count", owner=TOWN, files=FILES, options={})
    assert ws.library.runs() == ()


def measure(**changes: Any) -> Measure:
    kept = Measure(Quantity.CASES, Aspect.SCALE, 1.0, FigureKind.MEASURED, SAID, SAID)
    return replace(kept, **changes)


def nested(depth: int) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for _ in range(depth):
        document = {"x": document}
    return document


@pytest.mark.parametrize(
    "runs",
    [
        lambda: None, lambda: {"result": {}}, lambda: Outcome,
        lambda: Outcome([], (), ()), lambda: Outcome("x", (), ()), lambda: Outcome({"x": math.nan}, (), ()),  # type: ignore[arg-type]
        lambda: Outcome({"x": {1, 2}}, (), ()), lambda: Outcome({1: 2}, (), ()), lambda: Outcome({"x": "\ud800"}, (), ()),  # type: ignore[dict-item]
        lambda: Outcome(nested(100_000), (), ()), lambda: Outcome({"x": "x" * (2 << 20)}, (), ()),
        lambda: Outcome({}, (Reason("1", "listed", SAID) for _ in range(2)), ()),  # type: ignore[arg-type]
        lambda: Outcome({}, None, ()), lambda: Outcome({}, (), None),  # type: ignore[arg-type]
        lambda: Outcome({}, (Reason(1, "listed", SAID),), ()), lambda: Outcome({}, (Reason("1", 5, SAID),), ()),  # type: ignore[arg-type]
        lambda: Outcome({}, (Reason("1", "listed", "words"),), ()),  # type: ignore[arg-type]
        lambda: Outcome({}, (Reason("1", "listed", Text(1, 2)),), ()),  # type: ignore[arg-type]
        lambda: Outcome({}, (Reason("1", "listed", Text("\ud800", "x")),), ()), lambda: Outcome({}, (Reason("\ud800", "listed", SAID),), ()),
        lambda: Outcome({}, (Reason("1", "listed", Text("あ" * 100_000, "x")),), ()),
        lambda: Outcome({}, (), (measure(value=math.nan),)), lambda: Outcome({}, (), (measure(value="3"),)),
        lambda: Outcome({}, (), (measure(n=1.5),)), lambda: Outcome({}, (), (measure(n=math.inf),)), lambda: Outcome({}, (), (measure(n="3"),)),
        lambda: Outcome({}, (), (measure(quantity="cases"),)), lambda: Outcome({}, (), ("measure",)),  # type: ignore[arg-type]
        lambda: Outcome({}, (), (), {"1": 5}), lambda: Outcome({}, (), (), {1: "5"}), lambda: Outcome({}, (), (), {"1": "\ud800"}),  # type: ignore[dict-item]
        lambda: Outcome({}, (), (), [("1", "2")]), lambda: Outcome({}, (), (), {"1": "x" * 100_000}),  # type: ignore[arg-type]
        lambda: Outcome({}, (), (), {}, {"x.csv": "text"}), lambda: Outcome({}, (), (), {}, {"\ud800.csv": b""}),  # type: ignore[dict-item]
        lambda: Outcome({}, (), (), {}, {"../x.csv": b""}), lambda: Outcome({}, (), (), {}, {"a\r\nb.csv": b""}),
        raising(SystemExit(0)), raising(GeneratorExit()), raising(KeyboardInterrupt()), raising(asyncio.CancelledError()),
        raising(Unsayable()), raising(MemoryError()), raising(ValueError("\ud800")),
    ],
)  # fmt: skip
def test_a_run_that_gives_or_raises_anything_else_fails_and_names_the_app(opened: Any, runs: Given) -> None:
    ws = opened(runs=runs)
    run = start_run(ws, "row-count", owner=TOWN, files=FILES, options={})
    ended = wait_for_run(ws, run.id, 30)
    assert (ended.state, ended.outcome) == (RunState.FAILED, None)
    assert ended.error is not None
    assert "row-count" in ended.error.en
    assert len(ended.error.en.encode()) < 5000
    assert ws.library.proposals() == ()
    assert frozen_inputs(ws, run.id).files == FILES


def test_whatever_passes_the_checks_is_read_again_as_it_was(opened: Any) -> None:
    made = Outcome(
        {"数": 1.5, "list": [None, True, "\u2028", "葛\U000e0102"], "": {}},
        (Reason(" ", "a", Text("<b>", "\x00")), Reason("1" * 200, "a-1", SAID)),
        (measure(value=True + 2, n=0), measure(value=-1.0, aspect=Aspect.SAVED, n=10**12)),
        {"1": "", "葛\U000e0102": "x"},
        {"名簿 1.csv": b"", "a.b.c": b"\x00" * 1000},
    )
    ws = opened(runs=lambda: made)
    run = wait_for_run(ws, start_run(ws, "row-count", owner=TOWN, files=FILES, options={}).id, 30)
    assert (run.state, run.error) == (RunState.DONE, None)
    kept = outcome_of(ws, run.id)
    assert (kept.result, kept.reasons, kept.measures, kept.answers) == (
        made.result,
        made.reasons,
        made.measures,
        made.answers,
    )
    assert set(kept.files) == set(made.files)


@pytest.mark.parametrize("seed", [-1, 2**31, sys.maxsize])
def test_a_seed_out_of_range_is_a_problem_of_the_input(opened: Any, seed: int) -> None:
    with pytest.raises(InputRefused, match="seed"):
        start_run(opened(), "row-count", owner=TOWN, files=FILES, options={}, seed=seed)
