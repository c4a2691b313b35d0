# SPDX-License-Identifier: Apache-2.0
"""What an app gets of the platform: one drawer, one owner, one person; nothing of other apps or of other bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from machikata.automation.app.context import AppContext, AppStore, Decisions, Documents, Proposal, Suppression
from machikata.automation.app.inputs import InputContent, Inputs, InputTable
from machikata.automation.suppression import small_counts
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.workspace.app_drawer import Drawer
from machikata.workspace.app_outcomes import find_run, frozen_inputs, outcome_file, outcome_of, read_table
from machikata.workspace.apps import find_app
from machikata.workspace.audit_trail import record
from machikata.workspace.proposals import propose
from machikata.workspace.workspace import Workspace

_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class AppDecisions:
    """Proposals of one app for one owner. An app can never ask for fewer signatures than its manifest says."""

    ws: Workspace
    app: str
    of_owner: str
    run: str
    least: int

    def propose(self, subject: str, summary: Text, *, fingerprint: str, needed: int) -> Proposal:
        if needed < self.least:
            raise InputRefused([_too_few(needed, self.least)])
        return propose(
            self.ws,
            app=self.app,
            owner=self.of_owner,
            run=self.run,
            subject=subject,
            summary=summary,
            fingerprint=fingerprint,
            needed=needed,
        )

    def of(self, subject: str) -> tuple[Proposal, ...]:
        return self.ws.library.proposals(app=self.app, owner=self.of_owner, subject=subject)


@dataclass(frozen=True, slots=True)
class PlatformContext:
    """The platform as one app sees it. Made by `context_for`."""

    ws: Workspace
    app: str
    owner: str
    run: str
    seed: int
    synthetic: bool
    progress: Progress
    store: AppStore
    decisions: Decisions
    suppression: Suppression

    @property
    def person(self) -> Actor:
        return self.ws.actor

    @property
    def documents(self) -> Documents:
        # The engines of PDF and Word are loaded by whoever writes such a document.
        from machikata.publication.app_documents import AppDocuments

        return AppDocuments()

    def now(self) -> datetime:
        return self.ws.clock()

    def read_table(self, content: InputContent) -> InputTable:
        return read_table(content)

    def inputs_of(self, run: str) -> Inputs:
        self.require_mine(run)
        return frozen_inputs(self.ws, run)

    def file_of(self, run: str, name: str) -> bytes:
        self.require_mine(run)
        return outcome_file(self.ws, run, name)

    def result_of(self, run: str) -> Mapping[str, Any]:
        self.require_mine(run)
        return outcome_of(self.ws, run).result

    def note(self, what: str, details: Mapping[str, Any]) -> None:
        if not _WORD.fullmatch(what):
            raise InputRefused([_no_word(what)])
        # The app's name stands before the word, so that no app writes what looks like an entry of the platform.
        told = {**details, "app": self.app, "run": self.run}
        record(self.ws, f"{self.app}.{what}", owner=self.owner, details=told)

    def require_mine(self, run_id: str) -> None:
        """Refuse a run of another app or owner with `NotFound`."""
        run = find_run(self.ws, run_id)
        if (run.app, run.owner) != (self.app, self.owner):
            raise NotFound(
                Text(f"実行「{run_id}」は、このアプリのものではありません", f"the run “{run_id}” is not this app's"),
                remedy=Text("このアプリの実行の一覧から選んでください", "choose one from the list of this app's runs"),
            )


def context_for(
    ws: Workspace, app_id: str, *, owner: str, run: str = "", progress: Progress = no_progress, seed: int = 0
) -> AppContext:
    """The platform for one app, one owner (body code) and the acting person; of the run `run`, or of none.

    Raises:
        NotFound: no such body, no such enabled app, or the run is not this app's and owner's.
        NotAllowed: the body is not the actor's.
        AppUnusable: the app is broken.
    """
    ws.require(Role.READER, owner=owner)
    body, manifest = ws.body(owner), find_app(ws, app_id).manifest
    context = PlatformContext(
        ws=ws,
        app=app_id,
        owner=owner,
        run=run,
        seed=seed,
        synthetic=body.synthetic,
        progress=progress,
        store=Drawer(ws, app_id, owner),
        decisions=AppDecisions(ws, app_id, owner, run, manifest.signatures),
        suppression=small_counts(),
    )
    if run:
        context.require_mine(run)
    return context


def _too_few(needed: int, least: int) -> Problem:
    return Problem(
        "proposal-needed",
        Text(f"署名が{needed}人では足りません（{least}人）", f"{needed} signatures are too few ({least})"),
        Text("アプリの配布元に知らせてください", "tell whoever supplies the app"),
    )


def _no_word(what: str) -> Problem:
    return Problem(
        "audit-note",
        Text("記録の種類は英小文字とハイフンです", "the kind of record is kebab-case"),
        Text("アプリの配布元に知らせてください", "tell whoever supplies the app"),
        Place(value=what[:80]),
    )
