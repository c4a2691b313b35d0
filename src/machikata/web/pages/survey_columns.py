# SPDX-License-Identifier: Apache-2.0
"""Taking a table of a section's own: what each column answers, what holds for every row, and what only a person can decide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from fastapi import APIRouter, Response

from machikata.domain.calendar import fiscal_year, fiscal_year_text
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, StaffKind
from machikata.records.survey.head_words import staff_in, unit_of_time
from machikata.records.survey.mapping import (
    UNITS,
    AnswerField,
    AnswerUnit,
    MappedAnswer,
    SurveyConstants,
    SurveyMapping,
)
from machikata.records.survey.people import AMOUNTS, HEADS, people_written
from machikata.web.pages.survey_hand_in import draft_frame
from machikata.web.view import Choice, Form, Posted, View, Viewed
from machikata.workspace.bodies import list_bodies
from machikata.workspace.campaigns import find_campaign
from machikata.workspace.survey_drafts import (
    OpenedSurveyDraft,
    SurveyDraft,
    asked_processes,
    check_survey_draft,
    choose_survey_columns,
    choose_survey_table,
    find_survey_draft,
    open_survey_draft,
)
from machikata.workspace.workspace import Workspace

router = APIRouter()
_YEARS: Final = 8
_MOST_LABELS: Final = 40
OWN: Final = "own"
"""Chosen for a label that stays a step of the body's own."""


@dataclass(frozen=True, slots=True)
class SurveyColumnLine:
    """One column: what it is taken for now ("" = not read), by whom and in which unit."""

    letter: str
    head: str
    samples: tuple[str, ...]
    field: str
    staff: str
    unit: str
    confidence: float
    reason: Text


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A label in the table whose meaning a person decides; `choices` are what it may mean, `value` what holds now."""

    number: int
    label: str
    where: Text
    choices: tuple[Choice, ...]
    value: str


@dataclass(frozen=True, slots=True)
class YesNo:
    """Something that is off until a person says so: `name` and `value` in the form, the words, and whether it is on."""

    name: str
    value: str
    words: Text
    on: bool


@dataclass(frozen=True, slots=True)
class PeopleLine:
    """The people of one kind as a person wrote them: name in the form, what it asks, and what stands there."""

    staff: StaffKind
    cells: tuple[tuple[str, Text, str], ...]


@dataclass(frozen=True, slots=True)
class SurveyColumnsPage:
    """The columns of a table. `values` are the fields that hold for every row; `saved` names a mapping taken over from before; `people`
    are those of the section, which its table does not tell.
    """

    draft: SurveyDraft
    sheets: tuple[str, ...]
    sheet: str
    head_row: int
    head_rows: int
    lines: tuple[SurveyColumnLine, ...]
    fields: tuple[Choice, ...]
    staff: tuple[Choice, ...]
    units: tuple[Choice, ...]
    bodies: tuple[Choice, ...]
    processes: tuple[Choice, ...]
    years: tuple[Choice, ...]
    sections: tuple[str, ...]
    values: Mapping[str, str]
    decisions: tuple[YesNo, ...]
    steps: tuple[LabelLine, ...]
    staff_words: tuple[LabelLine, ...]
    process_words: tuple[LabelLine, ...]
    people: tuple[PeopleLine, ...]
    asked: tuple[str, ...]
    """The questions this form holds."""
    saved: str
    questions: tuple[Problem, ...]
    problems: tuple[Problem, ...]


@router.get("/survey/drafts/{draft_id}/columns")
def columns_page(view: Viewed, draft_id: str) -> Response:
    """The columns as they are taken for now."""
    return _page(view, draft_id, ())


@router.post("/survey/drafts/{draft_id}/table")
def choose_table(view: Viewed, form: Form, draft_id: str) -> Response:
    """Say on which sheet the table stands and in which rows its head."""
    rows = [unicodedata.normalize("NFKC", form.text(name)) for name in ("head_row", "head_rows")]
    if any(not (r.isascii() and r.isdigit() and int(r) > 0) for r in rows):
        return _page(view, draft_id, (_no_row(),))
    choose_survey_table(view.workspace, draft_id, sheet=form.text("sheet"), head=(int(rows[0]), int(rows[1])))
    return view.go(f"/survey/drafts/{draft_id}/columns")


@router.post("/survey/drafts/{draft_id}/columns")
def choose_columns(view: Viewed, form: Form, draft_id: str) -> Response:
    """Confirm the columns and go on to what the table says."""
    ws = view.workspace
    opened = open_survey_draft(ws, draft_id)
    mapping = mapping_of(form, opened)
    problems = tuple(problems_of(form, mapping, find_survey_draft(ws, draft_id)))
    people, unread = _people_of(form)
    problems = problems or tuple(_more_to_decide(form, opened, open_survey_draft(ws, draft_id, decided=mapping)))
    if not (problems or unread):
        choose_survey_columns(
            ws, draft_id, mapping, body=form.text("body"), section=form.text("section"), people=people
        )
        return view.go(f"/survey/drafts/{draft_id}/quality")
    problems += unread
    return _page(view, draft_id, problems, mapping=mapping, form=form)


def _more_to_decide(form: Posted, opened: OpenedSurveyDraft, now: OpenedSurveyDraft) -> Iterator[Problem]:
    """Whether other columns raise questions that the form did not hold."""
    held = set(form.texts("asked")) or set(_asked(opened))
    if set(_asked(now)) - held:
        yield Problem("survey-more-to-decide", *_MORE, Place())


def _asked(opened: OpenedSurveyDraft) -> tuple[str, ...]:
    """The questions that a form of this draft holds, to be told from new ones when it comes back."""
    return tuple(f"{q.code} {q.place.column}" for q in opened.proposal.questions if q.code in _DECIDED_BY_HAND)


_DECIDED_BY_HAND: Final = frozenset({
    "survey-labels-merged", "survey-labels-omitted", "survey-volume-shared", "survey-rows-left-out", "survey-staff-unknown",
    "survey-step-likely",
})  # fmt: skip
_MORE: Final = (
    Text("列の意味を変えたので、決めることが増えました", "with other columns there is more to decide"),
    Text("下の「人が決めること」と言葉の意味を確かめて、もう一度押してください", "look at what is for you to decide below, and send it again"),
)  # fmt: skip


def _people_of(form: Posted) -> tuple[tuple[SectionStaff, ...], tuple[Problem, ...]]:
    """The people a form says, and what of them is no number."""
    written = {kind: {field: form.text(_people_name(kind, field)) for field in AMOUNTS} for kind in StaffKind}
    try:
        return people_written(written), ()
    except InputRefused as refused:
        return (), refused.problems


def _people_name(kind: StaffKind, field: str) -> str:
    return f"people-{kind.value}-{field}"


def _people_lines(draft: SurveyDraft, form: Posted | None) -> Iterator[PeopleLine]:
    held = {s.staff: s for s in draft.people}
    for kind in StaffKind:
        cells = []
        for field in AMOUNTS:
            name = _people_name(kind, field)
            amount = getattr(held.get(kind), field, None)
            cells.append((name, HEADS[field], form.text(name) if form else "" if amount is None else f"{amount:.15g}"))
        yield PeopleLine(kind, tuple(cells))


def _no_row() -> Problem:
    return Problem(
        "head-row", Text("見出しの行を数字として読めません", "the rows of the head are not numbers"),
        Text("1、2のような数字を入れてください", "enter numbers such as 1 or 2"), Place(column="head_row"),
    )  # fmt: skip


def mapping_of(form: Posted, opened: OpenedSurveyDraft) -> SurveyMapping:
    """The mapping a form says."""
    columns = tuple(
        MappedAnswer(c.letter, c.head, AnswerField(field), _staff(form.text(f"staff-{i}")), _unit(form.text(f"unit-{i}"), field))
        for i, c in enumerate(opened.proposal.columns)
        if (field := form.text(f"field-{i}")) in set(AnswerField)
    )  # fmt: skip
    labels = tuple(zip(form.texts("step_label"), _chosen(form, "step"), strict=True))
    words = tuple(zip(form.texts("staff_label"), _chosen(form, "word"), strict=True))
    about = tuple(zip(form.texts("process_label"), _chosen(form, "process_of"), strict=True))
    year = form.text("fiscal_year")
    return replace(
        opened.proposal.mapping, columns=columns,
        constants=SurveyConstants(
            form.text("body"), form.text("section"), int(year) if year.isdigit() else None, form.text("process"), "",
            _staff(form.text("staff")),
        ),
        fill_down=tuple(AnswerField(v) for v in form.texts("fill_down") if v in set(AnswerField)),
        merged=tuple(AnswerField(v) for v in form.texts("merged") if v in set(AnswerField)),
        left_out=form.texts("left_out"), shared_volume=form.text("shared_volume") == "yes",
        steps=tuple((label, "" if value == OWN else value) for label, value in labels if value),
        staff_words=tuple((label, StaffKind(value)) for label, value in words if value in set(StaffKind)),
        processes=tuple((label, value) for label, value in about if value),
    )  # fmt: skip


def _chosen(form: Posted, name: str) -> list[str]:
    """The choices of a list of labels, in order."""
    of = {"step": "step_label", "word": "staff_label", "process_of": "process_label"}[name]
    return [form.text(f"{name}-{i}") for i in range(len(form.texts(of)))]


def _staff(value: str) -> StaffKind | None:
    return StaffKind(value) if value in set(StaffKind) else None


def _unit(value: str, field: str) -> AnswerUnit | None:
    """The unit, where the field is one that needs one."""
    allowed = UNITS.get(AnswerField(field), {})
    return AnswerUnit(value) if value in {u.value for u in allowed} else None


def problems_of(form: Posted, mapping: SurveyMapping, draft: SurveyDraft) -> Iterator[Problem]:
    """What has to be decided before the table can be read."""
    fields = {c.field for c in mapping.columns}
    if not fields & {AnswerField.TITLE, AnswerField.STEP}:
        yield _undecided("columns", Text("工程の名前の列が選ばれていません", "no column of steps is chosen"))
    if not fields & {AnswerField.CASES, AnswerField.MINUTES, AnswerField.HOURS, AnswerField.FEE}:
        yield _undecided("columns", Text("件数や時間の列が選ばれていません", "no column of cases or time is chosen"))
    for column in mapping.columns:
        if column.field in UNITS and column.unit is None:
            units = UNITS[column.field]
            yield _undecided(
                f"unit-{column.letter}",
                Text(f"列{column.letter}「{column.head}」の単位が選ばれていません（{'か'.join(u.label.ja for u in units)}）",
                     f"column {column.letter} “{column.head}” needs a unit ({' or '.join(u.label.en for u in units)})"),
            )  # fmt: skip
    if AnswerField.STAFF not in fields and not mapping.constants.staff and not any(c.staff for c in mapping.columns):
        yield _undecided("staff", Text("だれが行ったかが分かりません", "nothing says who did the work"))
    if AnswerField.BODY not in fields and not form.text("body") and not draft.body:
        yield _undecided("body", Text("団体が選ばれていません", "no body is chosen"))
    if AnswerField.SECTION not in fields and not form.text("section") and not draft.section:
        yield _undecided("section", Text("係が入っていません", "no section is given"))


def _undecided(column: str, what: Text) -> Problem:
    return Problem("undecided", what, Text("選ぶか、入れてください", "choose or enter it"), Place(column=column))


def _page(
    view: View, draft_id: str, problems: tuple[Problem, ...], *, mapping: SurveyMapping | None = None, form: Posted | None = None
) -> Response:  # fmt: skip
    ws = view.workspace
    draft = find_survey_draft(ws, draft_id)
    title = Text(f"{draft.file_name}の列を確かめる", f"Columns of {draft.file_name}")
    frame = draft_frame(ws, draft, title=title, step=Text("列を対応づける", "Columns"))
    page = present(ws, open_survey_draft(ws, draft_id, decided=mapping), problems, mapping=mapping, form=form)
    return view.page("pages/survey_columns.html", page, frame, status=422 if problems else 200)


def present(
    ws: Workspace, opened: OpenedSurveyDraft, problems: tuple[Problem, ...], *, mapping: SurveyMapping | None = None,
    form: Posted | None = None,
) -> SurveyColumnsPage:  # fmt: skip
    """The page value of an opened table; `mapping` and `form` are what was sent when it could not be taken."""
    draft, now, proposal = opened.draft, mapping or opened.mapping, opened.proposal
    campaign = find_campaign(ws, draft.campaign) if draft.campaign else None
    processes = asked_processes(ws, draft)
    asked = [b for b in list_bodies(ws) if campaign is None or b.code in campaign.bodies]
    sections = {p.section for p in ws.library.participants(campaign.id) if p.section} if campaign else set()
    this_year = fiscal_year(ws.clock().date())
    years = tuple(Choice(str(y), fiscal_year_text(y)) for y in range(this_year, this_year - _YEARS, -1))
    year = now.constants.fiscal_year or (campaign.fiscal_year if campaign else None)
    body = now.constants.body or draft.body or (asked[0].code if len(asked) == 1 else "")
    return SurveyColumnsPage(
        draft, proposal.sheets, proposal.mapping.sheet, proposal.mapping.head_row, proposal.mapping.head_rows,
        tuple(_lines(opened, now)), tuple(Choice(f.value, f.label) for f in AnswerField),
        tuple(Choice(k.value, k.label) for k in StaffKind), tuple(Choice(u.value, u.label) for u in AnswerUnit),
        tuple(Choice(b.code, b.name) for b in asked), tuple(Choice(p.id, p.title) for p in processes), years,
        tuple(sorted(sections)),
        {"body": body, "section": now.constants.section or draft.section, "process": now.constants.process,
         "fiscal_year": str(year or ""), "staff": now.constants.staff.value if now.constants.staff else ""},
        tuple(_decisions(opened, now)), _step_labels(opened, now, processes), _staff_labels(opened, now),
        _process_labels(ws, opened, now, processes, form), tuple(_people_lines(draft, form)), _asked(opened), opened.saved.name if opened.saved and mapping is None else "",
        tuple(_told(q) for q in proposal.questions if q.code in _PLAIN), problems,
    )  # fmt: skip


_PLAIN: Final = frozenset({"survey-no-step-column", "survey-no-figure-column", "survey-time-undecided"})
"""Questions that are told and answered in the table of columns; all others have a field of their own."""


def _told(problem: Problem) -> Problem:
    return replace(problem, place=replace(problem.place, file=""))


def _lines(opened: OpenedSurveyDraft, now: SurveyMapping) -> Iterator[SurveyColumnLine]:
    held = {c.letter: c for c in now.columns}
    for c in opened.proposal.columns:
        answer = held.get(c.letter)
        yield SurveyColumnLine(
            c.letter, c.head, c.samples, answer.field.value if answer else "",
            *_told_by_head(c.head, answer),
            c.confidence, c.reason,
        )  # fmt: skip


def _told_by_head(head: str, answer: MappedAnswer | None) -> tuple[str, str]:
    """Kind of staff and unit of a column; of one that is not read what its head says, so that only its field is left to choose."""
    staff, unit = (answer.staff, answer.unit) if answer else (staff_in(head), unit_of_time(head))
    return staff.value if staff else "", unit.value if unit else ""


def _decisions(opened: OpenedSurveyDraft, now: SurveyMapping) -> Iterator[YesNo]:
    """What only a person can decide with a yes."""
    for q in opened.proposal.questions:
        field = q.choices[0] if q.choices else ""
        head = q.place.column
        if q.code == "survey-labels-merged":
            words = Text(f"「{head}」の結合されたセルは、かかっているすべての行に当てはまる（{q.count}か所）",
                         f"merged cells of “{head}” hold for all the rows they cover ({q.count} places)")  # fmt: skip
            yield YesNo("merged", field, words, field in {f.value for f in now.merged})
        elif q.code == "survey-labels-omitted":
            words = Text(f"「{head}」の空欄は、上の行と同じという意味（{q.count}行。初めは{q.place.row}行目）",
                         f"an empty cell of “{head}” repeats the row above ({q.count} rows, the first is {q.place.row})")  # fmt: skip
            yield YesNo("fill_down", field, words, field in {f.value for f in now.fill_down})
        elif q.code == "survey-volume-shared":
            words = Text(
                f"「{head}」の値は、どの担い手にも当てはまる", f"the values of “{head}” hold for each kind of staff"
            )
            yield YesNo("shared_volume", "yes", words, now.shared_volume)
        elif q.code == "survey-rows-left-out":
            words = Text(
                f"「{head}」の行は工程ではないので読まない", f"rows called “{head}” are no steps and are not read"
            )
            yield YesNo("left_out", head, words, head in now.left_out)


def _step_labels(
    opened: OpenedSurveyDraft, now: SurveyMapping, processes: tuple[Process, ...]
) -> tuple[LabelLine, ...]:
    titles = {s.id: s.title for p in processes for s in p.surveyed_steps}
    held = dict(now.steps)
    questions = [q for q in opened.proposal.questions if q.code in ("survey-step-likely", "survey-step-own")]
    own = Choice(OWN, Text("この係だけの工程", "a step of this section’s own"))
    return tuple(
        LabelLine(
            i, q.place.column, _row(q), (own, *(Choice(c, titles.get(c, Text(c, c))) for c in q.choices)),
            held[q.place.column] or OWN if q.place.column in held else "" if q.code == "survey-step-likely" else OWN,
        )
        for i, q in enumerate(questions[:_MOST_LABELS])
    )  # fmt: skip


def _staff_labels(opened: OpenedSurveyDraft, now: SurveyMapping) -> tuple[LabelLine, ...]:
    held = {label: kind.value for label, kind in now.staff_words}
    kinds = tuple(Choice(k.value, k.label) for k in StaffKind)
    questions = [q for q in opened.proposal.questions if q.code == "survey-staff-unknown"]
    return tuple(
        LabelLine(i, q.place.column, _row(q), kinds, held.get(q.place.column, ""))
        for i, q in enumerate(questions[:_MOST_LABELS])
    )


def _process_labels(
    ws: Workspace, opened: OpenedSurveyDraft, now: SurveyMapping, processes: tuple[Process, ...], form: Posted | None
) -> tuple[LabelLine, ...]:
    """Labels of processes that the survey does not know; they show only when the table is read."""
    held = dict(now.processes)
    labels = dict.fromkeys(
        (*(form.texts("process_label") if form else ()), *held, *_unknown_processes(ws, opened.draft))
    )
    choices = tuple(Choice(p.id, p.title) for p in processes)
    return tuple(
        LabelLine(i, label, Text("", ""), choices, held.get(label, ""))
        for i, label in enumerate(list(labels)[:_MOST_LABELS])
    )


def _unknown_processes(ws: Workspace, draft: SurveyDraft) -> Iterator[str]:
    if draft.mapping is None:
        return
    try:
        check_survey_draft(ws, draft.id)
    except InputRefused as refused:
        yield from (p.place.value for p in refused.problems if p.code == "survey-process-unknown" and p.place.value)


def _row(question: Problem) -> Text:
    row = question.place.row
    return Text(f"{row}行目", f"row {row}") if row else Text("", "")
