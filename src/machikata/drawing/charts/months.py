# SPDX-License-Identifier: Apache-2.0
"""What came in each month, as columns, and what lay open at its end, as a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from machikata.analysis.workload_calendar import PeriodLoad
from machikata.domain.text import Language, Text
from machikata.domain.wording import number
from machikata.drawing.charts.axes import Axis, at, curve, level_title, round_axis, stretched, upright_grid
from machikata.drawing.lettering import text_width
from machikata.drawing.markup import element, label, percent, words
from machikata.drawing.palette import BLUE_500, MORE, OUTLINE, WHITE
from machikata.drawing.picture import Margins, Picture, framed

HEIGHT: Final = 190.0
_KEY: Final = 30.0
_COLUMN: Final = 0.62
_NARROW_PLOT: Final = 230.0
_EVERY: Final = (1, 2, 3, 6, 12, 24, 48, 96, 192)


def draw_months(months: Sequence[PeriodLoad], *, language: Language = "ja", id_prefix: str = "months") -> Picture:
    """Cases started in each month, and cases open at its end. A month whose records are not whole is drawn hollow.

    Raises ValueError when there is no month.
    """
    if not months:
        raise ValueError("no month to draw")
    y = round_axis([0.0, *(m.started for m in months), *(m.in_progress for m in months)])
    height = HEIGHT
    return framed(
        element("g", upright_grid(y, height, number), transform=f"translate(0 {_KEY:.0f})"),
        at(
            "0",
            *(_column(m, i, len(months), y, language) for i, m in enumerate(months)),
            _open_line(months, y),
            *(_open_dot(m, i, len(months), y, language) for i, m in enumerate(months)),
            _highest(months, y),
            element(
                "line", x1=0.0, x2="100%", y1=height, y2=height, stroke=OUTLINE, stroke_width=1.0, class_="pic-axis"
            ),
            *_month_names(months, height),
            level_title(_span(months, language), height),
            y=_KEY,
        ),
        *_key(language),
        id_prefix=id_prefix,
        title=Text("月ごとの件数", "Cases by month").in_(language),
        description=_description(months, language),
        width=None,
        height=height + _KEY,
        margins=Margins(top=20, right=12, bottom=52, left=56),
        class_="pic pic-chart",
    )


def _middle(index: int, count: int) -> float:
    return (index + 0.5) / count


def _column(month: PeriodLoad, index: int, count: int, y: Axis, language: Language) -> str:
    top = y.down(month.started, HEIGHT)
    told = Text(
        f"{_year_month(month, language)} 受付{number(month.started)}件",
        f"{_year_month(month, language)}: {number(month.started)} started",
    )
    part = Text("（月の途中まで）", " (part of the month)").in_(language) if not month.whole else ""
    return element(
        "rect",
        element("title", words(told.in_(language) + part)),
        x=percent(_middle(index, count) - _COLUMN / 2 / count),
        width=percent(_COLUMN / count),
        y=top,
        height=max(HEIGHT - top, 0.0),
        fill=BLUE_500 if month.whole else WHITE,
        stroke=None if month.whole else BLUE_500,
        stroke_width=None if month.whole else 1.5,
        stroke_dasharray=None if month.whole else "4 3",
        class_="pic-column" if month.whole else "pic-column-part",
    )


def _open_line(months: Sequence[PeriodLoad], y: Axis) -> str:
    across = Axis(0.0, 1.0, (), 0)
    points = [(_middle(i, len(months)), float(m.in_progress)) for i, m in enumerate(months)]
    return stretched(
        element(
            "path",
            d=curve(points, x=across, y=y),
            fill="none",
            stroke=MORE,
            stroke_width=2.5,
            stroke_linejoin="round",
            vector_effect="non-scaling-stroke",
            class_="pic-open-line",
        ),
        height=HEIGHT,
    )


def _open_dot(month: PeriodLoad, index: int, count: int, y: Axis, language: Language) -> str:
    told = Text(
        f"{_year_month(month, language)}末 未処理{number(month.in_progress)}件",
        f"end of {_year_month(month, language)}: {number(month.in_progress)} open",
    )
    return element(
        "circle",
        element("title", words(told.in_(language))),
        cx=percent(_middle(index, count)),
        cy=y.down(month.in_progress, HEIGHT),
        r=4.0 if count <= 36 else 2.5,
        fill=WHITE,
        stroke=MORE,
        stroke_width=2.0,
        class_="pic-open-dot",
    )


def _highest(months: Sequence[PeriodLoad], y: Axis) -> str:
    index, month = max(enumerate(months), key=lambda pair: (pair[1].in_progress, pair[0]))
    anchor = "start" if index == 0 else "end" if index == len(months) - 1 else "middle"
    return label(
        number(month.in_progress),
        x=percent(_middle(index, len(months))),
        y=y.down(month.in_progress, HEIGHT) - 10,
        anchor=anchor,
        fill=MORE,
        bold=True,
        halo=True,
    )


def _month_names(months: Sequence[PeriodLoad], height: float) -> list[str]:
    """Month numbers, as many as fit a narrow page; with the year when they are months apart."""
    every = next(
        k
        for k in _EVERY
        if len(months) / k * (text_width("12" if k < 3 else "25/12") + 6) <= _NARROW_PLOT or k == _EVERY[-1]
    )
    named = [i for i, m in enumerate(months) if i % every == 0]
    return [
        label(_name(months[i], every), x=percent(_middle(i, len(months))), y=height + 20, anchor="middle")
        for i in named
    ]


def _name(month: PeriodLoad, every: int) -> str:
    return str(month.first.month) if every < 3 else f"{month.first:%y}/{month.first.month}"


def _key(language: Language) -> list[str]:
    """What columns and line are, above the plot."""
    came, lay = Text("受付", "started").in_(language), Text("月末の未処理", "open at the end").in_(language)
    second = 22 + text_width(came) + 18
    return [
        element("rect", x=0.0, y=-4.0, width=16.0, height=16.0, fill=BLUE_500, class_="pic-column"),
        label(came, x=22.0, y=9),
        element(
            "line", x1=second, x2=second + 28, y1=4.0, y2=4.0, stroke=MORE, stroke_width=2.5, class_="pic-open-line"
        ),
        element(
            "circle", cx=second + 14, cy=4.0, r=4.0, fill=WHITE, stroke=MORE, stroke_width=2.0, class_="pic-open-dot"
        ),
        label(lay, x=second + 34, y=9),
    ]


def _span(months: Sequence[PeriodLoad], language: Language) -> str:
    first, last = _year_month(months[0], language), _year_month(months[-1], language)
    part = Text("", "") if all(m.whole for m in months) else Text("、点線は月の途中まで", "; dashed: part of a month")
    return Text(f"月（{first}〜{last}{part.ja}）", f"month ({first} to {last}{part.en})").in_(language)


def _year_month(month: PeriodLoad, language: Language) -> str:
    day = month.first
    return Text(f"{day.year}年{day.month}月", f"{day:%b %Y}").in_(language)


def _description(months: Sequence[PeriodLoad], language: Language) -> str:
    whole = [m for m in months if m.whole] or list(months)
    least, most = min(m.started for m in whole), max(whole, key=lambda m: m.started)
    highest = max(months, key=lambda m: m.in_progress)
    return Text(
        f"受付は{number(least)}件から{number(most.started)}件で、{_year_month(most, 'ja')}が最多。"
        f"月末の未処理は{_year_month(highest, 'ja')}末の{number(highest.in_progress)}件が最多。",
        f"Between {number(least)} and {number(most.started)} cases started each month, most in {_year_month(most, 'en')}. "
        f"Most lay open at the end of {_year_month(highest, 'en')}: {number(highest.in_progress)}.",
    ).in_(language)
