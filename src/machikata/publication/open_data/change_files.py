# SPDX-License-Identifier: Apache-2.0
"""The change log of figures as open data: one row for each figure that became public, changed or went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from machikata.domain.text import Text
from machikata.publication.csv_table import Cell, csv_file
from machikata.publication.open_data.changes import FigureChange
from machikata.publication.open_data.companions import Codes, Columns, code_table, definitions, heads, yes_no

_COLUMNS: Final[Columns] = (
    ("changed_at", "", Text("変わった日時", "When it changed")),
    ("subject_code", "", Text("対象（何の／番号）", "Subject: kind and id")),
    ("version", "", Text("対象の版の番号。0 ははじめからの収録", "Version of the subject; 0 = included from the beginning")),
    ("figure_ja", "", Text("数値の名前", "Name of the figure, in Japanese")),
    ("figure_en", "", Text("数値の名前（英語）", "Name of the figure, in English")),
    ("unit_ja", "", Text("値の単位", "Unit of the values, in Japanese")),
    ("unit_en", "", Text("値の単位（英語）", "Unit of the values, in English")),
    ("value_before", "unit_en", Text("前の値。unit_en の単位", "Value before, in unit_en")),
    ("value_after", "unit_en", Text("後の値。unit_en の単位", "Value after, in unit_en")),
    ("change_status", "", Text("変わり方と、値の有無（コード表）", "How it changed, and which values there are (code table)")),
    ("reason_ja", "", Text("理由", "Reason, in Japanese")),
    ("reason_en", "", Text("理由（英語）", "Reason, in English")),
    ("synthetic", "", Text("架空の団体か（コード表）", "Whether the body is invented (code table)")),
)  # fmt: skip
_STATUS: Final = {
    "new": Text("新しく公表した。前の値はない", "newly published; there is no value before"),
    "changed": Text("変わった", "changed"),
    "gone": Text("なくなった。後の値はない", "gone; there is no value after"),
    "withdrawn": Text(
        "取り下げた、または表示しなくなった。値は示さない", "withdrawn or held back; no values are given"
    ),
}


def change_files(changes: Iterable[FigureChange]) -> Mapping[str, bytes]:
    """`changes.csv` with the newest first, `codes.csv`, `definitions.csv`."""
    ordered = sorted(changes, key=lambda c: (c.at, c.subject, c.version), reverse=True)
    return {
        "changes.csv": csv_file((heads(_COLUMNS), *map(_row, ordered))),
        "codes.csv": code_table(_codes()),
        "definitions.csv": definitions(_COLUMNS),
    }


def _row(c: FigureChange) -> tuple[Cell, ...]:
    return (
        c.at.isoformat(timespec="minutes"), c.subject, c.version, c.figure.ja, c.figure.en, c.unit.ja, c.unit.en, c.before, c.after,
        _status(c), c.why.ja, c.why.en, "yes" if c.synthetic else "no",
    )  # fmt: skip


def _status(c: FigureChange) -> str:
    if c.before is None and c.after is None:
        return "withdrawn"
    return "new" if c.before is None else "gone" if c.after is None else "changed"


def _codes() -> Iterator[tuple[str, str, Text]]:
    yield from (("change_status", code, words) for code, words in _STATUS.items())
    given: Codes = yes_no("synthetic")
    yield from given
