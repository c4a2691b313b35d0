# SPDX-License-Identifier: Apache-2.0
"""A call from its opening to the groups that comparisons use."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Person, Role
from machikata.domain.call import ClassWish, WhyNot
from machikata.domain.case_study import ServiceField as Field
from machikata.domain.errors import InputRefused, NotAllowed, NotFound
from machikata.domain.text import Text
from machikata.records.call_files.columns import CODE, WITH_WHOM, heads, wish_head
from machikata.records.table_checks import Answer, check_table_bytes
from machikata.testing.campaigns import town
from machikata.workspace.audit_trail import audit_entries, verify_audit
from machikata.workspace.audit_words import what_words
from machikata.workspace.bodies import list_groups, save_body
from machikata.workspace.call_applications import applications, apply, own_application, withdraw_application
from machikata.workspace.call_files import (
    applications_csv,
    call_form,
    grouping_csv,
    grouping_json,
    grouping_workbook,
    take_applications,
)
from machikata.workspace.call_groupings import (
    adjust_grouping,
    adopt_grouping,
    form_call_groups,
    grouping_history,
    grouping_state,
    outcome_of,
    propose_grouping,
    public_grouping,
    restore_grouping,
)
from machikata.workspace.calls import (
    CALLS,
    close_call,
    edit_call,
    find_call,
    list_calls,
    open_call,
    propose_call,
    reopen_call,
)
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import sign
from machikata.workspace.releases import released

TOWNS = tuple(town(n) for n in range(1, 9))
CODES = tuple(t.code for t in TOWNS)
FIELDS = (Field.TAX, Field.RESIDENTS, Field.WELFARE)


@pytest.fixture
def ws(tmp_path):
    made = replace(open_workspace(tmp_path / "w"), clock=lambda: datetime(2026, 5, 11, 9, tzinfo=UTC))
    for body in TOWNS:
        save_body(made, body)
    return made


def on(ws, day):
    return replace(ws, clock=lambda: datetime.combine(day, datetime.min.time(), UTC))


def officer_of(ws, body):
    return ws.acting_as(Person("p", "山野", body, frozenset({Role.OFFICER, Role.READER}), ws.clock()).actor())


def opened(ws, **more):
    facts = {"title": Text("比較の公募", "Call to compare"), "opened_by": "架空県", "fields": FIELDS, "opens": date(2026, 5, 1),
             "deadline": date(2026, 5, 29), "synthetic": True} | more  # fmt: skip
    return open_call(ws, **facts).id


def applied(ws, bodies=CODES[:6], **more):
    call = opened(ws)
    for body in bodies:
        apply(ws, call, body=body, **({"wishes": [Field.TAX], "contact": f"係 {body}"} | more))
    return call


def codes(refused):
    return [p.code for p in refused.value.problems]


def signed(ws, proposal):
    for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER)):
        known = next((p for p in ws.library.persons() if p.name == name), None)
        person = known or save_person(ws, name=name, body="*", roles=[role])
        proposal = sign(ws.acting_as(person.actor()), proposal.id, agrees=True)


def test_a_call_is_opened_changed_closed_and_opened_again(ws):
    call = opened(ws)
    assert (call, opened(ws)) == ("c1", "c2")
    state = find_call(ws, call)
    assert (state.open, state.applied) == (True, 0)
    edit_call(ws, replace(state.kept.value, deadline=date(2026, 6, 5)), found=state.kept.version)
    with pytest.raises(InputRefused, match="somebody has changed"):
        edit_call(ws, state.kept.value, found=state.kept.version)
    close_call(ws, call)
    assert not find_call(ws, call).open
    reopen_call(ws, call)
    assert find_call(ws, call).open
    assert not find_call(on(ws, date(2026, 6, 6)), call).open
    assert not find_call(on(ws, date(2026, 4, 30)), call).open
    assert [s.kept.id for s in list_calls(ws)] == ["c1", "c2"]


def test_every_fault_of_a_call_is_told_at_once(ws):
    with pytest.raises(InputRefused) as refused:
        opened(
            ws,
            title=Text(" ", ""),
            fields=(),
            smallest=2,
            opens=date(2026, 5, 12),
            deadline=date(2026, 5, 10),
            call_id="a/b",
        )
    assert codes(refused) == ["call-sizes", "call-fields", "call-title", "call-dates", "call-deadline", "call-id"]
    with pytest.raises(NotFound):
        opened(ws, process="none")
    with pytest.raises(NotAllowed):
        opened(officer_of(ws, CODES[0]))


def test_a_field_that_bodies_wish_for_stays_in_the_call(ws):
    call = applied(ws)
    with pytest.raises(InputRefused, match="6 bodies wish for"):
        edit_call(ws, replace(find_call(ws, call).kept.value, fields=(Field.RESIDENTS,)))


def test_a_body_applies_changes_and_takes_back_its_own_application_alone(ws):
    call = opened(ws)
    mine = officer_of(ws, CODES[0])
    kept = apply(mine, call, body=CODES[0], wishes=[Field.TAX], partners=[CODES[1]], contact="企画課\n花子")
    assert (kept.value.population, kept.value.body_class, kept.value.contact) == (9001, "町村Ⅱ-0", "企画課 花子")
    assert kept.value.synthetic
    changed = apply(mine, call, body=CODES[0], wishes=[Field.RESIDENTS], found=kept.version)
    assert (changed.version, find_call(ws, call).applied) == (2, 1)
    gone = withdraw_application(mine, call, body=CODES[0], reason="庁内の都合")
    assert (gone.value.withdrawn.ja, find_call(ws, call).applied) == ("庁内の都合", 0)
    with pytest.raises(InputRefused) as refused:
        withdraw_application(mine, call, body=CODES[0], reason=" ")
    assert codes(refused) == ["application-withdrawn", "application-reason"]
    assert not apply(mine, call, body=CODES[0], wishes=[Field.TAX]).value.withdrawn.ja
    for act in (apply, withdraw_application):
        with pytest.raises(NotAllowed):
            act(mine, call, body=CODES[1], **({"wishes": [Field.TAX]} if act is apply else {"reason": "x"}))


def test_what_cannot_be_taken_is_told_at_once_and_a_late_application_says_what_to_do(ws):
    call = opened(ws)
    with pytest.raises(InputRefused) as refused:
        apply(ws, call, body="990000", wishes=[Field.CARE, Field.CARE], partners=["990000", "123"], comment="長" * 2001)
    assert codes(refused) == [
        "application-body", "application-body", "application-body", "application-long", "application-wish-twice",
        "application-other-field", "application-other-field", "application-own-partner",
    ]  # fmt: skip
    with pytest.raises(InputRefused, match=r"deadline .* has passed.*ask the secretariat"):
        apply(on(ws, date(2026, 5, 30)), call, body=CODES[0], wishes=[Field.TAX])
    with pytest.raises(InputRefused, match="opens on"):
        apply(on(ws, date(2026, 4, 30)), call, body=CODES[0], wishes=[Field.TAX])
    close_call(ws, call)
    with pytest.raises(InputRefused, match="has been closed"):
        apply(ws, call, body=CODES[0], wishes=[Field.TAX])
    assert applications(ws, call) == ()


def test_a_published_municipality_can_be_applied_for_without_being_on_record(ws):
    kept = apply(ws, opened(ws), body="011002", wishes=[Field.TAX])
    assert kept.value.body_name == "札幌市"
    assert kept.value.body_class == "政令指定都市"
    assert kept.value.population > 1_000_000
    assert not kept.value.synthetic


def test_contacts_are_seen_by_the_secretariat_and_the_own_body_alone(ws):
    call = applied(ws)
    mine = officer_of(ws, CODES[0])
    assert [a.body for a in applications(mine, call)] == [CODES[0]]
    assert len(applications(ws, call)) == 6
    with pytest.raises(NotAllowed):
        own_application(mine, call, body=CODES[1])
    assert own_application(mine, call, body=CODES[0]).value.contact == f"係 {CODES[0]}"
    assert f"係 {CODES[1]}" in applications_csv(ws, call, contacts=True).decode()
    assert "係 " not in applications_csv(ws, call).decode()
    assert "係 " not in applications_csv(mine, call, contacts=True).decode()
    form_call_groups(ws, call)
    assert "係 " not in (grouping_json(ws, call) + grouping_csv(ws, call)).decode()
    for act in (
        lambda: grouping_json(mine, call),
        lambda: form_call_groups(mine, call),
        lambda: grouping_history(mine, call),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_groups_are_formed_changed_by_hand_with_a_reason_and_put_back(ws):
    call = applied(ws)
    formed = form_call_groups(ws, call)
    assert [g.members for g in formed.value.groups] == [tuple(sorted(CODES[:6]))]
    halves = dict.fromkeys(CODES[3:6], "g02")
    with pytest.raises(InputRefused) as refused:
        adjust_grouping(ws, call, halves, reason=" ")
    assert codes(refused) == ["grouping-new-field", "grouping-reason"]
    split = adjust_grouping(ws, call, halves, reason="地域で分ける", fields={"g02": Field.TAX})
    assert [(g.id, len(g.members), g.by_hand) for g in split.value.groups] == [("g01", 3, True), ("g02", 3, True)]
    assert (split.value.optimal, split.value.note.ja) == (False, "地域で分ける")
    with pytest.raises(InputRefused) as refused:
        adjust_grouping(ws, call, {CODES[0]: ""}, reason="抜ける")
    assert codes(refused) == ["grouping-too-small"]
    again = adjust_grouping(ws, call, {CODES[0]: "", CODES[1]: "g02", CODES[2]: "g02"}, reason="まとめる")
    assert [(r.body, r.why) for r in again.value.rest] == [(CODES[0], WhyNot.BY_HAND)]
    back = restore_grouping(ws, call, version=formed.version)
    assert (back.version, back.value.groups) == (4, formed.value.groups)
    with pytest.raises(InputRefused, match="somebody has changed"):
        form_call_groups(ws, call, found=1)


def test_a_wish_is_set_aside_only_with_a_reason_which_the_group_then_says(ws):
    call = applied(ws, CODES[:3])
    apply(ws, call, body=CODES[3], wishes=[Field.WELFARE], class_wish=ClassWish.SAME)
    form_call_groups(ws, call)
    moved = adjust_grouping(ws, call, {CODES[3]: "g01"}, reason="本人と相談した")
    assert moved.value.groups[0].reason.ja == "本人と相談した"
    assert [p.severity.value for p in grouping_state(ws, call).problems] == ["warning"]
    assert outcome_of(ws, call, body=CODES[3]).wish is None


def test_groups_can_stay_while_the_others_are_formed_anew(ws):
    call = applied(ws, CODES[:3])
    form_call_groups(ws, call)
    for body in CODES[3:7]:
        apply(ws, call, body=body, wishes=[Field.TAX])
    kept = form_call_groups(ws, call, keep=["g01"])
    assert [g.members for g in kept.value.groups] == [tuple(sorted(CODES[:3])), tuple(sorted(CODES[3:7]))]
    with pytest.raises(InputRefused, match="no group “g09”"):
        form_call_groups(ws, call, keep=["g09"])
    withdraw_application(ws, call, body=CODES[0], reason="都合")
    with pytest.raises(InputRefused, match="withdrew"):
        form_call_groups(ws, call, keep=["g01"])


def test_groups_are_adopted_after_two_have_signed_and_not_before(ws):
    call = applied(ws)
    form_call_groups(ws, call)
    with pytest.raises(InputRefused, match="still taken"):
        propose_grouping(ws, call)
    close_call(ws, call)
    with pytest.raises(InputRefused, match="not all its signatures"):
        adopt_grouping(ws, call)
    mine = officer_of(ws, CODES[0])
    assert outcome_of(mine, call, body=CODES[0]) is None
    signed(ws, propose_grouping(ws, call))
    assert outcome_of(mine, call, body=CODES[0]).wish == 1
    with pytest.raises(NotAllowed):
        outcome_of(mine, call, body=CODES[1])
    groups = adopt_grouping(ws, call)
    assert [(g.id, g.reason.ja != "") for g in groups] == [(f"call-{call}-g01", True)]
    assert [g.members for g in list_groups(ws)] == [tuple(sorted(CODES[:6]))]
    assert adopt_grouping(ws, call) == groups
    assert public_grouping(ws, call).value.groups == grouping_state(ws, call).kept.value.groups


def test_a_later_adoption_replaces_the_groups_and_a_withdrawal_after_signing_stops_it(ws):
    call = applied(ws)
    close_call(ws, call)
    form_call_groups(ws, call)
    adjust_grouping(ws, call, dict.fromkeys(CODES[3:6], "g02"), reason="分ける", fields={"g02": Field.TAX})
    signed(ws, propose_grouping(ws, call))
    adopt_grouping(ws, call)
    assert len(list_groups(ws)) == 2
    form_call_groups(ws, call)
    signed(ws, propose_grouping(ws, call))
    withdraw_application(ws, call, body=CODES[0], reason="都合")
    with pytest.raises(InputRefused, match="withdrew"):
        adopt_grouping(ws, call)
    form_call_groups(ws, call)
    signed(ws, propose_grouping(ws, call))
    adopt_grouping(ws, call)
    assert [g.members for g in list_groups(ws)] == [tuple(sorted(CODES[1:6]))]


def test_members_who_are_not_on_record_are_added_as_published(ws):
    call = applied(ws, ("011002", "012025", "012033"))
    close_call(ws, call)
    form_call_groups(ws, call)
    signed(ws, propose_grouping(ws, call))
    adopt_grouping(ws, call)
    assert ws.body("012033").name.ja == "小樽市"


def test_a_call_becomes_public_by_two_signatures(ws):
    call = opened(ws)
    assert released(ws, CALLS) == ()
    signed(ws, propose_call(ws, call))
    assert [r.kept.id for r in released(ws, CALLS)] == [call]


def filled(call, *rows):
    """A CSV of the call's form."""
    known = heads(call)
    lines = [",".join(h.ja for h in known)]
    lines += [",".join(row.get(h, "") for h in known) for row in rows]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def test_applications_come_in_as_a_file_all_or_none(ws):
    call_id = opened(ws)
    call = find_call(ws, call_id).kept.value
    rows = [{CODE: c, wish_head(1): "税務", wish_head(2): "福祉", WITH_WHOM: "人口が近い団体と"} for c in CODES[:3]]
    bad = filled(call, *rows, {CODE: CODES[0], wish_head(1): "税務"}, {CODE: "990000", wish_head(1): "税務"})
    with pytest.raises(InputRefused) as refused:
        take_applications(ws, call_id, bad, name="応募.csv")
    assert [(p.code, p.place.row) for p in refused.value.problems] == [
        ("applications-body-twice", 5),
        ("application-body", 6),
    ]
    assert applications(ws, call_id) == ()
    taken = take_applications(ws, call_id, filled(call, *rows), name="応募.csv")
    assert [(k.value.wishes, k.value.class_wish) for k in taken] == [((Field.TAX, Field.WELFARE), ClassWish.NEAR)] * 3
    assert take_applications(ws, call_id, filled(call, *rows), name="応募.csv") == ()
    lost_zero = take_applications(ws, call_id, filled(call, {CODE: "11002", wish_head(1): "tax"}), name="x.csv")
    assert lost_zero[0].value.body == "011002"


def test_a_body_brings_in_its_own_form_alone(ws):
    call_id = opened(ws)
    call = find_call(ws, call_id).kept.value
    data = filled(call, {CODE: CODES[1], wish_head(1): "税務"})
    with pytest.raises(NotAllowed):
        take_applications(officer_of(ws, CODES[0]), call_id, data, name="応募.csv")
    assert len(take_applications(officer_of(ws, CODES[1]), call_id, data, name="応募.csv")) == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_csv_of_applications_and_groups_pass_the_30_checks(ws, language):
    call = applied(ws)
    apply(ws, call, body=CODES[6], wishes=[Field.WELFARE])
    withdraw_application(ws, call, body=CODES[5], reason="都合")
    form_call_groups(ws, call)
    alone = {Answer.PASS, Answer.NOT_APPLICABLE, Answer.COMPANION_NEEDED}
    for data, rows in (
        (applications_csv(ws, call, language=language, contacts=True), 8),
        (grouping_csv(ws, call, language=language), 8),
    ):
        report = check_table_bytes(data, name="保存.csv")
        assert [p.sentence("ja") for r in report.results if r.answer not in alone for p in r.problems] == []
        assert report.sheets[0].rows == rows
    assert grouping_workbook(ws, call, language=language)[:2] == b"PK"
    told = json.loads(grouping_json(ws, call))
    assert [m["name"] for m in told["groups"][0]["members"]] == [t.name.ja for t in TOWNS[:5]]
    assert call_form(ws, call, language=language) == call_form(ws, call, language=language)


def test_everything_that_is_done_stands_in_the_audit_trail_in_words(ws):
    call = applied(ws)
    apply(ws, call, body=CODES[0], wishes=[Field.WELFARE, Field.TAX])
    withdraw_application(ws, call, body=CODES[1], reason="都合")
    edit_call(ws, replace(find_call(ws, call).kept.value, largest=5))
    close_call(ws, call)
    reopen_call(ws, call)
    form_call_groups(ws, call)
    adjust_grouping(ws, call, {CODES[0]: ""}, reason="都合")
    restore_grouping(ws, call, version=1)
    close_call(ws, call)
    signed(ws, propose_grouping(ws, call))
    adopt_grouping(ws, call)
    done = {e.note.what for e in audit_entries(ws)}
    assert {"call-opened", "call-changed", "call-closed", "call-reopened", "application-made", "application-changed",
            "application-withdrawn", "grouping-formed", "grouping-adjusted", "grouping-restored", "grouping-adopted"} <= done  # fmt: skip
    assert all(what_words(what).ja != what for what in done)
    assert verify_audit(ws).intact
