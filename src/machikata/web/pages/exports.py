# SPDX-License-Identifier: Apache-2.0
"""What was taken out of this workspace, when, and by whom: read from the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from machikata.domain.text import Text
from machikata.web.frame import Frame, Link
from machikata.web.view import Viewed
from machikata.workspace.bodies import list_bodies, list_groups, list_processes
from machikata.workspace.workspace import Workspace

router = APIRouter()
_LINES = 500


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One file that was written; `size` in bytes, None when the journal does not say."""

    at: datetime
    by: str
    about: Text
    process: Text
    form: str
    size: int | None
    again: str


@dataclass(frozen=True, slots=True)
class ExportsPage:
    """All exports, newest first."""

    lines: tuple[ExportLine, ...]


@router.get("/exports")
def exports_page(view: Viewed) -> Response:
    """The list of exports."""
    page = present(view.workspace)
    words = Text("書き出したもの", "Exports")
    synthetic = any(b.synthetic for b in list_bodies(view.workspace)) and bool(page.lines)
    frame = Frame(title=words, crumbs=(Link("/exports", words),), synthetic=synthetic)
    return view.page("pages/exports.html", page, frame)


def present(ws: Workspace) -> ExportsPage:
    """The page value from the journal."""
    groups = {g.id: g.name for g in list_groups(ws)} | {b.code: b.name for b in list_bodies(ws)}
    processes = {p.id: p.title for p in list_processes(ws)}
    lines = []
    for act in ws.library.acts(limit=_LINES):
        if not act.what.endswith(".exported") or not ws.actor.owns(act.owner):
            continue
        process, size = str(act.details.get("process", "")), act.details.get("bytes")
        again = (
            f"/compare/{act.owner}/{process}" if act.what == "comparison.exported" else f"/bodies/{act.owner}/{process}"
        )
        lines.append(ExportLine(
            act.at, act.by, groups.get(act.owner, Text(act.owner, act.owner)), processes.get(process, Text(process, process)),
            str(act.details.get("form", "")), int(size) if size is not None else None, again,
        ))  # fmt: skip
    return ExportsPage(tuple(lines))
