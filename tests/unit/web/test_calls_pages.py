# SPDX-License-Identifier: Apache-2.0
"""Calls on the site: opened, applied to, grouped, changed by hand, signed for, adopted."""

from __future__ import annotations

import pytest

from machikata.domain.actor import Role
from machikata.testing.campaigns import town
from machikata.workspace.bodies import list_groups, save_body
from machikata.workspace.persons import save_person

CALL = {
    "title": "税務の見直し", "opened_by": "架空県 市町村課", "fields": "tax", "opens": "2020-01-01", "deadline": "令和30年3月31日",
    "smallest": "3", "largest": "6", "process": "",
}  # fmt: skip


@pytest.fixture
def bodies(site):
    for n in range(1, 8):
        save_body(site.workspace, town(n))
    return [town(n).code for n in range(1, 8)]


@pytest.fixture
def call(site, bodies):
    return site.post("/calls/edit", CALL).url.path


def applied(site, call, bodies):
    for body in bodies:
        page = site.post(f"{call}/apply", {"body": body, "wish-1": "tax", "class_wish": "any"})
        assert page.status_code == 200


def sign_all(site, address):
    for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER)):
        person = save_person(site.workspace, name=name, body="*", roles=[role]).id
        site.post("/persons/switch", {"person": person, "back": address})
        proposal = site.get(address, params={"format": "json"}).json()["proposals"][0]["proposal"]
        site.post(
            f"{address}/sign",
            {"proposal": proposal["id"], "fingerprint": proposal["fingerprint"], "word": "agree", "comment": ""},
        )
    site.post("/persons/switch", {"person": "", "back": address})


def test_there_is_nothing_at_first(site):
    assert "公募はまだありません" in site.get("/calls").text


def test_every_fault_of_a_call_is_told_and_nothing_is_lost(site, bodies):
    page = site.post("/calls/edit", {**CALL, "title": "", "smallest": "2", "deadline": "いつか"})
    assert page.status_code == 422
    assert 'value="いつか"' in page.text
    later = site.post("/calls/edit", {**CALL, "title": "", "smallest": "2", "fields": ""})
    assert later.status_code == 422
    assert later.text.count("<li>") >= 3


def test_a_call_goes_from_applications_to_groups_that_are_compared(site, call, bodies):
    applied(site, call, bodies)
    groups = f"{call}/groups"
    site.post(f"{groups}/form", {"version": "0"})
    page = site.get(groups, params={"format": "json"}).json()
    assert sorted(m["code"] for b in page["groups"] for m in b["members"]) == bodies
    assert site.post(f"{groups}/propose").status_code == 422
    site.post(f"{call}/close")
    site.post(f"{groups}/propose")
    sign_all(site, groups)
    site.post(f"{groups}/adopt")
    held = [g for _, g in site.workspace.library.groups()]
    assert {m for g in held for m in g.members} == set(bodies)
    assert len(list_groups(site.workspace)) == len(page["groups"])
    assert "採用されています" in site.get(groups).text


def test_a_person_moves_bodies_with_a_reason_and_takes_it_back(site, call, bodies):
    applied(site, call, bodies)
    groups = f"{call}/groups"
    site.post(f"{groups}/form", {"version": "0"})
    page = site.get(groups, params={"format": "json"}).json()
    placed = {f"group-{m['code']}": m["group"] for b in page["groups"] for m in b["members"]}
    leaving = max(page["groups"], key=lambda b: len(b["members"]))["members"][0]["code"]
    refused = site.post(f"{groups}/adjust", {**placed, f"group-{leaving}": "", "version": "1", "reason": ""})
    assert refused.status_code == 422
    site.post(f"{groups}/adjust", {**placed, f"group-{leaving}": "", "version": "1", "reason": "本人の希望"})
    after = site.get(groups, params={"format": "json"}).json()
    assert [m["code"] for m in after["rest"]] == [leaving]
    assert after["version"] == 2
    site.post(f"{groups}/restore", {"version": "1"})
    assert site.get(groups, params={"format": "json"}).json()["rest"] == []


def test_one_applies_changes_and_withdraws(site, call, bodies):
    applied(site, call, bodies[:1])
    page = site.get(f"{call}?body={bodies[0]}").text
    assert '<option value="tax" selected>' in page
    refused = site.post(f"{call}/apply", {"body": bodies[1], "wish-1": "", "class_wish": "any"})
    assert refused.status_code == 422
    gone = site.post(f"{call}/withdraw-application", {"body": bodies[0], "reason": "人事異動"})
    assert "人事異動" in gone.text


def test_files_come_and_go(site, call, bodies):
    applied(site, call, bodies)
    site.post(f"{call}/groups/form", {"version": "0"})
    for address in ("form.xlsx", "applications.csv", "groups/list.csv", "groups/list.xlsx", "groups/list.json"):
        assert site.get(f"{call}/{address}").status_code == 200
    assert site.get(f"{call}/groups/list.exe").status_code == 404
    assert site.post(f"{call}/upload", files={"file": ("応募.xlsx", b"no")}).status_code == 422
    assert site.post(f"{call}/upload").status_code == 422


def test_another_body_sees_only_its_own_application(site, call, bodies, at_desk_of):
    applied(site, call, bodies)
    mine = at_desk_of(site, bodies[0])
    page = mine.get(call, params={"format": "json"}).json()
    assert [o["application"]["body"] for o in page["applications"]] == [bodies[0]]
    site.post(f"{call}/groups/form", {"version": "0"})
    assert "グループはまだ編成されていません" in mine.get(f"{call}/groups").text


def test_an_application_with_many_wishes_is_shown_and_kept_whole(site, bodies):
    call = site.post("/calls/edit", {**CALL, "fields": ["tax", "welfare", "care", "pension", "other"]}).url.path
    wishes = {f"wish-{n}": field for n, field in enumerate(("care", "tax", "other", "pension", "welfare"), start=1)}
    site.post(f"{call}/apply", {"body": bodies[0], "class_wish": "any", **wishes})
    page = site.get(f"{call}?body={bodies[0]}&format=json").json()
    assert {k: v for k, v in page["values"].items() if k.startswith("wish")} == wishes
    assert '<select id="f-wish-5"' in site.get(f"{call}?body={bodies[0]}").text
