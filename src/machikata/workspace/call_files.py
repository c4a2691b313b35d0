# SPDX-License-Identifier: Apache-2.0
"""Applications that come as files, and what leaves of a call: form, applications and groups as CSV, Excel and JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from machikata.domain.actor import Role
from machikata.domain.call import Call, CallApplication
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Language, Text
from machikata.publication.call_tables import applications_table, grouping_document, grouping_table
from machikata.publication.csv_table import table_csv
from machikata.publication.workbook import write_workbook
from machikata.records.call_files import ApplicationRow, application_form, read_applications
from machikata.records.call_files.columns import CODE
from machikata.workspace.call_applications import (
    application_id,
    applications,
    keep_application,
    known_body,
    made_application,
    taking_problems,
)
from machikata.workspace.call_groupings import grouping_state, public_grouping
from machikata.workspace.calls import APPLICATIONS, find_call, sees_all
from machikata.workspace.shelf import Kept
from machikata.workspace.workspace import Workspace


def call_form(ws: Workspace, call_id: str, *, language: Language = "ja") -> bytes:
    """The empty Excel form of a call."""
    return application_form(find_call(ws, call_id).kept.value, language=language)


def take_applications(ws: Workspace, call_id: str, data: bytes, *, name: str) -> tuple[Kept[CallApplication], ...]:
    """Take the applications of a filled form or CSV: all of them, or none when anything is wrong. Those that say nothing new are left.

    A code that lost its leading zero in a spreadsheet is completed where that gives a known body.

    Raises:
        InputRefused: the call is not open, or rows have faults; every fault is named with its row.
        NotAllowed: a row of a body for which the actor may not apply.
    """
    state = find_call(ws, call_id)
    call = state.kept.value
    rows = [_completed(ws, r) for r in read_applications(data, name=name, call=call)]
    problems = [*taking_problems(state), *_twice(rows, name)]
    made = []
    for row in rows:
        ws.require(Role.OFFICER, owner=row.body)
        application, found = _made(ws, call, row)
        problems += [_in_row(p, name, row.row) for p in found]
        made.append(application)
    if problems:
        raise InputRefused(problems)
    return tuple(keep_application(ws, a) for a in made if not _as_before(ws, a))


def _made(ws: Workspace, call: Call, row: ApplicationRow) -> tuple[CallApplication, list[Problem]]:
    return made_application(
        ws, call, body=row.body, wishes=row.wishes, class_wish=row.class_wish, partners=row.partners, contact=row.contact,
        comment=row.comment,
    )  # fmt: skip


def _completed(ws: Workspace, row: ApplicationRow) -> ApplicationRow:
    def whole(code: str) -> str:
        return f"0{code}" if len(code) == 5 and known_body(ws, code) is None and known_body(ws, f"0{code}") else code

    return replace(row, body=whole(row.body), partners=tuple(whole(p) for p in row.partners))


def _as_before(ws: Workspace, a: CallApplication) -> bool:
    held = APPLICATIONS.find(ws, application_id(a.call, a.body), owner=a.body)
    return held is not None and replace(held.value, at=a.at) == a


def _twice(rows: list[ApplicationRow], name: str) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for row in rows:
        if row.body in seen:
            found.append(
                Problem("applications-body-twice", Text("同じ団体が2行にあります", "a body stands in two rows"),
                        Text("1行だけにしてください", "keep one row"), Place(name, "", row.row, CODE.ja, row.body))
            )  # fmt: skip
        seen.add(row.body)
    return found


def _in_row(problem: Problem, name: str, row: int) -> Problem:
    return replace(problem, place=replace(problem.place, file=name, row=row))


def applications_csv(ws: Workspace, call_id: str, *, language: Language = "ja", contacts: bool = False) -> bytes:
    """The applications that the actor may see as CSV; `contacts` for the secretariat alone."""
    call = find_call(ws, call_id).kept.value
    table = applications_table(applications(ws, call_id), call, contacts=contacts and sees_all(ws))
    return table_csv(table, language)


def grouping_csv(ws: Workspace, call_id: str, *, language: Language = "ja") -> bytes:
    """Groups and who is in none, one row for each body, as CSV: the newest for the secretariat, the signed one for everybody else."""
    return table_csv(grouping_table(*_shown(ws, call_id)), language)


def grouping_workbook(ws: Workspace, call_id: str, *, language: Language = "ja") -> bytes:
    """The same as .xlsx."""
    return write_workbook([grouping_table(*_shown(ws, call_id))], language=language)


def grouping_json(ws: Workspace, call_id: str) -> bytes:
    """The same as JSON, with rules and reasons in both languages; without contacts and comments."""
    document: Any = grouping_document(*_shown(ws, call_id))
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _shown(ws: Workspace, call_id: str) -> tuple[Any, tuple[CallApplication, ...], Call]:
    call = find_call(ws, call_id).kept.value
    signed = None if sees_all(ws) else public_grouping(ws, call_id)
    if signed is None:
        return grouping_state(ws, call_id).kept.value, applications(ws, call_id), call
    applied = tuple(k.value for k in APPLICATIONS.all(ws, under=application_id(call_id, "")))
    return signed.value, applied, call
