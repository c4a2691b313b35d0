# SPDX-License-Identifier: Apache-2.0
"""What keeps a signature from a proposal: its state, its signer, and content that is not what was proposed."""

from __future__ import annotations

from collections.abc import Iterator

from machikata.automation.app.context import DecisionState, Proposal
from machikata.automation.canonical import fingerprint_of
from machikata.automation.run import Run, RunState
from machikata.domain.actor import Role
from machikata.domain.errors import Problem, WorkspaceUnusable
from machikata.domain.text import Text
from machikata.workspace.app_outcomes import stored_outcome
from machikata.workspace.persons import same_name
from machikata.workspace.workspace import Workspace

LONGEST_COMMENT = 2000
_STANDING = (DecisionState.PROPOSED, DecisionState.DECIDED)


def signing_problems(
    ws: Workspace, proposal: Proposal, *, agrees: bool, comment: str, fingerprint: str | None
) -> tuple[Problem, ...]:
    """Everything that keeps the actor, who may sign at all, from signing this now."""
    if proposal.state is not DecisionState.PROPOSED:
        return (_ENDED,)
    found = list(_of_signer(ws, proposal, agrees=agrees, comment=comment))
    if fingerprint not in (None, proposal.fingerprint):
        found.append(_SAW_ANOTHER)
    # Whoever disagrees may do so whatever has become of the content.
    return (*found, *(_of_content(ws, proposal) if agrees else ()))


def _of_signer(ws: Workspace, p: Proposal, *, agrees: bool, comment: str) -> Iterator[Problem]:
    if any(s.person == ws.actor.person for s in p.signatures):
        yield _SIGNED_ALREADY
    elif any(same_name(s.name, ws.actor.name) for s in p.signatures):
        # Whoever was removed and put on record anew has another id and is the same person.
        yield _SAME_NAME
    if not agrees and not comment.strip():
        yield _NO_REASON
    if len(comment) > LONGEST_COMMENT:
        yield _problem(
            "proposal-comment",
            Text("意見が長すぎます", "the comment is too long"),
            Text(f"{LONGEST_COMMENT}字までで入れてください", f"enter up to {LONGEST_COMMENT} characters"),
        )
    last = len(p.signatures) + 1 >= p.needed
    approved = ws.actor.may(Role.APPROVER) or any(s.role == Role.APPROVER for s in p.signatures)
    if agrees and last and not approved:
        yield _NO_APPROVER


def proposed_outcome(ws: Workspace, proposal: Proposal) -> str:
    """SHA-256 of the outcome of the proposal's run; "" where it belongs to none."""
    run = ws.library.run(proposal.run) if proposal.run else None
    return (run.outcome or "") if run is not None else ""


def _of_content(ws: Workspace, p: Proposal) -> Iterator[Problem]:
    """Whether what was proposed is still there, byte for byte, and is still what the app proposes."""
    newest = next((x for x in _of_subject(ws, p) if x.state in _STANDING), p)
    if newest.id != p.id:
        yield _SUPERSEDED
        return
    try:
        fault = _changed(ws, p)
    except WorkspaceUnusable as error:
        yield from error.problems
        return
    if fault is not None:
        yield fault


def _of_subject(ws: Workspace, p: Proposal) -> tuple[Proposal, ...]:
    return ws.library.proposals(app=p.app, owner=p.owner, run=p.run, subject=p.subject)


def _changed(ws: Workspace, p: Proposal) -> Problem | None:
    run = ws.library.run(p.run) if p.run else None
    if p.run and (run is None or run.state is not RunState.DONE or run.outcome is None):
        return _NOT_DONE
    if p.outcome and run is not None and run.outcome != p.outcome:
        return _CHANGED
    kept = ws.library.app_document(p.subject, app=p.app, owner=p.owner)
    if kept is not None and kept.fingerprint == p.fingerprint:
        return None
    if run is not None and p.fingerprint in _fingerprints(ws, run):
        return None
    # Files in the drawer never change: they are there under their fingerprint or not at all.
    if ws.library.app_file(p.fingerprint, app=p.app, owner=p.owner) is not None:
        return None
    return _CHANGED


def _fingerprints(ws: Workspace, run: Run) -> set[str]:
    """What in the outcome of a run can be proposed: itself, its result, each of its files."""
    outcome = stored_outcome(ws.library, run)
    for sha256 in outcome.files.values():
        ws.library.app_file(sha256, app=run.app, owner=run.owner)
    return {run.outcome or "", fingerprint_of(dict(outcome.result)), *outcome.files.values()}


def _problem(code: str, what: Text, remedy: Text) -> Problem:
    return Problem(code, what, remedy)


_ENDED = _problem(
    "proposal-ended",
    Text("この提案はもう終わっています", "this proposal has ended"),
    Text("提案の一覧で結果を見てください", "see in the list of proposals what became of it"),
)
_SAW_ANOTHER = _problem(
    "proposal-other-content",
    Text("見ていた内容が、提案の内容と違います", "what you saw is not what is proposed"),
    Text("ページを開き直して、内容をもう一度確かめてください", "open the page anew and look at the content again"),
)
_SIGNED_ALREADY = _problem(
    "proposal-signed-already",
    Text("あなたはもう署名しています", "you have signed already"),
    Text("あとの署名は、別の人にしてもらってください", "let another person sign next"),
)
_SAME_NAME = _problem(
    "proposal-same-name",
    Text("同じ氏名の人がもう署名しています", "somebody of the same name has signed already"),
    Text(
        "別の人が署名します。同姓同名の別の人なら、係名などを付けた氏名に直してください",
        "another person must sign; where two persons share a name, add the section to one of them",
    ),
)
_NO_REASON = _problem(
    "proposal-reason",
    Text("認めない理由がありません", "the reason for disagreeing is missing"),
    Text("理由を入れてください", "enter the reason"),
)
_NO_APPROVER = _problem(
    "proposal-approver",
    Text(
        "決裁者の署名がまだありません。最後の署名は決裁者がします",
        "no approver has signed; the last signature is an approver's",
    ),
    Text("決裁者に署名してもらってください", "let an approver sign"),
)
_SUPERSEDED = _problem(
    "proposal-superseded",
    Text("この対象には新しい提案があります", "there is a newer proposal for this subject"),
    Text("新しい提案を見てください", "look at the newer proposal"),
)
_NOT_DONE = _problem(
    "proposal-run",
    Text("提案のもとになった実行が終わっていません", "the run that proposes this has not ended well"),
    Text("実行が終わってから署名してください", "sign after its end"),
)
_CHANGED = _problem(
    "proposal-content",
    Text(
        "内容が、提案されたときから変わったか、なくなっています",
        "the content has changed since it was proposed, or is gone",
    ),
    Text("提案を取り下げ、新しい内容で提案し直してください", "withdraw the proposal and propose the new content"),
)
