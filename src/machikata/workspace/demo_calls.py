# SPDX-License-Identifier: Apache-2.0
"""Calls and the letter in the demo: one call that takes applications, one whose groups wait for a signature, and a letter to be edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Final

from machikata.domain.call import Call
from machikata.domain.digest import RecipientRole
from machikata.domain.municipality import Municipality
from machikata.domain.text import Text
from machikata.samples.call_applications import sample_applications, sample_call
from machikata.workspace.call_applications import apply, own_application
from machikata.workspace.call_groupings import GROUPINGS, form_call_groups, grouping_state, propose_grouping
from machikata.workspace.calls import CALLS, close_call, find_call, open_call, propose_call
from machikata.workspace.demo_publication import DemoSigners, demo_signers, sign_both, sign_once
from machikata.workspace.digests import draft_digest, list_digests
from machikata.workspace.recipients import list_recipients, save_recipient
from machikata.workspace.releases import release_of
from machikata.workspace.workspace import Workspace

OPEN_CALL, GROUPED_CALL = "sample-open", "sample-grouped"
_APPLIED_SO_FAR: Final = 5
_BEGAN: Final = timedelta(days=10)
_SEED: Final = 1
_SENDER: Final = Text("架空県 デジタル推進課（見本）", "Digital section of the invented prefecture (sample)")


def plant_calls(ws: Workspace) -> None:
    """Open two calls for the invented bodies, let them apply, and form the groups of the one that is closed.

    What is there already is left as it is, and what was interrupted is carried on.
    """
    bodies = [b for b in ws.library.bodies() if b.synthetic]
    if not bodies:
        return
    signers, opens = demo_signers(ws), ws.clock().date() - _BEGAN
    waiting = sample_call(opens, call_id=GROUPED_CALL)
    _public_call(ws, signers, replace(waiting, title=waiting.title + Text("（第1回）", " (first)")))
    _apply(ws, signers, waiting, bodies, bodies)
    _group(ws, signers)
    taking = sample_call(opens, call_id=OPEN_CALL)
    _public_call(ws, signers, replace(taking, title=taking.title + Text("（第2回）", " (second)")))
    _apply(ws, signers, taking, bodies, bodies[:_APPLIED_SO_FAR])


def _public_call(ws: Workspace, signers: DemoSigners, call: Call) -> None:
    kept = CALLS.find(ws, call.id)
    if kept is None:
        kept = open_call(
            ws, title=call.title, opened_by=call.opened_by, fields=call.fields, opens=call.opens, deadline=call.deadline,
            text=call.text, call_id=call.id, synthetic=True,
        )  # fmt: skip
    if kept.version == 1 and release_of(ws, CALLS, kept) is None:
        sign_both(signers, propose_call(ws, call.id))


def _apply(
    ws: Workspace, signers: DemoSigners, call: Call, bodies: Sequence[Municipality], who: Sequence[Municipality]
) -> None:
    if find_call(ws, call.id).over:
        return
    codes = {b.code for b in who}
    for a in sample_applications(bodies, call, seed=_SEED, zone=ws.clock().tzinfo or UTC):
        if a.body in codes and own_application(ws, call.id, body=a.body) is None:
            apply(
                signers.officer, call.id, body=a.body, wishes=a.wishes, class_wish=a.class_wish, partners=a.partners,
                contact=a.contact,
            )  # fmt: skip


def _group(ws: Workspace, signers: DemoSigners) -> None:
    """Close the call, form its groups and have one of the two sign for them."""
    if find_call(ws, GROUPED_CALL).kept.value.closed_at is None:
        close_call(ws, GROUPED_CALL)
    if GROUPINGS.find(ws, GROUPED_CALL) is None:
        form_call_groups(ws, GROUPED_CALL)
    if grouping_state(ws, GROUPED_CALL).release is None:
        sign_once(signers.officer, propose_grouping(ws, GROUPED_CALL))


def plant_digest(ws: Workspace, *, today: date | None = None) -> None:
    """Put the heads of the invented bodies on record as recipients, and draft the first letter from what is new.

    Nothing is sent: the addresses are of example.jp, which leads nowhere.
    """
    bodies = [b for b in ws.library.bodies() if b.synthetic]
    known = {k.value.body for k in list_recipients(ws, left=True)}
    officer = demo_signers(ws).officer
    for body in bodies:
        if body.code not in known:
            save_recipient(
                officer, body=body.code, role=RecipientRole.HEAD, mail=f"head-{body.code}@example.jp", name="架空 太郎"
            )
    if bodies and not list_digests(ws):
        draft_digest(officer, sender_name=_SENDER, until=today)
