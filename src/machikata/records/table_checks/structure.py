# SPDX-License-Identifier: Apache-2.0
"""Level 1, checks 01–05, and 3-01: the file, the shape of the table, its header."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from machikata.domain.text import Text
from machikata.records.table_checks.columns import TableColumn
from machikata.records.table_checks.findings import (
    NOT_APPLICABLE,
    PASSED,
    Finding,
    Question,
    Table,
    Verdict,
    judged,
)
from machikata.records.table_checks.grid import FileKind
from machikata.records.tables.workbook import column_letters

_NO_MEANING = re.compile(
    r"(?:unnamed(?:[:_ ]*\d+)?|column\d+|field\d+|列\d+|項目\d+|フィールド\d+|[A-Za-z]{0,2}\d+(?:[_.\-]\d+)*|[^\w]+|[a-mo-wA-MO-W])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:18|19|20)\d{2}(?:\d{6})?")


def file_format(q: Question) -> Verdict:
    """1-01. What is no table for a machine at all is answered where files are opened."""
    if q.table.grid.kind is not FileKind.XLS:
        return PASSED
    what = Text("古い形式のExcel（xls）です", "an old workbook (xls)")
    remedy = Text("表計算ソフトで開き、xlsxで保存し直してください", "open it in a spreadsheet and save it as xlsx")
    return judged([Finding("format-old-workbook", what, remedy)])


def one_table(q: Question) -> Verdict:
    """1-02."""
    spots = q.table.region.second
    if not spots:
        return PASSED
    what = Text(
        "1つのシートに、見出しのある表がほかにもあります", "the sheet holds a further table with a header of its own"
    )
    remedy = Text(
        "表ごとに、別のシートかファイルに分けてください", "put each table on a sheet or into a file of its own"
    )
    return judged([Finding("second-table", what, remedy, spots)])


def not_broken_up(q: Question) -> Verdict:
    """1-03."""
    return judged(_breaks(q.table))


def _breaks(table: Table) -> Iterator[Finding]:
    region = table.region
    gap = range(region.head.last + 1, region.head.data_start) if region.head.exists else range(0)
    if rows := [*gap, *region.blank_rows]:
        yield Finding(
            "blank-row", Text("表の中に空白の行があります", "there is a blank row inside the table"),
            Text("空白の行を消してください", "delete the blank row"), [(r, None) for r in rows],
        )  # fmt: skip
    if region.blank_columns:
        yield Finding(
            "blank-column", Text("表の中に空白の列があります", "there is a blank column inside the table"),
            Text("空白の列を消してください", "delete the blank column"), [(None, c) for c in region.blank_columns],
        )  # fmt: skip
    if region.first_column > 0 and not table.region.outside[:, : region.first_column].any():
        letters = column_letters(region.first_column)
        yield Finding(
            "blank-margin", Text(f"表の左に空白の列があり、表が{letters}列から始まっています", f"blank columns stand left of the table, which begins in column {letters}"),
            Text("左の空白の列を消してください", "delete the blank columns on the left"), [(None, 0)],
        )  # fmt: skip
    if region.repeated_heads:
        yield Finding(
            "header-again", Text("表の途中で見出しがくり返されています", "the header is repeated inside the table"),
            Text("くり返した見出しの行を消してください", "delete the repeated header"), [(r, None) for r in region.repeated_heads],
        )  # fmt: skip


def nothing_outside(q: Question) -> Verdict:
    """1-04."""
    spots = [(int(r), int(c)) for r, c in np.argwhere(q.table.region.outside)]
    if not spots:
        return PASSED
    what = Text("表の外に書き込みがあります", "something is written outside the table")
    remedy = Text(
        "題名、注、単位などは、ファイル名、項目名、別の資料に移し、セルを空にしてください",
        "move titles, notes and units into the file’s name, the headers or another document, and clear the cell",
    )
    return judged([Finding("outside-table", what, remedy, spots)])


def named_columns(q: Question) -> Verdict:
    """1-05."""
    return judged(_without_names(q.table))


def _without_names(table: Table) -> Iterator[Finding]:
    head, row = table.region.head, table.region.head.last
    if not head.exists:
        yield Finding(
            "header-missing", Text("項目名の行がありません", "there is no header"),
            Text("1行目に、すべての列の項目名を書いてください", "name every column in the first row"), [(head.data_start, None)],
        )  # fmt: skip
        return
    if unnamed := [c.number for c in table.columns if not c.name]:
        yield Finding(
            "header-blank", Text("項目名のない列があります", "a column has no header"),
            Text("列の中身が分かる項目名を書いてください", "write a header that says what the column holds"), [(row, c) for c in unnamed],
        )  # fmt: skip
    if vague := [c.number for c in table.columns if c.name and _says_nothing(c)]:
        yield Finding(
            "header-vague", Text("項目名から中身を推し量れません", "the header does not tell what the column holds"),
            Text("記号や番号ではなく、中身を示す言葉にしてください", "use words for the content instead of signs and numbers"), [(row, c) for c in vague],
        )  # fmt: skip


def _says_nothing(column: TableColumn) -> bool:
    parts = column.name.split("／")
    return all(_NO_MEANING.fullmatch(p) and not _YEAR.fullmatch(p) for p in parts)


def header_first(q: Question) -> Verdict:
    """3-01."""
    head = q.table.region.head
    if not head.exists:
        return judged([_not_first(Text("1行目が項目名ではありません", "the first row is no header"), head.data_start)])
    findings = []
    if head.first > 0:
        findings.append(
            _not_first(
                Text(f"項目名が{head.first + 1}行目から始まっています", f"the header begins in row {head.first + 1}"),
                head.first,
            )
        )
    if head.several_rows:
        what = Text(
            f"項目名が{head.last - head.first + 1}行にわたっています",
            f"the header takes {head.last - head.first + 1} rows",
        )
        findings.append(_not_first(what, head.first))
    if not findings and q.table.has_data and int(q.table.region.rows[0]) > head.last + 1:
        what = Text("項目名のすぐ下の行からデータが始まっていません", "the data do not begin right below the header")
        findings.append(_not_first(what, head.last + 1))
    return judged(findings)


def _not_first(what: Text, row: int) -> Finding:
    remedy = Text(
        "項目名を1行目の1行にまとめ、2行目からデータにしてください",
        "put the header into the first row alone, and the data from the second on",
    )
    return Finding("header-not-first", what, remedy, [(row, None)])


def unique_names(q: Question) -> Verdict:
    """2-03."""
    table, head = q.table, q.table.region.head
    if not head.exists:
        return NOT_APPLICABLE
    findings = []
    if head.several_rows:
        what = Text(
            f"項目名が{head.last - head.first + 1}行に分かれ、1行では列を区別できません",
            f"the header is spread over {head.last - head.first + 1} rows; no single row tells the columns apart",
        )
        example = next((c.name for c in table.columns if "／" in c.name), "")
        remedy = Text(f"1行にまとめてください（例「{example}」）", f"put it into one row (such as “{example}”)")
        findings.append(Finding("header-several-rows", what, remedy, [(head.first, None)]))
    names: dict[str, list[int]] = {}
    for column in table.columns:
        if column.name:
            names.setdefault(column.name, []).append(column.number)
    for numbers in names.values():
        if len(numbers) > 1:
            what = Text(f"同じ項目名が{len(numbers)}列にあります", f"{len(numbers)} columns have the same header")
            remedy = Text("列ごとに違う項目名にしてください", "give each column a header of its own")
            spots = [(head.last, n) for n in numbers]
            findings.append(Finding("header-repeated", what, remedy, spots))
    return judged(findings)
