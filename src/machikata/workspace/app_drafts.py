# SPDX-License-Identifier: Apache-2.0
"""Use cases of runs in preparation: files are kept from the first upload to the run, so that nobody uploads them twice.

A draft lies in a folder of its own in the workspace, outside the database, because most of it is thrown away. It goes when its run
is started, when a person throws it away, or after thirty days.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from machikata.automation.app.inputs import InputContent
from machikata.automation.run import InputRef, Run
from machikata.domain.actor import Role
from machikata.domain.errors import NotFound
from machikata.domain.text import Text
from machikata.publication.document import from_document, to_document
from machikata.workspace.app_runs import start_run
from machikata.workspace.apps import find_app
from machikata.workspace.workspace import Workspace

FOLDER: Final = "app-drafts"
KEPT: Final = timedelta(days=30)
_ID: Final = re.compile(r"[0-9a-f]{12}")
_RECORD: Final = "draft.json"


@dataclass(frozen=True, slots=True)
class AppDraft:
    """A run in preparation; `files` and `options` by the names of the manifest. `by` is the name of who began it."""

    id: str
    app: str
    owner: str
    by: str
    begun_at: datetime
    files: Mapping[str, InputRef]
    options: Mapping[str, str]
    seed: int = 0


def begin_draft(ws: Workspace, app_id: str, *, owner: str) -> AppDraft:
    """Begin to prepare a run of an enabled app for a body.

    Raises:
        NotFound: no such app or body.
        NotAllowed: the actor is no officer of that body.
    """
    ws.require(Role.OFFICER, owner=owner)
    ws.body(owner)
    manifest = find_app(ws, app_id).manifest
    _throw_old_away(ws)
    options = {o.name: o.default for o in manifest.options}
    return _kept(ws, AppDraft(uuid.uuid4().hex[:12], app_id, owner, ws.actor.name, ws.clock(), {}, options))


def find_draft(ws: Workspace, draft_id: str) -> AppDraft:
    """The draft with this id.

    Raises:
        NotFound: no such draft, or it was thrown away.
        NotAllowed: it belongs to another body.
    """
    record = ws.folder / FOLDER / draft_id / _RECORD
    if not _ID.fullmatch(draft_id) or not record.is_file():
        raise NotFound(
            Text("この準備は、もう残っていません", "these preparations are no longer kept"),
            remedy=Text("ファイルをもう一度選んでください", "choose the files again"),
        )
    found = from_document(AppDraft, json.loads(record.read_text("utf-8")))
    ws.require(Role.OFFICER, owner=found.owner)
    return found


def change_draft(
    ws: Workspace, draft_id: str, *, files: Mapping[str, InputContent] | None = None, options: Mapping[str, str] | None = None,
    seed: int | None = None,
) -> AppDraft:  # fmt: skip
    """Put files in (in place of those of the same name) and set options. Raises as `find_draft`."""
    draft = find_draft(ws, draft_id)
    refs = {name: _put(ws, draft, content) for name, content in (files or {}).items()}
    return _kept(
        ws,
        replace(
            draft,
            files={**draft.files, **refs},
            options={**draft.options, **(options or {})},
            seed=draft.seed if seed is None else seed,
        ),
    )


def contents_of(ws: Workspace, draft: AppDraft) -> dict[str, InputContent]:
    """The files of a draft."""
    folder = ws.folder / FOLDER / draft.id
    return {name: InputContent(r.file_name, (folder / r.sha256).read_bytes()) for name, r in draft.files.items()}


def run_draft(ws: Workspace, draft_id: str) -> Run:
    """Start the run that was prepared; the draft is gone when it is on record.

    Raises:
        InputRefused: an ERROR among the problems of its inputs; the draft stays.
        NotFound, NotAllowed, AppUnusable, WorkspaceUnusable: as `start_run`.
    """
    draft = find_draft(ws, draft_id)
    run = start_run(
        ws, draft.app, owner=draft.owner, files=contents_of(ws, draft), options=draft.options, seed=draft.seed
    )
    throw_draft_away(ws, draft_id)
    return run


def throw_draft_away(ws: Workspace, draft_id: str) -> None:
    """Forget a draft and its files. Raises as `find_draft`."""
    draft = find_draft(ws, draft_id)
    shutil.rmtree(ws.folder / FOLDER / draft.id)


def _put(ws: Workspace, draft: AppDraft, content: InputContent) -> InputRef:
    sha256 = content.sha256
    place = ws.folder / FOLDER / draft.id / sha256
    if not place.exists():
        _written(place, content.data)
    return InputRef(content.file_name, sha256, len(content.data))


def _kept(ws: Workspace, draft: AppDraft) -> AppDraft:
    folder = ws.folder / FOLDER / draft.id
    folder.mkdir(parents=True, exist_ok=True)
    _written(folder / _RECORD, json.dumps(to_document(draft), ensure_ascii=False).encode())
    return draft


def _written(place: Path, data: bytes) -> None:
    """Whole or not at all, and for nobody else's eyes: the files may tell of residents."""
    beside = place.with_name(f"{place.name}.{uuid.uuid4().hex[:8]}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as f:
        f.write(data)
    beside.replace(place)


def _throw_old_away(ws: Workspace) -> None:
    """Drafts that nobody came back to."""
    root = ws.folder / FOLDER
    oldest = (ws.clock() - KEPT).timestamp()
    for folder in root.iterdir() if root.is_dir() else ():
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
