# SPDX-License-Identifier: Apache-2.0
"""The comparison of surveys behind its pages: computed once for all of them, again when answers or decisions about them change."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Depends

from machikata.analysis.workload.result import WorkloadComparison
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.progress import Progress, part_of
from machikata.domain.text import Text
from machikata.rules.survey_limits import SurveyLimits
from machikata.web.compared import logs_state
from machikata.web.results import Results, owner_of_comparison
from machikata.web.view import View
from machikata.workspace.bodies import find_group
from machikata.workspace.library import Job
from machikata.workspace.reconciliations import ReconciledGroup, limits_of_own, reconcile_group
from machikata.workspace.survey_comparisons import compare_surveys, year_to_compare
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """What the address asks for beside group and process: whose view, which fiscal year (None: the newest with answers), and from where on
    survey and log contradict each other (percent; None: the limit in force), with the reason for it.
    """

    own: str = ""
    year: int | None = None
    limit: float | None = None
    reason: str = ""

    def limits(self, fiscal_year: int) -> SurveyLimits | None:
        """The limits that are asked for.

        Raises:
            InputRefused: out of bounds, or without a reason.
        """
        if self.limit is None:
            return None
        return limits_of_own(fiscal_year=fiscal_year, limit=self.limit / 100.0, reason=self.reason)

    def query(self) -> str:
        """The question as it stands in an address."""
        parts = {"year": "" if self.year is None else str(self.year), "own": self.own}
        if self.limit is not None:
            parts |= {"limit": f"{self.limit:g}", "reason": self.reason}
        return urlencode({k: v for k, v in parts.items() if v})


def survey_question(*, own: str = "", year: str = "", limit: str = "", reason: str = "") -> SurveyQuestion:
    """The question of an address (a FastAPI dependency).

    Raises:
        InputRefused: the year is none, or the limit no number.
    """
    text, percent = unicodedata.normalize("NFKC", year).strip(), limit_of(limit)
    if not text:
        return SurveyQuestion(own, None, percent, reason.strip())
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise InputRefused([Problem(
            "not-a-year", Text("年度を読めません", "the fiscal year cannot be read"),
            Text("始まる年の西暦4桁で入れてください（例 2025）", "write the year in which it begins, like 2025"), Place(value=year))])  # fmt: skip
    return SurveyQuestion(own, int(text), percent, reason.strip())


def limit_of(written: str) -> float | None:
    """A limit in percent as a person writes it; None where nothing is written.

    Raises:
        InputRefused: it is no number.

    >>> limit_of("２０％"), limit_of("")
    (20.0, None)
    """
    text = unicodedata.normalize("NFKC", written).strip().removesuffix("%").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", text):
        raise InputRefused([Problem(
            "not-a-limit", Text("限度を数として読めません", "the limit is no number"),
            Text("20 のように、%で入れてください", "write it in percent, like 20"), Place(column="limit", value=written))])  # fmt: skip
    return float(text)


AskedSurvey = Annotated[SurveyQuestion, Depends(survey_question)]


def survey_address(group: str, process: str, asked: SurveyQuestion = SurveyQuestion(), *, below: str = "") -> str:
    """Where a comparison of surveys is shown, or a page or file below it."""
    query = asked.query()
    return f"/compare/{quote(group)}/{quote(process)}/survey{below}" + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class SurveysCompared:
    """The comparison of the surveys, and how far they agree with the logs, as the actor may see both."""

    comparison: WorkloadComparison
    reconciled: ReconciledGroup


def surveys_compared(
    view: View, asked: SurveyQuestion, *, group: str, process: str, wait: bool = False
) -> SurveysCompared | Job:
    """The comparison, or the job that is computing it. `wait` stays until it is there (for machines and files).

    Raises:
        NotFound: no such group or process.
        ComparisonRefused: too few bodies have answered.
    """
    ws = view.workspace
    peers, kind = find_group(ws, group), ws.process(process)
    year = year_to_compare(ws, process=process, fiscal_year=asked.year)
    own = asked.own if asked.own in peers.members else ""
    limits = asked.limits(year)

    def work(progress: Progress) -> SurveysCompared:
        found = compare_surveys(
            ws, process=process, group=peers, fiscal_year=year, own=own, progress=part_of(progress, 0.0, 0.5)
        )
        against = reconcile_group(
            ws, process=process, group=peers, fiscal_year=year, limits=limits, progress=part_of(progress, 0.5, 1.0)
        )
        return SurveysCompared(found, against)

    results: Results = view.request.app.state.results
    words = fiscal_year_text(year)
    found: SurveysCompared | Job = results.get(
        ws,
        (
            "surveys",
            kind,
            peers,
            own,
            year,
            limits,
            answers_state(ws, year, peers.members),
            logs_state(ws, process, peers.members),
        ),
        work,
        owner=owner_of_comparison(ws, peers),
        title=Text(
            f"{peers.name.ja}の業務量調査の比較（{kind.title.ja}、{words.ja}）",
            f"Workload surveys compared: {kind.title.en}, {peers.name.en}, {words.en}",
        ),
        address=survey_address(group, process, replace(asked, own=own, year=year)),
        wait=wait or view.wants_json,
    )
    return found


def answers_state(ws: Workspace, year: int | None, bodies: tuple[str, ...]) -> tuple[object, ...]:
    """Everything stored that figures of the answers rest on: which versions were handed in (None: of all years), and what
    was decided about them.
    """
    held = ws.library.submissions(fiscal_year=year)
    known = tuple(b for b in ws.library.bodies() if b.code in bodies)
    states = ((s.id, s.decision.value, s.state.value, len(s.findings)) for s in held if s.body in bodies)
    return known, tuple(sorted(states))
