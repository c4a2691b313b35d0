# SPDX-License-Identifier: Apache-2.0
"""A picture as a file of its own: white ground, title above, source line below, invented data marked."""

from __future__ import annotations

from typing import Final

from machikata.domain.provenance import Provenance
from machikata.domain.text import Language, Text
from machikata.domain.wording import number
from machikata.drawing.lettering import fill_lines, text_width
from machikata.drawing.markup import element, label
from machikata.drawing.palette import FONT, NAME_SIZE, SIZE, STRONG, TEXT, WEAK, WHITE, YELLOW_1100
from machikata.drawing.picture import Picture

_SYNTHETIC: Final = Text("架空", "invented data")
_EDGE: Final = 20.0
_LINE: Final = 21.0
_NARROWEST: Final = 560.0


def svg_document(
    picture: Picture,
    *,
    provenance: Provenance,
    language: Language = "ja",
    width: float = 760.0,
    title: str | None = None,
) -> bytes:
    """The picture as an SVG file in UTF-8 that looks right in any viewer: no style sheet, no font and nothing else is loaded.

    A picture of its own size keeps it; one that takes any width becomes `width` px wide with its margins. Below it stand source,
    as-of date, method, n and kind, and 架空 when the data are invented. The same arguments give the same bytes.
    """
    margins = picture.margins
    inner = picture.width if picture.width is not None else width - 2 * _EDGE - margins.left - margins.right
    outer = max(inner + margins.left + margins.right + 2 * _EDGE, _NARROWEST)
    heads = fill_lines(title or picture.title, width=outer - 2 * _EDGE, size=NAME_SIZE, bold=True)
    top = _EDGE + 24 * len(heads) + margins.top
    foot, height = _source_lines(provenance, language, outer, top + picture.height + margins.bottom + 20)
    markup = element(
        "svg",
        element("rect", width="100%", height="100%", fill=WHITE),
        *(
            label(line, x=_EDGE, y=_EDGE + 16 + 24 * i, fill=STRONG, size=NAME_SIZE, bold=True)
            for i, line in enumerate(heads)
        ),
        element(
            "svg", picture.markup, x=_EDGE + margins.left, y=top, width=inner, height=picture.height, overflow="visible"
        ),
        foot,
        xmlns="http://www.w3.org/2000/svg",
        width=outer,
        height=height,
        viewBox=f"0 0 {outer:.0f} {height:.0f}",
        lang=language,
        font_family=FONT,
        font_size=SIZE,
        fill=TEXT,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{markup}\n'.encode()


def source_line(provenance: Provenance, language: Language) -> str:
    """Source, as-of date, method, n and kind in one line, as under every figure of the site (without the mark of invented data)."""
    p = provenance
    as_of = Text(f"（{p.as_of}時点）", f" (as of {p.as_of})") if p.as_of else Text("", "")
    method = Text(f"｜方法：{p.method.ja}", f" | Method: {p.method.en}") if p.method.ja else Text("", "")
    bodies = Text(f"・{p.n_bodies}団体", f", {p.n_bodies} bodies") if p.n_bodies > 1 else Text("", "")
    n, kind = number(p.n_cases), p.kind.label
    return Text(
        f"出典：{p.source.ja}{as_of.ja}{method.ja}｜n＝{n}件{bodies.ja}｜種類：{kind.ja}",
        f"Source: {p.source.en}{as_of.en}{method.en} | n = {n} case{'' if p.n_cases == 1 else 's'}{bodies.en} | Kind: {kind.en}",
    ).in_(language)


def _source_lines(provenance: Provenance, language: Language, width: float, top: float) -> tuple[str, float]:
    """The source line in as many lines as it needs, the mark of invented data at its end; and where the file ends."""
    room = width - 2 * _EDGE
    lines = fill_lines(source_line(provenance, language), width=room)
    parts = [label(line, x=_EDGE, y=top + 14 + _LINE * i, fill=WEAK) for i, line in enumerate(lines)]
    bottom = top + _LINE * len(lines)
    if provenance.synthetic:
        mark = _SYNTHETIC.in_(language)
        x = _EDGE + text_width(lines[-1]) + 10
        if x + text_width(mark) + 14 > _EDGE + room:
            x, bottom = _EDGE, bottom + _LINE + 2
        parts.append(_tag(mark, x, bottom - _LINE))
    return element("g", *parts), round(bottom + _EDGE)


def _tag(text: str, x: float, y: float) -> str:
    frame = element(
        "rect",
        x=x,
        y=y,
        width=text_width(text, bold=True) + 12,
        height=_LINE - 1,
        rx=4.0,
        fill=WHITE,
        stroke=YELLOW_1100,
        stroke_dasharray="3 2",
    )
    return frame + label(text, x=x + 6, y=y + 15, fill=YELLOW_1100, bold=True)
