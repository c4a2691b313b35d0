# SPDX-License-Identifier: Apache-2.0
"""How a body's own tables are read: confirmed once by a person, kept under a name, and used again for the next file."""

from __future__ import annotations

from hashlib import sha256

from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.records.survey.mapping import SurveyMapping
from machikata.workspace.mail import one_line
from machikata.workspace.survey_values import SavedMapping
from machikata.workspace.workspace import Workspace


def save_survey_mapping(ws: Workspace, *, body: str, name: str, mapping: SurveyMapping) -> SavedMapping:
    """Keep how a table of the body's is read; the same name replaces what was kept under it.

    Raises:
        InputRefused: without a name.
    """
    ws.require(Role.OFFICER, owner=body)
    ws.body(body)
    wanted = one_line(name)
    if not wanted:
        raise InputRefused(
            [
                Problem(
                    "mapping-name",
                    Text("読み方の名前が要ります", "the mapping needs a name"),
                    Text("例：市民課の業務量調査表", "e.g. workload table of the counter"),
                    Place(column="name"),
                )
            ]
        )
    mapping_id = sha256(f"{body}\n{wanted}".encode()).hexdigest()[:12]
    saved = SavedMapping(mapping_id, body, wanted, mapping, ws.clock(), ws.actor.name)
    ws.library.put_survey_mapping(saved, act=ws.act("survey.mapping-saved", owner=body, details={"name": wanted}))
    return saved


def remember_mapping(ws: Workspace, *, body: str, file_name: str, mapping: SurveyMapping) -> SavedMapping:
    """Keep a mapping that has read a file, so that it is offered for the next one: under the name of one with the same columns, else
    under that of the file.
    """
    same = (m.name for m in ws.library.survey_mappings(owner=body) if m.mapping.columns == mapping.columns)
    name = file_name.rpartition(".")[0] or file_name
    return save_survey_mapping(ws, body=body, name=next(same, name), mapping=mapping)


def list_survey_mappings(ws: Workspace, *, body: str) -> tuple[SavedMapping, ...]:
    """What is kept for a body, by name."""
    ws.require(Role.READER, owner=body)
    return ws.library.survey_mappings(owner=body)


def find_survey_mapping(ws: Workspace, *, body: str, name: str) -> SavedMapping:
    """The mapping of a body with this name.

    Raises:
        NotFound: no such mapping.
    """
    found = next((m for m in list_survey_mappings(ws, body=body) if m.name == one_line(name)), None)
    if found is None:
        raise NotFound(
            Text(f"読み方「{name}」はありません", f"there is no mapping “{name}”"),
            remedy=Text(
                "一覧から選ぶか、列の意味を決めてください", "choose one from the list, or say what the columns mean"
            ),
        )
    return found


def remove_survey_mapping(ws: Workspace, *, body: str, name: str) -> None:
    """Forget a mapping; what was read with it stays."""
    ws.require(Role.OFFICER, owner=body)
    found = find_survey_mapping(ws, body=body, name=name)
    ws.library.remove_survey_mapping(
        found.id, act=ws.act("survey.mapping-removed", owner=body, details={"name": found.name})
    )
