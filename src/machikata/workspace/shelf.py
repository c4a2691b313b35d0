# SPDX-License-Identifier: Apache-2.0
"""`Shelf`: values of one kind that are kept in versions, for what is published, called for and written to the municipalities.

They lie where the documents of apps lie (`AppLibrary`), in a drawer of the workspace's own: versions, fingerprints and the rule that
nobody overwrites what he has not seen are the same, and so are proposals about them (`releases`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from machikata.automation.app.context import StoredDocument
from machikata.automation.canonical import canonical
from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.publication.document import from_document, to_document
from machikata.workspace.audit_trail import export_new_head, note_of
from machikata.workspace.workspace import Workspace

T = TypeVar("T")

DRAWER = "_workspace"
"""The name of the workspace's own drawer; no app can be called so."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """One version of a value; versions count from 1. `fingerprint` is what a proposal about this version carries."""

    id: str
    owner: str
    version: int
    at: datetime
    by: str
    fingerprint: str
    value: T


@dataclass(frozen=True, slots=True)
class Shelf(Generic[T]):
    """The values of type `kind` under `room` (`cases`, `calls` …). `name` is what one of them is called, in errors."""

    room: str
    kind: type[T]
    name: Text

    def key(self, value_id: str) -> str:
        """The key in the drawer, which is also the subject of proposals: `cases/…`."""
        return f"{self.room}/{value_id}"

    def next_id(self, ws: Workspace, owner: str) -> str:
        """An id for a new value of `owner`: its code and the next number. Two who ask at once get one id, and `found=0` parts them."""
        held = self.all(ws, owner=owner, under=f"{owner}-")
        numbers = (int(k.id.removeprefix(f"{owner}-")) for k in held if k.id.removeprefix(f"{owner}-").isdecimal())
        return f"{owner}-{max(numbers, default=0) + 1}"

    def put(
        self,
        ws: Workspace,
        value_id: str,
        value: T,
        *,
        owner: str,
        did: str,
        found: int | None = None,
        role: Role = Role.OFFICER,
    ) -> Kept[T]:
        """Keep a new version and note `did` in the audit trail, in one step.

        `found` is the version that the person has seen (0: there was none), None to append whatever has come since.

        Raises:
            InputRefused: another version has come since.
            NotAllowed: the actor has not `role` for `owner`.
        """
        ws.require(role, owner=owner)
        plain = json.loads(canonical(to_document(value)))
        new = StoredDocument(self.key(value_id), 0, plain, ws.clock(), ws.actor.name)
        note = note_of(ws, did, owner=owner, details={"subject": new.key, "fingerprint": new.fingerprint})
        kept = ws.library.put_app_document(new, app=DRAWER, owner=owner, found=found, note=note)
        if kept is None:
            raise InputRefused([_changed(self.name, value_id)])
        export_new_head(ws)
        return self._kept(owner, kept)

    def find(self, ws: Workspace, value_id: str, *, owner: str | None = None) -> Kept[T] | None:
        """The newest version, of whichever owner when none is named; None when there is none."""
        held = ws.library.newest_app_documents(app=DRAWER, owner=owner, key=self.key(value_id))
        return self._kept(*held[0]) if held else None

    def get(self, ws: Workspace, value_id: str, *, owner: str | None = None) -> Kept[T]:
        """The newest version.

        Raises:
            NotFound: there is none.
        """
        found = self.find(ws, value_id, owner=owner)
        if found is None:
            raise NotFound(
                Text(f"{self.name.ja}「{value_id}」はありません", f"there is no {self.name.en} “{value_id}”"),
                remedy=Text("一覧から選んでください", "choose one from the list"),
            )
        return found

    def all(self, ws: Workspace, *, owner: str | None = None, under: str = "") -> tuple[Kept[T], ...]:
        """The newest version of each, by id; with `under`, of those whose id begins so. Nobody's right to see is asked here."""
        held = ws.library.newest_app_documents(app=DRAWER, owner=owner, prefix=self.key(under))
        return tuple(self._kept(*found) for found in held)

    def history(self, ws: Workspace, value_id: str, *, owner: str) -> tuple[Kept[T], ...]:
        """Every version, oldest first."""
        held = ws.library.app_document_history(self.key(value_id), app=DRAWER, owner=owner)
        return tuple(self._kept(owner, found) for found in held)

    def forget(self, ws: Workspace, value_id: str, *, owner: str, did: str, before: int | None = None) -> int:
        """Delete every version of a value, with `before` only those with a smaller number; says how many. For personal data alone: it
        cannot be undone. The audit trail says that it was done, with the id.

        Raises:
            NotAllowed: the actor is no officer of `owner`.
        """
        ws.require(Role.OFFICER, owner=owner)
        note = note_of(ws, did, owner=owner, details={"subject": self.key(value_id)})
        gone = ws.library.forget_app_document(self.key(value_id), app=DRAWER, owner=owner, note=note, before=before)
        export_new_head(ws)
        return gone

    def _kept(self, owner: str, held: StoredDocument) -> Kept[T]:
        document: Any = dict(held.document)
        value = from_document(self.kind, document)
        return Kept(held.key.partition("/")[2], owner, held.version, held.at, held.by, held.fingerprint, value)


def _changed(name: Text, value_id: str) -> Problem:
    return Problem(
        "shelf-version",
        Text(
            f"この{name.ja}は、開いたあとにほかの人が直しています",
            f"somebody has changed this {name.en} since you opened it",
        ),
        Text("開き直して、内容を確かめてから直してください", "open it anew and look before you change it"),
        Place(value=value_id),
    )
