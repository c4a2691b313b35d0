# SPDX-License-Identifier: Apache-2.0
"""Work handed on between kinds of staff, as a shaded table: from the rows to the columns."""

from __future__ import annotations

from typing import Final

from machikata.analysis.handovers import JOINED, HandoverMatrix
from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number
from machikata.drawing.charts.shades import HIDDEN, compact, draw_cell, step_of
from machikata.drawing.graph.shapes import Box
from machikata.drawing.lettering import text_width, wrap_label
from machikata.drawing.markup import element, label
from machikata.drawing.palette import GRAY_300, WEAK
from machikata.drawing.picture import Picture, framed

_ROW: Final = 40.0
_GAP: Final = 2.0
_HEAD: Final = 60.0
_NAME: Final = 180.0
_OTHERS: Final = Text("ほか（人数が少ない担い手）", "others (few persons)")


def draw_handovers(matrix: HandoverMatrix, *, language: Language = "ja", id_prefix: str = "handovers") -> Picture:
    """How often work went from one kind of staff to another, as a shaded table of fixed size; ― where too few persons stand behind.

    Columns carry the numbers of the rows. Raises ValueError when the matrix is empty.
    """
    if not matrix.kinds:
        raise ValueError("an empty matrix cannot be drawn")
    kinds = [k.name for k in matrix.kinds]
    names = [_OTHERS.in_(language) if name == JOINED else name for name in kinds]
    lines = [wrap_label(f"{i + 1} {name}", width=_NAME, most_lines=2) for i, name in enumerate(names)]
    left = max(text_width(line) for ls in lines for line in ls) + 16
    counts = {(h.source, h.target): h.count for h in matrix.handovers}
    # What stays within one kind is no handover and would swamp the rest: it is not shaded.
    largest = max((n or 0.0 for (a, b), n in counts.items() if a != b), default=0.0)
    width = max([48.0, *(text_width(compact(n, language)) + 12 for n in counts.values() if n)])
    cells = []
    for i, source in enumerate(kinds):
        for j, target in enumerate(kinds):
            box = Box(left + j * (width + _GAP), _HEAD + i * (_ROW + _GAP), width, _ROW)
            told = f"{names[i]} → {names[j]}{Text('：', ': ').in_(language)}"
            cells.append(_cell(box, counts.get((source, target), 0.0), largest if i != j else None, told, language))
    right = left + len(kinds) * (width + _GAP) + 8
    head = Text("渡す先（番号は左と同じ）", "to (numbers as at the left)").in_(language)
    return framed(
        label(head, x=left, y=16, fill=WEAK),
        *(label(str(j + 1), x=left + j * (width + _GAP) + width / 2, y=46, anchor="middle") for j in range(len(kinds))),
        *(_name(ls, i) for i, ls in enumerate(lines)),
        *cells,
        id_prefix=id_prefix,
        title=Text("担い手どうしの受け渡し", "Handovers between kinds of staff").in_(language),
        description=_description(matrix, names, language),
        width=float(round(max(right, left + text_width(head) + 8))),
        height=_HEAD + len(kinds) * (_ROW + _GAP) + 4,
        class_="pic pic-table",
    )


def _name(lines: tuple[str, ...], row: int) -> str:
    top = _HEAD + row * (_ROW + _GAP) + (25 if len(lines) == 1 else 17)
    return "".join(label(line, x=4.0, y=top + 17 * i) for i, line in enumerate(lines))


def _cell(box: Box, count: float | None, largest: float | None, told: str, language: Language) -> str:
    if count is None:
        return draw_cell(box, NOTHING, step=0, tooltip=told + HIDDEN.in_(language))
    written = number(count, 0 if count >= 10 or count == int(count) else 1)
    tooltip = told + Text(f"{written}回", written).in_(language)
    if largest is None:
        frame = element(
            "rect",
            x=box.left + 1,
            y=box.top + 1,
            width=box.width - 2,
            height=box.height - 2,
            fill="none",
            stroke=GRAY_300,
            class_="pic-frame",
        )
        return draw_cell(box, compact(count, language) if count else "", step=0, tooltip=tooltip) + frame
    return draw_cell(box, compact(count, language) if count else "", step=step_of(count, largest), tooltip=tooltip)


def _description(matrix: HandoverMatrix, names: list[str], language: Language) -> str:
    titles = dict(zip((k.name for k in matrix.kinds), names, strict=True))
    known = [h for h in matrix.handovers if h.count and h.source != h.target]
    text = Text(
        f"行から列への受け渡しの回数。担い手{len(names)}種。枠だけのますは同じ担い手の中の続き。",
        f"How often work went from the row to the column, {len(names)} kinds of staff. Framed cells: within the same kind.",
    )
    if known:
        most = max(known, key=lambda h: (h.count or 0.0, h.source, h.target))
        a, b = titles[most.source], titles[most.target]
        text += Text(f"最も多いのは{a}から{b}への{number(most.count)}回。", f" Most: {a} to {b}, {number(most.count)}.")
    return text.in_(language)
