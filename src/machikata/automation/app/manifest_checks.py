# SPDX-License-Identifier: Apache-2.0
"""What a manifest must hold: names that stand in addresses and commands, words in both languages, commands that can be called."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, get_type_hints

from machikata.automation.app.manifest import AppCommand, AppPage, Authority, Manifest
from machikata.automation.app.names import KEBAB, LONGEST_NAME, RESERVED_FIELDS, is_page_path
from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text

OPTION_TYPES: Final = (str, int, float, bool, Path)
_VERSION: Final = re.compile(r"\d+(\.\d+)*([a-z0-9.+-]*)")
_NAME: Final = re.compile(r"[A-Za-z][\w.-]{0,59}")
_JAPANESE: Final = re.compile(r"[぀-ヿ㐀-鿿]")
MOST_INPUTS: Final = 20
"""As many files as one form of the site takes."""
TAKEN_OPTIONS: Final = frozenset({"body", "out", "common", "lang", "json", "workspace", "person", "help"})
"""Options that every command has."""
TAKEN_IDS: Final = frozenset(
    {"list", "enable", "disable", "check", "run", "runs", "show", "files", "stop", "decide", "compare"}
)


def manifest_problems(manifest: Manifest) -> tuple[Problem, ...]:
    """Everything that keeps an app with this manifest from being offered; the place names the part."""
    return (
        *_names(manifest),
        *_titles(manifest),
        *_inputs(manifest),
        *_options(manifest),
        *(p for page in manifest.pages for p in _page(page)),
        *(p for command in manifest.commands for p in command_problems(command)),
        *_twice("page", ((p.of_run, p.path) for p in manifest.pages)),
        *_twice("command", (c.name for c in manifest.commands)),
        *_signatures(manifest),
    )


def command_problems(command: AppCommand) -> Iterator[Problem]:
    """Why a command cannot be mounted."""
    where = f"command {command.name}"
    if not KEBAB.fullmatch(command.name):
        yield _wrong(where, Text("この名前のコマンドは置けません", "a command cannot have this name"))
    yield from _said(command.help, where)
    parameters = list(inspect.signature(command.run).parameters.values())
    if not parameters or parameters[0].kind not in (
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
    ):
        yield _wrong(where, Text("最初の引数がコンテキストではありません", "its first parameter is not the context"))
    hints = option_types(command.run)
    for name in sorted(TAKEN_OPTIONS.intersection(p.name for p in parameters[1:])):
        yield _wrong(where, Text(f"引数の名前「{name}」は使えません", f"no parameter may be named “{name}”"))
    for parameter in parameters[1:]:
        if parameter.kind is not parameter.KEYWORD_ONLY or hints.get(parameter.name) not in OPTION_TYPES:
            yield _wrong(where, Text(
                "引数は、名前で渡す str・int・float・bool・Path でなければなりません",
                "its parameters must be keyword-only and str, int, float, bool or Path",
            ))  # fmt: skip


def option_types(run: Callable[..., Any]) -> dict[str, Any]:
    """The types of a command's parameters; {} where they cannot be told."""
    try:
        return get_type_hints(run)
    except (NameError, TypeError):
        return {}


def _names(m: Manifest) -> Iterator[Problem]:
    if not KEBAB.fullmatch(m.id) or len(m.id) > LONGEST_NAME or m.id in TAKEN_IDS:
        yield _wrong(
            "id", Text(f"アプリの名前に使えない形です（{m.id}）", f"the id is not kebab-case, or taken ({m.id})")
        )
    if not _VERSION.fullmatch(m.version) or len(m.version) > LONGEST_NAME:
        yield _wrong(
            "version", Text(f"版が番号ではありません（{m.version}）", f"the version is no number ({m.version})")
        )
    if not KEBAB.fullmatch(m.task):
        yield _wrong("task", Text(f"仕事の名前に使えない形です（{m.task}）", f"the task is not kebab-case ({m.task})"))


def _titles(m: Manifest) -> Iterator[Problem]:
    yield from _said(m.title, "title")
    yield from _said(m.summary, "summary")
    if _JAPANESE.search(m.title.en):
        yield _wrong("title", Text("英語の名前に日本語があります", "the English title holds Japanese"))
    if m.price is not None:
        yield from _said(m.price.source, "price")
        if not m.price.yen >= 0:
            yield _wrong("price", Text("値段が0円より小さくなっています", "the price is below 0 yen"))


def _inputs(m: Manifest) -> Iterator[Problem]:
    if not m.inputs:
        yield _wrong("inputs", Text("受け取るファイルがありません", "it takes no file"))
    if len(m.inputs) > MOST_INPUTS:
        yield _wrong("inputs", Text(f"ファイルは{MOST_INPUTS}個までです", f"it takes more than {MOST_INPUTS} files"))
    yield from _twice("input", (i.name for i in m.inputs))
    for file in m.inputs:
        where = f"input {file.name}"
        yield from _field_name(file.name, where)
        yield from _said(file.title, where)
        yield from _said(file.help, where)
        yield from _twice(f"{where}, column", (c.name for c in file.columns))
        for column in file.columns:
            yield from _said(column.help, f"{where}, column {column.name}")


def _options(m: Manifest) -> Iterator[Problem]:
    yield from _twice("option", [*(o.name for o in m.options), *(i.name for i in m.inputs)])
    for option in m.options:
        where = f"option {option.name}"
        yield from _field_name(option.name, where)
        yield from _said(option.title, where)
        yield from _said(option.help, where)
        yield from _twice(f"{where}, choice", (c.value for c in option.choices))
        for choice in option.choices:
            yield from _said(choice.title, where)
        if option.choices and not option.more and option.default not in {c.value for c in option.choices}:
            yield _wrong(where, Text("はじめの値が選択肢にありません", "its default is none of its choices"))


def _page(page: AppPage) -> Iterator[Problem]:
    where = f"page {page.path}"
    if not is_page_path(page.path):
        yield _wrong(where, Text("この場所には画面を置けません", "a page cannot have this path"))
    yield from _said(page.title, where)


def _signatures(m: Manifest) -> Iterator[Problem]:
    least = 0 if m.authority is Authority.SUGGESTS else 2
    if m.signatures < least:
        yield _wrong("signatures", Text(
            "結果が効力をもつアプリには、2人以上の署名が要ります", "an app whose outcome holds needs two signatures or more"
        ))  # fmt: skip


def _field_name(name: str, where: str) -> Iterator[Problem]:
    if not _NAME.fullmatch(name) or name in RESERVED_FIELDS:
        yield _wrong(where, Text("この名前は使えません", "this name cannot be used"))


def _twice(what: str, names: Iterable[object]) -> Iterator[Problem]:
    seen: set[object] = set()
    for name in names:
        if name in seen:
            yield _wrong(f"{what} {name}", Text("同じ名前が2つあります", "there are two of one name"))
        seen.add(name)


def _said(text: object, where: str) -> Iterator[Problem]:
    if not isinstance(text, Text) or not text.ja.strip() or not text.en.strip():
        yield _wrong(where, Text("日本語か英語の言葉がありません", "words are missing in Japanese or English"))


def _wrong(where: str, what: Text) -> Problem:
    remedy = Text("アプリの作り手に知らせてください", "tell the maker of the app")
    return Problem("manifest", what, remedy, Place(value=where))
