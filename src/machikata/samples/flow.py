# SPDX-License-Identifier: Apache-2.0
"""The words in which the generator describes a way of working: steps, waits, rounds, branches, loops.

A flow is a tuple of elements that follow each other. It says what a body does; `engine` runs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOBODY = ""
"""The desk of a step that no employee does: a machine or an outside party."""

Factors = Mapping[str, Mapping[str, float]]
"""Case attribute → value → factor; values not named have factor 1."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Calendar days until an outside party lets a step begin: log-normal with this median and spread (σ of the logarithm)."""

    days: float
    spread: float = 0.4
    factors: Factors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rounds:
    """Fixed days on which a step is done: weekdays (Monday = 0), minute of office time, days of notice, places per round."""

    weekdays: tuple[int, ...]
    minute: float = 60.0
    lead_days: int = 0
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """The share of cases (0–1) that take a branch, with factors by case attribute."""

    value: float
    factors: Factors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One activity. `minutes` is the mean touch time of the person at `desk`, `spread` its log-normal σ, `factors` scale it."""

    concept: str
    desk: str = NOBODY
    minutes: float = 0.0
    spread: float = 0.35
    factors: Factors = field(default_factory=dict)
    wait: Wait | None = None
    rounds: Rounds | None = None


@dataclass(frozen=True, slots=True)
class Both:
    """Two flows side by side; what follows waits for both."""

    left: Flow
    right: Flow


@dataclass(frozen=True, slots=True)
class Choice:
    """`then` for a share of the cases, `otherwise` for the rest."""

    share: Share
    then: Flow
    otherwise: Flow = ()


@dataclass(frozen=True, slots=True)
class Again:
    """A flow that a share of the cases must go through once more (rework)."""

    flow: Flow
    share: Share


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that comes from outside after `wait`; once `limit_days` have passed a share is reminded, which shortens the rest."""

    received: Step
    wait: Wait
    reminder: Step
    limit_days: float
    share: Share
    shortened_to: float = 0.6


@dataclass(frozen=True, slots=True)
class Watch:
    """A step done beside the flow when the case is still open after so many calendar days (a notice of delay)."""

    step: Step
    after_days: float
    share: Share


@dataclass(frozen=True, slots=True)
class Leave:
    """The case ends here for a share of the cases (withdrawn), whatever else was under way."""

    step: Step
    share: Share


Element = Step | Both | Choice | Again | Awaited | Watch | Leave
Flow = tuple[Element, ...]
