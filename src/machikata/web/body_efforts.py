# SPDX-License-Identifier: Apache-2.0
"""How long one body's steps take by its own answers, beside what its log counts: a part of the page of its work."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from machikata.analysis.workload.one_body import BodyWorkload, StepWork
from machikata.analysis.workload.reconciliation import Agreement, Judgement, StepReconciliation
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import NotFound
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.publication.comparison_tables import ResultTable
from machikata.publication.reconciliation_tables import (
    AGREEMENT_WORDS,
    ASPECT_WORDS,
    limit_words,
    reconciliation_tables,
)
from machikata.web.surveys_compared import SurveyQuestion
from machikata.workspace.reconciliations import ReconciledBody, reconcile_body
from machikata.workspace.survey_comparisons import body_answers
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EffortLine:
    """One step: what was answered, and what the log counts of it (None without a log of the year). Hours a year by kind of staff."""

    work: StepWork
    logged: StepReconciliation | None
    regular: float
    fixed_term: float
    joined: float


@dataclass(frozen=True, slots=True)
class JudgementLine:
    """One thing that was held against another, in words."""

    aspect: Text
    result: Text
    judgement: Judgement

    @property
    def contradicts(self) -> bool:
        """Whether they contradict each other."""
        return self.judgement.agreement is Agreement.CONTRADICTS


@dataclass(frozen=True, slots=True)
class EffortView:
    """The answers of one body and how far they agree with its log."""

    answers: BodyWorkload
    year: Text
    lines: tuple[EffortLine, ...]
    reconciled: ReconciledBody | None
    """None where every figure would be one person's."""
    judgements: tuple[JudgementLine, ...]
    tables: tuple[ResultTable, ...]
    limit: Text
    """From where on they contradict each other, and why there."""
    asked: SurveyQuestion
    address: str
    compare: str
    """Where the surveys of the body's group are compared; '' when there is no group."""

    @property
    def most(self) -> float:
        """The most hours of a step, which the bars have to hold."""
        return max((line.work.hours.value for line in self.lines if line.work.hours), default=1.0)


def effort_of(ws: Workspace, *, body: str, process: str, asked: SurveyQuestion = SurveyQuestion()) -> EffortView | None:
    """The view of the newest year that was answered; None when nothing was. `asked` may hold another limit of a contradiction.

    Raises:
        InputRefused: that limit is out of bounds, or without a reason.
    """
    try:
        answers = body_answers(ws, body=body, process=process)
    except NotFound:
        return None
    try:
        year = answers.fiscal_year
        found = reconcile_body(ws, body=body, process=process, fiscal_year=year, limits=asked.limits(year))
    except NotFound:
        found = None
    logged = {} if found is None else {s.step: s for s in found.result.steps}
    judged = () if found is None else found.result.judgements
    return EffortView(
        answers=answers,
        year=fiscal_year_text(answers.fiscal_year),
        lines=tuple(_line(step, logged.get(step.step)) for step in answers.steps),
        reconciled=found,
        judgements=tuple(JudgementLine(ASPECT_WORDS[j.aspect], AGREEMENT_WORDS[j.agreement], j) for j in judged),
        tables=() if found is None else reconciliation_tables(found.name, found.result),
        limit=Text("", "") if found is None else limit_words(found.result),
        asked=asked,
        address=f"/bodies/{quote(body)}/{quote(process)}",
        compare=_comparison_address(ws, body, process),
    )


def _comparison_address(ws: Workspace, body: str, process: str) -> str:
    group = next((g.id for _, g in ws.library.groups() if body in g.members), "")
    return f"/compare/{quote(group)}/{quote(process)}/survey?own={quote(body)}" if group else ""


def _line(step: StepWork, logged: StepReconciliation | None) -> EffortLine:
    hours = {k.staff: k.hours for k in step.by_staff}
    return EffortLine(
        step, logged, hours.get(StaffKind.REGULAR, 0.0), hours.get(StaffKind.FIXED_TERM, 0.0), hours.get(None, 0.0)
    )
