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
from machikata.domain.errors import NotFound
from machikata.domain.text import Language, Text
from machikata.workspace.workspace import Workspace


def _default_folder() -> Path:
    return Path(os.environ.get("MACHIKATA_WORKSPACE", "machikata-workspace"))


def _default_person() -> str:
    return os.environ.get("MACHIKATA_PERSON", "")


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

    person: str = field(default_factory=_default_person)
    """操作する人の名前か番号。Who acts: the name or id of a person on record (default: $MACHIKATA_PERSON or nobody in particular)."""

    def open(self) -> Workspace:
        """The workspace these options name, as the person they name sees it.

        Raises:
            NotFound: there is no such folder (a mistyped name must not pass for an empty workspace), or no such person.
        """
        if not self.workspace.is_dir():
            raise NotFound(
                Text(f"作業場所「{self.workspace}」がありません", f"there is no workspace {self.workspace}"),
                remedy=Text(
                    "--workspace の名前を確かめてください。新しい作業場所は、machikata import か machikata serve でできます",
                    "check the name after --workspace; machikata import or machikata serve makes a new one",
                ),
            )
        return self._acting(open_workspace(self.workspace))

    def open_or_make(self) -> Workspace:
        """The workspace these options name, made when there is none. Raises `NotFound` when there is no such person."""
        return self._acting(open_workspace(self.workspace))

    def _acting(self, ws: Workspace) -> Workspace:
        if not self.person:
            return ws
        from machikata.workspace.persons import acting, list_persons

        named = [p.id for p in list_persons(ws) if p.name == self.person]
        if len(named) > 1:
            raise NotFound(
                Text(f"「{self.person}」さんが{len(named)}人います", f"{len(named)} persons are named {self.person}"),
                remedy=Text(
                    "名前の代わりに番号で指定してください（machikata person list）",
                    "name the id instead (machikata person list)",
                ),
            )
        return acting(ws, named[0] if named else self.person)


STANDARD = Common()
