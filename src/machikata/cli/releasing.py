# SPDX-License-Identifier: Apache-2.0
"""Signing what is to become public, the same for every kind of value: cases, effects, tables."""

from __future__ import annotations

from collections.abc import Mapping

from machikata.automation.app.context import DecisionState, Proposal
from machikata.cli.console import Output
from machikata.domain.errors import NotFound
from machikata.domain.text import Text
from machikata.publication.document import to_document
from machikata.workspace.proposals import sign
from machikata.workspace.releases import Own, W
from machikata.workspace.workspace import Workspace


def decided(ws: Workspace, output: Output, own: Own[W], *, agrees: bool, comment: str) -> None:
    """Sign the proposal about the newest version of a value, or disagree with it, and say where it stands.

    Raises:
        NotFound: nobody has asked for signatures.
        NotAllowed: nobody named, or somebody who may not sign.
        InputRefused: it has ended, the person has signed already, a reason is missing …
    """
    decided_proposal(ws, output, own.proposal, own.kept.id, agrees=agrees, comment=comment)


def decided_proposal(
    ws: Workspace, output: Output, proposal: Proposal | None, named: str, *, agrees: bool, comment: str
) -> None:
    """The same for the proposal about anything that is called `named`."""
    if proposal is None:
        raise NotFound(
            Text(f"「{named}」の署名はまだ求められていません", f"nobody has asked for signatures for {named}"),
            remedy=Text("先に propose で署名を求めてください", "ask for them with propose first"),
        )
    tell_proposal(output, sign(ws, proposal.id, agrees=agrees, comment=comment, fingerprint=proposal.fingerprint))


def tell_proposal(output: Output, proposal: Proposal) -> None:
    """The proposal as the command's result: how many signatures are missing, or how it ended."""
    output.result(to_document(proposal), lambda: output.say(_where(proposal)))


def _where(p: Proposal) -> Text:
    if p.state is not DecisionState.PROPOSED:
        return _ENDED[p.state] + p.summary
    missing = max(p.needed - sum(s.agrees for s in p.signatures), 0)
    said = Text(
        f"署名を待っています（あと{missing}人）：",
        f"waiting for {missing} more signature{'' if missing == 1 else 's'}: ",
    )
    return said + p.summary


_ENDED: Mapping[DecisionState, Text] = {
    DecisionState.DECIDED: Text("✓ 公表しました：", "✓ public now: "),
    DecisionState.REJECTED: Text("認めませんでした：", "not agreed to: "),
    DecisionState.WITHDRAWN: Text("提案を取り下げました：", "the proposal was withdrawn: "),
}
