# SPDX-License-Identifier: Apache-2.0
"""Comparing what the bodies of a group answered to the workload survey, and looking at what one body answered."""

from __future__ import annotations

from machikata.analysis.workload.comparing import compare_workloads
from machikata.analysis.workload.disclosure import disclose_workloads
from machikata.analysis.workload.one_body import BodyWorkload, body_workload
from machikata.analysis.workload.result import WorkloadComparison
from machikata.domain.actor import ALL_BODIES, Role
from machikata.domain.errors import ComparisonRefused, NotFound
from machikata.domain.population_class import PeerGroup, hand_group
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.workspace.bodies import find_group
from machikata.workspace.submissions import answers_of
from machikata.workspace.survey_values import Submission
from machikata.workspace.unsettled_answers import mark_unsettled
from machikata.workspace.workspace import Workspace


def years_answered(ws: Workspace, *, process: str) -> tuple[int, ...]:
    """The fiscal years of which answers about the process count, newest first."""
    return tuple(sorted({s.fiscal_year for s in _counting(ws, process)}, reverse=True))


def bodies_answered(ws: Workspace, *, process: str, fiscal_year: int) -> tuple[str, ...]:
    """The codes of the bodies whose answers about the process and year count."""
    return tuple(sorted({s.body for s in _counting(ws, process) if s.fiscal_year == fiscal_year}))


def answered_by(ws: Workspace, *, fiscal_year: int | None = None) -> dict[str, frozenset[str]]:
    """For each process the codes of the bodies whose answers about it count, of the year or of any."""
    found: dict[str, set[str]] = {}
    for s in ws.library.submissions(fiscal_year=fiscal_year):
        for process in s.answered if s.counts else ():
            found.setdefault(process, set()).add(s.body)
    return {process: frozenset(bodies) for process, bodies in found.items()}


def _counting(ws: Workspace, process: str) -> list[Submission]:
    return [s for s in ws.library.submissions() if process in s.answered and s.counts]


def group_to_compare(ws: Workspace, group: str | PeerGroup | None, *, process: str, fiscal_year: int) -> PeerGroup:
    """The group itself, the kept one with this id, or (None) every body that has answered about the process and year."""
    if group is not None:
        return find_group(ws, group) if isinstance(group, str) else group
    members = list(bodies_answered(ws, process=process, fiscal_year=fiscal_year))
    reason = Text(
        "この業務の業務量調査に答えた、すべての団体です", "every body that answered the survey of this process"
    )
    return hand_group("answered", Text("回答のあるすべての団体", "every body that answered"), members, reason=reason)


def year_to_compare(ws: Workspace, *, process: str, fiscal_year: int | None = None) -> int:
    """The year asked for, or the newest that has answers.

    Raises:
        NotFound: no such process.
        ComparisonRefused: nobody has answered about the process yet.
    """
    title = ws.process(process).title
    if fiscal_year is not None:
        return fiscal_year
    years = years_answered(ws, process=process)
    if not years:
        raise ComparisonRefused(
            Text(
                f"「{title.ja}」の業務量調査の回答がまだないため、比較しません。3団体以上の回答が必要です",
                f"there is no answer to the workload survey of {title.en} yet; three bodies or more are needed",
            ),
            remedy=Text(
                "業務量調査を始めて調査票を配るか、記入された調査票を取り込んでください",
                "open a survey and hand out its forms, or import forms that are filled in",
            ),
        )
    return years[0]


def compare_surveys(
    ws: Workspace,
    *,
    process: str,
    group: str | PeerGroup | None = None,
    fiscal_year: int | None = None,
    own: str = "",
    progress: Progress = no_progress,
) -> WorkloadComparison:
    """Compare what the bodies of `group` answered about `process`, as the actor may see it: other bodies' small figures are suppressed.
    Answers with findings that nobody has settled count, and are marked.

    `group` is a group, the id of a kept one, or None for every body that answered. Without `fiscal_year` it is the newest year that
    has answers.

    Raises:
        ComparisonRefused: fewer than three bodies have answers that may be shown; says how many are missing.
    """
    year = year_to_compare(ws, process=process, fiscal_year=fiscal_year)
    peers = group_to_compare(ws, group, process=process, fiscal_year=year)
    own = own or (ws.actor.body if ws.actor.body in peers.members else "")
    known = {b.code: b for b in ws.library.bodies()}
    full = compare_workloads(
        answers_of(ws, fiscal_year=year, bodies=peers.members, process=process),
        group=peers,
        bodies=tuple(known[m] for m in peers.members if m in known),
        process=ws.process(process),
        fiscal_year=year,
        own=own,
        as_of=ws.clock().date().isoformat(),
        progress=progress,
    )
    return mark_unsettled(ws, disclose_workloads(full, audience=audience_of(ws)))


def audience_of(ws: Workspace) -> str:
    """For whose eyes figures are made: the actor's body, '' for who stands for all of them."""
    return "" if ws.actor.body == ALL_BODIES else ws.actor.body


def body_answers(ws: Workspace, *, body: str, process: str) -> BodyWorkload:
    """What one body answered about a process, step by step with its interval, for its own officers; figures of one person are hidden.

    Raises:
        NotAllowed: the body is not the actor's.
        NotFound: it has not answered.
    """
    ws.require(Role.READER, owner=body)
    owner, kind = ws.body(body), ws.process(process)
    year = year_of_body(ws, body=body, process=process)
    tables = answers_of(ws, fiscal_year=year, bodies=(body,), process=process)
    return body_workload(tables, body=owner, process=kind, fiscal_year=year, as_of=ws.clock().date().isoformat())


def year_of_body(ws: Workspace, *, body: str, process: str, fiscal_year: int | None = None) -> int:
    """The year asked for, or the newest of which the body's answers count.

    Raises:
        NotFound: there are none.
    """
    years = [s.fiscal_year for s in _counting(ws, process) if s.body == body]
    year = fiscal_year if fiscal_year is not None else max(years, default=None)
    if year is None or year not in years:
        name, title = ws.body(body).name, ws.process(process).title
        raise NotFound(
            Text(f"{name.ja}の「{title.ja}」の業務量調査の回答はまだありません", f"{name.en} has not answered the survey of {title.en} yet"),
            remedy=Text("調査票に記入して提出してください", "fill in the form and hand it in"),
        )  # fmt: skip
    return year
