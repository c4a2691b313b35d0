# SPDX-License-Identifier: Apache-2.0
"""Who acts, and for which body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from machikata.domain.text import Text

ALL_BODIES = "*"


class Role(StrEnum):
    """What a person may do. An OFFICER works on the own body; a SECRETARIAT forms groups and compares; a READER only looks; an APPROVER
    decides what was proposed; an AUDITOR reads and checks the audit trail.
    """

    READER = "reader"
    OFFICER = "officer"
    SECRETARIAT = "secretariat"
    APPROVER = "approver"
    AUDITOR = "auditor"

    @property
    def label(self) -> Text:
        """閲覧者, 担当者, 事務局, 決裁者, 監査."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.READER: Text("閲覧者", "Reader"),
    Role.OFFICER: Text("担当者", "Officer"),
    Role.SECRETARIAT: Text("事務局", "Secretariat"),
    Role.APPROVER: Text("決裁者", "Approver"),
    Role.AUDITOR: Text("監査", "Auditor"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for a body (`body` is its code, or `ALL_BODIES` for the embedded default's local officer).

    `person` is the id of a named person, "" for somebody unnamed. `authenticated`: whether a sign-in has proven who it is; until an
    installation has one, named persons are switched by hand, and every record says so.
    """

    name: str
    body: str
    roles: frozenset[Role]
    person: str = ""
    authenticated: bool = False

    @property
    def named(self) -> bool:
        """Whether this is a named person, who alone may sign."""
        return self.person != ""

    def owns(self, owner: str) -> bool:
        """Whether what belongs to `owner` (a body code or group id) is this actor's own."""
        return self.body in (ALL_BODIES, owner)

    def may(self, role: Role) -> bool:
        """Whether the actor has `role`."""
        return role in self.roles


@dataclass(frozen=True, slots=True)
class Person:
    """A named local person. Never forgotten: after `removed_at` nobody may act as this person, but records still say the name."""

    id: str
    name: str
    body: str
    roles: frozenset[Role]
    saved_at: datetime
    removed_at: datetime | None = None

    def actor(self) -> Actor:
        """The person acting, switched by hand and therefore not authenticated."""
        return Actor(self.name, self.body, self.roles, person=self.id)


LOCAL_OFFICER = Actor("local officer", ALL_BODIES, frozenset(Role))
"""The embedded default: one unnamed person on one machine, no sign-in. Prepares everything and signs nothing."""
