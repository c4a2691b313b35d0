# SPDX-License-Identifier: Apache-2.0
"""Choose what to compare: process, peers, own body, and which cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.domain.text import Text
from machikata.web.compared import Asked, Question
from machikata.web.frame import Frame, Link, Step
from machikata.web.surveys_compared import survey_address
from machikata.web.view import Choice, View, Viewed
from machikata.workspace.bodies import list_bodies, list_groups, list_processes
from machikata.workspace.overview import SMALLEST_GROUP, Overview, overview
from machikata.workspace.survey_comparisons import bodies_answered, years_answered
from machikata.workspace.workspace import Workspace

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Possible:
    """One group and process: how many members have records, and whether that is enough."""

    process: Text
    group: Text
    bodies: int
    members: int
    enough: bool
    missing: int
    address: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What can be compared now. `own` is the body that was chosen last."""

    possible: tuple[Possible, ...]
    surveys: tuple[Possible, ...]
    """The same for workload surveys: how many members have answered about the newest year."""
    processes: tuple[Choice, ...]
    groups: tuple[Choice, ...]
    bodies: tuple[Choice, ...]
    question: Question
    smallest: int
    has_records: bool


@router.get("/compare")
def compare_page(view: Viewed, asked: Asked, process: str = "", group: str = "") -> Response:
    """Choose; a full choice goes on to the comparison."""
    if process and group:
        return view.go(f"/compare/{group}/{process}?{asked.query()}")
    state = overview(view.workspace)
    page = present(state, view, asked)
    frame = Frame(
        title=Text("比べる", "Compare"),
        step=Step.COMPARE,
        crumbs=(Link("/compare", Text("比べる", "Compare")),),
        synthetic=state.synthetic,
    )
    return view.page("pages/compare.html", page, frame)


def present(state: Overview, view: View, asked: Question) -> ComparePage:
    """The page value from the state of the installation."""
    possible = tuple(
        Possible(
            s.process.title,
            g.name,
            n,
            len(g.members),
            n >= SMALLEST_GROUP,
            max(SMALLEST_GROUP - n, 0),
            f"/compare/{g.id}/{s.process.id}",
        )
        for s in state.processes
        for g, n in s.groups
    )
    groups = {g.id: g for s in state.processes for g, _ in s.groups}
    surveys = tuple(_answered(view.workspace))
    return ComparePage(
        possible=tuple(sorted(possible, key=lambda p: not p.enough)),
        surveys=tuple(sorted(surveys, key=lambda p: not p.enough)),
        processes=tuple(Choice(s.process.id, s.process.title) for s in state.processes if s.bodies),
        groups=tuple(Choice(g.id, g.name) for g in groups.values()),
        bodies=(Choice("", Text("決めない", "none")), *(Choice(b.code, b.name) for b in list_bodies(view.workspace))),
        question=asked,
        smallest=SMALLEST_GROUP,
        has_records=bool(state.records),
    )


def _answered(ws: Workspace) -> Iterator[Possible]:
    """Every process that has answers, with each group that has members among those who answered."""
    for process in list_processes(ws):
        for year in years_answered(ws, process=process.id)[:1]:
            held = set(bodies_answered(ws, process=process.id, fiscal_year=year))
            for group in list_groups(ws):
                n = len(held & set(group.members))
                if n:
                    yield Possible(
                        process.title, group.name, n, len(group.members), n >= SMALLEST_GROUP, max(SMALLEST_GROUP - n, 0),
                        survey_address(group.id, process.id),
                    )  # fmt: skip
