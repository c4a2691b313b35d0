# SPDX-License-Identifier: Apache-2.0
"""Import, step 2: what each column means. Everything is proposed; a person confirms or corrects it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, Response

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.event_log import ColumnMapping, ColumnRole, DateStyle, MappedColumn
from machikata.domain.text import Text
from machikata.publication.document import from_document
from machikata.records.raw import SourceFile
from machikata.web.drafted import DraftColumns, draft_columns
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.web.pages.jobs import waiting_page
from machikata.web.pages.record_file import CRUMBS
from machikata.web.view import OUR_FORM, Choice, Form, Posted, View, Viewed
from machikata.web.words import DATE_STYLE_WORDS, DELIMITER_WORDS, ENCODING_WORDS, ROLE_WORDS, TIME_ZONES, how_read
from machikata.workspace.imports import Reading, choose_columns, choose_reading, discard_draft, find_draft
from machikata.workspace.library import Draft, Job
from machikata.workspace.workspace import Workspace

router = APIRouter()
MOST_COLUMNS = 200
"""So many columns are offered on the page; the rest keep the proposed meaning."""


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column: `number` is its place in the file and the name of its field; `samples` are masked."""

    number: int
    name: str
    scope: str
    role: str
    proposed: str
    confidence: float
    reason: Text
    samples: tuple[str, ...]
    distinct: int
    missing: float


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """Step 2. `unreadable` when the file could not be read as it is: then only the way of reading can be chosen."""

    draft: Draft
    source: SourceFile | None
    rows: int
    lines: tuple[ColumnLine, ...]
    columns_left: int
    roles: tuple[Choice, ...]
    date_styles: tuple[Choice, ...]
    date_style: str
    time_zones: tuple[str, ...]
    time_zone: str
    status_column: str
    status_values: tuple[str, ...]
    open_values: tuple[str, ...]
    activity_values: tuple[str, ...]
    end_activities: tuple[str, ...]
    reading: Reading
    encodings: tuple[Choice, ...]
    delimiters: tuple[Choice, ...]
    questions: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    unreadable: bool
    sheets: tuple[Choice, ...] = ()
    object_types: tuple[Choice, ...] = ()

    @property
    def how_read(self) -> Text:
        """Form and encoding or sheet of the file, in words."""
        return how_read(self.source) if self.source else Text("", "")


@router.get("/records/drafts/{draft_id}/columns")
def columns_page(view: Viewed, draft_id: str) -> Response:
    """The form of step 2."""
    try:
        found = draft_columns(view, draft_id)
    except InputRefused as refused:
        draft = find_draft(view.workspace, draft_id)
        return _answer(view, _unreadable(draft, refused.problems))
    if isinstance(found, Job):
        return waiting_page(view, found, back="/records", step=Step.RECORDS)
    return _answer(view, present(found))


@router.post("/records/drafts/{draft_id}/columns")
def confirm_columns(view: Viewed, form: Form, draft_id: str) -> Response:
    """Keep what the columns mean and go on to the quality."""
    found = draft_columns(view, draft_id)
    if isinstance(found, Job):
        return waiting_page(view, found, back="/records", step=Step.RECORDS)
    mapping = mapping_of(form, found)
    problems = problems_of(mapping, found)
    if problems:
        return _answer(view, replace(present(replace(found, mapping=mapping)), problems=problems))
    choose_columns(view.workspace, draft_id, mapping)
    return view.go(f"/records/drafts/{draft_id}/quality")


@router.post("/records/drafts/{draft_id}/reading")
def choose_way_of_reading(view: Viewed, form: Form, draft_id: str) -> Response:
    """Read the file again: another sheet, encoding, delimiter or type of object."""
    delimiter = form.form.get("delimiter")
    choose_reading(view.workspace, draft_id, Reading(
        sheet=form.text("sheet") or None,
        encoding=form.text("encoding") or None,
        delimiter=delimiter if isinstance(delimiter, str) and delimiter else None,
        object_type=form.text("object_type") or None,
    ))  # fmt: skip
    return view.go(f"/records/drafts/{draft_id}/columns")


@router.post("/records/drafts/{draft_id}/discard", dependencies=OUR_FORM)
def discard(view: Viewed, draft_id: str) -> Response:
    """Forget the draft."""
    discard_draft(view.workspace, draft_id)
    return view.go("/records")


def draft_frame(ws: Workspace, draft: Draft, *, title: Text, step: Text) -> Frame:
    """The frame of a step of the import."""
    body, process = ws.body(draft.owner), ws.process(draft.process)
    return Frame(
        title=title, step=Step.RECORDS, shoulder=Text("記録の取り込み", "Importing records"),
        crumbs=(*CRUMBS, Link("", step)), synthetic=body.synthetic,
        scope=(ScopePart(Text("団体", "Body"), body.name), ScopePart(Text("業務", "Process"), process.title)),
    )  # fmt: skip


def _answer(view: View, page: ColumnsPage) -> Response:
    step = Text("列を対応づける", "Columns")
    title = Text(f"{page.draft.file_name}の列を確かめる", f"Columns of {page.draft.file_name}")
    frame = draft_frame(view.workspace, page.draft, title=title, step=step)
    return view.page("pages/record_columns.html", page, frame, status=422 if page.problems else 200)


def present(found: DraftColumns) -> ColumnsPage:
    """The page value of a draft whose file was read."""
    roles = {(c.name, c.scope): c.role for c in found.mapping.columns}
    lines = tuple(
        ColumnLine(i, p.column.name, p.column.scope, roles.get((p.column.name, p.column.scope), ColumnRole.IGNORE).value,
                   p.column.role.value, p.confidence, p.reason, p.samples, p.distinct, p.missing)
        for i, p in enumerate(found.proposal.columns)
    )  # fmt: skip
    shown = sorted(lines, key=lambda line: (line.role == "ignore", line.number))[:MOST_COLUMNS]
    return _filled(
        _empty(found.draft),
        source=found.source,
        rows=found.rows,
        lines=tuple(sorted(shown, key=lambda line: line.number)) if len(lines) <= MOST_COLUMNS else tuple(shown),
        columns_left=len(lines) - len(shown),
        mapping=found.mapping,
        values=found.values,
        questions=tuple(without_file(q) for q in (*found.proposal.questions, *found.problems)),
    )


def _filled(
    page: ColumnsPage, *, mapping: ColumnMapping, values: Mapping[str, tuple[str, ...]], source: SourceFile, rows: int,
    lines: tuple[ColumnLine, ...], columns_left: int, questions: tuple[Problem, ...],
) -> ColumnsPage:  # fmt: skip
    status, activity = mapping.named(ColumnRole.CASE_STATUS), mapping.named(ColumnRole.ACTIVITY)
    return replace(
        page, source=source, rows=rows, lines=lines, columns_left=columns_left, questions=questions,
        date_style=mapping.date_style.value, time_zone=mapping.time_zone,
        time_zones=tuple(dict.fromkeys((mapping.time_zone, *TIME_ZONES))),
        status_column=status[0].name if status else "",
        status_values=tuple(dict.fromkeys((*(values.get(status[0].name, ()) if status else ()), *mapping.open_values))),
        open_values=mapping.open_values,
        activity_values=tuple(dict.fromkeys((*(values.get(activity[0].name, ()) if activity else ()), *mapping.end_activities))),
        end_activities=mapping.end_activities,
    )  # fmt: skip


def _empty(draft: Draft) -> ColumnsPage:
    return ColumnsPage(
        draft=draft, source=None, rows=0, lines=(), columns_left=0,
        roles=tuple(Choice(r.value, t) for r, t in ROLE_WORDS.items()),
        date_styles=tuple(Choice(s.value, t) for s, t in DATE_STYLE_WORDS.items()), date_style=DateStyle.ISO.value,
        time_zones=TIME_ZONES, time_zone=TIME_ZONES[0], status_column="", status_values=(), open_values=(),
        activity_values=(), end_activities=(), reading=from_document(Reading, draft.reading) if draft.reading else Reading(),
        encodings=tuple(Choice(v, t) for v, t in ENCODING_WORDS.items()),
        delimiters=tuple(Choice(v, t) for v, t in DELIMITER_WORDS.items()),
        questions=(), problems=(), unreadable=False,
    )  # fmt: skip


def _unreadable(draft: Draft, problems: tuple[Problem, ...]) -> ColumnsPage:
    return replace(
        _empty(draft), problems=problems, unreadable=True,
        sheets=_offers(problems, "sheet-"), object_types=_offers(problems, "object-type-"),
    )  # fmt: skip


def _offers(problems: tuple[Problem, ...], code: str) -> tuple[Choice, ...]:
    return tuple(Choice(c, Text(c, c)) for p in problems if p.code.startswith(code) for c in p.choices)


def without_file(problem: Problem) -> Problem:
    """The problem as it is told on a page about its file, whose name stands above."""
    return replace(problem, place=replace(problem.place, file=""))


def mapping_of(form: Posted, found: DraftColumns) -> ColumnMapping:
    """The mapping a form says. A column that is not on the page keeps what held before."""
    known = {r.value: r for r in ColumnRole}
    held = {(c.name, c.scope): c.role for c in found.mapping.columns}
    columns = tuple(
        MappedColumn(
            p.column.name,
            known.get(form.text(f"role-{i}"), held.get((p.column.name, p.column.scope), ColumnRole.IGNORE)),
            p.column.scope,
        )
        for i, p in enumerate(found.proposal.columns)
    )
    return ColumnMapping(
        columns=columns,
        time_zone=form.text("time_zone") or found.mapping.time_zone,
        date_style=DateStyle(form.text("date_style") or found.mapping.date_style.value),
        open_values=form.texts("open_value"),
        end_activities=form.texts("end_activity"),
    )


def problems_of(mapping: ColumnMapping, found: DraftColumns) -> tuple[Problem, ...]:
    """What has to be decided before the quality can be checked."""
    problems = []
    xes = any(c.scope == "case" for c in mapping.columns)
    for role, what in _NEEDED.items():
        if not mapping.named(role) and not (role is ColumnRole.CASE_ID and xes):
            problems.append(Problem(f"no-{role.value}", what, _CHOOSE, Place(column="columns")))
    if not mapping.named(ColumnRole.TIMESTAMP) and not mapping.named(ColumnRole.DATE):
        problems.append(Problem("no-time", Text("日時の列が決まっていません", "no column of times is chosen"), _CHOOSE,
                                Place(column="columns")))  # fmt: skip
    once = (ColumnRole.ACTIVITY, ColumnRole.TIMESTAMP, ColumnRole.DATE, ColumnRole.CASE_STATUS)
    problems += [_twice(role) for role in once if len(mapping.named(role)) > 1]
    status = mapping.named(ColumnRole.CASE_STATUS)
    if status and not mapping.open_values and found.values.get(status[0].name):
        problems.append(Problem("open-values", Text("終わっていない案件を表す値が選ばれていません", "no value means “still open” yet"),
                                Text("状態の値から選んでください。どの値も当てはまらなければ、状態の列を「案件の項目」にしてください",
                                     "choose from the values; if none does, make the column an attribute of the case"),
                                Place(column="open_value")))  # fmt: skip
    return tuple(problems)


def _twice(role: ColumnRole) -> Problem:
    words = ROLE_WORDS[role]
    what = Text(f"「{words.ja}」の列が2つ以上あります", f"“{words.en}” is chosen for several columns")
    return Problem(
        f"twice-{role.value}", what, Text("1つだけにしてください", "choose it for one only"), Place(column="columns")
    )


_CHOOSE = Text("表の「意味」で選んでください", "choose it in the table of columns")
_NEEDED = {
    ColumnRole.CASE_ID: Text("案件の番号の列が決まっていません", "no column of case ids is chosen"),
    ColumnRole.ACTIVITY: Text("作業の名前の列が決まっていません", "no column of activities is chosen"),
}
