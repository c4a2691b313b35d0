# SPDX-License-Identifier: Apache-2.0
"""Use cases of the case-study catalogue: what is public in it, and how a body's case gets there, is corrected and is taken back.

The catalogue is what ships with the program (`facts`) and what was released here. A case is kept in versions by its body, and a version
is public when two persons have signed for it (`releases`). A version released under the id of a shipped case stands in its place: so
a body corrects what was written about it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final

from machikata.automation.app.context import Proposal
from machikata.domain.actor import Role
from machikata.domain.case_study import NOTHING, CaseOrigin, CaseStatus, CaseStudy, ServiceField
from machikata.domain.errors import InputRefused, NotAllowed, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.facts.cases import seed_cases
from machikata.records.case_files import case_problems
from machikata.workspace.releases import (
    Own,
    Released,
    by_id,
    own_value,
    own_values,
    propose_release,
    reason_to_withdraw,
    released,
)
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

CASES: Final = Shelf("cases", CaseStudy, Text("事例", "case study"))


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case as the public sees it, of a withdrawn one the reason alone. `released_at` is None and `version` 0 for one that ships with the program and was never changed
    here; `first_at` is when it became public here.
    """

    case: CaseStudy
    owner: str
    version: int = 0
    released_at: datetime | None = None
    first_at: datetime | None = None
    signed_by: tuple[str, ...] = ()


def catalogue(ws: Workspace) -> tuple[CaseEntry, ...]:
    """Every public case: the shipped ones in their order, then those of bodies by id; withdrawn ones too (see `CaseStudy.withdrawn`)."""
    here = by_id(released(ws, CASES))
    shipped = tuple(_entry(here[case.id]) if case.id in here else CaseEntry(case, case.body) for case in seed_cases())
    known = {case.id for case in seed_cases()}
    return shipped + tuple(_entry(r) for value_id, r in sorted(here.items()) if value_id not in known)


def _entry(found: Released[CaseStudy]) -> CaseEntry:
    k = found.kept
    case = _reason_only(k.value) if k.value.withdrawn != NOTHING else k.value
    return CaseEntry(case, k.owner, k.version, found.at, found.first_at, found.signed_by)


def _reason_only(case: CaseStudy) -> CaseStudy:
    """A withdrawn case without anything but its id, its body and the reason."""
    return CaseStudy(
        case.id, NOTHING, case.body, "", ServiceField.OTHER, (), CaseStatus.UNKNOWN, case.origin, NOTHING,
        withdrawn=case.withdrawn, synthetic=case.synthetic,
    )  # fmt: skip


def public_case(ws: Workspace, case_id: str) -> CaseEntry:
    """The public version of a case; a withdrawn one too, whose reason alone is to be shown.

    Raises:
        NotFound: nothing of that id is public.
    """
    found = next((e for e in catalogue(ws) if e.case.id == case_id), None)
    if found is None:
        raise NotFound(
            Text(f"公表された事例「{case_id}」はありません", f"no case study “{case_id}” is public"),
            remedy=Text("事例の一覧から選んでください", "choose one from the list"),
        )
    return found


def own_cases(ws: Workspace) -> tuple[Own[CaseStudy], ...]:
    """What the actor's bodies have written, by id."""
    return own_values(ws, CASES)


def own_case(ws: Workspace, case_id: str, *, owner: str) -> Own[CaseStudy]:
    """One of them.

    Raises:
        NotFound: that body has written none of that id.
        NotAllowed: it is another body's.
    """
    return own_value(ws, CASES, case_id, owner=owner)


def shipped_case(case_id: str) -> CaseStudy | None:
    """The case of this id that ships with the program; None where there is none."""
    return next((c for c in seed_cases() if c.id == case_id), None)


def shipped_about(body: str) -> tuple[CaseStudy, ...]:
    """The shipped cases about a body, which it may correct."""
    return tuple(c for c in seed_cases() if c.body == body)


def save_case(ws: Workspace, case: CaseStudy, *, owner: str, found: int | None = None) -> Kept[CaseStudy]:
    """Keep a case of `owner` as a new version: a new one when its id is "", a correction when the id is a shipped case's of that body.

    Where it comes from, whether it is invented, and the day of the change are set here, whatever the file said.

    Raises:
        InputRefused: what it says does not hold together, or somebody else has changed it since version `found`.
        NotAllowed: the actor is no officer of `owner`, or the shipped case is another body's.
    """
    ws.require(Role.OFFICER, owner=owner)
    shipped = shipped_case(case.id)
    if shipped is not None:
        _require_own(shipped, owner)
    elif case.id and CASES.find(ws, case.id, owner=owner) is None:
        raise InputRefused([_unknown_id(case.id)])
    settled = _settled(ws, case, shipped, owner)
    if problems := case_problems(settled):
        raise InputRefused(problems)
    did = "case-withdrawal-saved" if settled.withdrawn.ja else "case-saved"
    return CASES.put(ws, settled.id, settled, owner=owner, did=did, found=found if case.id else 0)


def _require_own(shipped: CaseStudy, owner: str) -> None:
    if owner == shipped.body:
        return
    raise NotAllowed(
        Text(f"「{shipped.id}」は{shipped.body_name}の事例です", f"{shipped.id} is a case of another body ({shipped.body})"),
        remedy=Text("その団体の担当者が直します", "an officer of that body corrects it"),
    )  # fmt: skip


def _settled(ws: Workspace, case: CaseStudy, shipped: CaseStudy | None, owner: str) -> CaseStudy:
    body = ws.library.body(owner)
    return replace(
        case,
        id=case.id or CASES.next_id(ws, owner),
        body=owner,
        body_name=case.body_name or (body.name.ja if body is not None else owner),
        prefecture=case.prefecture or (body.prefecture if body is not None else ""),
        origin=CaseOrigin.SUBMITTED if shipped is None else shipped.origin,
        starred=shipped.starred if shipped is not None else False,
        verified=shipped.verified if shipped is not None else False,
        verified_scope=shipped.verified_scope if shipped is not None else NOTHING,
        synthetic=body is not None and body.synthetic,
        updated=ws.clock().date().isoformat(),
    )


def _unknown_id(case_id: str) -> Problem:
    return Problem(
        "case-id",
        Text("この番号の事例はありません", "there is no case study of this id"),
        Text("新しい事例なら、番号を空けてください", "leave the id empty for a new one"),
        Place(column="id", value=case_id),
    )


def propose_case(ws: Workspace, case_id: str, *, owner: str) -> Proposal:
    """Ask for the two signatures that make the newest version public.

    Raises:
        InputRefused: it lacks what the public needs (`publishing_problems`).
    """
    kept = own_case(ws, case_id, owner=owner).kept
    if problems := publishing_problems(kept.value):
        raise InputRefused(problems)
    return propose_release(ws, CASES, kept, summary=kept.value.title)


def publishing_problems(case: CaseStudy) -> tuple[Problem, ...]:
    """What a case needs beyond what a draft needs: somebody must be able to check it."""
    if case.withdrawn != NOTHING or any(s.title for s in case.sources) or case.contact.strip():
        return ()
    return (
        Problem(
            "case-unfounded",
            Text("出典も問い合わせ先もありません", "there is neither a source nor somebody to ask"),
            Text("どちらかを入れてください", "enter one of them"),
            Place(column="sources"),
        ),
    )


def withdraw_case(ws: Workspace, case_id: str, *, owner: str, reason: str) -> Proposal:
    """Ask for the signatures that take a public case back; until then it stays public.

    Raises:
        InputRefused: no reason is given, or it was never public.
    """
    held = own_case(ws, case_id, owner=owner)
    gone = replace(held.kept.value, withdrawn=reason_to_withdraw(held, reason))
    return propose_case(ws, save_case(ws, gone, owner=owner, found=held.kept.version).id, owner=owner)


def restore_case(ws: Workspace, case_id: str, version: int, *, owner: str) -> Kept[CaseStudy]:
    """Make an older version the newest again: nothing is lost, the newest one stays in the history.

    Raises:
        NotFound: there is no such version.
    """
    versions = case_history(ws, case_id, owner=owner)
    old = next((k for k in versions if k.version == version), None)
    if old is None:
        raise NotFound(
            Text(f"{version}版はありません", f"there is no version {version}"),
            remedy=Text("履歴から選んでください", "choose one from the history"),
        )
    return save_case(ws, old.value, owner=owner, found=versions[-1].version)


def case_history(ws: Workspace, case_id: str, *, owner: str) -> tuple[Kept[CaseStudy], ...]:
    """Every version, oldest first.

    Raises:
        NotAllowed: it is another body's.
    """
    ws.require(Role.READER, owner=owner)
    return CASES.history(ws, case_id, owner=owner)


def changed_fields(before: CaseStudy, after: CaseStudy) -> tuple[str, ...]:
    """Names of the fields in which two versions differ, the day of the change apart."""
    return tuple(
        f.name for f in fields(CaseStudy) if f.name != "updated" and getattr(before, f.name) != getattr(after, f.name)
    )
