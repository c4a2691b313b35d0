# SPDX-License-Identifier: Apache-2.0
"""The contract: what an app is to the platform. Registered by an entry point of the group `machikata.apps`."""

from __future__ import annotations

from typing import Protocol

from machikata.automation.app.context import AppContext
from machikata.automation.app.inputs import Inputs
from machikata.automation.app.manifest import Manifest
from machikata.automation.app.outcome import Outcome
from machikata.domain.errors import Problem

ENTRY_POINTS = "machikata.apps"


class App(Protocol):
    """An app proposes; a named officer decides."""

    @property
    def manifest(self) -> Manifest: ...

    def check(self, inputs: Inputs) -> tuple[Problem, ...]:
        """Every problem of the inputs at once, with file, row, column and remedy; an ERROR keeps the run from starting."""
        ...

    def run(self, inputs: Inputs, context: AppContext) -> Outcome:
        """The outcome. Called only when `check` found no ERROR. Reports progress, which raises `Cancelled` when a person stops it."""
        ...
