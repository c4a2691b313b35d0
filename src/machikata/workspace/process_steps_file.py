# SPDX-License-Identifier: Apache-2.0
"""The steps of a process as a table that officers fill in with a spreadsheet, written and read back."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.publication.comparison_tables import ResultTable, TableColumn
from machikata.records.raw import RawLog
from machikata.records.readers import read_file
from machikata.workspace.process_steps import StepRow, rows_of

HEADS: Final[Mapping[str, Text]] = {
    "concept": Text("作業の番号", "Concept"),
    "label": Text("作業名", "Name of the concept"),
    "title": Text("工程", "Step"),
    "title_en": Text("工程（英語）", "Step (English)"),
    "duty": Text("事務", "Duty"),
    "duty_en": Text("事務（英語）", "Duty (English)"),
    "counted": Text("数える", "Counted"),
}
_NEEDED: Final = ("concept", "title")
_YES: Final = frozenset({"", "はい", "yes", "1", "true", "o", "○", "〇", "y"})
_NO: Final = frozenset({"いいえ", "no", "0", "false", "x", "×", "n"})
_FORMULA: Final = ("=", "+", "-", "@")


def steps_table(process: Process) -> ResultTable:
    """One row for each concept, with the step it belongs to."""
    labels = {c.id: c.label for c in process.concepts}
    columns = tuple(TableColumn(head) for head in HEADS.values())
    rows = tuple(
        (r.concept, labels.get(r.concept, Text("", "")), r.title.ja, r.title.en, r.duty.ja, r.duty.en,
         Text("はい", "yes") if r.counted else Text("いいえ", "no"))
        for r in rows_of(process)
    )  # fmt: skip
    title = process.title + Text("の工程", ": steps")
    return ResultTable("steps", title, columns, rows)


def read_steps(file: str | Path) -> tuple[StepRow, ...]:
    """The rows of such a table (CSV, xlsx), its columns in any order; unknown columns count for nothing.

    Raises:
        InputRefused: a column is missing, what is written under 数える is neither yes nor no, or rows cannot be read; all of it.
    """
    raw = read_file(file)
    columns, problems = _columns(raw)
    problems += [p for p in raw.problems if p.severity.value == "error"]
    rows = [] if problems else [_row(raw, columns, i, problems) for i in range(raw.events.num_rows)]
    if problems:
        raise InputRefused(problems)
    return tuple(r for r in rows if r.concept or r.title.ja)


def _columns(raw: RawLog) -> tuple[dict[str, Sequence[object]], list[Problem]]:
    words = {_plain(w): key for key, head in HEADS.items() for w in (head.ja, head.en)}
    named = {words[_plain(n)]: raw.events[n].to_pylist() for n in raw.events.column_names if _plain(n) in words}
    problems = [
        Problem("steps-no-column", Text(f"「{HEADS[key].ja}」の列がありません", f"there is no column “{HEADS[key].en}”"),
                Text("machikata survey steps の --to が書き出す表に書き込んでください", "fill in the table that machikata survey steps --to writes"),
                Place(file=raw.source.name, sheet=raw.source.sheet, column=HEADS[key].ja))
        for key in _NEEDED
        if key not in named
    ]  # fmt: skip
    return named, problems


def _row(raw: RawLog, columns: Mapping[str, Sequence[object]], i: int, problems: list[Problem]) -> StepRow:
    def cell(key: str) -> str:
        value = columns[key][i] if key in columns else None
        text = "" if value is None else str(value).strip()
        # csv_file marks words that look like a formula.
        return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text

    row = int(raw.row_numbers[i]) if raw.row_numbers is not None else raw.source.header_row + 1 + i
    counted = _plain(cell("counted"))
    if counted not in _YES | _NO:
        problems.append(Problem(
            "steps-not-yes-or-no", Text("「数える」が、はいでもいいえでもありません", "“counted” is neither yes nor no"),
            Text("はい か いいえ を書いてください", "write yes or no"),
            Place(raw.source.name, raw.source.sheet, row, HEADS["counted"].ja, cell("counted"))))  # fmt: skip
    title, duty = cell("title"), cell("duty")
    return StepRow(
        cell("concept"), Text(title, cell("title_en")), Text(duty, cell("duty_en")), counted not in _NO, row
    )  # fmt: skip


def _plain(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
