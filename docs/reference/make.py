# SPDX-License-Identifier: Apache-2.0
"""Writes commands.md and python.md from the program itself; a test fails when they are stale.

.venv/bin/python docs/reference/make.py [folder to write to]
"""

from __future__ import annotations

import ast
import inspect
import os
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LONGEST_DEFAULT, WIDTH = 30, 110
_MADE = "<!-- Made by docs/reference/make.py from the program; change the program, then run it. -->"


def commands() -> str:
    """Every command with every option, as the help tells them."""
    os.environ.pop("MACHIKATA_WORKSPACE", None)  # it would show as a default
    from machikata.cli.main import app

    head = [
        _MADE,
        "",
        "コマンドの一覧です。使い方の流れは[入門](../ja/tutorial.md)と[手順](../ja/how-to.md)にあります。 /",
        "All commands. How they work together: [tutorial](../en/tutorial.md), [how to](../en/how-to.md).",
        "",
    ]
    return "\n".join([*head, app.generate_docs(recursive=True).strip(), ""])


def python() -> str:
    """Every public name with its signature, fields and docstring."""
    import machikata

    names = [n for n in machikata.__all__ if n != "__version__"]
    functions = [n for n in names if inspect.isfunction(getattr(machikata, n))]
    values = [n for n in names if n not in functions]
    lines = [_MADE, "", "# Python", "", *_HEAD, "## Functions", ""]
    lines += [line for n in functions for line in _function(n, getattr(machikata, n))]
    lines += ["## Values and errors", ""]
    lines += [line for n in values for line in _value(n, getattr(machikata, n))]
    return "\n".join(lines).rstrip() + "\n"


_HEAD = (
    "`import machikata as mk` の公開名です。名前は使うときに読み込まれます。 /",
    "The public names, each loaded when it is first used. `mk.__version__` is the version.",
    "",
    "`ws` は `open_workspace` が返す作業場所です。どの関数も、してよいことをその人（`Actor`）に照らして確かめます。 /",
    "`ws` is the workspace that `open_workspace` gives; every function checks what its actor may do.",
    "",
)


def _function(name: str, thing: Any) -> Iterator[str]:
    yield from (f"### {name}", "", "```text", *_signature(name, inspect.signature(thing)), "```", "", *_doc(thing), "")


def _value(name: str, thing: Any) -> Iterator[str]:
    yield from (f"### {name}", "", *_doc(thing), "")
    if issubclass(thing, Enum):
        yield from ("Values: " + ", ".join(f"`{member.name}` (`{member.value}`)" for member in thing) + ".", "")
    elif is_dataclass(thing):
        yield from (*(_field(*field) for field in _fields(thing)), "")


def _signature(name: str, signature: inspect.Signature) -> list[str]:
    """On one line where it fits, else a parameter a line."""
    parts = [_parameter(p) for p in signature.parameters.values()]
    first = next((i for i, p in enumerate(signature.parameters.values()) if p.kind is p.KEYWORD_ONLY), None)
    if first is not None:
        parts.insert(first, "*")
    whole = f"{name}({', '.join(parts)}) -> {signature.return_annotation}"
    if len(whole) <= WIDTH:
        return [whole]
    return [f"{name}(", *(f"    {part}," for part in parts), f") -> {signature.return_annotation}"]


def _parameter(parameter: inspect.Parameter) -> str:
    text = f"{parameter.name}: {parameter.annotation}"
    if parameter.default is parameter.empty:
        return text
    default = repr(parameter.default)
    return f"{text} = {default if len(default) <= LONGEST_DEFAULT else '…'}"


def _doc(thing: Any) -> Iterator[str]:
    """The docstring as Markdown: what is raised as a list, examples as code."""
    for number, part in enumerate(inspect.cleandoc(thing.__doc__ or "").split("\n\n")):
        lines = part.splitlines()
        if number:
            yield ""
        if part.startswith(">>>"):
            yield from ("```pycon", *lines, "```")
        elif part.startswith("Raises:"):
            yield from ("Raises:", "", *(_raised(line) for line in lines[1:]))
        else:
            yield from lines


def _raised(line: str) -> str:
    name, _, when = line.strip().partition(": ")
    return f"- `{name}`: {when}"


def _fields(thing: Any) -> Iterator[tuple[str, str, str]]:
    """Name, type and the sentence below each field, from the source: docstrings of fields are not kept at run time."""
    [body] = [n.body for n in ast.parse(textwrap.dedent(inspect.getsource(thing))).body if isinstance(n, ast.ClassDef)]
    for node, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            said = following.value if isinstance(following, ast.Expr) else None
            text = said.value if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""
            default = f" = {ast.unparse(node.value)}" if node.value is not None else ""
            yield node.target.id, ast.unparse(node.annotation) + default, " ".join(text.split())


def _field(name: str, kind: str, text: str) -> str:
    return f"- `{name}: {kind}`" + (f": {text}" if text else "")


PAGES = {"commands.md": commands, "python.md": python}

if __name__ == "__main__":
    for page, made in PAGES.items():
        (Path(sys.argv[1]) if len(sys.argv) > 1 else HERE).joinpath(page).write_text(made(), "utf-8")
