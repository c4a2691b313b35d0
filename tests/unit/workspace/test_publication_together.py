# SPDX-License-Identifier: Apache-2.0
"""Several who do the same at once: one wins, the others are told, nothing is there twice or by halves; and the trail names nobody."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from machikata.automation.app.context import DecisionState
from machikata.bootstrap import open_workspace
from machikata.domain.actor import Role
from machikata.domain.call import ClassWish
from machikata.domain.case_study import ServiceField
from machikata.domain.digest import RecipientRole
from machikata.domain.effect import Aspect
from machikata.domain.errors import InputRefused, MachikataError
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.testing.planted import MINE, case, measure, planted, report, signed_by, signers
from machikata.workspace.bodies import list_groups, save_body
from machikata.workspace.call_applications import apply, withdraw_application
from machikata.workspace.call_groupings import (
    GROUPINGS,
    adjust_grouping,
    adopt_grouping,
    form_call_groups,
    grouping_history,
    propose_grouping,
    restore_grouping,
)
from machikata.workspace.calls import close_call, open_call
from machikata.workspace.cases import CASES, save_case
from machikata.workspace.digest_replies import REPLIES, forget_reply, take_reply
from machikata.workspace.digests import DIGESTS, draft_digest
from machikata.workspace.effects import EFFECTS, propose_effect, published_effects, save_effect
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import sign
from machikata.workspace.recipients import leave, list_recipients, save_recipient


@pytest.fixture
def ws(tmp_path):
    ws = open_workspace(tmp_path / "w")
    for n in range(1, 5):
        save_body(ws, town(n))
    return ws


def at_once(*acts):
    """Do all of it at the same moment; what came of each, errors of ours included."""
    barrier, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        barrier.wait()
        try:
            found[n] = act()
        except MachikataError as error:
            found[n] = error

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert None not in found
    return found


def refused(found):
    return [f for f in found if isinstance(f, MachikataError)]


EFFECT = report("取り組み", measure(400.0, Aspect.BEFORE, n=50, persons=9))


def test_of_several_who_save_at_once_one_is_kept_and_the_others_are_told(ws):
    kept = save_effect(ws, EFFECT, owner=MINE)
    changed = [replace(EFFECT, id=kept.id, title=Text(f"版{n}", f"{n}")) for n in range(4)]
    found = at_once(*(lambda c=c: save_effect(ws, c, owner=MINE, found=1) for c in changed))
    assert len(refused(found)) == 3
    assert [k.version for k in EFFECTS.history(ws, kept.id, owner=MINE)] == [1, 2]


def test_new_ones_at_once_get_ids_of_their_own_or_are_told(ws):
    found = at_once(*(lambda n=n: save_case(ws, case(title=Text(f"{n}", f"{n}")), owner=MINE) for n in range(4)))
    made = [f for f in found if not isinstance(f, MachikataError)]
    assert len({k.id for k in made}) == len(made) >= 1
    assert len(CASES.all(ws, owner=MINE)) == len(made)


def test_letters_drafted_at_once_are_one_letter(ws):
    found = at_once(*(lambda: draft_digest(ws, sender_name=Text("県", "Pref")) for _ in range(3)))
    numbers = [k.value.number for k in DIGESTS.all(ws, owner="*")]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(numbers) == 3 - len(refused(found))


def test_a_reply_taken_several_times_at_once_is_one(ws):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "mayor@town.example", "office@pref.example", "<one@town.example>"
    mail.set_content("提案")
    found = at_once(*(lambda: take_reply(ws, mail.as_bytes()) for _ in range(4)))
    assert refused(found) == []
    assert len({k.id for k in found}) == len(REPLIES.all(ws, owner="*")) == 1
    assert len(REPLIES.history(ws, found[0].id, owner="*")) == 1


def test_a_change_while_one_signs_is_never_public_unsigned(ws):
    officer, approver = signers(ws)
    for round_ in range(3):
        kept = save_effect(ws, EFFECT, owner=MINE)
        proposal = propose_effect(ws, kept.id, owner=MINE)
        sign(ws.acting_as(officer.actor()), proposal.id, agrees=True)
        changed = replace(EFFECT, id=kept.id, title=Text(f"変えた{round_}", "changed"))
        at_once(
            lambda p=proposal: sign(ws.acting_as(approver.actor()), p.id, agrees=True),
            lambda c=changed: save_effect(ws, c, owner=MINE),
        )
        assert all("変えた" not in p.effect.report.title.ja for p in published_effects(ws))


def test_one_person_who_signs_several_times_at_once_has_signed_once(ws):
    officer, _ = signers(ws)
    approver = save_person(ws, name="決裁", body="*", roles=[Role.APPROVER])
    proposal = propose_effect(ws, save_effect(ws, EFFECT, owner=MINE).id, owner=MINE)
    at_once(*(lambda: sign(ws.acting_as(approver.actor()), proposal.id, agrees=True) for _ in range(4)))
    held = ws.library.proposal(proposal.id)
    assert len(held.signatures) == 1
    assert held.state is DecisionState.PROPOSED
    assert officer


@pytest.fixture
def grouped(ws):
    today = ws.clock().date()
    call = open_call(
        ws, title=Text("公募", "A call"), opened_by="県", fields=[ServiceField.TAX], opens=today, deadline=today + timedelta(days=9)
    )  # fmt: skip
    for n in range(1, 5):
        apply(ws, call.id, body=town(n).code, wishes=[ServiceField.TAX], class_wish=ClassWish.ANY)
    form_call_groups(ws, call.id, found=0)
    close_call(ws, call.id)
    return call.id


def test_groups_formed_several_times_at_once_are_one_version(ws, grouped):
    found = at_once(*(lambda: form_call_groups(ws, grouped, found=1) for _ in range(3)))
    assert len(refused(found)) == 2
    assert [k.version for k in grouping_history(ws, grouped)] == [1, 2]


def test_groups_are_adopted_as_signed_or_not_at_all_while_somebody_changes_them(ws, grouped):
    signed_by(ws, signers(ws), propose_grouping(ws, grouped).id)
    signed = GROUPINGS.get(ws, grouped, owner="*").value
    leaving = max(signed.groups, key=lambda g: len(g.members)).members[0]
    at_once(
        lambda: adopt_grouping(ws, grouped),
        lambda: adjust_grouping(ws, grouped, {leaving: ""}, reason="都合"),
    )
    adopted = any(k.value.adopted for k in grouping_history(ws, grouped))
    members = {frozenset(g.members) for g in list_groups(ws)}
    assert members in (set(), {frozenset(g.members) for g in signed.groups})
    assert adopted == bool(members)


def test_an_older_version_is_not_taken_again_over_one_that_nobody_saw(ws, grouped):
    form_call_groups(ws, grouped, found=1)
    with pytest.raises(InputRefused):
        restore_grouping(ws, grouped, version=1, found=1)


def test_the_trail_and_the_journal_hold_no_names_addresses_or_comments_of_persons(ws):
    made = planted(ws)
    recipient = list_recipients(ws)[0]
    leave(ws, recipient.id, reason=Text("私的な理由", "私的な理由"))
    save_recipient(ws, body=MINE, role=RecipientRole.HEAD, mail="second@town.example", name="個人名")
    withdraw_application(ws, made.of["call_id"], body=town(2).code, reason="私的な理由")
    forget_reply(ws, made.of["reply_id"])
    told = json.dumps([repr(r) for r in (*ws.library.audit_lines(), *ws.library.acts(limit=1000))], ensure_ascii=False)
    for word in ("秘中の言葉", "hidden-mayor", "second@", "個人名", "私的な理由", "777123"):
        assert word not in told
    files = [
        f for f in ws.folder.rglob("*") if f.is_file() and f.suffix in (".log", ".txt", ".json", ".jsonl", ".head")
    ]
    assert not any("秘中の言葉".encode() in f.read_bytes() or b"hidden-mayor" in f.read_bytes() for f in files)
