# SPDX-License-Identifier: Apache-2.0
"""Use cases of apps: which there are, which are enabled, and enabling them."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.automation.app.app import App
from machikata.automation.app.manifest import Manifest
from machikata.automation.registry import AppOffer
from machikata.domain.actor import Role
from machikata.domain.errors import AppUnusable, NotFound, Problem
from machikata.domain.text import Text
from machikata.workspace.audit_trail import export_new_head, note_of
from machikata.workspace.library import EVERYONE
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AppListing:
    """An app in the list. `manifest` is None when it is not enabled (its code is then not run) or broken; `problem` says what is wrong."""

    id: str
    distribution: str
    version: str
    enabled: bool
    ours: bool
    manifest: Manifest | None = None
    problem: Problem | None = None

    @property
    def title(self) -> Text:
        """Its title, or its id where it cannot say one."""
        return Text(self.id, self.id) if self.manifest is None else self.manifest.title


def find_app(ws: Workspace, app_id: str) -> App:
    """The app with this id.

    Raises:
        NotFound: not installed, or not enabled.
        AppUnusable: enabled and broken; names app, distribution, cause and remedy.
    """
    offer = ws.registry.offer(app_id)
    if not _enabled(ws, offer):
        raise NotFound(
            Text(f"アプリ「{app_id}」は有効になっていません", f"the app “{app_id}” is not enabled"),
            remedy=Text(
                f"管理者が「machikata app enable {app_id}」で有効にできます",
                f"an administrator can enable it: machikata app enable {app_id}",
            ),
        )
    return ws.registry.app(app_id)


def manifest_of(ws: Workspace, app_id: str) -> Manifest | None:
    """What an app says of itself now; None where it is gone, disabled or broken: its runs are still there."""
    try:
        return find_app(ws, app_id).manifest
    except (NotFound, AppUnusable):
        return None


def list_apps(ws: Workspace) -> tuple[AppListing, ...]:
    """Every installed app by id, and those that were enabled and are no longer installed; a broken one says what is wrong."""
    said = ws.library.enabled_apps()
    # Of an id that is offered twice the one that ships with Machikata is listed, with what is wrong.
    offers = {o.id: o for o in sorted(ws.registry.offers, key=lambda o: o.ours)}
    gone = [i for i, enabled in said.items() if enabled and i not in offers]
    listed = [_listing(ws, offer, enabled=said.get(i, offer.ours)) for i, offer in offers.items()]
    return tuple(sorted([*listed, *(_gone(ws, i) for i in gone)], key=lambda a: a.id))


def _listing(ws: Workspace, offer: AppOffer, *, enabled: bool) -> AppListing:
    manifest, problem = None, None
    if enabled:
        try:
            manifest = ws.registry.app(offer.id).manifest
        except AppUnusable as error:
            problem = error.problems[0]
    return AppListing(offer.id, offer.distribution, offer.version, enabled, offer.ours, manifest, problem)


def _gone(ws: Workspace, app_id: str) -> AppListing:
    try:
        ws.registry.offer(app_id)
    except (NotFound, AppUnusable) as error:
        return AppListing(app_id, "", "", enabled=True, ours=False, problem=error.problems[0])
    raise AssertionError(app_id)


def _enabled(ws: Workspace, offer: AppOffer) -> bool:
    return ws.library.enabled_apps().get(offer.id, offer.ours)


def enable_app(ws: Workspace, app_id: str) -> AppListing:
    """Put an installed app on the list of those whose code may run here.

    Raises:
        NotFound: not installed.
        AppUnusable: broken; it stays as it was.
        NotAllowed: the actor does not act for the whole installation.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    offer = ws.registry.offer(app_id)
    manifest = ws.registry.app(app_id).manifest
    _say(ws, app_id, enabled=True, version=manifest.version)
    return _listing(ws, offer, enabled=True)


def disable_app(ws: Workspace, app_id: str) -> None:
    """Take an app off the list; what it keeps stays. One that is broken or gone can be disabled too.

    Raises:
        NotFound: neither installed nor enabled.
        NotAllowed: the actor does not act for the whole installation.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    if app_id not in ws.library.enabled_apps() and all(o.id != app_id for o in ws.registry.offers):
        ws.registry.offer(app_id)
    _say(ws, app_id, enabled=False, version="")


def _say(ws: Workspace, app_id: str, *, enabled: bool, version: str) -> None:
    what = "app-enabled" if enabled else "app-disabled"
    note = note_of(ws, what, owner=EVERYONE, details={"app": app_id, "version": version})
    ws.library.put_enabled_app(app_id, enabled=enabled, note=note)
    export_new_head(ws)
