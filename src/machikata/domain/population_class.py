# SPDX-License-Identifier: Apache-2.0
"""Peer groups: 類似団体 class, population band, or a group chosen by hand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.text import Text


@dataclass(frozen=True, slots=True, order=True)
class PopulationClass:
    """A 類似団体 class as the ministry writes it, e.g. 都市Ⅱ-3 or 町村Ⅰ-2, or one of the classes kept apart."""

    label: str
    as_of: str
    """The year whose rules gave the class, e.g. '2022'."""


class PeerGroupKind(StrEnum):
    """How the members were chosen."""

    CLASS = "class"
    BAND = "band"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Bodies that are compared with one another. `members` are body codes in a fixed order."""

    id: str
    name: Text
    kind: PeerGroupKind
    members: tuple[str, ...]
    reason: Text = Text("", "")
