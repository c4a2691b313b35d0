# SPDX-License-Identifier: Apache-2.0
"""An app proposes, named officers decide: different persons, over exactly this content."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from machikata.automation.app.context import DecisionState, Proposal
from machikata.automation.run import RunState
from machikata.bootstrap import open_workspace
from machikata.domain.actor import ALL_BODIES, Actor, Role
from machikata.domain.errors import InputRefused, MachikataError, NotAllowed, NotFound
from machikata.domain.text import Text
from machikata.workspace.app_context import context_for
from machikata.workspace.audit_trail import audit_entries, note_of, verify_audit
from machikata.workspace.persons import remove_person, save_person
from machikata.workspace.proposals import find_proposal, list_proposals, may_sign, propose, sign, withdraw_proposal

WORDS = Text("割り当ての結果", "The allocation")


def proposed(office, *, needed: int = 2, run_id: str = "run1") -> Proposal:
    run = office.ws.library.run(run_id) or office.done(run_id)
    return propose(
        office.ws, app=run.app, owner=run.owner, run=run.id, subject="outcome", summary=WORDS,
        fingerprint=run.outcome, needed=needed,
    )  # fmt: skip


def codes(refused: pytest.ExceptionInfo[InputRefused]) -> list[str]:
    return [p.code for p in refused.value.problems]


def test_two_different_persons_decide_and_the_record_says_that_nobody_proved_who_they_were(office) -> None:
    p = proposed(office)
    once = sign(office.of(office.officer), p.id, agrees=True, fingerprint=p.fingerprint)
    assert once.state is DecisionState.PROPOSED
    twice = sign(office.of(office.approver), p.id, agrees=True, comment="よい")
    assert twice.state is DecisionState.DECIDED
    assert [(s.person, s.name, s.agrees, s.authenticated, s.comment) for s in twice.signatures] == [
        (office.officer.id, "架空 花子", True, False, ""),
        (office.approver.id, "架空 次郎", True, False, "よい"),
    ]
    assert find_proposal(office.ws, p.id) == twice
    assert list_proposals(office.ws, state=DecisionState.DECIDED) == (twice,)
    notes = [e.note for e in audit_entries(office.ws) if e.note.what.startswith("proposal")]
    assert [n.what for n in notes] == ["proposal-made", "proposal-signed", "proposal-decided"]
    assert [n.person for n in notes] == ["", office.officer.id, office.approver.id]
    assert not any(n.authenticated for n in notes)
    assert "よい" not in repr([n.details for n in notes])


def test_the_unnamed_local_officer_prepares_but_does_not_sign(office) -> None:
    p = proposed(office)
    with pytest.raises(NotAllowed, match="without a name"):
        sign(office.ws, p.id, agrees=True)
    assert [x.code for x in may_sign(office.ws, p)] == ["NotAllowed"]
    assert may_sign(office.of(office.officer), p) == ()


def test_a_person_counts_once_under_any_name(office) -> None:
    p = proposed(office)
    sign(office.of(office.officer), p.id, agrees=True)
    renamed = save_person(
        office.ws, name="別名", body=p.owner, roles={Role.OFFICER, Role.APPROVER}, person_id=office.officer.id
    )
    with pytest.raises(InputRefused) as raised:
        sign(office.of(renamed), p.id, agrees=True)
    assert codes(raised) == ["proposal-signed-already"]
    assert len(find_proposal(office.ws, p.id).signatures) == 1


def test_two_officers_without_an_approver_do_not_decide(office) -> None:
    p = proposed(office)
    sign(office.of(office.officer), p.id, agrees=True)
    with pytest.raises(InputRefused) as raised:
        sign(office.of(office.second), p.id, agrees=True)
    assert codes(raised) == ["proposal-approver"]
    assert sign(office.of(office.approver), p.id, agrees=True).state is DecisionState.DECIDED


def test_an_approver_may_sign_first(office) -> None:
    p = proposed(office)
    sign(office.of(office.approver), p.id, agrees=True)
    assert sign(office.of(office.second), p.id, agrees=True).state is DecisionState.DECIDED


def test_the_role_of_the_day_of_signing_counts(office) -> None:
    p = proposed(office)
    signed = sign(office.of(office.approver), p.id, agrees=True)
    assert [s.role for s in signed.signatures] == ["approver"]
    save_person(office.ws, name="架空 次郎", body=p.owner, roles={Role.READER}, person_id=office.approver.id)
    assert sign(office.of(office.second), p.id, agrees=True).state is DecisionState.DECIDED


def test_one_who_disagrees_ends_it_with_a_reason(office) -> None:
    p = proposed(office)
    with pytest.raises(InputRefused) as raised:
        sign(office.of(office.second), p.id, agrees=False, comment="  ")
    assert codes(raised) == ["proposal-reason"]
    ended = sign(office.of(office.second), p.id, agrees=False, comment="定員が違う")
    assert (ended.state, ended.ended_why) == (DecisionState.REJECTED, "定員が違う")
    with pytest.raises(InputRefused) as raised:
        sign(office.of(office.approver), p.id, agrees=True)
    assert codes(raised) == ["proposal-ended"]
    with pytest.raises(InputRefused):
        withdraw_proposal(office.ws, p.id, reason="誤り")


def test_what_is_withdrawn_is_no_longer_signed_and_can_be_proposed_anew(office) -> None:
    p = proposed(office)
    sign(office.of(office.officer), p.id, agrees=True)
    with pytest.raises(InputRefused):
        withdraw_proposal(office.ws, p.id, reason=" ")
    assert withdraw_proposal(office.ws, p.id, reason="入力の誤り").state is DecisionState.WITHDRAWN
    with pytest.raises(InputRefused):
        sign(office.of(office.approver), p.id, agrees=True)
    anew = proposed(office)
    assert (anew.id != p.id, anew.signatures) == (True, ())


def test_the_same_proposal_made_twice_is_one(office) -> None:
    assert proposed(office) == proposed(office)
    assert len(list_proposals(office.ws)) == 1


def test_strangers_readers_and_removed_persons_do_not_sign(office) -> None:
    p = proposed(office)
    other = next(b.code for b in office.ws.library.bodies() if b.code != p.owner)
    stranger = save_person(office.ws, name="架空 四郎", body=other, roles={Role.APPROVER})
    reader = save_person(office.ws, name="架空 五郎", body=p.owner, roles={Role.READER})
    remove_person(office.ws, office.second.id)
    for person in (stranger, reader, office.second):
        with pytest.raises(NotAllowed):
            sign(office.of(person), p.id, agrees=True)
    assert list_proposals(office.of(stranger)) == ()
    with pytest.raises(NotFound):
        sign(office.of(reader), "nothing", agrees=True)


def test_whoever_saw_another_content_does_not_sign(office) -> None:
    p = proposed(office)
    with pytest.raises(InputRefused) as raised:
        sign(office.of(office.officer), p.id, agrees=True, fingerprint="0" * 64)
    assert codes(raised) == ["proposal-other-content"]


def test_a_run_that_has_not_ended_well_is_not_signed(office) -> None:
    p = proposed(office)
    run = office.ws.library.run("run1")
    failed = replace(run, state=RunState.FAILED)
    office.ws.library.replace_run(failed, found=RunState.DONE, note=note_of(office.ws, "run-ended", owner=run.owner))
    with pytest.raises(InputRefused) as raised:
        sign(office.of(office.officer), p.id, agrees=True)
    assert codes(raised) == ["proposal-run"]
    assert sign(office.of(office.officer), p.id, agrees=False, comment="失敗").state is DecisionState.REJECTED


def test_an_outcome_that_was_put_in_place_of_the_one_that_was_signed_is_refused(office) -> None:
    p = proposed(office)
    sign(office.of(office.officer), p.id, agrees=True)
    other = office.done("run2", answers={"1": "other"})
    run = office.ws.library.run("run1")
    office.ws.library.replace_run(replace(run, outcome=other.outcome), found=RunState.DONE)
    with pytest.raises(InputRefused) as raised:
        sign(office.of(office.approver), p.id, agrees=True)
    assert codes(raised) == ["proposal-content"]


def test_bytes_that_were_changed_in_the_database_are_not_signed(office, tmp_path: Path) -> None:
    p = proposed(office)
    engine = create_engine(f"sqlite:///{tmp_path / 'ws' / 'machikata.db'}")
    with engine.begin() as c:
        c.execute(text("UPDATE app_files SET content = content || ' '"))
    engine.dispose()
    with pytest.raises(InputRefused) as raised:
        sign(office.of(office.officer), p.id, agrees=True)
    assert "damaged" in raised.value.problems[0].what.en


def test_a_document_of_the_drawer_is_signed_only_as_it_was_proposed(office) -> None:
    context = context_for(office.ws, "row-count", owner=office.officer.body)
    kept = context.store.put("lots", {"順番": [2, 1]})
    p = context.decisions.propose("lots", Text("くじ", "Lots"), fingerprint=kept.fingerprint, needed=2)
    sign(office.of(office.officer), p.id, agrees=True)
    context.store.put("lots", {"順番": [1, 2]})
    with pytest.raises(InputRefused) as raised:
        sign(office.of(office.approver), p.id, agrees=True)
    assert codes(raised) == ["proposal-content"]
    context.store.put("lots", {"順番": [2, 1]})
    assert sign(office.of(office.approver), p.id, agrees=True).state is DecisionState.DECIDED


def test_a_kept_file_can_be_proposed_and_what_was_never_kept_cannot_be_signed(office) -> None:
    context = context_for(office.ws, "row-count", owner=office.officer.body)
    sha256 = context.store.put_file("letters.pdf", b"%PDF")
    p = context.decisions.propose("letters", WORDS, fingerprint=sha256, needed=2)
    assert may_sign(office.of(office.officer), p) == ()
    lost = context.decisions.propose("x", WORDS, fingerprint=hashlib.sha256(b"lost").hexdigest(), needed=2)
    assert [x.code for x in may_sign(office.of(office.officer), lost)] == ["proposal-content"]


def test_the_result_and_the_files_of_a_run_can_be_proposed(office) -> None:
    run = office.done()
    context = context_for(office.ws, "row-count", owner=run.owner, run=run.id)
    sha256 = hashlib.sha256(b"1\n2").hexdigest()
    for subject, fingerprint in (("file", sha256), ("result", hashlib.sha256(b'{"rows":2}').hexdigest())):
        p = context.decisions.propose(subject, WORDS, fingerprint=fingerprint, needed=2)
        assert may_sign(office.of(office.officer), p) == ()
        assert context.decisions.of(subject) == (p,)


def test_a_newer_proposal_for_the_subject_takes_the_place_of_the_older(office) -> None:
    run = office.done()
    context = context_for(office.ws, "row-count", owner=run.owner, run=run.id)
    older = context.decisions.propose("outcome", WORDS, fingerprint=hashlib.sha256(b"1\n2").hexdigest(), needed=2)
    newer = proposed(office)
    assert [x.code for x in may_sign(office.of(office.officer), older)] == ["proposal-superseded"]
    assert may_sign(office.of(office.officer), newer) == ()


def test_faults_of_a_proposal_are_told_at_once(office) -> None:
    with pytest.raises(InputRefused) as raised:
        propose(
            office.ws, app="a", owner=office.officer.body, run="", subject="", summary=WORDS, fingerprint="x", needed=0
        )
    assert codes(raised) == ["proposal-subject", "proposal-fingerprint", "proposal-needed"]


@pytest.mark.parametrize("needed", [2, 3])
def test_signing_together_loses_no_signature_and_counts_nobody_twice(office, tmp_path: Path, needed: int) -> None:
    p = proposed(office, needed=needed)
    persons = [save_person(office.ws, name=f"決裁者{n}", body=p.owner, roles={Role.APPROVER}) for n in range(needed)]
    done: list[Proposal] = []
    refused: list[MachikataError] = []
    start = threading.Barrier(2 * needed)

    def work(person) -> None:
        # Each in a program of its own, as two officers at two machines are.
        mine = replace(open_workspace(tmp_path / "ws"), registry=office.ws.registry).acting_as(person.actor())
        start.wait()
        try:
            done.append(sign(mine, p.id, agrees=True))
        except InputRefused as error:
            refused.append(error)

    threads = [threading.Thread(target=work, args=(person,)) for person in (*persons, *persons)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    held = find_proposal(office.ws, p.id)
    assert held.state is DecisionState.DECIDED
    assert sorted(s.person for s in held.signatures) == sorted(x.id for x in persons)
    assert (len(done), len(refused)) == (needed, needed)
    assert verify_audit(office.ws).intact
    assert len(audit_entries(office.ws, what="proposal-decided")) == 1


@pytest.mark.parametrize("name", ["架空　花子", "架空花子", "架空 花\U000e0100子", "架空\u200b 花子"])
def test_one_person_put_on_record_twice_signs_once(office, name: str) -> None:
    p = proposed(office)
    sign(office.of(office.officer), p.id, agrees=True)
    with pytest.raises(InputRefused) as raised:
        save_person(office.ws, name=name, body=p.owner, roles={Role.OFFICER, Role.APPROVER})
    assert codes(raised) == ["person-twice"]
    with pytest.raises(InputRefused) as raised:
        save_person(office.ws, name=name, body=ALL_BODIES, roles={Role.OFFICER, Role.APPROVER})
    assert codes(raised) == ["person-twice"]
    remove_person(office.ws, office.officer.id)
    again = save_person(office.ws, name=name, body=p.owner, roles={Role.OFFICER, Role.APPROVER})
    assert again.id != office.officer.id
    with pytest.raises(InputRefused) as raised:
        sign(office.of(again), p.id, agrees=True)
    assert codes(raised) == ["proposal-same-name"]
    assert [x.code for x in may_sign(office.of(again), find_proposal(office.ws, p.id))] == ["proposal-same-name"]
    assert len(find_proposal(office.ws, p.id).signatures) == 1


def test_a_switch_made_before_roles_or_name_changed_gives_none_of_the_old_ones(office) -> None:
    p = proposed(office)
    sign(office.of(office.officer), p.id, agrees=True)
    before = office.of(office.approver)
    save_person(office.ws, name="架空 次郎", body=p.owner, roles={Role.OFFICER}, person_id=office.approver.id)
    with pytest.raises(InputRefused) as raised:
        sign(before, p.id, agrees=True)
    assert codes(raised) == ["proposal-approver"]
    save_person(office.ws, name="架空 次郎", body=p.owner, roles={Role.AUDITOR}, person_id=office.approver.id)
    with pytest.raises(NotAllowed):
        sign(before, p.id, agrees=True)


def test_whoever_only_says_to_be_a_person_signs_under_the_name_on_record(office) -> None:
    p = proposed(office)
    said = Actor("だれか", ALL_BODIES, frozenset(Role), person=office.officer.id)
    signed = sign(office.ws.acting_as(said), p.id, agrees=True)
    assert [(s.name, s.role) for s in signed.signatures] == [("架空 花子", "officer")]
    for made_up in (replace(said, person="nobody"), replace(said, person="")):
        with pytest.raises(NotAllowed, match="without a name"):
            sign(office.ws.acting_as(made_up), p.id, agrees=True)
