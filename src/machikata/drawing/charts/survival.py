# SPDX-License-Identifier: Apache-2.0
"""Share of cases not yet finished, by days since they began (Kaplan–Meier): own thick, peers grey, 95 % band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from machikata.analysis.comparison.result import BodySurvival, SurvivalComparison
from machikata.analysis.survival import SurvivalCurve
from machikata.domain.text import Language, Text
from machikata.domain.wording import number
from machikata.drawing.charts.axes import Axis, at, curve, level_axis, level_title, round_axis, stretched, upright_grid
from machikata.drawing.markup import element, label, words
from machikata.drawing.palette import BLUE_50, GRAY_300, GRAY_420, GRAY_900, OWN
from machikata.drawing.picture import Margins, Picture, framed

HEIGHT: Final = 300.0
_SHARES: Final = Axis(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), 0)
_MOST_STEPS: Final = 400


@dataclass(frozen=True, slots=True)
class SurvivalLine:
    """One curve: (days, share not yet finished) where it steps down, rising in days. `band`: (days, low, high), the same way."""

    name: str
    own: bool
    steps: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float, float], ...] = ()
    median: tuple[float, float, float] | None = None
    """Median days with the limits of its 95 % interval."""


def draw_survival(
    lines: Sequence[SurvivalLine],
    *,
    horizon_days: float,
    limit_days: float | None = None,
    language: Language = "ja",
    id_prefix: str = "survival",
) -> Picture:
    """The curves as SVG of the width it is given, up to `horizon_days`; `limit_days` is a limit to mark, as 30 days.

    Raises ValueError when no line has a step.
    """
    drawn = [line for line in lines if line.steps]
    if not drawn:
        raise ValueError("no curve to draw")
    x = _days_axis(horizon_days)
    days = Text("日", " days")
    peers = [line for line in drawn if not line.own]
    return framed(
        upright_grid(_SHARES, HEIGHT, lambda v: f"{number(v * 100)}%"),
        stretched(*_bands(drawn, x), *_peers(peers, x), *_own(drawn, x), height=HEIGHT),
        *(_limit(limit_days, x, language) if limit_days is not None and x.holds(limit_days) else ()),
        *(_median(line, x, language) for line in drawn if line.own and line.median is not None),
        level_axis(x, HEIGHT, lambda v: number(v, x.decimals)),
        level_title(Text("はじめてからの日数", "days since the case began").in_(language), HEIGHT),
        *_key(drawn, peers, language),
        id_prefix=id_prefix,
        title=Text("まだ終わっていない案件の割合", "Share of cases not yet finished").in_(language),
        description=_description(drawn, days, language),
        width=None,
        height=HEIGHT,
        margins=Margins(top=20, right=12, bottom=52, left=56),
        class_="pic pic-chart",
    )


def _days_axis(horizon: float) -> Axis:
    """From 0 to the horizon itself: beyond it nothing is known."""
    rounded = round_axis([0.0, horizon], ticks=6)
    return Axis(0.0, horizon, tuple(t for t in rounded.ticks if t <= horizon), rounded.decimals)


def survival_lines(
    survival: SurvivalComparison, *, names: Mapping[str, str], own: str = ""
) -> tuple[SurvivalLine, ...]:
    """The curves of a comparison; bodies whose curve is suppressed are left out. `names` are by body code."""
    return tuple(_of_body(b, names.get(b.body, b.body), b.body == own) for b in survival.bodies if b.curve)


def _of_body(body: BodySurvival, name: str, own: bool) -> SurvivalLine:
    median = (body.median.value, body.median.low, body.median.high) if body.median else None
    return SurvivalLine(name, own, body.curve, median=median)


def survival_line(found: SurvivalCurve, *, name: str, own: bool = True) -> SurvivalLine:
    """The curve of one log with its band, thinned to what a picture can show."""
    stride = max(1, -(-len(found.times) // _MOST_STEPS))
    rows = list(zip(found.times, found.survival, found.low, found.high, strict=True))
    kept = [r for i, r in enumerate(rows) if i % stride == 0 or i == len(rows) - 1]
    band = tuple((t, low, high) for t, _, low, high in kept)
    return SurvivalLine(name, own, tuple((t, share) for t, share, _, _ in kept), band)


def _stairs(steps: Iterable[tuple[float, float]], end: float) -> list[tuple[float, float]]:
    """The corners of a step function from share 1 at day 0 to `end`."""
    corners, height = [(0.0, 1.0)], 1.0
    for day, share in steps:
        if day > end:
            break
        corners += [(day, height), (day, share)]
        height = share
    return [*corners, (end, height)]


def _end(line: SurvivalLine, x: Axis) -> float:
    return min(line.steps[-1][0], x.high)


def _bands(lines: Sequence[SurvivalLine], x: Axis) -> list[str]:
    bands = []
    for line in lines:
        if line.own and line.band:
            low = _stairs([(d, low) for d, low, _ in line.band], _end(line, x))
            high = _stairs([(d, high) for d, _, high in line.band], _end(line, x))
            path = curve([*high, *reversed(low)], x=x, y=_SHARES) + "Z"
            bands.append(element("path", d=path, fill=BLUE_50, class_="pic-band"))
    return bands


def _peers(lines: Sequence[SurvivalLine], x: Axis) -> list[str]:
    return [_path(line, x, GRAY_300, 1.5, "pic-peer-line") for line in lines]


def _own(lines: Sequence[SurvivalLine], x: Axis) -> list[str]:
    return [_path(line, x, OWN, 3.0, "pic-own-line") for line in lines if line.own]


def _path(line: SurvivalLine, x: Axis, colour: str, width: float, class_: str) -> str:
    return element(
        "path",
        element("title", words(line.name)),
        d=curve(_stairs(line.steps, _end(line, x)), x=x, y=_SHARES),
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_linejoin="round",
        vector_effect="non-scaling-stroke",
        class_=class_,
    )


def _limit(days: float, x: Axis, language: Language) -> tuple[str, str]:
    place = x.across(days)
    text = Text(f"{days:g}日", f"{days:g} days").in_(language)
    line = element(
        "line",
        x1=place,
        x2=place,
        y1=0.0,
        y2=HEIGHT,
        stroke=GRAY_900,
        stroke_width=1.5,
        stroke_dasharray="6 4",
        class_="pic-ref",
    )
    inwards = "end" if x.share(days) > 0.9 else "start"
    return line, label(
        text, x=place, dx=-6 if inwards == "end" else 6, y=HEIGHT - 8, anchor=inwards, bold=True, halo=True
    )


def _median(line: SurvivalLine, x: Axis, language: Language) -> str:
    """The interval of the own median, where its curve crosses one half."""
    assert line.median is not None
    value, low, high = line.median
    if not x.holds(value):
        return ""
    y = _SHARES.down(0.5, HEIGHT)
    told = Text(
        f"中央{number(value, 1)}日（{number(low, 1)}〜{number(high, 1)}）",
        f"median {number(value, 1)} days ({number(low, 1)} to {number(high, 1)})",
    )
    return element(
        "g",
        element("title", words(f"{line.name} {told.in_(language)}")),
        element(
            "line", x1=x.across(low), x2=x.across(high), y1=y, y2=y, stroke=OWN, stroke_width=2.0, class_="pic-own-line"
        ),
        element("circle", cx=x.across(value), cy=y, r=5.0, fill=OWN, class_="pic-dot-own"),
    )


def _key(drawn: Sequence[SurvivalLine], peers: Sequence[SurvivalLine], language: Language) -> list[str]:
    """Who is who, at the upper right, where no curve runs."""
    rows = [(line.name, OWN, 3.0, True) for line in drawn if line.own]
    if peers:
        few = Text("、", ", ").in_(language).join(line.name for line in peers) if len(peers) < 3 else ""
        others = (
            Text(f"ほかの{len(peers)}団体", f"the other {len(peers)} bodies")
            if rows
            else Text(f"{len(peers)}団体", f"{len(peers)} bodies")
        )
        rows.append((few or others.in_(language), GRAY_420, 1.5, False))
    return [
        label(text, x="100%", dx=-36, y=14 + 22 * i, anchor="end", fill=OWN if own else "#333333", bold=own, halo=True)
        + at("100%", element("line", x1=-28.0, x2=0.0, y1=9 + 22 * i, y2=9 + 22 * i, stroke=colour, stroke_width=width))
        for i, (text, colour, width, own) in enumerate(rows)
    ]


def _description(drawn: Sequence[SurvivalLine], days: Text, language: Language) -> str:
    text = Text(
        "横ははじめてからの日数、たてはまだ終わっていない案件の割合。終わっていない案件も捨てずに数えています。",
        "Across: days since the case began; upwards: share of cases not yet finished. Open cases are counted, not dropped.",
    )
    for line in drawn:
        if line.own and line.median is not None:
            value, low, high = (number(v, 1) for v in line.median)
            text += Text(
                f"{line.name}は中央{value}{days.ja}（95%の幅 {low}〜{high}）。",
                f" {line.name}: median {value}{days.en} (95 % interval {low} to {high}).",
            )
    return text.in_(language)
