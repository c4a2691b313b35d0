# SPDX-License-Identifier: Apache-2.0
"""`Drawer`: what an app keeps for one owner. Named by app and owner, so that no key and no fingerprint reaches into another one."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from machikata.automation.app.context import StoredDocument
from machikata.automation.app.outcome_checks import LARGEST_FILE
from machikata.automation.canonical import canonical
from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.workspace.workspace import Workspace

LONGEST_KEY = 200
LARGEST_DOCUMENT = 50_000_000
"""Characters of JSON; larger things are files."""


@dataclass(frozen=True, slots=True)
class Drawer:
    """The `AppStore` of one app and owner. Officers of the body write, readers read."""

    ws: Workspace
    app: str
    owner: str

    def put(self, key: str, document: Mapping[str, Any], *, found: int | None = None) -> StoredDocument:
        self.ws.require(Role.OFFICER, owner=self.owner)
        if problems := tuple(_problems(key, document)):
            raise InputRefused(problems)
        plain = json.loads(canonical(dict(document)))  # what is given back is what will be read later
        new = StoredDocument(key, 0, plain, self.ws.clock(), self.ws.actor.name)
        kept = self.ws.library.put_app_document(new, app=self.app, owner=self.owner, found=found)
        if kept is None:
            raise InputRefused([_changed(key)])
        return kept

    def get(self, key: str, *, version: int | None = None) -> StoredDocument | None:
        return self.ws.library.app_document(key, app=self.app, owner=self.owner, version=version)

    def keys(self, prefix: str = "") -> tuple[str, ...]:
        return self.ws.library.app_document_keys(app=self.app, owner=self.owner, prefix=prefix)

    def history(self, key: str) -> tuple[StoredDocument, ...]:
        return self.ws.library.app_document_history(key, app=self.app, owner=self.owner)

    def put_file(self, name: str, data: bytes) -> str:
        self.ws.require(Role.OFFICER, owner=self.owner)
        if len(data) > LARGEST_FILE:
            raise InputRefused([_too_large(name)])
        return self.ws.library.put_app_file(data, app=self.app, owner=self.owner)

    def file(self, sha256: str) -> bytes | None:
        return self.ws.library.app_file(sha256, app=self.app, owner=self.owner)


def _problems(key: str, document: Mapping[str, Any]) -> Iterator[Problem]:
    if not key or len(key) > LONGEST_KEY or any(unicodedata.category(c) in {"Cc", "Cs"} for c in key):
        what = Text("保管の名前が使えません", "the key cannot be used")
        yield Problem("app-key", what, _TELL, Place(value=key[:80]))
    try:
        if len(canonical(dict(document))) > LARGEST_DOCUMENT:
            yield Problem("app-document", Text("文書が大きすぎます", "the document is too large"), _TELL)
    except (TypeError, ValueError, RecursionError) as error:
        yield Problem(
            "app-document", Text(f"JSONではありません（{error}）", f"it is no JSON document ({error})"), _TELL
        )


_TELL = Text("アプリの配布元に知らせてください", "tell whoever supplies the app")


def _changed(key: str) -> Problem:
    return Problem(
        "app-document-changed",
        Text("開いている間に、ほかの人が変更しました", "somebody else has changed it meanwhile"),
        Text("開き直して、変更をもう一度してください", "open it anew and make your change again"),
        Place(value=key[:80]),
    )


def _too_large(name: str) -> Problem:
    return Problem(
        "app-file",
        Text(
            f"ファイルが{LARGEST_FILE // 1_000_000}MBを超えています",
            f"the file is larger than {LARGEST_FILE // 1_000_000} MB",
        ),
        Text("分けてください", "split it"),
        Place(file=name[:80]),
    )
