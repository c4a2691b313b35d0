# SPDX-License-Identifier: Apache-2.0
"""The demo's calls and letter: one call open, one whose groups wait for a signature, a draft that tells of what is new."""

from __future__ import annotations

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.digest import DigestState, NewsKind
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.workspace.audit_trail import audit_entries
from machikata.workspace.bodies import save_body
from machikata.workspace.call_groupings import grouping_state
from machikata.workspace.calls import find_call
from machikata.workspace.demo_calls import GROUPED_CALL, OPEN_CALL, plant_calls, plant_digest
from machikata.workspace.demo_publication import plant_publication
from machikata.workspace.digests import list_digests
from machikata.workspace.recipients import list_recipients
from machikata.workspace.waiting_releases import waiting_releases


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    ws = open_workspace(tmp_path_factory.mktemp("w"))
    for body in DEMO_PLAN.bodies:
        save_body(ws, body.municipality)
    plant_publication(ws)
    plant_calls(ws)
    plant_digest(ws)
    return ws


def test_one_call_is_open_and_the_other_is_over(ws):
    taking, over = find_call(ws, OPEN_CALL), find_call(ws, GROUPED_CALL)
    assert (taking.open, taking.applied) == (True, 5)
    assert (over.over, over.applied) == (True, 12)
    assert taking.kept.value.synthetic
    assert over.kept.value.synthetic


def test_everyone_is_grouped_or_told_why_not_and_one_signature_is_missing(ws):
    state = grouping_state(ws, GROUPED_CALL)
    grouping = state.kept.value
    placed = [code for g in grouping.groups for code in g.members] + [r.body for r in grouping.rest]
    assert sorted(placed) == sorted(b.municipality.code for b in DEMO_PLAN.bodies)
    assert state.problems == ()
    [waiting] = [w for w in waiting_releases(ws) if w.path == f"/calls/{GROUPED_CALL}/groups"]
    assert waiting.missing == 1


def test_the_letter_is_a_draft_with_news_of_every_kind_and_goes_nowhere(ws):
    [digest] = list_digests(ws)
    assert digest.value.state is DigestState.DRAFT
    assert {i.kind for i in digest.value.items} == {NewsKind.CASE, NewsKind.EFFECT, NewsKind.CALL}
    assert all(i.synthetic for i in digest.value.items)
    held = [k.value for k in list_recipients(ws)]
    assert len(held) == 12
    assert all(r.mail.endswith("@example.jp") and "架空" in r.name for r in held)


def test_a_second_start_changes_nothing(ws):
    before = len(audit_entries(ws))
    plant_calls(ws)
    plant_digest(ws)
    assert len(audit_entries(ws)) == before


def test_without_invented_bodies_there_is_nothing_to_plant(tmp_path):
    ws = open_workspace(tmp_path / "w")
    plant_calls(ws)
    plant_digest(ws)
    assert list_digests(ws) == ()
