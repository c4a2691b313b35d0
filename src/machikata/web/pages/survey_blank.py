# SPDX-License-Identifier: Apache-2.0
"""A survey form without a survey being opened: choose body, section, year and processes, and save the workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.domain.calendar import fiscal_year
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.surveyed import SURVEY, ProcessChoice, process_choices, year_choices
from machikata.web.view import Choice, View, Viewed
from machikata.workspace.bodies import list_bodies
from machikata.workspace.survey_forms import blank_form

router = APIRouter()


@dataclass(frozen=True, slots=True)
class BlankFormPage:
    """The choice of what the form asks, and whom. `values` are what it holds, `problems` what is missing."""

    bodies: tuple[Choice, ...]
    processes: tuple[ProcessChoice, ...]
    years: tuple[Choice, ...]
    values: Mapping[str, str]
    problems: tuple[Problem, ...]


@router.get("/survey/template")
def template_page(view: Viewed) -> Response:
    """The choice."""
    return _page(view, (), ())


@router.get("/survey/template.xlsx")
def template_file(view: Viewed, body: str = "", section: str = "", fiscal_year: str = "") -> Response:
    """The form as a workbook; the same page again while something is missing."""
    processes = tuple(view.request.query_params.getlist("processes"))
    problems = tuple(
        _missing(field, what)
        for field, what, there in (
            ("body", Text("団体が選ばれていません", "no body is chosen"), body),
            ("processes", Text("業務が選ばれていません", "no process is chosen"), processes),
            (
                "fiscal_year",
                Text("対象の年度が選ばれていません", "no year is chosen"),
                re.fullmatch(r"[0-9]{4}", fiscal_year),
            ),
        )
        if not there
    )
    if problems:
        return _page(view, processes, problems)
    ws = view.workspace
    try:
        name, content = blank_form(ws, body=body, section=section, fiscal_year=int(fiscal_year), processes=processes)
    except InputRefused as refused:
        return _page(view, processes, refused.problems)
    return download(content, name)


def _missing(field: str, what: Text) -> Problem:
    return Problem(f"survey-{field}", what, Text("選んでください", "choose one"), Place(column=field))


def _page(view: View, chosen: tuple[str, ...], problems: tuple[Problem, ...]) -> Response:
    ws = view.workspace
    this_year = fiscal_year(ws.clock().date())
    values = {"fiscal_year": str(this_year - 1)} | dict(view.request.query_params)
    page = BlankFormPage(
        tuple(Choice(b.code, b.name) for b in list_bodies(ws)), process_choices(ws, chosen), year_choices(this_year), values,
        problems,
    )  # fmt: skip
    title = Text("調査票だけをつくる", "Make a form only")
    frame = Frame(title=title, step=Step.RECORDS, shoulder=SURVEY.text, crumbs=(SURVEY, Link("", title)))
    return view.page("pages/survey_blank.html", page, frame, status=422 if problems else 200)
