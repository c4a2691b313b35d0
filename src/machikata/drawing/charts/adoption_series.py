# SPDX-License-Identifier: Apache-2.0
"""How many bodies use something, by fiscal year: a dot where the number is known, a bar where only bounds are, and the targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from machikata.domain.adoption import AdoptionCount, AdoptionTarget
from machikata.domain.text import Language, Text
from machikata.domain.wording import interval, number
from machikata.drawing.charts.axes import Axis, round_axis
from machikata.drawing.lettering import text_width
from machikata.drawing.markup import element, label, words
from machikata.drawing.palette import BLUE_50, GRAY_100, GRAY_900, OUTLINE, OWN, STRONG, WEAK, WHITE
from machikata.drawing.picture import Picture, framed

HEIGHT: Final = 280.0
_LEFT: Final = 58.0
_YEAR: Final = 118.0
_KEY: Final = 34.0
_TOP: Final = 44.0
_FOOT: Final = 52.0
_HALF_BAR: Final = 9.0
_HALF_TARGET: Final = 30.0
_ARROW: Final = 34.0
_KEY_ARROW: Final = 20.0
_EXACT: Final = Text("分かっている数", "number known")
_BOUNDS: Final = Text("範囲（下限〜上限）", "range (lower to upper bound)")
_OPEN: Final = Text("下限だけ", "lower bound only")
_PRINTED: Final = Text("割合だけ公表", "only a share published")
_TARGET: Final = Text("目標（年度末まで）", "target (by the end of the year)")


@dataclass(frozen=True, slots=True)
class _Plot:
    """The years that are drawn and the upright axis of bodies."""

    years: tuple[int, ...]
    y: Axis
    language: Language

    def across(self, year: int) -> float:
        return _LEFT + (self.years.index(year) + 0.5) * _YEAR

    def down(self, bodies: float) -> float:
        return self.y.down(bodies, HEIGHT)

    @property
    def right(self) -> float:
        return _LEFT + len(self.years) * _YEAR


def draw_adoption_series(
    counts: Sequence[AdoptionCount],
    targets: Sequence[AdoptionTarget] = (),
    *,
    title: Text,
    language: Language = "ja",
    id_prefix: str,
) -> Picture:
    """The counts by fiscal year, one a year and all of one thing among the same bodies, with the targets.

    A count of which only the share was printed stands, hollow, where the share of all bodies would be. Raises ValueError without a
    count and when two are of one fiscal year.
    """
    of_year = {c.fiscal_year: c for c in counts}
    if not counts or len(of_year) != len(counts):
        raise ValueError("one count for each fiscal year, and at least one")
    seen = [*of_year, *(t.fiscal_year for t in targets)]
    tops = [v for c in counts for v in (c.low, c.high, _from_share(c)) if v is not None]
    y = round_axis([0.0, *tops, *(float(t.bodies) for t in targets)], ticks=5)
    plot = _Plot(tuple(range(min(seen), max(seen) + 1)), y, language)
    entries = _entries(counts, bool(targets), language)
    top = _TOP + _KEY * len(_rows(entries, plot.right))
    return framed(
        *_key(entries, plot.right),
        element(
            "g",
            _grid(plot, {c.n for c in counts}),
            *(_target(t, plot) for t in targets),
            *(_count(c, plot) for c in counts),
            *_feet(plot, of_year),
            transform=f"translate(0 {top:.0f})",
        ),
        id_prefix=id_prefix,
        title=title.in_(language),
        description=_description(counts, targets, language),
        width=plot.right,
        height=top + HEIGHT + _FOOT,
        class_="pic pic-chart",
    )


def written_count(count: AdoptionCount, language: Language) -> str:
    """A count in words: 1,154; 417〜800; 838以上; 5.8%.

    >>> from machikata.domain.adoption import Among, Tool
    >>> count = AdoptionCount("x", Tool.EITHER, Among.ALL, "2022-12", 1788, 838, None, ())
    >>> written_count(count, "ja"), written_count(count, "en")
    ('838以上', '838 or more')
    """
    if count.low is None:
        about = Text("約", "about ") if count.approximate else Text("", "")
        return "" if count.percent is None else about.in_(language) + f"{count.percent:g}%"
    if count.known:
        return number(count.low)
    if count.high is None:
        return Text(f"{number(count.low)}以上", f"{number(count.low)} or more").in_(language)
    return interval(number(count.low), number(count.high), language)


def _from_share(count: AdoptionCount) -> float | None:
    return None if count.low is not None or count.percent is None or count.n is None else count.percent / 100 * count.n


def _grid(plot: _Plot, ns: set[int | None]) -> str:
    lines = "".join(
        element("line", x1=_LEFT, x2=plot.right, y1=y, y2=y, stroke=GRAY_100, stroke_width=1.0, class_="pic-grid")
        + label(number(tick), x=_LEFT - 8, y=y + 5, anchor="end")
        for tick in plot.y.ticks
        for y in (plot.down(tick),)
    )
    foot = element("line", x1=_LEFT, x2=plot.right, y1=HEIGHT, y2=HEIGHT, stroke=OUTLINE, stroke_width=1.0, class_="pic-axis")  # fmt: skip
    unit = label(_unit(ns).in_(plot.language), x=0.0, y=-26, fill=WEAK)
    return lines + foot + unit


def _unit(ns: set[int | None]) -> Text:
    """What is counted; of how many bodies, where that is the same throughout."""
    n = number(ns.copy().pop()) if len(ns) == 1 and None not in ns else ""
    return Text(f"団体数（全{n}団体のうち）", f"bodies (of {n})") if n else Text("団体数", "bodies")


def _count(count: AdoptionCount, plot: _Plot) -> str:
    x, text = plot.across(count.fiscal_year), written_count(count, plot.language)
    estimated = _from_share(count)
    if count.low is None:
        if estimated is None:
            return ""
        mark, top = _ring(x, plot.down(estimated)), plot.down(estimated) - 8
    elif count.known:
        top = plot.down(count.low) - 8
        mark = element("circle", cx=x, cy=plot.down(count.low), r=6.0, fill=OWN, class_="pic-dot-own")
    elif count.high is None:
        top = plot.down(count.low) - _ARROW - 6
        mark = _open(x, plot.down(count.low))
    else:
        top = plot.down(count.high) - 6
        mark = _bar(x, plot.down(count.low), plot.down(count.high))
    told = element("title", words(_told(count, plot.language)))
    return element(
        "g", told, mark, label(text, x=x, y=top - 4, anchor="middle", fill=STRONG, bold=True, halo=True), class_="pic-point"
    )  # fmt: skip


def _ring(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=6.0, fill=WHITE, stroke=OWN, stroke_width=2.0, class_="pic-dot")


def _cap(x: float, y: float) -> str:
    return element("line", x1=x - _HALF_BAR, x2=x + _HALF_BAR, y1=y, y2=y, stroke=OWN, stroke_width=2.5, class_="pic-own-line")  # fmt: skip


def _bar(x: float, low: float, high: float) -> str:
    body = element(
        "rect", x=x - _HALF_BAR, y=high, width=2 * _HALF_BAR, height=low - high, fill=BLUE_50, stroke=OWN, stroke_width=1.0,
        stroke_dasharray="4 3", class_="pic-column-part",
    )  # fmt: skip
    return body + _cap(x, low) + _cap(x, high)


def _open(x: float, low: float, length: float = _ARROW) -> str:
    """A lower bound with an arrow upwards: how far it goes nobody knows."""
    tip = low - length
    shaft = element("line", x1=x, x2=x, y1=low, y2=tip + 8, stroke=OWN, stroke_width=2.5, class_="pic-own-line")
    head = element("path", d=f"M{x - 7:.0f} {tip + 10:.1f}L{x:.0f} {tip:.1f}L{x + 7:.0f} {tip + 10:.1f}Z", fill=OWN, class_="pic-head pic-own")  # fmt: skip
    return _cap(x, low) + shaft + head


def _target(target: AdoptionTarget, plot: _Plot) -> str:
    x, y, bodies = plot.across(target.fiscal_year), plot.down(target.bodies), number(target.bodies)
    said = Text(f"目標 {bodies}", f"target {bodies}").in_(plot.language)
    told = Text(
        f"{target.fiscal_year}年度末までの目標 {bodies}団体", f"target by the end of fiscal year {target.fiscal_year}: {bodies} bodies"
    ).in_(plot.language)  # fmt: skip
    return element(
        "g",
        element("title", words(told)),
        _target_mark(x, y),
        label(said, x=x, y=y + 20, anchor="middle", fill=STRONG, halo=True),
        class_="pic-point",
    )


def _target_mark(x: float, y: float) -> str:
    return element("line", x1=x - _HALF_TARGET, x2=x + _HALF_TARGET, y1=y, y2=y, stroke=GRAY_900, stroke_width=2.5, stroke_dasharray="7 4", class_="pic-ref")  # fmt: skip


def _feet(plot: _Plot, of_year: dict[int, AdoptionCount]) -> list[str]:
    """The years, and below each the month it was asked."""
    drawn = []
    for year in plot.years:
        x, count = plot.across(year), of_year.get(year)
        name = Text(f"{year}年度", f"FY{year}").in_(plot.language)
        asked = Text("公表なし", "none published") if count is None else _month(count)
        drawn.append(label(name, x=x, y=HEIGHT + 22, anchor="middle"))
        drawn.append(label(asked.in_(plot.language), x=x, y=HEIGHT + 44, anchor="middle", fill=WEAK))
    return drawn


def _month(count: AdoptionCount) -> Text:
    year, month = count.as_of[:4], int(count.as_of[5:7])
    return Text(f"{year}年{month}月", f"{year}-{month:02}")


def _entries(counts: Sequence[AdoptionCount], targets: bool, language: Language) -> list[tuple[str, str]]:
    """Marks that occur, with their words."""
    shown = [
        (any(c.known for c in counts), element("circle", cx=12.0, cy=0.0, r=6.0, fill=OWN, class_="pic-dot-own"), _EXACT),
        (any(c.low is not None and c.high is not None and not c.known for c in counts), _bar(12.0, 9.0, -9.0), _BOUNDS),
        (any(c.low is not None and c.high is None for c in counts), _open(12.0, 9.0, _KEY_ARROW), _OPEN),
        (any(_from_share(c) is not None for c in counts), _ring(12.0, 0.0), _PRINTED),
        (targets, element("line", x1=0.0, x2=24.0, y1=0.0, y2=0.0, stroke=GRAY_900, stroke_width=2.5, stroke_dasharray="7 4", class_="pic-ref"), _TARGET),
    ]  # fmt: skip
    return [(mark, text.in_(language)) for occurs, mark, text in shown if occurs]


def _rows(entries: Sequence[tuple[str, str]], width: float) -> list[list[tuple[float, str, str]]]:
    """The entries of the key in rows that fit, each with where it begins."""
    rows: list[list[tuple[float, str, str]]] = [[]]
    x = 0.0
    for mark, text in entries:
        needed = 32 + text_width(text) + 22
        if rows[-1] and x + needed - 22 > width:
            rows.append([])
            x = 0.0
        rows[-1].append((x, mark, text))
        x += needed
    return rows


def _key(entries: Sequence[tuple[str, str]], width: float) -> list[str]:
    return [
        element("g", mark, label(text, x=32.0, y=5), transform=f"translate({x:.0f} {20 + i * _KEY:.0f})")
        for i, row in enumerate(_rows(entries, width))
        for x, mark, text in row
    ]


def _told(count: AdoptionCount, language: Language) -> str:
    text, n = written_count(count, language), "" if count.n is None else number(count.n)
    unit = Text("団体", " bodies").in_(language) if count.low is not None else ""
    month = _month(count)
    return Text(f"{month.ja} {n}団体のうち{text}{unit}", f"{month.en}: {text}{unit} of {n}").in_(language)


def _description(counts: Sequence[AdoptionCount], targets: Sequence[AdoptionTarget], language: Language) -> str:
    told = [_told(c, language) for c in counts]
    told += [
        Text(
            f"目標は{t.fiscal_year}年度末までに{number(t.bodies)}団体",
            f"target: {number(t.bodies)} by the end of fiscal year {t.fiscal_year}",
        ).in_(language)
        for t in targets
    ]
    return ("。" if language == "ja" else "; ").join(told) + ("。" if language == "ja" else ".")
