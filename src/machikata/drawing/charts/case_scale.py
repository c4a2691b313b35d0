# SPDX-License-Identifier: Apache-2.0
"""Published effects of one unit and basis under one another, each kind of figure in a panel of its own on the same axis.

The kind is told by word, shape and border: ● solid measured, ◐ dotted trials, ◇ dashed forecasts. Rows keep the order given (never by
value); nothing is summed or averaged. A line stands only where a range was printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from machikata.domain.provenance import FigureKind
from machikata.domain.text import Language, Text
from machikata.domain.wording import interval, number
from machikata.drawing.charts.axes import Axis, at, level_title
from machikata.drawing.charts.split_axis import SplitAxis, axis_for
from machikata.drawing.lettering import text_width
from machikata.drawing.markup import element, label, percent, words, words_in
from machikata.drawing.palette import GRAY_100, GRAY_900, OUTLINE, PEER, STRONG, TEXT, WEAK, WHITE
from machikata.drawing.picture import Margins, Picture, framed

_ROW: Final = 46.0
_HEAD: Final = 34.0
_GAP: Final = 14.0
_MARK_AT: Final = 32.0
_EDGE: Final = 14.0
"""Room at both sides of a panel, so that marks at the ends of the axis stay inside its border."""
_NAME_WIDTH: Final = 190.0
"""px for the name of a row beside its value, on a phone."""
_PHONE: Final = 300.0
"""px across the plot on the narrowest page."""
_LOG_NOTE: Final = Text("目盛りは1つ進むごとに10倍（対数）", "each tick is ten times the one before (logarithmic)")
_APART: Final = Text("、0とマイナスは左に分けています", "; zero and negative values stand apart at the left")


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """One figure. `value` is None where only a range was printed; `low` and `high` are that range."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    approximate: bool = False
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class KindPanel:
    """The figures of one kind."""

    kind: FigureKind
    rows: tuple[ScaleRow, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """Shape and border of a kind."""

    sign: str
    dashes: str | None


_LOOKS: Final = {
    FigureKind.MEASURED: _Look("●", None),
    FigureKind.TRIAL: _Look("◐", "2 4"),
    FigureKind.ANNUALISED_TRIAL: _Look("◐", "2 4"),
    FigureKind.FORECAST: _Look("◇", "8 4"),
    FigureKind.REPORTED: _Look("○", None),
    FigureKind.USAGE: _Look("□", None),
    FigureKind.NEGATIVE: _Look("×", None),
}


def kind_sign(kind: FigureKind) -> str:
    """The shape that stands for a kind of figure.

    >>> kind_sign(FigureKind.FORECAST)
    '◇'
    """
    return _LOOKS[kind].sign


def draw_case_scale(
    panels: Sequence[KindPanel],
    *,
    title: Text,
    unit: Text,
    decimals: int = 1,
    language: Language = "ja",
    id_prefix: str,
) -> Picture:
    """The panels in the order given, on one axis. Raises ValueError when there is no figure."""
    values = [v for p in panels for r in p.rows for v in (r.value, r.low, r.high) if v is not None]
    if not values:
        raise ValueError("no figure to draw")
    axis = axis_for(values)
    tops, height = _tops(panels)
    told = [[_told(r, unit, decimals, language) for r in p.rows] for p in panels]
    return framed(
        _grid(axis, height),
        *(_panel(p, top, axis, texts, language) for p, top, texts in zip(panels, tops, told, strict=True)),
        _foot(axis, height, language),
        level_title(unit.in_(language).strip(), height),
        _axis_note(axis, height, language),
        id_prefix=id_prefix,
        title=title.in_(language),
        description=_description(panels, told, axis, language),
        width=None,
        height=height,
        margins=Margins(top=8, right=16, bottom=52 if isinstance(axis, Axis) else 76, left=16),
        class_="pic pic-chart",
    )


def _tops(panels: Sequence[KindPanel]) -> tuple[list[float], float]:
    tops, y = [], 0.0
    for panel in panels:
        tops.append(y)
        y += _HEAD + _ROW * len(panel.rows) + _GAP
    return tops, y


def _across(axis: Axis | SplitAxis, value: float) -> str:
    return percent(min(max(axis.share(value), 0.0), 1.0))


def _grid(axis: Axis | SplitAxis, height: float) -> str:
    """Upright lines at the ticks; the one at zero is the line against which values are read."""
    lines = []
    for tick in axis.ticks:
        x = _across(axis, tick)
        stroke, width, class_ = (GRAY_900, 1.5, "pic-ref") if tick == 0 else (GRAY_100, 1.0, "pic-grid")
        lines.append(element("line", x1=x, x2=x, y1=0.0, y2=height, stroke=stroke, stroke_width=width, class_=class_))
    return "".join(lines)


def _foot(axis: Axis | SplitAxis, height: float, language: Language) -> str:
    line = element(
        "line", x1="0%", x2="100%", y1=height, y2=height, stroke=OUTLINE, stroke_width=1.0, class_="pic-axis"
    )
    decimals = axis.decimals if isinstance(axis, Axis) else 0
    texts = [_tick(tick, decimals, language) for tick in axis.ticks]
    shown = _shown_ticks(axis, texts)
    marks = [
        element("line", x1=x, x2=x, y1=height, y2=height + 5, stroke=OUTLINE, stroke_width=1.0, class_="pic-axis")
        for x in (_across(axis, tick) for tick in axis.ticks)
    ]
    names = [
        label(text, x=_across(axis, tick), y=height + 22, anchor=_anchor(axis.share(tick)))
        for i, (tick, text) in enumerate(zip(axis.ticks, texts, strict=True))
        if i in shown
    ]
    return line + "".join(marks) + "".join(names)


def _tick(value: float, decimals: int, language: Language) -> str:
    """A tick as short as it can be: 1万 in Japanese from ten thousand on."""
    size = abs(value)
    if language == "ja" and size >= 10_000 and size % 10_000 == 0:
        written = f"{number(size / 10_000)}万" if size < 1e8 else f"{number(size / 1e8, 0 if size % 1e8 == 0 else 1)}億"
        return ("−" if value < 0 else "") + written
    return number(value, max(decimals, 0) if size >= 1 or value == 0 else max(decimals, 3))


def _shown_ticks(axis: Axis | SplitAxis, texts: Sequence[str]) -> frozenset[int]:
    """Ticks with their number: both ends and zero first, then as many as a phone has room for."""
    last = len(texts) - 1
    zero = [i for i, tick in enumerate(axis.ticks) if tick == 0]
    kept: dict[int, tuple[float, float]] = {}
    for i in dict.fromkeys((last, *zero, 0, *range(last, 0, -2), *range(last))):
        at_px, width = axis.share(axis.ticks[i]) * _PHONE, text_width(texts[i])
        left = at_px - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[_anchor(axis.share(axis.ticks[i]))]
        if all(left + width + 6 <= a or b + 6 <= left for a, b in kept.values()):
            kept[i] = (left, left + width)
    return frozenset(kept)


def _anchor(share: float) -> str:
    return "start" if share < 0.03 else "end" if share > 0.97 else "middle"


def _axis_note(axis: Axis | SplitAxis, height: float, language: Language) -> str:
    if isinstance(axis, Axis):
        return ""
    note = _LOG_NOTE + _APART if axis.zero else _LOG_NOTE
    return label(note.in_(language), x="0%", y=height + 66, fill=WEAK)


def _panel(panel: KindPanel, top: float, axis: Axis | SplitAxis, told: Sequence[str], language: Language) -> str:
    look = _LOOKS[panel.kind]
    count = Text(f"{len(panel.rows)}件", f"{len(panel.rows)} figures" if len(panel.rows) != 1 else "1 figure")
    head = element(
        "text",
        words_in(f"{look.sign} {panel.kind.label.in_(language)}", bold=True, fill=STRONG),
        words("  "),
        words_in(count.in_(language), fill=WEAK),
        x="0%",
        y=top + 22,
        **_HALO,
    )
    return (
        _border(top, len(panel.rows), look)
        + head
        + "".join(_row(row, top + _HEAD + i * _ROW, panel.kind, axis, told[i]) for i, row in enumerate(panel.rows))
    )


_HALO: Final[dict[str, str | float | None]] = {
    "paint_order": "stroke",
    "stroke": WHITE,
    "stroke_width": 4.0,
    "stroke_linejoin": "round",
}


def _border(top: float, rows: int, look: _Look) -> str:
    """The frame of a panel, a little wider than the axis: solid, dotted or dashed as its kind is."""
    height = _HEAD + _ROW * rows
    sides = [("0%", "0%", -_EDGE), ("100%", "100%", _EDGE)]
    lines = [at(x1, _line(x1=dx, x2=dx, y1=top, y2=top + height, dashes=look.dashes)) for x1, _, dx in sides]
    for y in (top, top + height):
        lines.append(_line(x1="0%", x2="100%", y1=y, y2=y, dashes=look.dashes))
        lines += [
            at("0%", _line(x1=-_EDGE, x2=0.0, y1=y, y2=y, dashes=look.dashes)),
            at("100%", _line(x1=0.0, x2=_EDGE, y1=y, y2=y, dashes=look.dashes)),
        ]
    return "".join(lines)


def _line(*, x1: str | float, x2: str | float, y1: float, y2: float, dashes: str | None) -> str:
    return element(
        "line", x1=x1, x2=x2, y1=y1, y2=y2, stroke=PEER, stroke_width=1.5, stroke_dasharray=dashes, class_="pic-kind"
    )


def _row(row: ScaleRow, top: float, kind: FigureKind, axis: Axis | SplitAxis, told: str) -> str:
    y = top + _MARK_AT
    name = element("text", words_in(_cut(row.name)), x="0%", y=top + 16, **_HALO)
    value = element("text", words_in(told, fill=TEXT), x="100%", y=top + 16, text_anchor="end", **_HALO)
    line = "" if row.low is None or row.high is None else _range(_across(axis, row.low), _across(axis, row.high), y)
    mark = "" if row.value is None else at(_across(axis, row.value), _mark(kind), y=y)
    return name + value + line + mark


def _range(low: str, high: str, y: float) -> str:
    """A printed range, with a short upright at both ends so that it is not taken for a rule."""
    look: dict[str, str | float | None] = {"stroke": PEER, "stroke_width": 3.0, "class_": "pic-peer-line"}
    ends = "".join(element("line", x1=x, x2=x, y1=y - 6, y2=y + 6, **look) for x in (low, high))
    return element("line", x1=low, x2=high, y1=y, y2=y, **look) + ends


def _cut(name: str) -> str:
    """The name as far as a phone has room for it; the table below holds it whole."""
    if text_width(name) <= _NAME_WIDTH:
        return name
    while name and text_width(name + "…") > _NAME_WIDTH:
        name = name[:-1]
    return name.rstrip() + "…"


def _mark(kind: FigureKind) -> str:
    """The shape of a kind around (0, 0)."""
    plain: dict[str, str | float | None] = {"stroke": GRAY_900, "stroke_width": 2.0, "class_": "pic-dot"}
    if kind is FigureKind.MEASURED:
        return element("circle", cx=0.0, cy=0.0, r=6.0, fill=GRAY_900, **plain)
    if kind in (FigureKind.TRIAL, FigureKind.ANNUALISED_TRIAL):
        ring = element("circle", cx=0.0, cy=0.0, r=6.0, fill=WHITE, **plain)
        return ring + element("path", d="M0 -6A6 6 0 0 0 0 6Z", fill=GRAY_900, class_="pic-half")
    if kind is FigureKind.FORECAST:
        return element("path", d="M0 -7L7 0L0 7L-7 0Z", fill=WHITE, **plain)
    if kind is FigureKind.USAGE:
        return element("rect", x=-5.5, y=-5.5, width=11.0, height=11.0, fill=WHITE, **plain)
    if kind is FigureKind.NEGATIVE:
        return element("path", d="M-6 -6L6 6M6 -6L-6 6", fill="none", **plain)
    return element("circle", cx=0.0, cy=0.0, r=6.0, fill=WHITE, **plain)


def _told(row: ScaleRow, unit: Text, decimals: int, language: Language) -> str:
    """The value with its unit, 約 where the source says so, and the printed range."""
    about = Text("約", "about ").in_(language) if row.approximate else ""
    value = "" if row.value is None else about + _number(row.value, decimals) + unit.in_(language)
    invented = Text("（架空）", " (invented)").in_(language) if row.synthetic else ""
    if row.low is None or row.high is None:
        return value + invented
    ends = interval(_number(row.low, decimals), _number(row.high, decimals), language)
    return (f"{value} ({ends})" if value else about + ends + unit.in_(language)) + invented


def _number(value: float, decimals: int) -> str:
    """With no more decimals than the value has."""
    return number(value, 0 if value == int(value) else decimals)


def _description(
    panels: Sequence[KindPanel], told: Sequence[Sequence[str]], axis: Axis | SplitAxis, language: Language
) -> str:
    parts = []
    for panel, texts in zip(panels, told, strict=True):
        rows = [f"{row.name} {text}" for row, text in zip(panel.rows, texts, strict=True)]
        kind = panel.kind.label.in_(language)
        parts.append(f"{kind}：{'、'.join(rows)}。" if language == "ja" else f"{kind}: {'; '.join(rows)}. ")
    note = "" if isinstance(axis, Axis) else _LOG_NOTE.in_(language) + ("。" if language == "ja" else ".")
    return ("".join(parts) + note).strip()
