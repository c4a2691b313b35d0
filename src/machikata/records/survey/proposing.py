# SPDX-License-Identifier: Apache-2.0
"""Propose what the columns of a section's own table mean, from its heads; what heads cannot say is asked. Nothing is applied unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.records.dictionary.spelling import core
from machikata.records.masking.identifiers import masked_text
from machikata.records.survey.book import SurveyBook, SurveySheet, open_book
from machikata.records.survey.head_words import HeadMeaning, meaning_of
from machikata.records.survey.heads import cell_at, head_text, joined_heads, merged_origin, width_of_sheet
from machikata.records.survey.labels import STAFF_WORDS, read_fiscal_year, word_key
from machikata.records.survey.mapped_rows import TOTAL_WORDS, filled
from machikata.records.survey.mapping import (
    UNITS,
    AnswerField,
    MappedAnswer,
    ProposedAnswer,
    SurveyConstants,
    SurveyMapping,
    SurveyMappingProposal,
)
from machikata.records.survey.steps import StepMatcher
from machikata.records.tables.headers import ROWS_LOOKED_AT, find_header, width_of
from machikata.records.tables.workbook import cell_text, column_letters

F = AnswerField
_SAMPLES = 5
_LABELS_THAT_REPEAT = (F.PROCESS, F.DUTY, F.TITLE, F.SECTION)
_MOST_HEAD_ROWS = 4
_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class _Table:
    """The sheet that was looked at and where its head and data stand."""

    file: str
    sheet: SurveySheet
    head_row: int
    head_rows: int
    heads: tuple[str, ...]

    @property
    def first_row(self) -> int:
        return self.head_row + self.head_rows if self.head_row else 1


def propose_mapping(
    data: bytes, *, name: str, processes: Sequence[Process], sheet: str = "", head: tuple[int, int] | None = None
) -> SurveyMappingProposal:
    """What the columns of a table seem to mean, each with confidence, reason and samples, and what only a person can decide.

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
    questions = tuple(_questions(book, table, mapping, processes))
    return SurveyMappingProposal(columns, mapping, questions, book.names)


def _best_table(book: SurveyBook, wanted: str, head: tuple[int, int] | None) -> _Table:
    if wanted and wanted not in book.names:
        what = Text(f"シート「{wanted}」はありません", f"there is no sheet “{wanted}”")
        listed = "、".join(f"「{n}」" for n in book.names)
        remedy = Text(f"シートを選んでください：{listed}", f"choose a sheet: {listed}")
        raise InputRefused([Problem("sheet-unknown", what, remedy, Place(file=book.file), choices=book.names)])
    names = (wanted,) if wanted else tuple(n for n in book.names if n not in book.hidden) or book.names
    tables = [_table(book, name, head) for name in names]
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


def _table(book: SurveyBook, name: str, head: tuple[int, int] | None) -> _Table:
    sheet = book.sheet(name)
    if head is not None:
        first, rows = min(head[0], max(1, len(sheet.rows))), min(head[1], _MOST_HEAD_ROWS)
        return _Table(book.file, sheet, first, rows, joined_heads(sheet, first, rows, width_of_sheet(sheet)))
    looked = [_downward(sheet, row) for row in range(1, min(len(sheet.rows), ROWS_LOOKED_AT) + 1)]
    last = find_header(looked, width_of(looked))
    first = _first_head_row(sheet, last)
    rows = last - first + 1 if last else 0
    return _Table(book.file, sheet, first, rows, joined_heads(sheet, first, rows, width_of_sheet(sheet)))


def _downward(sheet: SurveySheet, row: int) -> list[str]:
    """The texts of a row; a cell merged over several rows says the same in each, so that the lowest row of a head is the fullest."""
    texts = []
    for column in range(len(sheet.rows[row - 1])):
        top, left = merged_origin(sheet, row, column)
        texts.append(cell_text(cell_at(sheet, top, left)) if left == column else "")
    return texts


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


def _proposed(table: _Table, column: int, head: str) -> ProposedAnswer:
    meaning, reason = _read_head(table, column, head)
    letter = column_letters(column)
    answer = None if meaning is None else MappedAnswer(letter, head, meaning.field, meaning.staff, meaning.unit)
    return ProposedAnswer(
        letter, head, answer, 0.0 if meaning is None else meaning.confidence, reason, _samples(table, column)
    )


def _read_head(table: _Table, column: int, head: str) -> tuple[HeadMeaning | None, Text]:
    if not head:
        return None, _NO_HEAD
    if (meaning := meaning_of(head)) is not None:
        return meaning, _BY_HEAD
    lowest = head_text(table.sheet, table.first_row - 1, column)
    if lowest != head and (meaning := meaning_of(lowest)) is not None:
        return HeadMeaning(meaning.field, meaning.confidence * 0.9, meaning.staff, meaning.unit), _BY_LOWEST
    return None, _UNKNOWN


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


def _samples(table: _Table, column: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in range(table.first_row, len(table.sheet.rows) + 1):
        cell = cell_at(table.sheet, row, column)
        if filled(cell):
            found[masked_text(cell_text(cell))[:40]] = None
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def _constants(table: _Table, answers: Sequence[MappedAnswer], processes: Sequence[Process]) -> SurveyConstants:
    """What holds for all rows: the only process there is, and a fiscal year written above the head."""
    fields = {a.field for a in answers}
    year = None
    if F.FISCAL_YEAR not in fields:
        years = {y for y in _years_above(table) if y is not None}
        year = next(iter(years)) if len(years) == 1 else None
    process = processes[0].id if F.PROCESS not in fields and len(processes) == 1 else ""
    return SurveyConstants(process=process, fiscal_year=year)


def _years_above(table: _Table) -> Iterator[int | None]:
    for row in table.sheet.rows[: max(0, table.head_row - 1)]:
        for cell in row:
            for word in cell_text(cell).replace("　", " ").split() if filled(cell) else ():
                if "年度" in word:
                    yield read_fiscal_year(word.partition("年度")[0] + "年度")


def _column_cells(table: _Table, answers: Sequence[MappedAnswer], what: AnswerField) -> Iterator[tuple[int, str]]:
    for answer in answers:
        if answer.field is what:
            column = next(x for x in range(len(table.heads)) if column_letters(x) == answer.letter)
            for row in range(table.first_row, len(table.sheet.rows) + 1):
                yield row, cell_text(cell_at(table.sheet, row, column))


def _totals(table: _Table, answers: Sequence[MappedAnswer]) -> Iterator[str]:
    seen: set[str] = set()
    for what in _LABELS_THAT_REPEAT:
        for _, text in _column_cells(table, answers, what):
            if word_key(text) in TOTAL_WORDS and text not in seen:
                seen.add(text)
                yield text


def _questions(
    book: SurveyBook, table: _Table, mapping: SurveyMapping, processes: Sequence[Process]
) -> Iterator[Problem]:
    place = Place(book.file, table.sheet.name)
    yield from _missing(mapping, place, processes)
    for answer in mapping.columns:
        if answer.field in UNITS and answer.unit is None:
            units = tuple(u.value for u in UNITS[answer.field])
            yield _question("survey-unit-undecided", place, answer.head, *_WHICH_UNIT, choices=units)
    yield from _repeated_labels(table, mapping, place)
    yield from _shared(mapping, place)
    for label in mapping.left_out:
        yield _question("survey-rows-left-out", place, label, *_LEAVE_OUT)
    yield from _unknown_staff(table, mapping, place)
    yield from _unknown_steps(table, mapping, place, processes)


def _missing(mapping: SurveyMapping, place: Place, processes: Sequence[Process]) -> Iterator[Problem]:
    fields = {c.field for c in mapping.columns}
    if not fields & {F.TITLE, F.STEP}:
        yield _question("survey-no-step-column", place, "", *_NO_STEP)
    if not fields & {F.CASES, F.MINUTES, F.HOURS, F.FEE}:
        yield _question("survey-no-figure-column", place, "", *_NO_FIGURE)
    if F.PROCESS not in fields and not mapping.constants.process:
        yield _question("survey-no-process", place, "", *_NO_PROCESS, choices=tuple(p.id for p in processes))
    if F.STAFF not in fields and not any(c.staff for c in mapping.columns if c.field is not F.FEE):
        yield _question("survey-no-staff", place, "", *_NO_STAFF, choices=tuple(k.value for k in StaffKind))
    if F.FISCAL_YEAR not in fields and mapping.constants.fiscal_year is None:
        yield _question("survey-no-year", place, "", *_NO_YEAR)


def _repeated_labels(table: _Table, mapping: SurveyMapping, place: Place) -> Iterator[Problem]:
    """Labels that stand once for several rows, merged or with empty cells below."""
    for answer in mapping.columns:
        if answer.field not in (*_LABELS_THAT_REPEAT, F.STAFF):
            continue
        x = next(i for i in range(len(table.heads)) if column_letters(i) == answer.letter)
        merged = [m for m in table.sheet.merged if m[1] <= x <= m[3] and m[2] > m[0] and m[2] >= table.first_row]
        if merged:
            yield _question(
                "survey-labels-merged", place, answer.head, *_MERGED, choices=(answer.field.value,), count=len(merged)
            )
        covered = {row for first, _, last, _ in merged for row in range(first, last + 1)}
        totals = {
            row
            for a in mapping.columns
            if a.field.is_label
            for row, t in _column_cells(table, (a,), a.field)
            if word_key(t) in TOTAL_WORDS
        }
        empty = [row for row, text in _column_cells(table, (answer,), answer.field)
                 if not text.strip() and row not in covered | totals and _has_figures(table, mapping, row)]  # fmt: skip
        if empty:
            yield _question(
                "survey-labels-omitted",
                place,
                answer.head,
                *_OMITTED,
                choices=(answer.field.value,),
                count=len(empty),
                row=empty[0],
            )


def _has_figures(table: _Table, mapping: SurveyMapping, row: int) -> bool:
    columns = [
        x
        for x in range(len(table.heads))
        for c in mapping.columns
        if c.letter == column_letters(x) and not c.field.is_label
    ]
    return any(filled(cell_at(table.sheet, row, x)) for x in columns)


def _shared(mapping: SurveyMapping, place: Place) -> Iterator[Problem]:
    kinds = {c.staff for c in mapping.columns if c.staff and c.field in (F.CASES, F.MINUTES, F.HOURS)}
    for answer in mapping.columns:
        if len(kinds) > 1 and answer.staff is None and answer.field in (F.CASES, F.MINUTES):
            yield _question("survey-volume-shared", place, answer.head, *_SHARED)


def _unknown_staff(table: _Table, mapping: SurveyMapping, place: Place) -> Iterator[Problem]:
    unknown = {
        t.strip(): row
        for row, t in _column_cells(table, mapping.columns, F.STAFF)
        if t.strip() and word_key(t) not in STAFF_WORDS
    }
    for label, row in unknown.items():
        if word_key(label) not in TOTAL_WORDS:
            yield _question(
                "survey-staff-unknown", place, label, *_WHICH_STAFF, choices=tuple(k.value for k in StaffKind), row=row
            )


def _unknown_steps(
    table: _Table, mapping: SurveyMapping, place: Place, processes: Sequence[Process]
) -> Iterator[Problem]:
    """Labels of steps that no process of the survey knows."""
    matcher = StepMatcher(processes, {}, {})
    cores: dict[str, list[str]] = {}
    wanted = [p for p in processes if not mapping.constants.process or p.id == mapping.constants.process]
    unknown: dict[str, int] = {}
    for row, text in _column_cells(table, mapping.columns, F.TITLE):
        label = text.strip()
        if label and word_key(label) not in TOTAL_WORDS and not any(matcher.step(p.id, label).ids for p in wanted):
            unknown.setdefault(label, row)
    for process in wanted:
        for step in process.surveyed_steps:
            cores.setdefault(core(step.title.ja), []).append(step.id)
    for label, row in unknown.items():
        near = cores.get(core(label), []) if len(label) <= _LONGEST_LABEL else []
        choices = (*near, *(s.id for p in wanted for s in p.surveyed_steps if s.id not in near))
        what, remedy = _LIKELY_STEP if near else _OWN_STEP
        severity = Severity.WARNING if near else Severity.NOTE
        yield _question(
            "survey-step-likely" if near else "survey-step-own",
            place,
            label,
            what,
            remedy,
            choices=choices,
            row=row,
            severity=severity,
        )


def _question(
    code: str, place: Place, column: str, what: Text, remedy: Text, *, choices: tuple[str, ...] = (), count: int = 1,
    row: int | None = None, severity: Severity = Severity.WARNING,
) -> Problem:  # fmt: skip
    return Problem(code, what, remedy, Place(place.file, place.sheet, row, column), severity, count, choices)


_NO_HEAD = Text("見出しがありません", "there is no head")
_BY_HEAD = Text("見出しの言葉から", "from the words of its head")
_BY_LOWEST = Text("いちばん下の見出しの言葉から", "from the words of its lowest head")
_UNKNOWN = Text("見出しの言葉からは分かりません", "its head does not say")
_TAKEN = Text("同じ意味とみられる列がほかにあります", "another column seems to mean the same more surely")
_WHICH_UNIT = (
    Text("単位が見出しに書かれていません", "the head does not name the unit"),
    Text("単位を選んでください", "choose the unit"),
)
_LEAVE_OUT = (
    Text("合計などの行があります", "there are rows of totals"),
    Text(
        "工程ではないので読まないことにしました。違うときは外してください",
        "they are no steps and are left out; take the label away if that is wrong",
    ),
)
_NO_STEP = (
    Text("工程の列が見つかりません", "no column of steps was found"),
    Text("どの列が工程の名前かを選んでください", "choose the column with the names of steps"),
)
_NO_FIGURE = (
    Text("件数や時間の列が見つかりません", "no column of volume or time was found"),
    Text(
        "年間件数、1件あたり時間、年間時間、委託料の列を選んでください",
        "choose the columns of volume, time per case, hours or fee",
    ),
)
_NO_PROCESS = (
    Text("どの業務の表か分かりません", "nothing says which process the table is about"),
    Text(
        "業務の列か、すべての行に当てはまる業務を選んでください",
        "choose the column of processes, or the one that holds for all rows",
    ),
)
_NO_STAFF = (
    Text("だれが行ったかが分かりません", "nothing says who did the work"),
    Text(
        "担い手の列か、すべての行に当てはまる担い手を選んでください",
        "choose the column of staff, or the kind that holds for all rows",
    ),
)
_NO_YEAR = (
    Text("どの年度の表か分かりません", "nothing says which fiscal year it is"),
    Text("年度を入れてください", "give the fiscal year"),
)
_MERGED = (
    Text("見出しの列に結合されたセルがあります", "labels stand in merged cells"),
    Text("結合されたすべての行に当てはまるかを決めてください", "decide whether they hold for all rows they cover"),
)
_OMITTED = (
    Text("空欄の行があります", "some rows leave it empty"),
    Text("空欄は上の行と同じという意味かを決めてください", "decide whether an empty cell repeats the row above"),
)
_SHARED = (
    Text("複数の担い手の列があるのに、1つしかありません", "there is one column for several kinds of staff"),
    Text("どの担い手にもこの値が当てはまるかを決めてください", "decide whether the value holds for each of them"),
)
_WHICH_STAFF = (
    Text("3つの担い手のどれか決められません", "which of the three kinds of staff it means is not certain"),
    Text("正規、会計年度任用、委託のどれに当たるかを選んでください", "choose regular, fixed-term or contractor"),
)
_LIKELY_STEP = (
    Text("辞書の工程と名前が近いものの、同じか決められません", "the name is close to a step of the dictionary but not the same"),
    Text("同じ工程なら選んでください（近い順に並べています）。選ばなければ、この団体だけの工程として読みます",
         "choose the step if it is the same (the nearest comes first); else it is read as the body’s own"),
)  # fmt: skip
_OWN_STEP = (
    Text("辞書にない工程です", "the dictionary has no such step"),
    Text(
        "この団体だけの工程として読みます。辞書の工程に当たるなら選んでください",
        "it is read as a step of the body’s own; choose a step of the dictionary if it is one",
    ),
)
