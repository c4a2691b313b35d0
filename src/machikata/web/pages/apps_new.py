# SPDX-License-Identifier: Apache-2.0
"""Preparing a run: choose the files, see every problem at once, choose the options, begin. Files are uploaded once and kept until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, Response

from machikata.automation.app.inputs import InputContent
from machikata.automation.app.manifest import InputFile, InputOption, Manifest
from machikata.automation.run import InputRef
from machikata.domain.errors import InputRefused, NotFound, Place, Problem, Severity
from machikata.domain.text import Text
from machikata.web.app_uploads import uploaded
from machikata.web.app_words import APPS, app_frame, app_link, run_address
from machikata.web.frame import Link
from machikata.web.pages.apps import NEW
from machikata.web.pages.jobs import waiting_page
from machikata.web.results import Results
from machikata.web.view import Choice, Form, Posted, View, Viewed
from machikata.workspace.app_drafts import (
    AppDraft,
    begin_draft,
    change_draft,
    contents_of,
    find_draft,
    run_draft,
    throw_draft_away,
)
from machikata.workspace.app_runs import GREATEST_SEED, check_inputs
from machikata.workspace.apps import find_app
from machikata.workspace.bodies import list_bodies
from machikata.workspace.library import Job

router = APIRouter()


@dataclass(frozen=True, slots=True)
class FileField:
    """A file the app takes, and the one that was uploaded."""

    spec: InputFile
    kept: InputRef | None


@dataclass(frozen=True, slots=True)
class NewRunPage:
    """The preparation. `draft` is None before the first upload; `checked` are the problems of the inputs, None while files are missing;
    `problems` are those of the form itself.
    """

    app: str
    draft: str
    body: str
    bodies: tuple[Choice, ...]
    files: tuple[FileField, ...]
    options: tuple[InputOption, ...]
    values: Mapping[str, str]
    checked: tuple[Problem, ...] | None
    errors: int
    problems: tuple[Problem, ...]


@router.get("/apps/{app_id}/new")
def new_page(view: Viewed, app_id: str) -> Response:
    """The first step: body and files."""
    return _first(view, find_app(view.workspace, app_id).manifest, {}, ())


@router.post("/apps/{app_id}/new")
def begin(view: Viewed, app_id: str, form: Form) -> Response:
    """Keep the files and go on to what was found in them."""
    manifest = find_app(view.workspace, app_id).manifest
    problems: list[Problem] = []
    files = _uploaded(manifest, form, problems)
    if not form.text("body"):
        problems.append(_missing("body", Text("団体が選ばれていません", "no body is chosen")))
    problems += [
        _missing(f.name, Text(f"「{f.title.ja}」のファイルが選ばれていません", f"no file is chosen for “{f.title.en}”"))
        for f in manifest.inputs
        if f.required and f.name not in files
    ]
    if problems:
        return _first(view, manifest, form.values(), tuple(problems))
    draft = begin_draft(view.workspace, app_id, owner=form.text("body"))
    change_draft(view.workspace, draft.id, files=files)
    return view.go(f"/apps/{app_id}/new/{draft.id}")


@router.get("/apps/{app_id}/new/{draft_id}")
def draft_page(view: Viewed, app_id: str, draft_id: str) -> Response:
    """What was found in the files, and the options."""
    return _second(view, _draft(view, app_id, draft_id), ())


@router.post("/apps/{app_id}/new/{draft_id}")
def go_on(view: Viewed, app_id: str, draft_id: str, form: Form) -> Response:
    """Put corrected files in and look again, begin the run, or throw it away."""
    ws, draft = view.workspace, _draft(view, app_id, draft_id)
    if form.text("do") == "discard":
        throw_draft_away(ws, draft.id)
        return view.go(f"/apps/{app_id}")
    manifest = find_app(ws, app_id).manifest
    problems: list[Problem] = []
    files = _uploaded(manifest, form, problems)
    options = {o.name: form.text(o.name, o.default) for o in manifest.options}
    seed = _seed(form.text("seed", "0"), problems)
    draft = change_draft(ws, draft.id, files=files, options=options, seed=seed)
    if problems:
        return _second(view, draft, tuple(problems))
    if form.text("do") != "run":
        return view.go(f"/apps/{app_id}/new/{draft.id}")
    try:
        run = run_draft(ws, draft.id)
    except InputRefused as refused:
        return _second(view, draft, _of_options(manifest, refused.problems), refused=True)
    return view.go(run_address(run))


def _draft(view: View, app_id: str, draft_id: str) -> AppDraft:
    draft = find_draft(view.workspace, draft_id)
    if draft.app != app_id:
        raise NotFound(Text("この準備は、別のアプリのものです", "these preparations are another app's"))
    return draft


def _uploaded(manifest: Manifest, form: Posted, problems: list[Problem]) -> dict[str, InputContent]:
    found = ((f.name, uploaded(form, f.name, problems)) for f in manifest.inputs)
    return {name: content for name, content in found if content is not None}


def _seed(written: str, problems: list[Problem]) -> int | None:
    digits = written.lstrip("0") or "0"
    if written.isascii() and written.isdigit() and len(digits) < 11 and int(digits) <= GREATEST_SEED:
        return int(digits)
    what = Text("乱数の種が数ではありません", "the seed is no number")
    remedy = Text(f"0から{GREATEST_SEED:,}までの数を入れてください", f"give a number from 0 to {GREATEST_SEED:,}")
    problems.append(Problem("seed", what, remedy, Place(column="seed")))
    return None


def _missing(field: str, what: Text) -> Problem:
    return Problem(f"missing-{field}", what, Text("選んでください", "choose one"), Place(column=field))


def _of_options(manifest: Manifest, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those problems that stand at a field of the form; the others stand in the table."""
    fields = {o.name for o in manifest.options} | {f.name for f in manifest.inputs}
    return tuple(p for p in problems if p.place.column in fields and not p.place.file and p.place.row is None)


def _first(view: View, manifest: Manifest, values: Mapping[str, str], problems: tuple[Problem, ...]) -> Response:
    bodies = tuple(Choice(b.code, b.name) for b in list_bodies(view.workspace))
    chosen = {"body": bodies[0].value} | dict(values) if len(bodies) == 1 else dict(values)
    page = NewRunPage(
        manifest.id, "", "", bodies, tuple(FileField(f, None) for f in manifest.inputs), manifest.options, chosen, None, 0, problems
    )  # fmt: skip
    return _answer(view, manifest, page, owner="", status=422 if problems else 200)


def _second(view: View, draft: AppDraft, problems: tuple[Problem, ...], *, refused: bool = False) -> Response:
    manifest = find_app(view.workspace, draft.app).manifest
    checked = _checked(view, draft)
    if isinstance(checked, Job):
        return waiting_page(view, checked, back=f"/apps/{draft.app}/new/{draft.id}")
    errors = sum(p.severity is Severity.ERROR for p in checked)
    files = tuple(FileField(f, draft.files.get(f.name)) for f in manifest.inputs)
    values = {**draft.options, "seed": str(draft.seed)}
    page = NewRunPage(
        draft.app, draft.id, draft.owner, (), files, manifest.options, values, _worst_first(checked), errors, problems
    )
    return _answer(view, manifest, page, owner=draft.owner, status=422 if problems or refused else 200)


def _checked(view: View, draft: AppDraft) -> tuple[Problem, ...] | Job:
    """Every problem of the inputs as they are now; long checks are watched as a job."""
    ws = view.workspace
    contents = contents_of(ws, draft)
    results: Results = view.request.app.state.results
    state = (
        tuple(sorted((n, r.sha256, r.file_name) for n, r in draft.files.items())),
        tuple(sorted(draft.options.items())),
    )
    found: tuple[Problem, ...] | Job = results.get(
        ws,
        ("app-check", draft.app, find_app(ws, draft.app).manifest.version, draft.owner, state),
        lambda progress: check_inputs(ws, draft.app, owner=draft.owner, files=contents, options=draft.options),  # noqa: ARG005 - a check tells no progress
        owner=draft.owner,
        title=Text("ファイルを確かめる", "Check the files"),
        address=f"/apps/{draft.app}/new/{draft.id}",
    )
    return found


def _worst_first(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return tuple(sorted(problems, key=lambda p: order[p.severity]))


def _answer(view: View, manifest: Manifest, page: NewRunPage, *, owner: str, status: int) -> Response:
    crumbs = (APPS, app_link(manifest), Link(f"/apps/{manifest.id}/new", NEW))
    frame = app_frame(view.workspace, NEW, *crumbs, owner=owner, shoulder=manifest.title)
    shown = tuple(replace(p, place=Place(column=p.place.column)) for p in page.problems)
    return view.page("pages/apps_new.html", replace(page, problems=shown), frame, status=status)
