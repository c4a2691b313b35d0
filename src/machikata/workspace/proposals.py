# SPDX-License-Identifier: Apache-2.0
"""Use cases of proposals: an app proposes, named officers sign, all that are needed decide.

Who may sign: a named person who is officer or approver of the body, each once; whoever started the run may be one of them. The last
signature that is missing must be an approver's, unless an approver has signed before. One who disagrees, with a reason, ends it.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

from machikata.automation.app.context import DecisionState, Proposal, Signature
from machikata.automation.canonical import fingerprint_of
from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, NotAllowed, NotFound, Problem, WorkspaceUnusable
from machikata.domain.text import Text
from machikata.publication.document import to_document
from machikata.workspace.audit_trail import export_new_head, note_of
from machikata.workspace.proposal_checks import LONGEST_COMMENT, proposed_outcome, signing_problems
from machikata.workspace.workspace import Workspace

MOST_SIGNATURES = 5
_TRIES = 50
_SHA256 = re.compile(r"[0-9a-f]{64}")


def propose(
    ws: Workspace, *, app: str, owner: str, run: str, subject: str, summary: Text, fingerprint: str, needed: int
) -> Proposal:
    """Put something before the officers; one that stands with the same run, subject and fingerprint is given back.

    Raises:
        InputRefused: the fingerprint is no SHA-256, the subject is empty, or `needed` is not within 1–5.
        NotAllowed: the actor is no officer of that body.
    """
    ws.require(Role.OFFICER, owner=owner)
    if problems := _faults(subject, fingerprint, needed):
        raise InputRefused(problems)
    new = Proposal(
        uuid.uuid4().hex[:12], app, run, subject, summary, fingerprint, ws.clock(), ws.actor.name, needed,
        DecisionState.PROPOSED, owner=owner,
    )  # fmt: skip
    note = note_of(ws, "proposal-made", owner=owner, details=_details(new))
    kept = ws.library.add_proposal(new, note=note)
    export_new_head(ws)
    return kept


def _faults(subject: str, fingerprint: str, needed: int) -> tuple[Problem, ...]:
    remedy = Text("アプリの配布元に知らせてください", "tell whoever supplies the app")
    found = []
    if not subject or len(subject) > 200 or "\n" in subject:
        found.append(Problem("proposal-subject", Text("提案の対象が読めません", "the subject cannot be read"), remedy))
    if not _SHA256.fullmatch(fingerprint):
        found.append(
            Problem("proposal-fingerprint", Text("SHA-256ではありません", "the fingerprint is no SHA-256"), remedy)
        )
    if not 1 <= needed <= MOST_SIGNATURES:
        what = Text(f"署名の数は1〜{MOST_SIGNATURES}です", f"signatures are 1–{MOST_SIGNATURES}")
        found.append(Problem("proposal-needed", what, remedy))
    return tuple(found)


def list_proposals(
    ws: Workspace,
    *,
    app: str | None = None,
    owner: str | None = None,
    run: str | None = None,
    state: DecisionState | None = None,
) -> tuple[Proposal, ...]:
    """The actor's proposals, newest first."""
    found = ws.library.proposals(app=app, owner=owner, run=run)
    return tuple(p for p in found if ws.actor.owns(p.owner) and state in (None, p.state))


def find_proposal(ws: Workspace, proposal_id: str) -> Proposal:
    """The proposal with this id.

    Raises:
        NotFound: no such proposal.
        NotAllowed: of another body.
    """
    found = ws.library.proposal(proposal_id)
    if found is None:
        raise NotFound(
            Text(f"提案「{proposal_id}」はありません", f"there is no proposal “{proposal_id}”"),
            remedy=Text("提案の一覧から選んでください", "choose one from the list of proposals"),
        )
    ws.require(Role.READER, owner=found.owner)
    return found


def sign(
    ws: Workspace, proposal_id: str, *, agrees: bool, comment: str = "", fingerprint: str | None = None
) -> Proposal:
    """Sign a proposal as the acting named person. With `fingerprint`, what the person saw: another one is refused.

    Raises:
        NotFound: no such proposal.
        NotAllowed: nobody named, or neither officer nor approver of the body.
        InputRefused: it has ended, the person has signed already, the content is not as it was proposed, a reason is missing …
    """
    for _ in range(_TRIES):
        held = find_proposal(ws, proposal_id)
        ws = _as_signer(ws, held)
        if problems := signing_problems(ws, held, agrees=agrees, comment=comment, fingerprint=fingerprint):
            raise InputRefused(problems)
        signed = _signed(ws, held, agrees=agrees, comment=comment.strip())
        note = note_of(ws, _SIGNED[signed.state], owner=held.owner, details=_details(signed))
        if ws.library.replace_proposal(signed, found=held, note=note):
            export_new_head(ws)
            return signed
    raise _too_busy()


def may_sign(ws: Workspace, proposal: Proposal) -> tuple[Problem, ...]:
    """What keeps the actor from agreeing to the proposal now; () when nothing does."""
    try:
        ws = _as_signer(ws, proposal)
    except NotAllowed as error:
        return error.problems
    return signing_problems(ws, proposal, agrees=True, comment="", fingerprint=None)


def withdraw_proposal(ws: Workspace, proposal_id: str, *, reason: str) -> Proposal:
    """Take back what has not been decided.

    Raises:
        NotFound: no such proposal.
        NotAllowed: the actor is no officer of that body.
        InputRefused: it has ended, or no reason is given.
    """
    for _ in range(_TRIES):
        held = find_proposal(ws, proposal_id)
        ws.require(Role.OFFICER, owner=held.owner)
        if problems := _withdrawing_problems(held, reason):
            raise InputRefused(problems)
        gone = replace(
            held,
            state=DecisionState.WITHDRAWN,
            ended_at=ws.clock(),
            ended_by=ws.actor.name,
            ended_why=reason.strip(),
        )
        note = note_of(ws, "proposal-withdrawn", owner=held.owner, details=_details(gone))
        if ws.library.replace_proposal(gone, found=held, note=note):
            export_new_head(ws)
            return gone
    raise _too_busy()


_SIGNED = {
    DecisionState.PROPOSED: "proposal-signed",
    DecisionState.DECIDED: "proposal-decided",
    DecisionState.REJECTED: "proposal-rejected",
}


def _signed(ws: Workspace, held: Proposal, *, agrees: bool, comment: str) -> Proposal:
    a, now = ws.actor, ws.clock()
    role = Role.APPROVER if a.may(Role.APPROVER) else Role.OFFICER
    mine = Signature(a.person, now, agrees, comment, a.authenticated, a.name, role.value)
    signatures = (*held.signatures, mine)
    outcome = proposed_outcome(ws, held)
    if not agrees:
        return replace(
            held,
            signatures=signatures,
            outcome=outcome,
            state=DecisionState.REJECTED,
            ended_at=now,
            ended_by=a.name,
            ended_why=comment,
        )
    if len(signatures) < held.needed:
        return replace(held, signatures=signatures, outcome=outcome)
    return replace(
        held,
        signatures=signatures,
        outcome=outcome,
        state=DecisionState.DECIDED,
        ended_at=now,
        ended_by=a.name,
    )


def _as_signer(ws: Workspace, proposal: Proposal) -> Workspace:
    """The workspace as whoever signs sees it: a person switched by hand with the name and roles that stand on record now, whatever they
    were when the switch was made.

    Raises:
        NotAllowed: somebody without a name, or who may not sign at all.
    """
    if not ws.actor.authenticated:
        person = next((p for p in ws.library.persons() if p.id == ws.actor.person and p.removed_at is None), None)
        ws = ws.acting_as(replace(ws.actor, person="") if person is None else person.actor())
    a = ws.actor
    if not a.named:
        raise NotAllowed(
            Text("名前のない担当者は署名できません", "somebody without a name cannot sign"),
            remedy=Text(
                "担当者を登録し、その人に切りかえてください", "put the person on record and switch to that person"
            ),
        )
    if not a.owns(proposal.owner) or not (a.may(Role.OFFICER) or a.may(Role.APPROVER)):
        raise NotAllowed(
            Text(f"{a.name} さんは、この提案に署名できません", f"{a.name} may not sign this proposal"),
            remedy=Text("その団体の担当者か決裁者が署名します", "an officer or approver of that body signs"),
        )
    return ws


def _withdrawing_problems(held: Proposal, reason: str) -> tuple[Problem, ...]:
    if held.state is not DecisionState.PROPOSED:
        return (
            Problem(
                "proposal-ended",
                Text("この提案はもう終わっています", "this proposal has ended"),
                Text("決まったものは、新しい提案で改めてください", "what was decided is changed by a new proposal"),
            ),
        )
    if not reason.strip() or len(reason) > LONGEST_COMMENT:
        return (
            Problem(
                "proposal-reason",
                Text("取り下げる理由がないか、長すぎます", "the reason for withdrawing it is missing or too long"),
                Text(f"理由を{LONGEST_COMMENT}字までで入れてください", f"enter up to {LONGEST_COMMENT} characters"),
            ),
        )
    return ()


def _details(p: Proposal) -> dict[str, object]:
    """For the trail: what was signed, and a fingerprint of the record with its comments, which stay outside the trail."""
    return {
        "proposal": p.id, "app": p.app, "run": p.run, "fingerprint": p.fingerprint, "outcome": p.outcome,
        "signatures": [s.person for s in p.signatures], "needed": p.needed, "state": p.state.value,
        "record": fingerprint_of(to_document(p)),
    }  # fmt: skip


def _too_busy() -> WorkspaceUnusable:
    return WorkspaceUnusable(
        Text("ほかの人が同時に署名しています", "others are signing at the same moment"),
        remedy=Text("もう一度してください", "try again"),
    )
