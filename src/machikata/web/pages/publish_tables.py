# SPDX-License-Identifier: Apache-2.0
"""Next year's figures: the government's table of who uses AI and RPA is taken in, looked at, signed for, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.domain.adoption import FactSource, Tool
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.facts.municipalities import MUNICIPALITIES_AS_OF
from machikata.publication.kpi import COUNTED, uses
from machikata.web.deciding import ProposalLine, asked_for, line_of, others, signed, taken_back
from machikata.web.frame import Frame, Link, Step
from machikata.web.typed import Typed
from machikata.web.view import OUR_FORM, Choice, Form, Posted, View, Viewed
from machikata.workspace.adoption import (
    EDITIONS,
    AdoptionEdition,
    own_edition,
    own_editions,
    propose_edition,
    take_adoption_table,
    withdraw_edition,
)
from machikata.workspace.library import EVERYONE
from machikata.workspace.releases import PublicState

router = APIRouter()
_TITLE = Text("導入状況の表", "Adoption tables")
_CRUMBS = (Link("/publish", Text("公表", "Publish")), Link("/publish/tables", _TITLE))


@dataclass(frozen=True, slots=True)
class EditionLine:
    """A table that was taken in and where it stands."""

    address: str
    as_of: str
    title: Text
    n: int
    state: PublicState
    at: datetime


@dataclass(frozen=True, slots=True)
class TablesPage:
    """The tables taken in here, the day of the one that ships, and the form for a newer one; `values` are what was typed."""

    shipped_as_of: str
    tables: tuple[EditionLine, ...]
    values: dict[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ToolCount:
    """How many answered that they use a tool, that they do not, and that gave no answer."""

    tool: Text
    yes: int
    no: int
    silent: int


@dataclass(frozen=True, slots=True)
class TablePage:
    """One table: what it says in short, where it comes from, and its signatures."""

    as_of: str
    n: int
    counts: tuple[ToolCount, ...]
    source: FactSource
    sha256: str
    state: PublicState
    version: int
    withdrawn: Text
    proposals: tuple[ProposalLine, ...]
    persons: tuple[Choice, ...]
    problems: tuple[Problem, ...]
    address: str
    reason: str = ""


@router.get("/publish/tables")
def tables_page(view: Viewed) -> Response:
    """What was taken in, and the form for the next one."""
    return _list(view, {}, ())


@router.post("/publish/tables")
async def take_in(view: Viewed, form: Form) -> Response:
    """Take a table in; it counts once two have signed."""
    try:
        kept = await _taken(view, form)
    except InputRefused as refused:
        return _list(view, dict(form.values()), refused.problems)
    return view.go(_address(kept))


async def _taken(view: View, form: Posted) -> str:
    """The id of the table that was taken in.

    Raises:
        InputRefused: the form or the files cannot be taken.
    """
    typed, file, bodies = Typed(form), form.file("file"), form.file("bodies")
    day = typed.day("as_of")
    if day is None and not typed.problems:
        typed.problems.append(_missing("as_of", Text("時点がありません", "the day is missing")))
    if file is None:
        typed.problems.append(_missing("file", Text("ファイルが選ばれていません", "no file was chosen")))
    typed.refuse()
    if day is None or file is None:  # pragma: no cover - refused above
        raise InputRefused(typed.problems)
    kept = take_adoption_table(
        view.workspace, await file.read(), as_of=day, title=form.text("title"), url=form.text("url"),
        publisher=form.text("publisher"), bodies_file=await bodies.read() if bodies is not None else None,
    )  # fmt: skip
    return kept.id


def _missing(column: str, what: Text) -> Problem:
    return Problem("adoption-form", what, Text("入れてください", "enter it"), Place(column=column))


def _address(edition_id: str) -> str:
    return f"/publish/tables/{quote(edition_id)}"


def _list(view: View, values: dict[str, str], problems: tuple[Problem, ...]) -> Response:
    lines = tuple(
        EditionLine(
            _address(o.kept.id), o.kept.value.as_of, o.kept.value.source.title, len(o.kept.value.bodies), o.state, o.kept.at
        )
        for o in own_editions(view.workspace)
    )  # fmt: skip
    page = TablesPage(MUNICIPALITIES_AS_OF, lines, values, problems)
    frame = Frame(title=_TITLE, step=Step.PUBLISH, crumbs=(_CRUMBS[0], Link("", _TITLE)))
    return view.page("pages/publish_tables.html", page, frame, status=422 if problems else 200)


@router.get("/publish/tables/{edition_id}")
def table_page(view: Viewed, edition_id: str) -> Response:
    """One table."""
    return _page(view, edition_id, ())


@router.post("/publish/tables/{edition_id}/propose", dependencies=OUR_FORM)
def propose(view: Viewed, edition_id: str) -> Response:
    """Ask for signatures."""
    propose_edition(view.workspace, edition_id)
    return view.go(f"{_address(edition_id)}#decision")


@router.post("/publish/tables/{edition_id}/sign")
def sign_table(view: Viewed, edition_id: str, form: Form) -> Response:
    """Agree or disagree."""
    problems = signed(view, asked_for(view, form, subject=EDITIONS.key(edition_id), owner=EVERYONE), form)
    return _page(view, edition_id, problems) if problems else view.go(f"{_address(edition_id)}#decision")


@router.post("/publish/tables/{edition_id}/withdraw")
def withdraw_signing(view: Viewed, edition_id: str, form: Form) -> Response:
    """Take the request for signatures back."""
    problems = taken_back(view, asked_for(view, form, subject=EDITIONS.key(edition_id), owner=EVERYONE), form)
    return _page(view, edition_id, problems) if problems else view.go(f"{_address(edition_id)}#decision")


@router.post("/publish/tables/{edition_id}/take-back")
def take_back(view: Viewed, edition_id: str, form: Form) -> Response:
    """Ask for the signatures that take the table back."""
    try:
        withdraw_edition(view.workspace, edition_id, reason=form.text("reason"))
    except InputRefused as refused:
        return _page(view, edition_id, refused.problems, reason=form.text("reason"))
    return view.go(f"{_address(edition_id)}#decision")


def _page(view: View, edition_id: str, problems: tuple[Problem, ...], *, reason: str = "") -> Response:
    ws = view.workspace
    own = own_edition(ws, edition_id)
    edition = own.kept.value
    page = TablePage(
        edition.as_of, len(edition.bodies), tuple(_count(edition, tool) for tool in COUNTED), edition.source,
        edition.file_sha256, own.state, own.kept.version, edition.withdrawn,
        (line_of(ws, own.proposal),) if own.proposal is not None else (), others(view), problems, _address(edition_id),
        reason,
    )  # fmt: skip
    title = Text(f"{edition.as_of} の表", f"Table of {edition.as_of}")
    frame = Frame(title=title, step=Step.PUBLISH, crumbs=(*_CRUMBS, Link("", title)))
    return view.page("pages/publish_table.html", page, frame, status=422 if problems else 200)


def _count(edition: AdoptionEdition, tool: Tool) -> ToolCount:
    answers = [uses(b, tool) for b in edition.bodies]
    return ToolCount(tool.label, answers.count(True), answers.count(False), answers.count(None))
