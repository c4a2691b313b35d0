# SPDX-License-Identifier: Apache-2.0
"""The demo's letters and what has come back for them: all of it invented, nothing of it sent, and a second start changes nothing."""

from __future__ import annotations

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.digest import DigestState, RecipientRole, ReplyKind
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.workspace.audit_trail import audit_entries
from machikata.workspace.bodies import save_body
from machikata.workspace.demo_calls import plant_calls, plant_digest
from machikata.workspace.demo_publication import plant_publication
from machikata.workspace.demo_replies import plant_replies
from machikata.workspace.digest_replies import list_replies, reply_counts
from machikata.workspace.digest_sending import deliveries_of
from machikata.workspace.digests import list_digests
from machikata.workspace.recipients import list_recipients


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    ws = open_workspace(tmp_path_factory.mktemp("w"))
    for body in DEMO_PLAN.bodies:
        save_body(ws, body.municipality)
    plant_publication(ws)
    plant_calls(ws)
    plant_digest(ws)
    plant_replies(ws)
    return ws


def test_one_letter_was_read_by_a_second_person_and_the_next_is_a_draft_with_other_news(ws):
    draft, first = list_digests(ws)
    assert (first.value.state, draft.value.state) == (DigestState.READY, DigestState.DRAFT)
    assert first.value.items
    assert {i.kind.value for i in draft.value.items} >= {"effect", "call"}
    assert not {i.subject for i in first.value.items} & {i.subject for i in draft.value.items}


def test_a_proposal_an_answered_question_and_an_automatic_reply_came_back(ws):
    first = list_digests(ws)[-1].id
    counts = reply_counts(ws, first)
    assert (counts.proposals, counts.questions, counts.answered, counts.automatic) == (1, 1, 1, 1)
    replies = [k.value for k in list_replies(ws, automatic=True)]
    assert all(r.synthetic and r.digest == first and r.body for r in replies)
    assert {r.kind for r in replies} == {ReplyKind.PROPOSAL, ReplyKind.QUESTION, ReplyKind.OTHER}


def test_nothing_was_sent_and_one_recipient_gets_no_more_letters(ws):
    assert [deliveries_of(ws, k.id) for k in list_digests(ws)] == [(), ()]
    everybody = [k.value for k in list_recipients(ws, left=True)]
    assert {r.role for r in everybody} == {RecipientRole.HEAD, RecipientRole.DIGITAL, RecipientRole.REFORM}
    assert sum(bool(r.left.ja) for r in everybody) == 1


def test_a_second_start_changes_nothing(ws):
    before = len(audit_entries(ws))
    plant_digest(ws)
    plant_replies(ws)
    assert len(audit_entries(ws)) == before


def test_without_recipients_and_letters_there_is_nothing_to_reply_to(tmp_path):
    ws = open_workspace(tmp_path / "w")
    plant_replies(ws)
    assert list_replies(ws, automatic=True) == ()
