# SPDX-License-Identifier: Apache-2.0
"""A finished picture: SVG with its title and description, and how much room its words need outside the drawing area."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from machikata.drawing.markup import Attribute, element, words
from machikata.drawing.palette import FONT, SIZE, TEXT

_PREFIX: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Margins:
    """Room in px outside the drawing area that axis words need; the page gives it as padding, an exported file as space."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG picture. `str(picture)` and a Jinja expression give its markup, ready to stand in a page.

    `width` is None when the picture takes the width it is given (its words keep their size). `height` is in px.
    """

    markup: str
    title: str
    description: str
    width: float | None
    height: float
    margins: Margins = Margins()

    def __str__(self) -> str:
        return self.markup

    def __html__(self) -> str:
        return self.markup


def framed(
    *children: str,
    id_prefix: str,
    title: str,
    description: str,
    width: float | None,
    height: float,
    margins: Margins | None = None,
    class_: str,
) -> Picture:
    """The children as one picture, named by `title` and told by `description`.

    Raises ValueError when `id_prefix` cannot begin an id; it must differ between pictures of one page.
    """
    if not _PREFIX.fullmatch(id_prefix):
        raise ValueError(f"an id prefix begins with a letter and holds letters, digits, - and _: {id_prefix!r}")
    named: dict[str, Attribute] = {"role": "img", "aria_labelledby": f"{id_prefix}-t {id_prefix}-d"}
    fixed = width is not None
    markup = element(
        "svg",
        element("title", words(title), id=f"{id_prefix}-t"),
        element("desc", words(description), id=f"{id_prefix}-d"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        width=width if width is not None else "100%",
        height=height,
        viewBox=f"0 0 {width:.0f} {height:.0f}" if width is not None else None,
        overflow=None if fixed else "visible",
        **named,
        font_family=FONT,
        font_size=SIZE,
        fill=TEXT,
        class_=class_,
    )
    return Picture(markup, title, description, width, height, margins or Margins())
