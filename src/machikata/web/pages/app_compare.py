# SPDX-License-Identifier: Apache-2.0
"""Two runs for the same task on the same inputs, side by side: where they agree, how long they took, what they cost."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.automation.run import Run, RunState
from machikata.domain.errors import ComparisonRefused
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, number
from machikata.web.app_words import APPS, app_frame, app_title, price_words, run_address
from machikata.web.frame import Link
from machikata.web.view import Choice, View, Viewed
from machikata.workspace.app_comparisons import AppComparison, ComparedApp, compare_apps
from machikata.workspace.app_runs import list_runs
from machikata.workspace.workspace import Workspace

router = APIRouter()
_TITLE = Text("2つの実行を比べる", "Compare two runs")
_HERE = Link("/apps/compare", _TITLE)


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side in words."""

    title: Text
    address: str
    version: str
    answered: int
    wall: str
    compute: str
    price: Text
    here: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The choice of two runs, and what came of it; `refused` says why they cannot be compared."""

    runs: tuple[Choice, ...]
    first: str
    second: str
    comparison: AppComparison | None
    sides: tuple[SideLine, ...]
    refused: Text | None


@router.get("/apps/compare")
def compare_page(view: Viewed, first: str = "", second: str = "") -> Response:
    """The choice, and the comparison when two were chosen."""
    page = present(view, first, second)
    owner = page.comparison.first.run.owner if page.comparison is not None else ""
    frame = app_frame(view.workspace, _TITLE, APPS, _HERE, owner=owner)
    return view.page("pages/app_compare.html", page, frame, status=422 if page.refused is not None else 200)


def present(view: View, first: str, second: str) -> ComparePage:
    """The page value."""
    ws = view.workspace
    done = [r for r in list_runs(ws) if r.state is RunState.DONE]
    runs = tuple(Choice(r.id, _named(ws, r)) for r in done)
    if not first or not second:
        return ComparePage(runs, first, second, None, (), None)
    try:
        found = compare_apps(ws, first, second)
    except ComparisonRefused as refused:
        words = Text("。", ". ")
        return ComparePage(runs, first, second, None, (), refused.what + words + refused.remedy)
    return ComparePage(runs, first, second, found, (_side(ws, found.first), _side(ws, found.second)), None)


def _named(ws: Workspace, run: Run) -> Text:
    when, title = run.queued_at.strftime("%Y-%m-%d %H:%M"), app_title(ws, run.app)
    return Text(f"{title.ja} {run.app_version}（{when}）", f"{title.en} {run.app_version} ({when})")


def _side(ws: Workspace, side: ComparedApp) -> SideLine:
    yen = number(side.yen_here) if side.yen_here is not None else NOTHING
    return SideLine(
        app_title(ws, side.run.app), run_address(side.run), side.run.app_version, side.answered, number(side.wall_seconds, 2),
        number(side.run.compute_s, 2), price_words(side.price), yen,
    )  # fmt: skip
