# SPDX-License-Identifier: Apache-2.0
"""The demo's public face: every state of a case and every kind of effect is there once, all invented, and a second start changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.effect_report import Measured
from machikata.publication.effects import Shown
from machikata.samples.case_studies import sample_cases
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.testing.campaigns import town
from machikata.workspace.audit_trail import audit_entries, verify_audit
from machikata.workspace.bodies import save_body
from machikata.workspace.cases import catalogue, own_cases, propose_case, save_case
from machikata.workspace.demo_publication import Planted, plant_publication
from machikata.workspace.effects import own_effects, published_effects
from machikata.workspace.persons import list_persons
from machikata.workspace.releases import PublicState
from machikata.workspace.waiting_releases import waiting_releases


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    ws = open_workspace(tmp_path_factory.mktemp("w"))
    for body in DEMO_PLAN.bodies:
        save_body(ws, body.municipality)
    plant_publication(ws)
    return ws


def test_every_state_of_a_case_is_there(ws):
    states = Counter(o.state for o in own_cases(ws))
    assert states == {
        PublicState.PUBLIC: 8, PublicState.RETURNED: 1, PublicState.WITHDRAWN: 1, PublicState.DRAFT: 1, PublicState.WAITING: 1,
    }  # fmt: skip
    public = [e for e in catalogue(ws) if e.case.synthetic and not e.case.withdrawn.ja]
    assert any(e.case.unsuccessful for e in public)
    assert all(len(e.signed_by) == 2 for e in public)


def test_effects_are_measured_tried_expected_held_back_and_not_measured(ws):
    shown = [p.effect for p in published_effects(ws)]
    kinds = {m.measure.kind.value for e in shown for m in e.measures}
    assert kinds == {"measured", "trial", "annualised_trial", "forecast", "negative"}
    assert any(m.shown is Shown.FEW_PERSONS for e in shown for m in e.measures)
    assert any(e.report.measured is Measured.NOT_MEASURED for e in shown)
    assert {o.state for o in own_effects(ws)} == {PublicState.PUBLIC, PublicState.WAITING}


def test_all_of_it_is_invented_and_says_so(ws):
    assert all(o.kept.value.synthetic for o in (*own_cases(ws), *own_effects(ws)))
    assert all("架空" in p.name for p in list_persons(ws))
    assert all("架空" in o.kept.value.title.ja for o in own_effects(ws))


def test_two_things_wait_for_signatures_and_one_has_one(ws):
    assert sorted(w.missing for w in waiting_releases(ws)) == [1, 1]


def test_a_second_start_changes_nothing(ws):
    before = len(audit_entries(ws))
    assert plant_publication(ws) == Planted(12, 7)
    assert len(audit_entries(ws)) == before
    assert verify_audit(ws).intact


def test_what_was_interrupted_is_carried_on(tmp_path):
    ws = open_workspace(tmp_path / "w")
    first = DEMO_PLAN.bodies[0].municipality
    save_body(ws, first)
    kept = save_case(ws, replace(sample_cases(1)[0], id=""), owner=first.code)
    propose_case(ws, kept.id, owner=first.code)
    assert plant_publication(ws) == Planted(1, 1)
    [own] = own_cases(ws)
    assert own.state is PublicState.PUBLIC


def test_bodies_that_are_not_of_the_demo_get_nothing(tmp_path):
    ws = open_workspace(tmp_path / "w")
    save_body(ws, town(1))
    assert plant_publication(ws) == Planted(0, 0)
