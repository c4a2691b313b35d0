# SPDX-License-Identifier: Apache-2.0
"""Effects that bodies publish: what they must say, what is held back, and that nothing is public before two have signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Person, Role
from machikata.domain.case_study import ServiceField
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.effect_report import EffectReport, Measured, ReportedMeasure
from machikata.domain.errors import InputRefused, NotAllowed
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.publication.effects import Shown
from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body
from machikata.workspace.effects import (
    effect_problems,
    own_effect,
    own_effects,
    preview_effect,
    propose_effect,
    published_effects,
    published_effects_table,
    save_effect,
    withdraw_effect,
)
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import sign
from machikata.workspace.releases import PublicState

BODY = "990019"


def measure(value, aspect=Aspect.SAVED, *, quantity=Quantity.STAFF_TIME, n=120, persons=8):
    name, method = Text("年間の時間", "hours a year"), Text("業務量調査", "workload survey")
    return ReportedMeasure(Measure(quantity, aspect, value, FigureKind.MEASURED, name, method, n), persons)


REPORT = EffectReport(
    "", "", Text("異動届の入力", "Entering notices of change"), ServiceField.TAX, Measured.YES,
    (measure(400.0, Aspect.BEFORE), measure(90.0, Aspect.AFTER)), begins=date(2025, 4, 1), ends=date(2026, 3, 31),
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


def codes(report):
    return [p.code for p in effect_problems(report)]


def test_a_report_is_numbered_and_belongs_to_its_body(ws):
    first, second = (save_effect(ws, REPORT, owner=BODY) for _ in range(2))
    assert (first.id, second.id) == (f"{BODY}-1", f"{BODY}-2")
    assert first.value.body == BODY
    assert first.value.synthetic
    assert [o.state for o in own_effects(ws)] == [PublicState.DRAFT, PublicState.DRAFT]


def test_two_signatures_make_it_public_and_two_more_take_it_back(ws):
    kept = save_effect(ws, REPORT, owner=BODY)
    proposal = propose_effect(ws, kept.id, owner=BODY)
    assert own_effect(ws, kept.id, owner=BODY).state is PublicState.WAITING
    assert published_effects(ws) == ()
    decided(ws, proposal)
    (public,) = published_effects(ws)
    assert [m.value for m in public.effect.measures] == [400.0, 90.0]
    back = withdraw_effect(ws, kept.id, owner=BODY, reason="数え方の誤り")
    assert published_effects(ws)[0].effect.report.withdrawn.ja == ""
    decided(ws, back)
    (gone,) = published_effects(ws)
    assert gone.effect.report.withdrawn.ja == "数え方の誤り"
    assert gone.effect.measures == ()
    assert published_effects_table(ws).rows == ()
    assert own_effect(ws, kept.id, owner=BODY).state is PublicState.WITHDRAWN


def test_what_was_never_public_is_not_taken_back_and_a_reason_is_needed(ws):
    kept = save_effect(ws, REPORT, owner=BODY)
    with pytest.raises(InputRefused) as refused:
        withdraw_effect(ws, kept.id, owner=BODY, reason=" ")
    assert [p.code for p in refused.value.problems] == ["not-public", "withdrawal-reason"]


@pytest.mark.parametrize(
    ("measures", "shown"),
    [
        ((measure(4.0, n=9),), [Shown.FEW_CASES]),
        ((measure(4.0, n=10),), [Shown.SHOWN]),
        ((measure(4.0, n=None, persons=4),), [Shown.FEW_PERSONS]),
        ((measure(4.0, n=None, persons=5),), [Shown.SHOWN]),
        ((measure(9.0, Aspect.BEFORE, n=9), measure(4.0, Aspect.AFTER)), [Shown.FEW_CASES, Shown.TOLD_BY_OTHERS]),
        ((measure(9.0, n=9), measure(3.0, quantity=Quantity.LEAD_TIME)), [Shown.FEW_CASES, Shown.SHOWN]),
    ],
)
def test_figures_on_few_are_held_back_with_those_that_would_tell_them(ws, measures, shown):
    kept = save_effect(ws, replace(REPORT, measures=measures), owner=BODY)
    effect = preview_effect(ws, kept.id, owner=BODY)
    assert [m.shown for m in effect.measures] == shown
    assert [m.value is None for m in effect.measures] == [s is not Shown.SHOWN for s in shown]


def test_not_measured_is_an_answer_and_has_a_row_of_its_own(ws):
    plain = replace(REPORT, measured=Measured.NOT_MEASURED, measures=())
    assert codes(plain) == []
    decided(ws, propose_effect(ws, save_effect(ws, plain, owner=BODY).id, owner=BODY))
    (row,) = published_effects_table(ws).rows
    assert row[4].ja == "測っていない"
    assert row[7] is None


def test_rows_go_by_body_and_title_and_never_by_value(ws):
    for title, saved in (("い", 1.0), ("あ", 2.0), ("う", 3.0)):
        report = replace(REPORT, title=Text(title, title), measures=(measure(saved),))
        decided(ws, propose_effect(ws, save_effect(ws, report, owner=BODY).id, owner=BODY))
    assert [row[2].ja for row in published_effects_table(ws).rows] == ["あ", "い", "う"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"title": Text(" ", " ")}, ["effect-title"]),
        ({"measures": ()}, ["effect-no-figure"]),
        ({"measured": Measured.NOT_YET}, ["effect-not-measured"]),
        ({"begins": None}, ["effect-period"]),
        ({"begins": date(2026, 4, 1)}, ["effect-period"]),
        ({"measures": (measure(-1.0, Aspect.BEFORE),)}, ["effect-value"]),
        ({"measures": (measure(-1.0, Aspect.SAVED),)}, []),
        ({"measures": (measure(float("nan")),)}, ["effect-value"]),
        ({"measures": (measure(1.5, quantity=Quantity.ACCURACY),)}, ["effect-share"]),
        ({"measures": (measure(1.0, persons=None),)}, ["effect-persons"]),
        ({"measures": (measure(1.0, persons=-1, n=-1),)}, ["effect-count"]),
    ],
)
def test_everything_that_does_not_hold_together_is_told(change, found):
    assert codes(replace(REPORT, **change)) == found


def test_another_body_may_neither_write_nor_look(ws):
    kept = save_effect(ws, REPORT, owner=BODY)
    stranger = ws.acting_as(Person("p", "里中", "990027", frozenset({Role.OFFICER}), ws.clock()).actor())
    for act in (
        lambda: save_effect(stranger, REPORT, owner=BODY),
        lambda: own_effect(stranger, kept.id, owner=BODY),
        lambda: propose_effect(stranger, kept.id, owner=BODY),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert own_effects(stranger) == ()
