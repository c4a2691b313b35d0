# SPDX-License-Identifier: Apache-2.0
"""Funnel plot: cases across, observed/expected upwards, limits at 95 % (solid) and 99.8 % (dashed). Never a league table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Final

from machikata.analysis.comparison.result import Funnel, FunnelLine, FunnelPoint, FunnelPosition
from machikata.domain.text import Language, Text
from machikata.domain.wording import number
from machikata.drawing.charts.axes import (
    Axis,
    curve,
    level_axis,
    level_title,
    reference_line,
    round_axis,
    stretched,
    upright_grid,
)
from machikata.drawing.charts.beside import Name, Spot, place_names
from machikata.drawing.markup import element, label, words
from machikata.drawing.palette import GRAY_50, OUTLINE, OWN, PEER, TEXT, WEAK, WHITE
from machikata.drawing.picture import Margins, Picture, framed

HEIGHT: Final = 340.0
MOST_NAMES: Final = 5
_FEW_CASES: Final = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 800)
_CASES: Final = Text("件数", "cases")
_RATIO: Final = Text("見込みとの比", "observed/expected")
_OUTSIDE: Final = frozenset(FunnelPosition) - {FunnelPosition.INSIDE}


def draw_funnel(
    funnel: Funnel,
    *,
    names: Mapping[str, str],
    own: str = "",
    x_title: Text = _CASES,
    y_title: Text = _RATIO,
    language: Language = "ja",
    id_prefix: str = "funnel",
) -> Picture:
    """The funnel as SVG of the width it is given. `names` are by body code; `own` is the code of the body to stand out.

    Named are the own body, those outside the 95 % limits (furthest first), then the lowest and highest inside; five at most, and
    none that would cover another. Raises ValueError for a funnel without points.
    """
    if not funnel.points:
        raise ValueError("a funnel without points cannot be drawn")
    x, y = _axes(funnel)
    points = sorted(funnel.points, key=lambda p: (p.body == own, p.n, p.body))
    return framed(
        upright_grid(y, HEIGHT, lambda v: number(v, max(y.decimals, 1))),
        _limits(funnel, x, y),
        level_axis(x, HEIGHT, number),
        reference_line(y.down(1.0, HEIGHT)),
        *_limit_names(funnel, x, y, language),
        *(_dot(p, x, y, _name(names, p), p.body == own, language) for p in points),
        *_names(points, (x, y), names, own, _limit_marks(funnel, x, y, language)),
        level_title(x_title.in_(language), HEIGHT),
        id_prefix=id_prefix,
        title=Text(f"{x_title.ja}と「{y_title.ja}」の図", f"Funnel plot of {y_title.en} by {x_title.en}").in_(language),
        description=_description(funnel, names, own, language),
        width=None,
        height=HEIGHT,
        margins=Margins(top=20, right=12, bottom=52, left=56),
        class_="pic pic-chart",
    )


def _axes(funnel: Funnel) -> tuple[Axis, Axis]:
    most = max(p.n for p in funnel.points)
    x = round_axis([0.0, most * 1.02])
    # High enough for all limits of the largest body and the inner ones of a middling one; those of tiny bodies leave the picture.
    by_size = sorted(funnel.points, key=lambda p: p.n)
    middle, largest = by_size[len(by_size) // 2], by_size[-1]
    limits = (middle.low95, middle.high95, largest.low998, largest.high998) if funnel.lines else ()
    return x, round_axis([p.ratio for p in funnel.points], include=[1.0, *limits], ticks=5)


def _to_the_edges(funnel: Funnel, x: Axis) -> list[FunnelLine]:
    """The limits from the left edge of the plot to the right one; the funnel gives them for the sizes of its bodies only.

    A limit lies at 1 ± z·√(a/n + τ²); a comes from the largest size given.
    """
    if not funnel.lines:
        return []
    last = max(funnel.lines, key=lambda line: line.n)
    z95, z998 = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.999)
    per_case = max((((last.high95 - 1) / z95) ** 2 - funnel.tau2) * last.n, 0.0)
    first = min(line.n for line in funnel.lines)
    sizes = [n for n in _FEW_CASES if n < first] + [round(x.high)]
    added = []
    for n in sizes:
        total = math.sqrt(per_case / n + funnel.tau2)
        added.append(FunnelLine(n, 1 - z95 * total, 1 + z95 * total, 1 - z998 * total, 1 + z998 * total))
    return sorted([*funnel.lines, *added], key=lambda line: line.n)


def _limits(funnel: Funnel, x: Axis, y: Axis) -> str:
    lines = _to_the_edges(funnel, x)
    low95 = [(line.n, line.low95) for line in lines]
    high95 = [(line.n, line.high95) for line in lines]
    band = curve([*high95, *reversed(low95)], x=x, y=y) + "Z"
    dashed = [[(line.n, line.low998) for line in lines], [(line.n, line.high998) for line in lines]]
    return stretched(
        element("path", d=band, fill=GRAY_50, class_="pic-inside"),
        *(_line(curve(c, x=x, y=y), None) for c in (low95, high95)),
        *(_line(curve(c, x=x, y=y), "6 4") for c in dashed),
        height=HEIGHT,
    )


def _line(path: str, dashes: str | None) -> str:
    return element(
        "path",
        d=path,
        fill="none",
        stroke=OUTLINE,
        stroke_width=1.5,
        stroke_dasharray=dashes,
        vector_effect="non-scaling-stroke",
        class_="pic-limit",
    )


def _limit_marks(funnel: Funnel, x: Axis, y: Axis, language: Language) -> list[tuple[Spot, str]]:
    """What the two upper lines are, below their right ends, where they are close to level."""
    lines = _to_the_edges(funnel, x)
    if not lines:
        return []
    marks = (
        (lines[-1].high95, Text("95%の幅", "95 % limits")),
        (lines[-1].high998, Text("99.8%の幅", "99.8 % limits")),
    )
    return [(Spot(1.0, y.down(v, HEIGHT) + 16, 0.0), text.in_(language)) for v, text in marks if y.holds(v)]


def _limit_names(funnel: Funnel, x: Axis, y: Axis, language: Language) -> list[str]:
    return [
        label(text, x="100%", y=spot.down, anchor="end", fill=WEAK, halo=True)
        for spot, text in _limit_marks(funnel, x, y, language)
    ]


def _dot(point: FunnelPoint, x: Axis, y: Axis, name: str, own: bool, language: Language) -> str:
    told = Text(
        f"{name} {number(point.n)}件 {number(point.ratio, 2)}倍",
        f"{name}, {number(point.n)} cases, {number(point.ratio, 2)}",
    )
    return element(
        "circle",
        element("title", words(told.in_(language))),
        cx=x.across(point.n),
        cy=y.down(point.ratio, HEIGHT),
        r=8.0 if own else 6.0,
        fill=OWN if own else WHITE,
        stroke=WHITE if own else PEER,
        stroke_width=1.5 if own else 2.0,
        class_="pic-dot-own" if own else "pic-dot",
        data_body=point.body,
    )


def _names(
    points: list[FunnelPoint],
    axes: tuple[Axis, Axis],
    names: Mapping[str, str],
    own: str,
    marks: list[tuple[Spot, str]],
) -> list[str]:
    x, y = axes
    spots = [Spot(x.share(p.n), y.down(p.ratio, HEIGHT), 8.0 if p.body == own else 6.0) for p in points]
    taken = [Name(len(spots) + i, text, 0.0, "end", spot.down) for i, (spot, text) in enumerate(marks)]
    spots += [spot for spot, _ in marks]
    index = {p.body: i for i, p in enumerate(points)}
    wanted = [(index[p.body], _name(names, p)) for p in _worth_naming(points, own)]
    first = [w for w in wanted if points[w[0]].body == own]
    ours = place_names(first, spots, height=HEIGHT, bold=True, taken=taken)
    ours = ours or [_anyway(i, text, spots[i]) for i, text in first]
    others = place_names([w for w in wanted if w not in first], spots, height=HEIGHT, taken=[*taken, *ours])
    return [
        label(
            n.text,
            x=x.across(points[n.spot].n),
            dx=n.dx or None,
            y=n.y,
            anchor=n.anchor,
            fill=OWN if points[n.spot].body == own else TEXT,
            bold=points[n.spot].body == own,
            halo=True,
        )
        for n in (*ours, *others)
    ]


def _anyway(index: int, text: str, spot: Spot) -> Name:
    # The own body is never left without its name, even in a crowd.
    return Name(
        index, text, 0.0, "start" if spot.across < 0.3 else "end" if spot.across > 0.7 else "middle", spot.down - 13
    )


def _worth_naming(points: list[FunnelPoint], own: str) -> list[FunnelPoint]:
    ours = [p for p in points if p.body == own]
    others = [p for p in points if p.body != own]
    outside = sorted((p for p in others if p.position in _OUTSIDE), key=lambda p: (-abs(p.z), p.body))
    inside = sorted((p for p in others if p.position not in _OUTSIDE), key=lambda p: (p.ratio, p.body))
    extremes = [inside[0], inside[-1]] if len(inside) > 1 else inside
    return [*ours, *outside, *extremes][:MOST_NAMES]


def _name(names: Mapping[str, str], point: FunnelPoint) -> str:
    return names.get(point.body, point.body)


def _description(funnel: Funnel, names: Mapping[str, str], own: str, language: Language) -> str:
    outside = sorted((p for p in funnel.points if p.position in _OUTSIDE), key=lambda p: (-abs(p.z), p.body))
    inside = len(funnel.points) - len(outside)
    text = Text(
        f"{len(funnel.points)}団体のうち{inside}団体は95%の幅の中。",
        f"{inside} of {len(funnel.points)} bodies lie inside the 95 % limits.",
    )
    for p in outside:
        where = (
            Text("99.8%の幅の外", "outside the 99.8 % limits")
            if "998" in p.position
            else Text("95%の幅の外", "outside the 95 % limits")
        )
        text += Text(
            f"{_name(names, p)}は{number(p.ratio, 2)}倍で{where.ja}。",
            f" {_name(names, p)}: {number(p.ratio, 2)}, {where.en}.",
        )
    ours = next((p for p in funnel.points if p.body == own and p.position not in _OUTSIDE), None)
    if ours is not None:
        text += Text(
            f"{_name(names, ours)}は{number(ours.ratio, 2)}倍。", f" {_name(names, ours)}: {number(ours.ratio, 2)}."
        )
    return text.in_(language)
