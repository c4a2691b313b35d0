# SPDX-License-Identifier: Apache-2.0
"""The steps a survey asks about, joined from the concepts of the dictionary: a table to fill in, a preview, and what is answered already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.publication.csv_table import table_csv
from machikata.web.files import download
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.web.surveyed import SURVEY
from machikata.web.view import Form, Posted, View, Viewed
from machikata.workspace.process_steps import StepRow, StepsPlan, define_steps, plan_steps, rows_of
from machikata.workspace.process_steps_file import steps_table

router = APIRouter()
_WORDS: Final = Text("たずねる工程", "Steps asked about")
_BLANK_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the table: a concept ("" = a step that logs do not show) with the step it belongs to."""

    row: int
    concept: str
    label: Text
    title: str
    duty: str
    counted: bool


@dataclass(frozen=True, slots=True)
class JoinedLine:
    """One step with its concepts and those whose events are counted; `new` when there was none of this title."""

    title: Text
    duty: Text
    concepts: tuple[Text, ...]
    counted: tuple[Text, ...]
    new: bool


@dataclass(frozen=True, slots=True)
class GoneLine:
    """A step that would be no more: how many answers use it, and which open surveys ask about it."""

    title: Text
    answers: int
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinStepsPage:
    """The table, and after a preview what it would come to. `in_use`: a step goes that somebody uses, so that it has to be confirmed."""

    process: str
    title: Text
    rows: tuple[RowLine, ...]
    titles: tuple[str, ...]
    duties: tuple[str, ...]
    preview: bool
    steps: tuple[JoinedLine, ...]
    gone: tuple[GoneLine, ...]
    in_use: bool
    saved: bool
    problems: tuple[Problem, ...]


@router.get("/survey/steps/{process}")
def steps_page(view: Viewed, process: str, saved: str = "") -> Response:
    """The steps as they are."""
    found = view.workspace.process(process)
    return _page(view, present(found, rows_of(found), saved=bool(saved)))


@router.get("/survey/steps/{process}/steps.csv")
def steps_csv(view: Viewed, process: str) -> Response:
    """The table for a spreadsheet, which `machikata survey steps --from` takes back."""
    ws = view.workspace
    found = ws.process(process)
    content = table_csv(steps_table(found), view.language)
    ws.note(
        "process.steps-exported", owner="*", details={"process": process, "form": "csv", "bytes": len(content)}
    )  # fmt: skip
    return download(content, f"{process}_{view.text('工程', 'steps')}.csv")


@router.post("/survey/steps/{process}")
def set_steps(view: Viewed, form: Form, process: str) -> Response:
    """Show what the table comes to (`preview`), or keep it."""
    ws = view.workspace
    found, rows = ws.process(process), posted_rows(form)
    try:
        plan = plan_steps(ws, process=process, rows=rows)
    except InputRefused as refused:
        return _page(view, present(found, rows, problems=refused.problems))
    if form.text("preview"):
        return _page(view, present(found, rows, plan=plan))
    try:
        define_steps(ws, process=process, rows=rows, confirmed=bool(form.text("confirmed")))
    except InputRefused as refused:
        return _page(view, present(found, rows, plan=plan, problems=refused.problems))
    return view.go(f"/survey/steps/{quote(process, safe='')}?saved=yes")


def posted_rows(form: Posted) -> tuple[StepRow, ...]:
    """The rows as they were filled in; empty rows of no concept are left out."""
    numbers = sorted(int(m[1]) for name in form.values() if (m := re.fullmatch(r"title-([0-9]{1,5})", name)))
    rows = tuple(
        StepRow(form.text(f"concept-{n}"), Text(form.text(f"title-{n}"), ""), Text(form.text(f"duty-{n}"), ""),
                bool(form.text(f"counted-{n}")), n)
        for n in numbers
    )  # fmt: skip
    return tuple(r for r in rows if r.concept or r.title.ja)


def present(
    process: Process, rows: tuple[StepRow, ...], *, plan: StepsPlan | None = None, problems: tuple[Problem, ...] = (),
    saved: bool = False,
) -> JoinStepsPage:  # fmt: skip
    """The page value; without a plan it tells the steps as they are."""
    labels = {c.id: c.label for c in process.concepts}
    lines = [
        RowLine(n, r.concept, labels.get(r.concept, Text(r.concept, r.concept)), r.title.ja, r.duty.ja, r.counted)
        for n, r in enumerate(rows, start=1)
    ]
    numbers = {r.row: n for n, r in enumerate(rows, start=1)}
    blank = range(len(rows) + 1, len(rows) + 1 + _BLANK_ROWS)
    lines += [RowLine(n, "", Text("", ""), "", "", counted=True) for n in blank]
    steps = plan.steps if plan else process.surveyed_steps
    new = {s.id for s in plan.new} if plan else set()
    return JoinStepsPage(
        process=process.id,
        title=process.title,
        rows=tuple(lines),
        titles=tuple(dict.fromkeys(r.title.ja for r in rows if r.title.ja)),
        duties=tuple(dict.fromkeys(r.duty.ja for r in rows if r.duty.ja)),
        preview=plan is not None,
        steps=tuple(_joined(s, labels, new=s.id in new) for s in steps),
        gone=tuple(GoneLine(v.step.title, v.answers, v.asked) for v in plan.vanishing) if plan else (),
        in_use=bool(plan and plan.in_use),
        saved=saved,
        problems=tuple(_at_its_field(p, numbers) for p in problems),
    )


def _joined(step: ProcessStep, labels: Mapping[str, Text], *, new: bool) -> JoinedLine:
    def named(concepts: tuple[str, ...]) -> tuple[Text, ...]:
        return tuple(labels.get(c, Text(c, c)) for c in concepts)

    return JoinedLine(step.title, step.duty, named(step.concepts), named(step.counted or step.concepts), new)


def _at_its_field(problem: Problem, numbers: Mapping[int, int]) -> Problem:
    """A finding on a row stands at the field of that row."""
    column, row = problem.place.column, numbers.get(problem.place.row or 0)
    if column == "concept":
        column = "title"
    if column != "confirmed":
        column = f"{column}-{row or 1}"
    return replace(problem, place=Place(column=column))


def _page(view: View, page: JoinStepsPage) -> Response:
    address = f"/survey/steps/{quote(page.process, safe='')}"
    frame = Frame(
        title=_WORDS, step=Step.DICTIONARY, crumbs=(SURVEY, Link(address, _WORDS)),
        scope=(ScopePart(Text("業務", "Process"), page.title),),
    )  # fmt: skip
    return view.page("pages/survey_join_steps.html", page, frame, status=422 if page.problems else 200)
