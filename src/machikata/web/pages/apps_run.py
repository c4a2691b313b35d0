# SPDX-License-Identifier: Apache-2.0
"""One run: its progress, what came out and why, its files, and the decision that named officers sign."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Response

from machikata.automation.app.context import Proposal
from machikata.automation.app.manifest import Manifest
from machikata.automation.app.page_checks import page_problems
from machikata.automation.app.pages import AppPageView, Block, Notice, PageRequest, Tone
from machikata.automation.calling import call_app
from machikata.automation.run import Run, RunState
from machikata.domain.effect import Measure
from machikata.domain.errors import NotFound, Problem
from machikata.domain.text import Text
from machikata.web.app_outcome import MeasureLine, Reasons, facts_of, measure_line, reasons_of
from machikata.web.app_pages import Base, drawn
from machikata.web.app_words import (
    APPS,
    STATE_ICONS,
    app_frame,
    app_title,
    run_address,
    run_link,
)
from machikata.web.deciding import ProposalLine, line_of, others, signed, taken_back
from machikata.web.files import download
from machikata.web.frame import Frame, Link
from machikata.web.pages.apps import MenuLine
from machikata.web.view import OUR_FORM, Choice, Form, View, Viewed
from machikata.workspace.app_context import context_for
from machikata.workspace.app_outcomes import find_run, frozen_inputs, outcome_file, outcome_of
from machikata.workspace.app_run_work import is_settled
from machikata.workspace.app_runs import cancel_run, run_measures
from machikata.workspace.apps import manifest_of
from machikata.workspace.proposals import find_proposal, list_proposals
from machikata.workspace.workspace import Workspace

router = APIRouter()
_LOG: Final = logging.getLogger("machikata.web.apps")
_NO_OVERVIEW: Final = Notice(
    Text(
        "アプリが結果を言葉で示せませんでした。下の「結果の値」で見られます。",
        "The app could not say its result in words; its values are below.",
    ),
    Tone.WARN,
)


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run. What came out is empty until it is done."""

    run: Run
    state: Text
    icon: str
    going: bool
    overview: tuple[Block, ...] | None
    """What came out in the app's own words; None where it has none."""
    facts: tuple[tuple[str, str], ...]
    measures: tuple[MeasureLine, ...]
    reasons: Reasons | None
    files: tuple[str, ...]
    pages: tuple[MenuLine, ...]
    proposals: tuple[ProposalLine, ...]
    persons: tuple[Choice, ...]
    options: tuple[tuple[Text, Text], ...]
    problems: tuple[Problem, ...]


@router.get("/apps/{app_id}/runs/{run_id}")
def run_page(view: Viewed, app_id: str, run_id: str, q: str = "", code: str = "", page: int = 1) -> Response:
    """Progress while it goes on, then the outcome."""
    run = run_of(view.workspace, app_id, run_id)
    if view.partial:
        return _progress(view, run)
    return _page(view, run, (), q=q, code=code, page=page)


@router.post("/apps/{app_id}/runs/{run_id}/stop", dependencies=OUR_FORM)
def stop(view: Viewed, app_id: str, run_id: str) -> Response:
    """Ask the run to stop."""
    run = run_of(view.workspace, app_id, run_id)
    cancel_run(view.workspace, run.id)
    return view.go(run_address(run))


@router.post("/apps/{app_id}/runs/{run_id}/sign")
def sign_proposal(view: Viewed, app_id: str, run_id: str, form: Form) -> Response:
    """Agree or disagree, as the person who acts now; the fingerprint says what the person saw."""
    ws, run = view.workspace, run_of(view.workspace, app_id, run_id)
    proposal = _proposal(ws, run, form.text("proposal"))
    if problems := signed(view, proposal, form):
        return _page(view, run, problems)
    return view.go(f"{run_address(run)}#decision")


@router.post("/apps/{app_id}/runs/{run_id}/withdraw")
def withdraw(view: Viewed, app_id: str, run_id: str, form: Form) -> Response:
    """Take a proposal back, with a reason."""
    ws, run = view.workspace, run_of(view.workspace, app_id, run_id)
    proposal = _proposal(ws, run, form.text("proposal"))
    if problems := taken_back(view, proposal, form):
        return _page(view, run, problems)
    return view.go(f"{run_address(run)}#decision")


@router.get("/apps/{app_id}/runs/{run_id}/files/{name}")
def outcome_download(view: Viewed, app_id: str, run_id: str, name: str) -> Response:
    """A file of the outcome."""
    run = run_of(view.workspace, app_id, run_id)
    return download(outcome_file(view.workspace, run.id, name), name)


@router.get("/apps/{app_id}/runs/{run_id}/inputs/{name}")
def input_download(view: Viewed, app_id: str, run_id: str, name: str) -> Response:
    """An input as it was frozen."""
    run = run_of(view.workspace, app_id, run_id)
    content = frozen_inputs(view.workspace, run.id).files.get(name)
    if content is None:
        raise NotFound(Text(f"入力「{name}」はありません", f"there is no input “{name}”"))
    return download(content.data, content.file_name)


def run_of(ws: Workspace, app_id: str, run_id: str) -> Run:
    """The run, if it is this app's.

    Raises:
        NotFound: no such run of this app.
        NotAllowed: it belongs to another body.
    """
    run = find_run(ws, run_id)
    if run.app != app_id:
        raise NotFound(Text("その実行は、このアプリのものではありません", "that run is not this app's"))
    return run


def _proposal(ws: Workspace, run: Run, proposal_id: str) -> Proposal:
    found = find_proposal(ws, proposal_id)
    if found.run != run.id:
        raise NotFound(Text("その提案は、この実行のものではありません", "that proposal is not this run's"))
    return found


def _page(
    view: View, run: Run, problems: tuple[Problem, ...], *, q: str = "", code: str = "", page: int = 1
) -> Response:
    value = present(view, run, problems, q=q, code=code, page=page)
    shown = AppPageView(run_link(run).text, value.overview or ())
    sections = drawn(shown, base=Base(run_address(run)), language=view.language)
    return view.page(
        "pages/apps_run.html",
        value,
        frame_of(view.workspace, run),
        sections=sections,
        status=422 if problems else 200,
    )


def frame_of(ws: Workspace, run: Run) -> Frame:
    """The frame of a run's page."""
    title = app_title(ws, run.app)
    return app_frame(ws, title, APPS, Link(f"/apps/{run.app}", title), run_link(run), owner=run.owner, run=run)


def _progress(view: View, run: Run) -> Response:
    """The progress alone, for a page that watches; at the end the browser opens the page anew."""
    settled = is_settled(view.workspace, run)
    response = view.part("pages/app_progress.html", run=run, icon=STATE_ICONS.get(run.state, "warn"), going=not settled)
    if settled:
        response.headers["hx-redirect"] = run_address(run)
    return response


def present(view: View, run: Run, problems: tuple[Problem, ...], *, q: str, code: str, page: int) -> RunPage:
    """The page value."""
    ws = view.workspace
    manifest = manifest_of(ws, run.app)
    settled = is_settled(ws, run)
    done = settled and run.state is RunState.DONE
    outcome = outcome_of(ws, run.id) if done else None
    measures: tuple[Measure, ...] = run_measures(ws, run.id) if done else ()
    return RunPage(
        run=run,
        state=run.state.label,
        icon=STATE_ICONS.get(run.state, "warn"),
        going=not settled,
        overview=_overview(view, manifest, run) if done else None,
        facts=facts_of(outcome.result, view.language) if outcome is not None else (),
        measures=tuple(measure_line(m) for m in measures),
        reasons=reasons_of(outcome, q=q, code=code, page=page) if outcome is not None else None,
        files=tuple(sorted(outcome.files)) if outcome is not None else (),
        pages=_menu(manifest, run) if done else (),
        proposals=tuple(line_of(ws, p) for p in list_proposals(ws, app=run.app, owner=run.owner, run=run.id)),
        persons=others(view),
        options=_options(manifest, run.options),
        problems=problems,
    )


def _overview(view: View, manifest: Manifest | None, run: Run) -> tuple[Block, ...] | None:
    """What the app says of the outcome; when it cannot, the result document is still there."""
    if manifest is None or manifest.overview is None:
        return None
    context = context_for(view.workspace, run.app, owner=run.owner, run=run.id, seed=run.seed)
    overview, request = manifest.overview, PageRequest(view.language, run.id, {})
    try:
        found = call_app(manifest, Text("結果の言葉", "overview"), lambda: overview(request, context))
        problems = page_problems(AppPageView(run_link(run).text, found))
    except (Exception, SystemExit):  # noqa: BLE001 - an app may raise anything here
        # Whatever a stranger's code does: the outcome and the decision must stay within reach.
        _LOG.exception("app %s: its overview of run %s failed", run.app, run.id)
        return (_NO_OVERVIEW,)
    for fault in problems:
        _LOG.warning("app %s, overview: %s", run.app, fault.sentence("en"))
    return (_NO_OVERVIEW,) if problems else found


def _menu(manifest: Manifest | None, run: Run) -> tuple[MenuLine, ...]:
    pages = manifest.pages if manifest is not None else ()
    return tuple(MenuLine(p.title, f"{run_address(run)}/{p.path}") for p in pages if p.of_run and p.in_menu)


def _options(manifest: Manifest | None, options: Mapping[str, Any]) -> tuple[tuple[Text, Text], ...]:
    known = {o.name: o for o in manifest.options} if manifest is not None else {}
    found = []
    for name, value in options.items():
        spec = known.get(name)
        titles = {c.value: c.title for c in spec.choices} if spec is not None else {}
        found.append(
            (spec.title if spec is not None else Text(name, name), titles.get(value, Text(value or "―", value or "―")))
        )
    return tuple(found)
