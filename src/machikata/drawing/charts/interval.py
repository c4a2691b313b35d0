# SPDX-License-Identifier: Apache-2.0
"""A figure with its interval in one line, for a cell of a table: dot and line, reference line, grey margin of equivalence."""

from __future__ import annotations

from typing import Final

from machikata.domain.estimate import Estimate
from machikata.domain.text import Language, Text
from machikata.domain.wording import number
from machikata.drawing.charts.axes import Axis, at
from machikata.drawing.markup import element, label, percent
from machikata.drawing.palette import FONT, GRAY_100, GRAY_900, OWN, PEER, SIZE, TEXT, WEAK, WHITE
from machikata.drawing.picture import Picture

HEIGHT: Final = 28.0
_MIDDLE: Final = HEIGHT / 2


def draw_interval(
    figure: Estimate | float | None,
    *,
    axis: Axis,
    name: str,
    reference: float = 1.0,
    margin: float | None = None,
    unit: Text = Text("倍", ""),
    decimals: int = 2,
    own: bool = True,
    language: Language = "ja",
) -> Picture:
    """One cell of a column that shares `axis`. A bare number has no interval (reported figures); None is suppressed: no dot.

    `margin` is the distance from `reference` that counts as about the same. What lies beyond the axis ends in an arrow head.
    """
    told = _told(figure, name, unit, decimals, language)
    children = [_margin(axis, reference, margin), _reference(axis, reference), _figure(figure, axis, own)]
    markup = element(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        width="100%",
        height=HEIGHT,
        overflow="visible",
        role="img",
        aria_label=told,
        class_="pic pic-cell",
    )
    return Picture(markup, name, told, None, HEIGHT)


def draw_interval_axis(axis: Axis, *, unit: Text = Text("倍", ""), language: Language = "ja") -> Picture:
    """The head of such a column: the ticks of its axis, the unit at both ends."""
    last = len(axis.ticks) - 1
    ticks = [
        label(
            number(v, axis.decimals) + (unit.in_(language) if i in (0, last) else ""),
            x=axis.across(v),
            y=16,
            anchor="start" if i == 0 else "end" if i == last else "middle",
            fill=WEAK,
        )
        for i, v in enumerate(axis.ticks)
    ]
    markup = element(
        "svg",
        *ticks,
        xmlns="http://www.w3.org/2000/svg",
        width="100%",
        height=22.0,
        overflow="visible",
        aria_hidden="true",
        font_family=FONT,
        font_size=SIZE,
        fill=TEXT,
        class_="pic pic-cell",
    )
    return Picture(markup, "", "", None, 22.0)


def _margin(axis: Axis, reference: float, margin: float | None) -> str:
    if margin is None:
        return ""
    low, high = (min(max(axis.share(reference + m), 0.0), 1.0) for m in (-margin, margin))
    return element(
        "rect", x=percent(low), width=percent(high - low), y=0.0, height=HEIGHT, fill=GRAY_100, class_="pic-margin"
    )


def _reference(axis: Axis, reference: float) -> str:
    x = axis.across(reference)
    return element("line", x1=x, x2=x, y1=0.0, y2=HEIGHT, stroke=GRAY_900, stroke_width=1.0, class_="pic-ref")


def _figure(figure: Estimate | float | None, axis: Axis, own: bool) -> str:
    if figure is None:
        return ""
    if not isinstance(figure, Estimate):
        return _end(axis, figure, PEER) or element(
            "circle",
            cx=axis.across(figure),
            cy=_MIDDLE,
            r=6.0,
            fill=WHITE,
            stroke=PEER,
            stroke_width=2.0,
            class_="pic-dot",
        )
    colour = OWN if own else PEER
    line = element(
        "line",
        x1=axis.across(figure.low),
        x2=axis.across(figure.high),
        y1=_MIDDLE,
        y2=_MIDDLE,
        stroke=colour,
        stroke_width=3.0,
        class_="pic-own-line" if own else "pic-peer-line",
    )
    dot = element(
        "circle",
        cx=axis.across(figure.value),
        cy=_MIDDLE,
        r=5.0,
        fill=colour,
        class_="pic-dot-own" if own else "pic-dot-peer",
    )
    return (
        line
        + (dot if axis.holds(figure.value) else "")
        + _end(axis, figure.low, colour)
        + _end(axis, figure.high, colour)
    )


def _end(axis: Axis, value: float, colour: str) -> str:
    """An arrow head at the edge beyond which `value` lies; nothing when it lies on the axis."""
    if axis.holds(value):
        return ""
    path, share = ("M-7 0L4 -6V6Z", "0%") if value < axis.low else ("M7 0L-4 -6V6Z", "100%")
    return at(share, element("path", d=path, fill=colour, class_="pic-beyond"), y=_MIDDLE)


def _told(figure: Estimate | float | None, name: str, unit: Text, decimals: int, language: Language) -> str:
    if figure is None:
        return Text(f"{name}：値は表示しません", f"{name}: not shown").in_(language)
    if not isinstance(figure, Estimate):
        return Text(
            f"{name}：{number(figure, decimals)}{unit.ja}、幅なし",
            f"{name}: {number(figure, decimals)}{unit.en}, no interval",
        ).in_(language)
    value, low, high = (number(v, decimals) for v in (figure.value, figure.low, figure.high))
    level = number(figure.level * 100)
    return Text(
        f"{name}：{value}{unit.ja}、{level}%の幅 {low}〜{high}",
        f"{name}: {value}{unit.en}, {level} % interval {low} to {high}",
    ).in_(language)
