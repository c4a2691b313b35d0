# SPDX-License-Identifier: Apache-2.0
"""Apps: which are installed, which may run here, what one of them is, and its runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from machikata.automation.app.manifest import Manifest
from machikata.automation.run import Run
from machikata.domain.actor import Role
from machikata.domain.errors import Problem
from machikata.domain.text import Text
from machikata.web.app_words import (
    APPS,
    AUTHORITY_WORDS,
    NETWORK_WORDS,
    PERSONAL_WORDS,
    STATE_ICONS,
    app_frame,
    app_link,
    price_words,
    run_address,
)
from machikata.web.frame import Frame, Step
from machikata.web.view import OUR_FORM, View, Viewed
from machikata.workspace.app_runs import list_runs
from machikata.workspace.apps import AppListing, disable_app, enable_app, find_app, list_apps
from machikata.workspace.audit_words import who_words
from machikata.workspace.bodies import list_bodies
from machikata.workspace.library import EVERYONE
from machikata.workspace.workspace import Workspace

router = APIRouter()
_MOST_RUNS = 200


@dataclass(frozen=True, slots=True)
class ManifestFacts:
    """What an app says of itself, in words."""

    summary: Text
    authority: Text
    personal_data: Text
    network: Text
    price: Text
    signatures: int
    task: str


@dataclass(frozen=True, slots=True)
class AppLine:
    """An app in the list; `facts` are None when it is not enabled or broken."""

    id: str
    title: Text
    distribution: str
    version: str
    enabled: bool
    ours: bool
    facts: ManifestFacts | None
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in a list."""

    id: str
    app: str
    title: Text
    address: str
    body: Text
    version: str
    by: Text
    authenticated: bool
    queued_at: datetime
    state: Text
    icon: str
    ended: bool


@dataclass(frozen=True, slots=True)
class AppsPage:
    """All apps and the newest runs. `may_enable`: whether the actor may put apps on the list of those that run here."""

    apps: tuple[AppLine, ...]
    runs: tuple[RunLine, ...]
    may_enable: bool


@dataclass(frozen=True, slots=True)
class MenuLine:
    """A page or a command of an app; `address` is the command for a command."""

    title: Text
    address: str


@dataclass(frozen=True, slots=True)
class AppPage:
    """One app."""

    id: str
    version: str
    facts: ManifestFacts
    runs: tuple[RunLine, ...]
    pages: tuple[MenuLine, ...]
    commands: tuple[MenuLine, ...]
    bodies: int


@router.get("/apps")
def apps_page(view: Viewed) -> Response:
    """The list."""
    ws = view.workspace
    lines = tuple(_line(a) for a in list_apps(ws))
    may = ws.actor.owns(EVERYONE) and ws.actor.may(Role.OFFICER)
    page = AppsPage(lines, run_lines(ws, list_runs(ws)[:20]), may)
    synthetic = bool(page.runs) and any(b.synthetic for b in list_bodies(ws))
    frame = Frame(title=Text("自動化", "Automation"), step=Step.APPS, synthetic=synthetic)
    return view.page("pages/apps.html", page, frame)


@router.post("/apps/{app_id}/enable", dependencies=OUR_FORM)
def enable(view: Viewed, app_id: str) -> Response:
    """Let its code run here."""
    enable_app(view.workspace, app_id)
    return view.go(f"/apps/{app_id}")


@router.post("/apps/{app_id}/disable", dependencies=OUR_FORM)
def disable(view: Viewed, app_id: str) -> Response:
    """Let its code run here no more."""
    disable_app(view.workspace, app_id)
    return view.go("/apps")


@router.get("/apps/{app_id}")
def app_page(view: Viewed, app_id: str) -> Response:
    """One app."""
    manifest = find_app(view.workspace, app_id).manifest
    page = present(view, manifest)
    owners = {b.code: b for b in list_bodies(view.workspace)}
    synthetic = any(r.owner in owners and owners[r.owner].synthetic for r in list_runs(view.workspace, app=app_id))
    frame = app_frame(view.workspace, manifest.title, APPS, app_link(manifest), lead=manifest.summary)
    shown = Frame(frame.title, frame.step, lead=frame.lead, crumbs=frame.crumbs, synthetic=synthetic)
    return view.page("pages/app.html", page, shown)


def present(view: View, m: Manifest) -> AppPage:
    """The page value of one app."""
    ws = view.workspace
    runs = run_lines(ws, list_runs(ws, app=m.id)[:_MOST_RUNS])
    pages = tuple(MenuLine(p.title, f"/apps/{m.id}/{p.path}") for p in m.pages if not p.of_run and p.in_menu)
    commands = tuple(MenuLine(c.help, f"machikata app {m.id} {c.name}") for c in m.commands)
    return AppPage(m.id, m.version, facts_of(m), runs, pages, commands, len(list_bodies(ws)))


def facts_of(m: Manifest) -> ManifestFacts:
    """What a manifest says, in words."""
    return ManifestFacts(
        m.summary, AUTHORITY_WORDS[m.authority], PERSONAL_WORDS[m.personal_data], NETWORK_WORDS[m.network],
        price_words(m.price), m.signatures, m.task,
    )  # fmt: skip


def _line(a: AppListing) -> AppLine:
    facts = facts_of(a.manifest) if a.manifest is not None else None
    version = a.manifest.version if a.manifest is not None else a.version
    return AppLine(a.id, a.title, a.distribution, version, a.enabled, a.ours, facts, a.problem)


def run_lines(ws: Workspace, runs: tuple[Run, ...]) -> tuple[RunLine, ...]:
    """Runs as lists show them."""
    names = {b.code: b.name for b in list_bodies(ws)}
    titles = {a.id: a.title for a in list_apps(ws)}
    return tuple(
        RunLine(
            r.id, r.app, titles.get(r.app, Text(r.app, r.app)), run_address(r), names.get(r.owner, Text(r.owner, r.owner)),
            r.app_version, who_words(r.person, r.by), r.authenticated, r.queued_at, r.state.label, STATE_ICONS.get(r.state, "warn"), r.state.ended,
        )
        for r in runs
    )  # fmt: skip


NEW = Text("新しく実行する", "Begin a run")
