# SPDX-License-Identifier: Apache-2.0
"""Named local persons: who there is, who acts now, and switching between them until the installation has a sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from fastapi import APIRouter, Response

from machikata.domain.actor import ALL_BODIES, Role
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.web.acting import remember_person
from machikata.web.frame import Frame, Link, Step
from machikata.web.view import OUR_FORM, Choice, Form, View, Viewed
from machikata.workspace.bodies import list_bodies
from machikata.workspace.persons import acting, list_persons, remove_person, save_person
from machikata.workspace.workspace import Workspace

router = APIRouter()
_TITLE = Text("担当者", "Persons")
_CRUMB = Link("/persons", _TITLE)
_EVERYWHERE = Text("すべての団体", "All bodies")
ROLES_TO_GIVE = (Role.OFFICER, Role.APPROVER, Role.SECRETARIAT, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person; `here` is who acts now."""

    id: str
    name: str
    body: Text
    roles: tuple[Text, ...]
    here: bool


@dataclass(frozen=True, slots=True)
class PersonsPage:
    """The list, and the form for a new one. `named`: whether somebody named acts now."""

    persons: tuple[PersonLine, ...]
    named: bool
    bodies: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    chosen: tuple[str, ...]
    values: Mapping[str, str]
    problems: tuple[Problem, ...]


@router.get("/persons")
def persons_page(view: Viewed) -> Response:
    """The list."""
    return _page(view, {}, ("officer",), ())


@router.post("/persons")
def add(view: Viewed, form: Form) -> Response:
    """Put a new person on record."""
    roles = tuple(Role(r) for r in form.texts("roles") if r in {x.value for x in Role})
    try:
        save_person(view.workspace, name=form.text("name"), body=form.text("body"), roles=roles)
    except InputRefused as refused:
        return _page(view, form.values(), form.texts("roles"), refused.problems)
    return view.go("/persons")


@router.post("/persons/switch")
def switch(view: Viewed, form: Form) -> Response:
    """Act as another person from now on; with no person as nobody in particular."""
    person = form.text("person")
    if person:
        acting(_base(view), person)
    response = view.go(form.text("back") if form.text("back").startswith(_SIGNED_HERE) else "/persons")
    remember_person(response, person)
    return response


@router.post("/persons/{person_id}/remove", dependencies=OUR_FORM)
def remove(view: Viewed, person_id: str) -> Response:
    """Let nobody act as this person any more."""
    remove_person(view.workspace, person_id)
    return view.go("/persons")


_SIGNED_HERE: Final = ("/apps/", "/cases/", "/effects/", "/calls/", "/publish/", "/comparisons/")
"""Pages with a decision on them, to which whoever switches to sign comes back."""


def _base(view: View) -> Workspace:
    """The workspace of this computer, from which every person can be chosen: nobody has proven who they are."""
    ws: Workspace = view.request.app.state.workspace
    return ws


def _page(
    view: View, values: Mapping[str, str], chosen: tuple[str, ...], problems: tuple[Problem, ...]
) -> Response:  # fmt: skip
    page = present(view, values, chosen, problems)
    synthetic = any(b.synthetic for b in list_bodies(_base(view)))
    frame = Frame(title=_TITLE, step=Step.APPS, crumbs=(_CRUMB,), synthetic=synthetic)
    return view.page("pages/persons.html", page, frame, status=422 if problems else 200)


def present(
    view: View, values: Mapping[str, str], chosen: tuple[str, ...], problems: tuple[Problem, ...]
) -> PersonsPage:  # fmt: skip
    """The page value."""
    ws = _base(view)
    names = {b.code: b.name for b in list_bodies(ws)} | {ALL_BODIES: _EVERYWHERE}
    lines = tuple(
        PersonLine(
            p.id, p.name, names.get(p.body, Text(p.body, p.body)), tuple(r.label for r in Role if r in p.roles),
            p.id == view.workspace.actor.person,
        )
        for p in list_persons(ws)
    )  # fmt: skip
    mine = {b.code for b in list_bodies(view.workspace)}
    bodies = tuple(
        Choice(code, name) for code, name in names.items() if code in mine or view.workspace.actor.owns(code)
    )
    roles = tuple(Choice(r.value, r.label) for r in ROLES_TO_GIVE if view.workspace.actor.may(r))
    at_fields = tuple(replace(p, place=Place(column=p.place.column)) for p in problems)
    return PersonsPage(lines, view.workspace.actor.named, bodies, roles, chosen, values, at_fields)
