# SPDX-License-Identifier: Apache-2.0
"""Releases: a version of a kept value becomes public when two persons have signed for it, the last missing signature an approver's.

What is public is nowhere written down a second time: it is the newest version for which a proposal was decided. A new version changes
nothing for the public until it has been signed for too; a value is taken back by a version that says so, which is signed in turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from machikata.automation.app.context import DecisionState, Proposal
from machikata.domain.text import Text
from machikata.workspace.proposals import list_proposals, propose
from machikata.workspace.shelf import DRAWER, Kept, Shelf
from machikata.workspace.workspace import Workspace

T = TypeVar("T")
SIGNATURES = 2


@dataclass(frozen=True, slots=True)
class Released(Generic[T]):
    """The version that is public: since when, and who signed. `first_at` is when the first version was released."""

    kept: Kept[T]
    at: datetime
    first_at: datetime
    signed_by: tuple[str, ...]


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
    """The newest proposal about this version, None when nobody has asked."""
    asked = ws.library.proposals(app=DRAWER, owner=kept.owner, subject=shelf.key(kept.id))
    return next((p for p in asked if p.fingerprint == kept.fingerprint), None)


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


def _older(ws: Workspace, shelf: Shelf[T], proposal: Proposal) -> Kept[T] | None:
    versions = shelf.history(ws, proposal.subject.partition("/")[2], owner=proposal.owner)
    return next((v for v in reversed(versions) if v.fingerprint == proposal.fingerprint), None)


def _ended(proposal: Proposal) -> datetime:
    return proposal.ended_at or proposal.proposed_at


def by_id(found: tuple[Released[T], ...]) -> Mapping[str, Released[T]]:
    """Released values by their id."""
    return {r.kept.id: r for r in found}
