# SPDX-License-Identifier: Apache-2.0
"""Pictures of apps: an SVG is taken apart and written anew from what is allowed; anything else in it refuses the whole picture.

Allowed are shapes, words and gradients with their presentation attributes. Scripts, event handlers, style sheets, links, foreign
content and addresses outside the picture are not, whatever they are called: only what stands in the two lists passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from machikata.domain.errors import InputRefused, Problem
from machikata.domain.text import Text

MOST_BYTES: Final = 2 << 20
MOST_DEPTH: Final = 60
_SVG: Final = "{http://www.w3.org/2000/svg}"
_SHAPES: Final = "svg g defs title desc path rect circle ellipse line polyline polygon text tspan clipPath linearGradient radialGradient stop marker"
_LOOKS: Final = (
    "id role transform viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d points offset pathLength "
    "fill fill-opacity fill-rule stroke stroke-width stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-opacity "
    "stroke-miterlimit opacity stop-color stop-opacity font-family font-size font-weight font-style text-anchor dominant-baseline "
    "letter-spacing textLength lengthAdjust writing-mode clip-path clip-rule clipPathUnits gradientUnits gradientTransform spreadMethod "
    "marker-start marker-mid marker-end markerWidth markerHeight markerUnits refX refY orient visibility shape-rendering "
    "vector-effect paint-order version rotate"
)
_ELEMENTS: Final = frozenset(_SHAPES.split())
_ATTRIBUTES: Final = frozenset(_LOOKS.split())
_LOCAL: Final = re.compile(r"url\(\s*#([A-Za-z_][\w.-]*)\s*\)")
_ADDRESS: Final = re.compile(r"url\s*\(|[a-z][a-z0-9+.-]*\s*:", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"[\s,]+")


def safe_svg(svg: str, *, prefix: str = "p") -> str:
    """The picture as it may stand in a page; `prefix` goes before every id, so that pictures do not disturb the page.

    Raises:
        InputRefused: it is no SVG, or holds anything that is not allowed (all of it is named).

    >>> safe_svg('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>')
    '<svg viewBox="0 0 9 9" width="9" height="9"><path d="M0 0h9"/></svg>'
    """
    root = _parsed(svg)
    faults = list(dict.fromkeys(_faults(root, 0)))
    if faults:
        raise InputRefused([_refused(what) for what in faults[:20]])
    _sized(root)
    return _written(root, prefix)


def _parsed(svg: str) -> Element:
    if len(svg.encode("utf-8", "replace")) > MOST_BYTES:
        raise InputRefused([_refused(Text("図が大きすぎます", "the picture is too large"))])
    try:
        root: Element = fromstring(svg)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise InputRefused([_refused(Text("図をSVGとして読めません", "the picture is no SVG"))]) from error
    return root


def _faults(node: Element, depth: int) -> Iterator[Text]:
    name = _name(node)
    if name not in _ELEMENTS or (depth == 0) != (name == "svg"):
        yield Text(
            f"図に使えない要素があります（{_shown(node.tag)}）",
            f"the picture holds an element that is not allowed ({_shown(node.tag)})",
        )
        return
    if depth > MOST_DEPTH:
        yield Text("図の入れ子が深すぎます", "the picture is nested too deeply")
        return
    for key, value in node.attrib.items():
        if key not in _ATTRIBUTES or (key != "id" and _ADDRESS.search(_LOCAL.sub("", value))):
            yield Text(
                f"図に使えない属性があります（{_shown(key)}）",
                f"the picture holds an attribute that is not allowed ({_shown(key)})",
            )
    for child in node:
        yield from _faults(child, depth + 1)


def _name(node: Element) -> str:
    """The name of an element of SVG; of any other one with the language it belongs to, which no list holds."""
    tag: object = node.tag
    return tag.removeprefix(_SVG) if isinstance(tag, str) and tag.startswith(_SVG) else f"other {tag}"


def _shown(name: object) -> str:
    return str(name).rpartition("}")[2][:40]


def _sized(root: Element) -> None:
    """A picture that says only its coordinates gets their size, so that its words keep theirs."""
    parts = [p for p in _NUMBERS.split(root.get("viewBox", "").strip()) if p]
    if len(parts) == 4 and "width" not in root.attrib and "height" not in root.attrib:
        root.set("width", parts[2])
        root.set("height", parts[3])


def _written(node: Element, prefix: str) -> str:
    name = node.tag.removeprefix(_SVG)
    attributes = "".join(f" {k}={quoteattr(_local(k, v, prefix))}" for k, v in node.attrib.items())
    inside = escape(node.text or "") + "".join(_written(c, prefix) + escape(c.tail or "") for c in node)
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def _local(key: str, value: str, prefix: str) -> str:
    return f"{prefix}-{value}" if key == "id" else _LOCAL.sub(lambda found: f"url(#{prefix}-{found.group(1)})", value)


def _refused(what: Text) -> Problem:
    remedy = Text("図形・文字・色だけで描いてください", "draw it with shapes, words and colours only")
    return Problem("picture-refused", what, remedy)
