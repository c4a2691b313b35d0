# SPDX-License-Identifier: Apache-2.0
"""What is implausible about answers that were handed in: held against the section's staff and the other bodies of its class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from machikata.analysis.workload.findings import Finding
from machikata.domain.population_class import PopulationClass
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey
from machikata.records.survey.tables import SurveyTables, surveys_of
from machikata.rules.survey_limits import survey_limits
from machikata.rules.survey_reporting import reporting_error
from machikata.workspace.campaigns import find_campaign, require_carrying
from machikata.workspace.peers import class_of
from machikata.workspace.submissions import answers_of, counted_submissions
from machikata.workspace.survey_values import Campaign, Submission
from machikata.workspace.workspace import Workspace


def findings_of(ws: Workspace, campaign: Campaign, survey: SectionSurvey) -> tuple[Finding, ...]:
    """What one section should look at, its class being as it is now."""
    held = answers_of(ws, fiscal_year=survey.fiscal_year, bodies=_peers(campaign, survey.body, _classes(ws)))
    return _checked(ws, campaign, survey, held)


def _checked(ws: Workspace, campaign: Campaign, survey: SectionSurvey, held: SurveyTables) -> tuple[Finding, ...]:
    from machikata.analysis.workload.plausibility import check_answers  # SciPy takes longer to load than a form to read

    as_of = ws.clock().date()
    return check_answers(
        survey,
        peers=held,
        error=reporting_error(as_of=as_of),
        limits=survey_limits(as_of=as_of),
        processes=_processes(ws, campaign),
    )


def _processes(ws: Workspace, campaign: Campaign) -> tuple[Process, ...]:
    return tuple(ws.process(p) for p in campaign.processes)


def _classes(ws: Workspace) -> dict[str, PopulationClass | None]:
    return {b.code: class_of(ws, b) for b in ws.library.bodies()}


def _peers(campaign: Campaign, body: str, classes: Mapping[str, PopulationClass | None]) -> tuple[str, ...]:
    """Bodies whose answers a body's are held against: those of its class, else those that are asked with it."""
    own = classes[body]
    return campaign.bodies if own is None else tuple(code for code, found in classes.items() if found == own)


def check_again(ws: Workspace, campaign_id: str, *, progress: Progress = no_progress) -> int:
    """Hold every standing answer against all that have come since; says of how many the findings have changed."""
    campaign = find_campaign(ws, campaign_id)
    require_carrying(ws, campaign)
    standing: dict[tuple[str, ...], list[Submission]] = {}
    classes = _classes(ws)
    for s in ws.library.submissions(campaign=campaign.id):
        if s.stands:
            standing.setdefault(_peers(campaign, s.body, classes), []).append(s)
    changed = 0
    for n, (peers, mine) in enumerate(standing.items()):
        progress(n / len(standing), Text("回答を確かめています", "checking the answers"))
        for found, findings in _checked_together(ws, campaign, peers, mine):
            changed += _noted(ws, found, findings)
    return changed


def _checked_together(
    ws: Workspace, campaign: Campaign, peers: tuple[str, ...], mine: list[Submission]
) -> Iterator[tuple[Submission, tuple[Finding, ...]]]:
    """Findings for each of `mine`: at once for all that count, singly for those that do not, such as one that was sent back."""
    from machikata.analysis.workload.plausibility import check_all_answers

    counted = {s.id for s in counted_submissions(ws, fiscal_year=campaign.fiscal_year, bodies=peers).values()}
    held = answers_of(ws, fiscal_year=campaign.fiscal_year, bodies=peers)
    as_of = ws.clock().date()
    together = check_all_answers(
        held, error=reporting_error(as_of=as_of), limits=survey_limits(as_of=as_of), processes=_processes(ws, campaign)
    )
    said: dict[tuple[str, str], list[Finding]] = {}
    for finding in together:
        said.setdefault((finding.body, finding.section), []).append(finding)
    for s in mine:
        if s.id in counted:
            yield s, tuple(said.get(s.key, ()))
        else:
            [answers] = ws.library.answers((s.id,))
            yield s, _checked(ws, campaign, surveys_of(answers)[0], held)


def _noted(ws: Workspace, found: Submission, findings: tuple[Finding, ...]) -> bool:
    if findings == found.findings:
        return False
    details = {"submission": found.id, "section": found.section, "findings": len(findings)}
    act = ws.act("survey.checked-again", owner=found.body, details=details)
    return ws.library.replace_submission(replace(found, findings=findings), found=found, act=act)
