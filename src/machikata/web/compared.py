# SPDX-License-Identifier: Apache-2.0
"""The comparison behind the comparison pages: computed once for all of them, again when records or decisions have changed."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query

from machikata.analysis.comparison.result import Comparison
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.web.results import Results, owner_of_comparison
from machikata.web.view import View
from machikata.workspace.bodies import find_group
from machikata.workspace.comparisons import compare, default_settings
from machikata.workspace.counting import Counting, counted_settings
from machikata.workspace.library import Job
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks for beside group and process: whose view, and what is counted otherwise than declared."""

    own: str = ""
    counting: Counting = Counting()

    def query(self) -> str:
        """The question as it stands in an address."""
        c = self.counting
        parts = {
            "own": self.own,
            "start": c.start,
            "end": c.end,
            "population": c.population,
            "over": f"{c.over:g}" if c.over else "",
            "by": c.by,
            "only": c.only,
            "without": c.without,
            "k": c.minimum,
        }
        return urlencode({k: v for k, v in parts.items() if v}, doseq=True)


def question(
    *,
    own: str = "",
    start: str = "",
    end: str = "",
    population: Literal["", "closed", "all"] = "",
    over: str = "",
    by: str = "",
    only: Annotated[tuple[str, ...], Query()] = (),
    without: Annotated[tuple[str, ...], Query()] = (),
    k: str = "",
) -> Question:
    """The question of an address (a FastAPI dependency); empty fields of a form change nothing."""
    return Question(own, Counting(
        start, end, population, _number(over), by, tuple(filter(None, only)), tuple(filter(None, without)),
        None if (least := _number(k)) is None else int(least),
    ))  # fmt: skip


def _number(text: str) -> float | None:
    try:
        value = float(unicodedata.normalize("NFKC", text)) if text.strip() else None
    except ValueError:
        value = math.nan
    if value is not None and not math.isfinite(value):
        raise InputRefused([Problem(
            "not-a-number", Text("数を読めません", "the number cannot be read"),
            Text("数字で入れてください（例 30）", "write it in digits, like 30"), Place(value=text))])  # fmt: skip
    return value


Asked = Annotated[Question, Depends(question)]


def compared(view: View, asked: Question, *, group: str, process: str, wait: bool = False) -> Comparison | Job:
    """The comparison, or the job that is computing it. `wait` stays until it is there (for machines and files).

    Raises:
        NotFound: no such group or process.
        InputRefused: the question cannot be read.
        ComparisonRefused: too few bodies have records.
    """
    ws = view.workspace
    peers, kind = find_group(ws, group), ws.process(process)
    asked = replace(asked, own=asked.own if asked.own in peers.members else "")
    counted_settings(default_settings(kind), asked.counting, kind)
    results: Results = view.request.app.state.results

    def work(progress: Progress) -> Comparison:
        return compare(ws, process=process, group=peers, own=asked.own, counting=asked.counting, progress=progress)

    found: Comparison | Job = results.get(
        ws,
        ("comparison", kind, peers, asked, logs_state(ws, process, peers.members)),
        work,
        owner=owner_of_comparison(ws, peers),
        title=Text(
            f"{peers.name.ja}の比較（{kind.title.ja}）",
            f"Comparison: {kind.title.en}, {peers.name.en}",
        ),
        address=f"/compare/{group}/{process}?{asked.query()}",
        wait=wait or view.wants_json,
    )
    return found


def logs_state(ws: Workspace, process: str, members: tuple[str, ...]) -> tuple[object, ...]:
    """Everything stored that figures of these bodies' logs rest on."""
    logs = tuple(sorted(e.id for e in ws.library.logs() if e.process == process and e.owner in members))
    bodies = tuple(b for b in ws.library.bodies() if b.code in members)
    decisions = max((d.number for d in ws.library.decisions(process)), default=0)
    return logs, bodies, decisions
