# SPDX-License-Identifier: Apache-2.0
"""Who acts, and for which body."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ALL_BODIES = "*"


class Role(StrEnum):
    """What a person may do. An OFFICER works on the own body; a SECRETARIAT forms groups and compares; a READER only looks."""

    READER = "reader"
    OFFICER = "officer"
    SECRETARIAT = "secretariat"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for a body (`body` is its code, or `ALL_BODIES` for the embedded default's local officer)."""

    name: str
    body: str
    roles: frozenset[Role]

    def owns(self, owner: str) -> bool:
        """Whether what belongs to `owner` (a body code or group id) is this actor's own."""
        return self.body in (ALL_BODIES, owner)

    def may(self, role: Role) -> bool:
        """Whether the actor has `role`."""
        return role in self.roles


LOCAL_OFFICER = Actor("local officer", ALL_BODIES, frozenset(Role))
"""The embedded default: one person on one machine, no sign-in."""
