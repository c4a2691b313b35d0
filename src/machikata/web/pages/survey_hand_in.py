# SPDX-License-Identifier: Apache-2.0
"""Taking a section's answer, step 1: which file, for which survey, of which section. Our own form goes straight on to its quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.web.frame import Frame, Link, Step
from machikata.web.surveyed import SURVEY, campaign_line
from machikata.web.view import OUR_FORM, Choice, Form, View, Viewed
from machikata.workspace.bodies import list_bodies
from machikata.workspace.campaigns import find_campaign, list_campaigns, title_and_whom
from machikata.workspace.survey_drafts import (
    SurveyDraft,
    discard_survey_draft,
    find_survey_draft,
    is_our_form,
    list_survey_drafts,
    start_survey_draft,
)
from machikata.workspace.workspace import Workspace

router = APIRouter()
HAND_IN = Link("/survey/hand-in", Text("回答を受け取る", "Take an answer"))


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One answer that was begun and not taken yet, and the page where it goes on."""

    draft: SurveyDraft
    address: str


@dataclass(frozen=True, slots=True)
class HandInPage:
    """Step 1. `sections` are offered as names; `values` are what the form holds, `problems` what is to be corrected."""

    campaigns: tuple[Choice, ...]
    bodies: tuple[Choice, ...]
    sections: tuple[str, ...]
    drafts: tuple[DraftLine, ...]
    values: Mapping[str, str]
    problems: tuple[Problem, ...]


@router.get("/survey/hand-in")
def hand_in_page(view: Viewed, campaign: str = "", body: str = "", section: str = "", replaces: str = "") -> Response:
    """The form. `replaces` is an answer begun before, whose file is to be brought anew."""
    values = {"campaign": campaign, "body": body, "section": section, "replaces": replaces}
    if replaces:
        draft = find_survey_draft(view.workspace, replaces)
        values |= {"campaign": draft.campaign, "body": draft.body, "section": draft.section}
    return _page(view, values, ())


@router.post("/survey/hand-in")
def take_file(view: Viewed, form: Form) -> Response:
    """Keep the file as a draft and go on: our form to its quality, any other table to its columns."""
    ws, upload = view.workspace, form.file("file")
    if upload is None:
        return _page(view, form.values(), (_no_file(),))
    try:
        draft = start_survey_draft(
            ws, content=upload.file, file_name=upload.filename or "file", campaign=form.text("campaign"),
            body=form.text("body"), section=form.text("section"),
        )  # fmt: skip
    except InputRefused as refused:
        return _page(view, form.values(), refused.problems)
    try:
        step = "quality" if is_our_form(ws, draft) else "columns"
    except InputRefused as refused:
        discard_survey_draft(ws, draft.id)
        return _page(view, form.values(), refused.problems)
    _forget(ws, form.text("replaces"))
    return view.go(f"/survey/drafts/{draft.id}/{step}")


def _forget(ws: Workspace, draft_id: str) -> None:
    """Discard the answer that a new file replaces, if it is still there."""
    if any(d.id == draft_id for d in list_survey_drafts(ws)):
        discard_survey_draft(ws, draft_id)


@router.get("/survey/drafts/{draft_id}")
def go_on(view: Viewed, draft_id: str) -> Response:
    """The step where an answer goes on."""
    return view.go(next_step(view.workspace, find_survey_draft(view.workspace, draft_id)))


@router.post("/survey/drafts/{draft_id}/discard", dependencies=OUR_FORM)
def discard(view: Viewed, draft_id: str) -> Response:
    """Forget the answer that was begun."""
    draft = find_survey_draft(view.workspace, draft_id)
    discard_survey_draft(view.workspace, draft_id)
    return view.go(f"/survey/{draft.campaign}" if draft.campaign else "/survey")


def next_step(ws: Workspace, draft: SurveyDraft) -> str:
    """The address where a draft goes on."""
    known = draft.mapping is not None or is_our_form(ws, draft)
    return f"/survey/drafts/{draft.id}/{'quality' if known else 'columns'}"


def _no_file() -> Problem:
    return Problem(
        "file-missing", Text("ファイルが選ばれていません", "no file is chosen"),
        Text("係から届いた調査票か表を選んでください", "choose the form or table that the section sent"), Place(column="file"),
    )  # fmt: skip


def _page(view: View, values: Mapping[str, str], problems: tuple[Problem, ...]) -> Response:
    ws = view.workspace
    open_ones = [c for c in list_campaigns(ws) if c.closed_at is None and not c.implicit]
    chosen = next((c for c in open_ones if c.id == values.get("campaign")), None)
    bodies = [b for b in list_bodies(ws) if chosen is None or b.code in chosen.bodies]
    sections = {p.section for c in ([chosen] if chosen else open_ones) for p in ws.library.participants(c.id)}
    page = HandInPage(
        tuple(Choice(c.id, title_and_whom(ws, c)) for c in open_ones), tuple(Choice(b.code, b.name) for b in bodies),
        tuple(sorted(s for s in sections if s)),
        tuple(DraftLine(d, f"/survey/drafts/{d.id}") for d in list_survey_drafts(ws)), values,
        tuple(_at_field(p) for p in problems),
    )  # fmt: skip
    crumbs = (SURVEY, *((Link(f"/survey/{chosen.id}", title_and_whom(ws, chosen)),) if chosen else ()), HAND_IN)
    frame = Frame(
        title=HAND_IN.text,
        step=Step.RECORDS,
        shoulder=SURVEY.text,
        crumbs=crumbs,
        synthetic=any(b.synthetic for b in bodies),
    )
    return view.page("pages/survey_hand_in.html", page, frame, status=422 if problems else 200)


def _at_field(problem: Problem) -> Problem:
    """What is wrong with the file stands at its field."""
    column = problem.place.column if problem.place.column in ("campaign", "body", "section") else "file"
    return Problem(problem.code, problem.what, problem.remedy, Place(column=column), problem.severity, problem.count)


def draft_frame(ws: Workspace, draft: SurveyDraft, *, title: Text, step: Text) -> Frame:
    """The frame of a step of taking an answer."""
    campaign = campaign_line(ws, find_campaign(ws, draft.campaign)) if draft.campaign else None
    crumbs = (SURVEY, *((Link(campaign.address, campaign.title),) if campaign else ()), Link("", step))
    bodies = [b for b in ws.library.bodies() if b.code == draft.body]
    synthetic = campaign.synthetic if campaign else any(b.synthetic for b in bodies)
    return Frame(title=title, step=Step.RECORDS, shoulder=HAND_IN.text, crumbs=crumbs, synthetic=synthetic)
