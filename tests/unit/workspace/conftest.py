# SPDX-License-Identifier: Apache-2.0
"""A workspace with one invented town, the smallest app, and three named persons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from machikata.automation.app.outcome import Outcome, Reason
from machikata.automation.registry import Registry
from machikata.automation.run import InputRef, Run, RunState
from machikata.bootstrap import open_workspace
from machikata.domain.actor import Person, Role
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.testing.small_apps import RowCount
from machikata.workspace.app_outcomes import keep_outcome
from machikata.workspace.audit_trail import note_of
from machikata.workspace.persons import save_person
from machikata.workspace.workspace import Workspace

TOWN, NEXT_TOWN = town(1).code, town(2).code


@dataclass(frozen=True, slots=True)
class Office:
    """The workspace as its unnamed local officer sees it, and the persons of the town."""

    ws: Workspace
    officer: Person
    approver: Person
    second: Person

    def of(self, person: Person) -> Workspace:
        """The workspace for one of them."""
        return self.ws.acting_as(person.actor())

    def done(self, run_id: str = "run1", **changes: object) -> Run:
        """A run of the app that has ended, with its outcome; `answers` and `table` are those of the outcome and of its input."""
        answers = changes.pop("answers", {"1": "1", "2": "2"})
        table = changes.pop("table", "番号\n1\n2\n")
        owner = changes.get("owner", TOWN)
        app = changes.get("app", "row-count")
        sha256 = self.ws.library.put_app_file(table.encode(), app=app, owner=owner)  # type: ignore[attr-defined, arg-type]
        now = self.ws.clock()
        run = Run(
            run_id, "row-count", "1.0", "row-counting", TOWN, "", "local officer", False, {}, 0,
            {"table": InputRef("表.csv", sha256, len(str(table).encode()))}, RunState.DONE, now, now, now, compute_s=0.5,
        )  # fmt: skip
        run = replace(run, **changes)  # type: ignore[arg-type]
        reasons = (Reason("1", "listed", Text("あります", "listed")),)
        made = Outcome({"rows": 2}, reasons, (), answers, {"rows.txt": b"1\n2"})  # type: ignore[arg-type]
        run = replace(run, outcome=keep_outcome(self.ws.library, run, made))
        self.ws.library.put_run(run, note=note_of(self.ws, "run-ended", owner=run.owner, details={"run": run.id}))
        return run


@pytest.fixture
def office(tmp_path: Path) -> Office:
    ws = replace(open_workspace(tmp_path / "ws"), registry=Registry.of(RowCount()))
    for body in (town(1), town(2)):
        ws.library.put_body(body)
    persons = [
        save_person(ws, name=name, body=TOWN, roles=roles)
        for name, roles in (
            ("架空 花子", {Role.OFFICER}),
            ("架空 次郎", {Role.APPROVER}),
            ("架空 三郎", {Role.OFFICER}),
        )
    ]
    return Office(ws, *persons)
