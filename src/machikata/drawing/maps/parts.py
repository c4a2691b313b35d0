# SPDX-License-Identifier: Apache-2.0
"""What both maps are made of: activity boxes, start and end, arcs with their numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from machikata.domain.text import Text
from machikata.drawing.graph.arc_paths import arc_path
from machikata.drawing.graph.shapes import Box, GraphNode, Point
from machikata.drawing.lettering import text_width, wrap_label
from machikata.drawing.markup import element, label, words, words_in
from machikata.drawing.palette import ARROW, GRAY_800, NAME_SIZE, OUTLINE, STRONG, TEXT, WHITE

START_KEY: Final = "start"
END_KEY: Final = "end"
TERMINALS: Final = {START_KEY: Text("開始", "Start"), END_KEY: Text("終了", "End")}

_NARROWEST: Final = 128.0
_ONE_LINE: Final = 148.0
_WIDEST: Final = 176.0
_SIDE: Final = 12.0
_NAME_LINE: Final = 20.0
_TERMINAL_SIZE: Final = (84.0, 32.0)


def activity_key(activity: str) -> str:
    """The key of an activity in the graph; it cannot meet that of start or end."""
    return f"activity:{activity}"


def key_activity(key: str) -> str:
    """The activity of a key, empty for start and end."""
    return key.removeprefix("activity:") if key.startswith("activity:") else ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words of one look."""

    text: str
    fill: str = TEXT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """The outline of a node or the line of an arc."""

    colour: str = OUTLINE
    width: float = 1.5
    dashes: str | None = None
    class_: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands in a node: lines of the name, a line of figures, the words that appear on pointing, the outline."""

    lines: tuple[str, ...]
    figures: tuple[Run, ...]
    tooltip: str
    look: Look


def runs_width(runs: Iterable[Run]) -> float:
    """Estimated width of runs on one line."""
    return sum(text_width(run.text, bold=run.bold) for run in runs)


def name_width(names: Iterable[str]) -> float:
    """One width for the names of all nodes of a map: as narrow as lets most names take two lines at most."""
    needs = sorted(_two_lines(name) for name in names)
    if not needs:
        return _NARROWEST
    return min(max(needs[math.ceil(len(needs) * 0.8) - 1], _NARROWEST), _WIDEST)


def _two_lines(name: str) -> float:
    """The width a name needs in two lines, or in one if it is short."""
    whole = text_width(name, size=NAME_SIZE, bold=True)
    if whole <= _ONE_LINE:
        return whole
    for width in range(int(_NARROWEST), int(_WIDEST), 8):
        if len(wrap_label(name, width=width, size=NAME_SIZE, bold=True)) <= 2:
            return float(width)
    return _WIDEST


def name_lines(name: str, width: float) -> tuple[str, ...]:
    """The lines of an activity's name."""
    return wrap_label(name, width=width, size=NAME_SIZE, bold=True)


def activity_node(key: str, sign: Sign, width: float) -> GraphNode:
    """The size of an activity box whose names are `width` wide."""
    need = max([width, runs_width(sign.figures), *(text_width(s, size=NAME_SIZE, bold=True) for s in sign.lines)])
    return GraphNode(key, math.ceil(need + 2 * _SIDE), _NAME_LINE * len(sign.lines) + 34.0)


def terminal_node(key: str) -> GraphNode:
    """The size of start and end."""
    return GraphNode(key, *_TERMINAL_SIZE)


def draw_activity(box: Box, sign: Sign, *, index: int, activity: str) -> str:
    """An activity: its box, name and figures."""
    x, _ = box.centre
    names = [
        label(line, x=x, y=box.top + 23 + i * _NAME_LINE, anchor="middle", fill=STRONG, size=NAME_SIZE, bold=True)
        for i, line in enumerate(sign.lines)
    ]
    return element(
        "g",
        element("title", words(sign.tooltip)),
        _outline(box, sign.look),
        *names,
        _line_of(sign.figures, x, box.bottom - 10),
        class_="pic-activity",
        data_node=f"n{index}",
        data_activity=activity,
    )


def _outline(box: Box, look: Look) -> str:
    return element(
        "rect",
        x=box.left,
        y=box.top,
        width=box.width,
        height=box.height,
        rx=6.0,
        fill=WHITE,
        stroke=look.colour,
        stroke_width=look.width,
        stroke_dasharray=look.dashes,
        class_=f"pic-box {look.class_}".rstrip(),
    )


def draw_terminal(box: Box, name: str, *, index: int, key: str) -> str:
    """Start or end: a dark pill."""
    x, y = box.centre
    return element(
        "g",
        element(
            "rect",
            x=box.left,
            y=box.top,
            width=box.width,
            height=box.height,
            rx=box.height / 2,
            fill=GRAY_800,
            class_="pic-dark",
        ),
        label(name, x=x, y=y + 5, anchor="middle", fill=WHITE, bold=True),
        class_="pic-terminal",
        data_node=f"n{index}",
        data_terminal=key,
    )


def draw_arc(points: tuple[Point, ...], *, thickness: float, look: Look, head: str = ARROW) -> str:
    """Line and arrow head."""
    path = arc_path(points, thickness=thickness)
    return element(
        "path",
        d=path.line,
        fill="none",
        stroke=look.colour,
        stroke_width=thickness,
        stroke_dasharray=look.dashes,
        class_=f"pic-arc {look.class_}".rstrip(),
    ) + element("path", d=path.head, fill=head, class_=f"pic-head {look.class_}".rstrip())


def draw_figures(box: Box, runs: tuple[Run, ...]) -> str:
    """The figures of an arc on a white ground that interrupts its line."""
    x, y = box.centre
    ground = element(
        "rect", x=box.left, y=box.top, width=box.width, height=box.height, rx=4.0, fill=WHITE, class_="pic-ground"
    )
    return ground + _line_of(runs, x, y + 5)


def _line_of(runs: tuple[Run, ...], x: float, y: float) -> str:
    plain = all(run.fill == TEXT and not run.bold for run in runs)
    inside = (
        words("".join(run.text for run in runs))
        if plain
        else "".join(words_in(run.text, fill=run.fill, bold=run.bold) for run in runs)
    )
    return element("text", inside, x=x, y=y, text_anchor="middle")


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sample (drawn in 36 × 16 px) and what it means."""

    sample: str
    meaning: str


def line_sample(look: Look, thickness: float) -> str:
    """A short line for the legend."""
    return element(
        "line",
        x1=0.0,
        x2=36.0,
        y1=8.0,
        y2=8.0,
        stroke=look.colour,
        stroke_width=thickness,
        stroke_dasharray=look.dashes,
        class_=f"pic-arc {look.class_}".rstrip(),
    )


def box_sample(look: Look) -> str:
    """A small box for the legend."""
    return _outline(Box(3.0, 0.0, 30.0, 16.0), look).replace('rx="6"', 'rx="3"')


def sample_words(runs: tuple[Run, ...]) -> str:
    """Words as a sample for the legend."""
    return _line_of(runs, 18.0, 13.0)


def draw_legend(entries: Iterable[LegendEntry], *, left: float, top: float, width: float) -> tuple[str, float, float]:
    """The legend in as many rows as `width` asks for; its markup, its lower edge and the right edge it reaches."""
    parts, x, y, reached = [], left, top, left
    for entry in entries:
        need = 44.0 + text_width(entry.meaning)
        if x > left and x + need > left + width:
            x, y = left, y + 26.0
        sample = element("g", entry.sample, transform=f"translate({x:.0f} {y:.0f})")
        parts.append(sample + label(entry.meaning, x=x + 44, y=y + 13, fill=TEXT))
        x += need + 24.0
        reached = max(reached, x - 24.0)
    return element("g", *parts, class_="pic-legend"), y + 20.0, reached
