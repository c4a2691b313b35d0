# SPDX-License-Identifier: Apache-2.0
"""Steps of shade for tables of figures: the figure always stands in its cell, the shade only leads the eye."""

from __future__ import annotations

from typing import Final

from machikata.domain.text import Language, Text
from machikata.domain.wording import number
from machikata.drawing.graph.shapes import Box
from machikata.drawing.markup import element, label, words
from machikata.drawing.palette import STRONG, WHITE

# White and blue 50, 200, 300, 400, 700, 900 of the design tokens. Words are gray 900 up to 400 (at least 6:1) and white from 700 on
# (at least 6:1); the blues between give neither enough contrast.
STEPS: Final = ("#ffffff", "#e8f1fe", "#c5d7fb", "#9db7f9", "#7096f8", "#264af4", "#0017c1")
_WHITE_FROM: Final = 5


def step_of(value: float, largest: float) -> int:
    """The step of a value: 0 for none, 6 for the largest; proportional in between.

    >>> [step_of(v, 100.0) for v in (0, 1, 50, 100)]
    [0, 1, 3, 6]
    """
    return 0 if value <= 0 or largest <= 0 else max(1, min(6, round(6 * value / largest)))


def compact(value: float, language: Language) -> str:
    """A count in few signs: 812, 3,108, 1.2万, 24k.

    >>> compact(3108, "ja"), compact(24310, "ja"), compact(24310, "en")
    ('3,108', '2.4万', '24k')
    """
    if value < 9_999.5:
        return number(value)
    if language == "ja":
        return number(value / 10_000, 1 if value < 99_500 else 0) + "万"
    return number(value / 1_000) + "k" if value < 999_500 else number(value / 1e6, 1) + "M"


def draw_cell(box: Box, text: str, *, step: int, tooltip: str) -> str:
    """A cell with its figure."""
    x, y = box.centre
    return element(
        "g",
        element("title", words(tooltip)),
        element(
            "rect",
            x=box.left,
            y=box.top,
            width=box.width,
            height=box.height,
            rx=2.0,
            fill=STEPS[step],
            class_=f"pic-shade-{step}",
        ),
        label(text, x=x, y=y + 5, anchor="middle", fill=WHITE if step >= _WHITE_FROM else STRONG) if text else "",
    )


HIDDEN: Final = Text("表示しません", "not shown")
