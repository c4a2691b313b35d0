# SPDX-License-Identifier: Apache-2.0
"""Axes with round ticks, and the grid that is common to all plots."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from machikata.drawing.markup import element, label, percent, short
from machikata.drawing.palette import GRAY_100, GRAY_900, OUTLINE, WEAK

_DIGIT_PX, _WORD_PX, _BETWEEN_PX = 9.0, 14.5, 8.0
"""Widths of a digit and of a kana or kanji at 14 px, and what keeps two labels apart."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high`, in the unit of the values, with ticks at round numbers."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int

    def share(self, value: float) -> float:
        """Where `value` lies: 0 at `low`, 1 at `high`; outside them below 0 or above 1."""
        return (value - self.low) / (self.high - self.low)

    def across(self, value: float) -> str:
        """Where `value` lies across the picture, cut off at its edges."""
        return percent(min(max(self.share(value), 0.0), 1.0))

    def down(self, value: float, height: float) -> float:
        """Where `value` lies on an upright axis, in px from the top, cut off at both ends."""
        return round((1 - min(max(self.share(value), 0.0), 1.0)) * height, 1)

    def labelled(self, texts: Sequence[str], width: float) -> tuple[int, ...]:
        """Which ticks can bear their text without touching one another on `width` px: evenly spaced, both ends and 0 first of all.

        >>> axis, texts = round_axis([-100, 150]), ["-100 h", "0", "100", "200 h"]
        >>> axis.labelled(texts, 128), axis.labelled(texts, 240)
        ((0, 3), (0, 1, 2, 3))
        """
        last = len(self.ticks) - 1
        strides = (s for s in range(1, last + 1) if last % s == 0)
        even = next((k for s in strides if self._fit(k := tuple(range(0, last + 1, s)), texts, width)), (0, last))
        with_zero = tuple(sorted({*even, *(i for i, tick in enumerate(self.ticks) if tick == 0)}))
        return with_zero if self._fit(with_zero, texts, width) else even

    def _fit(self, kept: Sequence[int], texts: Sequence[str], width: float) -> bool:
        """Whether the texts stand apart; the first grows to the right, the last to the left, those between both ways."""
        ends = []
        for i in kept:
            wide = sum(_DIGIT_PX if c.isascii() or c == "−" else _WORD_PX for c in texts[i])
            left = self.share(self.ticks[i]) * width - wide * (0 if i == 0 else 1 if i == len(self.ticks) - 1 else 0.5)
            ends.append((left, left + wide))
        return all(b[0] - a[1] >= _BETWEEN_PX for a, b in pairwise(ends))

    def holds(self, value: float) -> bool:
        """Whether `value` lies on the axis."""
        return self.low <= value <= self.high


def round_axis(values: Iterable[float | None], *, ticks: int = 4, include: Iterable[float] = ()) -> Axis:
    """An axis that holds all values, in about `ticks` steps of 1, 2 or 5 times a power of ten.

    >>> round_axis([0.71, 1.28], include=[1.0]).ticks
    (0.6, 0.8, 1.0, 1.2, 1.4)
    """
    known = [v for v in (*values, *include) if v is not None and math.isfinite(v)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if high - low < 1e-9 * max(abs(high), 1.0):
        low, high = low - 0.5 * max(abs(low), 1.0), high + 0.5 * max(abs(high), 1.0)
    step = _round_step((high - low) / ticks)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = tuple(round(i * step, 10) for i in range(first, last + 1))
    return Axis(marks[0], marks[-1], marks, max(0, -math.floor(math.log10(step) + 1e-9)))


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999))


def upright_grid(axis: Axis, height: float, write: Callable[[float], str]) -> str:
    """Level lines at the ticks of an upright axis, with their numbers to the left of the plot."""
    return "".join(
        element("line", x1=0.0, x2="100%", y1=y, y2=y, stroke=GRAY_100, stroke_width=1.0, class_="pic-grid")
        + label(write(tick), x=-8, y=y + 5, anchor="end")
        for tick in axis.ticks
        for y in (axis.down(tick, height),)
    )


def level_axis(axis: Axis, height: float, write: Callable[[float], str]) -> str:
    """The line at the foot of a plot, with short ticks and their numbers below."""
    foot = element("line", x1=0.0, x2="100%", y1=height, y2=height, stroke=OUTLINE, stroke_width=1.0, class_="pic-axis")
    return foot + "".join(
        element("line", x1=x, x2=x, y1=height, y2=height + 5, stroke=OUTLINE, stroke_width=1.0, class_="pic-axis")
        + label(write(tick), x=x, y=height + 22, anchor=_anchor(axis.share(tick)))
        for tick in axis.ticks
        for x in (axis.across(tick),)
    )


def level_title(text: str, height: float) -> str:
    """What the level axis counts, below its numbers at the right."""
    return label(text, x="100%", y=height + 44, anchor="end", fill=WEAK)


def reference_line(y: float) -> str:
    """The level line against which values are read."""
    return element("line", x1=0.0, x2="100%", y1=y, y2=y, stroke=GRAY_900, stroke_width=1.5, class_="pic-ref")


def _anchor(share: float) -> str:
    # Words at the edges grow inwards, so that narrow pages do not cut them.
    return "start" if share < 0.02 else "end" if share > 0.98 else "middle"


def stretched(*children: str, height: float) -> str:
    """Curves in thousandths of width and height, stretched to the plot and cut off at its edges; lines keep their width."""
    return element(
        "svg",
        *children,
        width="100%",
        height=height,
        viewBox="0 0 1000 1000",
        preserveAspectRatio="none",
        overflow="hidden",
    )


def curve(points: Iterable[tuple[float, float]], *, x: Axis, y: Axis) -> str:
    """Path data through the points, in the thousandths of `stretched`."""
    return "".join(
        f"{'L' if i else 'M'}{_thousandth(x.share(px))} {_thousandth(1 - y.share(py))}"
        for i, (px, py) in enumerate(points)
    )


def _thousandth(share: float) -> str:
    # Far outside it does not matter where; short numbers keep the file small.
    return short(min(max(share, -1.0), 2.0) * 1000)


def at(share: str, *children: str, y: float = 0.0) -> str:
    """Children whose own x is px from a position in percent."""
    return element("svg", *children, x=share, y=y, overflow="visible")
