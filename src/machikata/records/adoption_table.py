# SPDX-License-Identifier: Apache-2.0
"""The government's table of who uses AI and RPA: indicators are rows, municipalities are columns, and the header holds only names.

Names repeat (府中市, 伊達市, 森町 …), so a name is no key. A column is a municipality by its position alone, and only when every name of
the header equals the name expected at that position, sign by sign. Two columns of the same name that changed places cannot be told
from the header; the order of all others speaks against it.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from machikata.domain.adoption import BodyAdoption, Tool
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.records.adoption_names import differing_names
from machikata.records.tables.encodings import decode

_UNASKED: Final = frozenset(
    {"", "調査無し", "調査なし", "調査無", "無回答", "回答無し", "回答なし", "-", "―", "—", "－"}
)
_ANSWERS: Final = {"実施": True, "未実施": False}
_MOST_LABELS: Final = 6
_MOST_NAMED: Final = 20
_USE: Final = "導入|活用|利用"
_ABOUT: Final = {
    Tool.AI: re.compile(rf"(?<![A-Za-z])AI(?![A-Za-z]).*(?:{_USE})"),
    Tool.RPA: re.compile(rf"(?<![A-Za-z])RPA(?![A-Za-z]).*(?:{_USE})"),
}
_OTHER: Final = {Tool.AI: re.compile("生成|RPA"), Tool.RPA: re.compile("(?<![A-Za-z])AI(?![A-Za-z])")}


@dataclass(frozen=True, slots=True)
class AdoptionTable:
    """The answers in the order of `names`; None where the table gives none. `labels` are the rows they came from, as written."""

    names: tuple[str, ...]
    ai: tuple[bool | None, ...]
    rpa: tuple[bool | None, ...]
    labels: tuple[str, str]
    indicators: tuple[str, ...]
    encoding: str

    def answers_of(self, bodies: Sequence[BodyAdoption], *, as_of: str) -> tuple[BodyAdoption, ...]:
        """The same bodies with the answers of this table; raises InputRefused unless their names are the table's, one by one."""
        if problems := list(differing_names(self.names, [b.name for b in bodies])):
            raise InputRefused(problems)
        given = zip(bodies, self.ai, self.rpa, strict=True)
        return tuple(replace(body, ai=ai, rpa=rpa, as_of=as_of) for body, ai, rpa in given)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the file; `number` counts from 1 as a person sees them."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The table without its blank last columns: the header's names, and the rows below with their labels."""

    names: tuple[str, ...]
    rows: tuple[_Row, ...]
    labels: int

    def label(self, row: _Row) -> str:
        """What the row is about: the last of its labels that is not blank."""
        return next((c.strip() for c in reversed(row.cells[: self.labels]) if c.strip()), "")


def read_adoption_table(data: bytes, *, names: Sequence[str]) -> AdoptionTable:
    r"""The answers of the table, UTF-8 or CP932, for the municipalities `names`, which are expected in this order.

    Rows may stand in any order, and other indicators among them. A last column is dropped if it is wholly blank. Accepted answers are
    実施 and 未実施; a blank or 調査無し is no answer. Raises InputRefused with every problem: a name that is not the expected one at its
    position, a row of another length, no row or several on AI or RPA, an answer in other words.

    >>> table = ",,甲市,乙町,\n業務,AIの導入状況,実施,未実施,\n業務,RPAの導入状況,未実施,,\n"
    >>> read_adoption_table(table.encode("cp932"), names=("甲市", "乙町")).rpa
    (False, None)
    """
    decoded = decode(data, file="")
    rows = _rows(decoded.data.decode("utf-8"))
    sheet = _sheet(rows, names)
    problems = [*_uneven(rows), *differing_names(sheet.names, names, first_column=sheet.labels + 1)]
    found = {}
    for tool in (Tool.AI, Tool.RPA):
        about = _rows_on(sheet, tool)
        problems.extend(_not_one(about, sheet, tool))
        problems.extend(p for row in about for p in _unknown_answers(row, sheet))
        found[tool] = about
    if problems:
        raise InputRefused(problems)
    ai, rpa = found[Tool.AI][0], found[Tool.RPA][0]
    return AdoptionTable(
        tuple(names),
        _answers(ai, sheet),
        _answers(rpa, sheet),
        (sheet.label(ai), sheet.label(rpa)),
        tuple(sheet.label(row) for row in sheet.rows),
        decoded.encoding,
    )


def _rows(text: str) -> list[_Row]:
    """Every row that is not wholly blank."""
    try:
        read = list(csv.reader(text.splitlines(keepends=True), strict=True))
    except csv.Error:
        what = Text(
            "CSVとして読めません（引用符の閉じ忘れなど）", "cannot be read as CSV (a quotation mark may be open)"
        )
        remedy = Text("公表元のファイルをもう一度保存してください", "save the published file again")
        raise InputRefused([Problem("adoption-table-csv", what, remedy)]) from None
    rows = [_Row(i, tuple(cells)) for i, cells in enumerate(read, 1) if any(c.strip() for c in cells)]
    if len(rows) < 2:
        what = Text("見出しと、その下の行がありません", "there is no header with rows below it")
        remedy = Text("市区町村名の並ぶ表を選んでください", "choose the table whose header holds the municipalities")
        raise InputRefused([Problem("adoption-table-empty", what, remedy)])
    return rows


def _sheet(rows: Sequence[_Row], names: Sequence[str]) -> _Sheet:
    width = len(rows[0].cells)
    while width and all(len(row.cells) < width or not row.cells[width - 1].strip() for row in rows):
        width -= 1
    header = rows[0].cells[:width]
    blank = next((i for i, cell in enumerate(header) if cell.strip()), width)
    # A header may also name its columns of labels; then the first expected name shows where the municipalities begin.
    begins = (i for i in range(1, min(_MOST_LABELS, width)) if names and header[i] == names[0])
    labels = blank or next(begins, 0)
    cut = tuple(_Row(row.number, row.cells[:width]) for row in rows[1:])
    return _Sheet(tuple(header[labels:]), cut, labels)


def _uneven(rows: Sequence[_Row]) -> Iterator[Problem]:
    width = len(rows[0].cells)
    for row in rows[1:]:
        if len(row.cells) != width:
            what = Text(
                f"列の数が{len(row.cells)}で、見出しの{width}と違います",
                f"has {len(row.cells)} columns, the header has {width}",
            )
            remedy = Text(
                "行の途中に欠けや余分な区切りがないか確かめてください",
                "look for a missing value or a separator too many",
            )
            yield Problem("adoption-table-row-length", what, remedy, Place(row=row.number))


def _rows_on(sheet: _Sheet, tool: Tool) -> list[_Row]:
    """The rows whose label is about using `tool`, and about nothing else."""

    def about(row: _Row) -> bool:
        label = re.sub(r"\s", "", unicodedata.normalize("NFKC", sheet.label(row)))
        return bool(_ABOUT[tool].search(label)) and not _OTHER[tool].search(label)

    return [row for row in sheet.rows if about(row)]


def _not_one(about: Sequence[_Row], sheet: _Sheet, tool: Tool) -> Iterator[Problem]:
    name = tool.label.ja
    if not about:
        labels = tuple(sheet.label(row) for row in sheet.rows)
        yield Problem(
            "adoption-table-no-indicator",
            Text(f"{name}の導入状況の行が見つかりません", f"there is no row on the use of {tool.label.en}"),
            Text(
                f"「{name}の導入状況」という行のある表を選んでください",
                f"choose the table with the row {name}の導入状況",
            ),
            choices=labels,
        )
    for row in about[1:]:
        yield Problem(
            "adoption-table-indicator-twice",
            Text(
                f"{name}の導入状況の行が{about[0].number}行目にもあります",
                f"row {about[0].number} is about the use of {tool.label.en}, too",
            ),
            Text("どちらの行を使うか決め、もう一方を消してください", "decide which row holds and take out the other"),
            Place(row=row.number, value=sheet.label(row)),
            choices=tuple(sheet.label(r) for r in about),
        )


def _cells(row: _Row, sheet: _Sheet) -> list[str]:
    return [cell.strip() for cell in row.cells[sheet.labels :]]


def _unknown_answers(row: _Row, sheet: _Sheet) -> Iterator[Problem]:
    """One problem for each wording that is no known answer, at its first place."""
    first: dict[str, tuple[int, int]] = {}
    for at, answer in enumerate(_cells(row, sheet)):
        if answer not in _ANSWERS and answer not in _UNASKED:
            begun, count = first.get(answer, (at, 0))
            first[answer] = (begun, count + 1)
    for answer, (at, count) in list(first.items())[:_MOST_NAMED]:
        name = sheet.names[at] if at < len(sheet.names) else ""
        yield Problem(
            "adoption-table-answer",
            Text("答えの言葉が決まったものではありません", "the answer is none of the known ones"),
            Text("「実施」「未実施」または空欄に直してください", "write 実施 or 未実施, or leave it blank"),
            Place(row=row.number, column=f"{at + sheet.labels + 1} {name}".strip(), value=answer),
            count=count,
        )


def _answers(row: _Row, sheet: _Sheet) -> tuple[bool | None, ...]:
    return tuple(_ANSWERS.get(answer) for answer in _cells(row, sheet))
