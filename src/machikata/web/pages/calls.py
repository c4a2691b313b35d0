# SPDX-License-Identifier: Apache-2.0
"""Who takes part? Calls, the form in which a body applies, and for the secretariat everything that came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.domain.call import Call, CallApplication, ClassWish
from machikata.domain.case_study import ServiceField
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.web.deciding import ProposalLine, asked_for, line_of, others, signed, taken_back
from machikata.web.files import download
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.web.typed import Typed, hidden_number
from machikata.web.view import OUR_FORM, Choice, Form, Posted, View, Viewed
from machikata.workspace.bodies import list_bodies, list_processes
from machikata.workspace.call_applications import applications, apply, withdraw_application
from machikata.workspace.call_files import applications_csv, call_form, take_applications
from machikata.workspace.call_groupings import outcome_of, public_grouping
from machikata.workspace.calls import (
    CALLS,
    CallState,
    close_call,
    edit_call,
    find_call,
    list_calls,
    open_call,
    propose_call,
    reopen_call,
    sees_all,
)
from machikata.workspace.library import EVERYONE
from machikata.workspace.releases import release_of
from machikata.workspace.workspace import Workspace

router = APIRouter()
TITLE = Text("公募", "Calls")
CRUMBS = (Link("/publish", Text("公表", "Publish")), Link("/calls", TITLE))
_WISHES = len(ServiceField)


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call in the list."""

    id: str
    state: CallState
    words: Text


@dataclass(frozen=True, slots=True)
class CallsPage:
    """Every call; whether the actor may open one."""

    calls: tuple[CallLine, ...]
    secretariat: bool


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """An application that the actor may change or take back; `outcome` says what became of it, once groups were signed for."""

    application: CallApplication
    wishes: tuple[Text, ...]
    partners: tuple[str, ...]
    outcome: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class CallPage:
    """One call: its text, the form of an application, what came in, and its signatures."""

    call: Call
    state: CallState
    words: Text
    process: Text | None
    applications: tuple[OwnApplication, ...]
    bodies: tuple[Choice, ...]
    partners: tuple[Choice, ...]
    fields: tuple[Choice, ...]
    wishes: tuple[int, ...]
    class_wishes: tuple[Choice, ...]
    values: Mapping[str, str]
    chosen_partners: tuple[str, ...]
    secretariat: bool
    grouped: bool
    proposals: tuple[ProposalLine, ...]
    persons: tuple[Choice, ...]
    problems: tuple[Problem, ...]
    address: str


@dataclass(frozen=True, slots=True)
class CallFormPage:
    """The form of a call."""

    id: str
    version: int
    values: Mapping[str, str]
    chosen: tuple[str, ...]
    fields: tuple[Choice, ...]
    processes: tuple[Choice, ...]
    problems: tuple[Problem, ...]


def state_words(state: CallState) -> Text:
    """Where a call stands."""
    if state.kept.value.closed_at is not None:
        return Text("締め切りました", "closed")
    if state.over:
        return Text("締切を過ぎました", "deadline passed")
    return Text("受付中", "open") if state.begun else Text("これから始まります", "not yet open")


def call_address(call_id: str) -> str:
    """Where the site shows a call."""
    return f"/calls/{quote(call_id)}"


@router.get("/calls")
def calls_page(view: Viewed) -> Response:
    """The list."""
    states = list_calls(view.workspace)
    page = CallsPage(tuple(CallLine(s.kept.id, s, state_words(s)) for s in states), sees_all(view.workspace))
    synthetic = any(s.kept.value.synthetic for s in states)
    return view.page(
        "pages/calls.html", page, Frame(title=TITLE, step=Step.PUBLISH, crumbs=CRUMBS, synthetic=synthetic)
    )


@router.get("/calls/edit")
def call_form_page(view: Viewed, id: str = "") -> Response:  # noqa: A002 - the name in the address
    """The form of a new call, or of one that is to be changed."""
    if not id:
        values = {"smallest": "3", "largest": "6", "opens": view.workspace.clock().date().isoformat()}
        return _form(view, "", 0, values, (), ())
    kept = find_call(view.workspace, id).kept
    call = kept.value
    values = {
        "title": call.title.ja, "title_en": call.title.en if call.title.en != call.title.ja else "",
        "text": call.text.ja, "text_en": call.text.en if call.text.en != call.text.ja else "", "opened_by": call.opened_by,
        "opens": call.opens.isoformat(), "deadline": call.deadline.isoformat(), "process": call.process,
        "smallest": str(call.smallest), "largest": str(call.largest),
    }  # fmt: skip
    return _form(view, id, kept.version, values, tuple(f.value for f in call.fields), ())


@router.post("/calls/edit")
def keep_call(view: Viewed, form: Form) -> Response:
    """Open a call, or keep a changed one."""
    call_id, version = form.text("id"), hidden_number(form, "version")
    try:
        kept_id = _keep(view.workspace, form, call_id, version)
    except InputRefused as refused:
        return _form(view, call_id, version, form.values(), form.texts("fields"), refused.problems)
    return view.go(call_address(kept_id))


def _keep(ws: Workspace, form: Posted, call_id: str, version: int) -> str:
    typed = Typed(form)
    opens, deadline = typed.day("opens"), typed.day("deadline")
    smallest, largest = typed.whole("smallest"), typed.whole("largest")
    for name, value in (("opens", opens), ("deadline", deadline)):
        if value is None and not typed.text(name):
            typed.problems.append(
                Problem("call-day", Text("日付がありません", "a day is missing"), Text("入れてください", "enter it"), Place(column=name))
            )  # fmt: skip
    typed.refuse()
    assert opens is not None
    assert deadline is not None
    fields = tuple(ServiceField(v) for v in form.texts("fields") if v in set(ServiceField))
    if call_id:
        held = find_call(ws, call_id).kept.value
        call = replace(
            held, title=typed.both("title"), text=typed.both("text"), opened_by=typed.text("opened_by"), fields=fields,
            opens=opens, deadline=deadline, process=typed.text("process"), smallest=smallest or 0, largest=largest or 0,
        )  # fmt: skip
        return edit_call(ws, call, found=version).id
    synthetic = any(b.synthetic for b in list_bodies(ws))
    return open_call(
        ws, title=typed.both("title"), text=typed.both("text"), opened_by=typed.text("opened_by"), fields=fields, opens=opens,
        deadline=deadline, process=typed.text("process"), smallest=smallest or 0, largest=largest or 0, synthetic=synthetic,
    ).id  # fmt: skip


@router.get("/calls/{call_id}")
def call_page(view: Viewed, call_id: str, body: str = "") -> Response:
    """One call; with `body` the form shows that body's application."""
    return _page(view, call_id, (), *_held(view, call_id, body))


def _held(view: View, call_id: str, body: str) -> tuple[dict[str, str], tuple[str, ...]]:
    found = next((a for a in applications(view.workspace, call_id) if a.body == body), None) if body else None
    if found is None:
        return ({"body": body} if body else {}), ()
    values = {f"wish-{n}": w.value for n, w in enumerate(found.wishes, start=1)}
    values |= {
        "body": body,
        "class_wish": found.class_wish.value,
        "contact": found.contact,
        "comment": found.comment,
    }
    return values, found.partners


@router.post("/calls/{call_id}/apply")
def apply_page(view: Viewed, call_id: str, form: Form) -> Response:
    """Apply, or change an application."""
    wishes = [form.text(f"wish-{n}") for n in range(1, _WISHES + 1)]
    typed = Typed(form)
    class_wish = typed.choice("class_wish", ClassWish) or ClassWish.ANY
    try:
        typed.refuse()
        apply(
            view.workspace, call_id, body=form.text("body"), class_wish=class_wish, partners=form.texts("partner"),
            wishes=tuple(dict.fromkeys(ServiceField(w) for w in wishes if w in set(ServiceField))),
            contact=form.text("contact"), comment=form.text("comment"),
        )  # fmt: skip
    except InputRefused as refused:
        return _page(view, call_id, refused.problems, form.values(), form.texts("partner"))
    return view.go(f"{call_address(call_id)}#applied")


@router.post("/calls/{call_id}/withdraw-application")
def withdraw_page(view: Viewed, call_id: str, form: Form) -> Response:
    """Take an application back."""
    try:
        withdraw_application(view.workspace, call_id, body=form.text("body"), reason=form.text("reason"))
    except InputRefused as refused:
        return _page(view, call_id, refused.problems, form.values(), ())
    return view.go(f"{call_address(call_id)}#applied")


@router.get("/calls/{call_id}/form.xlsx")
def empty_form(view: Viewed, call_id: str) -> Response:
    """The form for bodies that do not use this site."""
    name = view.text(f"応募用紙_{call_id}.xlsx", f"application_{call_id}.xlsx")
    return download(call_form(view.workspace, call_id, language=view.language), name)


@router.post("/calls/{call_id}/upload")
async def upload(view: Viewed, call_id: str, form: Form) -> Response:
    """Take filled forms in: all of them or none."""
    file = form.file("file")
    if file is None:
        return _page(view, call_id, (_NO_FILE,), {}, ())
    try:
        take_applications(view.workspace, call_id, await file.read(), name=file.filename or "")
    except InputRefused as refused:
        return _page(view, call_id, refused.problems, {}, ())
    return view.go(f"{call_address(call_id)}#applied")


_NO_FILE = Problem(
    "call-no-file", Text("ファイルが選ばれていません", "no file was chosen"),
    Text("記入した応募用紙を選んでください", "choose the filled form"), Place(column="file"),
)  # fmt: skip


@router.get("/calls/{call_id}/applications.csv")
def applications_file(view: Viewed, call_id: str) -> Response:
    """The applications that the actor may see; with contacts for the secretariat."""
    content = applications_csv(view.workspace, call_id, language=view.language, contacts=sees_all(view.workspace))
    return download(content, view.text(f"応募_{call_id}.csv", f"applications_{call_id}.csv"))


@router.post("/calls/{call_id}/close", dependencies=OUR_FORM)
def close(view: Viewed, call_id: str) -> Response:
    """Take no more applications."""
    close_call(view.workspace, call_id)
    return view.go(call_address(call_id))


@router.post("/calls/{call_id}/reopen", dependencies=OUR_FORM)
def reopen(view: Viewed, call_id: str) -> Response:
    """Take applications again."""
    reopen_call(view.workspace, call_id)
    return view.go(call_address(call_id))


@router.post("/calls/{call_id}/propose", dependencies=OUR_FORM)
def propose(view: Viewed, call_id: str) -> Response:
    """Ask for the signatures that make the call public."""
    propose_call(view.workspace, call_id)
    return view.go(f"{call_address(call_id)}#decision")


@router.post("/calls/{call_id}/sign")
def sign_call(view: Viewed, call_id: str, form: Form) -> Response:
    """Agree or disagree."""
    problems = signed(view, asked_for(view, form, subject=CALLS.key(call_id), owner=EVERYONE), form)
    return _page(view, call_id, problems, {}, ()) if problems else view.go(f"{call_address(call_id)}#decision")


@router.post("/calls/{call_id}/withdraw")
def withdraw_signing(view: Viewed, call_id: str, form: Form) -> Response:
    """Take the request for signatures back."""
    problems = taken_back(view, asked_for(view, form, subject=CALLS.key(call_id), owner=EVERYONE), form)
    return _page(view, call_id, problems, {}, ()) if problems else view.go(f"{call_address(call_id)}#decision")


def _page(
    view: View, call_id: str, problems: tuple[Problem, ...], values: Mapping[str, str], partners: tuple[str, ...]
) -> Response:
    ws = view.workspace
    state = find_call(ws, call_id)
    call = state.kept.value
    known = list_bodies(ws)
    names = {b.code: b.name for b in known}
    # Who signed and why somebody did not is for those who may sign.
    proposal = release_of(ws, CALLS, state.kept) if ws.actor.owns(EVERYONE) else None
    title = next((p.title for p in list_processes(ws) if p.id == call.process), None)
    page = CallPage(
        call=call, state=state, words=state_words(state), process=title,
        applications=tuple(_own(ws, a, names) for a in applications(ws, call_id)),
        bodies=tuple(Choice(b.code, b.name) for b in known if ws.actor.owns(b.code)),
        partners=tuple(Choice(b.code, b.name) for b in known),
        fields=tuple(Choice(f.value, f.label) for f in call.fields),
        wishes=tuple(range(1, min(_WISHES, len(call.fields)) + 1)),
        class_wishes=tuple(Choice(w.value, w.label) for w in ClassWish),
        values=values, chosen_partners=partners, secretariat=sees_all(ws),
        grouped=public_grouping(ws, call_id) is not None,
        proposals=(line_of(ws, proposal),) if proposal is not None else (),
        persons=others(view), problems=problems, address=call_address(call_id),
    )  # fmt: skip
    frame = Frame(
        title=call.title, step=Step.PUBLISH, crumbs=(*CRUMBS, Link("", call.title)), synthetic=call.synthetic,
        scope=(ScopePart(Text("募集する機関", "Opened by"), Text(call.opened_by, call.opened_by)),),
    )  # fmt: skip
    return view.page("pages/call.html", page, frame, status=422 if problems else 200)


def _own(ws: Workspace, application: CallApplication, names: Mapping[str, Text]) -> OwnApplication:
    partners = tuple(names[p].ja if p in names else p for p in application.partners)
    # The secretariat sees all of it on the page of the groups.
    became = None if sees_all(ws) else outcome_of(ws, application.call, body=application.body)
    return OwnApplication(
        application, tuple(w.label for w in application.wishes), partners, became.words if became is not None else ()
    )


def _form(
    view: View, call_id: str, version: int, values: Mapping[str, str], chosen: tuple[str, ...], problems: tuple[Problem, ...]
) -> Response:  # fmt: skip
    ws = view.workspace
    processes = (Choice("", Text("決めない", "leave open")), *(Choice(p.id, p.title) for p in list_processes(ws)))
    fields = tuple(Choice(f.value, f.label) for f in ServiceField)
    page = CallFormPage(call_id, version, values, chosen, fields, processes, problems)
    title = Text("公募を直す", "Change a call") if call_id else Text("公募を始める", "Open a call")
    synthetic = any(b.synthetic for b in list_bodies(ws))
    frame = Frame(title=title, step=Step.PUBLISH, crumbs=(*CRUMBS, Link("", title)), synthetic=synthetic)
    return view.page("pages/call_form.html", page, frame, status=422 if problems else 200)
