# SPDX-License-Identifier: Apache-2.0
"""Where a figure comes from, and of which kind it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from machikata.domain.text import Text

_INVENTED = Text("架空のデータです。実在の団体とは関係ありません。", "Invented data; nothing to do with real bodies.")


def synthetic_notice(synthetic: bool) -> Text:
    """What stands on everything that goes out about invented bodies; nothing about real ones."""
    return _INVENTED if synthetic else Text("", "")


class FigureKind(StrEnum):
    """Kinds of figure that are never mixed or summed."""

    MEASURED = "measured"
    FORECAST = "forecast"
    TRIAL = "trial"
    ANNUALISED_TRIAL = "annualised_trial"
    REPORTED = "reported"
    USAGE = "usage"
    NEGATIVE = "negative"

    @property
    def label(self) -> Text:
        """In office words."""
        return _KINDS[self]


_KINDS = {
    FigureKind.MEASURED: Text("実測", "measured"),
    FigureKind.FORECAST: Text("予測", "forecast"),
    FigureKind.TRIAL: Text("試行", "trial"),
    FigureKind.ANNUALISED_TRIAL: Text("試行の年換算", "annualised trial"),
    FigureKind.REPORTED: Text("申告した値", "reported"),
    FigureKind.USAGE: Text("利用の数", "usage"),
    FigureKind.NEGATIVE: Text("効果なし・逆効果", "no effect or worse"),
}


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
