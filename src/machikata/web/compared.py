# SPDX-License-Identifier: Apache-2.0
"""The comparison behind the comparison pages: computed once for all of them, again when records or decisions have changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from machikata.analysis.comparison.estimand import Population
from machikata.analysis.comparison.result import Comparison
from machikata.analysis.comparison.settings import SMALLEST_ALLOWED_COUNT, ComparisonSettings
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.web.results import Results
from machikata.web.view import View
from machikata.workspace.bodies import find_group
from machikata.workspace.comparisons import compare, default_settings
from machikata.workspace.library import Job
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks for beside group and process: whose view, which cases. Empty = as the process declares it."""

    own: str = ""
    start: str = ""
    end: str = ""
    """ISO dates: cases started from `start` on and before `end`."""
    population: str = ""
    minimum: int | None = None

    def query(self) -> str:
        """The question as it stands in an address."""
        parts = {
            "own": self.own,
            "start": self.start,
            "end": self.end,
            "population": self.population,
            "k": self.minimum,
        }
        return urlencode({k: v for k, v in parts.items() if v})

    def settings(self, ws: Workspace, process: str) -> ComparisonSettings:
        """The declared settings with what the question changes."""
        declared = default_settings(ws.process(process))
        return replace(
            declared,
            window_start=self.start or declared.window_start,
            window_end=self.end or declared.window_end,
            population=Population(self.population) if self.population else declared.population,
            minimum_count=max(self.minimum or declared.minimum_count, SMALLEST_ALLOWED_COUNT),
        )


_DAY = r"^(\d{4}-\d{2}-\d{2})?$"


def question(
    own: str = "",
    start: Annotated[str, Query(pattern=_DAY)] = "",
    end: Annotated[str, Query(pattern=_DAY)] = "",
    population: Annotated[str, Query(pattern="^(closed|all)?$")] = "",
    k: Annotated[int | None, Query(ge=SMALLEST_ALLOWED_COUNT, le=1000)] = None,
) -> Question:
    """The question of an address (a FastAPI dependency)."""
    return Question(own, start, end, population, k)


Asked = Annotated[Question, Depends(question)]


def compared(view: View, asked: Question, *, group: str, process: str, wait: bool = False) -> Comparison | Job:
    """The comparison, or the job that is computing it. `wait` stays until it is there (for machines and files).

    Raises:
        NotFound: no such group or process.
        ComparisonRefused: too few bodies have records.
    """
    ws = view.workspace
    peers, kind = find_group(ws, group), ws.process(process)
    asked = replace(asked, own=asked.own if asked.own in peers.members else "")
    settings = asked.settings(ws, process)
    results: Results = view.request.app.state.results

    def work(progress: Progress) -> Comparison:
        return compare(ws, process=process, group=peers, own=asked.own, settings=settings, progress=progress)

    found: Comparison | Job = results.get(
        ws,
        ("comparison", kind, peers, asked, _state_of(ws, process, peers.members)),
        work,
        owner=peers.id,
        title=Text(
            f"{len(peers.members)}団体の比較（{kind.title.ja}）",
            f"Comparison: {kind.title.en}, {peers.name.en}",
        ),
        address=f"/compare/{group}/{process}?{asked.query()}",
        wait=wait or view.wants_json,
    )
    return found


def _state_of(ws: Workspace, process: str, members: tuple[str, ...]) -> tuple[object, ...]:
    """Everything stored that the comparison rests on."""
    logs = tuple(sorted(e.id for e in ws.library.logs() if e.process == process and e.owner in members))
    bodies = tuple(b for b in ws.library.bodies() if b.code in members)
    decisions = max((d.number for d in ws.library.decisions(process)), default=0)
    return logs, bodies, decisions
