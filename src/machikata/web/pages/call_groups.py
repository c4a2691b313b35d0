# SPDX-License-Identifier: Apache-2.0
"""The groups of a call: formed by stated rules, changed by hand with a reason, signed for, adopted as groups that are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.domain.call import Call, FormedGroup, Grouping
from machikata.domain.case_study import ServiceField
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.web.deciding import ProposalLine, asked_for, line_of, others, signed, taken_back
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.pages.calls import CRUMBS, call_address
from machikata.web.typed import hidden_number
from machikata.web.view import Choice, Form, View, Viewed
from machikata.workspace.bodies import list_bodies
from machikata.workspace.call_applications import applications
from machikata.workspace.call_files import grouping_csv, grouping_json, grouping_workbook
from machikata.workspace.call_groupings import (
    GROUPINGS,
    adjust_grouping,
    adopt_grouping,
    form_call_groups,
    grouping_history,
    grouping_state,
    propose_grouping,
    public_grouping,
    restore_grouping,
)
from machikata.workspace.calls import find_call, sees_all
from machikata.workspace.jobs import start_job
from machikata.workspace.library import EVERYONE
from machikata.workspace.shelf import Kept
from machikata.workspace.workspace import Workspace

router = APIRouter()
_TITLE = Text("グループ編成", "Groups")
_NEW = "new"
_AT_ONCE = 40
"""Up to so many applications are grouped while the page waits."""


@dataclass(frozen=True, slots=True)
class Member:
    """A body in a group, or in none; `reason` says why it is in none."""

    code: str
    name: Text
    label: str
    population: int | None
    wishes: tuple[Text, ...]
    group: str
    reason: Text


@dataclass(frozen=True, slots=True)
class GroupBlock:
    """A group with its members."""

    group: FormedGroup
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of the grouping."""

    version: int
    at: datetime
    by: str
    groups: int
    note: Text


@dataclass(frozen=True, slots=True)
class GroupsPage:
    """The newest grouping for the secretariat, the signed one for everybody else; None before there is one."""

    call: Call
    grouping: Grouping | None
    version: int
    groups: tuple[GroupBlock, ...]
    rest: tuple[Member, ...]
    fields: tuple[Choice, ...]
    findings: tuple[Problem, ...]
    versions: tuple[VersionLine, ...]
    secretariat: bool
    signed: bool
    proposals: tuple[ProposalLine, ...]
    persons: tuple[Choice, ...]
    problems: tuple[Problem, ...]
    address: str
    reason: str


@router.get("/calls/{call_id}/groups")
def groups_page(view: Viewed, call_id: str) -> Response:
    """The grouping."""
    return _page(view, call_id, ())


@router.post("/calls/{call_id}/groups/form")
def form_groups(view: Viewed, call_id: str, form: Form) -> Response:
    """Form the groups anew; those that are ticked stay. Many applications take minutes: then as a job that can be stopped."""
    ws, keep, found = view.workspace, form.texts("keep"), hidden_number(form, "version")
    call, here = find_call(ws, call_id), f"{call_address(call_id)}/groups"
    if call.applied > _AT_ONCE and sees_all(ws):

        def work(progress: Progress) -> str:
            form_call_groups(ws, call_id, keep=keep, found=found, progress=progress)
            return here

        title = call.kept.value.title
        told = Text(f"グループを編成する：{title.ja}", f"Form groups: {title.en}")
        return view.go(f"/jobs/{quote(start_job(ws, owner=EVERYONE, title=told, work=work).id)}")
    try:
        form_call_groups(ws, call_id, keep=keep, found=found)
    except InputRefused as refused:
        return _page(view, call_id, refused.problems)
    return view.go(here)


@router.post("/calls/{call_id}/groups/adjust")
def adjust(view: Viewed, call_id: str, form: Form) -> Response:
    """Put bodies elsewhere, with a reason."""
    new = form.text("new_field")
    held = grouping_state(view.workspace, call_id).kept.value
    made = _unused(held)
    placed = {
        name.removeprefix("group-"): made if value == _NEW else value
        for name, value in form.values().items()
        if name.startswith("group-")
    }
    before = {m: g.id for g in held.groups for m in g.members}
    moved = {code: group for code, group in placed.items() if before.get(code, "") != group}
    fields = {made: ServiceField(new)} if new in set(ServiceField) and made in moved.values() else None
    try:
        adjust_grouping(
            view.workspace, call_id, moved, reason=form.text("reason"), fields=fields, found=hidden_number(form, "version")
        )  # fmt: skip
    except InputRefused as refused:
        return _page(view, call_id, refused.problems, reason=form.text("reason"))
    return view.go(f"{call_address(call_id)}/groups")


def _unused(grouping: Grouping) -> str:
    numbers = [int(n) for g in grouping.groups for n in re.findall(r"\d+", g.id)]
    return f"g{max(numbers, default=0) + 1}"


@router.post("/calls/{call_id}/groups/restore")
def restore(view: Viewed, call_id: str, form: Form) -> Response:
    """Take an earlier version again."""
    try:
        restore_grouping(view.workspace, call_id, version=hidden_number(form, "version"))
    except InputRefused as refused:
        return _page(view, call_id, refused.problems)
    return view.go(f"{call_address(call_id)}/groups")


@router.post("/calls/{call_id}/groups/propose")
def propose(view: Viewed, call_id: str, form: Form) -> Response:  # noqa: ARG001 - the token is checked by reading the form
    """Ask for the signatures."""
    try:
        propose_grouping(view.workspace, call_id)
    except InputRefused as refused:
        return _page(view, call_id, refused.problems)
    return view.go(f"{call_address(call_id)}/groups#decision")


@router.post("/calls/{call_id}/groups/sign")
def sign_grouping(view: Viewed, call_id: str, form: Form) -> Response:
    """Agree or disagree."""
    problems = signed(view, asked_for(view, form, subject=GROUPINGS.key(call_id), owner=EVERYONE), form)
    return _page(view, call_id, problems) if problems else view.go(f"{call_address(call_id)}/groups#decision")


@router.post("/calls/{call_id}/groups/withdraw")
def withdraw_signing(view: Viewed, call_id: str, form: Form) -> Response:
    """Take the request for signatures back."""
    problems = taken_back(view, asked_for(view, form, subject=GROUPINGS.key(call_id), owner=EVERYONE), form)
    return _page(view, call_id, problems) if problems else view.go(f"{call_address(call_id)}/groups#decision")


@router.post("/calls/{call_id}/groups/adopt")
def adopt(view: Viewed, call_id: str, form: Form) -> Response:  # noqa: ARG001 - as above
    """Make the groups groups of the workspace."""
    try:
        adopt_grouping(view.workspace, call_id)
    except InputRefused as refused:
        return _page(view, call_id, refused.problems)
    return view.go("/bodies#groups")


@router.get("/calls/{call_id}/groups/list.{kind}")
def groups_file(view: Viewed, call_id: str, kind: str) -> Response:
    """The grouping as csv, xlsx or json."""
    write = {"csv": grouping_csv, "xlsx": grouping_workbook}.get(kind)
    name = view.text(f"グループ編成_{call_id}.{kind}", f"groups_{call_id}.{kind}")
    if write is not None:
        return download(write(view.workspace, call_id, language=view.language), name)
    if kind == "json":
        return download(grouping_json(view.workspace, call_id), name)
    raise NotFound(Text(f"「{kind}」では書き出せません", f"there is no export as “{kind}”"))


def _page(view: View, call_id: str, problems: tuple[Problem, ...], *, reason: str = "") -> Response:
    page = present(view, call_id, problems, reason=reason)
    call = page.call
    crumbs = (*CRUMBS, Link(call_address(call_id), call.title), Link("", _TITLE))
    frame = Frame(title=_TITLE, step=Step.PUBLISH, crumbs=crumbs, synthetic=call.synthetic, shoulder=call.title)
    return view.page("pages/call_groups.html", page, frame, status=422 if problems else 200)


def present(view: View, call_id: str, problems: tuple[Problem, ...], *, reason: str = "") -> GroupsPage:
    """The page value."""
    ws = view.workspace
    call = find_call(ws, call_id).kept.value
    whole = ws.actor.owns(EVERYONE)
    history = grouping_history(ws, call_id) if whole else ()
    state = grouping_state(ws, call_id) if history else None
    kept = state.kept if state is not None else (None if whole else public_grouping(ws, call_id))
    grouping = kept.value if kept is not None else None
    groups, rest = _blocks(ws, call_id, grouping)
    return GroupsPage(
        call=call, grouping=grouping, version=kept.version if kept is not None else 0, groups=groups, rest=rest,
        fields=tuple(Choice(f.value, f.label) for f in call.fields),
        findings=tuple(Problem(p.code, p.what, p.remedy, Place()) for p in state.problems) if state is not None else (),
        versions=tuple(_version_line(k) for k in reversed(history)), secretariat=sees_all(ws),
        signed=state.signed if state is not None else kept is not None,
        proposals=(line_of(ws, state.release),) if state is not None and state.release is not None else (),
        persons=others(view), problems=problems, address=f"{call_address(call_id)}/groups", reason=reason,
    )  # fmt: skip


def _version_line(kept: Kept[Grouping]) -> VersionLine:
    return VersionLine(kept.version, kept.at, kept.by, len(kept.value.groups), kept.value.note)


def _blocks(
    ws: Workspace, call_id: str, grouping: Grouping | None
) -> tuple[tuple[GroupBlock, ...], tuple[Member, ...]]:
    if grouping is None:
        return (), ()
    applied = {a.body: a for a in applications(ws, call_id)}
    names = {b.code: b.name for b in list_bodies(ws)}

    def member(code: str, group: str, why: Text) -> Member:
        a = applied.get(code)
        name = names.get(code) or (Text(a.body_name, a.body_name) if a is not None else Text(code, code))
        wishes = tuple(w.label for w in a.wishes) if a is not None else ()
        return Member(
            code, name, a.body_class if a is not None else "", a.population if a is not None else None, wishes, group, why
        )  # fmt: skip

    blocks = tuple(GroupBlock(g, tuple(member(m, g.id, Text("", "")) for m in g.members)) for g in grouping.groups)
    return blocks, tuple(member(n.body, "", n.reason) for n in grouping.rest)
