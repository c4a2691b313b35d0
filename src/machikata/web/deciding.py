# SPDX-License-Identifier: Apache-2.0
"""What waits for signatures, and signing it: the same on every page where something is decided (`components/deciding.html`)."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.automation.app.context import Proposal
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.web.app_words import DECISION_ICONS, DECISION_WORDS
from machikata.web.view import Choice, Posted, View
from machikata.workspace.persons import list_persons
from machikata.workspace.proposals import find_proposal, may_sign, sign, withdraw_proposal
from machikata.workspace.shelf import DRAWER
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal with its signatures. `hindrances` say why who acts now cannot agree; () when nothing does."""

    proposal: Proposal
    state: Text
    icon: str
    missing: int
    hindrances: tuple[Problem, ...]
    open: bool


def line_of(ws: Workspace, p: Proposal) -> ProposalLine:
    """The proposal as who acts now sees it."""
    waiting = p.state.value == "proposed"
    missing = max(p.needed - sum(s.agrees for s in p.signatures), 0)
    return ProposalLine(
        p,
        DECISION_WORDS[p.state],
        DECISION_ICONS.get(p.state, "warn"),
        missing,
        may_sign(ws, p) if waiting else (),
        waiting,
    )


def others(view: View) -> tuple[Choice, ...]:
    """Whom one can switch to, so that the next person signs."""
    ws: Workspace = view.request.app.state.workspace
    return tuple(Choice(p.id, Text(p.name, p.name)) for p in list_persons(ws) if p.id != view.workspace.actor.person)


def asked_for(view: View, form: Posted, *, subject: str, owner: str) -> Proposal:
    """The proposal that the form names, where it is about what the page shows: nobody signs on one page for what stands on another.

    Raises:
        NotFound: there is no such proposal, or it is about something else.
        NotAllowed: it is another body's.
    """
    found = find_proposal(view.workspace, form.text("proposal"))
    if (found.app, found.owner, found.subject) != (DRAWER, owner, subject):
        raise NotFound(
            Text("この画面の提案ではありません", "this proposal is not about what the page shows"),
            remedy=Text("ページを開き直して、内容を確かめてください", "open the page anew and look at the content"),
        )
    return found


def signed(view: View, proposal: Proposal, form: Posted) -> tuple[Problem, ...]:
    """Agree or disagree as the form says, as the person who acts now; what keeps that person from it, at the field of the comment."""
    try:
        sign(
            view.workspace, proposal.id, agrees=form.text("word") == "agree", comment=form.text("comment"),
            fingerprint=form.text("fingerprint"),
        )  # fmt: skip
    except InputRefused as refused:
        return _at_proposal(refused.problems, proposal.id)
    return ()


def taken_back(view: View, proposal: Proposal, form: Posted) -> tuple[Problem, ...]:
    """Take the proposal back with the reason of the form; what keeps the person from it."""
    try:
        withdraw_proposal(view.workspace, proposal.id, reason=form.text("comment"))
    except InputRefused as refused:
        return _at_proposal(refused.problems, proposal.id)
    return ()


def _at_proposal(problems: tuple[Problem, ...], proposal: str) -> tuple[Problem, ...]:
    return tuple(Problem(p.code, p.what, p.remedy, Place(column=f"comment-{proposal}")) for p in problems)
