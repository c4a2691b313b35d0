# SPDX-License-Identifier: Apache-2.0
"""A letter as a file that a person edits: what `digest show --json` has written, JSON or YAML, read back as what is to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from machikata.domain.digest import RecipientRole
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.workspace.digests import DigestEdit, ItemEdit

_MOST_BYTES: Final = 2_000_000
_TEXTS: Final = ("title", "opening", "closing", "sender_name")


def read_digest_edit(data: bytes, *, file_name: str) -> tuple[DigestEdit, int | None]:
    """What the file changes, and the version that its writer has seen (None where it does not say).

    The letter stands at the top or below `digest`. Parts that are missing stay as they are; of `items` those that are there stay, in the
    order of the file. What no person edits (days, state, pages) is passed over.

    Raises:
        InputRefused: it is no such file, or something in it cannot be read; all of it.
    """
    top = _document(data, file_name)
    reader = _Reader(file_name)
    letter = top.get("digest", top)
    if not isinstance(letter, dict):
        reader.refuse("digest", letter)
        letter = {}
    texts = {name: reader.both(letter[name], name) for name in _TEXTS if name in letter}
    edit = DigestEdit(
        **texts,
        site=reader.words(letter["site"], "site") if "site" in letter else None,
        classes=reader.listed(letter["classes"], "classes") if "classes" in letter else None,
        roles=reader.roles(letter["roles"]) if "roles" in letter else None,
        items=reader.items(letter["items"]) if "items" in letter else None,
    )
    version = top.get("version")
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        reader.refuse("version", version)
    if edit == DigestEdit() and not reader.problems:
        reader.refuse("", "")
    if reader.problems:
        raise InputRefused(reader.problems)
    return edit, version


def _document(data: bytes, file_name: str) -> Mapping[str, Any]:
    try:
        found = yaml.safe_load(data.decode("utf-8-sig")) if len(data) <= _MOST_BYTES else None
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError):
        found = None
    if isinstance(found, dict):
        return {str(k): v for k, v in found.items()}
    what = Text("JSONかYAMLの項目として読めません", "it cannot be read as items in JSON or YAML")
    raise InputRefused([Problem("digest-file", what, _REMEDY, Place(file=file_name))])


_REMEDY: Final = Text(
    "machikata digest show --json で書き出したものを直してください", "edit what machikata digest show --json writes"
)


@dataclass(slots=True)
class _Reader:
    """A document being read; `problems` grows."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, key: str, value: object) -> None:
        what = Text("総務大臣メールの項目として読めません", "this is no item of a letter")
        self.problems.append(
            Problem("digest-file-value", what, _REMEDY, Place(file=self.file, column=key, value=str(value)[:60]))
        )

    def words(self, value: object, key: str) -> str:
        if isinstance(value, str):
            return value
        if value is not None:
            self.refuse(key, value)
        return ""

    def both(self, value: object, key: str) -> Text:
        """A text in both languages; one that is given in one language alone is meant for both."""
        if isinstance(value, dict) and set(value) <= {"ja", "en"}:
            return Text(self.words(value.get("ja"), f"{key}.ja"), self.words(value.get("en"), f"{key}.en"))
        words = self.words(value, key)
        return Text(words, words)

    def listed(self, value: object, key: str) -> tuple[str, ...]:
        if isinstance(value, list):
            return tuple(self.words(v, key) for v in value)
        self.refuse(key, value)
        return ()

    def roles(self, value: object) -> tuple[RecipientRole, ...]:
        named = self.listed(value, "roles")
        for name in named:
            if name not in set(RecipientRole):
                self.refuse("roles", name)
        return tuple(RecipientRole(n) for n in named if n in set(RecipientRole))

    def items(self, value: object) -> tuple[ItemEdit, ...]:
        if not isinstance(value, list):
            self.refuse("items", value)
            return ()
        found = []
        for n, entry in enumerate(value, start=1):
            at = f"items[{n}]"
            if not isinstance(entry, dict) or not {"subject", "title"} <= set(entry):
                self.refuse(at, entry)
                continue
            subject = self.words(entry["subject"], f"{at}.subject")
            texts = (self.both(entry["title"], f"{at}.title"), self.both(entry.get("text", ""), f"{at}.text"))
            found.append(ItemEdit(subject, *texts))
        return tuple(found)
