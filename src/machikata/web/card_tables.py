# SPDX-License-Identifier: Apache-2.0
"""Tables that become cards on a narrow screen keep their meaning.

A style sheet that shows rows as blocks takes the table roles away from assistive technology, and the head out of sight. So every
such table states its roles itself, and every cell names its column (`data-l`), which the narrow style shows before the value.
"""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_TAG: Final = re.compile(r"<(/?)(thead|tbody|tfoot|tr|th|td)\b([^>]*)>")
_ANY_TAG: Final = re.compile(r"<[^>]+>")
_DRAWING: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_LABEL: Final = re.compile(r'\bdata-l="([^"]*)"')
_SPAN: Final = re.compile(r'\bcolspan="(\d+)"')
_ROLES: Final = {"thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}


def with_roles(rows: str) -> Markup:
    """The inside of a table with roles on every part and the column's name on every cell.

    >>> with_roles('<thead><tr><th scope="col">件数</th></tr></thead><tbody><tr><td>3</td></tr></tbody>').count(
    ...     'data-l="件数"'
    ... )
    1
    """
    labels = _column_labels(rows)
    column, width = -1, 1
    pieces: list[str] = []
    position = 0
    for tag in _TAG.finditer(rows):
        closing, name, attributes = tag.groups()
        pieces.append(rows[position : tag.start()])
        position = tag.end()
        if closing:
            pieces.append(tag.group())
            continue
        if name == "tr":
            column, width = -1, 1
        elif name in ("th", "td"):
            column, width = column + width, _width(attributes)
        pieces.append(f"<{name}{_role(name, attributes)}{attributes}{_label(name, attributes, labels, column)}>")
    pieces.append(rows[position:])
    return Markup("".join(pieces))  # noqa: S704 - only attributes of our own were added to what a template had escaped


def _width(attributes: str) -> int:
    """How many columns a cell covers."""
    span = _SPAN.search(attributes)
    return int(span.group(1)) if span else 1


def _role(name: str, attributes: str) -> str:
    if name == "th":
        return ' role="rowheader"' if 'scope="row"' in attributes else ' role="columnheader"'
    return f' role="{_ROLES[name]}"'


def _label(name: str, attributes: str, labels: list[str], column: int) -> str:
    if name != "td" or "data-l=" in attributes or column >= len(labels):
        return ""
    return f' data-l="{labels[column]}"'


def _column_labels(rows: str) -> list[str]:
    """The words of the head, column by column; a head cell may say a shorter word itself (`data-l`)."""
    head = rows.partition("</thead>")[0] if "</thead>" in rows else ""
    labels = []
    for cell in re.findall(r"<th\b(.*?)</th>", head, re.DOTALL):
        attributes, _, inside = cell.partition(">")
        own = _LABEL.search(attributes)
        words = " ".join(_ANY_TAG.sub(" ", _DRAWING.sub("", inside)).split())
        labels.append(own.group(1) if own else str(escape(Markup(words).unescape())))  # noqa: S704 - taken out of our own template
    return labels
