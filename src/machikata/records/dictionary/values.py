# SPDX-License-Identifier: Apache-2.0
"""What goes into the dictionary and what comes out: names as bodies use them, and proposals for a person to decide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.text import Text

CONFIDENT = 0.9
"""From here on a proposal differs in spelling at most and may be accepted in bulk; below it each one wants a look."""


class Method(StrEnum):
    """How a name and a concept met. NONE: no counterpart was found."""

    EXACT = "exact"
    NORMALISED = "normalised"
    TOKEN = "token"  # noqa: S105  a way of comparing, no password
    NONE = "none"


@dataclass(frozen=True, slots=True)
class LabelUse:
    """One name as one body uses it: `label` is what people read, `activity` the key in the log (a code, or "" when the label
    is the key), `events` how often. `before` and `after` are the activities next to it in the body's own log with their counts;
    they help to recognise a name that shares no word with its concept, and may be left out.
    """

    body: str
    label: str
    activity: str = ""
    events: int = 0
    before: tuple[tuple[str, int], ...] = ()
    after: tuple[tuple[str, int], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What a decision is about: the body and the activity as the log names it."""
        return self.body, self.activity or self.label


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A concept that a name may stand for, with the confidence (0–1)."""

    concept: str
    confidence: float
    method: Method


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one name of one body. It stays a proposal until a person decides.

    `concept` is "" when nothing comes near. `confidence` (0–1): exact 1, spelling only at least `CONFIDENT`, meaning below it.
    `ambiguous`: the label stands for several codes, or several concepts fit equally well; never accepted in bulk.
    `alternatives` are the next candidates, nearest first.
    """

    body: str
    activity: str
    label: str
    concept: str
    method: Method
    confidence: float
    ambiguous: bool
    reasons: tuple[Text, ...]
    alternatives: tuple[Candidate, ...] = ()
    events: int = 0

    @property
    def confident(self) -> bool:
        """Whether the proposal may be accepted together with others; the rest wants one decision each."""
        return self.confidence >= CONFIDENT and not self.ambiguous
