# SPDX-License-Identifier: Apache-2.0
"""Comparisons that go public: frozen as nobody in particular may see them, looked at, signed for, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.analysis.comparison.result import Comparison
from machikata.domain.errors import InputRefused, Problem
from machikata.domain.text import Text
from machikata.web.compared import Question, compared
from machikata.web.deciding import ProposalLine, asked_for, line_of, others, signed, taken_back
from machikata.web.frame import Frame, Link, Step
from machikata.web.view import OUR_FORM, Choice, Form, View, Viewed
from machikata.workspace.library import EVERYONE
from machikata.workspace.published_comparisons import (
    COMPARISONS,
    PublishedComparison,
    keep_comparison,
    own_comparison,
    own_comparisons,
    propose_comparison,
    published_comparisons,
    withdraw_comparison,
)
from machikata.workspace.releases import PublicState

router = APIRouter()
_TITLE = Text("公表された比較", "Comparisons published")
_CRUMBS = (Link("/publish", Text("公表", "Publish")), Link("/comparisons", _TITLE))


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """A comparison in the list."""

    address: str
    comparison: PublishedComparison
    state: PublicState


@dataclass(frozen=True, slots=True)
class ComparisonsPage:
    """What is public; for whoever acts for the whole installation also what waits."""

    comparisons: tuple[ComparisonLine, ...]


@dataclass(frozen=True, slots=True)
class PublicComparisonPage:
    """One comparison: the newest version for those who sign, the public one for everybody else."""

    comparison: PublishedComparison
    state: PublicState
    version: int
    proposals: tuple[ProposalLine, ...]
    persons: tuple[Choice, ...]
    inside: bool
    problems: tuple[Problem, ...]
    address: str
    reason: str


def _address(comparison_id: str) -> str:
    return f"/comparisons/{quote(comparison_id)}"


@router.post("/compare/{group}/{process}/publish", dependencies=OUR_FORM)
def freeze(view: Viewed, group: str, process: str) -> Response:
    """Freeze the comparison, seen by nobody and counted as declared, to be looked at and signed for."""
    found = compared(view, Question(), group=group, process=process, wait=True)
    assert isinstance(found, Comparison)
    return view.go(_address(keep_comparison(view.workspace, found, process=process).id))


@router.get("/comparisons")
def comparisons_page(view: Viewed) -> Response:
    """The list."""
    ws = view.workspace
    if ws.actor.owns(EVERYONE):
        lines = tuple(ComparisonLine(_address(o.kept.id), o.kept.value, o.state) for o in own_comparisons(ws))
    else:
        lines = tuple(
            ComparisonLine(_address(r.kept.id), r.kept.value, PublicState.PUBLIC) for r in published_comparisons(ws)
        )
    synthetic = any(line.comparison.provenance.synthetic for line in lines)
    frame = Frame(title=_TITLE, step=Step.PUBLISH, crumbs=_CRUMBS, synthetic=synthetic)
    return view.page("pages/comparisons_public.html", ComparisonsPage(lines), frame)


@router.get("/comparisons/{comparison_id}")
def comparison_page(view: Viewed, comparison_id: str) -> Response:
    """One comparison."""
    return _page(view, comparison_id, ())


@router.post("/comparisons/{comparison_id}/propose", dependencies=OUR_FORM)
def propose(view: Viewed, comparison_id: str) -> Response:
    """Ask for signatures."""
    propose_comparison(view.workspace, comparison_id)
    return view.go(f"{_address(comparison_id)}#decision")


@router.post("/comparisons/{comparison_id}/sign")
def sign_comparison(view: Viewed, comparison_id: str, form: Form) -> Response:
    """Agree or disagree."""
    problems = signed(view, asked_for(view, form, subject=COMPARISONS.key(comparison_id), owner=EVERYONE), form)
    return _page(view, comparison_id, problems) if problems else view.go(f"{_address(comparison_id)}#decision")


@router.post("/comparisons/{comparison_id}/withdraw")
def withdraw_signing(view: Viewed, comparison_id: str, form: Form) -> Response:
    """Take the request for signatures back."""
    problems = taken_back(view, asked_for(view, form, subject=COMPARISONS.key(comparison_id), owner=EVERYONE), form)
    return _page(view, comparison_id, problems) if problems else view.go(f"{_address(comparison_id)}#decision")


@router.post("/comparisons/{comparison_id}/take-back")
def take_back(view: Viewed, comparison_id: str, form: Form) -> Response:
    """Ask for the signatures that take a public comparison back."""
    try:
        withdraw_comparison(view.workspace, comparison_id, reason=form.text("reason"))
    except InputRefused as refused:
        return _page(view, comparison_id, refused.problems, reason=form.text("reason"))
    return view.go(f"{_address(comparison_id)}#decision")


def _page(view: View, comparison_id: str, problems: tuple[Problem, ...], *, reason: str = "") -> Response:
    ws = view.workspace
    public = next((r for r in published_comparisons(ws) if r.kept.id == comparison_id), None)
    inside = public is None or ws.actor.owns(EVERYONE)
    own = own_comparison(ws, comparison_id) if inside else None
    kept = own.kept if own is not None else public.kept if public is not None else None
    assert kept is not None
    proposal = own.proposal if own is not None else None
    page = PublicComparisonPage(
        kept.value, own.state if own is not None else PublicState.PUBLIC, kept.version,
        (line_of(ws, proposal),) if proposal is not None else (), others(view), inside, problems, _address(comparison_id), reason,
    )  # fmt: skip
    title = kept.value.title
    frame = Frame(
        title=title, step=Step.PUBLISH, crumbs=(*_CRUMBS, Link("", title)), synthetic=kept.value.provenance.synthetic
    )
    return view.page("pages/comparison_public.html", page, frame, status=422 if problems else 200)
