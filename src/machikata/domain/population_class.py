# SPDX-License-Identifier: Apache-2.0
"""Peer groups: 類似団体 class, population band, or a group chosen by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.municipality import Municipality
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

    @property
    def size(self) -> int:
        """Number of members."""
        return len(self.members)


_ASCII = str.maketrans({"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "Ⅳ": "4", "Ⅴ": "5"})
_PARTS = {
    "都市": "city",
    "町村": "town",
    "政令指定都市": "designated-city",
    "特別区": "special-ward",
    "中核市": "core-city",
    "施行時特例市": "former-special-city",
}


def class_id(wanted: PopulationClass) -> str:
    """An id for addresses: ASCII, with the year of the rules.

    >>> class_id(PopulationClass("都市Ⅱ-3", "2022"))
    'class-2022-city-2-3'
    """
    label = wanted.label
    slug = _PARTS.get(label) or f"{_PARTS[label[:2]]}-{label[2:].translate(_ASCII)}"
    return f"class-{wanted.as_of}-{slug}"


def class_group(classes: Mapping[str, PopulationClass | None], wanted: PopulationClass) -> PeerGroup:
    """The bodies (code → class) that are in the class `wanted`, in order of their codes."""
    members = tuple(sorted(code for code, found in classes.items() if found == wanted))
    name = Text(f"{wanted.label}（{wanted.as_of}年度の区分）", f"{wanted.label} (classes of {wanted.as_of})")
    reason = Text("類似団体の区分が同じ団体です", "bodies of the same class of similar bodies")
    return PeerGroup(class_id(wanted), name, PeerGroupKind.CLASS, members, reason)


def band_group(bodies: Iterable[Municipality], *, at_least: int, below: int) -> PeerGroup:
    """The bodies with a population from `at_least` up to, not including, `below`; bodies without a known population are left out."""
    members = sorted(b.code for b in bodies if b.population is not None and at_least <= b.population < below)
    name = Text(f"人口{at_least:,}人以上{below:,}人未満", f"population {at_least:,} to under {below:,}")
    reason = Text("人口が近い団体です", "bodies of similar population")
    return PeerGroup(f"band-{at_least}-{below}", name, PeerGroupKind.BAND, tuple(members), reason)


def hand_group(group_id: str, name: Text, members: Iterable[str], *, reason: Text) -> PeerGroup:
    """A group a person chose, with the person's reason; the order given is kept, doubles are dropped."""
    return PeerGroup(group_id, name, PeerGroupKind.HAND, tuple(dict.fromkeys(members)), reason)
