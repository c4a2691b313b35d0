# SPDX-License-Identifier: Apache-2.0
"""The `JobQueue` port: work that survives the death of the program that does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from machikata.automation.calling import told
from machikata.domain.errors import MachikataError
from machikata.domain.text import Text

ATTEMPTS = 3
"""How often a work is begun: one that each time takes its program down with it is then given up."""

Work = Callable[[str], None]
"""Does the work with this id from what is stored under it. Called again from the start when the program died in between, so its
effects must be the same whether done once or twice; it records its own progress and end."""


class WorkFailed(MachikataError):
    """A work ended in a defect of the program."""


class WorkGivenUp(MachikataError):
    """A work was begun `ATTEMPTS` times, and each time the program died before its end."""


def failure_of(error: Exception) -> MachikataError:
    """What `JobQueue.wait` raises for what a work raised: itself where it is an error of ours, else a `WorkFailed` that names it."""
    if isinstance(error, MachikataError):
        return error
    named = told(error)
    return WorkFailed(
        Text(f"プログラムの誤りで止まりました（{named}）", f"stopped by a defect of the program ({named})")
    )


def given_up(job: str) -> WorkGivenUp:
    """The error of a work that was begun too often."""
    return WorkGivenUp(
        Text(
            f"処理「{job}」の途中でプログラムが{ATTEMPTS}回落ちたため、取りやめました",
            f"the program died {ATTEMPTS} times while doing “{job}”, so it was given up",
        ),
        remedy=Text(
            "空きメモリーを確かめ、入力を小さくして試してください",
            "check the free memory, and try with a smaller input",
        ),
    )


class JobQueue(Protocol):
    """A queue in a database. One program opens it, registers the kinds of work it can do, then starts it.

    Several programs may open the same one: each work is done by one of them, and a program takes over only what a dead one left.
    """

    def register(self, kind: str, work: Work, *, when_given_up: Work | None = None) -> None:
        """Say how work of this kind is done; a new kind before `start`, a known one also later (works begun from then on are done the
        new way). `when_given_up` is called instead of `work` when it was begun `ATTEMPTS` times without an end, to put that on record.
        """
        ...

    def start(self) -> int:
        """Begin to work, first on what a program that has died left undone (not what another living program is doing); gives how many
        those are, together with what nobody has begun. A started queue only looks again.

        Raises:
            WorkspaceUnusable: the database cannot be opened.
        """
        ...

    def submit(self, kind: str, job: str) -> None:
        """Put a work on record and return; it is done once however often the same `job` is submitted.

        Raises:
            ValueError: no work of this kind was registered, or the queue is not started.
        """
        ...

    def wait(self, job: str, *, seconds: float | None = None) -> bool:
        """Wait for the end of a work; False when the time was up first. What the work raised is raised here (`failure_of`).

        Raises:
            NotFound: no such work on record.
            WorkGivenUp: its program died too often.
        """
        ...

    def unfinished(self) -> tuple[str, ...]:
        """Works on record that have not ended, oldest first."""
        ...

    def close(self) -> None:
        """Stop taking work; what runs is ended first, what waits stays on record for the next program."""
        ...
