# SPDX-License-Identifier: Apache-2.0
"""Plain values of a YAML file made into frozen dataclasses, strictly: an unknown key, a wrong type or half a text is a problem."""

from __future__ import annotations

import types
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import yaml

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

_CORRECT = Text("ファイルを直してください", "correct the file")
_hints = cache(get_type_hints)


class _Once(yaml.SafeLoader):
    """YAML lets the last of two equal keys win in silence, and a fact would be lost; this one refuses them."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key in sorted({k for k in keys if keys.count(k) > 1}):
            place = Place(file=self.name, row=node.start_mark.line + 1, column=key)
            raise InputRefused(
                [Problem("fact-twice", Text("同じ項目が2つあります", "a key stands twice"), _CORRECT, place)]
            )
        return super().construct_mapping(node, deep=deep)


def load_yaml(text: str, *, file: str) -> Any:
    """The plain values of a YAML text, called `file` in errors.

    Raises:
        InputRefused: a key stands twice in one group.
    """
    loader = _Once(text)
    loader.name = file
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


@dataclass(slots=True)
class Strictly:
    """Builds values out of `file` and keeps every problem, so that all of them are told at once."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def complain(self, code: str, at: str, what: Text, value: object = "") -> None:
        """Note a problem at the key path `at`."""
        self.problems.append(Problem(code, what, _CORRECT, Place(file=self.file, column=at, value=str(value))))

    def build(self, kind: Any, plain: object, at: str) -> Any:
        """`plain` as a value of `kind`; None after a problem."""
        if kind is Text:
            return self._text(plain, at)
        if get_origin(kind) in (Union, types.UnionType):
            wanted = next(k for k in get_args(kind) if k is not types.NoneType)
            return None if plain is None else self.build(wanted, plain, at)
        if get_origin(kind) is tuple:
            return self._several(get_args(kind)[0], plain, at)
        if is_dataclass(kind):
            return self._dataclass(kind, plain, at)
        if issubclass(kind, StrEnum):
            return self._choice(kind, plain, at)
        return self._plain(kind, plain, at)

    def _text(self, plain: object, at: str) -> Text | None:
        if isinstance(plain, dict) and set(plain) == {"ja", "en"} and all(_worded(v) for v in plain.values()):
            return Text(plain["ja"], plain["en"])
        self.complain("fact-text", at, Text("日本語と英語の両方が要ります", "needs Japanese and English, both"), plain)
        return None

    def _several(self, kind: Any, plain: object, at: str) -> tuple[Any, ...]:
        if not isinstance(plain, list):
            self.complain("fact-type", at, Text("並びではありません", "is no list"), plain)
            return ()
        names = [item["id"] if isinstance(item, dict) and "id" in item else n for n, item in enumerate(plain, start=1)]
        return tuple(self.build(kind, item, _within(at, name)) for name, item in zip(names, plain, strict=True))

    def _dataclass(self, kind: Any, plain: object, at: str) -> Any:
        if not isinstance(plain, dict):
            self.complain("fact-type", at, Text("項目の組ではありません", "is no group of keys"), plain)
            return None
        known = {f.name: f for f in fields(kind)}
        for key in plain.keys() - known.keys():
            self.complain("fact-unknown-key", _within(at, key), Text("知らない項目です", "unknown key"))
        missing = [n for n, f in known.items() if n not in plain and f.default is MISSING]
        for name in missing:
            self.complain(
                "fact-missing", _within(at, name), Text("必要な項目がありません", "a required key is missing")
            )
        found = len(self.problems)
        values = {n: self.build(_hints(kind)[n], plain[n], _within(at, n)) for n in known if n in plain}
        return kind(**values) if not missing and found == len(self.problems) else None

    def _choice(self, kind: type[StrEnum], plain: object, at: str) -> StrEnum | None:
        if isinstance(plain, str) and plain in set(kind):
            return kind(plain)
        choices = ", ".join(kind)
        self.complain("fact-choice", at, Text(f"次のどれかです：{choices}", f"must be one of {choices}"), plain)
        return None

    def _plain(self, kind: type, plain: object, at: str) -> object:
        if kind is float and type(plain) is int:
            return float(plain)
        if type(plain) is kind and (kind is not str or plain == str(plain).strip()):
            return plain
        self.complain("fact-type", at, Text(f"{kind.__name__}ではありません", f"is no {kind.__name__}"), plain)
        return None


def _worded(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _within(at: str, name: object) -> str:
    """The key path of a part. Cases stand by their own id, not under the list that holds them."""
    return f"{at} {name}" if at and at != "cases" else str(name)
