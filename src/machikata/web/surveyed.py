# SPDX-License-Identifier: Apache-2.0
"""What several survey pages show alike: where a campaign and its sections stand, in words and shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote, urlencode

from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import Severity
from machikata.domain.text import Text
from machikata.web.frame import Link
from machikata.web.view import Choice
from machikata.workspace.campaigns import CampaignState, SectionState, asked_whom, campaign_state
from machikata.workspace.survey_values import Campaign, Submission, SubmissionState
from machikata.workspace.workspace import Workspace

_YEARS: Final = 4
SURVEY = Link("/survey", Text("業務量調査", "Workload survey"))
_ICONS = {
    SubmissionState.RECEIVED: "now",
    SubmissionState.RETURNED: "warn",
    SubmissionState.ACCEPTED: "done",
    SubmissionState.SUPERSEDED: "wait",
    SubmissionState.WITHDRAWN: "wait",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where something stands: the shape ('done', 'now', 'wait', 'warn') and the word."""

    icon: str
    words: Text


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section of a campaign. `version` counts from 1, None while it has not answered; `findings` are warnings of its answer."""

    body: str
    body_name: Text
    section: str
    mail: str
    standing: Standing
    state: str
    version: int | None
    received_at: datetime | None
    findings: int
    late: bool
    address: str
    form: str


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign as lists show it; `share` is its return rate (0–1)."""

    id: str
    title: Text
    of_whom: Text
    processes: tuple[Text, ...]
    fiscal_year: int
    year: Text
    deadline: date | None
    days_left: int | None
    left: Text
    standing: Standing
    sections: int
    answered: int
    returned: int
    silent: int
    undecided: int
    share: float
    closed: bool
    implicit: bool
    synthetic: bool

    @property
    def address(self) -> str:
        """The campaign's page."""
        return f"/survey/{self.id}"


@dataclass(frozen=True, slots=True)
class AskedStep:
    """One step a survey would ask about, with the duty it belongs to."""

    duty: Text
    title: Text


@dataclass(frozen=True, slots=True)
class ProcessChoice:
    """One process to ask about, and its steps; without steps it cannot be asked about."""

    id: str
    title: Text
    steps: tuple[AskedStep, ...]
    chosen: bool


def process_choices(ws: Workspace, chosen: tuple[str, ...]) -> tuple[ProcessChoice, ...]:
    """Every process with the steps a survey asks about."""
    return tuple(
        ProcessChoice(p.id, p.title, tuple(AskedStep(s.duty, s.title) for s in p.surveyed_steps), p.id in chosen)
        for p in ws.library.processes()
    )


def year_choices(newest: int) -> tuple[Choice, ...]:
    """Fiscal years to ask about, newest first."""
    return tuple(
        Choice(str(y), fiscal_year_text(y) + Text(f"（{y}年度）", "")) for y in range(newest, newest - _YEARS, -1)
    )


def campaign_line(ws: Workspace, campaign: Campaign) -> CampaignLine:
    """The campaign with its counts."""
    return line_of(ws, campaign_state(ws, campaign.id))


def line_of(ws: Workspace, state: CampaignState) -> CampaignLine:
    """A campaign whose state is known."""
    campaign = state.campaign
    bodies = {b.code: b for b in ws.library.bodies()}
    titles = {p.id: p.title for p in ws.library.processes()}
    return CampaignLine(
        campaign.id, Text(campaign.title, campaign.title), asked_whom(ws, campaign),
        tuple(titles.get(p, Text(p, p)) for p in campaign.processes), campaign.fiscal_year,
        fiscal_year_text(campaign.fiscal_year), campaign.deadline, state.days_left, days_left_words(state.days_left),
        campaign_standing(state), len(state.sections), len(state.answered), len(state.returned), len(state.silent),
        len(undecided(state)), state.return_share, campaign.closed_at is not None, campaign.implicit,
        any(b in bodies and bodies[b].synthetic for b in campaign.bodies),
    )  # fmt: skip


def undecided(state: CampaignState) -> tuple[SectionState, ...]:
    """Sections whose answer waits for a person to look at it."""
    return tuple(s for s in state.sections if s.submission and s.submission.state is SubmissionState.RECEIVED)


def campaign_standing(state: CampaignState) -> Standing:
    """Open, overdue or closed."""
    if state.campaign.closed_at is not None:
        return Standing("done", Text("締め切り済み", "Closed"))
    if state.days_left is not None and state.days_left < 0:
        return Standing("warn", Text("締切後も受付中", "Open after its deadline"))
    return Standing("now", Text("受付中", "Open"))


def days_left_words(days: int | None) -> Text:
    """How much time is left."""
    if days is None:
        return Text("締切なし", "no deadline")
    if days < 0:
        return Text(f"締切から{-days}日たちました", f"{-days} day{'' if days == -1 else 's'} past the deadline")
    if days == 0:
        return Text("今日が締切です", "due today")
    return Text(f"締切まであと{days}日", f"{days} day{'' if days == 1 else 's'} left")


def submission_standing(submission: Submission) -> Standing:
    """Where one version stands."""
    return Standing(_ICONS[submission.state], submission.state.label)


def section_line(state: CampaignState, section: SectionState, names: dict[str, Text]) -> SectionLine:
    """One section with its newest version."""
    asked, held = section.participant, section.submission
    overdue = state.days_left is not None and state.days_left < 0
    standing = submission_standing(held) if held else _silent(overdue=overdue)
    return SectionLine(
        asked.body, names.get(asked.body, Text(asked.body, asked.body)), asked.section, asked.mail, standing,
        held.state.value if held else "silent", held.version if held else None, held.received_at if held else None,
        to_look_at(held) if held else 0, held.late if held else overdue,
        section_address(asked.campaign, *asked.key), form_address(asked.campaign, *asked.key),
    )  # fmt: skip


def _silent(*, overdue: bool) -> Standing:
    return Standing("warn" if overdue else "wait", Text("未回答", "Not answered"))


def to_look_at(submission: Submission) -> int:
    """How many findings of an answer ask for a look; mere notes do not count."""
    weights = [f.severity for f in submission.findings] + [p.severity for p in submission.problems]
    return sum(weight is not Severity.NOTE for weight in weights)


def section_name(section: str) -> Text:
    """The section as pages call it; a body asked as a whole has none yet."""
    return Text(section, section) if section else Text("（係の指定なし）", "(any section)")


def section_address(campaign: str, body: str, section: str) -> str:
    """The page of what a section handed in."""
    return f"/survey/{campaign}/{quote(body, safe='')}?{urlencode({'section': section})}"


def form_address(campaign: str, body: str, section: str) -> str:
    """Where the section's form is saved from."""
    return f"/survey/{campaign}/form.xlsx?{urlencode({'body': body, 'section': section})}"
