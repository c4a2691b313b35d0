# SPDX-License-Identifier: Apache-2.0
"""What persons decided about names. Decisions are only ever added; the newest one on a name holds, and an undo is one more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """What a person decided about an activity name."""

    SAME = "same"
    OWN = "own"
    """The activity has no counterpart: it stays the body's own."""
    UNDONE = "undone"


class Decision(Protocol):
    """What this room needs of a decision; `workspace` keeps more (who, when)."""

    @property
    def owner(self) -> str:
        """The body."""
        ...

    @property
    def activity(self) -> str:
        """The activity as the body's log names it: its code, or its label where it has none."""
        ...

    @property
    def concept(self) -> str:
        """The concept of a SAME."""
        ...

    @property
    def verdict(self) -> str:
        """A `Verdict`."""
        ...


@dataclass(frozen=True, slots=True)
class DecidedNames:
    """The state after all decisions. Keys are (body, activity)."""

    same: Mapping[tuple[str, str], str]
    """The concept a person gave."""
    own: frozenset[tuple[str, str]]
    """Names that a person left to their body."""

    def settled(self, body: str, activity: str) -> bool:
        """Whether a decision on this name holds."""
        return (body, activity) in self.same or (body, activity) in self.own


def apply_decisions(decisions: Iterable[Decision]) -> DecidedNames:
    """Oldest first; the newest decision on a (body, activity) holds, and an undone name is open again."""
    newest = {(d.owner, d.activity): d for d in decisions}
    return DecidedNames(
        same={key: d.concept for key, d in sorted(newest.items()) if d.verdict == Verdict.SAME},
        own=frozenset(key for key, d in newest.items() if d.verdict == Verdict.OWN),
    )
