# SPDX-License-Identifier: Apache-2.0
"""One row of answers as a line of the survey, whatever sheet it came from, and what must hold between its cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from machikata.domain.text import Text
from machikata.domain.workload import StaffKind, SurveyLine
from machikata.records.survey.cells import CellReader
from machikata.records.survey.findings import Findings
from machikata.records.survey.form_rows import share_of
from machikata.records.survey.quantities import Quantity
from machikata.records.tables.workbook import Cell

Factors = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RowOfAnswers:
    """The answer cells of a row by field, its number in the file, and how the columns are called in messages."""

    number: int
    cells: Mapping[str, Cell]
    heads: Mapping[str, str]
    factors: Factors
    """What turns a column's own unit into the one of the field, by field; 1 where nothing is said."""


@dataclass(frozen=True, slots=True)
class StepOfRow:
    """What a row is about."""

    process: str
    step: str
    title: str
    duty: str
    staff: StaffKind


def line_of(row: RowOfAnswers, about: StepOfRow, reader: CellReader) -> SurveyLine:
    """The line; a faulty cell stands in the findings and is left out of it."""
    cells, number, heads = row.cells, row.number, row.heads
    values: dict[str, Any] = {}
    for name, quantity, least, most, whole in _AMOUNTS:
        cell = cells.get(name)
        if cell is None or cell == "":
            continue
        if (
            type(cell) is float
            and least <= cell <= most
            and name not in row.factors
            and (not whole or cell.is_integer())
        ):
            values[name] = int(cell) if whole else cell
            continue
        found = reader.number(cell, quantity, row=number, column=heads[name], factor=row.factors.get(name, 1.0))
        values[name] = int(found) if whole and found is not None else found
    for name in _TEXTS:
        cell = cells.get(name)
        if cell is not None and cell != "":
            values[name] = reader.text(cell, row=number, column=heads[name])
    if (nature := cells.get("nature")) not in _BLANK:
        values["nature"] = reader.nature(nature, row=number, column=heads["nature"])
    if (medium := cells.get("medium")) not in _BLANK:
        values["medium"] = reader.medium(medium, row=number, column=heads["medium"])
    if (percent := values.get("exception_share")) is not None:
        values["exception_share"] = share_of(percent)
    line = SurveyLine(
        process=about.process, step=about.step, title=about.title, staff=about.staff, duty=about.duty, **values
    )
    _check_together(line, row, reader.findings)
    return line


_BLANK = ("", None)
_TEXTS = ("system", "legal_basis", "note")
# limits beside their quantity: looking them up in it for every cell would cost more than reading the cell
_AMOUNTS = tuple(
    (name, quantity, quantity.value.least, quantity.value.most, quantity.value.whole)
    for name, quantity in (
        ("order", Quantity.ORDER),
        ("cases", Quantity.CASES),
        ("minutes_per_case", Quantity.MINUTES),
        ("hours", Quantity.HOURS),
        ("fee_yen", Quantity.YEN),
        ("busy_from", Quantity.MONTH),
        ("busy_to", Quantity.MONTH),
        ("exception_share", Quantity.PERCENT),
    )
)


def _check_together(line: SurveyLine, row: RowOfAnswers, findings: Findings) -> None:
    """What cells of one row say about one another."""
    contractor = line.staff is StaffKind.CONTRACTOR
    if (line.minutes_per_case is not None or line.hours is not None) if contractor else line.fee_yen is not None:
        _refuse_foreign(line, row, findings)
    if (line.busy_from is None) != (line.busy_to is None) and _written(row, "busy_from") != _written(row, "busy_to"):
        missing = "busy_to" if line.busy_to is None else "busy_from"
        findings.note("survey-busy-half", *_BUSY_HALF, row=row.number, column=row.heads.get(missing, ""))


def _refuse_foreign(line: SurveyLine, row: RowOfAnswers, findings: Findings) -> None:
    """Time in a contractor's row, a fee in a row of staff."""
    contractor = line.staff is StaffKind.CONTRACTOR
    for name in ("minutes_per_case", "hours") if contractor else ("fee_yen",):
        value = getattr(line, name)
        if value is not None:
            what, remedy = _CONTRACTOR_TIME if contractor else _STAFF_FEE
            findings.error(
                "survey-contractor-time" if contractor else "survey-fee-of-staff", what, remedy,
                row=row.number, column=row.heads[name], value=f"{value:g}",
            )  # fmt: skip


def _written(row: RowOfAnswers, name: str) -> bool:
    return row.cells.get(name) not in (None, "")


def check_repeated(lines: Iterable[tuple[int, SurveyLine]], findings: Findings, column: str) -> None:
    """Name the same step by the same kind of staff in two rows: both count, and one may be a copy."""
    first: dict[tuple[str, str, str, str, StaffKind], int] = {}
    for row, line in lines:
        key = (line.process, line.step, line.duty, line.title, line.staff)
        if key in first:
            remedy = Text(
                f"{first[key]}行目と同じです。2行とも数えます。写し間違いなら一方を消してください",
                f"as in row {first[key]}. Both are counted; delete one if it is a copy",
            )
            what = Text("同じ工程と担い手の行が2つあります", "two rows have the same step and kind of staff")
            findings.note("survey-row-repeated", what, remedy, row=row, column=column, value=line.title)
        else:
            first[key] = row


_CONTRACTOR_TIME = (
    Text("委託の行に時間が書かれています", "a contractor’s row holds time"),
    Text("時間を消し、委託料を書いてください。職員が行った分なら担い手を直してください",
         "delete the time and write the fee; if staff did the work, correct the kind of staff"),
)  # fmt: skip
_STAFF_FEE = (
    Text("委託ではない行に委託料が書かれています", "a row that is no contractor’s holds a fee"),
    Text("委託料は委託の行に移してください", "move the fee into the contractor’s row"),
)
_BUSY_HALF = (
    Text("繁忙期の始めと終わりの一方だけが書かれています", "only one end of the busy months is written"),
    Text(
        "そのまま読みました。1か月だけなら同じ月を2つ書いてください", "read as it is; a single month is written twice"
    ),
)
