# SPDX-License-Identifier: Apache-2.0
"""The 30 checks of machine readability of administrative data (decided 2026-03-31), from a dated file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from machikata.domain.text import Text
from machikata.rules.loading import newest_edition, text_of


class Applies(StrEnum):
    """To which files a check applies."""

    BOTH = "both"
    EXCEL = "excel"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Check:
    """One of the 30 checks. `id` is level and number ("1-01"); `penalty` the points that a failure costs the level's 100, None = all.

    `our_reading`: the rule leaves open how a machine may judge, and this is how we read it.
    """

    id: str
    level: int
    title: Text
    looks_at: Text
    penalty: int | None
    applies: Applies
    our_reading: bool

    @property
    def name(self) -> str:
        """As the rule writes it: L1-01."""
        return f"L{self.id}"


@dataclass(frozen=True, slots=True)
class MachineReadability:
    """The checks in their order, the score (points) of a level where nothing fails, and the source."""

    checks: tuple[Check, ...]
    full_score: int
    source: Text

    def check(self, id: str) -> Check:  # noqa: A002  the rule's own word
        """The check with this id.

        >>> machine_readability().check("2-01").title.en
        'Numbers are numeric'
        """
        return next(c for c in self.checks if c.id == id)


@cache
def machine_readability() -> MachineReadability:
    """The checks of the newest edition: a table is made now, whatever the time it is about."""
    edition = newest_edition("machine_readability")
    checks = tuple(_check(entry) for entry in edition["checks"])
    return MachineReadability(checks, int(edition["full_score"]), text_of(edition["source"]))


def _check(entry: dict[str, Any]) -> Check:
    name, penalty = str(entry["id"]), entry["penalty"]
    return Check(
        id=name,
        level=int(name[0]),
        title=text_of(entry["title"]),
        looks_at=text_of(entry["looks_at"]),
        penalty=None if penalty is None else int(penalty),
        applies=Applies(entry["files"]),
        our_reading=bool(entry["our_reading"]),
    )
