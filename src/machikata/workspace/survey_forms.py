# SPDX-License-Identifier: Apache-2.0
"""The survey workbooks of a campaign: one for a section, or all of them in one zip."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from machikata.domain.actor import Role
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import InputRefused
from machikata.domain.municipality import Municipality
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey
from machikata.records.survey.form import SurveyForm, write_form
from machikata.records.survey.tables import surveys_of
from machikata.workspace.campaigns import (
    find_campaign,
    no_steps,
    require_carrying,
    require_part,
    section_name,
    section_states,
)
from machikata.workspace.mail import one_line
from machikata.workspace.survey_values import Campaign
from machikata.workspace.workspace import Workspace

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # zip knows no earlier day; a clock here would make equal forms unequal files


def form_for(ws: Workspace, campaign_id: str, body: str, section: str) -> bytes:
    """The workbook for a section, with what it handed in last for this campaign filled in.

    Answers of earlier years are not filled in: who sees last year's figure tends to write it again.
    """
    campaign = find_campaign(ws, campaign_id)
    require_part(ws, campaign, body)
    return written_form(ws, campaign, body, section)


def written_form(ws: Workspace, campaign: Campaign, body: str, section: str) -> bytes:
    """As `form_for`, for those who have made sure that the actor may have it."""
    form = SurveyForm(ws.body(body), section, campaign.fiscal_year, tuple(ws.process(p) for p in campaign.processes))
    return write_form(form, _last_answer(ws, campaign, body, section))


def blank_form(
    ws: Workspace, *, body: str, section: str, fiscal_year: int, processes: Sequence[str]
) -> tuple[str, bytes]:
    """A form that belongs to no campaign, and a file name for it.

    Raises:
        InputRefused: a process has no steps to ask about; every one is named.
    """
    ws.require(Role.OFFICER, owner=body)
    asked = tuple(ws.process(p) for p in processes)
    if problems := no_steps(asked):
        raise InputRefused(problems)
    whose = ws.body(body)
    title = f"{fiscal_year_text(fiscal_year).ja} 業務量調査"
    name = _joined(("架空" if whose.synthetic else "", title, whose.code, whose.name.ja, section))
    return name, write_form(SurveyForm(whose, section_name(section), fiscal_year, asked))


def _last_answer(ws: Workspace, campaign: Campaign, body: str, section: str) -> SectionSurvey | None:
    held = ws.library.submissions(campaign=campaign.id, body=body)
    stands = next((s for s in held if s.section == section and s.stands), None)
    if stands is None:
        return None
    [answers] = ws.library.answers((stands.id,))
    return next(iter(surveys_of(answers)), None)


def form_name(campaign: Campaign, body: Municipality, section: str) -> str:
    """A file name that says whose form it is; an invented body's carries 架空.

    >>> from datetime import datetime
    >>> asked = Campaign("c", "990019", "令和7年度 業務量調査", ("p",), ("990019",), 2025, datetime(2026, 4, 1), "x")
    >>> form_name(asked, Municipality("990019", Text("架空町", "Kaku"), synthetic=True), "窓口/係")
    '架空_令和7年度_業務量調査_990019_架空町_窓口_係.xlsx'
    """
    return _joined(("架空" if body.synthetic else "", campaign.title, body.code, body.name.ja, section))


def forms_name(ws: Workspace, campaign: Campaign) -> str:
    """A file name for the forms of all sections."""
    invented = any(ws.body(b).synthetic for b in campaign.bodies)
    return _joined(("架空" if invented else "", campaign.title, "調査票")).removesuffix(".xlsx") + ".zip"


def _joined(parts: Sequence[str]) -> str:
    return "_".join(p for p in (_NOT_IN_NAMES.sub("_", one_line(p)).strip("_.") for p in parts) if p) + ".xlsx"


def all_forms(ws: Workspace, campaign_id: str, *, progress: Progress = no_progress) -> bytes:
    """The workbooks of every section as one zip, a folder a body; equal forms give an equal file."""
    campaign = find_campaign(ws, campaign_id)
    require_carrying(ws, campaign)
    sections = section_states(ws, campaign)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for n, state in enumerate(sections):
            body, section = state.participant.key
            progress(n / len(sections), Text(f"{body} {section}の調査票", f"form of {body} {section}"))
            name = f"{_NOT_IN_NAMES.sub('_', body)}/{form_name(campaign, ws.body(body), section)}"
            pack.writestr(zipfile.ZipInfo(name, _EARLIEST), written_form(ws, campaign, body, section))
    details = {"campaign": campaign.id, "forms": len(sections)}
    ws.note("campaign.forms-written", owner=campaign.owner, details=details)
    return buffer.getvalue()
