# SPDX-License-Identifier: Apache-2.0
"""Who spends how long? The workload surveys: return rate, who is late, what was handed in lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fastapi import APIRouter, Response

from machikata.domain.text import Text
from machikata.web.frame import Frame, Step
from machikata.web.surveyed import (
    SURVEY,
    CampaignLine,
    SectionLine,
    Standing,
    line_of,
    section_address,
    section_line,
    submission_standing,
    to_look_at,
)
from machikata.web.view import Viewed
from machikata.workspace.campaigns import CampaignState, campaign_state, list_campaigns, title_and_whom
from machikata.workspace.survey_values import Submission
from machikata.workspace.workspace import Workspace

router = APIRouter()
_MOST_LATE: Final = 12
_LATELY: Final = 10
_SOON_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class LateLine:
    """A section that has not answered an open survey whose deadline is near or past."""

    campaign: Text
    campaign_address: str
    left: Text
    section: SectionLine


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """One version that was handed in."""

    campaign: Text
    body_name: Text
    section: str
    version: int
    received_at: datetime
    late: bool
    findings: int
    standing: Standing
    address: str


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """All surveys. Counts are over the open ones; `more_late` are counted but not listed. `ready` says that a process has steps."""

    campaigns: tuple[CampaignLine, ...]
    open_campaigns: int
    asked: int
    answered: int
    undecided: int
    share: float
    next_deadline: date | None
    late: tuple[LateLine, ...]
    more_late: int
    lately: tuple[ReceivedLine, ...]
    ready: bool


@router.get("/survey")
def survey_page(view: Viewed) -> Response:
    """The surveys, or what a survey is for while there are none."""
    page = present(view.workspace)
    frame = Frame(
        title=SURVEY.text, step=Step.RECORDS, crumbs=(SURVEY,), synthetic=any(c.synthetic for c in page.campaigns)
    )
    return view.page("pages/survey.html", page, frame)


def present(ws: Workspace) -> SurveyPage:
    """The page value."""
    states = tuple(campaign_state(ws, c.id) for c in list_campaigns(ws))
    lines = tuple(line_of(ws, s) for s in states)
    running = [c for c in lines if not c.closed and not c.implicit]
    names = {b.code: b.name for b in ws.library.bodies()}
    late = [line for s in states for line in _late(ws, s, names)]
    asked, answered = sum(c.sections for c in running), sum(c.answered for c in running)
    deadlines = sorted(c.deadline for c in running if c.deadline is not None and (c.days_left or 0) >= 0)
    return SurveyPage(
        lines, len(running), asked, answered, sum(c.undecided for c in lines if not c.closed),
        answered / asked if asked else 0.0, deadlines[0] if deadlines else None,
        tuple(late[:_MOST_LATE]), max(len(late) - _MOST_LATE, 0), _lately(ws, states, names),
        any(p.surveyed_steps for p in ws.library.processes()),
    )  # fmt: skip


def _late(ws: Workspace, state: CampaignState, names: dict[str, Text]) -> list[LateLine]:
    """Who has not answered although the deadline is near or past."""
    line = line_of(ws, state)
    if line.closed or state.days_left is None or state.days_left > _SOON_DAYS:
        return []
    return [
        LateLine(title_and_whom(ws, state.campaign), line.address, line.left, section_line(state, s, names))
        for s in (*state.silent, *state.returned)
    ]


def _lately(ws: Workspace, states: tuple[CampaignState, ...], names: dict[str, Text]) -> tuple[ReceivedLine, ...]:
    held = [(s.campaign, section.submission) for s in states for section in s.sections if section.submission]
    newest = sorted(held, key=lambda pair: pair[1].received_at, reverse=True)[:_LATELY]
    return tuple(_received(title_and_whom(ws, campaign), submission, names) for campaign, submission in newest)


def _received(title: Text, s: Submission, names: dict[str, Text]) -> ReceivedLine:
    return ReceivedLine(
        title, names.get(s.body, Text(s.body, s.body)), s.section, s.version, s.received_at, s.late,
        to_look_at(s), submission_standing(s), section_address(s.campaign, s.body, s.section),
    )  # fmt: skip
