# SPDX-License-Identifier: Apache-2.0
"""The catalogue: shipped cases, a body's own, corrections, withdrawal; nothing public before two have signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Person, Role
from machikata.domain.case_study import (
    CaseFigure,
    CaseOrigin,
    CaseSource,
    CaseStatus,
    CaseStudy,
    FigureRole,
    ServiceField,
    Technology,
)
from machikata.domain.errors import InputRefused, NotAllowed, NotFound
from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.text import Text
from machikata.facts.cases import seed_cases
from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body
from machikata.workspace.cases import (
    case_history,
    catalogue,
    changed_fields,
    own_case,
    own_cases,
    propose_case,
    public_case,
    restore_case,
    save_case,
    withdraw_case,
)
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import sign
from machikata.workspace.releases import PublicState

BODY = "990019"
CASE = CaseStudy(
    "", Text("異動届の自動入力", "Robot for notices of change"), "", "", ServiceField.TAX, (Technology.RPA,),
    CaseStatus.IN_SERVICE, CaseOrigin.MISSION, Text("入力をロボットがします。", "A robot enters them."),
    sources=(CaseSource("s1", "庁内の報告", ""),), verified=True, starred=True,
)  # fmt: skip


@pytest.fixture
def ws(tmp_path):
    ws = open_workspace(tmp_path / "w")
    save_body(ws, replace(town(1), code=BODY))
    for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER)):
        save_person(ws, name=name, body="*", roles=[role])
    return ws


def decided(ws, proposal):
    for person in sorted(ws.library.persons(), key=lambda p: p.name):
        proposal = sign(ws.acting_as(person.actor()), proposal.id, agrees=True)
    return proposal


def released(ws, case, *, owner=BODY):
    kept = save_case(ws, case, owner=owner)
    decided(ws, propose_case(ws, kept.id, owner=owner))
    return kept


def test_the_shipped_cases_are_the_catalogue_of_an_empty_workspace(ws):
    found = catalogue(ws)
    assert tuple(e.case for e in found) == seed_cases()
    assert all(e.released_at is None and e.version == 0 for e in found)


def test_what_a_file_says_of_origin_and_of_being_checked_does_not_count(ws):
    kept = save_case(ws, CASE, owner=BODY)
    assert kept.id == f"{BODY}-1"
    v = kept.value
    assert (v.origin, v.verified, v.starred, v.synthetic, v.body, v.body_name) == (
        CaseOrigin.SUBMITTED, False, False, True, BODY, town(1).name.ja,
    )  # fmt: skip
    assert v.updated == ws.clock().date().isoformat()


def test_a_case_is_public_once_two_have_signed_and_stays_so_while_it_is_changed(ws):
    kept = save_case(ws, CASE, owner=BODY)
    assert own_case(ws, kept.id, owner=BODY).state is PublicState.DRAFT
    proposal = propose_case(ws, kept.id, owner=BODY)
    assert own_case(ws, kept.id, owner=BODY).state is PublicState.WAITING
    with pytest.raises(NotFound):
        public_case(ws, kept.id)
    decided(ws, proposal)
    entry = public_case(ws, kept.id)
    assert (entry.version, entry.signed_by) == (1, ("山野", "川辺"))
    save_case(ws, replace(kept.value, title=Text("直した", "Changed")), owner=BODY, found=1)
    assert public_case(ws, kept.id) == entry
    assert own_case(ws, kept.id, owner=BODY).state is PublicState.CHANGED


def test_a_case_is_taken_back_by_a_signed_version_with_the_reason(ws):
    kept = released(ws, CASE)
    proposal = withdraw_case(ws, kept.id, owner=BODY, reason="数値の誤り")
    assert public_case(ws, kept.id).case.withdrawn.ja == ""
    decided(ws, proposal)
    assert public_case(ws, kept.id).case.withdrawn.ja == "数値の誤り"
    assert own_case(ws, kept.id, owner=BODY).state is PublicState.WITHDRAWN


def test_one_who_disagrees_sends_it_back_and_the_reason_is_kept(ws):
    kept = save_case(ws, CASE, owner=BODY)
    proposal = propose_case(ws, kept.id, owner=BODY)
    reviewer = next(p for p in ws.library.persons() if p.name == "川辺")
    sign(ws.acting_as(reviewer.actor()), proposal.id, agrees=False, comment="出典の年がありません")
    own = own_case(ws, kept.id, owner=BODY)
    assert own.state is PublicState.RETURNED
    assert own.proposal.ended_why == "出典の年がありません"


def test_a_body_corrects_the_shipped_case_about_itself_and_no_other(ws):
    shipped = next(c for c in seed_cases() if c.id == "C19")
    save_body(ws, Municipality(shipped.body, Text(shipped.body_name, shipped.body_name), MunicipalityKind.CITY))
    corrected = replace(shipped, result=Text("その後の結果", "what came of it"), verified=False)
    released(ws, corrected, owner=shipped.body)
    entry = public_case(ws, "C19")
    assert entry.case.result.ja == "その後の結果"
    assert (entry.case.origin, entry.case.verified, entry.case.synthetic) == (CaseOrigin.MISSION, True, False)
    assert [e.case.id for e in catalogue(ws)] == [c.id for c in seed_cases()]
    with pytest.raises(NotAllowed):
        save_case(ws, corrected, owner=BODY)


def test_an_id_that_nobody_gave_is_refused(ws):
    with pytest.raises(InputRefused) as refused:
        save_case(ws, replace(CASE, id="990027-7"), owner=BODY)
    assert refused.value.problems[0].code == "case-id"


def test_faults_of_a_case_are_told_all_at_once_and_nothing_is_kept(ws):
    bad = CaseFigure("f1", Text("時間", "time"), "hours", FigureRole.EFFECT, before=1.0)
    with pytest.raises(InputRefused) as refused:
        save_case(ws, replace(CASE, title=Text("", ""), figures=(bad,)), owner=BODY)
    assert len(refused.value.problems) >= 2
    assert own_cases(ws) == ()


def test_the_public_needs_a_source_or_somebody_to_ask(ws):
    kept = save_case(ws, replace(CASE, sources=()), owner=BODY)
    with pytest.raises(InputRefused) as refused:
        propose_case(ws, kept.id, owner=BODY)
    assert refused.value.problems[0].code == "case-unfounded"


def test_versions_are_kept_compared_and_restored(ws):
    first = save_case(ws, CASE, owner=BODY)
    save_case(ws, replace(first.value, title=Text("二版", "Second")), owner=BODY, found=1)
    one, two = case_history(ws, first.id, owner=BODY)
    assert changed_fields(one.value, two.value) == ("title",)
    restored = restore_case(ws, first.id, 1, owner=BODY)
    assert restored.version == 3
    assert restored.value.title == CASE.title
    with pytest.raises(NotFound):
        restore_case(ws, first.id, 9, owner=BODY)


def test_somebody_elses_change_is_not_overwritten(ws):
    first = save_case(ws, CASE, owner=BODY)
    save_case(ws, replace(first.value, title=Text("一人目", "one")), owner=BODY, found=1)
    with pytest.raises(InputRefused):
        save_case(ws, replace(first.value, title=Text("二人目", "two")), owner=BODY, found=1)


def test_another_body_sees_no_drafts(ws):
    kept = save_case(ws, CASE, owner=BODY)
    stranger = ws.acting_as(Person("p", "里中", "990027", frozenset({Role.OFFICER}), ws.clock()).actor())
    assert own_cases(stranger) == ()
    for act in (
        lambda: own_case(stranger, kept.id, owner=BODY),
        lambda: case_history(stranger, kept.id, owner=BODY),
        lambda: save_case(stranger, CASE, owner=BODY),
    ):
        with pytest.raises(NotAllowed):
            act()
