# SPDX-License-Identifier: Apache-2.0
"""Releases: a version of a kept value becomes public when two persons have signed for it, the last missing signature an approver's.

What is public is nowhere written down a second time: it is the newest version for which a proposal was decided. A new version changes
nothing for the public until it has been signed for too; a value is taken back by a version that says so, which is signed in turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from machikata.automation.app.context import DecisionState, Proposal
from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.workspace.proposals import list_proposals, propose
from machikata.workspace.shelf import DRAWER, Kept, Shelf
from machikata.workspace.workspace import Workspace

T = TypeVar("T")
SIGNATURES = 2


class Withdrawable(Protocol):
    """What can be taken back: `withdrawn` says why, empty while it stands."""

    @property
    def withdrawn(self) -> Text: ...


W = TypeVar("W", bound=Withdrawable)


class PublicState(StrEnum):
    """Where a value that somebody wants to make public stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    RETURNED = "returned"
    PUBLIC = "public"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Text:
        """In office words."""
        return _STATES[self]


_STATES = {
    PublicState.DRAFT: Text("下書き", "draft"),
    PublicState.WAITING: Text("署名を待っています", "waiting for signatures"),
    PublicState.RETURNED: Text("戻されました", "sent back"),
    PublicState.PUBLIC: Text("公表しています", "public"),
    PublicState.CHANGED: Text("公表後に直した版があります", "public, with a newer draft"),
    PublicState.WITHDRAWN: Text("取り下げました", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Released(Generic[T]):
    """The version that is public: since when, and who signed. `first_at` is when the first version was released."""

    kept: Kept[T]
    at: datetime
    first_at: datetime
    signed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Own(Generic[W]):
    """A value that somebody works on: the newest version, what is public of it, and the newest proposal about the newest version."""

    kept: Kept[W]
    public: Released[W] | None
    proposal: Proposal | None

    @property
    def state(self) -> PublicState:
        """Where it stands."""
        if self.public is not None and self.public.kept.version == self.kept.version:
            return PublicState.WITHDRAWN if self.kept.value.withdrawn.ja else PublicState.PUBLIC
        if self.proposal is not None and self.proposal.state is DecisionState.PROPOSED:
            return PublicState.WAITING
        if self.proposal is not None and self.proposal.state is DecisionState.REJECTED:
            return PublicState.RETURNED
        return PublicState.CHANGED if self.public is not None else PublicState.DRAFT


def own_values(ws: Workspace, shelf: Shelf[W]) -> tuple[Own[W], ...]:
    """What the actor's bodies keep on a shelf, by id."""
    public = {(r.kept.owner, r.kept.id): r for r in released(ws, shelf)}
    mine = (k for k in shelf.all(ws) if ws.actor.owns(k.owner))
    return tuple(Own(k, public.get((k.owner, k.id)), release_of(ws, shelf, k)) for k in mine)


def own_value(ws: Workspace, shelf: Shelf[W], value_id: str, *, owner: str) -> Own[W]:
    """One of them.

    Raises:
        NotFound: that body keeps none of that id.
        NotAllowed: it is another body's.
    """
    ws.require(Role.READER, owner=owner)
    kept = shelf.get(ws, value_id, owner=owner)
    public = next((r for r in released(ws, shelf) if (r.kept.owner, r.kept.id) == (owner, value_id)), None)
    return Own(kept, public, release_of(ws, shelf, kept))


def reason_to_withdraw(held: Own[W], reason: str) -> Text:
    """The reason that readers will see.

    Raises:
        InputRefused: no reason is given, or nothing of it is public.
    """
    problems = []
    if held.public is None:
        problems.append(
            Problem(
                "not-public",
                Text("公表されていません", "it is not public"),
                Text("下書きのままなら、取り下げは要りません", "a draft need not be taken back"),
                Place(value=held.kept.id),
            )
        )
    if not reason.strip():
        problems.append(
            Problem(
                "withdrawal-reason",
                Text("取り下げる理由がありません", "the reason is missing"),
                Text("読む人に示す理由を入れてください", "enter the reason that readers will see"),
                Place(column="reason"),
            )
        )
    if problems:
        raise InputRefused(problems)
    return Text(reason.strip(), reason.strip())


def propose_release(ws: Workspace, shelf: Shelf[T], kept: Kept[T], *, summary: Text) -> Proposal:
    """Ask for the signatures that make this version public.

    Raises:
        NotAllowed: the actor is no officer of the owner.
    """
    return propose(
        ws, app=DRAWER, owner=kept.owner, run="", subject=shelf.key(kept.id), summary=summary,
        fingerprint=kept.fingerprint, needed=SIGNATURES,
    )  # fmt: skip


def release_of(ws: Workspace, shelf: Shelf[T], kept: Kept[T]) -> Proposal | None:
    """The newest proposal about this version, None when nobody has asked. A decision that another one has followed since says nothing
    about a version that was taken up again: it is signed for anew.
    """
    asked = ws.library.proposals(app=DRAWER, owner=kept.owner, subject=shelf.key(kept.id))
    last = max((p for p in asked if p.state is DecisionState.DECIDED), key=_ended, default=None)
    standing = (p for p in asked if p.state is not DecisionState.DECIDED or p is last)
    return next((p for p in standing if p.fingerprint == kept.fingerprint), None)


def open_releases(ws: Workspace, room: str) -> tuple[Proposal, ...]:
    """Proposals of this room that the actor may see and that wait for signatures, newest first."""
    found = list_proposals(ws, app=DRAWER, state=DecisionState.PROPOSED)
    return tuple(p for p in found if p.subject.startswith(f"{room}/"))


def released(ws: Workspace, shelf: Shelf[T]) -> tuple[Released[T], ...]:
    """What is public of a shelf, by id. Everybody may see it."""
    decided: dict[tuple[str, str], list[Proposal]] = {}
    for p in ws.library.proposals(app=DRAWER):
        if p.state is DecisionState.DECIDED and p.subject.startswith(f"{shelf.room}/"):
            decided.setdefault((p.owner, p.subject), []).append(p)
    newest = {(k.owner, shelf.key(k.id)): k for k in shelf.all(ws)} if decided else {}
    found = (_public(ws, shelf, proposals, newest.get(place)) for place, proposals in sorted(decided.items()))
    return tuple(r for r in found if r is not None)


def _public(ws: Workspace, shelf: Shelf[T], decided: list[Proposal], newest: Kept[T] | None) -> Released[T] | None:
    """The version behind the newest decided proposal (`decided` is newest first)."""
    last = max(decided, key=_ended)
    version = newest if newest is not None and newest.fingerprint == last.fingerprint else _older(ws, shelf, last)
    if version is None:
        return None
    return Released(version, _ended(last), min(map(_ended, decided)), tuple(s.name for s in last.signatures))


def every_release(ws: Workspace, shelf: Shelf[T]) -> tuple[Released[T], ...]:
    """Every version that ever became public, in the order of that; `first_at` is when the first of its value did."""
    decided = [
        p
        for p in ws.library.proposals(app=DRAWER)
        if p.state is DecisionState.DECIDED and p.subject.startswith(f"{shelf.room}/")
    ]
    first: dict[tuple[str, str], datetime] = {}
    found = []
    for p in sorted(decided, key=_ended):
        first.setdefault((p.owner, p.subject), _ended(p))
        version = _older(ws, shelf, p)
        if version is not None:
            signers = tuple(s.name for s in p.signatures)
            found.append(Released(version, _ended(p), first[p.owner, p.subject], signers))
    return tuple(found)


def _older(ws: Workspace, shelf: Shelf[T], proposal: Proposal) -> Kept[T] | None:
    versions = shelf.history(ws, proposal.subject.partition("/")[2], owner=proposal.owner)
    return next((v for v in reversed(versions) if v.fingerprint == proposal.fingerprint), None)


def _ended(proposal: Proposal) -> datetime:
    return proposal.ended_at or proposal.proposed_at


def by_id(found: tuple[Released[T], ...]) -> Mapping[str, Released[T]]:
    """Released values by their id."""
    return {r.kept.id: r for r in found}
