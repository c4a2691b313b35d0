# SPDX-License-Identifier: Apache-2.0
"""Vocabulary of effect: what was measured, in which unit, as a level or a difference, and of which kind the figure is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text


class Quantity(StrEnum):
    """What a measure is about; its unit is fixed (`UNITS`)."""

    STAFF_TIME = "staff_time"
    COMPUTE_TIME = "compute_time"
    LEAD_TIME = "lead_time"
    COST = "cost"
    CASES = "cases"
    ACCURACY = "accuracy"


UNITS: dict[Quantity, Text] = {
    Quantity.STAFF_TIME: Text("時間", "hours"),
    Quantity.COMPUTE_TIME: Text("秒", "seconds"),
    Quantity.LEAD_TIME: Text("日", "days"),
    Quantity.COST: Text("円", "yen"),
    Quantity.CASES: Text("件", "cases"),
    Quantity.ACCURACY: Text("割合（0〜1）", "share (0–1)"),
}


class Aspect(StrEnum):
    """What the value says: BEFORE and AFTER are levels, SAVED a difference, TARGET an aim, SCALE the size of the work and no effect."""

    BEFORE = "before"
    AFTER = "after"
    SAVED = "saved"
    TARGET = "target"
    SCALE = "scale"

    @property
    def label(self) -> Text:
        """In office words."""
        return _ASPECTS[self]


_ASPECTS = {
    Aspect.BEFORE: Text("前", "before"),
    Aspect.AFTER: Text("後", "after"),
    Aspect.SAVED: Text("減った分", "saved"),
    Aspect.TARGET: Text("目標", "target"),
    Aspect.SCALE: Text("規模", "size of the work"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of an effect, in the unit of its quantity; `name` says of what, `n` how many cases stand behind it."""

    quantity: Quantity
    aspect: Aspect
    value: float
    kind: FigureKind
    name: Text
    method: Text
    n: int | None = None

    @property
    def unit(self) -> Text:
        """The unit of `value`."""
        return UNITS[self.quantity]
