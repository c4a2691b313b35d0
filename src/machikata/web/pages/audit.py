# SPDX-License-Identifier: Apache-2.0
"""The audit trail: who did what, whether the chain is whole, and its head to keep elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from machikata.automation.audit import AuditEntry, AuditReport
from machikata.domain.text import Text
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.view import Choice, View, Viewed
from machikata.workspace.audit_trail import audit_entries, export_head, verify_audit
from machikata.workspace.audit_words import what_words, who_words
from machikata.workspace.bodies import list_bodies

router = APIRouter()
_TITLE = Text("監査記録", "Audit trail")
_CRUMB = Link("/audit", _TITLE)
_ENTRIES_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry; `what` is the word on record and `done` says it in words; `details` as one line of JSON."""

    number: int
    at: datetime
    by: Text
    authenticated: bool
    body: Text
    what: str
    done: Text
    details: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first. `report` is None until the check was asked for; `older` is the number before the last one shown, 0 at the end."""

    rows: tuple[AuditRow, ...]
    newest: int
    older: int
    what: str
    kinds: tuple[Choice, ...]
    report: AuditReport | None


@router.get("/audit")
def audit_page(view: Viewed, what: str = "", before: int = 0, verify: str = "") -> Response:
    """The entries, and what the check says when it was asked for."""
    page = present(view, what=what, before=before, verify=verify == "yes")
    synthetic = any(b.synthetic for b in list_bodies(view.workspace))
    frame = Frame(title=_TITLE, step=Step.APPS, crumbs=(_CRUMB,), synthetic=synthetic)
    return view.page("pages/audit.html", page, frame)


@router.get("/audit/head.txt")
def head_file(view: Viewed) -> Response:
    """The newest head, to keep elsewhere."""
    return download(export_head(view.workspace), view.text("監査記録の控え.txt", "audit-head.txt"))


def present(view: View, *, what: str, before: int, verify: bool) -> AuditPage:
    """The page value."""
    ws = view.workspace
    head = ws.library.audit_head()
    newest = head.number if head is not None else 0
    entries = audit_entries(ws)
    kinds = tuple(Choice(k, what_words(k)) for k in sorted({e.note.what for e in entries}))
    wanted = [e for e in entries if (not what or e.note.what == what) and (before <= 0 or e.number < before)]
    shown = wanted[-_ENTRIES_A_PAGE:][::-1]
    names = {b.code: b.name for b in list_bodies(ws)}
    report = verify_audit(ws) if verify else None
    older = shown[-1].number if len(wanted) > len(shown) else 0
    return AuditPage(tuple(_row(e, names) for e in shown), newest, older, what, kinds, report)


def _row(entry: AuditEntry, names: dict[str, Text]) -> AuditRow:
    n = entry.note
    body = names.get(n.owner, Text("―", "―") if n.owner == "*" else Text(n.owner, n.owner))
    details = json.dumps(dict(n.details), ensure_ascii=False)
    return AuditRow(
        entry.number, n.at, who_words(n.person, n.by), n.authenticated, body, n.what, what_words(n.what), details, entry.hash
    )  # fmt: skip
