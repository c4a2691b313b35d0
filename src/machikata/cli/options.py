# SPDX-License-Identifier: Apache-2.0
"""The options every command takes."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from machikata.bootstrap import open_workspace
from machikata.cli.console import Output
from machikata.domain.text import Language
from machikata.workspace.workspace import Workspace


def _default_folder() -> Path:
    return Path(os.environ.get("MACHIKATA_WORKSPACE", "machikata-workspace"))


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Speaking:
    """How a command speaks."""

    lang: Language | None = None
    """表示の言葉。Language: ja or en (default: $MACHIKATA_LANG or the locale)."""
    json: bool = False
    """結果をJSONで出す。Print the result as a JSON document."""

    def output(self) -> Output:
        """Where this command speaks."""
        return Output.standard(language=self.lang, as_json=self.json)


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Common(Speaking):
    """Options of every command that works in a workspace."""

    workspace: Annotated[Path, Parameter(name=["--workspace", "-w"])] = field(default_factory=_default_folder)
    """作業場所のフォルダ。The folder of the workspace (default: $MACHIKATA_WORKSPACE or ./machikata-workspace)."""

    def open(self) -> Workspace:
        """The workspace these options name."""
        return open_workspace(self.workspace)


STANDARD = Common()
