# SPDX-License-Identifier: Apache-2.0
"""Figures with their intervals under one another, each below its name, against one reference line. Never sorted by value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from machikata.domain.estimate import Estimate
from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, interval, number
from machikata.drawing.charts.axes import Axis, level_axis, level_title, round_axis
from machikata.drawing.markup import element, percent, words, words_in
from machikata.drawing.palette import GRAY_100, GRAY_900, OWN, PEER, TEXT, WEAK, WHITE
from machikata.drawing.picture import Margins, Picture, framed

_ROW: Final = 48.0
_LINE_AT: Final = 34.0


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One row; `figure` is None when it is not shown."""

    name: str
    figure: Estimate | None
    own: bool = False


def draw_interval_rows(
    rows: Sequence[IntervalRow],
    *,
    title: Text,
    unit: Text,
    reference: float,
    margin: float | None = None,
    decimals: int = 2,
    sign: bool = False,
    language: Language = "ja",
    id_prefix: str,
) -> Picture:
    """The rows in the order given, on one axis. `margin`: distance from `reference` that counts as about the same.

    Raises ValueError without a row.
    """
    if not rows:
        raise ValueError("no row to draw")
    ends = [v for r in rows if r.figure is not None for v in (r.figure.low, r.figure.high)]
    around = () if margin is None else (reference - margin, reference + margin)
    x = round_axis(ends, include=(reference, *around), ticks=5)
    height = _ROW * len(rows) + 8.0
    told = [_told(r, unit, decimals, sign, language) for r in rows]
    return framed(
        *_ground(x, height, reference, margin),
        *(_row(r, i, x, text) for i, (r, text) in enumerate(zip(rows, told, strict=True))),
        level_axis(x, height, lambda v: number(v, x.decimals, sign=sign)),
        level_title(unit.in_(language).strip(), height),
        id_prefix=id_prefix,
        title=title.in_(language),
        description=("、" if language == "ja" else "; ").join(
            f"{r.name} {text}" for r, text in zip(rows, told, strict=True)
        ),
        width=None,
        height=height,
        margins=Margins(top=8, right=12, bottom=52, left=12),
        class_="pic pic-chart",
    )


def _told(row: IntervalRow, unit: Text, decimals: int, sign: bool, language: Language) -> str:
    if row.figure is None:
        return NOTHING
    value, low, high = (number(v, decimals, sign=sign) for v in (row.figure.value, row.figure.low, row.figure.high))
    return f"{value}{unit.in_(language)} ({interval(low, high, language)})"


def _ground(x: Axis, height: float, reference: float, margin: float | None) -> list[str]:
    grid = [
        element("line", x1=x.across(t), x2=x.across(t), y1=0.0, y2=height, stroke=GRAY_100, stroke_width=1.0, class_="pic-grid")
        for t in x.ticks
    ]  # fmt: skip
    band = []
    if margin is not None:
        low, high = x.share(reference - margin), x.share(reference + margin)
        band = [element("rect", x=percent(low), width=percent(high - low), y=0.0, height=height, fill=GRAY_100, class_="pic-margin")]  # fmt: skip
    at = x.across(reference)
    line = element("line", x1=at, x2=at, y1=0.0, y2=height, stroke=GRAY_900, stroke_width=1.5, class_="pic-ref")
    return [*band, *grid, line]


def _row(row: IntervalRow, i: int, x: Axis, told: str) -> str:
    top = i * _ROW
    name = element(
        "text",
        words_in(row.name, bold=row.own, fill=OWN if row.own else TEXT),
        words("  "),
        words_in(told, fill=WEAK),
        x="0%",
        y=top + 20,
        paint_order="stroke",
        stroke=WHITE,
        stroke_width=4.0,
        stroke_linejoin="round",
    )
    if row.figure is None:
        return name
    colour, y = OWN if row.own else PEER, top + _LINE_AT
    line = element(
        "line", x1=x.across(row.figure.low), x2=x.across(row.figure.high), y1=y, y2=y, stroke=colour, stroke_width=3.0,
        class_="pic-own-line" if row.own else "pic-peer-line",
    )  # fmt: skip
    dot = element(
        "circle", cx=x.across(row.figure.value), cy=y, r=5.0, fill=colour,
        class_="pic-dot-own" if row.own else "pic-dot-peer",
    )  # fmt: skip
    return name + line + dot
