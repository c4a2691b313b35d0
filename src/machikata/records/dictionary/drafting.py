# SPDX-License-Identifier: Apache-2.0
"""A first dictionary for a process that has none: concepts drawn from the names that bodies use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from machikata.domain.process import Concept
from machikata.domain.text import Text
from machikata.records.dictionary.likeness import likeness, word_weights
from machikata.records.dictionary.spelling import core
from machikata.records.dictionary.values import LabelUse

ALIKE: Final = 0.65
"""Likeness from which a name waits as a proposal for an earlier concept instead of founding its own (measured, see decisions)."""


@dataclass(frozen=True, slots=True)
class _Name:
    """All labels with one core: the most used one stands for them."""

    core: str
    label: str
    bodies: frozenset[str]
    events: int


def draft_concepts(uses: Iterable[LabelUse]) -> tuple[Concept, ...]:
    """Concepts for labels without a dictionary, sorted by id; the id is the core of the label, the label the most used form.

    Names that many bodies use come first. A name founds a concept unless it is alike to one that stands already and none of its
    bodies uses that one too: one body seldom has two names for one thing. What is held back meets the concept in `propose`.
    """
    names = _names(list(uses))
    weights = word_weights(n.label for n in names)
    founded: list[_Name] = []
    for name in sorted(names, key=lambda n: (-len(n.bodies), -n.events, n.core)):
        if not any(not (name.bodies & f.bodies) and likeness(name.label, f.label, weights) >= ALIKE for f in founded):
            founded.append(name)
    return tuple(sorted((Concept(n.core, Text(n.label, n.label)) for n in founded), key=lambda c: c.id))


def _names(uses: list[LabelUse]) -> list[_Name]:
    grouped: dict[str, list[LabelUse]] = {}
    for use in uses:
        grouped.setdefault(core(use.label), []).append(use)
    return [_name(key, members) for key, members in sorted(grouped.items())]


def _name(key: str, uses: list[LabelUse]) -> _Name:
    events: dict[str, int] = {}
    for use in uses:
        events[use.label] = events.get(use.label, 0) + use.events
    label = min(events, key=lambda text: (-events[text], text))
    return _Name(key, label, frozenset(u.body for u in uses), sum(events.values()))
