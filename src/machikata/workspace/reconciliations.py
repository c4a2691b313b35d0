# SPDX-License-Identifier: Apache-2.0
"""Holding what bodies answered to the workload survey against their event logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from machikata.analysis.workload.one_person_answers import without_one_person
from machikata.analysis.workload.reconciliation import Agreement, Reconciliation
from machikata.analysis.workload.reconciling import reconcile_bodies
from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.domain.wording import share
from machikata.rules.survey_limits import SurveyLimits, survey_limits
from machikata.rules.survey_reporting import reporting_error
from machikata.workspace.dictionary import activity_map
from machikata.workspace.logs import logs_of
from machikata.workspace.submissions import answers_of
from machikata.workspace.survey_comparisons import group_to_compare, year_of_body, year_to_compare
from machikata.workspace.unsettled_answers import sees_every_body
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReconciledBody:
    """One body: its name, how far survey and log agree, and what of it is not shown."""

    name: Text
    result: Reconciliation
    kept_back: Text

    @property
    def contradicts(self) -> bool:
        """Whether the survey contradicts the log or itself."""
        return self.result.agreement is Agreement.CONTRADICTS


@dataclass(frozen=True, slots=True)
class ReconciledGroup:
    """The bodies of a group that the actor may see, in order of their codes. `not_shown` others have answered: theirs to look at."""

    group: PeerGroup
    process: Process
    fiscal_year: int
    bodies: tuple[ReconciledBody, ...]
    not_shown: int
    synthetic: bool

    @property
    def contradicting(self) -> tuple[ReconciledBody, ...]:
        """Those whose survey contradicts the log or itself."""
        return tuple(b for b in self.bodies if b.contradicts)


def limits_of_own(*, fiscal_year: int, limit: float, reason: str) -> SurveyLimits:
    """The limits of a year with an own one (share, 0.2 = 20 %) from where on hours and counts contradict, and the reason for it.

    Raises:
        InputRefused: without a reason, or out of bounds.
    """
    standing, given = _limits(fiscal_year), reason.strip()
    bounds = standing.hours_margin
    problems = []
    if not bounds.lowest <= limit <= bounds.highest:
        low, high = share(bounds.lowest, n=1), share(bounds.highest, n=1)
        what = Text("この限度は使えません", "this limit cannot be used")
        remedy = Text(f"{low}から{high}までにしてください（20%は、コマンドでは0.20）", f"choose {low} to {high} (20 % is 0.20 in commands)")  # fmt: skip
        problems.append(Problem("limit-out-of-bounds", what, remedy, Place(column="limit", value=f"{limit:g}")))
    if not given:
        what = Text("限度を変える理由がありません", "no reason for another limit is given")
        remedy = Text("結果と一緒に示す理由を書いてください", "write one; it is shown beside the result")
        problems.append(Problem("limit-no-reason", what, remedy, Place(column="reason")))
    if problems:
        raise InputRefused(problems)
    return standing.with_own(reason=Text(given, given), hours_margin=limit, count_margin=limit)


def _limits(fiscal_year: int) -> SurveyLimits:
    # The rule is asked for as it stood when the year ended.
    return survey_limits(as_of=date(fiscal_year + 1, 3, 31))


def reconcile_body(
    ws: Workspace, *, process: str, body: str, fiscal_year: int | None = None, limits: SurveyLimits | None = None,
    progress: Progress = no_progress,
) -> ReconciledBody:  # fmt: skip
    """How far the answers of one body agree with themselves and with its log, for its own officers. `limits`: own ones in place of
    those in force (`limits_of_own`).

    Raises:
        NotAllowed: the body is not the actor's.
        NotFound: it has not answered, or every figure would be one person's.
    """
    ws.require(Role.READER, owner=body)
    owner, kind = ws.body(body), ws.process(process)
    year = year_of_body(ws, body=body, process=process, fiscal_year=fiscal_year)
    found = _reconciled(ws, kind, (body,), year, limits, progress)
    if not found:
        raise NotFound(
            Text(f"{owner.name.ja}の「{kind.title.ja}」の答えは1人の職員の値になるため、照らしません",
                 f"the answers of {owner.name.en} about {kind.title.en} are one person's and are not reconciled"))  # fmt: skip
    return found[0]


def reconcile_group(
    ws: Workspace,
    *,
    process: str,
    group: str | PeerGroup | None = None,
    fiscal_year: int | None = None,
    limits: SurveyLimits | None = None,
    progress: Progress = no_progress,
) -> ReconciledGroup:
    """`reconcile_body` for the bodies of a group, all judged together. A contradiction is the body's own matter: the secretariat of the
    group sees every body, an officer the own one alone, the others are only counted.

    Raises:
        NotFound: no such process or group.
        ComparisonRefused: nobody has answered about the process yet.
    """
    year = year_to_compare(ws, process=process, fiscal_year=fiscal_year)
    peers = group_to_compare(ws, group, process=process, fiscal_year=year)
    kind = ws.process(process)
    found = _reconciled(ws, kind, peers.members, year, limits, progress)
    everything = sees_every_body(ws, peers)
    shown = tuple(b for b in found if everything or ws.actor.owns(b.result.body))
    synthetic = any(b.synthetic for b in ws.library.bodies() if b.code in peers.members)
    return ReconciledGroup(peers, kind, year, shown, len(found) - len(shown), synthetic)


def _reconciled(
    ws: Workspace, process: Process, bodies: Sequence[str], year: int, limits: SurveyLimits | None, progress: Progress
) -> tuple[ReconciledBody, ...]:
    known = {b.code: b for b in ws.library.bodies()}
    members = tuple(b for b in bodies if b in known)
    answers = answers_of(ws, fiscal_year=year, bodies=members, process=process.id)
    visible = without_one_person(answers, process=process, fiscal_year=year)
    results = reconcile_bodies(
        visible.tables,
        process=process,
        store=ws.events,
        logs=logs_of(ws, process=process.id, bodies=members),
        error=reporting_error(as_of=date(year + 1, 3, 31)),
        limits=limits or _limits(year),
        activity_map=activity_map(ws, process=process.id),
        synthetic=[b for b in members if known[b].synthetic],
        progress=progress,
    )
    return tuple(ReconciledBody(known[r.body].name, r, visible.note(r.body)) for r in results)
