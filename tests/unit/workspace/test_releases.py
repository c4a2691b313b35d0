# SPDX-License-Identifier: Apache-2.0
"""What is kept in versions becomes public by two signatures, and only the version that was signed."""

from __future__ import annotations

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Person, Role
from machikata.domain.errors import InputRefused, NotAllowed, NotFound
from machikata.domain.text import Text
from machikata.workspace.audit_trail import audit_entries, verify_audit
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import sign
from machikata.workspace.releases import every_release, open_releases, propose_release, release_of, released
from machikata.workspace.shelf import Shelf

SHELF = Shelf("things", Text, Text("もの", "thing"))
TOWN, OTHER = "990019", "990027"


@pytest.fixture
def ws(tmp_path):
    return open_workspace(tmp_path / "w")


def signed(ws, proposal):
    for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER)):
        known = next((p for p in ws.library.persons() if p.name == name), None)
        person = known or save_person(ws, name=name, body="*", roles=[role])
        proposal = sign(ws.acting_as(person.actor()), proposal.id, agrees=True)
    return proposal


def test_versions_count_from_one_and_the_newest_is_found(ws):
    first = SHELF.put(ws, "a", Text("一", "one"), owner=TOWN, did="thing-saved")
    second = SHELF.put(ws, "a", Text("二", "two"), owner=TOWN, did="thing-saved", found=first.version)
    assert (first.version, second.version) == (1, 2)
    assert SHELF.get(ws, "a") == second
    assert [k.value.ja for k in SHELF.history(ws, "a", owner=TOWN)] == ["一", "二"]
    assert [e.note.what for e in audit_entries(ws)] == ["thing-saved", "thing-saved"]
    assert verify_audit(ws).intact


def test_nobody_overwrites_what_he_has_not_seen_and_then_nothing_is_noted(ws):
    SHELF.put(ws, "a", Text("一", "one"), owner=TOWN, did="thing-saved", found=0)
    with pytest.raises(InputRefused, match="somebody has changed"):
        SHELF.put(ws, "a", Text("二", "two"), owner=TOWN, did="thing-saved", found=0)
    assert len(audit_entries(ws)) == 1


def test_what_is_not_there_is_told(ws):
    assert SHELF.find(ws, "a") is None
    with pytest.raises(NotFound, match="no thing “a”"):
        SHELF.get(ws, "a")


def test_the_newest_of_all_bodies_come_in_order(ws):
    for body, value_id in ((OTHER, "b"), (TOWN, "b2"), (TOWN, "a")):
        SHELF.put(ws, value_id, Text(body, body), owner=body, did="thing-saved")
        SHELF.put(ws, value_id, Text("新", "new"), owner=body, did="thing-saved")
    assert [(k.id, k.version) for k in SHELF.all(ws)] == [("a", 2), ("b", 2), ("b2", 2)]
    assert [k.id for k in SHELF.all(ws, owner=TOWN)] == ["a", "b2"]
    assert [k.id for k in SHELF.all(ws, under="b")] == ["b", "b2"]
    assert Shelf("thing", Text, Text("", "")).all(ws) == ()


def test_another_body_may_not_write(ws):
    reader = ws.acting_as(Person("p", "山野", OTHER, frozenset({Role.OFFICER}), ws.clock()).actor())
    with pytest.raises(NotAllowed):
        SHELF.put(reader, "a", Text("一", "one"), owner=TOWN, did="thing-saved")


def test_nothing_is_public_before_two_have_signed(ws):
    kept = SHELF.put(ws, "a", Text("一", "one"), owner=TOWN, did="thing-saved")
    proposal = propose_release(ws, SHELF, kept, summary=Text("一", "one"))
    assert released(ws, SHELF) == ()
    assert open_releases(ws, "things") == (proposal,)
    assert open_releases(ws, "thing") == ()
    signed(ws, proposal)
    (public,) = released(ws, SHELF)
    assert public.kept == kept
    assert public.signed_by == ("山野", "川辺")
    assert open_releases(ws, "things") == ()


def test_a_new_version_changes_nothing_until_it_is_signed_for_too(ws):
    kept = SHELF.put(ws, "a", Text("一", "one"), owner=TOWN, did="thing-saved")
    signed(ws, propose_release(ws, SHELF, kept, summary=Text("一", "one")))
    newer = SHELF.put(ws, "a", Text("二", "two"), owner=TOWN, did="thing-saved")
    (public,) = released(ws, SHELF)
    assert public.kept == kept
    assert release_of(ws, SHELF, newer) is None
    signed(ws, propose_release(ws, SHELF, newer, summary=Text("二", "two")))
    (again,) = released(ws, SHELF)
    assert again.kept == newer
    assert again.first_at == public.at < again.at
    assert [(r.kept.version, r.at, r.first_at) for r in every_release(ws, SHELF)] == [
        (1, public.at, public.at),
        (2, again.at, public.at),
    ]


def test_what_was_proposed_must_still_be_the_newest(ws):
    kept = SHELF.put(ws, "a", Text("一", "one"), owner=TOWN, did="thing-saved")
    proposal = propose_release(ws, SHELF, kept, summary=Text("一", "one"))
    SHELF.put(ws, "a", Text("二", "two"), owner=TOWN, did="thing-saved")
    with pytest.raises(InputRefused, match="content has changed"):
        signed(ws, proposal)
    assert released(ws, SHELF) == ()


def test_what_is_forgotten_is_gone_in_every_version_and_the_trail_says_so(ws):
    for words in ("一", "二", "三"):
        SHELF.put(ws, "a", Text(words, words), owner=TOWN, did="thing-saved")
    assert SHELF.forget(ws, "a", owner=TOWN, did="thing-forgotten", before=3) == 2
    assert [k.version for k in SHELF.history(ws, "a", owner=TOWN)] == [3]
    assert SHELF.forget(ws, "a", owner=TOWN, did="thing-forgotten") == 1
    assert SHELF.forget(ws, "a", owner=TOWN, did="thing-forgotten") == 0
    assert SHELF.find(ws, "a") is None
    assert [e.note.what for e in audit_entries(ws)] == [*["thing-saved"] * 3, *["thing-forgotten"] * 2]
    assert verify_audit(ws).intact
