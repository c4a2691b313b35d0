# SPDX-License-Identifier: Apache-2.0
"""What only a person can decide about a free-form table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.records.dictionary.spelling import core
from machikata.records.survey.book import SurveyBook
from machikata.records.survey.head_words import WHICH_TIME, doubt_about
from machikata.records.survey.heads import cell_at
from machikata.records.survey.labels import STAFF_WORDS, word_key
from machikata.records.survey.looked_at import LookedAt, column_cells
from machikata.records.survey.mapped_rows import TOTAL_WORDS, filled
from machikata.records.survey.mapping import UNITS, AnswerField, SurveyMapping
from machikata.records.survey.steps import StepMatcher
from machikata.records.tables.workbook import column_letters

F = AnswerField
_LONGEST_LABEL = 200


def questions_of(
    book: SurveyBook, table: LookedAt, mapping: SurveyMapping, processes: Sequence[Process]
) -> Iterator[Problem]:
    """Every question about a table, each with the values one of which settles it."""
    place = Place(book.file, table.sheet.name)
    yield from _missing(mapping, place, processes)
    settled = {c.letter for c in mapping.columns}
    for x, head in enumerate(table.heads):
        if head and column_letters(x) not in settled and doubt_about(head) is WHICH_TIME:
            what = Text(f"「{head}」は、{WHICH_TIME.ja}", f"“{head}”: {WHICH_TIME.en}")
            choices = (F.MINUTES.value, F.HOURS.value)
            yield _question("survey-time-undecided", place, head, what, _CHOOSE_TIME, choices=choices)
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


def _repeated_labels(table: LookedAt, mapping: SurveyMapping, place: Place) -> Iterator[Problem]:
    """Labels that stand once for several rows, merged or with empty cells below."""
    for answer in mapping.columns:
        if not answer.field.is_label:
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
            for row, t in column_cells(table, (a,), a.field)
            if word_key(t) in TOTAL_WORDS
        }
        empty = [row for row, text in column_cells(table, (answer,), answer.field)
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


def _has_figures(table: LookedAt, mapping: SurveyMapping, row: int) -> bool:
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


def _unknown_staff(table: LookedAt, mapping: SurveyMapping, place: Place) -> Iterator[Problem]:
    unknown = {
        t.strip(): row
        for row, t in column_cells(table, mapping.columns, F.STAFF)
        if t.strip() and word_key(t) not in STAFF_WORDS
    }
    for label, row in unknown.items():
        if word_key(label) not in TOTAL_WORDS:
            yield _question(
                "survey-staff-unknown", place, label, *_WHICH_STAFF, choices=tuple(k.value for k in StaffKind), row=row
            )


def _unknown_steps(
    table: LookedAt, mapping: SurveyMapping, place: Place, processes: Sequence[Process]
) -> Iterator[Problem]:
    """Labels of steps that no process of the survey knows."""
    matcher = StepMatcher(processes, {}, {})
    cores: dict[str, list[str]] = {}
    wanted = [p for p in processes if not mapping.constants.process or p.id == mapping.constants.process]
    unknown: dict[str, int] = {}
    for row, text in column_cells(table, mapping.columns, F.TITLE):
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


_WHICH_UNIT = (
    Text("単位が見出しに書かれていません", "the head does not name the unit"),
    Text("単位を選んでください", "choose the unit"),
)
_CHOOSE_TIME = Text(
    "列の意味で「1件あたり時間」か「年間時間」を選んでください",
    "choose the time per case or the hours a year for its column",
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
