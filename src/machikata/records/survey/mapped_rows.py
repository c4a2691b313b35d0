# SPDX-License-Identifier: Apache-2.0
"""The rows of a free-form table as a saved mapping sees them: cells by field and kind of staff, labels filled where a person said so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.records.survey.book import SurveySheet
from machikata.records.survey.findings import Findings
from machikata.records.survey.heads import cell_at, joined_heads, merged_origin, width_of_sheet
from machikata.records.survey.labels import word_key
from machikata.records.survey.mapping import AnswerField, MappedAnswer, SurveyMapping
from machikata.records.tables.workbook import Cell, cell_text, column_letters

TOTAL_WORDS = frozenset({"合計", "小計", "計", "総計", "総合計", "total", "subtotal", "平均"})
"""Labels of rows that are no step."""


@dataclass(frozen=True, slots=True)
class PlacedAnswer:
    """A mapped column and where it really stands (column from 0)."""

    answer: MappedAnswer
    column: int
    head: str


@dataclass(frozen=True, slots=True)
class MappedRow:
    """One row: labels by field, answers that hold for the row, and answers of one kind of staff."""

    number: int
    labels: Mapping[AnswerField, Cell]
    common: Mapping[AnswerField, Cell]
    of_staff: Mapping[StaffKind, Mapping[AnswerField, Cell]] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether any answer is filled in."""
        return any(map(filled, self.common.values())) or any(self.of_staff.values())


def placed_answers(sheet: SurveySheet, mapping: SurveyMapping, findings: Findings) -> tuple[PlacedAnswer, ...]:
    """Where each mapped column stands now. A column that moved is found by its head; one that is gone is an ERROR."""
    heads = joined_heads(sheet, mapping.head_row, mapping.head_rows, width_of_sheet(sheet))
    keys = [word_key(h) for h in heads]
    placed = []
    for answer in mapping.columns:
        at, wanted = column_number(answer.letter), word_key(answer.head)
        if not wanted or (at < len(keys) and keys[at] == wanted):
            placed.append(PlacedAnswer(answer, at, answer.head or answer.letter))
        elif keys.count(wanted) == 1:
            found = keys.index(wanted)
            read = Text(f"{column_letters(found)}列で読みました", f"read from column {column_letters(found)}")
            findings.note("survey-column-moved", _MOVED, read, row=mapping.head_row, column=answer.head)
            placed.append(PlacedAnswer(answer, found, answer.head))
        else:
            now = heads[at] if at < len(heads) else ""
            what = Text(
                f"{answer.letter}列の見出しが「{answer.head}」ではなく「{now}」です",
                f"column {answer.letter} is headed “{now}” and not “{answer.head}”",
            )
            findings.error("survey-mapping-misfit", what, _MISFIT, row=mapping.head_row, column=answer.head)
    return tuple(placed)


def mapped_rows(
    sheet: SurveySheet, mapping: SurveyMapping, placed: Sequence[PlacedAnswer], findings: Findings
) -> Iterator[MappedRow]:
    """Every row that answers something, in file order."""
    left_out = {word_key(label) for label in mapping.left_out}
    before: dict[AnswerField, Cell] = {}
    for number in range(mapping.first_row, len(sheet.rows) + 1):
        if all(not filled(c) for c in sheet.rows[number - 1]):
            continue
        labels = {
            p.answer.field: _label(sheet, mapping, number, p, before, findings)
            for p in placed
            if p.answer.field.is_label
        }
        said = {
            word_key(cell_text(sheet.rows[number - 1][p.column]))
            for p in placed
            if p.answer.field.is_label and p.column < len(sheet.rows[number - 1])
        }
        if said & left_out:
            findings.note(
                "survey-row-left-out",
                *_LEFT_OUT,
                row=number,
                value="、".join(sorted(said & left_out)),
                severity=Severity.NOTE,
            )
            continue
        row = _row(sheet, number, labels, placed)
        if row.answered and (totals := said & TOTAL_WORDS):
            findings.error("survey-total-row", *_TOTAL, row=number, value="、".join(sorted(totals)))
        elif row.answered:
            yield row
        elif filled(labels.get(AnswerField.TITLE)):
            findings.note(
                "survey-row-unanswered",
                *_UNANSWERED,
                row=number,
                value=cell_text(labels[AnswerField.TITLE]),
                severity=Severity.NOTE,
            )
        before = labels


def filled(cell: Cell) -> bool:
    """Whether a cell says anything."""
    return cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip())


def column_number(letters: str) -> int:
    """The column (from 0) that a spreadsheet calls `letters`.

    Raises:
        InputRefused: no such column.
    """
    number = 0
    for letter in letters.strip().upper():
        if not "A" <= letter <= "Z" or number > 20_000:
            number = 0
            break
        number = number * 26 + ord(letter) - ord("A") + 1
    if number == 0:
        what = Text(f"「{letters}」という列はありません", f"there is no column “{letters}”")
        raise InputRefused(
            [
                Problem(
                    "survey-column-letter",
                    what,
                    Text("A、B、AA のように書いてください", "write A, B or AA"),
                    Place(value=letters),
                )
            ]
        )
    return number - 1


def _row(
    sheet: SurveySheet, number: int, labels: Mapping[AnswerField, Cell], placed: Sequence[PlacedAnswer]
) -> MappedRow:
    common: dict[AnswerField, Cell] = {}
    of_staff: dict[StaffKind, dict[AnswerField, Cell]] = {}
    for p in placed:
        cell = cell_at(sheet, number, p.column)
        if p.answer.field.is_label or not filled(cell):
            continue
        if p.answer.staff is None:
            common[p.answer.field] = cell
        else:
            of_staff.setdefault(p.answer.staff, {})[p.answer.field] = cell
    return MappedRow(number, labels, common, of_staff)


def _label(
    sheet: SurveySheet,
    mapping: SurveyMapping,
    number: int,
    placed: PlacedAnswer,
    before: Mapping[AnswerField, Cell],
    findings: Findings,
) -> Cell:
    """A label of a row, taken from above where a person has decided so."""
    cell, what = cell_at(sheet, number, placed.column), placed.answer.field
    if filled(cell):
        return cell
    origin = merged_origin(sheet, number, placed.column)
    if origin != (number, placed.column):
        if what in mapping.merged:
            return cell_at(sheet, *origin)
        findings.error("survey-label-merged", *_MERGED, row=number, column=placed.head)
        return None
    if what in mapping.fill_down and filled(before.get(what)):
        return before[what]
    return None


_MOVED = Text("列の位置が、対応を決めたときと違います", "the column has moved since its meaning was settled")
_MISFIT = Text("列の対応を決め直してください", "settle anew what the columns mean")
_LEFT_OUT = (
    Text("工程ではない行です", "the row is no step"),
    Text("決められたとおり読みませんでした", "it was left out, as decided"),
)
_TOTAL = (
    Text("合計などの行とみられ、数えると二重になります", "the row looks like a total and would count twice"),
    Text(
        "読まない行として「合計」などの言葉を選ぶか、行を消してください",
        "choose its label as one to leave out, or delete the row",
    ),
)
_UNANSWERED = (
    Text("回答のない工程です", "a step without any answer"),
    Text("読みませんでした。ないときは0を書いてください", "it was left out; write 0 where there is none"),
)
_MERGED = (
    Text(
        "結合されたセルの中にあり、この行の値か決められません",
        "the cell lies in a merged range, and whether its value is meant for this row is not settled",
    ),
    Text(
        "結合を解いて値を入れるか、「結合はすべての行に当てはまる」を選んでください",
        "unmerge it and fill in the value, or decide that merged cells count for all their rows",
    ),
)
