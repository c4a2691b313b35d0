# SPDX-License-Identifier: Apache-2.0
"""Bringing an answer in step by step: file → columns (where it is not our form) → quality → handed in.

A draft lies in the workspace's folder with its copy of the file, so that it survives a closed page and a killed program.
"""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, NotAllowed, NotFound, WorkspaceUnusable
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff
from machikata.publication.document import from_document, to_document
from machikata.records.survey.book import MOST_BYTES, open_book
from machikata.records.survey.form_reading import form_damage, form_sheets
from machikata.records.survey.mapping import SurveyMapping, SurveyMappingProposal
from machikata.records.survey.proposing import propose_mapping
from machikata.workspace.campaigns import find_campaign, require_part
from machikata.workspace.handing_in import ReadAnswer, SurveyFile, hand_in, read_answer
from machikata.workspace.survey_mappings import remember_mapping
from machikata.workspace.survey_values import SavedMapping, Submission
from machikata.workspace.workspace import Workspace

_ID = re.compile(r"[0-9a-f]{12}")
_PART, _FILE = "survey-", "draft.json"


@dataclass(frozen=True, slots=True)
class SurveyDraft:
    """A brought answer that is not handed in yet. `campaign`, `body` and `section` are "" where nobody has said them.

    `sheet` and `head` (first row and number of rows) say where its table stands, "" and None while that is guessed; `mapping` is what a
    person has confirmed of its columns, None for our own form; `people` are the section's where its table has none.
    """

    id: str
    owner: str
    campaign: str
    body: str
    section: str
    file_name: str
    created_at: datetime
    created_by: str
    sheet: str = ""
    head: tuple[int, int] | None = None
    mapping: Mapping[str, Any] | None = None
    people: tuple[SectionStaff, ...] = ()

    @property
    def columns(self) -> SurveyMapping | None:
        """The confirmed columns."""
        return None if self.mapping is None else from_document(SurveyMapping, self.mapping)


@dataclass(frozen=True, slots=True)
class OpenedSurveyDraft:
    """A draft with its table opened: the proposal for its columns, and the mapping that holds now.

    `saved` is the mapping that the body used before and that fits this file, None when there is none.
    """

    draft: SurveyDraft
    proposal: SurveyMappingProposal
    mapping: SurveyMapping
    saved: SavedMapping | None


def start_survey_draft(
    ws: Workspace, *, content: BinaryIO, file_name: str, campaign: str = "", body: str = "", section: str = ""
) -> SurveyDraft:
    """Keep a copy of a brought file; nothing is read yet.

    Raises:
        NotAllowed: the actor is no officer of the body and does not carry the campaign through.
        WorkspaceUnusable: the disk is full.
    """
    owner = _owner(ws, campaign, body)
    draft_id = uuid.uuid4().hex[:12]
    name = Path(file_name.replace("\\", "/")).name or "file"
    draft = SurveyDraft(draft_id, owner, campaign, body, section, name, ws.clock(), ws.actor.name)
    folder = _folder(ws, draft_id)
    try:
        folder.mkdir(parents=True)
        with (folder / "file").open("wb") as f:
            # One byte more than is read of a survey, so that a file that is too large is told from one that is not.
            f.write(content.read(MOST_BYTES + 1))
        return _keep(ws, draft)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise WorkspaceUnusable(
            Text(f"「{name}」を保存できません（{error.strerror}）", f"{name} cannot be kept ({error.strerror})"),
            remedy=Text("空き容量を確かめて、もう一度してください", "check the free space and try again"),
        ) from error


def _owner(ws: Workspace, campaign: str, body: str) -> str:
    """Whose draft it is, once the actor may have one."""
    if campaign:
        asked = find_campaign(ws, campaign)
        if body or len(asked.bodies) == 1:
            require_part(ws, asked, body or asked.bodies[0])
        return body or asked.owner
    if body:
        ws.require(Role.OFFICER, owner=body)
        return body
    if not ws.actor.may(Role.OFFICER):
        raise NotAllowed(Text("回答を受け取る権限がありません", "you may not take answers"))
    return ws.actor.body


def _folder(ws: Workspace, draft_id: str) -> Path:
    return ws.folder / "drafts" / f"{_PART}{draft_id}"


def _keep(ws: Workspace, draft: SurveyDraft) -> SurveyDraft:
    """Write the draft whole or not at all."""
    path = _folder(ws, draft.id) / _FILE
    part = path.with_suffix(".part")
    part.write_text(json.dumps(to_document(draft), ensure_ascii=False), "utf-8")
    part.replace(path)
    return draft


def list_survey_drafts(ws: Workspace) -> tuple[SurveyDraft, ...]:
    """The actor's unfinished answers, newest first."""
    found = (_read(path) for path in (ws.folder / "drafts").glob(f"{_PART}*/{_FILE}"))
    return tuple(sorted((d for d in found if d and ws.actor.owns(d.owner)), key=lambda d: d.created_at, reverse=True))


def _read(path: Path) -> SurveyDraft | None:
    """A kept draft; None when it was discarded meanwhile."""
    try:
        return from_document(SurveyDraft, json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None


def find_survey_draft(ws: Workspace, draft_id: str) -> SurveyDraft:
    """The draft with this id.

    Raises:
        NotFound: it was handed in or discarded.
        NotAllowed: it is another body's.
    """
    found = _read(_folder(ws, draft_id) / _FILE) if _ID.fullmatch(draft_id) else None
    if found is None:
        raise NotFound(
            Text("その回答は、もう受け取ったか、取りやめています", "that answer has been handed in or discarded"),
            remedy=Text("業務量調査の一覧を見てください", "look at the list of surveys"),
        )
    ws.require(Role.OFFICER, owner=found.owner)
    return found


def discard_survey_draft(ws: Workspace, draft_id: str) -> None:
    """Forget an unfinished answer and its copy of the file."""
    shutil.rmtree(_folder(ws, find_survey_draft(ws, draft_id).id), ignore_errors=True)


def file_of(ws: Workspace, draft: SurveyDraft) -> SurveyFile:
    """The brought file."""
    return SurveyFile(draft.file_name, (_folder(ws, draft.id) / "file").read_bytes())


def is_our_form(ws: Workspace, draft: SurveyDraft) -> bool:
    """Whether the file has the heads of our form, so that its columns need no mapping.

    Raises:
        InputRefused: the file cannot be opened, or is our form without some of its heads; the reason is named.
    """
    file = file_of(ws, draft)
    book = open_book(file.data, file.name)
    if not any(found := form_sheets(book)) and (damaged := form_damage(book)):
        raise InputRefused(damaged)
    return any(found)


def asked_processes(ws: Workspace, draft: SurveyDraft) -> tuple[Process, ...]:
    """The processes that the answer may be about."""
    if not draft.campaign:
        return ws.library.processes()
    return tuple(ws.process(p) for p in find_campaign(ws, draft.campaign).processes)


def open_survey_draft(ws: Workspace, draft_id: str, *, decided: SurveyMapping | None = None) -> OpenedSurveyDraft:
    """Look at the table of a draft that is not our form, and propose what its columns mean. What is left to decide follows from the
    columns that a person has `decided` (now, before, or for a file like it), else from the proposal.

    Raises:
        InputRefused: the file cannot be opened; every reason is named.
    """
    draft = find_survey_draft(ws, draft_id)
    file = file_of(ws, draft)
    processes = asked_processes(ws, draft)

    def proposed(about: SurveyMapping | None) -> SurveyMappingProposal:
        return propose_mapping(
            file.data, name=file.name, processes=processes, sheet=draft.sheet, head=draft.head, decided=about
        )

    proposal = proposed(decided or draft.columns)
    saved = None if draft.head or draft.mapping is not None else _fitting(ws, draft, proposal)
    if saved and decided is None:
        proposal = proposed(saved.mapping)
    known = saved.mapping if saved else proposal.mapping
    return OpenedSurveyDraft(draft, proposal, draft.columns or known, saved)


def _fitting(ws: Workspace, draft: SurveyDraft, proposal: SurveyMappingProposal) -> SavedMapping | None:
    """The mapping used last for the body whose columns stand in this file with the same heads."""
    bodies = (draft.body,) if draft.body else find_campaign(ws, draft.campaign).bodies if draft.campaign else ()
    heads = {(c.letter, c.head) for c in proposal.columns}
    fitting = [
        saved
        for body in (bodies if len(bodies) == 1 else ())
        for saved in ws.library.survey_mappings(owner=body)
        if {(c.letter, c.head) for c in saved.mapping.columns} <= heads
    ]
    return max(fitting, key=lambda s: s.saved_at, default=None)


def choose_survey_table(ws: Workspace, draft_id: str, *, sheet: str, head: tuple[int, int] | None) -> SurveyDraft:
    """Say where the table stands; what was said of its columns before is forgotten."""
    return _keep(ws, replace(find_survey_draft(ws, draft_id), sheet=sheet, head=head, mapping=None))


def choose_survey_columns(
    ws: Workspace, draft_id: str, mapping: SurveyMapping, *, body: str = "", section: str = "", people: Sequence[SectionStaff] = ()
) -> SurveyDraft:  # fmt: skip
    """Confirm what the columns mean, and what the file does not say: whose answer it is, and the section's people."""
    draft = find_survey_draft(ws, draft_id)
    said = replace(draft, body=body or draft.body, section=section or draft.section, people=tuple(people))
    return _keep(ws, replace(said, mapping=to_document(mapping)))


def check_survey_draft(ws: Workspace, draft_id: str, *, progress: Progress = no_progress) -> ReadAnswer:
    """The draft's answer as it would be taken, with what is implausible; nothing is kept.

    Raises:
        InputRefused: every cell that cannot be read for certain, or why it is not what was asked for.
    """
    draft = find_survey_draft(ws, draft_id)
    return read_answer(
        ws, draft.campaign or None, file_of(ws, draft), body=draft.body, section=draft.section, mapping=draft.columns,
        people=draft.people, progress=progress,
    )  # fmt: skip


def hand_in_draft(ws: Workspace, draft_id: str, *, progress: Progress = no_progress) -> Submission:
    """Take the draft's answer. The mapping that read it is saved for the body and offered for its next file.

    Raises:
        InputRefused: as `check_survey_draft`; the draft stays.
    """
    draft = find_survey_draft(ws, draft_id)
    kept = hand_in(
        ws, draft.campaign or None, file_of(ws, draft), body=draft.body, section=draft.section, mapping=draft.columns,
        people=draft.people, progress=progress,
    )  # fmt: skip
    if (mapping := draft.columns) is not None:
        remember_mapping(ws, body=kept.body, file_name=draft.file_name, mapping=mapping)
    shutil.rmtree(_folder(ws, draft.id), ignore_errors=True)
    return kept
