# SPDX-License-Identifier: Apache-2.0
"""Level 1, checks 10–13 and 2-06: what only a workbook can hold; 14–15: what only a CSV can get wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from machikata.domain.text import Text
from machikata.records.coded import Mask
from machikata.records.table_checks.columns import TableColumn
from machikata.records.table_checks.findings import (
    NOT_CHECKED,
    PASSED,
    Finding,
    Question,
    Spot,
    Table,
    Verdict,
    in_column,
    judged,
)
from machikata.records.table_checks.grid import FileKind
from machikata.records.tables.workbook_looks import Appearance, Marks, SheetLooks

_BREAK = re.compile(r"[\r\n]")
_TRAITS: tuple[tuple[str, Text], ...] = (
    ("bold", Text("太字", "bold")),
    ("italic", Text("斜体", "italic")),
    ("struck", Text("取り消し線", "struck through")),
    ("underlined", Text("下線", "underlined")),
    ("colour", Text("文字の色", "colour of letters")),
    ("size", Text("文字の大きさ", "size")),
    ("fill", Text("塗りつぶし", "fill")),
    ("indent", Text("字下げ", "indent")),
)


def _formatted(table: Table) -> SheetLooks | None:
    """The looks of a sheet whose formatting was read."""
    return table.grid.looks if table.grid.kind is FileKind.XLSX else None


def no_objects(q: Question) -> Verdict:
    """1-10."""
    looks = _formatted(q.table)
    if looks is None:
        return NOT_CHECKED
    kinds: dict[Text, list[Spot]] = {}
    for found in looks.objects:
        spot = (None if found.row is None else found.row - 1, found.column)
        kinds.setdefault(found.kind, []).append(spot)
    remedy = Text(
        "書かれている内容をセルに移し、オブジェクトを消してください", "move what it says into cells and delete it"
    )
    return judged(
        Finding("object", kind + Text("があります", " above the cells"), remedy, spots) for kind, spots in kinds.items()
    )


def no_meaning_in_looks(q: Question) -> Verdict:
    """1-11. Stripes that alternate row by row are decoration, and so is what is the same down a whole column."""
    looks = _formatted(q.table)
    if looks is None:
        return NOT_CHECKED
    if looks.marks is None or len(q.table.region.rows) < 2:
        return PASSED
    marks = looks.marks
    odd = {c.number: _deviating(c, marks) for c in q.table.columns}
    striped = _striped([*odd.values()])
    found = []
    for column in q.table.columns:
        mask = odd[column.number] & ~striped
        if mask.any():
            found.append(_looks_differ(column, column.rows[mask], looks.appearances, marks))
    return judged(found)


def _deviating(column: TableColumn, marks: Marks) -> Mask:
    """Rows whose filled cell looks unlike most of its column."""
    of_rows = marks[column.rows, column.number]
    filled = ~column.blanks
    if not filled.any():
        return np.zeros(len(of_rows), np.bool_)
    counts = np.bincount(of_rows[filled])
    return np.asarray(filled & (of_rows != int(np.argmax(counts))))


def _striped(masks: list[Mask]) -> Mask:
    """Rows that alternate: every second row, or groups of equal length."""
    together = np.logical_or.reduce(masks)
    changes = np.flatnonzero(np.diff(together.astype(np.int8)))
    lengths = set(np.diff(changes).tolist())
    regular = len(changes) >= 4 and len(lengths) == 1
    return together if regular else np.zeros(len(together), np.bool_)


def _looks_differ(
    column: TableColumn,
    rows: np.ndarray[tuple[int], np.dtype[np.int64]],
    appearances: tuple[Appearance, ...],
    marks: Marks,
) -> Finding:
    usual = Counter(marks[column.rows[~column.blanks], column.number].tolist()).most_common(1)[0][0]
    others = {appearances[int(m)] for m in np.unique(marks[rows, column.number])}
    traits = [
        text for name, text in _TRAITS if any(getattr(o, name) != getattr(appearances[usual], name) for o in others)
    ]
    ja, en = "、".join(t.ja for t in traits), ", ".join(t.en for t in traits)
    what = Text(
        f"書式（{ja}）が、列のほかのセルと違います", f"the formatting ({en}) differs from the rest of the column"
    )
    remedy = Text(
        "書式で表した区別を、別の列に言葉で書いてください",
        "tell in words, in a column of its own, what the formatting means",
    )
    return Finding("formatting", what, remedy, in_column(column, rows))


def no_merged_cells(q: Question) -> Verdict:
    """1-12."""
    looks = q.table.grid.looks
    if looks is None:
        return NOT_CHECKED
    if not looks.merged:
        return PASSED
    what = Text("セルが結合されています", "cells are merged")
    remedy = Text(
        "結合を解き、それぞれのセルに同じ値を入れてください", "unmerge them and write the value into each cell"
    )
    spots: list[Spot] = [(a - 1, c) for a, c, _, _ in looks.merged]
    return judged([Finding("merged", what, remedy, spots, looks.merged_count)])


def nothing_hidden(q: Question) -> Verdict:
    """1-13."""
    looks = _formatted(q.table)
    findings = list(_hidden(q.table, looks))
    if looks is None and not findings:
        return NOT_CHECKED
    return judged(findings)


def _hidden(table: Table, looks: SheetLooks | None) -> Iterator[Finding]:
    remedy = Text("要らなければ消し、要るなら表示してください", "delete what is not needed, show what is")
    if looks is not None and looks.hidden_rows:
        what = Text("非表示の行があります", "a row is hidden")
        yield Finding("hidden-row", what, remedy, [(r - 1, None) for r in looks.hidden_rows])
    if looks is not None:
        columns = [c for first, last in looks.hidden_columns for c in range(first, min(last + 1, table.grid.width))]
        if columns:
            what = Text("非表示の列があります", "a column is hidden")
            yield Finding("hidden-column", what, remedy, [(None, c) for c in columns])
    for sheet in table.hidden_sheets:
        what = Text(f"非表示のシート「{sheet}」にデータがあります", f"the hidden sheet “{sheet}” holds data")
        yield Finding("hidden-sheet", what, remedy)


def no_formulas(q: Question) -> Verdict:
    """2-06."""
    looks = _formatted(q.table)
    if looks is None:
        return NOT_CHECKED
    if not looks.formula_count:
        return PASSED
    what = Text("数式が残っています", "there are formulas")
    remedy = Text("値の貼り付けで、計算した値に置きかえてください", "replace them with their values (paste as values)")
    return judged([Finding("formula", what, remedy, [(r - 1, c) for r, c in looks.formulas], looks.formula_count)])


def one_line_records(q: Question) -> Verdict:
    """1-14. A value may hold a line break between quotation marks, or one without them may have cut a record in two."""
    table = q.table
    found: list[Finding] = []
    remedy = Text("値の中の改行を消し、1件を1行にしてください", "delete the line break, one record a line")
    for column in table.columns:
        if column.has(_BREAK):
            rows = column.where(lambda t: _BREAK.search(t) is not None)
            what = Text("値の中に改行があります", "there is a line break inside the value")
            found.append(Finding("line-break", what, remedy, in_column(column, rows)))
    if cut := [r for r in _short(table) if _continued(table, r)]:
        what = Text("1件のデータが途中で改行され、2行に分かれています", "a line break cuts a record in two rows")
        found.append(Finding("record-cut", what, remedy, [(r, None) for r in cut]))
    return judged(found)


def _short(table: Table) -> list[int]:
    """Rows of data with fewer cells than usual, blank and remark rows aside."""
    grid = table.grid
    data = set(table.region.rows.tolist())
    return [row - 1 for row, cells in grid.cells_in_row.items() if cells < grid.usual_cells and row - 1 in data]


def _continued(table: Table, row: int) -> bool:
    """Whether a short row and the next make one of the usual length."""
    cells, usual = table.grid.cells_in_row, table.grid.usual_cells
    return cells.get(row + 2, usual) < usual and cells[row + 1] + cells[row + 2] in (usual, usual + 1)


def quoted_commas(q: Question) -> Verdict:
    """1-15."""
    table = q.table
    grid = table.grid
    found: list[Finding] = []
    if many := [row - 1 for row, cells in grid.cells_in_row.items() if cells > grid.usual_cells]:
        what = Text(
            "列の数が見出しより多い行があります。値の中のカンマが引用符で囲まれていません",
            "the row has more cells than the header: a comma inside a value is not quoted",
        )
        remedy = Text('カンマを含む値を「"」で囲んでください', 'put values that contain a comma between " marks')
        found.append(Finding("comma-not-quoted", what, remedy, [(r, None) for r in many]))
    short = _short(table)
    pairs = {r for r in short if _continued(table, r)}
    if few := [r for r in short if r not in pairs and r - 1 not in pairs]:
        what = Text("列の数が見出しより少ない行があります", "the row has fewer cells than the header")
        remedy = Text(
            "空の値も区切って、列の数をそろえてください",
            "delimit empty values too, so that all rows have as many cells",
        )
        found.append(Finding("cells-missing", what, remedy, [(r, None) for r in few]))
    return judged(found)
