# SPDX-License-Identifier: Apache-2.0
"""An axis for values from tens to tens of thousands, some of them zero or negative: logarithmic on both sides, apart from zero.

Where the largest value is less than a hundred times the smallest, the axis is an ordinary one from zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from machikata.drawing.charts.axes import Axis, round_axis

LEAST_RATIO: Final = 100.0
"""From this ratio of the largest to the smallest size on, an ordinary axis would press the small ones onto zero."""
_ZERO_WIDTH: Final = 0.5
"""Room around zero, in widths of a power of ten."""
_MOST_DECADES: Final = 12


@dataclass(frozen=True, slots=True)
class SplitAxis:
    """Powers of ten to the right of zero, and mirrored to the left of it where there are negative values.

    `positive` and `negative` are the first and the last power of ten of each side (None: no such values); `zero`: zero has a place.
    """

    positive: tuple[int, int] | None
    negative: tuple[int, int] | None
    zero: bool

    def share(self, value: float) -> float:
        """Where `value` lies: 0 at the left end, 1 at the right end."""
        if value < 0:
            assert self.negative is not None
            last = self.negative[1]
            return (last - math.log10(-value)) / self._width
        if value == 0 or self.positive is None:
            return (self._left + self._middle / 2) / self._width
        return (self._left + self._middle + math.log10(value) - self.positive[0]) / self._width

    @property
    def ticks(self) -> tuple[float, ...]:
        """The powers of ten, and zero where it has a place, from left to right."""
        left = [-(10.0**n) for n in range(self.negative[1], self.negative[0] - 1, -1)] if self.negative else []
        right = [10.0**n for n in range(self.positive[0], self.positive[1] + 1)] if self.positive else []
        return (*left, *([0.0] if self.zero else []), *right)

    @property
    def _left(self) -> float:
        return float(self.negative[1] - self.negative[0]) if self.negative else 0.0

    @property
    def _middle(self) -> float:
        return 2 * _ZERO_WIDTH if self.negative else _ZERO_WIDTH if self.zero else 0.0

    @property
    def _width(self) -> float:
        right = float(self.positive[1] - self.positive[0]) if self.positive else 0.0
        return self._left + self._middle + right or 1.0


def axis_for(values: Iterable[float]) -> Axis | SplitAxis:
    """An axis that holds all values: from zero in even steps, or in powers of ten when they differ a hundredfold.

    >>> axis_for([10, 22_654]).ticks, axis_for([-3, 0, 12]).ticks
    ((10.0, 100.0, 1000.0, 10000.0, 100000.0), (-5.0, 0.0, 5.0, 10.0, 15.0))
    """
    found = [v for v in values if math.isfinite(v)]
    sizes = [abs(v) for v in found if v != 0]
    if not sizes or max(sizes) < LEAST_RATIO * min(sizes):
        return round_axis(found, include=(0.0,))
    negative, positive = _decades([-v for v in found if v < 0]), _decades([v for v in found if v > 0])
    return SplitAxis(positive, negative, zero=negative is not None or 0 in found)


def _decades(sizes: list[float]) -> tuple[int, int] | None:
    if not sizes:
        return None
    first, last = math.floor(math.log10(min(sizes)) + 1e-12), math.ceil(math.log10(max(sizes)) - 1e-12)
    # what is a trillion times smaller than the largest lies on the first tick
    return max(first, last - _MOST_DECADES), max(last, first + 1)
