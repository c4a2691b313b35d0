# SPDX-License-Identifier: Apache-2.0
"""Named local persons are put on record, switched by hand, and never forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.domain.actor import LOCAL_OFFICER, Role
from machikata.domain.errors import InputRefused, NotAllowed, NotFound
from machikata.workspace.audit_trail import audit_entries
from machikata.workspace.persons import acting, find_person, list_persons, remove_person, save_person


def test_a_person_acts_named_and_not_authenticated(office) -> None:
    mine = acting(office.ws, office.approver.id).actor
    assert (mine.name, mine.body, mine.person) == ("架空 次郎", office.approver.body, office.approver.id)
    assert mine.named
    assert not mine.authenticated
    assert mine.roles == {Role.APPROVER, Role.READER}
    assert not LOCAL_OFFICER.named


def test_a_removed_person_stays_on_record_and_can_no_longer_act(office) -> None:
    remove_person(office.ws, office.second.id)
    assert office.second.id not in [p.id for p in list_persons(office.ws)]
    assert office.second.id in [p.id for p in list_persons(office.ws, removed=True)]
    assert find_person(office.ws, office.second.id).removed_at is not None
    for refused in (acting, remove_person):
        with pytest.raises(NotFound):
            refused(office.ws, office.second.id)
    with pytest.raises(NotFound):
        save_person(
            office.ws, name="架空 三郎", body=office.second.body, roles={Role.OFFICER}, person_id=office.second.id
        )
    again = save_person(office.ws, name="架空 三郎", body=office.second.body, roles={Role.OFFICER})
    assert again.id != office.second.id


def test_all_faults_of_a_form_are_told_at_once(office) -> None:
    with pytest.raises(InputRefused) as raised:
        save_person(office.ws, name=" \n ", body=office.officer.body, roles=())
    assert [p.code for p in raised.value.problems] == ["person-name", "person-roles"]
    with pytest.raises(InputRefused) as raised:
        save_person(office.ws, name="架空\r\n花子", body=office.officer.body, roles={Role.OFFICER})
    assert [p.code for p in raised.value.problems] == ["person-twice"]


def test_names_and_roles_can_change_and_the_trail_says_so_without_the_name(office) -> None:
    o = office.officer
    changed = save_person(office.ws, name="架空 花代", body=o.body, roles={Role.APPROVER}, person_id=o.id)
    assert (changed.id, changed.roles) == (o.id, {Role.APPROVER, Role.READER})
    newest = audit_entries(office.ws, what="person-saved")[-1].note
    assert newest.details == {"person": o.id, "roles": ["approver", "reader"], "new": False}
    assert "花" not in repr(newest.details)


def test_another_body_s_persons_are_nobody_s_business(office) -> None:
    town = office.officer.body
    other = next(b.code for b in office.ws.library.bodies() if b.code != town)
    stranger = save_person(office.ws, name="架空 四郎", body=other, roles={Role.OFFICER})
    mine = office.of(office.officer)
    assert stranger.id not in [p.id for p in list_persons(mine)]
    for refused in (find_person, acting, remove_person):
        with pytest.raises(NotAllowed):
            refused(mine, stranger.id)
    with pytest.raises(NotAllowed):
        save_person(mine, name="架空 五郎", body=other, roles={Role.OFFICER})
    with pytest.raises(NotAllowed):
        save_person(office.of(office.approver), name="架空 五郎", body=town, roles={Role.OFFICER})
    with pytest.raises(NotFound):
        save_person(office.ws, name="架空 五郎", body="000000", roles={Role.OFFICER})


def test_whoever_has_signed_in_cannot_become_another(office) -> None:
    signed_in = replace(office.officer.actor(), authenticated=True)
    with pytest.raises(NotAllowed, match="signed in"):
        acting(office.ws.acting_as(signed_in), office.approver.id)


def test_nobody_becomes_an_approver_by_the_own_hand(office) -> None:
    mine, o = office.of(office.officer), office.officer
    assert save_person(mine, name="架空 六郎", body=o.body, roles={Role.OFFICER}).roles == {Role.OFFICER, Role.READER}
    for person_id in (o.id, None):
        with pytest.raises(NotAllowed):
            save_person(mine, name="架空 七郎", body=o.body, roles={Role.APPROVER}, person_id=person_id)
