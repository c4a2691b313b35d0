# SPDX-License-Identifier: Apache-2.0
"""What a table may be at most. Beyond, a file is a mistake or an attack, and is refused with the limit named."""

from __future__ import annotations

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

MOST_COLUMNS = 1_000
MOST_SHEET_COLUMNS = 16_384
"""As many as a sheet of Excel has."""
NAMED_PLACES = 200
"""Places named for one kind of fault; the count is always complete."""


def refuse_too_many_columns(found: int, file: str, sheet: str = "", *, most: int = MOST_COLUMNS) -> None:
    """Raise `InputRefused` when a table is wider than any log, or than `most`."""
    if found <= most:
        return
    raise InputRefused(
        [
            Problem(
                "too-many-columns",
                Text(
                    f"列が{found:,}あります。扱えるのは{most:,}列までです",
                    f"there are {found:,} columns; at most {most:,} are read",
                ),
                Text(
                    "必要な列だけを書き出してください。区切り文字の選択が違うこともあります",
                    "export only the columns needed; the delimiter may also be chosen wrongly",
                ),
                Place(file=file, sheet=sheet),
            )
        ]
    )
