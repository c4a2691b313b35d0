# SPDX-License-Identifier: Apache-2.0
"""From figures to line widths, units and bands of waiting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number
from machikata.drawing.palette import WAIT_LONG, WAIT_MIDDLE, WAIT_SHORT

Show = Literal["cases", "days"]
"""What width and number of an arc say: how many cases, or the median wait."""

THINNEST: Final = 1.5
THICKEST: Final = 8.0
Unit = Literal["days", "hours", "minutes"]
_US: Final[dict[Unit, float]] = {"days": 86_400e6, "hours": 3_600e6, "minutes": 60e6}


def thickness(value: float, largest: float) -> float:
    """Line width in px: proportional to `value`, `THICKEST` at `largest`, never thinner than `THINNEST`.

    >>> thickness(50.0, 100.0), thickness(1.0, 100.0)
    (4.0, 1.5)
    """
    return max(THINNEST, round(THICKEST * value / largest, 1)) if largest > 0 else THINNEST


@dataclass(frozen=True, slots=True)
class WaitScale:
    """How a map writes waits, and from where a wait is middling or long (in `unit`, that of the longest wait).

    `whole_days`: all waits are whole days, as in records without a time of day; then none is written finer than that.
    """

    unit: Unit
    whole_days: bool
    middle_from: float
    long_from: float

    def written(self, microseconds: float | None, language: Language) -> str:
        """The wait in the unit that suits it: 4日, 3.5時間, 12分."""
        if microseconds is None:
            return NOTHING
        if self.whole_days:
            return number(microseconds / _US["days"]) + _UNIT["days"].in_(language)
        if microseconds < _US["minutes"]:
            return Text("1分未満", "<1 min").in_(language)
        # What rounds to 60 minutes or 24 hours is written in the next unit.
        unit = _unit_of(microseconds * 1.002)
        value = microseconds / _US[unit]
        return number(value, 0 if unit == "minutes" else 1) + _UNIT[unit].in_(language)

    def colour(self, microseconds: float | None) -> str:
        """Grey while short or not shown, orange from `middle_from`, dark orange from `long_from`."""
        value = (microseconds or 0.0) / _US[self.unit]
        return WAIT_LONG if value >= self.long_from else WAIT_MIDDLE if value >= self.middle_from else WAIT_SHORT

    def bands(self) -> tuple[tuple[str, Text], ...]:
        """Colour and meaning of each band, for the legend."""
        ja, en = _UNIT[self.unit].ja, self.unit
        middle, long = f"{self.middle_from:g}", f"{self.long_from:g}"
        return (
            (WAIT_SHORT, Text(f"{middle}{ja}未満", f"under {middle} {en}")),
            (WAIT_MIDDLE, Text(f"{middle}{ja}以上{long}{ja}未満", f"{middle} to under {long} {en}")),
            (WAIT_LONG, Text(f"{long}{ja}以上", f"{long} {en} or more")),
        )


_UNIT: Final = {"days": Text("日", " d"), "hours": Text("時間", " h"), "minutes": Text("分", " min")}
_BANDS: Final[dict[Unit, tuple[float, float]]] = {"days": (3.0, 8.0), "hours": (2.0, 6.0), "minutes": (10.0, 30.0)}


def wait_scale(waits_us: Iterable[float | None]) -> WaitScale:
    """The scale of a map with these waits (µs).

    >>> wait_scale([86_400e6, 15 * 86_400e6]).written(15 * 86_400e6, "ja")
    '15日'
    >>> wait_scale([5_400e6]).written(5_400e6, "en")
    '1.5 h'
    """
    waits = [w for w in waits_us if w]
    unit = _unit_of(max(waits, default=_US["days"]))
    whole = all(abs(w / _US["days"] - round(w / _US["days"])) < 1e-9 for w in waits)
    return WaitScale(unit, whole, *_BANDS[unit])


def _unit_of(microseconds: float) -> Unit:
    if microseconds >= _US["days"]:
        return "days"
    return "hours" if microseconds >= _US["hours"] else "minutes"
