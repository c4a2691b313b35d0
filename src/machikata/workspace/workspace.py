# SPDX-License-Identifier: Apache-2.0
"""The workspace: the ports a use case works with, and the actor on whose behalf it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from machikata.automation.jobs import JobQueue
from machikata.automation.registry import Registry
from machikata.domain.actor import ALL_BODIES, Actor, Role
from machikata.domain.errors import NotAllowed, NotFound
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.records.store import EventStore
from machikata.workspace.library import Act, Library
from machikata.workspace.mail import Inbox, Outbox

DEMO_MARK = "demo.json"
"""The file that tells a demo's workspace, and what was played into it."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything of one installation, seen by one actor. Made by `machikata.open_workspace`.

    `secret` is the key of the pseudonyms; it never leaves the folder. `clock` gives the present with its zone.
    """

    folder: Path
    library: Library
    events: EventStore
    secret: bytes
    clock: Callable[[], datetime]
    actor: Actor
    outbox: Outbox | None = None
    """Where letters leave; None when no mail server was named."""
    audit_heads: Path | None = None
    """Where else the heads of the audit trail are kept; None when no other folder was named."""
    registry: Registry = field(default_factory=Registry)
    """The apps that are installed here."""
    queue: JobQueue | None = None
    """Where runs of apps wait and survive the program; it is started when the first one is wanted."""
    inbox: Inbox | None = None
    """Where answers to letters arrive; None when no mailbox was named."""

    @property
    def demo(self) -> bool:
        """Whether the folder was filled by the demo: then nothing is ever sent."""
        return (self.folder / DEMO_MARK).exists()

    def acting_as(self, actor: Actor) -> Workspace:
        """The same workspace for another person."""
        return replace(self, actor=actor)

    def require(self, role: Role, *, owner: str) -> None:
        """Refuse what the actor may not do to what belongs to `owner`.

        Raises:
            NotAllowed: when the role is missing or the property is another body's.
        """
        if self.actor.may(role) and self.actor.owns(owner):
            return
        whose = Text("全団体", "all bodies") if owner == ALL_BODIES else Text(owner, owner)
        raise NotAllowed(
            Text(
                f"{self.actor.name} さんは、{whose.ja} のものにこの操作はできません",
                f"{self.actor.name} may not do this to what belongs to {whose.en}",
            ),
            remedy=Text("その役割を持つ担当者に頼んでください", "ask somebody who has the role for it"),
        )

    def note(self, what: str, *, owner: str, details: Mapping[str, Any] | None = None) -> None:
        """Write one line into the journal."""
        self.library.add_act(self.act(what, owner=owner, details=details))

    def act(self, what: str, *, owner: str, details: Mapping[str, Any] | None = None) -> Act:
        """A line for the journal, for those methods of the library that write it together with what was done."""
        return Act(self.clock(), self.actor.name, owner, what, dict(details or {}))

    def body(self, code: str) -> Municipality:
        """The body with this code.

        Raises:
            NotFound: no such body.
        """
        found = self.library.body(code)
        if found is None:
            raise NotFound(
                Text(f"団体「{code}」はありません", f"there is no body “{code}”"),
                remedy=Text("団体の一覧から選んでください", "choose one from the list of bodies"),
            )
        return found

    def process(self, process_id: str) -> Process:
        """The process with this id.

        Raises:
            NotFound: no such process.
        """
        found = next((p for p in self.library.processes() if p.id == process_id), None)
        if found is None:
            raise NotFound(
                Text(f"業務「{process_id}」はありません", f"there is no process “{process_id}”"),
                remedy=Text("業務の一覧から選んでください", "choose one from the list of processes"),
            )
        return found
