# SPDX-License-Identifier: Apache-2.0
"""What came back: replies and proposals, below the letter they answer, sorted, assigned and answered."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.domain.digest import DeliveryState, Reply, ReplyKind
from machikata.domain.errors import InputRefused, MachikataError, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.pages.digest import CRUMBS
from machikata.web.view import OUR_FORM, Choice, Form, View, Viewed
from machikata.workspace.digest_answers import answer_eml, answer_reply, answer_state_of
from machikata.workspace.digest_replies import (
    assign_reply,
    by_a_person,
    fetch_replies,
    find_reply,
    forget_reply,
    list_replies,
    shown_text,
    sort_reply,
    take_reply,
    thread_of,
)
from machikata.workspace.digests import list_digests, title_of
from machikata.workspace.recipients import list_recipients, names_by_body
from machikata.workspace.reminders import why_no_mail
from machikata.workspace.shelf import Kept

router = APIRouter()
_TITLE = Text("届いた返事", "Replies")
_HERE = "/digest/replies"
_CRUMB = Link(_HERE, _TITLE)


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """A reply in the list."""

    address: str
    reply: Reply
    body: Text
    digest: Text


@dataclass(frozen=True, slots=True)
class RepliesPage:
    """All replies, and the form for a file."""

    replies: tuple[ReplyLine, ...]
    automatic: int
    problems: tuple[Problem, ...]
    told: Text | None


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """One reply in its thread."""

    reply: Reply
    version: int
    words: str
    body: Text
    digest: Text
    thread: tuple[Link, ...]
    answer_state: DeliveryState | None
    kinds: tuple[Choice, ...]
    digests: tuple[Choice, ...]
    recipients: tuple[Choice, ...]
    no_mail: Problem | None
    text: str
    problems: tuple[Problem, ...]
    address: str


@router.get("/digest/replies")
def replies_page(view: Viewed) -> Response:
    """The list."""
    return _list(view, ())


@router.post("/digest/replies/upload")
async def upload(view: Viewed, form: Form) -> Response:
    """Take a message in from an .eml file."""
    file = form.file("file")
    if file is None:
        return _list(view, (_NO_FILE,))
    try:
        kept = take_reply(view.workspace, await file.read())
    except InputRefused as refused:
        return _list(view, refused.problems)
    return view.go(_address(kept.id))


_NO_FILE = Problem(
    "reply-no-file", Text("ファイルが選ばれていません", "no file was chosen"),
    Text("メールソフトで保存した .eml を選んでください", "choose an .eml saved by a mail program"), Place(column="file"),
)  # fmt: skip


@router.post("/digest/replies/fetch", dependencies=OUR_FORM)
def fetch(view: Viewed) -> Response:
    """Ask the inbox for what is new."""
    try:
        found = fetch_replies(view.workspace)
    except MachikataError as error:
        return _list(view, error.problems if isinstance(error, InputRefused) else (_said(error),))
    told = Text(
        f"{len(found.kept)}件を受け取りました。{found.known}件は前からあり、{len(found.refused)}件は読めませんでした",
        f"{len(found.kept)} taken, {found.known} known before, {len(found.refused)} could not be read",
    )
    return _list(view, (), told=told)


def _said(error: MachikataError) -> Problem:
    return Problem("inbox", Text(error.sentence("ja"), error.sentence("en")), Text("", ""))


@router.get("/digest/replies/{reply_id}")
def reply_page(view: Viewed, reply_id: str) -> Response:
    """One reply."""
    return _page(view, reply_id, ())


@router.post("/digest/replies/{reply_id}/sort")
def sort(view: Viewed, reply_id: str, form: Form) -> Response:
    """Say what it is."""
    if form.text("kind") not in set(ReplyKind):
        raise NotFound(Text("その種類はありません", "there is no such kind"))
    sort_reply(view.workspace, reply_id, ReplyKind(form.text("kind")))
    return view.go(_address(reply_id))


@router.post("/digest/replies/{reply_id}/assign")
def assign(view: Viewed, reply_id: str, form: Form) -> Response:
    """Say which letter it answers, and whose it is."""
    assign_reply(view.workspace, reply_id, digest=form.text("digest"), recipient=form.text("recipient"))
    return view.go(_address(reply_id))


@router.post("/digest/replies/{reply_id}/person", dependencies=OUR_FORM)
def person(view: Viewed, reply_id: str) -> Response:
    """Say that a person has written it."""
    by_a_person(view.workspace, reply_id)
    return view.go(_address(reply_id))


@router.post("/digest/replies/{reply_id}/forget", dependencies=OUR_FORM)
def forget(view: Viewed, reply_id: str) -> Response:
    """Delete it with everything it says."""
    forget_reply(view.workspace, reply_id)
    return view.go(_HERE)


@router.post("/digest/replies/{reply_id}/answer")
def answer(view: Viewed, reply_id: str, form: Form) -> Response:
    """Answer by mail, say that it was answered by hand, or take the answer as a file."""
    ws, text, way = view.workspace, form.text("text"), form.text("way")
    try:
        if way == "file":
            return download(answer_eml(ws, reply_id, text, language=view.language), f"answer-{reply_id}.eml")
        answer_reply(ws, reply_id, text, send=way == "mail", again=form.text("again") == "yes", language=view.language)
    except InputRefused as refused:
        return _page(view, reply_id, refused.problems, text=text)
    return view.go(_address(reply_id))


def _address(reply_id: str) -> str:
    return f"{_HERE}/{quote(reply_id)}"


def _list(view: View, problems: tuple[Problem, ...], *, told: Text | None = None) -> Response:
    ws = view.workspace
    held = list_replies(ws, automatic=True)
    names = names_by_body(ws, {k.value.body for k in held if k.value.body})
    titles = {k.id: title_of(k.value) for k in list_digests(ws)}
    lines = tuple(
        ReplyLine(_address(k.id), k.value, names.get(k.value.body, _UNKNOWN), titles.get(k.value.digest, _UNKNOWN))
        for k in held
    )
    page = RepliesPage(lines, sum(bool(k.value.automatic.ja) for k in held), problems, told)
    synthetic = any(k.value.synthetic for k in held)
    frame = Frame(title=_TITLE, step=Step.PUBLISH, crumbs=(*CRUMBS, _CRUMB), synthetic=synthetic)
    return view.page("pages/digest_replies.html", page, frame, status=422 if problems else 200)


_UNKNOWN = Text("分かりません", "not known")


def _page(view: View, reply_id: str, problems: tuple[Problem, ...], *, text: str = "") -> Response:
    ws = view.workspace
    held: Kept[Reply] = find_reply(ws, reply_id)
    reply = held.value
    digests = tuple(Choice(k.id, title_of(k.value)) for k in list_digests(ws))
    recipients = list_recipients(ws)
    page = ReplyPage(
        reply=reply, version=held.version, words=shown_text(reply),
        body=names_by_body(ws, {reply.body})[reply.body] if reply.body else _UNKNOWN,
        digest=next((c.label for c in digests if c.value == reply.digest), _UNKNOWN),
        thread=tuple(Link(_address(k.id), Text(k.value.subject, k.value.subject)) for k in thread_of(ws, reply_id) if k.id != reply_id),
        answer_state=answer_state_of(ws, reply), kinds=tuple(Choice(k.value, k.label) for k in ReplyKind), digests=digests,
        recipients=(Choice("", _UNKNOWN), *(Choice(k.id, Text(k.value.mail, k.value.mail)) for k in recipients)),
        no_mail=why_no_mail(ws), text=text, problems=problems, address=_address(reply_id),
    )  # fmt: skip
    title = Text(reply.subject, reply.subject) if reply.subject else Text("件名なし", "no subject")
    frame = Frame(title=title, step=Step.PUBLISH, crumbs=(*CRUMBS, _CRUMB, Link("", title)), synthetic=reply.synthetic)
    return view.page("pages/digest_reply.html", page, frame, status=422 if problems else 200)
