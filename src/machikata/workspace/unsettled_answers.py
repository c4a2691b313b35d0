# SPDX-License-Identifier: Apache-2.0
"""Marks in a comparison of workload surveys the answers that count although nobody has settled what was found in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from machikata.analysis.comparison.result import Assumption
from machikata.analysis.workload.result import WorkloadComparison
from machikata.domain.actor import ALL_BODIES, Role
from machikata.domain.errors import Severity
from machikata.domain.population_class import PeerGroup
from machikata.domain.text import Text
from machikata.workspace.submissions import counted_submissions
from machikata.workspace.survey_values import Decision, Submission
from machikata.workspace.workspace import Workspace

_MOST_NAMED: Final = 5


def sees_every_body(ws: Workspace, group: PeerGroup) -> bool:
    """Whether the actor may know what is wrong with the answers of each body: as secretariat of the group, or as the local officer."""
    return ws.actor.body == ALL_BODIES or (ws.actor.may(Role.SECRETARIAT) and ws.actor.owns(group.id))


def mark_unsettled(ws: Workspace, comparison: WorkloadComparison) -> WorkloadComparison:
    """The comparison with the number of open findings beside each body of which the actor may know them, and with how many bodies have
    any. An answer's findings are open until somebody accepts it.
    """
    c = comparison
    codes = [b.code for b in c.bodies]
    counted = counted_submissions(ws, fiscal_year=c.fiscal_year, bodies=codes, process=c.process)
    found = Counter[str]()
    for s in counted.values():
        found[s.body] += open_findings(s, c.process)
    n = sum(count > 0 for count in found.values())
    if not n:
        return c
    everything = sees_every_body(ws, c.group)
    bodies = tuple(
        replace(b, open_findings=found[b.code]) if everything or ws.actor.owns(b.code) else b for b in c.bodies
    )
    named = [b.name for b in bodies if b.open_findings]
    said = _said(n, named if len(named) == n <= _MOST_NAMED else [])
    return replace(c, bodies=bodies, n_unsettled=n, assumptions=(*c.assumptions, said))


def open_findings(submission: Submission, process: str) -> int:
    """Findings (no notes) about a process in an answer that nobody has accepted."""
    if submission.decision is Decision.ACCEPTED:
        return 0
    about = (f for f in submission.findings if f.line is None or f.line.process == process)
    return sum(f.severity is not Severity.NOTE for f in about)


def _said(n: int, names: list[Text]) -> Assumption:
    ja, en = "、".join(name.ja for name in names), ", ".join(name.en for name in names)
    return Assumption("unsettled-findings", Text(
        f"{n}団体の回答には、まだ確かめていない指摘があります。値はそのまま入れています" + (f"（{ja}）" if names else ""),
        ("the answers of 1 body have" if n == 1 else f"the answers of {n} bodies have")
        + " findings that nobody has settled; their figures are used as they are" + (f" ({en})" if names else ""),
    ))  # fmt: skip
