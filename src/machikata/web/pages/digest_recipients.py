# SPDX-License-Identifier: Apache-2.0
"""Who gets the letter: the list of recipients, one by one or as a file, and who wants no more of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.domain.digest import Recipient, RecipientRole
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.pages.digest import CRUMBS
from machikata.web.typed import Typed
from machikata.web.view import Choice, Form, View, Viewed
from machikata.workspace.bodies import list_bodies
from machikata.workspace.digest_sending import forget_recipient
from machikata.workspace.recipient_files import read_recipients, recipients_csv
from machikata.workspace.recipients import (
    come_back,
    leave,
    list_recipients,
    names_by_body,
    save_recipient,
    take_recipients,
)

router = APIRouter()
_TITLE = Text("宛先", "Recipients")
_HERE = "/digest/recipients"


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """One recipient with the name of the body."""

    recipient: Recipient
    body: Text


@dataclass(frozen=True, slots=True)
class RecipientsPage:
    """All recipients, those who have left too, and the forms."""

    recipients: tuple[RecipientLine, ...]
    bodies: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    values: Mapping[str, str]
    problems: tuple[Problem, ...]
    taken: Text | None


@router.get("/digest/recipients")
def recipients_page(view: Viewed) -> Response:
    """The list."""
    return _page(view, {}, ())


@router.get("/digest/recipients/list.csv")
def recipients_file(view: Viewed) -> Response:
    """The list as CSV, for the office that sends."""
    return download(recipients_csv(view.workspace, view.language), view.text("宛先.csv", "recipients.csv"))


@router.post("/digest/recipients/save")
def save(view: Viewed, form: Form) -> Response:
    """Add one."""
    typed = Typed(form)
    role = typed.choice("role", RecipientRole) or RecipientRole.HEAD
    try:
        typed.refuse()
        save_recipient(
            view.workspace, body=form.text("body"), role=role, mail=form.text("mail"), name=form.text("name")
        )
    except InputRefused as refused:
        return _page(view, form.values(), refused.problems)
    return view.go(_HERE)


@router.post("/digest/recipients/upload")
async def upload(view: Viewed, form: Form) -> Response:
    """Bring a list: all of it or nothing."""
    ws, file = view.workspace, form.file("file")
    if file is None:
        return _page(view, {}, (_NO_FILE,))
    try:
        read = read_recipients(ws, await file.read(), name=file.filename or "")
    except InputRefused as refused:
        return _page(view, {}, refused.problems)
    t = take_recipients(ws, read)
    told = Text(
        f"{len(t.added)}件を加え、{len(t.changed)}件の氏名を直しました。{len(t.known)}件は前からあり、{len(t.left)}件は送らない人です",
        f"{len(t.added)} added, {len(t.changed)} renamed, {len(t.known)} known before, {len(t.left)} want no letters",
    )
    return _page(view, {}, (), taken=told)


_NO_FILE = Problem(
    "recipients-no-file", Text("ファイルが選ばれていません", "no file was chosen"),
    Text("宛先の一覧（CSV、Excel）を選んでください", "choose a list (CSV, Excel)"), Place(column="file"),
)  # fmt: skip


@router.post("/digest/recipients/{recipient_id}/leave")
def leave_page(view: Viewed, recipient_id: str, form: Form) -> Response:
    """Write to this recipient no more."""
    reason = form.text("reason")
    try:
        leave(view.workspace, recipient_id, reason=Text(reason, reason))
    except InputRefused as refused:
        return _page(view, {}, refused.problems)
    return view.go(_HERE)


@router.post("/digest/recipients/{recipient_id}/back")
def back_page(view: Viewed, recipient_id: str, form: Form) -> Response:  # noqa: ARG001 - the token is checked by reading the form
    """Write to this recipient again."""
    come_back(view.workspace, recipient_id)
    return view.go(_HERE)


@router.post("/digest/recipients/{recipient_id}/forget")
def forget_page(view: Viewed, recipient_id: str, form: Form) -> Response:  # noqa: ARG001 - as above
    """Delete a recipient with name and address."""
    forget_recipient(view.workspace, recipient_id)
    return view.go(_HERE)


def _page(
    view: View, values: Mapping[str, str], problems: tuple[Problem, ...], *, taken: Text | None = None
) -> Response:
    ws = view.workspace
    held = [k.value for k in list_recipients(ws, left=True)]
    names = names_by_body(ws, {r.body for r in held})
    page = RecipientsPage(
        tuple(RecipientLine(r, names[r.body]) for r in held), tuple(Choice(b.code, b.name) for b in list_bodies(ws)),
        tuple(Choice(r.value, r.label) for r in RecipientRole), values, problems, taken,
    )  # fmt: skip
    synthetic = any(r.synthetic for r in held)
    frame = Frame(title=_TITLE, step=Step.PUBLISH, crumbs=(*CRUMBS, Link("", _TITLE)), synthetic=synthetic)
    return view.page("pages/digest_recipients.html", page, frame, status=422 if problems else 200)
