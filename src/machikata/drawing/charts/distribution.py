# SPDX-License-Identifier: Apache-2.0
"""How a figure is spread over cases, one strip for each body: quantiles only, so that no single case shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number
from machikata.drawing.charts.axes import Axis, level_axis, level_title, round_axis
from machikata.drawing.markup import element, label, percent, words, words_in
from machikata.drawing.palette import BLUE_500, GRAY_100, GRAY_300, GRAY_420, GRAY_900, OWN, TEXT, WEAK, WHITE
from machikata.drawing.picture import Margins, Picture, framed

_ROW: Final = 52.0
_LIMIT_ROOM: Final = 26.0


@dataclass(frozen=True, slots=True)
class Spread:
    """The spread of one body: cases and quantiles in one unit. `quantiles` is None when suppressed."""

    name: str
    n: int | None
    quantiles: Quantiles | None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Nine in ten cases lie below `p90`, one in ten below `p10`, half between `p25` and `p75`."""

    p10: float
    p25: float
    median: float
    p75: float
    p90: float


def draw_distribution(
    spreads: Sequence[Spread],
    *,
    unit: Text,
    limit: float | None = None,
    title: Text = Text("団体ごとの広がり", "Spread by body"),
    decimals: int = 1,
    language: Language = "ja",
    id_prefix: str = "spread",
) -> Picture:
    """One strip for each body, in the order given: a line from the 10 % to the 90 % point, a box over the middle half, the median.

    The name stands above its strip, so the chart takes any width. `limit` is a limit to mark. Raises ValueError without a body.
    """
    if not spreads:
        raise ValueError("no body to draw")
    known = [s.quantiles for s in spreads if s.quantiles is not None]
    x = round_axis([0.0, *(q.p90 for q in known)], include=() if limit is None else (limit,), ticks=5)
    height = _ROW * len(spreads) + (_LIMIT_ROOM if limit is not None else 8.0)
    return framed(
        *(_grid(x, height)),
        *(_limit(limit, x, height, unit, decimals, language) if limit is not None else ()),
        *(_strip(s, i, x, unit, decimals, language) for i, s in enumerate(spreads)),
        level_axis(x, height, lambda v: number(v, x.decimals)),
        level_title(unit.in_(language).strip(), height),
        id_prefix=id_prefix,
        title=title.in_(language),
        description=_description(spreads, unit, decimals, language),
        width=None,
        height=height,
        margins=Margins(top=8, right=12, bottom=52, left=12),
        class_="pic pic-chart",
    )


def _grid(x: Axis, height: float) -> list[str]:
    return [
        element(
            "line",
            x1=x.across(t),
            x2=x.across(t),
            y1=0.0,
            y2=height,
            stroke=GRAY_100,
            stroke_width=1.0,
            class_="pic-grid",
        )
        for t in x.ticks
    ]


def _limit(limit: float, x: Axis, height: float, unit: Text, decimals: int, language: Language) -> tuple[str, ...]:
    place = x.across(limit)
    inwards = "end" if x.share(limit) > 0.8 else "start"
    written = number(limit, 0 if limit == int(limit) else decimals) + unit.in_(language)
    return (
        element(
            "line",
            x1=place,
            x2=place,
            y1=0.0,
            y2=height,
            stroke=GRAY_900,
            stroke_width=1.5,
            stroke_dasharray="6 4",
            class_="pic-ref",
        ),
        label(written, x=place, dx=-6 if inwards == "end" else 6, y=height - 4, anchor=inwards, bold=True, halo=True),
    )


def _strip(spread: Spread, row: int, x: Axis, unit: Text, decimals: int, language: Language) -> str:
    y = row * _ROW + 36
    head = _head(spread, row * _ROW + 18, unit, decimals, language)
    told = element("title", words(_told(spread, unit, decimals, language)))
    if spread.quantiles is None:
        empty = element(
            "line", x1=0.0, x2="100%", y1=y, y2=y, stroke=GRAY_300, stroke_dasharray="2 4", class_="pic-tick"
        )
        return element("g", told, head, empty)
    return element("g", told, head, *_box(spread.quantiles, y, x, own=spread.own))


def _box(q: Quantiles, y: float, x: Axis, *, own: bool) -> tuple[str, ...]:
    """A line over eight in ten cases, a box over the middle half, the median on a white gap."""
    reach = element(
        "line",
        x1=x.across(q.p10),
        x2=x.across(q.p90),
        y1=y,
        y2=y,
        stroke=OWN if own else GRAY_420,
        stroke_width=2.0,
        class_="pic-strip",
    )
    half = element(
        "rect",
        x=x.across(q.p25),
        width=percent(max(x.share(q.p75) - x.share(q.p25), 0.002)),
        y=y - 8,
        height=16.0,
        fill=BLUE_500 if own else GRAY_300,
        class_="pic-strip-own" if own else "pic-strip-box",
    )
    return (
        reach,
        half,
        _upright(q.median, y, x, WHITE, 6.0, "pic-gap"),
        _upright(q.median, y, x, GRAY_900, 3.0, "pic-ref"),
    )


def _upright(value: float, y: float, x: Axis, colour: str, width: float, class_: str) -> str:
    place = x.across(value)
    return element("line", x1=place, x2=place, y1=y - 11, y2=y + 11, stroke=colour, stroke_width=width, class_=class_)


def _head(spread: Spread, y: float, unit: Text, decimals: int, language: Language) -> str:
    """Name at the left, median and cases at the right."""
    if spread.quantiles is None:
        right = words(f"{NOTHING} {Text('表示しません', 'not shown').in_(language)}")
    else:
        median = number(spread.quantiles.median, decimals) + unit.in_(language)
        cases = "" if spread.n is None else Text(f"　{number(spread.n)}件", f", {number(spread.n)} cases").in_(language)
        right = words_in(median, bold=True) + words_in(cases, fill=WEAK)
    name = label(spread.name, x=0.0, y=y, fill=OWN if spread.own else TEXT, bold=spread.own, halo=True)
    ground = {"paint_order": "stroke", "stroke": WHITE, "stroke_width": "4", "stroke_linejoin": "round"}
    return name + element("text", right, x="100%", y=y, text_anchor="end", **ground)


def _told(spread: Spread, unit: Text, decimals: int, language: Language) -> str:
    q = spread.quantiles
    if q is None:
        return Text(f"{spread.name}は表示しません", f"{spread.name}: not shown").in_(language)
    median, p10, p25, p75, p90 = (number(v, decimals) for v in (q.median, q.p10, q.p25, q.p75, q.p90))
    return Text(
        f"{spread.name}：中央{median}{unit.ja}、半数は{p25}〜{p75}、8割は{p10}〜{p90}",
        f"{spread.name}: median {median}{unit.en}, half of the cases {p25} to {p75}, eight in ten {p10} to {p90}",
    ).in_(language)


def _description(spreads: Sequence[Spread], unit: Text, decimals: int, language: Language) -> str:
    end = Text("。", ". ").in_(language)
    return "".join(_told(s, unit, decimals, language) + end for s in spreads).strip()
