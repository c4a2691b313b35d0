# SPDX-License-Identifier: Apache-2.0
"""Every problem of the inputs at once, with row, column and remedy."""

from __future__ import annotations

from collections.abc import Iterator

from hello_app.words import ADDRESS, NUMBER, TELEPHONE, WHY
from machikata.automation.app.inputs import Inputs, InputTable
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text

FILES = {"addresses": (NUMBER, ADDRESS, TELEPHONE), "exceptions": (NUMBER, WHY)}
REQUIRED = ("addresses",)
LONGEST = 200


def check(inputs: Inputs) -> tuple[Problem, ...]:
    """All problems of both files."""
    found: list[Problem] = []
    for name, columns in FILES.items():
        if name not in inputs.files:
            if name in REQUIRED:
                found.append(_missing_file())
            continue
        try:
            table = inputs.table(name)
        except InputRefused as refused:
            found += refused.problems
            continue
        found += table.problems
        found += _missing_columns(table, columns)
        found += _numbers(table)
        if name == "addresses":
            found += _cells(table)
    return tuple(found)


def _missing_columns(table: InputTable, columns: tuple[str, ...]) -> Iterator[Problem]:
    for name in columns:
        if name not in table.columns.column_names:
            what = Text(f"列「{name}」がありません", f"there is no column “{name}”")
            remedy = Text("見出しの行に、この名前の列を入れてください", "put a column of this name into the head")
            yield Problem("column-missing", what, remedy, Place(file=table.file_name, column=name))


def _numbers(table: InputTable) -> Iterator[Problem]:
    """Each row has a number of its own."""
    if NUMBER not in table.columns.column_names:
        return
    first: dict[str, int] = {}
    for row, number in zip(table.rows.tolist(), table.column(NUMBER), strict=True):
        place = Place(file=table.file_name, row=row, column=NUMBER, value=number[:40])
        if not number.strip():
            what = Text("番号がありません", "the number is missing")
            yield Problem("number-missing", what, Text("番号を入れてください", "give it a number"), place)
        elif number in first:
            what = Text(f"{first[number]}行目と同じ番号です", f"the same number as in row {first[number]}")
            remedy = Text(
                "どちらかの行を除くか、番号を直してください", "take one of the rows out, or correct the number"
            )
            yield Problem("number-twice", what, remedy, place)
        else:
            first[number] = row


def _cells(table: InputTable) -> Iterator[Problem]:
    for row, address, telephone in zip(
        table.rows.tolist(), table.column(ADDRESS), table.column(TELEPHONE), strict=True
    ):
        if not address.strip() and not telephone.strip():
            what = Text("住所も電話番号もありません", "there is neither an address nor a telephone number")
            remedy = Text("そろえるものがないので、そのままになります", "nothing to spell; it stays as it is")
            yield Problem("row-empty", what, remedy, Place(file=table.file_name, row=row), Severity.WARNING)
        for column, value in ((ADDRESS, address), (TELEPHONE, telephone)):
            if len(value) > LONGEST:
                what = Text(
                    f"{len(value)}文字あります（{LONGEST}文字まで）", f"{len(value)} characters (at most {LONGEST})"
                )
                remedy = Text("1つの欄に1つの住所（電話番号）を入れてください", "one address or number in a cell")
                yield Problem("cell-too-long", what, remedy, Place(file=table.file_name, row=row, column=column))


def _missing_file() -> Problem:
    what = Text("住所録のファイルがありません", "there is no file of addresses")
    return Problem("file-missing", what, Text("ファイルを選んでください", "choose the file"), Place(file="addresses"))
