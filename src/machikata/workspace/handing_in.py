# SPDX-License-Identifier: Apache-2.0
"""Handing in: a file becomes a section's newest answer, whole or not at all, with what is implausible about it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from machikata.analysis.workload.findings import Finding
from machikata.domain.actor import Role
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import InputRefused, NotAllowed, Problem, Severity
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress, part_of
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, SectionSurvey
from machikata.records.survey.mapping import SurveyMapping
from machikata.records.survey.reading import SurveyReading, read_survey
from machikata.records.survey.tables import tables_of
from machikata.workspace import answer_problems as say
from machikata.workspace.answer_checks import check_again, findings_of
from machikata.workspace.campaigns import (
    carries_through,
    find_campaign,
    folded,
    section_name,
)
from machikata.workspace.imports import opened_file
from machikata.workspace.survey_values import Campaign, Submission
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A file that was brought: its name, and all its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A section's answer as it was read and would be taken: the campaign it belongs to, and what is implausible about it."""

    campaign: Campaign
    survey: SectionSurvey
    reading: SurveyReading
    findings: tuple[Finding, ...]


def hand_in(
    ws: Workspace,
    campaign_id: str | None,
    file: SurveyFile | str | Path,
    *,
    body: str = "",
    section: str = "",
    fiscal_year: int | None = None,
    mapping: SurveyMapping | None = None,
    people: Sequence[SectionStaff] = (),
    check: bool = True,
    progress: Progress = no_progress,
) -> Submission:
    """Take a section's workbook as its newest answer. Without a campaign it is the body's own, kept in one that nobody opened.

    The same file read to the same answers gives the one that stands, with a note; all else makes a new version in place of the one before.
    After the deadline it is taken and marked as late. `body`, `section` and `fiscal_year` must be those of the
    file, and are taken where a table says none; `mapping` says how to read a table of the section's own, `people` who works there where the file has no table of it. The table is held against the
    30 checks of machine readability. `check` also holds the answers against the section's staff and the other bodies of its class;
    without it, `check_again` does so for all sections at once, as `hand_in_all` does.

    Raises:
        InputRefused: every cell that cannot be read, another body, year, section or process than asked, a closed campaign. Nothing is
            kept then.
    """
    source = file if isinstance(file, SurveyFile) else _brought(Path(file))
    said = _Said(body, section, fiscal_year, mapping, tuple(people))
    return _taken(ws, _question(ws, campaign_id), source, said, check, progress)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked: by a campaign, or (None) by nobody; and the processes that may be answered about."""

    campaign: Campaign | None
    processes: tuple[Process, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a file besides what it says itself."""

    body: str = ""
    section: str = ""
    fiscal_year: int | None = None
    mapping: SurveyMapping | None = None
    people: tuple[SectionStaff, ...] = ()


def _question(ws: Workspace, campaign_id: str | None) -> _Question:
    if campaign_id is None:
        return _Question(None, ws.library.processes())
    campaign = find_campaign(ws, campaign_id)
    return _Question(campaign, tuple(ws.process(p) for p in campaign.processes))


def _taken(
    ws: Workspace, question: _Question, file: SurveyFile, said: _Said, check: bool, progress: Progress
) -> Submission:
    read = _read(ws, question, file, said, check, part_of(progress, 0.0, 0.9))
    progress(0.9, Text("保存しています", "saving"))
    kept = _kept(ws, read, file.name)
    progress(1.0, Text("受け取りました", "received"))
    return kept


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of one file of several: its submission, or why it was refused."""

    file: str
    submission: Submission | None
    refused: tuple[Problem, ...] = ()


def hand_in_all(
    ws: Workspace,
    campaign_id: str | None,
    files: Sequence[SurveyFile | str | Path],
    *,
    progress: Progress = no_progress,
) -> tuple[HandedIn, ...]:
    """Take many workbooks, each by itself: one that is refused stops no other, and what is taken stays when a person cancels.

    What is implausible is looked for once all are there: holding each against all others as it comes would take as often as long.
    Only who does not carry the campaign through has each checked by itself.
    """
    question = _question(ws, campaign_id)
    together = question.campaign is None or carries_through(ws, question.campaign)
    taken = []
    for n, file in enumerate(files):
        part = part_of(progress, 0.9 * n / len(files), 0.9 * (n + 1) / len(files))
        taken.append(_one_of_several(ws, question, file, not together, part))
    if not together:
        return tuple(taken)
    now: dict[str, Submission] = {}
    campaigns = tuple(dict.fromkeys(t.submission.campaign for t in taken if t.submission))
    for n, campaign in enumerate(campaigns):
        part = part_of(progress, 0.9 + 0.1 * n / len(campaigns), 0.9 + 0.1 * (n + 1) / len(campaigns))
        check_again(ws, campaign, progress=part)
        now |= {s.id: s for s in ws.library.submissions(campaign=campaign)}
    return tuple(replace(t, submission=_with_findings(t.submission, now)) for t in taken)


def _one_of_several(
    ws: Workspace, question: _Question, file: SurveyFile | str | Path, check: bool, progress: Progress
) -> HandedIn:
    name = file.name if isinstance(file, SurveyFile) else Path(file).name
    try:
        source = file if isinstance(file, SurveyFile) else _brought(Path(file))
        return HandedIn(name, _taken(ws, question, source, _Said(), check, progress))
    except (InputRefused, NotAllowed) as refusal:
        return HandedIn(name, None, refusal.problems)


def _with_findings(taken: Submission | None, now: Mapping[str, Submission]) -> Submission | None:
    return taken and replace(taken, findings=now[taken.id].findings)


def read_answer(
    ws: Workspace,
    campaign_id: str | None,
    file: SurveyFile,
    *,
    body: str = "",
    section: str = "",
    mapping: SurveyMapping | None = None,
    people: Sequence[SectionStaff] = (),
    progress: Progress = no_progress,
) -> ReadAnswer:
    """Read a section's workbook as `hand_in` would take it, and keep nothing.

    Raises:
        InputRefused: as `hand_in`.
    """
    said = _Said(body, section, None, mapping, tuple(people))
    return _read(ws, _question(ws, campaign_id), file, said, True, progress)


def _read(
    ws: Workspace, question: _Question, file: SurveyFile, said: _Said, check: bool, progress: Progress
) -> ReadAnswer:
    campaign, mapping = question.campaign, said.mapping
    if campaign is not None and campaign.closed_at is not None:
        raise InputRefused([say.closed(campaign)])
    reading = read_survey(
        file.data, name=file.name, processes=question.processes, mapping=mapping, body=_whose(campaign, said.body),
        section=section_name(said.section) or None if mapping else None,
        fiscal_year=_year(campaign, said.fiscal_year, mapping), people=said.people, progress=part_of(progress, 0.0, 0.7),
    )  # fmt: skip
    asked = campaign or _implicit(ws, reading.survey)
    survey = _placed(ws, asked, reading.survey, said.section, file.name)
    progress(0.8, Text("回答を確かめています", "checking the answers"))
    return ReadAnswer(asked, survey, reading, findings_of(ws, asked, survey) if check else ())


def _whose(campaign: Campaign | None, body: str) -> str | None:
    """The body whose answer it must be: the one that is named, or the only one that is asked."""
    return body or (campaign.bodies[0] if campaign and len(campaign.bodies) == 1 else None)


def _year(campaign: Campaign | None, said: int | None, mapping: SurveyMapping | None) -> int | None:
    """The year it must be about; of a form for a campaign `_misplaced` tells with all else that does not fit."""
    return said if campaign is None else campaign.fiscal_year if mapping else None


def _brought(path: Path) -> SurveyFile:
    with opened_file(path) as content:
        return SurveyFile(path.name, content.read())


def _implicit(ws: Workspace, survey: SectionSurvey) -> Campaign:
    """What a body hands in by itself: one campaign for a year and the processes it answered about, found again by its id."""
    processes = tuple(sorted(survey.processes))
    about = "\n".join((survey.body, str(survey.fiscal_year), *processes))
    campaign_id = f"own-{sha256(about.encode()).hexdigest()[:12]}"
    known = next((c for c in ws.library.campaigns() if c.id == campaign_id), None)
    return known or Campaign(
        campaign_id, survey.body, f"{fiscal_year_text(survey.fiscal_year).ja} 業務量調査", processes, (survey.body,),
        survey.fiscal_year, ws.clock(), ws.actor.name, implicit=True,
    )  # fmt: skip


def _placed(ws: Workspace, campaign: Campaign, survey: SectionSurvey, section: str, file: str) -> SectionSurvey:
    """The answers under the section's name as the campaign spells it.

    Raises:
        InputRefused: it is not what was asked for; every reason is named.
        NotAllowed: the actor is neither an officer of the body nor carries the campaign through.
    """
    if not carries_through(ws, campaign):
        ws.require(Role.OFFICER, owner=survey.body)
    spelt = _spelling(ws, campaign, survey.body)
    name = (
        section_name(survey.section) or section_name(section) or (next(iter(spelt.values())) if len(spelt) == 1 else "")
    )
    problems = list(say.misplaced(campaign, survey, file))
    problems += say.section_problems(ws, campaign, survey.body, name, section_name(section), file)
    if ws.library.body(survey.body) is None:
        problems.append(say.unknown_body(survey.body, file))
    if problems:
        raise InputRefused(problems)
    return replace(survey, section=spelt.get(folded(name), name))


def _spelling(ws: Workspace, campaign: Campaign, body: str) -> dict[str, str]:
    """How the sections of a body are spelt: as they are asked, else as they answered first."""
    answered = {folded(s.section): s.section for s in ws.library.submissions(campaign=campaign.id, body=body)}
    asked = {folded(p.section): p.section for p in ws.library.participants(campaign.id, body=body) if p.section}
    return answered | asked


def _kept(ws: Workspace, read: ReadAnswer, file_name: str) -> Submission:
    campaign, survey, reading = read.campaign, read.survey, read.reading
    now = ws.clock()
    made = Submission(
        uuid.uuid4().hex[:12], campaign.id, survey.body, survey.section, survey.fiscal_year, survey.processes, now,
        ws.actor.name, file_name, reading.sha256, reading.read_as,
        late=campaign.deadline is not None and now.date() > campaign.deadline,
        problems=tuple(p for p in reading.problems if p.severity is not Severity.ERROR), findings=read.findings,
        table_findings=reading.report.problems if reading.report else (),
    )  # fmt: skip
    details = {"campaign": campaign.id, "section": made.section, "file": file_name, "submission": made.id}
    act = ws.act("survey.handed-in", owner=made.body, details=details)
    stands = ws.library.add_submission(
        made, tables_of([survey]), act=act, opening=campaign if campaign.implicit else None
    )
    if stands is None:
        raise InputRefused([say.closed(campaign)])
    return stands if stands.id == made.id else replace(stands, problems=(*stands.problems, say.same_again(stands)))
