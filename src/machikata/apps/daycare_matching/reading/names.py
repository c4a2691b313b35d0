# SPDX-License-Identifier: Apache-2.0
"""Names: kept byte for byte, never used as keys; what may hurt or not print is told."""

from __future__ import annotations

import re

from machikata.apps.daycare_matching.reading.columns import Column
from machikata.apps.daycare_matching.reading.findings import Findings, place_of, warning
from machikata.domain.text import Text

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|]|[\t\r]")
_GAIJI = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_CHECKS = (
    (
        "name-like-formula",
        _FORMULA,
        Text("名前が数式のように始まります", "the name begins like a formula"),
        Text("文字のまま扱い、計算はしません。名前が正しいか確かめてください", "it is kept as words and never calculated; check the name"),
    ),
    (
        "name-gaiji",
        _GAIJI,
        Text("外字（このパソコンの外では表示できない文字）が入っています", "the name holds characters that only some machines can show (外字)"),
        Text("1字も変えずに残します。通知の文字を印刷して確かめてください", "it is kept unchanged; check how the letters print it"),
    ),
    (
        "name-control",
        _CONTROL,
        Text("名前に目に見えない制御文字が入っています", "the name holds invisible control characters"),
        Text("1字も変えずに残します。元のデータを確かめてください", "it is kept unchanged; check the source"),
    ),
)  # fmt: skip


def check_names(column: Column, findings: Findings) -> None:
    """A warning for each odd name. The value itself is not repeated: the row is enough to find it."""
    odd = [code for code, text in enumerate(column.values) if _odd(text)]
    for code, rows in zip(odd, column.rows_with(odd), strict=True):
        for name, pattern, what, remedy in _CHECKS:
            if _hits(pattern, column.values[code]):
                findings.each(
                    rows,
                    lambda row, n=name, w=what, r=remedy: warning(n, w, r, place_of(column.table, row, column.header)),  # type: ignore[misc]
                )


def _hits(pattern: re.Pattern[str], text: str) -> bool:
    """A formula stands at the beginning, the rest anywhere."""
    return (pattern.match(text) if pattern is _FORMULA else pattern.search(text)) is not None


def _odd(text: str) -> bool:
    return any(_hits(pattern, text) for _, pattern, _, _ in _CHECKS)
