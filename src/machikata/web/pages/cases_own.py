# SPDX-License-Identifier: Apache-2.0
"""Submit a case: one's own cases, the form on the page or as a workbook, versions, signatures, taking back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.domain.case_study import CaseStudy
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.publication.catalogue.describing import Field, FigureGroup, described_fields, figure_groups
from machikata.records.case_files import read_case_form, write_case_form
from machikata.records.case_files.columns import CASE_FIELDS, Item, ItemKind, with_english
from machikata.records.case_files.fields import ASKED_ITEMS, ROW_TABLES, Fields, case_fields, case_of_fields, rows_of
from machikata.web.deciding import ProposalLine, asked_for, line_of, others, signed, taken_back
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.pages.cases import CRUMBS
from machikata.web.typed import hidden_number
from machikata.web.view import OUR_FORM, Choice, Form, Posted, View, Viewed
from machikata.workspace.bodies import list_bodies
from machikata.workspace.cases import (
    CASES,
    case_history,
    changed_fields,
    own_case,
    own_cases,
    propose_case,
    restore_case,
    save_case,
    shipped_about,
    shipped_case,
    withdraw_case,
)
from machikata.workspace.releases import PublicState
from machikata.workspace.workspace import Workspace

router = APIRouter()
_TITLE = Text("自団体の事例", "Own cases")
_OWN = Link("/cases/own", _TITLE)
_SPARE_ROWS = 2


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A case of one's own body and where it stands."""

    address: str
    title: Text
    body: Text
    state: PublicState
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnCasesPage:
    """One's own cases, the shipped ones about one's own bodies, and the form for a file."""

    own: tuple[OwnLine, ...]
    shipped: tuple[Link, ...]
    bodies: tuple[Choice, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version; `changed` names the items in which it differs from the one before."""

    version: int
    at: datetime
    by: str
    changed: tuple[Text, ...]
    public: bool


@dataclass(frozen=True, slots=True)
class OwnCasePage:
    """A case of one's own: as written, its versions and signatures."""

    case: CaseStudy
    owner: str
    state: PublicState
    version: int
    items: tuple[Field, ...]
    groups: tuple[FigureGroup, ...]
    versions: tuple[VersionLine, ...]
    proposals: tuple[ProposalLine, ...]
    persons: tuple[Choice, ...]
    problems: tuple[Problem, ...]
    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of the form; `name` begins the names of its fields."""

    name: str
    title: Text


@dataclass(frozen=True, slots=True)
class RowTable:
    """Figures, sources or pictures in the form."""

    name: str
    title: Text
    items: tuple[Item, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CaseFormPage:
    """The form; `fields` are what stands in it, `version` what the person has seen."""

    owner: str
    id: str
    version: int
    fields: Fields
    items: tuple[Item, ...]
    tables: tuple[RowTable, ...]
    bodies: tuple[Choice, ...]
    problems: tuple[Problem, ...]


@router.get("/cases/own")
def own_page(view: Viewed) -> Response:
    """One's own cases."""
    return _own(view, ())


def _own(view: View, problems: tuple[Problem, ...]) -> Response:
    ws = view.workspace
    names = {b.code: b.name for b in list_bodies(ws)}
    held = own_cases(ws)
    lines = tuple(
        OwnLine(_address(o.kept.owner, o.kept.id), o.kept.value.title, names.get(o.kept.owner, Text(o.kept.owner, o.kept.owner)),
                o.state, o.kept.version, o.kept.at)
        for o in held
    )  # fmt: skip
    mine = {o.kept.id for o in held}
    shipped = tuple(
        Link(f"/cases/edit?owner={quote(c.body)}&id={quote(c.id)}", c.title)
        for body in list_bodies(ws)
        if ws.actor.owns(body.code)
        for c in shipped_about(body.code)
        if c.id not in mine
    )
    page = OwnCasesPage(lines, shipped, _bodies(ws), problems)
    synthetic = any(o.kept.value.synthetic for o in held)
    frame = Frame(title=_TITLE, step=Step.PUBLISH, crumbs=(*CRUMBS, _OWN), synthetic=synthetic)
    return view.page("pages/cases_own.html", page, frame, status=422 if problems else 200)


def _bodies(ws: Workspace) -> tuple[Choice, ...]:
    return tuple(Choice(b.code, b.name) for b in list_bodies(ws) if ws.actor.owns(b.code))


def _address(owner: str, case_id: str) -> str:
    return f"/cases/{quote(owner)}/{quote(case_id)}"


@router.get("/cases/form.xlsx")
def empty_form(view: Viewed) -> Response:
    """The form as a workbook, empty."""
    return download(write_case_form(language=view.language), view.text("事例の様式.xlsx", "case-form.xlsx"))


@router.post("/cases/upload")
async def take_form(view: Viewed, form: Form) -> Response:
    """Take a filled workbook in as a new case."""
    file = form.file("file")
    if file is None:
        return _own(view, (_NO_FILE,))
    try:
        reading = read_case_form(await file.read(), file_name=file.filename or "")
        kept = save_case(view.workspace, replace(reading.case, id=""), owner=form.text("owner"))
    except InputRefused as refused:
        return _own(view, refused.problems)
    return view.go(_address(kept.owner, kept.id))


_NO_FILE = Problem(
    "case-no-file", Text("ファイルが選ばれていません", "no file was chosen"),
    Text("様式に記入したファイルを選んでください", "choose the filled form"), Place(column="file"),
)  # fmt: skip


@router.get("/cases/edit")
def edit_page(view: Viewed, owner: str = "", id: str = "") -> Response:  # noqa: A002 - the name in the address
    """The form of a new case, of the newest version of one, or of a shipped one that is to be corrected."""
    ws = view.workspace
    if not id:
        body = ws.library.body(owner) if owner else None
        fields: Fields = {"body_name": (body.name.ja,), "prefecture": (body.prefecture,)} if body else {}
        return _form(view, owner, "", 0, fields, ())
    known, version = _known(ws, owner, id)
    return _form(view, owner, id, version, case_fields(known), ())


def _known(ws: Workspace, owner: str, case_id: str) -> tuple[CaseStudy, int]:
    """The newest version of a case, or the shipped case that nobody has corrected yet."""
    shipped = shipped_case(case_id)
    if shipped is not None and not any(o.kept.id == case_id and o.kept.owner == owner for o in own_cases(ws)):
        return shipped, 0
    kept = own_case(ws, case_id, owner=owner).kept
    return kept.value, kept.version


@router.post("/cases/edit")
def keep_case(view: Viewed, form: Form) -> Response:
    """Keep what was written as a new version."""
    ws = view.workspace
    owner, case_id, version = form.text("owner"), form.text("id"), hidden_number(form, "version")
    fields = _fields(form)
    try:
        known = _known(ws, owner, case_id)[0] if case_id else None
        case, _ = case_of_fields(fields, known=known)
        kept = save_case(ws, case, owner=owner, found=version)
    except InputRefused as refused:
        return _form(view, owner, case_id, version, fields, refused.problems)
    return view.go(_address(kept.owner, kept.id))


def _fields(form: Posted) -> dict[str, tuple[str, ...]]:
    """Everything that was typed; lines of a box for several values are values of their own."""
    found = {}
    for name in form.values():
        values = form.texts(name)
        item = CASE_FIELDS.get(name)
        if item is not None and item.kind is ItemKind.MANY:
            values = tuple(line.strip() for v in values for line in v.splitlines() if line.strip())
        found[name] = values
    return found


@router.get("/cases/{owner}/{case_id}")
def own_case_page(view: Viewed, owner: str, case_id: str) -> Response:
    """One's own case."""
    return _page(view, owner, case_id, ())


@router.get("/cases/{owner}/{case_id}/form.xlsx")
def filled_form(view: Viewed, owner: str, case_id: str) -> Response:
    """The newest version as a workbook."""
    case = own_case(view.workspace, case_id, owner=owner).kept.value
    name = ("架空_" if case.synthetic else "") + view.text(f"事例_{case_id}.xlsx", f"case_{case_id}.xlsx")
    return download(write_case_form(case=case, language=view.language), name)


@router.post("/cases/{owner}/{case_id}/propose", dependencies=OUR_FORM)
def propose(view: Viewed, owner: str, case_id: str) -> Response:
    """Ask for signatures."""
    try:
        propose_case(view.workspace, case_id, owner=owner)
    except InputRefused as refused:
        return _page(view, owner, case_id, refused.problems)
    return view.go(f"{_address(owner, case_id)}#decision")


@router.post("/cases/{owner}/{case_id}/sign")
def sign_case(view: Viewed, owner: str, case_id: str, form: Form) -> Response:
    """Agree or disagree."""
    problems = signed(view, asked_for(view, form, subject=CASES.key(case_id), owner=owner), form)
    return _page(view, owner, case_id, problems) if problems else view.go(f"{_address(owner, case_id)}#decision")


@router.post("/cases/{owner}/{case_id}/withdraw")
def withdraw_signing(view: Viewed, owner: str, case_id: str, form: Form) -> Response:
    """Take the request for signatures back."""
    problems = taken_back(view, asked_for(view, form, subject=CASES.key(case_id), owner=owner), form)
    return _page(view, owner, case_id, problems) if problems else view.go(f"{_address(owner, case_id)}#decision")


@router.post("/cases/{owner}/{case_id}/take-back")
def take_back(view: Viewed, owner: str, case_id: str, form: Form) -> Response:
    """Ask for the signatures that take a public case back."""
    try:
        withdraw_case(view.workspace, case_id, owner=owner, reason=form.text("reason"))
    except InputRefused as refused:
        return _page(view, owner, case_id, refused.problems, reason=form.text("reason"))
    return view.go(f"{_address(owner, case_id)}#decision")


@router.post("/cases/{owner}/{case_id}/restore")
def restore(view: Viewed, owner: str, case_id: str, form: Form) -> Response:
    """Make an older version the newest again."""
    try:
        restore_case(view.workspace, case_id, hidden_number(form, "version"), owner=owner)
    except InputRefused as refused:
        return _page(view, owner, case_id, refused.problems)
    return view.go(_address(owner, case_id))


def _page(view: View, owner: str, case_id: str, problems: tuple[Problem, ...], *, reason: str = "") -> Response:
    ws = view.workspace
    own = own_case(ws, case_id, owner=owner)
    case = own.kept.value
    page = OwnCasePage(
        case, owner, own.state, own.kept.version, described_fields(case), figure_groups(case), _versions(ws, owner, case_id),
        (line_of(ws, own.proposal),) if own.proposal is not None else (), others(view), problems, _address(owner, case_id), reason,
    )  # fmt: skip
    frame = Frame(
        title=case.title, step=Step.PUBLISH, crumbs=(*CRUMBS, _OWN, Link("", case.title)), synthetic=case.synthetic
    )
    return view.page("pages/case_own.html", page, frame, status=422 if problems else 200)


def _versions(ws: Workspace, owner: str, case_id: str) -> tuple[VersionLine, ...]:
    own = own_case(ws, case_id, owner=owner)
    public = own.public.kept.version if own.public is not None else 0
    found: list[VersionLine] = []
    before: CaseStudy | None = None
    for kept in case_history(ws, case_id, owner=owner):
        names = changed_fields(before, kept.value) if before is not None else ()
        changed = tuple(_TABLES.get(n) or (CASE_FIELDS[n].label if n in CASE_FIELDS else Text(n, n)) for n in names)
        found.append(VersionLine(kept.version, kept.at, kept.by, changed, kept.version == public))
        before = kept.value
    return tuple(reversed(found))


_TABLES: Mapping[str, Text] = {
    "figures": Text("数値", "Figures"),
    "sources": Text("出典", "Sources"),
    "media": Text("画像・映像", "Pictures"),
}
_ROWS = {"figure": "figures", "source": "sources", "media": "media"}


def _form(
    view: View, owner: str, case_id: str, version: int, fields: Fields, problems: tuple[Problem, ...]
) -> Response:
    ws = view.workspace
    tables = tuple(
        RowTable(name, _TABLES[_ROWS[name]], with_english(row_items), _form_rows(name, fields))
        for name, row_items in ROW_TABLES.items()
    )
    page = CaseFormPage(owner, case_id, version, fields, ASKED_ITEMS, tables, _bodies(ws), problems)
    title = Text("事例を直す", "Change a case") if case_id else Text("事例を書く", "Write a case")
    body = ws.library.body(owner) if owner else None
    synthetic = body.synthetic if body is not None else any(b.synthetic for b in list_bodies(ws))
    frame = Frame(title=title, step=Step.PUBLISH, crumbs=(*CRUMBS, _OWN, Link("", title)), synthetic=synthetic)
    return view.page("pages/case_form.html", page, frame, status=422 if problems else 200)


def _form_rows(table: str, fields: Fields) -> tuple[Row, ...]:
    last = max(rows_of(table, fields), default=0)
    title = _TABLES[_ROWS[table]]
    return tuple(
        Row(f"{table}-{n}", Text(f"{title.ja} {n}", f"{title.en} {n}")) for n in range(1, last + _SPARE_ROWS + 1)
    )
