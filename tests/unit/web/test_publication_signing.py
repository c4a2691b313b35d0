# SPDX-License-Identifier: Apache-2.0
"""A page takes signatures for its own subject alone, from named persons, each once, for the version that they saw."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.automation.app.context import DecisionState
from machikata.domain.actor import Role
from machikata.domain.effect import Aspect
from machikata.testing.campaigns import town
from machikata.testing.planted import MINE, THEIRS, case, measure, report, signers
from machikata.workspace.bodies import save_body
from machikata.workspace.cases import propose_case, save_case
from machikata.workspace.effects import propose_effect, published_effects, save_effect
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import propose, sign


@pytest.fixture
def ws(site):
    for n in (1, 2):
        save_body(site.workspace, town(n))
    return site.workspace


@pytest.fixture
def effect(ws):
    kept = save_effect(ws, report("取り組み", measure(400.0, Aspect.BEFORE, n=50, persons=9)), owner=MINE)
    return kept, propose_effect(ws, kept.id, owner=MINE)


def as_person(site, person):
    site.post("/persons/switch", {"person": person.id if person else "", "back": "/"})


def signing(site, address, proposal, **more):
    fields = {"proposal": proposal.id, "fingerprint": proposal.fingerprint, "word": "agree", "comment": "", **more}
    return site.post(f"{address}/sign", fields, follow=False)


def signatures(ws, proposal):
    return len(ws.library.proposal(proposal.id).signatures)


def test_a_page_takes_no_signature_for_what_it_does_not_show(site, ws, effect):
    mine, _ = effect
    other = save_effect(ws, report("別の取り組み", measure(1.0, Aspect.BEFORE, n=50, persons=9)), owner=THEIRS)
    third = save_case(ws, case(), owner=MINE)
    run = propose(
        ws,
        app="_workspace",
        owner=MINE,
        run="",
        subject="rosters/1",
        summary=case().title,
        fingerprint="a" * 64,
        needed=2,
    )
    foreign = (propose_effect(ws, other.id, owner=THEIRS), propose_case(ws, third.id, owner=MINE), run)
    person, _ = signers(ws)
    as_person(site, person)
    for proposal in foreign:
        for address in (
            f"/effects/{MINE}/{mine.id}",
            f"/cases/{MINE}/{mine.id}",
            "/publish/tables/2024-12-31",
            "/calls/c1",
            "/calls/c1/groups",
        ):
            if address.startswith("/cases") and proposal is foreign[1]:
                continue
            assert signing(site, address, proposal).status_code == 404, address
            gone = site.post(f"{address}/withdraw", {"proposal": proposal.id, "comment": "理由"}, follow=False)
            assert gone.status_code == 404, address
        assert ws.library.proposal(proposal.id) == proposal


def test_an_unnamed_officer_signs_nothing(site, ws, effect):
    kept, proposal = effect
    assert signing(site, f"/effects/{MINE}/{kept.id}", proposal).status_code == 403
    assert signatures(ws, proposal) == 0


def test_one_person_signs_once(site, ws, effect):
    kept, proposal = effect
    address = f"/effects/{MINE}/{kept.id}"
    officer, _ = signers(ws)
    as_person(site, officer)
    assert signing(site, address, proposal).status_code == 303
    assert signing(site, address, proposal).status_code == 422
    assert signatures(ws, proposal) == 1


@pytest.mark.parametrize("seen", ["", "0" * 64, "x"])
def test_a_signature_for_something_else_than_what_was_seen_is_refused(site, ws, effect, seen):
    kept, proposal = effect
    as_person(site, signers(ws)[0])
    assert signing(site, f"/effects/{MINE}/{kept.id}", proposal, fingerprint=seen).status_code == 422
    assert signatures(ws, proposal) == 0


def test_a_version_that_was_changed_cannot_be_signed_for_any_more(site, ws, effect):
    kept, proposal = effect
    officer, approver = signers(ws)
    as_person(site, officer)
    assert signing(site, f"/effects/{MINE}/{kept.id}", proposal).status_code == 303
    changed = report("書きかえた", measure(9.0, Aspect.BEFORE, n=50, persons=9))
    save_effect(ws, replace(changed, id=kept.id), owner=MINE)
    as_person(site, approver)
    assert signing(site, f"/effects/{MINE}/{kept.id}", proposal).status_code == 422
    assert published_effects(ws) == ()


@pytest.mark.parametrize("word", ["", "AGREE", "yes", "agree "])
def test_nothing_but_the_word_agrees(site, ws, effect, word):
    kept, proposal = effect
    as_person(site, signers(ws)[0])
    signing(site, f"/effects/{MINE}/{kept.id}", proposal, word=word, comment="")
    assert ws.library.proposal(proposal.id).state is DecisionState.PROPOSED
    assert all(s.agrees for s in ws.library.proposal(proposal.id).signatures)


def test_an_officer_of_another_body_neither_signs_nor_takes_back(site, ws, effect, at_desk_of):
    kept, proposal = effect
    stranger = at_desk_of(site, THEIRS)
    address = f"/effects/{MINE}/{kept.id}"
    assert signing(stranger, address, proposal).status_code == 403
    assert (
        stranger.post(f"{address}/withdraw", {"proposal": proposal.id, "comment": "x"}, follow=False).status_code == 403
    )
    assert stranger.post(f"{address}/take-back", {"reason": "x"}, follow=False).status_code == 403
    assert ws.library.proposal(proposal.id) == proposal


def test_two_officers_without_an_approver_publish_nothing(ws, effect):
    _, proposal = effect
    officers = [save_person(ws, name=n, body="*", roles=[Role.OFFICER]) for n in ("甲田", "乙田")]
    sign(ws.acting_as(officers[0].actor()), proposal.id, agrees=True)
    with pytest.raises(Exception, match="no approver"):
        sign(ws.acting_as(officers[1].actor()), proposal.id, agrees=True)
    assert published_effects(ws) == ()
