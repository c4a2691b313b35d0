# SPDX-License-Identifier: Apache-2.0
"""Programs for tests that kill them: real processes, forked from one that has loaded what takes long to load."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

_LOADED = ["machikata.bootstrap", "machikata.workspace.app_runs", "machikata.testing.tally_app", "dbos"]
_SECONDS = 120.0


class Program:
    """A process that runs Python code as a script would, with its own arguments, folder, output and error stream."""

    def __init__(self, code: str, *arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        """Begin it; `folder` is where it works, and where what it says is kept."""
        processes = multiprocessing.get_context("forkserver")
        processes.set_forkserver_preload(_LOADED)
        self._said = folder / f"said-{time.monotonic_ns()}"
        self._complained = self._said.with_suffix(".errors")
        given = (code, arguments, folder, dict(environment or {}), self._said, self._complained)
        self._process = processes.Process(target=_run, args=given, daemon=False)
        self._process.start()

    def kill(self) -> None:
        """End it as `kill -9` does, and wait for that."""
        self._process.kill()
        self._process.join(_SECONDS)

    def wait(self) -> int:
        """Its exit code, waited for; that of a killed program is minus the signal."""
        self._process.join(_SECONDS)
        code = self._process.exitcode
        if code is None:
            raise TimeoutError("the program does not end")
        return code

    def lines(self) -> list[str]:
        """What it has said until now."""
        return self._said.read_text("utf-8").splitlines() if self._said.exists() else []

    def said(self) -> list[str]:
        """What it said until its end, waited for."""
        self.wait()
        return self.lines()

    def complaints(self) -> str:
        """What stands on its error stream."""
        return self._complained.read_text("utf-8") if self._complained.exists() else ""


def _run(
    code: str, arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], said: Path, complained: Path
) -> None:
    for number, path in ((1, said), (2, complained)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(folder)
    os.environ.update(environment)
    sys.argv = ["program", *arguments]
    exec(compile(code, "program", "exec"), {"__name__": "__main__"})  # noqa: S102 - the code is the test's own
