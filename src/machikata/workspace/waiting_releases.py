# SPDX-License-Identifier: Apache-2.0
"""What waits for the signatures that make it public, and on which page one looks at it and signs: one list for every page that tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from machikata.automation.app.context import DecisionState, Proposal
from machikata.domain.text import Text
from machikata.workspace.proposals import list_proposals
from machikata.workspace.shelf import DRAWER
from machikata.workspace.tasks import Task
from machikata.workspace.workspace import Workspace

_MOST_TASKS: Final = 2
"""Other things to do must stay in sight on the first page."""
_ROOMS: Final[Mapping[str, tuple[Text, str]]] = {
    "cases": (Text("事例", "case study"), "/cases/{owner}/{id}"),
    "effects": (Text("効果", "effect"), "/effects/{owner}/{id}"),
    "adoption": (Text("導入状況の表", "adoption table"), "/publish/tables/{id}"),
    "calls": (Text("公募", "call"), "/calls/{id}"),
    "groupings": (Text("公募のグループ", "groups of a call"), "/calls/{id}/groups"),
    "comparisons": (Text("比較", "comparison"), "/comparisons/{id}"),
}
"""By the room of a shelf: what one of its values is called, and the page where it is signed."""


@dataclass(frozen=True, slots=True)
class WaitingRelease:
    """A version that somebody wants to make public: what it is, where it is signed, how many signatures are missing."""

    proposal: Proposal
    kind: Text
    path: str
    missing: int


def release_path(proposal: Proposal) -> tuple[Text, str] | None:
    """What the proposal is about and the page where it is signed; None for one that is not about a kept value."""
    room, _, value_id = proposal.subject.partition("/")
    if proposal.app != DRAWER or room not in _ROOMS:
        return None
    kind, address = _ROOMS[room]
    return kind, address.format(owner=quote(proposal.owner, safe=""), id=quote(value_id, safe=""))


def waiting_releases(ws: Workspace) -> tuple[WaitingRelease, ...]:
    """What the actor may see of it, newest first."""
    found = []
    for p in list_proposals(ws, app=DRAWER, state=DecisionState.PROPOSED):
        place = release_path(p)
        if place is not None:
            found.append(WaitingRelease(p, *place, max(p.needed - sum(s.agrees for s in p.signatures), 0)))
    return tuple(found)


def release_tasks(ws: Workspace) -> list[Task]:
    """The newest of them as tasks of the first page; where there are more, the last task counts the rest."""
    waiting = waiting_releases(ws)
    listed = waiting if len(waiting) <= _MOST_TASKS else waiting[: _MOST_TASKS - 1]
    tasks = [
        Task(
            Text(
                f"{w.kind.ja}を確かめて署名する：{w.proposal.summary.ja}",
                f"Look through the {w.kind.en} and sign: {w.proposal.summary.en}",
            ),
            Text(
                f"あと{w.missing}人の署名で公表されます",
                f"{w.missing} more {'signature makes' if w.missing == 1 else 'signatures make'} it public",
            ),
            w.path,
        )
        for w in listed
    ]
    rest = len(waiting) - len(tasks)
    if rest > 0:
        tasks.append(
            Task(
                Text(f"ほか{rest}件に署名する", f"Sign {rest} more"),
                Text("公表の署名を待っています", "they wait for signatures before they are public"),
                "/publish",
            )
        )
    return tasks
