# SPDX-License-Identifier: Apache-2.0
"""Open a survey: whom, about what, which year, until when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response

from machikata.domain.calendar import fiscal_year
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.web.frame import Frame, Link, Step
from machikata.web.surveyed import SURVEY, ProcessChoice, process_choices, year_choices
from machikata.web.view import Choice, Form, Posted, View, Viewed
from machikata.workspace.asked_lines import read_asked
from machikata.workspace.bodies import find_group, list_bodies, list_groups
from machikata.workspace.campaigns import open_campaign
from machikata.workspace.survey_values import Asked, Campaign
from machikata.workspace.workspace import Workspace

router = APIRouter()
_GROUP, _BODY = "group:", "body:"


@dataclass(frozen=True, slots=True)
class NewSurveyPage:
    """The form. `values` are what it holds, `problems` what is to be corrected."""

    whom: tuple[Choice, ...]
    processes: tuple[ProcessChoice, ...]
    years: tuple[Choice, ...]
    today: date
    values: Mapping[str, str]
    problems: tuple[Problem, ...]


@router.get("/survey/new")
def new_page(view: Viewed, whom: str = "", process: str = "") -> Response:
    """The empty form; `whom` ("group:…" or "body:…") and `process` fill in what is known already."""
    return _page(view, {"whom": whom}, (process,), ())


@router.post("/survey/new")
def open_(view: Viewed, form: Form) -> Response:
    """Open the survey, or say everything that is missing."""
    try:
        campaign = opened(view.workspace, form)
    except InputRefused as refused:
        return _page(view, form.values(), form.texts("processes"), refused.problems)
    return view.go(f"/survey/{campaign.id}?opened=yes")


def opened(ws: Workspace, form: Posted) -> Campaign:
    """The survey that the form asks for.

    Raises:
        InputRefused: whatever is missing or cannot be, all of it.
    """
    problems: list[Problem] = []
    kind, _, whom = form.text("whom").partition(":")
    deadline = _deadline(form.text("deadline"), problems)
    asked = _asked(ws, kind, whom, form, problems) if whom else ()
    if not whom:
        problems.append(_missing("whom", Text("調査の相手が決まっていません", "it is not said whom the survey asks"),
                                 Text("団体か、団体の組を1つ選んでください", "choose a body or a group of bodies")))  # fmt: skip
    if not form.texts("processes"):
        problems.append(_missing("processes", Text("業務が選ばれていません", "no process is chosen"),
                                 Text("たずねる業務を1つ以上選んでください", "choose at least one to ask about")))  # fmt: skip
    if not re.fullmatch(r"[0-9]{4}", form.text("fiscal_year")):
        problems.append(_missing("fiscal_year", Text("対象の年度が選ばれていません", "no year is chosen"),
                                 Text("一覧から選んでください", "choose one from the list")))  # fmt: skip
    if problems or deadline is None:
        raise InputRefused(problems)
    return open_campaign(
        ws, processes=form.texts("processes"), fiscal_year=int(form.text("fiscal_year")), deadline=deadline,
        group=whom if kind == "group" else "", body=whom if kind == "body" else "", title=form.text("title"), asked=asked,
    )  # fmt: skip


def _asked(ws: Workspace, kind: str, whom: str, form: Posted, problems: list[Problem]) -> tuple[Asked, ...]:
    members = find_group(ws, whom).members if kind == "group" else (whom,)
    try:
        return read_asked(form.text("sections"), [ws.body(m) for m in members])
    except InputRefused as refused:
        problems += refused.problems
        return ()


def _deadline(written: str, problems: list[Problem]) -> date | None:
    found = day_of(written)
    if found is None:
        problems.append(_missing("deadline", Text("締切を日付として読めません", "the deadline is not a day") if written
                                 else Text("締切が入っていません", "there is no deadline"),
                                 Text("2026-10-30 の形で入れてください", "write it like 2026-10-30")))  # fmt: skip
    return found


def day_of(written: str) -> date | None:
    """A day as a form gives it (2026-10-30, also 2026/10/30 and full-width digits); None when it is none."""
    plain = unicodedata.normalize("NFKC", written).strip()
    parts = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", plain)
    try:
        return date(*(int(p) for p in parts.groups())) if parts else None
    except ValueError:
        return None


def _missing(field: str, what: Text, remedy: Text) -> Problem:
    return Problem(f"survey-{field}", what, remedy, Place(column=field))


def _page(
    view: View, values: Mapping[str, str], chosen: tuple[str, ...], problems: tuple[Problem, ...]
) -> Response:  # fmt: skip
    page = present(view.workspace, values, chosen, problems)
    title = Text("業務量調査を始める", "Open a workload survey")
    frame = Frame(title=title, step=Step.RECORDS, crumbs=(SURVEY, Link("/survey/new", Text("始める", "Open"))))
    return view.page("pages/survey_new.html", page, frame, status=422 if problems else 200)


def present(
    ws: Workspace, values: Mapping[str, str], chosen: tuple[str, ...], problems: tuple[Problem, ...]
) -> NewSurveyPage:
    """The page value."""
    groups = tuple(Choice(_GROUP + g.id, _counted(g.name, len(g.members))) for g in list_groups(ws))
    bodies = tuple(Choice(_BODY + b.code, b.name) for b in list_bodies(ws))
    today = ws.clock().date()
    this_year = fiscal_year(today)
    return NewSurveyPage(
        groups + bodies, process_choices(ws, chosen), year_choices(this_year), today,
        {"fiscal_year": str(this_year - 1)} | dict(values), tuple(_at_its_field(p) for p in problems),
    )  # fmt: skip


def _counted(name: Text, members: int) -> Text:
    return Text(f"{name.ja}（{members}団体）", f"{name.en} ({members} bodies)")


def _at_its_field(problem: Problem) -> Problem:
    """Findings of the use case stand at the field of the form that they speak of."""
    column = {"group": "whom", "body": "whom", "mail": "sections"}.get(problem.place.column, problem.place.column)
    return Problem(problem.code, problem.what, problem.remedy, Place(column=column), problem.severity, problem.count)
