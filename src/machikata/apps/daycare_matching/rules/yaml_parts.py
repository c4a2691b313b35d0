# SPDX-License-Identifier: Apache-2.0
"""Reads a YAML file piece by piece and collects every problem with its line and its path, so that a clerk can mend all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

import yaml
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from machikata.apps.daycare_matching.rules.codes import plain_code
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

LARGEST = 200_000
"""Bytes of a file of rules."""

DEEPEST = 30
"""Levels of brackets, or of list marks in one line: the parser takes very long over many."""

E = TypeVar("E", bound=StrEnum)

_LOOK = Text(
    "同梱の規則ファイルの同じ場所を見てください", "compare the same place in one of the rule files that come along"
)


@dataclass(slots=True)
class Problems:
    """What is wrong with one file."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, code: str, what: Text, remedy: Text, *, path: str, node: Node | None = None) -> None:
        """One problem; its place is the line of the file, its `path` opens the sentence."""
        where = Text(f"「{path}」", f"“{path}”: ") if path else Text("", "")
        row = node.start_mark.line + 1 if node is not None else None
        value = str(node.value)[:40] if isinstance(node, ScalarNode) else ""
        self.found.append(Problem(code, where + what, remedy, Place(file=self.file, row=row, value=value)))


def open_yaml(text: bytes, problems: Problems) -> Part:
    """The whole file.

    Raises:
        InputRefused: it is no YAML, too large, or uses anchors and references (which can make a small file endless).
    """
    try:
        root = _composed(text)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        reason = " ".join(str(getattr(error, "problem", None) or error).split())[:200] or type(error).__name__
        raise InputRefused([_not_yaml(problems.file, reason, None if line is None else line + 1)]) from error
    if root is None:
        raise InputRefused([_not_yaml(problems.file, "the file is empty", None)])
    return Part(root, "", problems)


def _composed(text: bytes) -> Node | None:
    if len(text) > LARGEST:
        raise yaml.YAMLError(f"more than {LARGEST:,} bytes")
    written = text.decode("utf-8-sig")
    if _depth(written) > DEEPEST:
        raise yaml.YAMLError(f"more than {DEEPEST} levels")
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(written, Loader=yaml.SafeLoader)):
        raise yaml.YAMLError("references (*name)")
    root: Node | None = yaml.compose(written, Loader=yaml.SafeLoader)
    return root


def _depth(written: str) -> int:
    deepest = depth = 0
    for mark in re.findall(r"[\[\]{}]", written):
        depth = max(0, depth + (1 if mark in "[{" else -1))
        deepest = max(deepest, depth)
    in_one_line = (len(re.findall(r"(?:^|\s)[-?:](?=\s|$)", line)) for line in written.splitlines())
    return max([deepest, *in_one_line])


def _not_yaml(file: str, reason: str, row: int | None) -> Problem:
    return Problem(
        "rules-not-yaml",
        Text(f"YAMLとして読めません（{reason}）", f"cannot be read as YAML ({reason})"),
        Text(
            "UTF-8で保存し、字下げと「:」の後の空白を確かめてください",
            "save as UTF-8, check the indents and the space after “:”",
        ),
        Place(file=file, row=row),
    )


class Part:
    """A mapping of the file. Every key that is asked for counts as known; `close` reports the others."""

    def __init__(self, node: Node, path: str, problems: Problems) -> None:
        self.node, self.path, self.problems = node, path, problems
        self.values: dict[str, Node] = {}
        self._asked: set[str] = set()
        if not isinstance(node, MappingNode):
            self.wrong(Text("ここには「項目: 値」の並びが要ります", "key: value pairs are needed here"))
            return
        for key, value in node.value:
            name = str(key.value)
            if name in self.values:
                what = Text(f"「{name}」が2回あります", f"“{name}” stands twice")
                self.problem("rules-key-twice", what, Text("1つにしてください", "keep one"), node=key)
            self.values[name] = value

    def problem(self, code: str, what: Text, remedy: Text = _LOOK, *, key: str = "", node: Node | None = None) -> None:
        """Something is wrong here, or with the value of `key`."""
        at = node or self.values.get(key, self.node)
        self.problems.add(code, what, remedy, path=self.at(key) if key else self.path, node=at)

    def wrong(self, what: Text, key: str = "") -> None:
        """A value of the wrong kind."""
        self.problem("rules-wrong-type", what, key=key)

    def at(self, key: str) -> str:
        """The path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        self._asked.add(key)
        node = self.values.get(key)
        return node is not None and not (isinstance(node, ScalarNode) and node.tag.endswith(":null"))

    def node_of(self, key: str) -> Node | None:
        """The value of a key that must be there."""
        self._asked.add(key)
        if key not in self.values:
            self.problem("rules-missing", Text(f"「{key}」がありません", f"“{key}” is missing"))
            return None
        return self.values[key]

    def close(self) -> None:
        """Reports the keys that nobody asked for."""
        for key in self.values.keys() - self._asked:
            what = Text("知らない項目です", "unknown key")
            remedy = Text(
                f"使える項目：{'、'.join(sorted(self._asked))}", f"the keys here are: {', '.join(sorted(self._asked))}"
            )
            self.problem("rules-unknown-key", what, remedy, key=key)

    def part(self, key: str) -> Part | None:
        """A mapping inside."""
        node = self.node_of(key)
        return None if node is None else Part(node, self.at(key), self.problems)

    def parts(self, key: str, *, may_be_missing: bool = False) -> list[Part]:
        """A list of mappings."""
        return [Part(node, path, self.problems) for node, path in self._list(key, may_be_missing)]

    def strings(self, key: str, *, may_be_missing: bool = False) -> tuple[str, ...]:
        """A list of codes or words."""
        found = [self._string(node, path) for node, path in self._list(key, may_be_missing)]
        return tuple(s for s in found if s)

    def nodes(self, key: str) -> list[tuple[Node, str]]:
        """A list of anything, each with its path."""
        return self._list(key, False)

    def _list(self, key: str, may_be_missing: bool) -> list[tuple[Node, str]]:
        if may_be_missing and not self.has(key):
            return []
        node = self.node_of(key)
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.wrong(Text("ここには並び（- または [ ]）が要ります", "a list is needed here"), key)
            return []
        return [(item, f"{self.at(key)}[{i + 1}]") for i, item in enumerate(node.value)]

    def _string(self, node: Node, path: str) -> str:
        if isinstance(node, ScalarNode) and node.value.strip():
            return plain_code(node.value)
        self.problems.add(
            "rules-wrong-type", Text("ここには文字が要ります", "a word is needed here"), _LOOK, path=path, node=node
        )
        return ""

    def string(self, key: str, default: str | None = None) -> str:
        """A word as it is written (012 stays 012); with `default` it may be missing."""
        if default is not None and not self.has(key):
            return default
        node = self.node_of(key)
        return "" if node is None else self._string(node, self.at(key))

    def text(self, key: str) -> Text:
        """A pair {ja, en}."""
        part = self.part(key)
        if part is None:
            return Text("", "")
        both = [str(n.value).strip() if isinstance(n := part.node_of(k), ScalarNode) else "" for k in ("ja", "en")]
        if not all(both):
            part.wrong(
                Text("日本語（ja）と英語（en）の両方が要ります", "both Japanese (ja) and English (en) are needed")
            )
        part.close()
        return Text(*both)

    def _scalar(self, key: str) -> object:
        node = self.node_of(key)
        if not isinstance(node, ScalarNode):
            return node
        try:
            found: object = SafeConstructor().construct_object(node)
        except ValueError:
            return node.value
        return found

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number; with `default` it may be missing."""
        if default is not None and not self.has(key):
            return default
        value = self._scalar(key)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 1_000_000:
            return value
        if value is not None or self.has(key) or key in self.values:
            self.wrong(
                Text("ここには整数（100万まで）が要ります", "a whole number (up to a million) is needed here"), key
            )
        return 0

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false; with `default` it may be missing."""
        if default is not None and not self.has(key):
            return default
        value = self._scalar(key)
        if isinstance(value, bool):
            return value
        if key in self.values:
            self.wrong(Text("ここにはtrueかfalseが要ります", "true or false is needed here"), key)
        return False

    def day(self, key: str) -> date:
        """A day as 2027-04-01."""
        value = self._scalar(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if key in self.values:
            self.wrong(Text("日付は2027-04-01のように書いてください", "write days like 2027-04-01"), key)
        return date(1970, 1, 1)

    def word(self, key: str, choices: type[E], default: E | None = None) -> E:
        """One of the words of `choices`; with `default` it may be missing."""
        first = next(iter(choices))
        if default is not None and not self.has(key):
            return default
        node = self.node_of(key)
        found = None if node is None else self.chosen(node, self.at(key), choices)
        return found if found is not None else first

    def words(self, key: str, choices: type[E]) -> tuple[E, ...]:
        """A list of words of `choices`."""
        found = (self.chosen(node, path, choices) for node, path in self._list(key, False))
        return tuple(f for f in found if f is not None)

    def chosen(self, node: Node, path: str, choices: Iterable[E]) -> E | None:
        """The word of `choices` that stands there."""
        all_choices = list(choices)
        if isinstance(node, ScalarNode):
            for choice in all_choices:
                if choice.value == node.value.strip():
                    return choice
        words = [choice.value for choice in all_choices]
        remedy = Text(f"使える言葉：{'、'.join(words)}", f"choose one of: {', '.join(words)}")
        what = Text("知らない言葉です", "an unknown word")
        self.problems.add("rules-unknown-word", what, remedy, path=path, node=node)
        return None
