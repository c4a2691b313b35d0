# SPDX-License-Identifier: Apache-2.0
"""What waits for signatures stands on the first page and leads to where it is signed."""

from __future__ import annotations

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Role
from machikata.domain.case_study import ServiceField
from machikata.domain.effect_report import EffectReport, Measured
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body
from machikata.workspace.effects import propose_effect, save_effect
from machikata.workspace.overview import overview
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import propose, sign
from machikata.workspace.waiting_releases import release_path, waiting_releases

BODY = town(1).code


@pytest.fixture
def ws(tmp_path):
    ws = open_workspace(tmp_path / "w")
    save_body(ws, town(1))
    return ws


def asked(ws, title):
    report = EffectReport("", "", Text(title, title), ServiceField.TAX, Measured.NOT_MEASURED)
    return propose_effect(ws, save_effect(ws, report, owner=BODY).id, owner=BODY)


def releases(ws):
    return [t for t in overview(ws).tasks if t.path.startswith(("/effects/", "/publish"))]


def test_a_waiting_release_is_a_task_until_the_second_signature(ws):
    proposal = asked(ws, "会議録")
    [task] = releases(ws)
    assert task.path == f"/effects/{BODY}/{BODY}-1"
    assert "あと2人" in task.reason.ja
    for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER)):
        person = save_person(ws, name=name, body="*", roles=[role])
        proposal = sign(ws.acting_as(person.actor()), proposal.id, agrees=True)
    assert releases(ws) == []


def test_many_are_counted_and_not_listed(ws):
    for n in range(5):
        asked(ws, f"取り組み{n}")
    assert len(waiting_releases(ws)) == 5
    found = releases(ws)
    assert len(found) == 2
    assert found[-1].act == Text("ほか4件に署名する", "Sign 4 more")


def test_a_proposal_of_an_app_is_no_release(ws):
    made = propose(
        ws, app="daycare", owner=BODY, run="r1", subject="effects/x", summary=Text("案", "plan"), fingerprint="0" * 64,
        needed=2,
    )  # fmt: skip
    assert release_path(made) is None
    assert waiting_releases(ws) == ()
