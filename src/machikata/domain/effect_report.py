# SPDX-License-Identifier: Apache-2.0
"""What a body publishes about the effect of its own redesign of work (BPR), measured as the body chose to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from machikata.domain.case_study import NOTHING, ServiceField
from machikata.domain.effect import Measure
from machikata.domain.text import Text


class Measured(StrEnum):
    """Whether an effect was measured at all: "not measured" is an answer, and so is that it cannot be yet."""

    YES = "yes"
    NOT_MEASURED = "not_measured"
    NOT_YET = "not_yet"

    @property
    def label(self) -> Text:
        """In office words."""
        return _MEASURED[self]


_MEASURED = {
    Measured.YES: Text("測った", "measured"),
    Measured.NOT_MEASURED: Text("測っていない", "not measured"),
    Measured.NOT_YET: Text("まだ測れない", "cannot be measured yet"),
}


@dataclass(frozen=True, slots=True)
class ReportedMeasure:
    """One figure, with how many persons' work stands behind it (`persons`, None: not said) besides its own `n`."""

    measure: Measure
    persons: int | None = None


@dataclass(frozen=True, slots=True)
class EffectReport:
    """The effect of one redesigned piece of work at one body (`body` is its code).

    Each figure has its unit, kind and method (`Measure`); `begins` and `ends` bound the period it was taken over. `comment` is the
    body's own, `case_study` the id of a case study about the same work, "" none. `withdrawn` says why the report was taken back.
    """

    id: str
    body: str
    title: Text
    field: ServiceField
    measured: Measured
    measures: tuple[ReportedMeasure, ...] = ()
    process: str = ""
    begins: date | None = None
    ends: date | None = None
    comment: Text = NOTHING
    case_study: str = ""
    synthetic: bool = False
    withdrawn: Text = NOTHING
