# SPDX-License-Identifier: Apache-2.0
"""Pages that apps bring: below a run, or below the app. This router takes every path below /apps that no other page took.

An app answers with values; forms carry our token, files come with our limits, and a file that goes out is always saved, never opened
as a page of ours.
"""

from __future__ import annotations

import logging
from typing import Final

from fastapi import APIRouter, Response

from machikata.automation.app.inputs import InputContent
from machikata.automation.app.manifest import AppPage, Manifest
from machikata.automation.app.names import RESERVED_FIELDS
from machikata.automation.app.page_checks import page_problems
from machikata.automation.app.pages import AppPageView, Download, PageAnswer, PageRequest
from machikata.automation.calling import call_app, defect_of_app
from machikata.automation.run import Run
from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, NotFound, Problem
from machikata.domain.text import Text
from machikata.web.app_pages import NEVER_DRAWN, AppPageValue, Base, answer_with
from machikata.web.app_uploads import uploaded
from machikata.web.app_words import APPS, app_frame, app_link, run_address, run_link
from machikata.web.files import download
from machikata.web.frame import Link
from machikata.web.pages.apps_run import run_of
from machikata.web.view import Form, Posted, View, Viewed
from machikata.workspace.app_context import context_for
from machikata.workspace.apps import find_app
from machikata.workspace.bodies import list_bodies

router = APIRouter()
_LOG: Final = logging.getLogger("machikata.web.apps")


@router.get("/apps/{app_id}/runs/{run_id}/{path:path}")
def run_page(view: Viewed, app_id: str, run_id: str, path: str) -> Response:
    """A page of a run."""
    return _of_run(view, app_id, run_id, path, None)


@router.post("/apps/{app_id}/runs/{run_id}/{path:path}")
def run_form(view: Viewed, app_id: str, run_id: str, path: str, form: Form) -> Response:
    """A form sent to a page of a run."""
    return _of_run(view, app_id, run_id, path, form)


@router.get("/apps/{app_id}/{path:path}")
def app_page(view: Viewed, app_id: str, path: str) -> Response:
    """A page that belongs to no run."""
    return _of_app(view, app_id, path, None)


@router.post("/apps/{app_id}/{path:path}")
def app_form(view: Viewed, app_id: str, path: str, form: Form) -> Response:
    """A form sent to a page that belongs to no run."""
    return _of_app(view, app_id, path, form)


def _of_run(view: View, app_id: str, run_id: str, path: str, form: Posted | None) -> Response:
    run = run_of(view.workspace, app_id, run_id)
    manifest = find_app(view.workspace, app_id).manifest
    page = _page(manifest, path, of_run=True)
    base = Base(run_address(run))
    return _answered(view, manifest, page, base, owner=run.owner, run=run, form=form)


def _of_app(view: View, app_id: str, path: str, form: Posted | None) -> Response:
    manifest = find_app(view.workspace, app_id).manifest
    page = _page(manifest, path, of_run=False)
    owner = _owner(view)
    if not owner:
        return _whose(view, manifest, page)
    base = Base(f"/apps/{app_id}", owner if view.request.query_params.get("owner") else "")
    return _answered(view, manifest, page, base, owner=owner, run=None, form=form)


def _page(manifest: Manifest, path: str, *, of_run: bool) -> AppPage:
    found = next((p for p in manifest.pages if p.path == path and p.of_run == of_run), None)
    if found is None:
        raise NotFound(
            Text(f"このアプリに「{path}」という画面はありません", f"the app has no page {path}"),
            remedy=Text("アプリの画面から開き直してください", "open it from the page of the app"),
        )
    return found


def _answered(
    view: View, manifest: Manifest, page: AppPage, base: Base, *, owner: str, run: Run | None, form: Posted | None
) -> Response:
    ws = view.workspace
    if form is not None:
        ws.require(Role.OFFICER, owner=owner)
    run_id = run.id if run is not None else ""
    context = context_for(ws, manifest.id, owner=owner, run=run_id, seed=run.seed if run is not None else 0)
    request = _request(view, run_id, form)
    answer = _usable(manifest, call_app(manifest, _named(page), lambda: page.answer(request, context)), page)
    if isinstance(answer, AppPageView):
        crumbs = (APPS, app_link(manifest), *([run_link(run)] if run is not None else []), Link("", answer.title))
        frame = app_frame(
            ws, answer.title, *crumbs, owner=owner, run=run, shoulder=manifest.title, lead=answer.lead
        )  # fmt: skip
        return answer_with(view, AppPageValue(manifest.id, run_id, page.path, answer), frame, base=base)
    if isinstance(answer, Download):
        return download(answer.data, answer.file_name)
    return view.go(base.to(answer.address))


def _usable(manifest: Manifest, answer: PageAnswer, page: AppPage) -> PageAnswer:
    """The answer of a page, if it can be drawn, saved or followed; faults that hide nothing go into the log, for the maker of the app.

    Raises:
        AppUnusable: it cannot.
    """
    faults = call_app(manifest, _named(page), lambda: page_problems(answer))
    fatal = [f for f in faults if f.code in NEVER_DRAWN]
    if fatal:
        raise defect_of_app(manifest, _named(page), "; ".join(f.what.en for f in fatal[:5]))
    for fault in faults:
        _LOG.warning("app %s, page %s: %s", manifest.id, page.path, fault.sentence("en"))
    return answer


def _named(page: AppPage) -> Text:
    return Text(f"画面「{page.path}」", f"page “{page.path}”")


def _request(view: View, run: str, form: Posted | None) -> PageRequest:
    query = {k: v for k, v in view.request.query_params.items() if k not in RESERVED_FIELDS}
    if form is None:
        return PageRequest(view.language, run, query)
    values = {k: v for k, v in form.values().items() if k not in RESERVED_FIELDS}
    return PageRequest(view.language, run, query, True, values, _files(form))


def _files(form: Posted) -> dict[str, InputContent]:
    problems: list[Problem] = []
    found = {name: content for name in form.form if (content := uploaded(form, name, problems)) is not None}
    if problems:
        raise InputRefused(problems)
    return found


def _owner(view: View) -> str:
    """The body whose page it is: the one asked for, else the only one; "" while nobody knows."""
    asked = view.request.query_params.get("owner", "")
    if asked:
        return asked
    mine = list_bodies(view.workspace)
    return mine[0].code if len(mine) == 1 else ""


def _whose(view: View, manifest: Manifest, page: AppPage) -> Response:
    """The choice of the body, on a page of its own."""
    links = tuple(Link(f"/apps/{manifest.id}/{page.path}?owner={b.code}", b.name) for b in list_bodies(view.workspace))
    frame = app_frame(view.workspace, page.title, APPS, app_link(manifest), Link("", page.title))
    return view.page("pages/app_whose.html", links, frame)
