# SPDX-License-Identifier: Apache-2.0
"""Axes of the small charts inside tables and of the plots: values become positions in percent, so text never scales."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high` (same unit as the values) with ticks at round numbers."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int

    def share(self, value: float) -> float:
        """Where `value` lies, 0 at `low` and 1 at `high`, cut off at both ends."""
        width = self.high - self.low
        return min(max((value - self.low) / width, 0.0), 1.0) if width > 0 else 0.5

    def at(self, value: float) -> str:
        """Where `value` lies, in percent of the width.

        >>> Axis(0.0, 2.0, (), 1).at(0.5)
        '25.00%'
        """
        return f"{self.share(value) * 100:.2f}%"

    def up(self, value: float, height: float) -> float:
        """Where `value` lies on an upright axis of `height` pixels, counted from the top."""
        return round((1 - self.share(value)) * height, 1)

    def beyond(self, value: float) -> bool:
        """Whether `value` lies outside, so that its mark stands at the edge."""
        return not self.low <= value <= self.high


def round_axis(values: Iterable[float | None], *, ticks: int = 4, include: Iterable[float] = ()) -> Axis:
    """An axis that holds all `values`, with about `ticks` steps of 1, 2 or 5 times a power of ten.

    >>> round_axis([0.71, 1.28], include=[1.0]).ticks
    (0.6, 0.8, 1.0, 1.2, 1.4)
    """
    known = [v for v in (*values, *include) if v is not None and math.isfinite(v)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if high - low < 1e-9:
        low, high = low - 0.5 * max(abs(low), 1.0), high + 0.5 * max(abs(high), 1.0)
    step = _round_step((high - low) / ticks)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    marks = tuple(round(i * step, 10) for i in range(first, last + 1))
    return Axis(marks[0], marks[-1], marks, decimals)


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999))
