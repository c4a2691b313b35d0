# SPDX-License-Identifier: Apache-2.0
"""Where the head and the data of a free-form table stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from machikata.records.survey.book import SurveyBook, SurveySheet
from machikata.records.survey.heads import cell_at, joined_heads, merged_origin, width_of_sheet
from machikata.records.survey.mapped_rows import filled
from machikata.records.survey.mapping import AnswerField, MappedAnswer
from machikata.records.tables.headers import ROWS_LOOKED_AT, find_header, width_of
from machikata.records.tables.workbook import cell_text, column_letters

F = AnswerField
LABELS_THAT_REPEAT = (F.PROCESS, F.DUTY, F.TITLE, F.SECTION)
_MOST_HEAD_ROWS = 4


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The sheet that was looked at and where its head and data stand."""

    file: str
    sheet: SurveySheet
    head_row: int
    head_rows: int
    heads: tuple[str, ...]

    @property
    def first_row(self) -> int:
        return self.head_row + self.head_rows if self.head_row else 1


def looked_at(book: SurveyBook, name: str, head: tuple[int, int] | None) -> LookedAt:
    """A sheet with its head where it was said to stand (first row, number of rows), or where it seems to."""
    sheet = book.sheet(name)
    if head is not None:
        first, rows = min(head[0], max(1, len(sheet.rows))), min(head[1], _MOST_HEAD_ROWS)
        return LookedAt(book.file, sheet, first, rows, joined_heads(sheet, first, rows, width_of_sheet(sheet)))
    looked = [_downward(sheet, row) for row in range(1, min(len(sheet.rows), ROWS_LOOKED_AT) + 1)]
    last = find_header(looked, width_of(looked))
    last = _last_head_row(sheet, last)
    first = _first_head_row(sheet, last)
    rows = last - first + 1 if last else 0
    return LookedAt(book.file, sheet, first, rows, joined_heads(sheet, first, rows, width_of_sheet(sheet)))


def _downward(sheet: SurveySheet, row: int) -> list[str]:
    """The texts of a row; a cell merged over several rows says the same in each, so that the lowest row of a head is the fullest."""
    texts = []
    for column in range(len(sheet.rows[row - 1])):
        top, left = merged_origin(sheet, row, column)
        texts.append(cell_text(cell_at(sheet, top, left)) if left == column else "")
    return texts


def _last_head_row(sheet: SurveySheet, last: int) -> int:
    """The lowest row of the head: a row of words that stands only under merged heads names their columns (時間 over 正規, 会計年度)."""
    while 0 < last < len(sheet.rows) and _names_spanned(sheet, last):
        last += 1
    return last


def _names_spanned(sheet: SurveySheet, above: int) -> bool:
    spanned = {x for top, a, bottom, b in sheet.merged if b > a and top <= above <= bottom for x in range(a, b + 1)}
    below = range(len(sheet.rows[above]))
    words = [x for x in below if filled(cell_at(sheet, above + 1, x))]
    texts = all(isinstance(cell_at(sheet, above + 1, x), str) for x in words)
    return bool(words) and texts and all(x in spanned for x in words)


def _first_head_row(sheet: SurveySheet, last: int) -> int:
    """The uppermost row that still belongs to the head: rows above that group the columns below."""
    first = last
    while first > 1 and last - first + 1 < _MOST_HEAD_ROWS and _groups(sheet, first - 1):
        first -= 1
    return first


def _groups(sheet: SurveySheet, row: int) -> bool:
    """Whether a row names groups of columns: several words, or words merged over columns that are not the whole width (a title)."""
    width = width_of_sheet(sheet)
    words = [x for x in range(width) if filled(cell_at(sheet, row, x))]
    spans = [b - a + 1 for first, a, last, b in sheet.merged if first <= row <= last and (b > a or last > first)]
    return (len(words) >= 2 and not all(_is_number(sheet, row, x) for x in words)) or any(1 <= s < width for s in spans)


def _is_number(sheet: SurveySheet, row: int, column: int) -> bool:
    return isinstance(cell_at(sheet, row, column), (int, float))


def column_cells(table: LookedAt, answers: Sequence[MappedAnswer], what: AnswerField) -> Iterator[tuple[int, str]]:
    """Row and text of every cell below the head in the columns of a field."""
    for answer in answers:
        if answer.field is what:
            column = next(x for x in range(len(table.heads)) if column_letters(x) == answer.letter)
            for row in range(table.first_row, len(table.sheet.rows) + 1):
                yield row, cell_text(cell_at(table.sheet, row, column))
