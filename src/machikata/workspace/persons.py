# SPDX-License-Identifier: Apache-2.0
"""Use cases of named local persons: who they are, and acting as one of them until the installation has a sign-in."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Collection, Iterator
from dataclasses import replace

from machikata.domain.actor import ALL_BODIES, Person, Role
from machikata.domain.errors import InputRefused, NotAllowed, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.workspace.audit_trail import export_new_head, note_of
from machikata.workspace.mail import one_line
from machikata.workspace.workspace import Workspace

_LONGEST_NAME = 60
_NO_LETTERS = {"Cc", "Cf", "Mn", "Zs"}


def list_persons(ws: Workspace, *, body: str | None = None, removed: bool = False) -> tuple[Person, ...]:
    """The persons of the actor's bodies by body and name; with `removed` also those who may no longer act."""
    return tuple(
        p
        for p in ws.library.persons()
        if ws.actor.owns(p.body) and body in (None, p.body) and (removed or p.removed_at is None)
    )


def find_person(ws: Workspace, person_id: str) -> Person:
    """The person with this id, removed or not.

    Raises:
        NotFound: no such person.
        NotAllowed: of another body.
    """
    found = next((p for p in ws.library.persons() if p.id == person_id), None)
    if found is None:
        raise _unknown(person_id)
    ws.require(Role.READER, owner=found.body)
    return found


def save_person(
    ws: Workspace, *, name: str, body: str, roles: Collection[Role], person_id: str | None = None
) -> Person:
    """Put a new person on record, or change the name and roles of one. Everybody may read. Records keep the name of their day.

    Raises:
        InputRefused: no name, one that another person who can act for the body has (`same_name`), or no role.
        NotFound: no such body or person.
        NotAllowed: the actor is no officer of that body, or would give a role that the actor lacks.
    """
    ws.require(Role.OFFICER, owner=body)
    for role in roles:
        ws.require(role, owner=body)  # nobody becomes an approver by the own hand
    if body != ALL_BODIES:
        ws.body(body)
    held = None if person_id is None else _present(ws, person_id)
    if held is not None and held.body != body:
        ws.require(Role.OFFICER, owner=held.body)
    wanted, plain = frozenset(roles), one_line(name)
    meeting = [p for p in ws.library.persons() if body == p.body or ALL_BODIES in (body, p.body)]
    others = [p for p in meeting if p.removed_at is None and p.id != person_id]
    if problems := tuple(_problems(plain, wanted, others)):
        raise InputRefused(problems)
    person = Person(person_id or uuid.uuid4().hex[:12], plain, body, wanted | {Role.READER}, ws.clock())
    details = {"person": person.id, "roles": sorted(person.roles), "new": held is None}
    ws.library.put_person(person, note=note_of(ws, "person-saved", owner=body, details=details))
    export_new_head(ws)
    return person


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same to a reader: blanks, width, case and forms of a character (IVS) make no other person.

    >>> same_name("架空 花子", "架空　花子"), same_name("架空 花子", "架空 花代")
    (True, False)
    """
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    flat = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in flat if unicodedata.category(c) not in _NO_LETTERS)


def _problems(name: str, roles: frozenset[Role], others: list[Person]) -> Iterator[Problem]:
    if not name or len(name) > _LONGEST_NAME:
        yield Problem(
            "person-name",
            Text("氏名がないか、長すぎます", "the name is missing or too long"),
            Text(f"{_LONGEST_NAME}字までで入れてください", f"enter up to {_LONGEST_NAME} characters"),
            Place(column="name"),
        )
    if any(same_name(p.name, name) for p in others):
        yield Problem(
            "person-twice",
            Text(f"「{name}」さんはもう登録されています", f"“{name}” is on record already"),
            Text(
                "同姓同名の人は、係名などを付けて区別してください",
                "add the section to tell two persons of one name apart",
            ),
            Place(column="name"),
        )
    if not roles:
        yield Problem(
            "person-roles",
            Text("役割が選ばれていません", "no role is chosen"),
            Text("役割を1つ以上選んでください", "choose one role or more"),
            Place(column="roles"),
        )


def remove_person(ws: Workspace, person_id: str) -> Person:
    """Let nobody act as this person any more; signatures and records stay.

    Raises:
        NotFound: no such person, or removed already.
        NotAllowed: the actor is no officer of that body.
    """
    held = _present(ws, person_id)
    ws.require(Role.OFFICER, owner=held.body)
    removed = replace(held, removed_at=ws.clock())
    note = note_of(ws, "person-removed", owner=held.body, details={"person": held.id})
    ws.library.put_person(removed, note=note)
    export_new_head(ws)
    return removed


def acting(ws: Workspace, person_id: str) -> Workspace:
    """The same workspace for a named person, switched by hand: every record will say that nobody has proven who it was.

    Raises:
        NotFound: no such person, or removed.
        NotAllowed: of a body that is not the actor's, or the installation has a sign-in.
    """
    person = _present(ws, person_id)
    if ws.actor.authenticated:
        raise NotAllowed(
            Text("サインインした人は、ほかの人になれません", "whoever has signed in cannot become another person"),
            remedy=Text("本人がサインインしてください", "let that person sign in"),
        )
    ws.require(Role.READER, owner=person.body)
    return ws.acting_as(person.actor())


def _present(ws: Workspace, person_id: str) -> Person:
    found = next((p for p in ws.library.persons() if p.id == person_id and p.removed_at is None), None)
    if found is None:
        raise _unknown(person_id)
    return found


def _unknown(person_id: str) -> NotFound:
    return NotFound(
        Text(f"担当者「{person_id}」は登録されていません", f"there is no person “{person_id}”"),
        remedy=Text("担当者の一覧から選んでください", "choose one from the list of persons"),
    )
