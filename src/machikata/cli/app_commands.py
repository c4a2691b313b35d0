# SPDX-License-Identifier: Apache-2.0
"""Commands that apps bring: their keyword parameters become options, beside those that every command has."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from cyclopts import App

from machikata.automation.app.manifest import AppCommand, CommandAnswer, Manifest
from machikata.automation.app.manifest_checks import option_types
from machikata.automation.calling import call_app
from machikata.cli.console import complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.workspace.app_context import context_for
from machikata.workspace.app_runs import list_runs
from machikata.workspace.apps import find_app
from machikata.workspace.bodies import list_bodies
from machikata.workspace.reports import write_file
from machikata.workspace.workspace import Workspace

_OURS = """
    body
        団体コード（1つだけなら要らない）。 The body's code; not needed where there is one only.
    out
        ファイルを書き出すフォルダ。 The folder to write files to (default: the current one).
"""


def call_command(app_id: str, words: list[str]) -> None:
    """Call the command that `words` name of an enabled app of the workspace that they name."""
    common = _common_in(words)
    output = common.output()
    with complaints(output):
        sub = commands_of(find_app(common.open(), app_id).manifest)
    sub(words)


def commands_of(manifest: Manifest) -> App:
    """The commands of an app as the command line offers them."""
    sub = App(name=f"machikata app {manifest.id}", version_flags=[], help=f"{manifest.title.ja} {manifest.title.en}")
    for command in manifest.commands:
        sub.command(_mounted(manifest.id, command), name=command.name, help=f"{command.help.ja} {command.help.en}")
    return sub


def _common_in(words: Sequence[str]) -> Common:
    """Workspace, person and way of speaking as far as the words before parsing tell them; the rest is the command's."""
    found: dict[str, Any] = {}
    for i, word in enumerate(words):
        name, mark, value = word.partition("=")
        following = value if mark else next(iter(words[i + 1 :]), "")
        if name in ("--workspace", "-w") and following:
            found["workspace"] = Path(following)
        elif name == "--person":
            found["person"] = following
        elif name == "--lang" and following in ("ja", "en"):
            found["lang"] = following
        elif name == "--json":
            found["json"] = True
    return Common(**found)


def _mounted(app_id: str, command: AppCommand) -> Callable[..., None]:
    """The command as the command line calls it."""
    hints = option_types(command.run)
    own = [p.replace(annotation=hints[p.name]) for p in list(inspect.signature(command.run).parameters.values())[1:]]
    keyword = inspect.Parameter.KEYWORD_ONLY
    ours = [
        inspect.Parameter("body", keyword, annotation=str, default=""),
        inspect.Parameter("out", keyword, annotation=Path | None, default=None),
        inspect.Parameter("common", keyword, annotation=Common, default=STANDARD),
    ]
    names = [p.name for p in own]

    def called(*, body: str = "", out: Path | None = None, common: Common = STANDARD, **options: Any) -> None:
        output = common.output()
        with complaints(output):
            ws = common.open()
            # What an app prints must not stand in the result.
            with output.progress(command.help) as progress, redirect_stdout(sys.stderr):
                owner = owner_named(ws, body)
                if isinstance(options.get("run"), str):
                    options["run"] = _whole_id(ws, app_id, owner, options["run"])
                context = context_for(ws, app_id, owner=owner, progress=progress)
                chosen = {name: options[name] for name in names if name in options}
                part = Text(f"コマンド「{command.name}」", f"command “{command.name}”")
                manifest = find_app(ws, app_id).manifest
                answer = call_app(manifest, part, lambda: command.run(context, **chosen))
            written = _write(answer, out)
            document = {"document": answer.document, "files": [str(p) for p in written]}

            def show() -> None:
                for line in answer.lines:
                    output.say(line)
                for path in written:
                    output.say(Text(f"✓ {path} に書き出しました", f"✓ written to {path}"))

            output.result(document, show)

    called.__signature__ = inspect.Signature([*own, *ours])  # type: ignore[attr-defined]
    called.__annotations__ = {p.name: p.annotation for p in (*own, *ours)}
    called.__doc__ = _described(command)
    return called


def _whole_id(ws: Workspace, app_id: str, owner: str, words: str) -> str:
    """The id of the only run of the app that begins so; an option `run` takes the beginning of an id as `machikata app show` does."""
    found = [r.id for r in list_runs(ws, app=app_id, owner=owner) if words and r.id.startswith(words)]
    return found[0] if len(found) == 1 else words


def _described(command: AppCommand) -> str:
    text = inspect.cleandoc(command.run.__doc__ or f"{command.help.ja} {command.help.en}")
    if "\nParameters\n" not in text:
        text += "\n\nParameters\n----------"
    return f"{text.rstrip()}\n{inspect.cleandoc(_OURS)}\n"


def owner_named(ws: Workspace, body: str) -> str:
    """The body that is meant; the only one where none is named.

    Raises:
        InputRefused: none is named and there are several.
        NotFound: there is none.
    """
    if body:
        return ws.body(body).code
    mine = list_bodies(ws)
    if len(mine) == 1:
        return mine[0].code
    if not mine:
        raise NotFound(
            Text("団体がまだありません", "there is no body yet"),
            remedy=Text(
                "画面の「団体を登録する」か、取り込みで登録してください", "add one on the site, or with an import"
            ),
        )
    what = Text("団体が決まっていません", "no body is named")
    remedy = Text(
        "--body に団体コードを入れてください（machikata bodies）", "name its code after --body (machikata bodies)"
    )
    raise InputRefused([Problem("no-body", what, remedy, Place(column="--body"), choices=tuple(b.code for b in mine))])


def _write(answer: CommandAnswer, out: Path | None) -> list[Path]:
    folder = out or Path()
    written = []
    for name, data in answer.files:
        if os.path.basename(name) != name or name.startswith("."):  # noqa: PTH119 - the name is no path
            what = Text(f"ファイルの名前に使えません（{name}）", f"no name for a file ({name})")
            raise InputRefused(
                [Problem("file-name", what, Text("アプリの作り手に知らせてください", "tell the maker of the app"))]
            )
        write_file(folder / name, data)
        written.append(folder / name)
    return written
