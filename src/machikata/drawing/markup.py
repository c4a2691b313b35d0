# SPDX-License-Identifier: Apache-2.0
"""SVG as text: elements, escaped words, short numbers. The same input gives the same bytes.

Every look is a presentation attribute (no style attribute, no style sheet), so that pictures pass `style-src 'self'` and an exported
file looks right alone. A page's rule for `svg text` would win over attributes of `text`; looks of words therefore stand on `tspan`.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from machikata.drawing.palette import SIZE, TEXT

Attribute = str | float | None
# What XML 1.0 cannot hold, even escaped: a label of a log may contain anything.
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def words(text: str) -> str:
    """`text` as content of an element; characters that XML cannot hold become U+FFFD.

    >>> words("A < B")
    'A &lt; B'
    """
    return escape(_FORBIDDEN.sub("\ufffd", text))


def short(value: float) -> str:
    """A coordinate: one decimal at most, no trailing zero, no minus zero.

    >>> short(12.0), short(3.14159), short(-0.01)
    ('12', '3.1', '0')
    """
    rounded = round(value, 1) + 0.0
    return f"{rounded:.0f}" if rounded == int(rounded) else f"{rounded:.1f}"


def percent(share: float) -> str:
    """A position or width in percent of the picture, two decimals.

    >>> percent(0.25), percent(1 / 3)
    ('25%', '33.33%')
    """
    return f"{share * 100 + 0.0:.2f}".rstrip("0").rstrip(".") + "%"


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """An element: `class_` stands for class, other underscores for hyphens; attributes that are None are left out.

    >>> element("rect", x=1.0, stroke_width=2.5, class_="pic-node")
    '<rect x="1" stroke-width="2.5" class="pic-node"/>'
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if not children:
        return f"<{name}{written}/>"
    return f"<{name}{written}>{''.join(children)}</{name}>"


def _attribute(key: str, value: str | float) -> str:
    name = key.rstrip("_").replace("_", "-")
    content = short(value) if isinstance(value, float | int) else _FORBIDDEN.sub("\ufffd", value)
    return f" {name}={quoteattr(content)}"


def label(
    text: str,
    *,
    x: str | float,
    y: float,
    anchor: str = "start",
    fill: str = TEXT,
    size: float = SIZE,
    bold: bool = False,
    dx: float | None = None,
    halo: bool = False,
    class_: str | None = None,
) -> str:
    """One line of words. Only a look that differs from the page's (14 px, text colour) costs a tspan."""
    plain = fill == TEXT and size == SIZE and not bold
    inside = words(text) if plain else words_in(text, fill=fill, size=size, bold=bold)
    ground: dict[str, Attribute] = (
        {"paint_order": "stroke", "stroke": "#ffffff", "stroke_width": 4.0, "stroke_linejoin": "round"} if halo else {}
    )
    return element(
        "text", inside, x=x, y=y, dx=dx, text_anchor=None if anchor == "start" else anchor, **ground, class_=class_
    )


def words_in(text: str, *, fill: str = TEXT, size: float = SIZE, bold: bool = False) -> str:
    """A run of words with its own look, inside a line of words."""
    return element(
        "tspan",
        words(text),
        fill=fill if fill != TEXT else None,
        font_size=size if size != SIZE else None,
        font_weight="700" if bold else None,
        class_=_ROLE.get(fill),
    )


# In forced colours the style sheet turns these roles into system colours.
_ROLE: Final = {"#ffffff": "pic-on-dark", "#0017c1": "pic-own-words"}
