# SPDX-License-Identifier: Apache-2.0
"""Import, step 1: choose a file, say whose records of which process it holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.municipality import Municipality, kind_by_name
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.web.frame import Frame, Link, Step
from machikata.web.view import Choice, Form, Posted, View, Viewed
from machikata.workspace.bodies import ensure_body, ensure_process, list_bodies, list_processes
from machikata.workspace.imports import discard_draft, find_draft, list_drafts, start_draft
from machikata.workspace.workspace import Workspace

router = APIRouter()
CRUMBS = (Link("/records", Text("記録", "Records")), Link("/records/new/file", Text("取り込み", "Import")))


@dataclass(frozen=True, slots=True)
class FilePage:
    """Step 1. `values` are what the form holds, `problems` what is to be corrected."""

    bodies: tuple[Choice, ...]
    processes: tuple[Choice, ...]
    values: Mapping[str, str]
    problems: tuple[Problem, ...]


@router.get("/records/new")
def begin(view: Viewed) -> Response:
    """The start of an import."""
    return view.go("/records/new/file")


@router.get("/records/new/file")
def file_page(view: Viewed, body: str = "", process: str = "", replaces: str = "") -> Response:
    """The form of step 1. `replaces` is an unfinished import whose file is to be brought anew."""
    if replaces:
        draft = find_draft(view.workspace, replaces)
        body, process = draft.owner, draft.process
    return _page(view, {"body": body, "process": process, "replaces": replaces}, ())


@router.post("/records/new/file")
def take_file(view: Viewed, form: Form) -> Response:
    """Keep the file as a draft and go on to its columns."""
    problems = problems_of(form)
    upload = form.file("file")
    if problems or upload is None:
        return _page(view, form.values(), problems)
    try:
        body, process = _body(view.workspace, form), _process(view.workspace, form)
        draft = start_draft(
            view.workspace, content=upload.file, file_name=upload.filename or "file", body=body, process=process
        )
    except InputRefused as refused:
        return _page(view, form.values(), refused.problems)
    _forget(view.workspace, form.text("replaces"))
    return view.go(f"/records/drafts/{draft.id}/columns")


def _forget(ws: Workspace, draft_id: str) -> None:
    """Discard the import that a new file replaces, if it is still there."""
    if any(d.id == draft_id for d in list_drafts(ws)):
        discard_draft(ws, draft_id)


def _page(view: View, values: Mapping[str, str], problems: tuple[Problem, ...]) -> Response:
    page = FilePage(
        tuple(Choice(b.code, b.name) for b in list_bodies(view.workspace)),
        tuple(Choice(p.id, p.title) for p in list_processes(view.workspace)),
        values,
        problems,
    )
    frame = Frame(title=Text("記録を取り込む", "Import records"), step=Step.RECORDS, crumbs=CRUMBS)
    return view.page("pages/record_file.html", page, frame, status=422 if problems else 200)


def problems_of(form: Posted) -> tuple[Problem, ...]:
    """What is missing in the form of step 1."""
    found = []
    if form.file("file") is None:
        found.append(
            _missing(
                "file",
                Text("ファイルが選ばれていません", "no file is chosen"),
                Text("取り込むファイルを選んでください", "choose the file to import"),
            )
        )
    if not form.text("body") and not (form.text("new_body_code") and form.text("new_body_name")):
        found.append(
            _missing(
                "body",
                Text("団体が決まっていません", "the body is not chosen"),
                Text(
                    "一覧から選ぶか、新しい団体のコードと名称を入れてください",
                    "choose one, or enter code and name of a new one",
                ),
            )
        )
    if not form.text("process") and not form.text("new_process"):
        found.append(
            _missing(
                "process",
                Text("業務が決まっていません", "the process is not chosen"),
                Text("一覧から選ぶか、新しい業務の名前を入れてください", "choose one, or enter a new name"),
            )
        )
    if form.text("new_process_limit") and _limit(form) is None:
        found.append(
            _missing(
                "new_process_limit",
                Text("期限を数字として読めません", "the limit is not a number"),
                Text("日数だけを入れてください（例 30）", "enter days only, such as 30"),
            )
        )
    return tuple(found)


def _missing(field: str, what: Text, remedy: Text) -> Problem:
    return Problem(f"{field}-missing", what, remedy, Place(column=field))


def _body(ws: Workspace, form: Posted) -> str:
    if form.text("body"):
        return form.text("body")
    name = form.text("new_body_name")
    return ensure_body(ws, Municipality(form.text("new_body_code"), Text(name, name), kind_by_name(name))).code


def _process(ws: Workspace, form: Posted) -> str:
    if form.text("process"):
        return form.text("process")
    title = form.text("new_process")
    known = next((p.id for p in list_processes(ws) if title in (p.title.ja, p.title.en)), None)
    return known or ensure_process(ws, Process(slug(title), Text(title, title), limit_days=_limit(form))).id


def _limit(form: Posted) -> float | None:
    text = unicodedata.normalize("NFKC", form.text("new_process_limit"))
    return float(text) if re.fullmatch(r"\d{1,4}(\.\d)?", text) else None


def slug(title: str) -> str:
    """A title as a part of an address: letters of any script, digits, hyphens.

    >>> slug("要介護認定 （新規）"), slug("Moving in!")
    ('要介護認定-新規', 'moving-in')
    """
    return re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", title).strip().lower()).strip("-") or "process"
