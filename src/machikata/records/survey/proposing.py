# SPDX-License-Identifier: Apache-2.0
"""Propose what the columns of a section's own table mean, from its heads; what heads cannot say is asked. Nothing is applied unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.records.masking.identifiers import masked_text
from machikata.records.survey.book import SurveyBook, open_book
from machikata.records.survey.form_layout import STAFF_LABELS
from machikata.records.survey.head_words import HeadMeaning, doubt_about, meaning_of
from machikata.records.survey.heads import cell_at, head_text
from machikata.records.survey.labels import STAFF_WORDS, read_fiscal_year, read_word, word_key
from machikata.records.survey.looked_at import LABELS_THAT_REPEAT, LookedAt, column_cells, looked_at
from machikata.records.survey.mapped_rows import TOTAL_WORDS, filled
from machikata.records.survey.mapping import (
    AnswerField,
    MappedAnswer,
    ProposedAnswer,
    SurveyConstants,
    SurveyMapping,
    SurveyMappingProposal,
)
from machikata.records.survey.mapping_questions import questions_of
from machikata.records.tables.workbook import cell_text, column_letters

F = AnswerField
_SAMPLES = 5
_WORDS_LOOKED_AT = 200
_PERSONS = re.compile(r"[0-9０-９]\s*[人名]")


def propose_mapping(
    data: bytes, *, name: str, processes: Sequence[Process], sheet: str = "", head: tuple[int, int] | None = None,
    decided: SurveyMapping | None = None,
) -> SurveyMappingProposal:  # fmt: skip
    """What the columns of a table seem to mean, each with confidence, reason and samples, and what only a person can decide: about the
    proposal, or about the columns a person has `decided`.

    Without `sheet` the sheet with the most known heads is taken; without `head` (its first row, from 1, and how many rows it has) the
    head is looked for. The proposal is always given, even an incomplete one.

    Raises:
        InputRefused: the file cannot be opened, or there is no such sheet.
    """
    book = open_book(data, name)
    table = _best_table(book, sheet, head)
    columns = tuple(_proposed(table, x, head) for x, head in enumerate(table.heads))
    columns = _once_each(columns)
    answers = tuple(c.answer for c in columns if c.answer is not None)
    mapping = SurveyMapping(
        answers,
        sheet=table.sheet.name,
        head_row=table.head_row,
        head_rows=table.head_rows,
        first_row=table.first_row,
        constants=_constants(table, answers, processes),
        left_out=tuple(_totals(table, answers)),
    )
    about = mapping if decided is None else _with_totals(table, decided)
    questions = tuple(questions_of(book, table, about, processes))
    return SurveyMappingProposal(columns, mapping, questions, book.names)


def _with_totals(table: LookedAt, decided: SurveyMapping) -> SurveyMapping:
    """The columns of a decided mapping that stand in the table, with the labels that may be left out, whether or not they are."""
    letters = {column_letters(x) for x in range(len(table.heads))}
    columns = tuple(c for c in decided.columns if c.letter in letters)
    left_out = dict.fromkeys((*_totals(table, columns), *decided.left_out))
    return replace(decided, columns=columns, left_out=tuple(left_out))


def _best_table(book: SurveyBook, wanted: str, head: tuple[int, int] | None) -> LookedAt:
    if wanted and wanted not in book.names:
        what = Text(f"シート「{wanted}」はありません", f"there is no sheet “{wanted}”")
        listed = "、".join(f"「{n}」" for n in book.names)
        remedy = Text(f"シートを選んでください：{listed}", f"choose a sheet: {listed}")
        raise InputRefused([Problem("sheet-unknown", what, remedy, Place(file=book.file), choices=book.names)])
    names = (wanted,) if wanted else tuple(n for n in book.names if n not in book.hidden) or book.names
    tables = [looked_at(book, name, head) for name in names]
    if not tables:
        what = Text("シートがありません", "there is no sheet")
        raise InputRefused(
            [
                Problem(
                    "no-rows", what, Text("別のファイルを選んでください", "choose another file"), Place(file=book.file)
                )
            ]
        )
    return max(tables, key=lambda t: sum(meaning_of(h) is not None for h in t.heads if h))


def _proposed(table: LookedAt, column: int, head: str) -> ProposedAnswer:
    meaning, reason = _by_words(table, column, *_read_head(table, column, head))
    letter = column_letters(column)
    answer = None if meaning is None else MappedAnswer(letter, head, meaning.field, meaning.staff, meaning.unit)
    return ProposedAnswer(
        letter, head, answer, 0.0 if meaning is None else meaning.confidence, reason, _samples(table, column)
    )


def _read_head(table: LookedAt, column: int, head: str) -> tuple[HeadMeaning | None, Text]:
    if not head:
        return None, _NO_HEAD
    if (doubt := doubt_about(head)) is not None:
        return None, doubt
    if (meaning := meaning_of(head)) is not None:
        return meaning, _BY_HEAD
    lowest = head_text(table.sheet, table.first_row - 1, column)
    if lowest != head and (meaning := meaning_of(lowest)) is not None:
        return HeadMeaning(meaning.field, meaning.confidence * 0.9, meaning.staff, meaning.unit), _BY_LOWEST
    return None, _UNKNOWN


def _by_words(
    table: LookedAt, column: int, meaning: HeadMeaning | None, reason: Text
) -> tuple[HeadMeaning | None, Text]:
    """A column whose words are kinds of staff is one of staff; one that counts people (2人) is none, whatever its head."""
    if meaning is not None and meaning.field is not F.STAFF:
        return meaning, reason
    cells = (cell_at(table.sheet, row, column) for row in range(table.first_row, len(table.sheet.rows) + 1))
    words = set(islice((cell_text(c) for c in cells if filled(c)), _WORDS_LOOKED_AT))
    if words and all(read_word(w, STAFF_WORDS, STAFF_LABELS)[0] is not None for w in words):
        return HeadMeaning(F.STAFF, 0.95), _BY_STAFF_WORDS
    if (
        meaning is not None
        and words
        and all(_PERSONS.search(w) or (w.isdigit() and "従事者" in table.heads[column]) for w in words)
    ):
        return None, _COUNTS_PEOPLE
    return meaning, reason


def _once_each(columns: tuple[ProposedAnswer, ...]) -> tuple[ProposedAnswer, ...]:
    """Each field and kind of staff goes to the column that claims it most surely; the others are left to the person."""
    best: dict[tuple[AnswerField, StaffKind | None], ProposedAnswer] = {}
    for column in columns:
        if column.answer is not None:
            key = (column.answer.field, column.answer.staff)
            if key not in best or column.confidence > best[key].confidence:
                best[key] = column
    kept = set(map(id, best.values()))
    return tuple(
        c if c.answer is None or id(c) in kept else ProposedAnswer(c.letter, c.head, None, 0.0, _TAKEN, c.samples)
        for c in columns
    )


def _samples(table: LookedAt, column: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in range(table.first_row, len(table.sheet.rows) + 1):
        cell = cell_at(table.sheet, row, column)
        if filled(cell):
            found[masked_text(cell_text(cell))[:40]] = None
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def _constants(table: LookedAt, answers: Sequence[MappedAnswer], processes: Sequence[Process]) -> SurveyConstants:
    """What holds for all rows: the only process there is, and a fiscal year written above the head."""
    fields = {a.field for a in answers}
    year = None
    if F.FISCAL_YEAR not in fields:
        years = {y for y in _years_above(table) if y is not None}
        year = next(iter(years)) if len(years) == 1 else None
    process = processes[0].id if F.PROCESS not in fields and len(processes) == 1 else ""
    return SurveyConstants(process=process, fiscal_year=year)


def _years_above(table: LookedAt) -> Iterator[int | None]:
    for row in table.sheet.rows[: max(0, table.head_row - 1)]:
        for cell in row:
            for word in cell_text(cell).replace("　", " ").split() if filled(cell) else ():
                if "年度" in word:
                    yield read_fiscal_year(word.partition("年度")[0] + "年度")


def _totals(table: LookedAt, answers: Sequence[MappedAnswer]) -> Iterator[str]:
    seen: set[str] = set()
    for what in LABELS_THAT_REPEAT:
        for _, text in column_cells(table, answers, what):
            if word_key(text) in TOTAL_WORDS and text not in seen:
                seen.add(text)
                yield text


_NO_HEAD = Text("見出しがありません", "there is no head")
_BY_HEAD = Text("見出しの言葉から", "from the words of its head")
_BY_LOWEST = Text("いちばん下の見出しの言葉から", "from the words of its lowest head")
_BY_STAFF_WORDS = Text("値が担い手の言葉なので", "its words are kinds of staff")
_COUNTS_PEOPLE = Text("担い手の種類ではなく、人数とみられます", "it seems to count people, not to name their kind")
_UNKNOWN = Text("見出しの言葉からは分かりません", "its head does not say")
_TAKEN = Text("同じ意味とみられる列がほかにあります", "another column seems to mean the same more surely")
