# SPDX-License-Identifier: Apache-2.0
"""The `JobQueue` port: work that survives the death of the program that does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Work = Callable[[str], None]
"""Does the work with this id from what is stored under it. Called again from the start when the program died in between, so its
effects must be the same whether done once or twice; it records its own progress and end."""


class JobQueue(Protocol):
    """A queue in a database. One program opens it, registers the kinds of work it can do, then starts it."""

    def register(self, kind: str, work: Work) -> None:
        """Say how work of this kind is done; before `start`."""
        ...

    def start(self) -> int:
        """Begin to work, first on what a program that has died left undone (not what another living program is doing); gives how many
        those are.
        """
        ...

    def submit(self, kind: str, job: str) -> None:
        """Put a work on record and return; it is done exactly once however often the same `job` is submitted."""
        ...

    def wait(self, job: str, *, seconds: float | None = None) -> bool:
        """Wait for the end of a work; False when the time was up first. What the work raised is raised here."""
        ...

    def unfinished(self) -> tuple[str, ...]:
        """Works on record that have not ended, oldest first."""
        ...

    def close(self) -> None:
        """Stop taking work; what runs is ended first."""
        ...
