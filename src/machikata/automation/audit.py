# SPDX-License-Identifier: Apache-2.0
"""The audit trail: a chain of entries, each of which seals the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditNote:
    """What shall be recorded. `by` is the name of who did it, `person` the id ("" for somebody unnamed), `what` a kebab-case word.

    `details` are ids, counts, hashes and versions; never what a resident has told, nor a resident's name or number.
    """

    at: datetime
    by: str
    person: str
    authenticated: bool
    owner: str
    what: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A note in its place in the chain: `number` counts from 1, `previous` is the hash before it, `hash` seals both."""

    number: int
    note: AuditNote
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry as it stands in the database, for the check: what was sealed, word for word (`text`), and the seal (`hash`)."""

    number: int
    text: str
    hash: str
