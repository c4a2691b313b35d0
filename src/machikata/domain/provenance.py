# SPDX-License-Identifier: Apache-2.0
"""Where a figure comes from, and of which kind it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from machikata.domain.text import Text


class FigureKind(StrEnum):
    """Kinds of figure that are never mixed or summed."""

    MEASURED = "measured"
    FORECAST = "forecast"
    TRIAL = "trial"
    ANNUALISED_TRIAL = "annualised_trial"
    REPORTED = "reported"
    USAGE = "usage"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Source, as-of date (ISO), method, n (cases), bodies and kind of a set of figures."""

    source: Text
    as_of: str
    method: Text
    n_cases: int
    n_bodies: int
    kind: FigureKind = FigureKind.MEASURED
    synthetic: bool = False
    inputs: tuple[str, ...] = field(default=())
    """Content hashes of the admitted logs."""
