# SPDX-License-Identifier: Apache-2.0
"""How much is changed, for others to see: counts below the minimum are hidden, and so are those from which they would follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hello_app.pages import rows_of
from hello_app.words import CHANGES, STATES
from machikata.automation.app.context import AppContext
from machikata.automation.app.pages import AppPageView, PageAnswer, PageRequest, PageTable, Picture, Words
from machikata.domain.text import Text

_WIDTH, _BAR, _STEP = 320, 14, 28


def figures(request: PageRequest, context: AppContext) -> PageAnswer:
    """Changes by kind and state, and a picture of the same."""
    rows = rows_of(request, context)
    counted = Counter((code, row.state) for row in rows for code in row.changes)
    codes = [code for code in CHANGES if any(counted[code, state] for state in STATES)]
    shown = context.suppression.table([[counted[code, state] for state in STATES] for code in codes]) if codes else ()
    table = PageTable(
        Text("変える所の数（行）", "Changes (rows)"),
        (Text("変える所", "Change"), *STATES.values()),
        tuple((CHANGES[code], *cells) for code, cells in zip(codes, shown, strict=True)),
    )
    least = context.suppression.minimum
    words = Text(f"1〜{least - 1}件のところは「―」で示します。", f"Counts from 1 to {least - 1} are shown as ―.")
    picture = [
        Picture(
            _drawn(codes, shown, request),
            Text("変える所の数。同じ内容の表が上にあります", "Changes; the table above says the same"),
        )
    ]
    return AppPageView(Text("変更の数", "How much is changed"), (Words(words), table, *(picture if codes else ())))


def _drawn(codes: Sequence[str], shown: Sequence[Sequence[int | None]], request: PageRequest) -> str:
    """A bar for each change, as long as what may be shown of it."""
    totals = [sum(n for n in cells if n is not None) for cells in shown]
    most = max(totals, default=0) or 1
    parts = []
    for i, (code, total) in enumerate(zip(codes, totals, strict=True)):
        y = i * _STEP
        words = CHANGES[code].in_(request.language)
        parts.append(f'<text x="0" y="{y + 11}" font-size="11">{words}</text>')
        parts.append(
            f'<rect x="0" y="{y + 14}" width="{_WIDTH * total / most:.0f}" height="{_BAR - 4}" fill="#0017c1"/>'
        )
    height = max(len(codes), 1) * _STEP
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}">{"".join(parts)}</svg>'
